"""A sheet of any workbook format laid out as a page: its displayed cells become lines and grids."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from budgetkit.forms.units import figure_and_unit
from budgetkit.model.amount import parse_amount
from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.characters import tidy_lines
from budgetkit.readers.formats.page import Grid, Line, Page
from budgetkit.readers.formats.tiling import Tile, grid_of

AREA_LIMIT = 200
"""Most separate tables of one sheet."""


class SheetCell(NamedTuple):
    """A cell, merged ones once, places from 0: span, what it displays, whether it is ruled or conceals its text."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1
    text: str = ""
    ruled: bool = False
    concealed: bool = False


class Area(NamedTuple):
    """A rectangle of a sheet, ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, cell: SheetCell) -> bool:
        """Say whether a cell begins inside."""
        return self.top <= cell.row <= self.bottom and self.left <= cell.column <= self.right


def areas(cells: list[SheetCell]) -> list[Area]:
    """Return the tables of a sheet; what lies in none is titles, units and notes.

    Blocks of cells with ruled sides that touch are tables. Where rows of figures stand outside every block the
    borders do not bound the table (one framed cell, a ruled head or total): there, and on sheets without
    borders, a table is a run of filled rows, together with the blocks in it. It begins at the first row whose
    cells fill half its columns, and a title over its whole width does not count as one.
    """
    ruled = [area for area in _touching(c for c in cells if c.ruled) if area[:2] != area[2:]]
    found = list(ruled)
    for band in _bands(cells):
        if ruled and not _has_loose_figures(band, ruled):
            continue
        area = _table_of(band)
        if area is not None:
            inside = [other for other in found if other.top <= area.bottom and other.bottom >= area.top]
            found = [other for other in found if other not in inside] + [_around([area, *inside])]
    return sorted(found)


def _has_loose_figures(band: list[SheetCell], ruled: list[Area]) -> bool:
    """Tell whether rows of figures stand outside every block: two or more, or one right under a block."""
    rows = sorted({c.row for c in band if not any(a.top <= c.row <= a.bottom for a in ruled)})
    loose = []
    for row in rows:
        texts = [cell.text for cell in band if cell.row == row]
        if len(texts) > 1 and any(parse_amount(figure_and_unit(text)[0], "") for text in texts):
            loose.append(row)
    return len(loose) > 1 or any(row == area.bottom + 1 for row in loose for area in ruled)


def _touching(cells: Iterable[SheetCell]) -> list[Area]:
    """Grow rectangles around cells until none touches or overlaps another."""
    found: list[Area] = []
    for cell in sorted(cells):
        area = Area(cell.row, cell.column, cell.row + cell.rows - 1, cell.column + cell.columns - 1)
        while near := [other for other in found if _touch(area, other)]:
            found = [other for other in found if other not in near]
            area = _around([area, *near])
        found.append(area)
        if len(found) > AREA_LIMIT:
            raise UnreadableDocument(f"a sheet has more than {AREA_LIMIT} separate tables (工作表内表格过多)")
    return found


def _touch(one: Area, other: Area) -> bool:
    apart = (
        max(one.top, other.top) - min(one.bottom, other.bottom),
        max(one.left, other.left) - min(one.right, other.right),
    )
    return max(apart) <= 1 and min(apart) <= 0


def _around(group: list[Area]) -> Area:
    tops, lefts, bottoms, rights = zip(*group, strict=True)
    return Area(min(tops), min(lefts), max(bottoms), max(rights))


def _bands(cells: list[SheetCell]) -> list[list[SheetCell]]:
    """Part the filled cells at empty rows."""
    bands: list[list[SheetCell]] = []
    end = -2
    for cell in sorted(cell for cell in cells if cell.text):
        if cell.row > end + 1:
            bands.append([])
        bands[-1].append(cell)
        end = max(end, cell.row + cell.rows - 1)
    return bands


def _table_of(band: list[SheetCell]) -> Area | None:
    left = min(cell.column for cell in band)
    right = max(cell.column + cell.columns - 1 for cell in band)
    rows = sorted({cell.row for cell in band})
    first = next((row for row in rows if _fills(band, row, right - left + 1)), None)
    if first is None:
        return None
    last = max(cell.row + cell.rows - 1 for cell in band if cell.row >= first and not _is_note(band, cell))
    return Area(first, left, last, right)


def _fills(band: list[SheetCell], row: int, width: int) -> bool:
    inside = [cell for cell in band if cell.row == row]
    return len(inside) > 1 and 2 * sum(cell.columns for cell in inside) >= width


def _is_note(band: list[SheetCell], cell: SheetCell) -> bool:
    """Say whether a cell stands alone in the band's last rows, without a figure or a name beside it."""
    return not any(
        other.row >= cell.row and other is not cell and other.column > cell.column for other in band
    )


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


