"""The cells that loose figures may stand in, as rows of a programme: one each, in the order of the lines, few leaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from budgetkit.readers.flat.programme import Programme, Work
from budgetkit.readers.flat.puzzle import Puzzle, Where

_LEAP: Final = 1.0
_HINT: Final = 0.2
_UNTOTALLED: Final = 2.0
_UNPLACED: Final = 25.0
_TIES: Final = 0.1


class Cells:
    """A programme in which every figure of a puzzle takes one of its cells, and the stream of each column descends."""

    def __init__(self, puzzle: Puzzle, domain: Sequence[frozenset[Where]], work: Work) -> None:
        """Begin a programme without rows."""
        self.puzzle, self.domain = puzzle, [tuple(sorted(cells)) for cells in domain]
        self.frame = puzzle.frame
        self.columns = {c: h for h, c in puzzle.columns()} if len(self.frame.table.halves) < 2 else {}
        self.rank = {(h, c): n for n, (h, c) in enumerate(puzzle.columns())}
        self.tie = _TIES / max(1, len(domain) * len(self.rank))
        self.programme = Programme(work)
        self.x: dict[tuple[int, Where], int] = {}
        self.in_cell: dict[Where, list[int]] = {}

    def _order(self) -> None:
        """Say what the text says: one cell each, lines, columns, leaps, totals."""
        self._choices()
        self._lines()
        for half, column in self.puzzle.columns():
            self._path(half, column)
        self._leaps()
        self._totals()

    def _choices(self) -> None:
        """Give every figure one cell or none, every cell at most one figure."""
        for n, cells in enumerate(self.domain):
            none = self.programme.binary(_UNPLACED)
            for cell in cells:
                # Of columns that nothing tells apart the first is tried first; far less than what makes a rival.
                self.x[n, cell] = self.programme.binary(self.tie * self._rank(cell))
                self.in_cell.setdefault(cell, []).append(n)
            self.programme.row([(none, 1.0), *((self.x[n, c], 1.0) for c in cells)], 1.0, 1.0)
        for cell, figures in self.in_cell.items():
            self.programme.at_most_one(self.x[n, cell] for n in figures)

    def _base(self, row: int) -> int:
        """Return one row for all that share a baseline."""
        return min(row, self.frame.beside.get(row, row))

    def _are_apart(self, row: int, other: int) -> bool:
        """Tell whether two rows are on different baselines; of rows of two halves that may not be known."""
        beside, rows = self.frame.beside, self.frame.rows
        if rows[row].half == rows[other].half:
            return row != other
        return (row in beside and beside[row] != other) or (other in beside and beside[other] != row)

    def _rank(self, cell: Where) -> int:
        return self.rank[self.frame.rows[cell[0]].half, cell[1]]

    def _lines(self) -> None:
        """Keep figures of one line on one baseline, each to the right or left of the one before."""
        for n, step in enumerate(self.puzzle.steps):
            if step == "then":
                self._in_turn(n - 1, n)
            if step not in ("right", "left"):
                continue
            first, second = (n - 1, n) if step == "right" else (n, n - 1)
            for row in sorted({row for row, _ in self.domain[n - 1]}):
                on = [self.x[n - 1, c] for c in self.domain[n - 1] if c[0] == row]
                off = [self.x[n, c] for c in self.domain[n] if self._are_apart(row, c[0])]
                if off:
                    self.programme.at_most_one([*on, *off])
            for rank in range(len(self.rank)):
                right = [self.x[first, c] for c in self.domain[first] if self._rank(c) >= rank]
                left = [self.x[second, c] for c in self.domain[second] if self._rank(c) <= rank]
                if right and left:
                    self.programme.at_most_one([*right, *left])

    def _in_turn(self, first: int, second: int) -> None:
        """Let one figure of a strip stand in a later cell than another."""
        order = {
            c: k
            for k, c in enumerate(sorted({*self.domain[first], *self.domain[second]}, key=self._strip_rank))
        }
        for place in order.values():
            late = [self.x[first, c] for c in self.domain[first] if order[c] >= place]
            soon = [self.x[second, c] for c in self.domain[second] if order[c] <= place]
            if late and soon:
                self.programme.at_most_one([*late, *soon])

    def _strip_rank(self, cell: Where) -> tuple[int, int]:
        return cell[0], self.frame.columns.index(cell[1])

    def _path(self, half: str, column: str) -> None:
        """Let the figures of a column descend: a path through (figure, row) that takes, skips a figure, skips a row."""
        rows_of = {
            n: [c[0] for c in cells if c[1] == column and self.frame.rows[c[0]].half == half]
            for n, cells in enumerate(self.domain)
        }
        figures = [n for n, rows in rows_of.items() if rows]
        rows = sorted({r for found in rows_of.values() for r in found})
        if len(figures) < 2 or len(rows) < 2 or all(len(rows_of[n]) == 1 for n in figures):
            return
        add, width, depth = self.programme, len(figures), len(rows)
        skip = {(t, r): add.share() for t in range(width) for r in range(depth + 1)}
        pass_ = {(t, r): add.share() for t in range(width + 1) for r in range(depth)}
        take = {
            (t, r): self.x[n, (row, column)]
            for t, n in enumerate(figures)
            for r, row in enumerate(rows)
            if (n, (row, column)) in self.x
        }
        for t in range(width + 1):
            for r in range(depth + 1):
                out = [d.get((t, r)) for d in (skip, pass_, take)]
                into = [skip.get((t - 1, r)), pass_.get((t, r - 1)), take.get((t - 1, r - 1))]
                terms = [(v, 1.0) for v in out if v is not None] + [(v, -1.0) for v in into if v is not None]
                source = 1.0 if (t, r) == (0, 0) else -1.0 if (t, r) == (width, depth) else 0.0
                add.row(terms, source, source)

    def _leaps(self) -> None:
        """Price each figure that does not go on below one of the line before, or beside the label it follows."""
        for n, step in enumerate(self.puzzle.steps):
            after = self.puzzle.loose[n].after
            natural: list[int] = []
            if step == "down":
                for m in self._line_before(n):
                    natural += self._below(m, n)
            elif after is not None:
                natural = [self.x[n, c] for c in self.domain[n] if self._base(c[0]) == self._base(after)]
            if natural:
                goes_on = self.programme.share(-_LEAP if self.frame.table.layout == "codes" else -_HINT)
                self.programme.row([(goes_on, 1.0), *((v, -1.0) for v in natural)], high=0.0)

    def _line_before(self, n: int) -> list[int]:
        found = [n - 1]
        while self.puzzle.steps[found[-1]] in ("right", "left"):
            found.append(found[-1] - 1)
        return found

    def _below(self, m: int, n: int) -> list[int]:
        """Return columns that say: figure n stands right below figure m."""
        found = []
        for row, column in self.domain[m]:
            below = (self._next_row(row), column)
            if below in self.domain[n]:
                both = self.programme.share()
                self.programme.row([(both, 1.0), (self.x[m, (row, column)], -1.0)], high=0.0)
                self.programme.row([(both, 1.0), (self.x[n, below], -1.0)], high=0.0)
                found.append(both)
        return found

    def _next_row(self, row: int) -> int:
        rows = self.frame.rows
        return row + 1 if row + 1 < len(rows) and rows[row + 1].half == rows[row].half else -1

    def _totals(self) -> None:
        """Price a row that has figures but none in the total column, and a coded row that has none."""
        for row, columns in enumerate(map(self.frame.columns_of, range(len(self.frame.rows)))):
            if "total" not in columns or columns[0] != "total" or len(columns) < 2:
                continue
            total = [self.x[n, (row, "total")] for n in self.in_cell.get((row, "total"), ())]
            missing = self.programme.share(_UNTOTALLED)
            if self.frame.table.layout == "codes":
                self.programme.row([(missing, 1.0), *((v, 1.0) for v in total)], low=1.0)
                continue
            for column in columns[1:]:
                part = [self.x[n, (row, column)] for n in self.in_cell.get((row, column), ())]
                if part:
                    terms = [(missing, 1.0), *((v, 1.0) for v in total), *((v, -1.0) for v in part)]
                    self.programme.row(terms, low=0.0)
