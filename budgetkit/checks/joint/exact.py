"""Exact answers from a solver's basis: the sparse system it stands on, solved in fractions.

A linear programming solver works in floating point, but the basis where it stops is a set of choices, not of
numbers. Solved exactly, those choices give the exact vertex or the exact multipliers; nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from heapq import heapify, heappop, heappush

from budgetkit.checks.joint.programme import ZERO

Equation = tuple[dict[str, Fraction], Fraction]


def solve(
    equations: Sequence[Equation], free: Mapping[str, Fraction] | None = None
) -> dict[str, Fraction] | None:
    """Solve Σ coefficient · unknown = right for every unknown; ``None`` when the equations contradict each other.

    Unknowns that the equations leave open take their value in ``free``, else 0.

    >>> solve([({"x": Fraction(2), "y": Fraction(1)}, Fraction(5)), ({"y": Fraction(1)}, Fraction(1))])
    {'x': Fraction(2, 1), 'y': Fraction(1, 1)}
    """
    rows = [(dict(c), r) for c, r in equations]
    where: dict[str, set[int]] = {}
    for n, (coefficients, _) in enumerate(rows):
        for name in coefficients:
            where.setdefault(name, set()).add(n)
    order: list[tuple[str, dict[str, Fraction], Fraction]] = []
    waiting = [(len(c), n) for n, (c, _) in enumerate(rows)]
    heapify(waiting)
    done: set[int] = set()
    while waiting:
        size, n = heappop(waiting)
        coefficients, right = rows[n]
        if n in done or size != len(coefficients):
            continue
        done.add(n)
        if not coefficients:
            if right:
                return None
            continue
        name = min(coefficients, key=lambda x: len(where[x]))
        order.append((name, coefficients, right))
        for other in coefficients:
            where[other].discard(n)
        for m in tuple(where[name]):
            _eliminate(rows, m, name, coefficients, right, where)
            heappush(waiting, (len(rows[m][0]), m))
    return _substitute(order, free or {})


def _eliminate(
    rows: list[Equation],
    m: int,
    name: str,
    by: Mapping[str, Fraction],
    right: Fraction,
    where: dict[str, set[int]],
) -> None:
    """Take the unknown out of row m with the pivot row; remember where unknowns still stand."""
    target, value = rows[m]
    factor = target[name] / by[name]
    for other, coefficient in by.items():
        left = target.get(other, ZERO) - factor * coefficient
        if left and other != name:
            target[other] = left
            where[other].add(m)
        else:
            target.pop(other, None)
            where[other].discard(m)
    rows[m] = (target, value - factor * right)


def _substitute(
    order: Sequence[tuple[str, dict[str, Fraction], Fraction]], free: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    """Solve backwards: every pivot row names its own unknown and such as are pivots of later rows, or open."""
    found: dict[str, Fraction] = {}
    for name, coefficients, right in reversed(order):
        rest = right
        for other, coefficient in coefficients.items():
            if other != name:
                rest -= coefficient * found.setdefault(other, free.get(other, ZERO))
        found[name] = rest / coefficients[name]
    return found
