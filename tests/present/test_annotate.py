"""Laws of marked PDFs: every finding has its mark at the figures it speaks of, for any PDF library."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest
from synthesize import synthesize, with_figure, write_pdf

from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Disclosure
from budgetkit.model.errors import UnreadableDocument
from budgetkit.present.annotate import annotate
from budgetkit.readers.read import read, read_all


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A document with one total that cannot be."""
    made = synthesize("xinjiang-budget", 2025, 1).disclosure
    table = made.tables["expenditure"]
    row = next(r for r in table.rows if r.code)
    key = f"expenditure/{row.code}/total"
    path = tmp_path_factory.mktemp("made") / "wrong.pdf"
    amount = row.cells["total"].amount
    assert amount is not None
    write_pdf(with_figure(made, key, replace(amount, value=amount.value + 7)), path)
    return path


def test_marks_stand_on_the_figures(wrong: Path, tmp_path: Path) -> None:
    """In another library each note lies over the printed figure of the finding, and says why in both languages."""
    target = tmp_path / "marked.pdf"
    marks = annotate(read(wrong), wrong, target)
    assert marks
    with pdfplumber.open(target) as document:
        notes = [(page, note) for page in document.pages for note in page.annots]
        assert len(notes) == len(marks)
        for page, note in notes:
            box = (note["x0"], note["top"], note["x1"], note["bottom"])
            assert any(c.isdigit() for c in page.crop(box, strict=False).extract_text())
            assert re.search("不成立.*\\n.*cannot hold|基数为零.*\\n.*zero base", note["contents"])
        assert any("不成立" in note["contents"] for _, note in notes)
    with pypdfium2.PdfDocument(target) as again:
        assert len(again) == len(pypdfium2.PdfDocument(wrong))


def test_every_disclosure_of_a_file_is_marked(wrong: Path, tmp_path: Path) -> None:
    """Two documents bound together have the marks of both, each on pages of its own."""
    other, bound = tmp_path / "other.pdf", tmp_path / "bound.pdf"
    write_pdf(synthesize("xinjiang-budget", 2026, 2, errors=["last digit"]).disclosure, other)
    with pypdfium2.PdfDocument.new() as both, pypdfium2.PdfDocument(wrong) as one:
        both.import_pages(one)
        pages = len(one)
        with pypdfium2.PdfDocument(other) as two:
            both.import_pages(two)
        both.save(bound)
    alone = [
        (0, annotate(read(wrong), wrong, bound.with_suffix(".1"))),
        (pages, annotate(read(other), other, other)),
    ]
    assert all(marks for _, marks in alone)
    marks = annotate(read_all(bound), bound, tmp_path / "marked.pdf")
    assert [m.page for m in marks] == [m.page + before for before, each in alone for m in each]


def test_in_prose_the_figure_is_marked_and_not_its_line(tmp_path: Path) -> None:
    """A growth that cannot be has its mark on its digits; one that stands twice nearby leaves the line marked."""
    made = synthesize("xinjiang-budget", 2025, 1).disclosure
    number, claim = next(
        (n, c) for n, c in enumerate(made.claims, 1) if c.growth is not None and c.amount and c.change
    )
    wrong = with_figure(made, f"claims/{number}/growth", Amount(Decimal("777.77"), "%"))
    write_pdf(wrong, tmp_path / "wrong.pdf")
    marks = annotate(read(tmp_path / "wrong.pdf"), tmp_path / "wrong.pdf", tmp_path / "marked.pdf")
    assert "777.77" in [mark.figure for mark in marks]
    with pdfplumber.open(tmp_path / "marked.pdf") as document:
        found = [
            re.sub("[^0-9.]", "", page.crop((n["x0"] + 1, n["top"], n["x1"] - 1, n["bottom"])).extract_text())
            for page in document.pages
            for n in page.annots
        ]
    assert found.count("777.77") == [mark.figure for mark in marks].count("777.77")
    assert claim.amount is not None and f"{claim.amount.value:f}" in found


def test_what_is_no_pdf_is_refused(reference: Disclosure, tmp_path: Path) -> None:
    """A text is no PDF: one plain sentence, and no file."""
    source = tmp_path / "budget.txt"
    source.write_text("预算", encoding="utf-8")
    with pytest.raises(UnreadableDocument, match=r"budget\.txt"):
        annotate(reference, source, tmp_path / "marked.pdf")
    assert not (tmp_path / "marked.pdf").exists()
