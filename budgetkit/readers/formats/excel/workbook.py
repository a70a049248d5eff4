"""Excel (.xlsx): each visible sheet is a page, its tables are grids, what stands around them is lines.

Figures come as displayed by their number format, formulas by the result that was last saved. Hidden sheets,
rows, columns and cells are left out, as on paper, and said.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.styles.colors import COLOR_INDEX

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.archive import Archive
from budgetkit.readers.formats.excel.number_format import displayed, displayed_date, displayed_text
from budgetkit.readers.formats.excel.sheet import SheetCell, hidden_sheets, sheet_page, unsaved_sheet
from budgetkit.readers.formats.ink import WHITE, Colour, Face, colour, displayed_cell
from budgetkit.readers.formats.page import Line, Page, title_of_head, with_unit_of_head
from budgetkit.readers.formats.pictures import CHART, charts, with_loose_pictures

CELL_LIMIT = 1_000_000
"""Most cells of a workbook that are written in its file."""

_DAMAGED = "{name} is a damaged .xlsx (文件损坏)"
_LARGE = "{name} has more than {limit} cells, more than is read (单元格过多)"
_FLAT, _NARROW = 2.0, 0.3
"""Rows lower (in points) and columns narrower (in characters) than these show nothing."""


def sheet_pages(data: bytes, name: str) -> tuple[Page, ...]:
    """Read an .xlsx held in memory, one page for each visible sheet, hidden ones refused behind them.

    A sheet whose formulas were saved without results says so in ``refused``; what is hidden stands in ``hidden``.

    Raises:
        UnreadableDocument: it is damaged, encrypted, or larger than a document is.
    """
    archive = Archive(data, name)
    parts = [part for part in archive.names() if part.startswith("xl/") and part.endswith(".xml")]
    if sum(archive.part(part).count(b"<c ") for part in parts) > CELL_LIMIT:
        raise UnreadableDocument(_LARGE.format(name=name, limit=CELL_LIMIT))
    try:
        parts_of = dict(_sheet_parts(archive))
        with warnings.catch_warnings():
            # openpyxl warns of what it does not keep when writing; nothing is written here.
            warnings.simplefilter("ignore")
            whole = archive.copy() if archive.is_strict else data
            book = load_workbook(BytesIO(whole), data_only=True, rich_text=True)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        pages = [
            _page(sheet, number, archive, parts_of.get(sheet.title, ""))
            for number, sheet in enumerate(sheets, 1)
        ]
        return (*pages, *hidden_sheets([s.title for s in book.worksheets if s not in sheets], len(pages)))
    except UnreadableDocument:
        raise
    except Exception as error:
        # openpyxl lets whatever a broken part causes escape: KeyError, ValueError, TypeError and more.
        raise UnreadableDocument(_DAMAGED.format(name=name)) from error


def _sheet_parts(archive: Archive) -> Iterator[tuple[str, str]]:
    main = archive.main_part
    relations = archive.relations(main)
    for sheet in ElementTree.fromstring(archive.part(main)).iterfind(".//{*}sheet"):
        named = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        if named in relations:
            yield sheet.get("name", ""), relations[named].target


def _is_unsaved(part: bytes) -> bool:
    """Tell whether a formula has no result (a program wrote it, none computed it); an empty text is a result."""
    if b"<f" not in part and b":f" not in part:
        return False
    for _, cell in ElementTree.iterparse(BytesIO(part)):
        if cell.tag.endswith("}c"):
            if cell.find("{*}f") is not None and not cell.findtext("{*}v") and cell.get("t") != "str":
                return True
            cell.clear()
    return False


def _drawings(archive: Archive, part: str) -> tuple[list[tuple[int, str]], list[bytes], int]:
    """Return what floats over a sheet: texts, each with the row at which it begins, pictures, how many charts."""
    texts: list[tuple[int, str]] = []
    pictures: list[bytes] = []
    count = 0
    for drawing in (
        r.target for r in archive.relations(part).values() if r.kind == "drawing" and not r.external
    ):
        root, related = archive.xml(drawing), archive.relations(drawing)
        anchors = ("{*}twoCellAnchor", "{*}oneCellAnchor", "{*}absoluteAnchor")
        for anchor in [] if root is None else root.iterchildren(*anchors):
            count += sum(1 for _ in anchor.iter(CHART))
            row = anchor.findtext("{*}from/{*}row", "0").strip()
            for body in anchor.iter("{*}txBody"):
                lines = ("".join(t.text or "" for t in p.iter("{*}t")) for p in body.iterchildren("{*}p"))
                texts.append((int(row) if row.isdecimal() else 0, "\n".join(lines)))
            for name in (value for blip in anchor.iter("{*}blip") for value in blip.attrib.values()):
                if (found := related.get(str(name))) is not None and not found.external:
                    pictures.append(archive.part(found.target))
    return texts, pictures, count


def _page(sheet: Any, number: int, archive: Archive, part: str) -> Page:
    if _is_unsaved(archive.part(part)):
        return unsaved_sheet(sheet.title, number)
    flat = [n - 1 for n, row in sheet.row_dimensions.items() if row.hidden or (row.ht or _FLAT) < _FLAT]
    narrow = [
        (c.min - 1, c.max - 1)
        for c in sheet.column_dimensions.values()
        if c.min and c.max and (c.hidden or c.width < _NARROW)
    ]
    texts, pictures, count = _drawings(archive, part)
    page = sheet_page(_cells(sheet), flat, narrow, number, sheet.title, texts)
    heads = tuple(_page_heads(sheet))
    title = title_of_head(page.blocks, heads)
    blocks = with_unit_of_head(page.blocks, heads)
    page = replace(
        page, blocks=(Line(title, number), *blocks) if title else blocks, notes=charts(number, count)
    )
    return with_loose_pictures(page, pictures)


def _cells(sheet: Any) -> Iterator[SheetCell]:
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    zeros = sheet.sheet_view.showZeros is not False
    conditions = list(_conditions(sheet))
    # The public ways to go through a sheet visit every place up to the last one; a stray cell in the last
    # row would make that 16,000 million.
    for (row, column), cell in sheet._cells.items():
        if isinstance(cell, MergedCell):
            continue
        area = merged.get((row, column))
        height, width = (area.max_row - row + 1, area.max_col - column + 1) if area else (1, 1)
        face = _face(cell.font, cell)
        for areas, holds, ink, paper in conditions:
            if any(
                a.min_row <= row <= a.max_row and a.min_col <= column <= a.max_col for a in areas
            ) and holds(cell.value):
                face = face._replace(ink=ink, paper=paper or face.paper)
        text, concealed = _text(cell, zeros, face)
        yield SheetCell(row - 1, column - 1, height, width, text, _is_ruled(cell), concealed)


def _page_heads(sheet: Any) -> Iterator[str]:
    """Yield what is printed at the head and foot of every page of a sheet."""
    for head in (sheet.oddHeader, sheet.oddFooter):
        yield from (part.text for part in (head.left, head.center, head.right) if part.text)


def _is_ruled(cell: Any) -> bool:
    border = cell.border
    left, right, top, bottom = (s and s.style for s in (border.left, border.right, border.top, border.bottom))
    return bool(left or right or (top and bottom))


def _conditions(sheet: Any) -> Iterator[tuple[list[Any], Callable[[Any], bool], Colour, Colour | None]]:
    """Yield the colours that numbers have on a condition: where, the condition, ink and paper; the first rule comes last.

    Conditions on anything but fixed numbers are not worked out.
    """
    rules = [(area, rule) for area in sheet.conditional_formatting for rule in area.rules]
    for area, rule in sorted(rules, key=lambda item: -(item[1].priority or 0)):
        font = rule.dxf.font if rule.dxf is not None else None
        ink = _rgb(font.color) if font is not None else None
        bounds = [bound for bound in map(_number, rule.formula) if bound is not None]
        operator = rule.operator or ""
        test, needed = _TESTS.get(operator), 2 if operator.lower().endswith("between") else 1
        if ink is not None and rule.type == "cellIs" and test and len(bounds) == needed:
            fill = rule.dxf.fill
            yield list(area.sqref.ranges), partial(_meets, test, bounds), ink, fill and _rgb(fill.bgColor)


_TESTS: dict[str, Callable[..., bool]] = {
    "equal": lambda x, a: x == a,
    "notEqual": lambda x, a: x != a,
    "greaterThan": lambda x, a: x > a,
    "lessThan": lambda x, a: x < a,
    "greaterThanOrEqual": lambda x, a: x >= a,
    "lessThanOrEqual": lambda x, a: x <= a,
    "between": lambda x, a, b: min(a, b) <= x <= max(a, b),
    "notBetween": lambda x, a, b: not min(a, b) <= x <= max(a, b),
}


def _meets(test: Callable[..., bool], bounds: list[float], value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and test(value, *bounds)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _text(cell: Any, zeros: bool, face: Face) -> tuple[str, bool]:
    """Return what a cell displays, and whether it holds a text or a number other than zero that it conceals."""
    value = cell.value
    if value is None or (value == 0 and not zeros and not isinstance(value, str | bool)):
        return "", False
    if isinstance(value, CellRichText):
        text = "".join(_face(cell.font if isinstance(r, str) else r.font, cell).run(str(r)) for r in value)
        return displayed_cell(displayed_text(text, cell.number_format), Face(), bool(str(value).strip()))
    holds = value != 0 and bool(str(value).strip()) and ";;" in cell.number_format
    return displayed_cell(_plain_text(value, cell.number_format), face, holds)


def _plain_text(value: Any, format: str) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime | date | time | timedelta):
        return displayed_date(value, format)
    if isinstance(value, int | float):
        return displayed(value, format)
    return displayed_text(str(value), format)


def _face(font: Any, cell: Any) -> Face:
    """Return how text in a font looks on its cell's fill, which is white where there is none."""
    fill = cell.fill
    solid = _rgb(fill.fgColor) if fill.fill_type == "solid" else None
    is_raised = font.vertAlign in ("superscript", "subscript")
    paper = WHITE if fill.fill_type is None else solid
    return Face(_rgb(font.color), paper, font.sz or 11.0, is_raised, bool(font.strike))


def _rgb(color: Any) -> Colour | None:
    """Return a colour; ``None`` for the automatic one and shades of themes."""
    if color is None:
        return None
    if color.type == "theme":
        return WHITE if color.theme == 0 and not color.tint else None
    if color.type == "indexed":
        return colour(COLOR_INDEX[color.indexed]) if color.indexed < len(COLOR_INDEX) else None
    return colour(color.rgb) if isinstance(color.rgb, str) else None
