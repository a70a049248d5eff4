"""OpenDocument spreadsheets (.ods, .fods): sheets as displayed; the file holds every cell's printed text."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from lxml import etree

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.archive import Archive, InheritedStyles, Properties, parsed
from budgetkit.readers.formats.excel.number_format import displayed
from budgetkit.readers.formats.excel.sheet import (
    SheetCell,
    hidden_sheets,
    negative,
    sheet_page,
    unsaved_sheet,
)
from budgetkit.readers.formats.ink import WHITE, Face, colour, displayed_cell
from budgetkit.readers.formats.page import Page
from budgetkit.readers.formats.pictures import charts, with_loose_pictures

_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
OFFICE, TABLE, TEXT, STYLE, DRAW = (
    f"{{{_NAMESPACE.format(n)}}}" for n in ("office", "table", "text", "style", "drawing")
)
_CELL = f"{TABLE}table-cell"
CELL_LIMIT = 1_000_000
"""Most cells with text or a border."""
_COLUMN_LIMIT = 16_384

_DAMAGED = "{name} is a damaged .ods (文件损坏)"
_GROUPS = (f"{TABLE}table-row-group", f"{TABLE}table-column-group")
_FLAT = 2.0
"""Points: lower rows and narrower columns show nothing."""
_NUMBERS = ("float", "currency", "percentage")


def ods_pages(data: bytes, name: str) -> tuple[Page, ...]:
    """Read an .ods held in memory, one page for each visible sheet, hidden ones refused behind them.

    Raises:
        UnreadableDocument: it is damaged, encrypted, or larger than a document is.
    """
    archive = Archive(data, name)
    if b"manifest:encryption-data" in archive.part("META-INF/manifest.xml"):
        raise UnreadableDocument(
            f"{name} is encrypted with a password; save it without one and read that (文件已加密)"
        )
    content = archive.xml("content.xml")
    if content is None:
        raise UnreadableDocument(_DAMAGED.format(name=name))
    return _pages([content, archive.xml("styles.xml")], name, archive)


def flat_ods_pages(data: bytes, name: str) -> tuple[Page, ...]:
    """Read an OpenDocument spreadsheet that is one XML file.

    Raises:
        UnreadableDocument: it is damaged, or larger than a document is.
    """
    return _pages([parsed(data, _DAMAGED.format(name=name))], name)


def _pages(roots: list[etree._Element | None], name: str, archive: Archive | None = None) -> tuple[Page, ...]:
    styles = _styles(root for root in roots if root is not None)
    body = next((r for root in roots if root is not None for r in root.iter(OFFICE + "spreadsheet")), None)
    if body is None:
        raise UnreadableDocument(_DAMAGED.format(name=name))
    tables = list(body.iterchildren(TABLE + "table"))
    hidden = [t for t in tables if styles.of(t.get(TABLE + "style-name", "")).get("display") == "false"]
    shown = [table for table in tables if table not in hidden]
    pages = [
        with_loose_pictures(
            _with_charts(_Sheet(table, styles, name).page(number), table), _pictures(table, archive)
        )
        for number, table in enumerate(shown, 1)
    ]
    return (*pages, *hidden_sheets([t.get(TABLE + "name", "") for t in hidden], len(pages)))


def _with_charts(page: Page, table: etree._Element) -> Page:
    said = charts(page.number, sum(1 for _ in table.iter(DRAW + "object")))
    return replace(page, notes=(*page.notes, *said))


def _pictures(table: etree._Element, archive: Archive | None) -> Iterator[bytes]:
    """Yield the pictures that float over a sheet or stand in its cells."""
    for image in table.iter(DRAW + "image"):
        path = next((str(value) for key, value in image.attrib.items() if str(key).endswith("}href")), "")
        inside = image.findtext(OFFICE + "binary-data")
        try:
            yield archive.part(path) if archive and path else b64decode(inside or "")
        except ValueError:
            yield b""


def _styles(roots: Iterable[etree._Element]) -> InheritedStyles:
    """Return the styles of a document, as far as they say what is to be seen."""
    styles = InheritedStyles()
    for style in (style for root in roots for style in root.iter(STYLE + "style")):
        said: Properties = {}
        for part in style.iterchildren(tag=etree.Element):
            said |= {str(key).rpartition("}")[2]: str(value) for key, value in part.attrib.items()}
        styles.own[style.get(STYLE + "name", "")] = (style.get(STYLE + "parent-style-name", ""), said)
    return styles


class _Sheet:
    """One sheet: repeated rows, columns and cells taken out as far as anything stands in them."""

    def __init__(self, table: etree._Element, styles: InheritedStyles, name: str) -> None:
        self._table, self._styles, self._name = table, styles, name
        self._hidden_rows: list[int] = []
        self._boxes: list[tuple[int, str]] = []
        self._left = CELL_LIMIT

    def page(self, number: int) -> Page:
        """Return the sheet as displayed."""
        name = self._table.get(TABLE + "name", "")
        if any(
            c.get(TABLE + "formula") and not c.get(OFFICE + "value-type") for c in self._table.iter(_CELL)
        ):
            return unsaved_sheet(name, number)
        columns, defaults = self._columns()
        cells = list(self._cells(defaults))
        return sheet_page(cells, self._hidden_rows, columns, number, name, self._boxes)

    def _float(self, row: int, holder: etree._Element) -> None:
        """Note the texts of the boxes that float over a sheet from a row on."""
        for box in holder.iterchildren(tag=etree.Element):
            if box.tag.startswith(DRAW):
                lines = ("".join(self._inline(p, {})) for p in box.iter(TEXT + "p", TEXT + "h"))
                self._boxes.append((row, "\n".join(lines)))

    def _columns(self) -> tuple[list[tuple[int, int]], list[tuple[int, str]]]:
        """Return the hidden runs of columns, and up to which column each default style reaches."""
        hidden: list[tuple[int, int]] = []
        defaults: list[tuple[int, str]] = []
        at = 0
        for column in _inside(self._table, "table-column"):
            count = min(_count(column, "number-columns-repeated"), _COLUMN_LIMIT - at)
            if self._is_hidden(column, "column-width"):
                hidden.append((at, at + count - 1))
            at += count
            defaults.append((at, column.get(TABLE + "default-cell-style-name", "")))
        return hidden, defaults

    def _is_hidden(self, line: etree._Element, length: str) -> bool:
        """Tell whether a row or a column is hidden, filtered out, folded away with its group, or too narrow to show."""
        look = self._styles.of(line.get(TABLE + "style-name", ""))
        folded = (group.get(TABLE + "display") == "false" for group in line.iterancestors(*_GROUPS))
        return (
            line.get(TABLE + "visibility", "visible") != "visible"
            or _points(look.get(length, ""), _FLAT) < _FLAT
            or any(folded)
        )

    def _cells(self, defaults: list[tuple[int, str]]) -> Iterator[SheetCell]:
        row = 0
        for shapes in self._table.iterchildren(TABLE + "shapes"):
            self._float(row, shapes)
        for line in _inside(self._table, "table-row"):
            for cell in line.iterchildren(_CELL):
                self._float(row, cell)
            repeated = _count(line, "number-rows-repeated")
            found = list(self._row(line, defaults))
            filled = any(cell.text for cell in found)
            # Rows to the end of the sheet repeat an empty one; a bordered or filled one that is repeated is real.
            times = repeated if filled or repeated < 1000 else 0
            self._left -= times * len(found)
            if self._left < 0:
                raise UnreadableDocument(
                    f"{self._name} has more than {CELL_LIMIT} cells, more than is read (单元格过多)"
                )
            if self._is_hidden(line, "row-height"):
                self._hidden_rows += range(row, row + times)
            for again in range(times):
                yield from (cell._replace(row=row + again) for cell in found)
            row += repeated

    def _row(self, line: etree._Element, defaults: list[tuple[int, str]]) -> Iterator[SheetCell]:
        column = 0
        for cell in line.iterchildren(_CELL, TABLE + "covered-table-cell"):
            repeated = min(_count(cell, "number-columns-repeated"), _COLUMN_LIMIT - column)
            if cell.tag == _CELL and repeated > 0:
                usual = next((style for end, style in defaults if column < end), "")
                look = self._styles.of(cell.get(TABLE + "style-name") or usual)
                text, concealed = self._text(cell, look)
                ruled = _is_ruled(look)
                spans = (_count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned"))
                if text or concealed or (ruled and repeated < 1000):
                    for again in range(repeated):
                        yield SheetCell(0, column + again, *spans, text, ruled, concealed)
            column += repeated

    def _text(self, cell: etree._Element, look: Properties) -> tuple[str, bool]:
        lines = list(cell.iterchildren(TEXT + "p", TEXT + "h"))
        text = "\n".join("".join(self._inline(p, look)) for p in lines)
        value = _decimal(cell) if cell.get(OFFICE + "value-type") in _NUMBERS else None
        if value is not None:
            # Some programs write the value alone; a printed text that is empty is what its format shows.
            text = negative(text.strip() if lines else displayed(value, "General"), value)
        return displayed_cell(text, _face(look, look)._replace(struck=False), bool(value))

    def _inline(self, element: etree._Element, ground: Properties) -> Iterator[str]:
        yield element.text or ""
        for child in element:
            if child.tag == TEXT + "s":
                yield " "
            elif child.tag in (TEXT + "tab", TEXT + "line-break"):
                yield " " if child.tag == TEXT + "tab" else "\n"
            elif child.tag == TEXT + "span":
                look = self._styles.of(child.get(TEXT + "style-name", ""))
                yield (
                    ""
                    if look.get("display") == "none"
                    else _face(look, ground).run("".join(self._inline(child, ground)))
                )
            elif child.tag != OFFICE + "annotation" and isinstance(child.tag, str):
                yield from self._inline(child, ground)
            yield child.tail or ""


def _inside(table: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the rows or columns of a table, also those in groups and heads, but not those of a table in a cell."""
    for child in table.iterchildren(tag=etree.Element):
        if child.tag == TABLE + name:
            yield child
        elif child.tag.startswith(TABLE + name) or child.tag in (
            f"{TABLE}table-header-{name.removeprefix('table-')}s",
            f"{TABLE}{name}-group",
        ):
            yield from _inside(child, name)


