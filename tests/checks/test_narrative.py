"""Laws of what the narrative states."""

from dataclasses import replace
from decimal import Decimal

import pytest

from budgetkit.checks.judge import judge
from budgetkit.checks.narrative import statements
from budgetkit.checks.prior_year import prior_year
from budgetkit.forms.form import form
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Claim, Disclosure, Row, Table
from budgetkit.readers.narrative.claims import claims_of_text


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


def test_a_table_that_is_not_there_does_not_leave_a_line_out() -> None:
    """Narrative and tables are often two files: of the one alone no table is said to lack anything."""
    claims = tuple(
        Claim("1", "支出", W("1.00"), about=f"{t}/total/total") for t in ("expenditure", "revenue")
    )
    table = Table("expenditure", "支出", "万元", ("total",), (), form="xinjiang-budget")
    d = Disclosure("虚构", 2025, "budget", "xinjiang-budget", {"expenditure": table}, claims)
    missing = [s.missing for s in statements(d) if s.identity == "claims.repeat"]
    assert ["no such table" in m for m in missing] == [False, True] and all(missing)


def test_a_repeat_of_an_unread_cell_is_unstated() -> None:
    """A cell that holds digits and is no number neither agrees with a zero nor with an amount; words are a blank."""
    for text, said in (("1.O0 2", ("unstated", "unstated")), ("无", ("exact", "unstated"))):
        row = Row("总计", {"total": Cell(None, text=text)}, item="total")
        table = Table("expenditure", "支出", "万元", ("total",), (row,), form="xinjiang-budget")
        claims = [Claim("1", "支出", W(n), about="expenditure/total/total") for n in ("0", "10.02")]
        d = Disclosure("虚构", 2025, "budget", "xinjiang-budget", {"expenditure": table}, tuple(claims))
        found = [judge(s) for s in statements(d) if s.identity == "claims.repeat"]
        assert tuple(f.verdict for f in found) == said
        assert ["读作数字" in f.statement.missing for f in found] == [said[0] == "unstated"] * 2


def test_a_share_is_of_its_whole() -> None:
    """A share is judged against the cell it is of; without one it is unstated."""
    whole = "expenditure/total/total"
    assert verdicts(Claim("1", "甲", W("2.50"), share=P("25.00"), whole=whole))["claims.share"] == ["exact"]
    assert verdicts(Claim("1", "甲", W("2.50"), share=P("26.00"), whole=whole))["claims.share"] == ["broken"]
    assert verdicts(Claim("1", "甲", W("2.50"), share=P("26.00")))["claims.share"] == ["unstated"]


def test_a_share_without_its_sign_is_a_percentage() -> None:
    """A share whose unit was not printed is judged as what it is, a percentage, in every figure of it."""
    whole = "expenditure/total/total"
    for share, verdict in (("25.00", "exact"), ("26.00", "broken")):
        claim = Claim("1", "甲", W("2.50"), share=Amount(Decimal(share), ""), whole=whole)
        assert verdicts(claim)["claims.share"] == [verdict]


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


def test_a_missing_sign_hides_no_amount() -> None:
    """What is said twice is compared whether or not the share beside it is printed with its sign."""
    for unit in ("%", ""):
        one = Claim("3", "甲", W("12.50"), share=Amount(Decimal("12.50"), unit), about="narrative/x")
        two = Claim("3", "甲", W("13.50"), about="narrative/x")
        assert verdicts(one, two)["claims.twice"] == ["broken"]


def test_a_missing_sign_changes_no_verdict() -> None:
    """Read with and without the sign of a share, a text is judged alike and implies the same prior year."""
    text = "三、支出预算情况说明\n基本支出12.50万元，占12.50{}。比上年预算增加1.00万元。{}"
    again = "项目支出87.50万元，占87.50%。基本支出13.50万元，比上年预算增加1.50万元。"
    found = []
    for sign in ("%", ""):
        claims, _ = claims_of_text(text.format(sign, again), form("xinjiang-budget"))
        said = verdicts(*claims, total="100.00")
        implied = prior_year(Disclosure("虚构", 2025, "budget", "xinjiang-budget", claims=claims))
        found.append((said, [p.value for p in implied]))
    assert found[0] == found[1]
    assert found[0][0]["claims.twice"] == ["broken", "broken"] and found[0][1] == [
        W("11.50").value,
        W("12.00").value,
    ]


def test_unchanged_is_not_compared() -> None:
    """A change that is only called unchanged has no printed figure, so it is not set beside another."""
    one = Claim("3", "甲", W("12.50"), change=W("0.00"), about="narrative/x", inferred=True)
    two = Claim("3", "甲", W("12.50"), change=W("0.10"), about="narrative/x")
    assert "claims.twice" not in verdicts(one, two)


def _two_tables(first: str, second: str, transfer: str = "") -> Disclosure:
    """A disclosure whose summary and revenue table print the general public budget, the latter with a transfer."""
    row = Row("一般公共预算", {"budget": Cell(W(first))}, item="general_public", half="revenue")
    summary = Table("summary", "收支", "万元", ("budget",), (row,))
    cells = {"general_public": Cell(W(second))} | (
        {"general_public_transfer": Cell(W(transfer))} if transfer else {}
    )
    revenue = Table("revenue", "收入", "万元", tuple(cells), (Row("合计", cells, item="total"),))
    return Disclosure("虚构", 2025, "budget", "xinjiang-budget", {"summary": summary, "revenue": revenue})


@pytest.mark.parametrize(
    ("said", "verdict"), [("20.40", "exact"), ("19.50", "unstated"), ("19.60", "broken")]
)
def test_what_is_received_of_a_fund_is_not_what_is_spent_of_it(said: str, verdict: str) -> None:
    """Appropriations of the year and what was carried over make the expenditure: either amount accuses nobody."""
    row = Row("一般公共预算拨款", {"budget": Cell(W("19.50"))}, item="general_public", half="revenue")
    both = Table("appropriations", "财政拨款收支", "万元", ("budget",), (row,))
    total = Row("合计", {"total": Cell(W("20.40"))}, item="total")
    spent = Table("general_public", "一般公共预算支出", "万元", ("total",), (total,))
    claim = Claim("2", "一般公共预算当年拨款", W(said), about="general_public/total/total")
    of = Disclosure("虚构", 2025, "budget", "xinjiang-budget", {t.id: t for t in (both, spent)}, (claim,))
    assert [judge(s).verdict for s in statements(of)] == [verdict]


def test_a_name_for_two_quantities_accuses_only_when_neither_agrees() -> None:
    """Where two tables differ, or a transfer is counted in or not, a statement that agrees with either accuses nobody."""
    about = "revenue/total/general_public"
    for tables, said, verdict in (
        (_two_tables("7.00", "5.00"), "5.00", "exact"),
        (_two_tables("7.00", "5.00"), "7.00", "unstated"),
        (_two_tables("7.00", "5.00"), "6.00", "broken"),
        (_two_tables("5.00", "5.00", "3.00"), "8.00", "unstated"),
        (_two_tables("5.00", "5.00", "3.00"), "9.00", "broken"),
    ):
        claim = Claim("2", "一般公共预算", W(said), about=about)
        found = [judge(s).verdict for s in statements(replace(tables, claims=(claim,)))]
        assert found == [verdict], said
