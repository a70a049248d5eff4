"""Cells laid by spans."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tilings import tilings

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats import tiling
from budgetkit.readers.formats.page import Grid
from budgetkit.readers.formats.tiling import Tile, grid_of


def places(grid: Grid) -> list[tuple[int, int]]:
    """Return every place that a cell takes, as often as it is taken."""
    return sorted(
        (r, c)
        for cell in grid.cells
        for r in range(cell.row, cell.row + cell.rows)
        for c in range(cell.column, cell.column + cell.columns)
    )


@given(tilings(), st.data())
def test_every_place_has_one_cell(tiles: list[Tile], data: st.DataObject) -> None:
    """Whichever cells are missing, the grid has no hole, and the cells that are there keep their texts."""
    kept = data.draw(st.lists(st.sampled_from(tiles), min_size=1, unique=True))
    grid = grid_of(kept, 1)
    assert places(grid) == [(r, c) for r in range(grid.rows) for c in range(grid.columns)]
    assert sorted(c.text for c in grid.cells if c.text) == sorted(t.text for t in kept if t.text)


def test_spans_end_with_the_table() -> None:
    """A span past the last row and column in which a cell begins is cut."""
    grid = grid_of([Tile(0, 0, 9, 1, "a", 1), Tile(0, 1, 1, 99, "b", 1), Tile(1, 1, 1, 1, "c", 1)], 1)
    assert [(c.rows, c.columns) for c in grid.cells] == [(2, 1), (1, 1), (1, 1)]


def test_tables_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of more places than the limit is refused."""
    monkeypatch.setattr(tiling, "PLACE_LIMIT", 8)
    with pytest.raises(UnreadableDocument, match="a table has 3 rows and 3 columns"):
        grid_of([Tile(2, 2, 1, 1, "a", 1)], 1)
    assert grid_of([], 1).cells == ()
