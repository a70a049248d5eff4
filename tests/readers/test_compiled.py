"""One file that holds several disclosures."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from drawn import broken, grid, paper

from budgetkit.checks.verdicts import check
from budgetkit.model.disclosure import FURTHER
from budgetkit.readers.compiled import apart
from budgetkit.readers.formats.open import open_papers
from budgetkit.readers.formats.page import Grid, Page, Paper
from budgetkit.readers.read import read, read_all, read_paper

TITLES = ("2024年收入预算总表", "2024年支出预算总表", "2024年一般公共预算支出表")
BODY = "科目编码|科目名称|合计|基本支出\n201|一般公共服务支出|{0}.50|{1}.25\n合计|<|{0}.50|{1}.25"
COVER = "{0}2024年部门预算"
SENTENCE = "{0}2024年支出预算{1}.50万元，其中基本支出{2}.25万元。"

_Blocks = tuple[str | Grid, ...]


def _tables(
    body: str, total: int, titles: tuple[str, ...] = TITLES, label: str = "编制单位"
) -> list[_Blocks]:
    drawn = grid(BODY.format(total, total - 1))
    return [(title, f"{label}：{body}    单位：万元" if label else "单位：万元", drawn) for title in titles]


def _narrative(body: str, total: int) -> list[_Blocks]:
    return [("二、支出预算情况说明", SENTENCE.format(body, total, total - 1))]


def _front(body: str) -> list[_Blocks]:
    return [(COVER.format(body),), ("目录", "第一部分 概况", *TITLES)]


def test_a_file_of_several_bodies_is_taken_apart() -> None:
    """Tables of the same titles under two bodies are two disclosures, on pages of their own or on one; none is lost."""
    for pages in (
        [*_tables("某市教育局", 3), *_tables("某市第一中学", 5)],
        [tuple(block for page in (*_tables("某市教育局", 3), *_tables("某市第一中学", 5)) for block in page)],
    ):
        found = [read_paper(part, None, name) for name, part in apart(paper(*pages))]
        assert [(d.department, len(d.tables)) for d in found] == [("某市教育局", 3), ("某市第一中学", 3)]


def test_bodies_that_take_turns_are_told_by_their_labels() -> None:
    """Each table printed for one body after the other makes a disclosure of each body."""
    turns = [
        page for two in zip(_tables("某市教育局", 3), _tables("某市第一中学", 5), strict=True) for page in two
    ]
    assert [name for name, _ in apart(paper(*turns))] == ["某市教育局", "某市第一中学"]


def test_a_table_that_names_a_unit_does_not_take_a_file_apart() -> None:
    """One table of another body beside a disclosure is part of it."""
    pages = [*_tables("某市教育局", 3), *_tables("某市第一中学", 5, ("项目支出绩效目标表",))]
    assert [name for name, _ in apart(paper(*pages))] == [""]


@pytest.mark.parametrize("order", ["narrative first", "tables first"])
def test_a_series_of_tables_that_begins_again_is_another_disclosure(order: str) -> None:
    """Without any label cover, contents, tables and narrative stay together, whichever way round; no block is lost."""
    pages: list[_Blocks] = []
    for body, total in (("某市教育局", 3), ("某市财政局", 70), ("某市公安局", 900)):
        parts = [_narrative(body, total), _tables(body, total, label="")]
        pages += [
            *_front(body),
            *(page for part in (parts if order[0] == "n" else parts[::-1]) for page in part),
        ]
    whole = paper(*pages)
    parts = [part for _, part in apart(whole)]
    assert [[page.number for page in part.pages] for part in parts] == [
        list(range(1 + n, 7 + n)) for n in (0, 6, 12)
    ]
    assert sum(len(page.blocks) for part in parts for page in part.pages) == sum(
        len(p.blocks) for p in whole.pages
    )
    assert [read_paper(part).department for part in parts] == ["某市教育局", "某市财政局", "某市公安局"]


@pytest.mark.parametrize("form", ["{}.50", "{}50000"])
def test_flattened_text_is_taken_apart_at_the_same_places(form: str) -> None:
    """Lines of figures below titles are tables too, though one title is lost; figures of prose are none."""
    pages: list[_Blocks] = []
    for body, total in (("某市教育局", 3), ("某市财政局", 70)):
        rows = (f"201 一般公共服务支出 {form.format(total)}", f"合计 {form.format(total)}")
        shown = (*TITLES, "2024年一般公共预算基本支出表")
        tables: list[_Blocks] = [
            (title, "单位：万元", *rows) for title in shown if (title, total) != (TITLES[1], 3)
        ]
        pages += [*_front(body), *tables, *_narrative(body, total)]
    parts = [part for _, part in apart(paper(*pages, format="text"))]
    assert [part.pages[0].number for part in parts] == [1, 7]


def test_years_and_kinds_of_one_body_are_taken_apart() -> None:
    """A budget, the next year's and the accounts of one body are three disclosures."""
    pages: list[_Blocks] = []
    for year, word, total in (("2024", "预算", 3), ("2025", "预算", 70), ("2024", "决算", 900)):
        titles = [title.replace("2024", year).replace("预算总", f"{word}总") for title in TITLES]
        pages += [(f"某市教育局{year}年部门{word}",), *_tables("某市教育局", total, tuple(titles))]
    found = [read_paper(part, None, name) for name, part in apart(paper(*pages))]
    assert [(d.year, d.kind) for d in found] == [(2024, "budget"), (2025, "budget"), (2024, "final_accounts")]


