"""Tables that are ruled between their rows only: where their columns part, found from rules and text.

Rules that are drawn cell by cell end where the columns part. Where they go through, columns part where no row of
the body has text; such a table is found only where one row of its head has one word for each column.
What comes out are the upright rules that such a table lacks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from statistics import median

from budgetkit.readers.formats.lattice import REACH, RULE_LIMIT, Rule
from budgetkit.readers.formats.lines import Glyph

FEWEST = 3
"""Level rules that make a table at least: above and below its head, and below its body."""
MOST = 500
"""Level rules of a page with such tables at most; one with more is a drawing."""
TALLEST = 4.0
"""Times the usual height of a row from which what lies between two rules is no row, but paper between tables."""
GAP = 0.25
"""Ems of empty paper that may part two columns; a space inside a name that is as wide stands not in every row."""
HEADS = 3
"""Rows of a head at most; columns are told by the rows below."""

Interval = tuple[float, float]


def upright_rules(
    pieces: list[Rule], level: list[Rule], upright: list[Rule], glyphs: list[Glyph]
) -> list[Rule]:
    """Return the upright rules of the tables on a page that have none, as (x, top, bottom).

    ``level`` and ``upright`` are the rules joined, ``pieces`` those of the level ones.

    >>> across = [(y, 0.0, 90.0) for y in (0.0, 20.0, 40.0)]
    >>> words = [(5, 4, 15, 14, "a", 1), (60, 4, 70, 14, "1", 2), (5, 24, 15, 34, "b", 3), (60, 24, 70, 34, "2", 4)]
    >>> upright_rules(across, across, [], words)
    [(0.0, 0.0, 20.0), (37.5, 0.0, 20.0), (90.0, 0.0, 20.0), (0.0, 20.0, 40.0), (37.5, 20.0, 40.0), (90.0, 20.0, 40.0)]
    """
    found: list[Rule] = []
    if not FEWEST <= len(level) <= MOST or len(upright) > RULE_LIMIT:
        return []
    for across in _tables(level, upright):
        ys = sorted({rule[0] for rule in across})
        left, right = min(rule[1] for rule in across), max(rule[2] for rule in across)
        rows = [_words(glyphs, top, bottom, left, right) for top, bottom in pairwise(ys)]
        if not any(rows):
            continue
        parts = _by_ends(_levels(pieces, ys, left, right), rows) or _by_text(across, ys, rows, left, right)
        if len(parts) == len(rows) and any(parts):
            for (top, bottom), walls in zip(pairwise(ys), parts, strict=True):
                found += [(x, top, bottom) for x in (left, *walls, right)]
    return found


def _tables(across: list[Rule], down: list[Rule]) -> list[list[Rule]]:
    """Return the sets of level rules that no upright rule crosses and that could rule a table, from top to bottom."""
    free = [
        rule
        for rule in across
        if not any(
            rule[1] - REACH <= x <= rule[2] + REACH and top - REACH <= rule[0] <= bottom + REACH
            for x, top, bottom in down
        )
    ]
    whole = [rule for rule in free if rule[2] - rule[1] >= max((r[2] - r[1] for r in free), default=0.0) / 2]
    tables: list[list[Rule]] = []
    while whole:
        _, left, right = whole[0]
        same = [r for r in whole if abs(r[1] - left) <= REACH and abs(r[2] - right) <= REACH]
        whole = [r for r in whole if r not in same]
        inside = [r for r in free if left - REACH <= r[1] and r[2] <= right + REACH]
        for part in _close_together(inside):
            if sum(r in same for r in part) >= FEWEST:
                ends = [n for n, r in enumerate(part) if r in same]
                tables.append(part[ends[0] : ends[-1] + 1])
    return tables


def _close_together(rules: list[Rule]) -> list[list[Rule]]:
    """Part rules that are far apart for the height of their rows."""
    rules = sorted(rules)
    if len(rules) < FEWEST:
        return []
    usual = median(b[0] - a[0] for a, b in pairwise(rules))
    parts = [[rules[0]]]
    for rule in rules[1:]:
        if rule[0] - parts[-1][-1][0] > TALLEST * usual:
            parts.append([])
        parts[-1].append(rule)
    return parts


def _words(glyphs: list[Glyph], top: float, bottom: float, left: float, right: float) -> list[Interval]:
    """Return from where to where the words of a row reach, in order."""
    inside = sorted(
        (x0, x1, y1 - y0)
        for x0, y0, x1, y1, character, _ in glyphs
        if top <= (y0 + y1) / 2 < bottom and left <= (x0 + x1) / 2 <= right and not character.isspace()
    )
    words: list[Interval] = []
    for x0, x1, em in inside:
        if words and x0 - words[-1][1] <= GAP * em:
            words[-1] = (words[-1][0], max(words[-1][1], x1))
        else:
            words.append((x0, x1))
    return words


class _Level:
    """One level rule of a table: from where to where it reaches, and where its pieces end inside the table."""

    def __init__(self, left: float, right: float) -> None:
        self._inside = (left + REACH, right - REACH)
        self._pieces: list[Interval] = []

    def add(self, begin: float, end: float) -> None:
        self._pieces.append((begin, end))

    @property
    def ends(self) -> list[float]:
        """The places at which a piece begins or ends, from left to right, the table's sides aside."""
        low, high = self._inside
        return _distinct(x for piece in self._pieces for x in piece if low < x < high)

    def parts_at(self, x: float) -> bool | None:
        """Say whether pieces end at a place, ``None`` where there is no rule at all."""
        if any(abs(x - end) <= REACH for piece in self._pieces for end in piece):
            return True
        return False if any(begin < x < end for begin, end in self._pieces) else None


