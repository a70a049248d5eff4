"""Tables out of drawn papers: unit, every number accounted for, nothing invented."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import pytest
from drawn import grid, paper
from hypothesis import given
from hypothesis import strategies as st

from budgetkit.forms.form import ColumnForm, form, form_ids
from budgetkit.readers.formats.page import Grid
from budgetkit.readers.tables.leftover import unclaimed_unplaced
from budgetkit.readers.tables.tables import read_tables

XINJIANG, SHANGHAI = form("xinjiang-budget"), form("shanghai-budget")
BODY = "功能分类科目编码|功能分类科目名称|合计|基本支出|项目支出\n201|一般公共服务支出|10|4|6\n合计|<|10|4|6"


@pytest.mark.parametrize(
    ("above", "unit"),
    [
        ("编制部门：某局    单位：万元", "万元"),
        ("编制单位：某局单位：元", "元"),
        ("金 额 单 位 ： 万 元", "万元"),
        ("单位：人民币元", "元"),
        ("", ""),
    ],
)
def test_the_unit_is_the_one_printed_near_the_title(above: str, unit: str) -> None:
    """单位：… above a table is its unit; without one it has none."""
    tables, _, _ = read_tables(paper(("2025年部门支出预算总表", above, grid(BODY))), SHANGHAI)
    assert tables["expenditure"].unit == unit
    amount = tables["expenditure"]["201", "total"]
    assert amount is not None and amount.unit == unit


def test_a_unit_that_is_nowhere_is_reported_and_marked() -> None:
    """Where no unit is printed, none is guessed: the amounts are marked and the table is listed."""
    tables, unplaced, _ = read_tables(paper(("部门支出总体情况表", grid(BODY))), XINJIANG)
    cells = list(tables["expenditure"].cells())
    assert cells and all(cell.inferred and cell.amount and cell.amount.unit == "" for _, _, cell in cells)
    assert [u.reason for u in unplaced] == ["no unit is printed"]


def test_units_differ_between_tables_of_one_document() -> None:
    """Tables in yuan and one in ten thousand yuan each keep their own unit."""
    strip = "合计|因公出国(境)费|公务接待费\n3.50|0|3.50"
    tables, _, _ = read_tables(
        paper(
            ("2025年部门支出预算总表", "单位：元", grid(BODY)),
            ("2025年部门“三公”经费和机关运行经费预算表", "单位:万元", grid(strip, 2)),
        ),
        SHANGHAI,
    )
    assert (tables["expenditure"].unit, tables["three_public"].unit) == ("元", "万元")


def test_every_number_lands_in_a_cell_or_is_listed_with_the_reason() -> None:
    """Missing labels, cells over two columns and two numbers in one are listed, not guessed; unknown columns are kept."""
    drawing = """
