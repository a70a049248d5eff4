"""Smallest sets that meet every one of some sets: which figures must change so that no contradiction is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod

Set = frozenset[str]


@dataclass(frozen=True)
class Hitting:
    """All smallest sets found, sorted; ``complete`` unless the search was cut short.

    Cut short, ``sets`` holds some of the smallest, or one that need not be smallest (``smallest`` is then False).
    """

    sets: tuple[Set, ...]
    complete: bool = True
    smallest: bool = True


def clusters(cores: Iterable[Set]) -> list[list[Set]]:
    """Group sets that hang together by shared members.

    >>> [len(c) for c in clusters([frozenset("ab"), frozenset("cd"), frozenset("bc"), frozenset("x")])]
    [3, 1]
    """
    groups: list[tuple[set[str], list[Set]]] = []
    for core in cores:
        members, together = set(core), [core]
        rest = []
        for other, sets in groups:
            if other & members:
                members |= other
                together = sets + together
            else:
                rest.append((other, sets))
        groups = [*rest, (members, together)]
    return sorted((sets for _, sets in groups), key=lambda s: (-len(s), sorted(map(sorted, s))))


def smallest_hitting_sets(cores: Sequence[Set], limit: int, effort: int = 20_000) -> Hitting:
    """Return every smallest set that meets all cores, at most ``limit`` of them, by iterative deepening.

    >>> smallest_hitting_sets([frozenset("ab"), frozenset("bc")], 9).sets
    (frozenset({'b'}),)
    """
    minimal = [c for c in dict.fromkeys(cores) if not any(o < c for o in cores)]
    for size in range(len(minimal) + 1):
        search = _Search(minimal, size, limit, effort)
        search.extend(frozenset(), frozenset())
        if search.found or search.spent > effort:
            break
    if not search.found:
        return Hitting((_greedy(minimal),), complete=False, smallest=False)
    ordered = sorted(search.found, key=sorted)
    cut = search.spent > effort or len(ordered) > limit
    return Hitting(tuple(ordered[:limit]), complete=not cut)


def factors(sets: Sequence[Set]) -> list[list[Set]]:
    """Part sets into independent choices: lists of which one set each, joined, give exactly the sets; else one list.

    >>> [len(f) for f in factors([frozenset("ax"), frozenset("bx")])]
    [2, 1]
    """
    blocks = _blocks(sets)
    parts = [sorted({s & block for s in sets}, key=sorted) for block in blocks]
    count = prod(len(p) for p in parts)
    even = all(len({len(s) for s in p}) == 1 for p in parts)
    return parts if len(parts) > 1 and even and count == len(sets) else [list(sets)]


def _blocks(sets: Sequence[Set]) -> list[Set]:
    """Join members that never stand in one set: they are alternatives of one choice."""
    members = sorted(frozenset().union(*sets))
    together = {(a, b) for s in sets for a in s for b in s}
    links = [
        frozenset((a, b))
        for n, a in enumerate(members)
        for b in members[n:]
        if a == b or (a, b) not in together
    ]
    return [frozenset().union(*group) for group in clusters(links)]


class _Search:
    """Depth-first: take the shortest core not yet met, try each of its members, never one tried before it."""

    def __init__(self, cores: Sequence[Set], size: int, limit: int, effort: int) -> None:
        self.cores, self.size, self.limit, self.effort = cores, size, limit, effort
        self.found: set[Set] = set()
        self.spent = 0

    def extend(self, chosen: Set, barred: Set) -> None:
        self.spent += 1
        if self.spent > self.effort or len(self.found) > self.limit:
            return
        missed = [c for c in self.cores if not c & chosen]
        if not missed:
            self.found.add(chosen)
            return
        if len(chosen) + _packing(missed) > self.size:
            return
        tried = barred
        for member in sorted(min(missed, key=lambda c: (len(c - barred), sorted(c))) - barred):
            self.extend(chosen | {member}, tried)
            tried = tried | {member}


def _packing(cores: Sequence[Set]) -> int:
    """Count cores that share no member: each needs a member of its own."""
    used: set[str] = set()
    count = 0
    for core in sorted(cores, key=len):
        if not core & used:
            used |= core
            count += 1
    return count


def _greedy(cores: Sequence[Set]) -> Set:
    """Take again and again the member that meets most cores; not always the smallest set."""
    chosen: set[str] = set()
    left = list(cores)
    while left:
        counts: dict[str, int] = {}
        for core in left:
            for member in core:
                counts[member] = counts.get(member, 0) + 1
        best = max(sorted(counts), key=lambda m: counts[m])
        chosen.add(best)
        left = [c for c in left if best not in c]
    return frozenset(chosen)
