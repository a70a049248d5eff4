"""Laws of the implied prior year."""

import dataclasses
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from budgetkit.checks.prior_year import prior_year
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Claim, Disclosure

EMPTY = Disclosure("虚构", 2025, "budget", "xinjiang-budget")


def stated(prior: Decimal, change: Decimal, places: int = 2) -> Claim:
    """What a department would print of hidden amounts, everything rounded on its own."""
    growth = Decimal(round(Fraction(change) / Fraction(prior) * 100 * 10**places)).scaleb(-places)
    amount, moved = Amount(round(prior + change, 2)), Amount(round(change, 2))
    return Claim("1", "甲", amount, change=moved, growth=Amount(growth, "%"))


@given(st.integers(1, 10**9), st.integers(-(10**8), 10**8))
def test_the_hidden_prior_figure_lies_in_the_range(prior: int, change: int) -> None:
    """Whatever the unrounded prior figure was, the range that the printed ones allow holds it."""
    hidden, moved = Decimal(prior) / 10_000, Decimal(change) / 10_000
    (implied,) = prior_year(dataclasses.replace(EMPTY, claims=(stated(hidden, moved),)))
    assert implied.consistent
    assert implied.low <= hidden <= implied.high


def test_a_growth_narrows_the_range() -> None:
    """With a growth the range is never wider than without."""
    with_growth = stated(Decimal("205.37"), Decimal("28.45"))
    without = dataclasses.replace(with_growth, growth=None)
    narrow, wide = (prior_year(dataclasses.replace(EMPTY, claims=(c,)))[0] for c in (with_growth, without))
    assert wide.low <= narrow.low <= narrow.high <= wide.high
    assert narrow.high - narrow.low < wide.high - wide.low


def test_what_excludes_itself_is_inconsistent() -> None:
    """An amount, a change and a growth that no prior figure satisfies are told so; a zero base is not accused."""
    wrong = dataclasses.replace(
        stated(Decimal("100.00"), Decimal("10.00")), growth=Amount(Decimal("50.00"), "%")
    )
    zero = Claim(
        "1",
        "乙",
        Amount(Decimal("80.00")),
        change=Amount(Decimal("80.00")),
        growth=Amount(Decimal("100.00"), "%"),
    )
    found = prior_year(dataclasses.replace(EMPTY, claims=(wrong, zero)))
    assert [p.consistent for p in found] == [False, True]


def test_an_increase_larger_than_its_amount_is_no_consistent_statement() -> None:
    """0 with +1421.25 would leave a negative budget for last year: said, and not called consistent."""
    claim = Claim("1", "甲", Amount(Decimal("0")), change=Amount(Decimal("1421.25")), base="上年预算")
    (prior,) = prior_year(Disclosure("某局", 2025, "budget", "shanghai-budget", claims=(claim,)))
    assert prior.is_negative
    assert not prior.consistent
    assert prior.value == Decimal("-1421.25")
    less = dataclasses.replace(claim, amount=Amount(Decimal("1421.25")))
    (prior,) = prior_year(Disclosure("某局", 2025, "budget", "shanghai-budget", claims=(less,)))
    assert not prior.is_negative
    assert prior.consistent
