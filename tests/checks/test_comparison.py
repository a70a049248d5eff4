"""Laws of putting two disclosures side by side."""

import dataclasses
from decimal import Decimal

import pytest

from budgetkit.checks.comparison import compare, remarks
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Claim, Disclosure, Row, Table
from budgetkit.model.errors import BudgetkitError


def disclosure(year: int, rows: dict[str, tuple[str, str]], claims: tuple[Claim, ...] = ()) -> Disclosure:
    """A disclosure with one table: code → (name, total)."""
    lines = tuple(
        Row(n, {"total": Cell(Amount(Decimal(v)) if v else None)}, code=c) for c, (n, v) in rows.items()
    )
    table = Table("expenditure", "支出", "万元", ("total",), lines, form="xinjiang-budget")
    return Disclosure("虚构", year, "budget", "xinjiang-budget", {"expenditure": table}, claims)


def test_every_cell_gets_its_status() -> None:
    """Lines appear, vanish, change, stay, and are renamed."""
    earlier = disclosure(
        2024, {"201": ("甲", "1.00"), "202": ("乙", "2.00"), "203": ("丙", "3.00"), "204": ("丁", "4.00")}
    )
    later = disclosure(
        2025, {"201": ("甲", "1.50"), "202": ("乙", "2.00"), "203": ("丙新", "3.00"), "205": ("戊", "5.00")}
    )
    status = {c.row: c.status for c in compare(later, earlier)}
    assert status == {"201": "changed", "202": "same", "203": "renamed", "205": "appeared", "204": "vanished"}
    changes = {c.row: c for c in compare(later, earlier)}
    assert (changes["201"].change, changes["201"].unit) == (Decimal("0.50"), "万元")
    assert changes["201"].growth == Decimal("50.00")
    assert changes["203"].earlier_name == "丙"
    assert changes["204"].change is changes["204"].growth is None


def test_comparing_with_itself_changes_nothing(reference: Disclosure) -> None:
    """A disclosure beside itself: every cell the same, every amount once."""
    cells = compare(reference, reference)
    assert {c.status for c in cells} == {"same"}
    assert len(cells) == 230


def test_a_stated_change_is_compared_with_the_actual_one() -> None:
    """A change said to be from the budget is compared; one from an outturn is another figure and is not."""
    earlier = disclosure(2024, {"201": ("甲", "1.00")})
    claim = Claim(
        "1",
        "甲",
        Amount(Decimal("1.50")),
        change=Amount(Decimal("0.50")),
        about="expenditure/201/total",
        base="2024年预算",
    )
    right = disclosure(2025, {"201": ("甲", "1.50")}, (claim,))
    assert compare(right, earlier)[0].agrees is True
    wrong = dataclasses.replace(claim, change=Amount(Decimal("0.60")))
    assert compare(dataclasses.replace(right, claims=(wrong,)), earlier)[0].agrees is False
    outturn = dataclasses.replace(wrong, base="2024年预算执行数")
    assert compare(dataclasses.replace(right, claims=(outturn,)), earlier)[0].agrees is None


def test_a_blank_is_no_zero() -> None:
    """Where one of two prints nothing there is neither a change nor a growth, in particular none of −100 %."""
    earlier = disclosure(2024, {"201": ("甲", "1.00"), "202": ("乙", "")})
    later = disclosure(2025, {"201": ("甲", ""), "202": ("乙", "2.00")})
    cells = compare(later, earlier)
    assert [(c.status, c.change, c.growth) for c in cells] == [("blank", None, None)] * 2


def test_a_row_has_one_unit() -> None:
    """万元 in one year and 元 in the other: both and their change are shown in 万元, no digit cut off."""
    earlier = disclosure(2024, {"201": ("甲", "1.00")})
    table = earlier["expenditure"]
    row = dataclasses.replace(table.rows[0], cells={"total": Cell(Amount(Decimal("12345"), "元"))})
    tables = {"expenditure": dataclasses.replace(table, unit="元", rows=(row,))}
    (cell,) = compare(dataclasses.replace(earlier, year=2025, tables=tables), earlier)
    shown = (cell.shown(cell.later), cell.shown(cell.earlier), str(cell.change), cell.unit)
    assert shown == ("1.2345", "1.00", "0.2345", "万元")


