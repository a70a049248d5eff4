"""The two performance tables of a Xinjiang budget as sheets: the money, then indicators by level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from budgetkit.model.disclosure import Disclosure, Indicator
from synthesize.drawn_tables import NUMBER, TEXT, DrawnTable, Spot
from synthesize.printing import digits

_OVERALL = ("一级指标", "二级指标", "三级指标", "指标值", "指标设定依据", "分值权重")
_PROJECT = (
    *("一级指标", "二级指标", "三级指标", "指标值", "指标值设置依据", "上年完成值", "指标分值权重"),
    "指标赋分规则",
)


def performance_tables(disclosure: Disclosure) -> Iterator[DrawnTable]:
    """Yield the performance tables that a disclosure has indicators for."""
    for table in ("overall", "project"):
        indicators = [i for i in disclosure.indicators if i.table == table]
        if indicators:
            yield _overall(disclosure, indicators) if table == "overall" else _project(disclosure, indicators)


def _amount(disclosure: Disclosure, item: str) -> str:
    about = f"narrative/performance/{item}"
    found = next((c.amount for c in disclosure.claims if c.about == about), None)
    return "" if found is None else digits(found)


def _overall(disclosure: Disclosure, indicators: Sequence[Indicator]) -> DrawnTable:
    width = len(_OVERALL)
    spots = [
        *_pair(0, "部门名称", disclosure.department, width),
        *_pair(1, "年度绩效目标", "完成样例规定的任务。", width),
    ]
    money = (("财政资金（万元）", "上级安排", "above"), ("财政资金（万元）", "本级安排", "own_level"))
    for row, (of, name, item) in enumerate((*money, ("其他资金（万元）", "其他", "other")), 2):
        spots += [
            Spot(row, 0, 1, 1, "年度预算" if row == 2 else ""),
            Spot(row, 1, 1, 2, of),
            Spot(row, 3, 1, 1, name),
        ]
        spots.append(Spot(row, 4, 1, 2, _amount(disclosure, f"overall.{item}"), NUMBER))
    rows = [(i.levels[0], i.levels[1], i.levels[2], i.target, i.basis, _weight(i)) for i in indicators]
    return _sheet("部门整体绩效目标表", disclosure.year, spots, _OVERALL, rows, 5)


def _project(disclosure: Disclosure, indicators: Sequence[Indicator]) -> DrawnTable:
    width = len(_PROJECT)
    name = indicators[0].owner
    spots = [*_pair(0, "预算单位", disclosure.department, width), *_pair(1, "项目名称", name, width)]
    money = [("年度预算总额", "amount"), ("其中：财政拨款", "fiscal"), ("其他资金", "other")]
    texts = [
        "项目资金（万元）",
        *(t for n, item in money for t in (n, _amount(disclosure, f"project.{item}"))),
    ]
    spots += [Spot(2, n, 1, 1, text) for n, text in enumerate([*texts, ""][:width])]
    rows = [
        (*i.levels, i.target.replace("≥", "＞="), i.basis, i.prior, _weight(i), i.scoring) for i in indicators
    ]
    return _sheet("项目支出绩效目标表", disclosure.year, spots, _PROJECT, rows, 3)


def _pair(row: int, label: str, text: str, width: int) -> list[Spot]:
    return [Spot(row, 0, 1, 1, label), Spot(row, 1, 1, width - 1, text)]


def _weight(indicator: Indicator) -> str:
    return "" if indicator.weight is None else digits(indicator.weight)


def _sheet(
    title: str, year: int, spots: list[Spot], heads: Sequence[str], rows: Sequence[Sequence[str]], start: int
) -> DrawnTable:
    """Add heads and indicators; equal levels in neighbouring rows are one merged cell."""
    done = [*spots, *(Spot(start, c, 1, 1, text) for c, text in enumerate(heads))]
    for column in range(len(heads)):
        row = 0
        while row < len(rows):
            end = row + 1
            while column < 2 and end < len(rows) and rows[end][: column + 1] == rows[row][: column + 1]:
                end += 1
            done.append(Spot(start + 1 + row, column, end - row, 1, rows[row][column], TEXT))
            row = end
    size = start + 1 + len(rows)
    widths = tuple(2.4 if "三级" in h else 1.2 for h in heads)
    return DrawnTable((title, f"（{year}年）"), tuple(done), size, len(heads), 0, widths)
