"""What counts in running text is found; years, dates, thresholds and codes are not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetkit.model.amount import Amount
from budgetkit.readers.narrative.quantities import decreased, quantities, signless, unchanged_like


def said(text: str, *, bare: bool = False) -> list[str]:
    """Return the quantities of a text, prose_lines out."""
    return [str(q.amount) if q.amount else q.text for q in quantities(text, bare=bare)]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("收入预算18,976.76万元，占74.51%", ["18976.76 万元", "74.51%"]),
        ("共2,945,760.58元；1.2亿元", ["2945760.58 元", "1.2 亿元"]),
        ("总预算1720.00万，其中", ["1720.00 万元"]),
        ("接待5.20万（含外事1.10万），10万（其中甲4万）", ["5.20 万元", "1.10 万元", "10 万元", "4 万元"]),
        ("单价100万（含）以上、100万（含100万）以上、常住12万（户籍）", []),
        ("增加5，100.00万元", ["5100.00 万元"]),
        ("2024年1月1日，电话0991-1234567，沪府规〔2016〕168号", []),
        ("单价100万元（含）以上设备（不含车辆）0台（套）", ["0 台"]),
        ("50万元以下、100元/人、每次5次/年", []),
        ("占百分之12.50，增长百分之二十点三，百分之百，百分之零点五", ["12.50%", "20.3%", "100%", "0.5%"]),
        ("占百分之几，百分之三千，百分之二五", []),
        ("12个月，司法（06款）行政运行（01项）", []),
        ("车辆1辆，房屋12.5平方米，编制3人", ["1 辆", "12.5 平方米", "3 人"]),
        ("与上年持平，保持一致，无增减变化", ["持平", "保持一致", "无增减变化"]),
        ("增减-10.5万元，-4.99%", ["-10.5 万元", "-4.99%"]),
    ],
)
def test_quantities(text: str, amounts: list[str]) -> None:
    """Amounts keep their printed places and unit."""
    assert said(text) == amounts


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("13，38.20万元", ["malformed"]),
        ("10万元-20万元", ["malformed"]),
        ("3%—5%", ["malformed"]),
        ("1.5亿338万元", ["malformed"]),
        ("增长1.27倍，270.1‰，三成，翻一番，千分之五", ["rate"] * 5),
        ("（1）人员经费5万元", ["money"]),
        ("2019-2021年，——5万元", ["money"]),
    ],
)
def test_kinds(text: str, kinds: list[str]) -> None:
    """What is no one number, or no percentage, has a kind of its own; numbering and years are nothing."""
    assert [q.kind for q in quantities(text)] == kinds


@given(st.integers(0, 10**9), st.sampled_from("，。、．·～至到−–—亿万-"), st.integers(0, 10**9))
def test_joined_digits_give_one_quantity_at_most(left: int, mark: str, right: int) -> None:
    """Two numbers that a mark joins are never read as the second alone."""
    found = quantities(f"共{left}{mark}{right}万元。")
    assert not any(q.amount == Amount(Decimal(right)) for q in found if q.kind == "money" and left)


def test_bare_numbers_only_on_request() -> None:
    """A number without unit counts only where the section's subjects say what it counts."""
    assert said("编制数8，实有8人") == ["8 人"]
    assert said("编制数8，实有8人", bare=True) == ["8", "8 人"]


@given(st.decimals(0, 10**9, places=2))
def test_printed_places_survive(value: Decimal) -> None:
    """Any printed figure, with or without thousands separators, comes back as printed."""
    for printed in (f"{value:f}", f"{value:,f}"):
        assert quantities(f"共{printed}万元。")[0].amount == Amount(value, "万元")


@pytest.mark.parametrize(("text", "share"), [("占12.50，", "12.50"), ("占7，", ""), ("占250.00，", "")])
def test_a_percentage_may_lack_its_sign(text: str, share: str) -> None:
    """A bare number with decimals up to 100 can be a percentage, its unit still none; a whole or larger one cannot."""
    (found,) = quantities(text, bare=True)
    percent = signless(found)
    assert (str(percent.amount) if percent else "") == share
    assert percent is None or percent.kind == "percent"
    signed = quantities("占12.50%，占百分之七，")
    assert [(q.kind, str(q.amount)) for q in signed] == [("percent", "12.50%"), ("percent", "7%")]


def test_percentage_points_are_a_kind_of_their_own() -> None:
    """A difference of percentages is no percentage and counts nothing."""
    for text in ("提高2.5个百分点", "提高2.5百分点"):
        assert [(q.kind, str(q.amount)) for q in quantities(text)] == [("points", "2.5%")]


@given(st.integers(0, 199), st.text("0123456789", max_size=2))
def test_a_spelled_percentage_is_the_one_in_figures(whole: int, places: str) -> None:
    """百分之 with a number in words or in figures is that percentage, as many places as it says."""
    printed = f"{whole}.{places}" if places else str(whole)
    for prose_lines in (printed, _spelled(whole) + ("点" + "".join(map(_digit, places)) if places else "")):
        (found,) = quantities(f"占百分之{prose_lines}，")
        assert (found.kind, found.amount) == ("percent", Amount(Decimal(printed), "%"))


def _digit(figure: str) -> str:
    return "零一二三四五六七八九"[int(figure)]


def _spelled(whole: int) -> str:
    hundreds, rest = divmod(whole, 100)
    tens, ones = divmod(rest, 10)
    words = "一百" if hundreds else ""
    words += "零" if hundreds and ones and not tens else ""
    words += (_digit(str(tens)) if tens > 1 or (tens and hundreds) else "") + "十" if tens else ""
    return words + (_digit(str(ones)) if ones or not whole else "")


def test_signs() -> None:
    """A decrease is negative and keeps its places; a decrease of nothing is nothing; 持平 is as precise as its amount."""
    assert str(decreased(Amount(Decimal("80.00")))) == "-80.00 万元"
    assert str(decreased(Amount(Decimal("0.00")))) == "0.00 万元"
    assert str(unchanged_like(Amount(Decimal("47.91")))) == "0.00 万元"
