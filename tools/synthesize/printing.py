"""Exact amounts as they are printed, each rounded half up on its own; figures as text in cells and sentences."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from budgetkit.model.amount import UNITS, Amount
from budgetkit.model.disclosure import Cell
from synthesize.layout import Layout


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


def cell_text(cell: Cell | None, layout: Layout) -> str:
    """Return what a cell prints: its figure, the words it holds instead, or what stands for a blank."""
    if cell is None or (cell.amount is None and not cell.text):
        return layout.blank
    return cell.text if cell.amount is None else digits(cell.amount, layout.thousands)


def digits(amount: Amount, thousands: bool = False) -> str:
    """Return the digits of an amount as printed."""
    return f"{amount.value:,f}" if thousands else f"{amount.value:f}"


def size(amount: Amount) -> str:
    """Return an amount without its sign, with its unit, as a sentence prints it."""
    unit = {"台": "台（套）"}.get(amount.unit, amount.unit)
    return f"{abs(amount.value):f}{unit}"


def ordinal(number: int) -> str:
    """Return a number from 1 to 99 in Chinese.

    >>> ordinal(3), ordinal(10), ordinal(12), ordinal(25)
    ('三', '十', '十二', '二十五')
    """
    tens, ones = divmod(number, 10)
    words = "零一二三四五六七八九"
    return ("" if tens == 0 else "十" if tens == 1 else f"{words[tens]}十") + (words[ones] if ones else "")
