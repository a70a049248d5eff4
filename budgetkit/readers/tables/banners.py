"""Words around the rows of a table: title, organ and unit above them, a note below, inside the grid or outside."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from budgetkit.forms.surroundings import pattern
from budgetkit.forms.titles import title_ends
from budgetkit.readers.formats.page import Grid, GridCell
from budgetkit.readers.tables.matrix import Matrix, unwrap
from budgetkit.readers.tables.titles import title_key

_LONGEST_NOTE = 400


def is_above(text: str) -> bool:
    """Tell whether words only say organ, unit, number or «continued», as they stand between a title and its table.

    >>> is_above("编制部门：某局    单位：元"), is_above("（续表）"), is_above("部门收入总表")
    (True, True, False)
    """
    return pattern("above", "line").search(unicodedata.normalize("NFKC", text.strip())) is not None


def without_banners(grid: Grid) -> tuple[list[str], Grid]:
    """Take title, organ and unit rows off the top of a grid and return them with what is left."""
    matrix = Matrix.of(grid)
    above = [grid.title] if grid.title else []
    row = 0
    while row < grid.rows and (is_banner(matrix, row) or _is_lone_title(matrix, row)):
        above += matrix.texts(row)
        row += 1
    return above, with_own_columns(part(grid, row, grid.rows))


def is_banner(matrix: Matrix, row: int) -> bool:
    """Tell whether a row says title, organ, unit or nothing, and no head and no data."""
    return all(map(is_above, matrix.texts(row))) or is_title(matrix, row)


def is_title(matrix: Matrix, row: int) -> bool:
    """Tell whether a row is one cell over the whole width that names a table, known or not."""
    cells = [c for c in matrix.cells(row) if c.text.strip()]
    wide = len(cells) == 1 and cells[0].columns >= max(matrix.columns - 1, 2)
    return wide and _names_table(cells[0].text)


def _is_lone_title(matrix: Matrix, row: int) -> bool:
    """Tell whether the only text of a row names a table, though its cell is not merged over the width."""
    texts = matrix.texts(row)
    return len(texts) == 1 and _names_table(texts[0])


def _names_table(text: str) -> bool:
    return title_key(text).endswith(title_ends())


def note_below(lines: Sequence[str]) -> str:
    """Return the note right under a table: the one to three lines that read like one, up to their full stop."""
    for start in range(min(2, len(lines))):
        for stop in range(start + 1, min(start + 3, len(lines)) + 1):
            joined = unwrap("".join(lines[start:stop]))
            beyond = stop == len(lines) or title_key(lines[stop]).endswith("表") or is_above(lines[stop])
            last = beyond or stop == start + 3
            if _is_note(joined) and (joined[-1] in "。表据" or last):
                return joined
    return ""


def without_note(grid: Grid) -> tuple[Grid, str]:
    """Take a note and blank rows off the bottom of a grid and return what is left with the note."""
    matrix, end, note = Matrix.of(grid), grid.rows, ""
    while end and len(t := matrix.texts(end - 1)) <= 1 and (not t or _is_note(t[0])):
        note, end = (t[0] if t else note), end - 1
    return part(grid, 0, end), note


def _is_note(text: str) -> bool:
    return (
        len(text) <= _LONGEST_NOTE
        and pattern("above", "note").search(unicodedata.normalize("NFKC", text)) is not None
    )


def part(grid: Grid, start: int, end: int) -> Grid:
    """Return the rows from ``start`` up to ``end`` of a grid as a grid of their own."""
    if (start, end) == (0, grid.rows):
        return grid
    cells = tuple(
        replace(c, row=max(c.row, start) - start, rows=min(c.row + c.rows, end) - max(c.row, start))
        for c in grid.cells
        if c.row < end and c.row + c.rows > start
    )
    return replace(grid, rows=end - start, cells=cells, title=grid.title if start == 0 else "")


def with_own_columns(grid: Grid) -> Grid:
    """Return a grid without the columns that only other tables need: on one sheet, cells are merged over them.

    Two columns are one where a text reaches over both and none begins or ends between them; rows with one text say
    nothing of columns.
    """
    texts = Counter(c.row for c in grid.cells if c.text.strip())
    cells = [c for c in grid.cells if c.text.strip() and texts[c.row] > 1]
    ends = {place for c in cells for place in (c.column, c.column + c.columns)}
    inside = {place for c in cells for place in range(c.column + 1, c.column + c.columns)}
    edges = [place for place in range(grid.columns + 1) if place in ends or place not in inside]
    if len(edges) > grid.columns:
        return grid
    moved = (
        replace(c, column=first, columns=bisect_left(edges, c.column + c.columns) - first)
        for c in grid.cells
        for first in [bisect_right(edges, c.column) - 1]
    )
    places: dict[tuple[int, int], GridCell] = {}
    for cell in moved:
        known = places.get((cell.row, cell.column))
        if known is None or not known.text.strip():
            places[cell.row, cell.column] = cell
    return replace(grid, columns=len(edges) - 1, cells=tuple(places.values()))
