"""Pictures on pages that also have text are read where they hold a table, and else said."""

import base64
import io
import zipfile
from collections.abc import Callable
from itertools import product

import numpy as np
import openpyxl
import pytest
from drawn_pages import DPI, encoded, page
from made_files import docx, saved, unzipped
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from budgetkit.readers.formats.excel.ods import flat_ods_pages
from budgetkit.readers.formats.excel.workbook import sheet_pages
from budgetkit.readers.formats.html import html_pages
from budgetkit.readers.formats.mhtml import mhtml_pages
from budgetkit.readers.formats.ofd.pages import ofd_pages
from budgetkit.readers.formats.page import Page
from budgetkit.readers.formats.pdf.pages import pdf_pages
from budgetkit.readers.formats.scan import is_installed
from budgetkit.readers.formats.word.document import word_pages

ROWS = [["Code", "Total"], ["201", "1,234.56"], ["20101", "98.07"]]
FIGURES = ["1,234.56", "98.07"]


def table() -> bytes:
    """A picture of a table, large enough to be read."""
    return encoded(page(ROWS, dpi=DPI), "PNG", dpi=(DPI, DPI))


def photograph() -> bytes:
    """A picture as large, without a table."""
    return encoded(np.asarray(Image.linear_gradient("L").resize((800, 600)).convert("RGB")), "PNG")


def logo() -> bytes:
    """A picture too small to hold a table."""
    return encoded(np.asarray(Image.new("RGB", (90, 90), "red")), "PNG")


def in_pdf(picture: bytes, over: str = "") -> list[Page]:
    """Read a PDF page of a line and a picture."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    canvas.drawString(60, 780, "Part one, as approved by the assembly")
    canvas.drawImage(ImageReader(io.BytesIO(picture)), 60, 300, 400, 300)
    for n in range(8 if over else 0):
        canvas.drawString(90, 320 + 20 * n, over)
    canvas.save()
    return list(pdf_pages(out.getvalue(), "made.pdf"))


def in_ofd(picture: bytes) -> list[Page]:
    """Read an OFD page of a line and a picture."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    text = (
        '<ofd:TextObject ID="1" Boundary="10 10 90 6" Font="3" Size="4">'
        '<ofd:TextCode X="0" Y="4" DeltaX="g 9 3">第一部分部门预算情况</ofd:TextCode></ofd:TextObject>'
    )
    image = '<ofd:ImageObject ID="2" Boundary="20 60 140 100" CTM="140 0 0 100 0 0" ResourceID="7"/>'
    parts: dict[str, str | bytes] = {
        "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>D/D.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "D/D.xml": f"<ofd:Document {space}><ofd:CommonData><ofd:PublicRes>R.xml</ofd:PublicRes></ofd:CommonData>"
        '<ofd:Pages><ofd:Page ID="9" BaseLoc="P.xml"/></ofd:Pages></ofd:Document>',
        "D/P.xml": f"<ofd:Page {space}><ofd:Content><ofd:Layer>{text}{image}</ofd:Layer></ofd:Content></ofd:Page>",
        "D/R.xml": f'<ofd:Res {space} BaseLoc="."><ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image">'
        "<ofd:MediaFile>i.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>",
        "D/i.png": picture,
    }
    return list(ofd_pages(packed(parts), "made.ofd"))


def in_xlsx(picture: bytes) -> list[Page]:
    """Read a sheet of a line and a picture."""
    book = openpyxl.Workbook()
    book.active["A1"] = "Part one"
    book.active.add_image(openpyxl.drawing.image.Image(io.BytesIO(picture)), "B5")
    return list(sheet_pages(saved(book), "made.xlsx"))


def in_fods(picture: bytes) -> list[Page]:
    """Read an OpenDocument sheet of a line and a picture."""
    kinds = {"office": "office", "table": "table", "text": "text", "draw": "drawing"}
    spaces = " ".join(f"xmlns:{k}='urn:oasis:names:tc:opendocument:xmlns:{n}:1.0'" for k, n in kinds.items())
    inner = f"<office:binary-data>{base64.b64encode(picture).decode()}</office:binary-data>"
    frame = f"<draw:frame><draw:image>{inner}</draw:image></draw:frame>"
    cell = f"<table:table-cell><text:p>Part one</text:p>{frame}</table:table-cell>"
    sheet = f"<table:table table:name='S1'><table:table-row>{cell}</table:table-row></table:table>"
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    return list(flat_ods_pages(f"<office:document {spaces}>{body}</office:document>".encode(), "made.fods"))


def in_mhtml(picture: bytes) -> list[Page]:
    """Read a web archive of a page and a picture."""
    head = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n"
    page_ = b"--B\r\nContent-Type: text/html\r\n\r\n<p>Part one</p><img src=a.png>\r\n"
    image = b"--B\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return list(
        mhtml_pages(head + page_ + image + base64.encodebytes(picture) + b"\r\n--B--\r\n", "made.mht")
    )


def in_docx(picture: bytes) -> list[Page]:
    """Read a Word file of a line with a picture in it, and the picture once more alone."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    drawing = f'<w:r><w:drawing><a:blip xmlns:a="urn:a" xmlns:r="{office}" r:embed="rId5"/></w:drawing></w:r>'
    made: dict[str, str | bytes] = dict(
        unzipped(docx(f"<w:p><w:r><w:t>Part one</w:t></w:r></w:p><w:p>{drawing}</w:p>"))
    )
    naming = f'<Relationship Id="rId5" Type="{office}/image" Target="media/i.png"/>'
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    made["word/_rels/document.xml.rels"] = f'<Relationships xmlns="{space}">{naming}</Relationships>'
    return list(word_pages(packed(made | {"word/media/i.png": picture}), "made.docx"))


def packed(parts: dict[str, str | bytes]) -> bytes:
    """Return a zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


