"""The ruled lines of a PDF page: thin filled boxes, strokes and the edges of stroked boxes.

White paint and paint nobody sees are no rules: whoever takes the edges of white cell fills for rules
invents rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from ctypes import addressof, c_float, c_int, c_uint
from itertools import pairwise

from budgetkit.readers import pdf_native as native
from budgetkit.readers.lattice import Rule, Rules
from budgetkit.readers.pdf_objects import Frame, PageObjects, Rect, matrix_of, moved, overlap, product
from budgetkit.readers.pdf_view import View

_Point = tuple[float, float]

THIN = 3.5
"""Points: a painted box at most this thick is a rule, not an area."""
SEGMENT_LIMIT = 2_000
"""Most segments of one path that are looked at one by one; a longer one is a picture."""

_WHITE = 250
_STRAIGHT = 0.75
_BOX_SEGMENTS = 6
"""Segments of a path that is one box (four sides, perhaps closed twice) at most."""


def rules(objects: PageObjects, view: View) -> Rules:
    """Return the horizontal and the vertical rules of a page as displayed, pieces not yet joined."""
    across: list[Rule] = []
    down: list[Rule] = []
    reader = _PathReader(objects, view)
    for item, frame in objects.paths:
        for left, top, right, bottom in reader.thin_boxes(item, frame):
            # A dot may be a piece of a dotted rule in either direction.
            if right - left > THIN or bottom - top <= THIN:
                across.append(((top + bottom) / 2, left, right))
            if bottom - top > THIN or right - left <= THIN:
                down.append(((left + right) / 2, top, bottom))
    return across, down


class _PathReader:
    """Turns paths into thin displayed boxes; holds the buffers that pdfium writes into."""

    def __init__(self, objects: PageObjects, view: View) -> None:
        self._objects = objects
        self._view = view
        self._bounds = (c_float * 4)()
        self._mode = (c_int * 2)()
        self._colour = (c_uint * 4)()
        at = addressof(self._bounds)
        self._bounds_at = (at, at + 4, at + 8, at + 12)
        at = addressof(self._mode)
        self._mode_at = (at, at + 4)
        at = addressof(self._colour)
        self._colour_at = (at, at + 4, at + 8, at + 12)

    def thin_boxes(self, item: int, frame: Frame | None) -> list[Rect]:
        """Return the visible thin boxes that one path paints, in displayed points."""
        native.object_bounds(item, *self._bounds_at)
        x0, y0, x1, y1 = self._bounds
        whole: Rect = (x0, y0, x1, y1)
        if frame is not None:
            x0, y0, x1, y1 = whole = moved(whole, frame[0])
        native.draw_mode(item, *self._mode_at)
        filled, stroked = self._mode
        if stroked and not self._seen(native.stroke_colour, item):
            stroked = 0
        if x1 - x0 <= THIN or y1 - y0 <= THIN:
            if stroked or (filled and self._seen(native.fill_colour, item)):
                return self._shown([whole], item, frame)
            return []
        if not stroked and native.count_segments(item) <= _BOX_SEGMENTS:
            return []
        if not stroked and not (filled and self._seen(native.fill_colour, item)):
            return []
        return self._shown(self._parts(item, frame, bool(stroked)), item, frame)

    def _seen(self, colour_of: native.Function, item: int) -> bool:
        if not colour_of(item, *self._colour_at):
            return True
        red, green, blue, alpha = self._colour
        return alpha > 0 and min(red, green, blue) < _WHITE

    def _shown(self, boxes: list[Rect], item: int, frame: Frame | None) -> list[Rect]:
        window = overlap(self._objects.window(item, frame), self._view.box)
        seen = [overlap(box, window) for box in boxes]
        return [self._view.shown(box) for box in seen if box[0] <= box[2] and box[1] <= box[3]]

    def _parts(self, item: int, frame: Frame | None, stroked: bool) -> list[Rect]:
        """Return the straight strokes of a path of many segments, or the thin boxes that it fills."""
        count = native.count_segments(item)
        if count > SEGMENT_LIMIT:
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
