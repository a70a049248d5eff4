"""Characters with boxes to lines of text: one line is one baseline, read from left to right."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby

from budgetkit.readers.formats.characters import HIDDEN, tidy
from budgetkit.readers.formats.page import Box

Glyph = tuple[float, float, float, float, str, int]
"""Left, top, right and bottom of a character's em box in displayed points, the character, and its text object.

The em box stands on the baseline with ``DESCENT`` of its height below, whatever the font says of itself:
fonts state heights between half and twice their size.
"""
DESCENT = 0.14
"""Share of the em box below the baseline, as Chinese fonts are drawn."""
UNKNOWN = "\ufffd"
"""Stands for a character that cannot be told: the file's fonts do not say it, or it is printed over another."""

SAME_LINE = 0.45
"""Ems that two characters' baselines may lie apart on one line: raised notes stay with their line."""
CLEAR_GAP = 0.6
"""Ems of empty paper that count as a space: more than justified text puts between two characters."""
FIGURE_GAP = 0.3
"""Ems of empty paper that part two figures: letters are spaced out to fill a line, the digits of a number hardly."""
SPACE_GAP = 0.12
"""Ems of empty paper that a space of the text layer must leave to be seen; some writers lay it over a character."""
SMALL = 0.85
"""Share of the size of a line below which its characters count as small, such as the marks of notes."""
RAISED, LOWERED = 0.12, 0.08
"""Ems of the line by which a small character must stand above or below its baseline to be a note or an index."""
ALOFT = 0.25
"""Ems above the baseline from which a character of any size is a note."""

_TWICE = 0.2
_OVER, _WHOLLY_OVER = 0.27, 0.12
_NOTE = re.compile(r"[(（\[]?(?:\d{1,2}|[a-z*※＊#])(?:[,、，]\d{1,2})*[)）\]]?")
_ABOVE = str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")
_BELOW = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def lines(glyphs: list[Glyph]) -> list[tuple[str, Box]]:
    """Return each line's text and box from top to bottom; lines of nothing but space are left out.

    Runs of spaces of any kind become one, at the ends none; a clear gap is a space. Raised and lowered figures
    become the signs for them, so that the mark of a note is no digit of a number; where figures are printed
    over one another, what cannot be told is ``UNKNOWN``.

    >>> lines([(0, 0, 9, 9, "支", 1), (9, 0, 18, 9, "出", 1), (60, 0, 69, 9, "5", 1), (0, 12, 9, 21, "项", 2)])
    [('支出 5', (0, 0, 69, 9)), ('项', (0, 12, 9, 21))]
    """
    found = ((_text(row), row) for row in baselines(glyphs))
    return [(text, _box(row)) for text, row in found if text]


def text_of(glyphs: list[Glyph]) -> str:
    """Return the text of the lines alone, parted by ``\\n``."""
    return "\n".join(filter(None, map(_text, baselines(glyphs))))


