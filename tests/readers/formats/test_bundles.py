"""Bundles, folders, web archives, pages with documents beside them, and files that a program opens first."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from docx import Document
from made_files import docx, html_table, word_table, zipped

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats import open as bundles
from budgetkit.readers.formats import programs
from budgetkit.readers.formats.kinds import KINDS, format_of
from budgetkit.readers.formats.open import open_paper, open_papers
from budgetkit.readers.formats.page import Line
from budgetkit.readers.formats.tiling import Tile

TWO = [Tile(0, 0, 1, 1, "a", 1), Tile(0, 1, 1, 1, "b", 1)]
TABLE = html_table(TWO)


def file(folder: Path, data: bytes, name: str = "made.zip") -> Path:
    """Write a file."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_a_zip_gives_its_documents_by_name(tmp_path: Path) -> None:
    """The documents of a bundle come in the order of their names; what cannot be read says so; rubbish is left out."""
    parts = {
        "2表.html": TABLE,
        "1说明.txt": "部门预算",
        "3图.png": "GIF89a",
        "__MACOSX/._1": "x",
        "空.txt": "",
    }
    papers = open_papers(file(tmp_path, zipped(parts)))
    assert [(p.name, p.format) for p in papers] == [
        ("1说明.txt", "text"),
        ("2表.html", "html"),
        ("3图.png", "refused"),
    ]
    assert "picture" in papers[2].pages[0].refused
    with pytest.raises(UnreadableDocument, match="holds 3 documents"):
        open_paper(tmp_path / "made.zip")
    assert open_paper(file(tmp_path, zipped({"1.txt": "部门预算"}), "one.zip")).name == "1.txt"


