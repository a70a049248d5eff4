"""What the notes of a department's final accounts say: eleven sections as statements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from budgetkit.model.disclosure import Claim
from synthesize.grids import classes, name_of
from synthesize.hidden import (
    ALL_THREE,
    BASIC,
    FISCAL,
    THREE_PUBLIC,
    Entry,
    Pick,
    of_budget,
    of_fund,
    of_item,
    of_kind,
    of_lines,
    on_line,
    paid_by,
    total,
)
from synthesize.outturn import ExactAmounts
from synthesize.printing import percent
from synthesize.shanghai_claims import vehicles
from synthesize.statements import Compared, Voice

PUBLIC = of_fund("general_public")
_SOURCES = {
    "appropriations": ("财政拨款收入", of_budget()),
    "from_above": ("上级补助收入", paid_by("from_above")),
    "business": ("事业收入", paid_by("business", "special_account")),
    "operating_income": ("经营收入", paid_by("operating_income")),
    "from_below": ("附属单位上缴收入", paid_by("from_below")),
    "other": ("其他收入", paid_by("other")),
}
_EXPENSES = (
    ("overseas_trips", "因公出国（境）费"),
    ("vehicles", "公务用车购置及运行维护费"),
    ("receptions", "公务接待费"),
)


def claims(hidden: ExactAmounts, year: int, rng: Random) -> Iterator[Claim]:
    """Yield every statement in the order of the text."""
    books = Compared(hidden.outturn.spending, hidden.outturn_before.spending, base=f"{year - 1}年度")
    yield from _totals(hidden, books)
    yield from _revenue(hidden)
    yield from _expenditure(books)
    yield from _appropriations(hidden, books)
    yield from _general_public(hidden, books)
    yield from _basic(books)
    yield from _three_public(hidden, books)
    yield from _funds(hidden)
    yield from _performance(hidden)
    operating = books.both(PUBLIC, of_kind("operating"))
    yield books.voice("11.1").moved("机关运行经费", "narrative/agency_running/amount", *operating)
    yield from _procurement(hidden, rng)
    yield from vehicles("11.3", rng, bought=False)


def completed(voice: Voice, claim: Claim, fen: int, planned: int, base: str) -> Claim:
    """Add how much of a budget was spent, and the budget itself."""
    return replace(claim, share=percent(fen, planned), base=base, base_amount=voice.amount(planned))


def _whole(hidden: ExactAmounts, before: bool, *picks: Pick) -> int:
    book = hidden.outturn_before if before else hidden.outturn
    return total([*book.receipts, *book.reserves, *book.opening], *picks)


def _totals(hidden: ExactAmounts, books: Compared) -> Iterator[Claim]:
    both = _whole(hidden, False), _whole(hidden, True)
    yield books.voice("1").moved("收入支出总计", "summary/revenue.total/actual", *both)


def _revenue(hidden: ExactAmounts) -> Iterator[Claim]:
    voice, receipts = Voice("2"), hidden.outturn.receipts
    whole = total(receipts)
    yield voice.say("本年收入合计", "revenue/total/total", whole)
    for column, (name, pick) in _SOURCES.items():
        fen = total(receipts, pick)
        if fen:
            yield voice.share(
                voice.say(name, f"revenue/total/{column}", fen), fen, whole, "revenue/total/total"
            )


def _expenditure(books: Compared) -> Iterator[Claim]:
    voice, whole = books.voice("3"), total(books.now)
    yield voice.say("本年支出合计", "expenditure/total/total", whole)
    for name, column, kinds in (("基本支出", "basic", BASIC), ("项目支出", "project", ("project",))):
        fen = total(books.now, of_kind(*kinds))
        claim = voice.say(name, f"expenditure/total/{column}", fen)
        yield voice.share(claim, fen, whole, "expenditure/total/total")


def _appropriations(hidden: ExactAmounts, books: Compared) -> Iterator[Claim]:
    both = _whole(hidden, False, _fiscal), _whole(hidden, True, _fiscal)
    yield books.voice("4").moved("财政拨款收入支出总计", "appropriations/revenue.total/actual", *both)


def _fiscal(entry: Entry) -> bool:
    return entry.source in FISCAL


def _general_public(hidden: ExactAmounts, books: Compared) -> Iterator[Claim]:
    name, about = "一般公共预算财政拨款支出", "general_public/total/total"
    public = [e for e in books.now if PUBLIC(e)]
    whole, voice = total(public), books.voice("5.1")
    claim = voice.moved(name, about, *books.both(PUBLIC))
    yield voice.share(claim, whole, total(books.now), "expenditure/total/total")
    voice = books.voice("5.2")
    yield voice.say(name, about, whole)
    for code, fen in classes(public).items():
        claim = voice.say(name_of(code), f"general_public/{code}/total", fen, code)
        yield voice.share(claim, fen, whole, about)
    voice = books.voice("5.3")
    planned = [e for e in hidden.plan if PUBLIC(e) and not e.carried]
    yield completed(voice, voice.say(name, about, whole), whole, total(planned), "年初预算")
    for code in sorted({e.code for e in public}):
        claim = voice.say(name_of(code), f"general_public/{code}/total", total(public, of_item(code)), code)
        yield replace(claim, base="年初预算", base_amount=voice.amount(total(planned, of_item(code))))


def _basic(books: Compared) -> Iterator[Claim]:
    voice = books.voice("6")
    fen = total(books.now, PUBLIC, of_kind(*BASIC))
    yield voice.say("一般公共预算财政拨款基本支出", "general_public/total/basic", fen)
    for name, kind in (("人员经费", "personnel"), ("公用经费", "operating")):
        yield voice.say(name, f"basic/{kind}/actual", total(books.now, PUBLIC, of_kind(kind)))


def _three_public(hidden: ExactAmounts, books: Compared) -> Iterator[Claim]:
    """Yield how much of the budget of each expense was spent, then the change against the year before."""
    voice = books.voice("7.1")
    planned = [e for e in hidden.plan if PUBLIC(e) and not e.carried]
    for item, name in (("total", "“三公”经费"), *_EXPENSES):
        pick = of_lines(THREE_PUBLIC.get(item, ALL_THREE))
        fen = total(books.now, PUBLIC, pick)
        claim = voice.say(name, f"three_public/{item}/actual", fen)
        yield completed(voice, claim, fen, total(planned, pick), "预算")
    for item, name in (("total", "“三公”经费"), *_EXPENSES):
        pick = of_lines(THREE_PUBLIC.get(item, ALL_THREE))
        yield voice.moved(name, f"three_public/{item}/actual", *books.both(PUBLIC, pick))


def _funds(hidden: ExactAmounts) -> Iterator[Claim]:
    book = hidden.outturn
    for section, budget in (("8", "government_funds"), ("9", "state_capital")):
        sums = {
            "brought_forward": ("年初结转和结余", book.opening),
            "revenue": ("本年收入", book.receipts),
            "total": ("本年支出", book.spending),
            "carried_forward": ("年末结转和结余", book.closing),
        }
        if any(total(entries, of_fund(budget)) for _, entries in sums.values()):
            for column, (name, entries) in sums.items():
                yield Voice(section).say(name, f"{budget}/total/{column}", total(entries, of_fund(budget)))


def _performance(hidden: ExactAmounts) -> Iterator[Claim]:
    voice = Voice("10")
    projects = [e for e in hidden.plan if e.project and not e.carried]
    count = len({e.project for e in projects})
    for item, name, money in (
        ("objectives", "编报绩效目标的项目", "编报绩效目标涉及预算金额"),
        ("monitored", "绩效跟踪评价的项目", "绩效跟踪评价涉及预算金额"),
        ("evaluated", "绩效自评的项目", "绩效自评涉及预算金额"),
    ):
        yield voice.count(name, f"narrative/performance/{item}.count", count, "个")
        yield voice.say(money, f"narrative/performance/{item}.amount", total(projects))


def _procurement(hidden: ExactAmounts, rng: Random) -> Iterator[Claim]:
    voice, spent = Voice("11.2"), hidden.outturn.spending
    goods = total(spent, on_line("310"))
    works = total(spent, on_line("309"))
    services = total(spent, on_line("302"), of_kind("project")) * rng.randint(1, 9) // 10
    amounts = (
        ("total", "政府采购金额", goods + works + services),
        ("goods", "货物", goods),
        ("works", "工程", works),
    )
    for item, name, fen in (*amounts, ("services", "服务", services)):
        yield voice.say(name, f"narrative/procurement/{item}", fen)
    small = (goods + works + services) * rng.randint(3, 10) // 10
    yield voice.say("面向中小企业预留", "narrative/procurement/reserved_sme", small)
    yield voice.say(
        "面向小微企业预留", "narrative/procurement/reserved_micro", small * rng.randint(3, 10) // 10
    )
