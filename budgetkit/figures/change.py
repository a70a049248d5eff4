"""Change over a year, item by item: the implied prior figure with its rounding range, and the growth it allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from matplotlib.axes import Axes

from budgetkit.checks.prior_year import Prior, prior_year, whole_before
from budgetkit.figures.bars import name_line
from budgetkit.figures.canvas import Canvas
from budgetkit.figures.scales import draw_amounts, draw_growths
from budgetkit.forms.english import base_in_both
from budgetkit.forms.form import Label
from budgetkit.model.disclosure import Disclosure
from budgetkit.present import style
from budgetkit.present.steps import Step, counted, others, steps, whole_step
from budgetkit.present.wording import Scale, department, growth, scale_of, small, units

MOST: Final = 14
"""So many items are drawn; the smallest changes are left to the table."""

MARKS: Final = 17.0
TITLE: Final = Label("与上年相比", "Change from the year before")
ZERO_BASE: Final = Label("基数为零", "zero base")


def change(
    disclosure: Disclosure,
    axes: Axes | None = None,
    language: str = "both",
    *,
    priors: Sequence[Prior] | None = None,
) -> Axes:
    """Draw last year → this year for every total and item whose change the text states.

    ``priors`` are those of ``changes.prior_year``, worked out here where they are not given. Bands are ranges: of
    the implied prior figure, and of the growth that the printed amount and change allow; the dot is the growth as
    stated. A zero base has no growth and is marked.

    Raises:
        ValueError: the language is none of zh, en, both.

    >>> import budgetkit as bk
    >>> change(bk.reference(), language="zh").get_label()
    'change · 8 项支出中 7 项增加、1 项不变；变动最大的是事业运行，+19.89 万元'
    """
    canvas = Canvas(axes, language, "change")
    priors = prior_year(disclosure) if priors is None else priors
    totals, items = steps(disclosure, priors)
    before = whole_before(disclosure, priors)
    rest = [p for p in priors if before is None or before.parts != (p,)]
    more, left_out = others(disclosure, rest, [*totals, *items])
    left_out |= {"smaller": len(items[MOST:]), "other": len(more)}
    if before is not None and all(before.parts != (s.prior,) for s in totals):
        totals = [whole_step(before), *totals]
    if not totals and not items:
        canvas.title(TITLE)
        reason = Label(
            "说明文字没有给出可以推算上年数的增减额，无法画出与上年的比较。",
            "The text states no changes from which last year could be worked out.",
        )
        return canvas.nothing(department(disclosure), reason)
    scale = scale_of(p.claim.amount for p in priors if p.claim.amount is not None)
    canvas.title(_finding(totals, items, scale))
    shown = items[:MOST]
    _draw(
        canvas,
        [
            (Label("收入来源与支出总量", "Sources and totals"), totals),
            (Label("支出项目", "Items of expenditure"), shown),
        ],
        scale,
    )
    return canvas.finish(*_notes(disclosure, [*totals, *shown], len(priors), left_out, scale))


def _finding(totals: Sequence[Step], items: Sequence[Step], scale: Scale) -> Label:
    chosen, zh, en = (items, "项支出", "items of expenditure") if items else (totals, "项", "figures")
    most = max(chosen, key=lambda s: abs(s.step))
    amount, whole = scale.money(most.step, signed=True), len(chosen)
    if not most.step:
        return Label(f"{whole} {zh}与上年相同", f"As the year before: all {whole} {en}")
    if whole == 1:
        return Label(f"{most.label.zh}比上年 {amount.zh}", f"{most.label.en or most.label.zh}: {amount.en}")
    counts = _counts(chosen)
    summed = Label(
        f"{whole} {zh}中 " + "、".join(f"{n} 项{word.zh}" for n, word in counts),
        f"Of {whole} {en} " + ", ".join(f"{n} {word.en}" for n, word in counts),
    )
    if len(counts) == 1:
        summed = Label(f"{whole} {zh}全部{counts[0][1].zh}", f"All {whole} {en} are {counts[0][1].en}")
    return Label(
        f"{summed.zh}；变动最大的是{most.label.zh}，{amount.zh}",
        f"{summed.en}; the largest change: {small(most.label)}, {amount.en}",
    )


def _counts(chosen: Sequence[Step]) -> list[tuple[int, Label]]:
    """Return how many went up, went down and stayed, those there are."""
    words = (Label("增加", "up"), Label("减少", "down"), Label("不变", "unchanged"))
    ways = [
        sum(s.step > 0 for s in chosen),
        sum(s.step < 0 for s in chosen),
        sum(s.step == 0 for s in chosen),
    ]
    return [(n, word) for n, word in zip(ways, words, strict=True) if n]


def _draw(canvas: Canvas, groups: Sequence[tuple[Label, Sequence[Step]]], scale: Scale) -> None:
    middle = canvas.left + (canvas.right - canvas.left) * 0.45
    _heads(canvas, middle, all(s.growth is not None for _, lines in groups for s in lines))
    top = canvas.y
    places: list[tuple[Step, float]] = []
    for label, lines in groups:
        if lines and len([g for _, g in groups if g]) > 1:
            canvas.y += 6
            canvas.text(canvas.left, canvas.y + style.BODY, canvas.pick(label), style.BODY, color=style.SOFT)
            canvas.y += style.BODY * style.LEADING + 4
        for step in lines:
            canvas.y = name_line(
                canvas, canvas.y, step.label, _figures(canvas, step, scale), style.SMALL + 0.5
            )
            places.append((step, canvas.y - top + 6))
            canvas.y += MARKS
    panels = (
        canvas.panel(canvas.left + 4, middle - 12, top, canvas.y),
        canvas.panel(middle + 12, canvas.right - 6, top, canvas.y),
    )
    for panel in panels:
        panel.set_ylim(canvas.y - top, 0)
    draw_amounts(panels[0], places, scale)
    draw_growths(panels[1], places)
    canvas.y += style.NOTE * style.LEADING + 4


def _heads(canvas: Canvas, middle: float, stated: bool) -> None:
    """Write how to read either panel."""
    growth = Label(
        "● 公布的增长率；淡色条：四舍五入允许的范围", "● growth as stated; band: allowed by rounding"
    )
    if not stated:
        growth = Label(
            "● 公布、○ 推算的增长率；淡色条：允许的范围", "● growth as stated, ○ implied; band: range allowed"
        )
    amounts = Label("○ 上年（推算） ● 本年", "○ last year (implied) ● this year")
    rows = [(canvas.left, middle - 12, amounts), (middle + 12, canvas.right, growth)]
    ends = [
        canvas.block(x, canvas.y, label, style.NOTE, end - x, 2, color=style.SOFT) for x, end, label in rows
    ]
    canvas.y = max(ends) + 4


def _figures(canvas: Canvas, step: Step, scale: Scale) -> str:
    stated = step.prior.claim.growth
    if step.zero_base:
        rate = f"∅ {canvas.pick(ZERO_BASE)}"
    elif stated is not None:
        rate = f"{'+' if stated.value > 0 else ''}{stated.value:f}%".replace("-", "−")
    else:
        rate = f"({growth(step.step, step.before)})" if step.before else ""
    return f"{scale.show(step.before)} → {scale.show(step.now)}   {rate}".rstrip()


def _notes(
    disclosure: Disclosure, drawn: Sequence[Step], every: int, left_out: Mapping[str, int], scale: Scale
) -> list[Label]:
    who, unit = department(disclosure), units(scale)
    zh = f"来源：{who.zh}说明文字。{unit.zh}。上年数未公布，由“本年数 − 增减额”推算，并由增长率收窄"
    en = f"Source: {who.en}, narrative. {unit.en}. Last year is not printed: it is amount less change, narrowed by growth"
    named = (s.prior.claim.base for s in drawn if s.prior.claim.base)
    if bases := [base_in_both(base) for base in dict.fromkeys(named)]:
        zh = f"{zh}；基数：{'、'.join(b.zh for b in bases)}"
        en = f"{en}. Base: {'; '.join(b.en for b in bases)}"
    return [Label(f"{zh}。", f"{en}."), counted(every, left_out)]
