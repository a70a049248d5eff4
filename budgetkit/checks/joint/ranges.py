"""How far figures can move: the tightest range of every unknown, what a figure must be for all else to hold.

Every end of a printed interval that some solution reaches is its own proof of tightness; only the ends that none
of the solutions seen so far reaches need a run of their own. An end is given up only for a certified bound: with any
multipliers the rows can be added to an objective, and the least value over the intervals of what then stands there,
worked out in fractions, is never above the objective's own. The solver's multipliers make it the tightest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor
from typing import Final

from budgetkit.checks.joint.certificate import row_multipliers
from budgetkit.checks.joint.component import Component
from budgetkit.checks.joint.decide import decide
from budgetkit.checks.joint.programme import ZERO, Range, collect, smallest
from budgetkit.checks.statement import Figure, Side, Statement
from budgetkit.model.amount import Amount, Interval
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


OPEN: Final = Range(None, None)


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


MOST: Final = 12
"""How many printed values are listed; where more would do, only the range is given."""

NEAR: Final = 1e-12
"""How little a ratio may still move, beside its size, for the search to stop; the bound is certified all the same."""

STEPS: Final = 8
"""Rounds of the ratio search; it converges faster than Newton's method and two or three suffice."""


def required_range(component: Component, figure: str, relaxed: Iterable[str]) -> Range:
    """Return the range (yuan, or a pure number for rates) a figure must lie in when the relaxed ones are not believed.

    Never narrower than the truth; ``None`` where nothing bounds it. Where the base of a rate might have either sign,
    the one that is printed is taken if it can hold.
    """
    decide(component, relaxed)
    found = []
    if figure in component.classes.of:
        leader = component.classes.of[figure]
        found.append(ranges(component, [leader])[leader])
    rated = {id(r.row.statement): r.row.statement for r in component.rows if r.row.rate == figure}
    return meeting(*found, *(rate_range(component, s) for s in rated.values()))


def rate_range(component: Component, statement: Statement, within: Range = OPEN) -> Range:
    """Return the range of part ÷ base over everything a component allows, never narrower than the truth.

    ``within`` is a range that is known already, the printed one; the search starts at its ends.
    """
    part, base = (_over_classes(component, side) for side in (statement.left, statement.right))
    smallest = _low(component, base)
    if smallest is None or smallest <= 0:
        part, base = _times(part, -1), _times(base, -1)
        smallest = _low(component, base)
    if smallest is None or smallest <= 0:
        return within
    low = _ratio(component, part, base, smallest, within.low)
    above = None if within.high is None else -within.high
    high = _ratio(component, _times(part, -1), base, smallest, above)
    return Range(low, None if high is None else -high)


def _ratio(
    component: Component,
    part: Mapping[str, Fraction],
    base: Mapping[str, Fraction],
    smallest: Fraction,
    start: Fraction | None,
) -> Fraction | None:
    """Return a certified lower bound of part ÷ base, for a base of at least ``smallest`` (above 0).

    Dinkelbach's method: where part − r · base cannot fall below −d, the ratio cannot fall below r − d ÷ smallest.
    """
    rate = best = start
    for _ in range(STEPS):
        goal = part if rate is None else dict(collect((*part.items(), *_times(base, -rate).items())))
        if not goal:
            return rate
        result = least(component, goal)
        if not result.values:
            return best
        if rate is not None and result.bound is not None:
            certified = rate + min(ZERO, result.bound) / smallest
            best = certified if best is None else max(best, certified)
        reached = _at(component, part, result.values) / _at(component, base, result.values)
        if rate is not None and abs(reached - float(rate)) <= NEAR * max(1.0, abs(reached)):
            return best
        rate = Fraction(reached).limit_denominator(10**15)
    return best


def _at(component: Component, side: Mapping[str, Fraction], values: tuple[float, ...]) -> float:
    solver = component.solver
    centre = sum((c * solver.centre[n] for n, c in side.items()), ZERO)
    return float(centre) + sum(float(c * solver.scale[n]) * values[solver.number[n]] for n, c in side.items())


def _low(component: Component, side: Mapping[str, Fraction]) -> Fraction | None:
    """Return a lower bound of a side: from the intervals alone where they give one above 0, else from everything."""
    total = smallest(side.items(), component.boxes)
    if total is not None and total > 0:
        return total
    return least(component, side).bound if side else ZERO


def _over_classes(component: Component, side: Side) -> dict[str, Fraction]:
    of = component.classes.of
    # A figure that cancels out of its row, and stands in no other, is no unknown.
    return dict(collect((of.get(t.figure.id, t.figure.id), Fraction(t.sign)) for t in side))


def _times(side: Mapping[str, Fraction], factor: Fraction | int) -> dict[str, Fraction]:
    return {n: c * factor for n, c in side.items()}


def printings(figure: Figure, reach: Range) -> tuple[Amount, ...]:
    """Return every number that, printed with the figure's places and unit, could stand for something in the range.

    Empty where nothing bounds the range or more than a dozen numbers would do.

    >>> f = Figure("x", Amount(Decimal("83.78"), "%"))
    >>> [str(a) for a in printings(f, Range(Fraction(83788, 100000), Fraction(83794, 100000)))]
    ['83.79%']
    """
    if reach.low is None or reach.high is None or reach.low > reach.high:
        return ()
    amount = figure.amount
    step = amount.ulp or Fraction(amount.factor)
    first, last = floor(reach.low / step) - 1, ceil(reach.high / step) + 1
    if last - first > MOST + 4:
        return ()
    place = Decimal(1).scaleb(-amount.places)
    tried = (Amount(k * place, amount.unit, amount.rounding) for k in range(first, last + 1))
    near = [(a, a.interval.within(Interval(reach.low, reach.high))) for a in tried]
    touching = [(a, shared) for a, shared in near if shared is not None]
    # A number that only touches the range at its very end is left out where others reach into it.
    inside = [a for a, shared in touching if shared.low < shared.high]
    fitting = tuple(inside or (a for a, _ in touching))
    return fitting if len(fitting) <= MOST else ()
