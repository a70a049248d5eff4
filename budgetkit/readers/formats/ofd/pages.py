"""OFD: ruled tables and lines of text, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from budgetkit.readers.formats.lines import UNKNOWN, Glyph
from budgetkit.readers.formats.ofd.drawing import Drawing, TooManyObjects
from budgetkit.readers.formats.ofd.package import Element, RawPage, first, named, raw_pages
from budgetkit.readers.formats.page import Box, Page, attached
from budgetkit.readers.formats.pictures import is_large, open_boxes, with_pictures
from budgetkit.readers.formats.ruled import Printed, blocks, turned
from budgetkit.readers.formats.scan import NEEDS, Progress, is_installed
from budgetkit.readers.formats.scan.files import picture_page, picture_table

PAGE_LIMIT = 5_000
"""Most pages of one document; a longer one is refused whole."""

_DENSE = "page {number} draws more than can be read (第 {number} 页内容过多)"
_PICTURE = "page {number} is a picture without text (第 {number} 页是图片，没有文字层); {needs}"
_DAMAGED = "page {number} is damaged, or a part of it is missing (第 {number} 页已损坏)"
_FONTS = "page {number} uses fonts that do not tell their characters (第 {number} 页的字体无法解码)"
_NOTE = "page {number} shows an annotation that is not read (第 {number} 页有未读取的批注)"
_UNSEEN = (
    "page {number} holds {count} letters and digits that are not seen and not read "
    "(第 {number} 页有 {count} 个看不见的字符)"
)
_LAYERS = {"Background": 0, "Body": 1, "Foreground": 2}
_NOT_TEXT = ("Watermark", "Stamp", "Link", "Highlight")
_PICTURE_SHARE = 0.25


def ofd_pages(data: bytes, name: str) -> Iterator[Page]:
    """Read an OFD file held in memory page by page; a page that cannot be read says so in ``refused``.

    Objects that are not visible are no text of a page, nor are signatures, stamps and watermarks, which stand in
    annotations.

    Raises:
        UnreadableDocument: it is damaged, would unpack to far more than a document holds, has no page or more than
            ``PAGE_LIMIT``.
    """
    progress = Progress(name)
    for number, raw in enumerate(raw_pages(data, name, PAGE_LIMIT), 1):
        page = attached(_page(raw, number), raw.attached)
        if page.readings:
            progress.read(number)
        yield page


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a page draws, as :func:`ofd_pages` turns it: size, characters with the quarters they lie turned by, rules.

    ``pictures`` are shown at their boxes; the rules are pairs of corners, all in points from the upper left.
    """

    size: tuple[float, float]
    characters: tuple[tuple[Glyph, int], ...]
    rules: tuple[Box, ...]
    pictures: tuple[tuple[Box, bytes], ...]


def sketch(data: bytes, name: str, number: int) -> Sketch | None:
    """Return what page ``number`` (from 1) of an OFD file draws, ``None`` where it cannot be read.

    Raises:
        UnreadableDocument: the file cannot be read.
    """
    raw = next(islice(raw_pages(data, name, PAGE_LIMIT), number - 1, None), None)
    drawing = None if raw is None or raw.damaged else _drawn(raw)
    if drawing is None:
        return None
    printed, (across, down) = drawing.printed(), drawing.seen_rules()
    _, turn = blocks(printed, (across, down), drawing.size, number)
    sizes = [drawing.size if k % 2 == 0 else drawing.size[::-1] for k in range(4)]
    characters = [
        ((*turned(glyph[:4], turn - k, *sizes[k]), *glyph[4:]), (turn - k) % 4)
        for k, glyphs in ({0: printed.upright} | printed.turned).items()
        for glyph in glyphs
    ]
    rules = [(x0, y, x1, y) for y, x0, x1 in across] + [(x, y0, x, y1) for x, y0, y1 in down]
    return Sketch(
        sizes[turn],
        tuple(characters),
        tuple(turned(rule, turn, *drawing.size) for rule in rules),
        tuple(drawing.shown_pictures) if not turn else (),
    )


def _drawn(raw: RawPage) -> Drawing | None:
    """Return the drawing of a page, ``None`` where it draws more than is read."""
    drawing = Drawing(raw.box, raw.resources)
    try:
        for part in (*raw.behind, raw.content, *raw.before):
            for layer in _layers(part):
                drawing.add(layer, parameters=layer.get("DrawParam", ""))
    except TooManyObjects:
        return None
    return drawing


def _page(raw: RawPage, number: int) -> Page:
    width, height = Drawing(raw.box, raw.resources).size
    if raw.damaged:
        return Page(number, (), width, height, _DAMAGED.format(number=number))
    drawing = _drawn(raw)
    if drawing is None:
        return Page(number, (), width, height, _DENSE.format(number=number))
    printed = drawing.printed()
    if 2 * sum(ink.glyph[4] == UNKNOWN for ink in drawing.inks) > len(drawing.inks):
        return Page(number, (), width, height, _FONTS.format(number=number))
    parts, turn = blocks(printed, drawing.seen_rules(), drawing.size, number)
    covered = sum((x1 - x0) * (y1 - y0) for (x0, y0, x1, y1), _, _ in drawing.pictures)
    is_picture = not printed.upright and not printed.turned and covered > _PICTURE_SHARE * width * height
    if is_picture and is_installed():
        return picture_page(drawing.shown_pictures, drawing.size, number)
    unseen = (_UNSEEN.format(number=number, count=drawing.unseen),) if drawing.unseen else ()
    notes = [_NOTE.format(number=number) for annotation in raw.annotations if _has_text(annotation)]
    if turn % 2:
        width, height = height, width
    page = Page(
        number,
        tuple(parts),
        width,
        height,
        _PICTURE.format(number=number, needs=NEEDS) if is_picture else "",
        (*unseen, *notes),
    )
    return page if is_picture or turn else _with_tables(page, drawing, printed)


def _with_tables(page: Page, drawing: Drawing, printed: Printed) -> Page:
    """Read the pictures of tables on a page that has text of its own; those that are not read are said."""
    large = {box: data for box, data in drawing.shown_pictures if is_large(data)}
    middles = [((g[0] + g[2]) / 2, (g[1] + g[3]) / 2) for g in printed.upright] if large else []
    boxes = open_boxes(large, drawing.size, middles)
    there = is_installed()
    return with_pictures(
        page, [(box, picture_table(large[box], box, page.number) if there else None) for box in boxes]
    )


def _layers(part: Element | None) -> list[Element]:
    """Return the layers of a page or a template from the lowest to the uppermost."""
    layers = list(named(first(part, "Content"), "Layer"))
    return sorted(layers, key=lambda layer: _LAYERS.get(layer.get("Type", "Body"), 1))


def _has_text(annotation: Element) -> bool:
    """Say whether an annotation prints text that belongs to the page: no stamp, no watermark, visible."""
    if annotation.get("Type") in _NOT_TEXT or annotation.get("Visible", "true").lower() in ("false", "0"):
        return False
    return any((code.text or "").strip() for code in annotation.iter("{*}TextCode"))
