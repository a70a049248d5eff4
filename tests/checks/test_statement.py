"""Sums of printed figures as ranges: what a range over the coefficients of every figure says."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from budgetkit.checks.statement import Figure, Statement, Term
from budgetkit.forms.form import Label
from budgetkit.model.amount import Amount

FIGURES = st.lists(
    st.builds(
        lambda value, places, unit: Amount(Decimal(value).scaleb(-places), unit),
        st.integers(-999, 999),
        st.integers(0, 2),
        st.sampled_from(["元", "万元"]),
    ),
    min_size=4,
    max_size=4,
)
SIDE = st.lists(st.tuples(st.integers(0, 3), st.sampled_from([1, -1])), max_size=5)


@settings(deadline=None)
@given(FIGURES, SIDE, SIDE)
def test_a_figure_that_stands_twice_is_one_unknown(
    amounts: list[Amount], left: list[tuple[int, int]], right: list[tuple[int, int]]
) -> None:
    """The range of left − right is that of Σ coefficient · figure, whether figures stand once, twice or on both sides."""
    figures = [Figure(str(n), amount) for n, amount in enumerate(amounts)]
    sides = [tuple(Term(figures[n], sign) for n, sign in side) for side in (left, right)]
    coefficients = [
        sum(sign for m, sign in left if m == n) - sum(sign for m, sign in right if m == n) for n in range(4)
    ]
    ends = [
        sorted((c * Fraction(a.interval.low), c * Fraction(a.interval.high)))
        for c, a in zip(coefficients, amounts, strict=True)
    ]
    reach = Statement("x", "equal", Label("", ""), "", *sides).reach
    assert (reach.low, reach.high) == (sum(e[0] for e in ends), sum(e[1] for e in ends))
