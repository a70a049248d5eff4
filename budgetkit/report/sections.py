"""The sections of the report as plain data for the template: spending, people, changes, targets, tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from budgetkit.checks.observations.performance import against_last_year
from budgetkit.checks.prior_year import Before, Prior
from budgetkit.forms.english import (
    amount_in_both,
    english_subject,
    english_unit,
    in_both,
    measure_in_both,
    named_in_both,
    subject_in_both,
    table_in_both,
)
from budgetkit.forms.form import Label, national
from budgetkit.forms.layout import form_of
from budgetkit.forms.vocabulary import words_of
from budgetkit.model.amount import UNITS, Amount, Interval, plain_number
from budgetkit.model.disclosure import Disclosure, Indicator, Table
from budgetkit.model.fraction import Fraction
from budgetkit.present.layout import HALVES, Head, Side, merged, row_name, sides
from budgetkit.present.sources import NOTHING
from budgetkit.present.spending import (
    SPENDING,
    chosen,
    colour,
    entries,
    kinds,
    running_table,
    spending_table,
)
from budgetkit.present.steps import Step, others, steps, whole_step
from budgetkit.present.wording import Scale, clean, percent, scale_of
from budgetkit.report.chart import Bar
from budgetkit.report.evidence import at_least, may_be_negative, outwards

ASIDE: Final = 9
"""A table with more columns is printed across the page."""


@dataclass(frozen=True, slots=True)
class Spending:
    """A list of bars with its heading, the meaning of its colours, and where it comes from."""

    title: Label
    keys: tuple[tuple[str, Label], ...]
    bars: tuple[Bar, ...]
    note: Label


def spending(disclosure: Disclosure) -> Spending | None:
    """Return expenditure by function as bars, the items below their class; ``None`` where no table has it."""
    table = spending_table(disclosure)
    title = SPENDING.get(table.id, Label("", "")) if table else Label("", "")
    return None if table is None else _bars(disclosure, table, kinds(table), title)


def running(disclosure: Disclosure) -> Spending | None:
    """Return basic expenditure by economic class as bars; ``None`` where no table has it."""
    table = running_table(disclosure)
    title = Label("基本支出买了什么（经济分类）", "What basic expenditure buys (by economic class)")
    return None if table is None else _bars(disclosure, table, kinds(table), title)


def _bars(disclosure: Disclosure, table: Table, columns: Sequence[str], title: Label) -> Spending | None:
    classes, items = entries(disclosure, table, columns)
    whole = sum((c.value for c in classes), NOTHING)
    if not whole:
        return None
    scale = scale_of(c.amount for _, _, c in table.cells() if c.amount)
    found = []
    for entry, level in chosen(classes, items):
        parts = tuple(
            (colour(c), float(v / whole * 100)) for c, v in zip(columns, entry.parts, strict=True) if v
        )
        found.append(
            Bar(entry.label, f"{scale.show(entry.value)} ({percent(entry.value, whole)})", parts, level)
        )
    layout = form_of(disclosure).table(table.id)
    used = [n for n in range(len(columns)) if any(e.parts[n] for e in classes)]
    keys = (
        tuple((colour(columns[n]), layout.column(columns[n]).label) for n in used) if len(columns) > 1 else ()
    )
    page = (
        ("", "") if table.place.page is None else (f"，第 {table.place.page} 页", f", p. {table.place.page}")
    )
    note = Label(
        f"单位：{scale.unit}。来源：《{table.title}》{page[0]}",
        f"Unit: {english_unit(scale.unit)}. Source: {layout.title.en or table.title}{page[1]}",
    )
    return Spending(title, keys, tuple(found), note)


NEAREST: Final = " *"
"""Marks a prior figure that is not the difference as printed, which the growth excludes, but the nearest one it allows."""

_PEOPLE: Final = {
    "headcount": Label("人员", "People"),
    "three_public": Label("“三公”经费", "Three public expenses"),
    "agency_running": Label("机关运行", "Agency running costs"),
    "procurement": Label("政府采购", "Procurement"),
    "assets": Label("资产", "Assets"),
}


def people(disclosure: Disclosure) -> list[tuple[Label, list[tuple[Label, Label]]]]:
    """Return what is said of people, the three public expenses, procurement and assets, in groups.

    What is zero is left to the tables and the text, but for the three public expenses: that nothing is spent on one of
    them is what readers look for.
    """
    layout = form_of(disclosure)
    groups: dict[str, dict[str, tuple[Label, Label]]] = {kind: {} for kind in _PEOPLE}
    for item, (name, amount) in _three_public(disclosure).items():
        kind = "agency_running" if item == "agency_running" else "three_public"
        groups[kind][name.zh] = (name, amount_in_both(amount, grouped=True))
    bought = next((c.amount for c in disclosure.claims if c.about == "narrative/procurement/total"), None)
    for claim in disclosure.claims:
        _, _, about = claim.about.partition("narrative/")
        kind, _, part = about.partition("/")
        if kind in groups and claim.amount is not None and claim.amount.value:
            english = english_subject(claim, layout) or claim.subject
            name, figure = (
                Label(claim.subject, english[:1].upper() + english[1:]),
                amount_in_both(claim.amount, grouped=True),
            )
            if part.startswith("reserved") and bought is not None and bought.value:
                share = percent(claim.amount.exact, bought.exact)
                figure = Label(f"{figure.zh}（{share}）", f"{figure.en} ({share} of procurement)")
            groups[kind].setdefault(claim.subject, (name, figure))
    return [(_PEOPLE[kind], list(found.values())) for kind, found in groups.items() if found]


_CALLED: Final = {
    "total": Label("“三公”经费合计", "Total of the three"),
    "all": Label("全表合计", "Total of the whole table"),
    "vehicles": Label("公务用车购置及运行费", "Official vehicles"),
    "vehicle_purchase": Label("其中：公务用车购置费", "of these, buying new ones"),
    "vehicle_running": Label("其中：公务用车运行费", "of these, running them"),
}
"""What tables call a total, one of several perhaps, or only purchase and running under a line of their own."""


_ORDER: Final = ("total", "overseas_trips", "receptions", "vehicles", "vehicle_purchase", "vehicle_running")


def _three_public(disclosure: Disclosure) -> dict[str, tuple[Label, Amount]]:
    """Return the three public expenses by item, from their table, else from the text; zeros, too, where any is spent."""
    layout = form_of(disclosure)
    found: dict[str, tuple[Label, Amount]] = {}
    table = disclosure.tables.get("three_public")
    if table is not None and table.columns:
        column = "actual" if "actual" in table.columns else table.columns[0]
        shape = layout.table("three_public")
        for row in table.rows:
            if (amount := row.amount(column)) is not None:
                name = clean(Label(row_name(row, shape, "zh"), row_name(row, shape, "en")))
                name = in_both(name.zh) if name.en == name.zh else name
                of_all = not row.item and row.name in words_of("three_public", "labels", "total")
                found[row.item or row.name] = (_CALLED.get("all" if of_all else row.item, name), amount)
    for claim in disclosure.claims:
        table_id, _, rest = claim.about.partition("/")
        item = rest.partition("/")[0]
        if table_id == "three_public" and claim.amount is not None and item not in found:
            name = subject_in_both(claim, layout)
            found[item] = (_CALLED.get(item, name), claim.amount)
    order = {item: n for n, item in enumerate(_ORDER)}
    ordered = sorted(found, key=lambda item: (found[item][0] == _CALLED["all"], order.get(item, len(order))))
    return {i: found[i] for i in ordered} if any(a.value for _, a in found.values()) else {}


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the table of changes: figures as text, the growth allowed as a band, a verdict where one is due."""

    label: Label
    before: str
    range: str
    now: str
    step: str
    growth: str
    allowed: str
    bands: tuple[dict[str, object], ...]
    none: Label
    verdict: str = ""
    whole: bool = False


