"""Pictures of the places of findings, cut from the pages of the document they were read from, figures boxed."""

from __future__ import annotations

import base64
import ctypes
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import pypdfium2
from PIL import Image, ImageDraw

from budgetkit.checks.judge import Finding
from budgetkit.model.disclosure import Box, Disclosure, Place
from budgetkit.readers.formats.pdf.view import View, view_of

ABOVE, APART, AROUND, LINE = 30.0, 150.0, 3.0, 9.0
"""Points shown above and below the figures; between figures of one picture at most; around a boxed one; by which the
ends of a picture move so that they cut no line."""

SHARP: Final = 2.0
"""Dots of a picture for each point of the page."""

_CLEAR: Final = 4
"""Dots above and below a cut that are to be as light as it is."""

MOST: Final = 3
"""So many pictures are made of one finding."""

_COLOURS: Final = {"broken": (200, 30, 20), "undefined": (190, 120, 0)}


@dataclass(frozen=True, slots=True)
class Crop:
    """A picture of part of a page (from 1), as a data URI, its width and height in CSS pixels; ``at`` is how far to
    the right its figures stand, as a part of its width."""

    page: int
    uri: str
    width: int
    height: int
    at: float


@contextmanager
def pages_of(disclosure: Disclosure, source: Path | None) -> Iterator[pypdfium2.PdfDocument | None]:
    """Open the PDF that a disclosure was read from; ``None`` where it is no PDF, or another file than was read."""
    content = source.read_bytes() if source is not None and source.is_file() else b""
    known = {s.get("sha256", "") for s in disclosure.sources}
    if b"%PDF-" not in content[:1024] or sha256(content).hexdigest() not in known:
        yield None
        return
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        yield None
        return
    with document:
        yield document


def crops(
    document: pypdfium2.PdfDocument | None, finding: Finding, where: Mapping[str, Place]
) -> tuple[Crop, ...]:
    """Return pictures of the figures of a finding, by page; none without a document or where no box is known."""
    if document is None:
        return ()
    by_page: dict[int, list[tuple[Box, str]]] = {}
    for figure in finding.figures:
        place = where.get(figure.id)
        if place is not None and place.page and place.box and place.page <= len(document):
            by_page.setdefault(place.page, []).append((place.box, f"{figure.amount.value:f}"))
    found = []
    for number, boxes in by_page.items():
        page = document[number - 1]
        found += [_picture(page, number, group, finding.verdict) for group in _near(boxes)]
        page.close()
    return tuple(found[:MOST])


def _near(boxes: Sequence[tuple[Box, str]]) -> list[list[tuple[Box, str]]]:
    """Return boxes in groups that fit one picture, from the top of the page."""
    groups: list[list[tuple[Box, str]]] = []
    for box in sorted(boxes, key=lambda b: b[0][1]):
        if groups and box[0][3] - groups[-1][0][0][1] <= APART:
            groups[-1].append(box)
        else:
            groups.append([box])
    return groups


def _picture(page: pypdfium2.PdfPage, number: int, group: Sequence[tuple[Box, str]], verdict: str) -> Crop:
    text = page.get_textpage()
    view = view_of(_address(page), _address(text))
    marks = _marks(text, view, group)
    text.close()
    reach = [*marks, *(box for box, _ in group)]
    top = max(0.0, min(b[1] for b in reach) - ABOVE)
    bottom = min(view.height, max(b[3] for b in reach) + ABOVE)
    whole = page.render(scale=SHARP).to_pil().convert("RGB")
    top, bottom = (_between_lines(whole, edge) for edge in (top, bottom))
    draw = ImageDraw.Draw(whole)
    for x0, y0, x1, y1 in marks:
        outline = [n * SHARP for n in (x0 - AROUND, y0 - AROUND, x1 + AROUND, y1 + AROUND)]
        draw.rounded_rectangle(outline, radius=6, outline=_COLOURS.get(verdict, _COLOURS["broken"]), width=4)
    cut = whole.crop((0, int(top * SHARP), whole.width, int(bottom * SHARP)))
    left, right = _inked(cut)
    cut = cut.crop((left, 0, right, cut.height))
    buffer = io.BytesIO()
    cut.quantize(32, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        buffer, "PNG", optimize=True
    )
    uri = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
    middle = (min(m[0] for m in marks) + max(m[2] for m in marks)) / 2 * SHARP
    at = (middle - left) / cut.width
    return Crop(number, uri, round(cut.width / SHARP), round(cut.height / SHARP), at)


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


def _marks(text: pypdfium2.PdfTextPage, view: View, group: Sequence[tuple[Box, str]]) -> list[Box]:
    """Return where figures stand; the box of a place where none of its figures is found in or just below it."""
    marks: list[Box] = []
    by_box: dict[Box, Counter[str]] = {}
    for box, figure in group:
        by_box.setdefault(box, Counter())[figure.lstrip("-")] += 1
    for box, figures in by_box.items():
        found = [hit for digits, times in figures.items() for hit in _hits(text, view, box, digits)[:times]]
        marks += found or [box]
    return marks


def _hits(text: pypdfium2.PdfTextPage, view: View, box: Box, digits: str) -> list[Box]:
    """Return where a figure stands by itself in its line or the next three."""
    reach = (box[0] - 60, box[1] - 2, box[2] + 60, box[3] + 3 * (box[3] - box[1]) + 12)
    search, found = text.search(digits), []
    while (hit := search.get_next()) is not None:
        rects = [view.shown(text.get_charbox(i)) for i in range(hit[0], hit[0] + hit[1])]
        ends = [f(r[n] for r in rects) for n, f in enumerate((min, min, max, max))]
        around = text.get_text_range(max(0, hit[0] - 1), hit[1] + 2).replace(digits, " ", 1)
        alone = not any(c.isdigit() or c == "." for c in around)
        if alone and reach[0] <= ends[0] <= reach[2] and reach[1] <= ends[1] <= reach[3]:
            found.append((ends[0], ends[1], ends[2], ends[3]))
    search.close()
    return found


def _address(handle: pypdfium2.PdfPage | pypdfium2.PdfTextPage) -> int:
    address = ctypes.cast(handle.raw, ctypes.c_void_p).value
    assert address is not None
    return address
