"""The total column of a table read by its order and its sums: which figures of the stream run down it.

Every row has a figure there, and the stream goes down a column, whatever stands between. So the column is a choice of
figures in order, one a row, in which each class is the sum of its groups and all classes are the total. What is passed
over between two of them costs nothing where it is what makes up the first, or the end of a page. The values that any of
the cheapest choices puts in a row are that row's candidates.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

_STEPS: Final = 500_000
"""How many figures one search tries."""

_DOCUMENT: Final = 3_000_000
"""How many the searches of one document try together."""

_BUDGETS: Final = (0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0)
_MARGIN: Final = 1.0
_LEAP: Final = 1.0
_PARTS_APART: Final = 0.25
_UNSAID: Final = 2.0
_BROKEN: Final = 3.0
_WIDE: Final = 50


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that may stand in the column: value and half its last place, as whole numbers; its rows, line, page."""

    value: int
    half: int
    rows: frozenset[int]
    line: int
    page: int = 0


@dataclass(frozen=True, slots=True)
class Family:
    """A row that is the sum of other rows."""

    whole: int
    parts: tuple[int, ...]


@dataclass(slots=True)
class Steps:
    """The steps that the searches of one document may still take: counted, so that no machine reads another text."""

    left: int = _DOCUMENT

    def share(self) -> int:
        """Return how many one search may take."""
        return min(_STEPS, self.left)


def column_values(
    figures: Sequence[Figure],
    rows: int,
    families: Sequence[Family],
    apart: Collection[int] = (),
    said: Mapping[int, Collection[int]] | None = None,
    steps: Steps | None = None,
) -> tuple[frozenset[int], ...] | None:
    """Return for each row the values it may have, ``None`` where no choice was found in so many steps.

    Rows ``apart`` (totals, which stand first or last) are not in the order of the others; ``said`` are the values that
    the narrative gives a row.

    >>> figures = [Figure(v, 1, frozenset(range(3)), n) for n, v in enumerate((30, 10, 5, 20))]
    >>> column_values(figures, 3, [Family(0, (1, 2))])
    (frozenset({30}), frozenset({10}), frozenset({20}))
    """
    steps = steps or Steps()
    search = _Search(figures, rows, families, apart, said or {}, steps.share())
    found = None
    with suppress(_OutOfSteps):
        for budget in _BUDGETS:
            if search.run(budget):
                found = search.run(budget + _MARGIN)
                break
    steps.left -= search.steps
    return found


class _OutOfSteps(Exception):
    """Counting came to its end before the search did."""


_Open = tuple[tuple[int, int, int, int], ...]
"""What is open of each family: its number, the amount that is lacking, the slack, and the parts to come."""


