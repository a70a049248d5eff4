"""A PDF with every finding marked where it stands: highlights whose notes explain it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from budgetkit.checks.judge import Finding
from budgetkit.checks.verdicts import check
from budgetkit.files import write_bytes
from budgetkit.model.disclosure import Box, Disclosure, need_disclosure
from budgetkit.model.errors import UnreadableDocument
from budgetkit.present.places import places
from budgetkit.readers.formats.pdf.view import View, view_of

_COLOURS = {"broken": (255, 80, 80), "undefined": (255, 190, 60)}
_MARGIN = 1.0
"""Points that a mark reaches beyond the figure it marks."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is marked on a page (from 1): a box in points from its top left, the verdict and the note."""

    page: int
    box: Box
    verdict: str
    note: str


def annotate(
    disclosure: Disclosure, source: str | Path, target: str | Path, language: str = "both"
) -> list[Mark]:
    """Write a copy of the PDF that a disclosure was read from, with its findings marked; return the marks.

    Every figure of a finding that cannot hold (red) or is a rate on a zero base (amber) is highlighted, with the
    sentence of the finding in ``zh``, ``en`` or both as its note. What stands in no known box is not marked.

    Raises:
        TypeError: it is no disclosure.
        UnreadableDocument: ``source`` is no PDF, or has other pages than the disclosure was read from.
    """
    need_disclosure(disclosure, "annotate")
    source = Path(source)
    content = b"" if source.is_dir() else source.read_bytes()
    if b"%PDF-" not in content[:1024]:
        raise UnreadableDocument(
            f"{source.name} is no PDF; only in PDFs findings can be marked (只能标注 PDF)"
        )
    marks = list(marks_of(disclosure, language))
    try:
        with pypdfium2.PdfDocument(content) as document:
            last = max((mark.page for mark in marks), default=0)
            if last > len(document):
                raise UnreadableDocument(
                    f"{source.name} has {len(document)} pages, a finding stands on page {last}"
                )
            for number in sorted({mark.page for mark in marks}):
                _mark_page(document[number - 1], [mark for mark in marks if mark.page == number])
            written = BytesIO()
            document.save(written)
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocument(f"{source.name} is no PDF that can be marked: {error}") from error
    write_bytes(Path(target), written.getvalue())
    return marks


def marks_of(disclosure: Disclosure, language: str = "both") -> Iterator[Mark]:
    """Yield a mark for each figure of each finding that cannot hold or has a zero base, where its box is known."""
    where = places(disclosure)
    for finding in check(disclosure):
        if finding.verdict in _COLOURS:
            seen = {where[figure.id] for figure in finding.figures if figure.id in where}
            for place in sorted((p for p in seen if p.page and p.box), key=lambda p: (p.page, p.box)):
                assert place.page is not None and place.box is not None
                yield Mark(place.page, place.box, finding.verdict, _note(finding, language))


def _note(finding: Finding, language: str) -> str:
    languages = ("zh", "en") if language == "both" else (language,)
    return "\n".join(finding.say(one) for one in languages)


def _mark_page(page: pypdfium2.PdfPage, marks: list[Mark]) -> None:
    text = page.get_textpage()
    view = view_of(_address(page), _address(text))
    for mark in marks:
        _highlight(page, view, mark)
    text.close()
    page.close()


def _address(handle: pypdfium2.PdfPage | pypdfium2.PdfTextPage) -> int:
    address = ctypes.cast(handle.raw, ctypes.c_void_p).value
    assert address is not None
    return address


def _highlight(page: pypdfium2.PdfPage, view: View, mark: Mark) -> None:
    x0, y0, x1, y1 = view.own(mark.box)
    x0, y0, x1, y1 = x0 - _MARGIN, y0 - _MARGIN, x1 + _MARGIN, y1 + _MARGIN
    annotation = pdfium.FPDFPage_CreateAnnot(page.raw, pdfium.FPDF_ANNOT_HIGHLIGHT)
    corners = pdfium.FS_QUADPOINTSF(x0, y1, x1, y1, x0, y0, x1, y0)
    pdfium.FPDFAnnot_SetColor(annotation, pdfium.FPDFANNOT_COLORTYPE_Color, *_COLOURS[mark.verdict], 128)
    pdfium.FPDFAnnot_AppendAttachmentPoints(annotation, corners)
    pdfium.FPDFAnnot_SetRect(annotation, pdfium.FS_RECTF(x0, y1, x1, y0))
    _set_text(annotation, b"Contents", mark.note)
    _set_text(annotation, b"T", "budgetkit")
    # Shown on screen and on paper.
    pdfium.FPDFAnnot_SetFlags(annotation, pdfium.FPDF_ANNOT_FLAG_PRINT)
    pdfium.FPDFPage_CloseAnnot(annotation)


def _set_text(annotation: object, key: bytes, text: str) -> None:
    encoded = (text + "\0").encode("utf-16-le")
    characters = (ctypes.c_ushort * (len(encoded) // 2)).from_buffer_copy(encoded)
    pdfium.FPDFAnnot_SetStringValue(annotation, key, characters)
