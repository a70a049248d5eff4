"""The prior year that a disclosure implies: amounts less changes, narrowed by the growths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cache
from math import ceil, floor
from typing import Final

from budgetkit.checks.printed import Printed
from budgetkit.forms.data import reference
from budgetkit.forms.label import plain
from budgetkit.model.amount import Amount, Interval, share_range, shown
from budgetkit.model.disclosure import Claim, Disclosure
from budgetkit.model.fraction import Fraction


@dataclass(frozen=True, slots=True)
class Prior:
    """What a statement implies of its prior figure: ``value`` = amount − change as printed, and the whole range.

    ``low`` and ``high`` are in ``unit``; they hold every prior figure that the printed amount, change and growth
    allow together. ``consistent`` is false where they allow none, and where every one is negative: a budget cannot grow
    by more than it is.
    """

    number: int
    claim: Claim
    value: Decimal
    low: Decimal
    high: Decimal
    unit: str
    consistent: bool

    @property
    def is_negative(self) -> bool:
        """Tell whether amount and change as printed leave only negative prior figures."""
        return self.high < 0


def prior_year(disclosure: Disclosure) -> tuple[Prior, ...]:
    """Return the implied prior figure of every statement that gives an amount and a change, in order.

    The range is that of amount − change, narrowed by amount ÷ (1 + growth) and change ÷ growth.
    """
    return tuple(
        _prior(number, claim, claim.amount, claim.change)
        for number, claim in enumerate(disclosure.claims, 1)
        if claim.is_quantified and not claim.inferred and claim.amount and claim.change
    )


@dataclass(frozen=True, slots=True)
class Before:
    """The whole budget of the year before beside this year's: ``now`` as printed, ``value``, ``low`` and ``high`` in its
    unit; ``parts`` are the statements it follows from, one of the whole or one for each kind of expenditure."""

    now: Amount
    value: Decimal
    low: Decimal
    high: Decimal
    parts: tuple[Prior, ...]

    @property
    def unit(self) -> str:
        """The unit of all four."""
        return self.now.unit

    @property
    def range(self) -> tuple[Decimal, Decimal]:
        """The range with as many places as are printed, rounded outwards."""
        fine = Decimal(1).scaleb(-max(self.now.places, -int(self.value.as_tuple().exponent)))
        return self.low.quantize(fine, ROUND_FLOOR), self.high.quantize(fine, ROUND_CEILING)

    @property
    def change(self) -> Decimal:
        """This year less the year before, as printed."""
        return self.now.value - self.value


WHOLES: Final = (
    *("summary/revenue.total/budget", "summary/revenue.total/actual"),
    *("summary/expenditure.total/budget", "summary/expenditure.total/actual", "summary/use.total/budget"),
    *("expenditure/total/total", "revenue/total/total"),
)
"""Cells that hold the whole of a disclosure; the summary knows what is brought and carried forward, too."""

KINDS: Final = ("basic", "project")
"""Every expenditure of a budget is of one of these kinds, where no other is printed."""


def whole_before(disclosure: Disclosure, priors: Sequence[Prior] | None = None) -> Before | None:
    """Return the whole budget of the year before: as stated, else as the sum of what is stated of its kinds.

    ``None`` where neither is stated, the base is not one and the same, or the kinds do not add up to the whole. A
    change of one source or fund tells nothing of the whole: another may have been there last year.

    >>> from budgetkit.source import reference
    >>> found = whole_before(reference())
    >>> str(found.value), str(found.now), f"{found.low} – {found.high}"
    ('285.37', '313.82 万元', '285.35 – 285.379377')
    """
    usable = [
        p for p in (prior_year(disclosure) if priors is None else priors) if p.consistent and p.high >= 0
    ]
    for prior, stated_amount in of_the_whole(disclosure, usable):
        return Before(stated_amount, prior.value, prior.low, prior.high, (prior,))
    printed = Printed.of(disclosure)
    for whole, parts in _kinds(disclosure):
        found = [next((p for p in usable if p.claim.about == part), None) for part in parts]
        stated = tuple(p for p in found if p is not None)
        cell = printed.cell(whole)
        amount = cell[0].row.amount(cell[1]) if cell else None
        amount = amount or next((c.amount for c in disclosure.claims if c.about == whole and c.amount), None)
        if len(stated) == len(parts) > 1 and amount is not None and _add_up(stated, amount):
            value, low, high = (
                sum((getattr(p, end) for p in stated), Decimal(0)) for end in ("value", "low", "high")
            )
            return Before(amount, value, low, high, stated)
    return None


def of_the_whole(disclosure: Disclosure, priors: Iterable[Prior]) -> Iterator[tuple[Prior, Amount]]:
    """Yield the priors whose statement is of the whole budget, with its amount.

    >>> from budgetkit.source import reference
    >>> list(of_the_whole(reference(), prior_year(reference())))
    []
    """
    wholes = [c.amount for c in disclosure.claims if c.about in WHOLES and c.amount is not None]
    for prior in priors:
        amount = prior.claim.amount
        named = not prior.claim.about and plain(prior.claim.subject) in _words_for_everything()
        same = amount is not None and any(amount.agrees_with(whole) for whole in wholes)
        if amount is not None and (prior.claim.about in WHOLES or (named and same)):
            yield prior, amount


_SUMS: Final = ("", "total", "current_year")


@cache
def _words_for_everything() -> frozenset[str]:
    return frozenset(reference("prior_year")["whole"])


def _kinds(disclosure: Disclosure) -> Iterator[tuple[str, list[str]]]:
    """Yield the whole and its kinds of expenditure, all that are printed, as cells."""
    table = disclosure.tables.get("expenditure")
    columns = [c for c in table.columns if c != "total"] if table else list(KINDS)
    yield "expenditure/total/total", [f"expenditure/total/{c}" for c in columns]
    summary = disclosure.tables.get("summary")
    rows = [r for r in summary.rows if r.half == "use" and r.item not in _SUMS] if summary else []
    items = [r.item for r in rows if any(c.amount is not None for c in r.cells.values())]
    yield "summary/use.total/budget", [f"summary/use.{item}/budget" for item in items or KINDS]


def _add_up(parts: Sequence[Prior], whole: Amount) -> bool:
    bases = {p.claim.base for p in parts}
    units = {p.unit for p in parts}
    reach = [p.claim.amount.interval for p in parts if p.claim.amount is not None]
    sums = Interval(sum((i.low for i in reach), Fraction(0)), sum((i.high for i in reach), Fraction(0)))
    return len(bases) == len(units) == 1 and units == {whole.unit} and sums.meets(whole.interval)


def _prior(number: int, claim: Claim, amount: Amount, change: Amount) -> Prior:
    reach = amount.interval - change.interval
    narrowed: Interval | None = reach
    for other in _by_growth(claim, amount, change):
        narrowed = narrowed.within(other) if narrowed is not None else None
    most = narrowed if narrowed is not None else reach
    factor = Fraction(amount.factor)
    fine = 10 ** (amount.places + 4)
    # Outwards, so that the range shown never cuts the range meant.
    low = Decimal(floor(most.low / factor * fine)) / fine
    high = Decimal(ceil(most.high / factor * fine)) / fine
    places = max(amount.places, change.places)
    value = shown((amount.exact - change.exact) / factor, places)
    return Prior(number, claim, value, low, high, amount.unit, narrowed is not None and high >= 0)


def _by_growth(claim: Claim, amount: Amount, change: Amount) -> list[Interval]:
    """Return the ranges of the prior figure that the growth allows; none where it divides by zero."""
    if claim.growth is None or (amount.interval - change.interval).holds(0):
        return []
    growth = claim.growth.interval
    one = Interval(Fraction(1), Fraction(1))
    found = [share_range(amount.interval, one + growth)] if 1 + growth.low > 0 else []
    found.append(share_range(change.interval, growth))
    return [reach for reach in found if reach is not None]
