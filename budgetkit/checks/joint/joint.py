"""The judgement of a list of statements as a whole, and of a disclosure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from budgetkit.checks.joint.causes import Cause, causes_of
from budgetkit.checks.joint.certificate import Refutation
from budgetkit.checks.joint.component import Component
from budgetkit.checks.joint.conflict import SECONDS, Budget, ConflictGroup, localise
from budgetkit.checks.joint.context import FigureContext, context
from budgetkit.checks.joint.decide import Decision, System, decide
from budgetkit.checks.joint.programme import LinearProgramme, Range, binds, programme, smallest
from budgetkit.checks.joint.ranges import OPEN, printings, required_range
from budgetkit.checks.joint.result import Conflict, Correction, Extent, Named, Reconciliation, Repair
from budgetkit.checks.statement import Statement, difference, printed_sum
from budgetkit.checks.verdicts import all_statements
from budgetkit.model.amount import Interval
from budgetkit.model.disclosure import Disclosure
from budgetkit.model.fraction import Fraction


def reconcile(
    disclosure: Disclosure, set_aside: Iterable[str] = (), budget: float = SECONDS
) -> Reconciliation:
    """Judge everything that a disclosure prints together; figures ``set_aside`` (by id) are not believed.

    ``budget`` is in seconds of processor time; what could not be found within it is said to be so.

    Raises:
        KeyError: the disclosure names a form that does not exist, or ``set_aside`` an unknown figure.
        ValueError: a budget below zero.

    Source: Fellegi and Holt (1976) for the smallest repair, XBRL Calculations 1.1 for the intervals.

    >>> from pathlib import Path
    >>> from budgetkit.package import load
    >>> r = reconcile(load(Path("data") / "changji-yuanjiang-2024"))
    >>> r.feasible, [[(c.figure.id, str(c.printed[0])) for c in p.corrections] for p in r.repairs]
    ('no', [[('claims/26/share', '83.79%')]])
    """
    statements = all_statements(disclosure)
    return judge_together(statements, set_aside, context(disclosure, statements), budget)


def likely_causes(found: Disclosure | Reconciliation) -> tuple[tuple[Correction, Cause], ...]:
    """Return every cause that would explain a contradiction with the change it belongs to, the most telling first.

    Causes of likelier repairs come before those of less likely ones; empty where nothing contradicts or no slip
    explains it.
    """
    judged = found if isinstance(found, Reconciliation) else reconcile(found)
    ranked = [
        (repair.rank, -cause.weight, repair.group, change, cause)
        for repair in judged.repairs
        for change in repair.corrections
        for cause in change.causes
    ]
    ranked.sort(key=lambda r: r[:3])
    return tuple((change, cause) for *_, change, cause in ranked)


def judge_together(
    statements: Sequence[Statement],
    set_aside: Iterable[str] = (),
    about: FigureContext | None = None,
    budget: float = SECONDS,
) -> Reconciliation:
    """Judge statements together: feasible with an exact witness, or not with a proof, conflicts and repairs.

    Raises:
        KeyError: ``set_aside`` names a figure that no statement speaks of.
        ValueError: a budget below zero.
    """
    clock = Budget(budget)
    of = programme(statements, known_figures(set_aside, statements))
    known = about or FigureContext()
    usual = [s for s in statements if s.kind == "presumed" and not s.missing]
    judgement = _Judgement(of, known, usual, tuple(filter(_holds, (*statements, *known.sums))), clock)
    undecided = Decision("undecided")
    decided = [(c, undecided if clock.exhausted else decide(c)) for c in System(of).components]
    refuted = [(c, d.refutation) for c, d in decided if d.refutation is not None]
    groups: list[tuple[Component, ConflictGroup]] = []
    for n, (component, proof) in enumerate(refuted):
        part = clock.share(len(refuted) - n)
        groups += judgement.groups(component, proof, part)
    verdicts = {d.verdict for _, d in decided}
    repairs = [judgement.repairs(groups, n) for n in range(len(groups))]
    return Reconciliation(
        next((v for v in ("no", "undecided") if v in verdicts), "yes"),
        tuple(judgement.conflict(p, n) for n, (_, group) in enumerate(groups) for p in group.cores),
        tuple(chain.from_iterable(repairs)),
        tuple(
            Extent(n, g.size, g.smallest, g.complete, len(g.kept) + len(g.repairs) - len(repairs[n]))
            for n, (_, g) in enumerate(groups)
        ),
        len({id(r.statement) for r in of.rows}),
        len(of.believed),
        judgement.known.lines,
        clock.exhausted,
    )


def known_figures(set_aside: Iterable[str], statements: Sequence[Statement]) -> frozenset[str]:
    """Return figure ids as a set.

    Raises:
        KeyError: one of them is of no figure that the statements speak of.
    """
    aside = frozenset(set_aside)
    unknown = sorted(aside - {f.id for s in statements for f in s.figures}) if aside else []
    if unknown:
        raise KeyError(
            f"no statement speaks of figure {unknown[0]!r}; ids are table/row/column or claims/<n>/<field> "
            "(budgetkit.coverage lists them)"
        )
    return aside


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What all conflicts and repairs of one judgement are made from.

    ``usual`` are the presumed statements; ``holding`` those that bind nothing and yet hold exactly as printed.
    """

    of: LinearProgramme
    known: FigureContext
    usual: Sequence[Statement]
    holding: Sequence[Statement]
    clock: Budget

    def named(self, figure: str) -> Named:
        return Named(self.of.figures[figure], self.known.name(figure))

    def conflict(self, proof: Refutation, number: int) -> Conflict:
        return Conflict(tuple(map(self.named, proof.figures)), proof.statements, proof, number)

    def groups(
        self, component: Component, proof: Refutation, budget: Budget
    ) -> list[tuple[Component, ConflictGroup]]:
        """Return the groups of a component.

        Where every repair of one would break what holds, the figures that it would change are kept if single other
        ones mend each contradiction.
        """
        found = [(component, g) for g in localise(component, self.of, proof, budget)]
        barred = [g.repairs for n, (_, g) in enumerate(found) if g.repairs and not self.repairs(found, n)]
        if not barred:
            return found
        kept: frozenset[str] = frozenset().union(*(repair for repairs in barred for repair in repairs))
        others = localise(component, self.of, proof, budget, kept)
        mended = bool(others) and all(g.smallest and g.size == 1 for g in others)
        return [(component, g) for g in others] if mended else found

    def repairs(self, groups: Sequence[tuple[Component, ConflictGroup]], number: int) -> list[Repair]:
        """Return the repairs of one group, ranked; other groups of the component are mended by their first choice.

        What would break a relation that holds exactly as printed is no repair.
        """
        component, group = groups[number]
        of_others = (g for n, (c, g) in enumerate(groups) if c is component and n != number)
        others = [g.repairs[0] for g in of_others if g.repairs]
        found = [self._repair(component, choice, choice.union(*others), number) for choice in group.repairs]
        found = [r for r in found if not _breaks(r, self.holding)]
        found.sort(key=lambda r: (-r.restored, -_weight(r), sorted(r.figures)))
        return [replace(r, rank=n) for n, r in enumerate(found, 1)]

    def _repair(
        self, component: Component, choice: frozenset[str], relaxed: frozenset[str], number: int
    ) -> Repair:
        corrections = []
        classes = component.classes.of
        for name in sorted(choice, key=list(self.of.figures).index):
            named = self.named(name)
            reach = OPEN if self.clock.exhausted else required_range(component, name, relaxed)
            # Of its neighbours those that are another quantity: they may have been printed in its place.
            near = [
                (where, figure)
                for where, figure in self.known.near.get(name, ())
                if name not in classes or classes.get(figure.id) != classes[name]
            ]
            causes = causes_of(named.figure, reach, near, self.known.trimmed.get(name, ("", "")))
            corrections.append(Correction(named, reach, printings(named.figure, reach), causes))
        return Repair(tuple(corrections), number, 1, _restored(corrections, self.usual))


