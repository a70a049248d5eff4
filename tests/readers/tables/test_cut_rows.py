"""Rows that a page break cut are whole again where the halves prove it; nothing else is joined."""

from decimal import Decimal

import pytest
from drawn import grid, paper
from hypothesis import given
from hypothesis import strategies as st

from budgetkit.forms.form import form
from budgetkit.model.disclosure import Table, Unplaced
from budgetkit.readers.tables.tables import read_tables

HEAD = "功能分类科目编码|功能分类科目名称|合计|基本支出|项目支出"
FIRST = "205|教育支出|100.00|100.00|\n20502|普通教育|100.00|100.00|"
TITLE = ("2025年部门支出预算总表", "单位：元")


def read(upper: str, lower: str, ruled: bool = True) -> tuple[Table, tuple[Unplaced, ...]]:
    """Return the expenditure table whose first page ends with one row and whose second begins with the other."""
    first = grid(f"{HEAD}\n{FIRST}\n{upper}", 1, ruled)
    second = grid(f"{lower}\n2050202|小学教育|30.00|30.00|\n合计|<|100.00|100.00|", 2, ruled)
    tables, unplaced, _ = read_tables(paper((*TITLE, first), (second,)), form("shanghai-budget"))
    return tables["expenditure"], unplaced


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("205020|学前|70.0|70.0|", "1|教育|0|0|"),
        ("20502|学前教|70.|70.|", "01|育|00|00|"),
        ("2050201|学前教育|70.0|70.0|", "||0|0|"),
        ("2050201|学前教育|||", "||70.00|70.00|"),
        ("2050201|学前|||", "|教育|70.00|70.00|"),
        ("2050201|学前|70.00|70.00|", "|教育|||"),
        ("2050201|学前教|70.00|70.0|", "|育||0|"),
    ],
)
@pytest.mark.parametrize("ruled", [True, False])
def test_a_cut_row_is_whole_again(upper: str, lower: str, ruled: bool) -> None:
    """Code, name and numbers cut anywhere give the row as it was, once, and nothing is left over."""
    table, unplaced = read(upper, lower, ruled)
    found = [(r.code, r.name, a.value) for r in table.rows if (a := r.amount("total"))]
    assert found[2:4] == [
        ("2050201", "学前教育", Decimal("70.00")),
        ("2050202", "小学教育", Decimal("30.00")),
    ]
    assert len(found) == 5 and not unplaced


def figures(table: Table) -> list[tuple[str, str, str]]:
    """Return the rows between 普通教育 and 小学教育, the lower two of a table of this module: code, name, total."""
    found = [(r.code, r.name, f"{a.value}" if (a := r.amount("total")) else "") for r in table.rows]
    return found[2 : found.index(("2050202", "小学教育", "30.00"))]


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("2050201|学前教育|70.00|70.00|", "2050203|初中教育|70.00|70.00|"),
        ("2050201|学前教育|70.00|70.00|", "|某某项目|10.00|10.00|"),
        ("2050201|学前教育|||", "|某某项目|10.00|10.00|"),
        ("2050201|学前教育|70.00|70.00|", "合计||100.00|100.00|"),
        ("2050201|学前教育|0|0|", "|某某项目|30.25|30.25|"),
        ("|甲学校|0|0|", "|乙学校|30.25|30.25|"),
        ("|甲学校|0|0|", "|乙学校|0|0|"),
        ("|甲学校|70|70|", "|乙学校|30.25|30.25|"),
        ("|甲学校|70|70|", "|乙学校|30|30|"),
        ("|甲学校|5|5|0", "|乙学校|7.55|7.55|0"),
        ("|甲学校|7.5|7.5|", "|乙学校|0|0|"),
        ("20502|普通教育|||", "01|某学校|30.25|30.25|"),
    ],
)
@pytest.mark.parametrize("ruled", [True, False])
def test_rows_that_are_whole_stay_apart(upper: str, lower: str, ruled: bool) -> None:
    """A row with a code or a label of its own is never taken for a half, whatever figures stand above it."""
    table, unplaced = read(upper, lower, ruled)
    printed = [line.split("|") for line in (upper, lower)]
    named = [(name or label, total) for label, name, total, *_ in printed]
    assert [(name, total) for _, name, total in figures(table)] == named
    assert not unplaced


