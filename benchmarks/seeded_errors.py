"""Change printed figures one at a time and see who notices, and who can say which figure it was.

    python benchmarks/seeded_errors.py                        the bundled reference, every figure
    python benchmarks/seeded_errors.py FILE… --every 7        other documents, every seventh mutation
    python benchmarks/seeded_errors.py --together 10          ten errors at once, twenty draws
    python benchmarks/seeded_errors.py --clean 20             false accusations on made-up honest disclosures

A document is first made consistent: figures that cannot be right as published are set aside. «beyond rounding» are
the errors that break a guarding statement by itself; what is not noticed has an exact witness, an unrounded budget
that would be printed just so.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import prod
from pathlib import Path

from baselines import Check, flagged, recomputed, tolerant
from mutations import KINDS, Mutation, mutated, mutations
from synthesize import synthesize

from budgetkit.checks.joint.conflict import LIMIT
from budgetkit.checks.joint.context import context
from budgetkit.checks.joint.coverage import guards
from budgetkit.checks.joint.joint import judge_together
from budgetkit.checks.judge import judge
from budgetkit.checks.statement import Statement
from budgetkit.checks.verdicts import all_statements
from budgetkit.model.disclosure import Disclosure
from budgetkit.source import open_source

CHECKS = {"recomputed to 2 decimals": recomputed, "tolerance 1.0 / 0.5 pt": tolerant}


@dataclass(frozen=True)
class Trial:
    """What became of one mutation; for a baseline ``first`` is the same as ``alone``."""

    mutation: Mutation
    guards: int
    beyond: bool
    noticed: bool
    undecided: bool
    held: bool
    alone: bool
    first: bool
    ways: int
    seconds: float
    smallest: bool = True
    baselines: tuple[tuple[bool, bool, bool], ...] = ()


def judged(of: Disclosure, aside: frozenset[str], mutation: Mutation, before: Sequence[Statement]) -> Trial:
    """Judge one mutated disclosure, jointly and by both baselines."""
    spoilt = mutated(of, mutation)
    start = time.process_time()
    statements = all_statements(spoilt)
    known = {f.id for s in statements for f in s.figures}
    kept = (aside - mutation.figures) & known
    found = judge_together(statements, kept, context(spoilt, statements))
    seconds = time.process_time() - start
    groups = [[r.figures for r in found.of(e.group)] for e in found.extents]
    held = bool(groups) and all(any(s <= mutation.figures for s in sets) for sets in groups)
    alone = held and all(len(sets) == 1 for sets in groups)
    first = held and found.likeliest <= mutation.figures
    broken = [
        judge(s) for s in statements if s.kind != "presumed" and mutation.figures & {f.id for f in s.figures}
    ]
    firm, _ = guards(statements)
    return Trial(
        mutation,
        max(firm.get(f, 0) for f in mutation.figures),
        any(f.verdict == "broken" and not kept & {x.id for x in f.figures} for f in broken),
        found.feasible == "no",
        found.feasible == "undecided",
        held,
        alone,
        first,
        prod(len(sets) for sets in groups),
        seconds,
        all(e.smallest and e.complete for e in found.extents),
        tuple(_baseline(before, statements, mutation, check) for check in CHECKS.values()),
    )


def _baseline(
    before: Sequence[Statement], statements: Sequence[Statement], mutation: Mutation, check: Check
) -> tuple[bool, bool, bool]:
    """Return noticed, held, alone: of the complaints that are new, what all of them have in common."""
    old, new = flagged(before, check), flagged(statements, check)
    added = [figures for key, figures in new.items() if key not in old]
    common = frozenset.intersection(*added) if added else frozenset()
    return bool(added), bool(common & mutation.figures), bool(common) and common <= mutation.figures


def consistent(of: Disclosure) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the figures to set aside so that a document can hold, and the words on them."""
    statements = all_statements(of)
    found = judge_together(statements, (), context(of, statements))
    words = tuple(r.say("zh") for r in found.repairs if r.rank == 1)
    return found.likeliest, words


def report(name: str, of: Disclosure, every: int) -> list[Trial]:
    """Run a document's mutations and print what was noticed and localised."""
    aside, words = consistent(of)
    before = all_statements(of)
    print(f"\n## {name} ({of.form})")
    for line in words:
        print(f"   published error: {line}")
    left = judge_together(before, aside)
    print(
        f"   {left.figures} figures, {left.statements} statements; with {len(aside)} set aside: {left.feasible}"
    )
    for label, check in CHECKS.items():
        complaints = flagged(before, check)
        false = [k for k, figures in complaints.items() if not figures & aside]
        print(f"   {label}: {len(false)} false alarms, {len(complaints) - len(false)} true")
    trials = [judged(of, aside, m, before) for m in islice(mutations(of), 0, None, every)]
    for line in table(trials):
        print(line)
    return trials


def table(trials: Sequence[Trial]) -> Iterator[str]:
    """Yield a table: a line for each kind of error, then all, then the baselines."""
    yield f"{'':30}{'errors':>7}{'noticed':>9} | {'beyond':>7}{'noticed':>9}{'held':>8}{'alone':>8}{'first':>8}{'ms':>6}"
    for kind in (*KINDS, "all"):
        chosen = [t for t in trials if kind in (t.mutation.kind, "all") and t.guards]
        if chosen:
            yield _line(kind, chosen)
    chosen = [t for t in trials if t.guards]
    beyond = [t for t in chosen if t.beyond]
    for n, label in enumerate(CHECKS):
        noticed, held, alone = (_percent([t.baselines[n][k] for t in beyond]) for k in range(3))
        every = _percent([t.baselines[n][0] for t in chosen])
        yield f"{label:30}{len(chosen):7}{every:>9} | {len(beyond):7}{noticed:>9}{held:>8}{alone:>8}{'':8}"
    yield from reasons(trials)


