"""Layouts of provinces nobody has shown, drawn small: what their words prove is named, and what they do not is not."""

import pytest
from drawn import COVER, amounts, broken, grid, paper, read

from budgetkit.readers.formats.page import Grid
from budgetkit.readers.read import read_paper

HEAD = """
项目|<|<|合计|当年财政拨款安排|<|<|上年结转安排
科目编码|<|科目名称|^|小计|基本支出|项目支出|^
类|款|^|^|^|^|^|^
"""


def test_whole_codes_beside_their_parts() -> None:
    """类, 款, 项 and the whole code again in a column beside them are one code; the row is no body's."""
    drawing = "功能科目|<|<|科目编码|科目名称|合计|基本支出\n类|款|项|^|^|^|^\n||||合计|3|3\n"
    drawing += "201|||201|一般公共服务支出|3|3\n"
    drawing += "201|03||20103|政府办公厅（室）及相关机构事务|3|3\n201|03|01|2010301|行政运行|3|3"
    table = read(("支出总表", drawing))["expenditure"]
    assert [(r.code, r.item) for r in table.rows] == [
        ("", "total"),
        ("201", ""),
        ("20103", ""),
        ("2010301", ""),
    ]


def test_codes_as_heads_are_no_amounts() -> None:
    """501 under 机关工资福利支出, in the row of 类, 款 and 项, is a head: nothing below is read as money that is a code."""
    drawing = """
功能科目|<|<|科目名称|总计|机关工资福利支出|机关商品和服务支出
类|款|项|^|^|501|502
|||合计|3|2|1
201|03|01|行政运行|3|2|1
"""
    found = read(("支出预算分类汇总表（按政府预算经济分类）", drawing))
    assert amounts(found["expenditure_classes"]) == {
        ("", row, column): value
        for row in ("total", "2010301")
        for column, value in (
            *(("total", "3 万元"), ("government_wages", "2 万元")),
            ("government_goods_services", "1 万元"),
        )
    }
    assert not found.unplaced


@pytest.mark.parametrize(("before", "item"), [("一、一般公共预算", "state_capital"), ("一、教育支出", "223")])
def test_state_capital_is_a_fund_among_funds_and_a_class_among_classes(before: str, item: str) -> None:
    """国有资本经营预算 beside 一般公共预算 is money, beside 教育支出 the class 223."""
    drawing = f"收入|<|支出|<\n项目|预算数|项目|预算数\n一、一般公共预算|3|{before}|2\n"
    drawing += "||二、国有资本经营预算|1\n收入总计|3|支出总计|3"
    rows = read(("财政拨款收支总体情况表", drawing))["appropriations"].rows
    assert [r.key for r in rows if r.label.startswith("二、")] == [item]


def test_a_year_a_row_is_a_year_a_column() -> None:
    """Items in the heads over one row for last year and one for this are read as two columns, in either order."""
    heads = "年度|“三公”经费财政拨款预算总额|因公出国（境）费用|公务接待费|公务用车购置和运行维护费|<|<\n"
    heads += "^|^|^|^|小计|公务用车购置费|公务用车运行维护费\n"
    title = "财政拨款（含一般公共预算和政府性基金预算）“三公”经费支出表"
    for rows in (
        "2023年|6|1|0|5|0|5\n2024年|5|1|0|4|0|4",
        "2024年|5|1|0|4|0|4\n2023年|6|1|0|5|0|5",
    ):
        table = read((title, heads + rows))["three_public"]
        assert set(table.columns) == {"prior_budget", "total"}
        assert str(table["vehicles", "prior_budget"]) == "5 万元" and str(table["total", "total"]) == "5 万元"
    other = read((title, heads + "2022年|6|1|0|5|0|5\n2021年|5|1|0|4|0|4"))
    assert not any(t.named_by for t in other.tables.values())


