"""Where the money of a disclosure comes from: by class where the revenue table says so, else from the summary.

Values are exact, in yuan, as printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from budgetkit.forms.form import Label
from budgetkit.forms.layout import form_of
from budgetkit.forms.vocabulary import parts_of, vocabulary
from budgetkit.model.amount import Amount, Interval
from budgetkit.model.disclosure import Disclosure, Row, Table
from budgetkit.model.fraction import Fraction
from budgetkit.present.wording import clean

Links = Mapping[tuple[str, str], Fraction]
"""(from, to) → yuan."""

NOTHING: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class Node:
    """One source, class or kind of spending with its value in yuan."""

    id: str
    label: Label
    value: Fraction


def linked(disclosure: Disclosure, classes: Sequence[Node]) -> tuple[tuple[Node, ...], Links]:
    """Return the sources and (source, class) → yuan; nothing where they cannot add up to what is spent."""
    table = disclosure.tables.get("revenue")
    rows = class_rows(table)
    if table is None or not rows:
        return (), {}
    columns = leaf_columns(table, rows)
    if not _meet(rows, columns, class_rows(disclosure.tables.get("expenditure"))):
        return (), {}
    if {n.id for n in classes} != {r.code for r in rows if yuan(r, "total")}:
        return (), {}
    links = {(column, code): value for (code, column), value in links_of(rows, columns).items()}
    nodes = _nodes(
        "revenue", disclosure, ((c, total((s, v) for (s, _), v in links.items() if s == c)) for c in columns)
    )
    return nodes, links


def pooled(disclosure: Disclosure) -> tuple[Node, ...]:
    """Return the sources that add up to the summary's total revenue, else those of the revenue table's total row."""
    rows = [r for r in getattr(disclosure.tables.get("summary"), "rows", ()) if r.half == "revenue"]
    items = [r.item for r in rows]
    parts = {part for whole in items for part in parts_of(whole)}
    found = summary_rows(
        disclosure, "revenue", [i for i in vocabulary().sources if i in items and i not in parts]
    )
    if found:
        return _completed(found, rows, disclosure)
    table = disclosure.tables.get("revenue")
    whole = [r for r in table.rows if r.item == "total"] if table is not None else []
    if table is None or not whole:
        return ()
    return _nodes("revenue", disclosure, ((c, yuan(whole[0], c)) for c in leaf_columns(table, whole)))


def _completed(sources: tuple[Node, ...], rows: Sequence[Row], disclosure: Disclosure) -> tuple[Node, ...]:
    """Return sources that stay below the printed total with the rest as one more; none where they exceed it."""
    column = value_column(disclosure["summary"], "revenue", disclosure)
    printed = {r.item: r.amount(column) for r in rows}
    whole = printed.get("total")
    if whole is None or reach(printed[n.id] for n in sources).meets(whole.interval):
        return sources
    rest = whole.exact - total((n.id, n.value) for n in sources)
    return (*sources, Node("rest", Label("其余来源", "Other sources"), rest)) if rest > 0 else ()


def leaf_columns(table: Table, rows: Sequence[Row]) -> list[str]:
    """Return the columns that add up to the total: appropriations by its parts where these are published in full."""
    parts = {part for whole in table.columns for part in parts_of(whole)}
    found: list[str] = []
    for column in (c for c in table.columns if c != "total" and c not in parts):
        below = [c for c in table.columns if c in parts_of(column)]
        full = below and all(sum((yuan(r, p) for p in below), NOTHING) == yuan(r, column) for r in rows)
        found += below if full else [column]
    return found


def _nodes(table: str, disclosure: Disclosure, values: Iterable[tuple[str, Fraction]]) -> tuple[Node, ...]:
    labels = {c.id: clean(c.label) for c in form_of(disclosure).table(table).columns}
    return tuple(Node(column, labels[column], value) for column, value in values if value)


def _meet(rows: Sequence[Row], columns: Sequence[str], spending: Sequence[Row]) -> bool:
    """Tell whether each class's sources can be what is spent on it: whether their ranges meet."""
    spent = {r.code: r.amount("total") for r in spending}
    for row in rows:
        there = spent.get(row.code)
        if there is None or not reach([row.amount(c) for c in columns]).meets(there.interval):
            return False
    return True


def reach(amounts: Iterable[Amount | None]) -> Interval:
    """Return what some printed amounts may come to together; a blank is nothing."""
    return sum((a.interval for a in amounts if a is not None), Interval(NOTHING, NOTHING))


def printed_sum(parts: Sequence[Amount | None], whole: Amount | None) -> Fraction:
    """Return a total as printed where that is what its parts may add up to, else the sum of these."""
    if whole is not None and reach(parts).meets(whole.interval):
        return whole.exact
    return sum((a.exact for a in parts if a is not None), NOTHING)


def summary_rows(disclosure: Disclosure, half: str, items: Sequence[str]) -> tuple[Node, ...]:
    """Return labelled rows of one half of the summary, in the order asked; what is zero or blank is left out."""
    table = disclosure.tables.get("summary")
    if table is None:
        return ()
    layout, column = form_of(disclosure).table("summary"), value_column(table, half, disclosure)
    rows = {r.item: r for r in table.rows if r.half == half and r.item}
    there = [(rows[i], layout.row_label(i, half)) for i in items if i in rows and yuan(rows[i], column)]
    return tuple(Node(r.item, clean(known or Label(r.name, "")), yuan(r, column)) for r, known in there)


def value_column(table: Table, half: str, disclosure: Disclosure) -> str:
    """Return the column of a two-sided table that says how much: the outturn where there is one, else the first."""
    columns = form_of(disclosure).table(table.id).halves.get(half) or table.columns
    there = [c for c in columns if c in table.columns] or list(table.columns)
    return "actual" if "actual" in there else there[0]


def class_rows(table: Table | None) -> list[Row]:
    """Return the rows of depth 1 in published order; none of a table that was not published."""
    return [] if table is None else [r for r in table.rows if len(r.code) == 3 and not r.project]


def links_of(rows: Sequence[Row], columns: Sequence[str]) -> dict[tuple[str, str], Fraction]:
    """Return (code, column) → yuan for every figure that is not zero; rows of one code count together."""
    found: dict[tuple[str, str], Fraction] = {}
    for row in rows:
        for column in columns:
            if yuan(row, column):
                found[row.code, column] = found.get((row.code, column), NOTHING) + yuan(row, column)
    return found


def total(values: Iterable[tuple[str, Fraction]]) -> Fraction:
    """Return the sum of named values."""
    return sum((value for _, value in values), NOTHING)


def yuan(row: Row, column: str) -> Fraction:
    """Return a printed figure in yuan, zero for a blank."""
    amount = row.amount(column)
    return NOTHING if amount is None else amount.exact
