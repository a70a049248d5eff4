"""Documents of any format, chosen by what they contain."""

import csv
import hashlib
import io
import zipfile
from functools import cache
from pathlib import Path
from struct import pack

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_files import (
    Sheet,
    docx,
    drawn,
    html_table,
    paragraph,
    pdf,
    saved,
    word_table,
    xlsx_table,
    zipped,
)
from tilings import tilings

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats import open as opener
from budgetkit.readers.formats import programs
from budgetkit.readers.formats.open import format_of, open_paper
from budgetkit.readers.formats.page import Grid, Paper
from budgetkit.readers.formats.tiling import Tile

TWO = [Tile(0, 0, 1, 1, "a", 1), Tile(0, 1, 1, 1, "b", 1)]
Cell = tuple[int, int, int, int, str]
NAMING = (
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r' "
    "Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument' Target='{}'/>"
    "</Relationships>"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def files(tiles: list[Tile]) -> dict[str, bytes]:
    """Return the same table as a file of every format."""
    book = openpyxl.Workbook()
    xlsx_table(book.active, tiles)
    return {
        "pdf": pdf(Sheet(drawn(tiles, "box"))),
        "docx": docx(word_table(tiles)),
        "xlsx": saved(book),
        "html": html_table(tiles).encode(),
    }


def cells(grid: Grid) -> list[Cell]:
    """Return place, span and text of a grid's cells, line breaks aside."""
    return [(c.row, c.column, c.rows, c.columns, c.text.replace("\n", "")) for c in grid.cells]


def opened(folder: Path, data: bytes, name: str = "made.bin") -> Paper:
    """Write a file and open it."""
    file = folder / name
    file.write_bytes(data)
    return open_paper(file)


@given(tilings())
def test_the_same_table_gives_the_same_cells_in_every_format(tiles: list[Tile]) -> None:
    """PDF, Word, Excel and HTML files of one table give the same rows, columns, spans and texts."""
    read = {
        kind: [cells(grid) for page in opener._pages(kind, data, kind) for grid in page.grids]
        for kind, data in files(tiles).items()
    }
    assert read["pdf"] == read["docx"] == read["xlsx"] == read["html"] != []


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx", "html"])
@pytest.mark.parametrize("suffix", ["pdf", "docx", "txt"])
def test_the_content_decides_not_the_suffix(kind: str, suffix: str, tmp_path: Path) -> None:
    """Whatever a file is called, it is read as what it is; its name and digest are kept."""
    data = files(TWO)[kind]
    paper = opened(tmp_path, data, f"made.{suffix}")
    assert (paper.format, paper.name, paper.sha256) == (
        kind,
        f"made.{suffix}",
        hashlib.sha256(data).hexdigest(),
    )
    assert [cell.text for cell in paper.pages[0].grids[0].cells] == ["a", "b"]


def test_flattened_text_is_parted_into_pages(tmp_path: Path) -> None:
    """Text has lines as they stand; a form feed, else a leading space among lines without one, begins a page."""
    spaced = " 一\n\n二  三\n四\n五\n六\n七\n 八\n九\n"
    paper = opened(tmp_path, spaced.encode())
    assert (paper.format, [[row.text for row in page.lines] for page in paper.pages]) == (
        "text",
        [[" 一", "二  三", "四", "五", "六", "七"], [" 八", "九"]],
    )
    fed = opened(tmp_path, "一\n\f二\n 三".encode("gb18030"))
    assert [[row.text for row in page.lines] for page in fed.pages] == [["一"], ["二", " 三"]]
    assert len(opened(tmp_path, b" a\n b\n c\n d").pages) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_of_any_encoding(encoding: str, tmp_path: Path) -> None:
    """Text is read by its byte order mark, else as UTF-8, else as GB 18030."""
    paper = opened(tmp_path, "部门预算 １２％".encode(encoding))
    assert [row.text for row in paper.pages[0].lines] == ["部门预算 １２％"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_sheets_saved_as_text(encoding: str, mark: str, tmp_path: Path) -> None:
    """Lines of as many fields each, some empty, are a sheet: titles are lines, the table a grid, quoted cells one."""
    rows = [
        ["支出总表", "", ""],
        ["", "", "单位：万元"],
        ["科目", "合计", "基本支出"],
        ["教育", f"1{mark}204.50", "3"],
        ["其他\n支出", "1", ""],
    ]
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows(rows)
    paper = opened(tmp_path, out.getvalue().encode(encoding), "a.txt")
    assert (paper.format, [line.text for line in paper.pages[0].lines]) == ("csv", ["支出总表", "单位：万元"])
    assert [c.text for c in paper.pages[0].grids[0].cells] == [
        " ".join(c.split("\t")) for row in rows[2:] for c in row
    ]


@pytest.mark.parametrize(
    "text",
    [
        "教育支出 1,204.50 3,000.00 5\n其他支出 2,204.50 3,000.00 5\n合计 3,409.00 6,000.00 10\n",
        "一、收入预算,共3.00万元\n二、支出预算,共3.00万元\n",
        "201,一般公共服务支出,3.00\n说明\n合计,3.00\n",
    ],
)
def test_flattened_text_with_commas_is_no_sheet(text: str, tmp_path: Path) -> None:
    """Commas inside numbers and sentences part no cells."""
    assert opened(tmp_path, text.encode()).format == "text"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "needs the extra ocr"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "needs the extra ocr"),
        (zipped({"mimetype": "application/epub+zip", "META-INF/container.xml": "<x/>"}), "export it as PDF"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "needs the extra"),
        (
            b'<?xml version="1.0"?><uof:UOF xmlns:uof="http://schemas.uof.org/cn/2003/uof"/>',
            "install LibreOffice",
        ),
        (OLE, "neither a workbook nor a text"),
        (OLE + "WordDocument\0".encode("utf-16-le"), "install LibreOffice, or save it as .docx"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(50), "install bsdtar"),
        (b"Rar!\x1a\x07\x00" + bytes(50), "install bsdtar"),
        (
            zipped({"xl/workbook.bin": "x", "_rels/.rels": NAMING.format("xl/workbook.bin")}),
            "install LibreOffice",
        ),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "is encrypted with a password"),
        (b"{\\rtf1 x}", "install LibreOffice"),
        (zipped({"OFD.xml": "<x/>"}), "has no pages"),
        (zipped({"a.png": "GIF89a"}), "holds no document that can be read"),
        (zipped({"__MACOSX/a": "x"}), "is an archive without documents"),
        (zipped({"b.zip": "PK\x03\x04"}), "damaged or truncated"),
        (docx(paragraph("x"))[:60], "damaged or truncated"),
        (b"MIME-Version: 1.0\r\n", "is a web archive without a page"),
        (b"\x00\x01\x02\x03" * 20, "none of the formats"),
        (b"%PDF-1.4\nnothing", "damaged or truncated"),
        (pdf(Sheet("q 400 0 0 300 0 0 cm /Im Do Q", picture=True)), "page 1 is a picture without text"),
    ],
)
@pytest.mark.usefixtures("without_ocr")
def test_what_cannot_be_read_says_why_and_the_way_out(
    data: bytes, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is not read raises one plain sentence with the file's name, and the way out where there is one."""
    monkeypatch.setattr(programs, "found", lambda _: None)
    with pytest.raises(UnreadableDocument) as caught:
        opened(tmp_path, data, "bad.pdf")
    assert (
        str(caught.value).startswith("bad.pdf ")
        and words in str(caught.value)
        and "\n" not in str(caught.value)
    )


def test_missing_files_and_folders_are_said_plainly(tmp_path: Path) -> None:
    """A path that is no file and a folder of nothing raise one plain sentence."""
    with pytest.raises(UnreadableDocument, match=r"cannot be opened: [^\n]+$"):
        open_paper(tmp_path / "none.pdf")
    with pytest.raises(UnreadableDocument, match=r"is a folder with no documents [^\n]+$"):
        open_paper(tmp_path)


def test_large_files_are_refused_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file larger than the limit is refused by its size alone."""
    monkeypatch.setattr(opener, "SIZE_LIMIT", 10)
    with pytest.raises(UnreadableDocument, match="has 11 bytes, more than the 10 that are read"):
        opened(tmp_path, b"x" * 11)


def test_swelling_archives_are_refused(tmp_path: Path) -> None:
    """An archive that unpacks to far more than it packs is not unpacked."""
    file = tmp_path / "bomb.docx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w>" + bytes(40 * 1024 * 1024))
    with pytest.raises(UnreadableDocument, match=r"^bomb\.docx unpacks to far more"):
        open_paper(file)


@cache
def whole_file(kind: str) -> bytes:
    """One file of a kind, made once: libraries write the time into it, and its length may change with that."""
    return files(TWO)[kind]


@given(st.binary(max_size=300), st.sampled_from(["pdf", "docx", "xlsx", "html"]), st.data())
def test_damage_never_escapes_as_another_error(noise: bytes, kind: str, data: st.DataObject) -> None:
    """A file with any stretch replaced by noise is read or refused, and nothing else happens."""
    whole = whole_file(kind)
    start = data.draw(st.integers(0, len(whole)))
    broken = whole[:start] + noise + whole[start + len(noise) :]
    try:
        opener._pages(format_of(broken, "x"), broken, "x")
    except UnreadableDocument as error:
        assert "\n" not in str(error)


def test_pdf_and_word_renditions_of_the_reference_agree(documents: Path) -> None:
    """The tables of the reference laid out as PDF and as Word have the same cells, one by one.

    The PDF prints one of them on two pages, the head repeated: its second part is joined to the first.
    """
    folder = documents / "reference"
    word = [cells(grid) for page in open_paper(folder / "reference.docx").pages for grid in page.grids]
    assert len(word) == 13 and sum(map(len, word)) > 1_400
    joined: list[list[Cell]] = []
    for page in open_paper(folder / "reference.pdf").pages:
        for grid in page.grids:
            if page.blocks[0] is grid:
                last = max(row + rows for row, _, rows, _, _ in joined[-1])
                joined[-1] += [(row - 2 + last, *others) for row, *others in cells(grid) if row >= 2]
            else:
                joined.append(cells(grid))
    for mine, theirs in zip(joined, word, strict=True):
        assert _spaceless(mine) == _spaceless(theirs)


def _spaceless(grid: list[Cell]) -> list[Cell]:
    return [(*cell[:4], "".join(cell[4].split())) for cell in grid]


def test_the_reference_text_has_its_pages(documents: Path) -> None:
    """The flattened reference has 26 pages, lines unchanged."""
    file = next((documents / "reference").glob("*.txt"))
    paper = open_paper(file)
    kept = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert [row.text for page in paper.pages for row in page.lines] == kept
    assert len([page for page in paper.pages if page.lines]) == 25


def compound(*entries: tuple[str, int, int, int]) -> bytes:
    """Return an old Office file: entries of its directory as name, kind, right neighbour and first inside."""
    none = 0xFFFFFFFF
    table = [0xFFFFFFFD, 0xFFFFFFFE] + [
        none if at == 127 else 0xFFFFFFFE if at % 8 == 1 else at + 1 for at in range(2, 128)
    ]
    directory, sector = b"", 2
    for name, kind, right, inside in entries:
        start, size = (sector, 4096) if kind == 2 else (0xFFFFFFFE, 0)
        sector += 8 * (kind == 2)
        title = name.encode("utf-16-le")
        directory += pack(
            "<64sHBBIII36sIII", title, len(title) + 2, kind, 1, none, right, inside, b"", start, size, 0
        )
    mark, end = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0xFFFFFFFE
    head = pack("<8s16sHHHHH6s", mark, b"", 62, 3, 0xFFFE, 9, 6, b"")
    head += pack("<9I", 0, 1, 1, 0, 4096, end, 0, end, 0)
    head += pack("<109I", 0, *[none] * 108)
    return head + pack("<128I", *table) + directory.ljust(512, b"\0") + b"\0" * 512 * (sector - 2)


def test_a_text_with_a_workbook_inside_is_a_text() -> None:
    """Old files embed one another: what a file is its own streams tell, not those of what it holds."""
    none = 0xFFFFFFFF
    text = [("Root Entry", 5, none, 1), ("WordDocument", 2, 2, none), ("ObjectPool", 1, none, 3)]
    book = [("Root Entry", 5, none, 1), ("Workbook", 2, 2, none), ("MBD0001", 1, none, 3)]
    assert format_of(compound(*text, ("Workbook", 2, none, none)), "a.doc") == "doc"
    assert format_of(compound(*book, ("WordDocument", 2, none, none)), "a.xls") == "xls"
    assert format_of(compound(*text, ("Workbook", 2, none, none))[:1400], "a.doc") == "doc"
