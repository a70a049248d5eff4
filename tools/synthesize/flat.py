"""A fictitious disclosure as flattened text: what a program without geometry makes of its pages.

Such programs (PDFBox, Tika) write the characters of a page in the order in which the file stores them. One line is one
baseline; a gap to the right becomes a space; what comes next but stands to the left on the same baseline is glued on.
Office programs store tables in blocks, a few rows at a time, one column after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from budgetkit.model.disclosure import Disclosure
from synthesize.document import document
from synthesize.drawn_tables import NUMBER, DrawnTable, Spot
from synthesize.layout import Layout
from synthesize.page_rows import Measured, measured, paged, wrapped
from synthesize.phrases import Heading, Paragraph

_WIDTH: Final = {False: 520.0, True: 760.0}
_HEIGHT: Final = {False: 740.0, True: 500.0}
_SIZE: Final = 9.0
_PROSE: Final = 36
_LINES: Final = 30


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of text with its left edge, its width and its baseline, in points."""

    text: str
    x: float
    width: float
    y: float


def write_text(disclosure: Disclosure, path: str | Path, layout: Layout | None = None) -> Path:
    """Write a disclosure as flattened text: a space opens a page, every line is followed by a blank one.

    Raises:
        KeyError: the disclosure's form has no generator.
    """
    made = document(disclosure, layout)
    rng = made.layout.rng("stream")
    pages: list[list[str]] = [[]]
    for block in made.blocks:
        if isinstance(block, DrawnTable):
            pages += [*_sheet(block, made.layout, rng), []]
        else:
            _prose(block, pages, rng)
    text = "\n".join(f"{' ' if n else ''}{_page(lines)}" for n, lines in enumerate(filter(None, pages)))
    target = Path(path)
    target.write_text(text + "\n", encoding="utf-8", newline="\n")
    return target


def _page(lines: Sequence[str]) -> str:
    return "\n\n".join(lines)


def _prose(block: Heading | Paragraph, pages: list[list[str]], rng: Random) -> None:
    if (isinstance(block, Heading) and block.level == 1) or len(pages[-1]) > _LINES:
        pages.append([])
    text = _spaced(block.text, rng)
    pages[-1] += [text[n : n + _PROSE].strip() for n in range(0, len(text), _PROSE)]


def _spaced(text: str, rng: Random) -> str:
    """Put a space between digits and Chinese here and there, where a layout widened the gap."""
    done = ""
    for before, character in zip(" " + text, text, strict=False):
        edge = before.isdigit() != character.isdigit() and before.isalnum() and character.isalnum()
        done += f" {character}" if edge and rng.random() < 0.3 else character
    return done


def _measure(text: str, size: float) -> float:
    return sum(size if ord(c) > 0x2E80 else size / 2 for c in text)


def _sheet(sheet: DrawnTable, layout: Layout, rng: Random) -> Iterator[list[str]]:
    """Yield the lines of every page of a table."""
    wide = sheet.is_wide and layout.landscape
    table = measured(sheet, _WIDTH[wide], _SIZE, layout.height, _measure)
    unit = f" 单位：{sheet.unit}" if sheet.unit else ""
    above = [*sheet.above[:-1], sheet.above[-1] + unit]
    for rows in paged(table, _HEIGHT[wide], _HEIGHT[wide], layout.repeat):
        yield [*above, *_joined(_stream(table, rows, rng))]
        above = []
    if sheet.below:
        yield list(wrapped(sheet.below, _PROSE * _SIZE, _SIZE, _measure))


def _stream(table: Measured, rows: Sequence[int], rng: Random) -> Iterator[Fragment]:
    """Yield the fragments of a page in the order in which they are stored: heads, then blocks of rows by columns."""
    tops, top = {}, 0.0
    for row in rows:
        tops[row] = top
        top += table.heights[row]
    heads = [s for s in table.sheet.spots if s.row in tops and s.row < table.sheet.heads]
    for spot in heads:
        yield from _fragments(table, spot, tops[spot.row])
    body = [r for r in rows if r >= table.sheet.heads]
    while body:
        size = rng.choice((1, 1, 2, 4, 8))
        block, body = body[:size], body[size:]
        spots = [s for s in table.sheet.spots if s.row in block and s.text]
        for spot in sorted(spots, key=lambda s: (s.column, s.row)):
            yield from _fragments(table, spot, tops[spot.row])


def _fragments(table: Measured, spot: Spot, top: float) -> Iterator[Fragment]:
    """Yield the lines of a cell, centred between its upper and lower edge."""
    lines = table.lines[spot]
    left, right = table.edges[spot.column], table.edges[spot.column + spot.columns]
    height = sum(table.heights[spot.row : spot.row + spot.rows])
    first = top + height / 2 - table.size * 1.2 * (len(lines) - 1) / 2
    for number, line in enumerate(lines):
        width = _measure(line, table.size)
        x = right - width - 3 if spot.kind == NUMBER else left + 3
        if line:
            yield Fragment(line, x, width, first + number * table.size * 1.2)


def _joined(stream: Iterator[Fragment]) -> Iterator[str]:
    """Yield the lines that a program without geometry writes of a stream."""
    line, last = "", None
    for fragment in stream:
        if last is not None and abs(fragment.y - last.y) > _SIZE / 3:
            yield line
            line, last = "", None
        gap = last is not None and fragment.x >= last.x + last.width
        line += f" {fragment.text}" if gap else fragment.text
        last = fragment
    if line:
        yield line
