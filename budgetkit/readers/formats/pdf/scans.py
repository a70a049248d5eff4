"""Pages of a PDF that are pictures, drawn by pdfium and read as such; and why a page gives no text though it shows some."""

from __future__ import annotations

import ctypes
from dataclasses import replace
from math import prod
from operator import itemgetter
from typing import Any, Final

from budgetkit.readers.formats.lines import UNKNOWN
from budgetkit.readers.formats.page import Box, Page
from budgetkit.readers.formats.pdf import pdfium as native
from budgetkit.readers.formats.pdf.objects import PageObjects, moved, overlap
from budgetkit.readers.formats.pdf.view import View
from budgetkit.readers.formats.pictures import SMALLEST, open_boxes, with_pictures
from budgetkit.readers.formats.ruled import Printed
from budgetkit.readers.formats.scan import NEEDS, READ, is_installed

RESOLUTIONS: Final = (150.0, 300.0)
"""Dots an inch at which a page is drawn: those of its largest picture, but no fewer and no more than these."""
PIXELS: Final = 40_000_000
"""Most pixels of a drawing; a larger page is drawn at fewer dots an inch."""
_OVER: Final = (
    "page {number} is a scan with the text of other OCR software under it; it was read from its picture "
    "(第 {number} 页是带识别文字的扫描件，按图片重新识别)"
)


def scanned_page(page: int, view: View, objects: PageObjects, number: int, searchable: bool) -> Page:
    """Draw an open page and read the picture; ``searchable`` says that an unpainted text lies over it."""
    from budgetkit.readers.formats.scan.pages import read_picture

    note = (_OVER if searchable else READ).format(number=number)
    return replace(read_picture(*_drawn(page, view, objects), number), notes=(note,))


def with_tables(read: Page, page: int, view: View, objects: PageObjects, seen: Printed) -> Page:
    """Read the pictures of tables on an open page that has text of its own; those that are not read are said."""
    found: dict[Box, int] = {}
    for item, frame in objects.pictures:
        if prod(_pixels(item)) >= SMALLEST:
            box = native.bounds_of(item)
            shown = view.shown(overlap(moved(box, frame[0]) if frame else box, view.box))
            found[shown] = item
    middles = [((g[0] + g[2]) / 2, (g[1] + g[3]) / 2) for g in seen.upright] if found else []
    boxes = open_boxes(found, (view.width, view.height), middles)
    if not boxes or not is_installed():
        return with_pictures(read, [(box, None) for box in boxes])
    from budgetkit.readers.formats.scan.pages import read_table

    colours, resolution = _drawn(page, view, objects)
    return with_pictures(
        read,
        [(box, read_table(_cut(colours, box, resolution), resolution, box, read.number)) for box in boxes],
    )


def _cut(colours: Any, box: Box, resolution: float) -> Any:
    left, top, right, bottom = (max(0, round(v * resolution / 72)) for v in box)
    return colours[top : max(bottom, top + 1), left : max(right, left + 1)].copy()


def _pixels(item: int) -> tuple[int, int]:
    """Return how many pixels wide and high a picture is; none for a shading."""
    size = (ctypes.c_uint * 2)()
    at = ctypes.addressof(size)
    return (size[0], size[1]) if native.picture_size(item, at, at + 4) else (0, 0)


def _drawn(page: int, view: View, objects: PageObjects) -> tuple[Any, float]:
    """Draw an open page; return its red, green and blue pixels, and its dots an inch."""
    resolution = _resolution(objects)
    resolution = min(resolution, 72 * (PIXELS / max(view.width * view.height, 1.0)) ** 0.5)
    width, height = (max(1, round(v * resolution / 72)) for v in (view.width, view.height))
    import numpy as np

    drawn = np.frombuffer(native.pixels_of(page, width, height, view.turn), np.uint8)
    return np.ascontiguousarray(drawn.reshape(height, width, native.PIXEL)[:, :, 2::-1]), resolution


def _resolution(objects: PageObjects) -> float:
    """Return the dots an inch of the largest picture of a page, within what is read well."""
    found = []
    for item, _ in objects.pictures:
        (across, down), (left, bottom, right, top) = _pixels(item), native.bounds_of(item)
        if across and right > left and top > bottom:
            wide, high = right - left, top - bottom
            found.append((wide * high, 72 * max(across / wide, down / high)))
    own = max(found)[1] if found else 200.0
    return min(max(own, RESOLUTIONS[0]), RESOLUTIONS[1])


PICTURE_SHARE = 0.25
"""Share of the page that pictures cover when they may hold its text; logos and seals cover less."""
FEW = 30
"""Characters, none of them a letter, that may stand on a scan: page numbers and stamps."""
OUTLINES = 100
"""Curved drawings on a page without letters that are taken for text; a chart has fewer."""

_CURVED = 8
_PICTURE = "page {number} is a picture without text (第 {number} 页是图片，没有文字层); {way}"
_OUTLINED = "page {number} has its text drawn as outlines (第 {number} 页的文字已转为曲线); {way}"
_UNKNOWN = "page {number} uses fonts that do not tell their characters (第 {number} 页的字体无法解码); {way}"


def refusal(seen: Printed, objects: PageObjects, view: View, number: int) -> str:
    """Return the sentence that says why a page cannot be read, or nothing for one that can or is blank."""
    found = [glyph for glyphs in (seen.upright, *seen.turned.values()) for glyph in glyphs]
    unknown = list(map(itemgetter(4), found)).count(UNKNOWN)
    if unknown * 2 > len(found):
        return _UNKNOWN.format(number=number, way=NEEDS)
    if len(found) >= FEW or any(glyph[4].isalpha() for glyph in found):
        return ""
    if _covered(objects, view) > PICTURE_SHARE * view.width * view.height:
        return _PICTURE.format(number=number, way=NEEDS)
    if sum(native.count_segments(item) > _CURVED for item, _ in objects.paths) > OUTLINES:
        return _OUTLINED.format(number=number, way=NEEDS)
    return ""


def _covered(objects: PageObjects, view: View) -> float:
    """Return how many square points of the page pictures cover."""
    covered = 0.0
    for item, frame in objects.pictures:
        box = native.bounds_of(item)
        left, bottom, right, top = overlap(moved(box, frame[0]) if frame else box, view.box)
        if left < right and bottom < top:
            covered += (right - left) * (top - bottom)
    return covered
