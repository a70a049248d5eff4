"""Characters with boxes to lines of text: one line is one baseline, read from left to right."""

from __future__ import annotations

from budgetkit.readers.formats.characters import HIDDEN, tidy
from budgetkit.readers.formats.page import Box
from budgetkit.readers.formats.pdf.glyphs import DESCENT, Glyph

SAME_LINE = 0.45
"""Ems that two characters' baselines may lie apart on one line: raised notes stay with their line."""
CLEAR_GAP = 0.6
"""Ems of empty paper that count as a space: more than justified text puts between two characters."""
SPACE_GAP = 0.12
"""Ems of empty paper that a space of the text layer must leave to be seen; some writers lay it over a character."""

_TWICE = 0.2


def lines(glyphs: list[Glyph]) -> list[tuple[str, Box]]:
    """Return each line's text and box from top to bottom; lines of nothing but space are left out.

    Runs of spaces of any kind become one, at the ends none; a clear gap is a space.

    >>> lines([(0, 0, 9, 9, "支"), (9, 0, 18, 9, "出"), (60, 0, 69, 9, "5"), (0, 12, 9, 21, "项")])
    [('支出 5', (0, 0, 69, 9)), ('项', (0, 12, 9, 21))]
    """
    found = ((_text(row), row) for row in _rows(glyphs))
    return [(text, _box(row)) for text, row in found if text]


def text_of(glyphs: list[Glyph]) -> str:
    """Return the text of the lines alone, parted by ``\\n``."""
    return "\n".join(filter(None, map(_text, _rows(glyphs))))


def _rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Part the characters by baseline, which lies a little above the end of a box; order each by middles.

    Left edges would put a space that was laid over a character behind it.
    """
    if not glyphs:
        return []
    _, top, _, bottom, _ = glyphs[0]
    if all(glyph[3] == bottom and glyph[1] == top for glyph in glyphs):
        # Most cells: one line, written in one size.
        return [sorted(glyphs, key=_middle)]
    rows: list[list[Glyph]] = []
    lowest = -1e9
    for base, glyph in sorted((g[3] - DESCENT * (g[3] - g[1]), g) for g in glyphs):
        # A space may have no height at all, so it opens no line.
        if not rows or (base - lowest > SAME_LINE * (glyph[3] - glyph[1]) and not glyph[4].isspace()):
            rows.append([])
            lowest = base
        rows[-1].append(glyph)
    return [sorted(row, key=_middle) for row in rows]


def _middle(glyph: Glyph) -> float:
    return glyph[0] + glyph[2]


def _text(row: list[Glyph]) -> str:
    parts: list[str] = []
    end, begin, space, last = 1e9, -1e9, False, ""
    for x0, top, x1, bottom, character in row:
        if character.isspace():
            space = True
            continue
        if character in HIDDEN:
            continue
        em = bottom - top
        if character == last and x0 - begin < _TWICE * em:
            continue
        if parts and x0 - end > (SPACE_GAP if space else CLEAR_GAP) * em:
            parts.append(" ")
        parts.append(character)
        end, begin, space, last = x1, x0, False, character
    return tidy(_whole("".join(parts)))


def _whole(text: str) -> str:
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
