"""The formats that documents come in: how each is told by its content, what reads it, and what that needs here."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats import programs
from budgetkit.readers.formats.archive import ENCRYPTED, Archive
from budgetkit.readers.formats.delimited import is_delimited
from budgetkit.readers.formats.scan import NEEDS, is_installed


@dataclass(frozen=True, slots=True)
class Kind:
    """A format: its id, usual suffixes, name, the function that reads it, the program it needs, else the way out.

    ``reader`` is ``module:function``; a ``program`` turns the file into one of the format ``becomes`` first; ``extra``
    is the extra of this package that it needs.
    """

    id: str
    suffixes: str
    name: str
    reader: str = ""
    program: str = ""
    becomes: str = ""
    way: str = ""
    extra: str = ""

    @property
    def is_read(self) -> bool:
        """Whether documents in it can be read here and now."""
        if self.extra:
            return is_installed()
        return bool(self.reader) or (bool(self.program) and programs.found(self.program) is not None)

    @property
    def needs(self) -> str:
        """What would have to be installed or done, empty where nothing has to."""
        if self.is_read:
            return ""
        if self.extra:
            return NEEDS
        return programs.HOW_TO_GET[self.program] if self.program else self.way


KINDS = (
    Kind("pdf", ".pdf", "PDF", "pdf.pages:pdf_pages"),
    Kind("ofd", ".ofd", "OFD (GB/T 33190)", "ofd.pages:ofd_pages"),
    Kind("docx", ".docx .docm .dotx", "Word", "word.document:word_pages"),
    Kind("xlsx", ".xlsx .xlsm .xltx", "Excel", "excel.workbook:sheet_pages"),
    Kind("xls", ".xls .et", "Excel 97–2003, WPS (BIFF)", "excel.biff:biff_pages"),
    Kind("xml2003", ".xml .xls", "XML Spreadsheet 2003", "excel.xml2003:xml2003_pages"),
    Kind("ods", ".ods", "OpenDocument spreadsheet", "excel.ods:ods_pages"),
    Kind("fods", ".fods", "OpenDocument spreadsheet, one XML file", "excel.ods:flat_ods_pages"),
    Kind("html", ".html .htm .xls .doc", "HTML, workbooks and documents saved as HTML", "html:html_pages"),
    Kind("mhtml", ".mht .mhtml .doc .xls", "web archive (MHTML)", "mhtml:mhtml_pages"),
    Kind("csv", ".csv .tsv .txt", "table as text, parted by commas or tabs", "delimited:delimited_pages"),
    Kind("text", ".txt", "text of any extractor", "flattened:flattened_pages"),
    Kind("doc", ".doc .wps", "Word 97–2003, WPS", program="libreoffice", becomes="docx"),
    Kind("rtf", ".rtf .doc", "rich text", program="libreoffice", becomes="docx"),
    Kind("odt", ".odt", "OpenDocument text", program="libreoffice", becomes="docx"),
    Kind("fodt", ".fodt", "OpenDocument text, one XML file", program="libreoffice", becomes="docx"),
    Kind("uot", ".uot .uof", "UOF text (GB/T 20916)", program="libreoffice", becomes="docx"),
    Kind("uos", ".uos .uof", "UOF spreadsheet (GB/T 20916)", program="libreoffice", becomes="xlsx"),
    Kind("wordml", ".xml .doc", "Word 2003 XML", program="libreoffice", becomes="docx"),
    Kind("xlsb", ".xlsb", "Excel binary workbook", program="libreoffice", becomes="xlsx"),
    Kind("zip", ".zip", "bundle of documents", "open:members"),
    Kind("7z", ".7z", "bundle of documents", program="bsdtar"),
    Kind("rar", ".rar", "bundle of documents", program="bsdtar"),
    Kind(
        "picture",
        ".png .jpg .jpeg .tif .tiff .bmp .gif .webp .jp2",
        "picture of pages",
        "scan.files:picture_pages",
        extra="ocr",
    ),
    Kind("epub", ".epub", "e-book", way="export it as PDF and read that (请导出为 PDF)"),
    Kind("ppt", ".ppt .pptx", "presentation", way="export it as PDF and read that (请导出为 PDF)"),
)
"""Every format that is known, those that are read first."""
BY_ID = {kind.id: kind for kind in KINDS}
BUNDLES = ("zip", "7z", "rar")
BUNDLE_SUFFIXES = frozenset(f".{kind}" for kind in BUNDLES)
SUFFIXES = (
    frozenset(
        s for kind in KINDS if (kind.reader or kind.program) and not kind.extra for s in kind.suffixes.split()
    )
    - BUNDLE_SUFFIXES
)
"""Suffixes that documents usually have, to tell a folder of documents from others; reading goes by content."""
PICTURE_SUFFIXES = frozenset(BY_ID["picture"].suffixes.split())

_HEAD = 8192
_PICTURES = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM", b"RIFF"),
    *(b"\x00\x00\x00\x0cjP  ", b"\xff\x4f\xff\x51"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = (("Workbook", "xls"), ("Book", "xls"), ("WordDocument", "doc"), ("PowerPoint Document", "ppt"))
_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00")
_MARKUP = re.compile(rb"<\s*(!doctype\s+html|html|head|body|table|meta|div|p)\b", re.IGNORECASE)
_MHTML = re.compile(rb"\A\s*(?:[\w-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)*?mime-version:", re.IGNORECASE)
_XML = (
    (b"urn:schemas-microsoft-com:office:spreadsheet", b"Workbook", "xml2003"),
    (b"opendocument.spreadsheet", b"document", "fods"),
    (b"opendocument.text", b"document", "fodt"),
    ("电子表格".encode(), b"UOF", "uos"),
    (b"schemas.uof.org", b"UOF", "uot"),
    (b"http://schemas.microsoft.com/office/word/2003/wordml", b"wordDocument", "wordml"),
)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)")
_OFFICE = {"word": "docx", "xl": "xlsx", "ppt": "ppt"}
_OPEN_DOCUMENT = {"spreadsheet": "ods", "text": "odt", "presentation": "ppt"}

_TYPES = "[Content_Types].xml"
_XML_HEAD = re.compile(rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<\?xml\b")
_OLD = "{name} is an old Office file that holds neither a workbook nor a text (请另存为 .docx 或 .xlsx)"


def format_of(data: bytes, name: str) -> str:
    """Return the id of the format that a file's bytes are in, whatever it is called.

    Raises:
        UnreadableDocument: it is an encrypted or damaged Office file.

    >>> format_of(b"%PDF-1.7 ...", "table.docx"), format_of("部门预算".encode(), "a.xls")
    ('pdf', 'text')
    """
    head = data[:_HEAD]
    # A bundle may begin with a PDF that is stored in it as it is.
    if b"%PDF-" in head[:1024] and not head.startswith((b"PK\x03\x04", b"7z\xbc\xaf", b"Rar!")):
        return "pdf"
    starts = (
        ((b"PK\x03\x04", b"PK\x05\x06"), ""),
        ((_OLE,), ""),
        ((b"7z\xbc\xaf\x27\x1c",), "7z"),
        ((b"Rar!\x1a\x07",), "rar"),
        ((b"{\\rtf",), "rtf"),
        (_PICTURES, "picture"),
    )
    for marks, kind in starts:
        if head.startswith(marks):
            return kind or (_in_zip(data, name) if marks[0][:2] == b"PK" else _in_ole(data, name))
    if _BIFF.match(head):
        return "xls"
    return _of_text(head, name)


def _of_text(head: bytes, name: str) -> str:
    plain = head.replace(b"\x00", b"")
    if _MHTML.match(plain.removeprefix(codecs.BOM_UTF8)):
        return "mhtml"
    root = _ROOT.search(plain)
    for mark, element, kind in _XML:
        if root and root[1] == element and mark in plain:
            return kind
    if _MARKUP.search(plain):
        return "html"
    if _XML_HEAD.match(plain):
        raise UnreadableDocument(f"{name} is XML of a kind that is not read (不是可读取的 XML 格式)")
    return "csv" if is_delimited(head) else "text"


def _in_zip(data: bytes, name: str) -> str:
    archive = Archive(data, name, bundle=True)
    main, names = archive.main_part, set(archive.names())
    folder = main.partition("/")[0]
    if main.endswith(".bin") and folder == "xl":
        return "xlsb"
    if folder in _OFFICE and main:
        return _OFFICE[folder]
    if _TYPES in names:
        raise UnreadableDocument(f"{name} is a damaged or foreign Office file (文件损坏或不是可读取的格式)")
    if archive.has("OFD.xml"):
        return "ofd"
    if "content.xml" in names and "mimetype" in names:
        said = archive.part("mimetype").decode("ascii", "replace").strip().removesuffix("-template")
        return _OPEN_DOCUMENT.get(said.rpartition(".")[2], "zip")
    if archive.part("mimetype").strip() == b"application/epub+zip":
        return "epub"
    return "zip"


def _in_ole(data: bytes, name: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UnreadableDocument(ENCRYPTED.format(name=name))
    from budgetkit.readers.formats.excel.biff import streams_of

    # A directory entry begins with its name and the zero that ends it: all that a damaged file still tells.
    streams = streams_of(data) or [n for n, _ in _STREAMS if n.encode("utf-16-le") + b"\x00\x00" in data]
    for stream, kind in _STREAMS:
        if stream in streams:
            return kind
    raise UnreadableDocument(_OLD.format(name=name))
