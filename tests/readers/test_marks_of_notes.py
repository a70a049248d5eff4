"""Marks of notes in a whole document: beside titles, heads, codes, labels and figures they change nothing."""

from pathlib import Path

import pytest

from budgetkit.checks.verdicts import check
from budgetkit.model.disclosure import Disclosure
from budgetkit.readers.read import read

PAGE = (
    "<p>某市某局2025年部门预算</p><p>部门支出总体情况表{title}</p><p>单位：万元</p><table>"
    "<tr><td>科目编码{head}</td><td>科目名称{head}</td><td>合计{head}</td><td>基本支出{head}</td><td>项目支出</td></tr>"
    "<tr><td>201{code}</td><td>一般公共服务支出{label}</td><td>637.50{figure}</td><td>600.00</td><td>{front}37.50</td></tr>"
    "<tr><td>20101</td><td>人大事务</td><td>637.50</td><td>600.00</td><td>37.50</td></tr>"
    "<tr><td></td><td>合计{label}</td><td>637.50</td><td>600.00</td><td>37.50</td></tr></table>"
)
PLACES = ("title", "head", "code", "label", "figure", "front")


def made(folder: Path, **marks: str) -> Disclosure:
    """Return the disclosure with marks at some places."""
    path = folder / "made.html"
    path.write_text(PAGE.format(**{place: marks.get(place, "") for place in PLACES}), encoding="utf-8")
    return read(path)


@pytest.mark.parametrize("mark", ["①", "⑳", "<sup>1</sup>", "²", "*", "[1]", "（注1）", "❶"])
@pytest.mark.parametrize("place", PLACES)
def test_a_mark_changes_no_figure_and_no_name(place: str, mark: str, tmp_path: Path) -> None:
    """With a mark at any place the same figures stand in the same cells, nothing breaks, and no number is left over."""
    clean, marked = made(tmp_path), made(tmp_path, **{place: mark})
    (before,), (after,) = clean.tables.values(), marked.tables.values()
    assert (after.id, after.unit, after.columns) == (before.id, "万元", ("total", "basic", "project"))
    assert [(r.key, c, cell.amount) for r, c, cell in after.cells()] == [
        (r.key, c, cell.amount) for r, c, cell in before.cells()
    ]
    assert not [f for f in check(marked) if f.verdict == "broken"]
    beside = [u.text for u in marked.unplaced if "mark of a note" in u.reason]
    assert len(beside) == (1 if place in ("code", "figure", "front") else 0)
    assert not [u for u in marked.unplaced if "637" in u.text or "371" in u.text]
