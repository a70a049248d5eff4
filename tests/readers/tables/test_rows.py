"""Rows: codes, items, names and amounts of a table's body."""

from decimal import Decimal

import pytest
from drawn import grid
from hypothesis import given
from hypothesis import strategies as st

from budgetkit.forms.form import form
from budgetkit.model.disclosure import Row
from budgetkit.readers.tables.cut_heads import carry_head
from budgetkit.readers.tables.heads import read_head
from budgetkit.readers.tables.matrix import Matrix
from budgetkit.readers.tables.rows import amount_of, read_body, to_rows

HEAD = "功能分类科目编码|<|<|功能分类科目名称|合计|基本支出|项目支出\n类|款|项|^|^|^|^\n"


def _rows(
    drawing: str, table: str = "expenditure", layout: str = "xinjiang-budget", organ: str = "某局"
) -> tuple[Row, ...]:
    matrix, form_table = Matrix.of(grid(drawing)), form(layout).table(table)
    return to_rows(read_body(matrix, read_head(matrix, form_table), "元"), form_table, organ)


def test_codes_join_from_three_columns_or_one() -> None:
    """Three columns, one column, and 款 printed 2 for 02 give the same whole code."""
    three = _rows(HEAD + "201|04|50|事业运行|3|2|1\n201|4||发展与改革事务|3|2|1")
    assert [r.code for r in three] == ["2010450", "20104"]
    one = _rows("科目编码|科目名称|合计\n2010450|事业运行|3\n205|教育支出|1")
    assert [r.code for r in one] == ["2010450", "205"]


def test_a_row_that_slipped_sideways_is_not_read() -> None:
    """An amount among the codes or names means that nothing in its row is where it seems."""
    assert _rows(HEAD + "合计|3.00|2.00|1.00|0|0|0") == ()
    assert _rows(HEAD + "合计|||5|3|2|1") == ()
    assert [r.code for r in _rows(HEAD + "||2080505|机关|3|2|1\n201||50|事业运行|3|2|1")] == ["2080505", ""]


def test_blank_dash_zero_and_words_are_told_apart() -> None:
    """A printed 0 is an amount; blanks and dashes are none; words that stand in a cell are kept."""
    row = _rows(HEAD + "201|04|50|事业运行|0.00|-|单位不需填列")[0]
    assert row.amount("total") is not None and row.amount("total").value == Decimal("0.00")  # type: ignore[union-attr]
    assert row.amount("basic") is None and row.cells["basic"].text == "-"
    assert row.cells["project"].text == "单位不需填列"


def test_totals_units_and_projects_have_items() -> None:
    """合计 across the code columns is the total, the organ's own line a unit, a project its project."""
    rows = _rows(
        HEAD + "总计|<|<|<|3|2|1\n|||某局|3|2|1\n105236|||西南大学|3|2|1\n201|||一般公共服务支出|3|2|1"
    )
    assert [(r.item, r.code) for r in rows] == [("total", ""), ("unit", ""), ("unit", ""), ("", "201")]
    projects = _rows(
        "科目编码|科目名称|项目名称|项目支出合计\n201|一般公共服务支出||3\n2010499|其他|援疆工作经费|3",
        "projects",
    )
    assert [r.project for r in projects] == ["", "援疆工作经费"]


def test_rows_without_label_are_not_read() -> None:
    """An amount beside which nothing stands has no row."""
    assert _rows(HEAD + "|||  |3|2|1") == ()


def test_a_repeated_head_and_a_word_for_nothing_are_no_rows() -> None:
    """Heads inside the body and 无 in an empty table are passed over; a blank total stays."""
    rows = _rows(HEAD + "无||||||\n类|款|项|功能分类科目名称|合计|基本支出|项目支出\n合计|<|<|<|||")
    assert [(r.item, r.amount("total")) for r in rows] == [("total", None)]


HALVES = """
收入|<|支出|<
项目|预算数|支出功能分类|预算数
一、本年收入|9|201 一般公共服务支出|9
1、一般公共预算拨款|9|205 教育支出|
二、上年结转结余|1|八、社会保障和就业支出|1
其中：一般公共预算拨款|1||
收 入 总 计|10|支 出 总 计|10
"""


def test_equal_labels_are_told_apart_by_what_came_before() -> None:
    """一般公共预算拨款 after 上年结转结余 is what was carried over, not this year's."""
    rows = _rows(HALVES, "summary")
    revenue = [r.item for r in rows if r.half == "revenue"]
    assert revenue == [
        "current_year",
        "general_public",
        "brought_forward",
        "general_public_brought_forward",
        "total",
    ]


def test_classes_have_their_codes_by_number_or_by_name() -> None:
    """A class printed with its code, or with a numeral before its name, gets the code and the bare name."""
    spending = [(r.code or r.item, r.name) for r in _rows(HALVES, "summary") if r.half == "expenditure"]
    assert spending == [
        *(("201", "一般公共服务支出"), ("205", "教育支出"), ("208", "社会保障和就业支出")),
        ("total", "支出总计"),
    ]


def test_side_by_side_blocks_come_one_after_the_other() -> None:
    """The left block's lines come before the right block's, and each has its own subtotal."""
    rows = _rows(
        "经济分类科目编码|<|科目名称|决算数|经济分类科目编码|<|科目名称|决算数\n类|款|^|^|类|款|^|^\n"
        "301||工资福利支出|5.00|302||商品和服务支出|2.00\n301|01|基本工资|5.00||||\n"
        "人员经费合计|<|<|5.00|公用经费合计|<|<|2.00",
        "basic",
        "shanghai-final-accounts",
    )
    assert [r.key for r in rows] == ["301", "30101", "personnel", "302", "operating"]


def test_a_name_broken_over_pages_is_joined() -> None:
    """A line at the top of a page without code and amounts is the rest of the last name."""
    table = form("xinjiang-budget").table("expenditure")
    first = Matrix.of(grid(HEAD + "208|05|05|机关事业单位基本|3|2|1"))
    rest = Matrix.of(grid("|||养老保险缴费支出|||\n208|05|06|职业年金|1||"))
    head = read_head(first, table)
    carried = carry_head(first, head, rest, table)
    assert carried is not None
    lines = (*read_body(first, head, "元"), *read_body(rest, carried, "元", continued=True))
    assert [r.name for r in to_rows(lines, table, "")] == ["机关事业单位基本养老保险缴费支出", "职业年金"]


@given(st.decimals(min_value=0, max_value=10**10, places=2, allow_nan=False))
def test_amounts_keep_what_is_printed(value: Decimal) -> None:
    """Separators, full-width digits and a unit behind the number change neither value nor places."""
    amount = amount_of(f"{value:,.2f}", "元")
    assert amount is not None and (amount.value, amount.places, amount.unit) == (value, 2, "元")
    wide = amount_of(f"{value:f}".translate({i: i + 0xFEE0 for i in range(0x30, 0x3A)}) + "万元", "元")
    assert wide is not None and (wide.value, wide.unit) == (value, "万元")


@pytest.mark.parametrize("text", ["", "-", "1.0 2.0 合计", "11.11%", "12 台", "1,23", "326.71 60.99"])
def test_what_is_no_amount_is_none(text: str) -> None:
    """Nothing is read out of a cell that does not hold exactly one number."""
    assert amount_of(text, "元") is None
