"""What any table must obey by its structure alone: tables here have titles, heads and labels that no form knows."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from budgetkit.checks.identities import statements
from budgetkit.checks.judge import judge
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Disclosure, Row, Table

Verdicts = Mapping[tuple[str, str], str]


def amount(value: str, unit: str = "万元") -> Amount:
    """A printed figure."""
    return Amount(Decimal(value), unit)


def row(name: str, code: str = "", item: str = "", half: str = "", **figures: str) -> Row:
    """A row with printed figures by column; an empty string is a blank, a column of growth in percent."""
    cells = {
        c: Cell(amount(v, "%" if c == "growth" else "万元") if v else None, head=c.replace("_", "/", 1))
        for c, v in figures.items()
    }
    return Row(name, cells, code=code, item=item, half=half)


def verdicts(rows: Sequence[Row], columns: tuple[str, ...] = ("total",)) -> Verdicts:
    """The verdict on every statement of one table that nothing knows, by identity and place within it."""
    table = Table("某某专用表", "某某专用表", "万元", columns, tuple(rows))
    of = Disclosure("虚构", 2025, "budget", "", {table.id: table})
    return {(s.identity, s.place.partition("/")[2]): judge(s).verdict for s in statements(of)}


CODED = [
    row("合计", item="total", total="6.00"),
    row("甲", "201", total="4.00"),
    row("乙", "20101", total="4.00"),
    row("丙", "2010101", total="1.00"),
    row("丁", "2010102", total="3.00"),
    row("戊", "208", total="2.00"),
]


def test_codes_add_up_in_a_table_that_nothing_knows() -> None:
    """Code = codes below and total = classes; with one figure changed that one sum breaks."""
    assert set(verdicts(CODED).values()) == {"exact"} and len(verdicts(CODED)) == 3
    wrong = [*CODED[:4], row("丁", "2010102", total="3.50"), CODED[5]]
    assert verdicts(wrong)["structure.rollup", "20101/total"] == "broken"
    assert verdicts(wrong)["structure.rollup", "total/total"] == "exact"


def test_codes_are_of_the_year_where_other_lines_add_to_the_total() -> None:
    """Beside 本年支出合计 and 年末结转 the classes make up the year; with lines that nothing knows nothing is said."""
    year = row("本年支出合计", item="current_year", total="6.50")
    rest = row("年末结转", item="carried_forward", total="1.00")
    found = verdicts([row("总计", item="total", total="7.50"), *CODED[1:], year, rest])
    assert found["structure.rollup", "current_year/total"] == "broken"
    found = verdicts([row("总计", item="total", total="7.50"), *CODED[1:], row("某项", total="1.50")])
    assert "broken" not in found.values()


def test_a_code_that_stands_twice_accuses_nobody() -> None:
    """Which of two rows of one code belongs where is not certain."""
    found = verdicts([*CODED, row("戊", "208", total="9.00")])
    assert "broken" not in found.values() and "unstated" in found.values()


def test_kinds_of_expenditure_add_up_as_they_are_printed() -> None:
    """The total is the sum of whatever kinds there are; what is carried forward may stand beside it or within it."""
    columns = ("total", "basic", "project", "contingency", "carried_forward")
    kinds = {"basic": "5.00", "project": "3.00", "contingency": "1.00", "carried_forward": "0.50"}
    place = ("structure.kinds", "total/total")
    for total, verdict in (("9.00", "exact"), ("9.50", "exact"), ("8.00", "broken")):
        found = verdicts([row("", item="total", total=total, **kinds)], columns)
        assert found[place] == verdict, total


def test_kinds_add_up_down_a_list_too() -> None:
    """In a list of labels the same rule holds from line to line of one half."""
    rows = [
        row("一、基本支出", item="basic", half="use", total="5.00"),
        row("二、项目支出", item="project", half="use", total="3.00"),
        row("支出合计", item="total", half="use", total="8.10"),
    ]
    assert verdicts(rows)["structure.kinds", "use.total/total"] == "broken"


def test_a_subtotal_is_the_sum_of_the_columns_under_its_head() -> None:
    """Where the rows of a table show that a subtotal is the sum of the columns below its head, one that misses breaks."""
    columns = ("甲_小计", "甲_子", "甲_丑")
    rows = [row(f"第{n}项", 甲_小计=f"{3 * n}.00", 甲_子=f"{n}.00", 甲_丑=f"{2 * n}.00") for n in range(1, 5)]
    found = verdicts(rows, columns)
    assert [v for (i, _), v in found.items() if i == "structure.columns"] == ["exact"] * 4
    rows[0] = row("第1项", 甲_小计="3.10", 甲_子="1.00", 甲_丑="2.00")
    assert verdicts(rows, columns)["structure.columns", "第1项/甲_小计"] == "broken"
    assert "broken" not in verdicts(rows[:2], columns).values(), "two rows show nothing"


def test_a_subtotal_beside_its_parts_leaves_the_total_open() -> None:
    """Where 小计 stands on one level with what it sums, the total under the same head is not all of them added up."""
    figures = {"款_合计": "3.00", "款_拨款小计": "3.00", "款_甲": "1.00", "款_乙": "2.00"}
    assert "broken" not in verdicts([row("某项", **figures)], tuple(figures)).values()
    named = {"款_总计": "3.00", "款_拨款": "3.00", "款_甲": "1.00", "款_乙": "2.00"}
    assert "broken" not in verdicts([row("某项", **named)], tuple(named)).values()


def test_sums_over_hidden_rows_accuse_nobody() -> None:
    """A table of which the file hides something leaves a sum that misses unstated and says why."""
    rows = (
        row("合计", item="total", total="6.00"),
        row("甲", "201", total="4.00"),
        row("乙", "202", total="1.00"),
    )
    for hidden, verdict in (("", "broken"), ("rows 3 are hidden", "unstated")):
        table = Table("某某专用表", "某某专用表", "万元", ("total",), rows, hidden=hidden)
        of = Disclosure("虚构", 2025, "budget", "", {table.id: table})
        found = [s for s in statements(of) if s.identity == "structure.rollup"]
        assert {judge(s).verdict for s in found} == {verdict}
        assert all(hidden in s.doubt for s in found)


def test_columns_of_which_one_is_a_part_of_another_accuse_nobody() -> None:
    """合计 | 财政拨款 | 其中一般公共预算 under one head add up in no row: nothing is said of them."""
    columns = ("甲_合计", "甲_财政拨款", "甲_一般公共预算")
    rows = [
        row(f"第{n}项", 甲_合计=f"{n}.00", 甲_财政拨款=f"{n}.00", 甲_一般公共预算=f"{n}.00")
        for n in range(1, 9)
    ]
    assert not [i for i, _ in verdicts(rows, columns) if i == "structure.columns"]


def test_a_numbered_list_adds_up_to_its_total() -> None:
    """Lines numbered on one level are what the total is of; of other lists nothing is said unless they hold."""
    for names, verdict in ((("一、甲", "二、乙"), "broken"), (("甲", "其中：乙"), None)):
        rows = [
            row(names[0], total="1.00"),
            row(names[1], total="2.00"),
            row("总计", item="total", total="3.10"),
        ]
        assert verdicts(rows).get(("structure.rows", "total/total")) == verdict
        rows[2] = row("总计", item="total", total="3.00")
        assert verdicts(rows)["structure.rows", "total/total"] == "exact"


def test_both_sides_are_equal() -> None:
    """The totals of two sides agree, whatever the table is called."""
    for expenditure, verdict in (("8.00", "exact"), ("8.10", "broken")):
        rows = [
            row("收入总计", item="total", half="revenue", budget="8.00"),
            row("支出总计", item="total", half="expenditure", budget=expenditure),
        ]
        found = verdicts(rows, ("budget",))
        assert [v for (i, _), v in found.items() if i == "structure.balance"] == [verdict]


def test_growth_is_judged_against_the_printed_prior_column() -> None:
    """增减% is (this − prior) ÷ prior code by code, and percentages are never added up."""
    columns = ("prior_actual", "total", "growth")
    rows = [
        row("合计", item="total", prior_actual="30.00", total="33.00", growth="10.00"),
        row("甲", "201", prior_actual="10.00", total="11.00", growth="10.00"),
        row("乙", "208", prior_actual="20.00", total="22.00", growth="12.00"),
    ]
    found = verdicts(rows, columns)
    growth = {place: v for (i, place), v in found.items() if i == "structure.growth"}
    assert growth == {"total": "exact", "201": "exact", "208": "broken"}
    assert not any(place.endswith("/growth") for i, place in found if i != "structure.growth")


def test_with_two_prior_columns_no_growth_is_accused() -> None:
    """Last year's budget or its outturn: which one a growth is measured from is not printed."""
    columns = ("prior_actual", "prior_budget", "total", "growth")
    found = verdicts(
        [row("甲", "201", prior_actual="10.00", prior_budget="8.00", total="11.00", growth="37.50")], columns
    )
    assert found["structure.growth", "201"] == "unstated"


