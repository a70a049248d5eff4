"""How long the joint judgement takes on damaged documents: a row left out, two figures changed, a table left out.

    python benchmarks/joint_budget.py                       the bundled reference, forty of each kind
    python benchmarks/joint_budget.py FILE… --most 12       other documents, at most twelve of each kind
    python benchmarks/joint_budget.py FILE… --budget 0.5    with another budget

Seconds are of processor time. A case counts as over when the whole judgement (statements and all) took longer than
the budget, and as exhausted when the judgement says that its budget ended the search.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from mutations import mutated, mutations

from budgetkit.checks.joint import reconcile
from budgetkit.checks.joint.conflict import SECONDS
from budgetkit.model.disclosure import Disclosure
from budgetkit.model.errors import BudgetkitError
from budgetkit.source import open_source

KINDS = ("as published", "a row left out", "two figures changed", "a table left out")


@dataclass(frozen=True)
class Case:
    """One damaged disclosure and what became of it."""

    kind: str
    what: str
    seconds: float
    verdict: str
    conflicts: int
    lacks: int
    exhausted: bool


def damaged(of: Disclosure, most: int, seed: int) -> Iterator[tuple[str, str, Disclosure]]:
    """Yield (kind, what, disclosure): as published, then at most so many of each kind, drawn from all there are."""
    draw = random.Random(seed)
    yield KINDS[0], "", of
    rows = [(t, n) for t, table in of.tables.items() for n in range(len(table.rows))]
    for table, n in draw.sample(rows, min(most, len(rows))):
        kept = of[table].rows[:n] + of[table].rows[n + 1 :]
        tables = {**of.tables, table: replace(of[table], rows=kept)}
        yield KINDS[1], f"{table}/{of[table].rows[n].key}", replace(of, tables=tables)
    offered = list(mutations(of))
    for _ in range(min(most, len(offered) // 2)):
        first, second = draw.sample(offered, 2)
        yield KINDS[2], f"{sorted(first.figures | second.figures)}", mutated(mutated(of, first), second)
    for table in draw.sample(sorted(of.tables), min(most, len(of.tables))):
        yield KINDS[3], table, replace(of, tables={k: t for k, t in of.tables.items() if k != table})


def judged(kind: str, what: str, of: Disclosure, budget: float) -> Case:
    """Judge one disclosure jointly, and take the time."""
    start = time.thread_time()
    found = reconcile(of, budget=budget)
    seconds = time.thread_time() - start
    return Case(kind, what, seconds, found.feasible, len(found.conflicts), len(found.lacks), found.exhausted)


def lines(cases: list[Case], budget: float) -> Iterator[str]:
    """Yield a table, a line for each kind, then the cases that took longest."""
    yield f"{'':22}{'cases':>6}{'median':>8}{'slowest':>9}{'over':>6}{'exhausted':>11}{'lines named':>13}"
    for kind in (*KINDS, "all"):
        chosen = sorted((c for c in cases if kind in (c.kind, "all")), key=lambda c: c.seconds)
        if chosen:
            over, spent, lacks = (
                sum(flags)
                for flags in zip(
                    *((c.seconds > budget, c.exhausted, c.lacks > 0) for c in chosen), strict=True
                )
            )
            middle, last = chosen[len(chosen) // 2].seconds, chosen[-1].seconds
            yield f"{kind:22}{len(chosen):6}{middle:8.2f}{last:9.2f}{over:6}{spent:11}{lacks:13}"
    for case in sorted(cases, key=lambda c: -c.seconds)[:3]:
        yield f"   {case.seconds:.2f} s: {case.kind} {case.what}, {case.conflicts} conflicts, {case.verdict}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "sources", nargs="*", help="documents or saved folders; the bundled reference if none"
    )
    parser.add_argument("--most", type=int, default=40, help="at most so many cases of each kind a document")
    parser.add_argument("--seed", type=int, default=0, help="which cases are drawn")
    parser.add_argument("--budget", type=float, default=SECONDS, help="seconds of processor time for each")
    chosen = parser.parse_args()
    every: list[Case] = []
    for source in chosen.sources or [None]:
        try:
            of = open_source(source)
        except BudgetkitError as error:
            print(f"\n## {source}: {error}")
            continue
        cases = [judged(*case, chosen.budget) for case in damaged(of, chosen.most, chosen.seed)]
        print(f"\n## {Path(source).name if source else 'reference'} ({len(of.tables)} tables)")
        print("\n".join(lines(cases, chosen.budget)), flush=True)
        every += cases
    if len(chosen.sources) > 1:
        print("\n## all documents")
        print("\n".join(lines(every, chosen.budget)))


if __name__ == "__main__":
    main()
