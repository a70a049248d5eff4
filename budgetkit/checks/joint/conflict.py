"""Which figures contradict each other, and which smallest sets of them could be wrong.

Statements are taken as true and printed figures as perhaps misprinted (Fellegi and Holt 1976). A core is a set of
figures that cannot all be right, proved; a repair must meet every core. Smallest sets that meet all cores found so
far are tried on the programme: either the rest can hold, or more cores appear.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from typing import Final

from budgetkit.checks.joint.budget import Budget
from budgetkit.checks.joint.certificate import Refutation, certify, refutation
from budgetkit.checks.joint.component import Component
from budgetkit.checks.joint.decide import decide
from budgetkit.checks.joint.hitting import Set, clusters, factors, hitting_sets
from budgetkit.checks.joint.programme import PRINTED, Programme, Row
from budgetkit.checks.joint.system import System

ONE: Final = Fraction(1)

LIMIT: Final = 60
"""How many alternative smallest sets are listed for one contradiction."""


@dataclass(frozen=True)
class Group:
    """Contradictions that share figures: their proved cores, and all smallest sets that would end them.

    ``complete`` says that no other set is as small; ``smallest`` that none is smaller; ``size`` is how many figures
    must change at least.
    """

    cores: tuple[Refutation, ...]
    repairs: tuple[Set, ...]
    complete: bool
    smallest: bool
    size: int


@dataclass
class _Search:
    component: Component
    programme: Programme
    budget: Budget
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
            self.cores.setdefault(frozenset(core.figures), core)
            relaxed = relaxed | frozenset(core.figures)
        return changed in self.fine


def localise(
    component: Component, programme: Programme, first: Refutation, budget: Budget
) -> tuple[Group, ...]:
    """Return the groups of contradictions of a component that cannot hold, with their smallest repairs."""
    search = _Search(component, programme, budget)
    for core in broken_rows(programme, component.figures):
        # A rate has two rows, and the second may spare a figure of the first.
        small = irreducible(core, programme, budget) if any(s.rate for s in core.statements) else core
        search.cores.setdefault(frozenset(small.figures), small)
    if not search.cores:
        small = irreducible(first, programme, budget)
        search.cores[frozenset(small.figures)] = small
    while True:
        known = len(search.cores)
        parts = clusters(search.cores)
        firsts = _firsts(parts, search)
        mending: list[list[Set]] = [[] for _ in parts]
        ended = search.holds(frozenset().union(*firsts))
        if ended:
            mending = [_alternatives(search, parts, firsts, n) for n in range(len(parts))]
        if len(search.cores) == known or budget.exhausted:
            break
    return tuple(g for n, c in enumerate(parts) for g in _groups(search, c, firsts[n], mending[n]))


def _firsts(parts: Sequence[list[Set]], search: _Search) -> list[Set]:
    """Return a smallest set for every cluster, one that is not known to be undecided where there is another."""
    found = [list(islice(hitting_sets(c), 1 + len(search.unsure))) for c in parts]
    return [next((s for s in sets if s not in search.unsure), sets[0]) for sets in found]


def _alternatives(search: _Search, parts: Sequence[list[Set]], firsts: Sequence[Set], n: int) -> list[Set]:
    """Return the smallest sets of one cluster that mend it beside the first choices of the others.

    The search stops early where a new core was learnt.
    """
    known = len(search.cores)
    others: Set = frozenset().union(*(f for m, f in enumerate(firsts) if m != n))
    mending = []
    for choice in sorted(islice(hitting_sets(parts[n]), LIMIT + 1), key=sorted):
        if len(search.cores) > known or search.budget.exhausted:
            break
        if search.holds(others | choice):
            mending.append(choice)
    return mending


def _groups(search: _Search, cores: list[Set], first: Set, mending: list[Set]) -> Iterator[Group]:
    """Yield the independent choices that a cluster's repairs are made of, each with the cores that it meets."""
    complete = bool(mending) and len(mending) <= LIMIT and not search.budget.exhausted and not search.unsure
    parts = factors(mending) if complete else [mending[:LIMIT]]
    shares: list[list[Set]] = [[] for _ in parts]
    for core in cores:
        meeting = [n for n, part in enumerate(parts) if part and all(core & s for s in part)]
        # The core that only one choice meets is why that choice is required_range; there is one for each.
        shares[meeting[0] if meeting else -1].append(core)
    for part, share in zip(parts, shares, strict=True):
        proofs = sorted((search.cores[c] for c in share), key=lambda p: (len(p.figures), p.rows, p.figures))
        size = len(part[0]) if part else len(first)
        yield Group(tuple(proofs), tuple(part), complete, bool(part), size)


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


def irreducible(proof: Refutation, programme: Programme, budget: Budget) -> Refutation:
    """Return a refutation that needs all its figures and statements: each is left out in turn, and stays out if it can.

    Only the statements of the proof are looked at, so the result is a part of it. With the budget exhausted it is
    a proof still, of more figures than it needs.
    """
    required_range: set[str] = set()
    while True:
        spoken = {id(s) for s in proof.statements}
        rows = [r for r in programme.rows if id(r.statement) in spoken]
        system = System(programme.only(rows, proof.figures))
        smaller = _smaller(proof, system, required_range, budget) or _fewer(proof, programme, rows, budget)
        if smaller is None:
            return proof
        proof = smaller


def _smaller(
    proof: Refutation, system: System, required_range: set[str], budget: Budget
) -> Refutation | None:
    """Leave out one figure that the contradiction does not need; note those it needs."""
    for name in [n for n in proof.figures if n not in required_range]:
        if budget.exhausted:
            return None
        for decision in system.decide([name]):
            if decision.refutation is not None:
                return decision.refutation
        required_range.add(name)
    return None


def _fewer(proof: Refutation, programme: Programme, rows: Sequence[Row], budget: Budget) -> Refutation | None:
    """Leave out one statement that the contradiction does not need, where a proof is still found without it."""
    for statement in proof.statements if len(proof.statements) > 1 else ():
        if budget.exhausted:
            return None
        rest = System(programme.only([r for r in rows if r.statement is not statement], proof.figures))
        for decision in rest.decide():
            if decision.refutation is not None:
                return decision.refutation
    return None
