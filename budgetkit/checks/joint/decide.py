"""Whether a component can hold without some figures: the solver proposes, exact arithmetic decides.

«Yes» needs an exact point, «no» certificates that prove it whatever the base of a rate may be. Where neither succeeds
the answer is «undecided».
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from budgetkit.checks.joint.certificate import (
    Certificate,
    Refutation,
    certify,
    from_ray,
    least_violation,
    refutation,
)
from budgetkit.checks.joint.component import Box, ClassConstraint, Component, EqualFigures, Readings
from budgetkit.checks.joint.nearby import Nearby
from budgetkit.checks.joint.programme import ONE, PRINTED, READINGS, TURNED, ZERO, LinearProgramme, Terms
from budgetkit.checks.joint.solve import AT_HIGH, AT_LOW, Solution, solve_exactly
from budgetkit.model.fraction import Fraction

BASES: Final = 3
"""Of how many bases every sign and zero are tried together; with more in doubt a «no» stays undecided."""

Point = dict[str, Fraction]
"""An exact number for every class of a component."""


@dataclass(frozen=True)
class Decision:
    """``verdict`` is yes (with an exact ``point`` over the classes), no (with a ``refutation``) or undecided."""

    verdict: str
    point: Point | None = None
    refutation: Refutation | None = None


def decide(component: Component, relaxed: Iterable[str] = ()) -> Decision:
    """Tell whether the believed figures can all be right, with proof either way.

    The component keeps the figures relaxed, and what is supposed of bases where it can hold.
    """
    component.relax(relaxed)
    if component.empty:
        box = component.boxes[component.empty[0]]
        proof = certify(component.classes.between(box.lowest, box.highest), component.classes.programme)
        return Decision("no", refutation=refutation([proof]))
    proofs: list[Certificate] = []
    unsure = False
    bases = component.open_bases()
    for readings in _readings(component, bases):
        component.relax(relaxed, readings)
        found = _supposing(component)
        if isinstance(found, dict):
            return Decision("yes", found)
        unsure = unsure or found is None
        proofs += [found] if found is not None else []
    component.relax(relaxed)
    if unsure or len(bases) > BASES:
        return Decision("undecided")
    return Decision("no", refutation=refutation(proofs, bases))


def _readings(component: Component, bases: Sequence[Terms]) -> Iterator[Readings]:
    """Yield every combination of readings of some bases, the printed one first."""
    offers = [READINGS if b in component.classes.void else (PRINTED, TURNED) for b in bases[:BASES]]
    for choice in product(*offers):
        yield frozenset((b, r) for b, r in zip(bases, choice, strict=False) if r != PRINTED)


def _supposing(component: Component) -> Point | Certificate | None:
    """Return an exact point or a certificate, else nothing: near what is printed, then by the solver from a warm start,
    from a cold one, then by least violation.
    """
    found = _near_printed(component)
    if found is None:
        component.solver.aim({})
        found = _attempt(component)
    if found is None:
        component.solver.forget()
        found = _attempt(component)
    if found is None:
        multipliers = least_violation(component.solver, component.boxes, component.dropped)
        found = _lifted(component, multipliers) if multipliers is not None else None
    return found


def _near_printed(component: Component) -> Point | Certificate | None:
    """Return exact numbers near the printed ones that obey everything, or the proof of a row that cannot hold by itself.

    Nearly all components need no more, and then no solver is loaded.
    """
    search = Nearby(component)
    for i in search.broken:
        if _cannot_hold(component.rows[i], component.boxes):
            proof = _lifted(component, [ONE if n == i else ZERO for n in range(len(component.rows))])
            if proof is not None:
                return proof
    return search.point if search.found() else None


def _cannot_hold(row: ClassConstraint, boxes: Mapping[str, Box]) -> bool:
    """Tell whether a row excludes 0 (or all up to 0) whatever its figures are within their intervals."""
    for sign in (1, -1) if row.relation == "=" else (1,):
        ends = [(sign * c, boxes[n].low if sign * c > 0 else boxes[n].high) for n, c in row.terms]
        if sum((c * end for c, end in ends if end is not None), ZERO) > 0:
            return all(end is not None for _, end in ends)
    return False


def _attempt(component: Component) -> Point | Certificate | None:
    outcome = component.solver.run()
    if outcome.status == "optimal":
        return _vertex(component, outcome)
    if outcome.status == "infeasible":
        proofs = (_lifted(component, found) for found in from_ray(component.solver, outcome.ray))
        return next((proof for proof in proofs if proof is not None), None)
    return None


def _lifted(component: Component, multipliers: Sequence[Fraction]) -> Certificate | None:
    """Return the certificate in original rows for multipliers of class rows of either sign, if it proves."""
    for sign in (1, -1):
        used = [
            (row.row, sign * m)
            for i, (row, m) in enumerate(zip(component.rows, multipliers, strict=True))
            if m and i not in component.dropped and (row.relation == "=" or sign * m > 0)
        ]
        proof = certify(component.classes.lift(used, component.relaxed), component.classes.programme)
        if proof.proves and not component.relaxed & set(proof.figures):
            return proof
    return None


def _vertex(component: Component, outcome: Solution) -> Point | None:
    """Return the exact vertex of a basis, ``None`` unless it satisfies every row and interval exactly."""
    known: Point = {}
    guess: Point = {}
    solver, basis = component.solver, component.solver.basis()
    for name, status, value in zip(component.leaders, basis.columns, outcome.values, strict=True):
        box = component.boxes[name]
        end = {AT_LOW: box.low, AT_HIGH: box.high}.get(status)
        if end is not None:
            known[name] = end
        else:
            guess[name] = solver.centre[name] + Fraction(round(value)) * solver.scale[name]
    equations = []
    for i in basis.tight(component.dropped):
        terms = component.rows[i].terms
        right = -sum((c * known[n] for n, c in terms if n in known), ZERO)
        equations.append(({n: c for n, c in terms if n not in known}, right))
    solved = solve_exactly(equations, guess)
    if solved is None:
        return None
    point = {**guess, **known, **solved}
    inside = all(_inside(point[n], box) for n, box in component.boxes.items())
    return point if inside and not _violated(component, point) else None


def _inside(value: Fraction, box: Box) -> bool:
    return (box.low is None or value >= box.low) and (box.high is None or value <= box.high)


def _violated(component: Component, point: Mapping[str, Fraction]) -> list[int]:
    """Return the rows that count and that a point does not obey."""
    found = []
    for i, row in enumerate(component.rows):
        if i not in component.dropped:
            total = sum((c * point[n] for n, c in row.terms), ZERO)
            if total > 0 or (total < 0 and row.relation == "="):
                found.append(i)
    return found


class System:
    """The components of a programme; figures with no row but equalities share one."""

    def __init__(self, programme: LinearProgramme) -> None:
        """Split the programme where nothing connects it."""
        self.programme = programme
        self.classes = EqualFigures(programme)
        self.components = tuple(self._split())

    def _split(self) -> Iterator[Component]:
        leader = {n: n for n in self.classes.members}

        def root(name: str) -> str:
            while leader[name] != name:
                leader[name] = leader[leader[name]]
                name = leader[name]
            return name

        for row in self.classes.rows:
            first = root(row.terms[0][0])
            for name, _ in row.terms[1:]:
                leader[root(name)] = first
            # A rate that is compared with another figure is an unknown as well: both belong together.
            if row.row.rate in self.classes.of:
                leader[root(self.classes.of[row.row.rate])] = first
        columns: dict[str, list[str]] = {}
        rows: dict[str, list[ClassConstraint]] = {}
        for row in self.classes.rows:
            rows.setdefault(root(row.terms[0][0]), []).append(row)
        for name in self.classes.members:
            # Classes that only equalities concern need no solver of their own: they share one component.
            columns.setdefault(root(name) if root(name) in rows else "", []).append(name)
        for name, together in columns.items():
            yield Component(self.classes, together, rows.get(name, []))

    def decide(self, relaxed: Iterable[str] = ()) -> list[Decision]:
        """Return the decision on every component with some figures not believed."""
        figures = frozenset(relaxed)
        return [decide(component, figures) for component in self.components]
