"""Real published documents, read whole: every printed number in its cell, none invented."""

import csv
import re
from collections import Counter, defaultdict
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from drawn import grid, paper
from where import TESTS

from budgetkit.forms.form import form
from budgetkit.model.disclosure import Disclosure
from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.open import open_paper
from budgetkit.readers.formats.page import Page, Paper
from budgetkit.readers.read import read, read_paper
from budgetkit.source import reference as bundled

TRUTH = TESTS / "documents" / "published-cells.csv"
FILES = {
    "reference": ("reference/reference.pdf", "xinjiang-budget", 11, 230),
    "commerce-2025-budget": ("shanghai/commerce-2025-budget.pdf", "shanghai-budget", 9, 287),
    "justice-bureau-2026-budget": ("shanghai/justice-bureau-2026-budget.pdf", "shanghai-budget", 9, 366),
    "wanli-2024-budget": ("shanghai/wanli-2024-budget.pdf", "shanghai-budget", 9, 875),
    "wanli-2025-budget": ("shanghai/wanli-2025-budget.pdf", "shanghai-budget", 9, 875),
    "finance-bureau-2024-final-accounts": (
        *("shanghai/finance-bureau-2024-final-accounts.pdf", "shanghai-final-accounts", 9, 195),
    ),
    "swu-2023-budget": ("swu/swu-2023-budget.pdf", "central-university-budget", 4, 234),
    "swu-2023-final-accounts": (
        "swu/swu-2023-final-accounts.pdf",
        "central-university-final-accounts",
        4,
        220,
    ),
}
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
PRINTED_OTHERWISE = {"2024", "105236"}
"""A year in a heading on a page of a table, and a unit's own code."""


@cache
def _read(path: Path) -> Disclosure:
    return read(path)


def _cells(disclosure: Disclosure) -> dict[tuple[object, ...], str]:
    """Return every printed amount by table, half, row and column (a total printed twice counts once)."""
    return {
        (t.id, r.half, r.key, r.name, column): str(cell.amount.value)
        for t in disclosure.tables.values()
        for r, column, cell in t.cells()
        if cell.amount
    }


@pytest.mark.parametrize("name", FILES)
def test_documents_are_recognised_and_read_whole(name: str, documents: Path) -> None:
    """Form, tables and number of amounts are as counted by hand; no table is missing, no amount left over."""
    file, form_id, tables, amounts = FILES[name]
    disclosure = _read(documents / file)
    assert disclosure.form == form_id and disclosure.kind == form(form_id).kind
    required = {t.id for t in form(form_id).tables if not t.optional}
    assert set(disclosure.tables) == required and len(required) == tables
    assert sum(1 for t in disclosure.tables.values() for _ in t.cells()) == amounts
    assert not [u for u in disclosure.unplaced if NUMBER.fullmatch(u.text)]
    assert str(disclosure.year) in name or name == "reference"


@pytest.mark.parametrize("name", FILES)
def test_every_number_on_a_page_with_tables_is_accounted_for(name: str, documents: Path) -> None:
    """The numbers another library finds on these pages are amounts in cells, codes, ordinals or page numbers."""
    pdfplumber = pytest.importorskip("pdfplumber")
    file = documents / FILES[name][0]
    placed: dict[int, Counter[str]] = defaultdict(Counter)
    codes: dict[int, set[str]] = defaultdict(set)
    for table in _read(file).tables.values():
        for row in table.rows:
            for cell in row.cells.values():
                if cell.place.page:
                    codes[cell.place.page] |= _parts(row.code)
                    placed[cell.place.page] += Counter([str(cell.amount.value)] if cell.amount else [])
    with pdfplumber.open(file) as pdf:
        for page in sorted(placed):
            words = (w["text"] for w in pdf.pages[page - 1].extract_words())
            there = Counter(w.replace(",", "") for w in words if NUMBER.fullmatch(w))
            assert not placed[page] - there, f"invented on page {page}"
            left = {n for n in there - placed[page] if n not in codes[page]}
            assert not {n for n in left if len(n) > 2} - PRINTED_OTHERWISE, f"lost on page {page}"
            assert not left or not name.startswith(("wanli", "commerce", "justice"))


def _parts(code: str) -> set[str]:
    """Return a code as it may be printed: whole, by level, without a leading zero."""
    tables_found = (code[:3], code[3:5], code[5:7])
    return {code, *tables_found, *(p.lstrip("0") for p in tables_found)} - {""}


def test_cells_agree_with_the_pictures_of_the_pages(documents: Path) -> None:
    """Transcribed by eye from 14 pages: every amount of these tables on these pages, and no other."""
    truth: dict[tuple[str, int, str], dict[tuple[str, str, str], str]] = defaultdict(dict)
    with TRUTH.open(encoding="utf-8", newline="") as file:
        for r in csv.DictReader(file):
            truth[r["document"], int(r["page"]), r["table"]][r["half"], r["row"], r["column"]] = r["value"]
    assert sum(map(len, truth.values())) == 338
    for (name, page, table), wanted in truth.items():
        read_table = _read(documents / FILES[name][0])[table]
        found = {
            (r.half, r.key, column): str(c.amount.value)
            for r, column, c in read_table.cells()
            if c.amount and c.place.page == page
        }
        assert found == wanted, (name, page, table)


