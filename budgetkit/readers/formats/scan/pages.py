"""From the picture of a page to its tables, lines and numbers: the same characters and rules that a PDF has."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, Final

from budgetkit.readers.formats.lattice import lattices
from budgetkit.readers.formats.lines import Glyph
from budgetkit.readers.formats.page import Box, Page, Reading
from budgetkit.readers.formats.ruled import Printed, blocks
from budgetkit.readers.formats.scan.picture import Picture, prepared, rules_of
from budgetkit.readers.formats.scan.recogniser import Recognised, recogniser
from budgetkit.readers.formats.scan.segments import (
    APART,
    APART_IN_CELL,
    TAIL,
    Marks,
    Pixels,
    Segment,
    cut,
    segments,
)

Matrix = Any

DPI: Final = 200
"""Dots an inch at which a page is drawn to be read where it does not say its own resolution."""


def read_picture(colours: Matrix, resolution: float, number: int) -> Page:
    """Read the picture of a page, given as red, green, blue pixels, at so many dots an inch.

    Raises:
        UnreadableDocument: the extra ``ocr`` is not installed.
    """
    reader = recogniser()
    picture = prepared(colours, resolution)
    rules, mask = rules_of(picture)
    marks = Marks(picture, mask)
    places = list(_segments(marks, [_cells(table, picture) for table in lattices(rules)]))
    inked = [place for place in places if not place.is_dash]
    texts = dict(
        zip(map(id, inked), reader.read([cut(picture, marks.rules, s, marks.em) for s in inked]), strict=True)
    )
    glyphs: list[Glyph] = []
    readings: list[Reading] = []
    for item, place in enumerate(places):
        said = texts.get(id(place), Recognised("-", 1.0))
        made = list(_glyphs(said.text, place, picture.scale, item))
        glyphs += [glyph for glyph in made if glyph[4] != " "]
        readings += _readings(said, made, picture)
    parts, _ = blocks(Printed(glyphs), rules, picture.size, number)
    return Page(number, tuple(parts), *picture.size, readings=tuple(readings))


def _cells(table: Any, picture: Picture) -> tuple[Pixels, list[Pixels]]:
    """Return the box of a table and those of its cells, in pixels."""

    def pixels(box: Box) -> Pixels:
        x0, y0, x1, y1 = (round(v / picture.scale) for v in box)
        return (x0, y0, x1, y1)

    return pixels(table.box), [pixels(table.cell_box(n)) for n in range(len(table.spans))]


def _segments(marks: Marks, tables: Sequence[tuple[Pixels, list[Pixels]]]) -> Iterator[Segment]:
    for _, cells in tables:
        for cell in cells:
            yield from segments(marks.inside(cell), marks.em, APART_IN_CELL)
    yield from segments(marks.outside([box for box, _ in tables]), marks.em, APART, TAIL)


def _glyphs(text: str, place: Segment, scale: float, item: int) -> Iterator[Glyph]:
    """Yield the characters of a text, spread evenly over its box; all of one line are of one size."""
    left, _, right, _ = (v * scale for v in place.box)
    top, bottom = place.top * scale, place.bottom * scale
    widths = [1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text]
    step = (right - left) / (sum(widths) or 1.0)
    for character, width in zip(text, widths, strict=True):
        yield (left, top, left + width * step, bottom, character, item)
        left += width * step


def _readings(said: Recognised, glyphs: Sequence[Glyph], picture: Picture) -> Iterator[Reading]:
    for token in said.tokens:
        run = glyphs[token.begin : token.end]
        box = (run[0][0], run[0][1], run[-1][2], run[-1][3])
        yield Reading(said.text[token.begin : token.end], box, token.readings, picture.is_covered(box))
