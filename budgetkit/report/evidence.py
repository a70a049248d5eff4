"""What a finding rests on: both sides as printed, the computation written out, the ranges, the smallest correction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor
from typing import Final

from budgetkit.checks.causes import honest_share
from budgetkit.checks.joint.result import Correction, Reconciliation, Repair
from budgetkit.checks.judge import Finding, rate_range, reason_in
from budgetkit.checks.statement import Figure, Side, Statement, interval_sum, printed_sum
from budgetkit.checks.worked import worked
from budgetkit.forms.english import amount_in_both, english_unit, section_in_english
from budgetkit.forms.form import Label
from budgetkit.forms.layout import form_of
from budgetkit.model.amount import UNITS, Amount, Interval
from budgetkit.model.disclosure import Disclosure, Place
from budgetkit.model.fraction import Fraction
from budgetkit.report.naming import table_in_words

_FURTHER: Final = 2
"""Places beyond those printed that a range is shown with, rounded outwards."""

_FINEST: Final = 6
"""Most places of a sum; what is printed has fewer."""

NOTHING: Final = Label("", "")


@dataclass(frozen=True, slots=True)
class Band:
    """A range on the scale of a drawing: from ``start``, ``long`` wide, both in percent of its width; its words."""

    start: float
    long: float
    words: Label


@dataclass(frozen=True, slots=True)
class Evidence:
    """A finding for people: its id on the page, what is said, where, the figures as printed, and what would be right."""

    id: str
    finding: Finding
    title: Label
    where: Label
    figures: tuple[tuple[Label, Label, Label], ...]
    computation: Label
    bands: tuple[Band, ...]
    correction: Label
    cause: Label
    worked: Label


def evidence(
    findings: Iterable[Finding],
    disclosure: Disclosure,
    names: Mapping[str, Label],
    where: Mapping[str, Place],
    together: Reconciliation,
    subject: Callable[[Finding], Label],
) -> tuple[Evidence, ...]:
    """Return the evidence of findings, in their order; ``names`` and ``where`` are those of printed figures by id.

    ``subject`` says what a finding is about.
    """
    found = []
    for number, finding in enumerate(findings, 1):
        figures = tuple(
            (names.get(f.id, Label(f.id, f.id)), _minus(amount_in_both(f.amount)), _page(where.get(f.id), f))
            for f in finding.figures
        )
        found.append(
            Evidence(
                f"finding-{number}",
                finding,
                _title(finding, subject(finding), disclosure),
                place_of(finding, disclosure),
                figures,
                computation(finding),
                bands(finding),
                correction(finding, together),
                Label(*finding.cause),
                worked(finding),
            )
        )
    return tuple(found)


def place_of(finding: Finding, disclosure: Disclosure) -> Label:
    """Return section or table and page of a finding: «原文 5.2，第 16 页»."""
    section = _section(finding, disclosure)
    zh, en = [], []
    if section:
        zh.append(f"原文 {section}")
        en.append(section_in_english(section))
    elif table := disclosure.tables.get(finding.place.partition("/")[0]):
        zh.append(f"表{table.number}《{table.title}》" if table.number else f"《{table.title}》")
        en.append(table_in_words(table.id, disclosure).en)
    if finding.page is not None:
        zh.append(f"第 {finding.page} 页")
        en.append(f"p. {finding.page}")
    return Label("，".join(zh), ", ".join(en))


def _section(finding: Finding, disclosure: Disclosure) -> str:
    for figure in finding.figures:
        kind, _, rest = figure.id.partition("/")
        if kind == "claims":
            return disclosure.claims[int(rest.partition("/")[0]) - 1].section
    return ""


def _page(place: Place | None, figure: Figure) -> Label:
    page = place.page if place is not None else figure.page
    return NOTHING if page is None else Label(f"第 {page} 页", f"p. {page}")


def _title(finding: Finding, subject: Label, disclosure: Disclosure) -> Label:
    """Return the finding as a heading: what it is about and what must hold; of a share, the table of its whole."""
    rule = finding.statement.label
    if finding.identity == "claims.share" and len(finding.figures) == 3:
        table = disclosure.tables.get(finding.figures[1].id.partition("/")[0])
        if table is not None:
            english = form_of(disclosure).table(table.id).title.en or table.title
            rule = Label(f"{rule.zh}（以《{table.title}》为总体）", f"{rule.en}, the whole from {english}")
    if finding.statement.kind == "structure" or not subject.zh:
        return rule
    return Label(f"{subject.zh}：{rule.zh}", f"{subject.en}: {rule.en}")


def said(finding: Finding) -> Label:
    """Return the sentence of a finding that has nothing to compute: its reasons."""
    reasons = [r for r in (finding.statement.missing, finding.statement.doubt) if r]
    return Label(
        "；".join(reason_in(r, "zh") for r in reasons), "; ".join(reason_in(r, "en") for r in reasons)
    )


def computation(finding: Finding) -> Label:
    """Return the computation written out: ``195.92 ÷ 233.82 = 83.790…% ≠ 83.78%``; empty where there is none.

    >>> from budgetkit.checks.verdicts import check
    >>> from budgetkit.source import reference
    >>> computation(check(reference()).of("broken")[0]).zh
    '195.92 ÷ 233.82 = 83.790…% ≠ 83.78%'
    """
    statement = finding.statement
    if statement.missing or not (statement.left or statement.right):
        return NOTHING
    unit = _coarsest(statement)
    left, right = (_written(side, unit) for side in (statement.left, statement.right))
    if statement.rate is not None:
        stated = f"{statement.rate.amount.value:f}%".replace("-", "−")
        whole = printed_sum(statement.right)
        if whole == 0:
            part = digits(printed_sum(statement.left) / Fraction(UNITS.get(unit, Decimal(1))), _FINEST)
            return _alike(
                f"{_bracketed(left, statement.left)} ÷ {_bracketed(right, statement.right)} = {part} ÷ 0"
            )
        exact = printed_sum(statement.left) / whole * 100
        shown = digits(exact, statement.rate.amount.places + 1)
        sign = {"exact": "→", "rounded": "≈"}.get(finding.verdict, "≠")
        sides = f"{_bracketed(left, statement.left)} ÷ {_bracketed(right, statement.right)}"
        return _alike(f"{sides} = {shown}% {sign} {stated}")
    sign = "≤" if statement.relation == "<=" and finding.verdict != "broken" else _SIGN[finding.verdict]
    if statement.relation == "<=" and finding.verdict == "broken":
        sign = ">"
    ends = [_summed(side, words, unit) for side, words in ((statement.left, left), (statement.right, right))]
    words = f"{ends[0]} {sign} {ends[1]}"
    one = printed_sum(statement.right) == Fraction(UNITS.get(unit, Decimal(1)))
    return Label(f"{words} {unit}".rstrip(), f"{words} {english_unit(unit, one)}".rstrip())


def _minus(label: Label) -> Label:
    """Return an amount with the sign of subtraction instead of a hyphen."""
    return Label(label.zh.replace("-", "−"), label.en.replace("-", "−"))


def _alike(text: str) -> Label:
    return Label(text, text)


_SIGN: Final = {"exact": "=", "rounded": "≈", "broken": "≠", "undefined": "≠", "unstated": "≠"}


def _coarsest(statement: Statement) -> str:
    """Return the coarsest unit of money among the figures, in which all are written."""
    amounts = [t.figure.amount for t in (*statement.left, *statement.right)]
    return max(amounts, key=lambda a: a.factor).unit if amounts else ""


def _in(amount: Amount, unit: str) -> str:
    """Return the size of an amount as printed, or where it is printed in another unit, in this one without loss."""
    if amount.unit == unit or unit not in UNITS:
        return f"{abs(amount.value):f}"
    return digits(abs(amount.exact) / Fraction(UNITS[unit]), _FINEST + amount.places)


def _written(side: Side, unit: str) -> str:
    """Return a side as a sum, what is taken away or negative with a minus."""
    words = []
    for number, term in enumerate(side):
        value = term.figure.amount.value
        less = (value < 0) != (term.sign < 0)
        sign = "−" if less else "+" if number else ""
        gap = " " if number else ""
        words.append(f"{sign}{gap}{_in(term.figure.amount, unit)}")
    return " ".join(words) or "0"


def _bracketed(words: str, side: Side) -> str:
    return f"({words})" if len(side) > 1 else words


def _summed(side: Side, words: str, unit: str) -> str:
    if len(side) < 2:
        return words
    total = printed_sum(side) / Fraction(UNITS.get(unit, Decimal(1)))
    return f"{words} = {digits(total, _FINEST)}"


def digits(number: Fraction, places: int) -> str:
    """Return a number cut to so many places, with an ellipsis where more follow.

    >>> digits(Fraction(2, 3), 3), digits(Fraction(1, 4), 3)
    ('0.666…', '0.25')
    """
    scaled = abs(number) * 10**places
    whole, rest = divmod(int(scaled), 10**places)
    text = f"{whole}.{rest:0{places}d}" if places else f"{whole}"
    more = scaled != int(scaled)
    if not more and places:
        text = text.rstrip("0").rstrip(".")
    return f"{'−' if number < 0 else ''}{text}{'…' if more else ''}"


def bands(finding: Finding) -> tuple[Band, ...]:
    """Return the range that the figure as stated stands for, and the one that the other figures leave it."""
    ends = _ranges(finding)
    if ends is None:
        return ()
    (a, b), unit, places = ends
    low, high = min(a.low, b.low), max(a.high, b.high)
    room = (high - low) or Fraction(1)
    low, whole = low - room / 10, room * Fraction(6, 5)
    words = (
        Label("写出的数代表", "what is stated stands for"),
        Label("其余数字允许", "the other figures allow"),
    )
    found = []
    for reach, word in zip((a, b), words, strict=True):
        text, own = outwards(reach, places), "" if unit == "%" else " "
        found.append(
            Band(
                float((reach.low - low) / whole * 100),
                max(0.4, float((reach.high - reach.low) / whole * 100)),
                Label(f"{word.zh} {text}{own}{unit}", f"{word.en} {text}{own}{english_unit(unit)}"),
            )
        )
    return tuple(found)


def at_least(reach: Interval, least: int) -> Interval:
    """Return what of a range is not below what is possible; itself where nothing of it is."""
    return Interval(max(reach.low, Fraction(least)), reach.high) if reach.high >= least else reach


def outwards(reach: Interval, places: int) -> str:
    """Return a range with so many places, rounded outwards, so that it never cuts what is meant.

    >>> outwards(Interval(Fraction(-1, 3), Fraction(4000, 3)), 2)
    '−0.34 – 1,333.34'
    """
    low = Decimal(floor(reach.low * 10**places)).scaleb(-places)
    high = Decimal(ceil(reach.high * 10**places)).scaleb(-places)
    return f"{low:,f} – {high:,f}".replace("-", "−")


def _ranges(finding: Finding) -> tuple[tuple[Interval, Interval], str, int] | None:
    statement = finding.statement
    if finding.verdict not in ("broken", "rounded") or not (statement.left and statement.right):
        return None
    if statement.rate is not None:
        reach = rate_range(statement)
        stated = statement.rate.amount
        if reach is None:
            return None
        both = [Interval(i.low * 100, i.high * 100) for i in (stated.interval, reach)]
        return (both[0], both[1]), "%", stated.places + _FURTHER
    unit = _coarsest(statement)
    factor = Fraction(UNITS.get(unit, Decimal(1)))
    left, right = (interval_sum(side) for side in (statement.left, statement.right))
    places = max(
        f.amount.places + (UNITS.get(unit, Decimal(1)) / f.amount.factor).adjusted()
        for f in statement.figures
    )
    scaled = [Interval(i.low / factor, i.high / factor) for i in (left, right)]
    return (scaled[0], scaled[1]), unit, max(0, places) + 1


def correction(finding: Finding, together: Reconciliation) -> Label:
    """Return the smallest change that would let everything hold, as the judgement of all together found it."""
    ids = {f.id for f in finding.figures}
    groups = [r.group for r in together.repairs if r.figures & ids and r.rank == 1] or [
        r.group for r in together.repairs if r.figures & ids
    ]
    if groups:
        ways = [r for r in together.of(groups[0]) if r.figures & ids][:3]
        return Label(
            "；或".join(_repair(r, "zh") for r in ways), "; or ".join(_repair(r, "en") for r in ways)
        )
    if finding.verdict == "broken" and finding.statement.rate is not None:
        right = f"{honest_share(finding):f}%"
        return Label(f"应为 {right}", f"should read {right}")
    return NOTHING


def _repair(repair: Repair, language: str) -> str:
    """Return what a repair changes, without the causes, which are told once."""
    words = (f"{amount_in_both(c.figure.amount)[language]} {_need(c, language)}" for c in repair.corrections)
    return ("，" if language == "zh" else ", ").join(words).replace("-", "−")


def _need(change: Correction, language: str) -> str:
    need, unit = change.need(language), change.figure.amount.unit
    return need.replace(unit, english_unit(unit)) if language == "en" and unit else need


def names_in(text: str, names: Mapping[str, Label], language: str) -> str:
    """Return a sentence with the ids of figures replaced by the names that readers know them by."""
    for id_ in sorted((i for i in names if i in text), key=len, reverse=True):
        text = text.replace(id_, names[id_][language])
    return text
