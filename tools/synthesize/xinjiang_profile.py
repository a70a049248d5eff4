"""What a Xinjiang budget says beside its tables: staff, running costs, procurement, assets, performance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from random import Random

from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Claim, Indicator
from synthesize.hidden import FISCAL, OWN, of_budget, of_kind, on_line, total
from synthesize.statements import Compared, Voice, label
from synthesize.xinjiang_tables import FORM

_PREFIX = "narrative/performance/"


def staff(rng: Random) -> Iterator[Claim]:
    """Yield section 0.2: established posts, headcount and offices."""
    voice, active, retired = Voice("0.2"), rng.randint(4, 90), rng.choice((0, 0, 3, 11))
    yield voice.count("下设处室", "narrative/headcount/offices", rng.randint(2, 6), "个")
    yield voice.count("编制数", "narrative/headcount/established", active + rng.randint(0, 5), "人")
    yield voice.count("实有人数", "narrative/headcount/actual", active + retired, "人")
    changes = (0, rng.randint(-3, 3), rng.randint(0, 1) if retired else 0)
    for name, item, number, change in zip(
        ("离休", "在职", "退休"),
        ("retired_cadres", "active", "retired"),
        (0, active, retired),
        changes,
        strict=True,
    ):
        yield voice.count(name, f"narrative/headcount/{item}", number, "人", change)


def other_matters(books: Compared, rng: Random) -> Iterator[Claim]:
    """Yield sections 12.1 to 12.3."""
    operating = books.both(of_budget("general_public"), of_kind("operating"))
    yield books.voice("12.1").moved("机关运行经费", "narrative/agency_running/amount", *operating)
    yield from procurement(books, rng, books.voice("12.2"))
    yield from _assets(rng)


def procurement(books: Compared, rng: Random, voice: Voice) -> Iterator[Claim]:
    """Yield what is to be bought: goods, works and services within the budget for them."""
    goods = total(books.now, on_line("310")) * rng.randint(2, 10) // 10
    works = total(books.now, on_line("309")) * rng.choice((0, 1))
    services = total(books.now, on_line("302"), of_kind("project")) * rng.randint(1, 9) // 10
    whole = goods + works + services
    small = whole * rng.randint(4, 10) // 10
    amounts = (whole, goods, works, services, small, small * rng.randint(4, 10) // 10)
    items = ("total", "goods", "works", "services", "reserved_sme", "reserved_micro")
    for item, fen in zip(items, amounts, strict=True):
        about = f"narrative/procurement/{item}"
        yield voice.say(label(FORM, "12.2", about), about, fen)


def _assets(rng: Random) -> Iterator[Claim]:
    voice, prefix = Voice("12.3"), "narrative/assets/"
    area = rng.choice((0, rng.randint(20_000, 900_000)))
    claim = voice.say("房屋面积", f"{prefix}buildings.area", 0)
    yield replace(claim, amount=Amount(Decimal(area).scaleb(-2), "平方米"))
    yield voice.say("房屋价值", f"{prefix}buildings.value", area * rng.randint(100_000, 600_000) // 100)
    numbers = [rng.choice((0, 0, 1, 2, 5)) for _ in range(3)]
    values = [n * rng.randint(8_000_000, 40_000_000) for n in numbers]
    kinds = ("vehicles", "vehicles_other", "vehicles_general", "vehicles_enforcement")
    for kind, number, value in zip(kinds, (sum(numbers), *numbers), (sum(values), *values), strict=True):
        yield voice.count(label(FORM, "12.3", f"{prefix}{kind}.count"), f"{prefix}{kind}.count", number, "辆")
        yield voice.say(label(FORM, "12.3", f"{prefix}{kind}.value"), f"{prefix}{kind}.value", value)
    for item in ("furniture", "other"):
        about = f"{prefix}{item}.value"
        yield voice.say(label(FORM, "12.3", about), about, rng.choice((0, rng.randint(10_000, 90_000_000))))
    for item in ("equipment_50", "equipment_100", "planned_50", "planned_100"):
        about = f"{prefix}{item}.count"
        yield voice.count(label(FORM, "12.3", about), about, rng.choice((0, 0, 1, 3)), "台")


def performance(books: Compared) -> Iterator[Claim]:
    """Yield section 12.4: how many objectives there are and what they cover."""
    voice = books.voice("12.4")
    covered = {"overall": list(books.now)}
    covered["fiscal_projects"] = [e for e in books.now if e.project and e.source in FISCAL]
    covered["nonfiscal_projects"] = [e for e in books.now if e.project and e.source not in FISCAL]
    for item, entries in covered.items():
        count = 1 if item == "overall" else len({e.project for e in entries})
        about = f"{_PREFIX}{item}.count"
        yield voice.count(label(FORM, "12.4", about), about, count, "个")
        about = f"{_PREFIX}{item}.amount"
        yield voice.say(label(FORM, "12.4", about), about, total(entries))


def objectives(books: Compared, project: str) -> Iterator[Claim]:
    """Yield the money of the two performance tables: the department's whole, and one project's."""
    voice, fiscal = books.voice("12.4"), total(books.now, of_budget())
    above = total(books.now, lambda e: e.source.endswith("_transfer") and not e.carried)
    rest = total(books.now) - fiscal
    for item, name, fen in (
        ("overall.above", "上级安排", above),
        ("overall.own_level", "本级安排", fiscal - above),
        ("overall.other", "其他资金", rest),
    ):
        yield voice.say(name, _PREFIX + item, fen)
    if project:
        here = [e for e in books.now if e.project == project]
        other = total(here, lambda e: e.source in OWN)
        for item, name, fen in (
            ("project.amount", "项目年度预算总额", total(here)),
            ("project.fiscal", "项目财政拨款", total(here) - other),
            ("project.other", "项目其他资金", other),
        ):
            yield voice.say(name, _PREFIX + item, fen)


def indicators(rng: Random, department: str, project: str) -> Iterator[Indicator]:
    """Yield the indicators of the performance tables; weights add to 90, the rest is for budget execution."""
    for number, weight in enumerate((20, 20, 25, 25), 1):
        name = f"{rng.choice(('巡查', '培训', '宣传', '回访', '普查'))}样例任务{number}"
        target = rng.choice((f"={rng.randint(1, 12)}次", f"≥{rng.randint(5, 90)}个", "=100%"))
        kind = "质量指标" if target == "=100%" else "数量指标"
        weighed = Amount(Decimal(weight), "")
        yield Indicator(
            "overall", department, ("履职效能", kind, name), target, "年度工作计划", weight=weighed
        )
    if not project:
        return
    for level, kind, target, prior, weight, scoring in (
        (
            "产出指标",
            "数量指标",
            f"≥{rng.randint(5, 90)}个",
            f"{rng.randint(5, 90)}个",
            20,
            "按照完成比例赋分",
        ),
        ("产出指标", "质量指标", "=100%", f"{rng.randint(50, 99)}.5%", 20, "按照完成比例赋分"),
        ("产出指标", "时效指标", "=100%", "", 10, "按照完成比例赋分"),
        (
            "成本指标",
            "经济成本指标",
            f"≤{rng.randint(2, 80)}万元",
            f"{rng.randint(2, 80)}万元",
            20,
            "按照完成比例赋分",
        ),
        ("效益指标", "社会效益指标", "长期", "", 10, "按评判等级赋分"),
        ("满意度指标", "满意度指标", "≥90%", "", 10, "满意度赋分"),
    ):
        name = f"{project[:4]}{kind[:2]}完成情况"
        weighed = Amount(Decimal(weight), "")
        yield Indicator("project", project, (level, kind, name), target, "计划标准", prior, weighed, scoring)
