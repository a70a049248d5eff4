"""The money of a disclosure from its sources through its classes to basic and project spending, for the flow figure.

A link that was not published is not made up: money then runs through one pool.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from budgetkit.forms.form import Label
from budgetkit.forms.layout import form_of
from budgetkit.model.disclosure import Disclosure, Row
from budgetkit.model.fraction import Fraction
from budgetkit.present.sources import (
    NOTHING,
    Links,
    Node,
    class_rows,
    linked,
    links_of,
    pooled,
    printed_sum,
    summary_rows,
    value_column,
)
from budgetkit.present.wording import Scale, clean, code_label, scale_of

KEPT: Final = ("distribution", "carried_forward")
"""Rows of the summary's expenditure half that are not spent."""


SHOWN, LARGE, SMALLEST = 7, 5, Fraction(1, 100)
"""So many classes are drawn by name, beyond the first five only those above one percent; the others together."""

REST: Final = "rest"


@dataclass(frozen=True, slots=True)
class Streams:
    """Sources, classes and kinds of spending, and the links between them as far as they were published.

    ``inflow`` is (source, class) → yuan, empty where only the totals of the sources are known; ``outflow`` is
    (class, kind) → yuan. ``tables`` are those the figures were taken from.
    """

    sources: tuple[Node, ...]
    classes: tuple[Node, ...]
    natures: tuple[Node, ...]
    inflow: Links
    outflow: Links
    tables: tuple[str, ...]

    @property
    def total(self) -> Fraction:
        """All that is spent or kept, in yuan."""
        return sum((n.value for n in self.classes), NOTHING)


def streams(disclosure: Disclosure) -> Streams:
    """Return the money of a disclosure: linked by class where the revenue table says so, else through one pool."""
    classes, natures, outflow, table = _spending(disclosure)
    sources, inflow = linked(disclosure, classes)
    if inflow:
        return Streams(sources, classes, natures, inflow, outflow, ("revenue", table))
    kept = summary_rows(disclosure, "expenditure", KEPT)
    first = "summary" if "summary" in disclosure else "revenue"
    return Streams(pooled(disclosure), (*classes, *kept), natures, {}, outflow, (first, table))


def _spending(disclosure: Disclosure) -> tuple[tuple[Node, ...], tuple[Node, ...], Links, str]:
    """Return classes, kinds of spending, their links, and the table: expenditure, else the summary, without kinds."""
    table = disclosure.tables.get("expenditure")
    rows = class_rows(table)
    if table is None or not rows:
        summary = disclosure.tables.get("summary")
        column = "" if summary is None else value_column(summary, "expenditure", disclosure)
        return (
            _classes([r for r in class_rows(summary) if r.half == "expenditure"], column),
            (),
            {},
            "summary",
        )
    kinds = [c for c in table.columns if c != "total"]
    outflow = links_of(rows, kinds)
    labels = {c.id: clean(c.label) for c in form_of(disclosure).table("expenditure").columns}
    whole = next((r for r in table.rows if r.item == "total"), None)
    sums = ((k, printed_sum([r.amount(k) for r in rows], whole.amount(k) if whole else None)) for k in kinds)
    natures = tuple(Node(k, labels[k], value) for k, value in sums if value)
    return _classes(rows, "total"), natures, outflow, "expenditure"


def _classes(rows: Sequence[Row], column: str) -> tuple[Node, ...]:
    """Return the classes with money, the largest first; rows of one code count together."""
    sums = links_of(rows, [column])
    names = {r.code: r.name for r in reversed(rows)}
    nodes = (Node(code, code_label(code, names[code]), value) for (code, _), value in sums.items())
    return tuple(sorted(nodes, key=lambda n: (-n.value, n.id)))


def scale_of_streams(disclosure: Disclosure, money: Streams) -> Scale:
    """Return the unit that the tables of the streams are printed in."""
    return scale_of(
        c.amount for t in money.tables if t in disclosure for _, _, c in disclosure[t].cells() if c.amount
    )


def gathered(money: Streams) -> Streams:
    """Return the streams with the smallest classes as one, where there are too many to name."""
    spent = [n for n in money.classes if n.id not in KEPT]
    kept = [n for n in money.classes if n.id in KEPT]
    named = [n for place, n in enumerate(spent[:SHOWN]) if place < LARGE or n.value >= SMALLEST * money.total]
    others = spent[len(named) :]
    if len(others) < 2:
        return money
    label = Label(f"其余 {len(others)} 类", f"{len(others)} other classes")
    rest = Node(REST, label, sum((n.value for n in others), NOTHING))
    names = {n.id for n in others}

    def joined(links: Mapping[tuple[str, str], Fraction]) -> dict[tuple[str, str], Fraction]:
        found: dict[tuple[str, str], Fraction] = {}
        for (a, b), value in links.items():
            key = (REST if a in names else a, REST if b in names else b)
            found[key] = found.get(key, NOTHING) + value
        return found

    classes = (*named, rest, *kept)
    return replace(money, classes=classes, inflow=joined(money.inflow), outflow=joined(money.outflow))
