"""Figures whose last places were cut off instead of rounded: the likely cause of many a statement that cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from budgetkit.amount import Amount
from budgetkit.judge import Finding
from budgetkit.statements import printed_sum

CAUSE: Final = (
    "可能原因：尾数被截去，没有四舍五入",
    "likely cause: the last places were cut off, not rounded",
)


def explain_cut(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings, with a cause on every broken one that holds where figures are cut off.

    The evidence: the coarser of two figures is the finer one without its last places, or a stated rate is the
    recomputed one without them. A finding that has a cause keeps it.
    """
    return tuple(replace(f, cause=CAUSE) if _is_cut(f) else f for f in findings)


def _is_cut(finding: Finding) -> bool:
    statement = finding.statement
    if finding.verdict != "broken" or any(finding.cause):
        return False
    if statement.rate is not None:
        whole = printed_sum(statement.right)
        return whole != 0 and _cut(printed_sum(statement.left) / whole, statement.rate.amount)
    if statement.relation != "=" or len(statement.left) != 1 or len(statement.right) != 1:
        return False
    pair = (statement.left[0].figure.amount, statement.right[0].figure.amount)
    fine, coarse = sorted(pair, key=lambda amount: amount.ulp)
    return _cut(fine.exact, coarse)


def _cut(exact: Fraction, printed: Amount) -> bool:
    """Tell whether a printed figure is an exact one without the places that are not printed."""
    # What is counted has no places to lose.
    if not printed.ulp or exact == printed.exact:
        return False
    return int(exact / printed.ulp) * printed.ulp == printed.exact
