"""How wide a text is and where it breaks, from the bundled font's own advances: the same on every machine.

Nothing is asked of the font that happens to draw, so the layout, and with it the digest, never depends on it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from budgetkit.present.font import PATH, missing_glyphs

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

MISSING = "〓"
"""Stands for a character that the bundled font cannot draw, as printers of Chinese do (the geta mark)."""

_EM = 1000
_NEVER_FIRST = "，。；：、！？）》〉”’】〕％%…,.;:!?)]}·"
_TOKEN = re.compile(r"[ \t\n]+|[万亿千]元|[!-~À-ɏ‐’\u00a0≠≤]+|.", re.DOTALL)


@cache
def _font() -> FT2Font:
    """Open the bundled font once; opening it for each character costs a hundred times what loading one does."""
    from matplotlib.ft2font import FT2Font

    font = FT2Font(str(PATH))
    font.set_size(_EM, 72)
    return font


@cache
def _advance(character: str) -> float:
    from matplotlib.ft2font import LoadFlags

    glyph = _font().load_char(ord(character), flags=LoadFlags.NO_HINTING)
    return round(glyph.linearHoriAdvance / 65536 / _EM, 3)


def width(text: str, size: float) -> float:
    """Return the width of one line in points; ``size`` is the font size in points.

    >>> width("三公", 10), width("", 10)
    (20.0, 0)
    """
    return sum(_advance(c) for c in text) * size


def drawable(text: str) -> str:
    """Return the text with every character that the bundled font lacks written as 〓.

    >>> drawable("中国 ภา")
    '中国 〓〓'
    """
    missing = missing_glyphs(text)
    return "".join(MISSING if c in missing else c for c in text)


def wrap(text: str, size: float, limit: float, lines: int = 0) -> list[str]:
    """Break a text into lines no wider than ``limit`` points, at most ``lines`` of them (0: as many as needed).

    Chinese breaks between any two characters but not before a closing mark, English between words; what does not
    fit ends in "…". A single word wider than the limit is cut.

    >>> wrap("机关事业单位基本养老保险", 10, 60)
    ['机关事业单位', '基本养老保险']
    >>> wrap("Pension insurance of agencies", 10, 95, lines=1)
    ['Pension…']
    """
    found = _break(text, size, limit)
    if lines and len(found) > lines:
        return [*found[: lines - 1], _cut(" ".join(found[lines - 1 :]), size, limit)]
    return found


def balanced(text: str, size: float, limit: float, lines: int = 3) -> list[str]:
    """Break a title: in two at the mark nearest its middle where both parts fit, else as ``wrap`` does.

    >>> balanced("313.82 万元：七成来自一般公共预算，八成用于教育支出", 10, 190)
    ['313.82 万元：七成来自一般公共预算，', '八成用于教育支出']
    """
    if width(text, size) <= limit:
        return [text]
    cuts = [
        n for n in range(1, len(text)) if text[n - 1] in "，；：" or text[n - 2 : n] in (", ", ": ", "; ")
    ]
    fitting = [n for n in cuts if max(width(text[:n].rstrip(), size), width(text[n:], size)) <= limit]
    if fitting:
        best = min(fitting, key=lambda n: abs(width(text[:n], size) - width(text[n:], size)))
        return [text[:best].rstrip(), text[best:]]
    return wrap(text, size, limit, lines)


def _break(text: str, size: float, limit: float) -> list[str]:
    done: list[str] = []
    line = ""
    for token in _tokens(text):
        if width((line + token).rstrip(), size) <= limit or not line:
            line += token
        else:
            done.append(line.rstrip())
            line = token.lstrip()
        while width(line.rstrip(), size) > limit and len(line.rstrip()) > 1:
            fitting = _fitting(line, size, limit)
            done.append(line[:fitting])
            line = line[fitting:]
    return [*done, line.rstrip()] if line.strip() or not done else done


def _tokens(text: str) -> list[str]:
    """Return what must not be broken: words, single Chinese characters, each with the closing marks after it."""
    tokens: list[str] = []
    for token in _TOKEN.findall(text):
        closes = token[0] in _NEVER_FIRST and not "".join(tokens[-1:]).isspace()
        if tokens and (closes or tokens[-1][-1] in "（《〈“‘【〔"):
            tokens[-1] += token
        else:
            tokens.append(" " if token.isspace() else token)
    return tokens


def _fitting(line: str, size: float, limit: float) -> int:
    """Return how many characters of a line fit, at least one."""
    count = 1
    while count < len(line) and width(line[: count + 1], size) <= limit:
        count += 1
    return count


def _cut(text: str, size: float, limit: float) -> str:
    """Shorten a text to one line that ends in "…", at a word's end where it is English."""
    if width(text, size) <= limit:
        return text
    kept = ""
    for token in _tokens(text):
        if width(kept + token + "…", size) > limit:
            break
        kept += token
    return (kept.rstrip(" ,;，；、") or text[: _fitting(text, size, limit - size)]) + "…"
