"""Numbers near the printed ones that obey every row of a component, found by moving one at a time within its interval.

Most contradictions of printed figures are those of rounding, a few steps away from figures that agree. Whoever finds
such figures needs no solver, and they are their own proof; whoever finds none has shown nothing.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from budgetkit.checks.joint.component import Component
from budgetkit.checks.joint.programme import ZERO
from budgetkit.model.fraction import Fraction

_STEPS: Final = 30
"""Steps beyond two a row after which the search gives up; rounding in published documents took at most 40."""


class Nearby:
    """The search: ``point`` are the numbers so far, ``broken`` the rows that the printed ones do not obey."""

    def __init__(self, component: Component) -> None:
        """Start with the printed figures, as far as their intervals allow."""
        self.rows, self.boxes, self.touching = component.rows, component.boxes, component.touching
        self._dropped = component.dropped
        self.point = {n: self._inside(n, component.printed(n)) for n in self.boxes}
        self._terms: list[dict[str, Fraction]] = []
        self._sums = [sum((c * self.point[n] for n, c in row.terms), ZERO) for row in self.rows]
        self._moved: dict[str, int] = {}
        self.broken = [i for i in range(len(self.rows)) if i not in self._dropped and self._miss(i)]

    def found(self) -> bool:
        """Mend row after row; say whether all hold in the end."""
        waiting = deque(self.broken)
        self._terms = [dict(row.terms) for row in self.rows] if waiting else []
        for step in range(_STEPS + 2 * len(self.rows)):
            while waiting and not self._miss(waiting[0]):
                waiting.popleft()
            if not waiting:
                return True
            moves = [self._move(n, c, waiting[0]) for n, c in self.rows[waiting[0]].terms]
            if not any(moves):
                return False
            *_, name, by = min(filter(None, moves))
            self.point[name] += by
            self._moved[name] = step + 1
            for i in self.touching[name]:
                self._sums[i] += self._terms[i][name] * by
                if i not in self._dropped and self._miss(i):
                    waiting.append(i)
        return False

    def _miss(self, row: int, more: Fraction = ZERO) -> Fraction:
        """Return by how much a row is missed when so much is added to its sum."""
        total = self._sums[row] + more
        return -total if total < 0 and self.rows[row].relation == "=" else max(total, ZERO)

    def _move(self, name: str, factor: Fraction, row: int) -> tuple[Fraction, int, int, str, Fraction] | None:
        """Return how far a number may go to mend a row, and how much worse all rows are for each unit of it.

        Of moves that are equally good the one of the number that was moved longest ago is first, then of one in few rows.
        """
        by = self._inside(name, self.point[name] - self._sums[row] / factor) - self.point[name]
        if not by:
            return None
        worse = ZERO
        for i in self.touching[name]:
            if i not in self._dropped:
                worse += self._miss(i, self._terms[i][name] * by) - self._miss(i)
        return worse / abs(by), self._moved.get(name, 0), len(self.touching[name]), name, by

    def _inside(self, name: str, value: Fraction) -> Fraction:
        box = self.boxes[name]
        value = value if box.low is None else max(value, box.low)
        return value if box.high is None else min(value, box.high)
