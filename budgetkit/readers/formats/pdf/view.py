"""How a PDF page is displayed: its box, its turn, and its coordinates from the top-left corner."""

from __future__ import annotations

from collections.abc import Iterable
from ctypes import addressof, c_float
from dataclasses import dataclass
from math import pi

from budgetkit.readers.formats.page import Box
from budgetkit.readers.formats.pdf import pdfium as native
from budgetkit.readers.formats.pdf.objects import Rect

_SAMPLE = 32


@dataclass(frozen=True, slots=True)
class View:
    """A page's box in its own space (points, y upward) and its quarter turns clockwise when displayed."""

    box: Rect
    turn: int

    @property
    def width(self) -> float:
        """The displayed width in points."""
        left, bottom, right, top = self.box
        return top - bottom if self.turn % 2 else right - left

    @property
    def height(self) -> float:
        """The displayed height in points."""
        left, bottom, right, top = self.box
        return right - left if self.turn % 2 else top - bottom

    def shown(self, rect: Rect) -> Box:
        """Return where a box of the page's own space is displayed: left, top, right, bottom.

        >>> View((0, 0, 200, 100), 1).shown((0, 0, 10, 20))
        (0, 0, 20, 10)
        """
        left, bottom, right, top = self.box
        x0, y0, x1, y1 = rect
        if self.turn == 0:
            return (x0 - left, top - y1, x1 - left, top - y0)
        if self.turn == 1:
            return (y0 - bottom, x0 - left, y1 - bottom, x1 - left)
        if self.turn == 2:
            return (right - x1, y0 - bottom, right - x0, y1 - bottom)
        return (top - y1, right - x1, top - y0, right - x0)

    def all_shown(self, rects: Iterable[Rect]) -> list[Box]:
        """Return where each of many boxes is displayed."""
        if self.turn:
            return list(map(self.shown, rects))
        left, _, _, top = self.box
        return [(x0 - left, top - y1, x1 - left, top - y0) for x0, y0, x1, y1 in rects]

    def own(self, box: Box) -> Rect:
        """Return the rectangle of the page's own space that is displayed at a box: the inverse of :meth:`shown`.

        >>> View((0, 0, 200, 100), 1).own((0, 0, 10, 20))
        (0, 0, 20, 10)
        """
        left, bottom, right, top = self.box
        x0, y0, x1, y1 = box
        if self.turn == 0:
            return (left + x0, top - y1, left + x1, top - y0)
        if self.turn == 1:
            return (left + y0, bottom + x0, left + y1, bottom + x1)
        if self.turn == 2:
            return (right - x1, bottom + y0, right - x0, bottom + y1)
        return (right - y1, top - x1, right - y0, top - x0)


def view_of(page: int, text: int) -> View:
    """Return how an open page is displayed: turned so that most of its text stands upright.

    A page without text follows its own /Rotate.
    """
    edges = (c_float * 4)()
    native.bounding_box(page, addressof(edges))
    left, top, right, bottom = edges
    return View((left, bottom, right, top), _turn(page, text))


def _turn(page: int, text: int) -> int:
    count = native.count_chars(text)
    quarters = [
        round(-native.char_angle(text, n) / (pi / 2)) % 4
        for n in range(0, count, count // _SAMPLE + 1)
        if native.text_object(text, n)
    ]
    if not quarters:
        turn: int = native.rotation(page)
        return turn
    return max(range(4), key=quarters.count)
