"""Tables without any rule: rows and columns from how the text is aligned, or none where that tells nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_files import Sheet, pdf

from budgetkit.checks.verdicts import check
from budgetkit.readers.formats.lines import Glyph
from budgetkit.readers.formats.page import Grid, Line, Paper
from budgetkit.readers.formats.pdf.pages import pdf_pages
from budgetkit.readers.formats.ruled import Printed, blocks
from budgetkit.readers.formats.unruled import missing_rules
from budgetkit.readers.read import read_paper

EM = 10.0
Word = tuple[float, float, str]
"""Where a word begins from the left, where its line from the top, and the word."""


def page(*words: Word) -> list[Line | Grid]:
    """Return the blocks of a page with these words and no rule."""
    glyphs: list[Glyph] = []
    for number, (x, y, text) in enumerate(words):
        for character in text:
            wide = EM / 2 if character.isascii() else EM
            glyphs.append((x, y, x + wide, y + EM, character, number))
            x += wide
    return blocks(Printed(glyphs), missing_rules(glyphs), (600, 800), 1)[0]


def rows_of(grid: Grid) -> list[list[str]]:
    """Return the texts of a grid, a merged cell in every place that it covers."""
    texts = [[""] * grid.columns for _ in range(grid.rows)]
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.rows):
            texts[row][cell.column : cell.column + cell.columns] = [cell.text] * cell.columns
    return texts


def width(text: str) -> float:
    """Return how wide a text is printed."""
    return sum(EM / 2 if character.isascii() else EM for character in text)


def laid_out(rows: list[list[str]], heads: int = 1, top: float = 100) -> list[Word]:
    """Return the words of a table: heads in the middle, names at the left, figures at the right of their columns."""
    wide = [max(width(row[n]) for row in rows) + 2 * EM for n in range(len(rows[0]))]
    words = []
    for number, row in enumerate(rows):
        left = 40.0
        for text, across in zip(row, wide, strict=True):
            rest = across - width(text) - EM
            x = left + rest / 2 if number < heads else left + rest if text[-1:].isdigit() else left
            words += [(x, top + 20 * number, text)] if text else []
            left += across
    return words


NAMES = st.text("教育科学文化卫生", min_size=2, max_size=12)
FIGURES = st.decimals(0, 10**6, places=2).map(lambda n: f"{n:,}") | st.just("")


@settings(deadline=None)
@given(st.data())
def test_every_aligned_table_is_read_as_it_is_printed(data: st.DataObject) -> None:
    """Whatever stands in its columns, no figure leaves its row or its column; blank columns have their heads."""
    columns = data.draw(st.integers(1, 5))
    heads = ["科目名称", *(f"金额{'甲乙丙丁戊'[n]}" for n in range(columns))]
    body = [
        [data.draw(NAMES), "1.00", *(data.draw(FIGURES) for _ in range(columns - 1))]
        for _ in range(data.draw(st.integers(3, 8)))
    ]
    title, grid = page((200, 60, "支出总表"), *laid_out([heads, *body]))
    assert isinstance(title, Line) and isinstance(grid, Grid)
    assert rows_of(grid) == [heads, *body]


BODY = [["教育支出", "6.00", "3.00", "1.00", "2.00", "3.00"] for _ in range(4)]


def test_heads_over_several_columns_stand_over_those_they_are_in_the_middle_of() -> None:
    """A head in the middle of three columns is over them; those beside it stand on a height of their own."""
    bottom = laid_out([["", "", "小计", "人员", "公用", ""], *BODY])
    sides = laid_out([["科目名称", "合计", "", "", "", "项目"], *BODY], top=92)[:3]
    middle = next(x + EM for x, _, text in bottom if text == "人员")
    (grid,) = page((middle - 20, 84, "基本支出"), *sides, *bottom)
    assert isinstance(grid, Grid)
    basic = ["基本支出"] * 3
    assert rows_of(grid)[0] == ["科目名称", "合计", *basic, "项目"]
    assert rows_of(grid)[-5] == ["科目名称", "合计", "小计", "人员", "公用", "项目"]


def test_two_lists_side_by_side_have_a_head_each() -> None:
    """收入 and 支出 share the columns below them."""
    lists = [["项目", "金额", "项目", "金额"], *([["一般公共预算", "3.00", "教育支出", "3.00"]] * 3)]
    words = laid_out(lists)
    (grid,) = page((75, 84, "收入"), (210, 84, "支出"), *words)
    assert isinstance(grid, Grid)
    assert rows_of(grid)[0] == ["收入", "收入", "支出", "支出"]


@pytest.mark.parametrize(
    "words",
    [
        laid_out([["教育支出", "6.00"]] * 5),
        [
            (40 + width("科目名称") + 40, 84, "基本支出"),
            *laid_out(
                [["科目", "小计", "人员", "公用", "合计"], *([["教育", "6.00", "3.00", "1.00", "2.00"]] * 3)]
            ),
        ],
        [
            (40, 20 * n, "2024年支出83.79万元，比上年增加3.00万元，增长3.71%，主要是人员增加。")
            for n in range(9)
        ],
        [(40, 20 * n, "一、部门收支总表") for n in range(9)] + [(400, 20 * n, str(n)) for n in range(9)],
        laid_out([["科目", "合计"], ["教育", "6.00"], ["科学", "5.00"]]),
        laid_out([["序号", "名称", "页码"], *([[str(n), "部门收支总表", str(n + 3)] for n in range(1, 6)])]),
    ],
)
def test_what_is_not_told_is_left_in_lines(words: list[Word]) -> None:
    """No table without heads, under a head that may stand over other columns, of prose, of contents, of two rows."""
    assert not any(isinstance(block, Grid) for block in page(*words))


@pytest.mark.parametrize("total", ["9.00", "8.00"])
def test_columns_told_by_alignment_are_said_and_accuse_nobody(total: str) -> None:
    """A page whose table has no rules says so, and a sum that misses there is not judged."""
    rows = [
        ["科目编码", "科目名称", "合计"],
        ["", "合计", total],
        *([str(201 + 4 * n), "教育", "3.00"] for n in range(3)),
    ]
    characters = sorted({c for row in rows for text in row for c in text} | set("支出总表单位：万元"))
    codes = {c: chr(65 + n) for n, c in enumerate(characters)}
    words = [(60, 40, "支出总表"), (60, 60, "单位：万元"), *laid_out(rows)]
    content = "".join(
        f"BT /T 8 Tf {x:.1f} {300 - y:.1f} Td ({''.join(codes[c] for c in text)}) Tj ET\n"
        for x, y, text in words
    )
    sheet = Sheet(content, says={code: character for character, code in codes.items()})
    (page,) = pdf_pages(pdf(sheet), "made.pdf")
    found = read_paper(Paper("pdf", (page,)))
    assert len(list(found["expenditure"].cells())) == 4 and "without rules" in found["expenditure"].hidden
    verdicts = {f.identity: f.verdict for f in check(found)}
    assert "broken" not in verdicts.values()
    assert verdicts["expenditure.rollup"] == ("exact" if total == "9.00" else "unstated")
