"""Rows of a performance table written in blocks: the cells of each column that belong to rows known by their names.

Three facts resolve a row, and nothing else does. Within one column the stream goes downward, so a column with as many
cells as there are rows fills them in order. What shares a line shares a row. And where the stream is seen to turn
back up to the left, its runs come by the height at which they begin: a run begins no higher than those before it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from budgetkit.readers.flat.indicators.cells import Cell, Fragment
from budgetkit.readers.flat.indicators.columns import Body
from budgetkit.readers.flat.indicators.words import words

Groups = tuple[range, ...]
"""The rows of each label, in the order of the labels."""

_MOST: Final = 2000
_LINE: Final = 4
"""Parts of a line that heights are counted in, so that the middle of any rows is a whole number of them."""
_ROOMS: Final = (0, 2, 4)
_TALLER: Final = 3
"""How many times as high as the tallest cell all rows may be."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where a run of the stream begins: line ``line`` of ``lines`` of a cell of a row, or of a label."""

    line: int
    lines: int
    row: int | None = None
    label: int | None = None


def groups_of(
    heights: Sequence[int],
    labels: Sequence[int],
    starts: Sequence[Start],
    reach: Sequence[range],
    allowed: Callable[[Groups], bool] | None = None,
) -> list[Groups]:
    """Return the possible ways to part rows among labels, none where there are too many to look at.

    ``heights`` and ``labels`` are the lines that each row and each label takes at least, ``starts`` the stream,
    ``reach`` the rows of which each label has at least one.

    >>> starts = [Start(0, 1, row=0), Start(0, 1, label=0), Start(0, 1, row=1), Start(0, 1, row=2), Start(0, 1, label=1)]
    >>> groups_of([1, 1, 1], [1, 1], starts, [range(3), range(3)])
    [(range(0, 2), range(2, 3))]
    """
    settings = list(_possible(heights, starts))
    found: list[Groups] = []
    for count, groups in enumerate(_partitions(len(heights), reach)):
        if count >= _MOST:
            return []
        if allowed is not None and not allowed(groups):
            continue
        if any(_descends(starts, _raised(h, labels, groups), groups) for h in settings):
            found.append(groups)
    return found


def has_heights(heights: Sequence[int], starts: Sequence[Start]) -> bool:
    """Tell whether there are heights of rows with which runs of cells of single rows begin one below the other.

    >>> has_heights([1, 2], [Start(0, 1, row=0), Start(0, 2, row=1)]), has_heights([1], [Start(1, 2, 0), Start(0, 2, 0)])
    (True, False)
    """
    return next(_possible(heights, starts), None) is not None


def _possible(heights: Sequence[int], starts: Sequence[Start]) -> Iterator[tuple[int, ...]]:
    of_rows = [start for start in starts if start.row is not None]
    return (setting for setting in _settings(heights) if _descends(of_rows, setting, ()))


