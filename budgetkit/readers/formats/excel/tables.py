"""Where the tables of a sheet stand: ruled ones by their borders, others by the rows that they fill."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import NamedTuple
from xml.etree import ElementTree

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.archive import Archive

_MAIN = "{*}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def unsaved_sheets(archive: Archive) -> set[str]:
    """Return the titles of the sheets with a formula that has no result: a program wrote it, none computed it.

    A result that is an empty text counts as a result.
    """
    return {title for title, path in _sheet_parts(archive) if _is_unsaved(archive.part(path))}


def _sheet_parts(archive: Archive) -> Iterator[tuple[str, str]]:
    relations = archive.part("xl/_rels/workbook.xml.rels")
    targets = {r.get("Id"): r.get("Target", "") for r in ElementTree.fromstring(relations)}
    for sheet in ElementTree.fromstring(archive.part("xl/workbook.xml")).iterfind(f".//{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        yield sheet.get("name", ""), path


def _is_unsaved(part: bytes) -> bool:
    if b"<f" not in part and b":f" not in part:
        return False
    for _, cell in ElementTree.iterparse(BytesIO(part)):
        if cell.tag.endswith("}c"):
            if (
                cell.find(f"{_MAIN}f") is not None
                and not cell.findtext(f"{_MAIN}v")
                and cell.get("t") != "str"
            ):
                return True
            cell.clear()
    return False


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

    Where any cell has a ruled side, tables are the blocks of such cells that touch. Where none has, a table
    is a run of filled rows: it begins at the first row whose cells fill half its columns, and a title over
    its whole width does not count as one.
    """
    ruled = [cell for cell in cells if cell.ruled]
    if ruled:
        return [area for area in _touching(ruled) if (area.bottom, area.right) != (area.top, area.left)]
    return [area for band in _bands(cells) if (area := _table_of(band)) is not None]


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
