"""What a reader learns in one minute: whole, sources, uses, people and cars, last year; only what was published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from budgetkit.checks.observations.performance import against_last_year
from budgetkit.checks.printed import Printed
from budgetkit.checks.prior_year import WHOLES, Before, Prior, of_the_whole
from budgetkit.forms.english import amount_in_both, english_unit, subject_in_both
from budgetkit.forms.form import Label
from budgetkit.forms.layout import form_of
from budgetkit.forms.vocabulary import vocabulary
from budgetkit.model.amount import UNITS, Amount
from budgetkit.model.disclosure import Disclosure
from budgetkit.model.fraction import Fraction
from budgetkit.present.sources import NOTHING, Node
from budgetkit.present.steps import steps
from budgetkit.present.streams import Streams
from budgetkit.present.wording import Scale, growth, percent
from budgetkit.report.evidence import may_be_negative

_STAFF: Final = Label("人员经费", "personnel")
_PEOPLE: Final = (
    ("narrative/headcount/active", Label("在职", "staff in post")),
    ("narrative/headcount/established", Label("编制", "established posts")),
    ("narrative/headcount/retired", Label("退休", "retired")),
    ("basic/total/personnel", _STAFF),
    ("three_public/total", Label("“三公”经费", "three public expenses")),
    ("narrative/assets/vehicles.count", Label("车辆", "vehicles owned")),
    ("narrative/assets/vehicles.value", Label("价值", "worth")),
    ("three_public/vehicle_running", Label("车辆运行费", "vehicles' running costs")),
    ("three_public/vehicle_purchase", Label("购车", "new vehicles")),
)
"""What tells of people and cars, as the beginning of a cell's id."""

_NAMED: Final = 3
"""So many sources or kinds are named in a sentence."""


@dataclass(frozen=True, slots=True)
class Card:
    """One answer: its heading, the figure that answers, one sentence, and the id of what it links to.

    ``plain`` says that the figure is one with its unit, alike in both languages.
    """

    head: Label
    figure: Label
    text: Label
    link: str
    plain: bool = False


class Known:
    """The figures of a disclosure by what they are about: those of its tables, else those of its narrative."""

    def __init__(self, disclosure: Disclosure) -> None:
        """Index the disclosure once."""
        self.disclosure = disclosure
        self._printed = Printed.of(disclosure)

    def amount(self, about: str) -> Amount | None:
        """Return the amount of a cell; ``table/row`` stands for its first column that holds one."""
        table, _, rest = about.partition("/")
        columns = self.disclosure[table].columns if table in self.disclosure else ()
        paths = [about] if "/" in rest else [f"{about}/{c}" for c in ("total", "actual", "budget", *columns)]
        for path in paths:
            cell = self._printed.cell(path)
            if cell is not None and (found := cell[0].row.amount(cell[1])) is not None:
                return found
        said = (c.amount for c in self.disclosure.claims if c.about in paths and c.amount is not None)
        return next(said, None)

    def label(self, about: str) -> Label:
        """Return what the text calls a cell."""
        claim = next((c for c in self.disclosure.claims if c.about == about), None)
        return Label("", "") if claim is None else subject_in_both(claim, form_of(self.disclosure))


def cards(
    disclosure: Disclosure, money: Streams, scale: Scale, priors: Sequence[Prior], before: Before | None
) -> Iterator[Card]:
    """Yield what can be answered, in reading order; what was not published has no card."""
    known = Known(disclosure)
    total = next((a for w in WHOLES if (a := known.amount(w)) is not None), None)
    total = total or known.amount("narrative/performance/overall.amount")
    if total is not None:
        yield Card(
            Label("总额", "Total"), _money(total, scale), _meaning(disclosure, total, scale), "tables", True
        )
    sources = money.sources or tuple(_sources(known))
    if sources:
        whole = sum((n.value for n in sources), NOTHING)
        yield Card(Label("钱从哪里来", "Where it comes from"), *_listed(sources, whole, scale), "flow")
    natures = money.natures or tuple(_natures(known))
    uses = natures or money.classes
    if uses:
        figure, text = _listed(uses, money.total or sum((n.value for n in uses), NOTHING), scale)
        if natures and money.classes:
            top = money.classes[0]
            share = percent(top.value, money.total)
            text = Label(
                f"{text.zh}；最大的一类：{top.label.zh} {scale.show(top.value)}（{share}）",
                f"{text.en}; the largest class: {top.label.en or top.label.zh} {scale.show(top.value)} ({share})",
            )
        yield Card(Label("用到哪里去", "What it goes on"), figure, text, "spending")
    yield from _people(known, scale, total)
    yield from _change(disclosure, priors, before, scale)
    if disclosure.indicators:
        number = len(disclosure.indicators)
        owners = len({i.owner for i in disclosure.indicators})
        zh, en = f"{owners} 组绩效目标", f"In {owners} set{'s' if owners > 1 else ''} of performance targets"
        if below := sum(against_last_year(i) < 0 for i in disclosure.indicators):
            zh = f"{zh}；其中 {below} 项低于上年完成值"
            en = f"{en}; {below} of them below last year's result"
        text = Label(zh, en)
        yield Card(
            Label("要办成什么", "What it must achieve"),
            Label(f"{number} 项指标", f"{number} indicators"),
            text,
            "targets",
        )


