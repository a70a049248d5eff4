"""What is known of the figures beyond their statements: names, neighbours, shares trimmed to add to 100."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from budgetkit.forms import Label
from budgetkit.judge import judge
from budgetkit.model import Disclosure
from budgetkit.printed import Printed, claim_figure
from budgetkit.reconcile.names import names
from budgetkit.shaved import explain_shaved
from budgetkit.statements import Figure, Statement

Near = Sequence[tuple[str, Figure]]


@dataclass(frozen=True)
class Context:
    """Names and neighbours by figure id, and by the id of a share what the sum of its sisters suggests."""

    called: Mapping[str, Label] = field(default_factory=dict)
    near: Mapping[str, Near] = field(default_factory=dict)
    shaved: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def name(self, figure: str) -> Label:
        """Return the name of a figure, its id where it has none."""
        return self.called.get(figure, Label(figure, figure))


def context(disclosure: Disclosure, statements: Sequence[Statement]) -> Context:
    """Return what a disclosure tells of its figures beside the statements on them."""
    findings = explain_shaved([judge(s) for s in statements if s.kind == "share"])
    shaved = {f.statement.rate.id: f.cause for f in findings if f.statement.rate is not None and any(f.cause)}
    return Context(names(disclosure), {**_in_tables(disclosure), **_in_text(disclosure)}, shaved)


def _in_tables(disclosure: Disclosure) -> dict[str, Near]:
    """Return the printed figures above, below, left and right of every cell; blanks are passed over sideways."""
    printed = Printed(disclosure)
    found: dict[str, Near] = {}
    for table in disclosure.tables.values():
        lines = printed.lines(table.id)
        grid = [[line.figure(c) for c in table.columns] for line in lines]
        for y, row in enumerate(grid):
            for x, figure in enumerate(row):
                if figure is None:
                    continue
                beside = {
                    "above": grid[y - 1][x] if y else None,
                    "below": grid[y + 1][x] if y + 1 < len(grid) else None,
                    "left": next((f for f in reversed(row[:x]) if f is not None), None),
                    "right": next((f for f in row[x + 1 :] if f is not None), None),
                }
                found[figure.id] = [(where, f) for where, f in beside.items() if f is not None]
    return found


def _in_text(disclosure: Disclosure) -> dict[str, Near]:
    """Return the same field of the statement before and after, within a section."""
    found: dict[str, Near] = {}
    claims = list(enumerate(disclosure.claims, 1))
    for place, (number, claim) in enumerate(claims):
        for field_name in ("amount", "share", "change", "growth", "base_amount"):
            figure = claim_figure(claim, number, field_name)
            if figure is None:
                continue
            beside = []
            for where, other in (("above", place - 1), ("below", place + 1)):
                if 0 <= other < len(claims) and claims[other][1].section == claim.section:
                    near = claim_figure(claims[other][1], claims[other][0], field_name)
                    beside += [(where, near)] if near is not None else []
            found[figure.id] = beside
    return found
