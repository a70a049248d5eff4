"""Titles: which table a line names, whatever organ, year, number, typo stands in it; and which it does not."""

import pytest

from budgetkit.forms.form import form
from budgetkit.forms.titles import is_organ, names_organ
from budgetkit.readers.tables.titles import match_title, title_key

SHANGHAI = form("shanghai-budget").tables
ACCOUNTS = form("shanghai-final-accounts").tables
XINJIANG = form("xinjiang-budget").tables


def _id(text: str, tables: tuple = SHANGHAI) -> str | None:  # type: ignore[type-arg]
    found = match_title(text, tables)
    return found.id if found else None


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("2025年部门财务收支预算总表", "summary"),
        ("2026年预算单位收入预算总表", "revenue"),
        ("上海市某区某局2024年部门支出预算总表", "expenditure"),
        ("4．2025年部门财政拨款收支预算总表", "appropriations"),
        ("部门“三公”经费和机关运行经费预算表", "three_public"),
        ("部 门 收 入 预 算 总 表    单位：元", "revenue"),
    ],
)
def test_a_title_is_known_with_organ_year_number_and_spacing(text: str, table: str) -> None:
    """Whose, when and which number does not matter to what table it is."""
    assert _id(text) == table


@pytest.mark.parametrize(
    "text",
    [
        "1. 2025年部门收入预算总表 ………………………… 3",
        "政府采购预算表",
        "政府性基金预算“三公”经费支出预算表",
        "收入支出决算总表",
        "详见部门收入预算总表。本部门没有其他收入",
        "财政拨款收入",
        "",
    ],
)
def test_what_is_no_title_of_the_form_is_none(text: str) -> None:
    """Lines of a table of contents, other money, other forms and sentences name no table."""
    assert _id(text) is None


def test_the_longest_title_decides() -> None:
    """«财政拨款收支预算总表» ends like the summary and is not it; a detail table is not the table it details."""
    assert _id("部门财政拨款收支预算总表") == "appropriations"
    assert _id("一般公共预算财政拨款基本支出决算表", ACCOUNTS) == "basic"
    assert _id("支出决算表", ACCOUNTS) == "expenditure"


def test_one_typo_is_forgiven_where_it_cannot_change_the_table() -> None:
    """A lost or mistaken character in a long title is forgiven, 收 for 支 or 预 for 决 never."""
    assert _id("固有资本经营预算支出情况表", XINJIANG) == "state_capital"
    assert _id("府性基金预算支出情况表", XINJIANG) == "government_funds"
    assert _id("政拨款收入支出决算总表", ACCOUNTS) == "appropriations"
    assert _id("财政拨款收入支出预算总表", ACCOUNTS) is None


def test_keys_drop_what_surrounds_a_title() -> None:
    """Brackets, «continued», unit and doubled words are no part of a title."""
    assert (
        title_key("部门收入总表（续）")
        == title_key("部门收入总表")
        == title_key("部门收入总表 金额单位：万元")
    )
    assert title_key("国有资本经营预算预算支出表") == title_key("国有资本经营预算支出表")


def test_organs_are_told_from_kinds_of_money() -> None:
    """A bureau of finance is an organ although its name says 财政."""
    assert is_organ("上海市普陀区财政局") and is_organ("2024年度")
    assert not is_organ("一般公共预算财政拨款")
    assert names_organ("西南大学附属小学（本级）") and not names_organ("机构运行保障经费")


def test_the_number_of_a_table_stands_before_its_title_or_behind_it() -> None:
    """公开01表 on the line of a title is its number on either side."""
    tables = form("shanghai-final-accounts").tables
    for line in ("公开01表 收入支出决算总表", "收入支出决算总表 公开 01 表", "收入支出决算总表    财决01表"):
        assert (found := match_title(line, tables)) and found.id == "summary"
    assert match_title("公开01表", tables) is None
