"""readers/word*.py: paragraphs and tables of .docx files."""

import pytest
from hypothesis import given
from made_files import docx, paragraph, word_table, zipped
from tilings import tilings

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.page import Line, Page
from budgetkit.readers.formats.tiling import Tile, grid_of
from budgetkit.readers.formats.word.document import word_pages
from budgetkit.readers.formats.word.numbering import written

BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
RENDERED = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>{}</w:t></w:r></w:p>"
TWO = [Tile(0, 0, 1, 1, "a", 1), Tile(0, 1, 1, 1, "b", 1)]


def shown(pages: tuple[Page, ...]) -> list[list[str | list[str]]]:
    """Return the blocks of each page: a line as its text, a grid as the list of its texts."""
    return [
        [b.text if isinstance(b, Line) else [c.text for c in b.cells] for b in page.blocks] for page in pages
    ]


def read(body: str, **parts: str) -> list[list[str | list[str]]]:
    """Return what a body shows."""
    return shown(word_pages(docx(body, **parts), "made.docx"))


@given(tilings())
def test_merged_cells_come_back(tiles: list[Tile]) -> None:
    """Any table of merged cells comes back with its places, spans and texts."""
    (page,) = word_pages(docx(word_table(tiles)), "made.docx")
    assert page.grids == (grid_of(tiles, 1),)


def test_blocks_stand_in_the_order_of_the_body() -> None:
    """Lines and tables follow one another as in the body; empty paragraphs and empty tables show nothing."""
    empty = word_table([tile._replace(text="") for tile in TWO])
    assert read(paragraph("one") + word_table(TWO) + paragraph(" ") + empty + paragraph("two")) == [
        ["one", ["a", "b"], "two"]
    ]


def test_pages_follow_stated_and_noted_breaks() -> None:
    """A break counts once, however often Word notes it: by hand, when laid out, before a paragraph, by section."""
    before = paragraph("four", "<w:pageBreakBefore/>")
    section = paragraph("five", "<w:sectPr/>")
    body = paragraph("one") + BREAK + RENDERED.format("two") + RENDERED.format("three") + before + section
    assert read(body + paragraph("six") + BREAK) == [["one"], ["two"], ["three"], ["four", "five"], ["six"]]


def test_a_continuous_section_stays_on_its_page() -> None:
    """A section that continues on the page begins none."""
    last = '<w:sectPr><w:type w:val="continuous"/></w:sectPr>'
    assert read(paragraph("one", "<w:sectPr/>") + paragraph("two") + last) == [["one", "two"]]


def test_rows_know_their_page() -> None:
    """A table that Word broke over pages is one grid; its cells name the pages they stand on."""
    table = word_table(
        [
            Tile(0, 0, 1, 1, "a", 1),
            Tile(0, 1, 1, 1, "b", 1),
            Tile(1, 0, 1, 1, "c", 1),
            Tile(1, 1, 1, 1, "d", 1),
        ]
    )
    first, second = word_pages(
        docx(
            table.replace("<w:t xml:space='preserve'>c", "<w:lastRenderedPageBreak/><w:t>c")
            + paragraph("end")
        ),
        "",
    )
    assert [cell.page for cell in first.grids[0].cells] == [1, 1, 2, 2]
    assert [row.text for row in second.lines] == ["end"]


def test_deletions_hidden_text_and_codes_are_not_printed() -> None:
    """Tracked deletions and moves away, hidden runs, field codes and phonetic guides are left out; insertions stay."""
    runs = (
        "<w:r><w:t>12</w:t></w:r><w:del><w:r><w:delText>34</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>56</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>78</w:t></w:r></w:moveFrom>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>9</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:ruby><w:rt><w:r><w:t>wan</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>万</w:t></w:r></w:rubyBase></w:ruby>"
    )
    assert read(f"<w:p>{runs}</w:p>") == [["12569万"]]


def test_deleted_rows_are_gone() -> None:
    """A row deleted with changes tracked is no row."""
    deleted = "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:tc></w:tr>"
    assert read(word_table(TWO).replace("</w:tbl>", f"{deleted}</w:tbl>")) == [[["a", "b"]]]


def test_breaks_tabs_and_symbols() -> None:
    """A line break ends a line, a tab is a space, symbols of symbol fonts show nothing."""
    signs = '<w:sym w:char="F0A7"/><w:sym w:char="4E07"/><w:noBreakHyphen/>'
    run = f"<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t>{signs}</w:r>"
    assert read(f"<w:p>{run}</w:p>") == [["a b", "c万-"]]


