"""Tables with merged cells, drawn at random for hypothesis."""

from hypothesis import strategies as st

from budgetkit.readers.formats.tiling import Tile

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


@st.composite
def tilings(draw: st.DrawFn) -> list[Tile]:
    """Draw cells that tile a table of up to 6 by 6 places, of two cells at least, the first with text."""
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(2, 6))
    taken: set[tuple[int, int]] = set()
    tiles: list[Tile] = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            free = next((c for c in range(column, columns) if (row, c) in taken), columns) - column
            width = draw(st.sampled_from([1, 1, 1, free]))
            height = draw(st.sampled_from([1, 1, rows - row]))
            height, width = (1, 1) if height * width == rows * columns else (height, width)
            taken |= {(r, c) for r in range(row, row + height) for c in range(column, column + width)}
            text = draw(st.text(LETTERS, min_size=0 if tiles else 1, max_size=4))
            tiles.append(Tile(row, column, height, width, text, 1))
    return tiles
