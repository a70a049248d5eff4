"""An integer programme in HiGHS: binary choices, linear rows, rows that may be broken at a price.

Money makes large coefficients, and a solver is exact only to a tolerance; so amounts are split into limbs with
carries, and every answer is checked again in whole numbers by whoever asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

_INFINITY: Final = float("inf")
_BITS: Final = 17
_LIMB: Final = 1 << _BITS
_TOLERANCE: Final = 1e-9
_LEAST: Final = 1e-3
_LARGE: Final = 5_000
_ENTRIES: Final = 50
"""So many entries of a model cost as much as one step of the solver."""

Terms = Sequence[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the solver found: ``optimal``, ``infeasible`` or ``failed``, the objective, the binary columns that are 1.

    ``filled`` are the other columns that are not zero.
    """

    status: str
    objective: float = 0.0
    chosen: frozenset[int] = frozenset()
    filled: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Total:
    """Σ amount · column + constant, give or take Σ slack · column + width, that is to be zero (or at most zero)."""

    amounts: Mapping[int, int]
    slack: Mapping[int, int]
    constant: int
    width: int
    relation: str


@dataclass
class Work:
    """How much the solver may still do, and how much for one solution: times it asks whether to go on, model entries.

    It is counted, not timed, so that a result does not depend on what else a machine does.
    """

    left: int
    each: int


@dataclass
class Programme:
    """Columns with costs and rows over them, built up and then solved, as often as rows are added.

    What is not solved with the ``work`` allowed has failed, which says nothing of what there is.
    """

    work: Work
    costs: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[Terms, float, float]] = field(default_factory=list)

    def binary(self, cost: float = 0.0) -> int:
        """Add a yes-or-no column and return its number."""
        return self._column(cost, 0.0, 1.0, True)

    def share(self, cost: float = 0.0) -> int:
        """Add a column between 0 and 1 that the rows make whole."""
        return self._column(cost, 0.0, 1.0, False)

    def _column(self, cost: float, low: float, high: float, whole: bool) -> int:
        self.costs.append(cost)
        self.lower.append(low)
        self.upper.append(high)
        self.whole.append(whole)
        return len(self.costs) - 1

    def row(self, terms: Terms, low: float = -_INFINITY, high: float = _INFINITY) -> None:
        """Add low <= Σ coefficient · column <= high."""
        self.rows.append((terms, low, high))

    def at_most_one(self, columns: Iterable[int]) -> None:
        """Allow at most one of several columns."""
        terms = [(c, 1.0) for c in dict.fromkeys(columns)]
        if len(terms) > 1:
            self.row(terms, high=1.0)

    def sum_within(self, total: Total, broken: int | None = None, price: float | None = None) -> list[int]:
        """Ask a total to be zero (or at most zero): always, or unless ``broken``, or else at a ``price`` for each unit.

        Returns the columns that measure by how much it misses, for a price.
        """
        limbs = 1
        largest = max([abs(a) for a in total.amounts.values()] + [abs(total.constant), 1])
        while _LIMB**limbs <= largest:
            limbs += 1
        carry: int | None = None
        reach = len(total.amounts) + 2
        missed: list[int] = []
        for limb in range(limbs):
            last = limb == limbs - 1
            terms = {c: float(_digit(a, limb, last)) for c, a in total.amounts.items()}
            fixed = float(_digit(total.constant, limb, last))
            if carry is not None:
                terms[carry] = 1.0
            if not last:
                carry = self._column(0.0, -float(reach), float(reach), True)
                terms[carry] = -float(_LIMB)
            bound = sum(abs(t) for c, t in terms.items() if c != carry) + _LIMB * reach + abs(fixed)
            if price is not None:
                over, under = (self._column(price * _LIMB**limb, 0.0, _INFINITY, False) for _ in range(2))
                terms |= {over: -1.0, under: 1.0}
                missed += [over, under]
            give = total.slack if limb == 0 else {}
            room = float(total.width) if limb == 0 else 0.0
            self._limb(terms, give, room, fixed, None if broken is None else (broken, bound), total.relation)
        return missed

    def _limb(
        self,
        terms: Mapping[int, float],
        give: Mapping[int, int],
        room: float,
        fixed: float,
        broken: tuple[int, float] | None,
        relation: str,
    ) -> None:
        both = {*terms, *give}
        below = [(c, terms.get(c, 0.0) - give.get(c, 0)) for c in both]
        above = [(c, terms.get(c, 0.0) + give.get(c, 0)) for c in both]
        if broken is not None:
            below.append((broken[0], -broken[1]))
            above.append((broken[0], broken[1]))
        self.row(below, high=room - fixed)
        if relation == "=":
            self.row(above, low=-room - fixed)

    def solve(self, at_most: float | None = None) -> Answer:
        """Minimise the costs; with ``at_most``, only answers that cost no more count."""
        rows = list(self.rows)
        if at_most is not None:
            rows.append(([(n, c) for n, c in enumerate(self.costs) if c], -_INFINITY, at_most))
        entries = sum(len(terms) for terms, _, _ in rows)
        self.work.left -= entries // _ENTRIES
        limit = min(self.work.left, self.work.each)
        if limit <= 0:
            return Answer("failed")
        highs = _quiet_class()()
        highs.setOptionValue("threads", 1)
        highs.setOptionValue("mip_feasibility_tolerance", _TOLERANCE)
        steps = _count_steps(highs, limit, 1 + entries // _LARGE)
        highs.passModel(self._model(rows))
        highs.run()
        self.work.left -= steps[0]
        return _answer(highs, self.whole)

    def _model(self, rows: Sequence[tuple[Terms, float, float]]) -> Any:
        import highspy

        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.costs), len(rows)
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = self.costs, self.lower, self.upper
        lp.row_lower_, lp.row_upper_ = [r[1] for r in rows], [r[2] for r in rows]
        kinds = highspy.HighsVarType
        lp.integrality_ = [kinds.kInteger if w else kinds.kContinuous for w in self.whole]
        starts, index, value = [0], list[int](), list[float]()
        for terms, _, _ in rows:
            kept = [(c, t) for c, t in terms if t]
            index += [c for c, _ in kept]
            value += [t for _, t in kept]
            starts.append(len(index))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = starts, index, value
        return lp


