"""Whose disclosure it is and of which year."""

import pytest
from drawn import grid, paper

from budgetkit.readers.tables.cover import department_of, year_of


@pytest.mark.parametrize(
    ("lines", "department", "year"),
    [
        (
            ("上海市某区2025年区级部门预算", "预算主管部门：上海市某区商务委员会"),
            "上海市某区商务委员会",
            2025,
        ),
        (("上海市某区财政局", "2024年度部门决算"), "上海市某区财政局", 2024),
        (("上海市某区", "文化和旅游局", "2025 年度部门决算"), "上海市某区文化和旅游局", 2025),
        (("某某大学", "2023 年度部门预算", "2023 年 4 月"), "某某大学", 2023),
        (("某某大学 2023 年度部门决算", "2024 年 8 月"), "某某大学", 2023),
        (("2024 年某州对口援疆工作领导小组办公室", "部门预算公开"), "某州对口援疆工作领导小组办公室", 2024),
        (("上海市某区财政局", "年度部门决算", "2024"), "上海市某区财政局", 2024),
    ],
)
def test_covers_are_read(lines: tuple[str, ...], department: str, year: int) -> None:
    """The organ and the year stand on the cover in many orders; the month of publication is not the year."""
    cover = paper(lines)
    assert (department_of(cover), year_of(cover)) == (department, year)


def test_the_organ_printed_over_the_tables_counts_most() -> None:
    """编制部门 above a table, outside a grid or inside, is the organ; an empty label is none."""
    above = paper(
        ("2024年部门收入总表", "编制部门：某局    单位：元"), ("2024年部门支出总表", "编制部门：    单位：元")
    )
    assert department_of(above) == "某局"
    inside = paper((grid("部门支出预算总表|<\n编制单位：某中心|单位：元"),))
    assert department_of(inside) == "某中心"


def test_the_titles_decide_the_year_when_they_agree() -> None:
    """Three titles or more with one year outweigh another year on the cover."""
    titles = tuple(f"2025年部门{what}总表" for what in ("收入", "支出", "收支"))
    assert year_of(paper(("某局2024年部门预算",), titles)) == 2025


def test_nothing_found_is_said() -> None:
    """A paper without organ and year gives the empty name and 0."""
    assert (department_of(paper(("目录",))), year_of(paper(("目录",)))) == ("", 0)


@pytest.mark.parametrize(
    ("lines", "whose"),
    [
        (("虚构市", "卫生健康委员会", "2024年部门预算公开"), "虚构市卫生健康委员会"),
        (("虚构市教育局关于2024年部门预算的公开说明",), "虚构市教育局"),
        (("关于公开2024年虚构市体育局部门预算的说明",), "虚构市体育局"),
        (("虚构省第一监狱二〇二四年单位预算",), "虚构省第一监狱"),
        (("虚构县2024年县级部门预算——水利局",), "虚构县水利局"),
        (("305001-虚构县档案馆", "2024年单位预算"), "虚构县档案馆"),
        (("部门预算公开（2024年）", "虚构区人大常委会办公室"), "虚构区人大常委会办公室"),
        (("2024年虚构市虚构区司法局部门预算编制说明",), "虚构市虚构区司法局"),
    ],
)
def test_covers_of_all_kinds(lines: tuple[str, ...], whose: str) -> None:
    """Whose it is and of which year, however a cover says it; never a part of a title."""
    of = paper((*lines, "正文。"))
    assert (department_of(of), year_of(of)) == (whose, 2024)


def test_of_two_years_side_by_side_the_later_is_meant() -> None:
    """Where only heads or rows name years, last year's stand beside the document's."""
    for drawing in (
        "2023年预算数|2024年预算数\n1|2",
        "年度|合计\n2023年|1\n2024年|2",
        "年度|合计\n^|^\n^|^\n2023年|1\n2024年|2",
    ):
        assert year_of(paper(("三公经费支出表", grid(drawing)))) == 2024
