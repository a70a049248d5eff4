"""Laws of the pages of a corpus: every document is there once, what is broken is said, links land, disk is enough."""

import base64
import json
import re
import shutil
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import browser
import pytest
from fontTools.ttLib import TTFont

from budgetkit.checks.verdicts import check
from budgetkit.corpus.build import build
from budgetkit.corpus.manifest import CorpusError
from budgetkit.corpus.panel.totals import SHIPPED
from budgetkit.corpus.query import query
from budgetkit.corpus.site import write_site
from budgetkit.model.disclosure import Disclosure
from budgetkit.package import save
from budgetkit.present.font import missing_glyphs
from budgetkit.source import bundled, reference

CORPUS = bundled("data") / SHIPPED
ERROR, FILE, REPORT, BROKEN, JUDGED = 14, 15, 13, 7, 17


def called(path: Path) -> list[object]:
    """Return the arguments that a data file calls the page with."""
    found = re.fullmatch(r"CORPUS\.\w+\((.*)\);\n", path.read_text(encoding="utf-8"))
    assert found, path
    arguments: list[object] = json.loads(f"[{found[1]}]".replace("<\\/", "</"))
    return arguments


def lines(site: Path) -> list[list[object]]:
    """Return every document of a site as its data files list it."""
    return [row for path in sorted(site.glob("data/documents-*.js")) for row in called(path)[1]]  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the corpus that ships."""
    return write_site(CORPUS, tmp_path_factory.mktemp("made") / "site").index.parent


def test_every_document_is_listed_once(site: Path) -> None:
    """As many lines as documents, each with its file; what could not be read has its reason."""
    rows = list(query(CORPUS, "SELECT path, error, broken FROM documents ORDER BY path")[1])
    listed = sorted((str(line[FILE]), str(line[ERROR]), line[BROKEN]) for line in lines(site))
    assert listed == sorted((str(path), error or "", broken or 0) for path, error, broken in rows)
    assert called(site / "data/meta.js")[0]["documents"] == len(rows)  # type: ignore[index]


def test_what_is_broken_is_told_when_asked(site: Path) -> None:
    """Every broken relation of every document is in the details of its page, in both languages."""
    for path in sorted(site.glob("data/details-*.js")):
        number, details = called(path)
        rows = called(path.with_name(path.name.replace("details", "documents")))[1]
        assert isinstance(details, dict) and isinstance(rows, list)
        assert {n: len(listed) for n, listed in details.items()} == {
            str(n): row[BROKEN] for n, row in enumerate(rows) if row[BROKEN]
        }
        assert all(zh and en and zh != en for listed in details.values() for zh, en, _ in listed), number


def test_links_lead_to_the_reports(tmp_path: Path) -> None:
    """A document whose report was made links to it by a relative path that is there; the others have none."""
    (tmp_path / "in").mkdir()
    saved = save(reference(), tmp_path / "in" / "saved")
    build([saved], tmp_path / "corpus")
    made = tmp_path / "out" / "one"
    shutil.copytree(saved, made / "disclosure")
    (made / "report.html").write_text("<p>report</p>", encoding="utf-8")
    assert write_site(tmp_path / "corpus", tmp_path / "site").reports == 0
    assert write_site(tmp_path / "corpus", tmp_path / "site", tmp_path / "out").reports == 1
    assert [line[REPORT] for line in lines(tmp_path / "site")] == ["../out/one/report.html"]
    assert (tmp_path / "site" / "../out/one/report.html").exists()
    with pytest.raises(CorpusError, match="is no folder"):
        write_site(tmp_path / "corpus", tmp_path / "site", tmp_path / "nowhere")


def test_a_site_replaces_a_site_and_nothing_else(tmp_path: Path, site: Path) -> None:
    """Made again it is the same byte for byte; a folder of something else is left alone."""
    target = tmp_path / "site"
    for _ in range(2):
        write_site(CORPUS, target)
        for path in (p for p in site.rglob("*") if p.is_file()):
            assert (target / path.relative_to(site)).read_bytes() == path.read_bytes()
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError, match="no site of a corpus"):
        write_site(CORPUS, other)
    assert [p.name for p in other.iterdir()] == ["letter.txt"]


def test_the_pages_carry_every_sign_they_show(site: Path) -> None:
    """Where no Chinese font is installed the style sheet brings one, with the signs of all pages that it can draw."""
    css = (site / "site.css").read_text(encoding="utf-8")
    (data,) = re.findall(r'font-family: "Budgetkit Sans SC"; src: url\(data:font/woff;base64,([^)]*)\)', css)
    drawn = set(TTFont(BytesIO(base64.b64decode(data))).getBestCmap())
    shown = set("".join(path.read_text(encoding="utf-8") for path in site.rglob("*.js")))
    assert {
        c for c in shown - missing_glyphs("".join(shown)) if c.isprintable() and ord(c) not in drawn
    } == set()
    assert len(drawn) > 300


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    """Pages, styles and scripts name no address, so that they open from disk."""
    for path in (p for p in site.rglob("*") if p.is_file()):
        assert not re.search(r"https?://|//cdn|@import|\bfetch\(", path.read_text(encoding="utf-8")), path


@pytest.mark.slow
def test_it_opens_from_disk(tmp_path: Path, site: Path) -> None:
    """In a browser at both widths nothing runs off the edge, no character is missing, no script complains."""
    seen, said = browser.look(site / "index.html", tmp_path)
    assert not said
    for width, found in seen.items():
        assert found["scroll"] <= found["client"] and found["cut"] == [] and found["text"] > 400, width


def test_a_document_says_how_much_of_it_was_judged(tmp_path: Path, reference: Disclosure) -> None:
    """What was judged is counted; of a document without a figure it is nothing, which the page does not call good."""
    blank = replace(reference, department="空白局", form="", tables={}, claims=(), indicators=())
    sources = [save(reference, tmp_path / "full"), save(blank, tmp_path / "blank")]
    build(sources, tmp_path / "corpus")
    listed = lines(write_site(tmp_path / "corpus", tmp_path / "site").index.parent)
    found = {str(line[0]): line[JUDGED] for line in listed}
    counts = check(reference).counts
    assert found[reference.department] == counts["exact"] + counts["rounded"] + counts["broken"]
    assert found["空白局"] == 0


def test_the_page_names_the_fields_of_a_document_in_their_order(site: Path) -> None:
    """As many fields in the script as values in a line, the last of them what was judged."""
    (listed,) = re.findall(r"FIELDS = \[(.*?)\];", (site / "site.js").read_text(encoding="utf-8"), re.S)
    fields = re.findall(r"'(\w+)'", listed)
    assert {len(line) for line in lines(site)} == {len(fields)} and fields[JUDGED] == "judged"
