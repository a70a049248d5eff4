"""A judgement written out: both sides as printed, what they come to and how that compares; else its reasons."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from budgetkit.checks.judge import Finding, reason_in
from budgetkit.checks.statement import Side, Statement, printed_sum
from budgetkit.forms.english import english_unit
from budgetkit.forms.form import Label
from budgetkit.model.amount import UNITS, Amount
from budgetkit.model.fraction import Fraction

_FINEST: Final = 6
"""Most places of a sum; what is printed has fewer."""

NOTHING: Final = Label("", "")


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
    unit = coarsest(statement)
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


def _alike(text: str) -> Label:
    return Label(text, text)


_SIGN: Final = {"exact": "=", "rounded": "≈", "broken": "≠", "undefined": "≠", "unstated": "≠"}


def coarsest(statement: Statement) -> str:
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
