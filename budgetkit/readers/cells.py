"""Value cells of a line: the amount each holds, or the words that stand there instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from budgetkit.amount import Amount, parse_amount
from budgetkit.model import Cell, Place
from budgetkit.readers.grid import GridCell
from budgetkit.readers.matrix import Matrix, head_key, is_number, unwrap
from budgetkit.readers.slots import Slot

_WITH_UNIT = re.compile(r"(.*\d)(元|万元|千元|百万元|亿元)")


def value_cells(
    matrix: Matrix, row: int, columns: Sequence[int], slots: Sequence[Slot], unit: str
) -> tuple[dict[str, Cell], set[GridCell]]:
    """Return the cells of the value columns, and those that were understood (an amount, or nothing)."""
    cells: dict[str, Cell] = {}
    used: set[GridCell] = set()
    for c in columns:
        cell = matrix.places[row][c]
        if cell is None or cell.row != row:
            cells[slots[c].column] = Cell(None)
            continue
        over = [x for x in columns if matrix.places[row][x] is cell]
        amount = amount_of(cell.text, unit) if len(over) == 1 else None
        text = (
            ""
            if amount or is_number(cell.text) or head_key(cell.text) in slots[c].path
            else unwrap(cell.text)
        )
        guessed = amount is not None and not amount.unit
        cells[slots[c].column] = Cell(amount, Place(cell.page, cell.box), inferred=guessed, text=text)
        if amount is not None or not text:
            used |= {cell} if len(over) == 1 else set()
    return cells, used


def amount_of(text: str, unit: str) -> Amount | None:
    """Return the number a cell holds, in the unit printed behind it or else the table's.

    >>> amount_of("1,234.50", "元"), amount_of("12.5万元", "元").unit, amount_of("单位不需填列", "元")
    (Amount(value=Decimal('1234.50'), unit='元', rounding='nearest'), '万元', None)
    """
    flat = unicodedata.normalize("NFKC", "".join(text.split()))
    if match := _WITH_UNIT.fullmatch(flat):
        return parse_amount(match[1], match[2])
    return parse_amount(flat, unit)
