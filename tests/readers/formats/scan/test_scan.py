"""Tables, lines and numbers of pages that are pictures."""

import io
import logging
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from drawn_pages import CELL, CORNER, DPI, encoded, page
from hypothesis import given
from hypothesis import strategies as st
from made_files import docx, unzipped
from PIL import Image

from budgetkit.model.amount import parse_amount
from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.ofd.pages import ofd_pages
from budgetkit.readers.formats.open import open_paper
from budgetkit.readers.formats.page import Page
from budgetkit.readers.formats.scan import is_installed
from budgetkit.readers.formats.scan.files import picture_pages, pixels_of
from budgetkit.readers.formats.word.document import word_pages

pytestmark = pytest.mark.skipif(not is_installed(), reason="the extra ocr is not installed")

ROWS = [
    ["Code", "Total", "Part"],
    ["201", "1,234.56", "7.10"],
    ["20101", "0.00", "-"],
    ["208", "98.07", "365.24"],
]
HOWS: list[dict[str, Any]] = [
    {},
    {"skew": 1.5},
    {"skew": -2.5, "noise": 8, "quality": 60},
    {"seal": True, "noise": 6, "quality": 60},
    {"dpi": 300, "seal": True, "skew": 0.7},
    {"seal": True, "grey": True},
    {"dpi": 200, "seal": True, "grey": True, "skew": 0.7, "noise": 6, "quality": 60},
    {"dpi": 300, "seal": True, "grey": True, "noise": 6},
]


def read_picture(pixels: Any, dpi: float = DPI) -> Page:
    """Read a picture as the page of a document."""
    from budgetkit.readers.formats.scan.pages import read_picture

    return read_picture(pixels, dpi, 1)


def askew(grey: Any) -> float:
    """Return how far a picture is turned."""
    # Not to be imported where the extra is not installed: then these tests are collected and skipped.
    from budgetkit.readers.formats.scan.picture import askew

    return askew(grey)


def texts(found: Page) -> list[list[str]]:
    """Return the texts of the only table of a page row by row."""
    (grid,) = found.grids
    rows: dict[int, list[str]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell.text)
    return list(rows.values())


def test_an_empty_page_is_not_turned() -> None:
    """Where every angle is as good as any other a page lies as it should; a drawn one is turned back."""
    assert askew(np.full((300, 200), 255, np.uint8)) == 0
    for degrees in (-2.0, 0.6):
        grey = np.asarray(Image.fromarray(page(ROWS, skew=degrees)).convert("L"))
        assert abs(abs(askew(grey)) - abs(degrees)) < 0.1


@pytest.mark.parametrize("how", HOWS)
def test_a_drawn_table_is_read_back(how: dict[str, Any]) -> None:
    """Rows, columns and figures of a table are read as drawn: level, askew, noisy, packed as JPEG, under a seal."""
    found = read_picture(page(ROWS, above="Heading", **how), how.get("dpi", DPI))
    assert texts(found) == ROWS
    assert [line.text for line in found.lines] == ["Heading"]


@pytest.mark.parametrize(("bar", "columns"), [(True, 3), (False, 4)])
@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_a_stroke_that_fills_its_row_is_no_rule(bar: bool, columns: int, dpi: int) -> None:
    """An upright stroke from rule to rule is one itself, unless other strokes branch off it, as off a character's."""
    scale, pixels = dpi / 72, page(ROWS, dpi=dpi).copy()
    x, top, bottom = (round(v * scale) for v in (CORNER[0] + 1.7 * CELL[0], CORNER[1], CORNER[1] + CELL[1]))
    pixels[top:bottom, x : x + round(scale)] = 0
    if bar:
        arm = round(4 * scale)
        for y in (round((2 * top + bottom) / 3), round((top + 2 * bottom) / 3)):
            pixels[y : y + 2 * round(scale), x - arm : x + arm] = 0
    (grid,) = read_picture(pixels, dpi).grids
    assert grid.columns == columns


@pytest.mark.parametrize("rows", [2, 3])
def test_a_page_that_begins_inside_a_table(rows: int) -> None:
    """The last rows of a table, without a rule above them, are a table on their page."""
    pixels = page([["300", "1.00", "2.00"], *ROWS[1:]][-rows - 1 :])
    (grid,) = read_picture(pixels[round((CORNER[1] + CELL[1]) * DPI / 72) + 3 :]).grids
    assert [cell.text for cell in grid.cells][-3:] == ROWS[-1] and grid.columns == 3


@pytest.mark.parametrize("dpi", [200, 300])
def test_signs_of_a_grey_seal_are_no_text(dpi: int) -> None:
    """Thin signs inside a grey seal, on a rule too, are cleared; figures beside them and under its ring are read."""
    scale, pixels = dpi / 72, page(ROWS, dpi=dpi, seal=True, grey=True).copy()
    for top in (86, 100, 136):
        left, right, bottom = (round(v * scale) for v in (245, 252, top + 10))
        edge, paper = round(scale), pixels[: round(70 * scale)].max()
        sign = np.full_like(pixels, paper)
        sign[round(top * scale) : bottom, left:right] = 83
        sign[round(top * scale) + edge : bottom - edge, left + edge : right - edge] = paper
        pixels = np.minimum(pixels, sign)
    assert texts(read_picture(pixels, dpi)) == ROWS


