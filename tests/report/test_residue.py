"""Laws of language: in English nothing Chinese but names and quotations, in Chinese nothing English, ids nowhere."""

import re
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from where import DOCUMENTS, ROOT

from budgetkit.checks.observations import observe
from budgetkit.checks.verdicts import check
from budgetkit.cli import main
from budgetkit.model.disclosure import Disclosure
from budgetkit.report.page import write_report
from budgetkit.source import open_source

SOURCES = (
    "data/changji-yuanjiang-2024",
    "data/fictitious-shanghai-2025",
    "shanghai/wanli-2024-budget.pdf",
    "jiangsu/high-court-2018.pdf",
    "swu/swu-2024-budget.pdf",
)
CHINESE = re.compile("[\u4e00-\u9fff]+")
IDS = re.compile(
    r"\b(?:True|False|None|NaN|nan)\b|\b(?:claims|structure|narrative|performance|text|totals)\.[a-z_]+"
    r"|\b[a-z]+_[a-z_]+\b|\bfinding-\d"
)
SWITCH = {"双语", "中文"}


def source(name: str) -> str:
    """The path of a bundled disclosure or of a real document; the test skips where that is not here."""
    path = ROOT / name if name.startswith("data/") else DOCUMENTS / name
    if not path.exists():
        pytest.skip("the real documents are not here")
    return str(path)


def printed(disclosure: Disclosure) -> set[str]:
    """What a document calls bodies, projects, indicators and lines that no list knows, and what is quoted of it."""
    found = {disclosure.department, *(w for u in disclosure.unplaced for w in (u.text, u.reason))}
    found |= {o.zh for o in observe(disclosure)}
    for table in disclosure.tables.values():
        found |= {table.note, *(r.project for r in table.rows), *(r.name for r in table.rows if not r.code)}
        found |= {c.head for r in table.rows for c in r.cells.values()}
    for i in disclosure.indicators:
        found |= {i.owner, i.name, i.target, i.prior, i.actual, i.basis, i.scoring, *i.levels}
    found |= {v for s in disclosure.sources for v in s.values()}
    found |= {
        c.subject for c in disclosure.claims if not c.about or "·" in c.subject or "allocation" in c.about
    }
    return {piece for text in found for piece in CHINESE.findall(text)}


def report_text(disclosure: Disclosure, language: str, target: Path) -> str:
    """What the report of a disclosure says, attributes included, without quotations."""
    page = write_report(disclosure, check(disclosure), target, language).read_text(encoding="utf-8")
    page = re.sub(r"<(script|style|blockquote)\b.*?</\1>", " ", page, flags=re.S)
    read_out = re.findall(rf'(?:aria-label|alt|title|data-{language})="([^"]*)"', page)
    return unescape(" ".join([re.sub(r"<[^>]+>", " ", page), *read_out]))


@pytest.mark.parametrize("name", SOURCES)
def test_an_english_report_is_in_english(name: str, tmp_path: Path) -> None:
    """No Chinese but the names and the words that the document prints, and those the glossary and quotations give."""
    disclosure = open_source(source(name))
    text = report_text(disclosure, "en", tmp_path / "report.html")
    known, said = printed(disclosure), "\n".join(printed(disclosure))
    quoted = set(CHINESE.findall(" ".join(re.findall(r"“[^”]*”|《[^》]*》|\([^()]*\)", text))))
    left = {x for x in CHINESE.findall(text) if x not in known and x not in said and x not in quoted}
    assert left == set()
    assert not IDS.search(re.sub(r"\S+\.(?:pdf|html|txt|xlsx)", "", text)), IDS.findall(text)


@pytest.mark.parametrize("name", SOURCES)
def test_a_chinese_report_is_in_chinese(name: str, tmp_path: Path) -> None:
    """No English word but names of files, the program's and what the document itself prints in Latin letters."""
    disclosure = open_source(source(name))
    text = report_text(disclosure, "zh", tmp_path / "report.html")
    own = " ".join([s for i in disclosure.indicators for s in (i.name, i.target, i.owner)])
    own += " ".join(r.name for t in disclosure.tables.values() for r in t.rows)
    own += " ".join(v for s in disclosure.sources for v in s.values())
    left = {w for w in re.findall(r"[A-Za-z]{2,}", text) if w not in own} - {"budgetkit", "SHA"}
    assert left == set()
    assert not IDS.search(re.sub(r"\S+\.(?:pdf|html|txt|xlsx)", "", text))


@pytest.mark.parametrize("name", SOURCES[:2])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_console_speaks_one_language_without_ids(name: str, language: str) -> None:
    """`check` names no identity by its id, says no Python word, and in Chinese no English one."""
    result = CliRunner().invoke(main, ["check", source(name), "--lang", language, "--all"])
    assert result.exit_code == 0 and not IDS.search(result.stdout), IDS.findall(result.stdout)
    if language == "zh":
        assert not re.findall(r"[A-Za-z]{2,}", result.stdout.replace("--all", ""))
    notes = CliRunner().invoke(main, ["check", source(name), "--format", "github"]).stdout
    assert not IDS.search(notes), IDS.findall(notes)