@pytest.mark.parametrize(
    ("upper", "lower", "total", "listed"),
    [
        ("2050201|学前教育|70.00|70.00|", "||10.00|10.00|", "70.00", "10.00"),
        ("2050201|学前教育|0|0|", "||30.25|30.25|", "0", "30.25"),
        ("2050201|学前教育|0|0|", "||5|5|", "0", "5"),
        ("2050201|学前教育|0.0|0.0|", "||5|5|", "", "0.0/5"),
        ("2050201|学前教育|70|70|", "||30.25|30.25|", "", "70/30.25"),
        ("2050201|学前教育|||", "||2024|2025|", "", "2024"),
    ],
)
def test_numbers_without_a_label_are_listed_unless_they_prove_to_be_halves(
    upper: str, lower: str, total: str, listed: str
) -> None:
    """Two numbers never make a third by standing under one another; where they may be halves, both are listed."""
    table, unplaced = read(upper, lower)
    assert figures(table) == [("2050201", "学前教育", total)]
    assert {u.text for u in unplaced} >= {listed}


@pytest.mark.parametrize("upper", ["2050201|学前教育|||", "2050201|学前教育|70.0|70.0|70.0"])
@pytest.mark.parametrize("again", [f"{HEAD}\n||1|2|3", "||1|2|3"])
def test_line_numbers_of_a_head_are_no_amounts(upper: str, again: str) -> None:
    """A head that is repeated with the numbers of its columns gives none of them to the row above."""
    first = grid(f"{HEAD}\n||1|2|3\n{FIRST}\n{upper}", 1)
    second = grid(f"{again}\n2050202|小学教育|30.00|30.00|\n合计|<|100.00|100.00|", 2)
    tables, unplaced, _ = read_tables(paper((*TITLE, first), (second,)), form("shanghai-budget"))
    printed = tuple(upper.split("|")[2:])
    row = tables["expenditure"].rows[2]
    read = tuple(f"{a.value}" if (a := row.amount(c)) else "" for c in ("total", "basic", "project"))
    assert (row.code, read) == ("2050201", printed) and not unplaced


def test_a_row_of_a_head_is_no_rest_of_a_row() -> None:
    """The lower row of a head that is repeated clipped gives no words to a row without numbers."""
    head = "功能分类科目|<|支出|<|<\n编码|名称|合计|基本支出|项目支出"
    first = grid(f"{head}\n{FIRST}\n2050201|学前教育|||", 1)
    second = grid("||合计|基本|项目\n2050202|小学教育|30.00|30.00|\n合计|<|100.00|100.00|", 2)
    tables, _, _ = read_tables(paper((*TITLE, first), (second,)), form("shanghai-budget"))
    row = tables["expenditure"].rows[2]
    assert row.code == "2050201" and not any(c.text or c.amount for c in row.cells.values())


def test_items_without_a_code_stay_apart_in_a_list() -> None:
    """A zero at the foot of a page and another item with its figure on the next are two items."""
    head = "项目|合计|一般公共预算|政府性基金|国有资本经营预算"
    first = grid(f"{head}\n合计|5.25|5.25||\n因公出国（境）费|0|0||", 1)
    second = grid("公务接待经费|5.25|5.25||\n公务用车购置费|0|0||", 2)
    pages = (("财政拨款“三公”经费支出情况表", "单位：万元", first), (second,))
    tables, unplaced, _ = read_tables(paper(*pages), form("xinjiang-budget"))
    found = {r.name: f"{a.value}" for r in tables["three_public"].rows if (a := r.amount("total"))}
    assert found["因公出国（境）费"] == "0" and found["公务接待经费"] == "5.25" and not unplaced


