"""Laws of explaining shares that were trimmed to add to 100, and figures that were cut off."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetkit.checks.causes import explain_cut, explain_trimmed, explain_whole, honest_share
from budgetkit.checks.judge import Finding, judge
from budgetkit.checks.printed import Printed
from budgetkit.checks.statement import Figure, Statement, Term
from budgetkit.forms.form import Label
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Disclosure, Row, Table


def shares(parts: dict[str, str], total: str) -> list[Finding]:
    """Findings on shares of one whole: part → stated percent."""
    whole = (Term(Figure("w", Amount(Decimal(total)))),)
    found = []
    for number, (part, percent) in enumerate(parts.items()):
        rate = Figure(f"r{number}", Amount(Decimal(percent), "%"))
        left = (Term(Figure(f"p{number}", Amount(Decimal(part)))),)
        found.append(
            judge(Statement("claims.share", "share", Label("占", "share"), "5.2 甲", left, whole, rate=rate))
        )
    return found


def test_the_trimmed_share_is_explained() -> None:
    """Honest shares add to 100.01, the stated to 100.00: the broken one is the one that was trimmed."""
    found = explain_trimmed(
        shares({"195.92": "83.78", "19.98": "8.55", "7.12": "3.05", "10.80": "4.62"}, "233.82")
    )
    assert [bool(f.cause[0]) for f in found] == [True, False, False, False]
    assert "100.01" in found[0].cause[1]
    assert honest_share(found[0]) == Decimal("83.79")


def test_another_error_is_not_explained_away() -> None:
    """A broken share whose gap is not what the sum is off by, or shares that do not add to 100, get no cause."""
    found = explain_trimmed(
        shares({"195.92": "73.79", "19.98": "18.54", "7.12": "3.05", "10.80": "4.62"}, "233.82")
    )
    assert not any(f.cause[0] for f in found)
    assert not any(
        f.cause[0] for f in explain_trimmed(shares({"195.92": "83.78", "19.98": "8.55"}, "233.82"))
    )


def test_shares_of_nothing_are_passed_over() -> None:
    """A share of a printed zero has no honest value: it gets no cause, and its peers are explained all the same."""
    nothing = shares({"0.00": "0.00"}, "0.00")
    trimmed = shares({"195.92": "83.78", "19.98": "8.55", "7.12": "3.05", "10.80": "4.62"}, "233.82")
    found = explain_trimmed([*nothing, *trimmed])
    assert [bool(f.cause[0]) for f in found] == [False, True, False, False, False]


@pytest.mark.parametrize(
    ("stated", "other", "explained"),
    [
        (("8.75", "7.22"), "2542.60", True),
        (("8.75", "7.23"), "2542.60", False),
        (("8.75",), "2542.60", False),
        (("26.69", "22.03"), "2542.60", False),
        (("8.75", "7.22"), "2642.60", False),
    ],
)
def test_shares_of_another_figure_of_the_table_are_explained(
    stated: tuple[str, ...], other: str, explained: bool
) -> None:
    """Several shares that hold of another figure of their whole's table were taken of it; one alone may by chance."""
    names = {"合计": other, "“三公”经费": "833.60", "会议费": "1305.25", "培训费": "403.75"}
    rows = tuple(Row(name, {"total": Cell(Amount(Decimal(value)))}) for name, value in names.items())
    of = Disclosure("虚构", 2017, "budget", "", {"w": Table("w", "三公", "万元", ("total",), rows)})
    printed = Printed(of)
    whole = (Term(next(f for line in printed.lines("w")[1:] if (f := line.figure("total")))),)
    findings = []
    for number, (part, percent) in enumerate(zip(("222.5", "183.6"), stated, strict=False)):
        left = (Term(Figure(f"p{number}", Amount(Decimal(part)))),)
        rate = Figure(f"r{number}", Amount(Decimal(percent), "%"))
        findings.append(judge(Statement("claims.share", "share", LABEL, "甲", left, whole, rate=rate)))
    causes = {f.cause for f in explain_whole(findings, printed)}
    assert [other in zh and other in en for zh, en in causes] == [explained], causes


LABEL = Label("重复", "repeat")


def term(number: str, unit: str) -> Term:
    """A printed figure."""
    return Term(Figure(number + unit, Amount(Decimal(number), unit)))


def repeat(said: str, printed: str) -> Finding:
    """The finding on a figure in 万元 that repeats one in 元, explained."""
    statement = Statement("claims.repeat", "equal", LABEL, "1", (term(said, "万元"),), (term(printed, "元"),))
    return explain_cut([judge(statement)])[0]


def rate(said: str, part: str, whole: str) -> Finding:
    """The finding on a share, explained."""
    of = Figure("rate", Amount(Decimal(said), "%"))
    sides = (term(part, "万元"),), (term(whole, "万元"),)
    return explain_cut([judge(Statement("claims.share", "share", LABEL, "1", *sides, rate=of))])[0]


@pytest.mark.parametrize(
    ("said", "printed", "verdict", "cause"),
    [
        ("4321", "43218000.00", "broken", True),
        ("-4321", "-43218000.00", "broken", True),
        ("4322", "43218000.00", "rounded", False),
        ("4320", "43218000.00", "broken", False),
        ("4321.80", "43218000.00", "exact", False),
    ],
)
def test_only_what_lost_its_last_places_is_explained(
    said: str, printed: str, verdict: str, cause: bool
) -> None:
    """A figure cut off is broken and explained; a rounded one holds, another one is broken without a cause."""
    found = repeat(said, printed)
    assert (found.verdict, any(found.cause)) == (verdict, cause)


@given(st.integers(0, 99), st.integers(0, 99), st.sampled_from(["辆", "人", "台", "个"]))
def test_counts_lose_no_places(said: int, printed: int, unit: str) -> None:
    """Counts that disagree are broken, and nothing was cut off: they have no places."""
    sides = (term(str(said), unit),), (term(str(printed), unit),)
    (found,) = explain_cut([judge(Statement("claims.repeat", "equal", LABEL, "1", *sides))])
    assert found.verdict == ("exact" if said == printed else "broken")
    assert not any(found.cause)


def test_rates_are_explained_alike() -> None:
    """8.579 % said as 8.57 % is cut off, as 8.56 % it is not; a share of nothing is passed over."""
    assert any(rate("8.57", "857.90", "10000.00").cause)
    assert not any(rate("8.56", "857.90", "10000.00").cause)
    assert not any(rate("8.56", "0.00", "0.00").cause)


@given(st.integers(1, 10**9))
def test_the_verdict_never_changes(yuan: int) -> None:
    """A cause explains; what was broken stays broken, and whatever is cut off by half a unit or more is."""
    found = repeat(str(yuan // 10000), f"{yuan}.00")
    assert found.verdict == (
        "exact" if yuan % 10000 == 0 else "rounded" if yuan % 10000 <= 5000 else "broken"
    )
    assert any(found.cause) == (found.verdict == "broken")
