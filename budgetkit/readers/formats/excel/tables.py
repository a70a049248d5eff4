"""Where the tables of a sheet stand: ruled ones by their borders, others by the rows that they fill."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from budgetkit.model.amount import parse_amount
from budgetkit.model.errors import UnreadableDocument

AREA_LIMIT = 200
"""Most separate tables of one sheet."""


class SheetCell(NamedTuple):
    """A displayed cell of a sheet, merged ones once: place, span, text, and whether its sides are ruled."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    ruled: bool


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
        if len(texts) > 1 and any(parse_amount(text, "") for text in texts):
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
