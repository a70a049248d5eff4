"""Pages of a PDF that are pictures, drawn by pdfium and read as such."""

from __future__ import annotations

import ctypes
from dataclasses import replace
from typing import Any, Final

from budgetkit.readers.formats.page import Box, Page
from budgetkit.readers.formats.pdf import pdfium as native
from budgetkit.readers.formats.pdf.objects import PageObjects, moved, overlap
from budgetkit.readers.formats.pdf.view import View
from budgetkit.readers.formats.pictures import SMALLEST, open_boxes, with_pictures
from budgetkit.readers.formats.ruled import Printed
from budgetkit.readers.formats.scan.extra import READ, is_installed

RESOLUTIONS: Final = (150.0, 300.0)
"""Dots an inch at which a page is drawn: those of its largest picture, but no fewer and no more than these."""
PIXELS: Final = 40_000_000
"""Most pixels of a drawing; a larger page is drawn at fewer dots an inch."""
_BYTES: Final = 4
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
        if _pixels(item) >= SMALLEST:
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


def _pixels(item: int) -> int:
    """Return how many pixels a picture has; none for a shading."""
    size = (ctypes.c_uint * 2)()
    at = ctypes.addressof(size)
    return size[0] * size[1] if native.picture_size(item, at, at + 4) else 0


def _drawn(page: int, view: View, objects: PageObjects) -> tuple[Any, float]:
    """Draw an open page; return its red, green and blue pixels, and its dots an inch."""
    resolution = _resolution(objects)
    resolution = min(resolution, 72 * (PIXELS / max(view.width * view.height, 1.0)) ** 0.5)
    width, height = (max(1, round(v * resolution / 72)) for v in (view.width, view.height))
    buffer = ctypes.create_string_buffer(width * height * _BYTES)
    bitmap = native.new_bitmap(width, height, native.BGRX, ctypes.addressof(buffer), width * _BYTES)
    try:
        native.fill_bitmap(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        native.render(bitmap, page, 0, 0, width, height, (view.turn - native.rotation(page)) % 4, 0)
    finally:
        native.close_bitmap(bitmap)
    import numpy as np

    drawn = np.frombuffer(buffer.raw, np.uint8).reshape(height, width, _BYTES)
    return np.ascontiguousarray(drawn[:, :, 2::-1]), resolution


def _resolution(objects: PageObjects) -> float:
    """Return the dots an inch of the largest picture of a page, within what is read well."""
    found = []
    for item, _ in objects.pictures:
        size = (ctypes.c_uint * 2)()
        at = ctypes.addressof(size)
        left, bottom, right, top = native.bounds_of(item)
        if native.picture_size(item, at, at + 4) and right > left and top > bottom:
            found.append(
                (
                    (right - left) * (top - bottom),
                    72 * max(size[0] / (right - left), size[1] / (top - bottom)),
                )
            )
    own = max(found)[1] if found else 200.0
    return min(max(own, RESOLUTIONS[0]), RESOLUTIONS[1])
