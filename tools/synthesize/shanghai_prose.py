"""The notes of a Shanghai departmental budget in our own words."""

from __future__ import annotations

from collections.abc import Iterator

from budgetkit.model.disclosure import Claim
from synthesize.phrases import Heading, Paragraph, Prose, Speech, path
from synthesize.printing import size


def notes(speech: Speech) -> Iterator[Prose]:
    """Yield the notes that stand before the tables."""
    year = speech.disclosure.year
    plain = [c for c in speech.of("1") if not c.code]
    revenue, spending = plain[:5], plain[5:]
    yield Heading(f"{year}年部门预算编制说明", 1)
    said = [speech.said(c) for c in revenue]
    yield Paragraph(f"{year}年，{speech.disclosure.department}{said[0]}，其中：{'，'.join(said[1:])}。")
    said = [speech.said(c) for c in spending]
    yield Paragraph(f"{said[0]}，其中：{said[1]}。财政拨款支出预算中，{'，'.join(said[2:])}。")
    yield Paragraph("财政拨款支出的主要内容是：")
    for number, claim in enumerate((c for c in speech.of("1") if c.code), 1):
        yield Paragraph(f"{number}. {_item(claim, speech)}")


def _item(claim: Claim, speech: Speech) -> str:
    amount = size(claim.amount) if claim.amount else ""
    text = f"“{path(claim.code)}”{amount}，{speech.use()}。"
    if claim.base_amount is None:
        return text
    year = speech.disclosure.year
    growth = speech.said(claim, "").removeprefix(amount).lstrip("，")
    before = f"{claim.base}为{size(claim.base_amount)}"
    return f"{text}{before}，{year}年预算安排{amount}，{growth}。{speech.reason()}。"


def other_matters(speech: Speech) -> Iterator[Prose]:
    """Yield the notes that stand after the tables."""
    year = speech.disclosure.year
    yield Heading("其他相关情况说明", 1)
    yield Heading(f"一、{year}年“三公”经费预算情况说明")
    total, trips, vehicles, purchase, running, receptions = speech.of("2")
    yield Paragraph(f"{year}年{speech.said(total)}。其中：")
    yield Paragraph(f"（一）{speech.said(trips)}，{speech.reason()}。")
    yield Paragraph(f"（二）{speech.said(vehicles)}。其中：{speech.said(purchase)}；{speech.said(running)}。")
    yield Paragraph(f"（三）{speech.said(receptions)}。")
    yield Heading("二、机关运行经费预算")
    yield Paragraph(f"{year}年本部门财政拨款的机关运行经费预算为{_size(speech.of('3')[0])}。")
    yield Heading("三、政府采购预算情况")
    first, *rest = speech.of("4")
    yield Paragraph(f"{year}年本部门{speech.said(first)}，其中：{'、'.join(map(speech.said, rest[:3]))}。")
    small = f"面向中小企业预留政府采购项目预算金额{_size(rest[3])}"
    yield Paragraph(f"本部门{small}，其中，预留给小微企业的政府采购项目预算为{_size(rest[4])}。")
    yield Heading("四、绩效目标设置情况")
    count, amount = speech.of("5")
    yield Paragraph(f"本部门编报绩效目标的项目{_size(count)}，涉及项目预算资金{_size(amount)}。")
    yield Heading("五、国有资产占有使用情况")
    yield from assets(speech, "6", f"截至{year - 1}年8月底，本部门共有", f"{year}年计划")
    yield from _project(speech)


def assets(speech: Speech, section: str, *openings: str) -> Iterator[Prose]:
    """Yield vehicles by kind and large equipment, once for each opening."""
    claims = speech.of(section)
    size_ = len(claims) // len(openings)
    for number, opening in enumerate(openings):
        first, *kinds, large = claims[number * size_ : (number + 1) * size_]
        said = "，".join(f"{c.subject}{_size(c)}" for c in kinds)
        equipment = f"{large.subject.replace('（含）', '')}（不含车辆）{_size(large)}"
        yield Paragraph(f"{opening}{first.subject}{_size(first)}，其中：{said}；{equipment}。")


def _project(speech: Speech) -> Iterator[Prose]:
    for claim in speech.of("7"):
        yield Heading(f"{claim.subject}经费情况说明", 1)
        yield Heading("一、项目名称")
        yield Paragraph(f"项目名称：{claim.subject}")
        yield Heading("二、年度预算安排")
        yield Paragraph(f"项目总预算为{_size(claim)}。")


def _size(claim: Claim) -> str:
    return size(claim.amount) if claim.amount else ""
