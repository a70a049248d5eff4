"""The narrative of a Xinjiang departmental budget in our own words, section by section."""

from __future__ import annotations

from collections.abc import Iterator

from budgetkit.model.disclosure import Claim
from synthesize.phrases import Heading, Paragraph, Prose, Speech, listed, path
from synthesize.printing import ordinal, size

_TITLES = {
    "1": "收支预算情况总体说明",
    "2": "收入预算情况说明",
    "3": "支出预算情况说明",
    "4": "财政拨款收支预算情况的总体说明",
    "5": "一般公共预算当年拨款情况说明",
    "6": "一般公共预算基本支出情况说明",
    "7": "一般公共预算项目支出情况说明",
    "8": "政府性基金预算拨款情况说明",
    "9": "国有资本经营预算拨款情况说明",
    "10": "财政拨款“三公”经费预算情况说明",
    "11": "上年结转结余预算情况说明",
}


def profile(speech: Speech) -> Iterator[Prose]:
    """Yield the first part: duties and staff."""
    claims = {c.about.rpartition("/")[2]: c for c in speech.of("0.2")}
    number = {item: c.amount.value if c.amount else 0 for item, c in claims.items()}
    yield Heading(f"第一部分 {speech.disclosure.department}概况", 1)
    yield Heading("一、主要职能")
    yield Paragraph(
        f"{speech.disclosure.department}是为样例虚构的单位，负责示范性的日常事务，不承担任何真实职责。"
    )
    yield Heading("二、机构设置及人员情况")
    yield Paragraph(f"本部门无下属预算单位，下设{number['offices']}个科室。")
    staff = [f"{name}{number[item]}人{_more(claims[item])}" for name, item in _STAFF]
    posts = f"编制数{number['established']}，实有人数{number['actual']}人"
    yield Paragraph(f"本部门{posts}，其中：{'；'.join(staff)}。")


_STAFF = (("离休", "retired_cadres"), ("在职", "active"), ("退休", "retired"))


def _more(claim: Claim) -> str:
    if claim.change is None:
        return ""
    return f"，{'减少' if claim.change.value < 0 else '增加'}{abs(claim.change.value)}人"


def narrative(speech: Speech) -> Iterator[Prose]:
    """Yield the third part: twelve sections."""
    who = f"{speech.disclosure.department}{speech.disclosure.year}年"
    yield Heading(f"第三部分 {speech.disclosure.year}年部门预算情况说明", 1)
    for number, title in _TITLES.items():
        yield Heading(f"{ordinal(int(number))}、关于{who}{title}")
        yield from _section(number, speech)
    yield Heading("十二、其他重要事项的情况说明")
    yield from _others(speech)


def _section(number: str, speech: Speech) -> Iterator[Prose]:
    claims = speech.of(number)
    if number == "5":
        yield from _general_public(speech)
    elif number == "7":
        yield from _projects(speech)
    elif number in ("8", "9"):
        yield from _fund(claims, speech)
    elif number in ("2", "3"):
        yield Paragraph(f"{speech.disclosure.department}{speech.said(claims[0])}，其中：")
        yield from speech.each(claims[1:])
    elif number == "10":
        first, *rest = map(speech.said, claims)
        yield Paragraph(f"{speech.disclosure.year}年财政拨款{first}，其中：{'；'.join(rest)}。")
    else:
        yield from _SIMPLE[number](claims, speech)


def _overall(claims: list[Claim], speech: Speech) -> Iterator[Prose]:
    sources = [c.subject for c in speech.of("2")[1:] if c.amount and c.amount.value]
    classes = [c.subject for c in speech.of("4") if c.code]
    yield Paragraph(f"所有收支都列入当年部门预算管理，{speech.said(claims[0])}。")
    yield Paragraph(f"收入预算包括：{listed(sources)}。")
    yield Paragraph(f"支出预算包括：{listed(classes)}。")


def _appropriations(claims: list[Claim], speech: Speech) -> Iterator[Prose]:
    sources = [c for c in claims[1:] if not c.code]
    yield Paragraph(f"{speech.said(claims[0])}。")
    yield Paragraph(f"收入预算包括：{'，'.join(map(speech.said, sources))}。")
    uses = [f"{speech.said(c)}，{speech.use()}" for c in claims if c.code]
    yield Paragraph(f"一般公共预算支出包括：{'；'.join(uses)}。")


def _general_public(speech: Speech) -> Iterator[Prose]:
    first, *kinds = speech.of("5.1")
    yield Heading("（一）一般公共预算当年拨款规模变化情况", 3)
    yield Paragraph(f"{speech.disclosure.department}{speech.disclosure.year}年{speech.said(first)}，其中：")
    yield from speech.each(kinds)
    yield Heading("（二）一般公共预算当年拨款结构情况", 3)
    for number, claim in enumerate(speech.of("5.2"), 1):
        yield Paragraph(f"{number}、{speech.said(claim, f'{claim.subject}（类）')}。")
    yield Heading("（三）一般公共预算当年拨款具体使用情况", 3)
    for number, claim in enumerate(speech.of("5.3"), 1):
        text = speech.said(claim, f"{path(claim.code)}：{speech.disclosure.year}年预算数为")
        yield Paragraph(f"{number}、{text}，{speech.reason()}。")


