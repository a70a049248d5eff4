"""Likely causes of statements that cannot be: shares made to add to 100 or taken of another whole, places cut off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from budgetkit.checks.judge import Finding
from budgetkit.checks.printed import Printed
from budgetkit.checks.statement import printed_sum
from budgetkit.forms.english import amount_in_both
from budgetkit.model.amount import Amount, share_range
from budgetkit.model.disclosure import Disclosure
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


def explained(findings: Sequence[Finding], disclosure: Disclosure) -> tuple[Finding, ...]:
    """Return the findings, with a likely cause on the broken ones that something else printed explains."""
    return explain_cut(explain_whole(explain_trimmed(findings), Printed.of(disclosure)))


def explain_whole(findings: Sequence[Finding], printed: Printed) -> tuple[Finding, ...]:
    """Return the findings, with a cause on the broken shares of one whole that all hold of another figure of its table.

    One share alone may hold of another figure by chance, and so may several of different ones.
    """
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        right = finding.statement.right
        if finding.identity == "claims.share" and finding.verdict == "broken" and len(right) == 1:
            groups[right[0].figure.id].append(finding)
    causes: dict[int, tuple[str, str]] = {}
    for whole, group in groups.items():
        lines = printed.lines(whole.partition("/")[0]) if len(group) > 1 else ()
        figures = ((line.row.name, line.figure(column)) for line in lines for column in line.row.cells)
        fitting = {f.amount: name for name, f in figures if f and all(_is_share(g, f.amount) for g in group)}
        for other, name in fitting.items() if len(fitting) == 1 else ():
            causes |= dict.fromkeys(map(id, group), _of_another(name, other))
    return tuple(
        f if any(f.cause) or id(f) not in causes else replace(f, cause=causes[id(f)]) for f in findings
    )


def _is_share(finding: Finding, whole: Amount) -> bool:
    """Tell whether the stated share of a finding can be the share of another whole."""
    rate, (part, *others) = finding.statement.rate, finding.statement.left
    reach = share_range(part.figure.amount.interval, whole.interval)
    return not others and rate is not None and reach is not None and reach.meets(rate.amount.interval)


def _of_another(name: str, whole: Amount) -> tuple[str, str]:
    said = amount_in_both(whole)
    return (
        f"可能原因：占比按“{name}” {said.zh}计算",
        f"likely cause: the shares were taken of {said.en} ({name})",
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
