"""Laws of verdicts."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetkit.checks.judge import judge, rate_range
from budgetkit.checks.statement import Figure, Statement, Term, interval_sum
from budgetkit.forms.form import Label
from budgetkit.model.amount import Amount

LABEL = Label("甲", "a")


def term(name: str, value: str, sign: int = 1, unit: str = "万元") -> Term:
    """A printed figure."""
    return Term(Figure(name, Amount(Decimal(value), unit)), sign)


def total(whole: str, *parts: str, relation: str = "=", kind: str = "sum") -> Statement:
    """A statement whole = Σ parts."""
    right = tuple(term(f"p{n}", p) for n, p in enumerate(parts))
    return Statement("t", kind, LABEL, "", (term("w", whole),), right, relation)


def rate(part: str, whole: str, percent: str) -> Statement:
    """A statement part = percent × whole."""
    figure = Figure("r", Amount(Decimal(percent), "%"))
    return Statement("s", "share", LABEL, "", (term("p", part),), (term("w", whole),), rate=figure)


def growth(amount: str, change: str, percent: str) -> Statement:
    """A statement change = percent × (amount − change)."""
    figure = Figure("r", Amount(Decimal(percent), "%"))
    return Statement(
        "g",
        "growth",
        LABEL,
        "",
        (term("c", change),),
        (term("a", amount), term("c", change, -1)),
        rate=figure,
    )


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        (total("3.00", "1.00", "2.00"), "exact"),
        (total("7.12", "6.66", "0.42", "0.05"), "rounded"),
        (total("7.15", "6.66", "0.42", "0.05"), "rounded"),
        (total("7.16", "6.66", "0.42", "0.05"), "broken"),
        (total("1.00", "2.00", relation="<="), "exact"),
        (total("2.01", "2.00", relation="<="), "rounded"),
        (total("2.02", "2.00", relation="<="), "broken"),
        (rate("195.92", "233.82", "83.79"), "exact"),
        (rate("195.92", "233.82", "83.78"), "broken"),
        (growth("233.82", "28.45", "13.86"), "rounded"),
        (growth("6.66", "1.48", "28.45"), "rounded"),
        (growth("6.66", "1.48", "28.57"), "exact"),
        (growth("80.00", "80.00", "100.00"), "undefined"),
        (growth("0.00", "0.00", "0.00"), "exact"),
        (growth("0.00", "-80.00", "-100.00"), "exact"),
        (growth("0.05", "0.01", "25"), "exact"),
        (growth("3845.49", "3.00", "17.62"), "broken"),
    ],
)
def test_verdicts(statement: Statement, verdict: str) -> None:
    """Equal as printed is exact; meeting intervals are rounded; else broken; a zero base is undefined."""
    assert judge(statement).verdict == verdict


def test_what_was_not_published_is_unstated() -> None:
    """A statement that misses a figure accuses nobody."""
    assert judge(Statement("t", "sum", LABEL, "", (), (), missing="not printed")).verdict == "unstated"


def test_what_is_only_usual_accuses_nobody() -> None:
    """A presumed relation that misses is unstated, one that holds is exact."""
    assert judge(total("9.00", "1.00", "2.00", kind="presumed")).verdict == "unstated"
    assert judge(total("3.00", "1.00", "2.00", kind="presumed")).verdict == "exact"


cents = st.integers(0, 10**7)


@given(st.lists(cents, min_size=1, max_size=6), st.integers(0, 4))
def test_honest_rounding_is_never_broken(parts: list[int], places: int) -> None:
    """A total of unrounded amounts, everything rounded on its own, is never called broken."""
    exact = [Decimal(p) / 10000 for p in parts]
    whole = str(round(sum(exact, Decimal(0)), places))
    assert judge(total(whole, *(str(round(p, places)) for p in exact))).verdict in ("exact", "rounded")


@given(cents, st.integers(1, 10**7), st.integers(0, 3))
def test_honest_shares_are_never_broken(part: int, more: int, places: int) -> None:
    """A share of unrounded amounts, rounded honestly, is never called broken."""
    p, w = Decimal(part) / 10000, Decimal(part + more) / 10000
    percent = Fraction(p) / Fraction(w) * 100
    printed = Decimal(round(percent * 10**places)).scaleb(-places)
    assert judge(rate(str(round(p, 2)), str(round(w, 2)), str(printed))).verdict != "broken"


@given(cents, st.integers(-(10**6), 10**6), st.integers(0, 3))
def test_honest_growth_is_never_broken(prior: int, change: int, places: int) -> None:
    """A growth of unrounded amounts, rounded honestly, is never called broken."""
    base, moved = Decimal(prior + 1) / 10000, Decimal(change) / 10000
    printed = Decimal(round(Fraction(moved) / Fraction(base) * 100 * 10**places)).scaleb(-places)
    assert judge(growth(str(round(base + moved, 2)), str(round(moved, 2)), str(printed))).verdict != "broken"


@given(st.lists(cents, min_size=1, max_size=5), st.integers(1, 10**6))
def test_an_error_beyond_the_allowance_is_always_broken(parts: list[int], excess: int) -> None:
    """A total that misses by more than half a unit for each figure is broken."""
    printed = [Decimal(p).scaleb(-2) for p in parts]
    wrong = sum(printed, Decimal(0)) + Decimal(excess).scaleb(-2)
    allowance = Decimal(len(parts) + 1).scaleb(-2) / 2
    verdict = judge(total(str(wrong), *map(str, printed))).verdict
    assert (verdict == "broken") == (Decimal(excess).scaleb(-2) > allowance)


@given(cents, st.integers(1, 10**7))
def test_gap_and_allowance_tell_the_verdict(part: int, whole: int) -> None:
    """Broken means that the gap is larger than the allowance, for sums and for rates alike."""
    for finding in (judge(rate(f"{part / 100:.2f}", f"{whole / 100:.2f}", "50.00")),):
        if finding.gap is not None and finding.allowance is not None and finding.verdict != "exact":
            slack = Decimal("0.000002")  # both are shown with six places
            assert (finding.gap > finding.allowance - slack) or finding.verdict != "broken"
            assert (finding.gap < finding.allowance + slack) or finding.verdict == "broken"


def test_a_figure_on_both_sides_is_one_unknown() -> None:
    """x = x holds exactly however coarse x is; its interval does not count twice."""
    same = Statement("t", "equal", LABEL, "", (term("x", "7"),), (term("x", "7"),))
    assert interval_sum((*same.left, *(Term(t.figure, -1) for t in same.right))).high == 0


def test_growth_range_takes_corners_of_both_figures() -> None:
    """The range of change / (amount − change) is taken over the two figures, not over the two sums."""
    reach = rate_range(growth("233.82", "28.45", "13.86"))
    assert reach is not None
    high = Fraction("28.455") / (Fraction("233.815") - Fraction("28.455"))
    low = Fraction("28.445") / (Fraction("233.825") - Fraction("28.445"))
    assert (reach.low, reach.high) == (low, high)


def test_mixed_units_are_shown_in_the_coarser_one() -> None:
    """13,500 元 agrees with 1.35 万元; both sides are then shown in 万元, no digit cut off."""
    left, right = (term("a", "1.35"),), (term("b", "13500", unit="元"),)
    finding = judge(Statement("t", "equal", LABEL, "", left, right))
    assert (finding.verdict, finding.unit) == ("exact", "万元")


def test_findings_speak_both_languages() -> None:
    """A sum of few parts is written out; both languages carry the same figures."""
    finding = judge(total("7.12", "6.66", "0.42", "0.05"))
    assert "6.66 + 0.42 + 0.05" in finding.say("zh")
    assert "6.66 + 0.42 + 0.05" in finding.say("en")
    assert "四舍五入" in finding.message