def test_numbers_under_a_seal_are_known_to_be() -> None:
    """Of a number that a seal lies over it is said, on a copy without colours too; a grey surface is no seal."""
    for grey in (False, True):
        found = read_picture(page([*ROWS, ["210", "1,234.56", "9.99"]], seal=True, grey=grey))
        assert any(reading.covered for reading in found.readings)
    pixels = page(ROWS)
    pixels[(pixels > 250).all(axis=2) & (np.indices(pixels.shape[:2])[0] < 400)] = 128
    assert not any(reading.covered for reading in read_picture(pixels).readings)


def test_words_under_a_seal_are_said() -> None:
    """Of a cell under a seal that shows words, or nothing, it is not known what it says; a number has its readings."""
    assert not read_picture(page(ROWS)).hidden
    rows = [["1", "2", "3"], *ROWS[1:]]
    rows = [[text.replace("-", "5.00") for text in row] for row in rows]
    assert not read_picture(page(rows, seal=True, grey=True)).hidden
    rows[3][1] = ""
    (said,) = read_picture(page(rows, seal=True, grey=True)).hidden
    assert "a seal lies over 1 cells of page 1" in said


def test_every_number_keeps_what_else_it_may_be() -> None:
    """Each number has its readings, likeliest first, inside the cell it stands in; the first is what was read."""
    found = read_picture(page(ROWS))
    assert {r.text for r in found.readings} >= {"1,234.56", "7.10", "20101", "0.00"}
    for reading in found.readings:
        chances = [p for _, p in reading.readings]
        assert reading.readings[0][0] == reading.text and chances == sorted(chances, reverse=True)


def test_a_lone_dash_is_nothing() -> None:
    """A dash alone in a cell, which recognisers take for a 1, stays a dash and no number."""
    found = read_picture(page([["-", "5.00"], ["-", "5.00"]]))
    assert texts(found) == [["-", "5.00"], ["-", "5.00"]]
    assert sorted(r.text for r in found.readings) == ["5.00", "5.00"]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_picture_files_are_read(kind: str, tmp_path: Path) -> None:
    """A picture file is opened by its content and read; one of several pages gives each of them."""
    file = tmp_path / "scan.bin"
    more = {"save_all": True, "append_images": [Image.fromarray(page(ROWS))]}
    file.write_bytes(encoded(page(ROWS), kind, dpi=(DPI, DPI), **(more if kind == "TIFF" else {})))
    paper = open_paper(file)
    assert paper.format == "picture" and len(paper.pages) == (2 if kind == "TIFF" else 1)
    assert all(texts(one) == ROWS for one in paper.pages)


def test_a_resolution_that_no_paper_has_is_not_believed() -> None:
    """A photograph that states 72 dots an inch is taken for A4; what is finer than is read is made smaller."""
    image = Image.new("RGB", (1654, 2339), "white")
    image.info["dpi"] = (72, 72)
    assert pixels_of(image)[1] == pytest.approx(200, abs=1)
    image.info["dpi"] = (600, 600)
    assert pixels_of(Image.open(io.BytesIO(encoded(pixels_of(image)[0], "PNG"))))[1] <= 300


def test_damaged_and_huge_pictures_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture cut short, and one of more pixels than the limit, raise one plain sentence."""
    data = encoded(page(ROWS), "PNG")
    with pytest.raises(UnreadableDocument, match="cut is a damaged picture"):
        list(picture_pages(data[:2000], "cut"))
    monkeypatch.setattr("budgetkit.readers.formats.scan.pages.MOST_TEXTS", 3)
    assert "more than can be read" in next(picture_pages(data, "dense")).refused
    monkeypatch.setattr("budgetkit.readers.formats.scan.files.PIXEL_LIMIT", 1000)
    with pytest.raises(UnreadableDocument, match="big has a page of more than 1000 pixels"):
        list(picture_pages(data, "big"))


@given(
    st.sampled_from(["PNG", "JPEG", "TIFF", "GIF"]),
    st.lists(st.tuples(st.integers(0, 600), st.integers(0, 255))),
)
def test_pictures_changed_anywhere_are_read_or_refused(kind: str, changes: list[tuple[int, int]]) -> None:
    """Whatever bytes of a picture file are changed, it opens or is refused in one sentence; nothing else is raised."""
    data = bytearray(encoded(page([["1", "2"]], dpi=36), kind))
    for place, byte in changes:
        data[place % len(data)] = byte
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("budgetkit.readers.formats.scan.files.read_image", lambda image, _: pixels_of(image))
        patch.setattr("budgetkit.readers.formats.scan.files.PIXEL_LIMIT", 1_000_000)
        try:
            list(picture_pages(bytes(data), "made"))
        except UnreadableDocument as refused:
            assert "\n" not in str(refused) and str(refused).startswith("made ")


def test_pages_of_a_pdf_that_are_pictures_are_read_and_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Text pages are read as text, picture pages by OCR, page by page; each is said, and the pages a second."""
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    utils = pytest.importorskip("reportlab.lib.utils")
    file = tmp_path / "mixed.pdf"
    drawing = canvas.Canvas(str(file), pagesize=(595, 420))
    drawing.drawString(60, 300, "a page of plain text, longer than a stamp")
    drawing.showPage()
    picture = utils.ImageReader(Image.fromarray(page(ROWS, skew=1.0)))
    for ghost in ("", "hidden words that were recognised before: 999.99"):
        drawing.drawImage(picture, 0, 0, 595, 420)
        text = drawing.beginText(60, 300)
        text.setTextRenderMode(3)
        text.textLine(ghost)
        drawing.drawText(text)
        drawing.showPage()
    drawing.save()
    with caplog.at_level(logging.INFO, "budgetkit.scan"):
        pages = open_paper(file).pages
    assert [len(p.readings) > 0 for p in pages] == [False, True, True]
    assert texts(pages[1]) == texts(pages[2]) == ROWS
    assert "was read by OCR" in pages[1].notes[0] and "other OCR software" in pages[2].notes[0]
    assert all("999.99" not in line.text for line in pages[2].lines)
    assert any("page 3 of 3" in r.getMessage() and "pages a second" in r.getMessage() for r in caplog.records)


