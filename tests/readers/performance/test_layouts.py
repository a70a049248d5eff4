"""Performance sheets of other layouts: heads of their own, self-evaluation, money in merged cells."""

from drawn import grid, paper

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
