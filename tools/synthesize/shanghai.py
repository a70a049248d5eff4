"""A whole Shanghai departmental budget from exact amounts: tables in 元, the 三公 table and all prose in 万元."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from budgetkit.forms.form import form
from budgetkit.model.disclosure import Disclosure, Row, Table
from synthesize.grids import (
    KINDS,
    SPLIT,
    Columns,
    by_code,
    by_fund,
    by_label,
    cells,
    classes,
    summing,
    table,
)
from synthesize.hidden import (
    ALL_THREE,
    APPROPRIATIONS,
    BASIC,
    FISCAL,
    THREE_PUBLIC,
    Entry,
    anything,
    carried,
    of_budget,
    of_fund,
    of_kind,
    of_lines,
    paid_by,
    total,
)
from synthesize.outturn import ExactAmounts
from synthesize.printing import Style
from synthesize.shanghai_claims import claims
from synthesize.statements import Compared

FORM = form("shanghai-budget")
_ALWAYS = ("total", "appropriations", "business", "operating_income", "other")
_REVENUE = summing(
    total=anything,
    appropriations=of_budget(),
    **{
        s: paid_by(s)
        for s in ("special_account", "business", "operating_income", "from_above", "from_below", "other")
    },
    brought_forward=carried(),
)


def disclosure(hidden: ExactAmounts, department: str, year: int, rng: Random) -> Disclosure:
    """Return the disclosure of a year: changes from last year's budget, items also from last year's outturn."""
    # A department that shows money brought forward does so every year.
    carries = Random(f"{department} brought forward").random() < 0.2
    rng.random()  # passed over, so that a seed goes on giving the figures that it gave
    now, before = _without_carried(hidden.plan, carries), _without_carried(hidden.before, carries)
    style = Style("元", rng.choice((0, 0, 2)), zeros=rng.random() < 0.7)
    books = Compared(now, before, base=f"{year - 1}年预算")
    outturn = [e for e in hidden.outturn_before.spending if of_fund("general_public")(e)]
    return Disclosure(
        department=department,
        year=year,
        kind="budget",
        form=FORM.id,
        tables={t.id: t for t in tables(now, year, style)},
        claims=tuple(claims(books, outturn if rng.random() < 0.7 else None, year, rng)),
        sources=({"title": f"{department}{year}年部门预算（虚构样例，并非真实数据）"},),
        published=f"{year}-02-01",
        fictitious=True,
    )


def _without_carried(entries: Sequence[Entry], carries: bool) -> tuple[Entry, ...]:
    """Return the entries without money brought forward, unless this department shows it."""
    return tuple(e for e in entries if carries or not e.carried)


def tables(entries: Sequence[Entry], year: int, style: Style) -> tuple[Table, ...]:
    """Return the nine tables in published order."""
    public = [e for e in entries if of_fund("general_public")(e)]
    basic = [e for e in public if e.kind in BASIC]
    plain = replace(style, zeros=False)
    revenue = {c: pick for c, pick in _REVENUE.items() if c in _ALWAYS or pick(entries)}
    made = (
        table(FORM, "summary", _summary(entries, plain), style),
        table(FORM, "revenue", by_code(entries, revenue, style, last=True), style),
        table(FORM, "expenditure", by_code(entries, SPLIT, style, last=True), style),
        table(FORM, "appropriations", _appropriations(entries, plain), style),
        table(FORM, "general_public", by_code(public, SPLIT, style, last=True), style),
        _fund("government_funds", entries, year, style),
        _fund("state_capital", entries, year, style),
        table(FORM, "basic", by_code(basic, KINDS, style, economic=True, last=True), style),
        table(FORM, "three_public", _three_public(public), Style(zeros=True)),
    )
    return tuple(replace(t, title=f"{year}年{t.title}" if t.id != "three_public" else t.title) for t in made)


def _summary(entries: Sequence[Entry], style: Style) -> list[Row]:
    shape = FORM.table("summary")
    values = {column: pick(entries) for column, pick in _REVENUE.items()}
    values |= {budget: total(entries, of_budget(budget)) for budget in APPROPRIATIONS}
    shown = {k: v for k, v in values.items() if v or k in (*_ALWAYS, *APPROPRIATIONS)}
    if values["brought_forward"]:
        shown["current_year"] = values["total"] - values["brought_forward"]
    spending = classes(entries) | {"total": values["total"]}
    return [
        *by_label(shape, "revenue", shown, style),
        *by_label(shape, "expenditure", spending, style, every=False),
    ]


def _appropriations(entries: Sequence[Entry], style: Style) -> list[Row]:
    shape = FORM.table("appropriations")
    paid = [e for e in entries if e.source in FISCAL]
    values = {budget: total(paid, of_budget(budget)) for budget in APPROPRIATIONS}
    old = total(paid, carried())
    if old:
        values |= {"current_year": total(paid) - old, "brought_forward": old}
    values["total"] = total(paid)
    rows = by_fund(shape, paid, style, {"total": paid}, every=False)
    return [*by_label(shape, "revenue", values, style), *rows]


def _fund(budget: str, entries: Sequence[Entry], year: int, style: Style) -> Table:
    rows = by_code([e for e in entries if of_fund(budget)(e)], SPLIT, style, last=True)
    title = "政府性基金" if budget == "government_funds" else "国有资本经营"
    return table(
        FORM, budget, rows, style, note="" if rows else f"注：{year}年未安排{title}预算，此表为空表。"
    )


def _three_public(public: Sequence[Entry]) -> list[Row]:
    style = Style(zeros=True)
    columns: Columns = summing(total=anything)
    rows = []
    for row in FORM.table("three_public").rows:
        here = [e for e in public if of_lines(THREE_PUBLIC.get(row.item, ALL_THREE))(e)]
        if row.item == "agency_running":
            here = [e for e in public if of_kind("operating")(e)]
        rows.append(Row(row.label.zh, cells(here, columns, style), item=row.item))
    return rows
