"""Laws of Markdown: what a document says is shown letter by letter, and does nothing."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from budgetkit.present.markdown import fitting, folded, plain, table

NASTY = [
    "<script>alert(1)</script>",
    "![x](http://a.example/x.png) [link](javascript:alert(1))",
    "a | b || c \\| d",
    "**bold** _soft_ ~~gone~~ `code` $x$ # head",
    "one\ntwo\r\n\n- three\n# four",
    "- item",
    "# head",
    "###### head ##",
    "#",
    "#12 and ## 3",
    "1. first",
    "1) first",
    "=====",
    "&lt;b&gt; &#60;b&#62; &amp;",
    "\u202eright to left\u2066 \u200bhidden",
    "</details></table><h1>x",
    "<!-- --> <img src=x onerror=y>",
]


class Words(HTMLParser):
    """The text and the tags of HTML."""

    def __init__(self) -> None:
        """Nothing yet."""
        super().__init__()
        self.text = ""
        self.tags: list[str] = []

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data

    def handle_starttag(self, tag: str, _: object) -> None:
        """Note a tag."""
        self.tags.append(tag)


def rendered(markdown: str) -> Words:
    """What a renderer that allows HTML and tables, as GitHub does, makes of Markdown."""
    words = Words()
    words.feed(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown))
    return words


def seen(text: str) -> str:
    """A text as it must be seen: on one line, without letters of no width."""
    return " ".join(re.sub("[\u200b\u202e\u2066\u2069]", "", text).split())


@pytest.mark.parametrize("text", NASTY)
def test_text_is_seen_as_it_is(text: str) -> None:
    """In a paragraph, in a list item and in a cell, the reader sees the text, and it brings no tag of its own."""
    for markdown, own in (
        (plain(text), ["p"]),
        (f"- {plain(text)}", ["ul", "li"]),
        (f"## {plain(text)}", ["h2"]),
        (table(["h"], [[plain(text)]]), ["table", "thead", "tr", "th", "tbody", "tr", "td"]),
    ):
        words = rendered(markdown)
        assert words.tags == own
        assert seen(words.text).removeprefix("h ") == seen(text)


@given(st.text(alphabet=st.sampled_from("a1 .-+=#>|<&;*_`[]()!\\~$@:/\n\t甲"), max_size=30))
def test_no_text_becomes_structure(text: str) -> None:
    """Whatever is written, a row stays one row of two cells and a list item one item of plain words."""
    words = rendered(table(["h", "k"], [[plain(text), "end"]]))
    assert words.tags.count("td") == 2 and set(words.tags) <= {"table", "thead", "tbody", "tr", "th", "td"}
    assert rendered(f"- {plain(text)}").tags == ["ul", "li"]
    assert rendered(plain(text)).tags == (["p"] if plain(text) else [])


@pytest.mark.parametrize(
    "text",
    [
        *("@someone", "a@b.example", "see #12", "http://x.example", "www.x.example", "GH-7"),
        *(":smile:", "a:+1::x_y:b", "0123456789" * 4, "提交abcdef0", "1234567a"),
    ],
)
def test_nothing_is_linked_or_called(text: str) -> None:
    """What GitHub would turn into a mention, a reference or a link is parted by a letter that nobody sees."""
    shown = rendered(plain(text)).text
    assert not re.search(r"@\w|#\d|://|www\.|GH-\d|:[\w+]+:|(?<![\da-f\u200b])[\da-f]{7}", shown)
    assert seen(shown) == text


@pytest.mark.parametrize("text", ["1234567.89", "2025", "12345678 元", "10: 30", "acceded"[:6]])
def test_figures_stay_as_they_are(text: str) -> None:
    """What is no link is not parted: a figure copied out of a summary is still one."""
    assert plain(text) == text


def test_long_text_is_cut() -> None:
    """Never more letters than asked for, the last one says that there were more."""
    assert plain("数" * 500, most=10) == "数" * 9 + "…"


def test_what_fits_is_kept_in_order() -> None:
    """Parts are kept from the first on and never cut; what is folded shows its summary."""
    parts = ["a" * 10, "b" * 10, "c"]
    assert list(fitting(parts, 24)) == parts[:2]
    assert list(fitting(parts, 23)) == parts[:1]
    assert (
        "summary" in rendered(folded("more", "- one")).tags and "li" in rendered(folded("more", "- one")).tags
    )