_NATURES: Final = (
    ("basic", Label("基本支出", "Basic")),
    ("project", Label("项目支出", "Project")),
    ("contingency", Label("单位预留机动经费", "Contingency reserve")),
)


def _sources(known: Known) -> Iterator[Node]:
    """Yield the sources that the text alone tells, as far as they add up to the whole revenue that it tells."""
    for table in ("revenue/total/{}", "summary/revenue.{}/budget"):
        total = known.amount(table.format("total"))
        amounts = [(s, known.amount(table.format(s))) for s in vocabulary().sources]
        found = [
            Node(s, known.label(table.format(s)), a.exact) for s, a in amounts if a is not None and a.value
        ]
        if total is not None and found and sum((n.value for n in found), NOTHING) == total.exact:
            yield from found
            return


def _natures(known: Known) -> Iterator[Node]:
    """Yield the kinds of expenditure that a table of totals alone, or the text, tells."""
    for kind, label in _NATURES:
        amount = known.amount(f"expenditure/total/{kind}") or known.amount(f"summary/use.{kind}/budget")
        if amount is not None and amount.value:
            yield Node(kind, label, amount.exact)


def _money(amount: Amount, scale: Scale) -> Label:
    """Return an amount with commas between thousands; millions of yuan in the unit of the figures."""
    if amount.unit == scale.converted_from and amount.unit:
        shown = scale.show(amount.exact)
        return Label(f"{shown} {scale.unit}", f"{shown} {english_unit(scale.unit)}")
    return amount_in_both(amount, grouped=True)


def _meaning(disclosure: Disclosure, total: Amount, scale: Scale) -> Label:
    accounts = disclosure.kind == "final_accounts"
    zh = f"{disclosure.year or ''} 年全部{'决算' if accounts else '预算'}".lstrip(" 年")
    en = f"The whole {'final accounts' if accounts else 'budget'} of {disclosure.year}"
    if scale.converted_from == total.unit:
        printed = amount_in_both(total, grouped=True)
        return Label(f"{zh}；原文为 {printed.zh}", f"{en}; printed as {printed.en}")
    if total.unit == "元" or total.unit not in UNITS:
        return Label(zh, en)
    middle = Decimal(total.exact.numerator) / Decimal(total.exact.denominator)
    low, high = f"{total.low:,f}", f"{total.high:,f}"
    printed = amount_in_both(total, grouped=True)
    return Label(
        f"{zh}；印出的是 {printed.zh}，即 {middle:,f} 元，因舍入可以是 {low} 到 {high} 元之间的任何数",
        f"{en}; printed as {printed.en}, that is {middle:,f} yuan; it is rounded, so anything from {low} to {high} yuan",
    )


def _listed(nodes: Sequence[Node], whole: Fraction, scale: Scale) -> tuple[Label, Label]:
    """Return the largest with its share, and a sentence with the largest few."""
    largest = sorted(nodes, key=lambda n: -n.value)
    first, share = largest[0], percent(largest[0].value, whole)
    shown = [(n, f"{scale.show(n.value)}", percent(n.value, whole)) for n in largest[:_NAMED]]
    zh = "，".join(f"{n.label.zh} {value}（{part}）" for n, value, part in shown)
    en = ", ".join(f"{n.label.en or n.label.zh} {value} ({part})" for n, value, part in shown)
    rest = len(largest) - _NAMED
    if rest > 0:
        zh, en = f"{zh}，另有 {rest} 项", f"{en}, and {rest} more"
    return Label(f"{first.label.zh} {share}", f"{first.label.en or first.label.zh} {share}"), Label(zh, en)


def reading(disclosure: Disclosure) -> Card:
    """Return how much was read, for a document that tells little else."""
    amounts = sum(1 for t in disclosure.tables.values() for _ in t.cells())
    said, lost = len(disclosure.claims), len(disclosure.unplaced)
    parts = [
        (amounts, "个在表中", "in tables"),
        (said, "个在文字中", "in the text"),
        (lost, "处未能安放", "not placed"),
    ]
    there = [(n, zh, en) for n, zh, en in parts if n]
    return Card(
        Label("读到了什么", "What was read"),
        Label(f"{amounts + said} 个数字", f"{amounts + said} figures"),
        Label("，".join(f"{n} {zh}" for n, zh, _ in there), ", ".join(f"{n} {en}" for n, _, en in there)),
        "tables" if disclosure.tables or disclosure.claims else "",
    )


