"""Pictures on pages that also have text: which may hold a table, and what is said of those that are not read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Final

from PIL import Image

from budgetkit.readers.formats.page import Box, Page
from budgetkit.readers.formats.scan import NEEDS, is_installed

SMALLEST: Final = 300_000
"""Fewest pixels of a picture that can hold a table to be read; logos, signatures and icons have fewer."""
DRAWING: Final = 10_000
"""Fewest bytes of a drawing (WMF, EMF), as of an embedded workbook, or of a picture that does not open, to be said."""
CHART: Final = "{*}chart"
"""The element by which Office files place a chart, in its two namespaces."""
_DRAWINGS = ("WMF", "EMF")
SHARE: Final = 0.03
"""Share of its page that such a picture covers at least."""
WRITTEN_OVER: Final = 30
"""Characters printed over a picture from which it is a background."""
TABLE: Final = (
    "page {number} holds a picture of a table, read by OCR (第 {number} 页有表格图片，经文字识别读取)"
)


def is_large(data: bytes) -> bool:
    """Tell whether a picture file may show a table: it has as many pixels, or is a drawing that cannot be opened."""
    try:
        with Image.open(BytesIO(data)) as image:
            if image.format not in _DRAWINGS:
                return image.width * image.height >= SMALLEST
    except Exception:  # Pillow raises whatever a damaged picture makes it stumble over
        pass
    return len(data) >= DRAWING


def charts(number: int, count: int) -> tuple[str, ...]:
    """Say that charts of a page are not read; nothing where there are none.

    >>> charts(7, 2)
    ('page 7 holds 2 charts, whose figures are not read (第 7 页有 2 幅图表，其中数字未读取)',)
    """
    what = "a chart" if count == 1 else f"{count} charts"
    said = f"page {number} holds {what}, whose figures are not read (第 {number} 页有 {count} 幅图表，其中数字未读取)"
    return (said,) if count else ()


def unread(number: int, count: int) -> tuple[str, ...]:
    """Say that pictures of a page are not read, and what reading them needs; nothing where there are none.

    >>> unread(7, 0)
    ()
    """
    if not count:
        return ()
    what = "a picture that is" if count == 1 else f"{count} pictures that are"
    said = f"page {number} holds {what} not read (第 {number} 页有 {count} 幅图片未读取)"
    return (said if is_installed() else f"{said}; {NEEDS}",)


def with_loose_pictures(page: Page, pictures: Iterable[bytes]) -> Page:
    """Return a page without coordinates together with what was read of its pictures, as if one stood below the other."""
    large = [data for data in pictures if is_large(data)]
    if not large or not is_installed():
        return with_pictures(page, [((0.0, 0.0, 0.0, 0.0), None) for _ in large])
    from budgetkit.readers.formats.scan.files import opened, pixels_of
    from budgetkit.readers.formats.scan.pages import read_table

    read: list[tuple[Box, Page | None]] = []
    top = 0.0
    for image in map(opened, large):
        if image is None:
            read.append(((0.0, 0.0, 0.0, 0.0), None))
            continue
        colours, resolution = pixels_of(image)
        height, width = (side * 72 / resolution for side in colours.shape[:2])
        box = (0.0, top, width, top + height)
        read.append((box, read_table(colours, resolution, box, page.number)))
        top += height
    return with_pictures(page, read)


def open_boxes(
    boxes: Iterable[Box], size: tuple[float, float], middles: Sequence[tuple[float, float]]
) -> list[Box]:
    """Return the boxes of pictures that are no backgrounds and large enough upon their page, in reading order."""
    found = []
    for box in sorted(set(boxes), key=lambda box: (box[1], box[0])):
        left, top, right, bottom = box
        covers = (right - left) * (bottom - top) >= SHARE * size[0] * size[1]
        over = sum(left <= x <= right and top <= y <= bottom for x, y in middles)
        if covers and right > left and bottom > top and over < WRITTEN_OVER:
            found.append(box)
    return found


def with_pictures(page: Page, read: Iterable[tuple[Box, Page | None]]) -> Page:
    """Return a page together with what was read of its pictures; ``None`` stands for one that was not read."""
    blocks, readings, pictured = list(page.blocks), list(page.readings), []
    lost = 0
    for box, picture in read:
        if picture is None:
            lost += 1
            continue
        blocks += picture.grids
        readings += picture.readings
        pictured.append(box)
    if not pictured and not lost:
        return page
    notes = [TABLE.format(number=page.number)] * bool(pictured)
    notes += unread(page.number, lost)
    if all(block.box for block in blocks):
        blocks.sort(key=lambda block: (block.box[1], block.box[0]) if block.box else (0.0, 0.0))
    return replace(
        page,
        blocks=tuple(blocks),
        readings=tuple(readings),
        notes=(*page.notes, *notes),
        pictured=tuple(pictured),
    )
