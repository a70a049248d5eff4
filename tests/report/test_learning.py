"""The page on learning tells the truth: what it quotes as answers stands in the report of the reference."""

import re
from html import unescape
from pathlib import Path

from where import ROOT

from budgetkit.checks.verdicts import check
from budgetkit.model.disclosure import Disclosure
from budgetkit.report.page import write_report

PAGE = ROOT / "docs" / "learning.md"


def test_the_answers_stand_in_the_report(reference: Disclosure, tmp_path: Path) -> None:
    """Each of the fifteen questions has an answer, and every figure quoted in one is in the English report."""
    rows = re.findall(r"^\| (\d+) \| (.+?) \| (.+?) \|$", PAGE.read_text(encoding="utf-8"), re.M)
    assert [int(number) for number, _, _ in rows] == list(range(1, 16))
    html = write_report(reference, check(reference), tmp_path / "report.html", "en").read_text(
        encoding="utf-8"
    )
    text = unescape(re.sub(r"<(script|style)>.*?</\1>|<[^>]+>", " ", html, flags=re.S))
    text = " ".join(text.split())
    for number, _, answer in rows:
        for figure in re.findall(r"`([^`]+)`", answer):
            assert figure in text, f"question {number}: {figure}"
