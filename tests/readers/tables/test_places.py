"""Layouts of other places, drawn small: what varies from place to place is named where its words prove it."""

from drawn import COVER, amounts, broken, grid, paper, read

from budgetkit.readers.read import read_paper
from budgetkit.readers.tables.banners import without_banners


def test_the_number_of_a_body_is_no_code() -> None:
    """A column of bodies' numbers beside 类, 款 and 项 leaves the codes alone; 201 as a body's number is no class."""
    spent = """
项目|<|<|<|<|合计|基本支出|项目支出
科目编码|<|<|单位代码|单位名称（科目）|^|^|^
类|款|项|^|^|^|^|^
||||合计|3|1|2
201|03|01|331901|行政运行|1|1|
201|03|02|331901|一般行政管理事务|2||2
"""
    sources = """
部门（单位）代码|部门（单位）名称|合计|本年收入|<|<|上年结转结余|<
^|^|^|小计|一般公共预算|单位资金|小计|一般公共预算
合计|<|3|2|2||1|1
201|虚构市某局|3|2|2||1|1
"""
    found = read(("部门支出总表", spent), ("部门收入总表", sources))
    assert amounts(found["expenditure"])["", "2010302", "project"] == "2 万元"
    revenue = found["revenue"]
    assert revenue.columns == (
        *("total", "current_year", "general_public", "own_funds"),
        *("brought_forward", "general_public_brought_forward"),
    )
    assert [r.code for r in revenue.rows] == ["", ""] and revenue.rows[1].item == "unit"
    assert not found.unplaced and not broken(found)


def test_items_in_the_heads_over_lines_of_bodies() -> None:
    """The total's line is the table's, or that of the body whose number begins the others'; the rest is kept as printed."""
    heads = "单位编码|单位名称|合计|因公出国（境）费|公务用车购置及运行费|<|<|公务接待费\n^|^|^|^|小计|购置费|运行费|^"
    with_total = f"{heads}\n|合计|6|1|3|0|3|2\n402001|虚构市某中心|6|1|3|0|3|2"
    by_number = f"{heads}\n402|虚构市某局|6|1|3|0|3|2\n402001|虚构市某中心|4|1|3|0|3|"
    for drawing in (with_total, by_number):
        found = read(("一般公共预算“三公”经费支出表", drawing))
        table = found["three_public"]
        assert table["receptions", "total"] is not None and str(table["vehicles", "total"]) == "3 万元"
        assert {r.item for r in table.rows if r.label.startswith("虚构市某中心/")} == {""}
        assert not found.unplaced
    equals = f"{heads}\n402001|虚构市某局|6|1|3|0|3|2\n403001|虚构市某中心|4|1|3|0|3|"
    (table,) = read(("一般公共预算“三公”经费支出表", equals)).tables.values()
    assert {r.item for r in table.rows} == {"unit"}


def test_four_lists_side_by_side() -> None:
    """Expenditure by function and by two economic classifications are sides of their own; each total is its side's."""
    drawing = """
收入|<|支出|<|<|<|<|<
项目|本年预算|项目（按功能分类）|本年预算|项目（按部门预算经济分类）|本年预算|项目（按政府预算经济分类）|本年预算
一、一般公共预算拨款收入|3|一、一般公共服务支出|2|一、基本支出|1|一、机关工资福利支出|3
||二、教育支出|1|二、项目支出|2||
本年收入合计|3|本年支出合计|3|本年支出合计|3|本年支出合计|3
收入总计|3|支出总计|3|支出总计|3|支出总计|3
"""
    found = read(("收支总表", drawing))
    said = amounts(found["summary"])
    assert {h for h, row, _ in said if row == "total"} == {
        *("revenue", "expenditure", "economic", "government_economic")
    }
    assert (
        said["expenditure", "205", "budget"] == "1 万元" and said["economic", "project", "budget"] == "2 万元"
    )
    assert not broken(found) and not found.unplaced


def test_line_numbers_beside_parts_of_a_code() -> None:
    """栏次 beside 类, 款, 项 that reach down to it is a row of line numbers, of which nothing is judged."""
    drawing = """
项目|<|<|<|本年支出合计|基本支出|项目支出
支出功能分类科目编码|<|<|科目名称|^|^|^
类|款|项|栏次|1|2|3
^|^|^|合计|3.00|1.00|2.00
201|<|<|一般公共服务支出|3.00|1.00|2.00
"""
    found = read(("支出决算表", drawing), cover="虚构市某局2023年度部门决算")
    assert [r.key for r in found["expenditure"].rows] == ["total", "201"]
    assert not broken(found)


def test_a_code_before_its_name_is_the_code() -> None:
    """[30101]基本工资 and 30101-基本工资 are code and name; a number before other words is none."""
    drawing = "支出经济分类科目|2024年基本支出预算\n合计|3\n[301]工资福利支出|3\n30101-基本工资|1\n[30102]津贴补贴|2"
    table = read(("一般公共预算基本支出情况表（按支出经济分类科目）", drawing))["basic"]
    assert [(r.code, r.name) for r in table.rows if r.code] == [
        *(("301", "工资福利支出"), ("30101", "基本工资"), ("30102", "津贴补贴"))
    ]
    assert str(table["30102", "total"]) == "2 万元"
    other = "项目|预算数\n213工程一期|1\n213工程二期|2"
    assert {r.code for r in next(iter(read(("工程安排表", other)).tables.values())).rows} == {""}


