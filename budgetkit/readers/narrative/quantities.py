"""Running text -> the numbers that count something: money, percentages, things, and the words for "unchanged".

Years, dates, document numbers, codes and thresholds (50万元以上) are no quantities.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from budgetkit.forms.form import national
from budgetkit.model.amount import Amount, parse_amount

KINDS = ("money", "percent", "hundredths", "points", "count", "bare", "unchanged")
_HUNDRED = 100
_DIGITS = "零一二三四五六七八九"
_TENS = {"十": 10, "百": 100}


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a text: kind, amount (``None`` for words), where it begins and ends, the words themselves.

    ``kind``: money, percent, points (百分点, in percent), count, bare (no unit), unchanged (持平).
    """

    kind: str
    amount: Amount | None
    start: int
    end: int
    text: str


def quantities(text: str, *, bare: bool = False) -> tuple[Quantity, ...]:
    """Return the quantities of a folded text in order; with ``bare`` also numbers that have no unit.

    >>> [str(q.amount) for q in quantities("2024年预算安排1,720.00万，占74.51%，50万元以上设备0台（套）")]
    ['1720.00 万元', '74.51%', '0 台']
    >>> [str(q.amount) for q in quantities("占百分之12.5，增长百分之二十点三")]
    ['12.5%', '20.3%']
    """
    found = (_quantity(match) for match in _pattern().finditer(text))
    return tuple(q for q in found if q is not None and (bare or q.kind != "bare"))


def signless(quantity: Quantity) -> Quantity | None:
    """Return a number without unit as the percentage it can be, its % left out; ``None`` where it can be none.

    Its amount keeps the unit that is printed: none.

    >>> [signless(q) is not None for q in quantities("占12.50，占7，占250.00，", bare=True)]
    [True, False, False]
    """
    amount = quantity.amount
    if quantity.kind != "bare" or amount is None or not amount.places or not 0 <= amount.value <= _HUNDRED:
        return None
    return replace(quantity, kind="percent")


@cache
def _narrative() -> Mapping[str, Any]:
    narrative: Mapping[str, Any] = national()["narrative"]
    return narrative


@cache
def _money() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(unit.split("(?")[0]), canonical) for unit, canonical in _narrative()["money"].items()
    )


@cache
def _pattern() -> re.Pattern[str]:
    """Return one pattern for every quantity: a number with its unit, 百分之 with a number, a word for "unchanged"."""
    data = _narrative()
    money = "|".join(data["money"])
    counted = "|".join(sorted(map(re.escape, data["counted"]), key=len, reverse=True))
    unchanged = "|".join(sorted(map(re.escape, data["words"]["unchanged"]), key=len, reverse=True))
    return re.compile(
        rf"(?<![\d.,A-Za-z])(?P<number>-?(?:{data['number']}))(?:"
        rf"(?P<money>{money}){data['after_amount']}|(?P<percent>%)|(?P<points>{data['points']})|"
        rf"(?P<count>{counted}){data['after_count']}|(?P<bare>(?=[，。；、）\n]|$)))"
        rf"|{data['of_hundred']}(?P<hundredths>-?(?:{data['number']})(?!\d|\.\d|万|亿)|{data['spelled']})"
        rf"|(?P<unchanged>{unchanged})"
    )


def _quantity(match: re.Match[str]) -> Quantity | None:
    kind = next(k for k in KINDS if match[k] is not None)
    amount = None
    if kind != "unchanged":
        number = match["number"] or _figures(match["hundredths"])
        amount = parse_amount(number.replace("，", ","), _unit(kind, match[kind]))
        if amount is None:
            return None
    return Quantity("percent" if kind == "hundredths" else kind, amount, match.start(), match.end(), match[0])


def _unit(kind: str, printed: str) -> str:
    if kind == "money":
        return next(canonical for pattern, canonical in _money() if pattern.fullmatch(printed))
    if kind == "count":
        return str(_narrative()["counted"][printed])
    return "" if kind == "bare" else "%"


def _figures(words: str) -> str:
    """Return a number up to 百 that is spelled in words in figures, as many places as it says: 二十点三 -> 20.3."""
    if any(c.isdigit() and c.isascii() for c in words):
        return words
    whole, _, places = words.replace("〇", "零").partition("点")
    total = digit = 0
    for c in whole:
        if c in _TENS:
            total, digit = total + (digit or 1) * _TENS[c], 0
        else:
            digit = _DIGITS.index(c)
    tail = "".join(str(_DIGITS.index(c)) for c in places)
    return f"{total + digit}.{tail}" if tail else str(total + digit)


def decreased(amount: Amount) -> Amount:
    """Return the amount with its sign turned, for 减少 and 下降; a printed zero keeps its places.

    >>> str(decreased(Amount(Decimal("80.00"))))
    '-80.00 万元'
    """
    value = -amount.value if amount.value else amount.value
    return Amount(value, amount.unit, amount.rounding)


def unchanged_like(amount: Amount | None) -> Amount:
    """Return the zero change that 持平 says, as precise as the amount it is said of."""
    if amount is None:
        return Amount(Decimal(0))
    return Amount(amount.value * 0, amount.unit, amount.rounding)
