"""What a figure would have to be for everything else to hold: its range, and how that would be printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from math import ceil, floor
from typing import Final

from budgetkit.checks.joint.component import Component
from budgetkit.checks.joint.decide import decide
from budgetkit.checks.joint.programme import ZERO, collect, smallest
from budgetkit.checks.joint.ranges import Range, least, meeting, ranges
from budgetkit.checks.statement import Figure, Side, Statement
from budgetkit.model.amount import Amount, Interval
from budgetkit.model.fraction import Fraction

MOST: Final = 12
"""How many printed values are listed; where more would do, only the range is given."""

OPEN: Final = Range(None, None)

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
    meeting = [(a, shared) for a, shared in near if shared is not None]
    # A number that only touches the range at its very end is left out where others reach into it.
    inside = [a for a, shared in meeting if shared.low < shared.high]
    fitting = tuple(inside or (a for a, _ in meeting))
    return fitting if len(fitting) <= MOST else ()
