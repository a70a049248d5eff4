"""Lines become running text whatever their breaks, widths and spaces."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetkit.model.disclosure import Place
from budgetkit.readers.formats.page import Line, Page, Paper
from budgetkit.readers.narrative.text import ProseLine, fold, lines_of, passage, prose_lines

NEVER = re.compile("(?!)")


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("占 8 4 . 0 6 %", "占84.06%"),
        ("收入87,267,272.44元,其中:", "收入87,267,272.44元，其中："),
        ("１２３．４５万元（类）", "123.45万元（类）"),
        ("(境)费;占3,4项", "（境）费；占3，4项"),
        ("5％", "5%"),
        ("10.25①万元②，27.01²%", "10.25万元，27.01%"),
        ("①基本支出5万元*", "①基本支出5万元"),
        ("增长\ufffe", "增长-"),
    ],
)
def test_fold(printed: str, folded: str) -> None:
    """Digits are plain, Chinese punctuation is full-width, commas inside numbers stay."""
    assert fold(printed) == folded


@given(st.text(alphabet="收入预算1234.,，。 　（）()", max_size=40))
def test_fold_twice(text: str) -> None:
    """Folding folded text changes nothing."""
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=30))
def test_breaks_vanish(widths: list[int]) -> None:
    """However the lines of a paragraph break, inside numbers too, its text is the same."""
    whole = "收入预算18,976.76万元，其中：财政拨款收入18,976.76万元，占100.00%。"
    cut, at = [], 0
    for width in widths:
        cut.append(whole[at : at + width])
        at += width
    cut.append(whole[at:])
    assert passage(prose_lines(cut), NEVER).text == whole


def test_places() -> None:
    """Every character knows the page and box of its line, across the mark of a new paragraph too."""
    lines = (ProseLine("一、收入", Place(1, (0, 0, 1, 1))), ProseLine("二、支出", Place(2, (0, 0, 2, 2))))
    found = passage(lines, re.compile("[一二]、"))
    assert found.text == "一、收入\n二、支出"
    assert [found.place(found.text.index(c)).page for c in "收支"] == [1, 2]


def test_page_numbers_and_running_heads_are_dropped() -> None:
    """First and last lines that are page numbers, or that several pages share, are no text; a number inside stays."""
    pages = tuple(
        Page(
            n,
            (
                Line("某局2024年部门预算", n),
                Line(f"第{n}段，", n),
                Line("12", n),
                Line("万元。", n),
                Line(f"- {n} -", n),
            ),
        )
        for n in (1, 2, 3)
    )
    assert "".join(w.text for w in lines_of(Paper("pdf", pages))) == "".join(
        f"第{n}段，12万元。" for n in (1, 2, 3)
    )


def test_a_lone_page_keeps_its_numbers() -> None:
    """Text without pages has no page numbers: nothing at its edges is dropped."""
    paper = Paper("text", (Page(1, (Line("12", 1), Line("万元", 1), Line("34", 1))),))
    assert [w.text for w in lines_of(paper)] == ["12", "万元", "34"]


def test_a_number_that_a_page_cuts_is_no_page_number() -> None:
    """A number at the edge of a page is dropped only where it runs with the pages."""
    pages = tuple(
        Page(n, (Line(f"第{n}段增加", n), Line(cut, n), Line(str(n + 4), n)))
        for n, cut in ((1, "8"), (2, "3"))
    )
    assert "".join(w.text for w in lines_of(Paper("pdf", pages))) == "第1段增加8第2段增加3"
