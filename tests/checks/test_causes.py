"""Laws of explaining a trimmed share."""

from decimal import Decimal

from budgetkit.checks.causes import explain_trimmed, honest_share
from budgetkit.checks.judge import Finding, judge
from budgetkit.checks.statement import Figure, Statement, Term
from budgetkit.forms.form import Label
from budgetkit.model.amount import Amount


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
