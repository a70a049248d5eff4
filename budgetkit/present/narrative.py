"""Figures back into sentences, and every stated rate beside what the printed figures give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

from budgetkit.checks.judge import judge, rate_range
from budgetkit.checks.narrative import of_claim
from budgetkit.checks.printed import Printed
from budgetkit.checks.statement import Statement, printed_sum
from budgetkit.forms.english import amount_in_both, base_in_both, english_subject
from budgetkit.forms.layout import form_of
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Claim, Disclosure
from budgetkit.model.fraction import Fraction


@dataclass(frozen=True, slots=True)
class Recomputed:
    """One stated rate in percent beside the one the printed figures give, with its range and its own verdict.

    ``None``: not computable.
    """

    claim: Claim
    rate: str
    stated: Amount
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    verdict: str


def recompute(disclosure: Disclosure) -> tuple[Recomputed, ...]:
    """Return every stated share, completion and growth recomputed, in the order of the text.

    ``low`` and ``high`` hold every rate that unrounded figures can give, rounded outwards for display.
    """
    printed = Printed.of(disclosure)
    found = []
    for number, claim in enumerate(disclosure.claims, 1):
        for statement in of_claim(claim, number, printed) if claim.is_quantified else ():
            if statement.rate is not None:
                found.append(_recomputed(claim, statement, judge(statement).verdict))
    return tuple(found)


def _recomputed(claim: Claim, statement: Statement, verdict: str) -> Recomputed:
    assert statement.rate is not None
    stated = statement.rate.amount
    whole = printed_sum(statement.right)
    rate = statement.identity.removeprefix("claims.")
    if statement.missing or whole == 0:
        return Recomputed(claim, rate, stated, None, None, None, verdict)
    reach = rate_range(statement)
    places = stated.places + 2
    value = Decimal(round(printed_sum(statement.left) / whole * 100 * 10**places)).scaleb(-places)
    if reach is None:
        return Recomputed(claim, rate, stated, value, None, None, verdict)
    low = Decimal(floor(reach.low * 100 * 10**places)).scaleb(-places)
    high = Decimal(ceil(reach.high * 100 * 10**places)).scaleb(-places)
    return Recomputed(claim, rate, stated, value, low, high, verdict)


def sentences(disclosure: Disclosure, language: str = "zh") -> Iterator[str]:
    """Yield one sentence a quantified statement, written from its figures alone, in ``zh`` or ``en``.

    >>> from budgetkit.source import reference
    >>> next(iter(sentences(reference(), "en"))).split(";")[0]
    'General public budget: 233.82 wan yuan'
    """
    layout = form_of(disclosure)
    for claim in (c for c in disclosure.claims if c.is_quantified):
        yield sentence(claim, language, english_subject(claim, layout))


def sentence(claim: Claim, language: str = "zh", english: str = "") -> str:
    """Return a statement in words of our own: amount, share, change with its direction, growth, base.

    ``english`` is the subject in English where it is known; otherwise it stays as printed.

    >>> print(sentence(Claim("3", "项目支出", Amount(Decimal("180.00")), change=Amount(Decimal("-2.00"))), "en"))
    项目支出: 180.00 wan yuan; down 2.00 wan yuan
    """
    in_english = language == "en"
    parts = [] if claim.amount is None else [_size(claim.amount, in_english)]
    if claim.share is not None:
        parts.append(f"share {claim.share}" if in_english else f"所占比重 {claim.share}")
    if claim.change is not None:
        parts.append(_moved(claim.change, in_english) + _from(claim.base, in_english))
    if claim.growth is not None:
        parts.append(f"growth {_signed(claim.growth)}" if in_english else f"变动率 {_signed(claim.growth)}")
    if in_english:
        return f"{english or claim.subject}: {'; '.join(parts)}"
    return f"{claim.subject}：{'；'.join(parts)}"


def _size(amount: Amount, english: bool) -> str:
    return amount_in_both(amount).en if english else str(amount)


def _moved(change: Amount, english: bool) -> str:
    size = _size(Amount(abs(change.value), change.unit), english)
    if change.value == 0:
        return f"unchanged ({size})" if english else f"不变（{size}）"
    if english:
        return f"{'up' if change.value > 0 else 'down'} {size}"
    return f"{'多' if change.value > 0 else '少'} {size}"


def _from(base: str, english: bool) -> str:
    if not base:
        return ""
    return f" from {base_in_both(base).en}" if english else f"（基数：{base}）"


def _signed(rate: Amount) -> str:
    return f"+{rate}" if Fraction(rate.value) > 0 else str(rate).replace("-", "−")
