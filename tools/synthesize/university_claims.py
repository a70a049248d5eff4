"""What the notes of a university's budget or final accounts say, as statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from budgetkit.model.disclosure import Claim
from synthesize.grids import classes, name_of
from synthesize.hidden import (
    BASIC,
    FISCAL,
    Entry,
    Pick,
    of_budget,
    of_item,
    of_kind,
    paid_by,
    total,
    under,
)
from synthesize.outturn import ExactAmounts
from synthesize.printing import growth
from synthesize.statements import Voice

_SOURCES: dict[str, tuple[str, Pick]] = {
    "appropriations": ("财政拨款收入", of_budget()),
    "from_above": ("上级补助收入", paid_by("from_above")),
    "business": ("事业收入", paid_by("business", "special_account")),
    "operating_income": ("经营收入", paid_by("operating_income")),
    "from_below": ("附属单位上缴收入", paid_by("from_below")),
    "other": ("其他收入", paid_by("other")),
}


def budget_claims(hidden: ExactAmounts, _: Random) -> Iterator[Claim]:
    """Yield the four sections of a budget's notes."""
    book, voice = hidden.outturn, Voice("1")
    whole = total(book.receipts) + total(book.opening) + total(book.reserves)
    for name, about, fen in (
        ("收支总预算", "revenue.total", whole),
        ("本年收入预算", "revenue.current_year", total(book.receipts)),
        ("使用非财政拨款结余", "revenue.used_reserves", total(book.reserves)),
        ("上年结转", "revenue.brought_forward", total(book.opening)),
        ("本年支出预算", "expenditure.current_year", total(book.spending)),
        ("结转下年", "expenditure.carried_forward", total(book.closing)),
    ):
        if fen:
            yield voice.say(name, f"summary/{about}/budget", fen)
    yield from _budget_revenue(hidden, whole)
    yield from _budget_expenditure(hidden, whole)
    yield from _paid(hidden)


def _budget_revenue(hidden: ExactAmounts, whole: int) -> Iterator[Claim]:
    book, voice = hidden.outturn, Voice("2")
    yield voice.say("收入预算", "revenue/total/total", whole)
    sums = {column: (name, total(book.receipts, pick)) for column, (name, pick) in _SOURCES.items()}
    sums["used_reserves"] = ("使用非财政拨款结余", total(book.reserves))
    sums["brought_forward"] = ("上年结转", total(book.opening))
    yield from _shares(voice, sums, whole, "revenue")


def _shares(voice: Voice, sums: dict[str, tuple[str, int]], whole: int, table: str) -> Iterator[Claim]:
    for column, (name, fen) in sums.items():
        if fen:
            claim = voice.say(name, f"{table}/total/{column}", fen)
            yield voice.share(claim, fen, whole, f"{table}/total/total")


def _budget_expenditure(hidden: ExactAmounts, whole: int) -> Iterator[Claim]:
    book, voice, of = hidden.outturn, Voice("3"), "summary/expenditure.total/budget"
    yield voice.say("支出预算", of, whole)
    for code, fen in classes(book.spending).items():
        yield voice.share(voice.say(name_of(code), f"expenditure/{code}/total", fen, code), fen, whole, of)
    if fen := total(book.closing):
        yield voice.share(
            voice.say("结转下年", "summary/expenditure.carried_forward/budget", fen), fen, whole, of
        )


def _fiscal(entries: Sequence[Entry]) -> list[Entry]:
    return [e for e in entries if e.source in FISCAL]


def _paid(hidden: ExactAmounts) -> Iterator[Claim]:
    """Yield what appropriations pay: the total with its change, classes with share and change."""
    now, before = _fiscal(hidden.outturn.spending), _fiscal(hidden.outturn_before.spending)
    voice, table = Voice("4", base="上年"), "appropriations_expenditure"
    whole = total(now)
    claim = voice.say("财政拨款支出预算", f"{table}/total/total", whole)
    yield replace(claim, change=voice.amount(whole - total(before)), base="上年")
    for code, fen in classes(now).items():
        claim = voice.say(name_of(code), f"{table}/{code}/total", fen, code)
        claim = replace(claim, change=voice.amount(fen - total(before, under(code))), base="上年")
        yield voice.share(claim, fen, whole, f"{table}/total/total")


def account_claims(hidden: ExactAmounts, year: int, _: Random) -> Iterator[Claim]:
    """Yield the four sections of the notes on final accounts."""
    book, old = hidden.outturn, hidden.outturn_before
    voice = Voice("1", base=f"{year - 1}年度")
    both = total(book.receipts), total(old.receipts)
    yield voice.moved("收入总计", "summary/revenue.current_year/actual", *both)
    both = total(book.spending), total(old.spending)
    yield voice.moved("支出总计", "summary/expenditure.current_year/actual", *both)
    voice, whole = Voice("2"), total(book.receipts)
    yield voice.say("收入总计", "revenue/total/total", whole)
    sums = {column: (name, total(book.receipts, pick)) for column, (name, pick) in _SOURCES.items()}
    yield from _shares(voice, sums, whole, "revenue")
    yield from _kinds(Voice("3"), book.spending, "支出总计", "expenditure")
    voice, spent = Voice("3"), total(book.spending)
    for code, fen in classes(book.spending).items():
        claim = voice.say(name_of(code), f"expenditure/{code}/total", fen, code)
        yield voice.share(claim, fen, spent, "expenditure/total/total")
    yield from _kinds(Voice("4"), _fiscal(book.spending), "财政拨款支出总计", "appropriations_expenditure")
    yield from _items(hidden, year)


def _kinds(voice: Voice, spending: Sequence[Entry], name: str, table: str) -> Iterator[Claim]:
    whole = total(spending)
    yield voice.say(name, f"{table}/total/total", whole)
    kinds = {"basic": ("基本支出", BASIC), "project": ("项目支出", ("project",))}
    sums = {column: (label, total(spending, of_kind(*kind))) for column, (label, kind) in kinds.items()}
    yield from _shares(voice, sums, whole, table)


def _items(hidden: ExactAmounts, year: int) -> Iterator[Claim]:
    """Yield every item that appropriations pay, with its growth over the year before."""
    now, before = _fiscal(hidden.outturn.spending), _fiscal(hidden.outturn_before.spending)
    voice = Voice("4")
    for code in sorted({e.code for e in now}):
        fen, old = total(now, of_item(code)), total(before, of_item(code))
        claim = voice.say(name_of(code), f"appropriations_expenditure/{code}/total", fen, code)
        yield replace(claim, growth=growth(fen, old), base=f"{year - 1}年度决算数")
