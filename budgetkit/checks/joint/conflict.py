"""Which figures contradict each other, and which smallest sets of them could be wrong.

Statements are taken as true and printed figures as perhaps misprinted (Fellegi and Holt 1976). A core is a set of
figures that cannot all be right, proved; a repair must meet every core. Smallest sets that meet all cores found so
far are tried on the programme: either the rest can hold, or more cores appear.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, takewhile
from math import prod
from time import thread_time
from typing import Final

from budgetkit.checks.joint.certificate import Refutation, certify, refutation
from budgetkit.checks.joint.component import Component
from budgetkit.checks.joint.decide import System, decide
from budgetkit.checks.joint.programme import ONE, PRINTED, Constraint, LinearProgramme

Set = frozenset[str]

SECONDS: Final = 2.0
"""What the joint judgement of one document may take unless something else is asked for."""


class Budget:
    """Seconds of processor time that count from now on.

    Raises:
        ValueError: fewer than zero seconds.

    >>> Budget(0).exhausted
    True
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        """Start counting."""
        if seconds < 0:
            raise ValueError(f"a budget is zero or more seconds of processor time, got {seconds}")
        self._end = thread_time() + seconds

    @property
    def left(self) -> float:
        """Seconds that are left, never below zero."""
        return max(0.0, self._end - thread_time())

    @property
    def exhausted(self) -> bool:
        """Tell whether nothing is left."""
        return self.left == 0

    def share(self, parts: int) -> Budget:
        """Return an equal part of what is left, so that one part of a document cannot use up what others need."""
        return Budget(self.left / parts)


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
    if common := frozenset.intersection(*cores) if cores else None:
        yield from (frozenset((member,)) for member in sorted(common))
        return
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
    """Split sets into independent choices: lists whose combinations are exactly the sets; else one list.

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


LIMIT: Final = 60
"""How many alternative smallest sets are listed for one contradiction."""
_ENUMERATED: Final = 1000
"""How many smallest sets are looked through for such as are no exchange of single figures."""


@dataclass(frozen=True)
class ConflictGroup:
    """Contradictions that share figures: their proved cores, and all smallest sets that would end them.

    ``complete`` says that no other set is as small; ``smallest`` that none is smaller; ``size`` is how many figures
    must change at least. All of them leave ``kept`` figures as they are.
    """

    cores: tuple[Refutation, ...]
    repairs: tuple[Set, ...]
    complete: bool
    smallest: bool
    size: int
    kept: Set = frozenset()


@dataclass
class _Search:
    component: Component
    programme: LinearProgramme
    budget: Budget
    kept: Set = frozenset()
    cores: dict[Set, Refutation] = field(default_factory=dict)
    fine: set[Set] = field(default_factory=set)
    unsure: set[Set] = field(default_factory=set)

    def holds(self, changed: Set) -> bool:
        """Tell whether the rest can hold without these figures; when not, learn cores that share no figure."""
        if changed in self.fine or changed in self.unsure:
            return changed in self.fine
        relaxed = changed
        while not self.budget.exhausted:
            decision = decide(self.component, relaxed)
            if decision.refutation is None:
                known = self.fine if decision.verdict == "yes" else self.unsure
                known.add(relaxed)
                break
            core = irreducible(decision.refutation, self.programme, self.budget)
            self.learn(core)
            relaxed = relaxed | frozenset(core.figures)
        return changed in self.fine

    def learn(self, core: Refutation) -> None:
        """Note a core under the figures of it that may be changed; one of kept figures only has no repair."""
        figures = frozenset(core.figures)
        self.cores.setdefault(figures - self.kept or figures, core)


def localise(
    component: Component,
    programme: LinearProgramme,
    first: Refutation,
    budget: Budget,
    kept: Set = frozenset(),
) -> tuple[ConflictGroup, ...]:
    """Return the groups of contradictions of a component that cannot hold, with their smallest repairs.

    ``kept`` figures are changed by no repair; there are no groups where that takes more changes than there are rows
    that cannot hold by themselves.
    """
    search = _Search(component, programme, budget, kept)
    for core in broken_rows(programme, component.figures):
        # A rate has two rows, and the second may do without a figure of the first.
        small = irreducible(core, programme, budget) if any(s.rate for s in core.statements) else core
        search.learn(small)
    if not search.cores:
        search.learn(irreducible(first, programme, budget))
    broken = len(search.cores)
    while True:
        known = len(search.cores)
        parts = clusters(search.cores)
        firsts = [_first(cores, search) for cores in parts]
        if kept and sum(map(len, firsts)) > broken:
            return ()
        mending = [_Mending() for _ in parts]
        if search.holds(frozenset().union(*firsts)):
            for n, cores in enumerate(parts):
                others: Set = frozenset().union(*(f for m, f in enumerate(firsts) if m != n))
                mending[n] = _mending(search, others, cores, firsts[n])
        if len(search.cores) == known or budget.exhausted:
            break
    return tuple(g for n, c in enumerate(parts) for g in _groups(search, c, firsts[n], mending[n]))


def _first(cores: Sequence[Set], search: _Search) -> Set:
    """Return a smallest set that meets all cores, if possible one that is not known to stay undecided.

    Rates are preferred: without one nothing remains to be decided of it, without an amount the base of a rate is open.
    """
    rates = frozenset(search.programme.rates)
    found = list(islice(hitting_sets(cores), 1 + len(search.unsure)))
    of_rates = next(hitting_sets([core & rates or core for core in cores]))
    preferred = [of_rates] if len(of_rates) == len(found[0]) else []
    return next((s for s in [*preferred, *found] if s not in search.unsure), found[0])


def _instead(member: str, chosen: Set, cores: Iterable[Set]) -> Set:
    """Return what can stand for a member of a smallest set: each meets the cores that no other member meets."""
    rest = chosen - {member}
    return frozenset.intersection(*(core for core in cores if not core & rest))


@dataclass(frozen=True)
class _Mending:
    """Independent choices, one set of each of which ends the contradictions of a cluster; all of them, if complete."""

    choices: Sequence[Sequence[Set]] = ()
    complete: bool = False


def _mending(search: _Search, others: Set, cores: Sequence[Set], first: Set) -> _Mending:
    """Return what repairs one cluster when the others are repaired by their first choice.

    Each member of the first choice is exchanged alone; only smallest sets that no such exchanges make are tried as
    they are. The search stops early where a new core was learnt.
    """
    known = len(search.cores)

    def holding(tried: Iterable[Set]) -> Iterator[Set]:
        for chosen in tried:
            if len(search.cores) > known or search.budget.exhausted:
                return
            if search.holds(others | chosen):
                yield chosen

    choices = []
    for member in sorted(first):
        rest = first - {member}
        instead = sorted(_instead(member, first, cores) - {member})
        choices.append([frozenset({member}), *(s - rest for s in holding(rest | {x} for x in instead))])
    alternatives = [frozenset().union(*choice) for choice in choices]
    sets = list(islice(hitting_sets(cores), _ENUMERATED + 1))
    odd = [s for s in sets if not all(len(s & a) == 1 for a in alternatives)]
    most = _ENUMERATED if len(odd) <= LIMIT else 0
    # One that stays undecided is enough to know that there may be more.
    sure = takewhile(lambda _: not search.unsure, odd[: LIMIT + 1])
    if (other := next(holding(sure), None)) is not None:
        mending, most = list(holding(sorted(sets, key=sorted)[:LIMIT])) or [first, other], LIMIT
        choices = factors(mending) if len(sets) <= LIMIT else [mending]
    searched = len(search.cores) == known and not search.budget.exhausted and not search.unsure
    return _Mending(choices, searched and len(sets) <= most)


def _groups(search: _Search, cores: list[Set], first: Set, mending: _Mending) -> Iterator[ConflictGroup]:
    """Yield the independent choices that a cluster's repairs are made of, each with the cores that it meets."""
    parts = mending.choices or [[]]
    shares: list[list[Set]] = [[] for _ in parts]
    for core in cores:
        meeting = [n for n, part in enumerate(parts) if part and all(core & s for s in part)]
        # The core that only one choice meets is why that choice is needed; there is one for each.
        shares[meeting[0] if meeting else -1].append(core)
    for part, share in zip(parts, shares, strict=True):
        proofs = sorted((search.cores[c] for c in share), key=lambda p: (len(p.figures), p.rows, p.figures))
        size = len(part[0]) if part else len(first)
        kept = search.kept.intersection(*(proof.figures for proof in proofs))
        yield ConflictGroup(tuple(proofs), tuple(part), mending.complete, bool(part), size, kept)