def test_money_carried_over_stands_beside_that_of_the_year() -> None:
    """合计 beside 当年安排/小计 is the total of both; basic and project add up to that of the year."""
    spent = (
        "||合计|8|6|4|2|2\n201||一般公共服务支出|8|6|4|2|2\n201|03|政府办公厅（室）及相关机构事务|8|6|4|2|2"
    )
    both = """
收入|<|支出|<|<|<|<|<
项目|预算数|项目|合计|一般公共预算|政府性基金预算|国有资本经营预算|上年财政拨款资金结转
一、本年收入|6|一、本年支出|8|6|||2
一般公共预算拨款收入|6|一般公共服务支出|8|6|||2
二、上年结转|2|二、结转下年||||||
收入总计|8|支出总计|8|6|||2
"""
    found = read(("财政拨款收支预算总表", both), ("一般公共预算支出预算表", HEAD + spent))
    table = found["general_public"]
    assert table.columns == ("total", "current_year", "basic", "project", "brought_forward")
    assert str(table["20103", "current_year"]) == "6 万元"
    assert not broken(found)
    wrong = HEAD + spent.replace("8|6|4|2|2", "8|6|4|9|2", 1)
    assert broken(read(("财政拨款收支预算总表", both), ("一般公共预算支出预算表", wrong)))


def test_the_year_alone_is_the_total() -> None:
    """Where no 合计 stands beside it, 本年支出/小计 is the total, as in final accounts."""
    drawing = (
        "科目编码|科目名称|本年支出|<|<\n^|^|小计|基本支出|项目支出\n|合计|3|1|2\n201|一般公共服务支出|3|1|2"
    )
    table = read(("一般公共预算财政拨款支出决算表", drawing), cover="虚构市某局2023年度部门决算")[
        "general_public"
    ]
    assert table.columns == ("total", "basic", "project")


def test_the_same_title_over_economic_codes_is_another_table() -> None:
    """The classification in the bracket, or that of the codes, tells a table by economic class from that by function."""
    drawing = (
        "科目编码|科目名称|合计|基本支出|项目支出\n|合计|3|1|2\n301|工资福利支出|3|1|2\n30101|基本工资|3|1|2"
    )
    for title in ("一般公共预算支出表（按经济分类科目）", "一般公共预算支出表"):
        found = read((title, drawing))
        assert list(found.tables) == ["general_public_economic"]
        assert str(found["general_public_economic"]["30101", "project"]) == "2 万元"


def test_kinds_below_basic_and_project_keep_apart() -> None:
    """商品和服务支出 below 基本支出 and below 项目支出 are two columns, each of its own kind."""
    drawing = """
科目编码|科目名称|合计|基本支出|<|<|项目支出|<
^|^|^|小计|工资福利支出|商品和服务支出|小计|商品和服务支出
|合计|6|3|2|1|3|3
201|一般公共服务支出|6|3|2|1|3|3
"""
    assert read(("支出总表", drawing))["expenditure"].columns == (
        *("total", "basic", "basic_wages", "basic_goods_services"),
        *("project", "project_goods_services"),
    )


def test_titles_of_a_form_over_columns_of_another_choose_no_form() -> None:
    """A document with the titles of a known form and one column of money each is of no form, and keeps its meaning."""
    both = "收入|<|支出|<\n项目|2024年预算|项目|2024年预算\n一、一般公共预算拨款|3|一、基本支出|1\n||二、项目支出|2\n"
    both += "收入总计|3|支出总计|3"
    codes = "功能科目名称|合计|基本支出|项目支出\n合计|3|1|2\n[201]一般公共服务支出|3|1|2"
    lists = "项目|2024年预算\n一、基本支出|1\n二、项目支出|2\n支出总计|3"
    found = read(
        ("收支总体情况表", both),
        ("收入总体情况表", "项目|2024年预算\n一、一般公共预算拨款|3\n收入总计|3"),
        ("支出总体情况表", lists),
        ("财政拨款收支总体情况表", both),
        ("一般公共预算支出情况表", codes),
        ("一般公共预算基本支出情况表", "支出经济分类科目|2024年预算\n合计|1\n[301]工资福利支出|1"),
        ("政府性基金预算支出情况表", codes),
        ("国有资本经营预算支出情况表", codes),
    )
    assert found.form == ""
    assert amounts(found["summary"])["use", "basic", "budget"] == "1 万元"
    assert set(found["general_public"].columns) == {"total", "basic", "project"}


def test_the_number_before_a_body_is_no_part_of_its_name() -> None:
    """«部门：305_某局» and «305001-某局» name the body alone."""
    for printed in ("305_虚构县某局", "305001-虚构县某局", "[305]虚构县某局"):
        found = read(
            ("支出总表", "科目编码|科目名称|合计\n201|一般公共服务支出|3"),
            above=f"部门：{printed}  单位：万元",
        )
        assert found.department == "虚构县某局"


