"""Heads of pages that a table goes on over: repeated or not, cut in two by the page break, or left on the page before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from budgetkit.forms.form import TableForm
from budgetkit.readers.formats.page import Grid, GridCell
from budgetkit.readers.tables.columns import Head, Slot
from budgetkit.readers.tables.heads import PRINTED, read_head
from budgetkit.readers.tables.matrix import (
    Matrix,
    head_key,
    is_digits,
    is_number,
    is_ordinal,
    repeats_head,
    same_edges,
)
from budgetkit.readers.tables.strips import oriented


def carry_head(first: Matrix, head: Head, matrix: Matrix, table: TableForm) -> Head | None:
    """Return the head of a page that goes on, ``None`` when its columns cannot be told."""
    rows = _repeated(matrix, [first.texts(r) for r in range(head.rows)])
    if rows and _columns(own := read_head(matrix, table, rows), table) == _columns(head, table):
        return own
    for slots in _guesses(head, matrix):
        single = _single(slots, matrix, rows)
        if _is_plausible(single, matrix, rows):
            return Head(rows, tuple(single))
    return None


def _columns(head: Head, table: TableForm) -> tuple[str, ...]:
    """Return the columns of a head by which pages are compared: the named ones, of a table no form knows all."""
    return head.found if table.layout == PRINTED else head.named


def _repeated(matrix: Matrix, head: Sequence[Sequence[str]]) -> int:
    """Return how many rows of a page are its head again; one cell alone only where it stood alone above, too."""
    words, rows = {head_key(t) for texts in head for t in texts}, 0
    while rows < matrix.rows and (t := matrix.texts(rows)):
        again = repeats_head(t, words) and (len(t) > 1 or t in head)
        if not (again or is_ordinal(t)):
            break
        rows += 1
    return rows


def _guesses(head: Head, matrix: Matrix) -> Iterator[list[Slot]]:
    """Yield the slots of a page's columns, the surest guess first."""
    edges = [matrix.edges(c) for c in range(matrix.columns)]
    by_edges = _labelled([_under(head, e) for e in edges], head, matrix)
    known = any(s.column for s in by_edges)
    if known and all(same_edges(s.edges, e) for s, e in zip(by_edges, edges, strict=True) if s.column):
        yield by_edges
    if matrix.columns == len(head.slots):
        yield list(head.slots)
    if known:
        yield by_edges
    if not known and matrix.columns < len(head.slots) and _starts_alike(head, matrix):
        yield list(head.slots[: matrix.columns])
    values = [s for s in head.slots if s.column]
    names = [s for s in head.slots if not s.column]
    rest = matrix.columns - len(values)
    if 0 < rest <= len(names) and list(head.slots) == [*names, *values]:
        yield [*names[-rest:], *values]


def _starts_alike(head: Head, matrix: Matrix) -> bool:
    """Tell whether a page without edges begins with the columns of the head: words where names are, numbers not."""
    names = [c for c in range(matrix.columns) if head.slots[c].role == "name"]
    said = [matrix.text(r, c) for r in range(matrix.rows) for c in names]
    return any(said) and not any(map(is_number, said))


def _labelled(under: Sequence[int | None], head: Head, matrix: Matrix) -> list[Slot]:
    """Return the slots under a head; a column of words that lies under none belongs to the names on its left."""
    slots = [head.slots[c] if c is not None else Slot("skip") for c in under]
    for c in reversed(range(matrix.columns - 1)):
        if under[c] is None and any(
            (t := matrix.text(r, c)) and not is_number(t) for r in range(matrix.rows)
        ):
            slots[c] = Slot("name", slots[c + 1].half, slots[c + 1].block)
    return slots


def _under(head: Head, edges: tuple[float, float] | None) -> int | None:
    """Return the column of a head that a column on another page lies under, by their edges."""
    if edges is None:
        return None
    shared = [
        (min(s.edges[1], edges[1]) - max(s.edges[0], edges[0]), c)
        for c, s in enumerate(head.slots)
        if s.edges
    ]
    width, column = max(shared, default=(0.0, 0))
    under = width * 2 > edges[1] - edges[0] or (width > 0 and not head.slots[column].column)
    return column if under else None


