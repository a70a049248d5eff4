"""One count everywhere: report, terminal, CSV and JSON tell of the same judgements."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from where import DOCUMENTS

from budgetkit.checks.judge import VERDICTS
from budgetkit.checks.verdicts import check
from budgetkit.cli import main
from budgetkit.model.disclosure import Disclosure
from budgetkit.present.judged import by_identity
from budgetkit.present.results import findings as rows
from budgetkit.report.checked import counted
from budgetkit.report.page import judged_together, write_report
from budgetkit.source import open_source

SOURCES = (
    None,
    "shanghai/wanli-2024-budget.pdf",
    "jiangsu/high-court-2018.pdf",
    "performance/zhanjiang-2023.xlsx",
)


def call(*words: str) -> str:
    """What a command prints."""
    result = CliRunner().invoke(main, list(words))
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("name", SOURCES)
def test_all_outputs_count_alike(name: str | None, tmp_path: Path) -> None:
    """The five counts of the library are those of every output, and each output lists as many as it counts."""
    if name is not None and not (DOCUMENTS / name).exists():
        pytest.skip("the real documents are not here")
    source = "data/changji-yuanjiang-2024" if name is None else str(DOCUMENTS / name)
    disclosure = open_source(source)
    counts = check(disclosure).counts
    text = call("check", source, "--lang", "en")
    assert {v: int(n) for v, n in re.findall(r"(\w+) (\d+)(?:  |$)", text.splitlines()[1])} == counts
    listed = list(csv.DictReader(io.StringIO(call("check", source, "--format", "csv"))))
    assert {v: sum(r["verdict"] == v for r in listed) for v in VERDICTS} == counts
    content = json.loads(call("check", source, "--format", "json"))
    assert content["counts"] == counts and len(content["findings"]) == sum(counts.values())
    assert len(list(rows(check(disclosure)))) == sum(counts.values())
    table = by_identity(check(disclosure))
    assert {v: int(table[v].sum()) for v in VERDICTS} == counts
    page = write_report(disclosure, check(disclosure), tmp_path / "report.html", "en").read_text(
        encoding="utf-8"
    )
    shown = re.search(r'<ul class="counts">(.*?)</ul>', page, re.S)
    assert shown
    numbers = [int(n) for n in re.findall(r"<b>(\d+)</b>", shown[1])]
    observed = sum(r["verdict"] == "observed" for r in listed)
    assert numbers == [*counts.values(), observed]
    assert ("judgements</summary>" in page) == bool(sum(counts.values()))
    judged = page.partition("judgements</summary>")[2]
    for verdict, number in counts.items():
        assert len(re.findall(rf'<th scope="row">(?:(?!</th>).)*?class="badge {verdict}"', judged)) == number
    assert len(re.findall(r'<article class="finding', page)) == counts["broken"] + counts["undefined"]


def test_the_terminal_tells_findings_first_in_one_language() -> None:
    """Broken before undefined before what only rounding excuses, which is folded; section, page and code; no English."""
    source = "data/changji-yuanjiang-2024"
    chinese = call("check", source, "--lang", "zh")
    assert (
        chinese.index("不成立 (1)")
        < chinese.index("基数为零，比率无意义 (1)")
        < chinese.index("四舍五入后相符 (21)")
    )
    assert "第 16 页 §5.2 一般公共服务支出 201：占比" in chinese
    assert "195.92 ÷ 233.82 = 83.790…% ≠ 83.78%" in chinese
    assert not re.findall(r"[A-Za-z]{2,}", chinese.replace("--all", ""))
    english = call("check", source, "--lang", "en")
    assert "p. 16 §5.2 General public services 201: share" in english
    assert "21 more: --all" in english and "21 more" not in call("check", source, "--lang", "en", "--all")
    for layout in ("junit", "sarif", "github"):
        assert "§5.2, p. 16, 201" in call("check", source, "--format", layout).replace("%2C", ",")


def test_the_counts_of_a_report_add_up(reference: Disclosure) -> None:
    """Every sum said of the counts is one, in both languages, and its parts are those of the judgements themselves."""
    findings, together = check(reference), judged_together(reference)
    for label in counted(findings, 8, 7, together):
        for text in (label.zh, label.en):
            for left, right in re.findall(r"([\d+ ]+) = ([\d+ ]+)", text):
                assert sum(map(int, left.split("+"))) == sum(map(int, right.split("+"))), text
    first, *_, last = (label.en for label in counted(findings, 8, 7, together))
    total, *parts = map(int, re.findall(r"\d+", first.partition("= ")[2]))
    assert total == len(findings) == sum(parts)
    every, *_ = map(int, re.findall(r"\d+", last))
    assert every == len(together[1].guards)
