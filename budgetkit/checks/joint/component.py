"""One connected part of the programme: its classes of equal figures, its rows, its solver, which figures are believed.

Most figures of a disclosure repeat others. Taking them as one unknown makes the programme several times smaller;
the path of equalities between two of them is kept, so that every proof can be given in the original statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from budgetkit.checks.joint.programme import (
    ONE,
    PRINTED,
    VOID,
    ZERO,
    Constraint,
    LinearProgramme,
    Range,
    Terms,
    collect,
)
from budgetkit.checks.joint.solve import Solver
from budgetkit.model.fraction import Fraction

Readings = frozenset[tuple[Terms, str]]
"""Some bases of rates, with what is supposed of them instead of what is printed."""


@dataclass(frozen=True, slots=True, eq=False)
class ClassConstraint:
    """A row over classes of equal figures; ``row`` is one original row that says it."""

    row: Constraint
    terms: Terms

    @property
    def relation(self) -> str:
        """``=`` or ``<=``."""
        return self.row.relation


@dataclass(frozen=True)
class Box(Range):
    """The interval of a class: where its figures' intervals meet, and which figure gives each end.

    ``low`` above ``high`` says that two figures contradict each other; ``None`` is no bound.
    """

    lowest: str = ""
    highest: str = ""

    @property
    def empty(self) -> bool:
        """Tell whether no number is left."""
        return self.low is not None and self.high is not None and self.low > self.high


class EqualFigures:
    """The classes of equal figures of a programme, the forest of equalities that joins them, the other rows."""

    def __init__(self, programme: LinearProgramme) -> None:
        """Join figures by the rows x − y = 0, then rewrite all other rows over the classes."""
        self.programme = programme
        self.of: dict[str, str] = {n: n for r in programme.rows for n, _ in r.terms}
        self.members: dict[str, list[str]] = {n: [n] for n in self.of}
        self.joins: dict[str, list[tuple[str, Constraint]]] = {n: [] for n in self.of}
        for row in programme.rows:
            if not row.rate and row.relation == "=" and len(row.terms) == 2:
                (a, one), (b, other) = row.terms
                if one == -other:
                    self._join(a, b, row)
        self.rows = self._rewritten()
        # Of the programme, not of the class rows: «the base is zero» says nothing of classes where equal figures
        # make the base, and may still be supposed.
        self.void = frozenset(r.base for r in programme.rows if r.reading == VOID)

    def _join(self, a: str, b: str, row: Constraint) -> None:
        keep, lose = self.of[a], self.of[b]
        if keep == lose:
            return
        if len(self.members[keep]) < len(self.members[lose]):
            keep, lose = lose, keep
        for name in self.members[lose]:
            self.of[name] = keep
        self.members[keep] += self.members.pop(lose)
        self.joins[a].append((b, row))
        self.joins[b].append((a, row))

    def _rewritten(self) -> list[ClassConstraint]:
        """Return every row over the classes once: those that become 0 = 0 or repeat another are dropped.

        Two rates with the same classes and numbers are still two figures: both rows are kept.
        """
        seen: dict[object, ClassConstraint] = {}
        for row in self.programme.rows:
            terms = tuple(sorted(collect((self.of[n], c) for n, c in row.terms)))
            if terms:
                lead = terms[0][1] if row.relation == "=" else abs(terms[0][1])
                key = (row.relation, row.rate, row.reading, tuple((n, c / lead) for n, c in terms))
                seen.setdefault(key, ClassConstraint(row, terms))
        return list(seen.values())

    def box(self, leader: str, relaxed: frozenset[str] = frozenset(), prefer: Iterable[str] = ()) -> Box:
        """Return where the intervals of a class's figures meet, the ``relaxed`` ones left out.

        Of two figures that give the same end, one that is preferred is named.
        """
        low: Fraction | None = None
        high: Fraction | None = None
        lowest = highest = ""
        liked = set(prefer)
        for name in self.members[leader]:
            box = self.programme.boxes.get(name)
            if box is None or name in relaxed:
                continue
            better = name in liked
            if low is None or box.low > low or (box.low == low and better and lowest not in liked):
                low, lowest = box.low, name
            if high is None or box.high < high or (box.high == high and better and highest not in liked):
                high, highest = box.high, name
        return Box(low, high, lowest, highest)

    def lift(
        self, multipliers: Sequence[tuple[Constraint, Fraction]], relaxed: frozenset[str]
    ) -> list[tuple[Constraint, Fraction]]:
        """Return multipliers of original rows that prove what these multipliers of class rows prove.

        Within each class the whole coefficient is moved, along the equalities, onto the figure that bounds it.
        """
        total: dict[Constraint, Fraction] = {}
        load: dict[str, dict[str, Fraction]] = {}
        for row, multiplier in multipliers:
            total[row] = total.get(row, ZERO) + multiplier
            for name, coefficient in row.terms:
                here = load.setdefault(self.of[name], {})
                here[name] = here.get(name, ZERO) + multiplier * coefficient
        for leader, coefficients in load.items():
            weight = sum(coefficients.values(), ZERO)
            box = self.box(leader, relaxed, [n for n, c in coefficients.items() if c])
            target = box.lowest if weight > 0 else box.highest
            self._move(coefficients, target or leader, total)
        return [(r, m) for r, m in total.items() if m]

    def between(self, low: str, high: str) -> list[tuple[Constraint, Fraction]]:
        """Return the equalities that add up to low − high = 0, for two figures of one class."""
        total: dict[Constraint, Fraction] = {}
        self._move({low: -ONE, high: ONE}, low, total)
        return [(r, m) for r, m in total.items() if m]

    def _move(
        self, coefficients: Mapping[str, Fraction], target: str, total: dict[Constraint, Fraction]
    ) -> None:
        """Add to ``total`` the equalities that move every coefficient of a class onto one figure."""
        order = [target]
        came: dict[str, tuple[str, Constraint]] = {}
        for name in order:
            for other, join in self.joins[name]:
                if other not in came and other != target:
                    came[other] = (name, join)
                    order.append(other)
        carried = dict(coefficients)
        for name in reversed(order[1:]):
            if amount := carried.get(name, ZERO):
                parent, row = came[name]
                total[row] = total.get(row, ZERO) - amount / dict(row.terms)[name]
                carried[parent] = carried.get(parent, ZERO) + amount


class Component:
    """The classes and rows that hang together, with their solver."""

    def __init__(
        self, classes: EqualFigures, leaders: Sequence[str], rows: Sequence[ClassConstraint]
    ) -> None:
        """Take the classes by their leaders and the rows over them; every figure starts believed."""
        self.classes, self.leaders, self.rows = classes, tuple(leaders), tuple(rows)
        rates = {r.row.rate for r in rows if r.row.rate}
        self.figures = frozenset(n for x in leaders for n in classes.members[x]) | rates
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
        self._set(self.leaders)

    @property
    def solver(self) -> Solver:
        """The solver, told what has changed since it was last asked for; most components never ask."""
        touched = {i for x in self._moved for i in self.touching[x]}
        if self._solver is None:
            scale = {x: self._scale(x) for x in self.leaders}
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
        if (wanted, readings) != (self.relaxed, self.readings):
            changed = {self.classes.of[n] for n in wanted ^ self.relaxed if n in self.classes.of}
            self.relaxed, self.readings = wanted, readings
            # Sorted, so that the solver is told the same in the same order in every process.
            self._set(sorted(changed))

    def open_bases(self) -> list[Terms]:
        """Return the bases of rates whose sign is open because one of their figures is not believed."""
        boxes = self.classes.programme.boxes
        return sorted(b for b in self.bases if not all(n in boxes and n not in self.relaxed for n, _ in b))

    def _set(self, changed: Iterable[str]) -> None:
        """Set the intervals of some classes anew, and note which rows do not count at present."""
        for leader in changed:
            self.boxes[leader] = self.classes.box(leader, self.relaxed)
            self._moved[leader] = None
        self.empty = tuple(x for x, b in self.boxes.items() if b.empty)
        supposed = dict(self.readings)
        rated = ((i, r.row) for i, r in enumerate(self.rows) if r.row.rate)
        self.dropped = frozenset(
            i
            for i, row in rated
            if row.rate in self.relaxed or row.reading != supposed.get(row.base, PRINTED)
        )

    def _tell_bounds(self, solver: Solver) -> None:
        free = []
        for leader in self._moved:
            box = self.boxes[leader]
            if box.low is None or box.high is None:
                free.append(leader)
            elif not box.empty:
                solver.bound(leader, (box.low + box.high) / 2, box.low, box.high)
        for n, leader in enumerate(free):
            solver.bound(leader, self._implied(leader, free[n + 1 :], solver), None, None)

    def _implied(self, leader: str, pending: Sequence[str], solver: Solver) -> Fraction:
        """Return a number near which an unknown without interval must lie: from a row where it is alone open."""
        for i in self.touching[leader]:
            row = self.rows[i]
            others = [(n, c) for n, c in row.terms if n != leader]
            if row.relation == "=" and not any(n in pending for n, _ in others):
                return -sum((c * solver.centre[n] for n, c in others), ZERO) / dict(row.terms)[leader]
        return self.printed(leader)

    def printed(self, leader: str) -> Fraction:
        """Return what is printed for a class, of several figures the finest; 0 for what nobody printed."""
        if leader not in self._printed:
            figures = self.classes.programme.figures
            amounts = [figures[n].amount for n in self.classes.members[leader] if n in figures]
            finest = min(amounts, key=lambda a: a.interval.high - a.interval.low, default=None)
            self._printed[leader] = ZERO if finest is None else finest.exact
        return self._printed[leader]

    def _scale(self, leader: str) -> Fraction:
        """Return half a unit of the last printed place of the finest figure of a class, 1 for what is counted."""
        known = self.classes.programme.boxes
        boxes = [known[n] for n in self.classes.members[leader] if n in known]
        return min(((b.high - b.low) / 2 for b in boxes if b.high > b.low), default=ONE)
