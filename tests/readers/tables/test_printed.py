"""Tables that no form knows: read as they are printed, named where title, heads and codes agree."""

import csv
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from drawn import amounts, grid, paper
from where import TESTS

from budgetkit.model.disclosure import Disclosure, Table, Unplaced
from budgetkit.readers.formats.page import Grid
from budgetkit.readers.read import read as read_file
from budgetkit.readers.tables.find import find_tables
from budgetkit.readers.tables.printed import read_printed


def read(*pages: tuple[str | Grid, ...], year: int = 2019) -> tuple[tuple[Table, ...], tuple[Unplaced, ...]]:
    """Return the tables of these pages and what could not be placed."""
    tables, unplaced, _ = read_printed(find_tables(paper(*pages), ())[1], year)
    return tables, unplaced


def test_a_summary_of_three_blocks_has_three_halves() -> None:
    """收入, 功能分类 and 支出用途 side by side are revenue, expenditure and use; the only money column is the budget."""
    drawing = """
收入|<|支出|<|<|<
项目名称|金额|功能分类|<|支出用途|<
^|^|功能科目名称|金额|项目名称|金额
一、财政拨款|9.50|一、一般公共服务支出|7.50|一、基本支出|6.00
1.一般公共预算|9.50|二、教育支出|2.00|二、单位预留机动经费|3.50
收入合计|9.50|支出合计|<|<|9.50
"""
    ((table,), unplaced) = read(("收支预算总表", "部门：某局  单位：万元", grid(drawing)))
    assert (table.id, table.named_by, table.unit, table.organ) == ("summary", "vocabulary", "万元", "某局")
    assert amounts(table) == {
        ("revenue", "appropriations", "budget"): "9.50 万元",
        ("revenue", "general_public", "budget"): "9.50 万元",
        ("revenue", "total", "budget"): "9.50 万元",
        ("expenditure", "201", "budget"): "7.50 万元",
        ("expenditure", "205", "budget"): "2.00 万元",
        ("use", "basic", "budget"): "6.00 万元",
        ("use", "contingency", "budget"): "3.50 万元",
        ("use", "total", "budget"): "9.50 万元",
    }
    assert not unplaced


def test_a_strip_of_kinds_of_expenditure_is_one_row() -> None:
    """Kinds of expenditure side by side over one row of figures are the columns of the total."""
    strip = grid("合计|基本支出|项目支出|单位预留机动经费|结转下年资金\n9.50|6.00|2.00|1.50|")
    ((table,), _) = read(("支出预算总表", "单位：万元", strip))
    assert table.id == "expenditure"
    assert amounts(table) == {
        ("", "total", c): f"{v} 万元"
        for c, v in (("total", "9.50"), ("basic", "6.00"), ("project", "2.00"), ("contingency", "1.50"))
    }


def test_two_years_of_the_three_public_expenses_stand_side_by_side() -> None:
    """Items in the heads become rows; the year over them tells last year's budget from this year's, in both orders."""
    items = "合计|因公出国（境）费|公务接待费"
    for heads, wanted in (
        ("2018年预算数|<|<|2019年预算数|<|<", "1 2"),
        ("2019年预算数|<|<|2018年预算数|<|<", "2 1"),
    ):
        strip = grid(f"{heads}\n{items}|{items}\n1|0|1|2|0|2")
        ((table,), _) = read(("“三公”经费支出表", "单位：万元", strip))
        prior, current = wanted.split()
        assert amounts(table)["", "receptions", "prior_budget"] == f"{prior} 万元"
        assert amounts(table)["", "total", "total"] == f"{current} 万元"


def test_columns_of_years_and_rates_have_units_of_their_own() -> None:
    """上年执行数, 本年预算数 and 增减%: the rate is in percent, a head in brackets gives its own unit."""
    drawing = """
科目编码|科目名称|2018年执行数|2019年预算数|<|<|2019年预算数比2018年执行数|<
^|^|^|小计|基本支出|项目支出（元）|增减额|增减%
205|教育支出|8.00|9.00|9.00|0|1.00|12.50
"""
    ((table,), _) = read(("一般公共预算支出表", "单位：万元", grid(drawing)))
    assert table.id == "general_public"
    assert amounts(table) == {
        ("", "205", "prior_actual"): "8.00 万元",
        ("", "205", "total"): "9.00 万元",
        ("", "205", "basic"): "9.00 万元",
        ("", "205", "project"): "0 元",
        ("", "205", "change"): "1.00 万元",
        ("", "205", "growth"): "12.50%",
    }


