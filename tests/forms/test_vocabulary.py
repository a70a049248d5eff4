"""The national vocabulary names what the words prove, and nothing else."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetkit.forms.form import form, form_ids
from budgetkit.forms.meanings import columns_of, period_of, rows_of
from budgetkit.forms.titles import table_of
from budgetkit.forms.units import unit_of, without_unit
from budgetkit.forms.vocabulary import vocabulary

COLUMNS = {
    "summary": "budget",
    "revenue": "total appropriations general_public general_public_transfer government_funds "
    "government_funds_transfer state_capital state_capital_transfer special_account own_funds "
    "nonfiscal_brought_forward fiscal_brought_forward",
    "expenditure": "total basic project contingency carried_forward",
    "appropriations": "budget total general_public government_funds state_capital",
    "general_public": "total basic project prior_actual prior_budget growth",
    "basic": "total personnel operating",
    "projects": "total wages goods_services household interest capital_construction capital "
    "enterprise_construction enterprise social_fund other",
    "government_funds": "total personnel operating project",
    "state_capital": "total personnel operating project",
    "three_public": "total general_public government_funds state_capital",
    "brought_forward": "total fiscal_total fiscal_personnel fiscal_operating fiscal_project nonfiscal_total "
    "nonfiscal_personnel nonfiscal_operating nonfiscal_project",
    "appropriations_expenditure": "total basic project",
    "appropriations_basic": "total personnel operating",
    "agency_running": "total",
    "procurement": "total",
    "project_list": "total",
}
"""The ids of the public contract, which other programs use."""

NOT_MONEY = ("绩效", "使用情况表", "预算公开表")
OTHERS = {
    *("政府性基金预算“三公“经费支出预算表(公开表4-1)", "财政拨款支出预算表(部门经济分类科目)(公开表2-1)"),
    *("项目收入支出决算表", "机构运行经费支出、国有资产占用情况及政府采购支出信息表"),
    # Its first character is lost, and more than one table ends so.
    *("出决算表", "政拨款支出决算明细表"),
}


def column_of(table: str, heads: list[str], half: str = "", kind: str = "") -> str:
    """Return the id of a column that stands alone."""
    return columns_of(table, [heads], half, kind=kind)[0]


def row_of(table: str, labels: list[str], half: str = "") -> str:
    """Return the id of a row that stands alone."""
    return rows_of(table, [labels], half)[0]


def test_every_id_of_the_contract_has_words() -> None:
    """Tables and columns of the contract can be named."""
    known = vocabulary().table
    for table, columns in COLUMNS.items():
        printed = {column for half in known[table].columns.values() for column in half}
        assert set(columns.split()) <= printed, table


def test_titles_of_27_bodies_are_named(documents: Path) -> None:
    """Every title of a money table of 27 bodies in 14 provinces is named, and no other title is."""
    bodies = json.loads((documents / "templates_toc.json").read_text(encoding="utf-8"))
    titles = {title for body in bodies for title in body["tables"] if "表" in title}
    unnamed = {t for t in titles if not table_of(t)}
    assert unnamed - OTHERS == {t for t in titles if any(word in t for word in NOT_MONEY)}


@pytest.mark.parametrize("form_id", form_ids())
def test_no_words_of_a_form_get_another_meaning(form_id: str) -> None:
    """What a form calls by an id is called so by the vocabulary, or not at all; only order tells some labels apart."""
    wrong = []
    kind = form(form_id).kind
    for table in form(form_id).tables:
        wrong += [title for title in table.titles if table_of(title) != table.id]
        for half, columns in table.halves.items():
            heads = ((c, head) for c in map(table.column, columns) for head in c.heads)
            wrong += [h for c, h in heads if column_of(table.id, [h], half, kind=kind) not in (c.id, "")]
        for row in table.rows:
            apart = row.item.startswith("own_") or row.item.endswith("_brought_forward")
            named = {row_of(table.id, [label], row.half) for label in row.labels}
            wrong += [row.label.zh] if named != {row.item or row.code} and not apart else []
    assert wrong == (["小计"] if form_id == "xinjiang-budget" else [])


def test_a_whole_table_is_named_together() -> None:
    """No two columns or rows get one id: the better claim takes it, equal claims cancel."""
    assert columns_of("expenditure", [["合计"], ["小计"], ["基本支出"]]) == ("", "", "basic")
    assert rows_of("three_public", [["合计"], ["“三公”经费", "小计"]]) == ("", "total")
    assert rows_of("three_public", [["合计"], ["因公出国（境）费"]]) == ("total", "overseas_trips")


def test_what_stands_above_counts() -> None:
    """A word that is not accounted for takes the meaning away; one that must stand above gives it."""
    assert column_of("expenditure", ["财政拨款", "基本支出"]) == ""
    assert row_of("summary", ["单位资金", "事业收入"], "revenue") == "own_business"
    assert row_of("summary", ["事业收入"], "revenue") == "business"
    assert row_of("summary", ["上年结转结余", "财政拨款结转", "一般公共预算拨款"], "revenue") == (
        "general_public_brought_forward"
    )


def test_years_in_heads_are_those_of_the_document() -> None:
    """The year before is last year's, in either order; a year farther away proves nothing."""
    heads = ["2018年预算数", "2017年预算数", "2016年预算数"]
    assert [period_of(head, 2018) for head in heads] == ["budget", "prior_budget", ""]
    paths = [["2017年执行数"], ["2018年预算数", "小计"], ["2018年预算数比2017年执行数", "增减%"]]
    assert columns_of("general_public", paths, year=2018) == ("prior_actual", "total", "growth")
    assert columns_of("general_public", paths[::-1], year=2018) == ("growth", "total", "prior_actual")


