"""Numbers that a mark of a note has become part of: 637.501 where the table prints two places, and 637.50 elsewhere.

Where a raised 1 lost its raise on the way (a worksheet that holds one number, text without geometry) nothing in the cell
tells it from a digit. A number is doubted where it alone of its table has a third place and the document prints it
without that place too, but never with it again; it is then listed and is no amount.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal

from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Row, Table, Unplaced

_USUAL = 2
_CENT = Decimal("0.01")
_REASON = "the last digit may be the mark of a note: no other amount of the table has so many places"

Tables = Mapping[str, Table]


def without_added_digits(tables: Tables) -> tuple[dict[str, Table], tuple[Unplaced, ...]]:
    """Return tables without the amounts that a mark of a note may be part of, and those amounts as not placed.

    >>> from budgetkit.model.disclosure import Cell, Row, Table
    >>> rows = [Row(v, {"total": Cell(Amount(Decimal(v)))}) for v in ("637.501", "637.50", "2.00")]
    >>> tables, listed = without_added_digits({"t": Table("t", "", "万元", ("total",), tuple(rows))})
    >>> tables["t"].rows[0].cells["total"].amount, [u.text for u in listed]
    (None, ['637.501'])
    """
    printed = Counter((a.unit, a.value) for _, a in _amounts(tables.values()))
    found, listed = dict(tables), list[Unplaced]()
    for name, table in tables.items():
        doubtful = {id(cell) for cell, amount in _doubtful(table) if _is_printed_without(amount, printed)}
        if doubtful:
            listed += [
                Unplaced(f"{a.value:f}", _REASON, c.place) for c, a in _amounts([table]) if id(c) in doubtful
            ]
            found[name] = replace(table, rows=tuple(_emptied(row, doubtful) for row in table.rows))
    return found, tuple(listed)


def _amounts(tables: Iterable[Table]) -> Iterator[tuple[Cell, Amount]]:
    cells = (cell for table in tables for row in table.rows for cell in row.cells.values())
    return (
        (cell, cell.amount) for cell in cells if cell.amount is not None and cell.amount.unit.endswith("元")
    )


def _doubtful(table: Table) -> list[tuple[Cell, Amount]]:
    """Return the amounts of a table that have a third place, where they are few and none has a fourth."""
    amounts = list(_amounts([table]))
    longer = [(cell, amount) for cell, amount in amounts if amount.places > _USUAL]
    third = all(amount.places == _USUAL + 1 for _, amount in longer)
    usual = sum(amount.places == _USUAL for _, amount in amounts)
    return longer if third and len(longer) < usual else []


def _is_printed_without(amount: Amount, printed: Mapping[tuple[str, Decimal], int]) -> bool:
    shorter = amount.value.quantize(_CENT, ROUND_DOWN)
    return printed[amount.unit, amount.value] == 1 and (amount.unit, shorter) in printed


def _emptied(row: Row, doubtful: set[int]) -> Row:
    cells = {
        column: replace(cell, amount=None, text=f"{cell.amount.value:f}")
        if cell.amount is not None and id(cell) in doubtful
        else cell
        for column, cell in row.cells.items()
    }
    return replace(row, cells=cells)
