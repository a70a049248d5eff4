"""What a finding rests on: both sides as printed, the computation written out, the ranges, the smallest correction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile
from math import ceil, floor
from typing import Final

from budgetkit.checks.causes import honest_share
from budgetkit.checks.joint.context import FIELDS
from budgetkit.checks.joint.result import Correction, Reconciliation, Repair
from budgetkit.checks.judge import Finding, rate_range
from budgetkit.checks.statement import Figure, interval_sum
from budgetkit.checks.worked import worked
from budgetkit.forms.english import (
    amount_in_both,
    english_unit,
    section_in_english,
    subject_in_both,
    table_in_both,
)
from budgetkit.forms.form import Label
from budgetkit.forms.layout import form_of
from budgetkit.model.amount import UNITS, Interval
from budgetkit.model.disclosure import Claim, Disclosure, Place
from budgetkit.model.fraction import Fraction
from budgetkit.present.computation import NOTHING, coarsest, computation
from budgetkit.present.naming import cell_in_words, claim_of, subject_of, table_in_words

_FURTHER: Final = 2
"""Places beyond those printed that a range is shown with, rounded outwards."""


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
) -> tuple[Evidence, ...]:
    """Return the evidence of findings, in their order; ``names`` and ``where`` are those of printed figures by id."""
    found = []
    for number, finding in enumerate(findings, 1):
        about = claim_of(finding, disclosure)
        called = _parted([_name(finding, f, about, names, disclosure) for f in finding.figures], about)
        figures = tuple(
            (name, _minus(amount_in_both(f.amount)), _page(where.get(f.id), f))
            for name, f in zip(called, finding.figures, strict=True)
        )
        found.append(
            Evidence(
                f"finding-{number}",
                finding,
                _title(finding, disclosure),
                place_of(finding, disclosure),
                figures,
                computation(finding),
                bands(finding),
                correction(finding, together),
                Label(
                    finding.cause[0].removeprefix("可能原因："),
                    finding.cause[1].removeprefix("likely cause: "),
                ),
                worked(finding),
            )
        )
    return tuple(found)


def place_of(finding: Finding, disclosure: Disclosure) -> Label:
    """Return section or table and page of a finding: «原文 5.2，第 16 页»."""
    about = claim_of(finding, disclosure)
    zh, en = [], []
    if about is not None and about.section:
        zh.append(f"原文 {about.section}")
        en.append(section_in_english(about.section))
    elif table := disclosure.tables.get(finding.place.partition("/")[0]):
        zh.append(f"{table_in_both(table.number).zh if table.number else ''}《{table.title}》")
        en.append(table_in_words(table.id, disclosure).en)
    if finding.page is not None:
        zh.append(f"第 {finding.page} 页")
        en.append(f"p. {finding.page}")
    said = ", ".join(en)
    return Label("，".join(zh), said[:1].upper() + said[1:])


def _name(
    finding: Finding, figure: Figure, about: Claim | None, names: Mapping[str, Label], disclosure: Disclosure
) -> Label:
    """Return what a figure is called beside its finding, whose place and heading say section and subject ``about``."""
    known = names.get(figure.id, Label(figure.id, figure.id))
    kind, _, rest = figure.id.partition("/")
    if kind != "claims" or about is None:
        return Label(known.zh, known.en[:1].upper() + known.en[1:])
    number, _, field = rest.partition("/")
    claim, word = disclosure.claims[int(number) - 1], FIELDS[field]
    if claim.section != about.section:
        return Label(known.zh, known.en[:1].upper() + known.en[1:])
    if field == "share" and finding.identity == "claims.completion":
        word = finding.statement.label
    if claim.subject == about.subject:
        return Label(word.zh, word.en.capitalize())
    subject = subject_in_both(claim, form_of(disclosure))
    return Label(f"{subject.zh}，{word.zh}", f"{subject.en}, {word.en}")


def _parted(names: Sequence[Label], about: Claim | None) -> list[Label]:
    """Return names of figures of tables without the table and row that all of them have, which place and heading say."""
    if about is not None or len(names) < 2:
        return list(names)
    zh, en = (
        _without_common([n[language] for n in names], mark) for language, mark in (("zh", " "), ("en", ", "))
    )
    return [Label(*pair) for pair in zip(zh, en, strict=True)]


def _without_common(names: Sequence[str], mark: str) -> list[str]:
    parts = [name.split(mark) for name in names]
    same = len([*takewhile(lambda level: len(set(level)) == 1, zip(*parts, strict=False))])
    rest = [mark.join(p[min(same, len(p) - 1) :]) for p in parts]
    return [text[:1].upper() + text[1:] for text in rest]


def _page(place: Place | None, figure: Figure) -> Label:
    page = place.page if place is not None else figure.page
    return NOTHING if page is None else Label(f"第 {page} 页", f"p. {page}")


def _title(finding: Finding, disclosure: Disclosure) -> Label:
    """Return the finding as a heading: what it is about and what must hold; of a share, the table of its whole."""
    rule, subject = finding.statement.label, subject_of(finding, disclosure)
    if claim_of(finding, disclosure) is None and finding.place.partition("/")[0] in disclosure:
        # The line below names the table.
        subject = cell_in_words(finding.place, disclosure)
    if finding.identity == "claims.share" and len(finding.figures) == 3:
        table = disclosure.tables.get(finding.figures[1].id.partition("/")[0])
        if table is not None:
            english = form_of(disclosure).table(table.id).title.en or table.title
            rule = Label(f"{rule.zh}（以《{table.title}》为总体）", f"{rule.en}, the whole from {english}")
    if finding.statement.kind == "structure" or not subject.zh:
        return rule
    return Label(f"{subject.zh}：{rule.zh}", f"{subject.en[:1].upper()}{subject.en[1:]}: {rule.en}")


def _minus(label: Label) -> Label:
    """Return an amount with the sign of subtraction instead of a hyphen."""
    return Label(label.zh.replace("-", "−"), label.en.replace("-", "−"))


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
        Label("写出的数代表", "What is stated stands for"),
        Label("其余数字允许", "The other figures allow"),
    )
    found = []
    for reach, word in zip((a, b), words, strict=True):
        text, own = _short(outwards(reach, places)), "" if unit == "%" else " "
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


def may_be_negative(disclosure: Disclosure) -> bool:
    """Tell whether amounts of a disclosure may be below zero by less than is printed: of accounts that print such ones."""
    cells = (c for table in disclosure.tables.values() for _, _, c in table.cells())
    return disclosure.kind == "final_accounts" and any(c.amount and c.amount.value < 0 for c in cells)


def outwards(reach: Interval, places: int) -> str:
    """Return a range with so many places, rounded outwards, so that it never cuts what is meant.

    >>> outwards(Interval(Fraction(-1, 3), Fraction(4000, 3)), 2)
    '−0.34 – 1,333.34'
    """
    low = Decimal(floor(reach.low * 10**places)).scaleb(-places)
    high = Decimal(ceil(reach.high * 10**places)).scaleb(-places)
    return f"{low:,f} – {high:,f}".replace("-", "−")


def _short(reach: str) -> str:
    """Return a range without the zeros at the end of both its figures.

    >>> _short("83.7750 – 83.7850"), _short("−1.00 – 20.00"), _short("100 – 200")
    ('83.775 – 83.785', '−1 – 20', '100 – 200')
    """
    low, high = reach.split(" – ")
    while "." in low and low[-1] == high[-1] and low[-1] in "0.":
        low, high = low[:-1], high[:-1]
    return f"{low} – {high}"


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
    unit = coarsest(statement)
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
        ways = [r for r in together.of(groups[0]) if r.figures & ids]
        ways = ([r for r in ways if not any(map(_turns_negative, r.corrections))] or ways)[:3]
        return Label(
            "；或 ".join(_repair(r, "zh") for r in ways), "; or ".join(_repair(r, "en") for r in ways)
        )
    if finding.verdict == "broken" and finding.statement.rate is not None:
        right = f"{honest_share(finding):f}%"
        return Label(f"应为 {right}", f"should read {right}")
    return NOTHING


def _turns_negative(correction: Correction) -> bool:
    """Tell whether an amount of money that is printed without a sign would have to be negative, as changes may be."""
    amount = correction.figure.amount
    signed = (
        amount.unit not in UNITS or amount.value < 0 or correction.figure.id.endswith(("/change", "/growth"))
    )
    return not signed and any(a.value < 0 for a in correction.printed)


def _repair(repair: Repair, language: str) -> str:
    """Return what a repair changes, without the causes, which are told once."""
    found = ((amount_in_both(c.figure.amount)[language], c.need(language)) for c in repair.corrections)
    # Between two Chinese words there is no space, between a figure and a word there is one.
    words = (f"{a}{'' if language == 'zh' and a.endswith('元') else ' '}{need}" for a, need in found)
    return ("，" if language == "zh" else ", ").join(words).replace("-", "−")


def names_in(text: str, names: Mapping[str, Label], language: str) -> str:
    """Return a sentence with the ids of figures replaced by the names that readers know them by."""
    there = [i for i in names if i in text] if "/" in text else []
    for id_ in sorted(there, key=len, reverse=True):
        text = text.replace(id_, names[id_][language])
    return text
