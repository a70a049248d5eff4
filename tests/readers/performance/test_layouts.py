"""Performance sheets of other layouts: heads of their own, self-evaluation, money in merged cells."""

import pytest
from drawn import grid, paper

from budgetkit.checks.verdicts import check
from budgetkit.model.disclosure import Disclosure
from budgetkit.readers.read import read_paper


def read(title: str, drawing: str) -> Disclosure:
    """Return the disclosure of one sheet."""
    return read_paper(paper((title, grid(drawing))))


def test_targets_stand_under_heads_of_many_wordings() -> None:
    """年度指标值, 项目(/年度)指标值 and their kin are heads of targets."""
    for head in (
        "指标值",
        "年度指标值",
        "年度(/项目)指标值",
        "项目（/年度）指标值",
        "全年目标值",
        "预期指标值",
    ):
        drawing = (
            f"项目名称|甲项目|<|<\n实施单位|某局|<|<\n一级指标|二级指标|三级指标|{head}\n产出|数量|个数|≥3个"
        )
        (indicator,) = read("项目支出绩效目标表", drawing).indicators
        assert (indicator.name, indicator.target, indicator.owner) == ("个数", "≥3个", "甲项目"), head


def test_a_self_evaluation_has_target_actual_and_score() -> None:
    """What was reached and the points for it stand beside target and weight; the line of the total is no indicator."""
    drawing = """
项目名称|甲项目|<|<|<|<|<
项目实施单位|某局|<|<|<|<|<
指标类型|指标名称|指标性质|指标值|计量单位|指标权重|全年完成值|得分
产出|新增数量|≥|10|个|20|12|20
产出|及时率|≥|95|%|10|93|9.5
合计|<|<|<|<|30||29.5
"""
    first, second = read("2021年度项目支出绩效自评表", drawing).indicators
    assert (first.target, first.actual, str(first.weight), str(first.score)) == ("≥10个", "12", "20", "20")
    assert (second.target, second.actual, str(second.score)) == ("≥95%", "93", "9.5")


def test_money_is_said_once_and_every_other_number_is_listed() -> None:
    """A cell over two rows is one amount, with the label left of it or above it; unknown numbers are not dropped."""
    drawing = """
项目名称|甲项目|<|<
资金（万元）|全年预算数（A）|全年执行数（B）|编外人数
^|75.5|66.4|12
三级指标|二级指标|一级指标|指标值
个数|数量|产出|3
"""
    disclosure = read("2021年度项目支出绩效自评表", drawing)
    assert [str(c.amount) for c in disclosure.claims] == ["75.5 万元", "66.4 万元"]
    assert [u.text for u in disclosure.unplaced if "performance" in u.reason] == ["12"]


@pytest.mark.parametrize("text", ["75.5万元", "75.5 万元", "75.5（万元）", "75.5"])
def test_money_with_its_unit_behind_it_is_money(text: str) -> None:
    """A unit behind a figure is its own, whatever the head says; a figure of nothing known is listed with it."""
    drawing = f"""
项目名称|甲项目|<|<
资金（万元）|全年预算数（A）|全年执行数（B）|编外人数
^|{text}|66.4|{text}
三级指标|二级指标|一级指标|指标值
个数|数量|产出|3
"""
    disclosure = read("2021年度项目支出绩效自评表", drawing)
    assert [str(c.amount) for c in disclosure.claims] == ["75.5 万元", "66.4 万元"]
    assert [u.text for u in disclosure.unplaced if "performance" in u.reason] == [text.replace(" ", "")]


@pytest.mark.parametrize(
    ("head", "unit"),
    [
        ("预算金额（万元）", "万元"),
        ("拟投入的资金（元）", "元"),
        ("计划安排金额（万元）", "万元"),
        ("预算金额（千元）", "千元"),
        ("预算金额（单位：亿元）", "亿元"),
    ],
)
def test_money_under_a_head_with_its_unit_is_called_as_its_row(head: str, unit: str) -> None:
    """Under a head that says money and its unit a number is what its row is called; a score or a bare head names none."""
    drawing = f"""
部门名称|某局|<|<
基本信息|财政供养人员数|750|<
任务|名称|主要内容|{head}
^|甲任务|做到应做的一切，全年按时按质完成，一件不落，群众满意，部门协同，上下联动，不留尾巴|20140
^|乙任务|做好|790
任务|名称|主要内容|完成率（%）
^|丙任务|做好|98
三级指标|二级指标|一级指标|指标值
个数|数量|产出|3
"""
    disclosure = read("2023年部门整体预算绩效目标表", drawing)
    assert [(c.subject, str(c.amount)) for c in disclosure.claims] == [
        ("财政供养人员数", "750 人"),
        ("甲任务", f"20140 {unit}"),
        ("乙任务", f"790 {unit}"),
    ]
    assert [u.text for u in disclosure.unplaced if "performance" in u.reason] == ["98"]


