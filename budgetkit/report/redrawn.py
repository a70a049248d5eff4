"""Pictures of the places of findings in OFD files, which nothing here renders: drawn anew from characters and rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from budgetkit.model.disclosure import Box
from budgetkit.readers.formats.lines import DESCENT, SAME_LINE, Glyph
from budgetkit.readers.formats.ofd.pages import sketch
from budgetkit.readers.formats.scan.files import paper_of
from budgetkit.report.crops import (
    AROUND,
    COLOURS,
    Crop,
    Figures,
    around_of,
    is_near,
    marks_of,
    reach,
    scaled,
)

_APART: Final = 0.5
"""Ems between two characters of one word at most."""
_MARGIN: Final = 8.0

Line = Sequence[Glyph]


def of_ofd(data: bytes, number: int, group: Figures, verdict: str) -> Crop | None:
    """Return the strip of a page that shows figures, these boxed; a page that is a scan is cut from its picture.

    ``None`` where nothing can be drawn.

    Raises:
        UnreadableDocument: the file cannot be read.
    """
    page = sketch(data, "", number)
    if page is None:
        return None
    if not page.characters:
        paper = paper_of(page.pictures, page.size)
        return None if paper is None else scaled(*paper, group, verdict)
    lines = _lines([glyph for glyph, turn in page.characters if not turn])
    marks = marks_of(group, lambda box, digits: _written(lines, box, digits))
    top, bottom = reach(marks, group, page.size[1])
    # A line of text is shown as a whole or not at all.
    shown = [(g, turn) for g, turn in page.characters if top <= (g[1] + g[3]) / 2 <= bottom]
    top, bottom = (
        min([top, *(g[1] for g, _ in shown)]) - 1,
        max([bottom, *(g[3] for g, _ in shown)]) + 1,
    )
    rules = [r for r in page.rules if r[1] <= bottom and r[3] >= top]
    ends = around_of([*(g for g, _ in shown), *rules, *marks])
    left, width, height = ends[0] - _MARGIN, ends[2] - ends[0] + 2 * _MARGIN, bottom - top
    parts = [
        Markup(
            '<svg viewBox="{:.1f} {:.1f} {:.1f} {:.1f}" width="{:.0f}" height="{:.0f}" aria-hidden="true">'
        ).format(left, top, width, height, width, height),
        Markup('<path d="{}"/>').format("".join(f"M{a:.1f} {b:.1f}L{c:.1f} {d:.1f}" for a, b, c, d in rules)),
        *(_text(line) for line in _lines([g for g, turn in shown if not turn])),
        *(_turned(g, turn) for g, turn in shown if turn),
        *(_outline(mark, COLOURS[verdict]) for mark in marks),
        Markup("</svg>"),
    ]
    start, _, end, _ = around_of(marks)
    where = [(x - left) / width for x in (start, end)]
    return Crop("", Markup().join(parts), round(width), round(height), *where)


def _lines(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Return characters line by line from the top, each from the left; spaces are left out."""
    found: list[list[Glyph]] = []
    for glyph in sorted((g for g in glyphs if g[4].strip()), key=lambda g: g[3]):
        if found and glyph[3] - found[-1][0][3] <= SAME_LINE * (glyph[3] - glyph[1]):
            found[-1].append(glyph)
        else:
            found.append([glyph])
    return [sorted(line, key=lambda g: g[0]) for line in found]


def _written(lines: Sequence[Line], box: Box, digits: str) -> list[Box]:
    """Return where a figure stands by itself near a box, with or without commas between thousands."""
    pattern = re.compile(rf"(?<![\d.]){re.escape(digits)}(?![\d.])")
    found = []
    for line in lines:
        text, drawn, end = "", list[Glyph](), 0.0
        for glyph in line:
            if glyph[0] - end > _APART * (glyph[3] - glyph[1]):
                text += " "
                drawn.append(glyph)
            if glyph[4] not in ",，":
                text += glyph[4][0]
                drawn.append(glyph)
            end = glyph[2]
        for hit in pattern.finditer(text):
            place = around_of(drawn[hit.start() : hit.end()])
            if is_near(box, place[0], place[1]):
                found.append(place)
    return found


def _text(line: Line) -> Markup:
    """Return a line of text, each character at its place; small ones (notes) have lines of their own."""
    sizes = dict.fromkeys(round(g[3] - g[1], 1) for g in line)
    found = []
    for size in sizes:
        run = [g for g in line if round(g[3] - g[1], 1) == size]
        places = " ".join(f"{g[0]:.1f}" for g in run)
        heights = " ".join(f"{g[3] - DESCENT * size:.1f}" for g in run)
        text = "".join(g[4][0] for g in run)
        found.append(
            Markup('<text x="{}" y="{}" font-size="{}">{}</text>').format(places, heights, size, text)
        )
    return Markup().join(found)


def _turned(glyph: Glyph, turn: int) -> Markup:
    x, y, size = (
        (glyph[0] + glyph[2]) / 2,
        (glyph[1] + glyph[3]) / 2,
        min(glyph[2] - glyph[0], glyph[3] - glyph[1]),
    )
    return Markup(
        '<text x="{:.1f}" y="{:.1f}" font-size="{:.1f}" text-anchor="middle" transform="rotate({} {:.1f} {:.1f})">{}</text>'
    ).format(x, y + size / 3, size, turn * 90, x, y, glyph[4])


def _outline(mark: Box, colour: tuple[int, int, int]) -> Markup:
    x0, y0, x1, y1 = mark
    return Markup(
        '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="3" style="stroke:rgb{}"/>'
    ).format(x0 - AROUND, y0 - AROUND, x1 - x0 + 2 * AROUND, y1 - y0 + 2 * AROUND, colour)
