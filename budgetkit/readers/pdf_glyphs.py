"""The characters that a PDF page shows: painted, inside the page and inside their clip."""

from __future__ import annotations

from ctypes import addressof, c_double, c_float, c_uint
from math import hypot
from typing import NamedTuple

from budgetkit.readers import pdf_native as native
from budgetkit.readers.pdf_objects import PageObjects, Rect, matrix_of, overlap, product
from budgetkit.readers.pdf_view import View

Glyph = tuple[float, float, float, float, str]
"""Left, top, right and bottom of a character's em box in displayed points, and the character.

The em box stands on the baseline with ``DESCENT`` of its height below, whatever the font says of itself:
fonts state heights between half and twice their size.
"""

DESCENT = 0.14
"""Share of the em box below the baseline, as Chinese fonts are drawn."""
CHARACTER_LIMIT = 100_000
"""Most characters of one page; the densest published page seen has 1,400."""

_NOWHERE: Rect = (1.0, 1.0, 0.0, 0.0)
_UNMAPPED = frozenset([0, 0xFFFE, 0xFFFF])


class TooManyCharacters(Exception):
    """A page holds more characters than are read."""


class _Run(NamedTuple):
    """What the characters of one text object share: where they are seen, and their em in displayed points."""

    window: Rect
    em: float


def glyphs(text: int, view: View, objects: PageObjects) -> list[Glyph]:
    """Return the visible characters of an open page, in the order of the file, turned as displayed.

    A character counts as visible when the middle of its box is: a line cut in two by a clip is read where
    its larger part shows. What pdfium adds itself (spaces and line ends it guesses) is left out; a
    character that the file gives no meaning is U+FFFD.

    Raises:
        TooManyCharacters: there are more than ``CHARACTER_LIMIT``.
    """
    count = native.count_chars(text)
    if count > CHARACTER_LIMIT:
        raise TooManyCharacters
    item_of, code_of, box_of, origin_of = (
        native.text_object,
        native.unicode_of,
        native.loose_box,
        native.char_origin,
    )
    edges, origin = (c_float * 4)(), (c_double * 2)()
    edges_at, x_at = addressof(edges), addressof(origin)
    y_at = x_at + 8
    runs: dict[int, _Run] = {}
    found: list[Glyph] = []
    for index in range(count):
        item = item_of(text, index)
        if not item:
            continue
        run = runs.get(item)
        if run is None:
            run = runs[item] = _run(item, view, objects)
        box_of(text, index, edges_at)
        x0, y1, x1, y0 = edges
        x0, y0, x1, y1 = view.shown((x0, y0, x1, y1))
        if run.em:
            origin_of(text, index, x_at, y_at)
            x, y = origin
            y1 = view.shown((x, y, x, y))[1] + DESCENT * run.em
            y0 = y1 - run.em
        left, top, right, bottom = run.window
        if left <= (x0 + x1) / 2 <= right and top <= (y0 + y1) / 2 <= bottom:
            code = code_of(text, index)
            found.append((x0, y0, x1, y1, "\ufffd" if code in _UNMAPPED else chr(code)))
    return found


def _run(item: int, view: View, objects: PageObjects) -> _Run:
    if native.render_mode(item) in native.UNPAINTED or _is_transparent(item):
        return _Run(_NOWHERE, 0.0)
    frame = objects.text_frames.get(item)
    window = overlap(objects.window(item, frame), view.box)
    return _Run(view.shown(window), _em(item, view, objects))


def _em(item: int, view: View, objects: PageObjects) -> float:
    """Return the height of a text object's em, zero when it does not stand upright on the displayed page."""
    frame = objects.text_frames.get(item)
    matrix = product(matrix_of(item), frame[0]) if frame else matrix_of(item)
    a, b, c, d, _, _ = matrix
    along = (a, b, -a, -b)[view.turn]
    if along <= abs((b, a)[view.turn % 2]):
        return 0.0
    size = c_float()
    native.font_size(item, addressof(size))
    return abs(size.value) * hypot(c, d)


def _is_transparent(item: int) -> bool:
    colour = (c_uint * 4)()
    at = addressof(colour)
    return bool(native.fill_colour(item, at, at + 4, at + 8, at + 12)) and colour[3] == 0
