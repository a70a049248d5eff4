"""Why a figure may be wrong: the slips of pen or spreadsheet that turn the right number into the printed one.

Each slip is undone on the printed digits, and offered as a cause where the result is a number that everything else
allows. Causes are ranked by how unlikely they fit by chance. None is asserted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from budgetkit.checks.joint.programme import Range
from budgetkit.checks.statement import Figure
from budgetkit.forms.english import amount_in_both
from budgetkit.forms.form import Label
from budgetkit.model.amount import Amount, Interval
from budgetkit.model.fraction import Fraction

WEIGHTS: Final = {
    "trimmed": 100,
    "unit": 90,
    "decimal": 80,
    "sign": 75,
    "neighbour": 70,
    "transposed": 60,
    "stray": 55,
    "truncated": 50,
    "rounded": 45,
    "digit": 40,
    "dropped": 30,
}
"""How telling each cause is, most first: fewer wrong numbers would fit a shifted point than one changed digit."""

_MONEY: Final = ("元", "万元", "亿元")
"""Units that are taken for one another; a factor of ten or a hundred is rather a shifted point."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A likely cause: its kind, what the figure should then read, in words of both languages, and its weight."""

    kind: str
    reads: str
    words: Label
    weight: int

    def say(self, language: str) -> str:
        """Return the cause as a guess, never as a fact."""
        return f"perhaps {self.words.en}" if language == "en" else f"可能是{self.words.zh}"


def causes_of(
    figure: Figure,
    required_range: Range,
    near: Sequence[tuple[str, Figure]] = (),
    trimmed: tuple[str, str] = ("", ""),
) -> tuple[Cause, ...]:
    """Return the likely causes of one figure that would have to lie in ``required_range``, most telling first.

    ``near`` are its neighbours with their direction; ``trimmed`` is the cause that other shares of its whole suggest.
    """
    if required_range.low is None or required_range.high is None or required_range.low > required_range.high:
        return ()
    wanted = Interval(required_range.low, required_range.high)
    found = [*_trimmed(trimmed), *_units(figure.amount, wanted), *_decimal(figure.amount, wanted)]
    found += [*_sign(figure, wanted), *_neighbours(figure, wanted, near), *_digits(figure.amount, wanted)]
    found += _rounding(figure.amount, wanted)
    first: dict[str, Cause] = {}
    for cause in sorted(found, key=lambda c: -c.weight):
        first.setdefault(cause.kind, cause)
    return tuple(first.values())


def _cause(kind: str, reads: object, zh: str, en: str, *printed: Amount | str) -> Cause:
    """Return a cause in words, with numbers as printed in the places of ``zh`` and ``en``."""
    both = [in_words(p) for p in printed]
    words = Label(zh.format(*(b.zh for b in both)), en.format(*(b.en for b in both)))
    return Cause(kind, str(reads), words, WEIGHTS[kind])


def in_words(printed: Amount | str) -> Label:
    """Return a number as printed, its unit in both languages, with the sign of subtraction instead of a hyphen."""
    both = amount_in_both(printed) if isinstance(printed, Amount) else Label(printed, printed)
    return Label(both.zh.replace("-", "−"), both.en.replace("-", "−"))


def _fits(amount: Amount, wanted: Interval) -> bool:
    """Tell whether a number could stand for the wanted range by more than touching its end."""
    shared = amount.interval.within(wanted)
    return shared is not None and (shared.low < shared.high or wanted.low == wanted.high or not amount.ulp)


def _trimmed(words: tuple[str, str]) -> Iterator[Cause]:
    if any(words):
        zh = words[0].removeprefix("可能原因：")
        yield _cause("trimmed", "", zh, words[1].removeprefix("likely cause: "))


def _units(printed: Amount, wanted: Interval) -> Iterator[Cause]:
    if printed.unit in _MONEY and printed.value:
        for unit in _MONEY:
            other = Amount(printed.value, unit, printed.rounding)
            if unit != printed.unit and _fits(other, wanted):
                zh, en = "单位写错：{} 误作 {}", "the unit: {} given as {}"
                yield _cause("unit", other, zh, en, other, printed)
                return


def _decimal(printed: Amount, wanted: Interval) -> Iterator[Cause]:
    for power in (1, -1, 2, -2, 3, -3):
        moved = printed.value.scaleb(power)
        places = max(printed.places, 0)
        other = Amount(moved if power < 0 else moved.quantize(Decimal(1).scaleb(-places)), printed.unit)
        # A shift to the left lost digits: any number that rounds to the rest will do.
        reach = printed.interval.scaled(Fraction(10) ** power)
        shared = reach.within(wanted) if printed.value else None
        if shared is not None and (shared.low < shared.high or wanted.low == wanted.high):
            zh, en = "小数点移位：{} 应为 {} 左右", "the decimal point: {} for about {}"
            yield _cause("decimal", other, zh, en, printed, other)
            return


