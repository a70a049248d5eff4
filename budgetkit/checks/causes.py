"""Figures whose last places were cut off instead of rounded: the likely cause of many a statement that cannot be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from budgetkit.checks.judge import Finding
from budgetkit.checks.statement import printed_sum
from budgetkit.model.amount import Amount
from budgetkit.model.fraction import Fraction

_HUNDRED = Decimal(100)


def explain_trimmed(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings, with a cause on every broken share that honest rounding of its peers explains.

    The evidence: the stated shares of one whole add to 100 exactly, the honestly rounded ones do not, and the
    broken share differs from its honest value by just what is missing.
    """
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.identity == "claims.share" and printed_sum(finding.statement.right):
            section = finding.place.split(" ")[0]
            groups[section, finding.statement.right[0].figure.id].append(finding)
    causes = {id(f): cause for group in groups.values() for f, cause in _causes(group)}
    return tuple(replace(f, cause=causes[id(f)]) if id(f) in causes else f for f in findings)


def _causes(group: Sequence[Finding]) -> list[tuple[Finding, tuple[str, str]]]:
    stated = [f.statement.rate.amount.value for f in group if f.statement.rate is not None]
    honest = [honest_share(f) for f in group]
    excess = sum(honest, Decimal(0)) - _HUNDRED
    if len(group) < 2 or sum(stated, Decimal(0)) != _HUNDRED or excess == 0:
        return []
    found = []
    for finding, said, true in zip(group, stated, honest, strict=True):
        if finding.verdict == "broken" and true - said == excess:
            found.append((finding, _words(said, true, sum(honest, Decimal(0)), said == max(stated))))
    return found


def honest_share(finding: Finding) -> Decimal:
    """Return part ÷ whole rounded half up to the places of the stated share, in percent; the whole is not zero."""
    statement = finding.statement
    assert statement.rate is not None
    exact: Fraction = printed_sum(statement.left) / printed_sum(statement.right) * 100
    places = Decimal(1).scaleb(-statement.rate.amount.places)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(places, ROUND_HALF_UP)


def _words(said: Decimal, true: Decimal, total: Decimal, largest: bool) -> tuple[str, str]:
    biggest = ("（最大的一项）", " (the largest)") if largest else ("", "")
    done = "trimmed" if said < true else "raised"
    return (
        f"可能原因：各项如实四舍五入后合计 {total}%，为凑成 100% 把 {true}%{biggest[0] or ' '}写成了 {said}%",
        f"likely cause: rounded one by one, the shares add to {total}%, so {true}%{biggest[1]} was {done} to "
        f"{said}% to make 100%",
    )


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
