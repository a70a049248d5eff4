"""Tables of years that leave something over: rows by code whose columns are sums over lists of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from budgetkit.model.disclosure import Cell, Row
from synthesize.grids import codes_of, figure, name_of
from synthesize.hidden import Entry, Pick, total, under
from synthesize.printing import Style

Lists = Mapping[str, Sequence[Entry]]
"""For every value column, the entries it is the sum of."""


def chosen(entries: Sequence[Entry], **picks: Pick | tuple[Pick, ...]) -> dict[str, Sequence[Entry]]:
    """Return columns that are what their picks take of one list; those that take nothing are left out."""
    columns = {}
    for name, pick in picks.items():
        every = pick if isinstance(pick, tuple) else (pick,)
        columns[name] = [e for e in entries if all(take(e) for take in every)]
    return {name: found for name, found in columns.items() if found}


def by_code_of(columns: Lists, style: Style, last: bool = False) -> tuple[Row, ...]:
    """Return rows by functional code with their total, first or ``last``; nothing at all for no entries."""
    codes = codes_of([e for entries in columns.values() for e in entries])
    if not codes:
        return ()
    rows = [Row(name_of(code), _cells(columns, code, style), code) for code in codes]
    whole = Row("合计", _cells(columns, "", style), item="total")
    return (*rows, whole) if last else (whole, *rows)


def _cells(columns: Lists, code: str, style: Style) -> dict[str, Cell]:
    return {name: Cell(figure(total(entries, under(code)), style)) for name, entries in columns.items()}
