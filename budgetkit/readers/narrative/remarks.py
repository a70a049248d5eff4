"""What a person should look at in the words of a document: template words, years that cannot be, doubled marks, ….

The rules are data (``reference/observations.toml``); a remark says what kind it is, the words, and where they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from budgetkit.forms.data import reference
from budgetkit.forms.form import plain
from budgetkit.model import codes
from budgetkit.model.disclosure import Place, Remark
from budgetkit.readers.narrative.code_paths import Item
from budgetkit.readers.narrative.sections import Section

_AROUND = 8
_LONGEST = 60
_LINE = 3
_WORDS = 4
_PAIRS = (("“", "”"), ("《", "》"))
_STATED = re.compile(r"（[类款]）(?:支出)?\d")
_PURPOSE = re.compile(r"主要用于：?(?P<purpose>[^。；\n]{4,80})")


@dataclass(frozen=True, slots=True)
class Whose:
    """The document that words are judged by: its department, year (0 where unknown) and kind."""

    department: str = ""
    year: int = 0
    kind: str = "budget"


@cache
def rules() -> Mapping[str, Any]:
    """Return the rules of observations from reference/observations.toml."""
    return reference("observations")


def remarks_of(sections: Sequence[Section], whose: Whose) -> Iterator[Remark]:
    """Yield the remarks on every stretch of a narrative, headings included, in the order of the rules."""
    for section in sections:
        if section.is_table:
            continue
        yield from _by_pattern(section)
        yield from _quotes(section)
        yield from _years(section, whose)
        yield from _bodies(section, whose.department)


def snippet(text: str, start: int, end: int) -> str:
    """Return words with a little of what stands around them, on one line.

    >>> snippet("公务用车运行费与上年持平，主要原因是。其中", 13, 18)
    '…行费与上年持平，主要原因是。其中'
    """
    begin, stop = max(0, start - _AROUND), min(len(text), end + _AROUND)
    shown = text[begin:stop].replace("\n", " ").strip()[:_LONGEST]
    return f"{'…' if begin else ''}{shown}{'…' if stop < len(text) else ''}"


def _places(section: Section, where: str) -> Iterator[tuple[str, Place | None]]:
    """Yield the texts of a stretch that a rule looks at; the place of a heading is that of its first line."""
    if where in ("heading", "both") and section.heading:
        yield section.heading, section.place
    if where in ("text", "both"):
        yield section.passage.text, None


def _by_pattern(section: Section) -> Iterator[Remark]:
    """Yield what the patterns find, one remark for finds of a kind that stand close together."""
    spans: dict[tuple[str, str, Place | None], list[tuple[int, int]]] = {}
    for rule in rules()["pattern"]:
        for text, place in _places(section, rule.get("in", "text")):
            found = [match.span() for match in _compiled(rule["pattern"]).finditer(text)]
            spans.setdefault((rule["id"], text, place), []).extend(found)
    for (kind, text, place), found in spans.items():
        for start, end in _close(sorted(found)):
            yield Remark(kind, snippet(text, start, end), place or section.passage.place(start))


def _close(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans, those joined whose snippets would tell the same words, as long as one snippet can show them.

    >>> _close([(0, 2), (4, 6), (40, 42)])
    [(0, 6), (40, 42)]
    """
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        first, last = joined[-1] if joined else (-_LONGEST, -_LONGEST)
        if start - last <= 2 * _AROUND and end - first <= _LONGEST - 2 * _AROUND:
            joined[-1] = (first, max(last, end))
        else:
            joined.append((start, end))
    return joined


def _quotes(section: Section) -> Iterator[Remark]:
    """Yield paragraphs whose quotation marks are no pairs."""
    start = 0
    for paragraph in section.passage.text.split("\n"):
        for opening, closing in _PAIRS:
            if (at := _unpaired(paragraph, opening, closing)) >= 0:
                place = section.passage.place(start + at)
                yield Remark("text.quotes", snippet(paragraph, at, at + 1), place)
        start += len(paragraph) + 1


def _unpaired(text: str, opening: str, closing: str) -> int:
    """Return where a mark stands that has no partner, -1 where all have one."""
    opened = -1
    for at, character in enumerate(text):
        if character == opening:
            if opened >= 0 and opening == "“":
                return at
            opened = at
        elif character == closing:
            if opened < 0:
                return at
            opened = -1
    return opened


def _years(section: Section, whose: Whose) -> Iterator[Remark]:
    if not whose.year:
        return
    for rule in rules()["year"]:
        if whose.kind not in rule:
            continue
        for text, place in _places(section, rule.get("in", "text")):
            for match in _compiled(rule["pattern"]).finditer(text):
                if int(match["year"]) - whose.year not in rule[whose.kind]:
                    yield Remark(
                        "text.year",
                        snippet(text, match.start(), match.end()),
                        place or section.passage.place(match.start()),
                    )


def _bodies(section: Section, department: str) -> Iterator[Remark]:
    own = plain(department)
    if not own or section.unread:
        return
    places = (("pattern", section.passage.text, None), ("heading", section.heading, section.place))
    for rule, text, place in places:
        for match in _compiled(rules()["body"][rule]).finditer(text):
            body = plain(match["body"])
            if not (body in own or own in body or _core(body) in own or _core(own) in body):
                yield Remark("text.body", match["body"], place or section.passage.place(match.start("body")))


def _core(name: str) -> str:
    """Return the name of a body without the place it belongs to: 上海市普陀区司法局 -> 司法局."""
    return re.sub(r"^.*?(?:省|自治区|市|州|县|区)(?=.{3,})", "", name)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def on_items(section: Section, items: Iterable[Item]) -> Iterator[Remark]:
    """Yield items listed twice, and items whose purpose is that of the item before and names that one, not theirs.

    ``items`` are those that the paragraphs of the section begin with, in order.
    """
    seen: set[str] = set()
    before, purpose_before = "", ""
    for item in items:
        # A class that only heads the items below it may come again.
        if codes.depth(item.code) == _LINE or _STATED.search(section.passage.text, item.start, item.end):
            if item.code in seen:
                yield Remark("text.twice", f"{item.code} {item.name}", section.passage.place(item.start))
            seen.add(item.code)
        found = _PURPOSE.search(section.passage.text, item.start, item.end)
        purpose = found["purpose"] if found else ""
        if found and purpose == purpose_before and _names(purpose, before) and not _names(purpose, item.name):
            yield Remark(
                "text.copied", f"{item.name}：{purpose}"[:_LONGEST], section.passage.place(found.start())
            )
        before, purpose_before = item.name, purpose


def _names(purpose: str, item: str) -> bool:
    """Tell whether a purpose names an item, by four characters in a row of its name."""
    name = plain(item).removesuffix("支出")
    return any(name[at : at + _WORDS] in purpose for at in range(max(1, len(name) - _WORDS + 1)))
