"""Laws of marked PDFs: every finding has its mark at the figures it speaks of, for any PDF library."""

import re
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest
from synthesize import synthesize, with_figure, write_pdf

from budgetkit.model.disclosure import Disclosure
from budgetkit.model.errors import UnreadableDocument
from budgetkit.present.annotate import annotate
from budgetkit.readers.read import read


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


def test_what_is_no_pdf_is_refused(reference: Disclosure, tmp_path: Path) -> None:
    """A text is no PDF: one plain sentence, and no file."""
    source = tmp_path / "budget.txt"
    source.write_text("预算", encoding="utf-8")
    with pytest.raises(UnreadableDocument, match=r"budget\.txt"):
        annotate(reference, source, tmp_path / "marked.pdf")
    assert not (tmp_path / "marked.pdf").exists()