def test_kinds_of_expenditure_down_the_page() -> None:
    """A side that lists 基本支出 and 项目支出 is the side by use; a list of kinds alone is the expenditure table."""
    both = """
收入|<|支出|<
项目|2024年预算|项目|2024年预算
一、财政拨款|3|一、基本支出|1
二、财政专户拨款||二、项目支出|2
本年收入合计|3|本年支出合计|3
"""
    kinds = "项目|2024年预算\n一、基本支出|1\n二、项目支出|2\n支出总计|3"
    found = read(("收支总体情况表", both), ("支出总体情况表", kinds))
    assert amounts(found["summary"])["use", "project", "budget"] == "2 万元"
    assert amounts(found["expenditure"]) == {
        ("", "basic", "total"): "1 万元",
        ("", "project", "total"): "2 万元",
        ("", "total", "total"): "3 万元",
    }


def test_last_year_this_year_and_the_change_side_by_side() -> None:
    """Three times the same heads: the years over them tell whose budget it is, 增减变化 the change."""
    items = "合计|“三公”经费|<|<|会议费"
    below = "^|小计|因公出国（境）费用|公务接待费|^"
    drawing = f"2023年|<|<|<|<|2024年|<|<|<|<|增减变化情况|<|<|<|<\n{items}|{items}|{items}\n{below}|{below}|{below}\n"
    drawing += "9|5|1|4|4|8|5|2|3|3|-1|0|1|-1|-1"
    table = read(("一般公共预算拨款“三公”经费及会议费、培训费支出预算表", drawing))["three_public"]
    assert table.columns == ("prior_budget", "total", "change")
    line = [str(table["receptions", c]) for c in table.columns]
    assert line == ["4 万元", "3 万元", "-1 万元"]
    assert [str(table["meetings", c]) for c in table.columns] == ["4 万元", "3 万元", "-1 万元"]


def test_a_row_of_things_counted_has_no_unit_of_money() -> None:
    """A label with (辆) or (个) gives its row's unit, so that two cars are not two yuan."""
    drawing = "项目|行次|预算数|决算统计数\n栏次||1|2\n一、“三公”经费支出|1|—|—\n（一）支出合计|2|5.00|4.00"
    drawing += "\n1．公务接待费|3|5.00|4.00\n（二）相关统计数|4|—|—\n1．公务用车保有量（辆）|5|—|2"
    found = read(("“三公”经费、行政参公单位机关运行经费情况表", drawing), cover="虚构市某局2023年度部门决算")
    table = found["three_public"]
    assert str(table["receptions", "actual"]) == "4.00 万元"
    assert [k.amount.unit for r, _, k in table.cells() if "保有量" in r.label and k.amount] == ["辆"]


def test_figures_without_a_label_are_the_total_where_they_add_up() -> None:
    """A line without words is the inferred total of the lines on top, or of an empty table; any other is listed."""
    heads = "单位编码|单位名称|合计|一般公共预算拨款|事业收入\n"
    for line, total in (("||3|1|2", "3 万元"), ("||4|1|2", None)):
        found = read(("部门收入总表", f"{heads}{line}\n331|虚构市某局|3|1|2"))
        row = next((r for r in found["revenue"].rows if r.item == "total"), None)
        assert (str(row.amount("total")) if row else None) == total
        assert (row is None) == bool([u for u in found.unplaced if u.text == "4"])
        assert row is None or row.cells["total"].inferred
    empty = read(("政府性基金预算支出表", "科目编码|科目名称|合计|基本支出|项目支出\n||0.00|0.00|0.00"))
    assert str(empty["government_funds"]["total", "total"]) == "0.00 万元" and not empty.unplaced


def test_two_lists_of_codes_side_by_side() -> None:
    """The codes of the table's own classification are its rows, those of another beside them are words."""
    heads = "部门经济科目编码|部门经济科目名称|政府经济科目编码|政府经济科目名称|合计|人员经费支出|公用经费支出|备注\n"
    drawing = (
        f"{heads}|合计|||3|1|2|\n30101|基本工资|50101|工资奖金津补贴|1|1||\n30201|办公费|50201|办公经费|2||2|"
    )
    found = read(("部门综合预算一般公共预算基本支出明细表（按支出经济分类科目）", drawing))
    assert amounts(found["basic"])["", "30201", "operating"] == "2 万元"
    assert found.department == "虚构市某局" and not found.unplaced


