"""Which characters of a PDF page nobody sees, found by drawing the page with and without them.

White on white, covered by a later picture or surface, on a layer that is switched off: whatever hides a text,
the page looks the same when it is taken away. Drawing costs as much as reading, so only texts under suspicion
are tried, as many at a time as do not touch one another.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from typing import NamedTuple

from budgetkit.readers.formats.page import Box
from budgetkit.readers.formats.pdf import pdfium as native
from budgetkit.readers.formats.pdf.view import View

CONTRAST = 24
"""Of 255: a character that changes no colour of the page by so much is not seen."""
DRAWINGS = 40
"""Most drawings of one page; what would need more stays undecided."""

_SCALE = 2.0
_PIXELS = 4_000_000
_BYTES = 4


class Suspect(NamedTuple):
    """A text object under suspicion: its handle, and number and displayed box of each of its characters."""

    item: int
    characters: list[tuple[int, Box]]

    @property
    def box(self) -> Box:
        """The box around all its characters."""
        lefts, tops, rights, bottoms = zip(*(box for _, box in self.characters), strict=True)
        return (min(lefts), min(tops), max(rights), max(bottoms))


def unseen(page: int, view: View, suspects: list[Suspect]) -> tuple[set[int], set[int]]:
    """Return the numbers of the characters that are not seen, and of those that were too many to be tried."""
    if not suspects:
        return set(), set()
    drawing = _Drawing(page, view)
    groups = _apart(suspects)
    before = drawing.pixels()
    hidden: set[int] = set()
    for group in groups[:DRAWINGS]:
        after = drawing.pixels(suspect.item for suspect in group)
        for suspect in group:
            hidden.update(n for n, box in suspect.characters if not drawing.differs(before, after, box))
    undecided = {n for group in groups[DRAWINGS:] for suspect in group for n, _ in suspect.characters}
    return hidden, undecided


def _apart(suspects: list[Suspect]) -> list[list[Suspect]]:
    """Part the suspects into groups within which none touches another."""
    groups: list[list[tuple[Box, Suspect]]] = []
    for suspect in suspects:
        box = suspect.box
        for group in groups:
            if not any(_touch(box, other) for other, _ in group):
                group.append((box, suspect))
                break
        else:
            groups.append([(box, suspect)])
    return [[suspect for _, suspect in group] for group in groups]


def _touch(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


class _Drawing:
    """Draws a page as it is displayed and compares what was drawn."""

    def __init__(self, page: int, view: View) -> None:
        self._page = page
        area = max(view.width * view.height, 1.0)
        self._scale = min(_SCALE, (_PIXELS / area) ** 0.5)
        self._width = max(1, round(view.width * self._scale))
        self._height = max(1, round(view.height * self._scale))
        self._turn = (view.turn - native.rotation(page)) % 4

    def pixels(self, without: Iterable[int] = ()) -> bytes:
        """Return the page's pixels row by row, some of its objects left out."""
        left_out = list(without)
        width, height = self._width, self._height
        buffer = ctypes.create_string_buffer(width * height * _BYTES)
        bitmap = native.new_bitmap(width, height, native.BGRX, ctypes.addressof(buffer), width * _BYTES)
        try:
            for item in left_out:
                native.set_active(item, 0)
            native.fill_bitmap(bitmap, 0, 0, width, height, 0xFFFFFFFF)
            native.render(bitmap, self._page, 0, 0, width, height, self._turn, 0)
        finally:
            for item in left_out:
                native.set_active(item, 1)
            native.close_bitmap(bitmap)
        return buffer.raw

    def differs(self, one: bytes, other: bytes, box: Box) -> bool:
        """Say whether two drawings differ to the eye inside a displayed box."""
        left, top, right, bottom = (value * self._scale for value in box)
        first, last = max(0, round(left)), min(self._width, round(right))
        for row in range(max(0, round(top)), min(self._height, round(bottom))):
            begin, end = (row * self._width + first) * _BYTES, (row * self._width + last) * _BYTES
            a, b = one[begin:end], other[begin:end]
            if a != b and max(abs(x - y) for x, y in zip(a, b, strict=True)) >= CONTRAST:
                return True
        return False
