"""Old Excel and WPS workbooks (.xls, .et: BIFF): sheets as displayed, read with xlrd.

xlrd gives what a page needs of BIFF: number formats, fonts, borders, fills, merged cells, hidden rows and columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from itertools import pairwise
from struct import unpack_from
from typing import Any

import xlrd
from xlrd.compdoc import SIGNATURE, CompDoc
from xlrd.xldate import XLDateError

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.archive import ENCRYPTED
from budgetkit.readers.formats.excel.number_format import displayed, displayed_date, displayed_text
from budgetkit.readers.formats.excel.sheet import SheetCell, hidden_sheets, sheet_page, unsaved_sheet
from budgetkit.readers.formats.ink import WHITE, Face, displayed_cell
from budgetkit.readers.formats.page import Page

_DAMAGED = "{name} is a damaged .xls (文件损坏)"
_FORMULA, _RESULT_ENDS, _EMPTY = 0x06, 14, b"\x03"
"""The record of a formula, the length up to the end of its result, and how a result that is empty begins."""
_OBJECT = 0x5D
_FLOATING = ((5, "charts", "幅图表"), (6, "text boxes", "个文本框"), (8, "pictures", "幅图片"))
"""The record of what floats over a sheet, and its kinds that may say something."""
_FLAT, _NARROW = 40, 77
"""Rows lower (in twentieths of a point) and columns narrower (in 256ths of a character) show nothing."""


def biff_pages(data: bytes, name: str) -> tuple[Page, ...]:
    """Read an .xls or .et held in memory, one page for each visible sheet, hidden ones refused behind them.

    Raises:
        UnreadableDocument: it is damaged, encrypted, or no workbook.
    """
    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=StringIO(), on_demand=False
        )
        sheets = [sheet for sheet in book.sheets() if sheet.visibility == 0]
        unsaved = any(map(_has_empty_text, sheets)) and _is_unsaved(data)
        pages = [
            unsaved_sheet(sheet.name, number)
            if unsaved and _has_empty_text(sheet)
            else _page(book, sheet, number)
            for number, sheet in enumerate(sheets, 1)
        ]
        pages[:1] = [replace(page, notes=(*page.notes, *_floating(data))) for page in pages[:1]]
        return (*pages, *hidden_sheets([s.name for s in book.sheets() if s.visibility], len(pages)))
    except UnreadableDocument:
        raise
    except Exception as error:
        # xlrd lets whatever a broken record causes escape: struct.error, IndexError, AssertionError and more.
        message = ENCRYPTED if "encrypted" in str(error) else _DAMAGED
        raise UnreadableDocument(message.format(name=name)) from error


def _has_empty_text(sheet: Any) -> bool:
    """Tell whether a formula of a sheet may have no result: it comes as a text without characters."""
    return any(
        kind == xlrd.XL_CELL_TEXT and not value
        for row in range(sheet.nrows)
        for kind, value in zip(sheet.row_types(row), sheet.row_values(row), strict=True)
    )


def _is_unsaved(data: bytes) -> bool:
    """Tell whether no formula of a workbook has a result: a program wrote them, none worked them out.

    A single empty result may be what its formula gives.
    """
    formulas = (r for kind, r in _records(data) if kind & 0xFF == _FORMULA and kind >> 8 in (0, 2, 4))
    return all(r[6:7] == _EMPTY and r[12:14] == b"\xff\xff" for r in formulas if len(r) >= _RESULT_ENDS)


def _floating(data: bytes) -> tuple[str, ...]:
    """Say what floats over the sheets of a workbook, which xlrd does not read."""
    kinds = Counter(r[4] for kind, r in _records(data) if kind == _OBJECT and len(r) > 4)
    found = [(kinds[k], en, zh) for k, en, zh in _FLOATING if kinds[k]]
    en = ", ".join(f"{count} {word}" for count, word, _ in found)
    zh = "、".join(f"{count}{word}" for count, _, word in found)
    return (f"over the sheets float {en}, which are not read (工作表上有{zh}，未读取)",) if found else ()


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a workbook: what each is, what it holds."""
    if data.startswith(SIGNATURE):
        files = CompDoc(data, logfile=StringIO())
        data = files.get_named_stream("Workbook") or files.get_named_stream("Book") or b""
    at = 0
    while at + 4 <= len(data):
        kind, length = unpack_from("<HH", data, at)
        yield kind, data[at + 4 : at + 4 + length]
        at += 4 + length


