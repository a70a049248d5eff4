"""Performance tables: indicators over broken pages, the money they are for, and nobody's name."""

from decimal import Decimal

import pytest
from drawn import grid, paper

from budgetkit.forms.form import form
from budgetkit.readers.performance.indicators import Performance, read_indicators, target_of
from budgetkit.readers.read import read_paper
from budgetkit.readers.tables.find import find_tables

HEAD = "一级指标|二级指标|三级指标|指标值|指标值设置依据|上年完成值|分值权重|指标赋分规则"
PROJECT = f"""
预算单位|某办公室|<|<|<|<|<|<
项目名称|援疆工作经费|<|<|<|<|<|<
项目资金(万元)|年度预算总额|100.00|其中：财政拨款|100.00|其他资金|0.00|
项目负责人|张三|<|联系电话|010-00000000|<|<|<
{HEAD}
产出指标|数量指标|争取项目\\n个数|＞=70 个|计划标准|106个|10|按比例
^|^|争取资金|≥15万元|计划标准||5|按比例
^|质量指标|成功率|=100%|计划标准|66.8%|2.5|按比例
满意度指标|^|满意度||历史标准||10|
"""


def _read(*pages: tuple[object, ...], layout: str = "xinjiang-budget") -> Performance:
    chosen = form(layout)
    _, unclaimed = find_tables(paper(*pages), chosen.tables)  # type: ignore[arg-type]
    return read_indicators(unclaimed, chosen, "某办公室")


def test_levels_targets_and_weights_are_read() -> None:
    """Merged levels reach every row, relations are written with one sign, blanks stay blank."""
    found = _read(("项目支出绩效目标表（2024年）", grid(PROJECT))).indicators
    assert [i.levels for i in found] == [
        ("产出指标", "数量指标", "争取项目个数"),
        ("产出指标", "数量指标", "争取资金"),
        ("产出指标", "质量指标", "成功率"),
        ("满意度指标", "质量指标", "满意度"),
    ]
    assert [i.target for i in found] == ["≥70个", "≥15万元", "=100%", ""]
    assert [i.weight.value for i in found if i.weight] == [Decimal(n) for n in ("10", "5", "2.5", "10")]
    assert (found[0].table, found[0].owner, found[0].basis, found[0].prior) == (
        "project",
        "援疆工作经费",
        "计划标准",
        "106个",
    )
    assert found[0].place.page == 1


def test_the_money_of_a_table_is_stated_where_the_narrative_states_it() -> None:
    """Budget, appropriations and other money become statements in the section on performance."""
    claims = _read(("项目支出绩效目标表", grid(PROJECT))).claims
    assert {c.about.removeprefix("narrative/performance/"): str(c.amount) for c in claims} == {
        "project.amount": "100.00 万元",
        "project.fiscal": "100.00 万元",
        "project.other": "0.00 万元",
    }


def test_nobody_is_named() -> None:
    """People and telephone numbers are in no indicator and no statement."""
    said = repr(_read(("项目支出绩效目标表", grid(PROJECT))))
    assert "张三" not in said and "010-00000000" not in said


def test_the_department_as_a_whole_is_another_table() -> None:
    """部门整体绩效目标表 belongs to the department, with what comes from above and from its own level."""
    overall = """
部门名称（盖章）|某办公室|<|<|<|<
部门联系人|李四|联系电话|010-11111111|<|<
年度预算(万元)|资金来源|<|资金总额（万元）|<|<
^|财政资金（万元）|上级安排|0.00|<|<
^|^|本级安排|233.82|<|<
^|其他资金（万元）|其他|80.00|<|<
一级指标|二级指标|三级指标|指标值|指标设定依据|分值权重
履职效能|数量指标|考察次数|=2次|工作计划|10
"""
    sheets = ("部门整体绩效目标表（2024年）", grid(overall))
    found = _read(sheets)
    assert [(i.table, i.owner) for i in found.indicators] == [("overall", "某办公室")]
    # Behind those of projects it is read alike.
    behind = _read(("项目支出绩效目标表（2024年）", grid(PROJECT)), sheets)
    assert behind.indicators[4:] == found.indicators
    assert {c.about: str(c.amount) for c in found.claims} == {
        "narrative/performance/overall.above": "0.00 万元",
        "narrative/performance/overall.own_level": "233.82 万元",
        "narrative/performance/overall.other": "80.00 万元",
    }


