"""A sheet on paper: column widths, wrapped cells, row heights, and which rows come on which page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from synthesize.drawn_tables import HEAD, DrawnTable, Spot

Measure = Callable[[str, float], float]
"""Width of a text in points at a font size."""

PADDING = 2.5
_SMALLEST = 4.0


@dataclass(frozen=True)
class Measured:
    """A sheet with the edges of its columns, the heights of its rows, and every cell's lines."""

    sheet: DrawnTable
    size: float
    edges: tuple[float, ...]
    heights: tuple[float, ...]
    lines: dict[Spot, tuple[str, ...]]


def measured(sheet: DrawnTable, width: float, size: float, extra: float, measure: Measure) -> Measured:
    """Lay a sheet out on a width; every row is as high as its highest cell, ``extra`` points more.

    No number is wider than its column: where there are too many, the font is smaller.
    """
    least = _least_widths(sheet, size, measure)
    while sum(least) > width and size > _SMALLEST:
        size -= 0.5
        least = _least_widths(sheet, size, measure)
    edges = _edges(sheet, width, least)
    lines = {}
    heights = [size * 1.5 + extra] * sheet.rows
    for spot in sheet.spots:
        room = edges[spot.column + spot.columns] - edges[spot.column] - 2 * PADDING
        lines[spot] = tuple(wrapped(spot.text, room, size, measure))
        if spot.rows == 1:
            heights[spot.row] = max(heights[spot.row], len(lines[spot]) * size * 1.2 + 4 + extra)
    for spot in sheet.spots:
        need = len(lines[spot]) * size * 1.2 + 4
        have = sum(heights[spot.row : spot.row + spot.rows])
        heights[spot.row + spot.rows - 1] += max(0.0, need - have)
    return Measured(sheet, size, tuple(edges), tuple(heights), lines)


def _least_widths(sheet: DrawnTable, size: float, measure: Measure) -> list[float]:
    """Return how wide every column must be for its longest number and for one character."""
    least = [size + 2 * PADDING + 1] * sheet.columns
    for spot in sheet.spots:
        if spot.columns == 1 and _is_number(spot.text):
            least[spot.column] = max(least[spot.column], measure(spot.text, size) + 2 * PADDING + 1)
    return least


def _edges(sheet: DrawnTable, width: float, least: list[float]) -> list[float]:
    """Return the edges of the columns: each as wide as it needs, the rest shared out."""
    spare = max(0.0, width - sum(least))
    whole = sum(sheet.widths)
    edges = [0.0]
    for share, need in zip(sheet.widths, least, strict=True):
        edges.append(edges[-1] + need + spare * share / whole)
    return edges


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "").replace("-", "").isdigit()


def wrapped(text: str, room: float, size: float, measure: Measure) -> Iterator[str]:
    """Yield the lines of a text that fit a width; a number is never broken.

    >>> list(wrapped("一般公共服务支出", 40.0, 10.0, lambda text, size: len(text) * size))
    ['一般公共', '服务支出']
    """
    if not text or _is_number(text):
        yield text
        return
    line = ""
    for character in text:
        if line and measure(line + character, size) > room:
            yield line
            line = ""
        line += character
    yield line


def paged(table: Measured, first: float, rest: float, repeat: bool) -> Iterator[tuple[int, ...]]:
    """Yield the rows of every page: ``first`` points of room on the first, ``rest`` on the others.

    Heads are repeated where ``repeat`` says so; rows joined by a merged cell of the body stay together.
    """
    heads = tuple(range(table.sheet.heads))
    page, left = list(heads), first - sum(table.heights[r] for r in heads)
    for group in _groups(table.sheet):
        need = sum(table.heights[r] for r in group)
        if need > left and len(page) > len(heads):
            yield tuple(page)
            page, left = (list(heads), rest - sum(table.heights[r] for r in heads)) if repeat else ([], rest)
        page += group
        left -= need
    yield tuple(page)


def _groups(sheet: DrawnTable) -> Iterator[list[int]]:
    """Yield runs of body rows that a merged cell holds together."""
    tied = {r for s in sheet.spots if s.kind != HEAD for r in range(s.row + 1, s.row + s.rows)}
    group: list[int] = []
    for row in range(sheet.heads, sheet.rows):
        if group and row not in tied:
            yield group
            group = []
        group.append(row)
    if group:
        yield group
