"""From the picture of a page to its tables, lines and numbers: the same characters and rules that a PDF has."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any, Final

import numpy as np

from budgetkit.model.amount import parse_amount
from budgetkit.readers.formats.lattice import Lattice, Rules, lattices
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

MOST_TEXTS: Final = 4_000
"""Most texts of one page; the densest table seen has 500, a page with more is no print."""
_DENSE: Final = "page {number} shows more than can be read (第 {number} 页内容过多)"
_COVERED: Final = (
    "a seal lies over {count} cells of page {number} whose words may be others, or none "
    "(第 {number} 页印章下有 {count} 个文字单元格)"
)
SAMPLE: Final = 9
"""So many texts tell which way up a page is."""
WIDE: Final = 1.8
"""Times its height that a text of two characters or more is wide."""
LEGIBLE: Final = 0.7
"""Probability of the worst character of most texts below which a page is tried the other ways up."""


def read_picture(colours: Matrix, resolution: float, number: int) -> Page:
    """Read the picture of a page, given as red, green, blue pixels, at so many dots an inch.

    Raises:
        UnreadableDocument: the extra ``ocr`` is not installed.
    """
    layout = _way_up(colours, resolution)
    if len(layout.places) > MOST_TEXTS:
        return Page(number, (), *layout.picture.size, refused=_DENSE.format(number=number))
    texts = layout.read(layout.places)
    picture, places, rules = layout.picture, layout.places, layout.rules
    glyphs: list[Glyph] = []
    readings: list[Reading] = []
    for item, place in enumerate(places):
        said = texts[item]
        made = list(_glyphs(said.text, place, picture.scale, item))
        glyphs += [glyph for glyph in made if glyph[4] != " "]
        readings += _readings(said, made, picture)
    parts, _ = blocks(Printed(glyphs), rules, picture.size, number)
    page = Page(number, tuple(parts), *picture.size, readings=tuple(readings))
    cells = (
        cell for grid in page.grids for cell in grid.cells if cell.box and not parse_amount(cell.text, "")
    )
    count = sum(picture.is_covered(cell.box) for cell in cells if cell.box)
    return replace(page, hidden=(_COVERED.format(number=number, count=count),)) if count else page


def read_table(colours: Matrix, resolution: float, place: Box, number: int) -> Page | None:
    """Read a picture that stands at a place of a page, ``None`` for one that shows no ruled table.

    Raises:
        UnreadableDocument: the extra ``ocr`` is not installed.
    """
    if not any(len(table.spans) > 1 for table in _Layout.of(colours, resolution, 0).tables):
        return None
    left, top, _, _ = place

    def moved(box: Box | None) -> Box:
        x0, y0, x1, y1 = box or (0.0, 0.0, 0.0, 0.0)
        return (x0 + left, y0 + top, x1 + left, y1 + top)

    page = read_picture(colours, resolution, number)
    grids = (
        replace(grid, box=moved(grid.box), cells=tuple(replace(c, box=moved(c.box)) for c in grid.cells))
        for grid in page.grids
    )
    readings = (replace(reading, box=moved(reading.box)) for reading in page.readings)
    return replace(page, blocks=tuple(grids), readings=tuple(readings)) if page.grids else None


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where rules, tables and texts stand in a picture."""

    picture: Picture
    rules: Rules
    marks: Marks
    places: list[Segment]
    tables: list[Lattice]

    @classmethod
    def of(cls, colours: Matrix, resolution: float, turn: int) -> _Layout:
        picture = prepared(np.ascontiguousarray(np.rot90(colours, -turn)), resolution)
        rules, mask = rules_of(picture)
        marks = Marks(picture, mask)
        tables = lattices(rules)
        places = list(_segments(marks, [_cells(table, picture) for table in tables]))
        return cls(picture, rules, marks, places, tables)

    def read(self, places: Sequence[Segment]) -> list[Recognised]:
        """Return what stands at some places; a lone dash is not asked for, since recognisers take it for a 1."""
        inked = [place for place in places if not place.is_dash]
        pieces = [cut(self.picture, self.marks.rules, place, self.marks.em) for place in inked]
        found = iter(recogniser().read(pieces))
        return [Recognised("-", 1.0) if place.is_dash else next(found) for place in places]

    def legible(self) -> float:
        """Return how surely a few of its texts are read, times the share of ink that stands in texts wider than high.

        Where a page lies on its side every character is a text of its own. A page without texts stands upright.
        """
        texts = [place for place in self.places if not place.is_dash]
        wide = sorted((p for p in texts if _width(p) > WIDE * (p.box[3] - p.box[1])), key=_width)
        if not wide:
            return 0.0 if texts else 1.0
        step = max(1, len(wide) // SAMPLE)
        share = sum(map(_width, wide)) / sum(map(_width, texts))
        return share * median(said.score for said in self.read(wide[::step][:SAMPLE]))


def _width(place: Segment) -> int:
    return place.box[2] - place.box[0]


def _way_up(colours: Matrix, resolution: float) -> _Layout:
    """Lay a page out the way up in which its texts can be read."""
    layout = _Layout.of(colours, resolution, 0)
    sure = layout.legible()
    for turn in (1, 3, 2) if sure < LEGIBLE else ():
        other = _Layout.of(colours, resolution, turn)
        if (now := other.legible()) > sure:
            layout, sure = other, now
    return layout


def _cells(table: Any, picture: Picture) -> tuple[Pixels, list[Pixels]]:
    """Return the box of a table and those of its cells, in pixels."""

    def pixels(box: Box) -> Pixels:
        x0, y0, x1, y1 = (round(v / picture.scale) for v in box)
        return (x0, y0, x1, y1)

    return pixels(table.box), [pixels(table.cell_box(n)) for n in range(len(table.spans))]


def _segments(marks: Marks, tables: Sequence[tuple[Pixels, list[Pixels]]]) -> Iterator[Segment]:
    for _, cells in tables:
        for cell in cells:
            found = segments(marks.inside(cell), marks.em, APART_IN_CELL)
            lines = {place.top for place in found if not place.is_dash}
            # A stroke on a line of its own above or below a text is no minus of it.
            yield from (place for place in found if not lines or place.top in lines)
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
