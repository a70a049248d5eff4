"""Classification items named in prose come back with their whole codes, or with none."""

from decimal import Decimal

import pytest

from budgetkit.forms.form import form
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Row, Table
from budgetkit.readers.narrative.code_paths import Paths

PATHS = Paths({}, form("shanghai-budget"))


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("1. “一般公共服务支出（类）统计信息事务（款）专项普查活动（项）”", "2010507", "专项普查活动"),
        ("1、公共安全支出（204类）司法（06款）行政运行（01项）", "2040601", "行政运行"),
        (
            "11、医疗卫生与计划生育支出（210类）行政事业单位医疗（11款）行政单位医疗（01项）",
            "2101101",
            "行政单位医疗",
        ),
        ("社会保障和就业（类）行政事业单位养老支出（款）行政单位离退休（项）", "2080501", "行政单位离退休"),
        ("1.小学教育（2050202），", "2050202", "小学教育"),
        ("“一般公共服务支出（类）-统计信息事务（款）-专项普查活动（项）”", "2010507", "专项普查活动"),
        ("教育支出（205）普通教育（20502）小学教育（2050202）：", "2050202", "小学教育"),
        ("2.2080505机关事业单位基本养老保险缴费支出", "2080505", "机关事业单位基本养老保险缴费支出"),
        ("2、社会保障和就业支出（类）", "208", "社会保障和就业支出"),
        ("（4）政府办公厅（室）及相关机构事务（款）行政运行（项）", "2010301", "行政运行"),
        ("一般公共服务（类）支出财政事务（款）行政运行（项）", "2010601", "行政运行"),
        ("卫生健康支出（类）卫生健康支出（款）计划生育事务（项）", "", "计划生育事务"),
        ("教育支出（类）某某支出（款）行政运行（项）", "", "行政运行"),
    ],
)
def test_items(text: str, code: str, name: str) -> None:
    """Names, numbers and codes are understood; a path that contradicts itself has no code."""
    item = PATHS.find(text)
    assert item is not None
    assert (item.code, item.name) == (code, name)


@pytest.mark.parametrize(
    "text", ["2024年预算安排", "因公出国（境）费", "单价100万元（含）以上设备", "财政拨款（补助）"]
)
def test_no_item(text: str) -> None:
    """Years and other brackets are no items."""
    assert PATHS.find(text) is None


def test_rows_of_the_disclosure_come_first() -> None:
    """A name that the disclosure's own table gives to a code is enough, though the list knows it otherwise."""
    cells = {"total": Cell(Amount(Decimal(1)))}
    rows = (
        Row("农林水支出", cells, "213"),
        Row("地方事务", cells, "21377"),
        Row("地方特产", cells, "2137701"),
    )
    paths = Paths({"general_public": Table("general_public", "", "元", ("total",), rows)})
    item = paths.find("农林水支出（类）地方事务（款）地方特产（项）")
    assert item is not None
    assert item.code == "2137701"


def test_the_last_item_counts() -> None:
    """Of several items in a text the last one is meant, and its place is known."""
    text = "甲（类）。主要用于乙。教育支出（类）普通教育（款）小学教育（项）"
    item = PATHS.find(text)
    assert item is not None
    assert (item.code, text[item.start : item.end]) == (
        "2050202",
        "教育支出（类）普通教育（款）小学教育（项）",
    )


def test_a_name_that_slipped_to_the_next_code_says_nothing_of_it() -> None:
    """In a table whose names stand a line off, prose is read by the official names; a name of its own stays the row's."""
    names = {"2080505": "机关事业单位职业年金缴费支出", "2080599": "本地养老补助"}
    rows = tuple(Row(name, {"total": Cell(Amount(Decimal(1)))}, code) for code, name in names.items())
    paths = Paths({"expenditure": Table("expenditure", "", "元", ("total",), rows)})
    group = "社会保障和就业支出（类）行政事业单位养老支出（款）"
    for name, code in (("机关事业单位职业年金缴费支出", "2080506"), ("本地养老补助", "2080599")):
        found = paths.find(f"{group}{name}（项）")
        assert found is not None and found.code == code
