"""The objects of a PDF page: paths, pictures and text, forms unfolded, and what clips each of them.

All boxes and matrices here are in the page's own space, before it is turned to what is displayed.
"""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import addressof, c_float
from dataclasses import dataclass, field
from itertools import compress, repeat

from budgetkit.readers.formats.pdf import pdfium as native

Rect = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]
Frame = tuple[Matrix, Rect]
"""Where a form stands: the matrix from its space to the page's, and the box of the page it is seen through."""

OBJECT_LIMIT = 100_000
"""Most objects of one page; the densest published page seen has 1,600."""
FORM_DEPTH = 8
"""Deepest nesting of forms (reusable drawings) that is followed."""
EVERYWHERE: Rect = (-1e9, -1e9, 1e9, 1e9)

_OTHERS = (native.FORM, native.IMAGE, native.SHADING)
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class TooManyObjects(Exception):
    """A page holds more objects than are read."""


class Clips:
    """The box that clips each object of one open page, worked out once for each run of clip paths."""

    __slots__ = ("_boxes", "_point", "_x", "_y")

    def __init__(self) -> None:
        """Start with nothing known."""
        self._boxes: dict[tuple[int, int | None], Rect] = {}
        self._point = (c_float * 2)()
        self._x, self._y = addressof(self._point), addressof(self._point) + 4

    def boxes(self, items: list[int]) -> list[Rect]:
        """Return for each object the box outside which it is not seen, in the space of the form it stands in.

        Objects drawn under the same clip share its points in memory: the address of the last path's first
        point, with the number of paths, tells which clip it is.
        """
        clips = list(map(native.clip_path, items))
        counts = list(map(native.count_clips, clips))
        if max(counts, default=0) <= 0:
            return [EVERYWHERE] * len(items)
        boxes = self._boxes
        first_point = native.clip_segment
        keys = [
            (count, first_point(clip, count - 1, 0) if count > 0 else 0)
            for clip, count in zip(clips, counts, strict=True)
        ]
        for key, clip in dict(zip(keys, clips, strict=True)).items():
            if key not in boxes:
                boxes[key] = self._box(clip, key[0]) if key[0] > 0 else EVERYWHERE
        return [boxes[key] for key in keys]

    def _box(self, clip: int, count: int) -> Rect:
        box: Rect = EVERYWHERE
        for path in range(count):
            points = [self._at(clip, path, n) for n in range(native.count_clip_segments(clip, path))]
            xs, ys = [x for x, _ in points], [y for _, y in points]
            box = overlap(box, (min(xs), min(ys), max(xs), max(ys)) if points else (1.0, 1.0, 0.0, 0.0))
        return box

    def _at(self, clip: int, path: int, number: int) -> tuple[float, float]:
        native.segment_point(native.clip_segment(clip, path, number), self._x, self._y)
        return self._point[0], self._point[1]


@dataclass(slots=True)
class PageObjects:
    """What a page draws: paths and pictures, each with the frame of its form, and the frames of text in forms.

    ``top`` are the objects of the page itself in the order in which they are painted, ``within`` says where
    in that order the objects of forms stand: between the number of the form and the next.
    """

    clips: Clips = field(default_factory=Clips)
    top: list[int] = field(default_factory=list)
    within: dict[int, float] = field(default_factory=dict)
    texts: list[int] = field(default_factory=list)
    paths: list[tuple[int, Frame | None]] = field(default_factory=list)
    pictures: list[tuple[int, Frame | None]] = field(default_factory=list)
    text_frames: dict[int, Frame] = field(default_factory=dict)
    seen: int = 0

    def order(self) -> dict[int, float]:
        """Return of every object when it is painted: what has a higher number is painted later."""
        return dict(zip(self.top, map(float, range(len(self.top))), strict=True)) | self.within

    def windows(self, items: list[int], frames: Sequence[Frame | None]) -> list[Rect]:
        """Return for each object the box of the page that it is seen through."""
        boxes = self.clips.boxes(items)
        return [
            box if frame is None else _through(box, frame) for box, frame in zip(boxes, frames, strict=True)
        ]


