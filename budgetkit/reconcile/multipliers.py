"""Exact multipliers of rows, from what the solver found in floating point.

A ray is read as simple fractions; where that proves nothing, the sums that cancel in it are made to cancel exactly;
where that fails too, the least total violation of the rows gives a basis, and the basis exact multipliers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from budgetkit.reconcile import exact
from budgetkit.reconcile.equal import Box, ClassRow
from budgetkit.reconcile.programme import ZERO
from budgetkit.reconcile.solve import Solver

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
    equations: list[exact.Equation] = []
    for terms in columns.values():
        parts = [ray[i] * float(c) for i, c in terms.items()]
        if abs(sum(parts)) <= CANCELS * sum(map(abs, parts)):
            equations.append(({str(i): c for i, c in terms.items()}, ZERO))
    first = max(used, key=lambda i: abs(ray[i]))
    equations.append(({str(first): Fraction(1)}, Fraction(1 if ray[first] > 0 else -1)))
    guess = {str(i): Fraction(ray[i]).limit_denominator(10**9) for i in used}
    solved = exact.solve(equations, guess)
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
        extra = [(f"-{i}", -solver.divisors[i])]
        if row.relation == "=":
            extra.append((f"+{i}", solver.divisors[i]))
        slacks |= {name: Fraction(1) for name, _ in extra}
        rows.append(ClassRow(row.row, (*row.terms, *extra), row.relation))
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
    rows: Sequence[ClassRow], tight: Iterable[int], basic: Sequence[str], costs: Mapping[str, Fraction]
) -> dict[int, Fraction] | None:
    """Solve Σ multiplier · coefficient = cost for every basic column over the tight rows, exactly."""
    wanted = set(basic)
    equations: dict[str, dict[str, Fraction]] = {n: {} for n in basic}
    for i in tight:
        for name, coefficient in rows[i].terms:
            if name in wanted:
                equations[name][str(i)] = coefficient
    solved = exact.solve([(c, costs.get(n, ZERO)) for n, c in equations.items()])
    return None if solved is None else {int(i): m for i, m in solved.items() if m}
