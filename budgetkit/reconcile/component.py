"""One connected part of the programme: can it hold, with which figures set aside, and how low can a sum go?

The solver proposes, exact arithmetic decides: «yes» needs an exact point, «no» a certificate that proves, a bound
multipliers whose value is worked out in fractions. Where neither succeeds the answer is «undecided».
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from budgetkit.reconcile import exact
from budgetkit.reconcile.certificate import Certificate, certify
from budgetkit.reconcile.equal import Box, Classes, ClassRow
from budgetkit.reconcile.multipliers import from_ray, least_violation
from budgetkit.reconcile.programme import ZERO
from budgetkit.reconcile.solve import AT_HIGH, AT_LOW, Outcome, Solver


@dataclass(frozen=True)
class Decision:
    """``verdict`` is yes (with an exact ``point`` over the classes), no (with a ``certificate``) or undecided."""

    verdict: str
    point: Mapping[str, Fraction] | None = None
    certificate: Certificate | None = None


class Component:
    """The classes and rows that hang together, with their solver."""

    def __init__(self, classes: Classes, leaders: Sequence[str], rows: Sequence[ClassRow]) -> None:
        """Take the classes by their leaders and the rows over them; every figure starts believed."""
        self.classes, self.leaders, self.rows = classes, tuple(leaders), tuple(rows)
        self.figures = frozenset(n for x in leaders for n in classes.members[x]) | {
            r.row.rate for r in rows if r.row.rate
        }
        self.solver = Solver(self.leaders, self.rows, {x: _scale(classes, x) for x in self.leaders})
        self.boxes: dict[str, Box] = {}
        self.relaxed: frozenset[str] = frozenset()
        self.dropped: frozenset[int] = frozenset()
        self.empty: tuple[str, ...] = ()
        self._set(frozenset(), self.leaders)

    def relax(self, figures: Iterable[str]) -> None:
        """Believe every figure but these."""
        wanted = frozenset(figures) & self.figures
        if wanted == self.relaxed:
            return
        changed = {self.classes.of[n] for n in wanted ^ self.relaxed if n in self.classes.of}
        self._set(wanted, changed)

    def _set(self, relaxed: frozenset[str], changed: Iterable[str]) -> None:
        before = self.dropped
        self.relaxed = relaxed
        self.dropped = frozenset(i for i, r in enumerate(self.rows) if r.row.rate in relaxed and r.row.rate)
        touched = set(before ^ self.dropped)
        free = []
        for leader in changed:
            box = self.boxes[leader] = self.classes.box(leader, relaxed)
            touched |= set(self.solver.touching[leader])
            if box.low is None or box.high is None:
                free.append(leader)
            elif not box.empty:
                self.solver.bound(leader, (box.low + box.high) / 2, box.low, box.high)
        for leader in free:
            self.solver.bound(leader, self._implied(leader, free), None, None)
        self.empty = tuple(x for x, b in self.boxes.items() if b.empty)
        self.solver.place(sorted(touched) if before or relaxed else range(len(self.rows)), self.dropped)

    def _implied(self, leader: str, free: Sequence[str]) -> Fraction:
        """Return a number near which an unknown without interval must lie: from a row where it is alone open."""
        pending = free[free.index(leader) + 1 :]
        for i in self.solver.touching[leader]:
            row = self.rows[i]
            names = [n for n, _ in row.terms if n != leader]
            if row.relation == "=" and not any(n in pending for n in names):
                known = sum((c * self.solver.centre[n] for n, c in row.terms if n != leader), ZERO)
                return -known / dict(row.terms)[leader]
        return (
            self.classes.programme.figures[leader].amount.exact
            if leader in self.classes.programme.figures
            else ZERO
        )

    def decide(self, relaxed: Iterable[str] = ()) -> Decision:
        """Tell whether the believed figures can all be right, with proof either way."""
        self.relax(relaxed)
        if self.empty:
            box = self.boxes[self.empty[0]]
            proof = certify(self.classes.between(box.lowest, box.highest), self.classes.programme)
            return Decision("no", certificate=proof)
        self.solver.aim({})
        decision = self._attempt()
        if decision.verdict == "undecided":
            self.solver.forget()
            decision = self._attempt()
        if decision.verdict == "undecided":
            decision = self._by_violation()
        return decision

    def _attempt(self) -> Decision:
        outcome = self.solver.run()
        if outcome.status == "optimal":
            point = self._vertex(outcome)
            return Decision("undecided") if point is None else Decision("yes", point)
        proof = self._proof(outcome.ray) if outcome.status == "infeasible" else None
        return Decision("undecided") if proof is None else Decision("no", certificate=proof)

    def _by_violation(self) -> Decision:
        """Decide by the exact multipliers of the least total violation of the rows."""
        found = least_violation(self.solver, self.boxes, self.dropped)
        proof = self._lifted(found) if found is not None else None
        return Decision("undecided") if proof is None else Decision("no", certificate=proof)

    def _vertex(self, outcome: Outcome) -> dict[str, Fraction] | None:
        """Return the exact vertex of a basis, ``None`` unless it satisfies every row and interval exactly."""
        point: dict[str, Fraction] = {}
        guess: dict[str, Fraction] = {}
        basis = self.solver.basis()
        for name, status, value in zip(self.leaders, basis.columns, outcome.values, strict=True):
            box = self.boxes[name]
            end = {AT_LOW: box.low, AT_HIGH: box.high}.get(status)
            if end is not None:
                point[name] = end
            else:
                guess[name] = self.solver.centre[name] + Fraction(round(value)) * self.solver.scale[name]
        equations = []
        for i in basis.tight(self.dropped):
            terms = self.rows[i].terms
            right = -sum((c * point[n] for n, c in terms if n in point), ZERO)
            equations.append(({n: c for n, c in terms if n not in point}, right))
        solved = exact.solve(equations, guess)
        if solved is None:
            return None
        point = {**guess, **point, **solved}
        return point if self.satisfies(point) else None

    def satisfies(self, point: Mapping[str, Fraction]) -> bool:
        """Tell whether an exact point obeys every row that is not dropped and every interval."""
        for name, box in self.boxes.items():
            value = point[name]
            if (box.low is not None and value < box.low) or (box.high is not None and value > box.high):
                return False
        for i, row in enumerate(self.rows):
            if i not in self.dropped:
                total = sum((c * point[n] for n, c in row.terms), ZERO)
                if total > 0 or (total < 0 and row.relation == "="):
                    return False
        return True

    def _proof(self, ray: Sequence[float]) -> Certificate | None:
        """Return the certificate that a ray of scaled multipliers stands for, ``None`` if none proves."""
        for multipliers in from_ray(self.solver, ray):
            proof = self._lifted(multipliers)
            if proof is not None:
                return proof
        return None

    def _lifted(self, multipliers: Sequence[Fraction]) -> Certificate | None:
        for sign in (1, -1):
            used = [
                (row.row, sign * m)
                for row, m in zip(self.rows, multipliers, strict=True)
                if m and (row.relation == "=" or sign * m > 0)
            ]
            proof = certify(self.classes.lift(used, self.relaxed), self.classes.programme)
            if proof.proves and not self.relaxed & set(proof.figures):
                return proof
        return None


def _scale(classes: Classes, leader: str) -> Fraction:
    """Return half a unit of the last printed place of the finest figure of a class, 1 for what is counted."""
    boxes = [classes.programme.boxes[n] for n in classes.members[leader] if n in classes.programme.boxes]
    widths = [(b.high - b.low) / 2 for b in boxes if b.high > b.low]
    return min(widths, default=Fraction(1))
