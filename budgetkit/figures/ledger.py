"""The ledger at a glance: every identity and statement as one square, by group, with what does not hold beneath."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes

from budgetkit.checks.judge import VERDICTS, Finding
from budgetkit.checks.verdicts import Findings, check
from budgetkit.figures.bars import name_line
from budgetkit.figures.canvas import Box, Canvas
from budgetkit.forms.form import Form, Label
from budgetkit.forms.layout import form_of
from budgetkit.forms.vocabulary import vocabulary
from budgetkit.model.disclosure import Disclosure
from budgetkit.present import style
from budgetkit.present.computation import computation
from budgetkit.present.naming import place_in_words
from budgetkit.present.wording import department

INSIDE, BETWEEN, TEXT, RATES, PERFORMANCE = "inside", "between", "text", "rates", "performance"

FAMILIES: Final[Mapping[str, Label]] = {
    INSIDE: Label("表内", "Inside a table"),
    BETWEEN: Label("表间", "Between tables"),
    TEXT: Label("文字与表", "Text against tables"),
    RATES: Label("比重与增长", "Shares and growth"),
    PERFORMANCE: Label("绩效", "Performance"),
}

GROUPS: Final[Mapping[str, Label]] = {
    "totals": Label("合计与科目相符", "Totals, items"),
    "sources": Label("资金来源相符", "Sources"),
    "funds": Label("财政拨款与各本预算", "The budgets"),
    "bridge": Label("财政拨款以外的资金", "Other money"),
    "pairs": Label("功能与经济科目", "Both codes"),
    "other": Label("其他表间关系", "Other tables"),
    "repeat": Label("文字与表一致", "Repeats a table"),
    "twice": Label("前后表述一致", "Said twice"),
    "sums": Label("文字内部之和", "Sums in the text"),
    "share": Label("占比", "Shares"),
    "growth": Label("增长率与增减额", "Growth"),
    "completion": Label("完成率", "Completion"),
    "performance": Label("绩效目标金额", "Targets"),
}

_BETWEEN: Final = {
    "totals": "totals",
    "classes": "totals",
    "items": "totals",
    "sources": "sources",
    "appropriations": "funds",
    "funds": "funds",
    "general_public": "funds",
    "basic": "funds",
    "projects": "funds",
    "bridge": "bridge",
    "brought_forward": "bridge",
    "pairs": "pairs",
    "three_public": "pairs",
}
_CLAIMS: Final = {
    "claims.repeat": (TEXT, "repeat"),
    "claims.twice": (TEXT, "twice"),
    "claims.share": (RATES, "share"),
    "claims.completion": (RATES, "completion"),
    "claims.growth": (RATES, "growth"),
    "claims.change": (RATES, "growth"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """One row of the ledger figure: its family, its name, and its findings, the worst first."""

    family: str
    label: Label
    findings: tuple[Finding, ...]


WORST_FIRST: Final = ("broken", "undefined", "unstated", "rounded", "exact")


def grouped(findings: Iterable[Finding], disclosure: Disclosure) -> tuple[Group, ...]:
    """Return the findings in groups, families in reading order, tables in the order of the form."""
    layout = form_of(disclosure)
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        found.setdefault(_group(finding, layout), []).append(finding)
    order = [t.id for t in layout.tables] + list(GROUPS)
    families = list(FAMILIES)
    keys = sorted(
        found, key=lambda k: (families.index(k[0]), order.index(k[1]) if k[1] in order else len(order))
    )
    return tuple(
        Group(
            family,
            label(name, layout),
            tuple(sorted(found[family, name], key=lambda f: WORST_FIRST.index(f.verdict))),
        )
        for family, name in keys
    )


def _group(finding: Finding, layout: Form) -> tuple[str, str]:
    if finding.identity in _CLAIMS:
        return _CLAIMS[finding.identity]
    head = finding.identity.split(".")[0]
    if head == "performance":
        return PERFORMANCE, "performance"
    if head in ("changes", "narrative"):
        return TEXT, "sums"
    known = {t.id for t in layout.tables}
    tables = {f.id.split("/")[0] for f in finding.figures} & known or {head} & known
    if len(tables) == 1 and head in tables | {*known}:
        return INSIDE, next(iter(tables))
    return BETWEEN, _BETWEEN.get(head, "other")


def label(name: str, layout: Form) -> Label:
    """Return the short name of a table or group, the title of the form where there is none."""
    if (known := vocabulary().table.get(name)) and known.short:
        return known.short
    return GROUPS[name] if name in GROUPS else layout.table(name).title


NAMES: Final = {"zh": 150.0, "en": 160.0, "both": 208.0}
"""Points for the names of the groups; squares stand to the right of them."""

SIZES: Final[Mapping[int, float]] = {450: 8.6, 900: 7.2, 2000: 5.6}
"""Pitch of the squares for at most so many findings; 4.6 beyond."""

LISTED: Final = 4
"""So many findings of a verdict are told in words."""


def ledger(
    disclosure: Disclosure,
    axes: Axes | None = None,
    language: str = "both",
    *,
    findings: Findings | None = None,
) -> Axes:
    """Draw one square for every identity and statement, coloured and marked by its verdict.

    ``findings`` are those of ``check``, judged here where they are not given.

    Raises:
        ValueError: the language is none of zh, en, both.
        KeyError: the disclosure names a form that does not exist.

    >>> import budgetkit as bk
    >>> ledger(bk.reference(), language="zh").get_label().split("，")[1]
    '1 条不成立'
    """
    found = check(disclosure) if findings is None else findings
    canvas = Canvas(axes, language, "ledger")
    if not len(found):
        canvas.title(Label("勾稽关系", "Ledger of identities"))
        reason = Label("没有可以核对的勾稽关系。", "There is nothing to check: no table and no statement.")
        return canvas.nothing(department(disclosure), reason)
    canvas.title(_finding(found.counts))
    _keys(canvas, found.counts)
    pitch = next((size for count, size in SIZES.items() if len(found) <= count), 4.6)
    family = ""
    for group in grouped(found, disclosure):
        if group.family != family:
            family = group.family
            _family(canvas, FAMILIES[family])
        _row(canvas, group, pitch)
    for verdict in ("broken", "undefined"):
        _list_findings(canvas, verdict, found.of(verdict), disclosure)
    who = department(disclosure)
    return canvas.finish(
        Label(
            f"来源：{who.zh}。印出的数代表一个四舍五入区间，区间相交即为相符（XBRL Calculations 1.1）。",
            f"Source: {who.en}. A printed figure stands for a range; ranges that meet agree (XBRL Calculations 1.1).",
        )
    )


def _finding(counts: Mapping[str, int]) -> Label:
    whole, broken, good = sum(counts.values()), counts["broken"], counts["exact"] + counts["rounded"]
    zh, en = f"{whole:,} 条勾稽关系中 {good:,} 条成立", f"{good:,} of {whole:,} relations hold"
    if good == whole:
        return Label(f"{whole:,} 条勾稽关系全部成立", f"All {whole:,} relations hold")
    if counts["unstated"] == whole:
        return Label(
            f"没有一条勾稽关系可以核对：{whole:,} 条所需的数字都未公布",
            f"Nothing can be checked: figures for all {whole:,} relations were not published",
        )
    if not broken:
        return Label(f"{zh}，没有不成立的", f"{en}, none is broken")
    return Label(f"{zh}，{broken:,} 条不成立", f"{en}, {broken:,} {'is' if broken == 1 else 'are'} broken")


def _keys(canvas: Canvas, counts: Mapping[str, int]) -> None:
    """Write the verdicts with how many there are, squares as in the rows."""
    x, high = canvas.left, 9.0
    for verdict in VERDICTS:
        mark = style.VERDICT[verdict]
        text = f"{canvas.pick(Label(mark.zh, mark.en))} {counts[verdict]:,}"
        wide = canvas.text_width(text, style.SMALL) + high + 18
        if x > canvas.left and x + wide - 14 > canvas.right:
            x, canvas.y = canvas.left, canvas.y + style.SMALL * 1.65
        _square(canvas, x, canvas.y + 1, high, verdict)
        canvas.text(x + high + 5, canvas.y + style.SMALL, text, style.SMALL, color=style.SOFT)
        x += wide
    canvas.y += style.SMALL * style.LEADING + 4


def _family(canvas: Canvas, label: Label) -> None:
    canvas.y += 8
    canvas.text(canvas.left, canvas.y + style.BODY, canvas.pick(label), style.BODY)
    canvas.y += style.BODY * style.LEADING + 2
    canvas.rule(canvas.y)
    canvas.y += 4


def _row(canvas: Canvas, group: Group, pitch: float) -> None:
    """Write a group's name and number, and its squares in lines beside it."""
    top, start = canvas.y, canvas.left + NAMES[canvas.language]
    below = name_line(canvas, top, group.label, "", style.SMALL, until=start - 34)
    canvas.text(
        start - 9, top + style.SMALL, f"{len(group.findings):,}", style.SMALL, ha="right", color=style.SOFT
    )
    side = max(pitch, SIZES[450])
    x, y = start, top + 2.5
    squares: dict[str, list[Box]] = {}
    for finding in group.findings:
        step = pitch if finding.verdict == "exact" else side
        if x + step > canvas.right + 1:
            x, y = start, y + side if finding.verdict != "exact" else y + pitch
        squares.setdefault(finding.verdict, []).append((x, y, step - 1.4, step - 1.4))
        x += step
    for verdict, same in squares.items():
        _squares(canvas, same, verdict)
    canvas.y = max(below, y + side) + 3


