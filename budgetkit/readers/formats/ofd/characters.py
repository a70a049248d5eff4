"""The characters of an OFD text object: which its codes and glyphs mean, and where each stands."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from budgetkit.readers.formats.lines import UNKNOWN
from budgetkit.readers.formats.ofd.package import Element, Font, named, numbers, text_of

_PLACEHOLDERS = "\u00a4\ufffd\u0000"


def shown_characters(item: Element, font: Font) -> dict[int, str]:
    """Return by their place in a text the characters that its glyphs draw and its codes do not say."""
    found: dict[int, str] = {}
    codes = "".join(part.text or "" for part in named(item, "TextCode"))
    for change in named(item, "CGTransform"):
        start, count = (
            int(next(iter(numbers(change.get(key))), default))
            for key, default in (("CodePosition", 0), ("CodeCount", 1))
        )
        glyphs = numbers(text_of(next(named(change, "Glyphs"), None)))
        for place, glyph in zip(range(start, start + count), glyphs, strict=False):
            drawn = font.characters.get(int(glyph), set())
            code = codes[place : place + 1]
            if drawn and code not in drawn and not any(_folded(code) == _folded(d) for d in drawn):
                found[place] = min(drawn) if len(drawn) == 1 else UNKNOWN
            elif not drawn and _tells_nothing(code):
                found[place] = UNKNOWN
    return found


def _tells_nothing(code: str) -> bool:
    """Tell whether a code stands for whatever its font draws: a placeholder, or one for private use."""
    return code in _PLACEHOLDERS or unicodedata.category(code) == "Co"


def _folded(character: str) -> str:
    return unicodedata.normalize("NFKC", character)


def positions(item: Element, size: float, shown: dict[int, str]) -> Iterator[tuple[float, float, str]]:
    """Yield where each character of a text object stands in its own space, and the character."""
    x = y = 0.0
    place = 0
    for code in named(item, "TextCode"):
        text = code.text or ""
        starts = numbers(code.get("X")), numbers(code.get("Y"))
        x, y = starts[0][0] if starts[0] else x, starts[1][0] if starts[1] else y
        across, along = deltas(code.get("DeltaX"), len(text)), deltas(code.get("DeltaY"), len(text))
        for number, character in enumerate(text):
            yield x, y, shown.get(place, UNKNOWN if _tells_nothing(character) else character)
            place += 1
            if number < len(across):
                x += across[number]
            elif number >= len(along):
                x += size * advance(character)
            if number < len(along):
                y += along[number]


def deltas(text: str | None, most: int) -> list[float]:
    """Return the steps between characters; ``g n step`` stands for n equal ones. No more are made than are asked for.

    >>> deltas("2.1 g 3 4.2 1", 10), deltas("g 99999 1", 2), deltas(None, 3)
    ([2.1, 4.2, 4.2, 4.2, 1.0], [1.0, 1.0], [])
    """
    found: list[float] = []
    words = iter((text or "").split())
    for word in words:
        if len(found) >= most:
            break
        if word == "g":
            times, step = numbers(next(words, "")), numbers(next(words, ""))
            if times and step:
                found += [step[0]] * max(0, min(int(times[0]), most - len(found)))
        else:
            found += numbers(word)
    return found


def advance(character: str) -> float:
    """Return the usual width of a character in ems."""
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5
