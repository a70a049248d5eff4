"""Pictures of the places of findings, cut from the pages of the document they were read from, figures boxed."""

from __future__ import annotations

import base64
import ctypes
import io
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import pypdfium2
from markupsafe import Markup
from PIL import Image, ImageDraw

from budgetkit.model.disclosure import Box
from budgetkit.readers.formats.lines import Glyph
from budgetkit.readers.formats.pdf.view import View, view_of
from budgetkit.readers.formats.scan.files import opened, resolution_of
from budgetkit.report.quotes import spellings

ABOVE, APART, AROUND, LINE = 30.0, 150.0, 3.0, 9.0
"""Points shown above and below the figures; between figures of one picture at most; around a boxed one; by which the
ends of a picture move so that they cut no line."""

SHARP: Final = 2.0
"""Dots of a picture for each point of the page."""

_HEAD_OF_PAGE: Final = (0.0, 0.0, 2000.0, 40.0)
"""Points: the first lines of a page, however wide."""

_CLEAR: Final = 4
"""Dots above and below a cut that are to be as light as it is."""

COLOURS: Final = {"broken": (200, 30, 20), "undefined": (190, 120, 0)}

Figures = Sequence[tuple[Box, str]]
"""Figures of one picture: the box each is known to stand in, in points of the page as displayed, and its digits."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A picture of part of a page, its width and height in CSS pixels; its figures stand from ``start`` to ``end``, as
    parts of its width. It is a data URI, or of a page that is drawn anew an SVG drawing."""

    uri: str
    svg: Markup
    width: int
    height: int
    start: float
    end: float


def near(boxes: Figures) -> list[Figures]:
    """Return figures of a page in groups that fit one picture, from the top."""
    groups: list[list[tuple[Box, str]]] = []
    for box in sorted(boxes, key=lambda b: b[0][1]):
        if groups and box[0][3] - groups[-1][0][0][1] <= APART:
            groups[-1].append(box)
        else:
            groups.append([box])
    return list(groups)


