"""Tables of an HTML page: spans resolved the way a browser lays them out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml.html import HtmlElement

from budgetkit.readers.grid import Grid
from budgetkit.readers.tiling import Tile, grid_of

COLUMN_LIMIT = 1_000
"""Most columns of one table, the limit that browsers set to ``colspan``."""

_SECTIONS = {"thead": 0, "tbody": 1, "tfoot": 2}


def is_layout(table: HtmlElement) -> bool:
    """Say whether a table only lays out others or frames one text: its cells then read as prose."""
    if next(table.iterdescendants("table"), None) is not None:
        return True
    return sum(1 for row in rows_of(table) for _ in _cells(row)) < 2


def rows_of(table: HtmlElement) -> list[HtmlElement]:
    """Return the rows as displayed: the head first and the foot last, wherever they are written."""
    found: list[tuple[int, HtmlElement]] = []
    for child in table:
        if child.tag == "tr":
            found.append((1, child))
        elif child.tag in _SECTIONS:
            found += [(_SECTIONS[child.tag], row) for row in child.iterchildren("tr")]
    return [row for _, row in sorted(found, key=lambda item: item[0])]


def table_grid(table: HtmlElement, read: Callable[[HtmlElement], str]) -> Grid:
    """Return a table as a grid; ``read`` gives each cell's text."""
    rows = rows_of(table)
    tiles: list[Tile] = []
    busy_until: dict[int, int] = {}
    for number, row in enumerate(rows):
        column = 0
        for cell in _cells(row):
            while busy_until.get(column, 0) > number:
                column += 1
            if column >= COLUMN_LIMIT:
                break
            height = _span(cell, "rowspan", len(rows) - number)
            width = _free(busy_until, number, column, _span(cell, "colspan", COLUMN_LIMIT - column))
            tiles.append(Tile(number, column, height, width, read(cell), 1))
            busy_until.update(dict.fromkeys(range(column, column + width), number + height))
            column += width
    return grid_of(tiles, 1)


def _cells(row: HtmlElement) -> Iterator[HtmlElement]:
    yield from row.iterchildren("td", "th")


def _span(cell: HtmlElement, name: str, most: int) -> int:
    """Return a span between 1 and what is left; ``rowspan="0"`` means all of it."""
    text = (cell.get(name) or "1").strip()
    wanted = int(text) if text.isdecimal() else 1
    return max(1, min(wanted or (most if name == "rowspan" else 1), most))


def _free(busy_until: dict[int, int], row: int, column: int, width: int) -> int:
    """Return how many of the columns wanted are free: a cell from above ends a wide one."""
    return next((n for n in range(1, width) if busy_until.get(column + n, 0) > row), width)