def test_labels_printed_twice_are_parts_of_the_numbered_ones() -> None:
    """一般公共预算拨款收入 below 本年收入 and again below 上年结转: this year's money and last year's."""
    drawing = """
收入|<|支出|<|<
项目|预算数|项目|合计|一般公共预算
一、本年收入|3|一、本年支出|4|4
一般公共预算拨款收入|3|教育支出|4|4
二、上年结转|1|二、结转下年||
一般公共预算拨款收入|1|||
收入总计|4|支出总计|4|4
"""
    table = read(("财政拨款收支预算总表", drawing))["appropriations"]
    assert str(table["general_public", "budget"]) == "3 万元"
    assert str(table["general_public_brought_forward", "budget"]) == "1 万元"


def test_the_body_stands_behind_the_word_for_unit() -> None:
    """«单位：某局» says whose the tables are, «单位：千元» does not; a head beside 单位名称 is no body."""
    strip = "单位名称|三公经费合计|因公出国（境）费|公务接待费\n虚构县某局|3|1|2"
    found = read(
        ("一般公共预算“三公”经费支出表", strip),
        cover="2025年部门预算公开表格",
        above="单位：虚构县某局  单位：千元",
    )
    assert (found.department, found.year) == ("虚构县某局", 2025)
    assert str(found["three_public"]["receptions", "total"]) == "2 千元"


def test_revenue_of_the_year_is_not_all_revenue() -> None:
    """A revenue table headed 本年收入合计 is compared with the summary's 本年收入, not with 收入总计."""
    both = """
收入|<|支出|<
项目|预算数|项目|预算数
一、财政拨款|3.00|一、教育支出|4.00
本年收入合计|3.00|本年支出合计|4.00
上年结转|1.00|结转下年|
收入总计|4.00|支出总计|4.00
"""
    for total, wrong in (("3.00", 0), ("2.00", 1)):
        found = read(
            ("收支预算总表", both), ("收入预算表", f"本年收入合计|财政拨款收入|事业收入\n{total}|{total}|")
        )
        assert len(broken(found)) == wrong


def test_figures_under_a_title_without_rules_are_not_lost_without_a_word() -> None:
    """Where nothing is drawn around a table, its title is listed with how many numbers stand below it."""
    lines = (
        "部门收入总表",
        "单位：万元",
        "合计 一般公共预算 单位资金",
        "合计 3.00 2.00 1.00",
        "行政运行 3.00 2.00 1.00",
    )
    found = read_paper(
        paper((COVER,), ("部门支出总表", grid("科目编码|科目名称|合计\n201|一般公共服务支出|3.00")), lines)
    )
    (lost,) = found.unplaced[-1:]
    assert lost.text == "部门收入总表" and "6 numbers" in lost.reason and lost.place.page == 3
    quiet = read_paper(
        paper((COVER, "部门收入总表 1", "部门支出总表 2"), ("部门支出总表", grid("合计|项目支出\n3|3")))
    )
    assert not [u for u in quiet.unplaced if "without rules" in u.reason]


def test_numbers_of_bodies_are_no_amounts_on_pages_without_heads_either() -> None:
    """On a page that goes on without its head the numbers of bodies are no figures that nobody took."""
    head = "科目编码|<|<|单位代码|单位名称（科目）|合计\n类|款|项|^|^|^\n||||合计|3.00\n201|03|01|331901|行政运行|1.00"
    rest = "201|03|02|331901|一般行政管理事务|2.00"
    found = read_paper(
        paper((COVER,), ("部门支出总表", "部门：虚构市某局  单位：万元", grid(head, 2)), (grid(rest, 3),))
    )
    assert str(found["expenditure"]["2010302", "total"]) == "2.00 万元"
    assert not found.unplaced


def test_tables_of_one_sheet_have_columns_of_their_own() -> None:
    """Tables one below the other on a sheet share its columns and are merged over them; each is read in its own."""
    sheet = """
公开07表|<|<|<|<|<
财政拨款“三公”经费、会议费和培训费支出情况|<|<|<|<|<
单位：万元|<|<|<|<|<
合计|<|因公出国（境）费|公务接待费|<|会议费
6.00|<|1.00|2.00|<|3.00
|||||
公开08表|<|<|<|<|<
部门支出总表|<|<|<|<|<
单位：万元|<|<|<|<|<
科目编码|科目名称|<|合计|基本支出|<
201|一般公共服务支出|<|3.00|1.00|<
"""
    found = read_paper(paper((COVER,), (grid(sheet, ruled=False),)))
    assert amounts(found["expenditure"]) == {
        ("", "201", "total"): "3.00 万元",
        ("", "201", "basic"): "1.00 万元",
    }
    assert str(found["three_public"]["receptions", "total"]) == "2.00 万元"
    assert [t.number for t in found.tables.values()] == ["公开07表", "公开08表"]
    assert not [u for u in found.unplaced if u.place.page]


def test_a_head_alone_in_its_row_is_no_title() -> None:
    """A word of the head that a title nearly ends with stays in the table; a known title without 表 is one."""
    for words, rows in (("财政拨款支出决算", 3), ("财政拨款“三公”经费、会议费和培训费支出情况", 2)):
        above, left = without_banners(grid(f"|{words}|\n科目编码|合计|基本支出\n201|1|1"))
        assert (left.rows, above) == (rows, [] if rows == 3 else [words])
