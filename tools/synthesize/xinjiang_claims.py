"""What the narrative of a Xinjiang departmental budget says of its tables: sections 1 to 11 as statements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from budgetkit.model.disclosure import Claim
from synthesize.grids import classes, name_of
from synthesize.hidden import (
    ALL_THREE,
    APPROPRIATIONS,
    BASIC,
    THREE_PUBLIC,
    carried,
    of_budget,
    of_item,
    of_kind,
    of_lines,
    total,
)
from synthesize.statements import Compared, label, trimmed
from synthesize.xinjiang_tables import FORM, REVENUE

_ALWAYS = ("general_public", "government_funds", "state_capital", "own_funds")
"""The sources that section 2 names even when there is none."""


def claims(books: Compared) -> Iterator[Claim]:
    """Yield the statements of sections 1 to 11 in the order of the text."""
    yield from _overall(books)
    yield from _revenue(books)
    yield from _expenditure(books)
    yield from _appropriations(books)
    yield from _general_public(books)
    yield from _basic(books)
    yield from _projects(books)
    yield from _funds(books)
    yield from _three_public(books)
    yield from _brought_forward(books)


def _overall(books: Compared) -> Iterator[Claim]:
    yield books.voice("1").say("收支总预算", "summary/revenue.total/budget", total(books.now))


def _revenue(books: Compared) -> Iterator[Claim]:
    voice, whole = books.voice("2"), total(books.now)
    yield voice.say("收入预算", "revenue/total/total", whole)
    for column in (c for c in REVENUE if c not in ("total", "appropriations")):
        now, before = REVENUE[column](books.now), REVENUE[column](books.before)
        if now or before or column in _ALWAYS:
            about = f"revenue/total/{column}"
            claim = voice.moved(label(FORM, "2", about), about, now, before)
            yield voice.share(claim, now, whole, "revenue/total/total")


def _expenditure(books: Compared) -> Iterator[Claim]:
    voice, whole = books.voice("3"), total(books.now)
    yield voice.say("支出预算", "expenditure/total/total", whole)
    for name, column, kinds in (("基本支出", "basic", BASIC), ("项目支出", "project", ("project",))):
        now, before = books.both(of_kind(*kinds))
        claim = voice.moved(name, f"expenditure/total/{column}", now, before)
        yield voice.share(claim, now, whole, "expenditure/total/total")


def _appropriations(books: Compared) -> Iterator[Claim]:
    voice = books.voice("4")
    yield voice.say(
        "财政拨款收支总预算", "appropriations/revenue.total/budget", total(books.now, of_budget())
    )
    for budget in APPROPRIATIONS:
        about, fen = f"appropriations/revenue.{budget}/budget", total(books.now, of_budget(budget))
        if fen:
            yield voice.say(label(FORM, "4", about), about, fen)
    public = [e for e in books.now if of_budget("general_public")(e)]
    for code, fen in classes(public).items():
        yield voice.say(name_of(code), f"appropriations/expenditure.{code}/general_public", fen, code)


def _general_public(books: Compared) -> Iterator[Claim]:
    public = of_budget("general_public")
    voice, whole = books.voice("5.1"), total(books.now, public)
    yield voice.say("一般公共预算拨款", "general_public/total/total", whole)
    for name, column, kinds in (("基本支出", "basic", BASIC), ("项目支出", "project", ("project",))):
        yield voice.moved(name, f"general_public/total/{column}", *books.both(public, of_kind(*kinds)))
    voice = books.voice("5.2")
    for code, fen in classes(filter(public, books.now)).items():
        claim = voice.say(name_of(code), f"general_public/{code}/total", fen, code)
        yield voice.share(claim, fen, whole, "general_public/total/total")
    voice = books.voice("5.3")
    for code in sorted({e.code for e in (*books.now, *books.before) if public(e)}):
        now, before = books.both(public, of_item(code))
        yield voice.moved(name_of(code), f"general_public/{code}/total", now, before, code)


def _basic(books: Compared) -> Iterator[Claim]:
    voice, public = books.voice("6"), of_budget("general_public")
    for name, column, kinds in (
        ("一般公共预算基本支出", "total", BASIC),
        ("人员经费", "personnel", ("personnel",)),
        ("公用经费", "operating", ("operating",)),
    ):
        yield voice.say(name, f"basic/total/{column}", total(books.now, public, of_kind(*kinds)))


def _projects(books: Compared) -> Iterator[Claim]:
    voice, public = books.voice("7"), of_budget("general_public")
    projects = [e for e in books.now if public(e) and e.project]
    for position, name in enumerate(dict.fromkeys(e.project for e in projects), 1):
        folder = "narrative/projects" if position == 1 else f"narrative/projects_{position}"
        here = [e for e in projects if e.project == name]
        yield voice.say(name, f"{folder}/amount", total(here))
        for number, line in enumerate(sorted({e.economic for e in here}), 1):
            fen = sum(e.fen for e in here if e.economic == line)
            claim = voice.say(name_of(line), f"{folder}/allocation.{number}", fen)
            yield replace(claim, amount=trimmed(voice.amount(fen)))


def _funds(books: Compared) -> Iterator[Claim]:
    for section, budget in (("8", "government_funds"), ("9", "state_capital")):
        now, before = books.both(of_budget(budget))
        about = f"{budget}/total/total"
        if now:
            yield books.voice(section).moved(label(FORM, section, about), about, now, before)


def _three_public(books: Compared) -> Iterator[Claim]:
    voice, paid = books.voice("10"), of_budget()
    yield voice.moved("“三公”经费", "three_public/total/total", *books.both(paid, of_lines(ALL_THREE)))
    for name in ("overseas_trips", "vehicle_purchase", "vehicle_running", "receptions"):
        about = f"three_public/{name}/total"
        yield voice.moved(label(FORM, "10", about), about, *books.both(paid, of_lines(THREE_PUBLIC[name])))


def _brought_forward(books: Compared) -> Iterator[Claim]:
    voice, old = books.voice("11"), [e for e in books.now if e.carried]
    yield voice.say("上年结转结余", "brought_forward/total/total", total(old))
    yield voice.say("财政拨款", "brought_forward/total/fiscal_total", total(old, carried(True)))
    yield voice.say("非财政拨款", "brought_forward/total/nonfiscal_total", total(old, carried(False)))
    for name in dict.fromkeys(e.project for e in old):
        yield voice.say(name, f"brought_forward/{name}/total", total([e for e in old if e.project == name]))
