"""Running text -> the numbers that count something: money, percentages, things, and the words for "unchanged".

Years, dates, document numbers, codes and thresholds (50万元以上) are no quantities.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from budgetkit.amount import Amount, parse_amount
from budgetkit.forms import national

KINDS = ("money", "percent", "count", "bare", "unchanged")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a text: kind, amount (``None`` for words), where it begins and ends, the words themselves."""

    kind: str
    amount: Amount | None
    start: int
    end: int
    text: str


def quantities(text: str, *, bare: bool = False) -> tuple[Quantity, ...]:
    """Return the quantities of a folded text in order; with ``bare`` also numbers that have no unit.

    >>> [str(q.amount) for q in quantities("2024年预算安排1,720.00万，占74.51%，50万元以上设备0台（套）")]
    ['1720.00 万元', '74.51%', '0 台']
    """
    found = (_quantity(match) for match in _pattern().finditer(text))
    return tuple(q for q in found if q is not None and (bare or q.kind != "bare"))


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
    """Return one pattern for every quantity: a number with its unit, or a word for "unchanged"."""
    data = _narrative()
    money = "|".join(data["money"])
    counted = "|".join(sorted(map(re.escape, data["counted"]), key=len, reverse=True))
    unchanged = "|".join(sorted(map(re.escape, data["words"]["unchanged"]), key=len, reverse=True))
    return re.compile(
        rf"(?<![\d.,A-Za-z])(?P<number>-?(?:{data['number']}))(?:"
        rf"(?P<money>{money}){data['after_amount']}|(?P<percent>%)|"
        rf"(?P<count>{counted}){data['after_count']}|(?P<bare>(?=[，。；、）\n]|$)))"
        rf"|(?P<unchanged>{unchanged})"
    )


def _quantity(match: re.Match[str]) -> Quantity | None:
    kind = next(k for k in KINDS if match[k] is not None)
    amount = None
    if kind != "unchanged":
        number = match["number"].replace("，", ",")
        amount = parse_amount(number, _unit(kind, match[kind]))
        if amount is None:
            return None
    return Quantity(kind, amount, match.start(), match.end(), match[0])


def _unit(kind: str, printed: str) -> str:
    if kind == "money":
        return next(canonical for pattern, canonical in _money() if pattern.fullmatch(printed))
    if kind == "count":
        return str(_narrative()["counted"][printed])
    return "%" if kind == "percent" else ""


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
