"""PDF: ruled tables and lines of text from pdfium's raw paths and characters, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pypdfium2.raw as raw

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.page import Page, attached
from budgetkit.readers.formats.pdf import pdfium as native
from budgetkit.readers.formats.pdf.annotations import attachments, merge
from budgetkit.readers.formats.pdf.glyphs import TooManyCharacters, printed
from budgetkit.readers.formats.pdf.guard import guard
from budgetkit.readers.formats.pdf.objects import PageObjects, TooManyObjects, moved, page_objects
from budgetkit.readers.formats.pdf.pdfium import bounds_of, is_on_layer
from budgetkit.readers.formats.pdf.rules import rules
from budgetkit.readers.formats.pdf.scans import refusal, scanned_page, with_tables
from budgetkit.readers.formats.pdf.view import View, view_of
from budgetkit.readers.formats.pdf.visibility import has_layers, unseen_together
from budgetkit.readers.formats.ruled import Printed, blocks, leaves
from budgetkit.readers.formats.scan import Progress, is_installed
from budgetkit.readers.formats.unruled import FEWEST, missing_rules

PAGE_LIMIT = 5_000
"""Most pages of one document; a longer one is refused whole."""

_DENSE = "page {number} draws more than can be read (第 {number} 页内容过多)"
_SCAN = (
    "page {number} is a scan: what is read of it is the text that OCR software recognised, to be compared with the page "
    "(第 {number} 页是扫描件，读取的是文字识别结果，请核对)"
)
_LIVECYCLE = raw.FORMTYPE_XFA_FULL
_FORM = (
    "{name} is a form whose pages only Adobe's reader draws (XFA); print it to a PDF there and read that "
    "(XFA 动态表单，请打印为 PDF)"
)
_ALIGNED = (
    "page {number} has a table without rules: its columns are read from how the text is aligned, to be compared with the "
    "page (第 {number} 页的表格没有框线，按对齐方式分栏，请核对)"
)
_BROKEN = "page {number} is damaged and cannot be opened (第 {number} 页已损坏)"


def pdf_pages(data: bytes, name: str) -> Iterator[Page]:
    """Read a PDF held in memory page by page, each closed before the next is opened.

    A page that cannot be read says so in ``refused``; the others are read all the same.

    Raises:
        UnreadableDocument: it is encrypted or damaged, has no page or more than ``PAGE_LIMIT``, is a form that only
            Adobe's reader draws, or pdfium cannot open it in bounded time.
    """
    guard(data, name)
    with native.document(data, name) as handle:
        count = native.count_pages(handle)
        if count < 1:
            raise UnreadableDocument(f"{name} has no pages (文件没有页面)")
        if count > PAGE_LIMIT:
            raise UnreadableDocument(
                f"{name} has {count} pages, more than the {PAGE_LIMIT} that are read (页数过多)"
            )
        if native.form_kind(handle) == _LIVECYCLE:
            raise UnreadableDocument(_FORM.format(name=name))
        layered = has_layers(data)
        progress = Progress(name, count)
        for index in range(count):
            page = pdf_page(handle, index, layered)
            if page.readings:
                progress.read(page.number)
            yield page if index else attached(page, attachments(handle))


def pdf_page(handle: int, index: int, layered: bool = False) -> Page:
    """Read one page of a document that pdfium holds open; the first has index 0.

    ``layered`` says that the document has layers, so that every text is tried for whether it is seen.
    """
    number = index + 1
    with native.page_and_text(handle, index) as (page, text):
        if not page:
            return Page(number, refused=_BROKEN.format(number=number))
        merged, unread = merge(page, number) if native.count_annotations(page) else (False, ())
        if not merged:
            return _read(page, text, number, layered, unread)
    with native.page_and_text(handle, index) as (page, text):
        if not page:
            return Page(number, refused=_BROKEN.format(number=number))
        return _read(page, text, number, layered, unread)


def _read(page: int, text: int, number: int, layered: bool, unread: tuple[str, ...]) -> Page:
    view = view_of(page, text)
    try:
        objects = page_objects(page)
        if layered:
            _leave_out_layers(page, view, objects)
        found, areas = rules(objects, view)
        seen = printed(page, text, view, objects, areas, layered)
    except (TooManyObjects, TooManyCharacters):
        return Page(number, (), view.width, view.height, _DENSE.format(number=number))
    refused = refusal(seen, objects, view, number)
    if refused and is_installed():
        scan = scanned_page(page, view, objects, number, _is_recognised(seen))
        return replace(scan, hidden=(*scan.hidden, *unread))
    notes = _recognised(seen, number) if refused else ()
    if not (refused or found[1]) and len(found[0]) < FEWEST:
        size = (view.width, view.height)
        aligned = [missing_rules(glyphs) for glyphs, _ in leaves(seen.upright, found, size)]
        if any(map(any, aligned)):
            found = ([r for across, _ in aligned for r in across], [r for _, down in aligned for r in down])
            unread = (*unread, _ALIGNED.format(number=number))
    parts, turn = blocks(seen, found, (view.width, view.height), number)
    width, height = (view.width, view.height) if turn % 2 == 0 else (view.height, view.width)
    read = Page(number, tuple(parts), width, height, "" if notes else refused, unread, notes)
    return (
        with_tables(read, page, view, objects, seen)
        if objects.pictures and not refused and not turn
        else read
    )


def _leave_out_layers(page: int, view: View, objects: PageObjects) -> None:
    """Leave out the paths of layers that are switched off, whose rules would part cells that nobody sees parted."""
    boxes = {
        item: view.shown(moved(bounds_of(item), frame[0]) if frame else bounds_of(item))
        for item, frame in objects.paths
        if frame or is_on_layer(item)
    }
    hidden = unseen_together(page, view, boxes) if boxes else set()
    objects.paths = [path for path in objects.paths if path[0] not in hidden]


def _is_recognised(seen: Printed) -> bool:
    """Tell whether OCR software has laid a text over a scan."""
    return any(glyph[4].isalnum() for glyph in seen.unpainted)


def _recognised(seen: Printed, number: int) -> tuple[str, ...]:
    """Take the text layer of a scan for its text, where it has one; say so."""
    if not _is_recognised(seen):
        return ()
    seen.upright += seen.unpainted
    return (_SCAN.format(number=number),)
