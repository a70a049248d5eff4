"""The tightest range of every unknown of a component, with few solver runs.

Every end of a printed interval that some solution reaches is its own proof of tightness; only the ends that none
of the solutions seen so far reaches need a run of their own. An end is given up only for a certified bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from budgetkit.checks.joint.component import Component
from budgetkit.checks.joint.optimum import least

REACHED: Final = 1e-7
"""How near, in half units of the last place, a solution must come to an end for that end to stay as it is."""

ROUNDS: Final = 3
"""How often all ends not yet reached are pushed at together, before each is tried alone."""


@dataclass(frozen=True, slots=True)
class Range:
    """A closed range of exact numbers, ``None`` for an end that nothing bounds."""

    low: Fraction | None
    high: Fraction | None


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
