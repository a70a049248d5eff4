"""Pages and files that are refused, each in one sentence."""

from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from made_files import Sheet, line, pdf, write

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.page import Page
from budgetkit.readers.formats.pdf import pages as reader
from budgetkit.readers.formats.pdf.pages import pdf_pages


def read(*sheets: Sheet) -> list[Page]:
    """Read a PDF of these pages."""
    return list(pdf_pages(pdf(*sheets), "made.pdf"))


@pytest.mark.usefixtures("without_ocr")
def test_pictures_are_refused_and_the_rest_is_read() -> None:
    """A page that is a picture says so and names itself; a blank page, text over a picture and recognised text are read."""
    scan = "q 400 0 0 300 0 0 cm /Im Do Q "
    pages = read(
        Sheet(write(30, 50, "text")),
        Sheet(scan, picture=True),
        Sheet(scan + f"3 Tr {write(30, 50, 'ghost')}", picture=True),
        Sheet(scan + write(30, 50, "- 4 -"), picture=True),
        Sheet(scan + write(30, 50, "cover"), picture=True),
        Sheet(""),
    )
    assert [bool(page.refused) for page in pages] == [False, True, False, True, False, False]
    assert [line.text for line in pages[2].lines] == ["ghost"] and "page 3 is a scan" in pages[2].notes[0]
    assert "page 2 is a picture without text" in pages[1].refused
    assert "needs the extra ocr" in pages[1].refused


@pytest.mark.usefixtures("without_ocr")
def test_outlines_and_fonts_that_tell_nothing_are_refused() -> None:
    """A page of curves without letters, and one whose fonts do not tell their characters, say so; nothing is guessed."""
    curve = "30 30 m 40 50 50 50 60 30 c 70 10 80 10 90 30 c 95 35 99 40 99 45 c h f "
    untold = "BT /U 8 Tf 30 60 Td <004100420043> Tj ET "
    pages = read(
        Sheet(curve * 120), Sheet(curve * 20), Sheet(untold), Sheet(untold + write(30, 90, "told well"))
    )
    reasons = [page.refused.partition(" (")[0] for page in pages]
    assert reasons == [
        "page 1 has its text drawn as outlines",
        "",
        "page 3 uses fonts that do not tell their characters",
        "",
    ]
    assert [row.text for row in pages[3].lines] == ["told well", "\ufffd\ufffd\ufffd"]


def test_a_file_for_the_web_cut_short_is_refused() -> None:
    """A file that states its length at the start and is shorter is truncated, though its first pages would open."""
    whole = pdf(Sheet(write(30, 50, "x")))
    stated = b"%%PDF-1.4\n9 0 obj << /Linearized 1 /L %d >> endobj\n"
    assert list(pdf_pages(stated % 100 + whole, ""))
    with pytest.raises(UnreadableDocument, match="truncated"):
        list(pdf_pages(stated % 99999 + whole, ""))


def test_a_page_that_draws_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """More objects, also by forms in forms, or more characters than the limits refuse the page, not the file."""
    monkeypatch.setattr("budgetkit.readers.formats.pdf.objects.OBJECT_LIMIT", 50)
    monkeypatch.setattr("budgetkit.readers.formats.pdf.glyphs.CHARACTER_LIMIT", 50)
    nested = {"A": ("1 0 0 1 0 0", "/B Do " * 10), "B": ("1 0 0 1 0 0", line(0, 0, 9, 9) * 10)}
    pages = read(Sheet("/A Do ", forms=nested), Sheet(write(30, 50, "x" * 60)), Sheet(write(30, 50, "fine")))
    assert [page.refused[:18] for page in pages] == ["page 1 draws more ", "page 2 draws more ", ""]


def test_damaged_files_are_refused_in_one_sentence() -> None:
    """A file cut short raises one plain sentence that names the file and the reason, at whatever byte it was cut."""
    whole = pdf(Sheet(write(30, 50, "x")))
    for end in range(5, 400, 7):
        with pytest.raises(
            UnreadableDocument, match=r"^cut.pdf (is a damaged or truncated PDF|has no pages)"
        ):
            list(pdf_pages(whole[:end], "cut.pdf"))


def test_a_locked_file_is_refused(tmp_path: Path) -> None:
    """A PDF that asks for a password says so."""
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    file = tmp_path / "locked.pdf"
    drawing = canvas.Canvas(str(file), encrypt="secret")
    drawing.drawString(30, 50, "x")
    drawing.save()
    with pytest.raises(UnreadableDocument, match=r"locked.pdf is encrypted with a password"):
        list(pdf_pages(file.read_bytes(), file.name))


def test_forms_that_only_their_maker_draws_are_refused() -> None:
    """A form without pages of its own (dynamic XFA) is refused; one whose pages are drawn is read."""
    static = pdf(Sheet(write(20, 20, "Part one"))).replace(
        b"/Type /Catalog", b"/Type /Catalog /AcroForm << /Fields [] /XFA [(a) (b)] >>"
    )
    assert [line.text for line in next(iter(pdf_pages(static, "made.pdf"))).lines] == ["Part one"]
    dynamic = static.replace(b"/Type /Catalog", b"/Type /Catalog /NeedsRendering true")
    with pytest.raises(UnreadableDocument, match="only Adobe's reader draws"):
        list(pdf_pages(dynamic, "made.pdf"))


def test_attached_files_are_said() -> None:
    """Files attached to a PDF are named, once, on its first page."""
    document = pypdfium2.PdfDocument(pdf(Sheet(write(20, 20, "one")), Sheet(write(20, 20, "two"))))
    document.new_attachment("预算表.xlsx").set_data(b"x")
    out = BytesIO()
    document.save(out)
    first, second = pdf_pages(out.getvalue(), "made.pdf")
    assert "not read: 预算表.xlsx" in first.notes[0] and not second.notes


def test_pages_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document of more pages than the limit is refused before any page is read."""
    monkeypatch.setattr(reader, "PAGE_LIMIT", 2)
    with pytest.raises(UnreadableDocument, match="has 3 pages, more than the 2 that are read"):
        next(pdf_pages(pdf(*[Sheet("")] * 3), "long.pdf"))
