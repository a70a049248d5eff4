"""The judgement of a list of statements as a whole, and of a disclosure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from budgetkit.checks.joint.budget import SECONDS, Budget
from budgetkit.checks.joint.causes import Cause, causes_of
from budgetkit.checks.joint.component import Component
from budgetkit.checks.joint.conflict import ConflictGroup, localise
from budgetkit.checks.joint.context import FigureContext, context
from budgetkit.checks.joint.decide import Decision, System, decide
from budgetkit.checks.joint.programme import Ends, Programme, programme, smallest
from budgetkit.checks.joint.ranges import Range
from budgetkit.checks.joint.repairs import OPEN, printings, required_range
from budgetkit.checks.joint.result import Conflict, Correction, Extent, Named, Reconciliation, Repair
from budgetkit.checks.statement import Figure, Statement, difference
from budgetkit.checks.verdicts import all_statements
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
    aside = known_figures(set_aside, statements)
    known = about or FigureContext()
    of = programme(statements, aside)
    usual = [s for s in statements if s.kind == "presumed" and not s.missing]
    undecided = Decision("undecided")
    decided = [(c, undecided if clock.exhausted else decide(c)) for c in System(of).components]
    refuted = [(c, d.refutation) for c, d in decided if d.refutation is not None]
    groups: list[tuple[Component, ConflictGroup]] = []
    for n, (component, proof) in enumerate(refuted):
        part = clock.share(len(refuted) - n)
        groups += [(component, g) for g in localise(component, of, proof, part)]
    verdicts = {d.verdict for _, d in decided}
    feasible = next((v for v in ("no", "undecided") if v in verdicts), "yes")
    conflicts = tuple(
        Conflict(tuple(Named(of.figures[i], known.name(i)) for i in p.figures), p.statements, p, n)
        for n, (_, group) in enumerate(groups)
        for p in group.cores
    )
    repairs = tuple(r for n in range(len(groups)) for r in _repairs(groups, n, of, known, usual, clock))
    extents = tuple(Extent(n, g.size, g.smallest, g.complete) for n, (_, g) in enumerate(groups))
    counted = {id(r.statement) for r in of.rows}
    return Reconciliation(
        feasible,
        conflicts,
        repairs,
        extents,
        len(counted),
        len(of.believed),
        known.lines,
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


def _repairs(
    groups: Sequence[tuple[Component, ConflictGroup]],
    number: int,
    of: Programme,
    known: FigureContext,
    usual: Sequence[Statement],
    clock: Budget,
) -> list[Repair]:
    """Return the repairs of one group, ranked; other groups of the component are mended by their first choice."""
    component, group = groups[number]
    others = [g.repairs[0] for n, (c, g) in enumerate(groups) if c is component and n != number and g.repairs]
    found = [
        _repair(component, choice, frozenset().union(choice, *others), number, of, known, usual, clock)
        for choice in group.repairs
    ]
    found.sort(key=lambda r: (-r.restored, -_weight(r), sorted(r.figures)))
    return [replace(r, rank=n) for n, r in enumerate(found, 1)]


def _repair(
    component: Component,
    choice: frozenset[str],
    relaxed: frozenset[str],
    number: int,
    of: Programme,
    known: FigureContext,
    usual: Sequence[Statement],
    clock: Budget,
) -> Repair:
    corrections = []
    for name in sorted(choice, key=list(of.figures).index):
        figure = of.figures[name]
        reach = OPEN if clock.exhausted else required_range(component, name, relaxed)
        causes = causes_of(figure, reach, _others(component, name, known), known.trimmed.get(name, ("", "")))
        corrections.append(
            Correction(Named(figure, known.name(name)), reach, printings(figure, reach), causes)
        )
    return Repair(tuple(corrections), number, 1, _restored(corrections, usual))


def _others(component: Component, figure: str, known: FigureContext) -> list[tuple[str, Figure]]:
    """Return the neighbours of a figure that are another quantity, and so may have been printed in its place."""
    of = component.classes.of
    return [(w, f) for w, f in known.near.get(figure, ()) if figure not in of or of.get(f.id) != of[figure]]


def _weight(repair: Repair) -> Fraction:
    """Return how well causes explain a repair: the weakest explanation counts, then how exact the need is."""
    weakest = min(c.causes[0].weight if c.causes else 0 for c in repair.corrections)
    single = sum(1 for c in repair.corrections if len(c.printed) == 1)
    return weakest + Fraction(single, 10 * len(repair.corrections))


def _restored(corrections: Sequence[Correction], usual: Sequence[Statement]) -> int:
    """Count the presumed statements that the corrections make hold, less those that they break."""
    needs = {c.figure.id: c.required_range for c in corrections}
    touched = [s for s in usual if any(f.id in needs for f in s.figures)]
    return sum(_possible(s, needs) - _possible(s, {}) for s in touched)


def _possible(statement: Statement, needs: dict[str, Range]) -> bool:
    terms = [(t.figure.id, Fraction(t.sign)) for t in difference(statement)]
    boxes: dict[str, Ends] = {f.id: needs.get(f.id, f.amount.interval) for f in statement.figures}
    low, below = smallest(terms, boxes), smallest([(n, -c) for n, c in terms], boxes)
    return (low is None or low <= 0) and (statement.relation == "<=" or below is None or below <= 0)