MONEY = {
    "a project of several years beside what is requested for this one": (
        """
项目名称|甲项目|<|<|<
项目资金（元）|项目资金总额|3000.00|年度资金申请总额|1000.00
^|其中：财政资金|2000.00|其中：当年财政拨款|700.00
^|^|^|上年结转资金|100.00
^|其他资金|1000.00|其他资金|200.00
一级指标|二级指标|三级指标|<|指标值
产出|数量|个数|<|≥3个
""",
        {
            "amount": "3000.00",
            "fiscal": "2000.00",
            "other": "1000.00",
            "requested": "1000.00",
            "requested_fiscal": "700.00",
            "requested_brought_forward": "100.00",
            "requested_other": "200.00",
        },
        2,
    ),
    "money carried over": (
        """
项目名称|甲项目|<|<
项目资金（万元）|年度资金总额|<|55.77
^|其中：财政拨款|<|20.00
^|上年结转|<|35.77
一级指标|二级指标|三级指标|指标值
产出|数量|个数|≥3个
""",
        {"amount": "55.77", "fiscal": "20.00", "brought_forward": "35.77"},
        1,
    ),
    "the budget at first and of the year, what was executed, and points for it": (
        """
项目名称|甲项目|<|<|<|<|<
项目资金（万元）||年初预算数|全年预算数（A）|全年执行数（B）|分值|得分
^|年度资金总额|100.00|90.00|85.00|10|9.4
^|其中：当年财政拨款|100.00|80.00|75.00||
^|上年结转资金|0.00|10.00|10.00||
一级指标|二级指标|三级指标|<|<|<|指标值
产出|数量|个数|<|<|<|≥3个
""",
        {
            "amount_initial": "100.00",
            "amount": "90.00",
            "executed": "85.00",
            "fiscal_initial": "100.00",
            "fiscal": "80.00",
            "fiscal_executed": "75.00",
            "brought_forward_initial": "0.00",
            "brought_forward": "10.00",
            "brought_forward_executed": "10.00",
        },
        3,
    ),
    "a row that names no source": (
        "项目名称|甲项目|<|<\n资金|支出|预算金额（万元）|全年预算数\n^|基本支出|5.00|3.00\n"
        "一级指标|二级指标|三级指标|指标值\n产出|数量|个数|≥3个",
        {"": "5.00", "amount": "3.00"},
        0,
    ),
}


@pytest.mark.parametrize("name", MONEY)
def test_money_is_told_by_its_label_its_head_and_its_block(name: str) -> None:
    """Each number is of its own kind, no two of one; what adds up is seen to, and nobody is accused."""
    drawing, money, sums = MONEY[name]
    disclosure = read("项目支出绩效目标表", drawing)
    said = {c.about.rpartition(".")[2]: f"{c.amount.value:f}" for c in disclosure.claims if c.amount}
    assert said == money
    assert len(disclosure.claims) == len(money)
    found = [f.verdict for f in check(disclosure) if f.identity in ("performance.project", "claims.twice")]
    assert found == ["exact"] * sums


def test_a_source_that_is_not_known_accuses_nobody() -> None:
    """事业收入 among the sources is listed, and the sum without it is left open."""
    drawing = (
        "项目名称|甲项目|<|<\n项目资金（万元）|年度资金总额|<|9.00\n^|其中：财政拨款|<|5.00\n^|自筹|<|4.00\n"
        "一级指标|二级指标|三级指标|指标值\n产出|数量|个数|≥3个"
    )
    found = [
        f.verdict for f in check(read("项目支出绩效目标表", drawing)) if f.identity == "performance.project"
    ]
    assert found == ["unstated"]