@pytest.mark.parametrize("head", [b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x01"])
def test_a_bundle_that_begins_with_a_stored_pdf_is_a_bundle(head: bytes) -> None:
    """Members are stored as they are where packing gains nothing: the mark of a PDF near the start is no PDF."""
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as packed:
        packed.writestr("budget.pdf", b"%PDF-1.7\n")
    data = stored.getvalue() if head.startswith(b"PK") else head + b"\0" * 30 + b"%PDF-1.7\n"
    assert format_of(data, "budget") in ("zip", "7z", "rar")


def test_names_of_chinese_systems(tmp_path: Path) -> None:
    """Names that are written in GB 18030, without a mark for UTF-8, come back."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("xxxx.txt")
        archive.writestr(info, "部门预算")
    data = out.getvalue().replace(b"xxxx", "预算".encode("gb18030"))
    assert [p.name for p in open_papers(file(tmp_path, data))] == ["预算.txt"]


def test_bundles_in_bundles(tmp_path: Path) -> None:
    """A bundle in a bundle is opened, one still deeper is not, and says so."""
    inner = zipped({"a.html": TABLE})
    middle = io.BytesIO()
    with zipfile.ZipFile(middle, "w") as archive:
        archive.writestr("in.zip", inner)
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("mid.zip", middle.getvalue())
        archive.writestr("in.zip", inner)
    papers = open_papers(file(tmp_path, outer.getvalue()))
    assert [(p.name, p.format) for p in papers] == [("a.html", "html"), ("mid.zip", "refused")]
    assert "bundle in a bundle" in papers[1].pages[0].refused


def test_bundles_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bundle of too many files, and one that swells, are refused whole."""
    monkeypatch.setattr(bundles, "FILE_LIMIT", 2)
    with pytest.raises(UnreadableDocument, match="more than 2 files"):
        open_papers(file(tmp_path, zipped({f"{n}.txt": "x" for n in range(3)})))
    with pytest.raises(UnreadableDocument, match="unpacks to far more"):
        open_papers(file(tmp_path, zipped({"a.txt": "x" * 5_000_000})))


def test_a_folder_gives_its_documents(tmp_path: Path) -> None:
    """The documents of a folder and those below it come in order; a folder without a readable one is refused."""
    file(tmp_path, TABLE.encode(), "d/b/2.html")
    file(tmp_path, "部门预算".encode(), "d/1.txt")
    file(tmp_path, b"x", "d/.hidden")
    assert [Path(p.name).as_posix() for p in open_papers(tmp_path / "d")] == ["1.txt", "b/2.html"]
    file(tmp_path, b"GIF89a", "e/1.gif")
    with pytest.raises(UnreadableDocument, match=r"^e holds no document that can be read"):
        open_papers(tmp_path / "e")


def test_a_page_brings_what_lies_beside_it(tmp_path: Path) -> None:
    """A page brings the documents that it links to in its own folder, and nothing from outside."""
    file(tmp_path, docx(word_table(TWO)), "page/files/附件 1.docx")
    file(tmp_path, docx(word_table(TWO)), "outside.docx")
    links = "".join(
        f'<a href="{link}">x</a>' for link in ("files/附件%201.docx", "../outside.docx", "http://a.b/c.docx")
    )
    page = file(tmp_path, f"<html>{TABLE}{links}</html>".encode(), "page/index.html")
    assert [(p.name, p.format) for p in open_papers(page)] == [
        ("index.html", "html"),
        ("附件 1.docx", "docx"),
    ]


def test_links_however_they_are_written(tmp_path: Path) -> None:
    """Links without quotes, or with what a server asks for behind the name, are found; what is not there is said."""
    for name in ("1.docx", "2.docx", "3.docx"):
        file(tmp_path, docx(word_table(TWO)), f"page/{name}")
    links = "<a href=1.docx>x</a><A class=l HREF='2.docx?t=1'>x</A><a href=\"3.docx#p2\">x</a>"
    links += (
        "<a href='http://a.b/4.pdf'>x</a><a href=5.xls>x</a><a href='5.xls'>x</a><a href=about.html>x</a>"
    )
    papers = open_papers(file(tmp_path, f"<html>{TABLE}{links}</html>".encode(), "page/index.html"))
    assert [p.name for p in papers] == ["index.html", "1.docx", "2.docx", "3.docx"]
    (note,) = papers[0].pages[0].notes
    assert "do not lie beside it: 4.pdf, 5.xls (" in note


@pytest.mark.parametrize(
    "shown",
    [
        "<iframe width=9 src='d/sheet 1.htm'></iframe>",
        "<frameset><frame src=d/sheet%201.htm><noframes>x</noframes></frameset>",
        "<link id=shLink href='d/sheet 1.htm'>",
    ],
)
def test_pages_inside_a_page_are_read(shown: str, tmp_path: Path) -> None:
    """Frames, and the sheets of a workbook saved as a page, come with the page that shows them."""
    file(tmp_path, TABLE.encode(), "book/d/sheet 1.htm")
    papers = open_papers(file(tmp_path, f"<html><body>预算{shown}</body></html>".encode(), "book/book.htm"))
    assert [(p.name, len(p.pages[0].grids)) for p in papers] == [("book.htm", 0), ("sheet 1.htm", 1)]


@pytest.mark.parametrize("where", ["file", "folder", "zip", "mhtml"])
def test_style_sheets_beside_a_page_hide_what_they_say(where: str, tmp_path: Path) -> None:
    """What a style sheet of its own file hides is not read, wherever the page comes from."""
    page = f"<html><link rel=stylesheet href='s/a.css?v=1'>{TABLE}<p class=gone>9.99</p><p>预算</p></html>"
    style = ".gone { display: none }"
    if where == "mhtml":
        parts = (("text/html", "http://a.b/c/d.html", page), ("text/css", "http://a.b/c/s/a.css?v=1", style))
        body = "".join(
            f"--B\r\nContent-Type: {t}\r\nContent-Location: {at}\r\n\r\n{x}\r\n" for t, at, x in parts
        )
        head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n"
        made = file(tmp_path, f"{head}{body}--B--\r\n".encode(), "a.mht")
    elif where == "zip":
        made = file(tmp_path, zipped({"d/a.html": page, "d/s/a.css": style}))
    else:
        file(tmp_path, style.encode(), "d/s/a.css")
        made = file(tmp_path, page.encode(), "d/a.html")
        made = made.parent if where == "folder" else made
    (paper,) = open_papers(made)
    assert [line.text for line in paper.pages[0].lines] == ["预算"]


def test_a_web_archive_cut_short_is_said(tmp_path: Path) -> None:
    """An archive whose last part does not end is read as far as it goes, and says so."""
    head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n"
    data = f"{head}--B\r\nContent-Type: text/html\r\n\r\n<html>{TABLE}</html>\r\n"
    whole = open_paper(file(tmp_path, f"{data}--B--\r\n".encode(), "whole.mht"))
    cut = open_paper(file(tmp_path, data.encode(), "cut.mht"))
    assert not whole.pages[0].hidden and "cut short" in cut.pages[0].hidden[0]


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
@pytest.mark.parametrize("declared", [True, False])
def test_web_archives(charset: str, declared: bool, tmp_path: Path) -> None:
    """The HTML parts of a web archive are read, decoded by what their heads say; other parts are left out."""
    import base64

    page = f"<html><p>部门预算</p>{TABLE}</html>".encode(charset)
    head = f"text/html; charset={charset}" if declared else "text/html"
    data = (
        "From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n"
        f"--B\r\nContent-Type: {head}\r\nContent-Transfer-Encoding: base64\r\n\r\n{base64.b64encode(page).decode()}\r\n"
        "--B\r\nContent-Type: image/png\r\n\r\nx\r\n--B\r\nContent-Type: text/html\r\n\r\n<html></html>\r\n--B--\r\n"
    ).encode()
    paper = open_paper(file(tmp_path, data, "made.doc"))
    assert (paper.format, len(paper.pages)) == ("mhtml", 1)
    assert open_paper(file(tmp_path, b"\xef\xbb\xbf" + data, "marked.mht")).pages == paper.pages
    assert [b.text if isinstance(b, Line) else b.columns for b in paper.pages[0].blocks] == ["部门预算", 2]


@pytest.mark.parametrize("suffix", ["7z", "zip"])
def test_archives_that_bsdtar_opens(suffix: str, tmp_path: Path) -> None:
    """A 7z is opened by bsdtar where it is installed, and gives what the same .zip gives."""
    program = programs.found("bsdtar")
    if program is None:
        pytest.skip("bsdtar is not installed")
    file(tmp_path, TABLE.encode(), "表.html")
    target = tmp_path / f"made.{suffix}"
    subprocess.run([program, "-a", "-cf", str(target), "-C", str(tmp_path), "表.html"], check=True)
    assert format_of(target.read_bytes(), "x") == suffix
    assert [(p.name, p.format) for p in open_papers(target)] == [("表.html", "html")]


@pytest.mark.parametrize("kind", ["doc", "rtf", "odt"])
def test_old_texts_through_libreoffice(kind: str, tmp_path: Path) -> None:
    """A text that LibreOffice turns into .docx gives the tables of that .docx, and its origin is said."""
    program = programs.found("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    source = tmp_path / "made.docx"
    made = Document()
    made.add_paragraph("部门预算")
    table = made.add_table(2, 2)
    for cell, text in zip([c for row in table.rows for c in row.cells], "abcd", strict=True):
        cell.text = text
    made.add_paragraph("说明")
    made.save(str(source))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        program,
        profile,
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(tmp_path / "out"),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    paper = open_paper(tmp_path / "out" / f"made.{kind}")
    assert (paper.format, paper.converted_by) == (kind, "LibreOffice")
    assert [[c.text for c in grid.cells] for page in paper.pages for grid in page.grids] == [list("abcd")]


def test_a_program_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A program that hangs is ended when its time is up, and its document refused with one sentence."""
    with pytest.raises(UnreadableDocument, match=r"has not opened bad\.doc in 1 seconds"):
        programs._run([sys.executable, "-c", "import time; time.sleep(60)"], 1, "bad.doc", str(tmp_path))
    monkeypatch.setattr(programs, "found", lambda _: sys.executable)
    with pytest.raises(UnreadableDocument, match=r"does not open bad\.doc"):
        programs.converted(b"x", "bad.doc", ".doc", "docx")


def test_what_a_program_writes_is_bounded(tmp_path: Path) -> None:
    """Output beyond the limit ends the program and refuses the document."""
    with pytest.raises(UnreadableDocument, match="unpacks to more"):
        programs._run(
            [sys.executable, "-c", "print('x' * 10**7)"], 60, "bad.7z", str(tmp_path), most_bytes=1000
        )


def test_a_program_leaves_nothing_in_the_temporary_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What a program keeps in the home of its user, caches and settings, goes with the folder it worked in."""
    writes = "import os, pathlib; pathlib.Path(os.environ['HOME'], '.cache').mkdir()"
    run = programs._run
    monkeypatch.setattr(programs, "found", lambda _: sys.executable)
    monkeypatch.setattr(
        programs, "_run", lambda _, *given, **options: run([sys.executable, "-c", writes], *given, **options)
    )
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(UnreadableDocument):
        programs.converted(b"x", "bad.doc", ".doc", "docx")
    assert list(tmp_path.iterdir()) == []


def test_every_kind_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind is read here and now, or says in words what would be needed."""
    for kind in KINDS:
        assert kind.is_read == (not kind.needs)
    monkeypatch.setattr(programs, "found", lambda _: None)
    missing = {kind.id: kind.needs for kind in KINDS if kind.program}
    assert set(missing) >= {"doc", "xlsb", "rar"} and all(missing.values())
