"""Amounts and shares in the figures: printed as published, honest at both ends."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetkit.forms.form import Label
from budgetkit.model.amount import Amount
from budgetkit.present.wording import Scale, clean, percent, scale_of, small

MONEY = st.decimals(min_value=Decimal("-1e9"), max_value=Decimal("1e9"), places=2)


@given(MONEY)
def test_a_printed_amount_is_shown_as_printed(value: Decimal) -> None:
    """Shown in its own unit an amount is its printed digits with separators."""
    shown = Scale("万元", 2).show(Amount(value, "万元").exact)
    assert shown.replace("−", "-") == f"{value + 0:,.2f}".replace("-0.00", "0.00")


@given(st.decimals(min_value=0, max_value=Decimal("1e12"), places=2))
def test_yuan_become_ten_thousands_by_rounding_once(value: Decimal) -> None:
    """元 shown in 万元 are rounded half up to two places."""
    expected = (value / 10000).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert Scale("万元", 2, "元").show(Fraction(value)) == f"{expected:,}"


def test_the_unit_is_the_printed_one_unless_too_long() -> None:
    """万元 and small 元 stay, millions of 元 become 万元 and say so."""
    assert scale_of([Amount(Decimal("313.82"))]) == Scale("万元", 2)
    assert scale_of([Amount(Decimal("999.5"), "元")]) == Scale("元", 1)
    assert scale_of([Amount(Decimal("87267272.44"), "元")]) == Scale("万元", 2, "元")
    assert scale_of([]) == Scale("万元", 2)


@given(st.integers(min_value=0, max_value=10**6), st.integers(min_value=1, max_value=10**6))
def test_a_share_is_honest(part: int, whole: int) -> None:
    """Nothing is 0.0 %, all is 100.0 %, what lies between is neither, and no share is off by more than rounding."""
    part = min(part, whole)
    shown = percent(Fraction(part), Fraction(whole))
    assert (shown == "0.0%") == (part == 0)
    assert (shown == "100.0%") == (part == whole)
    if shown[0] not in "<>":
        assert abs(Fraction(shown[:-1]) - Fraction(part, whole) * 100) <= Fraction(1, 20)


def test_a_share_of_nothing_is_not_said() -> None:
    """Without a whole there is no share."""
    assert percent(Fraction(1), Fraction(0)) == ""


@pytest.mark.parametrize(
    ("zh", "en", "result"),
    [
        ("一、财政拨款收入", "I. Appropriations", ("财政拨款收入", "Appropriations")),
        ("其中：公务用车购置费", "of which purchase", ("公务用车购置费", "Purchase")),
        ("1、一般公共预算拨款", "1. General public budget", ("一般公共预算拨款", "General public budget")),
        ("（二）政府性基金", "", ("政府性基金", "")),
        ("二手设备", "Inventory", ("二手设备", "Inventory")),
    ],
)
def test_the_numbering_of_a_line_is_left_off(zh: str, en: str, result: tuple[str, str]) -> None:
    """Figures name things, not lines; a name that begins like a number stays whole."""
    assert clean(Label(zh, en)) == Label(*result)


def test_a_name_inside_a_sentence() -> None:
    """English begins small; what has no English is said in Chinese."""
    assert small(Label("事业运行", "Operation")) == "operation"
    assert small(Label("事业运行", "")) == "事业运行"
