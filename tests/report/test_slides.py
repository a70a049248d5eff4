"""Laws of the slides: ten, one file, the figures of the report, one language when asked, nothing cut off."""

import json
import re
import subprocess
from dataclasses import replace
from html import unescape
from pathlib import Path

import browser
import pytest
from synthesize import synthesize

from budgetkit.checks.verdicts import check
from budgetkit.forms.form import Label
from budgetkit.model.disclosure import Disclosure
from budgetkit.report.slides import SLIDES, write_slides
from budgetkit.source import bundled_disclosures, open_source

ASKED = [Label("问题甲？", "Question one?")]
PROBE = """<pre id="seen"></pre><script>document.fonts.ready.then(function () {
  var cut = []; document.querySelectorAll('section').forEach(function (s) { var foot = s.querySelector('footer');
    var limit = foot ? foot.getBoundingClientRect().top : s.getBoundingClientRect().bottom;
    s.querySelectorAll('p, li, table, svg, h1, h2').forEach(function (e) { var b = e.getBoundingClientRect();
      if (b.bottom > limit + 1 || b.right > s.getBoundingClientRect().right + 1)
        cut.push(s.dataset.number + ' ' + e.textContent.slice(0, 40)); }); });
  document.getElementById('seen').textContent = JSON.stringify(cut); });</script></body>"""


def slides(disclosure: Disclosure, folder: Path, language: str = "both") -> str:
    """The slides of a disclosure as HTML."""
    target = write_slides(disclosure, check(disclosure), folder / "slides.html", language, questions=ASKED)
    return target.read_text(encoding="utf-8")


def words(text: str) -> str:
    """What slides say, without marks, styles and scripts."""
    return unescape(re.sub(r"<(script|style)>.*?</\1>|<[^>]+>", " ", text, flags=re.S))


def test_there_are_ten_in_one_file(tmp_path: Path, reference: Disclosure) -> None:
    """Ten slides, nothing loaded from elsewhere, the figures of the report on them."""
    text = slides(reference, tmp_path)
    assert re.findall(r'<section data-number="(\d+)"', text) == [str(n) for n in range(1, SLIDES + 1)]
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//|@import""", text)
    said = words(text)
    for figure in ("313.82", "285.37", "74.5%", "83.79", "6.656 + 0.417 + 0.047 = 7.120", "Question one?"):
        assert figure in said, figure


@pytest.mark.parametrize("name", bundled_disclosures())
def test_one_language_is_one_language(name: str, tmp_path: Path) -> None:
    """In English no sentence of ours is Chinese; in Chinese none is English."""
    disclosure = open_source(name)
    english, chinese = (words(slides(disclosure, tmp_path, language)) for language in ("en", "zh"))
    assert "In one minute" in english and "一分钟" not in english and "轮到你了" not in english
    assert "一分钟" in chinese and "In one minute" not in chinese and "Your turn" not in chinese


def test_what_is_lacking_is_said(tmp_path: Path, reference: Disclosure) -> None:
    """A disclosure without tables, statements and indicators has its ten slides, each saying what was not published."""
    bare = replace(reference, tables={}, claims=(), indicators=())
    text = slides(bare, tmp_path, "en")
    assert text.count("<section ") == SLIDES
    assert words(text).count("not published") >= 3


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en", "both"])
@pytest.mark.parametrize("form_id", ["", "shanghai-budget", "central-university-final-accounts"])
def test_nothing_is_cut_off(form_id: str, language: str, tmp_path: Path, reference: Disclosure) -> None:
    """In a browser every word of every slide stands within it and above its foot."""
    disclosure = synthesize(form_id, 2025, 2).disclosure if form_id else reference
    page = tmp_path / "probe.html"
    page.write_text(slides(disclosure, tmp_path, language).replace("</body>", PROBE), encoding="utf-8")
    asked = [
        browser.browser(),
        *browser.FLAGS,
        "--window-size=1280,720",
        f"--user-data-dir={tmp_path / 'profile'}",
    ]
    done = subprocess.run(
        [*asked, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=600, check=False
    )
    seen = re.search(r'<pre id="seen">(.*?)</pre>', done.stdout, re.S)
    assert seen and json.loads(unescape(seen[1])) == []
