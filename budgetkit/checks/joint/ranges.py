"""The tightest range of every unknown of a component, with few solver runs.

Every end of a printed interval that some solution reaches is its own proof of tightness; only the ends that none
of the solutions seen so far reaches need a run of their own. An end is given up only for a certified bound: with any
multipliers the rows can be added to an objective, and the least value over the intervals of what then stands there,
worked out in fractions, is never above the objective's own. The solver's multipliers make it the tightest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from budgetkit.checks.joint.certificate import row_multipliers
from budgetkit.checks.joint.component import Component
from budgetkit.checks.joint.programme import ZERO, collect, smallest
from budgetkit.model.fraction import Fraction

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
        basis, costs = solver.basis(), {n: -c for n, c in objective.items()}
        tight, basic = basis.tight(component.dropped), basis.basic(component.leaders)
        precise = row_multipliers(component.rows, tight, basic, costs)
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
    used = [(component.rows[i], m) for i, m in multipliers.items() if i not in component.dropped]
    kept = ((n, m * c) for row, m in used if row.relation == "=" or m > 0 for n, c in row.terms)
    return smallest(collect((*objective.items(), *kept)), component.boxes)


def _read(number: float) -> Fraction:
    """Read a multiplier as a simple fraction: a whole number where it is one."""
    whole = round(number)
    if abs(number - whole) < 1e-9:
        return Fraction(whole)
    return Fraction(number).limit_denominator(1_000_000)


REACHED: Final = 1e-7
"""How near, in half units of the last place, a solution must come to an end for that end to stay as it is."""

ROUNDS: Final = 3
"""How often all ends not yet reached are pushed at together, before each is tried alone."""


@dataclass(frozen=True, slots=True)
class Range:
    """A closed range of exact numbers, ``None`` for an end that nothing bounds."""

    low: Fraction | None
    high: Fraction | None


def meeting(*found: Range) -> Range:
    """Return where ranges meet."""
    lows = [r.low for r in found if r.low is not None]
    highs = [r.high for r in found if r.high is not None]
    return Range(max(lows, default=None), min(highs, default=None))


def ranges(component: Component, leaders: Iterable[str] | None = None) -> dict[str, Range]:
    """Return the range of classes of a component that can hold (all of them, or some), never narrower than the truth."""
    wanted = tuple(component.leaders if leaders is None else leaders)
    ends = _Ends(component, wanted)
    if component.rows:
        for _ in range(ROUNDS):
            before = len(ends.pending)
            for sign in (1, -1):
                ends.push({n: Fraction(sign) for n, s in ends.pending if s == sign})
            if len(ends.pending) * 10 > before * 9:
                break
        for name, sign in tuple(ends.pending):
            if (name, sign) in ends.pending:
                ends.tighten(name, sign)
    return {n: Range(ends.found.get((n, 1)), ends.found.get((n, -1))) for n in wanted}


class _Ends:
    """The ends of ranges not yet settled: (class, 1) is a lower end, (class, −1) an upper one."""

    def __init__(self, component: Component, wanted: tuple[str, ...]) -> None:
        self.component = component
        boxes = component.boxes
        self.found: dict[tuple[str, int], Fraction] = {}
        self.target: dict[tuple[str, int], float] = {}
        for name in wanted:
            scale, centre = component.solver.scale[name], component.solver.centre[name]
            for sign, end in ((1, boxes[name].low), (-1, boxes[name].high)):
                if end is not None:
                    self.found[name, sign] = end
                    self.target[name, sign] = float((end - centre) / scale)
        self.pending = dict.fromkeys((n, s) for n in wanted for s in (1, -1))
        for name in wanted:
            box = boxes[name]
            if box.low is not None and box.low == box.high:
                self.pending.pop((name, 1))
                self.pending.pop((name, -1))

    def push(self, direction: Mapping[str, Fraction]) -> None:
        """Move all pending ends at once, each in its own scale, and see which are reached."""
        scale = self.component.solver.scale
        bounded = {n: s / scale[n] for n, s in direction.items() if (n, int(s)) in self.found}
        if bounded:
            solver = self.component.solver
            solver.aim(bounded)
            outcome = solver.run()
            if outcome.status == "optimal":
                self.reach(outcome.values)

    def tighten(self, name: str, sign: int) -> None:
        """Find one end by itself; keep the better of the printed end and the certified one."""
        result = least(self.component, {name: Fraction(sign)})
        known = self.found.get((name, sign))
        self.pending.pop((name, sign), None)
        if result.values:
            self.reach(result.values)
        if result.bound is not None:
            bound = sign * result.bound
            better = known is None or (bound > known if sign > 0 else bound < known)
            self.found[name, sign] = bound if better else known  # type: ignore[assignment]

    def reach(self, values: tuple[float, ...]) -> None:
        """Settle every pending end that a solution reaches."""
        number = self.component.solver.number
        for key in [k for k in self.pending if k in self.target]:
            if abs(values[number[key[0]]] - self.target[key]) <= REACHED:
                del self.pending[key]
