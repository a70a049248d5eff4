"""Which printed figures anything guards: how many statements would notice if a figure were wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from budgetkit.checks.joint.context import names
from budgetkit.checks.joint.programme import binds
from budgetkit.checks.printed import Printed, claim_figures
from budgetkit.checks.statement import Figure, Statement
from budgetkit.checks.verdicts import all_statements
from budgetkit.forms.form import Label
from budgetkit.model.disclosure import Disclosure


@dataclass(frozen=True, slots=True)
class Guard:
    """One printed figure with the number of statements that bind it, and of those that only usually hold."""

    figure: Figure
    name: Label
    statements: int
    presumed: int


@dataclass(frozen=True)
class Coverage:
    """Every printed figure of a disclosure with its guards, in the order in which they are printed."""

    guards: tuple[Guard, ...]

    def of(self, statements: int) -> tuple[Guard, ...]:
        """Return the figures with so many guards."""
        return tuple(g for g in self.guards if g.statements == statements)

    @property
    def counts(self) -> dict[str, int]:
        """How many figures nothing guards, one statement guards, more guard; and those that hold usually only."""
        none, one = self.of(0), self.of(1)
        more = len(self.guards) - len(none) - len(one)
        usual = sum(1 for g in none if g.presumed)
        return {"none": len(none), "one": len(one), "more": more, "presumed_only": usual}

    def say(self, language: str) -> str:
        """Return the counts as one sentence in ``zh`` or ``en``."""
        n = self.counts
        if language == "en":
            return (
                f"Of {len(self.guards)} printed figures {n['more']} are guarded by two or more statements, "
                f"{n['one']} by one, {n['none']} by none: an error in these would not be noticed."
            )
        return (
            f"公布的 {len(self.guards)} 个数字中，{n['more']} 个有两条以上勾稽关系，"
            f"{n['one']} 个只有一条，{n['none']} 个没有：这些数印错了也看不出来。"
        )


def coverage(disclosure: Disclosure) -> Coverage:
    """Return how many statements guard each printed figure of a disclosure.

    A statement guards all its figures; one that cannot be judged (a figure not published, a rate on a base that
    may be zero) guards none.

    Raises:
        KeyError: the disclosure names a form that does not exist.
    """
    firm, usual = guards(all_statements(disclosure))
    called = names(disclosure)
    return Coverage(
        tuple(Guard(f, called[f.id], firm.get(f.id, 0), usual.get(f.id, 0)) for f in figures(disclosure))
    )


def guards(statements: Iterable[Statement]) -> tuple[dict[str, int], dict[str, int]]:
    """Count, for every figure id, the statements that bind it and those that are presumed."""
    firm: dict[str, int] = {}
    usual: dict[str, int] = {}
    for statement in statements:
        presumed = statement.kind == "presumed" and not statement.missing
        counted = firm if binds(statement) else usual if presumed else None
        if counted is not None:
            for figure in statement.figures:
                counted[figure.id] = counted.get(figure.id, 0) + 1
    return firm, usual


def figures(disclosure: Disclosure) -> tuple[Figure, ...]:
    """Return every printed figure of a disclosure: the cells of its tables, then the narrative's."""
    printed = Printed.of(disclosure)
    cells = (
        line.figure(column)
        for table in disclosure.tables.values()
        for line in printed.lines(table.id)
        for column in table.columns
    )
    said = (figure for *_, figure in claim_figures(disclosure))
    return (*(f for f in cells if f is not None), *said)
