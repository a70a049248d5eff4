"""The numbers that Word prints before paragraphs by itself: 一、 （二） 3. and the like."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from lxml import etree

from budgetkit.readers.formats.word.looks import W, below

_LEVELS = 9
_DIGITS = "零一二三四五六七八九"
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: its first number, how numbers are written, the text around them, what follows."""

    start: int = 1
    written: str = "decimal"
    text: str = ""
    suffix: str = "tab"


class Numbering:
    """Counts the numbered paragraphs of a document in order and gives each its printed number."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        """Take in ``word/numbering.xml`` and ``word/styles.xml``, either of which may be missing."""
        self._lists: dict[str, tuple[str, dict[int, Level]]] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if numbering is not None:
            self._take_lists(numbering)
        if styles is not None:
            self._take_styles(styles)

    def mark(self, paragraph: etree._Element) -> str:
        """Return the number printed before a paragraph with the space after it, or nothing.

        Has to be called once for every paragraph, in order: numbers count on.
        """
        number, depth = self._number_of(paragraph)
        if number not in self._lists:
            return ""
        family, levels = self._lists[number]
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(family, {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in range(depth + 1, _LEVELS):
            counts.pop(deeper, None)
        text = _PLACE.sub(lambda place: _at(int(place[1]) - 1, levels, counts), level.text)
        printed = "".join(c for c in text if not 0xE000 <= ord(c) < 0xF900)
        return printed + ("" if level.suffix == "nothing" or not printed else " ")

    def _number_of(self, paragraph: etree._Element) -> tuple[str, int]:
        properties = below(paragraph, "pPr")
        if properties is None:
            return "", 0
        style = below(properties, "pStyle")
        inherited = self._styles.get("" if style is None else style.get(W + "val", ""), ("", 0))
        return _number(properties, inherited)

    def _take_lists(self, root: etree._Element) -> None:
        kinds = {
            kind.get(W + "abstractNumId", ""): _levels(kind) for kind in root.iterchildren(W + "abstractNum")
        }
        for item in root.iterchildren(W + "num"):
            family = _value(item, "abstractNumId")
            number = item.get(W + "numId", "")
            restarted = item.find(f".//{W}startOverride") is not None
            self._lists[number] = (
                f"{family}/{number}" if restarted else family,
                kinds.get(family, {}) | _levels(item),
            )

    def _take_styles(self, root: etree._Element) -> None:
        styles = {style.get(W + "styleId", ""): style for style in root.iterchildren(W + "style")}
        for name in styles:
            chain: list[etree._Element] = []
            at = name
            while at in styles and styles[at] not in chain:
                chain.append(styles[at])
                at = _value(styles[at], "basedOn")
            found = ("", 0)
            for style in reversed(chain):
                properties = style.find(W + "pPr")
                found = found if properties is None else _number(properties, found)
            self._styles[name] = found


def _number(properties: etree._Element, inherited: tuple[str, int]) -> tuple[str, int]:
    """Return which list and level paragraph properties name, the inherited one where they name none."""
    own = below(properties, "numPr")
    if own is None:
        return inherited
    depth = _value(own, "ilvl")
    return _value(own, "numId") or inherited[0], int(depth) if depth.isdecimal() else inherited[1]


def _levels(element: etree._Element) -> dict[int, Level]:
    found = ((level.get(W + "ilvl", ""), level) for level in element.iter(W + "lvl"))
    return {int(depth): _level(level) for depth, level in found if depth.isdecimal()}


def _level(element: etree._Element) -> Level:
    start = _value(element, "start")
    return Level(
        int(start) if start.isdecimal() else 1,
        _value(element, "numFmt") or "decimal",
        _value(element, "lvlText"),
        _value(element, "suff") or "tab",
    )


def _value(element: etree._Element, name: str) -> str:
    found = element.find(W + name)
    return "" if found is None else found.get(W + "val", "")


def _at(depth: int, levels: dict[int, Level], counts: dict[int, int]) -> str:
    level = levels.get(depth, Level())
    return written(counts.get(depth, level.start), level.written)


def written(number: int, how: str) -> str:
    """Return a number as Word's format of that name writes it; unknown formats give digits.

    >>> [written(21, how) for how in ("decimal", "chineseCounting", "upperLetter", "lowerRoman")]
    ['21', '二十一', 'U', 'xxi']
    """
    return _WRITTEN.get(how, str)(number)


def _chinese(number: int) -> str:
    if not 0 < number < 100:
        return "".join(_DIGITS[int(digit)] for digit in str(number)) if number >= 0 else str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


def _letters(number: int) -> str:
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    signs = [("M", "", ""), ("C", "D", "M"), ("X", "L", "C"), ("I", "V", "X")]
    patterns = ("", "0", "00", "000", "01", "1", "10", "100", "1000", "02")
    return "".join(
        "".join(sign[int(which)] for which in patterns[int(digit)])
        for digit, sign in zip(f"{number:04d}", signs, strict=True)
    )


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 0 < number <= 20 else str(number)


_WRITTEN: MappingProxyType[str, Callable[[int], str]] = MappingProxyType(
    {
        "none": lambda _: "",
        "bullet": lambda _: "",
        "decimalZero": lambda number: f"{number:02d}",
        "decimalFullWidth": lambda number: str(number).translate({48 + d: 0xFF10 + d for d in range(10)}),
        "upperLetter": _letters,
        "lowerLetter": lambda number: _letters(number).lower(),
        "upperRoman": _roman,
        "lowerRoman": lambda number: _roman(number).lower(),
        "decimalEnclosedCircle": _circled,
        "decimalEnclosedCircleChinese": _circled,
        "chineseCounting": _chinese,
        "chineseCountingThousand": _chinese,
        "japaneseCounting": _chinese,
        "taiwaneseCounting": _chinese,
        "taiwaneseCountingThousand": _chinese,
    }
)
