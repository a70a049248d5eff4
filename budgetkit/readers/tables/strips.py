"""Strips: tables whose items stand in the heads, over one row of values (the 三公 tables of many forms).

A strip is read as a table with one column for each item and value column («receptions/actual»), then turned so
that items are rows, as everywhere else. The same items are found where a document lists them down the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import replace
from functools import partial
from typing import Final

from budgetkit.forms.columns import column_words, is_total, says_amount_only
from budgetkit.forms.form import ColumnForm, RowForm, TableForm
from budgetkit.forms.meanings import period_of, rows_of
from budgetkit.forms.titles import names_organ
from budgetkit.forms.vocabulary import vocabulary
from budgetkit.model.disclosure import Cell, Row
from budgetkit.readers.tables.columns import Head, Slot
from budgetkit.readers.tables.matrix import Matrix, head_key, label_key, unwrap
from budgetkit.readers.tables.rows import Found

_FEWEST_ITEMS: Final = 3
_Place = tuple[Found | None, Slot, str]
"""A row and a column of figures as printed, and the id of the column that they are of."""


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
        _strip_column(row, column, len(table.columns)) for row in table.rows for column in table.columns
    )
    return replace(table, layout="strip", columns=columns, halves={"": tuple(c.id for c in columns)})


def _strip_column(row: RowForm, column: ColumnForm, columns: int) -> ColumnForm:
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
        _name(slot, column_words().row.subtotal),
        cells,
        item=item if slot.named_by else "",
        label=slot.head,
        named_by=slot.named_by,
    )


def _name(slot: Slot, totals: Sequence[str]) -> str:
    """Return the head of a column that names its item, as printed: no word for a total, not 预算数 or 决算数."""
    named = [w for w in slot.words if not (says_amount_only(k := head_key(w)) or k in totals)]
    return (named or slot.words or ("",))[-1]


def value_columns(found: Sequence[str]) -> tuple[str, ...]:
    """Return the value columns behind the columns ``item/column`` of a strip, in printed order.

    >>> value_columns(["total/budget", "total/actual", "receptions/budget"])
    ('budget', 'actual')
    """
    return tuple(dict.fromkeys(name.partition("/")[2] for name in found))


def by_vocabulary(
    table: str, slots: Sequence[Slot], lines: Sequence[Found], year: int, kind: str
) -> tuple[tuple[Row, ...], tuple[str, ...]] | None:
    """Return the rows and columns of a table whose items stand in the heads, ``None`` for any other.

    The figures are those of the total, or of the body that all others belong to; what the bodies have is kept as it
    is printed. Several years, side by side or a row each, are columns.
    """
    rows = [line for line in lines if any(c.amount for c in line.cells.values())]
    main = _main(rows)
    of_year = [] if main else [(line, p) for line in rows if (p := _year_of(line, year, kind))]
    if len(of_year) != len(rows) or len({p for _, p in of_year}) < len(of_year):
        of_year = []
    strip = table and vocabulary().table[table].layout == "strip"
    if not strip or (rows and not main and not of_year) or any(line.code for line in lines):
        return None
    whose: list[tuple[Found | None, str]] = [*of_year] or [(main, "")]
    read = [
        (line, s, of or period, words)
        for line, of in whose
        for s, period, words in ((s, *_period(s, year, kind)) for s in slots)
    ]
    years = {period for _, _, period, _ in read}
    columns = {p: _column(p, years) for _, _, p, _ in read}
    items: dict[tuple[str, ...], list[_Place]] = {}
    for period in columns:
        own = [(line, s, words) for line, s, p, words in read if p == period]
        named = best_named(partial(rows_of, table), [words for *_, words in own], table)
        for (line, slot, words), item in zip(own, named, strict=True):
            flat = tuple(w for w in ("".join(w.split()) for w in words) if w)
            items.setdefault((item,) if item else (flat or (slot.head,)), []).append(
                (line, slot, columns[period])
            )
    found = [name for key in items if (name := key[0]) in vocabulary().names]
    if len(found) < _FEWEST_ITEMS:
        return None
    done = [_item_row(places, key[0] if key[0] in found else "") for key, places in items.items()]
    for line in rows if main else ():
        if line is not main:
            done += [_of_body(places, line) for places in items.values()]
    return tuple(done), tuple(dict.fromkeys(columns.values()))


def _year_of(line: Found, year: int, kind: str) -> str:
    """Return whose year's figures a row holds by its label (2023年 over 2024年), ``""`` where it says no year."""
    said = period_of(line.label, year) if year else ""
    return _last_year(kind) if said == "prior" else said


def _last_year(kind: str) -> str:
    return "prior_actual" if kind == "final_accounts" else "prior_budget"


def _main(rows: Sequence[Found]) -> Found | None:
    """Return the only row, the labelled total, or that of the body whose number begins the numbers of all others."""
    if len(rows) < 2:
        return rows[0] if rows else None
    totals = [r for r in rows if is_total(label_key(r.label))]
    bodies = [r for r in rows if r not in totals]
    if not all(r.body or names_organ(r.label) for r in bodies):
        return None
    tops = totals or [r for r in rows if r.body and all(x.body.startswith(r.body) for x in rows)]
    return tops[0] if len(tops) == 1 else None


def _column(period: str, years: Set[str]) -> str:
    """Return the column of a year's figures: the total, unless last year's or what was spent stands beside it."""
    if len(years) == 1 or not period:
        return "total"
    return period if period != "budget" else "budget" if "actual" in years else "total"


def _period(slot: Slot, year: int, kind: str) -> tuple[str, tuple[str, ...]]:
    """Return whose year's figures a column holds, and its heads without the words that say so."""
    said = {w: p for w in slot.words if (p := period_of(w, year))}
    rest = tuple(w for w in slot.words if w not in said)
    period = next((p for p in reversed(said.values()) if p != "compared"), "change" if said else "")
    return _last_year(kind) if period == "prior" else period, rest or slot.words


def _item_row(places: Sequence[_Place], item: str) -> Row:
    cells = {
        column: replace(line.cells.get(slot.column, Cell(None)) if line else Cell(None), head=slot.head)
        for line, slot, column in places
    }
    cells = {column: replace(cell, named_by="vocabulary") for column, cell in cells.items()}
    slot = places[0][1]
    name = unwrap(_name(slot, column_words().row.total))
    return Row(name, cells, item=item, label=slot.head, named_by="vocabulary" if item else "")


def _of_body(places: Sequence[_Place], line: Found) -> Row:
    """Return the figures of one body under an item, named after both."""
    row = _item_row([(line, slot, column) for _, slot, column in places], "")
    cells = {column: replace(cell, named_by="") for column, cell in row.cells.items()}
    return replace(row, name=f"{line.label}/{row.name}", cells=cells, label=f"{line.label}/{row.label}")


def best_named(
    name: Callable[[Sequence[Sequence[str]]], tuple[str, ...]], paths: Sequence[Sequence[str]], table: str
) -> tuple[str, ...]:
    """Return the ids of paths, with or without a head that stands over all of them, whichever names more."""
    if not table:
        return ("",) * len(paths)
    found = name(paths)
    common = len(paths) > 1 and all(len(p) > 1 and p[0] == paths[0][0] for p in paths)
    rest = name([p[1:] for p in paths]) if common else found
    return rest if sum(map(bool, rest)) > sum(map(bool, found)) else found
