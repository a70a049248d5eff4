"""The notes of a department's final accounts in our own words."""

from __future__ import annotations

from collections.abc import Iterator

from budgetkit.model.disclosure import Claim
from synthesize.phrases import Heading, Paragraph, Prose, Speech, moved, path
from synthesize.printing import size
from synthesize.shanghai_prose import assets


def narrative(speech: Speech) -> Iterator[Prose]:
    """Yield the eleven sections."""
    year, who = speech.disclosure.year, speech.disclosure.department
    yield Heading(f"第三部分 {who}{year}年度部门决算情况说明", 1)
    yield Heading("一、收入支出决算总体情况说明")
    yield Paragraph(_compared(speech.of("1")[0], speech))
    for heading, section in (("二、收入决算情况说明", "2"), ("三、支出决算情况说明", "3")):
        yield Heading(heading)
        first, *rest = speech.of(section)
        yield Paragraph(f"{speech.said(first)}，其中：{'；'.join(map(speech.said, rest))}。")
    yield Heading("四、财政拨款收入支出决算总体情况说明")
    yield Paragraph(_compared(speech.of("4")[0], speech))
    yield from _general_public(speech)
    yield Heading("六、一般公共预算财政拨款基本支出决算情况说明")
    basic, personnel, operating = map(speech.said, speech.of("6"))
    yield Paragraph(f"{basic}。其中：{personnel}，主要包括工资和缴费；{operating}，主要包括办公和维护。")
    yield from _three_public(speech)
    yield from _funds(speech)
    yield Heading("十、预算绩效管理情况")
    pairs = iter(speech.of("10"))
    goals = [
        f"{c.subject}{_size(c)}，涉及预算金额{_size(money)}" for c, money in zip(pairs, pairs, strict=True)
    ]
    yield Paragraph(f"本部门{'；'.join(goals)}。")
    yield from _others(speech)


def _size(claim: Claim) -> str:
    return size(claim.amount) if claim.amount else ""


def _compared(claim: Claim, speech: Speech) -> str:
    """Return a total and, in a sentence of its own, its change against the year before."""
    name = speech.name(claim)
    change = moved(claim, speech.rng)
    for than in (f"与{claim.base}相比", f"比{claim.base}", f"较{claim.base}"):
        change = change.removeprefix(than)
    than = f"与{claim.base}相比" if claim.section != "5.1" else f"相比{claim.base}"
    return f"{speech.disclosure.year}年度{name}{_size(claim)}。{than}，{name}{change}。{speech.reason()}。"


def _general_public(speech: Speech) -> Iterator[Prose]:
    yield Heading("五、一般公共预算财政拨款支出决算情况说明")
    yield Heading("（一）一般公共预算财政拨款支出决算总体情况", 3)
    claim = speech.of("5.1")[0]
    whole = f"{speech.name(claim)}{_size(claim)}，占本年支出合计的比重为{claim.share}"
    change = _compared(claim, speech).partition("。")[2]
    yield Paragraph(f"{whole}。{change}")
    yield Heading("（二）一般公共预算财政拨款支出决算结构情况", 3)
    first, *classes = speech.of("5.2")
    said = [speech.said(c, f"{c.subject}（类）") for c in classes]
    yield Paragraph(f"{speech.said(first)}，主要用于以下方面：{'；'.join(said)}。")
    yield Heading("（三）一般公共预算财政拨款支出决算具体情况", 3)
    first, *items = speech.of("5.3")
    yield Paragraph(f"{_completed(first, speech.name(first))}。{speech.reason()}。其中：")
    for number, claim in enumerate(items, 1):
        yield Paragraph(f"{number}、{path(claim.code)}。{_completed(claim, '')}。{speech.reason()}。")


def _completed(claim: Claim, name: str, first: str = "") -> str:
    """Return a budget, called so or ``first`` 年初, and what was spent of it."""
    base = size(claim.base_amount) if claim.base_amount else ""
    text = f"{name}{first}{claim.base}为{base}，支出决算为{_size(claim)}"
    return text if claim.share is None else f"{text}，完成{claim.base}的{claim.share}"


def _three_public(speech: Speech) -> Iterator[Prose]:
    claims = speech.of("7.1")
    half = len(claims) // 2
    yield Heading("七、财政拨款“三公”经费支出决算情况说明")
    yield Heading("（一）“三公”经费财政拨款支出决算总体情况说明", 3)
    first_budget = speech.rng.choice(("", "年初"))
    spent = [_completed(c, speech.name(c), first_budget) for c in claims[:half]]
    yield Paragraph(f"{spent[0]}，其中：{'；'.join(spent[1:])}。")
    first, *rest = claims[half:]
    changes = [f"{c.subject}{_tail(c, speech)}" for c in rest]
    yield Paragraph(f"{first.subject}支出{_tail(first, speech)}。其中：{'；'.join(changes)}。")


def _tail(claim: Claim, speech: Speech) -> str:
    return (
        f"支出决算{moved(claim, speech.rng)}" if claim.about.count("total") == 0 else moved(claim, speech.rng)
    )


def _funds(speech: Speech) -> Iterator[Prose]:
    for number, section, name in (("八", "8", "政府性基金"), ("九", "9", "国有资本经营")):
        yield Heading(f"{number}、{name}预算财政拨款收入支出决算情况说明")
        claims = speech.of(section)
        text = "，".join(f"{c.subject}{_size(c)}" for c in claims)
        yield Paragraph(f"{text}。" if claims else "当年没有这一类收入和支出。")


def _others(speech: Speech) -> Iterator[Prose]:
    yield Heading("十一、其他重要事项的情况说明")
    yield Heading("（一）机关运行经费支出情况", 3)
    yield Paragraph(f"{speech.said(speech.of('11.1')[0])}，{speech.reason()}。")
    yield Heading("（二）政府采购支出情况", 3)
    first, *rest = speech.of("11.2")
    kinds = "、".join(f"{c.subject}采购金额{_size(c)}" for c in rest[:3])
    yield Paragraph(f"本部门政府采购金额{_size(first)}，其中：{kinds}。")
    small, micro = map(_size, rest[3:])
    names = ("面向中小企业预留政府采购项目预算金额", "面向小微企业预留政府采购项目预算金额")
    yield Paragraph(f"本部门{names[0]}{small}，其中{names[1]}{micro}。")
    yield Heading("（三）国有资产占有使用情况说明", 3)
    yield from assets(speech, "11.3", f"截至{speech.disclosure.year}年12月31日，本部门共有")