def _settings(lines: Sequence[int]) -> list[tuple[int, ...]]:
    """Return the heights that rows may have: each of its own lines and room, or the least that all have."""
    least = range(_LINE * min(lines), _LINE * _TALLER * max(lines) + 1, _LINE // 2)
    made = (tuple(max(_LINE * n + room, low) for n in lines) for room in _ROOMS for low in least)
    return list(dict.fromkeys(made))


def _raised(heights: Sequence[int], labels: Sequence[int], groups: Groups) -> list[int]:
    """Return the heights once every label has room in its rows: its last row gives way."""
    high = list(heights)
    for lines, rows in zip(labels, groups, strict=True):
        high[rows[-1]] += max(0, _LINE * lines - sum(high[r] for r in rows))
    return high


def _descends(starts: Sequence[Start], heights: Sequence[int], groups: Groups) -> bool:
    """Tell whether runs begin one below the other."""
    tops = [0, *accumulate(heights)]
    depths = [_depth(start, tops, groups) for start in starts]
    return all(above <= below for above, below in pairwise(depths))


def _depth(start: Start, tops: Sequence[int], groups: Groups) -> int:
    rows = range(start.row, start.row + 1) if start.row is not None else groups[start.label or 0]
    middle = (tops[rows[0]] + tops[rows[-1] + 1]) // 2
    return middle + _LINE * start.line - _LINE * start.lines // 2


def _partitions(rows: int, reach: Sequence[range], first: int = 0) -> Iterator[Groups]:
    """Yield every way to part rows in turn among labels, each with a row within its reach."""
    last = len(reach) == 1
    for end in range(rows if last else first + 1, rows - len(reach) + 2):
        if first < end and first <= reach[0][-1] and end > reach[0][0]:
            for rest in _partitions(rows, reach[1:], end) if not last else [()]:
                yield (range(first, end), *rest)


def levels_of(body: Body, blocks: Blocks) -> list[dict[str, str]]:
    """Return ``level1`` and ``level2`` of each row, as far as they are determined.

    Where merged cells have found their rows, their first lines narrow down the rows of other cells in turn.
    """
    first, second = ([n for n, r in enumerate(blocks.role) if r == role] for role in ("level1", "level2"))
    merged = _Merged(body, blocks)
    texts = [blocks.cells[n].text for n in second]
    below = merged.level(second, lambda groups: _agrees(body, blocks, _spread(groups, texts)))
    above = merged.level(first, lambda groups: _is_above(blocks, groups, first, below))
    merged.narrow()
    return [
        {role: text for role, text in (("level1", a), ("level2", b)) if text}
        for a, b in zip(above, below, strict=True)
    ]


def fits(body: Body, blocks: Blocks) -> bool:
    """Tell whether rows can have heights with which the stream comes by height, where it is seen to do so."""
    merged = _Merged(body, blocks)
    return not blocks.is_by_height() or has_heights(merged.heights, merged.starts([]))


class _Merged:
    """The heights of the rows, and which merged cells have been found to reach which."""

    def __init__(self, body: Body, blocks: Blocks) -> None:
        self.body, self.blocks = body, blocks
        self.heights = [1] * blocks.rows
        self.reaches: dict[int, set[int]] = {}
        for n, cell in enumerate(blocks.cells):
            if blocks.role[n] not in blocks.merged and len(blocks.domain[n]) == 1:
                row = min(blocks.domain[n])
                self.heights[row] = max(self.heights[row], self._lines(cell))

    def _lines(self, cell: Cell) -> int:
        return len({self.body.fragments[p].line for p in cell.fragments})

    def level(self, labels: Sequence[int], allowed: Callable[[Groups], bool]) -> list[str]:
        """Return the text of one level for each row, empty where ways to part the rows differ."""
        rows = self.blocks.rows
        texts = [self.blocks.cells[n].text for n in labels]
        if len(labels) == rows:
            return texts
        if len(labels) == 1:
            return texts * rows
        spans = [self._reach(n) for n in labels]
        if not labels or len(labels) > rows or not all(spans) or not self.blocks.is_by_height():
            return [""] * rows
        lines = [self._lines(self.blocks.cells[n]) for n in labels]
        ways = groups_of(self.heights, lines, self.starts(labels), spans, allowed)
        for k, n in enumerate(labels if ways else ()):
            self.reaches[n] = {row for groups in ways for row in groups[k]}
        found = [_spread(groups, texts) for groups in ways]
        return [said.pop() if len(said := {f[row] for f in found}) == 1 else "" for row in range(rows)]

    def _reach(self, label: int) -> range:
        """Return the rows in which a label may begin; one that goes on a run begins anywhere below the one before."""
        first = self.blocks.cells[label].first
        if not any(run.fragment == first for run in self.blocks.runs):
            return range(self.blocks.rows)
        low, high = self.blocks.bounds()(first)
        return range(low, high + 1)

    def starts(self, labels: Sequence[int]) -> list[Start]:
        """Return where each run of known height begins, in the order of the stream."""
        found = []
        for run in self.blocks.runs:
            cell, domain = self.blocks.cells[run.cell], self.blocks.domain[run.cell]
            lines = sorted({self.body.fragments[p].line for p in cell.fragments})
            line = lines.index(self.body.fragments[run.fragment].line)
            if run.cell in labels:
                found.append(Start(line, len(lines), label=list(labels).index(run.cell)))
            elif self.blocks.role[run.cell] not in self.blocks.merged and len(domain) == 1:
                found.append(Start(line, len(lines), row=min(domain)))
        return found

    def narrow(self) -> None:
        """Let merged cells begin within the rows they reach, and resolve the others again, if that agrees."""
        before = [set(rows) for rows in self.blocks.domain]
        for label, rows in self.reaches.items():
            self.blocks.domain[label] &= rows
        if not self.blocks.resolve():
            self.blocks.domain = before


def _agrees(body: Body, blocks: Blocks, texts: Sequence[str]) -> bool:
    """Tell whether names that another table prints have the second level that they have there."""
    names = [blocks.cells[n].key for n in range(blocks.rows)]
    said = [body.known.get(name, "") for name in names]
    return all(not s or s not in texts or s == t for s, t in zip(said, texts, strict=True))


def _is_above(blocks: Blocks, groups: Groups, first: Sequence[int], below: Sequence[str]) -> bool:
    """Tell whether every row has a second level that the tree has below its first one, as far as it knows both."""
    texts = _spread(groups, [blocks.cells[n].key for n in first])
    for above, text in zip(texts, below, strict=True):
        parents = words().parents(text)
        if parents and above in words().tree and above not in parents:
            return False
    return True


def _spread(groups: Groups, texts: Sequence[str]) -> list[str]:
    return [texts[k] for k, rows in enumerate(groups) for _ in rows]


Columns = Mapping[str, Sequence[Cell]]
"""The cells of each role in the order of the stream."""


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces of one column that follow one another: the number of the first, and of its cell."""

    fragment: int
    cell: int


class Blocks:
    """The rows that each cell may stand in, narrowed down until nothing more follows; cells by number.

    Of a merged cell of the first two levels it is the row that its first line stands in.
    """

    def __init__(
        self, columns: Columns, rows: int, fragments: Sequence[Fragment], order: Sequence[str]
    ) -> None:
        """Begin with names, which come first, and columns that are full in their rows, all else anywhere."""
        self.cells = [cell for role in columns for cell in columns[role]]
        self.role = [role for role in columns for _ in columns[role]]
        self.rank = {role: n for n, role in enumerate(("level1", "level2", *order))}
        self.rows = rows
        self.merged = {r for r in ("level1", "level2") if len(columns.get(r, ())) != rows}
        self.domain = [set(range(rows)) for _ in self.cells]
        for role, found in columns.items():
            if len(found) == rows:
                for row, n in enumerate(n for n, r in enumerate(self.role) if r == role):
                    self.domain[n] = {row}
        self.of_fragment = {p: n for n, cell in enumerate(self.cells) for p in cell.fragments}
        self.lines: dict[int, list[int]] = {}
        for p, n in sorted(self.of_fragment.items()):
            if self.role[n] not in self.merged and n not in self.lines.setdefault(fragments[p].line, []):
                self.lines[fragments[p].line].append(n)
        self.runs = self._runs()
        self.before = self._before()

    def _runs(self) -> list[Run]:
        """Return the runs of the stream: a new one where the column changes."""
        found: list[Run] = []
        last = ""
        for fragment, n in sorted(self.of_fragment.items()):
            role = self.role[n]
            if role != last:
                found.append(Run(fragment, n))
            last = role
        return found

    def _before(self) -> dict[int, int]:
        """Return for each cell the one of its column right before it in the stream, where nothing stands between."""
        found = {}
        for fragment, n in self.of_fragment.items():
            other = self.of_fragment.get(fragment - 1)
            begins = self.cells[n].first == fragment and self.role[n] not in self.merged
            if begins and other is not None and self.role[other] == self.role[n]:
                found[n] = other
        return found

    def resolve(self) -> bool:
        """Narrow the rows down; tell whether the facts agree."""
        while True:
            size = sum(map(len, self.domain))
            self._share_lines()
            self._descend()
            if self.is_by_height():
                self._begin_in_turn()
            if not all(self.domain):
                return False
            if sum(map(len, self.domain)) == size:
                return True

    def _share_lines(self) -> None:
        for numbers in self.lines.values():
            common = set.intersection(*(self.domain[n] for n in numbers))
            for n in numbers:
                self.domain[n] = set(common)

    def _descend(self) -> None:
        """Let each cell stand below the one before it in its column."""
        for role in set(self.role):
            numbers = [n for n, r in enumerate(self.role) if r == role]
            for a, b in pairwise(numbers):
                self.domain[b] = {r for r in self.domain[b] if r > min(self.domain[a], default=self.rows)}
            for b, a in pairwise(numbers[::-1]):
                self.domain[a] = {r for r in self.domain[a] if r < max(self.domain[b], default=-1)}

    def is_by_height(self) -> bool:
        """Tell whether the stream is seen to come by height: runs whose rows are known descend, and turn back left.

        A stream that goes column by column turns back up only to the right of the column it leaves.
        """
        known = [(r, min(self.domain[r.cell])) for r in self.runs if self._is_known(r)]
        rows = [row for _, row in known]
        if rows != sorted(rows):
            return False
        return any(
            self.rank[self.role[b.cell]] < self.rank[self.role[a.cell]] and row <= self._last_row(a)
            for (a, _), (b, row) in pairwise(known)
            if self._last_row(a) > min(self.domain[a.cell])
        )

    def _is_known(self, run: Run) -> bool:
        """Tell whether the row of a run's first line is known; further lines of a merged cell may stand anywhere in it."""
        return len(self.domain[run.cell]) == 1 and self._is_in_row(run)

    def _is_in_row(self, run: Run) -> bool:
        return self.role[run.cell] not in self.merged or self.cells[run.cell].first == run.fragment

    def _last_row(self, run: Run) -> int:
        """Return the lowest row that a run is known to reach."""
        fragment, last = run.fragment, -1
        while (n := self.of_fragment.get(fragment)) is not None and self.role[n] == self.role[run.cell]:
            last = max(last, min(self.domain[n])) if len(self.domain[n]) == 1 else last
            fragment += 1
        return last

    def bounds(self) -> Callable[[int], tuple[int, int]]:
        """Return what tells the highest and the lowest row in which a run that begins with a fragment can begin."""
        runs = [r for r in self.runs if self._is_in_row(r) and self.domain[r.cell]]
        fragments = [r.fragment for r in runs]
        above = [0, *accumulate((min(self.domain[r.cell]) for r in runs), max)]
        below = [self.rows - 1, *accumulate((max(self.domain[r.cell]) for r in reversed(runs)), min)]

        def at(fragment: int) -> tuple[int, int]:
            return above[bisect_left(fragments, fragment)], below[
                len(runs) - bisect_right(fragments, fragment)
            ]

        return at

    def _begin_in_turn(self) -> None:
        """Let a run begin between those before and after it; what goes on a run stands right below, or begins one."""
        bounds = self.bounds()
        for run in self.runs:
            if self._is_in_row(run):
                low, high = bounds(run.fragment)
                self.domain[run.cell] &= set(range(low, high + 1))
        for n, before in self.before.items():
            low, high = bounds(self.cells[n].first)
            below = {r + 1 for r in self.domain[before]}
            self.domain[n] &= below | set(range(low, high + 1))
