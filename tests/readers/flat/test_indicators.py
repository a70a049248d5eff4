"""Laws of reading performance tables of flattened text: a field is right, or left empty and listed; never another's."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from flatten_indicators import Layout, flatten_indicators, indicators

from budgetkit.model.disclosure import Disclosure, Indicator, Unplaced
from budgetkit.package import load, save
from budgetkit.readers.flat.indicators.reader import read_text_indicators
from budgetkit.readers.formats.flattened import text_pages
from budgetkit.readers.formats.page import Paper
from budgetkit.readers.read import read
from budgetkit.source import REFERENCE, bundled

HALF = Fraction(1, 2)
LEVELS = ("产出指标", "数量指标", "质量指标")
HEADS = "一级指标 二级指标 三级指标 指标值 指标值设置依据 上年完成值 指标分值权重 指标赋分规则"
# Shortened by hand in the transcription: the project, and the names of the two social benefit indicators.
SHORTENED = {"owner", "level3"}


@pytest.fixture(scope="module")
def text(documents: Path) -> Path:
    """The flattened text of the reference."""
    return next((documents / "reference").glob("*.txt"))


@pytest.fixture(scope="module")
def found(text: Path) -> Disclosure:
    """What is read from it."""
    return read(text)


def fields(i: Indicator) -> Mapping[str, str]:
    """Every field of an indicator as a CSV prints it."""
    weight = "" if i.weight is None else f"{i.weight.value:f}"
    levels = dict(zip(("level1", "level2", "level3"), i.levels, strict=True))
    texts = {name: getattr(i, name) for name in ("table", "owner", "target", "basis", "prior", "scoring")}
    return {**texts, **levels, "weight": weight}


def read_lines(
    *lines: str, title: str = "项目支出绩效目标表"
) -> tuple[list[Indicator], tuple[Unplaced, ...]]:
    """Read a performance table whose heads and rows are these lines."""
    text = "\n".join((title, "项目名称 示范项目", *lines, "第四部分 名词解释"))
    found, unplaced = read_text_indicators(Paper("text", text_pages(text)), "例示局")
    return list(found), unplaced


def test_all_indicators_of_the_reference_text_are_read(found: Disclosure) -> None:
    """The 19 indicators stand as in the transcription, field by field; nothing of the tables is left over."""
    path = bundled("data") / REFERENCE / "indicators.csv"
    with path.open(encoding="utf-8", newline="") as file:
        truth = list(csv.DictReader(file))
    assert len(found.indicators) == len(truth) == 19
    for here, row in zip(found.indicators, truth, strict=True):
        read_as = {**fields(here), "page": str(here.place.page)}
        assert {k for k in row if row[k] != read_as[k]} <= (SHORTENED if here.table == "project" else set())
        assert here.owner.startswith(row["owner"])
    assert {u.reason for u in found.unplaced} <= {"in an explanation"}


def test_the_text_and_the_pdf_of_the_reference_say_the_same(found: Disclosure, documents: Path) -> None:
    """Two renditions of one document give the same indicators; only the text's are paired by deduction."""
    ruled = read(documents / "reference" / "reference.pdf").indicators
    assert [fields(i) for i in found.indicators] == [fields(i) for i in ruled]
    assert all(i.inferred for i in found.indicators) and not any(i.inferred for i in ruled)


def test_nobody_is_named(found: Disclosure, text: Path) -> None:
    """Between title and heads stand people and telephone numbers; neither is in an indicator or in what is left over."""
    lines = text.read_text(encoding="utf-8").splitlines()
    people = [line for line in lines if "联系电话" in line]
    said = repr((found.indicators, found.unplaced))
    assert people and not any(word in said for line in people for word in line.split())


@pytest.mark.parametrize("kind", ["lines", "cells"])
@pytest.mark.parametrize("seed", range(8))
def test_rows_in_turn_are_read_whole(kind: str, seed: int) -> None:
    """A row a line, or a cell a line: every field, blanks where blank; only levels that merged cells share are inferred."""
    rng = Random(seed)
    truth = indicators(rng, 0.4)
    text = flatten_indicators(truth, rng, Layout(kind))
    found, unplaced = read_text_indicators(Paper("text", text_pages(text)), "例示局")
    assert [fields(i) for i in found] == [fields(i) for i in truth]
    assert {role for i in found for role in i.inferred} <= {"level1", "level2"}
    assert unplaced == ()


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize(
    "layout",
    [
        Layout("columns", 0.4),
        Layout("blocks"),
        Layout("blocks", 0.3, 0.3),
        Layout("blocks", 0.4, 0.1, HALF, 2),
        Layout("baselines", 0.3),
    ],
    ids=["columns", "blocks", "cut", "higher", "baselines"],
)
def test_what_is_out_of_turn_is_right_or_listed(layout: Layout, seed: int) -> None:
    """Whatever the order of cells: a table is read with all its indicators or not at all, and no field is another's."""
    rng = Random(seed)
    truth = indicators(rng, layout.blank)
    text = flatten_indicators(truth, rng, layout)
    found, unplaced = read_text_indicators(Paper("text", text_pages(text)), "例示局")
    assert len(found) in (0, len(truth))
    missing = 0
    for here, there in zip(found, truth, strict=False):
        wrong = {k: (v, fields(there)[k]) for k, v in fields(here).items() if v not in ("", fields(there)[k])}
        assert not wrong
        missing += sum(not v and bool(fields(there)[k]) for k, v in fields(here).items())
    assert unplaced or (found and not missing)


