"""Flattened performance tables taken apart: lines -> fragments -> cells, each with its column as far as its words tell.

Cells are broken over lines and the fragments of one may stand far apart in the stream; but within one column the
stream goes downward, so that a cell is whole before the next one of its column begins.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from budgetkit.readers.flat.indicators.words import (
    SIGNS,
    has_unit,
    is_rest,
    key,
    kind_of,
    lacks_unit,
    split_glued,
    words,
)
from budgetkit.readers.formats.page import Line

_USUAL: Final = ("level", "scoring", "evidence", "basis", "quality")
_OPEN_DATE = re.compile(r"(?:^|\d)[年月]$")
_REPEATED: Final = 2
_LONGEST_RUN: Final = 4


@dataclass(frozen=True, slots=True)
class Fragment:
    """One thing printed on a line of a table: its text, the number of its line, its page."""

    text: str
    line: int
    page: int


@dataclass
class Cell:
    """One cell put together: its kind, the fragments it has, its text; ``doubtful`` where a fragment may be another's.

    Kinds are level, text, signed, date, quality, measured, figure, basis, scoring, evidence, and rest for what is
    the end of some other cell.
    """

    kind: str
    fragments: list[int] = field(default_factory=list)
    text: str = ""
    doubtful: bool = False

    @property
    def first(self) -> int:
        """The first fragment."""
        return self.fragments[0]

    @property
    def key(self) -> str:
        """The text for comparison."""
        return key(self.text)


def fragments_of(lines: Sequence[Line]) -> tuple[Fragment, ...]:
    """Return the fragments of lines in the order of the stream; what a layout spaced apart is put together again.

    >>> [p.text for p in fragments_of([Line("陪同考察 ＞=70 个 年 9月", 1)])]
    ['陪同考察', '＞=70个', '年9月']
    """
    found: list[Fragment] = []
    for number, line in enumerate(lines):
        chunks: list[str] = []
        for chunk in line.text.split():
            if chunks and _spaced(key(chunks[-1]), key(chunk)):
                chunks[-1] += chunk
            else:
                chunks.append(chunk)
        found += [Fragment(part, number, line.page) for chunk in chunks for part in split_glued(chunk)]
    return tuple(found)


def _spaced(left: str, right: str) -> bool:
    """Tell whether a space stands inside one cell: a layout sets one between a number and its unit."""
    if left[-1].isdigit():
        return right in words().units or right[0] in "年月日"
    return (_OPEN_DATE.search(left) is not None or set(left) <= set(SIGNS)) and right[0].isdigit()


def cells_of(fragments: Sequence[Fragment], columns: frozenset[str]) -> list[Cell]:
    """Return the cells of a table in the order in which they begin; ``columns`` are the roles its heads name."""
    built = _Builder(fragments, columns)
    for number in range(len(fragments)):
        built.take(number)
    cells = built.finished()
    return _with_bases(cells) if "basis" in columns else cells


class _Builder:
    """Takes fragments in the order of the stream and gives each to the cell that waits for it, or to a new one."""

    def __init__(self, fragments: Sequence[Fragment], columns: frozenset[str]) -> None:
        self.keys = [key(p.text) for p in fragments]
        self.texts = [p.text for p in fragments]
        shut = {"scoring", "evidence", "basis"} - columns
        self.usual = [column for column in _USUAL if column not in shut]
        self.cells: list[Cell] = []
        self.open: list[Cell] = []

    def take(self, number: int) -> None:
        """Give one fragment to its cell."""
        text = self.keys[number]
        self.open = [c for c in self.open if self._waits(c, number)]
        waiting = [c for c in self.open if self._takes(c, text, number)]
        lacking = [c for c in waiting if c.kind in _USUAL and not words().is_usual(c.kind, c.key)]
        takers = sorted(lacking or waiting, key=lambda c: -c.fragments[-1])
        if len(takers) > 1 and (takers[0].fragments[-1] != number - 1 or any(map(_is_begun, takers[1:]))):
            for cell in takers:
                cell.doubtful = True
        elif takers:
            self._add(takers[0], number)
            return
        cell = Cell(self._kind(text))
        self._add(cell, number)
        self.cells.append(cell)
        self.open.append(cell)

    def _add(self, cell: Cell, number: int) -> None:
        cell.fragments.append(number)
        cell.text += self.texts[number]
        if cell.kind in ("dated", "sign", "figure", "signed", "measured", "date"):
            cell.kind = kind_of(cell.key)

    def _waits(self, cell: Cell, number: int) -> bool:
        """Tell whether a cell may go on: it is not whole, or was the last to get a fragment."""
        if cell.kind == "text":
            return False
        if cell.kind in _USUAL:
            return cell.fragments[-1] == number - 1 or not words().is_usual(cell.kind, cell.key)
        return cell.kind in ("dated", "sign") or lacks_unit(cell.key) or cell.fragments[-1] == number - 1

    def _takes(self, cell: Cell, text: str, number: int) -> bool:
        both = cell.key + text
        if cell.kind in _USUAL:
            return words().begins(cell.kind, both)
        if cell.kind in ("date", "dated"):
            return kind_of(both) in ("date", "dated") and kind_of(text) not in ("date", "figure")
        if cell.kind == "sign":
            adjacent = cell.fragments[-1] == number - 1
            return kind_of(both) == "signed" and (text[0] in SIGNS or adjacent)
        return has_unit(both) and not text[0].isdigit() and text[0] not in SIGNS

    def _kind(self, text: str) -> str:
        for column in self.usual:
            if words().is_usual(column, text):
                return column
        kind = kind_of(text)
        if kind != "text":
            return kind
        begun = [c for c in self.usual if len(text) > 1 and words().begins(c, text)]
        return begun[0] if begun else "text"

    def finished(self) -> list[Cell]:
        """Return the cells, what never became whole taken apart into words again."""
        found: list[Cell] = []
        for cell in self.cells:
            if cell.kind in ("dated", "sign"):
                cell.doubtful = True
            if cell.kind in _USUAL and not words().is_usual(cell.kind, cell.key):
                found += [Cell("text", [n], self.texts[n]) for n in cell.fragments]
            else:
                found.append(cell)
        for cell in found:
            if cell.kind == "unit" or (cell.kind == "text" and is_rest(cell.key)):
                cell.kind = "rest"
        return sorted(found, key=lambda c: c.first)


def _is_begun(cell: Cell) -> bool:
    """Tell whether a number surely goes on: a fragment of its unit is printed, or of a date."""
    return cell.kind in ("dated", "sign") or (lacks_unit(cell.key) and not cell.key[-1].isdigit())


def _with_bases(cells: Sequence[Cell]) -> list[Cell]:
    """Put together what is printed again and again and ends like a basis: 2024年援疆工 | 作计划."""
    runs = Counter(
        tuple(c.key for c in run)
        for at in range(len(cells))
        for run in _runs(cells, at)
        if _ends_like_basis(run)
    )
    found: list[Cell] = []
    at = 0
    while at < len(cells):
        known = [run for run in _runs(cells, at) if runs[tuple(c.key for c in run)] >= _REPEATED]
        if known:
            run = max(known, key=len)
            found.append(Cell("basis", [n for c in run for n in c.fragments], "".join(c.text for c in run)))
            at += len(run)
        else:
            found.append(cells[at])
            at += 1
    return found


def _runs(cells: Sequence[Cell], at: int) -> Iterator[Sequence[Cell]]:
    """Yield the texts that follow one another from a cell on."""
    for size in range(1, _LONGEST_RUN + 1):
        run = cells[at : at + size]
        together = all(c.kind == "text" and c.first == run[0].first + n for n, c in enumerate(run))
        if len(run) < size or not together:
            return
        yield run


def _ends_like_basis(run: Sequence[Cell]) -> bool:
    return "".join(c.key for c in run).endswith(words().basis_ends)
