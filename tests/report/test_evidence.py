"""Laws of the evidence of findings: computations written out, ranges drawn, places quoted."""

import re
from fractions import Fraction
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthesize import excel, html, ofd, pdf, word
from where import TESTS

from budgetkit.checks.printed import places
from budgetkit.checks.verdicts import check
from budgetkit.model.disclosure import Disclosure
from budgetkit.package import load
from budgetkit.present.computation import computation, digits
from budgetkit.report.evidence import bands
from budgetkit.report.originals import Originals
from budgetkit.report.page import render
from budgetkit.source import open_source


@given(st.fractions(), st.integers(0, 6))
def test_digits_are_cut_and_say_so(number: Fraction, places_: int) -> None:
    """What is shown is the number itself, or its beginning with an ellipsis; never more, never rounded up."""
    text = digits(number, places_)
    shown = Fraction(text.rstrip("…").replace("−", "-"))
    if text.endswith("…"):
        assert abs(shown) < abs(number) < abs(shown) + Fraction(1, 10**places_)
    else:
        assert shown == number


def test_ranges_of_what_is_broken_do_not_meet(reference: Disclosure) -> None:
    """The two bands of a broken finding are apart in the drawing, those of a rounded one overlap or touch."""
    for finding in check(reference):
        drawn = bands(finding)
        if drawn:
            first, second = sorted(drawn, key=lambda band: band.start)
            apart = first.start + first.long < second.start
            assert apart == (finding.verdict == "broken"), finding


def test_a_computation_holds_every_printed_figure(reference: Disclosure) -> None:
    """Whatever was judged by computing shows each of its figures as printed, in one unit."""
    for finding in check(reference):
        text = computation(finding).zh.replace("−", "-").replace(" ", "")
        for figure in finding.figures if text and finding.verdict != "undefined" else ():
            assert f"{abs(figure.amount.value):f}".rstrip("0").rstrip(".") in text, finding


def test_places_of_a_word_file_are_quoted(documents: Path) -> None:
    """The paragraph with the wrong share, and the row and column of the total it is of."""
    source = documents / "reference" / "reference.docx"
    disclosure = open_source(source)
    (broken,) = check(disclosure).of("broken")
    with Originals(disclosure, [source]) as originals:
        quotes = originals.quotes(broken, places(disclosure))
    assert [[text for text, marked in q.pieces if marked] for q in quotes] == [
        ["195.92", "83.78"],
        ["233.82"],
    ]
    assert all(q.where.zh and q.where.en for q in quotes)
    assert Originals(disclosure, []).quotes(broken, places(disclosure)) == ()


WRITERS = {
    "pdf": pdf.write_pdf,
    "ofd": ofd.write_ofd,
    "docx": word.write_docx,
    "xlsx": excel.write_xlsx,
    "html": html.write_html,
}


@pytest.mark.parametrize("kind", WRITERS)
def test_every_finding_shows_its_place_in_every_format(kind: str, tmp_path: Path) -> None:
    """A picture where the format has pages, the words with their sheet, row or paragraph elsewhere; a bundle, too."""
    source = WRITERS[kind](load(TESTS / "documents" / "fictitious-2025"), tmp_path / f"budget.{kind}")
    bundle = tmp_path / "budget.zip"
    with ZipFile(bundle, "w") as packed:
        packed.write(source, source.name)
    disclosure = open_source(source)
    findings = check(disclosure)
    assert findings.counts["broken"] == 4
    for file in (source, bundle):
        page = render(disclosure, findings, "zh", [file])
        shown = re.findall(r'<article class="finding.*?</article>', page, re.S)
        assert len(shown) == findings.counts["broken"] + findings.counts["undefined"]
        mark = 'class="picture"' if kind in ("pdf", "ofd") else "<blockquote"
        assert all(mark in article for article in shown)


@pytest.mark.parametrize(
    ("name", "pages"),
    [
        ("swu/swu-2024-budget.pdf", {"amount": 14, "share": 14}),
        ("shanghai/social-work-2024-final-accounts.pdf", {"amount": 17, "change": 18, "growth": 18}),
    ],
)
def test_figures_that_run_over_a_page_are_shown_where_they_stand(
    name: str, pages: dict[str, int], documents: Path
) -> None:
    """A figure of a statement that begins on the page before is placed on its own page, each of equal ones by itself."""
    disclosure = open_source(documents / name)
    found, where = check(disclosure), places(disclosure)
    with Originals(disclosure, [documents / name]) as originals:
        findings = (*found.of("broken"), *found.of("undefined"))
        seen = originals.places(findings, where)
    moved = {id_.split("/")[1] for id_ in seen if seen[id_] != where[id_]}
    assert len(moved) == 1
    number = moved.pop()
    assert {field: seen[f"claims/{number}/{field}"].page for field in pages} == pages
    boxes = [seen[f"claims/{number}/{field}"].box for field in pages]
    assert len(set(boxes)) == len(boxes)