def baselines(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Part the characters by baseline, which lies a little above the end of a box; order each by middles.

    Left edges would put a space that was laid over a character behind it.
    """
    if not glyphs:
        return []
    _, top, _, bottom, _, _ = glyphs[0]
    if all(glyph[3] == bottom and glyph[1] == top for glyph in glyphs):
        # Most cells: one line, written in one size.
        return [sorted(glyphs, key=_middle)]
    rows: list[list[Glyph]] = []
    lowest = -1e9
    for base, glyph in sorted((_base(g), g) for g in glyphs):
        # A space may have no height at all, so it opens no line.
        if not rows or (base - lowest > SAME_LINE * (glyph[3] - glyph[1]) and not glyph[4].isspace()):
            rows.append([])
            lowest = base
        rows[-1].append(glyph)
    return [_marked(sorted(row, key=_middle)) for row in rows]


def _base(glyph: Glyph) -> float:
    return glyph[3] - DESCENT * (glyph[3] - glyph[1])


def _middle(glyph: Glyph) -> float:
    return glyph[0] + glyph[2]


def _marked(row: list[Glyph]) -> list[Glyph]:
    """Write the figures that stand above or below a line, or are too small for the number beside them, as such."""
    printed = [glyph for glyph in row if not glyph[4].isspace()]
    if not printed or len({(glyph[1], glyph[3]) for glyph in printed}) == 1:
        return row
    # The size and baseline of most of the line's characters; of two alike the larger.
    place, em = max(
        Counter((round(_base(g), 1), round(g[3] - g[1], 1)) for g in printed).items(),
        key=lambda item: (item[1], item[0][1]),
    )[0]
    marked: list[Glyph] = []
    for signs, group in groupby(row, key=lambda glyph: _height(glyph, place, em, printed)):
        glyphs = list(group)
        if signs and _NOTE.fullmatch("".join(glyph[4] for glyph in glyphs).strip()):
            glyphs = [(*glyph[:4], glyph[4].translate(signs), glyph[5]) for glyph in glyphs]
        marked += glyphs
    return marked


def _height(glyph: Glyph, place: float, em: float, printed: list[Glyph]) -> dict[int, int] | None:
    """Return the signs that write a character where it stands: above its line, below, or upon it (``None``)."""
    own, rise = glyph[3] - glyph[1], place - _base(glyph)
    is_small = own < SMALL * em
    if (is_small and rise > RAISED * em) or rise > ALOFT * em:
        return _ABOVE
    if is_small and rise < -LOWERED * em:
        return _BELOW
    return _ABOVE if is_small and glyph[4].isdigit() and _touches_number(glyph, printed) else None


def _touches_number(glyph: Glyph, printed: list[Glyph]) -> bool:
    """Say whether a small figure stands right beside a larger one: together they are no number."""
    em = glyph[3] - glyph[1]
    return any(
        other[4].isdigit()
        and em < SMALL * (other[3] - other[1])
        and max(other[0] - glyph[2], glyph[0] - other[2]) < _TWICE * em
        for other in printed
    )


def _text(row: list[Glyph]) -> str:
    parts: list[str] = []
    end, begin, space, last = 1e9, -1e9, False, ""
    for x0, top, x1, bottom, character, _ in row:
        if character.isspace():
            space = True
            continue
        if character in HIDDEN:
            continue
        em = bottom - top
        if x0 < end and parts:
            if character == last and x0 - begin < _TWICE * em:
                continue
            apart = (x0 - begin) / em
            if apart < _OVER and _is_muddle(last, character, apart):
                parts[-1] = last = UNKNOWN
                end = max(end, x1)
                continue
        elif parts and x0 - end > SPACE_GAP * em:
            gap = FIGURE_GAP if last.isdigit() and character.isdigit() else CLEAR_GAP
            if space or x0 - end > gap * em:
                parts.append(" ")
        parts.append(character)
        end, begin, space, last = x1, x0, False, character
    return tidy(_joined("".join(parts)))


def _is_muddle(one: str, other: str, apart: float) -> bool:
    """Say whether two characters that begin so few ems apart, less than ``_OVER``, leave a figure that cannot be told.

    Their boxes do not say it: in some Chinese fonts those of figures and points reach over the next character.
    """
    if UNKNOWN in (one, other) or (one.isdigit() and other.isdigit()):
        return True
    return (one.isdigit() or other.isdigit()) and apart < _WHOLLY_OVER and _is_sign(one) and _is_sign(other)


def _is_sign(character: str) -> bool:
    return character.isalnum() or character in ".,-"


def _joined(text: str) -> str:
    """Join surrogate halves, which pdfium gives singly on some systems."""
    if text.isprintable():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _box(row: list[Glyph]) -> Box:
    printed = [glyph for glyph in row if not glyph[4].isspace()]
    return (
        min(g[0] for g in printed),
        min(g[1] for g in printed),
        max(g[2] for g in printed),
        max(g[3] for g in printed),
    )
