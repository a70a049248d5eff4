"""Which form a paper is laid out in: the one that its titles and heads fit best as a whole, or none."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from budgetkit.forms.form import Form, form, form_ids
from budgetkit.forms.surroundings import pattern
from budgetkit.model.notes import fold
from budgetkit.readers.formats.page import Grid, Line, Paper
from budgetkit.readers.tables.columns import Slot
from budgetkit.readers.tables.find import FoundTable, UnclaimedGrid, find_tables
from budgetkit.readers.tables.heads import read_head
from budgetkit.readers.tables.matrix import Matrix, head_key, unwrap
from budgetkit.readers.tables.strips import oriented
from budgetkit.readers.tables.titles import LONGEST_LINE, match_title, title_key

_COVER_LINES = 12
_ROWS_WITH_TITLES = 3
_SHOWN = 5
_FEWEST = 2
_SUFFIXES = {".pdf": "a PDF", ".docx": "a .docx", ".xlsx": "an .xlsx"}


Found = tuple[tuple[FoundTable, ...], tuple[UnclaimedGrid, ...]]
"""The tables of a form in a paper, and the grids that are none of them."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a paper fits a form: its tables found by title, and how many of their columns the form knows.

    ``own`` counts the tables that are printed with the form's own title, not with one of the names that other places
    use for them; ``wanted`` the columns that the form has in the tables found.
    """

    form: Form
    tables: frozenset[str] = frozenset()
    own: int = 0
    known: int = 0
    columns: int = 0
    wanted: int = 0
    of_its_kind: bool = True
    found: Found = ((), ())

    @property
    def required(self) -> int:
        """How many tables every document of the form has."""
        return sum(not t.optional for t in self.form.tables)

    @property
    def enough(self) -> bool:
        """Tell whether half of the tables are there by their own titles, two of three columns are the form's, and half of
        the form's are printed, or nothing else: the titles of one place stand over the columns of another, too."""
        half = self.own >= max(math.ceil(max(self.required, len(self.tables)) / 2), _FEWEST)
        fills = 2 * self.known >= self.wanted or self.known == self.columns
        return self.of_its_kind and half and 3 * self.known >= 2 * self.columns and fills

    @property
    def points(self) -> tuple[int, int]:
        """What forms are compared by: columns that are known, tables that are there."""
        return self.known, len(self.tables)

    @property
    def lacks(self) -> str:
        """What the paper lacks to fit."""
        there = len({t.id for t in self.form.tables if not t.optional} & self.tables)
        said = f"{there} of its {self.required} tables, {self.known} of {self.columns} columns"
        return f"{self.form.id}: {said}" + ("" if self.of_its_kind else ", not of its kind of body")


def recognise(fits: Sequence[Fit]) -> Fit | None:
    """Return the fit of the form a paper is laid out in, ``None`` where none fits, or two equally well."""
    good = sorted((f for f in fits if f.enough), key=lambda f: f.points, reverse=True)
    if len(good) > 1 and good[0].points == good[1].points:
        return None
    return good[0] if good else None


def fits(paper: Paper) -> tuple[Fit, ...]:
    """Return how well a paper fits each known form.

    Ruled tables are compared by titles and heads; flattened text, whose columns are not seen, by titles and by which
    words of heads it holds.
    """
    titles = list(dict.fromkeys(title_lines(paper)))
    cover = "".join(cover_lines(paper))
    words = "".join(map(head_key, _texts(paper))) if paper.format == "text" else ""
    return tuple(_fit(paper, form(f), titles, cover, words) for f in form_ids())