def _single(slots: list[Slot], matrix: Matrix, rows: int) -> list[Slot]:
    """Keep, of several columns under one value column of the head, the one with most numbers."""
    counts = [
        sum(is_number(matrix.text(r, c)) for r in range(rows, matrix.rows)) for c in range(matrix.columns)
    ]
    done = list(slots)
    for c, slot in enumerate(slots):
        rivals = [
            x for x, s in enumerate(slots) if slot.column and (s.block, s.column) == (slot.block, slot.column)
        ]
        if rivals and c != max(rivals, key=lambda x: (counts[x], -x)):
            done[c] = replace(slot, column="", role="" if counts[c] else "skip")
    return done


def _is_plausible(slots: Sequence[Slot], matrix: Matrix, rows: int) -> bool:
    """Tell whether no amount stands among the names and codes, and some value column is there."""
    for c, slot in enumerate(slots):
        texts = [matrix.text(r, c) for r in range(rows, matrix.rows)]
        if slot.role in ("name", "project") and any(map(is_number, texts)):
            return False
        if slot.role == "code" and any(is_number(t) and not is_digits(t) for t in texts):
            return False
    return any(s.column for s in slots)


def with_cut_head(first: Grid, second: Grid, table: TableForm) -> Grid | None:
    """Return a table whose head stands at the foot of the page before, ``None`` where that makes no better head.

    The rest of the head on the second page is tried as rows of its own and as the rest of the last row.
    """
    if not _same_width(first, second) or second.page != first.page + 1:
        return None
    own, rest = _read(first, table), _read(second, table)
    if own.rows < first.rows:
        return None
    # A page that begins with words of its own may add nothing, but must not be understood as well without the head.
    least, done = _worth(own, table) if rest.rows else _more(_worth(own, table)), None
    for together in (_stacked(first, second), _grown(first, second)):
        head = _read(together, table) if together else None
        worth = _worth(head, table) if head else least
        if (
            together
            and head
            and head.rows < together.rows
            and worth >= least
            and worth > min(_worth(own, table), _worth(rest, table))
        ):
            least, done = _more(worth), together
    return done


def _read(grid: Grid, table: TableForm) -> Head:
    """Return the head of a grid, as deep as its rows without data."""
    matrix = Matrix.of(grid)
    return read_head(matrix, oriented(matrix, table))


def _more(worth: tuple[int, int]) -> tuple[int, int]:
    """Return the least that is worth more."""
    return worth[0], worth[1] + 1


def _worth(head: Head, table: TableForm) -> tuple[int, int]:
    """Return how many columns of the form a head tells, and whether it tells codes from names."""
    return len(_columns(head, table)), len({s.role for s in head.slots} & {"code", "name"})


def _same_width(first: Grid, second: Grid) -> bool:
    a, b = first.box, second.box
    return same_edges(a and (a[0], a[2]), b and (b[0], b[2]))


def _stacked(first: Grid, second: Grid) -> Grid | None:
    """Return both grids as one, the rows of the first above those of the second."""
    centres = _centres(first if first.columns > second.columns else second)
    upper = _laid(first.cells, centres, 0)
    lower = _laid(second.cells, centres, first.rows)
    if not centres or upper is None or lower is None:
        return None
    return replace(second, rows=first.rows + second.rows, columns=len(centres), cells=(*upper, *lower))


def _grown(first: Grid, second: Grid) -> Grid | None:
    """Return both grids as one, the last row of the first and the first of the second being halves of one row."""
    together = _stacked(first, second)
    if together is None:
        return None
    at = first.rows
    lower = {c.column: c.text for c in together.cells if c.row == at}
    cells = []
    for cell in together.cells:
        if cell.row < at <= cell.row + cell.rows:
            cell = replace(cell, text=cell.text + lower.get(cell.column, ""))
        if cell.row != at:
            cells.append(replace(cell, row=cell.row - (cell.row > at)))
    return replace(together, rows=together.rows - 1, cells=tuple(cells))


def _centres(grid: Grid) -> tuple[float, ...]:
    """Return the middle of every column, ``()`` where an edge is not known."""
    edges = [Matrix.of(grid).edges(c) for c in range(grid.columns)]
    return () if None in edges else tuple((e[0] + e[1]) / 2 for e in edges if e)


def _laid(cells: Sequence[GridCell], centres: Sequence[float], down: int) -> list[GridCell] | None:
    """Return cells over the columns whose middle they cover, ``None`` where one covers none."""
    done = []
    for cell in cells:
        over = [n for n, x in enumerate(centres) if cell.box and cell.box[0] < x < cell.box[2]]
        if not over:
            return None
        done.append(replace(cell, row=cell.row + down, column=over[0], columns=len(over)))
    return done