def test_amounts_of_a_scan_are_exact() -> None:
    """A cell of a scan is read as a printed number with its places."""
    rows = texts(read_picture(page(ROWS, noise=5)))
    amount = parse_amount(rows[1][1], "元")
    assert amount is not None and amount.value == Decimal("1234.56") and amount.places == 2


def test_pictures_in_ofd_and_word_are_read() -> None:
    """A page of OFD that is a picture, and a picture of a table in a Word file among its text, are read like any scan."""
    picture = encoded(page(ROWS), "PNG")
    (ofd,) = ofd_pages(pictured_ofd(picture), "made.ofd")
    assert texts(ofd) == ROWS and "was read by OCR" in ofd.notes[0] and ofd.readings
    first, second = word_pages(pictured_docx(picture, "plain text before it"), "made.docx")
    assert [line.text for line in first.lines] == ["plain text before it"]
    assert texts(second) == ROWS and second.readings
    assert {cell.page for grid in second.grids for cell in grid.cells} == {2}


def test_photographs_beside_text_are_left_out() -> None:
    """A picture without a table in a Word file that has text of its own is no text of the document."""
    picture = encoded(page([], above="A chart"), "PNG")
    pages = word_pages(pictured_docx(picture, "plain text before it"), "made.docx")
    assert [line.text for p in pages for line in p.lines] == ["plain text before it"]
    (alone,) = word_pages(pictured_docx(picture, ""), "made.docx")
    assert [line.text.replace(" ", "") for line in alone.lines] == ["Achart"]


def pictured_ofd(picture: bytes) -> bytes:
    """Return an OFD file of one page that shows a picture."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    area = "<ofd:PhysicalBox>0 0 210 148</ofd:PhysicalBox>"
    shown = '<ofd:ImageObject ID="6" Boundary="0 0 210 148" CTM="210 0 0 148 0 0" ResourceID="7"/>'
    parts: dict[str, str | bytes] = {
        "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>D/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "D/Document.xml": f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea>{area}</ofd:PageArea>"
        "<ofd:PublicRes>Res.xml</ofd:PublicRes></ofd:CommonData>"
        '<ofd:Pages><ofd:Page ID="9" BaseLoc="P.xml"/></ofd:Pages></ofd:Document>',
        "D/P.xml": f'<ofd:Page {space}><ofd:Content><ofd:Layer ID="5">{shown}</ofd:Layer></ofd:Content></ofd:Page>',
        "D/Res.xml": f'<ofd:Res {space} BaseLoc="."><ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image">'
        "<ofd:MediaFile>i.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>",
        "D/i.png": picture,
    }
    return packed(parts)


def pictured_docx(picture: bytes, before: str) -> bytes:
    """Return a Word file of a line and a picture."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    blip = f'<a:blip xmlns:a="urn:a" xmlns:r="{office}" r:embed="rId5"/>'
    text = f"<w:p><w:r><w:t>{before}</w:t></w:r></w:p>" if before else ""
    made: dict[str, str | bytes] = dict(
        unzipped(docx(f"{text}<w:p><w:r><w:drawing>{blip}</w:drawing></w:r></w:p>"))
    )
    naming = f'<Relationship Id="rId5" Type="{office}/image" Target="media/i.png"/>'
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    made["word/_rels/document.xml.rels"] = f'<Relationships xmlns="{space}">{naming}</Relationships>'
    return packed(made | {"word/media/i.png": picture})


def packed(parts: dict[str, str | bytes]) -> bytes:
    """Return a zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_put_in_any_way_up_is_read(quarters: int) -> None:
    """A page that lies on its side or upside down on the scanner is turned until its texts can be read."""
    found = read_picture(np.ascontiguousarray(np.rot90(page(ROWS, skew=0.8), quarters)))
    assert texts(found) == ROWS
    assert found.width > found.height