def stated(base: str, change: str = "9.00", amount: str = "1.50") -> bool | None:
    """Whether a change that is stated of 1.50, up from 1.00 in the earlier budget, is said to agree."""
    claim = Claim(
        *("1", "甲", Amount(Decimal(amount))),
        change=Amount(Decimal(change)),
        about="expenditure/201/total",
        base=base,
    )
    later = disclosure(2025, {"201": ("甲", "1.50")}, (claim,))
    return compare(later, disclosure(2024, {"201": ("甲", "1.00")}))[0].agrees


def test_the_stated_base_decides_what_a_change_is_compared_with() -> None:
    """Only a base that is the earlier disclosure itself can contradict: not another year, not an outturn, not none."""
    assert [stated(base) for base in ("2024年预算", "上年预算", "上年")] == [False, False, False]
    others = ("2023年预算", "2024年执行数", "上年决算数", "", "2023年和2024年预算")
    assert {stated(base) for base in others} == {None}
    assert stated("上年预算", change="0.50") is True
    assert stated("上年预算", amount="7.00") is None, "said of another amount"


def test_a_stated_growth_alone_is_compared_too() -> None:
    """Without a change the rate is what is compared, within the rounding of all three."""
    for growth, agrees in (("50.00", True), ("49.99", True), ("40.00", False)):
        claim = Claim(
            *("1", "甲", Amount(Decimal("1.50"))),
            growth=Amount(Decimal(growth), "%"),
            about="expenditure/201/total",
            base="上年预算",
        )
        later = disclosure(2025, {"201": ("甲", "1.50")}, (claim,))
        assert compare(later, disclosure(2024, {"201": ("甲", "1.00")}))[0].agrees is agrees


def test_what_is_hard_to_compare_is_said_first() -> None:
    """Two departments, years the wrong way round, years apart; nothing where all is as it should be."""
    old, new = disclosure(2024, {"201": ("甲", "1.00")}), disclosure(2025, {"201": ("甲", "1.00")})
    assert remarks(new, old) == ()
    assert "wrong way round" in remarks(old, new)[0].en
    other = dataclasses.replace(old, department="另一部门")
    assert "two departments" in remarks(new, other)[0].en
    assert "do not follow" in remarks(dataclasses.replace(new, year=2027), old)[0].en
    assert "both are of 2024" in remarks(old, old)[0].en


def test_one_body_under_its_full_and_its_short_name_is_one_department() -> None:
    """The party's name in full, abridged or left out, and a name with its place before it, make no other department."""
    one, other = disclosure(2025, {"201": ("甲", "1.00")}), disclosure(2024, {"201": ("甲", "1.00")})
    for name in ("中国共产党例省委员会办公厅", "中共例省委办公厅", "例省委办公厅"):
        assert (
            remarks(
                dataclasses.replace(one, department=name),
                dataclasses.replace(other, department="例省委办公厅"),
            )
            == ()
        )
    with_place = dataclasses.replace(one, department="例市样例区审计局")
    assert remarks(with_place, dataclasses.replace(other, department="样例区审计局")) == ()
    assert remarks(with_place, dataclasses.replace(other, department="样例区财政局"))


def test_documents_without_a_table_in_common_are_not_compared_in_silence() -> None:
    """Two narratives, or a narrative and tables, give no cells: that is said."""
    tables = disclosure(2024, {"201": ("甲", "1.00")})
    narrative = dataclasses.replace(tables, year=2025, tables={})
    assert compare(narrative, dataclasses.replace(narrative, year=2024)) == ()
    for earlier in (tables, dataclasses.replace(narrative, year=2024)):
        assert [r.en for r in remarks(narrative, earlier)] == [
            "no table is in both: there are no cells to compare"
        ]