def _square(canvas: Canvas, x: float, y: float, side: float, verdict: str) -> None:
    _squares(canvas, [(x, y, side, side)], verdict)


def _squares(canvas: Canvas, squares: Sequence[Box], verdict: str) -> None:
    mark = style.VERDICT[verdict]
    edge = style.FAINT if verdict == "unstated" else mark.colour
    canvas.boxes(squares, mark.colour, edgecolor=edge)
    if not mark.symbol:
        return
    ink = style.PAPER if verdict in ("broken", "rounded") else style.INK
    for x, y, side, _ in squares:
        size = side * 0.95
        canvas.text(x + side / 2, y + side / 2 + size * 0.36, mark.symbol, size, ha="center", color=ink)


def _list_findings(canvas: Canvas, verdict: str, findings: Sequence[Finding], disclosure: Disclosure) -> None:
    """Write what does not hold, or has no base, in words."""
    if not findings:
        return
    mark = style.VERDICT[verdict]
    canvas.y += 10
    _square(canvas, canvas.left, canvas.y + 1.2, 9, verdict)
    canvas.text(canvas.left + 15, canvas.y + style.BODY, canvas.pick(Label(mark.zh, mark.en)), style.BODY)
    canvas.y += style.BODY * style.LEADING + 2
    for finding in findings[:LISTED]:
        canvas.y = (
            canvas.block(
                canvas.left + 15,
                canvas.y,
                _said(finding, disclosure),
                style.SMALL,
                canvas.right - canvas.left - 15,
                4,
            )
            + 3
        )
    if len(findings) > LISTED:
        rest = len(findings) - LISTED
        more = Label(f"另有 {rest:,} 处，见明细表。", f"{rest:,} more are in the table of findings.")
        canvas.y = canvas.block(canvas.left + 15, canvas.y, more, style.SMALL, 400)


def _said(finding: Finding, disclosure: Disclosure) -> Label:
    """Return one finding in words: where, what should hold, the computation, and the likely cause."""
    name, place, written = finding.statement.label, place_in_words(finding, disclosure), computation(finding)
    zh, en = (f"{place[x]} — {name[x]}".removeprefix(" — ") for x in ("zh", "en"))
    if written.zh:
        zh, en = f"{zh}：{written.zh}", f"{en}: {written.en}"
    rate = finding.statement.rate
    if rate is not None and finding.verdict == "undefined":
        zh, en = f"{zh}，公布为 {rate.amount}", f"{en}, stated as {rate.amount}"
    if any(finding.cause):
        zh, en = f"{zh}。{finding.cause[0]}", f"{en}; {finding.cause[1]}"
    return Label(zh, en)
