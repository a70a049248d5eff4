"""Whether a learner's answer is right: numbers as they are typed, judged by the figures as they are printed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Final

from budgetkit.model.amount import Amount, Interval

_SIGNIFICANT: Final = 4

Accepts = Callable[[object], bool]


def number_of(given: object) -> Decimal | None:
    """Return what was answered as a number, ``None`` where it is none; separators, units and % are passed over.

    >>> number_of("1,234.50 万元"), number_of(42.64), number_of("42.64%"), number_of("很多")
    (Decimal('1234.50'), Decimal('42.64'), Decimal('42.64'), None)
    """
    text = str(given).replace(",", "").replace("，", "").replace("−", "-").strip()
    for unit in ("万元", "元", "%", "％"):
        text = text.removesuffix(unit).strip()
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def is_amount(amount: Amount) -> Accepts:
    """Return what accepts an amount in its own unit, in yuan or in 万元, to four digits or as many as are printed."""

    def accepts(given: object) -> bool:
        number = number_of(given)
        if number is None:
            return False
        precise = len(number.as_tuple().digits) >= _SIGNIFICANT
        answers = [Amount(number, unit) for unit in (amount.unit, "元", "万元")]
        return any(a.exact == amount.exact or (precise and a.interval.holds(amount.exact)) for a in answers)

    return accepts


def is_rate(reach: Interval | None) -> Accepts:
    """Return what accepts a percentage that unrounded figures can give, with a decimal at least."""

    def accepts(given: object) -> bool:
        number = number_of(given)
        if number is None or reach is None:
            return False
        answer = Amount(number, "%")
        return answer.interval.meets(reach) and (answer.places > 0 or answer.exact in (reach.low, reach.high))

    return accepts