功能分类科目编码|功能分类科目名称|合计（万元）|基本支出|项目支出|上年数
201|一般公共服务支出|10|4|6|7
||5||
202|外交支出|3.00|<|
203|国防支出|单位不需填列|1.0 2.0|
"""
    tables, unplaced, _ = read_tables(paper(("部门支出总体情况表", grid(drawing))), XINJIANG)
    table = tables["expenditure"]
    assert [str(c.amount.value) for _, _, c in table.cells() if c.amount] == ["10", "4", "6", "7"]
    assert table.columns[-1] == "上年数" and not table.rows[0].cells["上年数"].named_by
    assert {u.text: u.reason for u in unplaced} == {
        "部门支出总体情况表": "no unit is printed",
        "5": "its row has no label",
        "3.00": "a cell over several value columns",
        "1.0 2.0": "not one number",
    }
    assert all(u.place.page == 1 and u.place.box for u in unplaced)
    units = {c: k.amount.unit for _, c, k in table.cells() if k.amount}
    assert units == {"total": "万元", "basic": "", "project": "", "上年数": ""}


def test_cells_keep_page_and_box() -> None:
    """An amount says where it is printed, on a continued page too."""
    first = "功能分类科目编码|功能分类科目名称|合计|基本支出|项目支出\n201|一般公共服务支出|10|4|6"
    tables, _, _ = read_tables(
        paper(("2025年部门支出预算总表", grid(first)), (grid("合计|<|10|4|6", 2),)), SHANGHAI
    )
    places = [(c.place.page, c.place.box) for _, _, c in tables["expenditure"].cells()]
    assert places[0] == (1, (100.0, 20.0, 150.0, 40.0)) and places[-1] == (2, (200.0, 0.0, 250.0, 20.0))


def test_a_year_and_line_numbers_are_no_amounts() -> None:
    """A year over a column, a row of ordinals and a column of line numbers give no cells and no complaints."""
    drawing = "项目|行次|2025年|<\n^|^|合计|基本支出\n栏次|<|1|2\n合计|1|10|4\n"
    tables, unplaced, _ = read_tables(paper(("2025年部门支出预算总表", "单位：元", grid(drawing))), SHANGHAI)
    assert [str(c.amount.value) for _, _, c in tables["expenditure"].cells() if c.amount] == ["10", "4"]
    assert unplaced == ()


def test_a_second_table_of_one_title_is_kept() -> None:
    """The fuller of two tables with the same title has the id, the other the same with a number."""
    poor = "功能分类科目编码|功能分类科目名称|合计|基本支出|项目支出\n合计|<|1|1|"
    tables, unplaced, _ = read_tables(
        paper(
            ("2025年部门支出预算总表", "单位：元", grid(poor)),
            ("2025年部门支出预算总表", "单位：元", grid(BODY, 2)),
        ),
        SHANGHAI,
    )
    assert len(list(tables["expenditure"].cells())) == 6
    assert len(list(tables["expenditure#2"].cells())) == 2 and not unplaced


def test_unknown_tables_are_listed_and_lists_without_numbers_are_not() -> None:
    """A table the form does not have is named by its title; its numbers are in no table."""
    bought = grid("项目|预算数\n货物|57.43\n服务|983.05", 2)
    pages = paper(
        ("2025年部门支出预算总表", "单位：元", grid(BODY)),
        ("政府采购预算表", bought),
        ("单位", grid("甲|乙\n丙|丁", 3)),
    )
    tables, unplaced, unclaimed = read_tables(pages, SHANGHAI)
    assert set(tables) == {"expenditure"} and unplaced == ()
    listed = unclaimed_unplaced(unclaimed)
    assert [(u.text, u.place.page) for u in listed] == [("政府采购预算表", 2)]
    assert "2 numbers not read" in listed[0].reason


def test_a_page_whose_columns_cannot_be_told_is_listed() -> None:
    """Numbers on a continued page that fits no columns are listed one by one, not shifted into place."""
    first = grid(
        "功能分类科目编码|功能分类科目名称|合计|基本支出|项目支出\n201|一般公共服务支出|10|4|6", ruled=False
    )
    tables, unplaced, _ = read_tables(
        paper(("2025年部门支出预算总表", "单位：元", first), (grid("204|5", 2, ruled=False),)), SHANGHAI
    )
    assert len(list(tables["expenditure"].cells())) == 3
    assert {u.text for u in unplaced} == {"204", "5"}


def _head(columns: Sequence[ColumnForm]) -> list[list[str]]:
    """Draw the heads of a table of codes: merged over equal words, the last word reaching down."""
    paths = [[*c.heads[0].split("/")] for c in columns]
    depth = max(map(len, paths))
    rows = []
    for level in range(depth):
        row = ["功能分类科目编码", "科目名称"] if level == 0 else ["^", "^"]
        for n, path in enumerate(paths):
            left = paths[n - 1] if n else []
            if level >= len(path):
                row.append("^")
            elif level < len(path) - 1 and left[: level + 1] == path[: level + 1]:
                row.append("<")
            else:
                row.append(path[level])
        rows.append(row)
    return rows


CODE_TABLES = [
    (f, t.id) for f in form_ids() for t in form(f).tables if t.layout == "codes" and t.classification
]
CODES = {
    "functional": ("201", "20104", "2010450", "208", "20805", "2080505"),
    "economic": ("301", "30101", "302"),
}


@given(st.data())
def test_what_is_drawn_is_read_back(data: st.DataObject) -> None:
    """Any table of codes of any form: whatever the order of columns, blanks and page breaks, each number returns."""
    form_id, table_id = data.draw(st.sampled_from(CODE_TABLES))
    layout = form(form_id)
    table = layout.table(table_id)
    columns = list(table.columns)
    if max(len(c.heads[0].split("/")) for c in columns) == 1:
        columns = data.draw(st.permutations(columns))
    heads = _head(columns)
    amount = st.one_of(st.just(""), st.decimals(0, 10**7, places=2).map(lambda d: f"{d:,.2f}"))
    codes = data.draw(st.lists(st.sampled_from(CODES[table.classification]), min_size=1, unique=True))
    body = [[code, f"科目{code}", *data.draw(st.tuples(*[amount] * len(columns)))] for code in codes]
    body.append(["合计", "<", "1.00", *[""] * (len(columns) - 1)])
    breaks = sorted(data.draw(st.sets(st.integers(1, len(body) - 1), max_size=2))) if len(body) > 1 else []
    pages, again, ruled = [], data.draw(st.booleans()), data.draw(st.booleans())
    for number, (start, end) in enumerate(pairwise([0, *breaks, len(body)]), 1):
        rows = [*(heads if number == 1 or again else []), *body[start:end]]
        drawing = grid("\n".join("|".join(row) for row in rows), number, ruled=ruled)
        pages.append((table.title.zh, "单位：万元", drawing) if number == 1 else (drawing,))
    tables, unplaced, _ = read_tables(paper(*pages), layout)
    wanted = {
        (row[0] if row[0] != "合计" else "total", column.id): Decimal(text.replace(",", ""))
        for row in body
        for column, text in zip(columns, [t for t in row[2:] if t != "<"], strict=True)
        if text
    }
    found = {(r.key, c): cell.amount.value for r, c, cell in tables[table_id].cells() if cell.amount}
    assert found == wanted and unplaced == ()


HALF_TABLES = [(f, t.id) for f in form_ids() for t in form(f).tables if t.layout == "halves"]


@given(st.data())
def test_two_sided_tables_are_read_back(data: st.DataObject) -> None:
    """Any two-sided table of any form: whichever lines are printed, each amount returns to its item or class."""
    form_id, table_id = data.draw(st.sampled_from(HALF_TABLES))
    layout = form(form_id)
    table = layout.table(table_id)
    sides = {}
    for half, columns in table.halves.items():
        rows = [r for r in table.rows if r.half == half]
        kept = [r for r in rows if r.item.startswith(("brought", "total")) or data.draw(st.booleans())]
        values = data.draw(st.lists(st.integers(0, 10**6), min_size=len(kept), max_size=len(kept)))
        heads = (
            [table.column(columns[0]).heads[0]]
            if len(columns) == 1 or table_id == "summary"
            else [table.column(c).heads[0] for c in columns]
        )
        sides[half] = (kept, values, heads)
    head, second, lines = [], [], max(len(kept) for kept, _, _ in sides.values())
    for half, (_, _, heads) in sides.items():
        head += ["收入" if half == "revenue" else "支出", *["<"] * len(heads)]
        second += ["项目", *heads]
    body = []
    for n in range(lines):
        row = []
        for kept, values, heads in sides.values():
            there = n < len(kept)
            row += [
                kept[n].label.zh if there else "",
                f"{values[n]}.00" if there else "",
                *[""] * (len(heads) - 1),
            ]
        body.append(row)
    cut = data.draw(st.integers(1, lines))
    pages: list[tuple[str | Grid, ...]] = [
        (table.title.zh, "单位：万元", grid("\n".join("|".join(r) for r in (head, second, *body[:cut]))))
    ]
    if body[cut:]:
        pages.append((grid("\n".join("|".join(r) for r in body[cut:]), 2),))
    tables, unplaced, _ = read_tables(paper(*pages), layout)
    found = {
        (r.half, r.item or r.code): str(c.amount.value) for r, _, c in tables[table_id].cells() if c.amount
    }
    assert found == {
        (half, r.item or r.code): f"{v}.00"
        for half, (kept, values, _) in sides.items()
        for r, v in zip(kept, values, strict=True)
    }
    assert unplaced == ()
