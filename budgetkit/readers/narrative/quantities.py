"""Running text -> the numbers that count something: money, percentages, things, and the words for "unchanged".

Years, dates, document numbers, codes and thresholds (50万元以上) are no quantities. Digits that are not one number
for certain (13,38.20, 133。82, 10-20万元) are one malformed quantity, and never read in part.
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

KINDS = ("money", "percent", "hundredths", "points", "count", "rate", "malformed", "bare", "unchanged")
_HUNDRED = 100
_DIGITS = "零一二三四五六七八九"
_TENS = {"十": 10, "百": 100, "千": 1000}
_FORMAL = str.maketrans("〇两壹贰叁肆伍陆柒捌玖拾佰仟", "零二一二三四五六七八九十百千")
_MINUS = "-−﹣‐‑△▲"
_DASH = "–—"
_TEN_THOUSAND = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a text: kind, amount (``None`` for words), where it begins and ends, the words themselves.

    ``kind``: money, percent, points (百分点, in percent), count, rate (倍, ‰, 成), malformed, bare (no unit),
    unchanged (持平). ``sign`` says how a negative number is prose_lines: ``-``, ``—`` (a dash that may be no
    minus) or ``（`` (in brackets); its amount is negative.
    """

    kind: str
    amount: Amount | None
    start: int
    end: int
    text: str
    sign: str = ""


def quantities(text: str, *, bare: bool = False) -> tuple[Quantity, ...]:
    """Return the quantities of a folded text in order; with ``bare`` also numbers that have no unit.

    >>> [str(q.amount) for q in quantities("2024年预算安排1,720.00万，占74.51%，50万元以上设备0台（套）")]
    ['1720.00 万元', '74.51%', '0 台']
    >>> [str(q.amount) for q in quantities("占百分之12.5，增长百分之二十点三，1亿338万元，-28.45万元")]
    ['12.5%', '20.3%', '10338 万元', '-28.45 万元']
    >>> [str(q.amount) for q in quantities("三十二万元，壹仟零五万元，一点二亿元")]
    ['32 万元', '1005 万元', '1.2 亿元']
    >>> [q.kind for q in quantities("13，38.20万元，增长1.27倍")]
    ['malformed', 'rate']
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
    number, money = f"(?:{data['number']})", "|".join(data["money"])
    counted = "|".join(sorted(map(re.escape, data["counted"]), key=len, reverse=True))
    unchanged = "|".join(sorted(map(re.escape, data["words"]["unchanged"]), key=len, reverse=True))
    unit = f"(?:{money}){data['after_amount']}|%|(?:{counted}){data['after_count']}|{data['rate']}"
    sign = rf"(?<![\d%元{_DASH}{_MINUS}])[{_MINUS}{_DASH}]"
    broken = rf"(?<![\d.,A-Za-z])\d[\d.,]*(?:(?:%|万?元)?[{data['breaks']}]\d[\d.,]*)+"
    ragged = r"(?<![\d.,A-Za-z])(?:\d+(?:,\d+)*(?:\.\d+){2,}|\d*,\d[\d,.]*|\d+\.\d*,[\d,.]*)"
    free = r"(?<![\d.,A-Za-z])"
    ranged = rf"{free}\d[\d.,]*(?:%|{money})[{data['ranges']}]\d[\d.,]*(?:%|{money})"
    return re.compile(
        rf"(?P<ranged>{ranged})"
        rf"|(?:{free}(?<!\d[亿万千百])(?P<sign>{sign})?(?P<number>{number})|（(?P<bracketed>{number})）)(?:"
        rf"(?P<money>{money}){data['after_amount']}|(?P<percent>%)|(?P<points>{data['points']})|"
        rf"(?P<count>{counted}){data['after_count']}|(?P<rate>{data['rate']}))"
        rf"|(?P<worded>{data['spelled_amount']})(?P<large>[万亿]元){data['after_amount']}"
        rf"|(?P<malformed>(?:{broken}|{ragged})(?:{unit})|{data['spelled_money']})"
        rf"|(?<![\d.,A-Za-z{_MINUS}{_DASH}])(?P<plain>{number})(?P<bare>(?=[，。；、）\n]|$))"
        rf"|{data['of_hundred']}(?P<hundredths>-?(?:{data['number']})(?!\d|\.\d|万|亿)|{data['spelled']})"
        rf"|(?P<spelled_rate>{data['spelled_rate']})"
        rf"|(?P<unchanged>{unchanged})"
    )


def _quantity(match: re.Match[str]) -> Quantity | None:
    other = {
        "ranged": "malformed",
        "spelled_rate": "rate",
        "malformed": "malformed",
        "unchanged": "unchanged",
    }
    if kind := next((other[group] for group in other if match[group] is not None), ""):
        return Quantity(kind, None, match.start(), match.end(), match[0])
    if match["worded"]:
        worded = parse_amount(_figures(match["worded"]), match["large"])
        return Quantity("money", worded, match.start(), match.end(), match[0])
    kind = next(k for k in KINDS if match[k] is not None)
    # （1）人员经费 is a numbering.
    if match["bracketed"] and kind not in ("money", "percent"):
        return None
    amount = parse_amount(*_number(match, kind))
    if amount is None:
        return None
    sign = "（" if match["bracketed"] else (match["sign"] or "").translate(_SIGNS)
    amount = decreased(amount) if sign else amount
    return Quantity(
        "percent" if kind == "hundredths" else kind, amount, match.start(), match.end(), match[0], sign
    )


_SIGNS = str.maketrans(_MINUS + _DASH, "-" * len(_MINUS) + "—" * len(_DASH))


def _number(match: re.Match[str], kind: str) -> tuple[str, str]:
    """Return the digits of a match and their unit; 1亿338万元 is 10338 万元."""
    if kind == "hundredths":
        return _figures(match["hundredths"]), "%"
    printed = (match["number"] or match["bracketed"] or match["plain"]).replace("，", ",")
    unit = _unit(kind, match[kind])
    for larger in ("亿", "万"):
        above, found, rest = printed.partition(larger)
        if found:
            ratio = _TEN_THOUSAND if larger == "万" or unit == "万元" else _TEN_THOUSAND**2
            printed = f"{Decimal(above) * ratio + Decimal(rest):f}"
    return printed, unit


def _unit(kind: str, printed: str) -> str:
    if kind == "money":
        return next(canonical for pattern, canonical in _money() if pattern.fullmatch(printed))
    if kind == "count":
        return str(_narrative()["counted"][printed])
    return "" if kind in ("bare", "rate") else "%"


def _figures(words: str) -> str:
    """Return a number up to 千 that is spelled in words in figures, as many places as it says: 二十点三 -> 20.3."""
    if any(c.isdigit() and c.isascii() for c in words):
        return words
    whole, _, places = words.translate(_FORMAL).partition("点")
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