def _count(element: etree._Element, name: str) -> int:
    text = element.get(TABLE + name, "1")
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < 9 else 1


def _decimal(cell: etree._Element) -> Decimal | None:
    try:
        value = Decimal(cell.get(OFFICE + "value", ""))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _is_ruled(look: Properties) -> bool:
    left, right, top, bottom = (
        look.get(f"border-{side}", look.get("border", "none")) not in ("none", "")
        for side in ("left", "right", "top", "bottom")
    )
    return left or right or (top and bottom)


def _face(look: Properties, ground: Properties) -> Face:
    """Return how text looks on what it stands on, white where nothing is said."""
    below = ground.get("background-color", "transparent")
    above = look.get("text-position", "").startswith(("super", "sub"))
    struck = look.get("text-line-through-style", "none") != "none"
    paper = WHITE if below == "transparent" else colour(below)
    return Face(colour(look.get("color")), paper, _points(look.get("font-size", ""), 10.0), above, struck)


_LENGTH = re.compile(r"([\d.]+)(pt|cm|mm|in|px)\Z")
_UNITS = {"pt": 1.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "in": 72.0, "px": 0.75}


def _points(length: str, default: float) -> float:
    """Return a length in points, the default for what is none (a percentage)."""
    found = _LENGTH.match(length)
    try:
        return float(found[1]) * _UNITS[found[2]] if found else default
    except ValueError:
        return default