def test_the_title_again_above_columns_changes_nothing() -> None:
    """本年一般公共预算支出 over the columns of that table says nothing more; another table's name does."""
    over = "本年一般公共预算支出"
    assert columns_of("general_public", [[over, "合计"], [over, "基本支出"]]) == ("total", "basic")
    assert columns_of("general_public", [["政府性基金预算支出", "基本支出"]]) == ("",)
    assert row_of("appropriations", ["一、本年支出", "（一）外交支出"], "expenditure") == "202"
    assert row_of("appropriations", ["二、结转下年", "（一）外交支出"], "expenditure") == ""


def test_titles_with_other_ends_are_the_same_tables() -> None:
    """汇总表 and 安排表 are named like the table; a table of more detail is not."""
    assert [table_of(t) for t in ("收支预算汇总表", "部门支出预算安排表", "预算03表 支出预算汇总表")] == [
        "summary",
        "expenditure",
        "expenditure",
    ]
    assert table_of("一般公共预算支出预算明细表") == ""


def test_an_unknown_table_is_refused() -> None:
    """A call with a table that does not exist says so, with the nearest that does."""
    with pytest.raises(KeyError, match="did you mean 'summary'"):
        column_of("sumary", ["合计"])


WORDINGS = (
    *(
        "单位：万元",
        "单位:万元",
        "单位∶万元",
        "单位︰万元",
        "单位﹕万元",
        "单位;万元",
        "单位 ：万元",
        "单 位 ：万 元",
    ),
    *(
        "单位：万 元",
        "单位： 万元",
        "单位万元",
        "（单位：万元）",
        "(单位:万元)",
        "（单位： 万元 ）",
        "[单位：万元]",
        "【单位：万元】",
    ),
    *(
        "金额单位：万元",
        "金额单位:万元",
        "（金额单位：万元）",
        "计量单位：万元",
        "货币单位：万元",
        "金额单位：人民币万元",
    ),
    *(
        "单位：人民币万元",
        "单位:（万元）",
        "单位：(万元)",
        "单位（万元）",
        "预算数（万元）",
        "金额(万元)",
        "金额：万元",
    ),
    *("部门：某局 单位：万元", "公开01表 单位：万元", "单位：萬元"),
)


@pytest.mark.parametrize("wording", WORDINGS)
def test_the_unit_is_read_however_it_is_printed(wording: str) -> None:
    """Spaces, colons, brackets and the words before it do not matter, whatever the unit."""
    printed = wording.replace("萬", "万").replace("万 元", "万元")
    for unit in ("元", "千元", "万元", "亿元"):
        assert unit_of(printed.replace("万元", unit)) == unit
    assert unit_of(wording) == "万元"
    assert "元" not in without_unit(wording)


@given(st.text("单位：:（）金额编制部门县局万千亿 元财政0123456789", max_size=24))
def test_a_unit_is_only_said_in_words(text: str) -> None:
    """What is read as a unit stands in the text, and nothing else than its words is taken out of it."""
    flat = "".join(text.split())
    assert unit_of(text) in flat
    assert len(without_unit(text)) == len(text) or unit_of(text)


def test_a_place_is_no_unit() -> None:
    """元 begins the names of places and firms."""
    assert unit_of("编制单位：元氏县财政局", "单位：元阳县教育局", "单位：某局") == ""
