"""Two ways in which tables are usually checked, re-implemented on the same statements for comparison.

``recomputed`` works every statement out from the printed figures and wants the printed result to two decimals;
``tolerant`` allows 1.0 in the unit of the table, and half a point for a rate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from budgetkit.checks.statement import Statement, printed_sum

Check = Callable[[Statement], bool]


def _rate(statement: Statement) -> Fraction | None:
    base = printed_sum(statement.right)
    return printed_sum(statement.left) / base * 100 if base else None


def _rounded(number: Fraction, places: str) -> Decimal:
    return (Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal(places), ROUND_HALF_UP)


def recomputed(statement: Statement) -> bool:
    """Tell whether recomputation from printed figures gives the printed result to two decimals."""
    if statement.rate is not None:
        rate = _rate(statement)
        return rate is None or _rounded(rate, "0.01") == _rounded(statement.rate.amount.exact * 100, "0.01")
    unit = _unit(statement)
    left, right = (_rounded(printed_sum(s) / unit, "0.01") for s in (statement.left, statement.right))
    return left <= right if statement.relation == "<=" else left == right


def tolerant(statement: Statement) -> bool:
    """Tell whether printed figures agree within 1.0 in the table's unit, rates within half a point."""
    if statement.rate is not None:
        rate = _rate(statement)
        return rate is None or abs(rate - statement.rate.amount.exact * 100) <= Fraction(1, 2)
    gap = (printed_sum(statement.left) - printed_sum(statement.right)) / _unit(statement)
    return gap <= 1 if statement.relation == "<=" else abs(gap) <= 1


def _unit(statement: Statement) -> Fraction:
    first = (*statement.left, *statement.right)[0]
    return Fraction(first.figure.amount.factor)


def flagged(statements: Sequence[Statement], check: Check) -> dict[str, frozenset[str]]:
    """Return the statements that a check complains about, by identity and place, with their figures."""
    return {
        f"{s.identity} {s.place} {n}": frozenset(f.id for f in s.figures)
        for n, s in enumerate(statements)
        if not s.missing and s.kind != "presumed" and (s.left or s.right) and not check(s)
    }