def test_sources_that_do_not_add_up_are_broken() -> None:
    """Of several projects each is held against its own sources."""
    drawing = (
        "项目名称|甲项目|<|<\n资金（万元）|年度资金总额|<|9.00\n^|其中：财政拨款|<|5.00\n^|其他资金|<|3.00\n"
        "一级指标|二级指标|三级指标|指标值\n产出|数量|个数|≥3个"
    )
    found = [
        f.verdict for f in check(read("项目支出绩效目标表", drawing)) if f.identity == "performance.project"
    ]
    assert found == ["broken"]


def _indicators(title: str, drawing: str) -> Disclosure:
    return read_paper(paper(("虚构市某局2024年部门预算",), (title, grid(drawing, 2))))


def test_levels_in_one_column() -> None:
    """产出指标-数量指标 in one cell under 绩效指标 are two levels; sign and unit stand apart from the figure."""
    drawing = """
项目名称|信息化建设|<|<|<|<
绩效指标|指标名称|指标性质|指标值|度量单位|权重
产出指标-数量指标|建设系统数量|=|3|个|20
满意度指标|用户满意度|≥|90|%|10
"""
    found = _indicators("项目支出绩效目标申报表", drawing).indicators
    assert [(i.levels, i.target) for i in found] == [
        (("产出指标", "数量指标", "建设系统数量"), "=3个"),
        (("满意度指标", "", "用户满意度"), "≥90%"),
    ]


def test_a_row_of_totals_is_no_indicator() -> None:
    """总分 over the columns of levels and target is none; it is the sum of all points."""
    drawing = """
项目名称|信息化建设|<|<|<|<
一级指标|二级指标|三级指标|年度指标值|实际完成值|得分
产出指标|数量指标|系统数量|3个|3个|20
总分|<|<|<|<|97.5
"""
    found = _indicators("2023年度项目支出绩效自评表", drawing)
    assert [i.levels[2] for i in found.indicators] == ["系统数量"]
    assert [(c.subject, str(c.amount)) for c in found.claims] == [("项目总分", "97.5 分")]
    assert not [u for u in found.unplaced if u.text]


def test_several_projects_in_one_table() -> None:
    """Where projects stand in a column, every indicator is of its row's project, and so is the money beside it."""
    drawing = """
单位名称|项目名称|预算数（万元）|一级指标|二级指标|三级指标|指标值|权重
虚构市某局|信息化建设|80.00|产出指标|数量指标|系统数量|≥3个|30
^|^|^|效益指标|社会效益|知晓率|≥90%|30
^|园区基础设施|50.00|产出指标|数量指标|道路里程|12.5公里|40
"""
    found = _indicators("2024年部门预算项目绩效目标汇总表", drawing)
    assert [(i.owner, i.target) for i in found.indicators] == [
        *(("信息化建设", "≥3个"), ("信息化建设", "≥90%")),
        ("园区基础设施", "12.5公里"),
    ]
    assert [(c.subject, str(c.amount)) for c in found.claims] == [
        ("信息化建设·年度预算总额", "80.00 万元"),
        ("园区基础设施·年度预算总额", "50.00 万元"),
    ]
    assert not found.unplaced


def test_no_levels_at_all() -> None:
    """A title that says so and heads of an indicator and its target are enough; the whole is the department's."""
    drawing = (
        "绩效目标|<|绩效指标|绩效目标值\n一、履职效能|重点工作|完成率|≥95%\n二、管理效率|预算执行|执行率|≥92%"
    )
    found = _indicators("部门（单位）整体绩效目标", drawing).indicators
    assert [(i.table, i.owner, i.levels[2], i.target) for i in found] == [
        ("overall", "虚构市某局", "完成率", "≥95%"),
        ("overall", "虚构市某局", "执行率", "≥92%"),
    ]


def test_basic_and_project_money_of_the_whole() -> None:
    """其中：基本支出 and 项目支出 in one row are money of the whole, in the unit that the row above gives."""
    drawing = """
部门名称|虚构市某局|<|<
年度预算总额（万元）|333.55|<|<
其中：基本支出|193.55|项目支出|140.00
一级指标|二级指标|三级指标|指标值
产出指标|数量指标|培训次数|≥12次
"""
    found = _indicators("部门整体支出绩效目标表", drawing)
    assert [str(c.amount) for c in found.claims] == ["333.55 万元", "193.55 万元", "140.00 万元"]
    assert not found.unplaced
