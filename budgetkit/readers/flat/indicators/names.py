"""Whose performance table it is: the project named between its title and its heads, where people stand too."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations, pairwise
from math import comb
from typing import Final

from budgetkit.readers.flat.indicators.cells import Cell
from budgetkit.readers.flat.indicators.words import key, words
from budgetkit.readers.formats.page import Line
from budgetkit.readers.tables.matrix import unwrap

_ENDS: Final = "。；;"
_NEVER_FIRST: Final = "、，。；：,.;:)）]】》”%％"
_NEVER_LAST: Final = "（(【[《“"
_MOST: Final = 100
_LONGEST: Final = 8
_WIDE: Final = "WFA"


def names_of(cells: Sequence[Cell], rows: int | None, known: Collection[str] = ()) -> Iterator[list[Cell]]:
    """Yield every reading of lines of text as names, none where there are too many to look at.

    ``rows`` is how many names there are, where the other columns agree on it, ``None`` where nothing tells; then only
    what has one reading is read. ``known`` are whole names that stand elsewhere, as keys.

    >>> lines = [Cell("text", [n], t) for n, t in enumerate(("争取山西对口支援项", "目", "考察次数", "回访"))]
    >>> [[c.text for c in names] for names in names_of(lines, 3)]
    [['争取山西对口支援项目', '考察次数', '回访']]
    >>> list(names_of(lines, None)), list(names_of(lines, 2))
    ([], [])
    """
    breaks = list(_breaks(cells, known))
    open_ = [n for n, kind in enumerate(breaks) if kind is None]
    fixed = sum(kind is True for kind in breaks)
    more = (rows - 1 if rows else fixed) - fixed
    if (rows is None and open_) or not 0 <= more <= len(open_) or comb(len(open_), more) > _MOST:
        return
    for chosen in combinations(open_, more):
        ends = [n for n, kind in enumerate(breaks) if kind is True or n in chosen]
        yield [_joined(cells[a + 1 : b + 1]) for a, b in pairwise([-1, *ends, len(cells) - 1])]


def _breaks(cells: Sequence[Cell], known: Collection[str]) -> list[bool | None]:
    """Return whether a name ends after each line but the last, ``None`` where it may."""
    widest = widest_of(cells)
    found: list[bool | None] = [None if may_go_on(a, b, widest) else True for a, b in pairwise(cells)]
    opened = 0
    for n, cell in enumerate(cells[:-1]):
        opened += cell.key.count("(") - cell.key.count(")")
        if opened > 0 or cells[n + 1].key[0] in _NEVER_FIRST:
            found[n] = False
    for start, stop in _known(cells, known):
        found[start : stop - 1] = [False] * (stop - 1 - start)
        found[stop - 1 : stop] = [True] * (stop < len(cells))
        found[start - 1 : start] = [True] * (start > 0)
    return found


def _known(cells: Sequence[Cell], known: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield the first line of each name that stands elsewhere too, and the line after it."""
    for start in range(len(cells)):
        text = ""
        for stop in range(start + 1, min(start + _LONGEST, len(cells)) + 1):
            text += cells[stop - 1].key
            if text in known:
                yield start, stop


def _joined(cells: Sequence[Cell]) -> Cell:
    return Cell("text", [n for c in cells for n in c.fragments], "".join(c.text for c in cells))


def may_go_on(before: Cell, after: Cell, widest: int) -> bool:
    """Tell whether the second text may be the rest of the first, in a column as wide as its widest line."""
    full = _width(before.text) + _width(_unit(after.text)) > widest
    return after.key[0] in _NEVER_FIRST or (full and not before.key.endswith(tuple(_ENDS)))


def _unit(text: str) -> str:
    """Return what moves to a new line together: a run of Latin letters and digits, or one character with its marks."""
    size = 2 if text[0] in _NEVER_LAST else 1
    while size < len(text) and (
        text[size] in _NEVER_FIRST
        or (text[:size].isascii() and text[:size].isalnum() and text[size].isascii())
    ):
        size += 1
    return text[:size]


def _width(text: str) -> int:
    """Return the width in halves of a character."""
    return sum(2 if unicodedata.east_asian_width(c) in _WIDE else 1 for c in text if not c.isspace())


def widest_of(cells: Sequence[Cell]) -> int:
    """Return the width of the widest text."""
    return max((_width(c.text) for c in cells), default=0)


def owner_of(lines: Sequence[Line], department: str) -> str:
    """Return the project that a table names, empty where that is not determined.

    The values that follow a run of labels belong to them in turn, if they are as many; the name of the department,
    which is known, tells its own value from what is broken over lines after it.

    >>> lines = [Line(t, 1) for t in ("预算单位", "项目名称", "例示局", "道路修", "缮经费", "项目负责人")]
    >>> owner_of(lines, "例示局"), owner_of([Line("项目名称：道路修缮", 1)], ""), owner_of(lines, "另一局")
    ('道路修缮经费', '道路修缮', '')
    """
    texts = [chunk for line in lines for chunk in line.text.split()]
    for n, text in enumerate(texts):
        if _label(text) in words().projects:
            start, stop = n, n + 1
            while start and _label(texts[start - 1]) in words().labels:
                start -= 1
            while stop < len(texts) and _label(texts[stop]) in words().labels:
                stop += 1
            return _value(texts[stop:], n - start, stop - start, department)
        label, colon, value = key(text).partition(":")
        if colon and label in words().projects:
            return text[-len(value) :]
    return ""


def _label(text: str) -> str:
    return key(text).rstrip(":")


def _value(texts: Sequence[str], place: int, labels: int, department: str) -> str:
    """Return the value of the label at a place."""
    end = next((n for n, text in enumerate(texts) if _begins_label(key(text))), len(texts))
    values, whole = texts[:end], unwrap("".join(texts[:end]))
    if len(values) == labels:
        return unwrap(values[place])
    if labels == 1:
        return whole
    beside = department and whole.startswith(department) and (labels, place) == (2, 1)
    return whole.removeprefix(department) if beside else ""


def _begins_label(text: str) -> bool:
    """Tell whether a text is a label, begins with one, or is the beginning of one that is broken over lines."""
    return any(label.startswith(text) or text.startswith(label) for label in words().labels)