def _levels(pieces: Iterable[Rule], ys: list[float], left: float, right: float) -> list[_Level]:
    found = [_Level(left, right) for _ in ys]
    for y, begin, end in pieces:
        nearest = min(range(len(ys)), key=lambda n: abs(ys[n] - y))
        if abs(ys[nearest] - y) <= REACH and left - REACH <= begin and end <= right + REACH:
            found[nearest].add(begin, end)
    return found


def _distinct(places: Iterable[float]) -> list[float]:
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > REACH:
            kept.append(place)
    return kept


def _by_ends(levels: list[_Level], rows: list[list[Interval]]) -> list[list[float]]:
    """Return for every row where the pieces of the rules above and below it end; nothing where that cuts words.

    A cell that is two rows high has no rule between them: the next one beyond counts.
    """
    places = _distinct(x for level in levels for x in level.ends)
    # Pieces so short that every rule ends anywhere are dots and dashes.
    if not places or any(b - a < 2 * REACH for a, b in pairwise(places)):
        return []
    known = {x: [level.parts_at(x) for level in levels] for x in places}
    parts = [
        [x for x in places if _first(reversed(known[x][: row + 1])) and _first(known[x][row + 1 :])]
        for row in range(len(rows))
    ]
    cut = any(
        begin + REACH < x < end - REACH
        for walls, row in zip(parts, rows, strict=True)
        for x in walls
        for begin, end in row
    )
    return [] if cut or not all(parts) else parts


def _first(known: Iterable[bool | None]) -> bool:
    return next((parts for parts in known if parts is not None), False)


def _by_text(
    across: list[Rule], ys: list[float], rows: list[list[Interval]], left: float, right: float
) -> list[list[float]]:
    """Return for every row where columns part: where the rows of the body have no text, heads over several apart."""
    columns = next(filter(None, _columns_of_rows(rows)), [])
    walls = [(a[1] + b[0]) / 2 for a, b in pairwise(columns)]
    partial = [(y, begin, end) for y, begin, end in across if end - begin < right - left - 2 * REACH]
    parts = []
    for (_, bottom), row in zip(pairwise(ys), rows, strict=True):
        over = [(begin, end) for y, begin, end in partial if abs(y - bottom) <= REACH]
        spans = row + [
            span for span in over if sum(span[0] <= (w[0] + w[1]) / 2 <= span[1] for w in row) == 1
        ]
        parts.append([x for x in walls if not any(begin + REACH < x < end - REACH for begin, end in spans)])
    return parts if walls else []


def _columns_of_rows(rows: list[list[Interval]]) -> Iterator[list[Interval]]:
    """Yield the columns that the rows of a body tell, where one row of heads above has one word over each of them.

    Where heads stand on several heights the row with most words is asked first; of a table with few rows also what is
    told by those below the deepest head. Columns that no row of heads tells could only be guessed.
    """
    usual = HEADS if len(rows) > 2 * HEADS else 1
    for depth in dict.fromkeys((usual, HEADS)):
        body = rows[depth:] or rows
        found = merged(word for row in body for word in row)
        for heads in sorted(rows[: len(rows) - len(body)], key=len, reverse=True) or [[]]:
            columns = with_heads(found, heads)
            if all(sum(w[0] < c[1] and c[0] < w[1] for w in heads) == 1 for c in columns):
                yield columns


def with_heads(columns: list[Interval], heads: list[Interval]) -> list[Interval]:
    """Widen columns by the heads over them; a head between two columns that have theirs stands over an empty one."""
    found = list(columns)
    loose = []
    headed: set[int] = set()
    for head in heads:
        over = [n for n, column in enumerate(columns) if head[0] < column[1] and column[0] < head[1]]
        headed.update(over)
        if len(over) == 1:
            found[over[0]] = (min(found[over[0]][0], head[0]), max(found[over[0]][1], head[1]))
        elif not over:
            loose.append(head)
    for head in loose:
        beside = [n for n in range(len(columns)) if n not in headed and _is_beside(head, n, columns)]
        if beside:
            nearest = min(beside, key=lambda n: max(columns[n][0] - head[1], head[0] - columns[n][1]))
            headed.add(nearest)
            found[nearest] = (min(found[nearest][0], head[0]), max(found[nearest][1], head[1]))
        else:
            found.append(head)
    return merged(found)


def _is_beside(head: Interval, number: int, columns: list[Interval]) -> bool:
    """Say whether no column stands between a head and a column."""
    begin, end = columns[number]
    return not any(
        (head[1] <= other[0] and other[1] <= begin) or (end <= other[0] and other[1] <= head[0])
        for other in columns
        if other != columns[number]
    )


def merged(words: Iterable[Interval]) -> list[Interval]:
    """Join intervals that overlap.

    >>> merged([(0, 5), (20, 30), (4, 9)])
    [(0, 9), (20, 30)]
    """
    found: list[Interval] = []
    for begin, end in sorted(words):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found