class PdfPages:
    """The pages of a PDF whose findings are shown, each looked into and drawn once."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        """Take an opened document, which is left open."""
        self._document = document
        self._texts: dict[int, tuple[pypdfium2.PdfPage, pypdfium2.PdfTextPage, View]] = {}
        self._pictures: dict[int, Image.Image] = {}

    def cut(self, number: int, group: Figures, verdict: str) -> Crop | None:
        """Return the strip of a page that shows figures; ``None`` where they do not stand on it."""
        if not 0 < number <= len(self._document):
            return None
        marks = marks_of(group, lambda box, digits: self._figure(number, box, digits))
        return _cut(self._drawn(number), marks, group, verdict)

    def place(self, number: int, box: Box, digits: str, before: int) -> tuple[int, Box]:
        """Return the page and box of a figure of a statement: those given, or on the next page if it runs over to it.

        ``before`` says how many figures of the statement with the same digits come first.
        """
        digits = digits.lstrip("-")
        further = before - len(self._figure(number, box, digits))
        after = self._figure(number + 1, _HEAD_OF_PAGE, digits) if further >= 0 else []
        return (number + 1, after[further]) if 0 <= further < len(after) else (number, box)

    def _figure(self, number: int, box: Box, digits: str) -> list[Box]:
        """Return where a figure stands near a box of a page; nowhere on a page that there is not."""
        if not 0 < number <= len(self._document):
            return []
        if number not in self._texts:
            page = self._document[number - 1]
            text = page.get_textpage()
            self._texts[number] = page, text, view_of(_address(page), _address(text))
        _, text, view = self._texts[number]
        return _printed(text, view, box, digits)

    def _drawn(self, number: int) -> Image.Image:
        if number not in self._pictures:
            self._figure(number, _HEAD_OF_PAGE, "0")
            page, _, view = self._texts[number]
            # The picture is turned as the text of the page is, whatever the page says of itself.
            turn = (view.turn * 90 - page.get_rotation()) % 360
            drawn = page.render(scale=SHARP, rotation=turn, rev_byteorder=True).to_pil()
            self._pictures[number] = drawn if drawn.mode == "RGB" else drawn.convert("RGB")
        return self._pictures[number]


def of_picture(data: bytes, number: int, group: Figures, verdict: str) -> Crop | None:
    """Return the strip of a page of a picture file that shows figures; ``None`` where they do not stand on it."""
    picture = opened(data, number - 1)
    return None if picture is None else scaled(picture, resolution_of(picture), group, verdict)


def scaled(picture: Image.Image, resolution: float, group: Figures, verdict: str) -> Crop | None:
    """Return the picture of figures on a page that is a picture of so many dots an inch."""
    factor = SHARP * 72 / resolution
    size = (round(picture.width * factor), round(picture.height * factor))
    return _cut(picture.resize(size, Image.Resampling.LANCZOS), [box for box, _ in group], group, verdict)


def _cut(whole: Image.Image, marks: Sequence[Box], group: Figures, verdict: str) -> Crop | None:
    """Return the strip of a page that shows figures, these boxed; ``None`` where they do not stand on it."""
    top, bottom = reach(marks, group, whole.height / SHARP)
    if bottom <= top or max(m[2] for m in marks) > whole.width / SHARP + AROUND:
        return None
    top, bottom = (_between_lines(whole, edge) for edge in (top, bottom))
    cut = whole.crop((0, int(top * SHARP), whole.width, int(bottom * SHARP)))
    draw = ImageDraw.Draw(cut)
    for x0, y0, x1, y1 in marks:
        ends = (x0 - AROUND, y0 - AROUND, x1 + AROUND, y1 + AROUND)
        left, upper, right, lower = (round(n * SHARP) for n in ends)
        moved = (left, upper - int(top * SHARP), right, lower - int(top * SHARP))
        draw.rounded_rectangle(moved, radius=6, outline=COLOURS[verdict], width=4)
    left, right = _inked(cut)
    cut = cut.crop((left, 0, right, cut.height))
    buffer = io.BytesIO()
    cut.quantize(32, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(buffer, "PNG")
    uri = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
    start, _, end, _ = around_of(marks)
    seen = ((x * SHARP - left) / cut.width for x in (start, end))
    return Crop(uri, Markup(), round(cut.width / SHARP), round(cut.height / SHARP), *seen)


def reach(marks: Sequence[Box], group: Figures, height: float) -> tuple[float, float]:
    """Return top and bottom of the strip that shows figures with what stands around them."""
    boxes = [*marks, *(box for box, _ in group)]
    return max(0.0, min(b[1] for b in boxes) - ABOVE), min(height, max(b[3] for b in boxes) + ABOVE)


def _between_lines(picture: Image.Image, edge: float) -> float:
    """Return the lightest height near an edge, in points, so that no line of text is cut in two."""
    at, room = int(edge * SHARP), int(LINE * SHARP)
    low, high = max(0, at - room), min(picture.height, at + room)
    rows = (
        picture.crop((0, low, picture.width, high)).convert("L").resize((1, high - low), Image.Resampling.BOX)
    )
    light = rows.tobytes()
    if not light:
        return edge
    # Between two lines rather than at the edge of one: what is light all around comes first.
    around = [sum(light[max(0, n - _CLEAR) : n + _CLEAR + 1]) for n in range(len(light))]
    return (low + max(range(len(light)), key=lambda n: (around[n], -abs(low + n - at)))) / SHARP


def _inked(picture: Image.Image) -> tuple[int, int]:
    """Return the left and right end of what is drawn, with a margin."""
    box = picture.convert("L").point(lambda level: 255 if level < 200 else 0).getbbox()
    room = int(8 * SHARP)
    return (max(0, box[0] - room), min(picture.width, box[2] + room)) if box else (0, picture.width)


def marks_of(group: Figures, find: Callable[[Box, str], list[Box]]) -> list[Box]:
    """Return where figures stand; the box of a place where none of its figures is found in or just below it."""
    marks: list[Box] = []
    by_box: dict[Box, Counter[str]] = {}
    for box, figure in group:
        by_box.setdefault(box, Counter())[figure.lstrip("-")] += 1
    for box, figures in by_box.items():
        found = [hit for digits, times in figures.items() for hit in find(box, digits)[:times]]
        marks += found or [box]
    return marks


def is_near(box: Box, left: float, top: float) -> bool:
    """Tell whether something begins in the line of a box or the next three."""
    below = 3 * (box[3] - box[1]) + 12
    return box[0] - 60 <= left <= box[2] + 60 and box[1] - 2 <= top <= box[3] + below


def around_of(boxes: Sequence[Box | Glyph]) -> Box:
    """Return the box around boxes and characters."""
    lefts, tops, rights, bottoms = (list(ends) for ends in zip(*(b[:4] for b in boxes), strict=True))
    return (min(lefts), min(tops), max(rights), max(bottoms))


def _printed(text: pypdfium2.PdfTextPage, view: View, box: Box, digits: str) -> list[Box]:
    """Return where a figure stands by itself near a box of a PDF page, with or without commas between thousands."""
    found = []
    for spelled in spellings(digits):
        search = text.search(spelled)
        while (hit := search.get_next()) is not None:
            place = around_of([view.shown(text.get_charbox(i)) for i in range(hit[0], hit[0] + hit[1])])
            around = text.get_text_range(max(0, hit[0] - 1), hit[1] + 2).replace(spelled, " ", 1)
            alone = not any(c.isdigit() or c == "." for c in around)
            if alone and is_near(box, place[0], place[1]):
                found.append(place)
        search.close()
    return found


def _address(handle: pypdfium2.PdfPage | pypdfium2.PdfTextPage) -> int:
    address = ctypes.cast(handle.raw, ctypes.c_void_p).value
    assert address is not None
    return address