def _basic(claims: list[Claim], speech: Speech) -> Iterator[Prose]:
    lines = [r for r in speech.disclosure["basic"].rows if len(r.code) == 5]
    yield Paragraph(f"{speech.disclosure.year}年{speech.said(claims[0])}，其中：")
    for claim, column in zip(claims[1:], ("personnel", "operating"), strict=True):
        names = [r.name for r in lines if (a := r.amount(column)) is not None and a.value]
        yield Paragraph(f"{speech.said(claim)}，主要包括：{listed(names)}。")


def _projects(speech: Speech) -> Iterator[Prose]:
    claims = speech.of("7")
    starts = [n for n, c in enumerate(claims) if c.about.endswith("/amount")]
    if not claims:
        yield Paragraph("当年未安排一般公共预算项目支出。")
        return
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(claims)], strict=True), 1):
        project, *lines = claims[start:end]
        year = speech.disclosure.year
        yield Heading(f"（{ordinal(number)}）项目名称：{project.subject}", 3)
        yield Paragraph("设立的政策依据：样例虚构的工作安排。")
        yield Paragraph(f"预算安排规模：{size(project.amount) if project.amount else ''}")
        yield Paragraph(f"项目承担单位：{speech.disclosure.department}")
        yield Paragraph(f"资金分配情况：{'、'.join(speech.said(c, c.subject) for c in lines)}。")
        yield Paragraph(f"资金执行时间：{year}年1月至{year}年12月")


def _fund(claims: list[Claim], speech: Speech) -> Iterator[Prose]:
    if claims:
        yield Paragraph(f"{speech.disclosure.year}年{speech.said(claims[0])}，{speech.use()}。")
    else:
        yield Paragraph("当年没有这一类预算拨款，对应的表格没有数据。")


def _brought_forward(claims: list[Claim], speech: Speech) -> Iterator[Prose]:
    first, fiscal, other, *projects = claims
    parts = f"{speech.said(fiscal, '财政拨款')}，{speech.said(other, '非财政拨款')}"
    yield Paragraph(
        f"{speech.disclosure.year}年{speech.said(first)}，包括：{parts}{'，其中：' if projects else '。'}"
    )
    for number, claim in enumerate(projects, 1):
        yield Paragraph(f"{number}．{speech.said(claim, claim.subject)}，{speech.use()}。")


def _others(speech: Speech) -> Iterator[Prose]:
    year = speech.disclosure.year
    yield Heading("（一）机关运行经费情况", 3)
    yield Paragraph(f"{year}年{speech.said(speech.of('12.1')[0])}，{speech.reason()}。")
    yield Heading("（二）政府采购情况", 3)
    first, *rest = speech.of("12.2")
    yield Paragraph(f"{year}年{speech.said(first)}，其中：{'，'.join(map(speech.said, rest[:3]))}。")
    names = ("面向中小企业预留政府采购项目预算金额", "小微企业预留政府采购项目预算金额")
    small = [speech.said(c, name) for c, name in zip(rest[3:], names, strict=True)]
    yield Paragraph(f"本部门{'，其中'.join(small)}。")
    yield Heading("（三）国有资产占用使用情况", 3)
    yield from _assets(speech)
    yield Heading("（四）预算绩效情况", 3)
    counts = [c for c in speech.of("12.4") if c.about.endswith((".count", "s.amount", "overall.amount"))]
    overall, fiscal, other = ("".join(map(_covered, counts[n : n + 2])) for n in (0, 2, 4))
    yield Paragraph(
        f"{year}年，整体预算绩效目标{overall}。当年财政拨款项目{fiscal}；当年非财政拨款项目{other}。"
    )


def _covered(claim: Claim) -> str:
    if claim.amount is None:
        return ""
    overall = claim.about.endswith("overall.amount")
    return (
        size(claim.amount)
        if claim.amount.unit == "个"
        else f"，涉及{'' if overall else '预算'}金额{size(claim.amount)}"
    )


def _assets(speech: Speech) -> Iterator[Prose]:
    claims = {c.about.rpartition("/")[2]: c.amount for c in speech.of("12.3")}
    text = {item: size(amount) for item, amount in claims.items() if amount is not None}
    yield Paragraph(f"截至{speech.disclosure.year - 1}年底，本部门占用使用国有资产如下：")
    yield Paragraph(f"（1）房屋{text['buildings.area']}，价值{text['buildings.value']}。")
    kinds = (("其他车辆", "other"), ("一般公务用车", "general"), ("执法执勤用车", "enforcement"))
    cars = [f"{name}{text[f'vehicles_{k}.count']}，价值{text[f'vehicles_{k}.value']}" for name, k in kinds]
    yield Paragraph(
        f"（2）车辆{text['vehicles.count']}，价值{text['vehicles.value']}；其中：{'；'.join(cars)}。"
    )
    yield Paragraph(f"（3）办公家具价值{text['furniture.value']}。")
    yield Paragraph(f"（4）其他资产价值{text['other.value']}。")
    large = (("50", "equipment_50"), ("100", "equipment_100"))
    yield Paragraph(
        "，".join(f"单位价值{n}万元以上大型设备{text[f'{item}.count']}" for n, item in large) + "。"
    )
    planned = (("50", "planned_50"), ("100", "planned_100"))
    buys = "，".join(f"购置单位价值{n}万元以上大型设备{text[f'{item}.count']}" for n, item in planned)
    yield Paragraph(f"{speech.disclosure.year}年部门预算安排{buys}。")


_SIMPLE = {"1": _overall, "4": _appropriations, "6": _basic, "11": _brought_forward}