Into = Callable[[bytes], list[Page]]
FORMATS = (in_pdf, in_ofd, in_xlsx, in_fods, in_mhtml, in_docx)
needs_ocr = pytest.mark.skipif(not is_installed(), reason="the extra ocr is not installed")


def notes(pages: list[Page]) -> list[str]:
    """Return what is said of pictures, without its Chinese."""
    return [note.split(" (")[0].split(" ", 2)[2] for found in pages for note in found.notes]


@needs_ocr
@pytest.mark.parametrize("into", FORMATS)
def test_a_picture_of_a_table_is_read(into: Into) -> None:
    """The figures of a table that is a picture on a page with text are read with what else they may be, and said."""
    pages = into(table())
    cells = [c.text for found in pages for grid in found.grids for c in grid.cells]
    assert [text for text in cells if text in FIGURES] == FIGURES
    assert {r.text for found in pages for r in found.readings} >= set(FIGURES)
    assert any("OCR" in note for note in notes(pages))
    assert not any("not read" in note for note in notes(pages))


@needs_ocr
@pytest.mark.parametrize("into", [in_pdf, in_ofd])
def test_what_is_read_stands_where_its_picture_does(into: Into) -> None:
    """Cells and readings of a picture lie inside its box on the page, in which the page says its pictures are."""
    (found,) = into(table())
    ((left, top, right, bottom),) = found.pictured
    boxes = [c.box for grid in found.grids for c in grid.cells if c.box] + [r.box for r in found.readings]
    assert boxes and all(
        left <= b[0] and top <= b[1] and b[2] <= right + 1 and b[3] <= bottom + 1 for b in boxes
    )


@pytest.mark.parametrize(("into", "extra"), [*product(FORMATS, (True, False))])
def test_a_picture_that_is_not_read_is_said(into: Into, extra: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture without a table is named with its page; without the extra any large one is, with what it needs."""
    if extra and not is_installed():
        pytest.skip("the extra ocr is not installed")
    if not extra:
        for module in ("pictures", "pdf.scans", "ofd.pages", "word.document"):
            monkeypatch.setattr(f"budgetkit.readers.formats.{module}.is_installed", lambda: False)
    pages = into(photograph() if extra else table())
    assert notes(pages) == ["holds a picture that is not read"]
    assert extra or any("the extra ocr" in note for found in pages for note in found.notes)


@pytest.mark.parametrize("into", FORMATS)
def test_small_pictures_are_no_loss(into: Into) -> None:
    """Logos and signatures are passed over."""
    assert notes(into(logo())) == []


@pytest.mark.parametrize("into", [in_mhtml, in_docx])
@pytest.mark.parametrize("bytes_", [20_000, 2_000])
def test_drawings_that_do_not_open_are_said(into: Into, bytes_: int) -> None:
    """The drawing that stands for an embedded workbook may be a table: it is named, a small one is not."""
    assert notes(into(b"\x01\x00\x00\x00" + bytes(bytes_))) == ["holds a picture that is not read"] * (
        bytes_ > 9_999
    )


def test_a_picture_that_is_written_over_is_a_background() -> None:
    """A picture under the text of a page hides no table."""
    assert notes(in_pdf(photograph(), over="Thirty signs and more than that")) == []


@pytest.mark.parametrize(
    ("image", "said"),
    [("src=a.png", 1), ("src=a.png width=90", 0), ("src=a.gif", 0), (f"src=a.png width={'9' * 5000}", 1)],
)
def test_pictures_of_a_web_page_are_said(image: str, said: int) -> None:
    """A picture that a page links to may be a table, unless its size or kind says otherwise."""
    (found,) = html_pages(f"<p>Part one</p><img {image}>".encode(), "made.html")
    assert len(found.notes) == said


@pytest.mark.parametrize("anchor", ["oneCellAnchor", "twoCellAnchor", "absoluteAnchor"])
def test_text_boxes_of_a_sheet_are_read(anchor: str) -> None:
    """A title or a unit in a box that floats over a sheet stands before the table under it, however it is anchored."""
    book = openpyxl.Workbook()
    for row in range(4, 7):
        for column in (1, 2):
            book.active.cell(row, column, f"{row}{column}")
    book.active.add_image(openpyxl.drawing.image.Image(io.BytesIO(logo())), "A1")
    with zipfile.ZipFile(io.BytesIO(saved(book))) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    drawing = "xl/drawings/drawing1.xml"
    box = b"<sp><txBody xmlns:a='urn:a'><a:p><a:r><a:t>2025</a:t></a:r><a:r><a:t>A</a:t></a:r></a:p></txBody></sp>"
    content = parts[drawing]
    assert isinstance(content, bytes)
    content = content.replace(b"<clientData", box + b"<clientData").replace(b"oneCellAnchor", anchor.encode())
    parts[drawing] = content
    (found,) = sheet_pages(packed(parts), "made.xlsx")
    assert [line.text for line in found.lines] == ["2025A"] and found.blocks[0] == found.lines[0]