LEVELS = "科目编码|<|<|科目名称|合计|基本支出\n类|款|项|^|^|^\n"
OWN_LEVEL = [
    "201|||一般公共服务支出|3|3",
    "|03||政府办公厅（室）及相关机构事务|3|3",
    "||01|行政运行|2|2",
    "||02|一般行政管理事务|1|1",
    "208|||社会保障和就业支出|1|1",
    "|05||行政事业单位养老支出|1|1",
    "||05|机关事业单位基本养老保险缴费支出|1|1",
]


def test_codes_of_their_own_level_alone_have_the_levels_above() -> None:
    """Where a row prints only its own 款 or 项, the 类 and 款 over it are those printed last, on any page."""
    codes = ["201", "20103", "2010301", "2010302", "208", "20805", "2080505"]
    table = read(("支出总表", LEVELS + "\n".join([*OWN_LEVEL, "|||合计|4|4"])))["expenditure"]
    assert [r.key for r in table.rows] == [*codes, "total"]
    pages: list[tuple[str | Grid, ...]] = [
        (COVER,),
        ("支出总表", "单位：万元", grid(LEVELS + OWN_LEVEL[0], 2)),
    ]
    pages += [(grid(row, n),) for n, row in enumerate(OWN_LEVEL[1:], 3)]
    assert [r.key for r in read_paper(paper(*pages))["expenditure"].rows] == codes


@pytest.mark.parametrize(
    ("rows", "keys"),
    [
        (["|03||政府办公厅（室）及相关机构事务|3|3"], ["政府办公厅（室）及相关机构事务"]),
        (["201|||一般公共服务支出|3|3", "||01|行政运行|3|3"], ["201", "行政运行"]),
        (["201|||一般公共服务支出|3|3", "|||某项目|3|3"], ["201", "某项目"]),
        (["301|||工资福利支出|3|3", "||01|某项|3|3"], ["301", "某项"]),
    ],
)
def test_no_code_is_made_of_a_part_without_its_level_above(rows: list[str], keys: list[str]) -> None:
    """A part is no whole code, and no body's number, where the level over it is not printed."""
    (table,) = read(("支出总表", LEVELS + "\n".join(rows))).tables.values()
    assert [r.code or r.item or r.name for r in table.rows] == keys


@pytest.mark.parametrize("dash", ["――", "－－", "–", "···", "…", "//", "─", "— —", "﹣"])
def test_dashes_of_all_kinds_are_no_words(dash: str) -> None:
    """What is printed where there is nothing is no label and no text: the figures beside it keep their meaning."""
    heads = "合计|因公出国（境）费|公务用车购置及运行费|<|<|公务接待费\n^|^|小计|公务用车购置费|公务用车运行费|^\n"
    drawing = heads + f"6|{dash}|5|{dash}|5|1"
    table = read(("一般公共预算“三公”经费支出表", drawing))["three_public"]
    assert amounts(table) == {
        ("", row, "total"): f"{n} 万元"
        for row, n in (("total", 6), ("vehicles", 5), ("vehicle_running", 5), ("receptions", 1))
    }


@pytest.mark.parametrize(
    ("total", "basic", "title"),
    [
        ("合计 བསྡོམས།", "基本支出\\nགཞི་རྩའི་འགྲོ་གྲོན།", "支出总表 འགྲོ་གྲོན་སྤྱིའི་རེའུ་མིག"),
        ("合计\\nجەمئىي", "ئاساسىي چىقىم 基本支出", "支出总表 چىقىم"),
        ("ᠨᠡᠶᠢᠲᠡ 合计", "ᠦᠨᠳᠦᠰᠦᠨ\\n基本支出", "ᠵᠠᠷᠤᠳᠠᠯ 支出总表"),
        ("합계 合计", "基本支出 기본지출", "支出总表 지출총표"),
        ("合计 ꐥ", "基本支出 ꊂ", "支出总表 ꏢ"),
    ],
)
def test_heads_in_two_languages_mean_what_the_chinese_does(total: str, basic: str, title: str) -> None:
    """What stands beside Chinese words in another script changes no meaning, and is kept as it is printed."""
    drawing = f"科目编码|科目名称|{total}|{basic}\n|{total}|3|2\n201|一般公共服务支出|3|2"
    table = read((title, drawing))["expenditure"]
    assert amounts(table) == {
        ("", row, column): f"{n} 万元"
        for row in ("total", "201")
        for column, n in (("total", 3), ("basic", 2))
    }
    assert table.rows[0].name == total.replace("\\n", "").replace(" ", "")


