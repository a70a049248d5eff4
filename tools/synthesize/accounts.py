"""Whole final accounts of a Shanghai department from exact amounts: what came in, went out and was left over."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from budgetkit.forms.form import form
from budgetkit.model.disclosure import Cell, Disclosure, Row, Table
from synthesize.accounts_claims import claims
from synthesize.balanced import by_code_of, chosen
from synthesize.grids import by_fund, by_label, classes, codes_of, figure, name_of, table
from synthesize.hidden import (
    ALL_THREE,
    APPROPRIATIONS,
    BASIC,
    FISCAL,
    OWN,
    THREE_PUBLIC,
    Entry,
    anything,
    of_budget,
    of_fund,
    of_kind,
    of_lines,
    on_line,
    paid_by,
    total,
)
from synthesize.outturn import Book, ExactAmounts
from synthesize.printing import Style

FORM = form("shanghai-final-accounts")


def disclosure(hidden: ExactAmounts, department: str, year: int, rng: Random) -> Disclosure:
    """Return the final accounts of a year, beside its first budget and the year before."""
    style = Style()
    return Disclosure(
        department=department,
        year=year,
        kind="final_accounts",
        form=FORM.id,
        tables={t.id: t for t in tables(hidden, year, style)},
        claims=tuple(claims(hidden, year, rng)),
        sources=({"title": f"{department}{year}年度部门决算（虚构样例，并非真实数据）"},),
        published=f"{year + 1}-09-01",
        fictitious=True,
    )


def tables(hidden: ExactAmounts, year: int, style: Style) -> tuple[Table, ...]:
    """Return the nine tables in published order."""
    book, shown = hidden.outturn, Style(zeros=True)
    public = [e for e in book.spending if of_fund("general_public")(e)]
    split = {"total": anything, "basic": of_kind(*BASIC), "project": of_kind("project")}
    return (
        table(FORM, "summary", _summary(book, style), style),
        table(FORM, "revenue", by_code_of(revenue(book.receipts), style), style),
        table(FORM, "expenditure", by_code_of(chosen(book.spending, **split), style), style),
        table(FORM, "appropriations", _appropriations(book, style), style),
        table(FORM, "general_public", by_code_of(chosen(public, **split), style, last=True), style),
        table(FORM, "basic", _basic([e for e in public if e.kind in BASIC], style), style),
        table(FORM, "three_public", _three_public(hidden.plan, public, shown), shown),
        _fund("government_funds", book, year, style),
        _fund("state_capital", book, year, style),
    )


def revenue(receipts: Sequence[Entry]) -> dict[str, Sequence[Entry]]:
    """Return the columns of the revenue table; fees on the special account are a part of business income."""
    return chosen(
        receipts,
        total=anything,
        appropriations=of_budget(),
        business=paid_by("business", "special_account"),
        education_fees=paid_by("special_account"),
        **{source: paid_by(source) for source in OWN if source != "business"},
    )


def _summary(book: Book, style: Style) -> list[Row]:
    shape = FORM.table("summary")
    came = {b: total(book.receipts, of_budget(b)) for b in APPROPRIATIONS}
    came |= {source: total(book.receipts, paid_by(source)) for source in OWN}
    came["business"] += total(book.receipts, paid_by("special_account"))
    whole = total(book.receipts) + total(book.reserves) + total(book.opening)
    came |= {"current_year": total(book.receipts), "used_reserves": total(book.reserves)}
    came |= {"brought_forward": total(book.opening), "total": whole}
    went = classes(book.spending) | {"current_year": total(book.spending), "total": whole}
    went |= {"distribution": total(book.distribution), "carried_forward": total(book.closing)}
    rows = by_label(shape, "revenue", came, style, "actual")
    return [*rows, *by_label(shape, "expenditure", went, style, "actual")]


def _appropriations(book: Book, style: Style) -> list[Row]:
    shape = FORM.table("appropriations")
    came, old, went, left = (
        [e for e in entries if e.source in FISCAL]
        for entries in (book.receipts, book.opening, book.spending, book.closing)
    )
    values = {budget: total(came, of_fund(budget)) for budget in APPROPRIATIONS}
    values |= {f"{budget}_brought_forward": total(old, of_fund(budget)) for budget in APPROPRIATIONS}
    values |= {"current_year": total(came), "brought_forward": total(old), "total": total([*came, *old])}
    items = {"current_year": went, "carried_forward": left, "total": [*went, *left]}
    return [*by_label(shape, "revenue", values, style), *by_fund(shape, went, style, items)]


def _basic(entries: Sequence[Entry], style: Style) -> list[Row]:
    """Return economic lines with their one column, and what personnel and operating expenditure add to."""
    rows = []
    for code in codes_of(entries, economic=True):
        fen = total(entries, on_line(code))
        rows.append(Row(name_of(code), {"actual": Cell(figure(fen, style))}, code))
    for kind, name in (("personnel", "人员经费合计"), ("operating", "公用经费合计")):
        fen = total(entries, of_kind(kind))
        rows.append(Row(name, {"actual": Cell(figure(fen, style))}, item=kind))
    return rows


def _three_public(plan: Sequence[Entry], public: Sequence[Entry], style: Style) -> list[Row]:
    planned = [e for e in plan if of_fund("general_public")(e) and not e.carried]
    rows = []
    for row in FORM.table("three_public").rows:
        if row.item != "agency_running":
            pick = of_lines(THREE_PUBLIC.get(row.item, ALL_THREE))
            sums = {"budget": total(planned, pick), "actual": total(public, pick)}
            cells = {name: Cell(figure(fen, style)) for name, fen in sums.items()}
            rows.append(Row(row.label.zh, cells, item=row.item))
    return rows


def _fund(budget: str, book: Book, year: int, style: Style) -> Table:
    of, split = of_fund(budget), {"basic": of_kind(*BASIC), "project": of_kind("project")}
    went = [e for e in book.spending if of(e)]
    columns = {
        "brought_forward": [e for e in book.opening if of(e)],
        "revenue": [e for e in book.receipts if of(e)],
        "total": went,
        **{name: [e for e in went if pick(e)] for name, pick in split.items()},
        "carried_forward": [e for e in book.closing if of(e)],
    }
    rows = by_code_of(columns, style)
    title = "政府性基金" if budget == "government_funds" else "国有资本经营"
    return table(
        FORM, budget, rows, style, note="" if rows else f"注：{year}年度没有{title}预算收支，此表为空表。"
    )
