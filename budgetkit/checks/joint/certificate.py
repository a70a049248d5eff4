"""Proof that figures contradict each other: a combination of statements, checked in exact rational arithmetic.

Each row says that a sum of unknowns is 0 (or ≤ 0). Rows taken with multipliers (not negative for ≤) add up to one
more such row; when that row's smallest value over the printed intervals is still above 0, no unrounded figures can
satisfy all of them (Farkas' lemma). The check needs additions and multiplications of fractions, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from budgetkit.checks.joint.component import Box, ClassConstraint
from budgetkit.checks.joint.programme import ZERO, Constraint, LinearProgramme, Terms, collect, smallest
from budgetkit.checks.joint.solve import Equation, Solver, solve_exactly
from budgetkit.checks.statement import Statement
from budgetkit.model.amount import Interval
from budgetkit.model.fraction import Fraction

DENOMINATORS: Final = (1, 1_000, 1_000_000, 10**12)
"""A ray's entries are read as fractions with at most these denominators, in turn, until one proves."""

NOISE: Final = 1e-12
"""An entry of a ray below this share of its largest is taken as 0; what remains must still prove."""

CANCELS: Final = 1e-7
"""A column whose terms add to less than this share of their sizes is made to cancel exactly."""


def from_ray(solver: Solver, ray: Sequence[float]) -> Iterator[list[Fraction]]:
    """Yield multipliers of the rows that a ray of scaled multipliers may stand for, likeliest first."""
    largest = max((abs(x) for x in ray), default=0.0)
    if not largest:
        return
    for denominator in DENOMINATORS:
        read = [Fraction(x / largest).limit_denominator(denominator) for x in ray]
        yield [m / d for m, d in zip(read, solver.divisors, strict=True)]
    exactly = _cancelling(solver, [x / largest for x in ray])
    if exactly is not None:
        yield exactly


def _cancelling(solver: Solver, ray: Sequence[float]) -> list[Fraction] | None:
    """Return multipliers near the ray's for which every column that almost cancels does so exactly."""
    used = [i for i, x in enumerate(ray) if abs(x) > NOISE]
    columns: dict[str, dict[int, Fraction]] = {}
    for i in used:
        for name, coefficient in solver.rows[i].terms:
            columns.setdefault(name, {})[i] = coefficient * solver.scale[name] / solver.divisors[i]
    equations: list[Equation] = []
    for terms in columns.values():
        parts = [ray[i] * float(c) for i, c in terms.items()]
        if abs(sum(parts)) <= CANCELS * sum(map(abs, parts)):
            equations.append(({str(i): c for i, c in terms.items()}, ZERO))
    first = max(used, key=lambda i: abs(ray[i]))
    equations.append(({str(first): Fraction(1)}, Fraction(1 if ray[first] > 0 else -1)))
    guess = {str(i): Fraction(ray[i]).limit_denominator(10**9) for i in used}
    solved = solve_exactly(equations, guess)
    if solved is None:
        return None
    found = {**guess, **solved}
    return [found.get(str(i), ZERO) / d for i, d in enumerate(solver.divisors)]


def least_violation(
    solver: Solver, boxes: Mapping[str, Box], dropped: frozenset[int]
) -> list[Fraction] | None:
    """Return one multiplier a row from the basis of least total violation, exactly; ``None`` where that fails.

    Each row may be missed by an amount that costs one in the row's own scale; at the optimum the multipliers are
    the proof that not all can be met.
    """
    slacks: dict[str, Fraction] = {}
    rows = []
    for i, row in enumerate(solver.rows):
        ways = (("-", -1), ("+", 1)) if row.relation == "=" else (("-", -1),)
        extra = [(f"{sign}{i}", way * solver.divisors[i]) for sign, way in ways]
        slacks |= {name: Fraction(1) for name, _ in extra}
        rows.append(ClassConstraint(row.row, (*row.terms, *extra)))
    columns = (*solver.columns, *slacks)
    loose = Solver(columns, rows, {**solver.scale, **slacks})
    for name in solver.columns:
        box = boxes[name]
        loose.bound(name, solver.centre[name], box.low, box.high)
    for name in slacks:
        loose.bound(name, ZERO, ZERO, None)
    loose.place(range(len(rows)), dropped)
    loose.aim(slacks)
    outcome = loose.run()
    if outcome.status != "optimal":
        return None
    basis = loose.basis()
    found = row_multipliers(rows, basis.tight(dropped), basis.basic(columns), slacks)
    return None if found is None else [found.get(i, ZERO) for i in range(len(rows))]


