"""A whole budget or final account of a fictitious university from exact amounts: four tables and their notes."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from budgetkit.forms.form import Form, form
from budgetkit.model.disclosure import Claim, Disclosure, Row, Table
from synthesize.balanced import Lists, by_code_of, chosen
from synthesize.grids import by_label, classes, table
from synthesize.hidden import (
    BASIC,
    FISCAL,
    OWN,
    Entry,
    anything,
    of_budget,
    of_kind,
    on_line,
    paid_by,
    total,
)
from synthesize.outturn import Book, ExactAmounts
from synthesize.printing import Style
from synthesize.university_claims import account_claims, budget_claims

BUDGET = form("central-university-budget")
ACCOUNTS = form("central-university-final-accounts")
_SPLIT = {
    "total": anything,
    "basic": of_kind(*BASIC),
    "project": of_kind("project"),
}


def budget(hidden: ExactAmounts, department: str, year: int, rng: Random) -> Disclosure:
    """Return the budget of a year."""
    claims = tuple(budget_claims(hidden, rng))
    return _disclosure(BUDGET, hidden, department, year, claims)


def accounts(hidden: ExactAmounts, department: str, year: int, rng: Random) -> Disclosure:
    """Return the final accounts of a year."""
    claims = tuple(account_claims(hidden, year, rng))
    return _disclosure(ACCOUNTS, hidden, department, year, claims)


def _disclosure(
    form: Form, hidden: ExactAmounts, department: str, year: int, claims: tuple[Claim, ...]
) -> Disclosure:
    plan = form.kind == "budget"
    return Disclosure(
        department=department,
        year=year,
        kind=form.kind,
        form=form.id,
        tables={t.id: t for t in tables(form, hidden.outturn)},
        claims=claims,
        sources=(
            {"title": f"{department}{year}年部门{'预算' if plan else '决算'}（虚构样例，并非真实数据）"},
        ),
        published=f"{year}-04-01" if plan else f"{year + 1}-08-01",
        fictitious=True,
    )


def tables(form: Form, book: Book) -> tuple[Table, ...]:
    """Return the four tables in published order."""
    style = Style()
    paid = [e for e in book.spending if e.source in FISCAL]
    split = chosen(paid, **_SPLIT, capital_construction=on_line("309"))
    return (
        table(form, "summary", _summary(form, book, style), style),
        table(form, "revenue", by_code_of(_revenue(form, book), style, last=True), style),
        table(form, "expenditure", by_code_of(chosen(book.spending, **_SPLIT), style, last=True), style),
        table(form, "appropriations_expenditure", by_code_of(split, style, last=True), style),
    )


def _summary(form: Form, book: Book, style: Style) -> list[Row]:
    shape = form.table("summary")
    came = {source: total(book.receipts, paid_by(source)) for source in OWN}
    fees = total(book.receipts, paid_by("special_account"))
    came |= {"appropriations": total(book.receipts, of_budget()), "education_fees": fees}
    came["business"] += fees
    whole = total(book.receipts) + total(book.reserves) + total(book.opening)
    came |= {"current_year": total(book.receipts), "used_reserves": total(book.reserves)}
    came |= {"brought_forward": total(book.opening), "total": whole}
    went = classes(book.spending) | {"current_year": total(book.spending), "total": whole}
    went |= {"carried_forward": total(book.closing)}
    went |= {"distribution": total(book.distribution)} if form is ACCOUNTS or book.distribution else {}
    column = shape.columns[0].id
    rows = by_label(shape, "revenue", came, style, column)
    return [*rows, *by_label(shape, "expenditure", went, style, column, every=False)]


def _revenue(form: Form, book: Book) -> Lists:
    """Return the columns of the revenue table; a budget's also has what was brought forward and used."""
    fees = paid_by("special_account")
    columns = {"total": list(book.receipts)}
    if form is BUDGET:
        columns["total"] += [*book.opening, *book.reserves]
        columns |= {"brought_forward": list(book.opening), "used_reserves": list(book.reserves)}
    found: dict[str, Sequence[Entry]] = {k: v for k, v in columns.items() if v}
    found |= chosen(
        book.receipts,
        appropriations=of_budget(),
        business=paid_by("business", "special_account"),
        education_fees=fees,
        **{source: paid_by(source) for source in OWN if source != "business"},
    )
    order = [c.id for c in form.table("revenue").columns]
    return dict(sorted(found.items(), key=lambda item: order.index(item[0])))
