"""The money of a disclosure from its sources through its classes to basic and project spending, for the flow figure.

A link that was not published is not made up: money then runs through one pool.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from budgetkit.figures.sources import (
    NOTHING,
    Links,
    Node,
    class_rows,
    linked,
    links_of,
    pooled,
    summary_rows,
    total,
    value_column,
)
from budgetkit.figures.wording import clean, code_label
from budgetkit.forms.layout import form_of
from budgetkit.model.disclosure import Disclosure, Row

KEPT: Final = ("distribution", "carried_forward")
"""Rows of the summary's expenditure half that are not spent."""


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
    sums = ((k, total((kind, v) for (_, kind), v in outflow.items() if kind == k)) for k in kinds)
    natures = tuple(Node(k, labels[k], value) for k, value in sums if value)
    return _classes(rows, "total"), natures, outflow, "expenditure"


def _classes(rows: Sequence[Row], column: str) -> tuple[Node, ...]:
    """Return the classes with money, the largest first; rows of one code count together."""
    sums = links_of(rows, [column])
    names = {r.code: r.name for r in reversed(rows)}
    nodes = (Node(code, code_label(code, names[code]), value) for (code, _), value in sums.items())
    return tuple(sorted(nodes, key=lambda n: (-n.value, n.id)))