def test_narratives_alone_are_told_apart_by_their_covers() -> None:
    """Covers of different bodies part a file without a table; a cover of the same body does not."""
    pages = [page for body in ("某市教育局", "某市财政局") for page in (*_front(body), *_narrative(body, 9))]
    assert len(apart(paper(*pages))) == 2
    again = [
        *_front("某市教育局"),
        *_narrative("某市教育局", 9),
        *_front("某市教育局"),
        *_narrative("某市教育局", 9),
    ]
    assert len(apart(paper(*again))) == 1


def test_tables_printed_twice_are_one_disclosure() -> None:
    """The same tables with the same figures, as an annex, a summary in a text or a copy, begin nothing."""
    pages = [*_front("某市教育局"), *_tables("某市教育局", 3, label=""), *_narrative("某市教育局", 3)]
    assert len(apart(paper(*pages, *_tables("某市教育局", 3, label="")))) == 1


def test_titles_in_contents_and_in_prose_begin_nothing() -> None:
    """A title is a table's where figures stand below it."""
    pages = [
        *_front("某市教育局"),
        *_tables("某市教育局", 3, label=""),
        (*TITLES, "以上各表见前。"),
        _narrative("某市教育局", 3)[0],
    ]
    assert len(apart(paper(*pages))) == 1


def test_a_page_that_cannot_be_read_is_with_its_neighbours() -> None:
    """A refused page is listed by the disclosure on whose pages it lies."""
    whole = paper(*_tables("某市教育局", 3), ("",), *_tables("某市财政局", 70), ("",))
    pages = [replace(p, blocks=(), refused="a picture") if p.number in (4, 8) else p for p in whole.pages]
    parts = [part for _, part in apart(replace(whole, pages=tuple(pages)))]
    assert [[page.number for page in part.pages] for part in parts] == [[1, 2, 3, 4], [5, 6, 7, 8]]


def test_tables_that_cannot_be_told_apart_accuse_nobody() -> None:
    """Where two tables have one title and differ, nothing that compares them with others is called broken."""
    drawn = "科目编码|科目名称|合计\n201|一般公共服务支出|{0}.50\n合计|<|{0}.50"
    tables = (("2024年支出预算总表", 3), ("2024年一般公共预算支出表", 9), ("2024年支出预算总表", 9))
    pages = [(title, "单位：万元", grid(drawn.format(total))) for title, total in tables]
    ((_, one),) = apart(paper(*pages))
    disclosure = read_paper(one)
    assert [name for name in disclosure.tables if "#" in name] == ["expenditure#2"]
    assert not broken(disclosure)
    assert any("several tables" in f.statement.doubt for f in check(disclosure) if f.verdict == "unstated")


def _behind_one_another(papers: Sequence[Paper]) -> Paper:
    pages: list[Page] = []
    for one in papers:
        pages += [replace(page, number=page.number + len(pages)) for page in one.pages]
    return replace(papers[0], pages=tuple(pages))


