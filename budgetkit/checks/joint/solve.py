"""The one door to HiGHS: a small linear programme over scaled unknowns, solved again and again from a warm start.

Every unknown is measured from the middle of its interval in half units of its last printed place, so that all
bounds are near ±1; right-hand sides are computed exactly before they become floats. What comes back is a basis,
a ray or a vertex in floating point: evidence that is turned into proof, never a verdict. The basis where a solver
stops is a set of choices, not of numbers: solved in fractions, it gives the exact vertex or the exact multipliers.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import heapify, heappop, heappush
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from budgetkit.checks.joint.programme import ZERO
from budgetkit.model.fraction import Fraction

if TYPE_CHECKING:
    from budgetkit.checks.joint.component import ClassConstraint

FEASIBILITY: Final = 1e-9
"""HiGHS's own tolerance in half units of the last place; it decides how well a point is aimed, never a verdict."""

AT_LOW, BASIC, AT_HIGH = "low", "basic", "high"


@dataclass(frozen=True)
class Solution:
    """What the solver ended with: ``status`` is optimal, infeasible, unbounded or failed.

    ``values`` are scaled, ``duals`` and ``ray`` multiply scaled rows.
    """

    status: str
    values: tuple[float, ...] = ()
    duals: tuple[float, ...] = ()
    ray: tuple[float, ...] = ()


@dataclass(frozen=True)
class Basis:
    """Which end of its interval every column and row stands at: low, high, free, or basic (none)."""

    columns: tuple[str, ...]
    rows: tuple[str, ...]

    def basic(self, names: Sequence[str]) -> list[str]:
        """Return the names of the columns that stand at no end."""
        return [n for n, s in zip(names, self.columns, strict=True) if s == BASIC]

    def tight(self, dropped: frozenset[int]) -> list[int]:
        """Return the rows that hold without slack."""
        return [i for i, s in enumerate(self.rows) if s != BASIC and i not in dropped]


class Solver:
    """One linear programme held by HiGHS; bounds, dropped rows and objective change between runs."""

    def __init__(
        self, columns: Sequence[str], rows: Sequence[ClassConstraint], scale: Mapping[str, Fraction]
    ) -> None:
        """Hand the matrix over once; ``scale`` is what one unit of each scaled column is worth."""
        self.columns = tuple(columns)
        self.rows = tuple(rows)
        self.scale = dict(scale)
        self.number = {n: i for i, n in enumerate(self.columns)}
        self.divisors = [max(abs(c) * self.scale[n] for n, c in row.terms) for row in self.rows]
        self.centre = dict.fromkeys(self.columns, ZERO)
        self._costs: dict[int, float] = {}
        self._highs = _quiet()
        self._read_model()

    def _read_model(self) -> None:
        """Hand the matrix over as a file (MPS), the one way to HiGHS that does not load numpy."""
        entries: list[list[str]] = [[] for _ in self.columns]
        for i, (row, divisor) in enumerate(zip(self.rows, self.divisors, strict=True)):
            for name, c in row.terms:
                entries[self.number[name]].append(
                    f" c{self.number[name]} r{i} {float(c * self.scale[name] / divisor)!r}"
                )
        lines = ["ROWS", " N cost", *(f" E r{i}" for i in range(len(self.rows))), "COLUMNS"]
        for n, known in enumerate(entries):
            lines += [f" c{n} cost 0", *known]
        lines += [
            "BOUNDS",
            *(f" {end} b c{n} {at}" for n in range(len(entries)) for end, at in _ENDS),
            "ENDATA",
            "",
        ]
        with TemporaryDirectory() as folder:
            file = Path(folder, "rows.mps")
            file.write_text("\n".join(lines), encoding="ascii")
            self._highs.readModel(str(file))

    def bound(self, name: str, centre: Fraction, low: Fraction | None, high: Fraction | None) -> None:
        """Set the interval of one unknown (``None`` for no end), measured from ``centre``."""
        self.centre[name], scale = centre, self.scale[name]
        below = -_INFINITY if low is None else float((low - centre) / scale)
        above = _INFINITY if high is None else float((high - centre) / scale)
        self._highs.changeColBounds(self.number[name], below, above)

    def place(self, rows: Iterable[int], dropped: frozenset[int]) -> None:
        """Set the right-hand sides of rows from the present centres; dropped rows say nothing."""
        for i in rows:
            row = self.rows[i]
            right = -sum((c * self.centre[n] for n, c in row.terms), ZERO) / self.divisors[i]
            high = _INFINITY if i in dropped else float(right)
            low = -_INFINITY if i in dropped or row.relation == "<=" else float(right)
            self._highs.changeRowBounds(i, low, high)

    def aim(self, objective: Mapping[str, Fraction]) -> None:
        """Set what is minimised: Σ coefficient · unknown."""
        costs = {self.number[n]: float(c * self.scale[n]) for n, c in objective.items()}
        largest = max((abs(c) for c in costs.values()), default=1.0)
        for i in {*self._costs, *costs}:
            self._highs.changeColCost(i, costs.get(i, 0.0) / largest)
        self._costs = costs

    def run(self) -> Solution:
        """Solve, and say what the solver ended with."""
        self._highs.run()
        status = self._highs.getModelStatus()
        known = _library().HighsModelStatus
        if status == known.kInfeasible:
            ray = self._highs.getDualRay()
            return Solution("infeasible", ray=tuple(float(x) for x in ray[2]) if ray[1] else ())
        if status == known.kUnbounded:
            return Solution("unbounded")
        if status != known.kOptimal:
            return Solution("failed")
        solution = self._highs.getSolution()
        return Solution("optimal", tuple(solution.col_value), tuple(solution.row_dual))

    def forget(self) -> None:
        """Start the next run cold: from a warm start the solver sometimes gives up or errs."""
        self._highs.clearSolver()

    def basis(self) -> Basis:
        """Return where the last run stopped."""
        basis = self._highs.getBasis()
        return Basis(*(tuple(_STATUS[int(s)] for s in of) for of in (basis.col_status, basis.row_status)))


