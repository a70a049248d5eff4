"""Workbooks saved as «XML Spreadsheet 2003», often under the name .xls: sheets as displayed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from lxml import etree

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.archive import parsed
from budgetkit.readers.formats.excel.number_format import displayed, displayed_date, displayed_text
from budgetkit.readers.formats.excel.sheet import SheetCell, hidden_sheets, sheet_page, unsaved_sheet
from budgetkit.readers.formats.ink import Face, colour, displayed_cell
from budgetkit.readers.formats.page import Page

SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
X = "{urn:schemas-microsoft-com:office:excel}"
HTML = "{http://www.w3.org/TR/REC-html40}"
CELL_LIMIT = 1_000_000
"""Most cells of a workbook."""

_FORMATS = {
    "General Number": "General",
    "Standard": "#,##0.00",
    "Fixed": "0.00",
    "Percent": "0.00%",
    "Currency": '"¥"#,##0.00',
    "Scientific": "0.00E+00",
    "General Date": "yyyy/m/d h:mm",
    "Short Date": "yyyy/m/d",
    "Long Date": 'yyyy"年"m"月"d"日"',
}
_DAMAGED = "{name} is a damaged XML spreadsheet (文件损坏)"


_PLAIN = Face()


@dataclass(frozen=True, slots=True)
class _Style:
    """What a style says of its cells."""

    format: str = "General"
    face: Face = _PLAIN
    ruled: bool = False


def xml2003_pages(data: bytes, name: str) -> tuple[Page, ...]:
    """Read an XML spreadsheet held in memory, one page for each visible sheet, hidden ones refused behind them.

    Raises:
        UnreadableDocument: it is damaged, or larger than a document is.
    """
    root = parsed(data, _DAMAGED.format(name=name))
    if sum(1 for _ in root.iter(SS + "Cell")) > CELL_LIMIT:
        raise UnreadableDocument(f"{name} has more than {CELL_LIMIT} cells, more than is read (单元格过多)")
    styles = _styles(root)
    sheets = list(root.iterchildren(SS + "Worksheet"))
    hidden = [
        s
        for s in sheets
        if s.findtext(f"{X}WorksheetOptions/{X}Visible") in ("SheetHidden", "SheetVeryHidden")
    ]
    pages = [_page(s, n, styles) for n, s in enumerate((s for s in sheets if s not in hidden), 1)]
    if not sheets:
        raise UnreadableDocument(_DAMAGED.format(name=name))
    return (*pages, *hidden_sheets([s.get(SS + "Name", "") for s in hidden], len(pages)))


def _styles(root: etree._Element) -> dict[str, _Style]:
    found: dict[str, _Style] = {"": _Style()}
    for element in root.iterfind(f"{SS}Styles/{SS}Style"):
        base = found.get(element.get(SS + "Parent", "Default"), found[""])
        number, font, fill = (element.find(SS + part) for part in ("NumberFormat", "Font", "Interior"))
        code = base.format if number is None else number.get(SS + "Format", "General")
        solid = fill is not None and fill.get(SS + "Pattern") == "Solid"
        paper = colour(fill.get(SS + "Color", "")) if fill is not None and solid else base.face.paper
        found[element.get(SS + "ID", "")] = _Style(
            _FORMATS.get(code, code),
            (base.face if font is None else _face(font, SS, base.face))._replace(paper=paper),
            _is_ruled(element, base.ruled),
        )
    return found


def _is_ruled(style: etree._Element, inherited: bool) -> bool:
    borders = style.find(SS + "Borders")
    if borders is None:
        return inherited
    sides = {b.get(SS + "Position") for b in borders if b.get(SS + "LineStyle", "None") != "None"}
    return bool(sides & {"Left", "Right"}) or sides >= {"Top", "Bottom"}


def _page(sheet: etree._Element, number: int, styles: dict[str, _Style]) -> Page:
    table, name = sheet.find(SS + "Table"), sheet.get(SS + "Name", "")
    if any(cell.get(SS + "Formula") and cell.find(SS + "Data") is None for cell in sheet.iter(SS + "Cell")):
        return unsaved_sheet(name, number)
    rows: list[int] = []
    cells = [] if table is None else list(_cells(table, styles, rows))
    columns = [] if table is None else list(_hidden_columns(table))
    return sheet_page(cells, rows, columns, number, name)


def _hidden_columns(table: etree._Element) -> Iterator[tuple[int, int]]:
    at = 0
    for column in table.iterchildren(SS + "Column"):
        at = _number(column, "Index", at + 1) - 1
        last = at + _number(column, "Span", 0)
        if column.get(SS + "Hidden") == "1" or column.get(SS + "Width") == "0":
            yield at, last
        at = last + 1


def _cells(table: etree._Element, styles: dict[str, _Style], hidden: list[int]) -> Iterator[SheetCell]:
    row = 0
    for line in table.iterchildren(SS + "Row"):
        row = _number(line, "Index", row + 1) - 1
        if line.get(SS + "Hidden") == "1" or line.get(SS + "Height") == "0":
            hidden.append(row)
        column = 0
        for cell in line.iterchildren(SS + "Cell"):
            column = _number(cell, "Index", column + 1) - 1
            across, down = _number(cell, "MergeAcross", 0), _number(cell, "MergeDown", 0)
            style = styles.get(cell.get(SS + "StyleID", line.get(SS + "StyleID", "Default")), styles[""])
            text, concealed = _text(cell, style)
            yield SheetCell(row, column, down + 1, across + 1, text, style.ruled, concealed)
            column += across + 1
        row += 1 + _number(line, "Span", 0)


def _text(cell: etree._Element, style: _Style) -> tuple[str, bool]:
    """Return what a cell displays, and whether it holds something that it conceals."""
    data = cell.find(SS + "Data")
    if data is None:
        return "", False
    kind, plain = data.get(SS + "Type", "String"), "".join(map(str, data.itertext()))
    if len(data):
        return displayed_cell("".join(_rich(data, style.face)), Face(), bool(plain.strip()))
    text = _plain_text(kind, plain, style.format)
    return displayed_cell(text, style.face, bool(plain.strip()) and ";;" in style.format)


def _face(font: etree._Element, space: str, usual: Face) -> Face:
    """Return how text in a font looks on the paper of another."""
    size = font.get(space + "Size", "")
    return usual._replace(
        ink=colour(font.get(space + "Color")) or (usual.ink if space == HTML else None),
        size=float(size) if size.isdecimal() else usual.size,
        raised=font.get(space + "VerticalAlign") in ("Superscript", "Subscript"),
    )


def _plain_text(kind: str, text: str, format: str) -> str:
    try:
        if kind == "Number":
            return displayed(Decimal(text.strip()), format)
        if kind == "DateTime":
            return displayed_date(datetime.fromisoformat(text.strip()), format)
    except (InvalidOperation, ValueError):
        return text
    if kind == "Boolean":
        return "TRUE" if text.strip() == "1" else "FALSE"
    return displayed_text(text, format)


def _rich(element: etree._Element, face: Face) -> Iterator[str]:
    yield face.run(element.text or "")
    for child in element.iterchildren(tag=etree.Element):
        above, struck = child.tag in (HTML + "Sup", HTML + "Sub"), child.tag == HTML + "S"
        inner = _face(child, HTML, face)._replace(raised=above or face.raised, struck=struck or face.struck)
        yield from _rich(child, inner)
        yield face.run(child.tail or "")


def _number(element: etree._Element, name: str, default: int) -> int:
    text = element.get(SS + name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else default
