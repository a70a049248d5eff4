"""What counts in running text is found; years, dates, thresholds and codes are not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetkit.amount import Amount
from budgetkit.readers.quantities import decreased, quantities, unchanged_like


def said(text: str, *, bare: bool = False) -> list[str]:
    """Return the quantities of a text, written out."""
    return [str(q.amount) if q.amount else q.text for q in quantities(text, bare=bare)]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("收入预算18,976.76万元，占74.51%", ["18976.76 万元", "74.51%"]),
        ("共2,945,760.58元；1.2亿元", ["2945760.58 元", "1.2 亿元"]),
        ("总预算1720.00万，其中", ["1720.00 万元"]),
        ("增加5，100.00万元", ["5100.00 万元"]),
        ("2024年1月1日，电话0991-1234567，沪府规〔2016〕168号", []),
        ("单价100万元（含）以上设备（不含车辆）0台（套）", ["0 台"]),
        ("50万元以下、100元/人、每次5次/年", []),
        ("12个月，2个百分点，司法（06款）行政运行（01项）", []),
        ("车辆1辆，房屋12.5平方米，编制3人", ["1 辆", "12.5 平方米", "3 人"]),
        ("与上年持平，保持一致，无增减变化", ["持平", "保持一致", "无增减变化"]),
        ("增减-10.5万元，-4.99%", ["-10.5 万元", "-4.99%"]),
    ],
)
def test_quantities(text: str, amounts: list[str]) -> None:
    """Amounts keep their printed places and unit."""
    assert said(text) == amounts


def test_bare_numbers_only_on_request() -> None:
    """A number without unit counts only where the section's subjects say what it counts."""
    assert said("编制数8，实有8人") == ["8 人"]
    assert said("编制数8，实有8人", bare=True) == ["8", "8 人"]


@given(st.decimals(0, 10**9, places=2))
def test_printed_places_survive(value: Decimal) -> None:
    """Any printed figure, with or without thousands separators, comes back as printed."""
    for printed in (f"{value:f}", f"{value:,f}"):
        assert quantities(f"共{printed}万元。")[0].amount == Amount(value, "万元")


def test_signs() -> None:
    """A decrease is negative and keeps its places; a decrease of nothing is nothing; 持平 is as precise as its amount."""
    assert str(decreased(Amount(Decimal("80.00")))) == "-80.00 万元"
    assert str(decreased(Amount(Decimal("0.00")))) == "0.00 万元"
    assert str(unchanged_like(Amount(Decimal("47.91")))) == "0.00 万元"
