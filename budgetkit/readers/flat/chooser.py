"""The patterns of all runs of a document, chosen together: the fewest broken identities, and only what no rival denies.

Every identity has a price, since real documents break some. A price is allowed, nothing at first and then more; a
pattern that cannot be part of a solution for that price goes out, which closes others, until a solution is found.
Then every pattern that is left must show a solution as good, or it goes too. All sums are whole numbers and all limits
are counts, so that the same text gives the same result on any machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from budgetkit.readers.flat.rules import Place, Rule
from budgetkit.readers.flat.runs import Pattern, Run, Scaled

MARGIN: Final = 0.45
"""Solutions that cost no more than this beyond the cheapest are rivals."""
_ALLOWED: Final = (0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 16.0, 24.0)
_CLEAN: Final = (0.05, 2.05, 4.05, 8.05, 16.05)
_LEAST: Final = 0.05
_NONE: Final = float("inf")

Sum = tuple[int, int]
"""A sum of figures and half a last place of each, as whole numbers of one quantum."""

Left = dict[int, tuple[int, ...]]
"""The patterns that are left of each run."""


class OutOfSteps(Exception):
    """Counting came to its end before the search did."""


@dataclass(frozen=True, slots=True)
class Priced:
    """A rule over cells, what breaking it costs, and what is added to it from outside."""

    rule: Rule
    price: float
    constant: int = 0
    width: int = 0

    @property
    def relation(self) -> str:
        """Whether its sum is to be zero or at most zero."""
        return self.rule.relation


@dataclass(frozen=True, slots=True)
class Uses:
    """So many figures of a kind there are: no more may be taken, and to leave one is to break a rule."""

    table: str
    figures: frozenset[int]
    price: float
    relation: str = "="
    width: int = 0

    @property
    def constant(self) -> int:
        """What the number of figures taken falls short by, where none is."""
        return -len(self.figures)


class Chooser:
    """Runs with their patterns under priced rules; ``solve`` narrows ``left`` to what the cheapest solutions hold."""

    def __init__(
        self,
        runs: Sequence[Run],
        patterns: Sequence[Sequence[Pattern]],
        amounts: Mapping[tuple[str, int], Scaled],
        rules: Sequence[Priced | Uses],
        effort: int,
    ) -> None:
        """Begin with every pattern open."""
        self.runs, self.amounts, self.rules = runs, amounts, rules
        self.patterns = list(patterns)
        owner = {cell: n for n, run in enumerate(runs) for cell in run.cells}
        self.signs: list[dict[Place, int]] = []
        self.members: list[tuple[int, ...]] = []
        self.of_run: list[list[int]] = [[] for _ in runs]
        for i, priced in enumerate(rules):
            signs: dict[Place, int] = {}
            if isinstance(priced, Uses):
                self.signs.append(signs)
                self.members.append(self._users(priced))
                for n in self.members[-1]:
                    self.of_run[n].append(i)
                continue
            for cell, sign in priced.rule.terms:
                signs[cell] = signs.get(cell, 0) + sign
            self.signs.append(signs)
            self.members.append(tuple(sorted({owner[c] for c in signs if c in owner})))
            for n in self.members[-1]:
                self.of_run[n].append(i)
        self.left: Left = {n: tuple(range(len(p))) for n, p in enumerate(patterns)}
        self.best = dict.fromkeys(self.left, 0)
        """The pattern of each run in one of the cheapest solutions."""
        self.work, self.effort = 0, effort
        self.sums: dict[tuple[int, int, int], Sum] = {}

    def _users(self, uses: Uses) -> tuple[int, ...]:
        return tuple(
            n
            for n, run in enumerate(self.runs)
            if run.table == uses.table
            and any(not uses.figures.isdisjoint(p.figures) for p in self.patterns[n])
        )

    def part(self, n: int, k: int, i: int) -> Sum:
        """Return what pattern k of run n adds to rule i."""
        found = self.sums.get((n, k, i))
        if found is None and isinstance(uses := self.rules[i], Uses):
            found = self.sums[n, k, i] = sum(f in uses.figures for f in self.patterns[n][k].figures), 0
        if found is None:
            run, signs = self.runs[n], self.signs[i]
            value = half = 0
            for figure, cell in zip(self.patterns[n][k].figures, self.patterns[n][k].cells, strict=True):
                if sign := signs.get(cell, 0):
                    amount = self.amounts[run.table, figure]
                    value, half = value + sign * amount.value, half + abs(sign) * amount.half
            found = self.sums[n, k, i] = value, half
        return found

    def options(self, left: Left, n: int, i: int) -> set[Sum]:
        """Return the different things that run n may add to rule i."""
        return {self.part(n, k, i) for k in left[n]}

    def solve(self) -> None:
        """Leave every run the patterns that a solution as good as the cheapest has, or what counting reached."""
        every = {n for n, left in self.left.items() if len(left) > 1}
        for group in list(self.groups(every)):
            try:
                self.left |= self._solved(group, self.of_run)
            except OutOfSteps:
                self._table_by_table(group)

    def is_solvable(self) -> bool:
        """Tell whether there is a solution that breaks next to nothing, as far as counting reaches."""
        for group in self.groups({n for n, left in self.left.items() if len(left) > 1}):
            start = _Bounds(self, self.of_run, {n: self.left[n] for n in group})
            try:
                found = next((f for more in _CLEAN if (f := self._first(start, start.least() + more))), None)
            except OutOfSteps:
                found = None
            if found is None:
                return False
            self.best |= {n: left[0] for n, left in found.left.items()}
        return True

    def _table_by_table(self, group: Sequence[int]) -> None:
        """Solve a group that counting did not get through by the rules inside each table alone."""
        inner = [
            [i for i in rules if len({self.runs[n].table for n in self.members[i]}) == 1]
            for rules in self.of_run
        ]
        for table in sorted({self.runs[n].table for n in group}):
            self.work = 0
            with suppress(OutOfSteps):
                self.left |= self._solved([n for n in group if self.runs[n].table == table], inner)

    def groups(self, free: set[int]) -> Iterator[list[int]]:
        """Yield runs of which more than one pattern is left, those together that share a rule whose outcome they change."""
        while free:
            group, edge = [], [min(free)]
            while edge:
                n = edge.pop()
                if n in free:
                    free.discard(n)
                    group.append(n)
                    rules = [i for i in self.of_run[n] if len(self.options(self.left, n, i)) > 1]
                    edge += [m for i in rules for m in self.members[i] if m in free]
            yield sorted(group)

    def _solved(self, group: Sequence[int], of_run: Sequence[Sequence[int]]) -> Left:
        """Return the patterns of a group's runs that stand in a solution within the margin of the cheapest."""
        found, last = None, 0.0
        start = _Bounds(self, of_run, {n: self.left[n] for n in group})
        base = start.least()
        for allowed in _ALLOWED:
            found = self._first(start, base + allowed + _LEAST)
            if found is not None:
                break
        if found is None:
            raise OutOfSteps
        while True:
            last = found.least()
            better = self._first(start, last - _LEAST)
            if better is None:
                break
            found = better
        self.best |= {n: left[0] for n, left in found.left.items()}
        good = start.copy()
        good.prune(last + MARGIN, group)
        seen = {n: set(found.left[n]) for n in group}
        for n in group:
            for k in good.left[n]:
                if k not in seen[n]:
                    other = good.copy()
                    other.take(n, k)
                    witness = self._first(other, last + MARGIN)
                    for m in group if witness else ():
                        seen[m] |= set(witness.left[m] if witness else ())
        return {n: tuple(sorted(seen[n])) for n in group}

    def _first(self, bounds: _Bounds, limit: float) -> _Bounds | None:
        """Return a solution that costs no more than a limit, ``None`` where there is none."""
        here = bounds.copy()
        if not here.prune(limit, here.left):
            return None
        waiting = [n for n, left in here.left.items() if len(left) > 1]
        if not waiting:
            return here if here.least() <= limit else None
        n = min(waiting, key=lambda m: (len(here.left[m]), m))
        for k in here.left[n]:
            there = here.copy()
            there.take(n, k)
            found = self._first(there, limit)
            if found is not None:
                return found
        return None

    def forget(self) -> None:
        """Forget the patterns that are not left."""
        self.best = {
            n: left.index(self.best[n]) if self.best[n] in left else 0 for n, left in self.left.items()
        }
        self.patterns = [[p[k] for k in self.left[n]] for n, p in enumerate(self.patterns)]
        self.left = {n: tuple(range(len(p))) for n, p in enumerate(self.patterns)}
        self.sums.clear()

    def broken(self) -> list[int]:
        """Return the rules that one of the cheapest solutions breaks."""
        found = []
        for i, members in enumerate(self.members):
            parts = [self.part(n, self.best[n], i) for n in members]
            value = self.rules[i].constant + sum(v for v, _ in parts)
            room = self.rules[i].width + sum(h for _, h in parts)
            if value > room or (self.rules[i].relation == "=" and value < -room):
                found.append(i)
        return found