def _sign(figure: Figure, wanted: Interval) -> Iterator[Cause]:
    printed = figure.amount
    other = Amount(-printed.value, printed.unit, printed.rounding)
    moves = figure.id.endswith(("/change", "/growth"))
    # Who prints an amount does not leave its minus out; a change has a word for it.
    if (printed.value < 0 or (moves and printed.value)) and _fits(other, wanted):
        if moves:
            yield _cause(
                "sign", other, "增减方向写反（增加与减少）", "the direction word (increase for decrease)"
            )
        else:
            yield _cause("sign", other, "正负号写反", "the sign")


def _neighbours(figure: Figure, wanted: Interval, near: Sequence[tuple[str, Figure]]) -> Iterator[Cause]:
    """Yield that a neighbour's number belongs here, or that this number was copied from a neighbour."""
    for where, other in near:
        amount = other.amount
        if amount.value and _fits(amount, wanted) and amount.value != figure.amount.value:
            zh = f"与相邻数字错位：{_ZH[where]}的 {{}} 应在此处"
            en = f"a slip of place: the {{}} {_EN[where]} belongs here"
            yield _cause("neighbour", amount, zh, en, amount)
            return
    for where, other in near:
        if figure.amount.value and (other.amount.value, other.amount.unit) == (
            figure.amount.value,
            figure.amount.unit,
        ):
            zh = f"抄了相邻数字：与{_ZH[where]}相同"
            yield _cause("neighbour", "", zh, f"a copy of the figure {_EN[where]}")
            return


_ZH: Final = {
    "above": "上一行",
    "below": "下一行",
    "left": "左一栏",
    "right": "右一栏",
    "before": "上一条",
    "after": "下一条",
}
_EN: Final = {
    "above": "in the line above",
    "below": "in the line below",
    "left": "in the column to the left",
    "right": "in the column to the right",
    "before": "of the statement before",
    "after": "of the statement after",
}


def _digits(printed: Amount, wanted: Interval) -> Iterator[Cause]:
    """Yield what one slip on the digits would explain: exchanged, stray, misprinted, dropped."""
    text = f"{printed.value:f}"
    slips = (
        ("transposed", _exchanged(text), "数字颠倒", "digits exchanged"),
        ("stray", _shortened(text), "多写一位数字", "a stray digit"),
        ("digit", _substituted(text), "一位数字有误", "one digit"),
        ("dropped", _lengthened(text), "漏写一位数字", "a dropped digit"),
    )
    for kind, candidates, zh, en in slips:
        for other in candidates:
            if _fits(Amount(Decimal(other), printed.unit, printed.rounding), wanted):
                yield _cause(kind, other, f"{zh}：{{}} 误作 {{}}", f"{en}: {{}} as {{}}", other, text)
                break


def _exchanged(text: str) -> Iterator[str]:
    """Yield the text with two different digits exchanged that follow each other, also across the point."""
    for a, b in pairwise(i for i, c in enumerate(text) if c.isdigit()):
        if text[a] != text[b]:
            yield text[:a] + text[b] + text[a + 1 : b] + text[a] + text[b + 1 :]


def _substituted(text: str) -> Iterator[str]:
    first = next(i for i, c in enumerate(text) if c.isdigit())
    alone = not text[first + 1 : first + 2].isdigit()
    for i, c in enumerate(text):
        if c.isdigit():
            digits = "0123456789" if i != first or alone else "123456789"
            yield from (text[:i] + d + text[i + 1 :] for d in digits if d != c)


def _shortened(text: str) -> Iterator[str]:
    """Yield the text without one digit before the point."""
    whole, point, rest = text.partition(".")
    for i, c in enumerate(whole):
        left = whole[:i] + whole[i + 1 :]
        if c.isdigit() and left.lstrip("-") and (left.lstrip("-")[0] != "0" or len(left.lstrip("-")) == 1):
            yield left + point + rest


def _lengthened(text: str) -> Iterator[str]:
    """Yield the text with one more digit before the point."""
    whole, point, rest = text.partition(".")
    start = 1 if whole.startswith("-") else 0
    for i in range(start, len(whole) + 1):
        digits = "123456789" if i == start else "0123456789"
        yield from (whole[:i] + d + whole[i:] + point + rest for d in digits)


def _rounding(printed: Amount, wanted: Interval) -> Iterator[Cause]:
    """Yield that digits were cut off instead of rounded, or rounded twice or the other way."""
    cut = Amount(printed.value, printed.unit, "truncated")
    if printed.rounding == "nearest" and printed.value and _fits(cut, wanted):
        yield _cause("truncated", "", "截去尾数而未四舍五入", "cutting digits off instead of rounding")
    step = Decimal(1).scaleb(-printed.places)
    for other in (printed.value + step, printed.value - step):
        amount = Amount(other, printed.unit, printed.rounding)
        if printed.ulp and _fits(amount, wanted):
            zh, en = "舍入差一个末位：{} 误作 {}", "rounding, off by one in the last place: {} as {}"
            yield _cause("rounded", amount, zh, en, amount, printed)
            return
