"""Heads that a page break cut off from their table: put on top of it again.

A page may end with the head of a table, or in the midst of it, and the next begin with the rest and the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from budgetkit.forms import TableForm
from budgetkit.readers.grid import Grid, GridCell
from budgetkit.readers.heads import read_head
from budgetkit.readers.matrix import Matrix, same_edges
from budgetkit.readers.slots import Head
from budgetkit.readers.strips import oriented


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
    least, done = _worth(own) if rest.rows else _more(_worth(own)), None
    for together in (_stacked(first, second), _grown(first, second)):
        head = _read(together, table) if together else None
        worth = _worth(head) if head else least
        if (
            together
            and head
            and head.rows < together.rows
            and worth >= least
            and worth > min(_worth(own), _worth(rest))
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


def _worth(head: Head) -> tuple[int, int]:
    """Return how many columns of the form a head tells, and whether it tells codes from names."""
    return len(head.found), len({s.role for s in head.slots} & {"code", "name"})


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
