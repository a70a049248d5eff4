"""Tidy records of what a disclosure prints: facts, indicators, what could not be placed, one dict a row.

Figures are strings exactly as printed, without thousands separators; empty where nothing is printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from budgetkit.model.amount import Amount, plain_number
from budgetkit.model.disclosure import Disclosure, Place

Record = dict[str, object]

FACTS: Final = (
    *("table", "half", "code", "name", "column", "value", "unit", "places", "page", "inferred"),
    *("title", "label", "head", "yuan", "named_by"),
)
SCANNED: Final = (*FACTS, "ocr")
"""The columns of facts where some were read from a picture: ``proved``, ``read`` or ``uncertain``."""
INDICATORS: Final = (
    "table",
    "owner",
    "level1",
    "level2",
    "level3",
    "target",
    "basis",
    "prior",
    "weight",
    "scoring",
    "actual",
    "score",
)
UNPLACED: Final = ("text", "reason", "page")


def _page(place: Place) -> object:
    return "" if place.page is None else place.page


def fact_columns(disclosure: Disclosure) -> tuple[str, ...]:
    """Return the columns of the facts of a disclosure: ``SCANNED`` where any of them was read from a picture."""
    cells = (cell for table in disclosure.tables.values() for _, _, cell in table.cells())
    return SCANNED if any(cell.ocr for cell in cells) else FACTS


def facts(disclosure: Disclosure) -> Iterator[Record]:
    """Yield one record a printed amount of every table, in published order."""
    columns = fact_columns(disclosure)
    for table in disclosure.tables.values():
        for row, column, cell in table.cells():
            assert cell.amount is not None
            where = (table.id, row.half, row.code, row.name, column)
            amount = (
                plain_number(cell.amount),
                cell.amount.unit,
                cell.amount.places,
                _page(cell.place),
                cell.inferred,
            )
            words = (table.title, row.label or "".join(row.name.split()), cell.head)
            named = cell.named_by if table.named_by else ""
            record = (*where, *amount, *words, yuan(cell.amount), named, cell.ocr)
            yield dict(zip(columns, record, strict=False))


def yuan(amount: Amount) -> str:
    """Return the exact value of a printed amount of money in yuan; empty for what is no money or has no unit.

    >>> from decimal import Decimal
    >>> yuan(Amount(Decimal("7.12"), "万元")), yuan(Amount(Decimal("8"), "人"))
    ('71200', '')
    """
    if not amount.unit.endswith("元"):
        return ""
    whole, _, decimals = f"{amount.value * amount.factor:f}".partition(".")
    return f"{whole}.{rest}" if (rest := decimals.rstrip("0")) else whole


def indicators(disclosure: Disclosure) -> Iterator[Record]:
    """Yield one record a performance indicator, in published order."""
    for i in disclosure.indicators:
        values = (i.table, i.owner, *i.levels, i.target, i.basis, i.prior, plain_number(i.weight), i.scoring)
        yield dict(zip(INDICATORS, (*values, i.actual, plain_number(i.score)), strict=True))


def unplaced(disclosure: Disclosure) -> Iterator[Record]:
    """Yield one record a text or number that could not be placed."""
    for u in disclosure.unplaced:
        yield dict(zip(UNPLACED, (u.text, u.reason, _page(u.place)), strict=True))