def test_items_without_a_code_stay_apart_in_halves() -> None:
    """A numbered item that no form knows is an item, and takes no figure from the one above it."""
    head = "收入|<|支出|<\n项目|决算数|项目|决算数"
    first = grid(f"{head}\n一、一般公共预算财政拨款收入|109.50|五、教育支出|9.25\n||二十二、其他支出|70", 1)
    second = grid("||二十三、某某专项支出|30.25\n本年收入合计|109.50|本年支出合计|109.50", 2)
    pages = (("收入支出决算总表", "单位：万元", first), (second,))
    tables, unplaced, _ = read_tables(paper(*pages), form("shanghai-final-accounts"))
    found = [(r.code, f"{a.value}") for r in tables["summary"].rows if (a := r.amount("actual"))]
    assert ("229", "70") in found and ("", "30.25") in found and not unplaced


@pytest.mark.parametrize(("upper", "lower"), [("9.5|0.0|9.50", "0|0|"), ("9.5|0.0|9.5", "0|0|0")])
def test_the_only_row_of_a_strip_is_whole_again(upper: str, lower: str) -> None:
    """Without other rows, the numbers of the row itself tell which decimals the cut ones have."""
    head = "合计|因公出国(境)费|公务接待费"
    pages = (
        ("2025年部门“三公”经费和机关运行经费预算表", "单位:万元", grid(f"{head}\n{upper}", 1)),
        (grid(f"{head}\n{lower}", 2),),
    )
    tables, unplaced, _ = read_tables(paper(*pages), form("shanghai-budget"))
    rows = {r.item: a.value for r in tables["three_public"].rows if (a := r.amount("total"))}
    assert rows == {"total": Decimal("9.50"), "overseas_trips": 0, "receptions": Decimal("9.50")}
    assert not unplaced


@given(st.decimals(1, 10**7, places=2), st.booleans(), st.data())
def test_a_number_cut_anywhere_is_read_as_printed(value: Decimal, grouped: bool, data: st.DataObject) -> None:
    """Wherever the page cuts a number together with its code, the cell holds the number, and nothing is left over."""
    printed = f"{value:,f}" if grouped else f"{value:f}"
    at = data.draw(st.integers(1, len(printed) - 1))
    table, unplaced = read(f"20502|学前教育|{printed[:at]}||", f"01||{printed[at:]}||")
    assert figures(table) == [("2050201", "学前教育", f"{value}")] and not unplaced


@given(st.decimals(1, 10**7, places=2), st.booleans(), st.data())
def test_a_number_cut_alone_gives_no_other_figure(value: Decimal, grouped: bool, data: st.DataObject) -> None:
    """Where nothing but the number is cut, the cell holds it, or holds nothing and both halves are listed."""
    printed = f"{value:,f}" if grouped else f"{value:f}"
    at = data.draw(st.integers(1, len(printed) - 1))
    upper, lower = printed[:at], printed[at:]
    table, unplaced = read(f"2050201|学前教育|{upper}||", f"||{lower}||")
    ((_, _, total),) = figures(table)
    assert (total, [u.text for u in unplaced]) in ((f"{value}", []), ("", [f"{upper}/{lower}"]))


amounts = st.one_of(st.just("0"), st.integers(0, 999).map(str), st.decimals(0, 999, places=2).map(str))


@given(amounts, amounts)
def test_the_figures_of_two_rows_never_make_a_third(above: str, below: str) -> None:
    """Two rows, each with a name of its own, keep the figures that are printed in them."""
    table, unplaced = read(f"|甲学校|{above}|{above}|", f"|乙学校|{below}|{below}|")
    assert [(n, t) for _, n, t in figures(table)] == [("甲学校", above), ("乙学校", below)] and not unplaced


