"""Strips: tables whose items stand in the heads, over one row of values (the 三公 tables of many forms).

A strip is read as a table with one column for each item and value column («receptions/actual»), then turned so
that items are rows, as everywhere else. The same items are found where a document lists them down the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from budgetkit.forms.form import ColumnForm, RowForm, TableForm
from budgetkit.model.disclosure import Cell, Row
from budgetkit.readers.tables.columns import GENERIC, Head, Slot
from budgetkit.readers.tables.matrix import Matrix, head_key, label_key
from budgetkit.readers.tables.rows import Found


def oriented(matrix: Matrix, table: TableForm) -> TableForm:
    """Return the form of a table with items as it is printed here: as a strip, or with its items down the page."""
    if table.layout not in ("strip", "lines") or len(table.rows) < 3:
        return table
    labels = {label_key(x.split("/")[0]) for row in table.rows for x in row.labels}
    across = max(
        (sum(label_key(t) in labels for t in matrix.texts(r)) for r in range(matrix.rows)), default=0
    )
    columns = range(min(3, matrix.columns))
    down = max(
        (sum(label_key(matrix.text(r, c)) in labels for r in range(matrix.rows)) for c in columns), default=0
    )
    return as_strip(table) if across > down else replace(table, layout="lines")


def as_strip(table: TableForm) -> TableForm:
    """Return the form with one column for each item and value column, ``item/column`` by name.

    >>> from budgetkit.forms.form import form
    >>> [c.id for c in as_strip(form("shanghai-budget").table("three_public")).columns][:2]
    ['total/total', 'overseas_trips/total']
    """
    columns = tuple(
        _column(row, column, len(table.columns)) for row in table.rows for column in table.columns
    )
    return replace(table, layout="strip", columns=columns, halves={"": tuple(c.id for c in columns)})


def _column(row: RowForm, column: ColumnForm, columns: int) -> ColumnForm:
    heads = [f"{label}/{head}" for label in row.labels for head in column.heads]
    alone = columns == 1 or column.id == "total"
    return ColumnForm(f"{row.item}/{column.id}", row.label, tuple([*heads, *row.labels] if alone else heads))


def turned(lines: Sequence[Found], head: Head) -> tuple[Row, ...]:
    """Turn the row of values of a strip: one row for each item that was found, in printed order."""
    if not lines:
        return ()
    first = next(iter(value_columns(head.named)), "total")
    values: dict[str, dict[str, Cell]] = {}
    slots: dict[str, Slot] = {}
    for slot in (s for s in head.slots if s.column in lines[0].cells):
        # A head that the form does not know is a row under its printed words.
        item, _, column = slot.column.partition("/") if slot.named_by else (slot.column, "", first)
        values.setdefault(item, {})[column] = lines[0].cells[slot.column]
        slots.setdefault(item, slot)
    return tuple(_item(slots[item], item, cells) for item, cells in values.items())


def _item(slot: Slot, item: str, cells: dict[str, Cell]) -> Row:
    return Row(
        _name(slot), cells, item=item if slot.named_by else "", label=slot.head, named_by=slot.named_by
    )


def _name(slot: Slot) -> str:
    """Return the head of a column that names its item, as printed: not 小计, not 预算数 or 决算数."""
    named = [w for w in slot.words if head_key(w) not in GENERIC and head_key(w) != "小计"]
    return named[-1] if named else slot.words[-1]


def value_columns(found: Sequence[str]) -> tuple[str, ...]:
    """Return the value columns behind the columns ``item/column`` of a strip, in printed order.

    >>> value_columns(["total/budget", "total/actual", "receptions/budget"])
    ('budget', 'actual')
    """
    return tuple(dict.fromkeys(name.partition("/")[2] for name in found))
