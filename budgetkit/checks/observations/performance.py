"""Observations on performance: weights, targets against last year, caps, project money without targets."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from budgetkit.checks.observations.observation import Observation
from budgetkit.forms.english import amount_in_both, measure_in_both
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Disclosure, Indicator

_TARGET = re.compile(r"^(?P<sign>[≥≤=><]|＞=|＜=|>=|<=)?\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>\D*)$")
_PRIOR = re.compile(r"^(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>\D*)$")
_BUDGET_EXECUTION: Final = Decimal(10)


def on_performance(disclosure: Disclosure) -> Iterator[Observation]:
    """Yield what the indicators of a disclosure give to look at."""
    groups: dict[tuple[str, str], list[Indicator]] = defaultdict(list)
    for indicator in disclosure.indicators:
        groups[indicator.table, indicator.owner].append(indicator)
    for (table, owner), indicators in groups.items():
        yield from _weights(f"{table}/{owner}", indicators)
        for indicator in indicators:
            yield from _target(f"{table}/{owner}/{indicator.name}", indicator)
    yield from _caps(disclosure)
    yield from _without_targets(disclosure)


def _weights(place: str, indicators: list[Indicator]) -> Iterator[Observation]:
    weights = [i.weight.value for i in indicators if i.weight is not None]
    total = sum(weights, Decimal(0))
    if not weights or total == 100:
        return
    if total == 100 - _BUDGET_EXECUTION:
        zh = f"权重合计 {total}：按惯例另有 10 分为预算执行率"
        en = f"weights add to {total}: by convention the other 10 are for budget execution"
    else:
        zh, en = f"权重合计 {total}，不是 100 也不是 90", f"weights add to {total}, neither 100 nor 90"
    yield Observation("performance.weights", place, zh, en)


def against_last_year(indicator: Indicator) -> int:
    """Return −1 where a target is below last year's result, 1 where it is above, 0 where that cannot be said.

    Only targets to be reached at least are compared, and only where both are numbers of one unit.
    """
    target, prior = _TARGET.match(indicator.target), _PRIOR.match(indicator.prior)
    if target is None or prior is None or _unit(target["unit"]) != _unit(prior["unit"]):
        return 0
    if target["sign"] not in ("≥", ">", "＞=", ">="):
        return 0
    wanted, reached = Decimal(target["number"]), Decimal(prior["number"])
    return (wanted > reached) - (wanted < reached)


def _target(place: str, indicator: Indicator) -> Iterator[Observation]:
    """Yield how a target stands to last year's result, where that can be said."""
    moved = against_last_year(indicator)
    if not moved:
        return
    zh, en = ("低于", "below") if moved < 0 else ("高于", "above")
    target, prior = measure_in_both(indicator.target), measure_in_both(indicator.prior)
    yield Observation(
        "performance.target",
        place,
        f"目标{zh}上年完成值：目标 {target.zh}，上年 {prior.zh}",
        f"the target is {en} last year's result: target {target.en}, last year {prior.en}",
    )


def _unit(text: str) -> str:
    return text.strip().rstrip("。")


def _caps(disclosure: Disclosure) -> Iterator[Observation]:
    """Yield allocations of the narrative above the cost cap of an indicator that names the same thing."""
    allocated = [
        c for c in disclosure.claims if c.about.startswith("narrative/projects/allocation") and c.amount
    ]
    for indicator in disclosure.indicators:
        target = _TARGET.match(indicator.target)
        if target is None or target["sign"] not in ("≤", "＜=", "<=") or _unit(target["unit"]) != "万元":
            continue
        cap = Amount(Decimal(target["number"]), "万元")
        for claim in allocated:
            if claim.amount is not None and claim.subject in indicator.name and claim.amount.low > cap.high:
                given, most = amount_in_both(claim.amount), amount_in_both(cap)
                zh = f"分配给“{claim.subject}”的 {given.zh}多于这一成本指标的上限 {most.zh}（指标可能只涉及其中一部分）"
                en = (
                    f"“{claim.subject}” is allocated {given.en}, more than the cap of this cost indicator, {most.en}; "
                    "the indicator may be on a part of it only"
                )
                yield Observation("performance.cap", indicator.name, zh, en)


def _without_targets(disclosure: Disclosure) -> Iterator[Observation]:
    """Yield project money for which no performance indicators are published."""
    if not any(i.table == "project" for i in disclosure.indicators) or "expenditure" not in disclosure:
        return
    covered = [
        c.amount for c in disclosure.claims if c.about == "narrative/performance/project.amount" and c.amount
    ]
    totals = [r.amount("project") for r in disclosure["expenditure"].rows if r.item == "total"]
    if not covered or not totals or totals[0] is None:
        return
    rest = totals[0].exact - sum(a.exact for a in covered)
    if rest > 0:
        left = Decimal(rest.numerator) / Decimal(rest.denominator) / totals[0].factor
        shown = amount_in_both(Amount(left, totals[0].unit))
        zh = f"项目支出中有 {shown.zh}没有绩效目标"
        en = f"{shown.en} of project expenditure has no performance targets"
        yield Observation("performance.uncovered", "expenditure/total/project", zh, en)