def test_blocks_are_read_where_their_names_have_one_reading() -> None:
    """Of tables in blocks some are read, and of those nearly all fields; the others are refused, not guessed."""
    read_whole, fields_read = 0, 0
    for seed in range(40):
        rng = Random(seed)
        text = flatten_indicators(truth := indicators(rng, 0.0), rng, Layout("blocks"))
        found, _ = read_text_indicators(Paper("text", text_pages(text)), "例示局")
        read_whole += len(found) == len(truth)
        fields_read += sum(bool(value) for i in found for value in fields(i).values()) - 10 * len(found)
    assert read_whole >= 8 and fields_read > -3 * 8 * read_whole


def test_columns_one_after_the_other_are_paired_where_they_are_full() -> None:
    """A column with a cell for each row is paired in order and inferred; of one with blanks each cell is listed."""
    rng = Random(1)
    truth = indicators(rng, 0.0)
    text = flatten_indicators(truth, rng, Layout("columns")).replace(truth[1].prior, "", 1)
    found, unplaced = read_text_indicators(Paper("text", text_pages(text)), "例示局")
    assert [i.target for i in found] == [i.target for i in truth]
    assert all({"target", "weight", "basis"} <= set(i.inferred) for i in found)
    assert not any(i.prior for i in found)
    assert {i.prior for i in truth if i is not truth[1]} <= {u.text for u in unplaced}


def test_glued_cells_are_told_apart() -> None:
    """Without a space the words of the official tree, of bases and of scoring still end where they end."""
    row = "产出指标数量指标 培训人数＞=70 个计划标准 106 个 10按照完成比例赋分"
    found, unplaced = read_lines(HEADS, row, "质量指标 合格率 =100% 历史标准 5 满意度赋分")
    assert [fields(i)["target"] for i in found] == ["≥70个", "=100%"]
    assert [(i.basis, i.prior, i.scoring) for i in found] == [
        ("计划标准", "106个", "按照完成比例赋分"),
        ("历史标准", "", "满意度赋分"),
    ]
    assert unplaced == ()


def test_heads_broken_over_lines_and_printed_again_are_heads() -> None:
    """Heads in pieces and out of order are put together; those that a new page repeats are no rows."""
    heads = ("三级指标一级指标 二级指标 指标", "值 分值", "权重")
    rows = ("产出指标 数量指标 培训人数 =70人 50", "培训场次 =3场 40")
    found, unplaced = read_lines(*heads, rows[0], *heads, rows[1])
    assert [(i.name, str(i.weight)) for i in found] == [("培训人数", "50"), ("培训场次", "40")]
    assert found[1].inferred == ("level1", "level2") and unplaced == ()


def test_heads_that_cannot_be_put_together_are_said_so() -> None:
    """A table whose heads hold anything else is listed, with no row of it guessed."""
    found, unplaced = read_lines(
        "一级指标 二级指标 三级指标 某某栏 分值", "产出指标 数量指标 培训人数 =70人 50"
    )
    assert found == []
    assert [u.text for u in unplaced] == ["项目支出绩效目标表"]


def test_a_text_without_performance_tables_has_no_indicators() -> None:
    """Where no title is, nothing is read and nothing is listed, of an empty text as of prose."""
    for text in ("", "一、部门收支总体情况\n收入总计 1.00 支出总计 1.00"):
        paper = Paper("text", text_pages(text))
        assert read_text_indicators(paper, "某局") == ((), ())


def test_a_title_in_a_list_of_contents_is_no_table() -> None:
    """A title without heads below it gives neither rows nor complaints."""
    paper = Paper("text", text_pages("目录\n项目支出绩效目标表\n第一部分 概况\n某局承担某项工作。"))
    assert read_text_indicators(paper) == ((), ())


def test_what_another_table_names_is_one_name() -> None:
    """A name that stands whole elsewhere ends where it ends, though its line is full and another line follows."""
    overall = (
        "部门整体绩效目标表",
        "一级指标 二级指标 三级指标 指标值 分值",
        "产出指标 数量指标 采购设备合格率 =9台 90",
    )
    blocks = (
        "项目支出绩效目标表", "一级指标 二级指标 三级指标 指标值 指标值设置依据 分值", "采购设备合格率", "培训干部合格率",
        "=9台", "=8人", "计划标准", "历史标准", "50", "40", "产出指标", "数量指标",
    )  # fmt: skip
    found, _ = read_text_indicators(Paper("text", text_pages("\n".join((*overall, *blocks)))))
    assert [i.name for i in found] == ["采购设备合格率", "采购设备合格率", "培训干部合格率"]


def test_what_was_inferred_is_saved_and_loaded(found: Disclosure, tmp_path: Path) -> None:
    """The fields that were paired by deduction are known as such in a saved disclosure too."""
    save(found, tmp_path / "saved")
    assert [i.inferred for i in load(tmp_path / "saved").indicators] == [i.inferred for i in found.indicators]
