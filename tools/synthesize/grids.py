"""Tables from exact amounts: every cell a sum over entries, rounded on its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from budgetkit.forms.form import Form, RowForm, TableForm
from budgetkit.model.amount import Amount
from budgetkit.model.codes import depth, official_name
from budgetkit.model.disclosure import Cell, Row, Table
from synthesize.hidden import (
    APPROPRIATIONS,
    BASIC,
    Entry,
    Pick,
    anything,
    of_fund,
    of_kind,
    on_line,
    total,
    under,
)
from synthesize.printing import Style, printed

Columns = Mapping[str, Callable[[Sequence[Entry]], int]]
"""For every value column, the exact amount in fen of the entries of a row."""


def summing(**picks: tuple[Pick, ...] | Pick) -> Columns:
    """Return columns that are sums over what their picks take."""
    return {name: _summing(pick if isinstance(pick, tuple) else (pick,)) for name, pick in picks.items()}


def _summing(picks: tuple[Pick, ...]) -> Callable[[Sequence[Entry]], int]:
    return lambda entries: total(entries, *picks)


SPLIT: Final = summing(total=anything, basic=of_kind(*BASIC), project=of_kind("project"))
KINDS: Final = summing(total=anything, personnel=of_kind("personnel"), operating=of_kind("operating"))


def cells(entries: Sequence[Entry], columns: Columns, style: Style) -> dict[str, Cell]:
    """Return the cells of one row."""
    return {name: Cell(figure(count(entries), style)) for name, count in columns.items()}


def figure(fen: int, style: Style) -> Amount | None:
    """Return an exact amount as the disclosure's tables print it; ``None`` for a zero that is left blank."""
    return printed(fen, style.unit, style.places) if fen or style.zeros else None


def name_of(code: str) -> str:
    """Return the official name of a bundled code."""
    name = official_name(code)
    assert name is not None, f"{code} is drawn but not bundled"
    return name


def codes_of(entries: Iterable[Entry], economic: bool = False) -> list[str]:
    """Return every code that entries fall under, classes and groups included, sorted."""
    sizes = (3, 5) if economic else (3, 5, 7)
    return sorted(
        {code[:n] for e in entries for code in (e.economic if economic else e.code,) for n in sizes}
    )


def by_code(
    entries: Sequence[Entry], columns: Columns, style: Style, economic: bool = False, last: bool = False
) -> tuple[Row, ...]:
    """Return rows by code with their total, first or ``last``; nothing at all for no entries."""
    if not entries:
        return ()
    pick = on_line if economic else under
    rows = [
        Row(name_of(c), cells([e for e in entries if pick(c)(e)], columns, style), c)
        for c in codes_of(entries, economic)
    ]
    whole = Row("合计" if last else "总计", cells(entries, columns, style), item="total")
    return (*rows, whole) if last else (whole, *rows)


def by_label(
    form: TableForm, half: str, values: Mapping[str, int], style: Style, column: str = "", every: bool = True
) -> list[Row]:
    """Return the rows that a form labels on a half, with the exact amounts of one column, the first by default.

    ``values`` gives the fen of each item or class. Rows are the items it has and the classes: ``every`` class of
    the form, or only those it has.
    """
    column = column or form.halves[half][0]
    rows = []
    for row in _classes_first(form, half):
        if (row.item or row.code) in (values if row.item or not every else {row.code}):
            fen = values.get(row.code or row.item, 0)
            rows.append(Row(row.label.zh, {column: Cell(figure(fen, style))}, row.code, row.item, half))
    return rows


def _classes_first(form: TableForm, half: str) -> list[RowForm]:
    """Return the rows of a half as they are printed: classes, then the lines that close it."""
    return sorted((row for row in form.rows if row.half == half), key=lambda row: not row.code)


def by_fund(
    form: TableForm,
    paid: Sequence[Entry],
    style: Style,
    items: Mapping[str, Sequence[Entry]],
    every: bool = True,
) -> list[Row]:
    """Return the expenditure half of a table of appropriations by budget: classes, and the items given."""
    columns = summing(total=anything, **{budget: of_fund(budget) for budget in APPROPRIATIONS})
    found = classes(paid)
    rows = []
    for row in _classes_first(form, "expenditure"):
        if row.item in items or (row.code and (every or row.code in found)):
            here = items[row.item] if row.item else [e for e in paid if e.code.startswith(row.code)]
            rows.append(Row(row.label.zh, cells(here, columns, style), row.code, row.item, row.half))
    return rows


def table(form: Form, table_id: str, rows: Sequence[Row], style: Style, **more: str) -> Table:
    """Return a table with the form's title, number and columns; ``note`` and ``title`` may be given."""
    shape = form.table(table_id)
    found = {c for row in rows for c in row.cells}
    columns = tuple(c.id for c in shape.columns if not rows or c.id in found)
    unit = style.unit
    return Table(
        table_id, more.get("title", shape.title.zh), unit, columns, tuple(rows), shape.number,
        form=form.id, note=more.get("note", ""),
    )  # fmt: skip


def classes(entries: Iterable[Entry]) -> dict[str, int]:
    """Return the exact amount of every functional class."""
    sums: dict[str, int] = {}
    for e in entries:
        sums[e.code[:3]] = sums.get(e.code[:3], 0) + e.fen
    return {code: sums[code] for code in sorted(sums) if depth(code) == 1}