def _through(clip: Rect, frame: Frame) -> Rect:
    return frame[1] if clip is EVERYWHERE else overlap(moved(clip, frame[0]), frame[1])


def page_objects(page: int) -> PageObjects:
    """List the paths and pictures of an open page, forms unfolded.

    Raises:
        TooManyObjects: there are more than ``OBJECT_LIMIT``.
    """
    found = PageObjects()
    count = native.count_objects(page)
    _count(found, count)
    found.top = list(map(native.object_at, repeat(page), range(count)))
    kinds = list(map(native.object_type, found.top))
    # Most objects are text and paths, often hundreds: they are sorted out without Python in between.
    found.texts = list(compress(found.top, map(native.TEXT.__eq__, kinds)))
    found.paths = [(item, None) for item in compress(found.top, map(native.PATH.__eq__, kinds))]
    for number, kind in enumerate(kinds):
        if kind in _OTHERS:
            if kind == native.FORM:
                _unfold(found, found.top[number], None, 1, (number, 1.0))
            else:
                found.pictures.append((found.top[number], None))
    return found


def _count(found: PageObjects, more: int) -> None:
    found.seen += more
    if found.seen > OBJECT_LIMIT:
        raise TooManyObjects


def _unfold(
    found: PageObjects, form: int, outer: Frame | None, depth: int, place: tuple[float, float]
) -> None:
    """Add what a form draws; ``place`` is where it stands in the order of painting and how much room it has there."""
    frame = (product(matrix_of(form), outer[0] if outer else _SAME), found.windows([form], [outer])[0])
    count = native.count_inside(form)
    _count(found, count)
    step = place[1] / (count + 1)
    for index in range(count):
        item = native.object_inside(form, index)
        kind = native.object_type(item)
        at = found.within[item] = place[0] + step * (index + 1)
        if kind == native.TEXT:
            found.texts.append(item)
            found.text_frames[item] = frame
        elif kind == native.PATH:
            found.paths.append((item, frame))
        elif kind in (native.IMAGE, native.SHADING):
            found.pictures.append((item, frame))
        elif kind == native.FORM and depth < FORM_DEPTH:
            _unfold(found, item, frame, depth + 1, (at, step))


def matrix_of(item: int) -> Matrix:
    """Return the matrix of an object: ``x' = a·x + c·y + e``, ``y' = b·x + d·y + f``."""
    values = (c_float * 6)()
    native.object_matrix(item, addressof(values))
    a, b, c, d, e, f = values
    return (a, b, c, d, e, f)


def product(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that does one and then the other.

    >>> product((2, 0, 0, 2, 0, 0), (1, 0, 0, 1, 5, 6))
    (2, 0, 0, 2, 5, 6)
    """
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def moved(rect: Rect, matrix: Matrix) -> Rect:
    """Return the box around a box that a matrix has moved.

    >>> moved((0, 0, 2, 1), (0, 1, -1, 0, 0, 0))
    (-1, 0, 0, 2)
    """
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in rect[::2] for y in rect[1::2]]
    xs, ys = [a * x + c * y + e for x, y in corners], [b * x + d * y + f for x, y in corners]
    return (min(xs), min(ys), max(xs), max(ys))


def overlap(one: Rect, other: Rect) -> Rect:
    """Return what two boxes share; it is empty where its right edge lies left of its left edge.

    >>> overlap((0, 0, 4, 4), (2, 1, 9, 3))
    (2, 1, 4, 3)
    """
    left, bottom, right, top = one
    x0, y0, x1, y1 = other
    # Written out: it is called for every rule and every character, and max() and min() take three times as long.
    return (
        left if left > x0 else x0,
        bottom if bottom > y0 else y0,
        right if right < x1 else x1,
        top if top < y1 else y1,
    )