cents = st.integers(-10_000, 10_000)


@given(st.dictionaries(st.sampled_from(["basic", "project", "contingency"]), cents, min_size=2))
def test_honest_kinds_never_break(kinds: Mapping[str, int]) -> None:
    """Any kinds with their exact sum hold, blank where nothing was spent."""
    figures = {k: f"{Decimal(v) / 100:.2f}" if v else "" for k, v in kinds.items()}
    total = f"{Decimal(sum(kinds.values())) / 100:.2f}"
    found = verdicts([row("", item="total", total=total, **figures)], ("total", *kinds))
    assert "broken" not in found.values()


LIST = [
    row("合计", item="total", all_合计="5.00", all_拨款="4.00", all_自有="1.00"),
    row("甲", all_合计="1.00", all_拨款="1.00", all_自有=""),
    row("乙", all_合计="2.50", all_拨款="1.50", all_自有="1.00"),
    row("丙", all_合计="1.50", all_拨款="1.50", all_自有=""),
]
SOURCES = ("all_合计", "all_拨款", "all_自有")


def test_a_figure_that_both_its_row_and_its_column_miss_by_the_same_amount_is_wrong() -> None:
    """Neither sum of such a list is certain alone; where they cross in one figure both are broken, and nothing else."""
    assert set(verdicts(LIST, SOURCES).values()) == {"exact"}
    wrong = [LIST[0], row("甲", all_合计="1.20", all_拨款="1.00", all_自有=""), *LIST[2:]]
    found = verdicts(wrong, SOURCES)
    assert {place for place, verdict in found.items() if verdict == "broken"} == {
        ("structure.columns", "甲/all_合计"),
        ("structure.rows", "total/all_合计"),
    }


def test_sums_that_miss_without_crossing_accuse_nobody() -> None:
    """A source that no column prints, or a part printed among the lines, is no slip."""
    total = row("合计", item="total", all_合计="5.00", all_拨款="3.50", all_自有="1.00")
    unlisted = [total, row("甲", all_合计="1.00", all_拨款="0.50", all_自有=""), *LIST[2:]]
    part = [*LIST, row("其中：丁", all_合计="0.30", all_拨款="0.00", all_自有="0.00")]
    for rows in (unlisted, part):
        assert "broken" not in verdicts(rows, SOURCES).values(), rows[-1].name


def test_totals_of_two_sides_are_equal_year_by_year() -> None:
    """Beside last year's totals this year's are held against this year's; what one side prints alone against none."""
    one = row("收入总计", item="total", half="revenue", **{"收入/上年": "9.00", "收入/本年": "8.00"})
    for said, verdict in (("8.00", "exact"), ("8.50", "broken")):
        two = row("支出总计", item="total", half="expenditure", **{"支出/本年": said})
        found = verdicts([one, two], ("收入/上年", "收入/本年", "支出/本年"))
        assert found == {("structure.balance", "expenditure.total"): verdict}
