"""Smallest sets that meet every one of some sets: which figures must change so that no contradiction is left.

The search is python-sat's (implicit hitting sets by core-guided MaxSAT), which gives the sets in order of size.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from math import prod

Set = frozenset[str]


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


def hitting_sets(cores: Sequence[Set]) -> Iterator[Set]:
    """Yield every smallest set that meets all cores, and no other.

    >>> list(hitting_sets([frozenset("ab"), frozenset("bc")]))
    [frozenset({'b'})]
    """
    found = _by_size(cores)
    first = next(found, frozenset())
    yield first
    yield from takewhile(lambda s: len(s) == len(first), found)


def _by_size(cores: Sequence[Set]) -> Iterator[Set]:
    from pysat.examples.hitman import Hitman

    # Sorted, so that the same cores give the same sets in the same order in every process.
    with Hitman(bootstrap_with=sorted(sorted(c) for c in set(cores)), htype="sorted") as solver:
        while (chosen := solver.get()) is not None:
            yield frozenset(chosen)
            solver.block(chosen)


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
