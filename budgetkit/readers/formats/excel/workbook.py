"""Excel (.xlsx): each visible sheet is a page, its tables are grids, what stands around them is lines.

Figures come as displayed by their number format, formulas by the result that was last saved. Hidden sheets,
rows and columns are left out, as on paper.
"""

from __future__ import annotations

import warnings
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import groupby
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.archive import Archive
from budgetkit.readers.formats.characters import tidy_lines
from budgetkit.readers.formats.excel.number_format import displayed, displayed_date
from budgetkit.readers.formats.excel.tables import Area, SheetCell, areas, unsaved_sheets
from budgetkit.readers.formats.page import Grid, Line, Page
from budgetkit.readers.formats.tiling import Tile, grid_of

CELL_LIMIT = 1_000_000
"""Most cells of a workbook that are written in its file."""

_DAMAGED = "{name} is a damaged .xlsx (文件损坏)"
_LARGE = "{name} has more than {limit} cells, more than is read (单元格过多)"
_UNSAVED = (
    "sheet {title} holds formulas without results; open it in Excel or WPS, save it, and read that "
    "(工作表“{title}”的公式没有保存结果，请用 Excel 或 WPS 打开并保存)"
)


def sheet_pages(data: bytes, name: str) -> tuple[Page, ...]:
    """Read an .xlsx held in memory, one page for each visible sheet.

    A sheet whose formulas were saved without results says so in ``refused``.

    Raises:
        UnreadableDocument: it is damaged, encrypted, or larger than a document is.
    """
    archive = Archive(data, name)
    parts = [part for part in archive.names() if part.startswith("xl/") and part.endswith(".xml")]
    if sum(archive.part(part).count(b"<c ") for part in parts) > CELL_LIMIT:
        raise UnreadableDocument(_LARGE.format(name=name, limit=CELL_LIMIT))
    try:
        unsaved = unsaved_sheets(archive)
        with warnings.catch_warnings():
            # openpyxl warns of what it does not keep when writing; nothing is written here.
            warnings.simplefilter("ignore")
            book = load_workbook(BytesIO(data), data_only=True)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        return tuple(_page(sheet, number, unsaved) for number, sheet in enumerate(sheets, 1))
    except UnreadableDocument:
        raise
    except Exception as error:
        # openpyxl lets whatever a broken part causes escape: KeyError, ValueError, TypeError and more.
        raise UnreadableDocument(_DAMAGED.format(name=name)) from error


def _page(sheet: Any, number: int, unsaved: set[str]) -> Page:
    if sheet.title in unsaved:
        return Page(number, refused=_UNSAVED.format(title=sheet.title))
    cells = _cells(sheet)
    tables = areas(cells)
    blocks: list[tuple[int, int, Line | Grid]] = []
    for area in tables:
        tiles = [Tile(*cell[:5], number) for cell in cells if area.holds(cell)]
        if any(tile.text for tile in tiles):
            blocks.append((area.top, area.left, grid_of(_from_corner(tiles, area), number)))
    outside = [cell for cell in cells if cell.text and not any(area.holds(cell) for area in tables)]
    for row, beside in groupby(sorted(outside), key=lambda cell: cell.row):
        blocks += [(row, cell, Line(text, number)) for cell, text in enumerate(_lines(list(beside)))]
    return Page(number, tuple(block for _, _, block in sorted(blocks, key=lambda item: item[:2])))


def _from_corner(tiles: list[Tile], area: Area) -> list[Tile]:
    return [tile._replace(row=tile.row - area.top, column=tile.column - area.left) for tile in tiles]


def _lines(beside: list[SheetCell]) -> list[str]:
    """Return the lines of one row outside tables: cells side by side are one line."""
    if len(beside) == 1:
        return beside[0].text.split("\n")
    return [" ".join(cell.text.replace("\n", " ") for cell in beside)]


def _cells(sheet: Any) -> list[SheetCell]:
    """Return the cells that show text or a border, merged ones once, numbered without hidden rows and columns."""
    rows, columns = _Shown(_hidden_rows(sheet)), _Shown(_hidden_columns(sheet))
    zeros = sheet.sheet_view.showZeros is not False
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    found: list[SheetCell] = []
    # The public ways to walk a sheet visit every place up to the last one; a stray cell in the last row
    # would make that 16,000 million.
    for (row, column), cell in sheet._cells.items():
        if isinstance(cell, MergedCell):
            continue
        area = merged.get((row, column))
        height = rows.count(row, area.max_row if area else row)
        width = columns.count(column, area.max_col if area else column)
        text = _text(cell, zeros)
        if height and width and (text or _is_ruled(cell)):
            found.append(
                SheetCell(rows.before(row), columns.before(column), height, width, text, _is_ruled(cell))
            )
    return sorted(found)


class _Shown:
    """Numbers rows or columns as displayed, hidden ones left out."""

    def __init__(self, hidden: list[tuple[int, int]]) -> None:
        self._hidden = hidden

    def before(self, number: int) -> int:
        """Return how many displayed ones come before one, numbers in the file beginning with 1."""
        return number - 1 - sum(max(0, min(end, number - 1) - start + 1) for start, end in self._hidden)

    def count(self, first: int, last: int) -> int:
        """Return how many from one to another are displayed, both ends included."""
        return self.before(last + 1) - self.before(first)


def _hidden_rows(sheet: Any) -> list[tuple[int, int]]:
    hidden = sorted(number for number, row in sheet.row_dimensions.items() if row.hidden)
    runs = groupby(enumerate(hidden), key=lambda item: item[1] - item[0])
    return [(run[0][1], run[-1][1]) for run in (list(members) for _, members in runs)]


def _hidden_columns(sheet: Any) -> list[tuple[int, int]]:
    return sorted((c.min, c.max) for c in sheet.column_dimensions.values() if c.hidden and c.min and c.max)


def _is_ruled(cell: Any) -> bool:
    border = cell.border
    left, right, top, bottom = (s and s.style for s in (border.left, border.right, border.top, border.bottom))
    return bool(left or right or (top and bottom))


def _text(cell: Any, zeros: bool) -> str:
    value = cell.value
    if value is None or (value == 0 and not zeros and not isinstance(value, str | bool)):
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime | date | time | timedelta):
        return displayed_date(value, cell.number_format)
    if isinstance(value, int | float):
        return displayed(value, cell.number_format)
    return "\n".join(tidy_lines(str(value)))
