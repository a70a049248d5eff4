"""Where the tables of a form stand in flattened text: from a title to what is no longer a table.

A title in a list of contents is none: nothing of a table follows it. A table ends at the next title, at the
heading of a part, at the first sentence; a sentence that says the table is empty is its note.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from budgetkit.forms.form import Form, TableForm
from budgetkit.forms.units import unit_of
from budgetkit.readers.formats.page import Line, Paper
from budgetkit.readers.tables.titles import match_title

_PART = re.compile(
    r"^第[一二三四五六七八九十]+部分|^[一二三四五六七八九十]+、关于|^[（(]?[一二三四五六七八九十]+[)）、].*说明$"
)
_OTHER_TITLE = re.compile(r"^[^\d,，。]{4,40}表$")
_NUMBERED = re.compile(r"^(?:附|公开)?表\s*[\d一二三四五六七八九十]+$")
_EMPTY = re.compile(r"空表|没有|无数据|无此项|未安排|不涉及")
_AMOUNT = re.compile(r"\d\.\d|\d,\d{3}|(?<!\d)0(?!\d)")
_PAGE_NUMBER = re.compile(r"[-—–]+\s*\d{1,3}\s*[-—–]+|第\s*\d{1,3}\s*页")
_BARE = re.compile(r"\d{1,3}")
_CLASS = re.compile(r"\d{3}[^\d年]")
_SENTENCE: Final = 24
_NEAR: Final = 6


@dataclass(frozen=True, slots=True)
class FlatTable:
    """The lines of one table as they stand in the text: title and unit as printed, body lines, note if any."""

    form: TableForm
    title: str
    unit: str
    lines: tuple[Line, ...]
    page: int
    note: str = ""


def find_tables(paper: Paper, form: Form) -> tuple[FlatTable, ...]:
    """Return the tables of a form that a text holds, each once, in the order of the text."""
    lines = tuple(line for page in paper.pages for line in page.lines if line.text.strip())
    titles = list(_titles(lines, form.tables))
    numbers = _page_numbers(paper)
    found: list[FlatTable] = []
    for n, (at, size, table) in enumerate(titles):
        end = titles[n + 1][0] if n + 1 < len(titles) else len(lines)
        above = [x for x in lines[max(0, at - _NEAR) : at] if x.page == lines[at].page]
        here = _cut(above, lines[at : at + size], lines[at + size : end], table, numbers)
        if here and found and found[-1].form is table and found[-1].lines and _amounts(found[-1]):
            found[-1] = replace(
                found[-1], lines=found[-1].lines + here.lines, note=found[-1].note or here.note
            )
        elif here:
            found.append(here)
    best: dict[str, FlatTable] = {}
    for here in found:
        if here.form.id not in best or _amounts(here) > _amounts(best[here.form.id]):
            best[here.form.id] = here
    return tuple(f for f in found if best[f.form.id] is f)


def _titles(lines: Sequence[Line], tables: Sequence[TableForm]) -> Iterator[tuple[int, int, TableForm]]:
    """Yield (line, lines taken, table) for every line, or two lines together, that name a table."""
    for at, line in enumerate(lines):
        table = _named(line.text, tables)
        if table:
            yield at, 1, table
        elif at + 1 < len(lines) and not _named(lines[at + 1].text, tables):
            both = _named(line.text.rstrip() + lines[at + 1].text.strip(), tables)
            if both and len(line.text.strip()) > 3:
                yield at, 2, both


def _named(text: str, tables: Sequence[TableForm]) -> TableForm | None:
    """Return the table a line is the title of; a head («一般公共预算支出») and a class with its code are none."""
    flat = "".join(text.split())
    return match_title(text, tables) if "表" in flat and not _CLASS.match(flat) else None


def _page_numbers(paper: Paper) -> frozenset[int]:
    """Return which bare numbers, by identity of their lines, number the pages: those that run with them.

    Any other number at the edge of a page may as well be the last part of a code.
    """
    edges = [(page.number, line) for page in paper.pages for line in _edges(page.lines)]
    bare = {id(line): int(line.text) - number for number, line in edges if _BARE.fullmatch(line.text.strip())}
    times = Counter(bare.values())
    return frozenset(line for line, offset in bare.items() if times[offset] > 1)


def _edges(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the first and the last line of a page."""
    printed = [line for line in lines if line.text.strip()]
    return [*printed[:1], *printed[1:][-1:]]


def _cut(
    above: Sequence[Line],
    title: Sequence[Line],
    rest: Sequence[Line],
    table: TableForm,
    numbers: frozenset[int],
) -> FlatTable | None:
    """Return the table under a title, ``None`` where only the rest of a list of contents follows.

    Where the text goes down the columns its unit may come anywhere on the page of the title, ``above`` it, too.
    """
    body: list[Line] = []
    note: list[str] = []
    for line in rest:
        text = "".join(line.text.split())
        if _PART.match(text) or _NUMBERED.match(text) or (_OTHER_TITLE.match(text) and len(body) > 3):
            break
        if note or _is_sentence(text):
            if not (note or _EMPTY.search(text)):
                break
            note.append(text)
            if "。" in text:
                break
        else:
            body.append(line)
    printed = [t for line in (*title, *body[:_NEAR]) if (t := unit_of(line.text))]
    astray = [line for line in (*body, *reversed(above)) if line.page == title[0].page]
    printed += [t for line in astray if not _AMOUNT.search(line.text) and (t := unit_of(line.text))]
    if not printed and not any(_AMOUNT.search(line.text) for line in body):
        return None
    name = "".join("".join(line.text.split()) for line in title)
    unit = printed[0] if printed else table.unit
    kept = tuple(x for x in body if id(x) not in numbers and not _PAGE_NUMBER.fullmatch(x.text.strip()))
    return FlatTable(table, name, unit, kept, title[0].page, "".join(note))


def _is_sentence(text: str) -> bool:
    """Tell whether a line is prose: long, with punctuation that no label has."""
    if text.startswith(("注：", "注:", "备注")):
        return True
    return (len(text) >= _SENTENCE and "，" in text) or text.endswith("。")


def _amounts(table: FlatTable) -> int:
    return sum(bool(_AMOUNT.search(line.text)) for line in table.lines)
