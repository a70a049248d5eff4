"""Likely slips, and how figures would be printed right."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetkit.checks.joint import judge_together, reconcile
from budgetkit.checks.joint.causes import causes_of
from budgetkit.checks.joint.context import context
from budgetkit.checks.joint.programme import Range
from budgetkit.checks.joint.ranges import printings
from budgetkit.checks.joint.result import Correction, Named
from budgetkit.checks.statement import Figure, Statement, Term
from budgetkit.checks.verdicts import all_statements, check
from budgetkit.forms.form import Label
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Claim, Disclosure, Row, Table


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
    assert found[0].say("zh") and "元" not in found[0].say("en")
    assert "-" not in "".join(c.say("zh") for c in found), "a minus is no hyphen"


def test_digits_far_from_each_other_are_not_exchanged() -> None:
    """6196.09 is no slip for 6106.99: who exchanges digits exchanges two that follow each other."""
    figure = Figure("x/amount", Amount(Decimal("6106.99")))
    assert "transposed" not in {c.kind for c in causes_of(figure, reach("6196.09"))}
    assert "transposed" in {c.kind for c in causes_of(figure, reach("6109.69"))}


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


def grown(*, doubted: str = "", total: str = "878.93") -> tuple[list[Statement], Statement]:
    """Return that 878.93 of 3894.09 is a growth of 30 %, and that it is the sum of two changes."""
    values = {"amount": "3894.09", "change": "878.93", "one": "250.59", "two": "628.34"}
    figures = {name: Term(Figure(name, Amount(Decimal(v)))) for name, v in values.items()}
    rate = Figure("growth", Amount(Decimal("30"), "%"))
    label = Label("增长", "growth")
    base = (figures["amount"], Term(figures["change"].figure, -1))
    sum_of = Term(Figure("change", Amount(Decimal(total))))
    parts = (figures["one"], figures["two"])
    added = Statement("s", "sum", label, "", (sum_of,), parts, doubt=doubted)
    return [Statement("g", "growth", label, "", (figures["change"],), base, rate=rate)], added


def test_a_figure_that_a_sum_proves_is_not_the_mistaken_one() -> None:
    """What would break a sum that holds as printed is no repair, though the sum itself may accuse nobody."""
    statements, added = grown(doubted="a row is not known")
    assert {"change"} in [r.figures for r in judge_together(statements).repairs]
    found = [r.figures for r in judge_together([*statements, added]).repairs]
    assert {"growth"} in found and not any("change" in figures for figures in found)
    _, unproven = grown(doubted="a row is not known", total="878.94")
    assert {"change"} in [r.figures for r in judge_together([*statements, unproven]).repairs]


def test_stated_changes_vouch_for_their_sum() -> None:
    """The changes of the lines of a class add up to the change of the class: its rate is wrong, not its change."""
    said = [
        Claim(
            section,
            code,
            Amount(Decimal(a)),
            change=Amount(Decimal(c)),
            growth=Amount(Decimal(g), "%"),
            code=code,
        )
        for section, code, a, c, g in (
            ("总体", "221", "3894.09", "878.93", "30"),
            ("支出", "2210201", "965.87", "250.59", "35.03"),
            ("支出", "2210202", "2928.22", "628.34", "27.32"),
        )
    ]
    whole = reconcile(Disclosure("虚构", 2025, "budget", "xinjiang-budget", {}, tuple(said)))
    found = [r.figures for r in whole.repairs]
    assert {"claims/1/growth"} in found and {"claims/1/change"} not in found
    alone = reconcile(Disclosure("虚构", 2025, "budget", "xinjiang-budget", {}, tuple(said[:2])))
    assert {"claims/1/change"} in [r.figures for r in alone.repairs]


@pytest.mark.parametrize("about", ["summary/revenue.total/budget", "expenditure/total/total", "table"])
def test_a_total_printed_elsewhere_vouches_for_the_amount_of_both_sides(about: str) -> None:
    """An amount said of no one cell is not the mistaken one where a total is the same to the last place."""
    both = Claim(
        *("总体", "收入、支出总计", Amount(Decimal("21955.35"))),
        change=Amount(Decimal("3958.67")),
        growth=Amount(Decimal("21.95"), "%"),
    )

    def mended(total: str) -> list[frozenset[str]]:
        amount = Amount(Decimal(total))
        tables, claims = {}, [both]
        if about == "table":
            row = Row("合计", {"total": Cell(amount)}, item="total")
            tables = {"expenditure": Table("expenditure", "支出", "万元", ("total",), (row,))}
        else:
            claims.append(Claim("总体", "合计", amount, about=about))
        of = Disclosure("虚构", 2025, "budget", "xinjiang-budget", tables, tuple(claims))
        return [r.figures for r in reconcile(of).repairs]

    assert {"claims/1/growth"} in mended("21955.35") and {"claims/1/amount"} not in mended("21955.35")
    assert {"claims/1/amount"} in mended("21955.36"), "another total vouches for nothing"


def test_one_cause_for_the_statement_alone_and_together() -> None:
    """A rate whose last place was cut off has that cause first, before a slip of digits in another figure."""
    claim = Claim(
        *("支出", "甲", Amount(Decimal("9370.12"))),
        change=Amount(Decimal("1297.83")),
        growth=Amount(Decimal("16.07"), "%"),
        base="上年",
    )
    of = Disclosure("虚构", 2025, "budget", "xinjiang-budget", {}, (claim,))
    (broken,) = check(of).of("broken")
    first = reconcile(of).repairs[0].corrections[0]
    assert first.figure.id == "claims/1/growth"
    assert first.causes[0].words.en == broken.cause[1].removeprefix("likely cause: ")


def test_a_total_that_its_parts_vouch_for_is_kept_and_each_share_of_it_is_mended() -> None:
    """Changing the whole would end three wrong shares at once, and break the sum beside them that holds as printed."""
    whole = Figure("whole", Amount(Decimal("833.60")))
    parts = [Figure(f"part{n}", Amount(Decimal(v))) for n, v in enumerate(("222.50", "183.60", "427.50"))]
    rates = [Figure(f"rate{n}", Amount(Decimal(v), "%")) for n, v in enumerate(("8.75", "7.22", "16.81"))]
    label = Label("", "")
    statements = [
        Statement("share", "share", label, "", (Term(part),), (Term(whole),), rate=rate)
        for part, rate in zip(parts, rates, strict=True)
    ]
    assert [r.figures for r in judge_together(statements).repairs] == [{"whole"}]
    sum_beside = Statement(
        "sum", "sum", label, "", (Term(whole),), tuple(map(Term, parts)), doubt="a row is open"
    )
    found = judge_together([*statements, sum_beside])
    assert [r.figures for r in found.repairs if r.rank == 1] == [{f"rate{n}"} for n in range(3)]
    assert all("whole" not in r.figures for r in found.repairs)
    assert "不列" in found.say("zh") and "left out" in found.say("en")


def test_a_figure_copied_from_the_statement_before_is_seen() -> None:
    """A statement that gives its amount twice has its neighbours among those on other lines, not in itself."""
    share, more = Amount(Decimal("60.54"), "%"), {"base_amount": Amount(Decimal("132.59"))}
    claims = (
        Claim("1", "养老保险", Amount(Decimal("441.25")), growth=share, code="2080505"),
        Claim("1", "职业年金", Amount(Decimal("220.63")), code="2080506"),
        Claim("1", "职业年金", Amount(Decimal("441.25")), growth=share, code="2080506", **more),
    )
    of = Disclosure("虚构", 2023, "budget", "shanghai-budget", {}, claims)
    near = context(of, all_statements(of)).near
    assert [(w, f.id) for w, f in near["claims/3/amount"]] == [("before", "claims/1/amount")]
    mended = {c.figure.id: c for r in reconcile(of).repairs for c in r.corrections}
    assert "上一条" in mended["claims/3/growth"].say("zh")
    assert "statement before" in mended["claims/3/growth"].say("en")


def test_what_is_stated_alike_elsewhere_is_not_the_mistaken_figure() -> None:
    """The same amount and change in two sections, with one growth of two too low: the growth is what to look at."""
    amount, change = Amount(Decimal("24169.74")), Amount(Decimal("2228.78"))

    def mended(*changes: Amount) -> set[str]:
        claims = tuple(
            Claim(f"{n}", "支出", amount, change=c, growth=Amount(Decimal("10.15"), "%"))
            for n, c in enumerate(changes)
        )
        repairs = reconcile(Disclosure("虚构", 2025, "budget", "xinjiang-budget", {}, claims)).repairs
        return {f for r in repairs for f in r.figures}

    assert mended(change, change) == {"claims/1/growth", "claims/2/growth"}
    assert mended(change) >= {"claims/1/growth", "claims/1/change"}


@pytest.mark.parametrize(("low", "high"), [("288.9503", "289.2846"), ("12.0001", "12.9999")])
def test_a_long_range_is_given_by_the_numbers_at_its_ends(low: str, high: str) -> None:
    """What a figure would need to be is said in its own places and unit, however many numbers would do."""
    reach = Range(Fraction(low) / 100, Fraction(high) / 100)
    named = Named(Figure("claims/1/growth", Amount(Decimal("314.82"), "%")), Label("增长率", "growth"))
    said = Correction(named, reach, printings(named.figure, reach), ()).need("zh")
    ends = [f"{Decimal(x):.2f}%" for x in (low, high)]
    assert said == f"应在 {ends[0]} 与 {ends[1]} 之间"


def test_what_a_figure_should_be_is_said_however_little_is_known() -> None:
    """Of a count the whole numbers at the ends are given, half open ranges have one end, and open ones none."""
    named = Named(Figure("claims/1/amount", Amount(Decimal(7), "辆")), Label("车辆", "cars"))
    needs = [
        Correction(named, Range(low, high), (), ()).need("zh")
        for low, high in ((Fraction(5, 2), Fraction(99, 2)), (Fraction(5, 2), None), (None, None))
    ]
    assert needs == ["应在 3 辆 与 49 辆 之间", "应在 3 辆 与 ∞ 之间", "应为多少未能确定"]
