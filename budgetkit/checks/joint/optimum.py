"""The least value of a sum of unknowns, safe outward: the bound given is never above the true one.

For any multipliers the rows can be added to the objective, and what then stands there is at least its least value
over the intervals. Worked out in fractions this is a valid bound whatever the solver did; the solver's multipliers
make it the tightest one, or as near as they are exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from budgetkit.checks.joint.certificate import row_multipliers
from budgetkit.checks.joint.component import Component
from budgetkit.checks.joint.programme import ZERO

LOOSE: Final = 1e-7
"""How far (in the objective's own scale) a bound may lie from the solver's value before exact multipliers are sought."""
_NOISE: Final = 1e-11
"""Multipliers below this are taken as 0; every set of multipliers gives a valid bound."""


@dataclass(frozen=True, slots=True)
class Least:
    """``bound``: no solution goes below it (``None``: no bound is known); ``values``: the solver's point, scaled."""

    bound: Fraction | None
    values: tuple[float, ...] = ()


def least(component: Component, objective: Mapping[str, Fraction]) -> Least:
    """Return the least value of Σ coefficient · unknown over a component that can hold, as a certified bound.

    The figures relaxed on the component stay relaxed.
    """
    solver = component.solver
    solver.aim(objective)
    outcome = solver.run()
    if outcome.status != "optimal":
        return Least(None)
    scale = max(abs(c) * solver.scale[n] for n, c in objective.items())
    numbers = zip(component.leaders, outcome.values, strict=True)
    reached = sum(
        float(objective[n] * solver.scale[n] / scale) * v for n, v in numbers if n in objective
    ) + float(sum((c * solver.centre[n] for n, c in objective.items()), ZERO) / scale)
    rough = {
        i: -_read(dual) * scale / solver.divisors[i]
        for i, dual in enumerate(outcome.duals)
        if abs(dual) > _NOISE
    }
    bound = value(component, objective, rough)
    if bound is None or abs(float(bound / scale) - reached) > LOOSE * max(1.0, abs(reached)):
        precise = _precise(component, objective)
        better = value(component, objective, precise) if precise is not None else None
        known = [b for b in (bound, better) if b is not None]
        bound = max(known) if known else None
    return Least(bound, outcome.values)


def value(
    component: Component, objective: Mapping[str, Fraction], multipliers: Mapping[int, Fraction]
) -> Fraction | None:
    """Return the bound that some multipliers give, in fractions: the least value of objective + Σ multiplier · row.

    A multiplier with the wrong sign for its ≤ row is left out: every subset of rows gives a valid bound.
    """
    total = dict(objective)
    for i, m in multipliers.items():
        row = component.rows[i]
        if i not in component.dropped and (row.relation == "=" or m > 0):
            for name, coefficient in row.terms:
                total[name] = total.get(name, ZERO) + m * coefficient
    low = ZERO
    for name, coefficient in total.items():
        if coefficient:
            box = component.boxes[name]
            end = box.low if coefficient > 0 else box.high
            if end is None:
                return None
            low += coefficient * end
    return low


def _read(number: float) -> Fraction:
    """Read a multiplier as a simple fraction: a whole number where it is one."""
    whole = round(number)
    if abs(number - whole) < 1e-9:
        return Fraction(whole)
    return Fraction(number).limit_denominator(1_000_000)


def _precise(component: Component, objective: Mapping[str, Fraction]) -> dict[int, Fraction] | None:
    """Return the exact multipliers of the basis where the solver stopped."""
    basis = component.solver.basis()
    costs = {n: -c for n, c in objective.items()}
    return row_multipliers(
        component.rows, basis.tight(component.dropped), basis.basic(component.leaders), costs
    )
