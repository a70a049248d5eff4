"""The characters that a PDF page shows: painted, inside the page and inside their clip."""

from __future__ import annotations

from ctypes import addressof, c_float, c_uint

from budgetkit.readers import pdf_native as native
from budgetkit.readers.pdf_objects import PageObjects, Rect, overlap
from budgetkit.readers.pdf_view import View

Glyph = tuple[float, float, float, float, str]
"""Left, top, right and bottom of a character's line box in displayed points, and the character."""

CHARACTER_LIMIT = 100_000
"""Most characters of one page; the densest published page seen has 1,400."""

_NOWHERE: Rect = (1.0, 1.0, 0.0, 0.0)
_UNMAPPED = frozenset([0, 0xFFFE, 0xFFFF])


class TooManyCharacters(Exception):
    """A page holds more characters than are read."""


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
    item_of, code_of, box_of, shown = native.text_object, native.unicode_of, native.loose_box, view.shown
    edges = (c_float * 4)()
    at = addressof(edges)
    windows: dict[int, Rect] = {}
    found: list[Glyph] = []
    for index in range(count):
        item = item_of(text, index)
        if not item:
            continue
        window = windows.get(item)
        if window is None:
            window = windows[item] = _window(item, view, objects)
        box_of(text, index, at)
        x0, y1, x1, y0 = edges
        if window[0] <= (x0 + x1) / 2 <= window[2] and window[1] <= (y0 + y1) / 2 <= window[3]:
            code = code_of(text, index)
            found.append((*shown((x0, y0, x1, y1)), "\ufffd" if code in _UNMAPPED else chr(code)))
    return found


def _window(item: int, view: View, objects: PageObjects) -> Rect:
    if native.render_mode(item) in native.UNPAINTED or _transparent(item):
        return _NOWHERE
    return overlap(objects.window(item, objects.text_frames.get(item)), view.box)


def _transparent(item: int) -> bool:
    colour = (c_uint * 4)()
    at = addressof(colour)
    return bool(native.fill_colour(item, at, at + 4, at + 8, at + 12)) and colour[3] == 0