def streams_of(data: bytes) -> set[str]:
    """Return the names of an old Office file's own streams, not those of files embedded in it; none where it is damaged."""
    try:
        entries = CompDoc(data, logfile=StringIO()).dirlist
        return {entries[number].name for number in entries[0].children}
    except Exception:  # xlrd lets whatever a broken directory causes escape
        return set()


def _page(book: Any, sheet: Any, number: int) -> Page:
    rows = [r for r, info in sheet.rowinfo_map.items() if info.hidden or 0 < info.height < _FLAT]
    columns = [(c, c) for c, info in sheet.colinfo_map.items() if info.hidden or info.width < _NARROW]
    return sheet_page(_cells(book, sheet), rows, columns, number, sheet.name)


def _cells(book: Any, sheet: Any) -> Iterator[SheetCell]:
    merged = {(top, left): (bottom - top, right - left) for top, bottom, left, right in sheet.merged_cells}
    covered = {
        (row, column)
        for (top, left), (height, width) in merged.items()
        for row in range(top, min(top + height, sheet.nrows))
        for column in range(left, min(left + width, sheet.ncols))
    } - set(merged)
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            if (row, column) in covered:
                continue
            cell = sheet.cell(row, column)
            look = book.xf_list[cell.xf_index]
            text, concealed = _text(book, sheet, row, column)
            yield SheetCell(row, column, *merged.get((row, column), (1, 1)), text, _is_ruled(look), concealed)


def _is_ruled(look: Any) -> bool:
    line = look.border
    sides = (line.top_line_style, line.bottom_line_style)
    return bool(line.left_line_style or line.right_line_style or all(sides))


def _text(book: Any, sheet: Any, row: int, column: int) -> tuple[str, bool]:
    """Return what a cell displays, and whether it holds a text or a number other than zero that it conceals."""
    cell = sheet.cell(row, column)
    look = book.xf_list[cell.xf_index]
    format, font = book.format_map[look.format_key].format_str, book.font_list[look.font_index]
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) or (
        cell.value == 0 and not sheet.show_zero_values
    ):
        return "", False
    holds = cell.value != 0 and bool(str(cell.value).strip())
    if changes := sheet.rich_text_runlist_map.get((row, column)):
        ends = [(0, look.font_index), *changes, (len(cell.value), 0)]
        runs = (
            _face(book, book.font_list[seen], look).run(cell.value[start:end])
            for (start, seen), (end, _) in pairwise(ends)
        )
        return displayed_cell(displayed_text("".join(runs), format), Face(), holds)
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        text = displayed(cell.value, format)
    elif cell.ctype == xlrd.XL_CELL_DATE:
        text = _date(book, cell.value, format)
    elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
        text = str(bool(cell.value)).upper()
    elif cell.ctype == xlrd.XL_CELL_ERROR:
        text = xlrd.error_text_from_code.get(cell.value, "#ERROR!")
    else:
        text = displayed_text(cell.value, format)
    return displayed_cell(text, _face(book, font, look), holds and ";;" in format)


def _face(book: Any, font: Any, look: Any) -> Face:
    """Return how text in a font looks on a cell's fill, white where it has none."""
    fill = look.background
    paper = book.colour_map.get(fill.pattern_colour_index) if fill.fill_pattern == 1 else None
    ink = book.colour_map.get(font.colour_index)
    struck, is_raised = bool(font.struck_out), bool(font.escapement)
    return Face(ink, WHITE if fill.fill_pattern == 0 else paper, font.height / 20, is_raised, struck)


def _date(book: Any, value: float, format: str) -> str:
    try:
        return displayed_date(xlrd.xldate_as_datetime(value, book.datemode), format)
    except (XLDateError, ValueError, OverflowError):
        return displayed(value, "General")
