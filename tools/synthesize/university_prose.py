"""The notes of a university's budget or final accounts in our own words."""

from __future__ import annotations

from collections.abc import Iterator

from budgetkit.model.disclosure import Claim
from synthesize.phrases import Heading, Paragraph, Prose, Speech, moved, path
from synthesize.printing import size


def budget_notes(speech: Speech) -> Iterator[Prose]:
    """Yield the four sections of a budget's notes."""
    year = speech.disclosure.year
    yield Heading(f"第三部分 {year}年部门预算情况说明", 1)
    yield Heading("一、收支预算总体情况说明")
    first, *rest = speech.of("1")
    yield Paragraph(f"{year}年学校{speech.said(first)}，其中：{'，'.join(map(speech.said, rest))}。")
    for heading, section in (("二、收入预算情况说明", "2"), ("三、支出预算情况说明", "3")):
        first, *rest = speech.of(section)
        yield Heading(heading)
        yield Paragraph(f"{year}年学校{speech.said(first)}，其中：{'；'.join(map(speech.said, rest))}。")
    yield Heading("四、财政拨款支出预算情况说明")
    first, *rest = speech.of("4")
    yield Paragraph(f"{year}年学校{speech.said(first)}，其中：")
    yield from speech.each(rest)


def account_notes(speech: Speech) -> Iterator[Prose]:
    """Yield the four sections of the notes on final accounts."""
    yield Heading(f"第三部分 {speech.disclosure.year}年部门决算报表说明", 1)
    yield Heading("一、收支决算总表说明")
    for claim in speech.of("1"):
        change = moved(claim, speech.rng)
        yield Paragraph(
            f"学校{speech.disclosure.year}年{speech.name(claim)}{_size(claim)}，{change}，{speech.reason()}。"
        )
    yield Heading("二、收入决算表说明")
    first, *rest = speech.of("2")
    yield Paragraph(f"学校{speech.said(first)}，其中：{'；'.join(map(speech.said, rest))}。")
    yield Heading("三、支出决算表说明")
    yield from _spent(speech.of("3"), speech)
    yield Heading("四、财政拨款支出决算表说明")
    claims = speech.of("4")
    yield from _spent([c for c in claims if not c.code], speech)
    for number, claim in enumerate((c for c in claims if c.code), 1):
        text = f"{path(claim.code)}决算数为{_size(claim)}"
        change = f"，{moved(claim, speech.rng)}" if claim.growth is not None else ""
        yield Paragraph(f"{number}．{text}{change}。{speech.reason()}。")


def _spent(claims: list[Claim], speech: Speech) -> Iterator[Prose]:
    first, *rest = claims
    kinds = [c for c in rest if not c.code]
    yield Paragraph(f"学校{speech.said(first)}，其中：{'；'.join(map(speech.said, kinds))}。")
    if classes := [c for c in rest if c.code]:
        yield Paragraph(f"按功能分类：{'；'.join(map(speech.said, classes))}。")


def _size(claim: Claim) -> str:
    return size(claim.amount) if claim.amount else ""