def test_text_boxes_are_read_once() -> None:
    """A text box comes after its paragraph; of a drawing and its older form only one is read."""
    inside = f"<w:txbxContent>{paragraph('boxed')}{word_table(TWO)}</w:txbxContent>"
    old = f"<mc:Fallback><w:pict>{inside}</w:pict></mc:Fallback>"
    both = f"<mc:Choice><w:drawing>{inside}</w:drawing></mc:Choice>{old}"
    drawing = f"<mc:AlternateContent>{both}</mc:AlternateContent>"
    assert read(f"<w:p><w:r>{drawing}<w:t>text</w:t></w:r></w:p>") == [["text", "boxed", ["a", "b"]]]


def test_nested_and_framing_tables() -> None:
    """A table in a cell is a grid of its own after the outer one; a table of one cell is only a frame."""
    outer = word_table([Tile(0, 0, 1, 1, "out", 1), Tile(0, 1, 1, 1, "side", 1)])
    assert read(outer.replace("</w:tc>", f"{word_table(TWO)}<w:p/></w:tc>", 1)) == [
        [["out", "side"], ["a", "b"]]
    ]
    frame = f"<w:tbl><w:tr><w:tc>{paragraph('framed')}{word_table(TWO)}<w:p/></w:tc></w:tr></w:tbl>"
    assert read(frame) == [["framed", ["a", "b"]]]


def test_controls_are_looked_through() -> None:
    """Paragraphs, tables, rows and cells inside content controls count like any other."""
    table = (
        word_table(TWO)
        .replace("<w:tr>", "<w:sdt><w:sdtContent><w:tr>")
        .replace("</w:tr>", "</w:tr></w:sdtContent></w:sdt>")
    )
    assert read(f"<w:sdt><w:sdtContent>{paragraph('one')}{table}</w:sdtContent></w:sdt>") == [
        ["one", ["a", "b"]]
    ]


def test_skipped_columns_are_empty_cells() -> None:
    """A row that begins late leaves empty cells before it."""
    late = "<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr><w:tc><w:p><w:r><w:t>c</w:t></w:r></w:p></w:tc></w:tr>"
    assert read(word_table(TWO).replace("</w:tbl>", f"{late}</w:tbl>")) == [[["a", "b", "", "c"]]]


def test_numbers_that_word_prints_itself() -> None:
    """Numbered paragraphs show their numbers, counted on by level, from the list or from the style."""

    def level(depth: int, how: str, text: str) -> str:
        kind = f'<w:start w:val="1"/><w:numFmt w:val="{how}"/><w:suff w:val="nothing"/><w:lvlText w:val="{text}"/>'
        return f'<w:lvl w:ilvl="{depth}">{kind}</w:lvl>'

    levels = level(0, "chineseCounting", "%1、") + level(1, "decimal", "（%2）")
    kind = f'<w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
    numbering = f'{kind}<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    base = '<w:style w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>'
    styles = f'{base}<w:style w:styleId="Head"><w:basedOn w:val="Base"/></w:style>'

    def numbered(text: str, depth: int) -> str:
        return paragraph(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="3"/></w:numPr>')

    body = (
        paragraph("a", '<w:pStyle w:val="Head"/>')
        + numbered("b", 1)
        + numbered("c", 1)
        + numbered("d", 0)
        + numbered("e", 1)
    )
    off = paragraph("f", '<w:pStyle w:val="Head"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert read(body + off, numbering=numbering, styles=styles) == [
        ["一、a", "（1）b", "（2）c", "二、d", "（1）e", "f"]
    ]


@pytest.mark.parametrize(
    ("number", "how", "text"),
    [
        (10, "chineseCounting", "十"),
        (20, "japaneseCounting", "二十"),
        (99, "chineseCountingThousand", "九十九"),
        (27, "lowerLetter", "aa"),
        (1994, "upperRoman", "MCMXCIV"),
        (3, "decimalEnclosedCircle", "③"),
        (7, "decimalZero", "07"),
        (5, "bullet", ""),
        (5, "unheardOf", "5"),
    ],
)
def test_written_numbers(number: int, how: str, text: str) -> None:
    """Each of Word's formats writes a number its way; one that is not known writes digits."""
    assert written(number, how) == text


@pytest.mark.parametrize(
    "data",
    [
        docx(paragraph("x"))[:-30],
        zipped({"word/document.xml": "<w:document"}),
        zipped({"word/document.xml": "<other/>"}),
        docx("<w:p>" * 400 + "</w:p>" * 400),
        zipped({"word/document.xml": "<!DOCTYPE x [<!ENTITY a 'aa'>]><x>&a;</x>"}),
        zipped({"word/document.xml": "a" * 3_000_000}),
    ],
    ids=["cut", "broken", "foreign", "deep", "entities", "bomb"],
)
def test_damaged_files_are_refused(data: bytes) -> None:
    """Cut, broken, foreign, too deep, entity-defining and swelling files raise one plain sentence."""
    with pytest.raises(UnreadableDocument, match=r"^bad\.docx [^\n]+$"):
        word_pages(data, "bad.docx")