def broken_rows(programme: LinearProgramme, figures: frozenset[str]) -> Iterator[Refutation]:
    """Yield the proof of every row that cannot hold by itself; any one of its figures could mend it."""
    for row in programme.rows:
        names = [n for n, _ in row.terms]
        if names and row.reading == PRINTED and all(n in figures and n in programme.boxes for n in names):
            for sign in (ONE, -ONE) if row.relation == "=" else (ONE,):
                proof = certify([(row, sign)], programme)
                if proof.proves:
                    yield refutation([proof])


def irreducible(proof: Refutation, programme: LinearProgramme, budget: Budget) -> Refutation:
    """Return a refutation that needs all its figures and statements: each is left out in turn, and stays out if it can.

    Only the statements of the proof are looked at, so the result is a part of it. With the budget exhausted it is
    a proof still, of more figures than it needs.
    """
    essential: set[str] = set()
    while True:
        spoken = {id(s) for s in proof.statements}
        rows = [r for r in programme.rows if id(r.statement) in spoken]
        system = System(programme.only(rows, proof.figures))
        smaller = _smaller(proof, system, essential, budget) or _fewer(proof, programme, rows, budget)
        if smaller is None:
            return proof
        proof = smaller


def _smaller(proof: Refutation, system: System, essential: set[str], budget: Budget) -> Refutation | None:
    """Leave out one figure that the contradiction does not need; note those it needs."""
    for name in [n for n in proof.figures if n not in essential]:
        if budget.exhausted:
            return None
        for decision in system.decide([name]):
            if decision.refutation is not None:
                return decision.refutation
        essential.add(name)
    return None


def _fewer(
    proof: Refutation, programme: LinearProgramme, rows: Sequence[Constraint], budget: Budget
) -> Refutation | None:
    """Leave out one statement that the contradiction does not need, where a proof is still found without it."""
    for statement in proof.statements if len(proof.statements) > 1 else ():
        if budget.exhausted:
            return None
        rest = System(programme.only([r for r in rows if r.statement is not statement], proof.figures))
        for decision in rest.decide():
            if decision.refutation is not None:
                return decision.refutation
    return None
