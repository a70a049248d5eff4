"""What the notes of a Shanghai departmental budget say: seven sections as statements, all in 万元."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Claim
from synthesize.grids import name_of
from synthesize.hidden import (
    ALL_THREE,
    FISCAL,
    THREE_PUBLIC,
    Entry,
    anything,
    of_budget,
    of_fund,
    of_item,
    of_kind,
    of_lines,
    on_line,
    paid_by,
    total,
)
from synthesize.printing import growth
from synthesize.statements import Compared, Voice

_VEHICLES = (
    ("minister", "部级领导干部用车"),
    ("principal", "主要领导干部用车"),
    ("communication", "机要通信用车"),
    ("emergency", "应急保障用车"),
    ("enforcement", "执法执勤用车"),
    ("special", "特种专业技术用车"),
    ("retired", "离退休干部用车"),
    ("other", "其他用车"),
)
_BUYING = (("total", "政府采购预算"), ("goods", "货物"), ("works", "工程"), ("services", "服务"))


def claims(books: Compared, outturn: Sequence[Entry] | None, year: int, rng: Random) -> Iterator[Claim]:
    """Yield every statement in the order of the text; ``outturn`` is last year's, where items are measured by it."""
    yield from _budget(books)
    yield from items(books, outturn, year)
    yield from _three_public(books)
    running = total(books.now, of_fund("general_public"), of_kind("operating"))
    yield books.voice("3").say("机关运行经费", "three_public/agency_running/total", running)
    yield from _procurement(books, rng)
    yield from _performance(books)
    yield from vehicles("6", rng, bought=True)
    yield from _projects(books)


def moved(voice: Voice, subject: str, about: str, now: int, before: int) -> Claim:
    """State an amount and its change without a growth; an unchanged one is called so, not printed as zero."""
    claim = replace(voice.say(subject, about, now), change=voice.amount(now - before), base=voice.base)
    return replace(claim, inferred=True) if now == before else claim


def _budget(books: Compared) -> Iterator[Claim]:
    voice = books.voice("1")
    yield voice.say("收入预算", "revenue/total/total", total(books.now))
    yield moved(voice, "财政拨款收入", "revenue/total/appropriations", *books.both(of_budget()))
    for source, name in (
        ("business", "事业收入"),
        ("operating_income", "事业单位经营收入"),
        ("other", "其他收入"),
    ):
        yield voice.say(name, f"revenue/total/{source}", total(books.now, paid_by(source)))
    yield voice.say("支出预算", "expenditure/total/total", total(books.now))
    for name, about, pick in (
        ("财政拨款支出预算", "appropriations/expenditure.total/total", lambda e: e.source in FISCAL),
        ("一般公共预算拨款支出预算", "general_public/total/total", of_fund("general_public")),
        ("政府性基金拨款支出预算", "government_funds/total/total", of_fund("government_funds")),
        ("国有资本经营预算拨款支出预算", "state_capital/total/total", of_fund("state_capital")),
    ):
        yield moved(voice, name, about, *books.both(pick))


def items(books: Compared, outturn: Sequence[Entry] | None, year: int) -> Iterator[Claim]:
    """Yield one statement for every item of the general public budget, beside last year's outturn where given."""
    voice, base = books.voice("1"), f"{year - 1}年预算执行数"
    public = [e for e in books.now if of_fund("general_public")(e)]
    for code in sorted({e.code for e in public}):
        now = total(public, of_item(code))
        claim = voice.say(name_of(code), f"general_public/{code}/total", now, code)
        if outturn is not None:
            before = total(outturn, of_item(code))
            claim = replace(claim, base=base, base_amount=voice.amount(before))
            if now == before:
                claim = replace(claim, change=voice.amount(0), inferred=True)
            else:
                claim = replace(claim, growth=growth(now, before))
        yield claim


def _three_public(books: Compared) -> Iterator[Claim]:
    voice, public = books.voice("2"), of_fund("general_public")
    yield moved(voice, "“三公”经费", "three_public/total/total", *books.both(public, of_lines(ALL_THREE)))
    for item, name in (
        ("overseas_trips", "因公出国（境）费"),
        ("vehicles", "公务用车购置及运行费"),
        ("vehicle_purchase", "公务用车购置费"),
        ("vehicle_running", "公务用车运行费"),
        ("receptions", "公务接待费"),
    ):
        both = books.both(public, of_lines(THREE_PUBLIC[item]))
        yield moved(voice, name, f"three_public/{item}/total", *both)


def _procurement(books: Compared, rng: Random) -> Iterator[Claim]:
    voice = books.voice("4")
    goods = total(books.now, on_line("310"))
    works = total(books.now, on_line("309")) * rng.choice((0, 1))
    services = total(books.now, on_line("302"), of_kind("project")) * rng.randint(1, 9) // 10
    amounts = (goods + works + services, goods, works, services)
    for (item, name), fen in zip(_BUYING, amounts, strict=True):
        yield voice.say(name, f"narrative/procurement/{item}", fen)
    small = amounts[0] * rng.randint(3, 10) // 10
    yield voice.say("面向中小企业预留", "narrative/procurement/reserved_sme", small)
    yield voice.say(
        "面向小微企业预留", "narrative/procurement/reserved_micro", small * rng.randint(3, 10) // 10
    )


def _performance(books: Compared) -> Iterator[Claim]:
    voice, projects = books.voice("5"), [e for e in books.now if e.project]
    count = len({e.project for e in projects})
    yield voice.count("编报绩效目标的项目", "narrative/performance/projects.count", count, "个")
    yield voice.say("涉及项目预算资金", "narrative/performance/projects.amount", total(projects))


def vehicles(section: str, rng: Random, bought: bool) -> Iterator[Claim]:
    """Yield the vehicles a department has by kind, those it will buy where ``bought``, and its large equipment."""
    names = [("vehicles", "车辆", "equipment_100", "单价100万元（含）以上设备")]
    names += [("new_vehicles", "购置车辆", "planned_100", "购置单价100万元（含）以上设备")] if bought else []
    voice = Voice(section)
    for leader, name, equipment, large in names:
        few = (0, 0, 0, 1, 2, 4) if leader == "vehicles" else (0, 0, 0, 0, 0, 1)
        numbers = [0, 0, *(rng.choice(few) for _ in _VEHICLES[2:])]
        yield voice.count(name, f"narrative/assets/{leader}.count", sum(numbers), "辆")
        for (kind, subject), number in zip(_VEHICLES, numbers, strict=True):
            yield voice.count(subject, f"narrative/assets/{leader}_by_kind.{kind}", number, "辆")
        yield voice.count(large, f"narrative/assets/{equipment}.count", rng.choice((0, 0, 1, 3)), "台")


def _projects(books: Compared) -> Iterator[Claim]:
    """Yield the budget of one project that the notes describe."""
    projects = [e for e in books.now if e.project]
    if projects:
        name = projects[0].project
        fen = total([e for e in projects if e.project == name], anything)
        claim = books.voice("7").say(name, "narrative/projects/amount", fen)
        yield (
            replace(claim, amount=Amount(claim.amount.value + Decimal(0), "万元")) if claim.amount else claim
        )