def _line(kind: str, chosen: Sequence[Trial]) -> str:
    beyond = [t for t in chosen if t.beyond]
    shares = [_percent([getattr(t, n) for t in beyond]) for n in ("noticed", "held", "alone", "first")]
    middle = sorted(t.seconds for t in chosen)[len(chosen) // 2] * 1000
    return (
        f"{kind:30}{len(chosen):7}{_percent([t.noticed for t in chosen]):>9} | "
        f"{len(beyond):7}{shares[0]:>9}{shares[1]:>8}{shares[2]:>8}{shares[3]:>8}{middle:6.0f}"
    )


def _percent(flags: Sequence[bool]) -> str:
    return f"{100 * sum(flags) / len(flags):.1f} %" if flags else "–"


def reasons(trials: Sequence[Trial]) -> Iterator[str]:
    """Yield why figures were not noticed, not held, not alone."""
    unguarded = sum(1 for t in trials if not t.guards)
    quiet = [t for t in trials if t.guards and not t.noticed]
    short = sum(1 for t in trials if t.noticed and not t.smallest)
    undecided = sum(t.undecided for t in trials)
    yield (
        f"   not noticed: {unguarded} on figures that nothing guards; {len(quiet) - undecided} with an exact "
        f"witness; undecided {undecided}"
    )
    yield f"   noticed though no statement breaks by itself: {sum(t.noticed and not t.beyond for t in trials)}"
    beyond = [t for t in trials if t.beyond and t.guards]
    shared = Counter("one" if t.guards == 1 else "more" for t in beyond if not t.alone)
    yield (
        f"   not alone: {shared['one']} guarded by one statement only, whose other figures would do as well; "
        f"{shared['more']} by more, with {_ways(beyond)} alternatives each proved possible"
    )
    yield f"   search cut short or more than {LIMIT} sets: {short}"
    for t in [t for t in beyond if not t.held][:5]:
        yield f"   not held: {t.mutation.kind} {sorted(t.mutation.figures)} ({t.ways} sets, smallest {t.smallest})"
    slowest = max(trials, key=lambda t: t.seconds)
    yield f"   slowest: {slowest.seconds:.2f} s ({slowest.mutation.kind} {sorted(slowest.mutation.figures)})"


def _ways(beyond: Sequence[Trial]) -> str:
    ways = sorted(t.ways for t in beyond if not t.alone and t.guards > 1)
    return f"{ways[0]}–{ways[-1]} (median {ways[len(ways) // 2]})" if ways else "no"


def together(name: str, of: Disclosure, errors: int, draws: int = 20) -> None:
    """Put several errors in at once, and print how many of them are suspected, and how many suspects are right."""
    aside, _ = consistent(of)
    firm, _ = guards(all_statements(of))
    offered = [m for m in mutations(of) if m.kind in KINDS[1:4] and firm.get(next(iter(m.figures)), 0) > 1]
    put = suspected = named = right = 0
    slowest = 0.0
    for seed in range(draws):
        chosen = random.Random(seed).sample(offered, errors)
        wrong = of
        for mutation in chosen:
            wrong = mutated(wrong, mutation)
        truth = frozenset().union(*(m.figures for m in chosen))
        start = time.process_time()
        statements = all_statements(wrong)
        known = {f.id for s in statements for f in s.figures}
        found = judge_together(statements, (aside - truth) & known, context(wrong, statements))
        slowest = max(slowest, time.process_time() - start)
        put, suspected = put + len(truth), suspected + len(truth & found.suspects)
        named, right = named + len(found.likeliest), right + len(truth & found.likeliest)
    print(
        f"{name}: {errors} errors at once, {draws} draws: {100 * suspected / put:.1f} % of them suspected, "
        f"{100 * right / named:.1f} % of the likeliest suspects right, slowest {slowest:.2f} s"
    )


def clean(number: int) -> None:
    """Judge made-up disclosures that are rounded honestly: nobody may be accused."""
    forms = ("xinjiang-budget", "shanghai-budget", "shanghai-final-accounts")
    verdicts: Counter[str] = Counter()
    false: Counter[str] = Counter()
    for n in range(number):
        of = synthesize(forms[n % len(forms)], 2025, n).disclosure
        statements = all_statements(of)
        verdicts[judge_together(statements).feasible] += 1
        false.update({label: len(flagged(statements, check)) for label, check in CHECKS.items()})
    print(f"{number} honest disclosures: {dict(verdicts)}; complaints of the baselines: {dict(false)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "sources", nargs="*", help="documents or saved folders; the bundled reference if none"
    )
    parser.add_argument("--every", type=int, default=1, help="take every n-th mutation")
    parser.add_argument(
        "--clean", type=int, default=0, help="judge so many made-up honest disclosures instead"
    )
    parser.add_argument("--together", type=int, default=0, help="put so many errors in at once instead")
    chosen = parser.parse_args()
    if chosen.clean:
        clean(chosen.clean)
        return
    trials: list[Trial] = []
    for source in chosen.sources or [None]:
        name, of = Path(source).name if source else "reference", open_source(source)
        if chosen.together:
            together(name, of, chosen.together)
        else:
            trials += report(name, of, chosen.every)
    if len(chosen.sources) > 1 and trials:
        print("\n## all documents")
        print("\n".join(table(trials)))


if __name__ == "__main__":
    main()
