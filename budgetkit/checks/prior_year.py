"""The prior year that a disclosure implies: amounts less changes, narrowed by the growths."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from budgetkit.model.amount import Amount, Interval
from budgetkit.model.disclosure import Claim, Disclosure


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
    found = []
    for number, claim in enumerate(disclosure.claims, 1):
        if (
            claim.is_quantified
            and not claim.inferred
            and claim.amount is not None
            and claim.change is not None
        ):
            found.append(_prior(number, claim, claim.amount, claim.change))
    return tuple(found)


def _prior(number: int, claim: Claim, amount: Amount, change: Amount) -> Prior:
    reach = amount.interval - change.interval
    narrowed: Interval | None = reach
    for other in _by_growth(claim, amount, change):
        narrowed = narrowed.within(other) if narrowed is not None else None
    shown = narrowed if narrowed is not None else reach
    factor = Fraction(amount.factor)
    fine = 10 ** (amount.places + 4)
    # Outwards, so that the range shown never cuts the range meant.
    low = Decimal(floor(shown.low / factor * fine)) / fine
    high = Decimal(ceil(shown.high / factor * fine)) / fine
    places = max(amount.places, change.places)
    value = Decimal(round((amount.exact - change.exact) / factor * 10**places)).scaleb(-places)
    return Prior(number, claim, value, low, high, amount.unit, narrowed is not None and high >= 0)


def _by_growth(claim: Claim, amount: Amount, change: Amount) -> list[Interval]:
    """Return the ranges of the prior figure that the growth allows; none where it divides by zero."""
    if claim.growth is None or (amount.interval - change.interval).holds(0):
        return []
    growth = claim.growth.interval
    found = []
    ends = [1 + growth.low, 1 + growth.high]
    if ends[0] > 0:
        found.append(_quotient(amount.interval, Interval(ends[0], ends[1])))
    if growth.low > 0 or growth.high < 0:
        found.append(_quotient(change.interval, growth))
    return found


def _quotient(top: Interval, bottom: Interval) -> Interval:
    corners = [t / b for t in (top.low, top.high) for b in (bottom.low, bottom.high)]
    return Interval(min(corners), max(corners))
