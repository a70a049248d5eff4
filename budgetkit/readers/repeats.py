"""What several files of one disclosure print alike counts once: tables as PDF and as a workbook, a text in two formats."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import accumulate
from typing import TypeVar

from budgetkit.model.disclosure import NOWHERE, Claim, Indicator, Place, Table, Unplaced
from budgetkit.readers.formats.page import Paper
from budgetkit.readers.tables.titles import title_key

_NUMBERED = re.compile(r"_\d+(?=/)|(?<=\.)\d+\Z")
Said = TypeVar("Said", Claim, Indicator)


def repeated_tables(
    tables: Mapping[str, Table], paper: Paper
) -> tuple[dict[str, Table], tuple[Unplaced, ...]]:
    """Return the tables, by id, that a file of a paper prints just as one before it does, and sentences that say so.

    Titles, units, rows and figures are compared; figures that are written otherwise (30.5, 30.50) are the same.
    """
    first: dict[object, int] = {}
    again: dict[str, Table] = {}
    said: list[Unplaced] = []
    for name, table in (
        sorted(tables.items(), key=lambda item: _file(item[1].place, paper)) if paper.parts else ()
    ):
        here = _file(table.place, paper)
        before = first.setdefault(_content(table), here)
        if before != here:
            again[name] = table
            one, other = paper.parts[before].name, paper.parts[here].name
            said.append(
                Unplaced(table.title, f"{other} repeats this table of {one}; it counts once", table.place)
            )
    return again, tuple(said)


def once(items: Iterable[Said], paper: Paper) -> tuple[Said, ...]:
    """Return statements or indicators without those of a file that says nothing which one before it does not say."""
    if not paper.parts:
        return tuple(items)
    of_file: defaultdict[int, list[Said]] = defaultdict(list)
    for item in items:
        of_file[_file(item.place, paper)].append(item)
    kept: list[Said] = []
    contents: list[Counter[Said]] = []
    for _, said in sorted(of_file.items()):
        content = Counter(_plain(item) for item in said)
        if not any(content <= before for before in contents):
            contents.append(content)
            kept += said
    return tuple(kept)


def _plain(item: Said) -> Said:
    """Return a statement or an indicator without its place and without its number among those of its kind."""
    plain = replace(item, place=NOWHERE)
    return replace(plain, about=_NUMBERED.sub("", plain.about)) if isinstance(plain, Claim) else plain


def _content(table: Table) -> object:
    rows = []
    for row in table.rows:
        amounts = map(row.amount, table.columns)
        values = tuple(None if amount is None else amount.value for amount in amounts)
        rows.append((row.half, row.code or "".join(row.name.split()), values))
    return title_key(table.title), table.unit, tuple(rows)


def _file(place: Place, paper: Paper) -> int:
    """Return which of a paper's files, from 0, a place is in."""
    last_pages = list(accumulate(len(part.pages) for part in paper.parts))
    return min(bisect_right(last_pages, (place.page or 1) - 1), len(last_pages) - 1)
