"""Laws of the report: one file, answers first, every finding with its evidence, sound in a real browser."""

import dataclasses
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from browser import look
from synthesize.excel import write_xlsx
from synthesize.ofd import write_ofd
from where import TESTS

from budgetkit.checks.observations import observe
from budgetkit.checks.verdicts import check
from budgetkit.model.disclosure import Disclosure
from budgetkit.package import load
from budgetkit.report.page import write_report
from budgetkit.source import open_source

SCREEN = 900
LONGEST = 12 * SCREEN


@pytest.fixture(scope="module")
def report(reference: Disclosure, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the reference, in both languages."""
    return write_report(reference, check(reference), tmp_path_factory.mktemp("report") / "report.html")


def source_of(page: Path) -> str:
    """The source of a page without the marks of what stands on one line."""
    return re.sub(r'<span class="range">(.*?)</span>', r"\1", page.read_text(encoding="utf-8"))


def words(page: Path) -> str:
    """What a page says, without marks, styles and scripts."""
    text = re.sub(r"<(script|style)>.*?</\1>", "", source_of(page), flags=re.S)
    return re.sub(r"\b[0-9a-f]{64}\b", "", unescape(re.sub(r"<[^>]+>", " ", text)))


def test_it_is_one_file_that_needs_nothing_else(report: Path) -> None:
    """No address outside the file is loaded: no link, script, style or picture from elsewhere."""
    text = report.read_text(encoding="utf-8")
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", text)
    assert "@import" not in text and "url(http" not in text
    assert [p.name for p in report.parent.iterdir()] == ["report.html"]


def test_answers_come_first(report: Path) -> None:
    """Total, sources, uses, last year and what is broken stand before the first section, all of them with figures."""
    text = source_of(report)
    top = text[text.index("<main>") : text.index("<h2")]
    for answer in ("313.82", "74.5%", "57.4%", "285.37 → 313.82", "285.35", "83.790…% ≠ 83.78%", "1 辆"):
        assert answer in top, answer
    assert "<svg" in top


def test_the_order_is_what_it_says_then_what_is_wrong(report: Path) -> None:
    """What it says, findings, change, targets, tables, checks."""
    found = re.findall(r'<h2 id="(\w+)"', report.read_text(encoding="utf-8"))
    assert found == ["say", "findings", "change", "targets", "tables", "checks", "words"]


def test_every_printed_amount_is_in_it(report: Path, reference: Disclosure) -> None:
    """All 230 amounts of the tables and all 93 figures of the text appear."""
    text = unescape(report.read_text(encoding="utf-8"))
    for table in reference.tables.values():
        for _, _, cell in table.cells():
            assert cell.amount is not None
            assert f">{cell.amount.value:f}<" in text
    for claim in reference.claims:
        assert claim.amount is None or f"{claim.amount.value:f}" in text


def test_counts_are_those_of_the_check(report: Path, reference: Disclosure) -> None:
    """The five counts and the number of observations are the ones every other output has."""
    text = report.read_text(encoding="utf-8")
    listed = re.search(r'<ul class="counts">(.*?)</ul>', text, re.S)
    assert listed
    numbers = [int(n) for n in re.findall(r"<b>(\d+)</b>", listed[1])]
    assert numbers == [*check(reference).counts.values(), len(observe(reference))]
    judged = text[text.index('id="checks"') :]
    assert len(
        re.findall(r'<th scope="row">[^\n]*?badge (?:exact|rounded|broken|undefined|unstated)', judged)
    )


def test_a_finding_is_told_with_its_evidence(report: Path) -> None:
    """Section and page, both sides as printed, the computation, both ranges, the smallest correction, the cause."""
    text = words(report)
    for part in (
        "原文 5.2，第 16 页",
        "195.92 万元",
        "233.82 万元",
        "195.92 ÷ 233.82 = 83.790…% ≠ 83.78%",
        "83.775 – 83.785",
        "83.7870 – 83.7949",
        "83.78% 应为 83.79%",
        "100.01",
    ):
        assert part in text, part


@pytest.mark.parametrize(("language", "tag"), [("zh", "zh-CN"), ("en", "en"), ("both", "zh-CN")])
def test_the_page_says_its_language(language: str, tag: str, reference: Disclosure, tmp_path: Path) -> None:
    """The language chosen is the language of the page; only a page in both lets the reader choose."""
    page = write_report(reference, check(reference), tmp_path / "report.html", language)
    text = page.read_text(encoding="utf-8")
    assert f'<html lang="{tag}" data-language="{language}">' in text
    assert ("<button" in text) == (language == "both")


def test_each_language_is_a_real_one(reference: Disclosure, tmp_path: Path) -> None:
    """No English in Chinese but for names of files and of the program; no machine id, True, False or NaN anywhere."""
    for language in ("zh", "en"):
        said = words(write_report(reference, check(reference), tmp_path / f"{language}.html", language))
        assert not re.search(r"\b(?:True|False|NaN|None|nan)\b|\w+/\w+/\w+|claims\.|structure\.", said)
        if language == "zh":
            assert set(re.findall(r"[A-Za-z]{2,}", said)) <= {"budgetkit", "SHA"}
        else:
            head = said[: said.rindex("How it changed")]
            assert "General public services" in head and "wan yuan" in head and "万元" not in head


def test_a_report_says_nothing_of_another_document(reference: Disclosure, tmp_path: Path) -> None:
    """Of a disclosure without tables and text nothing is said, not even zero."""
    empty = dataclasses.replace(
        reference, department="甲局", tables={}, claims=(), indicators=(), unplaced=(), sources=(), form=""
    )
    said = words(write_report(empty, check(empty), tmp_path / "report.html", "zh"))
    for absent in (
        "总额",
        "钱从哪里来",
        "用到哪里去",
        "人和车",
        "比上年",
        "援疆",
        "昌吉",
        "313.82",
        "没有公布",
    ):
        assert absent not in said, absent


def test_no_observation_is_told_twice_alike(report: Path) -> None:
    """Each line says something of its own."""
    listed = re.search(r'id="looked".*?</ul>', report.read_text(encoding="utf-8"), re.S)
    assert listed
    items = re.findall(r"<li>(.*?)</li>", listed[0], re.S)
    assert items and len(items) == len(set(items))


def test_words_are_explained_where_they_are_first_used(report: Path) -> None:
    """Every linked word is explained, each is linked once; what every budget is made of is explained in any case."""
    text = report.read_text(encoding="utf-8")
    links = re.findall(r'class="term" href="#word-(\w+)"', text)
    assert len(links) > 15 and len(links) == len(set(links))
    explained = re.findall(r'id="word-(\w+)"', text)
    assert set(links) | {"budget", "final_accounts", "three_public"} <= set(explained)
    assert len(explained) == len(set(explained))


def test_each_verdict_is_worked_out(report: Path) -> None:
    """Of every verdict that occurs one judgement is written out, with unrounded figures where rounding matters."""
    text = words(report)
    for example in ("6.656 + 0.417 + 0.047 = 7.120", "195.92 ÷ 233.82", "80.00 − 80.00"):
        assert example in text, example


def axe() -> str:
    """The source of axe-core."""
    package = pytest.importorskip("axe_core_python", reason="axe-core is not installed (extra dev)")
    return (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def sound(page: Path, scratch: Path, **options: Any) -> dict[int, dict[str, Any]]:
    """Measure a page and assert what holds of every report."""
    seen, said = look(page, scratch, axe(), **options)
    for width, found in seen.items():
        assert found["scroll"] <= found["client"], width
        assert found["cut"] == [] and found["clipped"] == 0 and found["heads"] == 0, width
        assert found["links"] == [], width
        assert found["axe"] == [], width
    assert said == []
    return seen


@pytest.mark.slow
def test_it_is_sound_in_a_browser(report: Path, tmp_path: Path) -> None:
    """At 390, 768 and 1280: no overflow, nothing cut, verdicts and heads stay in view, links land, axe is content."""
    seen = sound(report, tmp_path)
    assert seen[1280]["missing"] == ""
    assert seen[1280]["height"] <= LONGEST


@pytest.mark.slow
def test_it_is_sound_in_the_dark(report: Path, tmp_path: Path) -> None:
    """The dark colours have contrast enough, too."""
    sound(report, tmp_path, widths=(1280,), dark=True)


@pytest.mark.slow
def test_every_finding_of_a_pdf_has_its_picture(documents: Path, tmp_path: Path) -> None:
    """Each finding of the reference as PDF stands beside the places it speaks of, and the file stays small."""
    seen = with_evidence(documents / "reference" / "reference.pdf", tmp_path, 2)
    assert seen[1280]["height"] <= LONGEST


@pytest.mark.slow
@pytest.mark.parametrize("write", [write_ofd, write_xlsx])
def test_every_finding_of_other_formats_has_its_place(write: Callable[..., Path], tmp_path: Path) -> None:
    """Each of four seeded errors stands beside a picture drawn anew, or beside the words of its sheet."""
    source = write(load(TESTS / "documents" / "fictitious-2025"), tmp_path / "budget")
    with_evidence(source, tmp_path, 4, widths=(390,))


def with_evidence(
    source: Path, scratch: Path, findings: int, widths: tuple[int, ...] = (1280, 390)
) -> dict[int, dict[str, Any]]:
    """Measure the report of a document and assert that each finding shows its place, in a file that stays small."""
    disclosure = open_source(source)
    page = write_report(disclosure, check(disclosure), scratch / "report.html", sources=[source])
    seen = sound(page, scratch, widths=widths)
    assert all(found["findings"] == found["shown"] == findings for found in seen.values())
    assert page.stat().st_size <= 4_000_000
    return seen
