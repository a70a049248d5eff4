"""Several files that are one disclosure, and bundles of several."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from drawn import grid, paper
from made_files import zipped
from synthesize import Layout, synthesize, write_docx, write_pdf, write_xlsx

from budgetkit.forms.form import form_ids
from budgetkit.model.disclosure import FURTHER
from budgetkit.model.errors import UnreadableDocument
from budgetkit.present.records import facts
from budgetkit.readers.formats.page import Grid, Paper
from budgetkit.readers.read import read, read_all, read_paper
from budgetkit.readers.together import joined

TITLES = ("2024年收入预算总表", "2024年支出预算总表", "2024年一般公共预算支出表")
BODY = "科目编码|科目名称|合计|基本支出\n201|一般公共服务支出|3|2\n合计|<|3|2"


def _tables(body: str, titles: tuple[str, ...] = TITLES) -> list[tuple[str | Grid, ...]]:
    return [(title, f"编制单位：{body}    单位：万元", grid(BODY)) for title in titles]


def _named(of: Paper, name: str) -> Paper:
    return dataclasses.replace(of, name=name, sha256=name)


def test_narrative_and_tables_are_one_disclosure() -> None:
    """Files of one body, year and kind become one paper whose pages are counted on; the sources name both."""
    narrative = _named(paper(("某市教育局2024年部门预算", "支出预算总计3万元。")), "a.pdf")
    tables = _named(paper(*_tables("中共某市教育局")), "b.pdf")
    disclosure = read_paper(joined([narrative, tables]))
    assert len(disclosure.tables) == 3
    assert disclosure["expenditure"].place.page == 3
    assert [(s["title"], s["first_page"]) for s in disclosure.sources] == [("a.pdf", "1"), ("b.pdf", "2")]


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("某市教育局2024年部门预算", "某市财政局2024年部门预算", "body"),
        ("某市教育局2024年部门预算", "某市教育局2023年部门预算", "year"),
        ("某市教育局2024年部门预算", "某市教育局2024年部门决算", "kind"),
    ],
)
def test_files_of_two_disclosures_are_told_apart(first: str, second: str, why: str) -> None:
    """Another body, year or kind is no part of it, and the message names both files and what differs."""
    papers = [
        _named(paper((title, "一段说明。")), name) for title, name in ((first, "a.pdf"), (second, "b.pdf"))
    ]
    with pytest.raises(UnreadableDocument, match=rf"a\.pdf and b\.pdf .* {why} "):
        joined(papers)


PAGE = "<p>{body}{year}年部门预算</p><p>{year}年支出预算总表</p><p>单位：万元</p><table border>{rows}</table>"
ROWS = "<tr><td>科目编码</td><td>科目名称</td><td>合计</td></tr><tr><td>201</td><td>一般公共服务支出</td><td>3.00</td></tr>"


def _zipped(folder: Path, **files: str) -> Path:
    path = folder / "bundle.zip"
    path.write_bytes(zipped({f"{name}.html": f"<meta charset=utf-8>{text}" for name, text in files.items()}))
    return path


def test_a_bundle_of_several_bodies_and_years_is_taken_apart(tmp_path: Path) -> None:
    """Every body and year of a bundle is a disclosure; read gives the first and names the others."""
    pages = {
        name: PAGE.format(body=body, year=year, rows=ROWS)
        for name, body, year in (
            ("a", "某市教育局", 2024),
            ("b", "某市财政局", 2024),
            ("c", "某市教育局", 2023),
        )
    }
    path = _zipped(tmp_path, **pages)
    assert [(d.department, d.year, len(list(d["expenditure"].cells()))) for d in read_all(path)] == [
        *(("某市教育局", 2024, 1), ("某市财政局", 2024, 1)),
        ("某市教育局", 2023, 1),
    ]
    assert [r.text for r in read(path).remarks if r.id == FURTHER] == [
        "某市财政局 2024 (1)",
        "某市教育局 2023 (1)",
    ]


def test_what_names_nobody_is_with_a_bundle_of_one_body_only(tmp_path: Path) -> None:
    """A file of a bundle that names no body belongs to the only one there is; beside two it stands alone."""
    nameless = (
        "<p>2024年支出预算说明：支出总计3.00万元。</p>" + f"<p>单位：万元</p><table border>{ROWS}</table>"
    )
    one, two = (PAGE.format(body=body, year=2024, rows=ROWS) for body in ("某市教育局", "某市财政局"))
    assert len(read_all(_zipped(tmp_path, a=one, z=nameless))) == 1
    assert [d.department for d in read_all(_zipped(tmp_path, a=one, b=two, z=nameless))] == [
        *("某市教育局", "某市财政局", "")
    ]


@pytest.mark.parametrize("seed", [0, 4])
@pytest.mark.parametrize("other", [write_xlsx, write_docx])
def test_what_is_published_in_two_formats_counts_once(
    seed: int, other: Callable[..., object], tmp_path: Path
) -> None:
    """A bundle of one document as PDF and again as a workbook or a text holds what the PDF holds; the repeats are named."""
    made = synthesize(form_ids()[seed % len(form_ids())], 2024, seed).disclosure
    write_pdf(made, tmp_path / "a.pdf", Layout.of(seed))
    other(made, tmp_path / "b", Layout.of(seed))
    alone, both = read(tmp_path / "a.pdf"), read([tmp_path / "a.pdf", tmp_path / "b"])
    assert list(both.tables) == list(alone.tables)
    assert [*facts(both)] == [*facts(alone)]
    assert (both.claims, both.indicators) == (alone.claims, alone.indicators)
    assert {u.text for u in both.unplaced if "counts once" in u.reason} == {
        t.title for t in alone.tables.values()
    }


@pytest.mark.parametrize("change", [("3|2", "4|3"), ("支出预算总表", "基本支出预算表"), ("万元", "元")])
def test_tables_that_differ_count_both(change: tuple[str, str]) -> None:
    """Another figure, another title or another unit: no table is taken for a repeat of one in another file."""
    body = [("2024年支出预算总表", "编制单位：某市教育局    单位：万元", BODY)]
    one, two = (
        _named(paper(*((title, unit, grid(text)) for title, unit, text in tables)), name)
        for name, tables in (
            ("a.pdf", body),
            ("b.pdf", [tuple(part.replace(*change) for part in table) for table in body]),
        )
    )
    assert len(read_paper(joined([one, two])).tables) == 2
    assert len(read_paper(joined([one, dataclasses.replace(one, name="c.pdf")])).tables) == 1
