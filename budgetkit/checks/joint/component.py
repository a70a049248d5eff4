"""One connected part of the programme: its classes, rows and solver, and which figures are believed at present."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from budgetkit.checks.joint.equal import Box, Classes, ClassRow
from budgetkit.checks.joint.programme import PRINTED, ZERO
from budgetkit.checks.joint.solve import Solver
from budgetkit.model.fraction import Fraction

Readings = frozenset[tuple[frozenset[str], str]]
"""Some bases of rates, each as the figures it is made of, with what is supposed of them instead of what is printed."""


class Component:
    """The classes and rows that hang together, with their solver."""

    def __init__(self, classes: Classes, leaders: Sequence[str], rows: Sequence[ClassRow]) -> None:
        """Take the classes by their leaders and the rows over them; every figure starts believed."""
        self.classes, self.leaders, self.rows = classes, tuple(leaders), tuple(rows)
        self.figures = frozenset(n for x in leaders for n in classes.members[x]) | {
            r.row.rate for r in rows if r.row.rate
        }
        self.bases = frozenset(r.row.base for r in rows if r.row.rate)
        self.solver = Solver(self.leaders, self.rows, {x: _scale(classes, x) for x in self.leaders})
        self.boxes: dict[str, Box] = {}
        self.relaxed: frozenset[str] = frozenset()
        self.readings: Readings = frozenset()
        self.dropped: frozenset[int] = frozenset()
        self.empty: tuple[str, ...] = ()
        self._set_boxes(self.leaders)
        self._set_rows(frozenset(range(len(self.rows))))

    def relax(self, figures: Iterable[str], readings: Readings = frozenset()) -> None:
        """Believe every figure but these, with some bases of rates taken to be of the other sign, or zero."""
        wanted = frozenset(figures) & self.figures
        if (wanted, readings) == (self.relaxed, self.readings):
            return
        changed = {self.classes.of[n] for n in wanted ^ self.relaxed if n in self.classes.of}
        self.relaxed, self.readings = wanted, readings
        self._set_boxes(changed)
        self._set_rows(frozenset(i for x in changed for i in self.solver.touching[x]))

    def believed(self, figure: str) -> bool:
        """Tell whether a figure is believed at present."""
        return figure in self.classes.programme.boxes and figure not in self.relaxed

    def open_bases(self) -> list[frozenset[str]]:
        """Return the bases of rates whose sign is open because one of their figures is not believed."""
        return sorted((b for b in self.bases if not all(self.believed(n) for n in b)), key=sorted)

    def _set_boxes(self, changed: Iterable[str]) -> None:
        free = []
        for leader in changed:
            box = self.boxes[leader] = self.classes.box(leader, self.relaxed)
            if box.low is None or box.high is None:
                free.append(leader)
            elif not box.empty:
                self.solver.bound(leader, (box.low + box.high) / 2, box.low, box.high)
        for leader in free:
            self.solver.bound(leader, self._implied(leader, free), None, None)
        self.empty = tuple(x for x, b in self.boxes.items() if b.empty)

    def _set_rows(self, touched: frozenset[int]) -> None:
        """Place the rows whose figures changed, and those that count no longer or again."""
        before, supposed = self.dropped, dict(self.readings)
        self.dropped = frozenset(
            i
            for i, r in enumerate(self.rows)
            if r.row.rate
            and (r.row.rate in self.relaxed or r.row.reading != supposed.get(r.row.base, PRINTED))
        )
        self.solver.place(sorted(touched | (before ^ self.dropped)), self.dropped)

    def _implied(self, leader: str, free: Sequence[str]) -> Fraction:
        """Return an estimate for an unknown without interval, from a row in which it is the only one."""
        pending = free[free.index(leader) + 1 :]
        for i in self.solver.touching[leader]:
            row = self.rows[i]
            names = [n for n, _ in row.terms if n != leader]
            if row.relation == "=" and not any(n in pending for n in names):
                known = sum((c * self.solver.centre[n] for n, c in row.terms if n != leader), ZERO)
                return -known / dict(row.terms)[leader]
        figures = self.classes.programme.figures
        return figures[leader].amount.exact if leader in figures else ZERO


def _scale(classes: Classes, leader: str) -> Fraction:
    """Return half a unit of the last printed place of the finest figure of a class, 1 for what is counted."""
    boxes = [classes.programme.boxes[n] for n in classes.members[leader] if n in classes.programme.boxes]
    widths = [(b.high - b.low) / 2 for b in boxes if b.high > b.low]
    return min(widths, default=Fraction(1))
