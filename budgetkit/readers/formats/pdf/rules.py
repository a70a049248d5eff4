"""The ruled lines of a PDF page: thin filled boxes, strokes and the edges of stroked boxes.

White paint and paint nobody sees are no rules: whoever takes the edges of white cell fills for rules
invents rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ctypes import addressof, c_float, c_int, c_uint
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
_STRAIGHT = 0.75
_BOX_SEGMENTS = 6
"""Segments of a path that is one box (four sides, perhaps closed twice) at most."""


def rules(objects: PageObjects, view: View) -> Rules:
    """Return the horizontal and the vertical rules of a page as displayed, pieces not yet joined."""
    across: list[Rule] = []
    down: list[Rule] = []
    for left, top, right, bottom in map(view.shown, _thin_boxes(objects, view)):
        # A dot may be a piece of a dotted rule in either direction.
        if right - left > THIN or bottom - top <= THIN:
            across.append(((top + bottom) / 2, left, right))
        if bottom - top > THIN or right - left <= THIN:
            down.append(((left + right) / 2, top, bottom))
    return across, down


def _thin_boxes(objects: PageObjects, view: View) -> Iterator[Rect]:
    """Yield what is seen of every thin painted box and of every straight stroke, in the page's own space."""
    is_seen = _Colours().is_seen
    last, shown = None, view.box
    items, frames = [item for item, _ in objects.paths], [frame for _, frame in objects.paths]
    parts = (items, frames, objects.windows(items, frames), *_bounds_and_modes(items))
    for item, frame, window, box, (filled, stroked) in zip(*parts, strict=True):
        if frame is not None:
            box = moved(box, frame[0])
        stroked = stroked and is_seen(native.stroke_colour, item)
        if not stroked and not (filled and is_seen(native.fill_colour, item)):
            continue
        if window is not last:
            last, shown = window, overlap(window, view.box)
        is_thin = box[2] - box[0] <= THIN or box[3] - box[1] <= THIN
        for part in (box,) if is_thin else _parts(item, frame, bool(stroked)):
            left, bottom, right, top = seen = overlap(part, shown)
            if left <= right and bottom <= top:
                yield seen


def _bounds_and_modes(items: list[int]) -> tuple[Iterator[Rect], Iterator[tuple[int, int]]]:
    """Return of every path its box and whether it is filled and stroked."""
    count = len(items)
    bounds, modes = (c_float * (4 * count))(), (c_int * (2 * count))()
    bound, mode = addressof(bounds), addressof(modes)
    starts = (range(bound + side, bound + side + 16 * count, 16) for side in (0, 4, 8, 12))
    native.run_through(native.object_bounds, items, *starts)
    native.run_through(
        native.draw_mode, items, range(mode, mode + 8 * count, 8), range(mode + 4, mode + 4 + 8 * count, 8)
    )
    return zip(*(bounds[side::4] for side in range(4)), strict=True), zip(
        modes[::2], modes[1::2], strict=True
    )


class _Colours:
    """Looks at the colours of paths; holds the buffer that pdfium writes into."""

    def __init__(self) -> None:
        self._colour = (c_uint * 4)()
        at = addressof(self._colour)
        self._places = (at, at + 4, at + 8, at + 12)

    def is_seen(self, colour_of: native.Function, item: int) -> bool:
        """Say whether a colour is neither white nor transparent."""
        if not colour_of(item, *self._places):
            return True
        red, green, blue, alpha = self._colour
        return alpha > 0 and (red < _WHITE or green < _WHITE or blue < _WHITE)


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