def test_money_of_the_year_without_parts_stands_beside_the_total() -> None:
    """当年财政拨款安排 beside 合计 and 上年结转安排 is the money of the year; alone it is the total."""
    drawing = "科目编码|科目名称|合计|当年财政拨款安排|上年结转安排\n|合计|3|2|1\n201|一般公共服务支出|3|2|1"
    table = read(("一般公共预算支出预算表", drawing))["general_public"]
    assert table.columns == ("total", "current_year", "brought_forward")
    alone = "科目编码|科目名称|当年财政拨款安排\n|合计|3\n201|一般公共服务支出|3"
    assert read(("一般公共预算支出预算表", alone))["general_public"].columns == ("total",)


@pytest.mark.parametrize("head", ["2024年预算", "2024年预算数", "本年预算", "金额"])
@pytest.mark.parametrize("total", ["共计", "“三公”经费", "合计"])
def test_the_only_money_of_three_public_expenses_is_their_total(head: str, total: str) -> None:
    """However the only column says that amounts stand below it, and the first row that it adds up, they mean the same."""
    drawing = f"项目|{head}\n{total}|6\n1、因公出国（境）费用|0\n2、公务接待费|1\n3、公务用车费|5\n"
    drawing += "其中：（1）公务用车运行维护费|5"
    table = read(("一般公共预算“三公”经费支出情况表", drawing))["three_public"]
    rows = ("total", "overseas_trips", "receptions", "vehicles", "vehicle_running")
    assert [(r.key, *r.cells) for r in table.rows] == [(row, "total") for row in rows]


def test_the_title_of_the_document_is_no_title_of_a_table() -> None:
    """A table without a title of its own is not called after the cover."""
    drawing = "科目编码|科目名称|合计|基本支出\n|合计|3|2\n201|一般公共服务支出|3|2"
    for cover in (COVER, "虚构市某局2024年部门决算公开", "2024年部门预算公开情况说明"):
        (table,) = read_paper(paper((cover,), (grid(drawing, 2),))).tables.values()
        assert table.title == "" and not table.named_by


@pytest.mark.parametrize(
    ("rows", "items", "lost"),
    [
        (["|3|2|1"], ["total"], 0),
        (["—|3|2|1"], ["total"], 0),
        (["|3|2|1", "|3|2|1"], [], 6),
        (["|3|2|1", "本级|1|1|"], [""], 3),
    ],
)
def test_the_only_row_without_a_label_is_the_total(rows: list[str], items: list[str], lost: int) -> None:
    """Where a table has one row of figures and nothing names it, they are the body's own; others are listed."""
    found = read(("部门收入总体情况表", "单位名称|合计|一般公共预算|其他收入\n" + "\n".join(rows)))
    cells = [(r, k) for t in found.tables.values() for r, _, k in t.cells() if k.amount]
    assert list(dict.fromkeys(r.item for r, _ in cells)) == items
    assert all(k.inferred for r, k in cells if r.item == "total")
    assert sum(u.reason == "its row has no label" for u in found.unplaced) == lost


@pytest.mark.parametrize("rows", [["3|1|2"], ["3|1|2", "2|1|1"], ["3|1|2", "2|1|1", "1|0|1"]])
def test_rows_of_a_table_without_labels_are_no_totals(rows: list[str]) -> None:
    """One row of figures under heads alone is the body's own; of several nothing tells what they are: they are listed."""
    found = read(("支出总表", "合计|基本支出|项目支出\n" + "\n".join(rows)))
    cells = [r.item for t in found.tables.values() for r, _, k in t.cells() if k.amount]
    assert cells == (["total"] * 3 if len(rows) == 1 else [])
    assert sum(u.reason == "its row has no label" for u in found.unplaced) == 3 * len(rows) - len(cells)


PART = "科目编码|科目名称|合计|基本支出\n"
PARTS = ("|合计|5.00|3.00\n201|一般公共服务支出|3.00|2.00", "208|社会保障和就业支出|2.00|1.00")


