"""Rows of a performance table written in blocks: the cells of each column that belong to rows known by their names.

Three facts settle a row, and nothing else does. Within one column the stream goes downward, so a column with as many
cells as there are rows fills them in order. What shares a line shares a row. And where the stream is seen to turn
back up to the left, its runs come by the height at which they begin: a run begins no higher than those before it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from budgetkit.readers.text_indicator_cells import Cell, Piece

Columns = Mapping[str, Sequence[Cell]]
"""The cells of each role in the order of the stream."""


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces of one column that follow one another: the number of the first, and of its cell."""

    piece: int
    cell: int


class Blocks:
    """The rows that each cell may stand in, narrowed down until nothing more follows; cells by number.

    Of a merged cell of the first two levels it is the row that its first line stands in.
    """

    def __init__(self, columns: Columns, rows: int, pieces: Sequence[Piece], order: Sequence[str]) -> None:
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
        self.of_piece = {p: n for n, cell in enumerate(self.cells) for p in cell.pieces}
        self.lines: dict[int, list[int]] = {}
        for p, n in sorted(self.of_piece.items()):
            if self.role[n] not in self.merged and n not in self.lines.setdefault(pieces[p].line, []):
                self.lines[pieces[p].line].append(n)
        self.runs = self._runs()
        self.before = self._before()

    def _runs(self) -> list[Run]:
        """Return the runs of the stream: a new one where the column changes."""
        found: list[Run] = []
        last = ""
        for piece, n in sorted(self.of_piece.items()):
            role = self.role[n]
            if role != last:
                found.append(Run(piece, n))
            last = role
        return found

    def _before(self) -> dict[int, int]:
        """Return for each cell the one of its column right before it in the stream, where nothing stands between."""
        found = {}
        for piece, n in self.of_piece.items():
            other = self.of_piece.get(piece - 1)
            begins = self.cells[n].first == piece and self.role[n] not in self.merged
            if begins and other is not None and self.role[other] == self.role[n]:
                found[n] = other
        return found

    def settle(self) -> bool:
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
        return self.role[run.cell] not in self.merged or self.cells[run.cell].first == run.piece

    def _last_row(self, run: Run) -> int:
        """Return the lowest row that a run is known to reach."""
        piece, last = run.piece, -1
        while (n := self.of_piece.get(piece)) is not None and self.role[n] == self.role[run.cell]:
            last = max(last, min(self.domain[n])) if len(self.domain[n]) == 1 else last
            piece += 1
        return last

    def bounds(self) -> Callable[[int], tuple[int, int]]:
        """Return what tells the highest and the lowest row in which a run that begins with a piece can begin."""
        runs = [r for r in self.runs if self._is_in_row(r) and self.domain[r.cell]]
        pieces = [r.piece for r in runs]
        above = [0, *accumulate((min(self.domain[r.cell]) for r in runs), max)]
        below = [self.rows - 1, *accumulate((max(self.domain[r.cell]) for r in reversed(runs)), min)]

        def at(piece: int) -> tuple[int, int]:
            return above[bisect_left(pieces, piece)], below[len(runs) - bisect_right(pieces, piece)]

        return at

    def _begin_in_turn(self) -> None:
        """Let a run begin between those before and after it; what goes on a run stands right below, or begins one."""
        bounds = self.bounds()
        for run in self.runs:
            if self._is_in_row(run):
                low, high = bounds(run.piece)
                self.domain[run.cell] &= set(range(low, high + 1))
        for n, before in self.before.items():
            low, high = bounds(self.cells[n].first)
            below = {r + 1 for r in self.domain[before]}
            self.domain[n] &= below | set(range(low, high + 1))
