"""The total column of a table that comes nearly in one piece, by its order and the sums it must give.

Every row has a figure there, and the stream goes down a column; so the column is a choice of figures in order, as
many as there are rows, in which each class is the sum of its groups. Choices with few leaps are
tried first; the values that any of the best ones puts in a row are kept as that row's candidates.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final

from budgetkit.readers.flat.order import Family, Figure

_STEPS: Final = 3_000
_BROKEN: Final = 30
_MORE: Final = 1
_PROGRESS: Final = (0.0, 0.4)
_LONGER: Final = 800
_VISITS: Final = 2


def block_values(
    figures: Sequence[Figure], rows: int, families: Sequence[Family]
) -> tuple[frozenset[int], ...] | None:
    """Return for each row the values it may have, ``None`` where no choice was found in reasonable time.

    >>> figures = [Figure(v, 1, frozenset(range(3)), n) for n, v in enumerate((30, 10, 20, 5, 10))]
    >>> block_values(figures, 3, [Family(0, (1, 2))])
    (frozenset({30}), frozenset({10}), frozenset({20}))
    """
    for progress in _PROGRESS:
        best: int | None = None
        found: list[set[int]] = [set() for _ in range(rows)]
        for cost, chosen in _Search(figures, rows, families).run(progress):
            if best is not None and cost > best + _MORE:
                continue
            best = cost if best is None else min(best, cost)
            for row, n in enumerate(chosen):
                found[row].add(figures[n].value)
        if best is not None:
            return tuple(frozenset(f) for f in found)
    return None


_State = tuple[int, int, tuple[tuple[int, int, int], ...]]
"""Last figure, next row, and what each open family still lacks: (family, amount, slack)."""


class _Search:
    def __init__(self, figures: Sequence[Figure], rows: int, families: Sequence[Family]) -> None:
        self.figures, self.rows, self.families = figures, rows, families
        self.of_row: dict[int, list[tuple[int, int]]] = {}
        for n, family in enumerate(families):
            for row, sign in ((family.whole, 1), *((p, -1) for p in family.parts)):
                self.of_row.setdefault(row, []).append((n, sign))
        self.ends = [max(f.whole, *f.parts) for f in families]
        self.first = [min(f.whole, *f.parts) for f in families]
        self.signed = any(f.value < 0 for f in figures)

    def run(self, progress: float) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield (cost, figures chosen) from the cheapest on."""
        order = count()
        heap: list[tuple[float, int, int, _State, tuple[int, ...]]] = [(0.0, 0, next(order), (-1, 0, ()), ())]
        visits: dict[_State, int] = {}
        found = 0
        for step in range(_STEPS):
            if not heap or (found and step > found + _LONGER):
                return
            _, cost, _, state, chosen = heapq.heappop(heap)
            if len(chosen) == self.rows:
                found = found or step
                yield cost, chosen
                continue
            visits[state] = visits.get(state, 0) + 1
            if visits[state] > _VISITS:
                continue
            for more, longer, following in self._next(state, chosen):
                # Where progress counts for nothing, a column in many pieces is never read to its end.
                rank = cost + more - progress * len(longer)
                heapq.heappush(heap, (rank, cost + more, next(order), following, longer))

    def _next(self, state: _State, chosen: tuple[int, ...]) -> Iterator[tuple[int, tuple[int, ...], _State]]:
        last, row, open_families = state
        stop = len(self.figures) - (self.rows - row) + 1
        for n in range(last + 1, stop):
            figure = self.figures[n]
            if row not in figure.rows or (last >= 0 and self.figures[last].line == figure.line):
                continue
            added = self._added({f: (a, s) for f, a, s in open_families}, row, figure)
            if added is not None:
                leap = 0 if n == last + 1 or last < 0 else 1
                yield leap + added[0], (*chosen, n), (n, row + 1, added[1])

    def _added(
        self, lacking: dict[int, tuple[int, int]], row: int, figure: Figure
    ) -> tuple[int, tuple[tuple[int, int, int], ...]] | None:
        """Return the price of a figure in a row, and what the families lack then."""
        price = 0
        for family, sign in self.of_row.get(row, ()):
            amount, slack = lacking.get(family, (0, 0))
            if family not in lacking and self.first[family] != row:
                continue
            amount, slack = amount + sign * figure.value, slack + figure.half
            too_much = not self.signed and self.families[family].whole <= row and amount < -slack
            if too_much or (self.ends[family] == row and abs(amount) > slack):
                price += _BROKEN
                lacking.pop(family, None)
            elif self.ends[family] == row:
                lacking.pop(family, None)
            else:
                lacking[family] = (amount, slack)
        return price, tuple(sorted((f, a, s) for f, (a, s) in lacking.items()))
