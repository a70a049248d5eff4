"""Observations for a person to judge: never errors, never verdicts. Structure of the disclosure and performance."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from budgetkit.forms.form import plain
from budgetkit.forms.layout import form_of
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Disclosure, Indicator

_TARGET = re.compile(r"^(?P<sign>[≥≤=><]|＞=|＜=|>=|<=)?\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>\D*)$")
_PRIOR = re.compile(r"^(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>\D*)$")
_BUDGET_EXECUTION: Final = Decimal(10)


@dataclass(frozen=True, slots=True)
class Observation:
    """Something worth a look: a stable id, the place, and a sentence in both languages."""

    id: str
    place: str
    zh: str
    en: str

    def say(self, language: str) -> str:
        """Return the sentence in ``zh`` or ``en``."""
        return self.en if language == "en" else self.zh


def observe(disclosure: Disclosure) -> tuple[Observation, ...]:
    """Return every observation on a disclosure: tables missing, names that differ, indicators, precision.

    Raises:
        KeyError: the disclosure names a form that does not exist.
    """
    form_and_names = (*_structure(disclosure), *_names(disclosure))
    rates = (*_precision(disclosure), *_signless(disclosure))
    return (*form_and_names, *_performance(disclosure), *rates, *_punctuation(disclosure))


def _structure(disclosure: Disclosure) -> Iterator[Observation]:
    for table in form_of(disclosure).tables:
        if table.id not in disclosure and not table.optional:
            zh, en = f"未见《{table.title.zh}》", f"the table “{table.title.en}” was not found"
            yield Observation("structure.missing", table.id, zh, en)
        elif (
            table.id in disclosure and not disclosure[table.id].note and not any(disclosure[table.id].cells())
        ):
            zh, en = (
                f"《{table.title.zh}》没有数字，也没有说明",
                f"“{table.title.en}” holds no figure and no note",
            )
            yield Observation("structure.blank", table.id, zh, en)


def _names(disclosure: Disclosure) -> Iterator[Observation]:
    """Yield the codes that stand under different names in different tables."""
    names: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for table in disclosure.tables.values():
        for row in table.rows:
            if row.code and row.name:
                names[row.code][plain(row.name)].append(table.id)
    for code, spellings in sorted(names.items()):
        if len(spellings) > 1:
            said = "；".join(f"{n}（{', '.join(dict.fromkeys(t))}）" for n, t in spellings.items())
            other = "; ".join(f"{n} ({', '.join(dict.fromkeys(t))})" for n, t in spellings.items())
            yield Observation(
                "structure.names", code, f"{code} 名称不一：{said}", f"{code} has several names: {other}"
            )


def _performance(disclosure: Disclosure) -> Iterator[Observation]:
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


def _target(place: str, indicator: Indicator) -> Iterator[Observation]:
    """Yield how a target stands to last year's result, where both are numbers of one unit."""
    target, prior = _TARGET.match(indicator.target), _PRIOR.match(indicator.prior)
    if target is None or prior is None or _unit(target["unit"]) != _unit(prior["unit"]):
        return
    wanted, reached = Decimal(target["number"]), Decimal(prior["number"])
    sign = (
        (target["sign"] or "=").replace("＞=", "≥").replace("＜=", "≤").replace(">=", "≥").replace("<=", "≤")
    )
    if sign in ("≥", ">") and wanted < reached:
        zh, en = "目标低于上年完成值", "the target is below last year's result"
    elif sign in ("≥", ">") and wanted > reached:
        zh, en = "目标高于上年完成值", "the target is above last year's result"
    else:
        return
    figures = f"{indicator.target} / {indicator.prior}"
    yield Observation("performance.target", place, f"{zh}：{figures}", f"{en}: {figures}")


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
                figures = f"{claim.amount.value:f} > {cap.value:f} {cap.unit}"
                zh = f"“{claim.subject}”分配额超过成本指标上限：{figures}"
                en = f"“{claim.subject}” is allocated more than the cap of its cost indicator: {figures}"
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
        shown = f"{Decimal(rest.numerator) / Decimal(rest.denominator) / totals[0].factor:f} {totals[0].unit}"
        zh, en = (
            f"项目支出中有 {shown} 没有绩效目标",
            f"{shown} of project expenditure has no performance targets",
        )
        yield Observation("performance.uncovered", "expenditure/total/project", zh, en)


def _precision(disclosure: Disclosure) -> Iterator[Observation]:
    """Yield rates printed to another precision than most of their kind in the document."""
    rates = [
        (c, r) for c in disclosure.claims if c.is_quantified for r in (c.share, c.growth) if r is not None
    ]
    places = [r.places for _, r in rates]
    if not places:
        return
    usual = max(set(places), key=places.count)
    for claim, rate in rates:
        if rate.places != usual and places.count(rate.places) * 5 < len(places):
            zh = f"“{rate}”的小数位数与多数百分比（{usual} 位）不同"
            en = f"“{rate}” is printed to {rate.places} places, most rates to {usual}"
            yield Observation("narrative.precision", f"{claim.section} {claim.subject}", zh, en)


def _signless(disclosure: Disclosure) -> Iterator[Observation]:
    """Yield shares that are printed without their percent sign."""
    for claim in disclosure.claims:
        if claim.share is not None and not claim.share.unit:
            zh = f"占比“{claim.share.value}”没有印百分号"
            en = f"the share “{claim.share.value}” is printed without its percent sign"
            yield Observation("narrative.percent_sign", f"{claim.section} {claim.subject}", zh, en)


def _punctuation(disclosure: Disclosure) -> Iterator[Observation]:
    """Yield doubled punctuation that the reader of the text noted."""
    for unplaced in disclosure.unplaced:
        if unplaced.text and len(set(unplaced.text)) == 1 and unplaced.text[0] in "。，；、：":
            place = "" if unplaced.place.page is None else str(unplaced.place.page)
            zh, en = (
                f"第 {place} 页标点重复：{unplaced.text}",
                f"doubled punctuation on page {place}: {unplaced.text}",
            )
            yield Observation("text.punctuation", place, zh, en)