def changes(
    disclosure: Disclosure, priors: Sequence[Prior], before: Before | None, verdicts: Mapping[int, str]
) -> tuple[list[Change], Counter[str]]:
    """Return the whole where it follows, totals, items by the size of their change, what else is stated; and the rest.

    ``verdicts`` are those of the statements by number; the rest has no line and is counted by the reason.
    """
    totals, items = steps(disclosure, priors)
    rest = [p for p in priors if before is None or before.parts != (p,)]
    more, left_out = others(disclosure, rest, [*totals, *items])
    drawn = [*totals, *items, *more]
    reach = [abs(float(g)) * 100 for s in drawn for g in s.ends]
    most = max(5.0, 1.25 * sorted(reach)[len(reach) * 3 // 4]) if reach else 5.0
    scale = scale_of(p.claim.amount for p in priors if p.claim.amount is not None)
    signed = may_be_negative(disclosure)
    lines = [_line(s, scale, most, verdicts, signed) for s in drawn]
    if before is not None and all(before.parts != (s.prior,) for s in drawn):
        lines.insert(0, replace(_line(whole_step(before), scale, most, verdicts, signed), whole=True))
    return lines, left_out


def _line(step: Step, scale: Scale, most: float, verdicts: Mapping[int, str], signed: bool) -> Change:
    """Return a step as a line; ``signed`` says that amounts may be negative."""
    unit, places = UNITS[scale.unit], scale.places + 1
    reach = Interval(step.reach.low / Fraction(unit), step.reach.high / Fraction(unit))
    grown = step.allowed
    if not signed and step.now >= 0 and step.before >= 0:
        reach = at_least(reach, 0)
        grown = None if grown is None else at_least(grown, -1)
    growth = step.prior.claim.growth
    stated = "—" if growth is None else f"{growth.value:{'+' if growth.value else ''}f}%".replace("-", "−")
    none = Label("上年为零，没有增长率", "nothing last year, so no rate") if step.zero_base else Label("", "")
    if step.before < 0 and not signed:
        grown, none = None, Label("上年推得为负，没有增长率", "last year would be negative, so no rate")
    bands, allowed = _band(grown, most), ""
    if bands and grown is not None:
        allowed = _range(grown, (growth.places if growth is not None else 2) + 1)
    verdict = verdicts.get(step.prior.number, "")
    before = min(max(step.before, step.reach.low), step.reach.high)
    return Change(
        step.label,
        # The growth may narrow the range so far that the difference as printed is no longer in it.
        scale.show(before)
        if before == step.before
        else f"{scale.number(before):,.{places}f}".replace("-", "−") + NEAREST,
        outwards(reach, places if before == step.before else places + 1),
        scale.show(step.now),
        scale.signed(step.step),
        stated,
        allowed,
        () if step.zero_base else bands,
        none,
        verdict if verdict in ("broken", "undefined") else "",
    )


def _band(allowed: Interval | None, most: float) -> tuple[dict[str, object], ...]:
    """Return the growth allowed on a scale from −``most`` to +``most`` percent, zero in the middle."""
    if allowed is None:
        return ()
    ends = [max(-most, min(most, float(g) * 100)) for g in (allowed.low, allowed.high)]
    start = (ends[0] + most) / (2 * most) * 100
    return (
        {"start": 49.8, "long": 0.4, "colour": "soft"},
        {
            "start": min(start, 98.8),
            "long": max(1.2, (ends[1] - ends[0]) / (2 * most) * 100),
            "colour": "accent",
        },
    )


def _range(reach: Interval, places: int) -> str:
    return f"{outwards(Interval(reach.low * 100, reach.high * 100), places)}%"


_FIELDS: Final = (
    ("target", Label("指标值", "Target")),
    ("prior", Label("上年完成值", "Last year's result")),
    ("actual", Label("实际完成值", "Reached")),
    ("weight", Label("权重", "Weight")),
    ("score", Label("得分", "Score")),
    ("basis", Label("依据", "Basis")),
    ("scoring", Label("评分标准", "Scoring")),
)


def targets(disclosure: Disclosure) -> list[dict[str, Any]]:
    """Return the indicators by whose they are, with the columns that any of them fills."""
    owners: dict[tuple[str, str], list[Indicator]] = {}
    for indicator in disclosure.indicators:
        owners.setdefault((indicator.table, indicator.owner), []).append(indicator)
    found: list[dict[str, Any]] = []
    for (_, owner), indicators in owners.items():
        values = [{f: _value(i, f) for f, _ in _FIELDS} for i in indicators]
        used = [(f, label) for f, label in _FIELDS if any(v[f].zh for v in values)]
        weights = [i.weight.value for i in indicators if i.weight is not None]
        rows = [
            {
                "name": named_in_both(i.name),
                "kind": _kind(i),
                "cells": [v[f] for f, _ in used],
                "moved": against_last_year(i),
            }
            for i, v in zip(indicators, values, strict=True)
        ]
        total = f"{sum(weights, Decimal(0)):f}" if weights else ""
        below = sum(r["moved"] == -1 for r in rows)
        found.append(
            {
                "name": named_in_both(owner),
                "below": below,
                "heads": [label for _, label in used],
                "rows": rows,
                "weight": total,
            }
        )
    return found


def _value(indicator: Indicator, field: str) -> Label:
    value = getattr(indicator, field)
    return measure_in_both(value) if isinstance(value, str) else in_both(plain_number(value))


def _kind(indicator: Indicator) -> Label:
    levels = [in_both(level) for level in dict.fromkeys(indicator.levels[:2]) if level]
    return Label(" › ".join(x.zh for x in levels), " › ".join(x.en for x in levels))


def tables(disclosure: Disclosure) -> Iterator[dict[str, object]]:
    """Yield every published table with its title, unit, page, note and halves, in published order."""
    layout = form_of(disclosure)
    for table in disclosure.tables.values():
        number = table_in_both(table.number) if table.number else Label("", "")
        english = f"{number.en.capitalize()} {layout.table(table.id).title.en or table.title}".strip()
        printed = table.title.removeprefix(number.zh).lstrip(" ：:、.")
        title = Label(f"{number.zh} {printed}".strip(), english)
        yield {
            "title": title,
            "unit": Label(table.unit, english_unit(table.unit)),
            "page": table.place.page,
            "amounts": sum(1 for _ in table.cells()),
            "name": Label(f"{number.zh}《{printed}》", english),
            "note": national()["values"].get(table.note, Label(table.note, table.note))
            if table.note
            else None,
            "broad": len(table.columns) > ASIDE,
            "sides": [_side(side, title) for side in sides(disclosure, table.id)] if table.rows else [],
        }


def _side(side: Side, title: Label) -> dict[str, object]:
    """Return one half of a table: heads by level, code and name of a row in one cell, so that it stays in view."""
    paths = side.heads()
    names = len(side.row_heads)
    shown = [(side.row_title(),), *paths[names:]]
    lines = []
    for row in side.rows:
        if row is not None:
            zh, en = side.line(row, "zh"), side.line(row, "en")
            at = side.row_heads.index("name")
            lines.append(
                {
                    "code": row.code,
                    "name": Label(zh[at], en[at]),
                    "project": row.project if row.project != row.name else "",
                    "figures": zh[names:],
                    "total": row.item == "total",
                    "level": side.level(row),
                }
            )
    heads: list[list[Head]] = merged(shown, 1)
    if half := HALVES.get(side.half):
        title = Label(f"{title.zh}：{half.zh}", f"{title.en}: {half.en}")
    return {"title": title, "heads": heads, "lines": lines}
