"""Laws of printed numbers and the intervals they stand for."""

import operator
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetkit.model.amount import UNITS, Amount, Interval, growth_range, parse_amount, share_range

values = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
units = st.sampled_from(["元", "千元", "万元", "亿元", "%"])
amounts = st.builds(Amount, values, units)


@given(amounts)
def test_interval_holds_what_is_printed(amount: Amount) -> None:
    """The printed number lies in the middle of its interval, which is one unit of the last place wide."""
    interval = amount.interval
    assert interval.high - interval.low == amount.ulp
    assert (interval.high + interval.low) / 2 == amount.exact


@given(values, st.integers(0, 4))
def test_every_number_in_the_interval_prints_like_this(value: Decimal, places: int) -> None:
    """A number rounded to some places lies in the interval of what was printed, whatever the rounding of halves."""
    printed = Amount(round(value, places), "元")
    assert printed.interval.holds(Fraction(value)) or abs(Fraction(value) - printed.exact) == printed.ulp / 2


@given(values)
def test_truncated_numbers_reach_away_from_zero_only(value: Decimal) -> None:
    """A truncated figure stands for nothing nearer to zero than itself."""
    amount = Amount(value, "元", "truncated")
    if value > 0:
        assert amount.interval.low == amount.exact
    if value < 0:
        assert amount.interval.high == amount.exact


@given(amounts, amounts)
def test_agreement_is_mutual(one: Amount, other: Amount) -> None:
    """Two figures agree or not, whichever is asked."""
    assert one.agrees_with(other) == other.agrees_with(one)


@given(amounts)
def test_low_and_high_are_the_interval_in_yuan(amount: Amount) -> None:
    """Decimal bounds are the exact bounds."""
    assert (Fraction(amount.low), Fraction(amount.high)) == (amount.interval.low, amount.interval.high)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=0, max_value=10**12))
def test_what_is_printed_is_read_back(value: Decimal) -> None:
    """Thousands separators and full-width digits change nothing, and printed zeros are kept."""
    wide = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
    for text in (f"{value:f}", f"{value:,f}", f" {value:,f} ".translate(wide)):
        read = parse_amount(text, "元")
        assert read is not None
        assert (read.value, read.places) == (value, 2)


@pytest.mark.parametrize(
    "text", ["", "-", "—", "单位不需填列", "1,23", "1.2.3", "12a", "2024年", "9" * 40, "1e5", "NaN"]
)
def test_what_is_no_number_is_none(text: str) -> None:
    """Blanks, words, broken separators and absurd lengths are not amounts."""
    assert parse_amount(text, "元") is None


def test_there_is_no_order() -> None:
    """Printed figures cannot be compared with <: name the question instead."""
    with pytest.raises(TypeError):
        operator.lt(Amount(Decimal(1)), Amount(Decimal(2)))


def test_bad_numbers_are_refused() -> None:
    """Infinite values and unknown roundings raise, naming what was given."""
    with pytest.raises(ValueError, match="finite"):
        Amount(Decimal("NaN"))
    with pytest.raises(ValueError, match="upwards"):
        Amount(Decimal(1), "元", "upwards")
    with pytest.raises(ValueError, match="low <= high"):
        Interval(Fraction(2), Fraction(1))


def test_counted_things_are_exact() -> None:
    """Eight people are eight people; eight 万元 may be 7.5."""
    assert Amount(Decimal(8), "人").interval == Interval(Fraction(8), Fraction(8))
    assert Amount(Decimal(8), "万元").interval == Interval(Fraction(75000), Fraction(85000))


positive = st.decimals(min_value=1, max_value=10**6, places=2)


@given(positive, positive, st.fractions(0, 1), st.fractions(0, 1))
def test_share_of_unrounded_figures_lies_in_the_range(
    part: Decimal, whole: Decimal, a: Fraction, b: Fraction
) -> None:
    """Whatever the unrounded part and whole are, their ratio lies in the range."""
    p, w = Amount(part, "元").interval, Amount(whole, "元").interval
    reach = share_range(p, w)
    assert reach is not None
    assert reach.holds((p.low + a * (p.high - p.low)) / (w.low + b * (w.high - w.low)))


@given(positive, positive, st.fractions(0, 1), st.fractions(0, 1))
def test_growth_of_unrounded_figures_lies_in_the_range(
    amount: Decimal, change: Decimal, a: Fraction, b: Fraction
) -> None:
    """Whatever the unrounded amount and change are, change over base lies in the range, unless the base may be zero."""
    x, c = Amount(amount, "元").interval, Amount(change, "元").interval
    reach = growth_range(x, c)
    real, moved = x.low + a * (x.high - x.low), c.low + b * (c.high - c.low)
    if reach is None:
        assert (x - c).holds(0)
    else:
        assert reach.holds(moved / (real - moved))


