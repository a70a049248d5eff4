"""The characters that a PDF page shows: painted, inside the page and inside their clip."""

from __future__ import annotations

from collections.abc import Iterable
from ctypes import addressof, c_float, c_uint, c_ushort
from itertools import repeat
from math import hypot

from budgetkit.readers.formats.page import Box
from budgetkit.readers.formats.pdf import pdfium as native
from budgetkit.readers.formats.pdf.objects import Matrix, PageObjects, overlap, product
from budgetkit.readers.formats.pdf.view import View

Glyph = tuple[float, float, float, float, str]
"""Left, top, right and bottom of a character's em box in displayed points, and the character.

The em box stands on the baseline with ``DESCENT`` of its height below, whatever the font says of itself:
fonts state heights between half and twice their size.
"""

DESCENT = 0.14
"""Share of the em box below the baseline, as Chinese fonts are drawn."""
UNKNOWN = "\ufffd"
"""Stands for a character that the file's fonts do not tell."""
CHARACTER_LIMIT = 100_000
"""Most characters of one page; the densest published page seen has 1,400."""

Run = tuple[Box, float, float]
"""What the characters of one text object share: the displayed box they are seen in, top and bottom of their line."""

_NOWHERE: Box = (1.0, 1.0, 0.0, 0.0)
_NO_LINE = (1.0, 0.0)


class TooManyCharacters(Exception):
    """A page holds more characters than are read."""


def glyphs(text: int, view: View, objects: PageObjects) -> list[Glyph]:
    """Return the visible characters of an open page, in the order of the file, turned as displayed.

    A character counts as visible when the middle of its box is: a line cut in two by a clip is read where
    its larger part shows. What pdfium adds itself (spaces and line ends it guesses) is left out; a
    character that the font does not tell is ``UNKNOWN``.

    Raises:
        TooManyCharacters: there are more than ``CHARACTER_LIMIT``.
    """
    count = native.count_chars(text)
    if count > CHARACTER_LIMIT:
        raise TooManyCharacters
    # This is most of the time of reading a page: pdfium is called through map, without Python in between.
    items = list(map(native.text_object, repeat(text), range(count)))
    characters = _characters(text, count)
    runs = _runs([item for item in dict.fromkeys(items) if item], view, objects)
    found: list[Glyph] = []
    for item, character, x0, y0, x1, y1 in zip(items, characters, *_boxes(text, count, view), strict=True):
        if not item:
            continue
        (left, top, right, bottom), above, below = runs[item]
        if above < (y0 + y1) / 2 < below:
            y0, y1 = above, below
        if left <= (x0 + x1) / 2 <= right and top <= (y0 + y1) / 2 <= bottom:
            found.append((x0, y0, x1, y1, character))
    return found


def _characters(text: int, count: int) -> Iterable[str]:
    """Return every character; ``UNKNOWN`` where the font does not tell it, for pdfium then gives a mere number."""
    codes: Iterable[str] = _whole(text, count)
    if any(map(native.has_map_error, repeat(text), range(count))):
        errors = map(native.has_map_error, repeat(text), range(count))
        codes = [UNKNOWN if error else code for error, code in zip(errors, codes, strict=True)]
    return codes


def _whole(text: int, count: int) -> Iterable[str]:
    """Return the characters all at once where pdfium's text has one for each, else one by one."""
    buffer = (c_ushort * (count + 1))()
    if native.whole_text(text, 0, count, addressof(buffer)) == count + 1:
        whole = bytes(buffer)[:-2].decode("utf-16-le", "surrogatepass")
        if len(whole) == count:
            return whole
    return map(chr, map(native.unicode_of, repeat(text), range(count)))


def _boxes(text: int, count: int, view: View) -> list[list[float]]:
    """Return the displayed left, top, right and bottom of every character as its font states them."""
    edges = (c_float * (4 * count))()
    at = addressof(edges)
    native.run_through(native.loose_box, repeat(text), range(count), range(at, at + 16 * count, 16))
    x0, y1, x1, y0 = (edges[side::4] for side in range(4))
    if view.turn:
        shown = [view.shown(box) for box in zip(x0, y0, x1, y1, strict=True)]
        return [[box[side] for box in shown] for side in range(4)]
    left, _, _, top = view.box
    return [[x - left for x in x0], [top - y for y in y1], [x - left for x in x1], [top - y for y in y0]]


def _runs(items: list[int], view: View, objects: PageObjects) -> dict[int, Run]:
    """Return what is common to the characters of each text object; the window of an unseen one is empty."""
    count = len(items)
    matrices, sizes = (c_float * (6 * count))(), (c_float * count)()
    matrix, size = addressof(matrices), addressof(sizes)
    native.run_through(native.object_matrix, items, range(matrix, matrix + 24 * count, 24))
    native.run_through(native.font_size, items, range(size, size + 4 * count, 4))
    frames = [objects.text_frames.get(item) for item in items]
    windows = objects.windows(items, frames)
    modes, doubts = map(native.render_mode, items), map(native.has_transparency, items)
    values = zip(*(matrices[n::6] for n in range(6)), strict=True)
    last, seen = None, _NOWHERE
    runs: dict[int, Run] = {}
    parts = (items, frames, windows, modes, doubts, values, sizes)
    for item, frame, window, mode, doubt, own, em in zip(*parts, strict=True):
        if window is not last:
            last, seen = window, view.shown(overlap(window, view.box))
        unseen = mode in native.UNPAINTED or (doubt and _is_transparent(item))
        above, below = _line(product(own, frame[0]) if frame else own, em, view)
        runs[item] = (_NOWHERE if unseen else seen, above, below)
    return runs


def _line(matrix: Matrix, size: float, view: View) -> tuple[float, float]:
    """Return top and bottom of the line on which text with a matrix stands; none when it is not upright."""
    a, b, c, d, x, y = matrix
    if (a, b, -a, -b)[view.turn] <= abs((b, a)[view.turn % 2]):
        return _NO_LINE
    em = size * (hypot(c, d) if c else abs(d))
    base = view.shown((x, y, x, y))[1] if view.turn else view.box[3] - y
    return base - (1 - DESCENT) * em, base + DESCENT * em


def _is_transparent(item: int) -> bool:
    colour = (c_uint * 4)()
    at = addressof(colour)
    return bool(native.fill_colour(item, at, at + 4, at + 8, at + 12)) and colour[3] == 0
