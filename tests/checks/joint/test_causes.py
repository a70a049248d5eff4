"""Likely slips, and how figures would be printed right."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetkit.checks.joint import judge_together
from budgetkit.checks.joint.causes import causes_of
from budgetkit.checks.joint.programme import Range
from budgetkit.checks.joint.ranges import printings
from budgetkit.checks.statement import Figure, Statement, Term
from budgetkit.forms.form import Label
from budgetkit.model.amount import Amount


def reach(value: str, unit: str = "万元", half: str = "0.005") -> Range:
    """Return the range that a right number stands for."""
    factor = Fraction(Amount(Decimal(1), unit).factor)
    return Range((Fraction(value) - Fraction(half)) * factor, (Fraction(value) + Fraction(half)) * factor)


@pytest.mark.parametrize(
    ("printed", "unit", "right", "kind"),
    [
        ("195.29", "万元", "195.92", "transposed"),
        ("915.92", "万元", "195.92", "transposed"),
        ("1959.20", "万元", "195.92", "decimal"),
        ("19.59", "万元", "195.92", "decimal"),
        ("1959200.00", "万元", "195.92", "unit"),
        ("195.93", "万元", "195.92", "rounded"),
        ("195.72", "万元", "195.92", "digit"),
        ("43269.30", "万元", "3269.30", "stray"),
        ("95.92", "万元", "195.92", "dropped"),
        ("-28.45", "万元", "28.45", "sign"),
    ],
)
def test_slips_are_recognised(printed: str, unit: str, right: str, kind: str) -> None:
    """Each slip of the pen is the first cause offered for what it would have printed."""
    figure = Figure("table/row/column", Amount(Decimal(printed), unit))
    found = causes_of(figure, reach(right, unit))
    assert found[0].kind == kind, [c.kind for c in found]
    assert found[0].say("zh") and found[0].say("en")


def test_cut_off_digits_are_recognised() -> None:
    """A figure just below what it should round to may have been cut off."""
    figure = Figure("x/share", Amount(Decimal("83.78"), "%"))
    found = causes_of(figure, Range(Fraction(83787, 100000), Fraction(83789, 100000)))
    assert found[0].kind == "truncated"


def test_neighbours_explain() -> None:
    """A number that belongs here and stands in the next line, or a copy of it, is seen."""
    figure = Figure("t/r/c", Amount(Decimal("13.32")))
    below = Figure("t/s/c", Amount(Decimal("6.66")))
    assert causes_of(figure, reach("6.66"), [("below", below)])[0].kind == "neighbour"
    copied = Figure("t/s/c", Amount(Decimal("13.32")))
    assert "neighbour" in {c.kind for c in causes_of(figure, reach("7.00"), [("below", copied)])}


def test_nothing_is_offered_for_an_open_range() -> None:
    """Where nothing says what the figure should be, no slip is guessed."""
    figure = Figure("t/r/c", Amount(Decimal("13.32")))
    assert causes_of(figure, Range(None, Fraction(5))) == ()


@given(st.integers(-5000, 5000), st.integers(0, 3), st.sampled_from(["nearest", "truncated"]))
def test_printings_are_what_would_be_printed(k: int, places: int, rounding: str) -> None:
    """The number printed for a value is among those offered for a narrow range around it, and few others."""
    amount = Amount(Decimal(k).scaleb(-places), "万元", rounding)
    middle = (amount.interval.low + amount.interval.high) / 2
    offered = printings(Figure("x", amount), Range(middle, middle))
    assert amount in offered and len(offered) <= 2


def test_a_wide_range_is_not_spelt_out() -> None:
    """More than a dozen candidates are no answer."""
    assert printings(Figure("x", Amount(Decimal("1.00"))), Range(Fraction(0), Fraction(10**6))) == ()


def test_a_rate_that_is_compared_with_another_can_be_doubted() -> None:
    """A growth that is stated twice is an unknown beside its repeat and a rate beside its amounts; both may break."""
    named = {
        name: Figure(name, Amount(Decimal(value), unit))
        for name, value, unit in (
            ("amount", "12.00", "万元"),
            ("change", "2.00", "万元"),
            ("growth", "25.00", "%"),
            ("again", "20.00", "%"),
        )
    }
    amount, change, growth, again = (Term(f) for f in named.values())
    label = Label("增长", "growth")
    statements = [
        Statement("g", "growth", label, "", (change,), (amount, Term(change.figure, -1)), rate=growth.figure),
        Statement("t", "equal", label, "", (growth,), (again,)),
    ]
    found = judge_together(statements)
    assert found.feasible == "no" and [r.figures for r in found.repairs] == [{"growth"}]