def test_a_table_broken_anywhere_goes_on() -> None:
    """Name, head and rows may stand on three pages; a blank level at the top of a page is the last one."""
    pages = (
        ("（一）某专项", "某专项绩效目标表", "(2023 年度)", grid("项目名称|某专项"), "24"),
        (
            grid(
                "主管部门及代码|教育部 105|实施单位|某大学\n项目资金（万元）|年度资金总额：|150.00|执行率", 2
            ),
            "25",
        ),
        (grid("绩效指标|一级指标|二级指标|三级指标|指标值|分值（90）\n^|产出指标|数量指标|甲|20门|5", 3),),
        (grid("||乙|27台、件、套|5\n||丙|100%|5\n效益指标|社会效益指标|丁|显著|4", 4, ruled=False),),
    )
    chosen = form("central-university-budget")
    _, unclaimed = find_tables(paper(*pages), chosen.tables)
    found = read_indicators(unclaimed[:3], chosen)
    assert [(i.owner, i.levels) for i in found.indicators] == [("某专项", ("产出指标", "数量指标", "甲"))]
    assert [str(c.amount) for c in found.claims] == ["150.00 万元"]


def test_columns_are_found_again_by_their_edges() -> None:
    """A page without its first column still knows which column is what, by where it stands."""
    first = grid("绩效指标|一级指标|二级指标|三级指标|指标值|分值\n^|产出指标|数量指标|甲|20门|5")
    rest = grid(" |<||乙|27台|5\n| | 社会效益指标|丙|显著|4", 2)
    found = _read(("某专项绩效目标表", first), (rest,), layout="central-university-budget").indicators
    assert [i.levels for i in found] == [
        *(("产出指标", "数量指标", "甲"), ("产出指标", "数量指标", "乙"), ("产出指标", "社会效益指标", "丙")),
    ]


def test_several_projects_have_numbers() -> None:
    """The money of several projects is told apart, so that no statement contradicts another."""
    second = PROJECT.replace("援疆工作经费", "另一个项目").replace("100.00", "30.00")
    claims = _read(("项目支出绩效目标表", grid(PROJECT)), ("项目支出绩效目标表", grid(second, 2))).claims
    amounts = {c.about: str(c.amount) for c in claims if c.about.endswith(".amount")}
    assert amounts == {
        "narrative/performance/project.1.amount": "100.00 万元",
        "narrative/performance/project.2.amount": "30.00 万元",
    }


def test_performance_tables_are_not_listed_as_unknown() -> None:
    """What was read as indicators is not reported as a table that could not be read."""
    body = "功能分类科目编码|功能分类科目名称|合计|基本支出|项目支出\n合计|<|10|4|6"
    pages = [("某局2024年部门预算", "部门支出总体情况表", "单位：万元", grid(body))]
    disclosure = read_paper(paper(*pages, ("项目支出绩效目标表", grid(PROJECT, 2))), form("xinjiang-budget"))
    assert len(disclosure.indicators) == 4 and disclosure.unplaced == ()


@pytest.mark.parametrize(
    ("texts", "target"),
    [
        ({"sign": "无", "target": "合规", "measure": "无"}, "合规"),
        ({"sign": "定性", "target": "优良中低差", "measure": "/"}, "优良中低差"),
        ({"sign": "≥", "target": "90", "measure": "%"}, "≥90%"),
        ({"sign": "=", "target": "无", "measure": "无"}, "=无"),
    ],
)
def test_a_target_in_words_has_no_relation_and_no_unit(texts: dict[str, str], target: str) -> None:
    """What only fills the columns of relation and unit is no part of a target; the target itself stays as printed."""
    assert target_of(texts) == target