@pytest.mark.parametrize(
    "again", ["支出总表", "支出总表（续）", "支出总表(续表)", "2024年支出总表（续）", "续表"]
)
@pytest.mark.parametrize("head", [PART, ""])
@pytest.mark.parametrize("parts", [PARTS, tuple(reversed(PARTS))])
def test_a_page_that_prints_the_title_again_goes_on(again: str, head: str, parts: tuple[str, str]) -> None:
    """Title, organ, unit and heads printed again over more rows begin no other table, and nothing is missed by its sums."""
    title = "2024年支出总表" if "2024" in again else "支出总表"
    first, second = ((title, "部门：虚构市某局", "单位：万元"), (again, "部门：虚构市某局", "单位：万元"))
    pages = [(COVER,), (*first, grid(PART + parts[0], 2)), (*second, grid(head + parts[1], 3))]
    found = read_paper(paper(*pages))
    assert list(found.tables) == ["expenditure"] and not broken(found)
    assert sorted(r.key for r in found["expenditure"].rows) == ["201", "208", "total"]


def test_a_blank_column_whose_head_is_printed_again_holds_no_words() -> None:
    """The columns behind a blank one keep their meaning where the next page prints the heads again."""
    head = "单位名称|合计|一般公共预算|政府性基金预算|其他资金\n"
    first, second = "合计|3.00|2.00||1.00", "某中心|3.00|2.00||1.00"
    pages = [(COVER,), ("项目支出表", "单位：万元", grid(head + first, 2)), (grid(head + second, 3),)]
    table = read_paper(paper(*pages))["project_list"]
    assert [len([k for k in row.cells.values() if k.amount]) for row in table.rows] == [3, 3]


@pytest.mark.parametrize(
    ("organ", "rows"), [("虚构市某局", "|合计|2.00|1.00\n" + PARTS[1]), ("虚构市某中心", PARTS[1])]
)
def test_the_same_title_over_another_total_or_body_is_another_table(organ: str, rows: str) -> None:
    """A second total, or another organ, begins a table of its own under the same title."""
    above = ("支出总表", "部门：虚构市某局", "单位：万元")
    pages = [(COVER,), (*above, grid(PART + PARTS[0].replace("5.00|3.00", "3.00|2.00"), 2))]
    pages += [("支出总表", f"部门：{organ}", "单位：万元", grid(PART + rows, 3))]
    assert len(read_paper(paper(*pages)).tables) == 2


LEFT = "科目编码|科目名称|合计|基本支出\n|合计|5|3\n201|一般公共服务支出|3|2\n208|社会保障和就业支出|2|1"
RIGHT = (
    "科目编码|科目名称|项目支出|上缴上级支出\n|合计|2|0\n201|一般公共服务支出|1|0\n208|社会保障和就业支出|1|0"
)


@pytest.mark.parametrize("title", ["支出总表", "某表"])
def test_columns_that_run_over_a_page_with_their_labels_are_joined(title: str) -> None:
    """A page that prints the same rows again under other heads, and no title, holds more columns of the same table."""
    pages: list[tuple[str | Grid, ...]] = [(COVER,), (title, "单位：万元", grid(LEFT, 2))]
    (table,) = read_paper(paper(*pages, (grid(RIGHT, 3),))).tables.values()
    assert [len(row.cells) for row in table.rows] == [4] * 3 and len(list(table.cells())) == 12
    assert {cell.place.page for _, _, cell in table.cells()} == {2, 3}
    if title == "支出总表":
        assert table.columns == ("total", "basic", "project", "to_above")


@pytest.mark.parametrize(
    "other",
    [
        RIGHT.replace("项目支出", "基本支出"),
        RIGHT.replace("208|社会保障和就业支出", "205|教育支出"),
        RIGHT.replace("\n208|社会保障和就业支出|1|0", ""),
        "项目支出|上缴上级支出\n2|0\n1|0\n1|0",
    ],
)
def test_other_rows_or_the_same_heads_are_another_table(other: str) -> None:
    """Nothing is joined where a row differs, a head stands twice, or the rows are not called again."""
    pages = [(COVER,), ("支出总表", "单位：万元", grid(LEFT, 2)), (grid(other, 3),)]
    table = read_paper(paper(*pages))["expenditure"]
    assert {cell.place.page for r, _, cell in table.cells() if r.key != "205"} == {2}


