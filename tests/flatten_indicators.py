"""Performance tables printed as programs without layout write them down: a row a line, a cell a line, columns, blocks.

``blocks`` imitates PDFBox on a page whose file stores runs of cells of a column together: cells are broken to the
width of their column and stand in the middle of their row, merged cells in the middle of their rows; runs come by
the height they begin at; on one baseline a step to the right is a space and a step to the left is nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from budgetkit.model.amount import parse_amount
from budgetkit.model.disclosure import Indicator

HEADS = {
    "level1": "一级指标", "level2": "二级指标", "level3": "三级指标", "target": "指标值", "basis": "指标值设置依据",
    "prior": "上年完成值", "weight": "指标分值权重", "scoring": "指标赋分规则",
}  # fmt: skip
WIDTHS = {
    "level1": 2,
    "level2": 3,
    "level3": 9,
    "target": 4,
    "basis": 6,
    "prior": 4,
    "weight": 4,
    "scoring": 7,
}
_TREE = (
    ("产出指标", "数量指标"), ("产出指标", "质量指标"), ("产出指标", "时效指标"), ("成本指标", "经济成本指标"),
    ("效益指标", "社会效益指标"), ("效益指标", "生态效益指标"), ("满意度指标", "满意度指标"),
)  # fmt: skip
_LEVELS = ("level1", "level2")
_FIRST = ("培训", "回访", "巡查", "争取", "修缮", "宣传", "普查", "慰问", "验收", "采购", "调研", "检查")
_LAST = (
    "人员数量",
    "样例项目资金到位率",
    "完成次数",
    "及时率（%）",
    "合格率",
    "受益群众人数",
    "设备、耗材等办公经费",
)

Item = tuple[Fraction, int, str]
"""Baseline, column, text."""


@dataclass(frozen=True)
class Layout:
    """How a table is written; chance of a blank, of a cut in a run.

    Kinds are ``lines``, ``cells``, ``columns``, ``blocks`` and ``baselines`` (the lines of the page from the top). In the
    last two a row is as high as its tallest cell and ``room`` lines more, and ``least`` lines at least.
    """

    kind: str
    blank: float = 0.0
    cut: float = 0.1
    room: Fraction = Fraction(0)
    least: int = 1


def indicators(rng: Random, blank: float) -> list[Indicator]:
    """Return indicators of one project, their last year's values, now and then their targets, blank by chance."""
    found = []
    for level1, level2 in sorted(rng.sample(_TREE, rng.randint(2, len(_TREE))), key=_TREE.index):
        for _ in range(rng.randint(1, 3)):
            name = f"{rng.choice(_FIRST)}{rng.choice(_FIRST)}{rng.choice(_LAST)}"
            target = rng.choice(
                (f"≥{rng.randint(2, 90)}个", "=100%", f"≤{rng.randint(2, 90)}万元", "2025年12月")
            )
            prior = rng.choice((f"{rng.randint(50, 99)}.5%", f"{rng.randint(2, 90)}个"))
            found.append(
                Indicator(
                    "project",
                    "示范项目",
                    (level1, level2, name),
                    "" if rng.random() < blank / 3 else target,
                    rng.choice(("计划标准", "历史标准", "预算支出标准")),
                    "" if rng.random() < blank else prior,
                    parse_amount(str(rng.choice((5, 10, 15, 20))), ""),
                    rng.choice(("按照完成比例赋分", "按评判等级赋分", "满意度赋分")),
                )
            )
    return found


def flatten_indicators(found: Sequence[Indicator], rng: Random, layout: Layout) -> str:
    """Return the table as flattened text, heads included."""
    rows = [_row(i) for i in found]
    if layout.kind in ("blocks", "baselines"):
        made = _by_block(rows, rng, layout)
    else:
        made = {"lines": _by_line, "cells": _by_cell, "columns": _by_column}[layout.kind](rows)
    head = [" ".join(HEADS.values())] if layout.kind not in ("cells", "columns") else list(HEADS.values())
    owner = ["预算单位 例示局", "项目名称 示范项目"]
    return "\n".join([" 项目支出绩效目标表", "（2025年）", *owner, *head, *made, " 第四部分 名词解释"])


