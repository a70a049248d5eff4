"""Word (.docx): paragraphs as lines and tables as grids, in the order of the body.

Left out, as on paper or because it is none of the body: tracked deletions, hidden text, field codes, notes,
headers and footers. Pages are counted by the breaks that the file states or that Word noted when it last
laid the document out; a file without any is one page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.archive import Archive
from budgetkit.readers.formats.characters import tidy_lines
from budgetkit.readers.formats.page import Grid, Line, Page
from budgetkit.readers.formats.tiling import Tile, grid_of
from budgetkit.readers.formats.word.numbering import Numbering
from budgetkit.readers.formats.word.text import BREAK, W, children, is_on, text_boxes, text_of

COLUMN_LIMIT = 1_000
"""Most columns of one table; Word itself allows 63."""

_TRANSPARENT = frozenset(W + tag for tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))

Reader = Callable[[etree._Element], tuple[str, int]]
"""Returns the text of a cell and the page it stands on."""


def table_grid(table: etree._Element, read: Reader, page: int) -> Grid:
    """Return a table as a grid; ``read`` gives each cell's text and page and is called in reading order."""
    tiles: list[Tile] = []
    open_at: dict[int, int] = {}
    for row, line in enumerate(parts(table, "tr")):
        column = _number(line, "trPr", "gridBefore", 0)
        carried: dict[int, int] = {}
        for cell in parts(line, "tc"):
            width = _number(cell, "tcPr", "gridSpan", 1)
            merge = _merge(cell)
            above = open_at.get(column)
            if merge == "continue" and above is not None and tiles[above].columns == width:
                tiles[above] = tiles[above]._replace(rows=row - tiles[above].row + 1)
                carried[column] = above
            else:
                if merge:
                    carried[column] = len(tiles)
                tiles.append(Tile(row, column, 1, width, *read(cell)))
            column = min(column + width, COLUMN_LIMIT)
        open_at = carried
    return grid_of(tiles, page)


