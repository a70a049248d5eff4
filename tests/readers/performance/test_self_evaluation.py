"""Self-evaluations: how much of the money was executed, the points for it, and the sum of all points."""

import pytest
from drawn import grid, paper

from budgetkit.checks.joint import reconcile
from budgetkit.checks.observations import observe
from budgetkit.checks.verdicts import check
from budgetkit.model.disclosure import Disclosure
from budgetkit.readers.read import read_paper

SHEET = """
项目名称|甲项目|<|<|<|<|<|<
项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分
^|年度资金总额|100.00|120.00|108.00|10|90.00%|9.00
^|其中：当年财政拨款|80.00|100.00|90.00|—|90.00%|—
^|上年结转资金|20.00|20.00|18.00|—|90.00%|—
一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因
产出指标|数量指标|场次|≥50场|56场|50|48|
效益指标|社会效益|人次|≥1000人次|1200人次|30|30|
满意度指标|满意度|满意度|≥90%|92%|10|10|
总分|<|<|<|<|100|97.00|
"""


def read(drawing: str) -> Disclosure:
    """Return the disclosure of one sheet."""
    return read_paper(paper(("项目支出绩效自评表", grid(drawing))))


def verdicts(drawing: str) -> dict[str, list[str]]:
    """Return the verdicts on sums and rates of a sheet, by what they are of, in the order of the sheet."""
    found: dict[str, list[str]] = {}
    for f in check(read(drawing)):
        found.setdefault(f.identity.partition(".")[2], []).append(f.verdict)
    return found


def test_every_number_of_a_self_evaluation_is_read() -> None:
    """Money in three columns, rates, the points for execution as an indicator, all points below; nothing is left."""
    sheet = read(SHEET)
    rates = {c.about.rpartition(".")[2]: (str(c.share), str(c.base_amount)) for c in sheet.claims if c.share}
    assert rates == {
        "executed": ("90.00%", "120.00 万元"),
        "fiscal_executed": ("90.00%", "100.00 万元"),
        "brought_forward_executed": ("90.00%", "20.00 万元"),
    }
    assert next((i.name, str(i.weight), str(i.score)) for i in sheet.indicators) == (
        "预算执行率",
        "10",
        "9.00",
    )
    points = {c.subject: str(c.amount) for c in sheet.claims if c.amount and c.amount.unit == "分"}
    assert points == {"项目总分值": "100 分", "项目总分": "97.00 分"}
    assert not [u for u in sheet.unplaced if any(c.isdigit() for c in u.text)]
    assert "performance.weights" not in {o.id for o in observe(sheet)}, "with execution they add to 100"
    assert verdicts(SHEET) == {"completion": ["exact"] * 3, "project": ["exact"] * 3, "score": ["exact"]}


@pytest.mark.parametrize(
    ("old", "new", "of", "broken"),
    [
        ("108.00|10|90.00%", "108.00|10|80.00%", "completion", 1),
        ("108.00|10|90.00%", "108.00|10|108.00%", "completion", 0),
        ("108.00|10|90.00%", "108.00|10|0.80", "completion", 0),
        ("|18.00|—|90.00%", "|17.00|—|85.00%", "project", 1),
        ("100|97.00", "100|79.00", "score", 1),
        ("100|97.00", "110|79.00", "score", 0),
        ("50|48", "50|", "score", 0),
        ("总分|<|<|<|<|100|97.00|", "备注|<|<|<|<|100|79.00|", "score", 0),
    ],
)
def test_only_what_is_sure_to_be_wrong_is_called_so(old: str, new: str, of: str, broken: int) -> None:
    """A wrong rate, sum or score; not a rate of the opening budget, a ratio, weights that leave something out."""
    assert old in SHEET
    assert verdicts(SHEET.replace(old, new)).get(of, []).count("broken") == broken


def test_a_rate_under_a_head_with_its_sign_needs_none() -> None:
    """执行率（%） over 90.00 is a percentage; 执行率 over 0.90 may be a ratio and is not judged."""
    signed = SHEET.replace("|执行率|", "|执行率（%）|").replace("90.00%", "90.00")
    assert verdicts(signed)["completion"] == ["exact"] * 3
    assert "completion" not in verdicts(SHEET.replace("90.00%", "0.90"))


def test_a_wrong_total_is_put_right_first_where_points_would_fall_below_zero() -> None:
    """Each score could be what is wrong; one that would have to be below zero comes last, and all have names."""
    found = reconcile(read(SHEET.replace("100|97.00", "100|79.00")))
    assert "项目总分" in found.of(0)[0].say("zh")
    assert all("−" in r.say("zh") for r in found.of(0)[-2:]) and "−" not in found.of(0)[0].say("zh")
    said = found.say("en")
    assert "indicator “场次”, score" in said and "indicators/" not in said and " 分 " not in said