class _Bounds:
    """What is left of the runs of a group, and between which sums each of its rules is."""

    def __init__(self, chooser: Chooser, of_run: Sequence[Sequence[int]], left: Left) -> None:
        self.s, self.of_run, self.left = chooser, of_run, left
        self.rules = sorted({i for n in left for i in of_run[n]})
        self.outer: dict[int, Sum] = {}
        for i in self.rules:
            # A run outside of the group adds one and the same, whichever of its patterns is taken.
            parts = [chooser.part(m, chooser.left[m][0], i) for m in chooser.members[i] if m not in left]
            self.outer[i] = (
                sum(v for v, _ in parts) + chooser.rules[i].constant,
                sum(h for _, h in parts) + chooser.rules[i].width,
            )
        self.spans: dict[tuple[int, int], tuple[int, int, int]] = {}
        self.totals: dict[int, tuple[int, int, int]] = {}

    def copy(self) -> _Bounds:
        other = object.__new__(_Bounds)
        other.s, other.of_run, other.rules, other.outer = self.s, self.of_run, self.rules, self.outer
        other.left, other.spans, other.totals = dict(self.left), dict(self.spans), dict(self.totals)
        return other

    def take(self, n: int, *kept: int) -> None:
        """Leave a run only some patterns."""
        self.left[n] = kept
        for i in self.of_run[n]:
            self.spans.pop((n, i), None)
            self.totals.pop(i, None)

    def span(self, n: int, i: int) -> tuple[int, int, int]:
        """Return the least, the most and the widest that a run adds to a rule."""
        found = self.spans.get((n, i))
        if found is None:
            parts = [self.s.part(n, k, i) for k in self.left[n]]
            values = [v for v, _ in parts]
            found = self.spans[n, i] = min(values), max(values), max(h for _, h in parts)
        return found

    def total(self, i: int) -> tuple[int, int, int]:
        """Return the least and the most that a rule's cells come to, and how much it allows."""
        found = self.totals.get(i)
        if found is None:
            low = high = self.outer[i][0]
            room = self.outer[i][1]
            for m in self.s.members[i]:
                if m in self.left:
                    a, b, h = self.span(m, i)
                    low, high, room = low + a, high + b, room + h
            found = self.totals[i] = low, high, room
        return found

    def is_broken(self, i: int, low: int, high: int, room: int) -> bool:
        return low > room or (self.s.rules[i].relation == "=" and high < -room)

    def least(self) -> float:
        """Return what every solution that is left costs at least; where nothing is open, what it costs."""
        own = sum(min(self.s.patterns[n][k].cost for k in left) for n, left in self.left.items())
        return own + sum(self.s.rules[i].price for i in self.rules if self.is_broken(i, *self.total(i)))

    def more(self, n: int, k: int) -> float:
        """Return what pattern k of a run adds to the least cost by rules that it alone breaks."""
        added = 0.0
        for i in self.of_run[n]:
            low, high, room = self.total(i)
            if self.is_broken(i, low, high, room):
                continue
            a, b, h = self.span(n, i)
            value, half = self.s.part(n, k, i)
            if self.is_broken(i, low - a + value, high - b + value, room - h + half):
                added += self.s.rules[i].price
        return added

    def prune(self, limit: float, first: Iterable[int]) -> bool:
        """Drop every pattern that no solution within a limit has, ``False`` where a run is left none."""
        waiting, least = dict.fromkeys(first), self.least()
        while waiting:
            if least > limit:
                return False
            n = next(iter(waiting))
            del waiting[n]
            self.s.work += len(self.left[n])
            if self.s.work > self.s.effort:
                raise OutOfSteps
            costs = {k: self.s.patterns[n][k].cost for k in self.left[n]}
            base = least - min(costs.values())
            kept = tuple(k for k, own in costs.items() if base + own + self.more(n, k) <= limit)
            if not kept:
                return False
            if len(kept) < len(costs):
                self.take(n, *kept)
                before, least = least, self.least()
                near = {m for i in self.of_run[n] for m in self.s.members[i] if m in self.left}
                waiting |= dict.fromkeys(sorted(near) if least == before else self.left)
        return least <= limit
