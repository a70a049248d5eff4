"""From ruled lines to the cells of tables: geometry only, in points from the top-left corner of the page.

Rules come in pieces: thin boxes, strokes, dots. Pieces on one line are joined, rules that meet make a
table, and a table's cells are the boxes that no rule divides.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from statistics import median_high, median_low

from budgetkit.readers.formats.edges import Edges, Span, packed
from budgetkit.readers.formats.page import Box

Rule = tuple[float, float, float]
"""Where a rule lies across its direction, where it begins and where it ends along it."""
Rules = tuple[list[Rule], list[Rule]]
"""Horizontal rules ``(y, x0, x1)`` and vertical rules ``(x, y0, y1)``."""

REACH = 3.0
"""Points that rules may stop short of one another and still meet; two rules nearer than this are one.

No row or column that holds a character is narrower than 4 points.
"""
RULE_LIMIT = 5_000
"""Most joined rules of one direction on a page; a page with more is a drawing and has no tables."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """A ruled table: edges of columns and rows, cells as spans, and which cell holds each (row, column)."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    spans: tuple[Span, ...]
    owner: tuple[tuple[int, ...], ...]

    @property
    def box(self) -> Box:
        """The outer box: left, top, right, bottom."""
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def cell_box(self, number: int) -> Box:
        """Return the box of a cell: left, top, right, bottom."""
        row, column, rows, columns = self.spans[number]
        return (self.xs[column], self.ys[row], self.xs[column + columns], self.ys[row + rows])

    def at(self, x: float, y: float) -> int:
        """Return the number of the cell that holds a point inside the table."""
        return self.owner[bisect_right(self.ys, y) - 1][bisect_right(self.xs, x) - 1]


def lattices(rules: Rules) -> list[Lattice]:
    """Return the ruled tables of a page, from top to bottom; a lone box without a division is none.

    >>> across = [(0.0, 0.0, 90.0), (20.0, 0.0, 90.0)]
    >>> down = [(0.0, 0.0, 20.0), (50.0, 0.0, 20.0), (90.0, 0.0, 20.0)]
    >>> lattices((across, down))[0].spans
    ((0, 0, 1, 1), (0, 1, 1, 1))
    """
    return tables_of(joined(rules[0]), joined(rules[1]))


def tables_of(across: list[Rule], down: list[Rule]) -> list[Lattice]:
    """Return the ruled tables of a page whose pieces of rules are joined."""
    if max(len(across), len(down)) > RULE_LIMIT:
        return []
    tables = [_lattice(*group) for group in _meeting(across, down)]
    found = [table for table in tables if table is not None]
    return sorted(found, key=lambda table: (table.ys[0], table.xs[0]))


def joined(pieces: Iterable[Rule]) -> list[Rule]:
    """Join the pieces that lie on one line and touch, leaving out what stays shorter than ``REACH``.

    >>> joined([(10.0, 0.0, 5.0), (11.0, 6.0, 40.0), (10.0, 80.0, 81.0)])
    [(10.5, 0.0, 40.0)]
    """
    found: list[Rule] = []
    for line in _lines(sorted(pieces)):
        where = (line[0][0] + line[-1][0]) / 2
        line.sort(key=itemgetter(1))
        _, begin, end = line[0]
        for _, start, stop in line:
            if start > end + REACH:
                found.append((where, begin, end))
                begin, end = start, stop
            elif stop > end:
                end = stop
        found.append((where, begin, end))
    return [rule for rule in found if rule[2] - rule[1] > REACH]


def _lines(pieces: list[Rule]) -> list[list[Rule]]:
    lines: list[list[Rule]] = []
    for piece in pieces:
        if not lines or piece[0] - lines[-1][0][0] > REACH:
            lines.append([])
        lines[-1].append(piece)
    return lines


def _meeting(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Part the rules into sets that hang together."""
    down = sorted(down)
    places = [rule[0] for rule in down]
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    group_of: dict[int, int] = {}
    for number, rule in enumerate(across):
        y, x0, x1 = rule
        met = [
            n
            for n in range(bisect_left(places, x0 - REACH), bisect_right(places, x1 + REACH))
            if down[n][1] - REACH <= y <= down[n][2] + REACH
        ]
        groups[number] = ([rule], [down[n] for n in met if n not in group_of])
        for old in {group_of[n] for n in met if n in group_of}:
            for kept, more in zip(groups[number], groups.pop(old), strict=True):
                kept.extend(more)
            group_of.update((n, number) for n, at in group_of.items() if at == old)
        group_of.update((n, number) for n in met)
    return list(groups.values())


def _lattice(across: list[Rule], down: list[Rule]) -> Lattice | None:
    """Make the table of rules that hang together, ``None`` where they enclose fewer than two cells."""
    if len(across) < 2 or len(down) < 2:
        return None
    ys = _with_open_ends(sorted({rule[0] for rule in across}), down)
    xs = _with_open_ends(sorted({rule[0] for rule in down}), across)
    if len(xs) < 2 or len(ys) < 2:
        return None
    edges = Edges(_covered(xs, ys, down), _covered(ys, xs, across))
    spans = edges.spans()
    if len(spans) < 2:
        return None
    return _packed(xs, ys, spans)


def _with_open_ends(places: list[float], crossing: list[Rule]) -> list[float]:
    """Add the edges of a table that are not ruled but up to which the rules of the other direction go on.

    Sides are left open by taste, the upper edge where a table goes on from the page before.
    """
    begin, end = median_low(rule[1] for rule in crossing), median_high(rule[2] for rule in crossing)
    before = [begin] if begin < places[0] - REACH else []
    behind = [end] if end > places[-1] + REACH else []
    return before + places + behind


def _covered(places: list[float], along: list[float], rules: list[Rule]) -> list[list[bool]]:
    """Say for every place and every stretch along it whether a rule covers the whole stretch.

    The outermost places count as ruled: a table ends there.
    """
    stretches = len(along) - 1
    found = [[False] * stretches for _ in places]
    row_of = {place: number for number, place in enumerate(places)}
    for where, begin, end in rules:
        first, last = bisect_left(along, begin - REACH), bisect_right(along, end + REACH) - 1
        if first < last:
            found[row_of[where]][first:last] = [True] * (last - first)
    found[0] = [True] * stretches
    found[-1] = [True] * stretches
    return found


def _packed(xs: list[float], ys: list[float], spans: list[Span]) -> Lattice:
    """Leave out the edges at which no cell begins or ends, and note the owner of every place."""
    kept, floors, walls = packed(spans)
    owner = [[0] * (len(walls) - 1) for _ in floors[1:]]
    for number, (row, column, height, width) in enumerate(kept):
        for line in owner[row : row + height]:
            line[column : column + width] = [number] * width
    return Lattice(
        tuple(xs[x] for x in walls), tuple(ys[y] for y in floors), tuple(kept), tuple(map(tuple, owner))
    )
