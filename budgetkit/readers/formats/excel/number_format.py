"""A number as a spreadsheet displays it: Excel's number formats, as far as tables of amounts use them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal

_EXACT = Context(prec=15, rounding=ROUND_HALF_UP)
_GENERAL_WIDTH = 11
_LITERAL = re.compile(r'"([^"]*)"|[\\!](.)|_.|\*.|\[[^\]]*\]')
_DIGITS = re.compile(r"[0#?][0#?,]*(?:\.[0#?,]*)?|\.[0#?][0#?,]*")
# Chinese workbooks show 万元 by setting a point before the last digit of thousands: 0!.0,"万元".
_INSET = re.compile(r"[0#?][0#?,]*[!\\]\.[0#?]+,*")
_ESCAPE = re.compile(r"[!\\]")
_CONDITION = re.compile(r"\[([<>=]{1,2})(-?\d+(?:\.\d+)?)\]")
_TESTS = {
    ">": Decimal.__gt__,
    "<": Decimal.__lt__,
    ">=": Decimal.__ge__,
    "<=": Decimal.__le__,
    "=": Decimal.__eq__,
    "<>": Decimal.__ne__,
}


@dataclass(frozen=True, slots=True)
class _Pattern:
    """The digits of one section of a number format, and the text around them."""

    before: str
    after: str
    whole: str
    fraction: str
    grouped: bool
    divisor: Decimal


def displayed(value: int | float | Decimal, format: str) -> str:
    """Return a number as its format displays it; rounding is half away from zero, on 15 digits.

    The column's width is not looked at: where it is too narrow Excel shows fewer digits or ``#``.
    Fractions (``# ?/?``) and exponents are displayed as General.

    >>> [displayed(87267272.44, f) for f in ("#,##0.00", "0", "General", "#,##0.00,")]
    ['87,267,272.44', '87267272', '87267272.44', '87,267.27']
    >>> displayed(-3.5, "0.0%"), displayed(0, '#,##0.00;-#,##0.00;"-"')
    ('-350.0%', '-')
    """
    number = _EXACT.create_decimal(repr(value) if isinstance(value, float) else value)
    if not number.is_finite():
        return str(value)
    section, magnitude = _section(number, format)
    if section is None or section.strip().lower() == "general":
        return _general(magnitude)
    pattern = _pattern(section)
    if pattern is None:
        return _general(magnitude) if re.search(r"[eE/][+?0#-]", section) else _plain(section, magnitude)
    return f"{pattern.before}{_digits(magnitude, pattern)}{pattern.after}"


def _section(number: Decimal, format: str) -> tuple[str | None, Decimal]:
    """Return the section of a format that displays a number, and the number that it displays."""
    sections = _split(format)
    conditions = [_CONDITION.search(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _TESTS[condition[1]](number, Decimal(condition[2])):
                return section, number
        return None, number
    if len(sections) > 2 and number == 0:
        return sections[2], number
    if len(sections) > 1 and number < 0:
        return sections[1], -number
    return sections[0], number


def _split(format: str) -> list[str]:
    """Part a format at the semicolons that stand outside quotation marks."""
    return re.split(r'(?<!\\);(?=(?:[^"]*"[^"]*")*[^"]*$)', format)[:4]


def _pattern(section: str) -> _Pattern | None:
    """Take a section apart; ``None`` where it displays no plain number."""
    bare = _LITERAL.sub(lambda m: "\0" * len(m[0]), section)
    found = _INSET.search(section) or _DIGITS.search(bare)
    if found is None or re.search(r"[eE][+-]|[?#0]/", bare):
        return None
    whole, _, fraction = _ESCAPE.sub("", found[0]).partition(".")
    commas = sum(len(part) - len(part.rstrip(",")) for part in (whole, fraction))
    fraction = fraction.replace(",", "")
    inset = len(fraction) if _ESCAPE.search(found[0]) else 0
    return _Pattern(
        _plain(section[: found.start()]),
        _plain(section[found.end() :]),
        whole.replace(",", ""),
        fraction,
        "," in whole.rstrip(","),
        Decimal(10) ** (3 * commas + inset - 2 * ("%" in bare)),
    )


def _plain(section: str, number: Decimal | None = None) -> str:
    """Return the literal text of a part of a format; colours, fills and widths show nothing."""
    text = _LITERAL.sub(lambda m: m[1] or m[2] or _currency(m[0]), section)
    if number is not None and "@" in text:
        text = text.replace("@", _general(number))
    return text.strip()


def _currency(literal: str) -> str:
    found = re.match(r"\[\$([^-\]]*)", literal)
    return found[1] if found else ""


def _digits(number: Decimal, pattern: _Pattern) -> str:
    places = len(pattern.fraction)
    rounded = (number / pattern.divisor).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{abs(rounded):f}".partition(".")
    needed = pattern.fraction.rstrip("#?")
    fraction = fraction.rstrip("0").ljust(len(needed), "0") if len(fraction) > len(needed) else fraction
    whole = whole.lstrip("0").rjust(pattern.whole.count("0"), "0")
    whole = _grouped(whole) if pattern.grouped else whole
    return ("-" if number < 0 else "") + whole + ("." if pattern.fraction else "") + fraction


def _grouped(digits: str) -> str:
    head = len(digits) % 3
    return ",".join(filter(None, [digits[:head], *(digits[n : n + 3] for n in range(head, len(digits), 3))]))


def _general(number: Decimal) -> str:
    """Return a number as General displays it in a wide column: 11 signs, whole numbers in full."""
    if number == number.to_integral_value():
        return f"{number.to_integral_value():f}"
    whole = len(f"{abs(number):f}".partition(".")[0])
    rounded = number.quantize(Decimal(1).scaleb(-max(0, _GENERAL_WIDTH - 1 - whole)), rounding=ROUND_HALF_UP)
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def displayed_date(value: datetime | date | time | timedelta, format: str) -> str:
    """Return a date as its format displays it: years, months, days, hours, minutes and seconds.

    >>> displayed_date(date(2024, 2, 3), 'yyyy"年"m"月"d"日"')
    '2024年2月3日'
    """
    if not isinstance(value, datetime | date):
        return str(value)
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    parts = re.findall(r'"[^"]*"|\\.|\[[^\]]*\]|y+|m+|d+|h+|s+|.', _split(format)[0], re.IGNORECASE)
    printed, hours = [], False
    for part in parts:
        kind = part[0].lower()
        hours = kind == "h" or (hours and kind not in "yd")
        printed.append(_date_part(moment, part, hours))
    return "".join(printed).strip()


def _date_part(moment: datetime, part: str, hours: bool) -> str:
    kind, width = part[0].lower(), len(part)
    if kind == "y":
        return f"{moment.year:04d}" if width > 2 else f"{moment.year % 100:02d}"
    of = {
        "m": moment.minute if hours else moment.month,
        "d": moment.day,
        "h": moment.hour,
        "s": moment.second,
    }
    if kind in of:
        return f"{of[kind]:0{min(width, 2)}d}"
    return _plain(part) if width > 1 else part