def test_read_takes_the_first_and_says_what_else_there_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Of a compiled file one disclosure is read, which says so; read_all gives each, what holds none is listed."""
    rows = "<tr><td>201<td>一般公共服务支出<td>{0}.50<tr><td>合计<td><td>{0}.50"
    table = (
        "<p>{1}</p><p>单位：万元</p><table border><tr><td>科目编码<td>科目名称<td>合计" + rows + "</table>"
    )
    text = "".join(
        f"<p>{COVER.format(body)}</p>" + "".join(table.format(total, title) for title in TITLES)
        for body, total in (("某市教育局", 3), ("某市财政局", 70))
    )
    path = tmp_path / "all.html"
    path.write_text(
        f"<meta charset=utf-8>{text}<p>某市公安局2024年部门预算</p><p>没有数字。</p>", encoding="utf-8"
    )
    with caplog.at_level(logging.WARNING):
        disclosure = read(path)
    assert disclosure.department == "某市教育局" and "holds 3 disclosures" in caplog.text
    assert [r.text for r in disclosure.remarks if r.id == FURTHER] == [
        "某市财政局 2024 (1)",
        "某市公安局 2024 (1)",
    ]
    first, second = read_all(path)
    assert (first.department, second.department) == ("某市教育局", "某市财政局")
    assert [u.text for u in first.unplaced if "holds nothing" in u.reason] == ["某市公安局 2024 (1)"]


@pytest.mark.parametrize(
    "names",
    [
        ["shanghai/commerce-2025-budget.pdf", "shanghai/government-office-2025-unit-budget.pdf"],
        ["shanghai/wanli-2024-budget.pdf", "shanghai/wanli-2025-budget.pdf"],
        ["swu/swu-2023-budget.pdf", "swu/swu-2023-final-accounts.pdf"],
        ["jiangsu/congress-2017.pdf", "jiangsu/high-court-2018.pdf", "jiangsu/procuratorate-2019.pdf"],
        ["jiangsu/cppcc-2018-narrative.pdf", "jiangsu/party-office-2018-narrative.pdf"],
        ["reference/reference.pdf", "shanghai/social-work-2024-final-accounts.pdf"],
    ],
)
def test_real_documents_bound_together_are_judged_as_alone(documents: Path, names: list[str]) -> None:
    """Documents printed one behind the other have the verdicts that each of them has alone."""
    papers = [open_papers(documents / name)[0] for name in names]
    alone = [check(read_paper(one)).counts for one in papers]
    bound = [read_paper(part, None, name) for name, part in apart(_behind_one_another(papers))]
    assert [check(one).counts for one in bound] == alone


def _units(order: tuple[tuple[str, str], ...], titles: tuple[str, ...] = TITLES) -> Paper:
    """A department's narrative, and behind it one set of tables for each body, in an order."""
    front = ("某县民政局2024年部门预算", "一、支出预算情况说明", "2024年支出预算9万元，其中：基本支出6万元。")
    rows = "科目编码|科目名称|合计|基本支出\n208|社会保障和就业支出|{0}|{1}\n合计|<|{0}|{1}"
    tables = [
        (title, f"单位：{body}    单位：万元", grid(rows.format(*figures.split())))
        for body, figures in order
        for title in titles
    ]
    return paper(front, *tables)


OWN, HOME, STATION = ("某县民政局", "9 6"), ("某县福利院", "5 4"), ("某县救助站", "4 2")


@pytest.mark.parametrize("order", [(OWN, HOME, STATION), (HOME, OWN, STATION), (HOME, STATION, OWN)])
@pytest.mark.parametrize("titles", [TITLES, TITLES[1:2]])
def test_a_narrative_is_held_against_the_tables_of_its_own_body(
    order: tuple[tuple[str, str], ...], titles: tuple[str, ...]
) -> None:
    """Wherever the tables of its units stand, what a department states is of its own: parted by body or in one."""
    name, first = apart(_units(order, titles))[0]
    disclosure = read_paper(first, None, name)
    found = [f for f in check(disclosure) if f.identity == "claims.repeat"]
    assert disclosure.department == "某县民政局"
    assert [f.verdict for f in found] == ["exact", "exact"]


@pytest.mark.parametrize("titles", [TITLES, TITLES[1:2]])
def test_a_narrative_accuses_nobody_by_the_tables_of_units_alone(titles: tuple[str, ...]) -> None:
    """Where only the units print tables none of them is the department's, and nothing it states is broken by them."""
    for name, part in apart(_units((HOME, STATION), titles)):
        assert check(read_paper(part, None, name)).counts["broken"] == 0
