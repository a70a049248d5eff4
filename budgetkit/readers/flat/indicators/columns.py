"""Which column each cell of a flattened performance table stands in, by what it says, and how many rows there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from budgetkit.readers.flat.indicators.cells import Cell, Fragment
from budgetkit.readers.flat.indicators.names import names_of
from budgetkit.readers.flat.indicators.words import begins_measured, words

_FULL: Final = ("target", "basis", "weight", "scoring", "evidence")
_AGREE: Final = 2
_USUAL: Final = ("basis", "scoring", "evidence")
_BOTH: Final = 2
"""How often a word of both levels can stand in one table, once at each."""
_VALUES: Final = ("signed", "quality", "date", "measured")

Left = list[tuple[Cell, str]]
"""Cells that have no place, each with the reason."""


@dataclass(frozen=True)
class Body:
    """What stands below the heads of one table, and what the document says elsewhere.

    ``order`` are the roles of its heads from left to right, ``known`` the second level of whole names that another
    table prints, ``year`` the year of the document, 0 where it has none.
    """

    fragments: Sequence[Fragment]
    cells: Sequence[Cell]
    order: Sequence[str]
    known: Mapping[str, str]
    year: int = 0


@dataclass(frozen=True)
class Columns:
    """The cells of each role in the order of the stream, those that may stand in either of two, and the rows."""

    of: Mapping[str, Sequence[Cell]]
    left: Left
    rows: int


def columns_of(body: Body) -> Iterator[Columns]:
    """Yield the columns of a table, once for every reading of its names, none where there is none or too many.

    Two columns that are full say how many rows there are; without them the lines of the names alone must do so.
    """
    counts = {sum(c.kind == kind for c in body.cells) for kind in (*_USUAL, "figure")}
    agreed = {rows: _agreeing(body, rows) for rows in counts | {len(_without_decimals(body))}}
    rows = max(agreed, key=lambda n: (agreed[n], n))
    texts = [c for c in body.cells if c.kind == "text"]
    if not texts or any(begins_measured(c.key) for c in texts):
        return
    for names in names_of(texts, rows if agreed[rows] >= _AGREE else None, body.known):
        of, left = _parted(body, len(names))
        short = "weight" in body.order and len(of.get("weight", ())) < len(names)
        if all(len(cells) <= len(names) for cells in of.values()) and not (
            short and _may_be_glued(names, of)
        ):
            yield Columns({"level3": names, **of}, left, len(names))


def _agreeing(body: Body, rows: int) -> int:
    """Return how many columns are full with so many rows, 0 where one has more."""
    if not rows:
        return 0
    sizes = [len(cells) for role, cells in _parted(body, rows)[0].items() if role in _FULL]
    return 0 if any(size > rows for size in sizes) else sizes.count(rows)


def _parted(body: Body, rows: int) -> tuple[dict[str, list[Cell]], Left]:
    """Give each cell but the names its column by its kind; what may stand in either of two is left."""
    of = {kind: [c for c in body.cells if c.kind == kind] for kind in _USUAL}
    of["level1"], of["level2"], left = _levels([c for c in body.cells if c.kind == "level"], rows)
    figures = [c for c in body.cells if c.kind == "figure"]
    weights = _weights(body, figures, rows)
    if weights is None:
        left += [(c, "it may be a weight or a value") for c in figures]
    of["weight"] = weights or []
    values = [c for c in body.cells if c.kind in _VALUES or (c in figures and weights is not None)]
    values = [c for c in values if not any(c is w for w in of["weight"])]
    signed = any(c.kind == "signed" for c in values) or "prior" not in body.order
    of["target"] = [c for c in values if _is_target(body, c)]
    of["prior"] = [c for c in values if not _is_target(body, c)] if signed else []
    if not signed:
        left += [
            (c, "it may be the target or the value of the year before")
            for c in values
            if not _is_target(body, c)
        ]
    return {role: cells for role, cells in of.items() if cells}, left


def _without_decimals(body: Body) -> list[Cell]:
    return [c for c in body.cells if c.kind == "figure" and "." not in c.key]


def _weights(body: Body, figures: Sequence[Cell], rows: int) -> list[Cell] | None:
    """Return the weights among bare numbers: all of them, or the whole ones, where there is one for each row."""
    if "weight" not in body.order:
        return []
    for chosen in (list(figures), _without_decimals(body)):
        if len(chosen) == rows:
            return chosen
    return None


def _is_target(body: Body, cell: Cell) -> bool:
    """Tell targets from the values of the year before: those with a relation, in words, or not yet due."""
    if "prior" not in body.order or cell.kind in ("signed", "quality"):
        return True
    return cell.kind == "date" and int(cell.key[:4]) >= body.year


def _may_be_glued(names: Sequence[Cell], of: Mapping[str, Sequence[Cell]]) -> bool:
    """Tell whether a weight that is missing may be glued to what stands left of it; numbers so are left out."""
    for cell in (*of.get("prior", ()), *of.get("target", ())):
        if cell.kind in ("measured", "date") and cell.key[:2].isdigit():
            cell.doubtful = True
    return any(name.key[0].isdigit() for name in names)


def _levels(labels: Sequence[Cell], rows: int) -> tuple[list[Cell], list[Cell], Left]:
    """Return the cells of the first and of the second level, and those of words that may be of either.

    A word of both is of the first level where one stands that only it has below. 满意度指标 stands at both, printed
    twice in a row, or once over both. Where both levels are printed for every row, one after the other, all is clear.
    """
    if len(labels) == _BOTH * rows and _go_together(labels[:rows], labels[rows:]):
        return list(labels[:rows]), list(labels[rows:]), []
    printed, tree = Counter(c.key for c in labels), words().tree
    first: list[Cell] = []
    second: list[Cell] = []
    for cell in labels:
        if cell.key not in tree or not words().parents(cell.key):
            (first if cell.key in tree else second).append(cell)
        elif any(child in printed for child in tree[cell.key] if child != cell.key):
            first.append(cell)
        elif cell.key not in tree[cell.key]:
            second.append(cell)
        elif not _in_a_row([c for c in labels if c.key == cell.key]):
            return [], [], [(c, "it may be of the first level or of the second") for c in labels]
        else:
            once = printed[cell.key] == 1
            upper = once or not any(c.key == cell.key for c in first)
            first += [cell] * upper
            second += [cell] * (once or not upper)
    return first, second, []


def _in_a_row(cells: Sequence[Cell]) -> bool:
    """Tell whether there is one cell, or two written one after the other, so that either may be of either level."""
    return len(cells) == 1 or (len(cells) == _BOTH and cells[0].fragments[-1] + 1 == cells[1].first)


def _go_together(first: Sequence[Cell], second: Sequence[Cell]) -> bool:
    """Tell whether the tree has every label of the second level below the one of the first in its row."""
    return all(a.key in words().parents(b.key) for a, b in zip(first, second, strict=True))
