"""A PDF with every finding marked where it stands: highlights whose notes explain it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from budgetkit.checks.judge import Finding
from budgetkit.checks.printed import places
from budgetkit.checks.statement import Figure
from budgetkit.checks.verdicts import check
from budgetkit.files import write_bytes
from budgetkit.model.accounting import RUN
from budgetkit.model.disclosure import Box, Disclosure, need_disclosure
from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.pdf.objects import Rect
from budgetkit.readers.formats.pdf.view import view_of

_COLOURS = {"broken": (255, 80, 80), "undefined": (255, 190, 60)}
_MARGIN = 1.0
"""Points that a mark reaches beyond the figure it marks."""

_REACH = 400
"""Characters from the line on which a statement begins in which its figures are looked for."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is marked on a page (from 1): a box in points from its top left, the verdict and the note.

    Of a statement the box is the line on which it begins, and ``figure`` the figure that is marked, digits alone.
    """

    page: int
    box: Box
    verdict: str
    note: str
    figure: str = ""


def annotate(
    disclosure: Disclosure | Sequence[Disclosure],
    source: str | Path,
    target: str | Path,
    language: str = "both",
) -> list[Mark]:
    """Write a copy of the PDF that one or several disclosures were read from, with their findings marked; return the marks.

    Every figure of a finding that cannot hold (red) or is a rate on a zero base (amber) is highlighted, with the
    sentence of the finding in ``zh``, ``en`` or both as its note. A figure of the narrative that cannot be told from
    another one of the same digits has its line marked. What stands in no known box is not marked.

    Raises:
        TypeError: it is no disclosure.
        UnreadableDocument: ``source`` is no PDF, or has other pages than the disclosure was read from.
    """
    several = list(disclosure) if isinstance(disclosure, Sequence) else [disclosure]
    for one in several:
        need_disclosure(one, "annotate")
    source = Path(source)
    content = b"" if source.is_dir() else source.read_bytes()
    if b"%PDF-" not in content[:1024]:
        raise UnreadableDocument(
            f"{source.name} is no PDF; only in PDFs findings can be marked (只能标注 PDF)"
        )
    marks = [mark for one in several for mark in marks_of(one, language)]
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
            seen = {(where[f.id], _in_prose(disclosure, f)) for f in finding.figures if f.id in where}
            found = [
                (p.page, p.box, figure) for p, figure in seen if p.page is not None and p.box is not None
            ]
            for page, box, figure in sorted(found):
                yield Mark(page, box, finding.verdict, _note(finding, language), figure)


def _in_prose(disclosure: Disclosure, figure: Figure) -> str:
    """Return the digits of a figure that is printed in a statement; empty for one of a table, and for one not printed."""
    kind, _, rest = figure.id.partition("/")
    if kind != "claims" or disclosure.claims[int(rest.partition("/")[0]) - 1].inferred:
        return ""
    return f"{abs(figure.amount.value):f}"


def _note(finding: Finding, language: str) -> str:
    languages = ("zh", "en") if language == "both" else (language,)
    return "\n".join(finding.say(one) for one in languages)


def _mark_page(page: pypdfium2.PdfPage, marks: list[Mark]) -> None:
    text = page.get_textpage()
    view = view_of(_address(page), _address(text))
    for mark in marks:
        line = view.own(mark.box)
        _highlight(page, _figure_in(text, line, mark.figure) or line, mark)
    text.close()
    page.close()


def _address(handle: pypdfium2.PdfPage | pypdfium2.PdfTextPage) -> int:
    address = ctypes.cast(handle.raw, ctypes.c_void_p).value
    assert address is not None
    return address


def _figure_in(text: pypdfium2.PdfTextPage, line: Rect, figure: str) -> Rect | None:
    """Return where a figure stands that is printed once in a line, else once from there on; ``None`` for any other."""
    if not figure:
        return None
    letters = [chr(pdfium.FPDFText_GetUnicode(text, n)) for n in range(text.count_chars())]
    inside = [n for n in range(len(letters)) if _lies_in(text.get_charbox(n), line)]
    if not inside:
        return None
    start = inside[0]
    passage = "".join(letters[start : start + _REACH])
    runs = [m.span() for m in RUN.finditer(passage) if m[0].replace(",", "") == figure]
    here = [span for span in runs if start + span[0] in set(inside)]
    found = here if len(here) == 1 else runs
    if len(found) != 1:
        return None
    boxes = [text.get_charbox(n) for n in range(start + found[0][0], start + found[0][1])]
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return (min(lefts), min(bottoms), max(rights), max(tops))


def _lies_in(box: Rect, line: Rect) -> bool:
    left, bottom, right, top = box
    return line[0] <= (left + right) / 2 <= line[2] and line[1] <= (bottom + top) / 2 <= line[3]


def _highlight(page: pypdfium2.PdfPage, rect: Rect, mark: Mark) -> None:
    x0, y0, x1, y1 = rect
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