def sheet_page(
    raw: Iterable[SheetCell],
    hidden_rows: Iterable[int],
    hidden_columns: Iterable[tuple[int, int]],
    number: int,
    title: str,
    boxes: Iterable[tuple[int, str]] = (),
) -> Page:
    """Return the page of a sheet, numbered without hidden rows and columns, which are said where they held text.

    ``boxes`` are the texts that float over the sheet, each with the row at which it begins.
    """
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
    floating = [(rows.before(row), text) for row, text in boxes]
    return page_of(sorted(cells), number, title, hidden_parts(title, lost_rows, lost_columns, lost), floating)


def negative(text: str, value: float | Decimal) -> str:
    """Return the text of a negative number with a minus where only its colour tells the sign.

    >>> negative("637.50", -637.5), negative("(637.50)", -637.5), negative("0.00", -0.001)
    ('-637.50', '(637.50)', '0.00')
    """
    signed = _NEGATIVE.search(text) or not any(c in "123456789" for c in text)
    return text if value >= 0 or signed else f"-{text}"


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


def unsaved_sheet(title: str, number: int) -> Page:
    """Return the refused page of a sheet whose formulas a program has written and none has worked out."""
    said = (
        f"sheet {title} holds formulas without results; open it in Excel or WPS, save it, and read that "
        f"(工作表“{title}”的公式没有保存结果，请用 Excel 或 WPS 打开并保存)"
    )
    return Page(number, refused=said)


def page_of(
    cells: list[SheetCell],
    number: int,
    title: str = "",
    hidden: tuple[str, ...] = (),
    boxes: Sequence[tuple[int, str]] = (),
) -> Page:
    """Lay the displayed cells of a sheet out: tables as grids, what stands around them as lines.

    Where nothing on the sheet names a table, the name on its tab is the title of its first one.

    Raises:
        UnreadableDocument: a table is too large, or there are too many.
    """
    tables = areas(cells)
    blocks: list[tuple[int, int, int, Line | Grid]] = []
    starts = _strips(tables)
    for area in tables:
        tiles = [Tile(*cell[:5], number) for cell in cells if area.holds(cell)]
        if any(tile.text for tile in tiles):
            strip = _strip_of(starts, area.left, area.right)
            blocks.append((strip, area.top, area.left, grid_of(_from_corner(tiles, area), number)))
    outside = [
        (_strip_of(starts, cell.column, cell.column + cell.columns - 1), cell)
        for cell in cells
        if cell.text and not any(area.holds(cell) for area in tables)
    ]
    for (strip, row), beside in groupby(sorted(outside), key=lambda found: (found[0], found[1].row)):
        lines = _lines([cell for _, cell in beside])
        blocks += [(strip, row, n, Line(text, number)) for n, text in enumerate(lines)]
    for row, text in boxes:
        blocks += [(0, row, n, Line(line, number)) for n, line in enumerate(tidy_lines(text), -AREA_LIMIT)]
    laid = [block for *_, block in sorted(blocks, key=lambda item: item[:3])]
    texts = (*(cell.text.split("\n")[0] for cell in cells), *(text for _, text in boxes))
    if _CJK.search(title) and not any(map(_NAMES_A_TABLE.search, texts)):
        laid = _titled(laid, title)
    return Page(number, tuple(laid), hidden=hidden)


def _strips(tables: Sequence[Area]) -> list[int]:
    """Return the columns at which what stands side by side on a sheet begins: of tables in the same rows each its own."""
    starts: list[int] = []
    ends = -1
    for area in sorted(tables, key=lambda area: area.left):
        if area.left > ends:
            starts.append(area.left)
        ends = max(ends, area.right)
    beside = any(
        one.right < other.left and one.top <= other.bottom and other.top <= one.bottom
        for one in tables
        for other in tables
    )
    return starts if beside else []


def _strip_of(starts: Sequence[int], left: int, right: int) -> int:
    """Return the number of the strip that columns stand in, from 1; 0 for what stands over several."""
    first, last = bisect_right(starts, left), bisect_right(starts, right)
    return first if first == last else 0


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