_INFINITY: Final = float("inf")
_ENDS: Final = (("LO", -1), ("UP", 1))
_STATUS: Final = (AT_LOW, BASIC, AT_HIGH, "free", "free")


@cache
def _library() -> Any:
    """Return HiGHS itself: the package around it loads numpy, which takes longer than most judgements."""
    name, package = "highspy._core", find_spec("highspy")
    inner = package and PathFinder.find_spec(name, package.submodule_search_locations)
    if name in sys.modules or not inner or not inner.loader:
        return import_module(name)
    module = sys.modules[name] = module_from_spec(inner)
    inner.loader.exec_module(module)
    return module


def _quiet() -> Any:
    highs = _library()._Highs()
    for option, value in (
        ("output_flag", False),
        ("presolve", "off"),
        ("solver", "simplex"),
        ("threads", 1),
        ("primal_feasibility_tolerance", FEASIBILITY),
        ("dual_feasibility_tolerance", FEASIBILITY),
    ):
        highs.setOptionValue(option, value)
    return highs


Equation = tuple[dict[str, Fraction], Fraction]


def solve_exactly(
    equations: Sequence[Equation], free: Mapping[str, Fraction] | None = None
) -> dict[str, Fraction] | None:
    """Solve Σ coefficient · unknown = right for every unknown; ``None`` when the equations contradict each other.

    Unknowns that the equations leave open take their value in ``free``, else 0.

    >>> solve_exactly([({"x": Fraction(2), "y": Fraction(1)}, Fraction(5)), ({"y": Fraction(1)}, Fraction(1))])
    {'x': Fraction(2, 1), 'y': Fraction(1, 1)}
    """
    rows = [(dict(c), r) for c, r in equations]
    where: dict[str, set[int]] = {}
    for n, (coefficients, _) in enumerate(rows):
        for name in coefficients:
            where.setdefault(name, set()).add(n)
    order: list[tuple[str, Equation]] = []
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
        order.append((name, rows[n]))
        for other in coefficients:
            where[other].discard(n)
        for m in tuple(where[name]):
            _eliminate(rows, m, name, rows[n], where)
            heappush(waiting, (len(rows[m][0]), m))
    return _substitute(order, free or {})


def _eliminate(rows: list[Equation], m: int, name: str, pivot: Equation, where: dict[str, set[int]]) -> None:
    """Take the unknown out of row m with the pivot row; remember where unknowns still stand."""
    by, right = pivot
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


def _substitute(order: Sequence[tuple[str, Equation]], free: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Solve backwards: every pivot row names its own unknown and such as are pivots of later rows, or open."""
    found: dict[str, Fraction] = {}
    for name, (coefficients, rest) in reversed(order):
        for other, coefficient in coefficients.items():
            if other != name:
                rest -= coefficient * found.setdefault(other, free.get(other, ZERO))
        found[name] = rest / coefficients[name]
    return found
