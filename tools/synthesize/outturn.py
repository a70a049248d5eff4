"""From a plan to what was received, spent and left over, year by year, so that every balance holds exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from synthesize import draw, names
from synthesize.hidden import BASIC, Entry


@dataclass(frozen=True)
class Book:
    """All exact amounts of a year: opening + receipts + reserves = spending + distribution + closing.

    ``reserves`` are reserves of earlier years that were used, ``distribution`` surplus that was distributed.
    """

    spending: tuple[Entry, ...]
    receipts: tuple[Entry, ...]
    opening: tuple[Entry, ...] = ()
    closing: tuple[Entry, ...] = ()
    reserves: tuple[Entry, ...] = ()
    distribution: tuple[Entry, ...] = ()


def outturn_of(
    rng: Random, plan: Sequence[Entry], opening: Sequence[Entry] = (), reserves: bool = False
) -> Book:
    """Return what became of a plan: some receipts differ from it, some money is left over at the end.

    ``opening`` is what the year before left over; what is not spent of it is left over again.
    """
    receipts = [_received(rng, e) for e in plan if not e.carried]
    kept = [_kept(rng, e) for e in receipts]
    old = [replace(e, carried=True) for e in opening]
    still = [_kept(rng, e) if rng.random() < 0.5 else 0 for e in old]
    spending = [replace(e, fen=e.fen - left, carried=False) for e, left in zip(receipts, kept, strict=True)]
    spending += [replace(e, fen=e.fen - left, carried=False) for e, left in zip(old, still, strict=True)]
    closing = [replace(e, fen=left) for e, left in zip([*receipts, *old], [*kept, *still], strict=True)]
    used = _reserves(rng, plan) if reserves and rng.random() < 0.6 else ()
    distributed, closing = _distributed(rng, closing)
    return Book(
        _some([*spending, *used]),
        _some(receipts),
        _some(old),
        _some(closing),
        _some(used),
        _some(distributed),
    )


def _some(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    return tuple(e for e in entries if e.fen)


def _received(rng: Random, entry: Entry) -> Entry:
    """Return a receipt: as planned, or a little more or less."""
    if rng.random() < 0.5:
        return entry
    return replace(entry, fen=max(1, round(entry.fen * rng.uniform(0.8, 1.08))))


def _kept(rng: Random, entry: Entry) -> int:
    """Return what of an entry is left over at the end of the year: of some projects a part, else nothing."""
    if entry.kind in BASIC or rng.random() < 0.7:
        return 0
    return rng.randint(0, entry.fen)


def _reserves(rng: Random, plan: Sequence[Entry]) -> tuple[Entry, ...]:
    code = next(e.code for e in plan if e.kind == "operating")
    name = names.project(rng, {e.project for e in plan})
    return (Entry(code, "reserves", "project", "31003", draw.money(rng, 1_000, 900_000), name),)


def _distributed(rng: Random, closing: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Part what is left over of business and other income: some of it is distributed."""
    own = [e for e in closing if e.source in ("business", "other") and e.fen and rng.random() < 0.3]
    return own, [e for e in closing if e not in own]


Plan = tuple[Entry, ...]


@dataclass(frozen=True)
class ExactAmounts:
    """The exact amounts that one disclosure rests on: plans and outturns of its year and of the year before."""

    plan: Plan
    before: Plan
    outturn: Book
    outturn_before: Book


def exact_amounts(
    form_id: str, years: Sequence[int], seed: int, rng: Random, rows: int
) -> Iterator[ExactAmounts]:
    """Yield the exact amounts of one department in consecutive years; each year opens with what the last left over."""
    reserves = form_id.startswith("central-university")
    before = draw.first(rng, form_id, rows)
    old = outturn_of(Random(f"{form_id} {seed} opening"), before, (), reserves)
    old = outturn_of(Random(f"{form_id} {seed} before"), before, old.closing, reserves)
    for year in years:
        plan = draw.next_year(rng, before)
        outturn = outturn_of(Random(f"{form_id} {seed} {year} outturn"), plan, old.closing, reserves)
        yield ExactAmounts(plan, before, outturn, old)
        before, old = plan, outturn
