"""Whatever is ruled is read or listed: no grid of any shape ends the reading, and no number of it is lost."""

from hypothesis import given, settings
from hypothesis import strategies as st

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.accounting import account
from budgetkit.readers.formats.page import Grid, GridCell, Line, Page, Paper
from budgetkit.readers.read import read_paper

WORDS = (
    *(
        "合计",
        "小计",
        "金额",
        "预算数",
        "基本支出",
        "项目支出",
        "科目编码",
        "科目名称",
        "项目",
        "收入",
        "支出",
        "支出用途",
    ),
    *(
        "2018年执行数",
        "2019年预算数",
        "增减%",
        "公务接待费",
        "会议费",
        "序号",
        "201",
        "20101",
        "2010101",
        "301",
        "一、甲",
    ),
    *(
        "1,234.50",
        "0.00",
        "-3.2",
        "12",
        "①",
        "",
        "",
        "单位：万元",
        "部门：某局",
        "一级指标",
        "三级指标",
        "指标值",
        "甲/乙",
    ),
)
TITLES = (
    "收支总表",
    "支出预算总表",
    "“三公”经费支出表",
    "项目绩效目标表",
    "某事项表",
    "单位：元",
    "部门：某局",
    "1.50",
    "",
)


@st.composite
def grids(draw: st.DrawFn, page: int) -> Grid:
    """Return a grid of any words, some of its cells merged to the right or down, with boxes or without."""
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 6))
    ruled = draw(st.booleans())
    taken: set[tuple[int, int]] = set()
    cells = []
    for r in range(rows):
        for c in range(columns):
            if (r, c) in taken:
                continue
            wide = draw(st.sampled_from((1, 1, 1, 2, 3)))
            while c + wide > columns or any((r, c + x) in taken for x in range(wide)):
                wide -= 1
            down = min(draw(st.sampled_from((1, 1, 1, 2))), rows - r)
            taken |= {(r + y, c + x) for y in range(down) for x in range(wide)}
            box = (c * 50.0, r * 20.0, (c + wide) * 50.0, (r + down) * 20.0) if ruled else None
            cells.append(GridCell(r, c, down, wide, draw(st.sampled_from(WORDS)), page, box))
    return Grid(page, rows, columns, tuple(cells), (0.0, 0.0, columns * 50.0, rows * 20.0))


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    """Return up to three pages of lines and grids."""
    pages = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        blocks: list[Line | Grid] = []
        for _ in range(draw(st.integers(1, 2))):
            blocks += [Line(t, number) for t in draw(st.lists(st.sampled_from(TITLES), max_size=3))]
            blocks.append(draw(grids(number)))
        pages.append(Page(number, tuple(blocks)))
    return Paper("pdf", tuple(pages), name="drawn")


@settings(max_examples=150, deadline=None)
@given(papers())
def test_any_grid_is_read_or_listed(paper: Paper) -> None:
    """Reading ends with a disclosure or one sentence; every number is accounted for, and nothing is invented."""
    try:
        disclosure = read_paper(paper)
    except UnreadableDocument:
        return
    balance = account(paper, disclosure)
    assert not balance.missing
    assert not balance.surplus