def row_multipliers(
    rows: Sequence[ClassConstraint], tight: Iterable[int], basic: Sequence[str], costs: Mapping[str, Fraction]
) -> dict[int, Fraction] | None:
    """Solve Σ multiplier · coefficient = cost for every basic column over the tight rows, exactly."""
    wanted = set(basic)
    equations: dict[str, dict[str, Fraction]] = {n: {} for n in basic}
    for i in tight:
        for name, coefficient in rows[i].terms:
            if name in wanted:
                equations[name][str(i)] = coefficient
    solved = solve_exactly([(c, costs.get(n, ZERO)) for n, c in equations.items()])
    return None if solved is None else {int(i): m for i, m in solved.items() if m}


@dataclass(frozen=True)
class Certificate:
    """Rows with their multipliers; ``gap`` is by how much (in yuan) the combination misses, 0 when it proves nothing.

    ``margin`` is what every figure's interval would have to be widened by, on each side, to end the contradiction.
    """

    multipliers: tuple[tuple[Constraint, Fraction], ...]
    boxes: Mapping[str, Interval]

    @property
    def combination(self) -> dict[str, Fraction]:
        """The coefficient of every unknown in the combined row, those that vanish left out."""
        return dict(collect((name, m * c) for row, m in self.multipliers for name, c in row.terms))

    @property
    def gap(self) -> Fraction:
        """The smallest value of the combined row over the intervals; above 0 is a contradiction."""
        low = smallest(self.combination.items(), self.boxes)
        return low if low is not None and low > 0 else ZERO

    @property
    def margin(self) -> Fraction:
        """The gap shared out over all figures, each as often as it counts."""
        weight = sum((abs(c) for c in self.combination.values()), ZERO)
        return self.gap / weight if weight else ZERO

    @property
    def proves(self) -> bool:
        """Tell whether the certificate is a proof: signs allowed, every unknown bounded, the gap above 0."""
        signs = all(m > 0 or r.relation == "=" for r, m in self.multipliers)
        return signs and self.gap > 0

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements that the proof uses, once each."""
        return tuple({id(r.statement): r.statement for r, _ in self.multipliers}.values())

    @property
    def figures(self) -> tuple[str, ...]:
        """The ids of the printed figures whose intervals the proof uses, rates included, in order."""
        rates = [r.rate for r, _ in self.multipliers if r.rate]
        return tuple(dict.fromkeys((*self.combination, *rates)))


@dataclass(frozen=True)
class Refutation:
    """Why some figures cannot all be right: one certificate, or one for each thing a base may be.

    ``figures`` are the ids of all figures that the contradiction rests on, those that fix the sign of a base included.
    """

    certificates: tuple[Certificate, ...]
    figures: tuple[str, ...]

    @property
    def proves(self) -> bool:
        """Tell whether every certificate is a proof."""
        return bool(self.certificates) and all(c.proves for c in self.certificates)

    @property
    def margin(self) -> Fraction:
        """The smallest margin of the certificates."""
        return min((c.margin for c in self.certificates), default=ZERO)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements that the proof uses, once each."""
        return tuple({id(s): s for c in self.certificates for s in c.statements}.values())

    @property
    def rows(self) -> int:
        """How many rows the certificates combine."""
        return sum(len(c.multipliers) for c in self.certificates)


def refutation(certificates: Iterable[Certificate], open_bases: Iterable[Terms] = ()) -> Refutation:
    """Return the refutation that certificates make; bases of which they cover every case need no figure of their own."""
    proofs = tuple(certificates)
    covered = set(open_bases)
    bases = [r.base for c in proofs for r, _ in c.multipliers if r.rate and r.base not in covered]
    ids = [n for c in proofs for n in c.figures] + [n for base in bases for n, _ in base]
    return Refutation(proofs, tuple(dict.fromkeys(ids)))


def certify(multipliers: Iterable[tuple[Constraint, Fraction]], of: LinearProgramme) -> Certificate:
    """Return the certificate of a programme for some multipliers; only the boxes it uses are kept."""
    whole = Certificate(tuple((r, m) for r, m in multipliers if m), of.boxes)
    return replace(whole, boxes={n: of.boxes[n] for n in whole.combination if n in of.boxes})
