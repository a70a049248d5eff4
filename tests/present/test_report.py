"""Laws of the report: one file, findings first, complete, and sound in a real browser."""

import re
from html import unescape
from pathlib import Path

import pytest
from browser import look

from budgetkit.checks.verdicts import check
from budgetkit.model.disclosure import Disclosure
from budgetkit.present.report import chapter, write_report
from budgetkit.source import bundled


@pytest.fixture(scope="module")
def report(reference: Disclosure, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the reference from the stored notebooks."""
    notebooks = sorted(n for n in bundled("notebooks").glob("*.ipynb") if n.stem != "7-panel")
    target = tmp_path_factory.mktemp("report") / "report.html"
    return write_report(reference, check(reference), notebooks, target)


def test_it_is_one_file_that_needs_nothing_else(report: Path) -> None:
    """No address outside the file is loaded: no link, script, style or picture from elsewhere."""
    text = report.read_text(encoding="utf-8")
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", text)
    assert "@import" not in text and "url(http" not in text
    assert [p.name for p in report.parent.iterdir()] == ["report.html"]


def test_findings_come_first(report: Path) -> None:
    """The broken share is told before the table of contents and before every chapter."""
    text = report.read_text(encoding="utf-8")
    assert text.index("83.78") < text.index("<nav") < text.index("<main>")
    assert text.index("finding broken") < text.index("finding undefined")


def test_every_printed_amount_is_in_it(report: Path, reference: Disclosure) -> None:
    """All 230 amounts and all five counts appear."""
    text = unescape(report.read_text(encoding="utf-8"))
    for table in reference.tables.values():
        for _, _, cell in table.cells():
            assert cell.amount is not None
            assert f">{cell.amount.value:f}<" in text
    for number in check(reference).counts.values():
        assert f"<b>{number}</b>" in text


def test_contents_lead_to_every_heading(report: Path) -> None:
    """Every entry of the table of contents has its heading, each once."""
    text = report.read_text(encoding="utf-8")
    targets = re.findall(r'<a href="#([^"]+)">', text)
    assert targets and len(targets) == len(set(targets))
    for target in targets:
        assert text.count(f"id='{target}'") == 1


def test_text_of_a_notebook_cannot_become_markup() -> None:
    """Streams, errors and code are escaped."""
    evil = "<script>alert(1)</script>"
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": evil},
        {"output_type": "error", "ename": "E", "evalue": evil, "traceback": []},
    ]
    cells = [{"cell_type": "code", "source": evil, "outputs": outputs}]
    assert "<script>" not in chapter({"cells": cells}, "x").html


def test_paragraphs_know_their_language() -> None:
    """Chinese and English paragraphs are told apart, so that a reader can choose."""
    prose = {"cell_type": "markdown", "source": "# 一 · A\n\n你好，世界。\n\nHello out there, all of you."}
    html = chapter({"cells": [prose]}, "x")
    assert "<p class='zh'>你好" in html.html
    assert "<p class='en'>Hello" in html.html


def test_headings_and_contents_know_their_language() -> None:
    """Both halves of a heading are marked, in the chapter and in the contents, a number belongs to both."""
    made = chapter({"cells": [{"cell_type": "markdown", "source": "# 1 总览 · Overview"}]}, "x")
    assert made.title.startswith("1 <span class='zh'>总览</span>")
    assert "<span class='en'>Overview</span></h2>" in made.html


@pytest.mark.parametrize(("language", "tag"), [("zh", "zh-CN"), ("en", "en"), ("both", "zh-CN")])
def test_the_page_says_its_language(language: str, tag: str, reference: Disclosure, tmp_path: Path) -> None:
    """The language chosen is the language of the page; only a page in both lets the reader choose."""
    page = write_report(reference, check(reference), [], tmp_path / "report.html", language)
    text = page.read_text(encoding="utf-8")
    assert f'<html lang="{tag}" data-language="{language}">' in text
    assert ("<button" in text) == (language == "both")


def test_no_observation_is_told_twice_alike(report: Path) -> None:
    """Each line names what it is about, so no two are the same."""
    listed = re.search(r'id="observations".*?</ul>', report.read_text(encoding="utf-8"), re.S)
    assert listed
    items = re.findall(r"<li>(.*?)</li>", listed[0], re.S)
    assert items and len(items) == len(set(items))


@pytest.mark.slow
def test_it_is_sound_in_a_browser(report: Path, tmp_path: Path) -> None:
    """No horizontal overflow at phone and desktop width, no missing glyph, no dead link, nothing in the console."""
    seen, said = look(report, tmp_path)
    for width in ("phone", "desk"):
        assert seen[width]["scroll"] <= seen[width]["client"], width
        assert seen[width]["text"] > 5000
        assert seen[width]["links"] == 0
    assert seen["missing"] == ""
    assert said == []
