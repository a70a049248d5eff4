"""Open a document of any format by what it contains; a wrong suffix does no harm."""

from __future__ import annotations

import hashlib
import re
from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import Any

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.archive import Archive
from budgetkit.readers.formats.flattened import decoded, text_pages
from budgetkit.readers.formats.page import Page, Paper

_HEAD = 1024
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(rb"<\s*(!doctype\s+html|html|head|body|table|meta|div|p)\b", re.IGNORECASE)

_PICTURE = "{name} is a picture; recognise its text with OCR software first (文件是图片，请先做文字识别)"
_ENCRYPTED = "{name} is encrypted with a password; save it without one and read that (文件已加密)"
_OLD = "{name} is an old Office file (.doc or .xls); save it as .docx or .xlsx and read that (请另存为 .docx 或 .xlsx)"
_RTF = "{name} is a rich text file; save it as .docx and read that (请另存为 .docx)"
_OFD = "{name} is an OFD file; export it as PDF and read that (请导出为 PDF)"
_ZIP = (
    "{name} is an archive, neither .docx nor .xlsx; unpack it and read what it holds (文件是压缩包，请先解压)"
)
_OFFICE = {"word": "docx", "xl": "xlsx"}
_MHT = "{name} is a web archive (.mht); save it as HTML or PDF and read that (请另存为 HTML 或 PDF)"


def format_of(data: bytes, name: str) -> str:
    """Return ``pdf``, ``docx``, ``xlsx``, ``html`` or ``text`` for a file's bytes.

    Raises:
        UnreadableDocument: it is a picture, an encrypted, old or damaged file, or another archive.

    >>> format_of(b"%PDF-1.7 ...", "table.docx")
    'pdf'
    """
    head = data[:_HEAD]
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _office(data, name)
    for marks, message in (((_OLE,), _ole(data)), (_PICTURES, _PICTURE), ((b"{\\rtf",), _RTF)):
        if head.startswith(marks):
            raise UnreadableDocument(message.format(name=name))
    if head.lstrip().lower().startswith(b"mime-version:"):
        raise UnreadableDocument(_MHT.format(name=name))
    return "html" if _MARKUP.search(head.replace(b"\x00", b"")) else "text"


def _office(data: bytes, name: str) -> str:
    archive = Archive(data, name)
    folder = archive.main_part.partition("/")[0]
    if folder in _OFFICE:
        return _OFFICE[folder]
    raise UnreadableDocument((_OFD if "OFD.xml" in archive.names() else _ZIP).format(name=name))


def _ole(data: bytes) -> str:
    return _ENCRYPTED if "EncryptedPackage".encode("utf-16-le") in data else _OLD


SIZE_LIMIT = 512 * 1024 * 1024
"""Most bytes of one file; a larger one is refused before it is read."""

_READERS = {
    "pdf": "pdf.pages:pdf_pages",
    "docx": "word.document:word_pages",
    "xlsx": "excel.workbook:sheet_pages",
    "html": "html:html_pages",
}


def open_paper(path: str | PathLike[str]) -> Paper:
    """Read a file into raw cells and lines, choosing the reader by the content and not by the suffix.

    Raises:
        UnreadableDocument: the file is missing, empty, too large, damaged, encrypted, in a format that is
            not read, or none of its pages can be read. The message is one plain sentence.
    """
    file = Path(path)
    data = _bytes(file)
    kind = format_of(data, file.name)
    pages = tuple(_pages(kind, data, file.name))
    if pages and all(page.refused for page in pages):
        raise UnreadableDocument(f"{file.name} cannot be read: {pages[0].refused}")
    return Paper(kind, pages, hashlib.sha256(data).hexdigest(), file.name)


def _bytes(file: Path) -> bytes:
    try:
        size = file.stat().st_size
        if size > SIZE_LIMIT:
            raise UnreadableDocument(
                f"{file.name} has {size} bytes, more than the {SIZE_LIMIT} that are read (文件过大)"
            )
        data = file.read_bytes()
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UnreadableDocument(f"{file} cannot be opened: {why} (文件无法打开)") from error
    if not data:
        raise UnreadableDocument(f"{file.name} is empty (文件是空的)")
    return data


def pages_of(data: bytes, name: str, depth: int = 0) -> tuple[Page, ...]:
    """Read the pages of a file held in memory, by its content; ``depth`` counts the files it stands in.

    Raises:
        UnreadableDocument: it is damaged or in a format that is not read.
    """
    return _pages(format_of(data, name), data, name, depth)


def _pages(kind: str, data: bytes, name: str, depth: int = 0) -> tuple[Page, ...]:
    if kind == "text":
        return text_pages(decoded(data, name))
    module, function = _READERS[kind].split(":")
    reader: Any = getattr(import_module(f"budgetkit.readers.formats.{module}"), function)
    return tuple(reader(data, name, depth) if kind == "docx" else reader(data, name))
