"""The eleven tables of a Xinjiang departmental budget, from exact amounts."""

from __future__ import annotations

from collections.abc import Sequence

from budgetkit.forms.form import form
from budgetkit.model.disclosure import Cell, Row, Table
from synthesize.grids import (
    KINDS,
    SPLIT,
    Columns,
    by_code,
    by_fund,
    by_label,
    cells,
    classes,
    figure,
    summing,
    table,
)
from synthesize.hidden import (
    ALL_THREE,
    APPROPRIATIONS,
    BASIC,
    FISCAL,
    OWN,
    THREE_PUBLIC,
    Entry,
    Pick,
    anything,
    carried,
    of_budget,
    of_kind,
    on_line,
    paid_by,
    total,
)
from synthesize.printing import Style

FORM = form("xinjiang-budget")
ECONOMIC = {
    "wages": "301", "goods_services": "302", "household": "303", "interest": "307",
    "capital_construction": "309", "capital": "310", "enterprise_construction": "311", "enterprise": "312",
    "social_fund": "313", "other": "399",
}  # fmt: skip
REVENUE = summing(
    total=anything,
    appropriations=of_budget(),
    **{source: paid_by(source) for source in sorted(FISCAL)},
    special_account=paid_by("special_account"),
    own_funds=paid_by(*OWN),
    nonfiscal_brought_forward=carried(False),
    fiscal_brought_forward=carried(True),
)


def tables(entries: Sequence[Entry], department: str, year: int, style: Style) -> tuple[Table, ...]:
    """Return the eleven tables in published order."""
    public = [e for e in entries if of_budget("general_public")(e)]
    return (
        table(FORM, "summary", _summary(entries, style), style),
        table(FORM, "revenue", by_code(entries, REVENUE, style), style),
        table(FORM, "expenditure", by_code(entries, SPLIT, style), style),
        table(FORM, "appropriations", _appropriations(entries, style), style),
        table(FORM, "general_public", by_code(public, SPLIT, style), style),
        table(
            FORM, "basic", by_code([e for e in public if e.kind in BASIC], KINDS, style, economic=True), style
        ),
        table(FORM, "projects", _projects([e for e in public if e.project], department, style), style),
        _fund("government_funds", entries, year, style),
        _fund("state_capital", entries, year, style),
        table(FORM, "three_public", _three_public(entries, style), style),
        table(FORM, "brought_forward", _brought_forward(entries, department, style), style),
    )


def _summary(entries: Sequence[Entry], style: Style) -> list[Row]:
    shape = FORM.table("summary")
    revenue = {row.item: total(entries, *_SUMMARY[row.item]) for row in shape.rows if row.half == "revenue"}
    spending = classes(entries) | {"total": total(entries)}
    return [*by_label(shape, "revenue", revenue, style), *by_label(shape, "expenditure", spending, style)]


def _money(*sources: str, old: bool = False, fiscal: bool | None = None) -> tuple[Pick, ...]:
    if old:
        return (carried(fiscal), lambda e: not sources or e.source in sources)
    return (paid_by(*sources),)


_SUMMARY: dict[str, tuple[Pick, ...]] = {
    "current_year": (lambda e: not e.carried,),
    **{budget: _money(*sources) for budget, sources in APPROPRIATIONS.items()},
    **{f"{budget}_own": _money(sources[0]) for budget, sources in APPROPRIATIONS.items()},
    **{f"{budget}_transfer": _money(sources[1]) for budget, sources in APPROPRIATIONS.items()},
    "special_account": _money("special_account"),
    "own_funds": _money(*OWN),
    "own_business": _money("business"),
    "own_from_above": _money("from_above"),
    "own_from_below": _money("from_below"),
    "own_operating": _money("operating_income"),
    "own_other": _money("other"),
    "brought_forward": _money(old=True),
    "fiscal_brought_forward": _money(old=True, fiscal=True),
    **{f"{budget}_brought_forward": _money(*sources, old=True) for budget, sources in APPROPRIATIONS.items()},
    "nonfiscal_brought_forward": _money(old=True, fiscal=False),
    "special_account_brought_forward": _money("special_account", old=True),
    "own_funds_brought_forward": _money(*OWN, old=True),
    "total": (),
}


def _appropriations(entries: Sequence[Entry], style: Style) -> list[Row]:
    shape = FORM.table("appropriations")
    paid = [e for e in entries if of_budget()(e)]
    revenue = {budget: total(paid, of_budget(budget)) for budget in APPROPRIATIONS}
    revenue |= {"appropriations": total(paid), "total": total(paid)}
    return [*by_label(shape, "revenue", revenue, style), *by_fund(shape, paid, style, {"total": paid})]


def _projects(entries: Sequence[Entry], department: str, style: Style) -> tuple[Row, ...]:
    columns: Columns = summing(total=anything, **{name: on_line(code) for name, code in ECONOMIC.items()})
    if not entries:
        return ()
    whole = cells(entries, columns, style)
    rows = [Row("总计", whole, item="total"), Row(department, whole, item="unit")]
    for row in by_code(entries, columns, style)[1:]:
        if len(row.code) < 7:
            rows.append(row)
            continue
        for name in sorted({e.project for e in entries if e.code == row.code}):
            here = [e for e in entries if e.code == row.code and e.project == name]
            rows.append(Row(row.name, cells(here, columns, style), row.code, project=name))
    return tuple(rows)


def _fund(budget: str, entries: Sequence[Entry], year: int, style: Style) -> Table:
    columns = {**KINDS, "project": SPLIT["project"]}
    rows = by_code([e for e in entries if of_budget(budget)(e)], columns, style)
    title = "政府性基金" if budget == "government_funds" else "国有资本经营"
    note = "" if rows else f"注：{year}年未安排{title}预算，此表为空表。"
    return table(FORM, budget, rows, style, note=note)


def _three_public(entries: Sequence[Entry], style: Style) -> list[Row]:
    paid = [e for e in entries if of_budget()(e)]
    columns = summing(total=anything, **{budget: of_budget(budget) for budget in APPROPRIATIONS})
    rows = []
    for row in FORM.table("three_public").rows:
        lines = THREE_PUBLIC.get(row.item, ALL_THREE)
        here = [e for e in paid if e.economic in lines]
        rows.append(Row(row.label.zh, cells(here, columns, style), item=row.item))
    return rows


def _brought_forward(entries: Sequence[Entry], department: str, style: Style) -> list[Row]:
    old = [e for e in entries if e.carried]
    picks: dict[str, tuple[Pick, ...]] = {"total": (anything,)}
    for side, fiscal in (("fiscal", True), ("nonfiscal", False)):
        picks[f"{side}_total"] = (carried(fiscal),)
        picks |= {f"{side}_{k}": (carried(fiscal), of_kind(k)) for k in ("personnel", "operating", "project")}
    columns = summing(**picks)
    if not old:
        return [Row("总计", {name: Cell(figure(0, style)) for name in columns}, item="total")]
    whole = cells(old, columns, style)
    rows = [Row("总计", whole, item="total"), Row(department, whole, item="unit")]
    for name in dict.fromkeys(e.project for e in old):
        here = [e for e in old if e.project == name]
        rows.append(Row(name, cells(here, columns, style), project=name))
    return rows
