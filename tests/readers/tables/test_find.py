"""From a paper to where its tables stand: by title, over pages, never by place."""

from drawn import grid, paper

from budgetkit.forms.form import form
from budgetkit.readers.tables.find import find_tables

TABLES = form("shanghai-budget").tables
EXPENDITURE = "项目|<|支出预算|<|<\n功能分类科目编码|功能分类科目名称|合计|基本支出|项目支出"
FIRST = f"{EXPENDITURE}\n201|一般公共服务支出|10|4|6"
REST = "204|公共安全支出|5|5|\n合计|<|15|9|6"
TITLE = "2025年部门支出预算总表"
ABOVE = "编制部门：某局    单位：元"


def test_a_table_begins_at_its_title_wherever_it_stands() -> None:
    """A grid under a title is that table, whatever pages and grids come before it."""
    tables_found, unclaimed = find_tables(
        paper(("某局", grid("序号|单位\n1|某局")), (TITLE, ABOVE, grid(FIRST))), TABLES
    )
    assert [(p.form.id, p.title) for p in tables_found] == [("expenditure", TITLE)]
    assert [s.above for s in unclaimed] == ["某局"]


def test_a_table_goes_on_over_pages() -> None:
    """Page numbers, organ and unit between two pages do not end a table; a sentence does."""
    follow = paper((TITLE, ABOVE, grid(FIRST), "- 3 -"), (ABOVE, grid(REST, 2)))
    tables_found, unclaimed = find_tables(follow, TABLES)
    assert [len(p.grids) for p in tables_found] == [2] and not unclaimed
    ended = paper((TITLE, ABOVE, grid(FIRST)), ("以下是附属单位的情况，供参考。", grid(REST, 2)))
    tables_found, unclaimed = find_tables(ended, TABLES)
    assert [len(p.grids) for p in tables_found] == [1] and len(unclaimed) == 1


def test_a_repeated_title_goes_on_and_a_second_total_does_not() -> None:
    """A title printed on every page heads one table; a second table of that title has a total of its own."""
    repeated = paper((TITLE, grid(FIRST)), (f"{TITLE}（续表）", grid(f"{EXPENDITURE}\n{REST}", 2)))
    assert [len(p.grids) for p in find_tables(repeated, TABLES)[0]] == [2]
    whole = grid(f"{FIRST}\n{REST}")
    twice = paper((TITLE, whole), (TITLE, grid(f"{FIRST}\n{REST}", 2)))
    assert [len(p.grids) for p in find_tables(twice, TABLES)[0]] == [1, 1]


def test_a_grid_with_a_head_of_its_own_is_no_continuation() -> None:
    """A table without title right after a table of the form does not lend it its numbers."""
    other = "一级指标|二级指标|三级指标|指标值|分值\n产出|数量|个数|10|20"
    tables_found, unclaimed = find_tables(paper((TITLE, grid(FIRST)), (grid(other, 2),)), TABLES)
    assert [len(p.grids) for p in tables_found] == [1] and len(unclaimed) == 1


def test_blank_marks_on_the_next_page_are_no_head() -> None:
    """A page that goes on with a row whose amounts are all blank marks has no head of its own, and keeps its rows."""
    for mark in ("-", "—", "－", "——", "/", "无"):
        rest = f"|培训|{mark}|{mark}|{mark}\n204|公共安全支出|5|5|{mark}"
        tables_found, unclaimed = find_tables(paper((TITLE, grid(FIRST)), (grid(rest, 2),)), TABLES)
        assert [len(p.grids) for p in tables_found] == [2] and not unclaimed


def test_a_contents_page_is_no_table() -> None:
    """A list of titles, as lines or as a grid of one column, begins no table."""
    contents = [
        f"{n}. 2025年部门{what}预算总表 ………… {n}"
        for n, what in enumerate(("收入", "支出", "财政拨款收支"), 1)
    ]
    as_lines = paper(("目录", *contents), (grid(FIRST, 2),))
    assert find_tables(as_lines, TABLES)[0] == ()
    as_grid = paper((grid("\n".join(contents)),), (TITLE, grid(FIRST, 2)))
    assert [p.form.id for p in find_tables(as_grid, TABLES)[0]] == ["expenditure"]


def test_titles_organ_and_unit_inside_a_grid_are_no_rows() -> None:
    """Phantom title rows and sheets that stack their tables come apart at the titles."""
    sheet = grid(
        f"{TITLE}|<|<|<|<\n编制部门：某局||||单位：元\n{FIRST}\n\n"
        "2025年部门收入预算总表|<|<|<|<\n||||单位：万元\n"
        "功能分类科目编码|功能分类科目名称|合计|财政拨款收入|其他收入\n201|一般公共服务支出|10|10|",
        ruled=False,
    )
    tables_found, _ = find_tables(paper((sheet,), format="xlsx"), TABLES)
    assert [p.form.id for p in tables_found] == ["expenditure", "revenue"]
    assert tables_found[0].grids[0].cells[0].text == "项目"
    assert any("单位：万元" in t for t in tables_found[1].above)


def test_a_title_broken_over_two_lines_is_found() -> None:
    """A long title that wraps is one title."""
    broken = paper(("2025年部门一般公共预算基本支出部门预算", "经济分类预算表", grid(FIRST)))
    assert [p.form.id for p in find_tables(broken, TABLES)[0]] == ["basic"]


def test_the_note_under_a_table_is_kept() -> None:
    """A note below or in the last row of a grid belongs to the table and is no row; narrative is no note."""
    empty = f"{EXPENDITURE}\n合计|<|||"
    below = "注:本部门2025年无政府性基金预算财政拨款安排的预算，故本表为空表。"
    tables_found, _ = find_tables(paper((TITLE, grid(empty), below), ("其他相关情况说明",)), TABLES)
    assert tables_found[0].note == below
    inside = find_tables(paper((TITLE, grid(f"{empty}\n{below}|<|<|<|<"))), TABLES)[0][0]
    assert inside.note == below and inside.grids[0].rows == 3
    plain = find_tables(paper((TITLE, grid(empty), "2025年，某局收入预算10万元，其中：")), TABLES)[0][0]
    assert plain.note == ""
    wrapped = (
        TITLE,
        grid(empty),
        "某局本年没有安排政府性基金支出，下面的政府性基金预算支出情况",
        "表为空表。",
    )
    assert find_tables(paper(wrapped), TABLES)[0][0].note.endswith("情况表为空表。")
