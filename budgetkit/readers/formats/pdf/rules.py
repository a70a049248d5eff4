"""The ruled lines of a PDF page: thin filled boxes, strokes and the edges of stroked boxes.

White paint and paint nobody sees are no rules: whoever takes the edges of white cell fills for rules
invents rows.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from ctypes import addressof, c_float
from itertools import pairwise

from budgetkit.readers.formats.lattice import Rule, Rules
from budgetkit.readers.formats.pdf import pdfium as native
from budgetkit.readers.formats.pdf.objects import Frame, PageObjects, Rect, matrix_of, moved, overlap, product
from budgetkit.readers.formats.pdf.view import View

_Point = tuple[float, float]

THIN = 3.5
"""Points: a painted box at most this thick is a rule, not an area."""
SEGMENT_LIMIT = 2_000
"""Most segments of one path that are looked at one by one; a longer one is a picture."""

_WHITE = 250
_BLACK = (0, 0, 0)
_STRAIGHT = 0.75
_BOX_SEGMENTS = 6
"""Segments of a path that is one box (four sides, perhaps closed twice) at most."""


Area = tuple[Rect, tuple[int, int, int], int]
"""A filled surface: its box as seen in the page's own space, its colour, and the path that paints it."""


def rules(objects: PageObjects, view: View) -> tuple[Rules, list[Area]]:
    """Return the level and the upright rules of a page as displayed, pieces not yet joined, and the areas it fills."""
    across: list[Rule] = []
    down: list[Rule] = []
    boxes, areas = _thin_boxes_and_areas(objects, view)
    for left, top, right, bottom in view.all_shown(boxes):
        # A dot may be a piece of a dotted rule in either direction.
        if right - left > THIN or bottom - top <= THIN:
            across.append(((top + bottom) / 2, left, right))
        if bottom - top > THIN or right - left <= THIN:
            down.append(((left + right) / 2, top, bottom))
    return (across, down), areas


def _thin_boxes_and_areas(objects: PageObjects, view: View) -> tuple[list[Rect], list[Area]]:
    """Return what is seen of every thin painted box and straight stroke, and every filled surface.

    A white rule is seen only upon a surface of another colour.
    """
    last, shown = None, view.box
    items, frames = [item for item, _ in objects.paths], [frame for _, frame in objects.paths]
    _, bounds = native.written(native.object_bounds, items, "4f", 4)
    modes = list(native.written(native.draw_mode, items, "2i", 2)[1])
    fills = _colours(native.fill_colour, [item for item, mode in zip(items, modes, strict=True) if mode[0]])
    strokes = _colours(
        native.stroke_colour, [item for item, mode in zip(items, modes, strict=True) if mode[1]]
    )
    boxes: list[Rect] = []
    areas: list[Area] = []
    white: list[tuple[int, Rect]] = []
    parts = (items, frames, objects.windows(items, frames), bounds, modes)
    for item, frame, window, box, (filled, stroked) in zip(*parts, strict=True):
        stroke, fill = next(strokes) if stroked else None, next(fills) if filled else None
        if stroke is None and fill is None:
            continue
        if frame is not None:
            box = moved(box, frame[0])
        if window is not last:
            last, shown = window, overlap(window, view.box)
        is_thin = box[2] - box[0] <= THIN or box[3] - box[1] <= THIN
        if fill and not is_thin:
            areas.append((overlap(box, shown), fill, item))
        inked = stroke is not None and min(stroke) < _WHITE
        if inked or (fill and min(fill) < _WHITE):
            if is_thin:
                # Nearly all: written out, for a page may draw a thousand.
                left, bottom, right, top = seen = overlap(box, shown)
                if left <= right and bottom <= top:
                    boxes.append(seen)
            else:
                boxes += _within(_parts(item, frame, inked), shown)
        if not inked and (stroke or is_thin):
            white += (
                (item, part) for part in _within((box,) if is_thin else _parts(item, frame, True), shown)
            )
    coloured = [area for area in areas if min(area[1]) < _WHITE]
    if white and coloured:
        boxes += _upon(white, coloured, objects.order())
    return boxes, areas


def _within(parts: Iterable[Rect], shown: Rect) -> Iterator[Rect]:
    for part in parts:
        left, bottom, right, top = seen = overlap(part, shown)
        if left <= right and bottom <= top:
            yield seen


def _upon(white: list[tuple[int, Rect]], areas: list[Area], order: dict[int, float]) -> Iterator[Rect]:
    """Yield the white rules that stand upon or border a coloured surface painted before them."""
    # Later surfaces first, by their bottom edge, so that only those at the height of a rule are looked at.
    areas = sorted(areas, key=lambda area: area[0][1])
    bottoms = [area[0][1] for area in areas]
    tallest = max(area[0][3] - area[0][1] for area in areas)
    for item, rule in white:
        left, bottom, right, top = rule
        first = bisect_left(bottoms, bottom - tallest - THIN)
        for box, _, path in areas[first : bisect_right(bottoms, top + THIN)]:
            if (
                order[path] <= order[item]
                and box[0] - THIN <= left
                and right <= box[2] + THIN
                and box[1] - THIN <= bottom
                and top <= box[3] + THIN
            ):
                yield rule
                break


def _colours(function: native.Function, items: list[int]) -> Iterator[tuple[int, int, int] | None]:
    """Yield red, green and blue of the paint of each path, ``None`` where it is transparent; unknown paint is black."""
    for known, (red, green, blue, alpha) in zip(*native.written(function, items, "4I", 4), strict=True):
        yield ((red, green, blue) if alpha else None) if known else _BLACK


def _parts(item: int, frame: Frame | None, stroked: bool) -> list[Rect]:
    """Return the straight strokes of a path, or the thin boxes among the outlines that it fills."""
    count = native.count_segments(item)
    if count > SEGMENT_LIMIT or not (stroked or count > _BOX_SEGMENTS):
        return []
    inner = matrix_of(item)
    matrix = product(inner, frame[0]) if frame else inner
    outlines = _outlines(item, count)
    if not stroked:
        return [box for box in (moved(_around(o), matrix) for o in outlines) if _thickness(box) <= THIN]
    sides = (pair for outline in outlines for pair in pairwise(outline))
    return [box for box in (moved(_around(s), matrix) for s in sides) if _thickness(box) <= _STRAIGHT]


def _outlines(item: int, count: int) -> list[list[_Point]]:
    """Return the corners of each part of a path; curves are left out, a closed part ends where it began."""
    point = (c_float * 2)()
    at = addressof(point)
    outlines: list[list[_Point]] = []
    for number in range(count):
        segment = native.segment_at(item, number)
        native.segment_point(segment, at, at + 4)
        if native.segment_type(segment) != native.LINE_TO or not outlines:
            outlines.append([])
        outlines[-1].append((point[0], point[1]))
        if native.segment_closes(segment):
            outlines[-1].append(outlines[-1][0])
    return outlines


def _around(points: Iterable[_Point]) -> Rect:
    xs, ys = zip(*points, strict=True)
    return (min(xs), min(ys), max(xs), max(ys))


def _thickness(box: Rect) -> float:
    return min(box[2] - box[0], box[3] - box[1])
