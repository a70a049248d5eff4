"""Which characters of a PDF page nobody sees, found by drawing the page with and without them.

White on white, covered by a later picture or surface, on a layer that is switched off: whatever hides a text,
the page looks the same when it is taken away. Drawing costs as much as reading, so only texts under suspicion
are tried, as many at a time as do not touch one another.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import NamedTuple

from budgetkit.readers.formats.page import Box
from budgetkit.readers.formats.pdf import pdfium as native
from budgetkit.readers.formats.pdf.view import View

CONTRAST = 24
"""Of 255: a character that changes no colour of the page by so much is not seen."""
DRAWINGS = 40
"""Most drawings of one page; what would need more stays undecided."""

DRAWN_OBJECTS = 200_000
"""Most objects drawn for one page, all drawings together."""

_SQUARE, _SQUARES = 3.0, 400
_SCALE = 2.0
_PIXELS = 4_000_000


class Suspect(NamedTuple):
    """A text object under suspicion: its handle, and number and displayed box of each of its characters."""

    item: int
    characters: list[tuple[int, Box]]

    @property
    def box(self) -> Box:
        """The box around all its characters."""
        lefts, tops, rights, bottoms = zip(*(box for _, box in self.characters), strict=True)
        return (min(lefts), min(tops), max(rights), max(bottoms))


def unseen(page: int, view: View, suspects: list[Suspect], objects: int) -> tuple[set[int], set[int]]:
    """Return the numbers of the characters that are not seen, and of those that were too many to be tried.

    ``objects`` is how many the page draws: the more, the fewer times it is drawn.
    """
    if not suspects:
        return set(), set()
    drawing = _Drawing(page, view)
    groups = _apart(suspects, view)
    most = max(1, min(DRAWINGS, DRAWN_OBJECTS // max(objects, 1)))
    before = drawing.pixels()
    hidden: set[int] = set()
    for group in groups[:most]:
        after = drawing.pixels(suspect.item for suspect in group)
        for suspect in group:
            hidden.update(n for n, box in suspect.characters if not drawing.differs(before, after, box))
    undecided = {n for group in groups[most:] for suspect in group for n, _ in suspect.characters}
    return hidden, undecided


def unseen_together(page: int, view: View, boxes: dict[int, Box]) -> set[int]:
    """Return the objects, given with their displayed boxes, at which nothing changes when all of them are left out.

    Rules are often drawn twice at one place, so that to leave out one of them would change nothing.
    """
    drawing = _Drawing(page, view)
    before, after = drawing.pixels(), drawing.pixels(boxes)
    return {
        item
        for item, (left, top, right, bottom) in boxes.items()
        if not drawing.differs(before, after, (left - 1, top - 1, right + 1, bottom + 1))
    }


def _apart(suspects: list[Suspect], view: View) -> list[list[Suspect]]:
    """Part the suspects into groups within which none touches another, by the squares of the page that they take.

    What finds no place in as many groups as are tried comes into one more.
    """
    side = max(_SQUARE, view.width / _SQUARES, view.height / _SQUARES)
    groups: list[tuple[set[tuple[int, int]], list[Suspect]]] = []
    for suspect in suspects:
        left, top, right, bottom = suspect.box
        squares = {
            (x, y)
            for x in range(int(max(left, 0) // side), int(min(right, view.width) // side) + 1)
            for y in range(int(max(top, 0) // side), int(min(bottom, view.height) // side) + 1)
        }
        for taken, group in groups[:DRAWINGS]:
            if taken.isdisjoint(squares):
                taken |= squares
                group.append(suspect)
                break
        else:
            if len(groups) > DRAWINGS:
                groups[-1][1].append(suspect)
            else:
                groups.append((squares, [suspect]))
    return [group for _, group in groups]


class _Drawing:
    """Draws a page as it is displayed and compares what was drawn."""

    def __init__(self, page: int, view: View) -> None:
        self._page = page
        area = max(view.width * view.height, 1.0)
        self._scale = min(_SCALE, (_PIXELS / area) ** 0.5)
        self._width = max(1, round(view.width * self._scale))
        self._height = max(1, round(view.height * self._scale))
        self._turn = view.turn

    def pixels(self, without: Iterable[int] = ()) -> bytes:
        """Return the page's pixels row by row, some of its objects left out."""
        left_out = list(without)
        try:
            for item in left_out:
                native.set_active(item, 0)
            return native.pixels_of(self._page, self._width, self._height, self._turn)
        finally:
            for item in left_out:
                native.set_active(item, 1)

    def differs(self, one: bytes, other: bytes, box: Box) -> bool:
        """Say whether two drawings differ to the eye inside a displayed box."""
        left, top, right, bottom = (value * self._scale for value in box)
        first, last = max(0, round(left)), min(self._width, round(right))
        for row in range(max(0, round(top)), min(self._height, round(bottom))):
            begin, end = (row * self._width + first) * native.PIXEL, (row * self._width + last) * native.PIXEL
            a, b = one[begin:end], other[begin:end]
            if a != b and max(abs(x - y) for x, y in zip(a, b, strict=True)) >= CONTRAST:
                return True
        return False


_LAYERS = b"/OCProperties"
_OBJECTS = b"/ObjStm"
_LONGEST = 64 * 1024 * 1024


def has_layers(data: bytes) -> bool:
    """Say whether a file may state layers: in the open, or in objects that are packed or encrypted.

    >>> has_layers(b"1 0 obj << /Type /Catalog /OCProperties 7 0 R >>"), has_layers(b"1 0 obj << /Type /Catalog >>")
    (True, False)
    """
    if _LAYERS in data or b"/Encrypt" in data:
        return True
    at = data.find(_OBJECTS)
    while at >= 0:
        begin, end = data.find(b"stream", at), data.find(b"endstream", at)
        if begin < 0 or end < 0:
            return True
        if _LAYERS in _unpacked(data[begin + 6 : end].lstrip(b"\r\n")):
            return True
        at = data.find(_OBJECTS, end)
    return False


def _unpacked(body: bytes) -> bytes:
    """Return what a packed body holds; of one that is packed in another way, that it may have layers."""
    try:
        return zlib.decompressobj().decompress(body, _LONGEST)
    except zlib.error:
        return _LAYERS