class _Search:
    def __init__(
        self,
        figures: Sequence[Figure],
        rows: int,
        families: Sequence[Family],
        apart: Collection[int],
        said: Mapping[int, Collection[int]],
        most: int,
    ) -> None:
        self.figures, self.rows, self.families, self.said = figures, rows, families, said
        self.chain = [r for r in range(rows) if r not in apart]
        self.whole = {f.whole: n for n, f in enumerate(families) if f.whole not in apart}
        self.part = {p: n for n, f in enumerate(families) for p in f.parts}
        self.roots = {n for n, f in enumerate(families) if f.whole in apart}
        self.totals = {n: {f.value for f in figures if families[n].whole in f.rows} for n in self.roots}
        self.apart = apart
        self.here = {r: [n for n, f in enumerate(figures) if r in f.rows] for r in range(rows)}
        self.sums = [0]
        for figure in figures:
            self.sums.append(self.sums[-1] + figure.value)
        self.first = {f.page: n for n, f in reversed(list(enumerate(figures)))}
        self.last_place = {f.value: n for n, f in enumerate(figures)}
        self.widest = max((f.half for f in figures), default=0)
        self.signed = any(f.value < 0 for f in figures)
        self.steps, self.most = 0, most

    def run(self, budget: float) -> tuple[frozenset[int], ...] | None:
        """Return the values of every row in all choices that cost no more, ``None`` where there is none."""
        self.known: dict[tuple[int, int, _Open], tuple[float, float]] = {}
        self.found: list[set[int]] = [set() for _ in range(self.rows)]
        if not self._follow(0, -1, (), budget):
            return None
        return tuple(map(frozenset, self.found))

    def _follow(self, at: int, last: int, lacking: _Open, budget: float) -> bool:
        """Tell whether the rows from one on can follow a figure within a budget, and note the values they have then."""
        if at == len(self.chain):
            return self._ends(lacking)
        done, failed = self.known.get((at, last, lacking), (-1.0, -1.0))
        if budget <= done:
            return True
        if budget <= failed:
            return False
        row, possible = self.chain[at], False
        for n in self.here[row]:
            if n <= last:
                continue
            self.steps += 1
            if self.steps > self.most:
                raise _OutOfSteps
            left = budget - self._cost(row, last, n)
            placed = self._placed(row, n, lacking) if left >= 0 else None
            if placed is None:
                continue
            broken, following = placed
            left -= _BROKEN * broken
            if left < _BROKEN and not all(self._may_close(n, *family) for family in following):
                continue
            if left >= 0 and self._follow(at + 1, n, following, left):
                self.found[row].add(self.figures[n].value)
                possible = True
        if possible:
            self.known[at, last, lacking] = budget, failed
        else:
            self.known[at, last, lacking] = done, budget
        return possible

    def _may_close(self, n: int, family: int, amount: int, slack: int, parts: int) -> bool:
        """Tell whether the last part that a family lacks is printed after a figure, give or take."""
        if parts != 1 or family in self.roots or slack > _WIDE:
            return True
        near = range(amount - slack - self.widest, amount + slack + self.widest + 1)
        return any(self.last_place.get(value, -1) > n for value in near)

    def _cost(self, row: int, last: int, n: int) -> float:
        """Return the price of what is passed over between two figures of the column, and of a value not stated."""
        figure = self.figures[n]
        cost = _UNSAID * (row in self.said and figure.value not in self.said[row])
        if n == last + 1:
            return cost
        before = self.figures[last] if last >= 0 else None
        if before is None or before.page != figure.page:
            return cost + _LEAP * (n != self.first[figure.page])
        passed = self.sums[n] - self.sums[last + 1]
        if before.line == figure.line:
            return cost + 2 * _LEAP
        if passed % before.value == 0 if before.value else False:
            return cost
        small = all(self.figures[k].value <= before.value for k in range(last + 1, n))
        return cost + (_PARTS_APART if small and n - last < 8 else _LEAP)

    def _placed(self, row: int, n: int, lacking: _Open) -> tuple[int, _Open] | None:
        """Return how many sums a figure in a row breaks and what the families lack then, ``None`` where it is too much."""
        figure, broken = self.figures[n], 0
        mine, following = self.part.get(row), []
        for family, amount, slack, parts in lacking:
            if family == mine:
                amount, slack, parts = amount - figure.value, slack + figure.half, parts - 1
                if family in self.roots:
                    if not self.signed and -amount > max(self.totals[family], default=0) + slack:
                        return None
                elif not parts:
                    broken += abs(amount) > slack
                    continue
                elif not self.signed and amount < -slack:
                    return None
            following.append((family, amount, slack, parts))
        if mine in self.roots and all(f != mine for f, *_ in lacking):
            following.append((mine, -figure.value, figure.half, len(self.families[mine].parts) - 1))
        own = self.whole.get(row)
        if own is not None:
            following.append((own, figure.value, figure.half, len(self.families[own].parts)))
        return broken, tuple(following)

    def _ends(self, lacking: _Open) -> bool:
        """Tell whether the totals are there, and note them."""
        for family, amount, slack, _ in lacking:
            if family not in self.roots:
                return False
            total = {v for v in self.totals[family] if abs(v + amount) <= slack}
            if not total:
                return False
            self.found[self.families[family].whole] |= total
        return True
