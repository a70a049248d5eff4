"""Loose figures of one table placed by an integer programme: what the lines say, what must add up, few leaps.

Each figure gets one cell. Down a column the stream only descends, so every column is a path through the figures and
its rows. Broken identities, leaps and rows without a total are allowed and cost something; of all placements the
cheapest is taken. Cells that differ between it and another placement that is as good are contested.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from budgetkit.readers.place_programme import Programme, Total
from budgetkit.readers.place_puzzle import Puzzle, Where

PRICES: Final[Mapping[str, float]] = {
    "sum": 4.0, "rollup": 4.0, "equal": 4.0, "claim": 3.0, "allocation": 2.0, "bound": 2.0, "presumed": 0.5, "<=": 1.0,
}  # fmt: skip
FIRM: Final = 2.0
"""From this price on a demand is taken to hold unless nothing else is possible."""
_LEAP: Final = 1.0
_HINT: Final = 0.2
_UNTOTALLED: Final = 2.0
_UNPLACED: Final = 25.0
_MARGIN: Final = 0.45
_TIES: Final = 0.1
_ROUNDS: Final = 12
_CUTS: Final = 6
_MOST_BROKEN: Final = 5
_TENTH: Final = 10
_PAID: Final = 2000.0


@dataclass(frozen=True, slots=True)
class Demand:
    """Σ sign · cell + constant = 0 (or ≤ 0), give or take half a last place of each figure and ``width``."""

    terms: tuple[tuple[Where, int], ...]
    price: float
    relation: str = "="
    constant: int = 0
    width: int = 0


@dataclass(frozen=True, slots=True)
class Scaled:
    """The value of a figure and half its last place, as whole numbers of one quantum."""

    value: int
    half: int


@dataclass(frozen=True, slots=True)
class Placement:
    """The cell of each figure (``None`` where it found none), what it costs, and the contested figures.

    ``rivals`` gives for a contested figure the cells it stands in among placements as good.
    """

    cells: tuple[Where | None, ...]
    cost: float
    rivals: Mapping[int, frozenset[Where]]


def place(
    puzzle: Puzzle, scaled: Sequence[Scaled], demands: Sequence[Demand], domain: Sequence[frozenset[Where]]
) -> Placement | None:
    """Return where the figures of a puzzle stand, ``None`` where no placement was found.

    First every firm demand is taken to hold. Where that cannot be, a programme that pays for what is missed finds
    the demands to let go, as few as it can, and the others are taken to hold.
    """
    found = _Solver(puzzle, scaled, demands, domain, frozenset()).run()
    if found is not None:
        return found
    loose = _Solver(puzzle, scaled, demands, domain, None).missed()
    firm = sum(d.price >= FIRM for d in demands)
    if loose is None or len(loose) > max(_MOST_BROKEN, firm // _TENTH):
        return None
    return _Solver(puzzle, scaled, demands, domain, loose).run()


class _Solver:
    def __init__(
        self,
        puzzle: Puzzle,
        scaled: Sequence[Scaled],
        demands: Sequence[Demand],
        domain: Sequence[frozenset[Where]],
        let_go: frozenset[int] | None,
    ) -> None:
        self.puzzle, self.scaled, self.demands, self.domain = puzzle, scaled, demands, domain
        self.frame = puzzle.frame
        self.columns = {c: h for h, c in puzzle.columns()} if len(self.frame.table.halves) < 2 else {}
        self.rank = {(h, c): n for n, (h, c) in enumerate(puzzle.columns())}
        self.tie = _TIES / max(1, len(domain) * len(self.rank))
        self.programme = Programme()
        self.x: dict[tuple[int, Where], int] = {}
        self.in_cell: dict[Where, list[int]] = {}
        self.let_go = let_go
        self.broken: dict[int, int] = {}
        self.unit = _PAID / max([abs(s.value) for s in scaled] + [1])

    def run(self) -> Placement | None:
        """Return the cheapest placement with the firm demands that are not let go."""
        self._build()
        found = self._best()
        return None if found is None else self._placement(*found)

    def missed(self) -> frozenset[int] | None:
        """Return the firm demands that the placement missing least does not meet, ``None`` where there is none."""
        self._build()
        answer = self.programme.solve()
        if answer.status != "optimal":
            return None
        cells = {n: cell for (n, cell), v in self.x.items() if v in answer.chosen}
        return frozenset(
            d for d, demand in enumerate(self.demands) if demand.price >= FIRM and not self._holds(d, cells)
        )

    def _build(self) -> None:
        self._choices()
        self._lines()
        for half, column in self.puzzle.columns():
            self._path(half, column)
        self._leaps()
        self._totals()
        for d, demand in enumerate(self.demands):
            if not self.let_go or d not in self.let_go:
                self._demand(d, demand)

    def _choices(self) -> None:
        """Give every figure one cell or none, every cell at most one figure."""
        for n, cells in enumerate(self.domain):
            none = self.programme.binary(_UNPLACED)
            for cell in sorted(cells):
                # Of columns that nothing tells apart the first is tried first; far less than what makes a rival.
                self.x[n, cell] = self.programme.binary(self.tie * self._rank(cell))
                self.in_cell.setdefault(cell, []).append(n)
            self.programme.row([(none, 1.0), *((self.x[n, c], 1.0) for c in cells)], 1.0, 1.0)
        for cell, figures in self.in_cell.items():
            self.programme.at_most_one(self.x[n, cell] for n in figures)

    def _base(self, row: int) -> int:
        """Return one row for all that share a baseline."""
        return min(row, self.frame.beside.get(row, row))

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
            bases = {self._base(c[0]) for m in (n - 1, n) for c in self.domain[m]}
            for base in bases if len(bases) > 1 else ():
                on = [self.x[n - 1, c] for c in self.domain[n - 1] if self._base(c[0]) == base]
                off = [self.x[n, c] for c in self.domain[n] if self._base(c[0]) != base]
                self.programme.at_most_one([*on, *off])
            for rank in range(len(self.rank)):
                right = [self.x[first, c] for c in self.domain[first] if self._rank(c) >= rank]
                left = [self.x[second, c] for c in self.domain[second] if self._rank(c) <= rank]
                if right and left:
                    self.programme.at_most_one([*right, *left])

    def _in_turn(self, first: int, second: int) -> None:
        """Let one figure of a strip stand in a later cell than another."""
        order = {
            c: k for k, c in enumerate(sorted(self.domain[first] | self.domain[second], key=self._strip_rank))
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

    def _demand(self, d: int, demand: Demand) -> None:
        amounts: dict[int, int] = {}
        slack: dict[int, int] = {}
        for cell, sign in demand.terms:
            for n in self.in_cell.get(cell, ()):
                column = self.x[n, cell]
                amounts[column] = amounts.get(column, 0) + sign * self.scaled[n].value
                slack[column] = slack.get(column, 0) + abs(sign) * self.scaled[n].half
        total = Total(amounts, slack, demand.constant, demand.width, demand.relation)
        if demand.price < FIRM:
            self.broken[d] = self.programme.binary(demand.price)
            self.programme.sum_within(total, self.broken[d])
        else:
            self.programme.sum_within(total, price=self.unit if self.let_go is None else None)

    def _best(self, at_most: float | None = None) -> tuple[dict[int, Where], float] | None:
        """Return the cheapest placement, its identities checked in whole numbers."""
        for _ in range(_CUTS):
            answer = self.programme.solve(at_most)
            if answer.status != "optimal":
                return None
            cells = {n: cell for (n, cell), v in self.x.items() if v in answer.chosen}
            wrong = [d for d in self._asked(answer.chosen) if not self._holds(d, cells)]
            if not wrong:
                return cells, answer.objective
            for d in wrong:
                self._cut(d, cells)
        return None

    def _asked(self, chosen: frozenset[int]) -> Iterator[int]:
        """Yield the demands that an answer says it meets."""
        for d, demand in enumerate(self.demands):
            firm = demand.price >= FIRM
            if d not in (self.let_go or ()) and (firm or self.broken[d] not in chosen):
                yield d

    def _holds(self, d: int, cells: Mapping[int, Where]) -> bool:
        demand = self.demands[d]
        signs: dict[Where, int] = {}
        for cell, sign in demand.terms:
            signs[cell] = signs.get(cell, 0) + sign
        here = [(n, signs[c]) for n, c in cells.items() if c in signs]
        total = demand.constant + sum(s * self.scaled[n].value for n, s in here)
        room = demand.width + sum(abs(s) * self.scaled[n].half for n, s in here)
        return total <= room and (demand.relation == "<=" or total >= -room)

    def _cut(self, d: int, cells: Mapping[int, Where]) -> None:
        """Forbid one way to fill the cells of an identity that does not satisfy it, unless it counts as broken."""
        involved = {c for c, _ in self.demands[d].terms}
        placed = [(n, c) for n, c in cells.items() if c in involved]
        filled = {c for _, c in placed}
        others = [self.x[n, c] for c in involved - filled for n in self.in_cell.get(c, ())]
        terms = (
            [(self.x[p], 1.0) for p in placed]
            + [(v, -1.0) for v in others]
            + [(self.broken[d], -1.0)] * (d in self.broken)
        )
        self.programme.row(terms, high=len(placed) - 1.0)

    def _placement(self, cells: Mapping[int, Where], cost: float) -> Placement:
        rivals: dict[int, set[Where]] = {}
        agreed = set(cells)
        for _ in range(_ROUNDS):
            self._ask_for_another(cells, agreed)
            other = self._best(cost + _MARGIN) if agreed else None
            if other is None:
                break
            different = set(self._different(cells, other[0], agreed))
            for n in different:
                rivals.setdefault(n, {cells[n]}).update({other[0][n]} if n in other[0] else ())
            agreed -= different
        else:
            rivals |= {n: {cells[n]} for n in agreed}
        found = tuple(cells.get(n) for n in range(len(self.domain)))
        return Placement(found, cost, {n: frozenset(r) for n, r in rivals.items()})

    def _same(self, n: int, cell: Where) -> Iterator[int]:
        """Yield the columns that put the value of figure n into a cell, whichever figure has it."""
        for m in self.in_cell.get(cell, ()):
            if self.scaled[m] == self.scaled[n]:
                yield self.x[m, cell]

    def _ask_for_another(self, cells: Mapping[int, Where], agreed: Iterable[int]) -> None:
        """Ask that at least one cell that is still agreed upon gets another value or none."""
        chosen = list(agreed)
        terms = {v: 1.0 for n in chosen for v in self._same(n, cells[n])}
        if terms:
            self.programme.row(list(terms.items()), high=len(chosen) - 1.0)

    def _different(
        self, cells: Mapping[int, Where], other: Mapping[int, Where], agreed: set[int]
    ) -> Iterator[int]:
        values = {cell: self.scaled[n] for n, cell in other.items()}
        for n in agreed:
            if values.get(cells[n]) != self.scaled[n]:
                yield n
