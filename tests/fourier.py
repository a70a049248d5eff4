"""Fourier–Motzkin elimination in fractions: decides small systems of linear (in)equalities by pure algebra.

The oracle of the conformance suite. It shares nothing with the package: no solver, no basis, no certificate.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

Line = tuple[dict[str, Fraction], str, Fraction]
"""Coefficients, ``=`` or ``<=``, right-hand side."""


def possible(lines: Iterable[Line]) -> bool:
    """Tell whether some numbers satisfy every line."""
    equal = [(dict(c), r) for c, relation, r in lines if relation == "="]
    below = [(dict(c), r) for c, relation, r in lines if relation == "<="]
    while equal:
        coefficients, right = equal.pop()
        if not coefficients:
            if right:
                return False
            continue
        name = next(iter(coefficients))
        equal = [_without(line, name, coefficients, right) for line in equal]
        below = [_without(line, name, coefficients, right) for line in below]
    while True:
        if any(not c and r < 0 for c, r in below):
            return False
        names = {n for c, _ in below for n in c}
        if not names:
            return True
        below = _eliminate(below, min(sorted(names), key=lambda n: _growth(below, n)))


def _without(
    line: tuple[dict[str, Fraction], Fraction], name: str, by: dict[str, Fraction], right: Fraction
) -> tuple[dict[str, Fraction], Fraction]:
    coefficients, bound = line
    if name not in coefficients:
        return line
    factor = coefficients[name] / by[name]
    return _sum(coefficients, by, -factor), bound - factor * right


def _sum(a: dict[str, Fraction], b: dict[str, Fraction], factor: Fraction) -> dict[str, Fraction]:
    total = {n: a.get(n, Fraction(0)) + factor * b.get(n, Fraction(0)) for n in {*a, *b}}
    return {n: c for n, c in total.items() if c}


def _growth(below: list[tuple[dict[str, Fraction], Fraction]], name: str) -> int:
    above = sum(1 for c, _ in below if c.get(name, 0) > 0)
    under = sum(1 for c, _ in below if c.get(name, 0) < 0)
    return above * under - above - under


def _eliminate(
    below: list[tuple[dict[str, Fraction], Fraction]], name: str
) -> list[tuple[dict[str, Fraction], Fraction]]:
    upper = [(c, r) for c, r in below if c.get(name, 0) > 0]
    lower = [(c, r) for c, r in below if c.get(name, 0) < 0]
    kept = [(c, r) for c, r in below if name not in c]
    for c, r in upper:
        for d, s in lower:
            kept.append((_sum(_scaled(c, 1 / c[name]), d, -1 / d[name]), r / c[name] - s / d[name]))
    tightest: dict[frozenset[tuple[str, Fraction]], tuple[dict[str, Fraction], Fraction]] = {}
    for c, r in kept:
        size = max((abs(x) for x in c.values()), default=Fraction(1))
        shape = frozenset((n, x / size) for n, x in c.items())
        if shape not in tightest or r / size < tightest[shape][1]:
            tightest[shape] = ({n: x / size for n, x in c.items()}, r / size)
    return list(tightest.values())


def _scaled(c: dict[str, Fraction], factor: Fraction) -> dict[str, Fraction]:
    return {n: x * factor for n, x in c.items()}
