"""PDF: ruled tables and lines of text from pdfium's raw paths and characters, page by page."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.lattice import Lattice, lattices
from budgetkit.readers.formats.page import Box, Grid, GridCell, Line, Page
from budgetkit.readers.formats.pdf import pdfium as native
from budgetkit.readers.formats.pdf.glyphs import Glyph, TooManyCharacters, glyphs
from budgetkit.readers.formats.pdf.guard import guard
from budgetkit.readers.formats.pdf.lines import lines, text_of
from budgetkit.readers.formats.pdf.objects import TooManyObjects, page_objects
from budgetkit.readers.formats.pdf.refusals import refusal
from budgetkit.readers.formats.pdf.rules import rules
from budgetkit.readers.formats.pdf.view import view_of

PAGE_LIMIT = 5_000
"""Most pages of one document; a longer one is refused whole."""

_DENSE = "page {number} draws more than can be read (第 {number} 页内容过多)"
_BROKEN = "page {number} is damaged and cannot be opened (第 {number} 页已损坏)"


def pdf_pages(data: bytes, name: str) -> Iterator[Page]:
    """Read a PDF held in memory page by page, each closed before the next is opened.

    A page that cannot be read says so in ``refused``; the others are read all the same.

    Raises:
        UnreadableDocument: it is encrypted or damaged, has no page or more than ``PAGE_LIMIT``, or pdfium
            cannot open it in bounded time.
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
        for index in range(count):
            yield pdf_page(handle, index)


def pdf_page(handle: int, index: int) -> Page:
    """Read one page of a document that pdfium holds open; the first has index 0."""
    number = index + 1
    with native.page_and_text(handle, index) as (page, text):
        if not page:
            return Page(number, refused=_BROKEN.format(number=number))
        view = view_of(page, text)
        try:
            objects = page_objects(page)
            found = glyphs(text, view, objects)
            blocks = _blocks(found, lattices(rules(objects, view)) if objects.paths else [], number)
            refused = refusal(found, objects, view, number)
        except (TooManyObjects, TooManyCharacters):
            return Page(number, (), view.width, view.height, _DENSE.format(number=number))
    return Page(number, tuple(blocks), view.width, view.height, refused)


def _blocks(found: list[Glyph], tables: list[Lattice], number: int) -> list[Line | Grid]:
    """Hand every character to the smallest table that holds it, the rest to lines, and put all in order."""
    placed: list[tuple[Box, Line | Grid]] = []
    for table in sorted(tables, key=lambda table: _area(table.box)):
        texts, found = _parted(table, found)
        if texts:
            placed.append((table.box, _grid(table, texts, number)))
    placed += [(box, Line(text, number, box)) for text, box in lines(found)]
    return [block for _, block in sorted(placed, key=lambda item: (item[0][1], item[0][0]))]


def _parted(table: Lattice, found: list[Glyph]) -> tuple[dict[int, list[Glyph]], list[Glyph]]:
    """Part the characters into those of each cell of a table and those outside it."""
    inside: defaultdict[int, list[Glyph]] = defaultdict(list)
    outside: list[Glyph] = []
    left, top, right, bottom = table.box
    xs, ys, owner = table.xs, table.ys, table.owner
    for glyph in found:
        x, y = (glyph[0] + glyph[2]) / 2, (glyph[1] + glyph[3]) / 2
        if left <= x < right and top <= y < bottom:
            cell = owner[bisect_right(ys, y) - 1][bisect_right(xs, x) - 1]
            inside[cell].append(glyph)
        else:
            outside.append(glyph)
    return inside, outside


def _grid(table: Lattice, texts: dict[int, list[Glyph]], page: int) -> Grid:
    cells = []
    for number, (row, column, rows, columns) in enumerate(table.spans):
        inside = texts.get(number)
        text = text_of(inside) if inside else ""
        cells.append(GridCell(row, column, rows, columns, text, page, table.cell_box(number)))
    return Grid(page, len(table.ys) - 1, len(table.xs) - 1, tuple(cells), table.box)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
