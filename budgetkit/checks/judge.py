"""The verdict on one statement: exact, rounded, broken, undefined or unstated, with both sides and the allowance."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from typing import Final

from budgetkit.checks.statement import Figure, Side, Statement, interval_sum, printed_sum
from budgetkit.forms.english import english_unit
from budgetkit.model.amount import Amount, Interval, share_range, shown
from budgetkit.model.fraction import Fraction

VERDICTS: Final = ("exact", "rounded", "broken", "undefined", "unstated")
"""Equal as printed; agrees only thanks to rounding; impossible; a rate on a zero base; a figure not published."""

WORDS: Final = {
    "exact": ("相等", "equal as printed"),
    "rounded": ("四舍五入后相符", "agrees thanks to rounding"),
    "broken": ("不成立", "cannot hold"),
    "undefined": ("基数为零，比率无意义", "a rate on a zero base"),
    "unstated": ("所需数字未公布", "needs a figure that was not published"),
}


OPEN: Final = {
    True: ("按印出的数不符，不作判断", "differs as printed, not judged"),
    False: ("未作判断", "not judged"),
}
"""The words for what is unstated for a reason of its own, by whether both sides are printed."""

STRUCTURE: Final = {
    "exact": ("成立", "holds"),
    "unstated": ("需查看", "to be looked at"),
    "broken": ("不成立", "cannot hold"),
}
"""The words for findings without figures."""

_SHORT: Final = 6
"""Sums of up to so many parts are written out in messages."""

PRESUMED: Final = (
    "该关系只在通常情形下成立，此处不符不能断定有误",
    "holds in the usual case only, so its missing here accuses nobody",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one statement: both sides as printed, their gap, and what rounding allows.

    ``left``, ``right``, ``gap`` and ``allowance`` are in ``unit`` (percentage points for rates); ``None`` where
    nothing could be computed. ``cause`` is a likely explanation, never asserted.
    """

    statement: Statement
    verdict: str
    left: Decimal | None = None
    right: Decimal | None = None
    gap: Decimal | None = None
    allowance: Decimal | None = None
    unit: str = ""
    cause: tuple[str, str] = ("", "")

    @property
    def identity(self) -> str:
        """The id of the identity."""
        return self.statement.identity

    @property
    def place(self) -> str:
        """Where it was judged: ``table/row/column`` or the section and subject of a statement."""
        return self.statement.place

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The printed figures concerned."""
        return self.statement.figures

    @property
    def page(self) -> int | None:
        """The page of the first of its figures of which it is known."""
        return next((f.page for f in self.figures if f.page is not None), None)

    @property
    def section(self) -> str:
        """The document's own section of a finding on its narrative (``§5.2``), empty for one on its tables."""
        name = self.place.partition(" ")[0] if self.identity.startswith("claims.") else ""
        return f"§{name}" if name[:1].isdigit() else name

    @property
    def code(self) -> str:
        """The code of the line or of the sentence it is about, empty where there is none."""
        return self.statement.code

    def say(self, language: str) -> str:
        """Return the finding as one sentence in ``zh`` or ``en``."""
        english = language == "en"
        word = WORDS[self.verdict]
        if self.statement.relation == "<=" and self.verdict == "exact":
            word = ("成立", "holds as printed")
        whys = [reason_in(why, language) for why in (self.statement.missing, self.statement.doubt) if why]
        if self.statement.kind == "structure":
            word = STRUCTURE[self.verdict]
        elif self.verdict == "unstated" and (any(whys) or any(self.cause)):
            word = OPEN[self.left is not None]
        parts = [f"{self.statement.label[language]}{': ' if english else '：'}{word[english]}"]
        if self.left is not None and self.right is not None:
            parts.append(self._comparison(self.left, self.right, language))
        if self.verdict == "unstated" or self.statement.kind == "structure":
            parts += filter(None, whys)
        if any(self.cause):
            parts.append(self.cause[english])
        return ("; " if english else "；").join(parts)

    def _comparison(self, left: Decimal, right: Decimal, language: str) -> str:
        """Return both sides, with the parts of a short sum: ``7.12 ≠ 7.13 (6.66 + 0.42 + 0.05) 万元``."""
        equal = "≈" if self.verdict == "rounded" else "=" if self.verdict == "exact" else "≠"
        sign = "≤" if self.statement.relation == "<=" else equal
        side = self.statement.right if self.statement.rate is None else ()
        parts = f" ({side_text(side)})" if 1 < len(side) <= _SHORT else ""
        unit = english_unit(self.unit) if language == "en" else self.unit
        return f"{left:f} {sign} {right:f}{parts} {unit}".rstrip()

    @property
    def message(self) -> str:
        """The finding in both languages."""
        return f"{self.say('zh')} | {self.say('en')}"


def reason_in(reason: str, language: str) -> str:
    """Return the half of a reason «中文 / English» that is in ``zh`` or ``en``, without the id before it.

    >>> reason_in("revenue/total/total: 表中未列 / not printed in the table", "en")
    'not printed in the table'
    """
    zh, _, en = _ID.sub("", reason).partition(" / ")
    return en or zh if language == "en" else zh


_ID = re.compile(r"^[!-~]*?(?:, [!-~]+?)*: ")
"""The ids of tables and cells that a reason may begin with."""


