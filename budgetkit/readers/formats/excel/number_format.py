"""A number as a spreadsheet displays it: Excel's number formats, as far as tables of amounts use them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from budgetkit.readers.formats.excel.sheet import negative

_EXACT = Context(prec=15, rounding=ROUND_HALF_UP)
_GENERAL_WIDTH = 11
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]'
    r"|(?P<general>G/通用格式|general)|(?P<power>E[+-])|(?P<sign>[0#?.,%@/])|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"\[([<>=]{1,2})\s*(-?\d+(?:\.\d+)?)\]")
_TESTS = {
    ">": Decimal.__gt__,
    "<": Decimal.__lt__,
    ">=": Decimal.__ge__,
    "<=": Decimal.__le__,
    "=": Decimal.__eq__,
    "<>": Decimal.__ne__,
}

Token = tuple[str, str]
"""A part of a section and its kind: ``text``, ``general``, ``power``, or the sign itself (0 # ? . , % @ /)."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """The digits of one section of a number format, and the text around and between them."""

    before: str
    after: str
    whole: tuple[Token, ...]
    fraction: tuple[Token, ...] | None
    grouped: bool
    divisor: Decimal


def displayed(value: int | float | Decimal, format: str) -> str:
    """Return a number as its format displays it; rounding is half away from zero, on 15 digits.

    A negative number that the format tells by its colour alone gets a minus: on paper red is no sign. Chinese
    numerals (``[DBNum2]``) come as digits. The column's width is not looked at: where it is too narrow Excel
    shows fewer digits or ``#``. Fractions (``# ?/?``) are displayed as General.

    >>> [displayed(87267272.44, f) for f in ("#,##0.00", "0", "General", "#,##0.00,", '0.0"元"')]
    ['87,267,272.44', '87267272', '87267272.44', '87,267.27', '87267272.4元']
    >>> displayed(-3.5, "0.0%"), displayed(0, '#,##0.00;-#,##0.00;"-"'), displayed(-3.5, "0.00;[Red]0.00")
    ('-350.0%', '-', '-3.50')
    """
    number = _EXACT.create_decimal(repr(value) if isinstance(value, float) else value)
    if not number.is_finite():
        return str(value)
    section, magnitude = _section(number, format or "General")
    if section is None:
        return _general(number)
    return negative(_shown(magnitude, section), number)


def displayed_text(text: str, format: str) -> str:
    """Return a text cell as its format displays it: only a fourth section says something about text.

    >>> displayed_text("无", "0.00;-0.00;0;@"), displayed_text("无", ";;;"), displayed_text("无", "0.00")
    ('无', '', '无')
    """
    sections = _split(format)
    if len(sections) < 4:
        return text
    return "".join(text if kind == "@" else said for kind, said in _tokens(sections[3]) if kind in "@text")


def _section(number: Decimal, format: str) -> tuple[str | None, Decimal]:
    """Return the section of a format that displays a number, and the number that it displays."""
    sections = _split(format)[:3]
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


@lru_cache(maxsize=256)
def _split(format: str) -> list[str]:
    """Part a format at the semicolons that stand outside quotation marks."""
    return re.split(r'(?<![\\!]);(?=(?:[^"]*"[^"]*")*[^"]*$)', format)[:4]


@lru_cache(maxsize=256)
def _tokens(section: str) -> tuple[Token, ...]:
    """Take a section apart; colours, conditions, languages, fills and widths show nothing and are left out."""
    found: list[Token] = []
    for match in _TOKEN.finditer(section):
        said = match.groupdict()
        text = next((said[n] for n in ("quoted", "escaped", "currency", "literal") if said[n]), "")
        if text:
            found.append(("text", text))
        elif match["general"] or match["power"]:
            found.append(("general" if match["general"] else "power", match[0]))
        elif match["sign"]:
            found.append((match["sign"], match["sign"]))
    return tuple(found)


def _shown(number: Decimal, section: str) -> str:
    tokens = _tokens(section)
    kinds = {kind for kind, _ in tokens}
    if kinds & {"general", "@"}:
        return "".join(_general(number) if kind in ("general", "@") else text for kind, text in tokens)
    if "power" in kinds and kinds & set("0#?"):
        return _scientific(number, tokens)
    if "/" in kinds and kinds & set("0#?"):
        return _general(number)
    if not kinds & set("0#?"):
        return "".join(text for _, text in tokens).strip()
    pattern = _pattern(tokens)
    digits = _digits(abs(number), pattern)
    sign = "-" if number < 0 and any(c in "123456789" for c in digits) else ""
    return f"{sign}{pattern.before}{digits}{pattern.after}".strip()


def _pattern(tokens: tuple[Token, ...]) -> _Pattern:
    places = [n for n, (kind, _) in enumerate(tokens) if kind in "0#?"]
    first, last = places[0], places[-1]
    point = next((n for n, (kind, _) in enumerate(tokens) if kind == "."), None)
    first = min(first, point) if point is not None else first
    end = last + 1 if point is None or point < last else point + 1
    while end < len(tokens) and tokens[end][0] == ",":
        end += 1
    inner = tokens[first:end]
    point = next((n for n, (kind, _) in enumerate(inner) if kind == "."), None)
    whole = inner if point is None else inner[:point]
    fraction = None if point is None else inner[point + 1 :]
    commas = _last_commas(whole if fraction is None or not fraction else fraction) + (
        _last_commas(whole) if fraction else 0
    )
    percents = sum(kind == "%" for kind, _ in tokens)
    return _Pattern(
        "".join(text for _, text in tokens[:first]),
        "".join(text for _, text in tokens[end:]),
        whole,
        fraction,
        any(kind == "," for kind, _ in whole[: len(whole) - _last_commas(whole)]),
        Decimal(10) ** (3 * commas - 2 * percents),
    )


def _last_commas(tokens: tuple[Token, ...]) -> int:
    """Count the commas behind the last digit, each of which divides by a thousand."""
    count = 0
    while count < len(tokens) and tokens[-1 - count][0] == ",":
        count += 1
    return count


def _digits(number: Decimal, pattern: _Pattern) -> str:
    fraction = pattern.fraction or ()
    places = sum(kind in "0#?" for kind, _ in fraction)
    rounded = (number / pattern.divisor).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _, decimals = f"{rounded:f}".partition(".")
    text = _integer_part(whole.lstrip("0"), pattern)
    if pattern.fraction is not None:
        text += "." + _fraction(decimals, fraction)
    return text


def _integer_part(digits: str, pattern: _Pattern) -> str:
    """Lay the digits before the point into their places from the right; more digits than places stand in front."""
    slots = [token for token in pattern.whole if token[0] != ","]
    digits = digits.rjust(sum(kind == "0" for kind, _ in slots), "0")
    if pattern.grouped or not any(kind == "text" for kind, _ in slots):
        return _grouped(digits) if pattern.grouped else digits
    shown: list[str] = []
    left = len(digits)
    for kind, text in reversed(slots):
        if kind == "text":
            # A space between digits only sets thousands apart.
            shown.append(text.strip() if left else "")
        elif left:
            left -= 1
            shown.append(digits[left])
    return digits[:left] + "".join(reversed(shown))


def _fraction(decimals: str, slots: tuple[Token, ...]) -> str:
    needed = max(
        (n for n, (kind, _) in enumerate(k for k in slots if k[0] in "0#?") if kind == "0"), default=-1
    )
    kept = max(needed + 1, len(decimals.rstrip("0")))
    shown, at = [], 0
    for kind, text in slots:
        if kind == "text":
            shown.append(text.strip())
        elif kind in "0#?":
            shown.append(decimals[at] if at < kept else "")
            at += 1
    return "".join(shown)


def _grouped(digits: str) -> str:
    head = len(digits) % 3
    return ",".join(filter(None, [digits[:head], *(digits[n : n + 3] for n in range(head, len(digits), 3))]))


def _scientific(number: Decimal, tokens: tuple[Token, ...]) -> str:
    places = 0
    for kind, _ in tokens[next((n for n, t in enumerate(tokens) if t[0] == "."), len(tokens)) :]:
        if kind == "power":
            break
        places += kind in "0#?"
    return f"{number:.{places}E}"


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
    return "".join(text for _, text in _tokens(part)) if width > 1 else part
