"""A sheet of any workbook format laid out as a page: its displayed cells become lines and grids."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from budgetkit.readers.formats.excel.tables import Area, SheetCell, areas
from budgetkit.readers.formats.page import Grid, Line, Page
from budgetkit.readers.formats.tiling import Tile, grid_of

_CJK = re.compile(r"[\u4e00-\u9fff]")
_NEGATIVE = re.compile(r"[-−－﹣–—(（△▲负]")
_NAMES_A_TABLE = re.compile(r"表[（(]?[\d一二三四五六七八九十]*[)）]?\s*\Z")


@dataclass
class Shown:
    """Numbers rows or columns as displayed, hidden runs (first and last, from 0) left out."""

    hidden: list[tuple[int, int]] = field(default_factory=list)

    def before(self, number: int) -> int:
        """Return how many displayed ones come before one."""
        return number - sum(max(0, min(end, number - 1) - start + 1) for start, end in self.hidden)

    def count(self, first: int, last: int) -> int:
        """Return how many from one to another are displayed, both ends included."""
        return self.before(last + 1) - self.before(first)


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return numbers as runs of neighbours, first and last of each.

    >>> runs([1, 2, 3, 7])
    [(1, 3), (7, 7)]
    """
    parts = groupby(enumerate(sorted(set(numbers))), key=lambda item: item[1] - item[0])
    return [(run[0][1], run[-1][1]) for run in (list(members) for _, members in parts)]


class RawCell(NamedTuple):
    """A cell as a file holds it, places from 0: span, what it displays, whether it is ruled or conceals its text."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1
    text: str = ""
    ruled: bool = False
    concealed: bool = False


def sheet_page(
    raw: Iterable[RawCell],
    hidden_rows: Iterable[int],
    hidden_columns: Iterable[tuple[int, int]],
    number: int,
    title: str,
) -> Page:
    """Return the page of a sheet, numbered without hidden rows and columns, which are said where they held text."""
    rows, columns = Shown(runs(hidden_rows)), Shown(sorted(hidden_columns))
    cells: list[SheetCell] = []
    lost_rows, lost_columns, lost = set[int](), set[int](), 0
    for cell in raw:
        height = rows.count(cell.row, cell.row + cell.rows - 1)
        width = columns.count(cell.column, cell.column + cell.columns - 1)
        if height and width:
            lost += cell.concealed
            if cell.text or cell.ruled:
                place = (rows.before(cell.row), columns.before(cell.column), height, width)
                cells.append(SheetCell(*place, cell.text, cell.ruled))
        elif cell.text:
            (lost_columns if height else lost_rows).add(cell.column if height else cell.row)
    return page_of(sorted(cells), number, title, hidden_parts(title, lost_rows, lost_columns, lost))


def negative(text: str, value: float | Decimal) -> str:
    """Return the text of a negative number with a minus where only its colour tells the sign.

    >>> negative("637.50", -637.5), negative("(637.50)", -637.5), negative("0.00", -0.001)
    ('-637.50', '(637.50)', '0.00')
    """
    told = _NEGATIVE.search(text) or not any(c in "123456789" for c in text)
    return text if value >= 0 or told else f"-{text}"


def hidden_parts(title: str, rows: Iterable[int], columns: Iterable[int], cells: int) -> tuple[str, ...]:
    """Say what a sheet holds and does not show; rows and columns are those with content, numbered from 0.

    >>> hidden_parts("表3", [11, 12], [], 0)
    ('rows 12–13 of sheet 表3 are hidden and not read (工作表“表3”第12–13行隐藏)',)
    """
    said = [("rows", "行", [_span(*run) for run in runs(rows)])]
    said.append(("columns", "列", [_span(*run, letters=True) for run in runs(columns)]))
    found = [
        f"{what} {', '.join(spans)} of sheet {title} are hidden and not read "
        f"(工作表“{title}”第{'、'.join(spans)}{zh}隐藏)"
        for what, zh, spans in said
        if spans
    ]
    if cells:
        found.append(
            f"{cells} cells of sheet {title} hold text that their colour or format hides, not read "
            f"(工作表“{title}”有{cells}个单元格的内容不显示)"
        )
    return tuple(found)


def _span(first: int, last: int, letters: bool = False) -> str:
    names = [_letters(n) if letters else str(n + 1) for n in (first, last)]
    return names[0] if first == last else "–".join(names)


def _letters(column: int) -> str:
    return (_letters(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def hidden_sheets(titles: Iterable[str], shown: int) -> tuple[Page, ...]:
    """Return a refused page for every hidden sheet, numbered behind those that are shown."""
    return tuple(
        Page(number, refused=f"sheet {title} is hidden and not read (工作表“{title}”隐藏)")
        for number, title in enumerate(titles, shown + 1)
    )


def page_of(cells: list[SheetCell], number: int, title: str = "", hidden: tuple[str, ...] = ()) -> Page:
    """Lay the displayed cells of a sheet out: tables as grids, what stands around them as lines.

    Where nothing on the sheet names a table, the name on its tab is the title of its first one.

    Raises:
        UnreadableDocument: a table is too large, or there are too many.
    """
    tables = areas(cells)
    blocks: list[tuple[int, int, Line | Grid]] = []
    for area in tables:
        tiles = [Tile(*cell[:5], number) for cell in cells if area.holds(cell)]
        if any(tile.text for tile in tiles):
            blocks.append((area.top, area.left, grid_of(_from_corner(tiles, area), number)))
    outside = [cell for cell in cells if cell.text and not any(area.holds(cell) for area in tables)]
    for row, beside in groupby(sorted(outside), key=lambda cell: cell.row):
        blocks += [(row, cell, Line(text, number)) for cell, text in enumerate(_lines(list(beside)))]
    laid = [block for _, _, block in sorted(blocks, key=lambda item: item[:2])]
    if _CJK.search(title) and not any(_NAMES_A_TABLE.search(c.text.split("\n")[0]) for c in cells):
        laid = _titled(laid, title)
    return Page(number, tuple(laid), hidden=hidden)


def _titled(blocks: list[Line | Grid], title: str) -> list[Line | Grid]:
    first = next((n for n, block in enumerate(blocks) if isinstance(block, Grid)), None)
    if first is not None:
        blocks.insert(first, Line(title, blocks[first].page))
    return blocks


def _from_corner(tiles: list[Tile], area: Area) -> list[Tile]:
    return [tile._replace(row=tile.row - area.top, column=tile.column - area.left) for tile in tiles]


def _lines(beside: list[SheetCell]) -> list[str]:
    """Return the lines of one row outside tables: cells side by side are one line."""
    if len(beside) == 1:
        return beside[0].text.split("\n")
    return [" ".join(cell.text.replace("\n", " ") for cell in beside)]
