"""Exact amounts as they are printed: rounded half up to a unit and its places, each figure on its own."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from budgetkit.model.amount import UNITS, Amount


@dataclass(frozen=True, slots=True)
class Style:
    """How a disclosure prints figures: unit and places of its tables, unit of its prose, whether zeros are printed."""

    unit: str = "万元"
    places: int = 2
    prose: str = "万元"
    zeros: bool = False


def printed(fen: int, unit: str = "万元", places: int = 2) -> Amount:
    """Return an exact amount of fen as it is printed.

    >>> print(printed(7_124_999, "万元"), printed(7_125_000, "万元"), printed(150, "元", 0))
    7.12 万元 7.13 万元 2 元
    """
    return Amount(_rounded(Fraction(fen, 100) / Fraction(UNITS[unit]), places), unit)


def percent(part: int, whole: int, places: int = 2) -> Amount:
    """Return part / whole in percent as it is printed; 0 of 0 is printed as zero, anything of 0 as a hundred.

    >>> print(percent(1, 3), percent(0, 0), percent(-5, 0))
    33.33% 0.00% 100.00%
    """
    rate = Fraction(part, whole) * 100 if whole else Fraction(100 if part else 0)
    return Amount(_rounded(rate, places), "%")


def growth(now: int, before: int, places: int = 2) -> Amount:
    """Return (now − before) / before in percent as it is printed."""
    return percent(now - before, before, places)


def _rounded(number: Fraction, places: int) -> Decimal:
    """Round half away from zero, exactly."""
    scaled = abs(number) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    value = Decimal(whole).scaleb(-places).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return -value if number < 0 and whole else value