@pytest.mark.parametrize("file", ["reference/reference.pdf", "reference/reference.docx"])
def test_renditions_of_the_reference_say_what_the_reference_says(file: str, documents: Path) -> None:
    """All 230 amounts of the bundled reference are in the same cells of the same rows, names and units alike."""
    rendition, reference = _read(documents / file), bundled()
    assert _cells(rendition) == _cells(reference) and len(_cells(reference)) == 230
    for table in reference.tables.values():
        other = rendition[table.id]
        assert (other.title, other.unit, other.columns) == (table.title, table.unit, table.columns)
        assert [(r.half, r.item, r.code, r.name, r.project) for r in other.rows] == [
            (r.half, r.item, r.code, r.name, r.project) for r in table.rows
        ]
    assert rendition.department == reference.department and rendition.year == reference.year
    levels = [(i.levels[:2], i.target, i.weight) for i in rendition.indicators]
    assert levels == [(i.levels[:2], i.target, i.weight) for i in reference.indicators]


def test_empty_tables_have_their_note_and_no_amounts(documents: Path) -> None:
    """Tables that are printed empty are there, say so in their note, and hold no amount."""
    for name, (file, *_) in FILES.items():
        disclosure = _read(documents / file)
        for table in disclosure.tables.values():
            if not list(table.cells()):
                assert re.search("空表|无数据", table.note), (name, table.id)
                assert {r.item for r in table.rows} <= {"total"}


def test_units_are_those_printed(documents: Path) -> None:
    """Shanghai's tables are in yuan, the three public expenses and all others in ten thousand yuan."""
    for file, form_id, *_ in FILES.values():
        for table in _read(documents / file).tables.values():
            in_yuan = form_id == "shanghai-budget" and table.id != "three_public"
            assert table.unit == ("元" if in_yuan else "万元")


def test_performance_tables_of_a_university(documents: Path) -> None:
    """All 24 project tables, broken anywhere over 25 pages, have indicators whose weights add to 90."""
    disclosure = _read(documents / FILES["swu-2023-budget"][0])
    weights: dict[str, Decimal] = defaultdict(Decimal)
    for indicator in disclosure.indicators:
        assert indicator.weight is not None and all(indicator.levels) and indicator.target
        weights[indicator.owner] += indicator.weight.value
    assert len(disclosure.indicators) == 233 and len(weights) == 24
    assert set(weights.values()) == {Decimal(90)}
    money = [c for c in disclosure.claims if c.about.endswith(".amount") and "performance" in c.about]
    assert len({c.about for c in money}) == 24


def test_no_person_and_no_telephone_is_read(documents: Path) -> None:
    """What is kept of the performance tables holds no telephone number and no contact."""
    for file in ("reference/reference.pdf", FILES["swu-2023-budget"][0]):
        said = repr(_read(documents / file).indicators)
        assert "联系" not in said and not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", said)


def _drawn() -> Paper:
    body = (
        "功能分类科目编码|功能分类科目名称|合计|基本支出|项目支出\n201|一般公共服务支出|10|4|6\n合计|<|10|4|6"
    )
    return paper(("部门支出总表", "单位：万元", grid(body)))


def test_a_form_can_be_forced() -> None:
    """A paper of no known form is read as printed, and with the form that is named where one is."""
    printed = read_paper(_drawn())
    assert printed.form == "" and printed["expenditure"].named_by == "vocabulary"
    disclosure = read_paper(_drawn(), form("xinjiang-budget"))
    assert list(disclosure.tables) == ["expenditure"] and disclosure.kind == "budget"
    assert [u.reason for u in disclosure.unplaced] == [
        *("no department is named in the document", "no year is named in the document"),
    ]


def test_an_unknown_form_is_a_bad_call(tmp_path: Path) -> None:
    """A form that does not exist is named with those that do, before the file is opened."""
    with pytest.raises(KeyError, match="xinjiang-budget"):
        read(tmp_path / "nothing.pdf", form="atlantis")


def test_pages_that_cannot_be_read_are_listed_and_the_rest_is_read() -> None:
    """A scanned page is one entry; a document of scanned pages only is refused in one sentence."""
    drawn = _drawn()
    scan = Page(2, refused="page 2 is a picture without text")
    disclosure = read_paper(Paper("pdf", (*drawn.pages, scan)), form("xinjiang-budget"))
    assert disclosure.unplaced[0].place.page == 2 and "picture" in disclosure.unplaced[0].reason
    with pytest.raises(UnreadableDocument, match="no page that can be read"):
        read_paper(Paper("pdf", (scan,)))


def test_the_source_is_named(documents: Path) -> None:
    """A disclosure says which file it was read from, with its hash and format."""
    source = _read(documents / FILES["reference"][0]).sources[0]
    assert source["title"] == "reference.pdf" and source["format"] == "pdf" and len(source["sha256"]) == 64
    assert open_paper(documents / FILES["reference"][0]).sha256 == source["sha256"]
