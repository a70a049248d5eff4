"""Columns whose figures were rounded more coarsely than they are printed: all end in the same zeros.

6,673,800 元 between nothing but figures that end in 00 was 667.38 万元 once. Its last zeros are no precision, so a sum
that fails by no more than they hide accuses nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from budgetkit.checks.printed import Printed
from budgetkit.checks.statement import Statement, difference, difference_range
from budgetkit.model.disclosure import Disclosure
from budgetkit.model.fraction import Fraction

FIGURES: Final = 5
"""So many figures of a column must end in the same noughts before they are taken for rounded."""

ROUNDED: Final = (
    "该栏数字都以若干个 0 结尾，似经进一步舍入 / its figures all end in noughts, as if rounded further"
)


def doubted(disclosure: Disclosure, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return the statements; those that fail by no more than the zeros of their columns may hide are doubted."""
    missed = [s for s in statements if _misses(s)]
    if not missed:
        return tuple(statements)
    printed, steps = Printed(disclosure), _steps(disclosure)
    loose = {id(s) for s in missed if _within(s, printed, steps)}
    return tuple(replace(s, doubt=ROUNDED) if id(s) in loose else s for s in statements)


def _misses(statement: Statement) -> bool:
    judged = (
        not (statement.missing or statement.doubt) and statement.rate is None and statement.relation == "="
    )
    return judged and not difference_range(statement).holds(0)


def _within(statement: Statement, printed: Printed, steps: dict[tuple[str, str], Fraction]) -> bool:
    slack = Fraction(0)
    for term in difference(statement):
        place = printed.at(term.figure.id)
        slack += steps.get((place[0].table, place[1]), Fraction(0)) / 2 if place else 0
    reach = difference_range(statement)
    return reach.low <= slack and reach.high >= -slack


def _steps(disclosure: Disclosure) -> dict[tuple[str, str], Fraction]:
    """Return, by table and column, the power of ten (in yuan) that all its whole figures are multiples of."""
    columns: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for table in disclosure.tables.values():
        for _, column, cell in table.cells():
            if cell.amount is not None and cell.amount.unit == "元" and cell.amount.value:
                columns[table.id, column].append(cell.amount.value)
    found = {}
    for place, values in columns.items():
        step = Decimal(10)
        while all(v % step == 0 for v in values):
            step *= 10
        if len(values) >= FIGURES and step > 10:
            found[place] = Fraction(step / 10)
    return found
