"""One connected part of the programme: its classes, rows and solver, and which figures are believed at present."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from budgetkit.checks.joint.equal import Box, Classes, ClassRow
from budgetkit.checks.joint.programme import PRINTED, ZERO, Terms
from budgetkit.checks.joint.solve import Solver
from budgetkit.model.fraction import Fraction

Readings = frozenset[tuple[Terms, str]]
"""Some bases of rates, with what is supposed of them instead of what is printed."""


class Component:
    """The classes and rows that hang together, with their solver."""

    def __init__(self, classes: Classes, leaders: Sequence[str], rows: Sequence[ClassRow]) -> None:
        """Take the classes by their leaders and the rows over them; every figure starts believed."""
        self.classes, self.leaders, self.rows = classes, tuple(leaders), tuple(rows)
        self.figures = frozenset(n for x in leaders for n in classes.members[x]) | {
            r.row.rate for r in rows if r.row.rate
        }
        self.bases = frozenset(r.row.base for r in rows if r.row.rate)
        self.touching: dict[str, list[int]] = {x: [] for x in self.leaders}
        for i, r in enumerate(self.rows):
            for name, _ in r.terms:
                self.touching[name].append(i)
        self._solver: Solver | None = None
        self._printed: dict[str, Fraction] = {}
        self._moved: dict[str, None] = {}
        self._placed: frozenset[int] = frozenset()
        self.boxes: dict[str, Box] = {}
        self.relaxed: frozenset[str] = frozenset()
        self.readings: Readings = frozenset()
        self.dropped: frozenset[int] = frozenset()
        self.empty: tuple[str, ...] = ()
        self._set_boxes(self.leaders)
        self._set_rows()

    @property
    def solver(self) -> Solver:
        """The solver, told what has changed since it was last asked for; most components never ask."""
        touched = {i for x in self._moved for i in self.touching[x]}
        if self._solver is None:
            scale = {x: _scale(self.classes, x) for x in self.leaders}
            self._solver = Solver(self.leaders, self.rows, scale)
            touched = set(range(len(self.rows)))
        self._tell_bounds(self._solver)
        touched |= self._placed ^ self.dropped
        self._solver.place(sorted(touched), self.dropped)
        self._moved, self._placed = {}, self.dropped
        return self._solver

    def relax(self, figures: Iterable[str], readings: Readings = frozenset()) -> None:
        """Believe every figure but these, with some bases of rates taken to be of the other sign, or zero."""
        wanted = frozenset(figures) & self.figures
        if (wanted, readings) == (self.relaxed, self.readings):
            return
        changed = {self.classes.of[n] for n in wanted ^ self.relaxed if n in self.classes.of}
        self.relaxed, self.readings = wanted, readings
        self._set_boxes(changed)
        self._set_rows()

    def believed(self, figure: str) -> bool:
        """Tell whether a figure is believed at present."""
        return figure in self.classes.programme.boxes and figure not in self.relaxed

    def open_bases(self) -> list[Terms]:
        """Return the bases of rates whose sign is open because one of their figures is not believed."""
        return sorted(b for b in self.bases if not all(self.believed(n) for n, _ in b))

    def _set_boxes(self, changed: Iterable[str]) -> None:
        for leader in changed:
            self.boxes[leader] = self.classes.box(leader, self.relaxed)
            self._moved[leader] = None
        self.empty = tuple(x for x, b in self.boxes.items() if b.empty)

    def _set_rows(self) -> None:
        """Note which rows do not count at present."""
        supposed = dict(self.readings)
        self.dropped = frozenset(
            i
            for i, r in enumerate(self.rows)
            if r.row.rate
            and (r.row.rate in self.relaxed or r.row.reading != supposed.get(r.row.base, PRINTED))
        )

    def _tell_bounds(self, solver: Solver) -> None:
        free = []
        for leader in self._moved:
            box = self.boxes[leader]
            if box.low is None or box.high is None:
                free.append(leader)
            elif not box.empty:
                solver.bound(leader, (box.low + box.high) / 2, box.low, box.high)
        for leader in free:
            solver.bound(leader, self._implied(leader, free, solver), None, None)

    def _implied(self, leader: str, free: Sequence[str], solver: Solver) -> Fraction:
        """Return a number near which an unknown without interval must lie: from a row where it is alone open."""
        pending = free[free.index(leader) + 1 :]
        for i in self.touching[leader]:
            row = self.rows[i]
            names = [n for n, _ in row.terms if n != leader]
            if row.relation == "=" and not any(n in pending for n in names):
                known = sum((c * solver.centre[n] for n, c in row.terms if n != leader), ZERO)
                return -known / dict(row.terms)[leader]
        return self.printed(leader)

    def printed(self, leader: str) -> Fraction:
        """Return what is printed for a class, of several figures the finest; 0 for what nobody printed."""
        if leader not in self._printed:
            figures = self.classes.programme.figures
            amounts = [figures[n].amount for n in self.classes.members[leader] if n in figures]
            finest = min(amounts, key=lambda a: a.interval.high - a.interval.low, default=None)
            self._printed[leader] = ZERO if finest is None else finest.exact
        return self._printed[leader]


def _scale(classes: Classes, leader: str) -> Fraction:
    """Return half a unit of the last printed place of the finest figure of a class, 1 for what is counted."""
    boxes = [classes.programme.boxes[n] for n in classes.members[leader] if n in classes.programme.boxes]
    widths = [(b.high - b.low) / 2 for b in boxes if b.high > b.low]
    return min(widths, default=Fraction(1))