def parts(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the rows of a table or the cells of a row, also those inside controls and insertions."""
    for child in children(element):
        if child.tag == W + name and not _is_deleted(child):
            yield child
        elif child.tag in _TRANSPARENT:
            yield from parts(child, name)


def is_frame(table: etree._Element) -> bool:
    """Say whether a table is one cell only: a frame around other text, no table."""
    return sum(1 for row in parts(table, "tr") for _ in parts(row, "tc")) == 1


def _is_deleted(row: etree._Element) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None


def _merge(cell: etree._Element) -> str:
    """Return ``restart``, ``continue`` or nothing: how a cell hangs together with the one above it."""
    found = cell.find(f"{W}tcPr/{W}vMerge")
    return "" if found is None else found.get(W + "val", "continue")


def _number(element: etree._Element, properties: str, name: str, default: int) -> int:
    found = element.find(f"{W}{properties}/{W}{name}")
    text = "" if found is None else found.get(W + "val", "")
    return min(int(text), COLUMN_LIMIT) if text.isdecimal() and (int(text) or not default) else default


_DAMAGED = "{name} is a damaged .docx (文件损坏)"
_CONTAINERS = frozenset(W + tag for tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))


def word_pages(data: bytes, name: str) -> tuple[Page, ...]:
    """Read a .docx held in memory into pages of lines and grids.

    Raises:
        UnreadableDocument: it is damaged, encrypted, or unpacks to more than a document holds.
    """
    archive = Archive(data, name)
    root = _tree(archive.part("word/document.xml"), name)
    body = None if root is None else root.find(W + "body")
    if body is None:
        raise UnreadableDocument(_DAMAGED.format(name=name))
    numbering = Numbering(
        _tree(archive.part("word/numbering.xml"), name), _tree(archive.part("word/styles.xml"), name)
    )
    return _Body(body, numbering).pages()


def _tree(data: bytes, name: str) -> etree._Element | None:
    if not data:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument(_DAMAGED.format(name=name)) from error


class _Body:
    """Walks a document's body once and lays its blocks on pages."""

    def __init__(self, body: etree._Element, numbering: Numbering) -> None:
        self._body = body
        self._numbering = numbering
        self._pages: list[list[Line | Grid]] = [[]]
        self._inked = False
        self._turning = _section_ends(body)

    def pages(self) -> tuple[Page, ...]:
        """Return the pages; the last break may leave an empty one, which is dropped."""
        self._blocks(self._body)
        kept = self._pages if self._pages[-1] or len(self._pages) == 1 else self._pages[:-1]
        return tuple(Page(number, tuple(blocks)) for number, blocks in enumerate(kept, 1))

    def _blocks(self, container: etree._Element) -> None:
        for child in children(container):
            if child.tag == W + "p":
                self._paragraph(child)
            elif child.tag == W + "tbl":
                self._table(child)
            elif child.tag in _CONTAINERS:
                self._blocks(child)

    def _paragraph(self, paragraph: etree._Element) -> None:
        if is_on(paragraph.find(W + "pPr"), "pageBreakBefore"):
            self._turn()
        printed = self._numbering.mark(paragraph) + "".join(text_of(paragraph))
        first, *others = printed.split(BREAK)
        self._lines(first)
        for part in others:
            self._turn()
            self._lines(part)
        for box in text_boxes(paragraph):
            self._blocks(box)
        if paragraph in self._turning:
            self._turn()

    def _lines(self, text: str) -> None:
        for line in tidy_lines(text):
            self._pages[-1].append(Line(line, len(self._pages)))
            self._inked = True

    def _turn(self) -> None:
        """Begin a page, unless nothing stands on this one yet: Word notes one break in several ways."""
        if self._inked:
            self._pages.append([])
            self._inked = False

    def _table(self, table: etree._Element) -> None:
        if is_frame(table):
            for row in parts(table, "tr"):
                for cell in parts(row, "tc"):
                    self._blocks(cell)
            return
        here, page = self._pages[-1], len(self._pages)
        nested: list[etree._Element] = []
        grid = table_grid(table, lambda cell: self._cell(cell, nested), page)
        if any(cell.text for cell in grid.cells):
            here.append(grid)
        for inner in nested:
            self._table(inner)

    def _cell(self, cell: etree._Element, nested: list[etree._Element]) -> tuple[str, int]:
        """Return a cell's text and the page it begins on; tables inside it are noted for later."""
        page = 0
        lines: list[str] = []
        for block in _paragraphs(cell, nested):
            for part, text in enumerate((self._numbering.mark(block) + "".join(text_of(block))).split(BREAK)):
                if part:
                    self._turn()
                found = tidy_lines(text)
                if found:
                    page = page or len(self._pages)
                    self._inked = True
                lines += found
        return "\n".join(lines), page or len(self._pages)


def _paragraphs(container: etree._Element, nested: list[etree._Element]) -> Iterator[etree._Element]:
    for child in children(container):
        if child.tag == W + "p":
            yield child
            for box in text_boxes(child):
                yield from _paragraphs(box, nested)
        elif child.tag == W + "tbl":
            nested.append(child)
        elif child.tag in _CONTAINERS:
            yield from _paragraphs(child, nested)


def _section_ends(body: etree._Element) -> set[etree._Element]:
    """Return the paragraphs after which a new page begins because the next section asks for one."""
    ends = [p for p in body.iter(W + "p") if p.find(f"{W}pPr/{W}sectPr") is not None]
    sections = [p.find(f"{W}pPr/{W}sectPr") for p in ends] + [body.find(W + "sectPr")]
    return {p for p, following in zip(ends, sections[1:], strict=True) if not _is_continuous(following)}


def _is_continuous(section: etree._Element | None) -> bool:
    kind = None if section is None else section.find(W + "type")
    return kind is not None and kind.get(W + "val") in ("continuous", "nextColumn")
