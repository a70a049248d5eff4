"""Laws of what the narrative states."""

from decimal import Decimal

from budgetkit.amount import Amount
from budgetkit.judge import judge
from budgetkit.model import Cell, Claim, Disclosure, Row, Table
from budgetkit.stated import statements


def P(text: str) -> Amount:  # noqa: N802
    """A percentage."""
    return Amount(Decimal(text), "%")


def W(text: str) -> Amount:  # noqa: N802
    """An amount in 万元."""
    return Amount(Decimal(text), "万元")


def verdicts(*claims: Claim, total: str = "10.00") -> dict[str, list[str]]:
    """The verdicts on some claims beside an expenditure table with one total, by identity."""
    row = Row("总计", {"total": Cell(W(total) if total else None)}, item="total")
    table = Table("expenditure", "支出", "万元", ("total",), (row,), form="xinjiang-budget")
    found: dict[str, list[str]] = {}
    for s in statements(
        Disclosure("虚构", 2025, "budget", "xinjiang-budget", {"expenditure": table}, claims)
    ):
        found.setdefault(s.identity, []).append(judge(s).verdict)
    return found


def test_a_repeat_equals_the_table() -> None:
    """An amount that a statement is about equals the cell; a blank cell accuses nobody; zero agrees with blank."""
    about = "expenditure/total/total"
    assert verdicts(Claim("1", "支出", W("10.00"), about=about))["claims.repeat"] == ["exact"]
    assert verdicts(Claim("1", "支出", W("10.02"), about=about))["claims.repeat"] == ["broken"]
    assert verdicts(Claim("1", "支出", W("10.02"), about=about), total="")["claims.repeat"] == ["unstated"]
    assert verdicts(Claim("1", "支出", W("0.00"), about=about), total="")["claims.repeat"] == ["exact"]


def test_a_share_is_of_its_whole() -> None:
    """A share is judged against the cell it is of; without one it is unstated."""
    whole = "expenditure/total/total"
    assert verdicts(Claim("1", "甲", W("2.50"), share=P("25.00"), whole=whole))["claims.share"] == ["exact"]
    assert verdicts(Claim("1", "甲", W("2.50"), share=P("26.00"), whole=whole))["claims.share"] == ["broken"]
    assert verdicts(Claim("1", "甲", W("2.50"), share=P("26.00")))["claims.share"] == ["unstated"]


def test_a_completion_is_of_its_base() -> None:
    """With a printed base a share is actual ÷ budget, and needs no table."""
    claim = Claim("1", "甲", W("9.50"), share=P("95.00"), base="年初预算", base_amount=W("10.00"))
    assert verdicts(claim)["claims.completion"] == ["exact"]


def test_a_share_of_the_budget_of_its_own_line_is_a_completion() -> None:
    """Where the base is no printed sentence but the cell beside the outturn, the rate is a completion all the same."""
    own = Claim("7", "甲", W("9.50"), share=P("95.00"), about="t/meals/actual", whole="t/meals/budget")
    part = Claim("7", "甲", W("9.50"), share=P("95.00"), about="t/meals/budget", whole="t/total/budget")
    assert "claims.completion" in verdicts(own) and "claims.share" not in verdicts(own)
    assert "claims.share" in verdicts(part) and "claims.completion" not in verdicts(part)


def test_a_printed_base_is_used() -> None:
    """Where the prior figure is printed, change and growth are judged against it."""
    good = Claim("1", "甲", W("12.00"), change=W("2.00"), growth=P("20.00"), base_amount=W("10.00"))
    assert verdicts(good)["claims.change"] == ["exact"]
    assert verdicts(good)["claims.growth"] == ["exact"]
    bad = Claim("1", "甲", W("12.00"), change=W("2.50"), growth=P("20.00"), base_amount=W("10.00"))
    assert verdicts(bad)["claims.change"] == ["broken"]


def test_a_growth_with_the_wrong_sign_is_broken() -> None:
    """A decrease with a positive growth cannot be."""
    assert verdicts(Claim("1", "甲", W("8.00"), change=W("-2.00"), growth=P("20.00")))["claims.growth"] == [
        "broken"
    ]
    assert verdicts(Claim("1", "甲", W("8.00"), change=W("-2.00"), growth=P("-20.00")))["claims.growth"] == [
        "exact"
    ]


def test_a_growth_without_base_is_unstated() -> None:
    """Only a growth, no change and no base: nothing can be judged."""
    assert verdicts(Claim("1", "甲", W("8.00"), growth=P("20.00")))["claims.growth"] == ["unstated"]


def test_the_same_thing_said_twice_agrees() -> None:
    """Two statements about one cell from one base have the same amount and change; another base is another thing."""
    one = Claim("1", "甲", W("8.00"), change=W("1.00"), about="narrative/x", base="上年预算")
    two = Claim("9", "甲", W("8.50"), change=W("1.00"), about="narrative/x", base="上年预算")
    assert verdicts(one, two)["claims.twice"] == ["broken", "exact"]
    other = Claim("9", "甲", W("8.50"), about="narrative/x", base="上年执行数")
    assert "claims.twice" not in verdicts(one, other)
