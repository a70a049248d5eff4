"""readers/tables/leftover: rows that nothing drawn joins to their table keep its sums from being judged."""

import pytest
from drawn import COVER, grid, paper

from budgetkit.checks.verdicts import check
from budgetkit.model.disclosure import Disclosure
from budgetkit.readers.formats.page import Page, Paper
from budgetkit.readers.read import read_paper

TITLE, UNIT = "一般公共预算基本支出表", "单位：万元"
LACKING = """经济科目编码 | 经济科目名称 | 合计
合计 | < | 14.00
301 | 工资福利支出 | 6.00
30101 | 基本工资 | 4.00
30102 | 津贴补贴 | 2.00
302 | 商品和服务支出 | 8.00
30201 | 办公费 | 3.00
30202 | 印刷费 | 1.50"""
LOST = ("30211 差旅费 2.00", "30215 会议费 1.50")


def broken(disclosure: Disclosure) -> list[str]:
    """Return what does not hold."""
    return [f.message for f in check(disclosure) if f.verdict == "broken"]


def test_a_row_that_is_missing_breaks_the_sum() -> None:
    """Without anything that may be the missing row the sum cannot hold."""
    assert broken(read_paper(paper((COVER,), (TITLE, UNIT, grid(LACKING, 2)))))


@pytest.mark.parametrize(
    "pages",
    [
        ((TITLE, UNIT, grid(LACKING, 2), *LOST),),
        ((TITLE, UNIT, grid(LACKING, 2)), (*LOST, "第三部分 说明")),
        ((TITLE, UNIT, grid(LACKING, 2)), (*(f"|{line}|" for line in LOST),)),
    ],
    ids=["under it", "on the next page", "with rules read as strokes"],
)
def test_lines_of_figures_under_a_table_may_be_its_rows(pages: tuple[tuple[str, ...], ...]) -> None:
    """A line of figures behind a table, on the next page too, may be a row of it: sums over it accuse nobody."""
    assert not broken(read_paper(paper((COVER,), *pages)))


@pytest.mark.parametrize(
    "behind",
    [
        ("政府性基金预算支出表", *LOST),
        ("说明：2.00",),
        ("其中政协事务支出2.00万元，比上年增加1.00。",),
        ("— 2 —",),
    ],
)
def test_other_lines_are_no_rows(behind: tuple[str, ...]) -> None:
    """Sentences, page numbers, and figures under the next title are no rows of a table."""
    assert broken(read_paper(paper((COVER,), (TITLE, UNIT, grid(LACKING, 2), *behind))))


@pytest.mark.parametrize("number", [3, 4])
def test_a_page_that_is_not_read_may_hold_the_rest(number: int) -> None:
    """Where the page behind a table is not read its sums accuse nobody; a page farther away takes nothing from it."""
    pages = paper((COVER,), (TITLE, UNIT, grid(LACKING, 2)), ("说明",)).pages
    pages = tuple(page for page in pages if page.number != number)
    refused = Page(number, refused=f"page {number} is a picture without text")
    assert bool(broken(read_paper(Paper("pdf", (*pages, refused), name="made")))) == (number == 4)


@pytest.mark.parametrize(
    ("cell", "listed"),
    [("#REF!", True), ("######", True), ("□", True), ("***", True), ("-", False), ("无", False)],
)
def test_signs_that_stand_for_a_number_are_listed(cell: str, listed: bool) -> None:
    """An error of a spreadsheet, an overflow, a mask or a picture in place of a figure is a loss; a dash is nothing."""
    body = f"科目编码|科目名称|合计|基本支出\n201|一般公共服务支出|{cell}|2.00\n合计|<|3.50|2.00"
    found = read_paper(paper(("2024年支出预算总表", "编制单位：某局  单位：万元", grid(body))))
    assert (cell in [u.text for u in found.unplaced]) == listed
