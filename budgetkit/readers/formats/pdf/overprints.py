"""What is printed over the text of a PDF page and is none of it: seals and watermarks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping
from math import atan2

from budgetkit.readers.formats.lines import Glyph

Paint = tuple[int, int, int, int]
"""Red, green, blue and how opaque, each from 0 to 255."""
OPAQUE = 255
INKED: Paint = (0, 0, 0, OPAQUE)
"""Black, as most text is."""
_RING = 3
"""Directions in which the text of a seal runs at least; that of a watermark has one or two."""
_SAMPLE, _LARGE = 500, 60.0
"""Characters of a watermark that are looked at; points from which a text is too large to be one below a watermark."""
_DARK = 90


def without_seals(
    found: list[Glyph], colours: Mapping[int, Paint], angles: Mapping[int, tuple[float, float]]
) -> list[Glyph]:
    """Leave out the text across the page, and what else a seal holds: text of its colour inside its ring."""
    if not angles:
        return found
    across = [glyph for glyph in found if glyph[5] in angles]
    found = [glyph for glyph in found if glyph[5] not in angles]
    slopes = {round(atan2(b, a) * _RING) for a, b in angles.values()}
    if len(slopes) < _RING:
        return found
    for paint in {colours[glyph[5]] for glyph in across} - {INKED}:
        ring = [glyph for glyph in across if colours[glyph[5]] == paint]
        left, top = min(g[0] for g in ring), min(g[1] for g in ring)
        right, bottom = max(g[2] for g in ring), max(g[3] for g in ring)
        found = [
            g
            for g in found
            if colours[g[5]] != paint
            or not (left < (g[0] + g[2]) / 2 < right and top < (g[1] + g[3]) / 2 < bottom)
        ]
    return found


def without_watermarks(found: list[Glyph], colours: Mapping[int, Paint]) -> list[Glyph]:
    """Leave out text in colour, or pale, that is printed over other text, with all text of its colour and size."""
    paints = {paint for paint in set(colours.values()) if max(paint[:3]) > _DARK or paint[3] < OPAQUE}
    if not paints:
        return found
    pale = {item for item, paint in colours.items() if paint in paints}
    marks: defaultdict[tuple[object, int], list[Glyph]] = defaultdict(list)
    for glyph in found:
        if glyph[5] in pale and not glyph[4].isspace():
            marks[colours[glyph[5]], round(glyph[3] - glyph[1])].append(glyph)
    if not marks:
        return found
    plain = sorted(
        (g for g in found if g[5] not in pale and not g[4].isspace() and g[3] - g[1] < _LARGE),
        key=lambda g: g[1],
    )
    tops = [glyph[1] for glyph in plain]
    tallest = max((g[3] - g[1] for g in plain), default=0.0)
    over = {
        key
        for key, glyphs in marks.items()
        if any(_is_over(g, plain, tops, tallest) for g in glyphs[:_SAMPLE])
    }
    if not over:
        return found
    return [g for g in found if g[5] not in pale or (colours[g[5]], round(g[3] - g[1])) not in over]


def _is_over(glyph: Glyph, plain: list[Glyph], tops: list[float], tallest: float) -> bool:
    """Say whether a character shares half the height and the width of the smaller of both with another."""
    x0, y0, x1, y1 = glyph[:4]
    for other in plain[bisect_left(tops, y0 - tallest) : bisect_right(tops, y1)]:
        wide = min(x1, other[2]) - max(x0, other[0])
        high = min(y1, other[3]) - max(y0, other[1])
        if wide > min(x1 - x0, other[2] - other[0]) / 2 and high > min(y1 - y0, other[3] - other[1]) / 2:
            return True
    return False
