"""Tables of a Word document: merged cells resolved, widths given by the table's own grid."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from budgetkit.readers.grid import Grid
from budgetkit.readers.tiling import Tile, grid_of
from budgetkit.readers.word_text import W, children

COLUMN_LIMIT = 1_000
"""Most columns of one table; Word itself allows 63."""

_TRANSPARENT = frozenset(W + tag for tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))

Reader = Callable[[etree._Element], tuple[str, int]]
"""Returns the text of a cell and the page it stands on."""


def table_grid(table: etree._Element, read: Reader, page: int) -> Grid:
    """Return a table as a grid; ``read`` gives each cell's text and page and is called in reading order."""
    tiles: list[Tile] = []
    open_at: dict[int, int] = {}
    for row, line in enumerate(parts(table, "tr")):
        column = _number(line, "trPr", "gridBefore", 0)
        carried: dict[int, int] = {}
        for cell in parts(line, "tc"):
            width = _number(cell, "tcPr", "gridSpan", 1)
            merge = _merge(cell)
            above = open_at.get(column)
            if merge == "continue" and above is not None and tiles[above].columns == width:
                tiles[above] = tiles[above]._replace(rows=row - tiles[above].row + 1)
                carried[column] = above
            else:
                if merge:
                    carried[column] = len(tiles)
                tiles.append(Tile(row, column, 1, width, *read(cell)))
            column = min(column + width, COLUMN_LIMIT)
        open_at = carried
    return grid_of(tiles, page)


def parts(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the rows of a table or the cells of a row, also those inside controls and insertions."""
    for child in children(element):
        if child.tag == W + name and not _is_deleted(child):
            yield child
        elif child.tag in _TRANSPARENT:
            yield from parts(child, name)


def is_frame(table: etree._Element) -> bool:
    """Say whether a table is one cell only: a frame around other text, no table."""
    return sum(1 for row in parts(table, "tr") for _ in parts(row, "tc")) == 1


def _is_deleted(row: etree._Element) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None


def _merge(cell: etree._Element) -> str:
    """Return ``restart``, ``continue`` or nothing: how a cell hangs together with the one above it."""
    found = cell.find(f"{W}tcPr/{W}vMerge")
    return "" if found is None else found.get(W + "val", "continue")


def _number(element: etree._Element, properties: str, name: str, default: int) -> int:
    found = element.find(f"{W}{properties}/{W}{name}")
    text = "" if found is None else found.get(W + "val", "")
    return min(int(text), COLUMN_LIMIT) if text.isdecimal() and (int(text) or not default) else default
