"""Cells from ruled edges."""

from hypothesis import given
from hypothesis import strategies as st
from tilings import tilings

from budgetkit.readers.formats.edges import Edges, Span, packed
from budgetkit.readers.formats.tiling import Tile


def ruled(spans: list[Span]) -> Edges:
    """Return the edges of a table of these cells."""
    rows, columns = max(s[0] + s[2] for s in spans), max(s[1] + s[3] for s in spans)
    edges = Edges([[False] * rows for _ in range(columns + 1)], [[False] * columns for _ in range(rows + 1)])
    for row, column, height, width in spans:
        for r in range(row, row + height):
            edges.walls[column][r] = edges.walls[column + width][r] = True
        for c in range(column, column + width):
            edges.floors[row][c] = edges.floors[row + height][c] = True
    return edges


def spans_of(tiles: list[Tile]) -> list[Span]:
    """Return the spans of cells."""
    return [tile[:4] for tile in tiles]


@given(tilings())
def test_cells_come_back_from_their_edges(tiles: list[Tile]) -> None:
    """The cells of any table are found from their edges alone, in reading order."""
    assert ruled(spans_of(tiles)).spans() == spans_of(tiles)


@given(tilings())
def test_dangling_edges_part_nothing(tiles: list[Tile]) -> None:
    """Edges that begin at a side of a merged cell and stop inside it change no cell."""
    edges = ruled(spans_of(tiles))
    for row, column, height, width in spans_of(tiles):
        if height > 1 and width > 1:
            edges.floors[row + 1][column] = True
    assert edges.spans() == spans_of(tiles)


@given(tilings(), st.lists(st.booleans(), min_size=6, max_size=6))
def test_edges_that_no_cell_uses_are_packed_away(tiles: list[Tile], doubled: list[bool]) -> None:
    """Splitting columns in two without a cell that begins between them leaves the cells as they were."""
    at = [column + sum(doubled[:column]) for column in range(7)]
    wide = [(r, at[c], h, at[c + w] - at[c]) for r, c, h, w in spans_of(tiles)]
    assert packed(wide)[0] == packed(spans_of(tiles))[0]