def test_what_nothing_proves_keeps_its_printed_name() -> None:
    """An unknown title, head or label is kept as it is printed, and what named a cell is said."""
    drawing = "事项|本级|<|备注\n^|上半年|下半年|^\n甲类|1.0|2.0|见附件\n乙类|3.0||"
    ((table,), _) = read(("某市专门事项安排表", "单位：千元", grid(drawing)))
    assert (table.id, table.named_by) == ("某市专门事项安排表", "")
    assert amounts(table) == {
        ("", "甲类", "本级/上半年"): "1.0 千元",
        ("", "甲类", "本级/下半年"): "2.0 千元",
        ("", "乙类", "本级/上半年"): "3.0 千元",
    }
    assert {c.named_by for _, _, c in table.cells()} == {""}


def test_codes_of_the_other_list_take_a_name_away() -> None:
    """A table of economic codes under the title of one by function is not that table."""
    drawing = "科目编码|科目名称|合计|基本支出|项目支出\n301|工资福利支出|1|1|\n30101|基本工资|1|1|"
    ((table,), _) = read(("政府性基金预算支出表", "单位：万元", grid(drawing)))
    assert (table.id, table.named_by) == ("政府性基金预算支出表", "")


def test_a_head_is_carried_over_pages() -> None:
    """Pages without heads go on with the columns of the page before, also after the rest of a row without rules."""
    first = grid("科目编码|科目名称|金额\n合计|<|6.00\n201|一般公共服务支出|1.00")
    pages = (
        ("财政拨款支出预算表", "单位：万元", first),
        ("205教育支出2.00", grid("206|科学技术支出|3.00", 2)),
    )
    ((table,), _) = read(*pages)
    assert table.id == "appropriations_expenditure"
    assert [r.key for r in table.rows] == ["total", "201", "206"]


@pytest.mark.parametrize(
    ("above", "id_"),
    [
        (("“三公”经费、会议费、培训费", "支出预算表"), "three_public"),
        (("八、一般公共预算支出预算表", "“三公”经费支出预算表"), "three_public"),
    ],
)
def test_a_title_is_the_nearest_that_the_heads_agree_with(above: tuple[str, ...], id_: str) -> None:
    """A title broken over two lines is one; the last line of a list of titles is not another table's."""
    strip = grid("合计|因公出国（境）费|公务用车购置及运行费|公务接待费\n3|1|1|1")
    ((table,), _) = read((*above, "单位：万元", strip))
    assert table.id == id_


def test_a_list_of_sources_has_the_path_of_its_labels() -> None:
    """Merged labels are levels of a path; 小计 under one stands for it."""
    drawing = "项目名称|<|金额\n收入总计|<|5\n一般公共预算资金|小计|4\n^|专项收入|4\n其他资金|小计|1"
    ((table,), _) = read(("收入预算总表", "单位：万元", grid(drawing)))
    assert [(r.item, r.label, r.name) for r in table.rows] == [
        ("total", "收入总计", "收入总计"),
        ("general_public", "一般公共预算资金/小计", "一般公共预算资金"),
        ("", "一般公共预算资金/专项收入", "专项收入"),
        ("other_funds", "其他资金/小计", "其他资金"),
    ]


def test_without_a_unit_none_is_guessed() -> None:
    """Figures without a printed unit have none, and that is said."""
    ((table,), unplaced) = read(("支出预算总表", grid("合计|基本支出\n9.50|9.50")))
    assert {c.amount.unit for _, _, c in table.cells() if c.amount} == {""}
    assert [u.reason for u in unplaced] == ["no unit is printed"]


CELLS = TESTS / "documents" / "jiangsu-cells.csv"
_TRUTH = list(csv.DictReader(CELLS.read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize(("name", "page"), sorted({(r["document"], r["page"]) for r in _TRUTH}))
def test_pages_of_a_form_in_no_list_are_read_as_the_eye_reads_them(
    name: str, page: str, documents: Path
) -> None:
    """Every amount of a page has the table, half, row and column that a person gave it from the picture, no other."""
    wanted = [tuple(r.values())[2:] for r in _TRUTH if (r["document"], r["page"]) == (name, page)]
    disclosure = _disclosure(documents / "jiangsu" / f"{name}.pdf")
    found = [
        (table.id, row.half, row.key, column, f"{cell.amount.value:f}")
        for table in disclosure.tables.values()
        for row, column, cell in table.cells()
        if cell.amount and cell.place.page == int(page)
    ]
    assert Counter(found) == Counter(wanted)


@pytest.mark.parametrize(
    "name", ["congress-2017", "high-court-2018", "procuratorate-2018", "procuratorate-2019"]
)
def test_documents_of_a_form_in_no_list_are_named_throughout(name: str, documents: Path) -> None:
    """Every table has an id of the contract and every amount its column, and no amount is left over."""
    disclosure = _disclosure(documents / "jiangsu" / f"{name}.pdf")
    assert disclosure.form == "" and len(disclosure.tables) == 12
    for table in disclosure.tables.values():
        assert table.named_by == "vocabulary"
        assert all(cell.named_by for _, _, cell in table.cells()), table.id


@cache
def _disclosure(path: Path) -> Disclosure:
    return read_file(path)
