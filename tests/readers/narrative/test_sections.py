"""The sections of a narrative are found by their headings, whatever the line breaks."""

import pytest

from budgetkit.forms.form import form
from budgetkit.forms.layout import national_form, with_sections
from budgetkit.readers.narrative.sections import sections
from budgetkit.readers.narrative.text import prose_lines

XINJIANG = form("xinjiang-budget")
SHANGHAI = form("shanghai-budget")
BODY = "支出预算313.82万元。"


def found(text: str, of: str = "xinjiang-budget") -> list[tuple[str, str]]:
    """Return the ids and texts of the sections of a text."""
    return [(s.id, s.passage.text) for s in sections(prose_lines(text.splitlines()), form(of))]


@pytest.mark.parametrize("width", [5, 8, 13, 21, 80])
def test_wrapped_heading(width: int) -> None:
    """A heading is known however it is wrapped."""
    heading = "三、关于某某办公室2024年支出预算情况说明"
    lines = [heading[at : at + width] for at in range(0, len(heading), width)]
    assert found("\n".join([*lines, BODY])) == [("3", BODY)]


def test_heading_before_its_text() -> None:
    """A numbered heading may be followed by its text on the same line."""
    text = "1.机关运行经费情况。2018年运行经费1万元。\n2.政府采购情况。政府采购预算2万元。"
    assert [s[0] for s in found(text)] == ["12.1", "12.2"]


def test_the_longest_name_wins() -> None:
    """支出预算情况说明 inside a longer heading is not that section."""
    assert found("四、财政拨款收支预算情况的总体说明\n共1万元。")[0][0] == "4"


def test_glossary_is_never_read() -> None:
    """Below the glossary nothing is read, though its entries bear the names of sections."""
    glossary = "四、名词解释\n（一）机关运行经费：指5万元以下的支出。\n（二）政府采购情况\n指2万元。"
    assert found("三、支出预算情况说明\n支出预算1万元。\n" + glossary) == [("3", "支出预算1万元。")]


def test_contents_open_nothing() -> None:
    """The table of contents names sections without text; only the section itself is read."""
    text = (
        "目录\n一、收支预算情况总体说明…………3\n二、支出预算情况说明…………4\n第三部分情况说明\n二、支出预算情况说明\n"
        + BODY
    )
    assert [s for s in found(text) if s[0] == "3"] == [("3", BODY)]


def test_tables_of_flattened_text_are_left_out() -> None:
    """After the title of a table its lines are no prose, until a heading."""
    text = (
        "二、收入预算情况说明\n收入预算1万元。\n表3\n部门支出总体情况表\n总计 313.82万元\n三、支出预算情况说明\n"
        + BODY
    )
    assert found(text) == [("2", "收入预算1万元。"), ("3", BODY)]


def test_unknown_heading_that_speaks_of_money() -> None:
    """A section of another name is read under its own name; one that does not speak of money is not."""
    text = "五、专项资金情况说明\n专项资金3万元。\n六、重点工作情况\n完成投资5万元，同比增长9%。"
    assert found(text) == [("专项资金情况说明", "专项资金3万元。")]


def test_deeper_headings_stay_in_their_section() -> None:
    """A heading of a deeper level is part of the section's text."""
    text = "三、支出预算情况说明\n（一）基本支出预算\n基本支出1万元。\n（二）项目支出预算\n项目支出2万元。"
    assert [s[0] for s in found(text)] == ["3"]


def test_a_sentence_cut_by_a_line_is_no_heading() -> None:
    """A line that happens to hold only words of a heading goes on as text."""
    text = "机关运行经费情况\n一、机关运行经费预算\n2025年某局财政拨款的\n机关运行经费\n预算为171.01万元。"
    assert found(text, "shanghai-budget") == [("3", "2025年某局财政拨款的机关运行经费预算为171.01万元。")]


def test_projects() -> None:
    """Each heading of a project's notes names the project of the sections below it."""
    text = "人民调解项目经费情况说明\n一、项目概况\n面积4000平方米。\n六、年度预算安排\n795万元\n七、绩效目标\n不读。"
    (section,) = sections(prose_lines(text.splitlines()), SHANGHAI)
    assert (section.id, section.project, section.passage.text) == ("7", "人民调解项目经费", "795万元")


def test_text_without_headings() -> None:
    """Sentences without any heading are one section."""
    assert [s.id for s in sections(prose_lines([BODY]), XINJIANG)] == [""]


@pytest.mark.parametrize(
    ("heading", "id_"),
    [
        ("四、“三公”经费财政拨款预算安排情况说明", "“三公”经费支出情况说明"),
        ("三、“三公”经费财政拨款预算情况说明", "“三公”经费支出情况说明"),
        ("五、国有资本占用情况说明", "国有资产占有使用情况"),
        ("（一）机关运行经费支出说明", "机关运行经费预算"),
        ("（二）政府采购支出说明", "政府采购情况"),
    ],
)
def test_headings_of_several_provinces(heading: str, id_: str) -> None:
    """The fund between the name and the end of a heading, and 说明 for 情况说明, make it no other section."""
    lines = prose_lines([heading, "2024年为5.00万元。"])
    (section,) = sections(lines, with_sections(national_form("budget")))
    assert section.id == id_