@pytest.mark.parametrize(
    ("row", "item"),
    [
        ("||601|虚构市某局|3|3", "unit"),
        ("||601001|甲队|3|3", "unit"),
        ("102|03|601001|行政运行|3|3", ""),
        ("1020301||601001|行政运行|3|3", ""),
    ],
)
def test_a_slip_among_codes_makes_no_body(row: str, item: str) -> None:
    """Beside a column of bodies a row with digits among its codes that are no code is one of unknown meaning."""
    drawing = "科目编码|<|单位代码|单位名称（科目）|合计|基本支出\n类|款|^|^|^|^\n|||合计|3|3\n"
    rows = read(("支出总表", drawing + row + "\n201|03|601001|政府办公厅（室）及相关机构事务|3|3"))[
        "expenditure"
    ].rows
    assert [r.item for r in rows] == ["total", item, ""]


@pytest.mark.parametrize("numbers", [["03", "05", "11"], ["601001"] * 3, ["17", "18", "19"]])
def test_numbers_under_an_unknown_head_are_no_amounts(numbers: list[str]) -> None:
    """Digits of one length beside amounts with decimals are numbers of something: listed, and no money."""
    rows = "".join(f"\n2{n}1|一般公共服务支出|{text}|3.00" for n, text in enumerate(numbers))
    found = read(("支出总表", f"科目编码|科目名称|其他栏目|合计{rows}"))
    assert found["expenditure"].columns == ("total",)
    assert [u.text for u in found.unplaced] == numbers
    whole = read(("支出总表", f"科目编码|科目名称|其他栏目|合计{rows}".replace("3.00", "3")))
    assert ("其他栏目" in whole["expenditure"].columns) is not numbers[0].startswith("0")


def test_columns_of_heads_over_others_are_judged_by_nothing() -> None:
    """A column whose head stands again over a subtotal and its parts leaves the document judged."""
    heads = "科目编码|科目名称|基本支出|基本支出|<|<\n^|^|^|小计|人员经费|公用经费\n"
    drawing = heads + "201|一般公共服务支出|3.00|3.00|2.00|1.00"
    assert not broken(read(("支出总表", drawing)))


def test_appropriations_by_economic_class_stand_by_fund_and_beside_what_was_carried_over() -> None:
    """合计 of the year, its funds and the money carried over are named; what is below a fund is no kind of the total."""
    drawing = """
科目编码|<|科目名称|总计|省级当年财政拨款安排|<|<|<|上年结转安排
类|款|^|^|合计|一般公共预算拨款|<|政府性基金安排|^
^|^|^|^|^|小计|基本支出|小计|^
||合计|9|8|7|7|1|1
301|01|基本工资|9|8|7|7|1|1
"""
    (table,) = read(("财政拨款支出预算表（部门经济分类科目）", drawing)).tables.values()
    assert table.id == "appropriations_expenditure_economic"
    assert table.columns == (
        *("total", "current_year", "general_public"),
        *("省级当年财政拨款安排/一般公共预算拨款/基本支出", "government_funds", "brought_forward"),
    )


@pytest.mark.parametrize("unit", ["万元", "（万元）", " 万 元", "元"])
def test_amounts_with_their_units_behind_them_are_amounts(unit: str) -> None:
    """A column in which every figure has its unit is a column of amounts, in that unit."""
    drawing = f"项目|金额\n合计|6.00{unit}\n公务接待费|1.00{unit}\n因公出国（境）费|—"
    table = read(("“三公”经费支出表", drawing), above="部门：虚构市某局")["three_public"]
    said = unit.strip("（） ").replace(" ", "")
    assert amounts(table) == {
        ("", "total", "total"): f"6.00 {said}",
        ("", "receptions", "total"): f"1.00 {said}",
    }


@pytest.mark.parametrize("text", ["约{}万元", "{}万", "{}/1.00", "{}-7.00", "{}人"])
@pytest.mark.parametrize("head", ["金额", "合计", "2024年预算数"])
def test_words_with_figures_under_a_head_of_money_are_listed(text: str, head: str) -> None:
    """What a column of money says in words is no amount, and every such cell is listed."""
    cells = [text.format(figure) for figure in ("6.00", "1.00")]
    found = read(("“三公”经费支出表", f"项目|{head}\n合计|{cells[0]}\n公务接待费|{cells[1]}"))
    assert not [c for t in found.tables.values() for c in t.cells()]
    assert [u.text for u in found.unplaced if u.reason == "not one number"] == cells
    beside = f"科目编码|科目名称|合计|基本支出|用途\n201|一般公共服务支出|3|{cells[0]}|{cells[1]}"
    beside += "\n205|教育支出|3|单位不需填列|3次"
    found = read(("支出总表", beside))
    assert [u.text for u in found.unplaced if u.reason == "not one number"] == cells[:1]
