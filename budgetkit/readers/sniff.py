"""Tell a document's format by its first bytes, and name the way out for formats that are not read."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from budgetkit.errors import UnreadableDocument

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
_BROKEN = "{name} is a damaged or truncated .docx or .xlsx (文件损坏或不完整)"
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
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableDocument(_BROKEN.format(name=name)) from error
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    raise UnreadableDocument((_OFD if "OFD.xml" in names else _ZIP).format(name=name))


def _ole(data: bytes) -> str:
    return _ENCRYPTED if "EncryptedPackage".encode("utf-16-le") in data else _OLD