def test_a_rate_on_nothing_has_no_range() -> None:
    """A base that may be zero gives no range."""
    eighty = Amount(Decimal("80.00")).interval
    assert growth_range(eighty, eighty) is None
    assert share_range(eighty, Amount(Decimal("0.00")).interval) is None


@given(st.lists(st.integers(-100, 100), min_size=2, max_size=4))
def test_intervals_add_and_subtract(ends: list[int]) -> None:
    """Adding and then subtracting a point gives the interval back; scaling by −1 is negation."""
    low, high = min(ends), max(ends)
    interval, point = Interval(Fraction(low), Fraction(high)), Interval(Fraction(3), Fraction(3))
    assert interval + point - point == interval
    assert interval.scaled(-1) == -interval
    assert interval.within(interval) == interval


def test_units_are_powers_of_ten() -> None:
    """Every monetary unit is a power of ten of a yuan, so that printed places stay decimal places."""
    assert all(Decimal(factor).normalize().as_tuple().digits == (1,) for factor in UNITS.values())


@pytest.mark.parametrize(
    "mark",
    [
        "①",
        "⑳",
        "㉑",
        "❶",
        "⑴",
        "¹",
        "²³",
        "⁽¹⁾",
        "*",
        "＊＊",
        "※",
        "[1]",
        "［2］",
        "〔3〕",
        "(注)",
        "（注1）",
        "㈠",
    ],
)
@pytest.mark.parametrize("figure", ["637.50", "1,234", "0.00"])
def test_marks_of_notes_are_no_digits(figure: str, mark: str) -> None:
    """A mark before or behind a figure, with or without a space, leaves the figure as it is."""
    plain = parse_amount(figure, "万元")
    assert plain is not None
    for text in (figure + mark, mark + figure, f"{figure} {mark}", f"{mark}{figure}{mark}"):
        assert parse_amount(text, "万元") == plain


@pytest.mark.parametrize(
    "minus",
    ["-", "−", "﹣", "－", "–", "—", "‐", "‑", "‒", "―", "˗", "➖", "△", "▲", "- ", "-¥", "¥-", "−￥ "],
)
def test_every_sign_of_a_negative_figure(minus: str) -> None:
    """Whatever a document prints as a minus before a figure makes it negative."""
    for figure in ("637.50", "１２", "87,267,272.44"):
        positive, negative = parse_amount(figure, "元"), parse_amount(minus + figure, "元")
        assert positive is not None and negative is not None
        assert negative.value == -positive.value


@pytest.mark.parametrize("text", ["(10.25)", "（10.25）", "(¥10.25)", "( 10.25 )", "10.25-", "10.25−"])
def test_accounting_negatives(text: str) -> None:
    """Brackets around a figure and a minus behind it make it negative."""
    assert parse_amount(text, "元") == Amount(Decimal("-10.25"), "元")


@pytest.mark.parametrize(
    "text",
    [
        *("10 25", "10\n25", "220125\n220125", "1.5 2.5", "10 -", "637 500", "12 345 678"),
        *(
            "--5",
            "-(10.25)",
            "(1)",
            "（2）",
            "(10.25",
            "10.25)",
            "1①2",
            "10①25",
            "1 2",
            "10-20",
            "$10",
            "10.25.",
            "①",
        ),
        *("########", "#REF!", "#N/A", "***", "涉密", "1.2E+05"),
    ],
)
def test_what_may_be_two_numbers_or_none_is_none(text: str) -> None:
    """Two numbers in one cell, double signs, marks inside a number, errors and numberings are not amounts."""
    assert parse_amount(text, "元") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 2 3 . 5 0", "123.50"),
        ("87 267 272.44", "87267272.44"),
        ("87,267,\n272.44", "87267272.44"),
        ("12.\n50", "12.50"),
        ("12\n.50", "12.50"),
        ("1,2\n34.50", "1234.50"),
        (".50", "0.50"),
        ("12.", "12"),
        ("¥ 671.00", "671.00"),
        ("RMB671.00", "671.00"),
    ],
)
def test_spaces_and_breaks_inside_one_number(text: str, value: str) -> None:
    """Spaces and breaks are joined where what stands before or behind them cannot be a number of its own."""
    assert parse_amount(text, "元") == Amount(Decimal(value), "元")