def _people(known: Known, scale: Scale, total: Amount | None) -> Iterator[Card]:
    found = [(label, amount) for about, label in _PEOPLE if (amount := known.amount(about)) is not None]
    if not found:
        return
    (first, figure), *rest = [(label, _money(amount, scale)) for label, amount in found]
    shares = [_shares(amount, total, known) if label == _STAFF else Label("", "") for label, amount in found]
    zh = "，".join(f"{w.zh} {a.zh}{s.zh}" for (w, a), s in zip(rest, shares[1:], strict=True))
    en = "; ".join(f"{w.en}: {a.en}{s.en}" for (w, a), s in zip(rest, shares[1:], strict=True))
    yield Card(
        Label("人和车", "People and cars"),
        Label(f"{first.zh} {figure.zh}", _capital(f"{first.en}: {figure.en}")),
        Label(
            f"{shares[0].zh.strip('（）')}；{zh}".strip("；"),
            _capital(f"{shares[0].en.strip(' ()')}; {en}".strip("; ")),
        ),
        "people",
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _shares(amount: Amount, total: Amount | None, known: Known) -> Label:
    """Return, of personnel, which is asked for most, the share of the whole and of basic expenditure, in brackets."""
    wholes = [
        (total, Label("总额", "the whole")),
        (known.amount("basic/total/total"), Label("基本支出", "basic expenditure")),
    ]
    parts = [
        (w, percent(amount.exact, a.exact))
        for a, w in wholes
        if a is not None and a.value and amount.unit in UNITS
    ]
    if not parts:
        return Label("", "")
    zh = "，".join(f"占{w.zh} {share}" for w, share in parts)
    return Label(f"（{zh}）", f" ({', '.join(f'{share} of {w.en}' for w, share in parts)})")


_UNKNOWN: Final = Label(
    "这份文件没有写上年的总额，由它也推不出",
    "This document neither states last year's whole nor implies it",
)
_CONTRADICTED: Final = Label(
    "这份文件关于总额变化的说法自相矛盾，由它推不出上年的总额",
    "What this document states of the change of its whole contradicts itself, so last year's whole does not follow",
)
"""Why it is not told how the whole changed."""


def _change(
    disclosure: Disclosure, priors: Sequence[Prior], before: Before | None, scale: Scale
) -> Iterator[Card]:
    """Yield last year beside this year: of the whole where that follows, else of the largest total that is stated."""
    head = Label("比上年", "Against last year")
    if before is not None:
        ends = before.range
        if ends[0] < 0 <= before.value and not may_be_negative(disclosure):
            ends = (ends[0] * 0, ends[1])
        low, high = (f"{end:,f}".replace("-", "−") for end in ends)
        moved = f"{before.change:+,f}".replace("-", "−")
        rate = growth(Fraction(before.change), Fraction(before.value)) if before.value else ""
        of = f"（{rate}）" if rate else ""
        steps_shown, unit = f"{before.value:,f} → {before.now.value:,f}", english_unit(before.unit)
        yield Card(
            head,
            Label(f"{steps_shown} {before.unit}", f"{steps_shown} {unit}"),
            Label(
                f"{moved} {before.unit}{of}。上年总数没有印出，由增减额推得，在 {low} 与 {high} 之间",
                f"{moved} {unit}{f' ({rate})' if rate else ''}. Last year's whole is not printed; it follows from "
                f"the stated changes and lies between {low} and {high}",
            ),
            "change",
            True,
        )
        return
    totals, _ = steps(disclosure, priors)
    if totals:
        most = max(totals, key=lambda s: s.now)
        shown = f"{scale.show(most.before)} → {scale.show(most.now)}"
        why = _CONTRADICTED if any(True for _ in of_the_whole(disclosure, priors)) else _UNKNOWN
        step = scale.money(most.step, signed=True)
        rate = growth(most.step, most.before) if most.before else ""
        en = f"{most.label.en or most.label.zh} {step.en} ({rate})".removesuffix(" ()")
        yield Card(
            head,
            Label(f"{shown} {scale.unit}", f"{shown} {english_unit(scale.unit)}"),
            Label(
                f"{most.label.zh} {step.zh}{f'（{rate}）' if rate else ''}。{why.zh}",
                f"{en}. {why.en}",
            ),
            "change",
            True,
        )