def test_accounts_are_set_against_their_budget_only_when_asked() -> None:
    """Completion is accounts ÷ budget in percent; without asking, a budget is not the year before of accounts."""
    budget = disclosure(2024, {"201": ("甲", "4.00")})
    lines = tuple(Row(r.name, {"actual": r.cells["total"]}, code=r.code) for r in budget["expenditure"].rows)
    table = dataclasses.replace(budget["expenditure"], columns=("actual",), rows=lines)
    accounts = dataclasses.replace(
        disclosure(2024, {"201": ("甲", "3.00")}), kind="final_accounts", tables={"expenditure": table}
    )
    (cell,) = compare(accounts, budget, completion=True)
    assert cell.completion == Decimal("100.00")
    with pytest.raises(BudgetkitError, match="--completion"):
        compare(accounts, budget)
    with pytest.raises(BudgetkitError, match="against their own budget"):
        compare(budget, budget, completion=True)
    assert [c.completion for c in compare(budget, budget)] == [None]


def test_a_total_whose_name_one_year_leaves_out_is_not_renamed() -> None:
    """Where one of two paired lines has no name, the other's stands for both; two names that differ are a renaming."""
    named, bare = disclosure(2024, {"201": ("合计", "4.00")}), disclosure(2025, {"201": ("", "5.00")})
    (cell,) = compare(bare, named)
    assert (cell.name, cell.status, cell.earlier_name) == ("合计", "changed", "")
    (cell,) = compare(disclosure(2025, {"201": ("总计", "5.00")}), named)
    assert (cell.name, cell.status, cell.earlier_name) == ("总计", "renamed", "合计")


def test_a_line_numbered_anew_or_with_its_year_is_not_renamed() -> None:
    """Numbers before a name and the year in it change from year to year; the name is what is left."""
    earlier = disclosure(2024, {"201": ("二、事业收入", "4.00"), "202": ("2024年运行经费预算数", "1.00")})
    later = disclosure(2025, {"201": ("三、事业收入", "5.00"), "202": ("运行经费预算数", "1.00")})
    assert [(c.status, c.earlier_name) for c in compare(later, earlier)] == [("changed", ""), ("same", "")]


def revenue(year: int, head: str, total: str, **others: str) -> Disclosure:
    """A disclosure with a table of revenue of one row, whose column of totals has a head."""
    cells = {"total": Cell(Amount(Decimal(total)), head=head)}
    cells |= {column: Cell(Amount(Decimal(v)) if v else None) for column, v in others.items()}
    table = Table("revenue", "收入", "万元", tuple(cells), (Row("合计", cells, item="total"),))
    return Disclosure("虚构", year, "budget", "central-university-budget", {"revenue": table})


def test_totals_with_and_without_what_was_carried_over_have_no_change() -> None:
    """本年收入合计 beside a total that counts what earlier years left is another figure, not a fall by a fifth."""
    whole = revenue(2024, "收入合计", "9.00", appropriations="7.00", brought_forward="2.00")
    alone = revenue(2025, "本年收入合计", "7.00", appropriations="7.00", brought_forward="")
    for later, earlier in ((alone, whole), (dataclasses.replace(whole, year=2026), alone)):
        total = next(c for c in compare(later, earlier) if c.column == "total")
        assert (total.status, total.change, total.growth) == ("scope", None, None)
    nothing_left = revenue(2024, "收入合计", "9.00", appropriations="9.00", brought_forward="0.00")
    assert compare(alone, nothing_left)[0].change == Decimal("-2.00")
    same_head = revenue(2025, "收入合计", "7.00", appropriations="7.00", brought_forward="")
    assert compare(same_head, whole)[0].change == Decimal("-2.00"), "a year without anything carried over"


