"""Cells laid by spans (Word, Excel, HTML) to a grid without holes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.edges import packed
from budgetkit.readers.formats.page import Grid, GridCell

PLACE_LIMIT = 500_000
"""Most places (rows times columns) of one table."""


class Tile(NamedTuple):
    """A cell before it stands in a grid: place, span, text (lines parted by ``\\n``) and page."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    page: int


def grid_of(tiles: Iterable[Tile], page: int) -> Grid:
    """Lay cells to a grid in reading order; holes become empty cells, unused edges go.

    Every place of the grid then belongs to one cell, as in a ruled table of a PDF. A span reaches no farther
    than the last row or column in which some cell begins: careless writers state too large ones.

    Raises:
        UnreadableDocument: there are more than ``PLACE_LIMIT`` places.

    >>> grid = grid_of([Tile(0, 0, 1, 1, "a", 1), Tile(0, 1, 1, 1, "b", 1), Tile(1, 1, 1, 1, "c", 1)], 1)
    >>> [cell.text for cell in grid.cells]
    ['a', 'b', '', 'c']
    """
    laid = sorted(tiles)
    if not laid:
        return Grid(page, 0, 0, ())
    height, width = max(tile.row for tile in laid) + 1, max(tile.column for tile in laid) + 1
    if height * width > PLACE_LIMIT:
        raise UnreadableDocument(
            f"a table has {height} rows and {width} columns, more than is read (表格过大)"
        )
    laid = [
        tile._replace(rows=min(tile.rows, height - tile.row), columns=min(tile.columns, width - tile.column))
        for tile in laid
    ]
    laid = sorted([*laid, *_holes(laid, height, width)])
    spans, floors, walls = packed([tile[:4] for tile in laid])
    cells = (GridCell(*span, tile.text, tile.page) for span, tile in zip(spans, laid, strict=True))
    return Grid(page, len(floors) - 1, len(walls) - 1, tuple(cells))


def _holes(tiles: list[Tile], height: int, width: int) -> list[Tile]:
    taken = {
        (r, c)
        for row, column, rows, columns, _, _ in tiles
        for r in range(row, row + rows)
        for c in range(column, column + columns)
    }
    page_of = {tile.row: tile.page for tile in tiles}
    return [
        Tile(r, c, 1, 1, "", page_of.get(r, tiles[0].page))
        for r in range(height)
        for c in range(width)
        if (r, c) not in taken
    ]
