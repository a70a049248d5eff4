"""Loose figures of one table placed by an integer programme: what the lines say, what must add up, few leaps.

Each figure gets one cell. Down a column the stream only descends, so every column is a path through the figures and
its rows. Broken identities, leaps and rows without a total are allowed and cost something; of all placements the
cheapest is taken. Cells that differ between it and another placement that is as good are contested.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from budgetkit.readers.flat.cells import Cells
from budgetkit.readers.flat.demands import FIRM, Demand, OutOfTime, Placement, Scaled
from budgetkit.readers.flat.programme import Answer, Programme, Total, Work
from budgetkit.readers.flat.puzzle import Puzzle, Where

_MARGIN: Final = 0.45
_ROUNDS: Final = 12
_CUTS: Final = 6
_MOST_BROKEN: Final = 5
_TENTH: Final = 10
_PAID: Final = 2000.0


def place(
    puzzle: Puzzle,
    scaled: Sequence[Scaled],
    demands: Sequence[Demand],
    domain: Sequence[frozenset[Where]],
    work: Work,
) -> Placement | None:
    """Return where the figures of a puzzle stand, ``None`` where no placement was found.

    First every firm demand is taken to hold. Where that cannot be, a programme that pays for what is missed finds
    the demands to let go, as few as it can, and the others are taken to hold.

    Raises:
        OutOfTime: a programme was not solved with the ``work`` allowed, so that nothing can be concluded.
    """
    table = _Given(puzzle, scaled, demands, domain, work)
    found = _Solver(table, frozenset()).run()
    if found is not None:
        return found
    loose = _Solver(table, None).missed()
    firm = sum(d.price >= FIRM for d in demands)
    if loose is None or len(loose) > max(_MOST_BROKEN, firm // _TENTH):
        return None
    return _Solver(table, loose).run()


@dataclass(frozen=True)
class _Given:
    """What one table is to be placed with."""

    puzzle: Puzzle
    scaled: Sequence[Scaled]
    demands: Sequence[Demand]
    domain: Sequence[frozenset[Where]]
    work: Work


class _Solver(Cells):
    def __init__(self, given: _Given, let_go: frozenset[int] | None) -> None:
        super().__init__(given.puzzle, given.domain, given.work)
        self.scaled, self.demands = given.scaled, given.demands
        self.let_go = let_go
        self.broken: dict[int, int] = {}
        self.unit = _PAID / max([abs(s.value) for s in given.scaled] + [1])

    def run(self) -> Placement | None:
        """Return the cheapest placement with the firm demands that are not let go."""
        self._build()
        found = self._best()
        return None if found is None else self._placement(*found)

    def missed(self) -> frozenset[int] | None:
        """Return the firm demands that the placement missing least does not meet, ``None`` where there is none."""
        self._build()
        answer = _answered(self.programme)
        if answer is None:
            return None
        cells = {n: cell for (n, cell), v in self.x.items() if v in answer.chosen}
        return frozenset(
            d for d, demand in enumerate(self.demands) if demand.price >= FIRM and not self._holds(d, cells)
        )

    def _build(self) -> None:
        self._order()
        for d, demand in enumerate(self.demands):
            if not self.let_go or d not in self.let_go:
                self._demand(d, demand)

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
        """Return the cheapest placement, its identities checked in whole numbers, ``None`` where there is none."""
        for _ in range(_CUTS):
            answer = _answered(self.programme, at_most)
            if answer is None:
                return None
            cells = {n: cell for (n, cell), v in self.x.items() if v in answer.chosen}
            wrong = [d for d in self._asked(answer.chosen) if not self._holds(d, cells)]
            if not wrong:
                return cells, answer.objective
            for d in wrong:
                self._cut(d, cells)
        raise OutOfTime

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
        others = [self.x[n, c] for c in sorted(involved - filled) for n in self.in_cell.get(c, ())]
        terms = (
            [(self.x[p], 1.0) for p in placed]
            + [(v, -1.0) for v in others]
            + [(self.broken[d], -1.0)] * (d in self.broken)
        )
        self.programme.row(terms, high=len(placed) - 1.0)

    def _placement(self, cells: Mapping[int, Where], cost: float) -> Placement:
        rivals: dict[int, set[Where]] = {}
        agreed = set(cells)
        try:
            for other in self._others(cells, cost, agreed):
                different = set(self._different(cells, other, agreed))
                for n in different:
                    rivals.setdefault(n, {cells[n]}).update({other[n]} if n in other else ())
                agreed -= different
        except OutOfTime:
            # What nobody could look for others of has no proof that there are none.
            rivals |= {n: {cells[n]} for n in agreed}
        found = tuple(cells.get(n) for n in range(len(self.domain)))
        given_up = sum(self.demands[d].price for d in self.let_go or ())
        contested = {n: frozenset(r) for n, r in rivals.items()}
        return Placement(found, cost + given_up, contested, self.let_go or frozenset())

    def _others(
        self, cells: Mapping[int, Where], cost: float, agreed: set[int]
    ) -> Iterator[Mapping[int, Where]]:
        """Yield placements as good that differ in what is still agreed upon, until there are no more."""
        for _ in range(_ROUNDS):
            self._ask_for_another(cells, agreed)
            other = self._best(cost + _MARGIN) if agreed else None
            if other is None:
                return
            yield other[0]
        raise OutOfTime

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


def _answered(programme: Programme, at_most: float | None = None) -> Answer | None:
    """Return the answer of a programme, ``None`` where it has none.

    Raises:
        OutOfTime: it was not found out.
    """
    answer = programme.solve(at_most)
    if answer.status == "failed":
        raise OutOfTime
    return answer if answer.status == "optimal" else None
