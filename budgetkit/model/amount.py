"""A published number: its value as printed, its precision, its unit, and the closed interval it stands for.

A printed 7.12 万元 says that the unrounded amount lies in [71 150, 71 250] yuan. Every judgement in budgetkit
is made on such intervals with exact arithmetic; XBRL Calculations 1.1 is the standard for this reading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Final

from budgetkit.model.fraction import Fraction
from budgetkit.model.notes import fold, split_notes

UNITS: Final[dict[str, Decimal]] = {
    "元": Decimal(1),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿元": Decimal(100_000_000),
    "%": Decimal("0.01"),
    "": Decimal(1),
}
"""Yuan in one of each monetary unit; a percentage is a pure number; counts (人, 辆, 台, …) have factor one."""

COUNTED: Final = ("人", "辆", "台", "个", "套", "次", "项", "家", "名")
"""Units of things that are counted, not measured: such a number is exactly what is printed."""

DAMAGED: Final = "#*\ufffd□■?？"
"""Signs that stand for a number that cannot be seen: errors and overflow of spreadsheets, masks, unknown glyphs."""

ROUNDINGS: Final = ("nearest", "truncated")

_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+"
_NUMBER = re.compile(
    rf"(?P<open>\()?(?P<sign>[-+△▲负]?)(?:[¥￥]|RMB|CNY|人民币)?(?P<inner>[-+]?)(?P<digits>{_DIGITS})"
    r"(?P<trailing>-?)(?P<close>\))?\Z"
)
_DIGIT = re.compile(r"\d")
_WHOLE = re.compile(rf"(?:{_DIGITS})\Z")
_GROUPED = re.compile(r"[-+]?[0-9]{1,3}(?: [0-9]{3})+\.[0-9]+")
# Text layers and word processors write the minus as any of these; after NFKC, so full-width ones are plain.
_MINUS = re.compile(
    "[\u2010\u2012-\u2015\u2212\u02d7\u2796\u2500\ufe58](?=[\\s¥￥]*[0-9.])|\u2212(?=\\s*\\Z)"
)
_LONGEST = 32


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed range of exact numbers, in yuan for money and as a pure number for rates.

    >>> Interval(Fraction(1), Fraction(2)) + Interval(Fraction(3), Fraction(5))
    Interval(low=Fraction(4, 1), high=Fraction(7, 1))
    """

    low: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        """Refuse an empty range."""
        if self.low > self.high:
            raise ValueError(f"an interval needs low <= high, got {self.low} and {self.high}")

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def scaled(self, factor: Fraction | int) -> Interval:
        """Return the range multiplied by an exact number."""
        a, b = self.low * factor, self.high * factor
        return Interval(min(a, b), max(a, b))

    def meets(self, other: Interval) -> bool:
        """Tell whether the two ranges have a number in common."""
        return self.low <= other.high and other.low <= self.high

    def holds(self, number: Fraction | int) -> bool:
        """Tell whether the range holds a number."""
        return self.low <= number <= self.high

    def within(self, other: Interval) -> Interval | None:
        """Return what both ranges share, ``None`` when they do not meet."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Interval(low, high) if low <= high else None


@dataclass(frozen=True)
class Amount:
    """One printed number: ``value`` with its printed places, ``unit`` as published, ``rounding`` of its source.

    Deliberately without ``<``: two printed figures that overlap are neither smaller nor larger. Ask
    :meth:`agrees_with`.

    Raises:
        ValueError: for a value that is not finite, or an unknown rounding.

    Source: XBRL Calculations 1.1, section 3 (the interval a rounded fact stands for).

    >>> a = Amount(Decimal("7.12"), "万元")
    >>> a.places, a.low, a.high
    (2, Decimal('71150'), Decimal('71250'))
    >>> a.agrees_with(Amount(Decimal("71200"), "元"))
    True
    """

    value: Decimal
    unit: str = "万元"
    rounding: str = "nearest"

    def __post_init__(self) -> None:
        """Refuse what cannot be a printed number."""
        if not self.value.is_finite():
            raise ValueError(f"a printed number is finite, got {self.value}")
        if self.rounding not in ROUNDINGS:
            raise ValueError(f"rounding {self.rounding!r} is not known; there are {', '.join(ROUNDINGS)}")

    @cached_property
    def places(self) -> int:
        """Decimal places as printed (2 for 7.10)."""
        exponent = self.value.as_tuple().exponent
        return max(0, -int(exponent))

    @property
    def factor(self) -> Decimal:
        """Yuan in one unit (1 for counts, 0.01 for percent)."""
        return UNITS.get(self.unit, Decimal(1))

    @cached_property
    def exact(self) -> Fraction:
        """The printed number itself in yuan, as if nothing had been rounded."""
        return Fraction(self.value) * Fraction(self.factor)

    @cached_property
    def ulp(self) -> Fraction:
        """One unit of the last printed place, in yuan; zero for what is counted."""
        if self.unit in COUNTED:
            return Fraction(0)
        return Fraction(self.factor) / Fraction(10**self.places)

    @cached_property
    def interval(self) -> Interval:
        """All unrounded numbers (in yuan) that would be printed like this; closed at both ends."""
        centre = self.exact
        if self.rounding == "nearest":
            return Interval(centre - self.ulp / 2, centre + self.ulp / 2)
        below = self.ulp if self.value <= 0 else Fraction(0)
        above = self.ulp if self.value >= 0 else Fraction(0)
        return Interval(centre - below, centre + above)

    @property
    def low(self) -> Decimal:
        """The smallest unrounded number in yuan."""
        return _decimal(self.interval.low)

    @property
    def high(self) -> Decimal:
        """The largest unrounded number in yuan."""
        return _decimal(self.interval.high)

    def agrees_with(self, other: Amount) -> bool:
        """Tell whether one unrounded number can lie behind both figures."""
        return self.interval.meets(other.interval)

    def __str__(self) -> str:
        return f"{self.value:f}{self.unit}" if self.unit == "%" else f"{self.value:f} {self.unit}".rstrip()


def _decimal(number: Fraction) -> Decimal:
    """Write a fraction whose denominator divides a power of ten as a Decimal, exactly."""
    return Decimal(number.numerator) / Decimal(number.denominator)


def shown(number: Fraction, places: int) -> Decimal:
    """Return an exact number with so many decimals, for display; never used to judge.

    >>> shown(Fraction(2, 3), 2), shown(Fraction(5), 1)
    (Decimal('0.67'), Decimal('5.0'))
    """
    return Decimal(round(number * 10**places)).scaleb(-places)


def plain_number(number: Amount | Decimal | None) -> str:
    """Return a number with every printed place, without unit and separators; empty for none.

    >>> plain_number(Amount(Decimal("1234.50"), "元")), plain_number(None)
    ('1234.50', '')
    """
    return "" if number is None else f"{number.value if isinstance(number, Amount) else number:f}"


def parse_amount(text: str, unit: str, rounding: str = "nearest") -> Amount | None:
    """Read one printed number, ``None`` where the text is no number (blank, '-', words, two numbers).

    Accepted are thousands separators, full-width digits, any sign that is used as a minus, △, ▲, a minus behind
    the number and accounting brackets as negative, a yuan sign, spaces that a layout put inside. Marks of
    notes (①, ², *, [1]) before or behind are no part of the number.

    >>> parse_amount("87,267,272.44", "元")
    Amount(value=Decimal('87267272.44'), unit='元', rounding='nearest')
    >>> [str(parse_amount(t, "元").value) for t in ("637.50①", "（10.25）", "¥−10.25", "△３", "10.25-")]
    ['637.50', '-10.25', '-10.25', '-3', '-10.25']
    >>> [parse_amount(t, "元") for t in ("-", "(1)", "10 25", "--5", "")]
    [None, None, None, None, None]
    """
    return None if len(text) > 2 * _LONGEST or not _DIGIT.search(text) else _parsed(text, unit, rounding)


@lru_cache(maxsize=4096)
def _parsed(text: str, unit: str, rounding: str) -> Amount | None:
    """Read a short text; the readers ask the same cell several times, and cells repeat one another."""
    words, _ = split_notes(text)
    plain = _without_layout(_MINUS.sub("-", fold(words)))
    match = _NUMBER.match(plain) if len(plain) <= _LONGEST else None
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    digits = match["digits"].replace(",", "")
    # A lone digit in brackets numbers a note or a line.
    if match["open"] and len(digits) < 2:
        return None
    signs = [s for s in (match["sign"], match["inner"], match["trailing"], match["open"]) if s]
    if len(signs) > 1:
        return None
    value = Decimal(digits)
    return Amount(-value if signs and signs[0] != "+" else value, unit, rounding)


def _without_layout(text: str) -> str:
    """Take out the spaces inside a number; they stay where two numbers may stand side by side or in two lines.

    Joined are letter-spaced figures, thousands set apart by spaces before decimals, signs set apart from their
    number, and a break where the first part cannot be a number or the second begins with a point or comma.
    """
    tokens = text.split()
    if len(tokens) < 2:
        return "".join(tokens)
    if _GROUPED.fullmatch(" ".join(text.split(" "))) or (
        len(tokens) > 2 and all(len(t) == 1 for t in tokens)
    ):
        return "".join(tokens)
    joined = tokens[0]
    for token in tokens[1:]:
        # Without a digit it is a sign, a bracket or a currency.
        number = joined.lstrip("+-△▲负(¥￥")
        both = any(c.isdigit() for c in joined) and any(c.isdigit() for c in token)
        if both and _WHOLE.match(number) and not number.endswith(".") and token[0] not in ".,":
            return text
        # A dash set apart behind a number is the next column's.
        if token == "-" and number:
            return text
        joined += token
    return joined


def share_range(part: Interval, whole: Interval) -> Interval | None:
    """Return the range of part / whole taken at the corners; ``None`` when the whole may be zero.

    >>> share_range(Amount(Decimal("195.92")).interval, Amount(Decimal("233.82")).interval).low > Fraction(8378, 10000)
    True
    """
    if whole.holds(0):
        return None
    corners = [p / w for p in (part.low, part.high) for w in (whole.low, whole.high)]
    return Interval(min(corners), max(corners))


def growth_range(amount: Interval, change: Interval) -> Interval | None:
    """Return the range of change / (amount − change) taken at the corners; ``None`` when the base may be zero.

    >>> growth_range(Interval(Fraction(3), Fraction(3)), Interval(Fraction(1), Fraction(1)))
    Interval(low=Fraction(1, 2), high=Fraction(1, 2))
    """
    corners = []
    for a in (amount.low, amount.high):
        for c in (change.low, change.high):
            if a == c:
                return None
            corners.append(c / (a - c))
    return None if (amount - change).holds(0) else Interval(min(corners), max(corners))