def procurement(year: int, *rows: tuple[str, str]) -> Disclosure:
    """A disclosure with one table of rows without codes: label → total."""
    lines = tuple(
        Row(label.split("/")[0], {"total": Cell(Amount(Decimal(v)))}, label=label) for label, v in rows
    )
    table = Table("procurement", "采购", "万元", ("total",), lines)
    return Disclosure("虚构", year, "budget", "xinjiang-budget", {"procurement": table})


def test_rows_of_one_name_are_paired_by_label_and_by_the_row_above() -> None:
    """The order in which rows of one name stand pairs nothing: their labels do, and the row that they add up to."""
    earlier = procurement(
        *(2018, ("大会", "872.10"), ("会议/集中", "872.10")),
        *(("日常", "25.00"), ("会议/分散", "25.00"), ("外事", "5.00"), ("会议/分散", "5.00")),
    )
    later = procurement(
        *(2019, ("外事", "6.00"), ("会议/分散", "6.00"), ("日常", "25.00"), ("会议/分散", "25.00")),
        *(("大会", "900.00"), ("会议/集中", "900.00")),
    )
    cells = compare(later, earlier)
    pairs = [(str(c.earlier.value), str(c.later.value)) for c in cells if c.earlier and c.later]
    assert len(cells) == len(pairs) == 6
    assert set(pairs) == {("872.10", "900.00"), ("25.00", "25.00"), ("5.00", "6.00")}


def test_rows_that_nothing_tells_apart_are_listed_and_not_paired() -> None:
    """Two rows of one label, with nothing above them, have no change; the same amounts twice are the same rows."""
    earlier = procurement(2018, ("会议/分散", "25.00"), ("会议/分散", "5.00"))
    later = procurement(2019, ("会议/分散", "11.40"), ("会议/分散", "25.00"))
    cells = compare(later, earlier)
    assert [(c.status, c.change, c.growth) for c in cells] == [("ambiguous", None, None)] * 4
    assert {c.status for c in compare(dataclasses.replace(earlier, year=2019), earlier)} == {"same"}


def test_a_total_that_one_year_prints_again_is_compared_once() -> None:
    """A total at the head of each page is one row; with another amount it is a second, and two purchases are two."""

    def totals(of: Disclosure) -> Disclosure:
        table = of["procurement"]
        rows = tuple(dataclasses.replace(row, item="total") for row in table.rows)
        return dataclasses.replace(of, tables={"procurement": dataclasses.replace(table, rows=rows)})

    later, twice = procurement(2025, ("合计", "3.00")), procurement(2024, ("合计", "2.00"), ("合计", "2.00"))
    (cell,) = compare(totals(later), totals(twice))
    assert (cell.status, cell.change) == ("changed", Decimal("1.00"))
    different = procurement(2024, ("合计", "2.00"), ("合计", "2.50"))
    assert {c.status for c in compare(totals(later), totals(different))} == {"ambiguous"}
    bought = procurement(2024, ("购置", "2.00"), ("其他", "7.00"), ("购置", "2.00"))
    statuses = [c.status for c in compare(procurement(2025, ("购置", "3.00")), bought)]
    assert sorted(statuses) == ["ambiguous", "ambiguous", "ambiguous", "vanished"]


def test_a_growth_that_cannot_hold_does_not_agree() -> None:
    """What the check of a statement excludes is not said to agree with the year before."""
    for growth, agrees in (("-35.77", False), ("-35.78", True)):
        claim = Claim(
            *("1", "甲", Amount(Decimal("2354.4"))),
            change=Amount(Decimal("-1311.6")),
            growth=Amount(Decimal(growth), "%"),
            about="expenditure/201/total",
            base="上年",
        )
        later = disclosure(2025, {"201": ("甲", "2354.40")}, (claim,))
        (cell,) = compare(later, disclosure(2024, {"201": ("甲", "3666.00")}))
        assert cell.agrees is agrees
