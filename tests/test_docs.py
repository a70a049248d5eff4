"""Laws of the documentation site: it builds without a warning, every link lands, and both languages can be searched."""

import re
import subprocess
import sys
from html import unescape
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, unquote

import browser
import pytest
from fontTools.ttLib import TTFont
from where import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not all(find_spec(name) for name in ("sphinx", "myst_nb", "furo")),
        reason="the documentation needs the extra docs (python start.py install docs)",
    ),
    pytest.mark.skipif(not (ROOT / "docs" / "conf.py").exists(), reason="a source distribution has no site"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built; warnings are errors."""
    out = tmp_path_factory.mktemp("docs") / "html"
    words = [
        "-m",
        "sphinx",
        "-q",
        "-W",
        "--keep-going",
        "-d",
        str(out.with_name("doctrees")),
        "docs",
        str(out),
    ]
    done = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return out


def test_every_link_lands(site: Path) -> None:
    """Each relative link of each page leads to a file of the site, and to an anchor that is there."""
    pages = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    anchors = {path: set(re.findall(r'\bid="([^"]+)"', text)) for path, text in pages.items()}
    lost = []
    for path, text in pages.items():
        for link in re.findall(r'<a\b[^>]*\bhref="([^"]*)"', text):
            if re.match(r"[a-z]+:", link) or not link:
                continue
            name, _, anchor = unquote(unescape(link)).partition("#")
            target = (path.parent / name.partition("?")[0]).resolve() if name else path
            if not target.exists() or (anchor and target in anchors and anchor not in anchors[target]):
                lost.append(f"{path.relative_to(site)}: {link}")
    assert lost == []


def test_every_notebook_and_command_is_there(site: Path) -> None:
    """The executed notebooks are pages with their outputs; every command has its help."""
    for notebook in (ROOT / "notebooks").glob("*.ipynb"):
        page = (site / "notebooks" / f"{notebook.stem}.html").read_text(encoding="utf-8")
        assert "cell_output" in page
    commands = (site / "generated" / "cli.html").read_text(encoding="utf-8")
    assert all(f"budgetkit {name}" in commands for name in ("run", "check", "corpus build", "corpus site"))


def test_chinese_is_seen_on_a_machine_without_a_font(site: Path) -> None:
    """The font that lies beside the pages has every Chinese sign that they show."""
    with TTFont(site / "_static" / "chinese.woff") as font:
        drawn = set(map(chr, font.getBestCmap()))
    assert "chinese.woff" in (site / "_static" / "site.css").read_text(encoding="utf-8")
    pages = "".join(page.read_text(encoding="utf-8") for page in site.rglob("*.html"))
    assert {"预", "算"} <= {sign for sign in pages if "\u4e00" <= sign <= "\u9fff"} <= drawn


@pytest.mark.parametrize("words", ["interval", "四舍五入", "预算执行率 actual"])
def test_both_languages_are_found(site: Path, tmp_path: Path, words: str) -> None:
    """In a browser, from disk, the search finds pages for words of either language and of both."""
    page = f"{(site / 'search.html').as_uri()}?q={quote(words)}"
    asked = [browser.browser(), *browser.FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", page]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=600, check=False)
    assert "Uncaught" not in done.stderr, done.stderr[-2000:]
    assert (
        re.search(r'class="search-summary"[^>]*>[^<]*found [1-9]', done.stdout)
        and '<li class="kind-' in done.stdout
    )
