"""From characters and rules of one page to its blocks: ruled tables and the lines outside them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from budgetkit.readers.formats.columns import upright_rules
from budgetkit.readers.formats.lattice import Lattice, Rules, joined, lattices, tables_of
from budgetkit.readers.formats.lines import Glyph, lines, text_of
from budgetkit.readers.formats.page import Box, Grid, GridCell, Line

_OUTSIDE = -1
_NUMERAL = frozenset("0123456789.,-−()%０１２３４５６７８９．，－（）％")
_ONE_NUMBER = re.compile(r"[(（]?[-−－]?[\d,，]*[.．]?\d*[%％]?[)）]?")
_AMOUNT = re.compile(r"\d[.,]\d")
_TOUCHING = 0.2
"""Ems between two characters of one number at most."""
_CUT = 0.06
"""Ems by which a rule must stand inside a character to cut it."""


@dataclass(slots=True)
class Printed:
    """What a page prints: upright characters in the order of the file, and others by the quarters they lack.

    A character that must be turned clockwise to stand upright has its box on the page so turned. ``unpainted``
    are those of a text layer that paints nothing, as OCR software adds to a scan.
    """

    upright: list[Glyph] = field(default_factory=list)
    turned: dict[int, list[Glyph]] = field(default_factory=dict)
    unpainted: list[Glyph] = field(default_factory=list)


def turned(box: Box, quarters: int, width: float, height: float) -> Box:
    """Return where a box of a page of this size stands when the page is turned clockwise by so many quarters.

    >>> turned((0, 0, 10, 20), 1, 200, 100)
    (80, 0, 100, 10)
    """
    x0, y0, x1, y1 = box
    return (
        (x0, y0, x1, y1),
        (height - y1, x0, height - y0, x1),
        (width - x1, height - y1, width - x0, height - y0),
        (y0, width - x1, y1, width - x0),
    )[quarters % 4]


def blocks(
    printed: Printed, rules: Rules, size: tuple[float, float], number: int
) -> tuple[list[Line | Grid], int]:
    """Hand every character to the smallest table that holds it, the rest to lines, and put all in reading order.

    A page of which only a part is turned (a wide table under an upright title) is read part by part, each
    standing upright, in the order of the direction in which its lines outside tables run. Returns the blocks
    and by how many quarters the page is turned for that order.
    """
    if not printed.turned:
        read = [_upright(glyphs, own, number) for glyphs, own in leaves(printed.upright, rules, size)]
        return [block for leaf in read for block in leaf], 0
    if more := upright_rules(rules[0], joined(rules[0]), joined(rules[1]), printed.upright):
        rules = (rules[0], rules[1] + more)
    parts = _directions(printed, rules, size)
    placed = {part.turn: _placed(part.glyphs, part.tables, number, part.strangers) for part in parts}
    said = {
        turn: sum(len(block.text) for _, block in blocks if isinstance(block, Line))
        for turn, blocks in placed.items()
    }
    turn = max(said, key=lambda turn: (said[turn], turn == 0))
    turned_to = [
        (shown, replace(block, box=shown))
        for part in parts
        for box, block in placed[part.turn]
        for shown in (turned(box, turn - part.turn, *part.size),)
    ]
    return [block for _, block in _in_order(turned_to)], turn


def _upright(glyphs: list[Glyph], rules: Rules, number: int) -> list[Line | Grid]:
    """Return the blocks of a page, or of a leaf of one, of which nothing is turned."""
    across, down = joined(rules[0]), joined(rules[1])
    if more := upright_rules(rules[0], across, down, glyphs):
        down = joined(rules[1] + more)
    return [block for _, block in _in_order(_placed(glyphs, tables_of(across, down), number))]


def leaves(glyphs: list[Glyph], rules: Rules, size: tuple[float, float]) -> list[tuple[list[Glyph], Rules]]:
    """Return the characters and rules of each of two leaves printed side by side on one sheet; else all of the page.

    They are two where nothing crosses the middle of a page that is wider than high and each side has sentences or a
    table of its own, or one of them no amounts: the columns of a table without rules have only these.

    >>> two = [(90.0, 9.0, 99.0, 19.0, "。", 0), (300.0, 9.0, 309.0, 19.0, "。", 0)]
    >>> [len(own) for own, _ in leaves(two, ([], []), (400.0, 300.0))]
    [1, 1]
    >>> [len(own) for own, _ in leaves([*two, (190.0, 50.0, 210.0, 70.0, "表", 0)], ([], []), (400.0, 300.0))]
    [3]
    """
    middle = size[0] / 2
    crossed = (
        size[0] <= size[1]
        or any(glyph[0] < middle < glyph[2] for glyph in glyphs)
        or any(start < middle < end for _, start, end in rules[0])
    )
    if not crossed:
        sides = [
            (
                [glyph for glyph in glyphs if (glyph[0] < middle) == left],
                (
                    [rule for rule in rules[0] if (rule[1] < middle) == left],
                    [rule for rule in rules[1] if (rule[0] < middle) == left],
                ),
            )
            for left in (True, False)
        ]
        apart = [all(lines) or any(glyph[4] == "。" for glyph in own) for own, lines in sides]
        bare = [_AMOUNT.search("".join(glyph[4] for glyph in own)) is None for own, _ in sides]
        if any(apart) and all(own or none for own, none in zip(apart, bare, strict=True)):
            return sides
    return [(glyphs, rules)]


@dataclass(slots=True)
class _Direction:
    """The characters and tables of a page that stand upright when it is turned so; its size is then ``size``.

    ``strangers`` are characters of other directions inside these tables: where each stands, its direction, itself.
    """

    turn: int
    size: tuple[float, float]
    glyphs: list[Glyph]
    tables: list[Lattice] = field(default_factory=list)
    strangers: list[tuple[Box, int, Glyph]] = field(default_factory=list)


def _directions(printed: Printed, rules: Rules, size: tuple[float, float]) -> list[_Direction]:
    """Part a page by the directions of its text: a table belongs to that of most of its text, with all it holds."""
    parts = [
        _Direction(turn, size if turn % 2 == 0 else (size[1], size[0]), glyphs)
        for turn, glyphs in sorted(({0: printed.upright} | printed.turned).items())
    ]
    for part in parts:
        others = [
            (turned(glyph[:4], part.turn - other.turn, *other.size), other, glyph)
            for other in parts
            if other is not part
            for glyph in other.glyphs
        ]
        for table in lattices(_turned_rules(rules, part.turn, size)):
            own = sum(_holds(table.box, glyph[:4]) for glyph in part.glyphs)
            inside = [stranger for stranger in others if _holds(table.box, stranger[0])]
            if own and own >= len(inside):
                part.tables.append(table)
                part.strangers += [(box, other.turn, glyph) for box, other, glyph in inside]
    taken = {id(glyph) for part in parts for _, _, glyph in part.strangers}
    for part in parts:
        part.glyphs = [glyph for glyph in part.glyphs if id(glyph) not in taken]
    return parts


def _turned_rules(rules: Rules, turn: int, size: tuple[float, float]) -> Rules:
    across, down = rules
    boxes = [(x0, y, x1, y) for y, x0, x1 in across] + [(x, y0, x, y1) for x, y0, y1 in down]
    moved = [turned(box, turn, *size) for box in boxes]
    return (
        [(y0, x0, x1) for x0, y0, x1, y1 in moved if y0 == y1],
        [(x0, y0, y1) for x0, y0, x1, y1 in moved if x0 == x1],
    )


def _holds(box: Box, inner: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return box[0] <= x < box[2] and box[1] <= y < box[3]


def _in_order(placed: list[tuple[Box, Line | Grid]]) -> list[tuple[Box, Line | Grid]]:
    return sorted(placed, key=lambda item: (item[0][1], item[0][0]))


def _placed(
    found: list[Glyph],
    tables: list[Lattice],
    number: int,
    strangers: Sequence[tuple[Box, int, Glyph]] = (),
) -> list[tuple[Box, Line | Grid]]:
    placed: list[tuple[Box, Line | Grid]] = []
    for table in sorted(tables, key=lambda table: _area(table.box)):
        inside, found = _parted(table, found)
        texts = {cell: text_of(glyphs) for cell, glyphs in inside.items()}
        if strangers:
            strangers = _sideways(table, strangers, texts)
        if texts:
            placed.append((table.box, _grid(table, texts, number)))
    placed += [(box, Line(text, number, box)) for text, box in lines(found)]
    return placed


def _sideways(
    table: Lattice, strangers: Sequence[tuple[Box, int, Glyph]], texts: dict[int, str]
) -> list[tuple[Box, int, Glyph]]:
    """Add to the texts of cells what stands in them in another direction; return what stands in no cell of the table."""
    inside: defaultdict[tuple[int, int], list[Glyph]] = defaultdict(list)
    outside = []
    for box, turn, glyph in strangers:
        if _holds(table.box, box):
            inside[table.at((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), turn].append(glyph)
        else:
            outside.append((box, turn, glyph))
    for (cell, _), glyphs in inside.items():
        texts[cell] = "\n".join(filter(None, (texts.get(cell, ""), text_of(glyphs))))
    return outside


def _parted(table: Lattice, found: list[Glyph]) -> tuple[dict[int, list[Glyph]], list[Glyph]]:
    """Part the characters into those of each cell of a table and those outside it."""
    left, top, right, bottom = table.box
    xs, ys, owner = table.xs, table.ys, table.owner
    cells: list[int] = []
    crossings: list[int] = []
    last, end, line = _OUTSIDE, -1e9, 0.0
    for x0, y0, x1, y1, character, _ in found:
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        if left <= x < right and top <= y < bottom:
            cell = owner[bisect_right(ys, y) - 1][bisect_right(xs, x) - 1]
        else:
            cell = _OUTSIDE
        if cell != last:
            if y0 == line and character in _NUMERAL and abs(x0 - end) < _TOUCHING * (y1 - y0):
                crossings.append(len(cells))
            last = cell
        cells.append(cell)
        end, line = x1, y0
    for number in crossings:
        _keep_together(table, found, cells, number)
    inside: defaultdict[int, list[Glyph]] = defaultdict(list)
    for cell, glyph in zip(cells, found, strict=True):
        inside[cell].append(glyph)
    outside = inside.pop(_OUTSIDE, [])
    return inside, outside


def _keep_together(table: Lattice, found: list[Glyph], cells: list[int], number: int) -> None:
    """Give a number that runs over a rule to one cell: to that in which the most of it stands.

    It is one number where both sides of the rule are one text, where the rule cuts through a figure, or where
    every figure is a text of its own, and where the whole is written like a number.
    """
    first = last = number
    while first > 0 and _goes_on(found[first - 1], found[first]):
        first -= 1
    while last + 1 < len(found) and _goes_on(found[last], found[last + 1]):
        last += 1
    span = range(first, last + 1)
    before, glyph = found[number - 1], found[number]
    wall = (
        table.cell_box(cells[number])[0]
        if cells[number] != _OUTSIDE
        else table.cell_box(cells[number - 1])[2]
    )
    margin = _CUT * (glyph[3] - glyph[1])
    is_cut = any(g[0] + margin < wall < g[2] - margin for g in (before, glyph))
    text = "".join(found[n][4] for n in span)
    if not (before[5] == glyph[5] or is_cut or _are_single(found, number)) or not _ONE_NUMBER.fullmatch(text):
        return
    widths: defaultdict[int, float] = defaultdict(float)
    for n in span:
        if cells[n] != _OUTSIDE:
            widths[cells[n]] += found[n][2] - found[n][0]
    if widths:  # a word may end in the table with a number behind it that stands outside
        cell = max(widths, key=lambda cell: widths[cell])
        for n in span:
            cells[n] = cell


def _are_single(found: list[Glyph], number: int) -> bool:
    """Say whether a character and the one before it are texts of one character each."""
    items = [found[n][5] if 0 <= n < len(found) else None for n in range(number - 2, number + 2)]
    return len(set(items)) == len(items)


def _goes_on(one: Glyph, other: Glyph) -> bool:
    """Say whether two characters stand side by side in one number."""
    em = one[3] - one[1]
    return (
        one[4] in _NUMERAL
        and other[4] in _NUMERAL
        and one[1] == other[1]
        and abs(other[0] - one[2]) < _TOUCHING * em
    )


def _grid(table: Lattice, texts: dict[int, str], page: int) -> Grid:
    cells = (
        GridCell(*span, texts.get(number, ""), page, table.cell_box(number))
        for number, span in enumerate(table.spans)
    )
    return Grid(page, len(table.ys) - 1, len(table.xs) - 1, tuple(cells), table.box)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