def _fit(paper: Paper, candidate: Form, titles: list[str], cover: str, words: str) -> Fit:
    tables = frozenset(t.id for text in titles if (t := match_title(text, candidate.tables)))
    organs = candidate.organs
    of_its_kind = not organs or any(o in cover or any(o in t for t in titles) for o in organs)
    keys = [title_key(t) for t in titles]
    proper = {
        t.id: pattern("title", "whose").sub("", title_key(t.title.zh))
        for t in candidate.tables
        if t.id in tables
    }
    own = sum(any(key.endswith(title) for key in keys) for title in proper.values())
    fit = Fit(candidate, tables, own, of_its_kind=of_its_kind)
    if not fit.enough:
        return fit
    if paper.format == "text":
        heads = [c.heads for t in candidate.tables if t.id in tables for c in t.columns]
        known = sum(any(head_key(h.rpartition("/")[2]) in words for h in said) for said in heads)
        return replace(fit, known=known, columns=len(heads))
    found = find_tables(paper, candidate.tables)
    slots = [slot for table_found in found[0] for slot in _value_columns(table_found)]
    known = sum(slot.named_by == "form" for slot in slots)
    shapes = {f.form.id: oriented(Matrix.of(f.grids[0]), f.form) for f in found[0]}.values()
    wanted = sum(len(t.columns) if t.layout == "strip" else sum(map(len, t.halves.values())) for t in shapes)
    return replace(fit, known=known, columns=len(slots), wanted=wanted, found=found)


def _value_columns(table_found: FoundTable) -> list[Slot]:
    matrix = Matrix.of(table_found.grids[0])
    head = read_head(matrix, oriented(matrix, table_found.form))
    return [slot for slot in head.slots if slot.column]


def title_lines(paper: Paper) -> Iterator[str]:
    """Yield every text of a paper that reads like the title of a table: lines, sheet names, first rows of grids."""
    for text in _texts(paper):
        if len(text) > LONGEST_LINE:
            continue
        line = pattern("title", "leading").sub(
            "", fold(pattern("above", "behind").split(text, maxsplit=1)[0])
        )
        if pattern("title", "line").fullmatch("".join(line.split())):
            yield unwrap(line)


def _texts(paper: Paper) -> Iterator[str]:
    for page in paper.pages:
        for block in page.blocks:
            if isinstance(block, Line):
                yield block.text
            else:
                yield from _grid_texts(block)


def _grid_texts(grid: Grid) -> Iterator[str]:
    yield grid.title
    one_column = grid.columns == 1
    for cell in grid.cells:
        if one_column or cell.row < _ROWS_WITH_TITLES or cell.columns >= grid.columns - 1:
            yield from cell.text.split("\n") if one_column else (cell.text,)


def cover_lines(paper: Paper) -> tuple[str, ...]:
    """Return the first lines of a paper, where it says whose it is and of which year."""
    lines = [line.text[:LONGEST_LINE] for page in paper.pages[:2] for line in page.lines[:_COVER_LINES]]
    return tuple(lines[:_COVER_LINES])


def refusal(paper: Paper) -> str:
    """Return why a paper holds nothing that can be read: neither a ruled table nor a narrative."""
    titles = list(dict.fromkeys(title_lines(paper)))
    called = _SUFFIXES.get(PurePath(paper.name).suffix.lower())
    if called and paper.format == "text" and not titles:
        return f"{paper.name} is not {called}: it holds text without the title of a table (内容与扩展名不符)"
    found = "、".join(f"«{t}»" for t in titles[:_SHOWN]) or "no title of a table"
    more = f" and {len(titles) - _SHOWN} more" if len(titles) > _SHOWN else ""
    hidden = [sentence for page in paper.pages for sentence in page.hidden]
    noted = [sentence for page in paper.pages if not page.readings for sentence in page.notes]
    besides = f"; {(hidden + noted)[0]}" if hidden or noted else ""
    name = paper.name or "this document"
    return f"{name} holds no ruled table and no narrative of a budget: found {found}{more}{besides}"


def nearest(fits: Sequence[Fit]) -> str:
    """Return which form a paper nearly fits and what it lacks, ``""`` where none is near."""
    near = [f for f in fits if f.of_its_kind and len(f.tables) >= _FEWEST]
    return max(near, key=lambda f: (len(f.tables), f.known)).lacks if near else ""
