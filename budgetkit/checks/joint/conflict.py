"""Which figures contradict each other, and which smallest sets of them could be wrong.

Statements are taken as true and printed figures as perhaps misprinted (Fellegi and Holt 1976). A core is a set of
figures that cannot all be right, minimal and proved; a repair must meet every core. Smallest sets that meet all
cores found so far are tried on the programme: either the rest can hold, or one more core appears.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from budgetkit.checks.joint.certificate import Refutation, certify, refutation
from budgetkit.checks.joint.component import Component
from budgetkit.checks.joint.decide import decide
from budgetkit.checks.joint.hitting import Hitting, Set, clusters, factors, smallest_hitting_sets
from budgetkit.checks.joint.programme import PRINTED, Programme, Row
from budgetkit.checks.joint.system import System
from budgetkit.checks.statement import Statement

ONE: Final = Fraction(1)

LIMIT: Final = 60
"""How many alternative smallest sets are listed for one contradiction."""

EFFORT: Final = 1_500
"""How many programmes are decided for one component before the search says that it was cut short."""


@dataclass(frozen=True)
class Group:
    """Contradictions that share figures: their proved cores, and all smallest sets that would end them.

    ``complete`` says that no other set is as small; ``smallest`` that none is smaller.
    """

    cores: tuple[Refutation, ...]
    repairs: tuple[Set, ...]
    complete: bool = True
    smallest: bool = True


@dataclass
class _Search:
    component: Component
    programme: Programme
    cores: dict[Set, Refutation] = field(default_factory=dict)
    fine: set[Set] = field(default_factory=set)
    unsure: set[Set] = field(default_factory=set)
    spent: int = 0

    def add(self, core: Refutation) -> None:
        self.cores.setdefault(frozenset(core.figures), core)

    def holds(self, changed: Set) -> bool:
        """Tell whether the rest can hold without these figures; when not, learn a new core."""
        if changed in self.fine or changed in self.unsure:
            return changed in self.fine
        self.spent += 1
        decision = decide(self.component, changed)
        if decision.verdict == "yes":
            self.fine.add(changed)
        elif decision.refutation is not None:
            self.add(irreducible(decision.refutation, self.programme))
        else:
            self.unsure.add(changed)
        return decision.verdict == "yes"


def localise(component: Component, programme: Programme, first: Refutation) -> tuple[Group, ...]:
    """Return the groups of contradictions of a component that cannot hold, with their smallest repairs."""
    search = _Search(component, programme)
    for core in broken_rows(programme, component.figures):
        # A rate has two rows, and the second may spare a figure of the first.
        search.add(irreducible(core, programme) if any(s.rate for s in core.statements) else core)
    if not search.cores:
        search.add(irreducible(first, programme))
    while True:
        known = len(search.cores)
        found = [(c, smallest_hitting_sets(c, LIMIT)) for c in clusters(search.cores)]
        tried = _try(search, [h for _, h in found])
        if len(search.cores) == known or search.spent > EFFORT:
            ended = zip(found, tried, strict=True)
            return tuple(
                g for (cores, hitting), mending in ended for g in _groups(search, cores, hitting, mending)
            )


def _try(search: _Search, found: list[Hitting]) -> list[list[Set]]:
    """Try the first choice of every cluster together, then each other choice beside the others' first.

    Returned are the choices that mend, cluster by cluster; the search stops early where a new core was learnt.
    """
    known = len(search.cores)
    firsts = [next((s for s in h.sets if s not in search.unsure), h.sets[0]) for h in found]
    mending: list[list[Set]] = [[] for _ in found]
    for n, hitting in enumerate(found):
        others: Set = frozenset().union(*(f for m, f in enumerate(firsts) if m != n))
        for choice in (firsts[n], *(s for s in hitting.sets if s != firsts[n])):
            if search.spent <= EFFORT and search.holds(others | choice):
                mending[n].append(choice)
            if len(search.cores) > known:
                return mending
    return mending


def _groups(search: _Search, cores: list[Set], hitting: Hitting, mending: list[Set]) -> Iterator[Group]:
    """Yield the independent choices that a cluster's repairs are made of, each with the cores that it meets."""
    complete = hitting.complete and len(mending) == len(hitting.sets)
    parts = factors(mending) if complete else [mending]
    shares: list[list[Set]] = [[] for _ in parts]
    for core in cores:
        meeting = [n for n, part in enumerate(parts) if all(core & s for s in part)]
        # The core that only one choice meets is why that choice is needed; there is one for each.
        shares[meeting[0] if meeting else -1].append(core)
    for part, share in zip(parts, shares, strict=True):
        proofs = sorted((search.cores[c] for c in share), key=lambda p: (len(p.figures), p.rows, p.figures))
        yield Group(tuple(proofs), tuple(part), complete, hitting.smallest)


def broken_rows(programme: Programme, figures: frozenset[str]) -> Iterator[Refutation]:
    """Yield the proof of every row that cannot hold by itself; any one of its figures could mend it."""
    for row in programme.rows:
        names = [n for n, _ in row.terms]
        if names and row.reading == PRINTED and all(n in figures and n in programme.boxes for n in names):
            proof = _by_itself(row, programme)
            if proof is not None:
                yield proof


def _by_itself(row: Row, programme: Programme) -> Refutation | None:
    reach = row.range(programme.boxes)
    if reach.low > 0:
        return refutation([certify([(row, ONE)], programme)])
    if reach.high < 0 and row.relation == "=":
        return refutation([certify([(row, -ONE)], programme)])
    return None


def irreducible(proof: Refutation, programme: Programme) -> Refutation:
    """Return a refutation that needs all its statements and figures: each is left out in turn, and stays out if it can.

    Only the statements of the proof are looked at, so the result is a part of it.
    """
    needed: set[object] = set()
    while True:
        spoken = {id(s): s for s in proof.statements}
        smaller = _smaller(proof, spoken, programme, needed)
        if smaller is None:
            return proof
        proof = smaller


def _smaller(
    proof: Refutation, spoken: Mapping[int, Statement], programme: Programme, needed: set[object]
) -> Refutation | None:
    """Leave out one statement, else one figure, that the contradiction does not need; note those it needs."""
    rows = [r for r in programme.rows if id(r.statement) in spoken]
    for key in [k for k in spoken if len(spoken) > 1 and k not in needed]:
        rest = System(programme.only([r for r in rows if id(r.statement) != key], proof.figures))
        for decision in rest.decide():
            if decision.refutation is not None:
                return decision.refutation
        needed.add(key)
    system = System(programme.only(rows, proof.figures))
    for name in [n for n in proof.figures if n not in needed]:
        for decision in system.decide([name]):
            if decision.refutation is not None:
                return decision.refutation
        needed.add(name)
    return None
