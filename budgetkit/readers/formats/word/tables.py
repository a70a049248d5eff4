"""Tables of Word documents as grids: spans, vertical merges, rows and cells that are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from lxml import etree

from budgetkit.readers.formats.page import Grid
from budgetkit.readers.formats.tiling import Tile, grid_of
from budgetkit.readers.formats.word.looks import W, below, is_on
from budgetkit.readers.formats.word.text import children

COLUMN_LIMIT = 1_000
"""Most columns of one table; Word itself allows 63."""

_FLAT = frozenset(map(str, range(40)))
"""Heights of rows and widths of columns, in twentieths of a point, that show nothing."""
_TRANSPARENT = frozenset(W + tag for tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))

Reader = Callable[[etree._Element], tuple[str, int]]
"""Returns the text of a cell and the page it stands on."""


def table_grid(table: etree._Element, read: Reader, page: int) -> Grid:
    """Return a table as a grid; ``read`` gives each cell's text and page and is called in reading order."""
    tiles: list[Tile] = []
    open_at: dict[int, int] = {}
    walls = _walls(table)
    for row, line in enumerate(parts(table, "tr")):
        left = _number(line, "trPr", "gridBefore", 0)
        carried: dict[int, int] = {}
        for cell in parts(line, "tc"):
            right = min(left + _number(cell, "tcPr", "gridSpan", 1), COLUMN_LIMIT)
            column, width = walls[left], walls[right] - walls[left]
            left = right
            if not width:
                continue
            merge = _merge(cell)
            above = open_at.get(column)
            if merge == "continue" and above is not None and tiles[above].columns == width:
                tiles[above] = tiles[above]._replace(rows=row - tiles[above].row + 1)
                carried[column] = above
            else:
                if merge:
                    carried[column] = len(tiles)
                tiles.append(Tile(row, column, 1, width, *read(cell)))
        open_at = carried
    return grid_of(tiles, page)


def _walls(table: etree._Element) -> Sequence[int]:
    """Return which edge each edge of the columns is: columns too narrow to show anything are none.

    Programs that lay a table out by lengths (rich text, tables drawn by hand) leave edges that miss each other by a hair.
    """
    grid = table.find(W + "tblGrid")
    widths = [
        column.get(W + "w", "") for column in ([] if grid is None else grid.iterchildren(W + "gridCol"))
    ]
    slivers = {n for n, width in enumerate(widths) if width in _FLAT}
    if not slivers or 2 * len(slivers) > len(widths):
        return range(COLUMN_LIMIT + 1)
    for line in parts(table, "tr"):
        left = _number(line, "trPr", "gridBefore", 0)
        for cell in parts(line, "tc"):
            width = _number(cell, "tcPr", "gridSpan", 1)
            if width == 1 and _has_own_text(cell):
                slivers.discard(left)
            left += width
    return list(accumulate((n not in slivers for n in range(COLUMN_LIMIT)), initial=0))


def parts(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the rows of a table or the cells of a row, also those inside controls and insertions."""
    wanted, is_left_out = W + name, _is_deleted_cell if name == "tc" else _is_left_out_row
    for child in children(element):
        if child.tag == wanted:
            if not is_left_out(child):
                yield child
        elif child.tag in _TRANSPARENT:
            yield from parts(child, name)


def is_frame(table: etree._Element) -> bool:
    """Say whether a table only frames or lays out what stands in it: one cell, or tables alone in their cells.

    A table of data that holds a small one has two rows at least with texts of their own side by side.
    """
    rows = [list(parts(row, "tc")) for row in parts(table, "tr")]
    if sum(map(len, rows)) == 1:
        return True
    holders = [
        cell for cells in rows for cell in cells if next(cell.iterdescendants(W + "tbl"), None) is not None
    ]
    if not holders or any(map(_has_own_text, holders)):
        return False
    return sum(sum(map(_has_own_text, cells)) > 1 for cells in rows) < 2


def _has_own_text(cell: etree._Element) -> bool:
    """Tell whether a cell has text outside the tables in it."""
    return any(
        (text.text or "").strip()
        for text in cell.iterdescendants(W + "t")
        if next(text.iterancestors(W + "tc"), None) is cell
    )


def _is_deleted_cell(cell: etree._Element) -> bool:
    """Tell whether a cell is deleted by a tracked change."""
    return below(cell, "tcPr", "cellDel") is not None


def _is_left_out_row(row: etree._Element) -> bool:
    """Tell whether a row is deleted by a tracked change, or hidden."""
    return below(row, "trPr", "del") is not None or is_hidden_row(row)


def is_hidden_row(row: etree._Element) -> bool:
    """Tell whether a row is hidden, or so low that nothing of it is to be seen."""
    properties = below(row, "trPr")
    if properties is None:
        return False
    height = below(properties, "trHeight")
    if height is not None and height.get(W + "hRule") == "exact" and height.get(W + "val") in _FLAT:
        return True
    return is_on(properties, "hidden")


def _merge(cell: etree._Element) -> str:
    """Return ``restart``, ``continue`` or nothing: how a cell hangs together with the one above it."""
    found = below(cell, "tcPr", "vMerge")
    return "" if found is None else found.get(W + "val", "continue")


def _number(element: etree._Element, properties: str, name: str, default: int) -> int:
    found = below(element, properties, name)
    text = "" if found is None else found.get(W + "val", "")
    return min(int(text), COLUMN_LIMIT) if text.isdecimal() and (int(text) or not default) else default