def _weight(repair: Repair) -> Fraction:
    """Return how well causes explain a repair: the weakest explanation counts, then how exact the need is.

    An amount that would have to be below zero is the last to be thought of.
    """
    if any(_below_zero(c) for c in repair.corrections):
        return Fraction(-1)
    weakest = min(c.causes[0].weight if c.causes else 0 for c in repair.corrections)
    single = sum(1 for c in repair.corrections if len(c.printed) == 1)
    return weakest + Fraction(single, 10 * len(repair.corrections))


def _below_zero(change: Correction) -> bool:
    high, moves = change.required_range.high, change.figure.id.endswith(("/change", "/growth"))
    return not moves and high is not None and high < 0 <= change.figure.amount.value


def _restored(corrections: Sequence[Correction], usual: Sequence[Statement]) -> int:
    """Count the presumed statements that the corrections make hold, less those that they break."""
    needs = {c.figure.id: c.required_range for c in corrections}
    touched = [s for s in usual if any(f.id in needs for f in s.figures)]
    return sum(_possible(s, needs) - _possible(s, {}) for s in touched)


def _holds(statement: Statement) -> bool:
    """Tell whether a statement that cannot bind holds exactly as printed, and not of nothing but zeros."""
    if statement.missing or statement.rate is not None or statement.relation != "=" or binds(statement):
        return False
    left = printed_sum(statement.left)
    return left != 0 and left == printed_sum(statement.right)


def _breaks(repair: Repair, holding: Sequence[Statement]) -> bool:
    needs = {c.figure.id: c.required_range for c in repair.corrections}
    return any(not _possible(s, needs) for s in holding if any(f.id in needs for f in s.figures))


def _possible(statement: Statement, needs: dict[str, Range]) -> bool:
    terms = [(t.figure.id, Fraction(t.sign)) for t in difference(statement)]
    boxes: dict[str, Interval | Range] = {f.id: needs.get(f.id, f.amount.interval) for f in statement.figures}
    low, below = smallest(terms, boxes), smallest([(n, -c) for n, c in terms], boxes)
    return (low is None or low <= 0) and (statement.relation == "<=" or below is None or below <= 0)