def _row(i: Indicator) -> dict[str, str]:
    weight = "" if i.weight is None else f"{i.weight.value:f}"
    values = (
        *i.levels,
        i.target.replace("≥", "＞=").replace("≤", "＜="),
        i.basis,
        i.prior,
        weight,
        i.scoring,
    )
    return dict(zip(HEADS, values, strict=True))


Rows = Sequence[dict[str, str]]


def _merged(rows: Rows) -> Iterator[list[str]]:
    """Yield the printed cells of each row: a level that goes on from the row above is not printed again."""
    for n, row in enumerate(rows):
        above = rows[n - 1] if n else {}
        shown = {
            "level1": row["level1"] != above.get("level1"),
            "level2": (row["level1"], row["level2"]) != (above.get("level1"), above.get("level2")),
        }
        yield [text for role, text in row.items() if text and shown.get(role, True)]


def _by_line(rows: Rows) -> Iterator[str]:
    yield from (" ".join(cells) for cells in _merged(rows))


def _by_cell(rows: Rows) -> Iterator[str]:
    yield from (text for cells in _merged(rows) for text in cells)


def _by_column(rows: Rows) -> Iterator[str]:
    for role in HEADS:
        yield from (row[role] for row in rows if row[role])


def _by_block(rows: Rows, rng: Random, layout: Layout) -> Iterator[str]:
    broken = [{role: _broken(text, WIDTHS[role]) for role, text in row.items()} for row in rows]
    heights = _heights(rows, broken, layout)
    runs: list[list[Item]] = []
    for column, role in enumerate(HEADS):
        last = Fraction(-9)
        for start, stop in _groups(rows, role):
            lines = broken[start][role]
            middle = Fraction(sum(heights[:start], start=Fraction(0)) + sum(heights[:stop]), 2)
            for n, line in enumerate(lines):
                here = middle + n - Fraction(len(lines), 2)
                cut = n == 0 and (last < start or rng.random() < layout.cut)
                if cut or not runs or runs[-1][0][1] != column:
                    runs.append([])
                runs[-1].append((here, column, line))
            last = Fraction(stop) if lines else last
    if layout.kind == "baselines":
        runs = [[item] for run in runs for item in run]
    yield from _lines([item for run in sorted(runs, key=lambda r: r[0][:2]) for item in run])


def _heights(rows: Rows, broken: Sequence[dict[str, list[str]]], layout: Layout) -> list[Fraction]:
    """Return the height of each row; merged cells that need more make the last of their rows higher."""
    heights = [
        max(
            Fraction(layout.least),
            layout.room + max(len(lines) for role, lines in row.items() if role not in _LEVELS),
        )
        for row in broken
    ]
    for role in _LEVELS:
        for start, stop in _groups(rows, role):
            heights[stop - 1] += max(0, len(broken[start][role]) - sum(heights[start:stop]))
    return heights


def _groups(rows: Rows, role: str) -> list[tuple[int, int]]:
    """Return first row and row after the last of each cell of a column."""
    if role not in _LEVELS:
        return [(n, n + 1) for n in range(len(rows))]
    keys = [row["level1"] + (row["level2"] if role == "level2" else "") for row in rows]
    starts = [n for n, key in enumerate(keys) if not n or keys[n - 1] != key]
    return list(zip(starts, [*starts[1:], len(rows)], strict=True))


def _broken(text: str, width: int) -> list[str]:
    """Return text broken to a width in whole characters; two plain ones are as wide as one."""
    lines, used = [""] if text else [], 0
    for character in text:
        size = 1 if character.isascii() else 2
        if used + size > 2 * width and character not in "、，。%）":
            lines.append("")
            used = 0
        lines[-1] += character
        used += size
    return lines


def _lines(stream: Sequence[Item]) -> Iterator[str]:
    """Yield lines: a new one for a new baseline, a space for a step to the right, nothing for one to the left."""
    current, last = "", (Fraction(-1), -1)
    for baseline, column, text in stream:
        if baseline != last[0]:
            if current:
                yield current
            current = text
        else:
            current += (" " if column > last[1] else "") + text
        last = (baseline, column)
    if current:
        yield current