def judge(statement: Statement) -> Finding:
    """Return the verdict on one statement, with exact arithmetic on closed intervals.

    Source: XBRL Calculations 1.1 (consistency of rounded facts): the statement stands unless the intervals miss.
    """
    if statement.missing:
        return Finding(statement, "unstated")
    finding = _judge_sum(statement) if statement.rate is None else _judge_rate(statement, statement.rate)
    if statement.doubt and finding.verdict == "broken":
        return replace(finding, verdict="unstated")
    if statement.kind == "presumed" and finding.verdict == "broken":
        return replace(finding, verdict="unstated", cause=PRESUMED)
    return finding


def _judge_sum(statement: Statement) -> Finding:
    unit, factor, places = _unit(statement)
    left, right = printed_sum(statement.left), printed_sum(statement.right)
    gap = abs(left - right) if statement.relation == "=" else max(Fraction(0), left - right)
    rest = statement.reach
    possible = rest.low <= 0 and (statement.relation == "<=" or rest.high >= 0)
    verdict = "exact" if gap == 0 else "rounded" if possible else "broken"
    allowance = (rest.high - rest.low) / 2
    a, d = _trimmed(left / factor, places), _trimmed(allowance / factor, places)
    # Most sides are equal, and to write a fraction as a decimal takes longer than to judge it.
    b, c = a, Decimal(0)
    if left != right:
        b, c = _trimmed(right / factor, places), _trimmed(gap / factor, places)
    return Finding(statement, verdict, a, b, c, d, unit)


def _judge_rate(statement: Statement, rate: Figure) -> Finding:
    stated = rate.amount
    part, whole = printed_sum(statement.left), printed_sum(statement.right)
    if whole == 0:
        nothing = part == 0 and stated.value == 0
        return Finding(statement, "exact" if nothing else "undefined", stated.value, unit="%")
    exact = part / whole
    reach = rate_range(statement)
    right, gap = _trimmed(exact * 100, stated.places + 3), _trimmed(abs(stated.exact - exact) * 100, 6)
    verdict = "exact" if stated.interval.holds(exact) else "rounded"
    if reach is None:
        # The base is printed, but so small beside its rounding that it may be zero: nothing can be excluded.
        return Finding(statement, verdict, stated.value, right, gap, unit="%")
    if verdict == "rounded" and not stated.interval.meets(reach):
        verdict = "broken"
    side = exact - reach.low if stated.exact < exact else reach.high - exact
    allowance = _trimmed((side + stated.ulp / 2) * 100, 6)
    return Finding(statement, verdict, stated.value, right, gap, allowance, "%")


def rate_range(statement: Statement) -> Interval | None:
    """Return the range of left / right over all unrounded figures; ``None`` when right may be zero.

    A figure on both sides (growth: change / (amount − change)) is one unknown, so the corners are taken over
    the figures, not over the two sums: a ratio of linear functions is extreme at corners of the box.
    """
    if interval_sum(statement.right).holds(0):
        return None
    shared = {t.figure.id for t in statement.left} & {t.figure.id for t in statement.right}
    if not shared:
        return share_range(interval_sum(statement.left), interval_sum(statement.right))
    boxes = {f.id: f.amount.interval for f in statement.figures if f.id in shared}
    corners = [
        _ratio(statement, dict(zip(boxes, ends, strict=True)))
        for ends in product(*((box.low, box.high) for box in boxes.values()))
    ]
    return Interval(min(c.low for c in corners), max(c.high for c in corners))


def _ratio(statement: Statement, fixed: Mapping[str, Fraction]) -> Interval:
    """Return the range of left / right where the figures on both sides have fixed values."""
    sides = []
    for side in (statement.left, statement.right):
        free = tuple(t for t in side if t.figure.id not in fixed)
        known = sum((t.sign * fixed[t.figure.id] for t in side if t.figure.id in fixed), Fraction(0))
        sides.append(interval_sum(free) + Interval(known, known))
    reach = share_range(*sides)
    # The caller has excluded a base that may be zero, so the corner's base, a part of it, is not zero either.
    assert reach is not None
    return reach


def _unit(statement: Statement) -> tuple[str, Fraction, int]:
    """Return the unit to show, yuan in it, and decimal places: the coarsest unit that is printed, nothing cut off."""
    amounts: list[Amount] = [f.amount for f in statement.figures]
    units = {a.unit for a in amounts}
    coarsest = amounts[0] if len(units) == 1 else max(amounts, key=lambda a: a.factor)
    places = max(
        a.places if a.unit == coarsest.unit else a.places + (coarsest.factor / a.factor).adjusted()
        for a in amounts
    )
    return coarsest.unit, Fraction(coarsest.factor), places + 3


def _trimmed(number: Fraction, places: int) -> Decimal:
    """Return a number for display with at most so many places, trailing zeros dropped.

    >>> str(_trimmed(Fraction(10**40), 2)) == "1" + 40 * "0", _trimmed(Fraction(5, 2), 2)
    (True, Decimal('2.5'))
    """
    if number.denominator == 1:
        return Decimal(number.numerator)
    whole = shown(number, places).normalize()
    return Decimal(int(whole)) if whole == whole.to_integral_value() else whole


def side_text(side: Side) -> str:
    """Return a side as printed, for messages: ``6.66 + 0.42 + 0.05``."""
    words = []
    for number, term in enumerate(side):
        sign = "−" if term.sign < 0 else "+" if number else ""
        words.append(f"{sign} {term.figure.amount.value:f}".strip())
    return " ".join(words) or "0"
