"""The least total violation of the rows: a programme that always has an answer, hence exact multipliers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from budgetkit.reconcile import exact
from budgetkit.reconcile.equal import Box, ClassRow
from budgetkit.reconcile.programme import ZERO
from budgetkit.reconcile.solve import Solver


def multipliers(solver: Solver, boxes: Mapping[str, Box], dropped: frozenset[int]) -> list[Fraction] | None:
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