def test_a_cut_name_that_no_list_has_is_whole_again_where_a_number_is_torn() -> None:
    """A name below is the rest of a name where a number there is torn, or comes to the one printed whole beside it."""
    for upper, lower in (("70.00|70.0", "|0"), ("70.|70.", "00|00")):
        table, unplaced = read(f"2050203|某某学|{upper}|", f"|校|{lower}|")
        assert figures(table) == [("2050203", "某某学校", "70.00")] and not unplaced


def test_a_label_whose_beginning_is_a_label_too_is_whole_again() -> None:
    """«一般公共预算» is a row of its own elsewhere; what is cut on the other side says that here it goes on."""
    head = "收入|<|支出|<|<\n项目|决算数|项目|合计|一般公共预算财政拨款"
    first = grid(f"{head}\n一、一般公共预算|9.50|五、教育|9.50|9.50", 1)
    second = grid("财政拨款||支出||\n本年收入合计|9.50|本年支出合计|9.50|9.50", 2)
    pages = (("财政拨款收入支出决算总表", "单位：万元", first), (second,))
    tables, unplaced, _ = read_tables(paper(*pages), form("shanghai-final-accounts"))
    rows = {r.code or r.item for r in tables["appropriations"].rows}
    assert {"general_public", "205"} <= rows and not unplaced


def test_a_label_cut_in_its_numbering_is_whole_again() -> None:
    """«二十» at the foot of a page and «三、其他支出» on the next are one label, though the second is one alone."""
    head = "收入|<|支出|<\n项目|决算数|项目|决算数"
    first = grid(f"{head}\n一、一般公共预算财政拨款收入|9.50|五、教育支出|9.00\n||二十|0.50", 1)
    second = grid("||三、其他支出|\n本年收入合计|9.50|本年支出合计|9.50", 2)
    pages = (("收入支出决算总表", "单位：万元", first), (second,))
    tables, unplaced, _ = read_tables(paper(*pages), form("shanghai-final-accounts"))
    rows = {r.code: a.value for r in tables["summary"].rows if r.code and (a := r.amount("actual"))}
    assert rows == {"205": Decimal("9.00"), "229": Decimal("0.50")} and not unplaced


def test_a_label_that_is_also_a_head_is_no_head_again() -> None:
    """A page may begin with a row that says no more than a word of the head: it is a row, and hides none below."""
    first = grid(
        "收入|<|支出|<|<\n项目|决算数|项目|合计|一般公共预算财政拨款\n本年收入合计|9.50|本年支出合计|9.50|9.50",
        1,
    )
    second = grid("一、一般公共预算财政拨款||||\n总计|9.50|总计|9.50|9.50", 2)
    pages = (("财政拨款收入支出决算总表", "单位：万元", first), (second,))
    tables, unplaced, _ = read_tables(paper(*pages), form("shanghai-final-accounts"))
    found = [
        (r.item, r.half) for r in tables["appropriations"].rows if r.amount("actual") or r.amount("total")
    ]
    assert ("total", "revenue") in found and ("total", "expenditure") in found and not unplaced


def test_a_head_that_is_repeated_clipped_parts_nothing() -> None:
    """A page may repeat its head with only the first line of each cell; the table goes on, and cut rows are joined."""
    first = grid(f"{HEAD}\n{FIRST}\n2050201|学前教育|70.0|70.0|", 1)
    second = grid(
        "功能分类|功能分类|合计|基本|项目\n||0|0|\n2050202|小学教育|30.00|30.00|\n合计|<|100.00|100.00|", 2
    )
    tables, unplaced, unclaimed = read_tables(paper((*TITLE, first), (second,)), form("shanghai-budget"))
    amount = tables["expenditure"]["2050201", "basic"]
    assert amount is not None and amount.value == Decimal("70.00")
    assert tables["expenditure"]["2050202", "total"] is not None
    assert not unplaced and not unclaimed
