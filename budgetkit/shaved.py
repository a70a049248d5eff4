"""Shares of one whole that were trimmed so that they add to 100: the likely cause of a share that cannot be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from budgetkit.judge import Finding
from budgetkit.statements import printed_sum

_HUNDRED = Decimal(100)


def explain_shaved(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings, with a cause on every broken share that honest rounding of its peers explains.

    The evidence: the stated shares of one whole add to 100 exactly, the honestly rounded ones do not, and the
    broken share differs from its honest value by just what is needed.
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
    return (
        f"可能原因：各项如实四舍五入后合计 {total}%，为凑成 100% 把 {true}% {biggest[0]}写成了 {said}%",
        f"likely cause: honestly rounded, the shares add to {total} %, so {true} %{biggest[1]} was trimmed to "
        f"{said} % to make 100 %",
    )
