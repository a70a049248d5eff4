"""Figures as text: what a cell or a sentence prints of an amount."""

from __future__ import annotations

from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell
from synthesize.layout import Layout


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
