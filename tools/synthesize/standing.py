"""Where a department stands in a year: its plan, what became of it, and the same of the year before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from synthesize import draw
from synthesize.hidden import Entry
from synthesize.settle import Book, settle

Plan = tuple[Entry, ...]


@dataclass(frozen=True)
class Standing:
    """The exact amounts that one disclosure rests on: plans and outturns of its year and of the year before."""

    plan: Plan
    before: Plan
    outturn: Book
    outturn_before: Book


def standings(form_id: str, years: Sequence[int], seed: int, rng: Random, rows: int) -> Iterator[Standing]:
    """Yield the standing of one department in consecutive years; each year opens with what the last left over."""
    reserves = form_id.startswith("central-university")
    before = draw.first(rng, form_id, rows)
    old = settle(Random(f"{form_id} {seed} opening"), before, (), reserves)
    old = settle(Random(f"{form_id} {seed} before"), before, old.closing, reserves)
    for year in years:
        plan = draw.next_year(rng, before)
        outturn = settle(Random(f"{form_id} {seed} {year} outturn"), plan, old.closing, reserves)
        yield Standing(plan, before, outturn, old)
        before, old = plan, outturn