def _count_steps(highs: Any, limit: int, weight: int) -> list[int]:
    """Stop a solver that asks whether to go on when ``weight`` for each time comes to a limit; return the sum so far."""
    from highspy import cb

    steps = [0]

    def look(_kind: Any, _message: str, _done: Any, ask: Any, _data: Any) -> None:
        steps[0] += weight
        if steps[0] > limit:
            ask.user_interrupt = 1

    highs.setCallback(look, None)
    highs.startCallback(cb.HighsCallbackType.kCallbackMipInterrupt)
    return steps


def _digit(amount: int, limb: int, last: bool) -> int:
    """Return one limb of a whole number; the last one carries the sign."""
    rest = amount >> (_BITS * limb)
    return rest if last else rest % _LIMB


def _answer(highs: Any, whole: Sequence[bool]) -> Answer:
    import highspy

    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Answer("infeasible")
    if status != highspy.HighsModelStatus.kOptimal:
        return Answer("failed")
    values = highs.getSolution().col_value
    chosen = frozenset(n for n, v in enumerate(values) if whole[n] and v > 0.5)
    filled = frozenset(n for n, v in enumerate(values) if not whole[n] and abs(v) > _LEAST)
    return Answer("optimal", float(highs.getInfo().objective_function_value), chosen, filled)


@cache
def _quiet_class() -> Any:
    import highspy

    class Quiet(highspy.Highs):
        """HiGHS without its banner, which its constructor prints while it turns callbacks on."""

        def enableCallbacks(self) -> None:  # noqa: N802
            """Turn nothing on; be silent."""
            self.silent()

    return Quiet
