"""A fictitious disclosure as Excel workbook: one sheet a table, the prose on sheets of its own."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from budgetkit.model.amount import parse_amount
from budgetkit.model.disclosure import Disclosure
from synthesize.archives import make_reproducible
from synthesize.document import document
from synthesize.drawn_tables import NUMBER, DrawnTable, Spot
from synthesize.layout import Layout


def write_xlsx(disclosure: Disclosure, path: str | Path, layout: Layout | None = None) -> Path:
    """Write a disclosure as .xlsx; figures are numbers with a number format, or texts where the lot says so.

    Raises:
        KeyError: the disclosure's form has no generator.
    """
    from openpyxl import Workbook

    made = document(disclosure, layout)
    target, book = Path(path), Workbook()
    book.properties.title = made.title
    del book[book.sheetnames[0]]
    as_text = made.layout.rng("excel").random() < 0.3
    prose: Any = None
    for block in made.blocks:
        if isinstance(block, DrawnTable):
            prose = None
            _sheet(book.create_sheet(_name(block, book)), block, as_text)
        else:
            prose = prose or book.create_sheet(f"说明{len(book.sheetnames) + 1}")
            prose.append([block.text])
    book.save(target)
    make_reproducible(target)
    return target


def _name(sheet: DrawnTable, book: Any) -> str:
    """Return a name for a sheet: what Excel allows of its title, numbered."""
    return f"{len(book.sheetnames) + 1} {sheet.above[-2]}"[:31]


def _sheet(page: Any, sheet: DrawnTable, as_text: bool) -> None:
    for text in sheet.above[:-1]:
        page.append([text])
    page.append([sheet.above[-1]])
    if sheet.unit:
        page.cell(len(sheet.above), max(sheet.columns, 2), f"单位：{sheet.unit}")
    first = len(sheet.above) + 1
    for spot in sheet.spots:
        _cell(page.cell(first + spot.row, spot.column + 1), spot, as_text)
    for spot in sheet.spots:
        if spot.rows > 1 or spot.columns > 1:
            page.merge_cells(
                start_row=first + spot.row,
                start_column=spot.column + 1,
                end_row=first + spot.row + spot.rows - 1,
                end_column=spot.column + spot.columns,
            )
    if sheet.below:
        page.cell(first + sheet.rows, 1, sheet.below)


def _cell(cell: Any, spot: Spot, as_text: bool) -> None:
    """Write a cell: a figure as number with the format that shows its places, anything else as text."""
    _border(cell)
    amount = parse_amount(spot.text, "") if spot.kind == NUMBER and not as_text else None
    if amount is None:
        cell.value = spot.text or None
        # «=2次» is a target, not a formula.
        cell.data_type = "s" if spot.text else "n"
        return
    value: Decimal = amount.value
    places = f".{'0' * amount.places}" if amount.places else ""
    cell.value = float(value) if amount.places else int(value)
    cell.number_format = f"#,##0{places}" if "," in spot.text else f"0{places}"


def _border(cell: Any) -> None:
    from openpyxl.styles import Border, Side

    side = Side(style="thin")
    cell.border = Border(left=side, right=side, top=side, bottom=side)
