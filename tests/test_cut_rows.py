"""Rows that a page break cut are whole again where the halves prove it; nothing else is joined."""

from decimal import Decimal

import pytest
from drawn import grid, paper
from hypothesis import given
from hypothesis import strategies as st

from budgetkit.forms import form
from budgetkit.model import Table, Unplaced
from budgetkit.readers.tables import read_tables

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


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("2050201|学前教育|70.00|70.00|", "2050203|初中教育|70.00|70.00|"),
        ("2050201|学前教育|70.00|70.00|", "|某某项目|10.00|10.00|"),
        ("2050201|学前教育|70.00|70.00|", "||10.00|10.00|"),
        ("2050201|学前教育|||", "|某某项目|10.00|10.00|"),
        ("2050201|学前教育|70.00|70.00|", "合计||100.00|100.00|"),
    ],
)
def test_rows_that_are_whole_stay_apart(upper: str, lower: str) -> None:
    """A row with a code or a label of its own, and a number beside a number, are never taken for halves."""
    table, _ = read(upper, lower)
    row = next(r for r in table.rows if r.code == "2050201")
    amount = row.amount("total")
    assert row.name == "学前教育" and (amount.value if amount else "") == (
        Decimal("70.00") if "70.00" in upper else ""
    )


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


@given(st.decimals(1, 10**7, places=2), st.data())
def test_a_number_cut_anywhere_is_read_as_printed(value: Decimal, data: st.DataObject) -> None:
    """Wherever the page cuts a number with its decimals, the cell holds the number, or the halves are listed."""
    printed = f"{value:,f}"
    at = data.draw(st.integers(1, len(printed) - 1))
    table, unplaced = read(f"20502|学前教育|{printed[:at]}||", f"01||{printed[at:]}||")
    row = next((r for r in table.rows if r.code == "2050201"), None)
    amount = row.amount("total") if row else None
    assert (amount is not None and amount.value == value) or unplaced


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
    tables, unplaced, strangers = read_tables(paper((*TITLE, first), (second,)), form("shanghai-budget"))
    amount = tables["expenditure"]["2050201", "basic"]
    assert amount is not None and amount.value == Decimal("70.00")
    assert tables["expenditure"]["2050202", "total"] is not None
    assert not unplaced and not strangers
