"""Word (.docx): paragraphs as lines and tables as grids, in the order of the body.

Left out, as on paper or because it is none of the body: tracked deletions, hidden text, field codes, notes (those
with figures are counted), headers and footers, save for a unit or the title of a table that only they say. Pages are
counted by the breaks that the file states or that Word noted when it last laid the document out; a file without any
is one page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.archive import Archive
from budgetkit.readers.formats.characters import tidy_lines
from budgetkit.readers.formats.open import pages_of
from budgetkit.readers.formats.page import Grid, Line, Page, title_of_head, with_unit_of_head
from budgetkit.readers.formats.pictures import CHART, charts, is_large, unread
from budgetkit.readers.formats.scan import is_installed
from budgetkit.readers.formats.scan.files import opened, read_image
from budgetkit.readers.formats.word.looks import Ground, Look, Styles, W, below, is_on, paragraph_ground
from budgetkit.readers.formats.word.numbering import Numbering
from budgetkit.readers.formats.word.tables import is_frame, is_hidden_row, parts, table_grid
from budgetkit.readers.formats.word.text import BREAK, children, pictures, printed_text, text_boxes

DEPTH_LIMIT = 3
"""Deepest nesting of documents inside documents."""

PICTURE = "□"
"""Stands for a picture alone in a cell: what it shows is not read, but the cell is not blank."""

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DAMAGED = "{name} is a damaged .docx (文件损坏)"
_NOTES = ("footnotes", "endnotes", "comments")
_CONTAINERS = frozenset(W + tag for tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))


def word_pages(data: bytes, name: str, depth: int = 0) -> tuple[Page, ...]:
    """Read a .docx held in memory into pages of lines and grids; ``depth`` counts the files it stands in.

    Raises:
        UnreadableDocument: it is damaged, encrypted, or unpacks to more than a document holds.
    """
    archive = Archive(data, name)
    root = archive.xml(archive.main_part)
    body = None if root is None else root.find(W + "body")
    if body is None:
        raise UnreadableDocument(_DAMAGED.format(name=name))
    return _Body(body, archive, name, depth).pages()


class _Body:
    """Lays a document's blocks on pages, in one pass over its body."""

    def __init__(self, body: etree._Element, archive: Archive, name: str, depth: int) -> None:
        self._body, self._archive, self._name, self._depth = body, archive, name, depth
        self._relations = archive.relations(archive.main_part)
        styles = self._related("styles")
        self._numbering = Numbering(self._related("numbering"), styles)
        self._styles = Styles(styles)
        self._pages: list[list[Line | Grid]] = [[]]
        self._hidden: Counter[int] = Counter()
        self._unseen: Counter[int] = Counter()
        self._unread: Counter[int] = Counter()
        self._charts: Counter[int] = Counter()
        self._scans: dict[int, Page] = {}
        self._concealed = 0
        """Runs with digits so far that are not seen."""
        self._inked = False
        self._turning = _section_ends(body)
        self._section = (0, 0)
        """The page, from 0, and the place on it where the section that is read begins."""

    def pages(self) -> tuple[Page, ...]:
        """Return the pages; the last break may leave an empty one, which is dropped."""
        self._blocks(self._body, Ground())
        self._end_section(self._body.find(W + "sectPr"))
        self._without_photographs()
        kept = self._pages if self._pages[-1] or len(self._pages) == 1 else self._pages[:-1]
        heads = list(self._page_heads())
        first, *others = (
            self._page(number, with_unit_of_head(blocks, heads)) for number, blocks in enumerate(kept, 1)
        )
        return (replace(first, notes=(*first.notes, *self._said_in_notes())), *others)

    def _said_in_notes(self) -> Iterator[str]:
        """Say how many notes and comments state figures, which are none of the body."""
        parts = [r for r in self._relations.values() if r.kind in _NOTES and not r.external]
        roots = (root for part in parts if (root := self._archive.xml(part.target)) is not None)
        if count := sum(_has_digit(note) for root in roots for note in root.iterchildren(tag=etree.Element)):
            yield f"{count} footnotes or comments state figures and are not read (有{count}条脚注或批注含数字，未读取)"

    def _page(self, number: int, blocks: tuple[Line | Grid, ...]) -> Page:
        scan = self._scans.get(number, Page(number))
        hidden, unseen = self._hidden[number], self._unseen[number]
        said = f"{hidden} rows or cells of tables on page {number} are hidden and not read (表格内有{hidden}处隐藏)"
        note = f"{unseen} paragraphs on page {number} are hidden and not read (有{unseen}段文字隐藏)"
        return replace(
            scan,
            blocks=blocks,
            hidden=(said,) if hidden else (),
            notes=(
                *scan.notes,
                *([note] if unseen else []),
                *unread(number, self._unread[number]),
                *charts(number, self._charts[number]),
            ),
        )

    def _related(self, kind: str) -> etree._Element | None:
        path = next((r.target for r in self._relations.values() if r.kind == kind and not r.external), "")
        return self._archive.xml(path or f"word/{kind}.xml")

    def _page_heads(self) -> Iterator[str]:
        """Yield the lines of the heads and feet of all pages."""
        for relation in self._relations.values():
            if relation.kind in ("header", "footer") and not relation.external:
                yield from self._page_head(relation.target)

    def _page_head(self, target: str) -> Iterator[str]:
        root = self._archive.xml(target)
        for paragraph in [] if root is None else root.iter(W + "p"):
            yield from tidy_lines(self._text(paragraph, Ground()))

    def _end_section(self, section: etree._Element | None) -> None:
        """Put the title of a table that only the head of a section's own pages says before what stands on them."""
        page, place = self._section
        named = [] if section is None else section.iterchildren(W + "headerReference")
        targets = {r.target for x in named if (r := self._relations.get(x.get(_RELATION, ""))) is not None}
        blocks = [*self._pages[page][place:], *(b for blocks in self._pages[page + 1 :] for b in blocks)]
        title = title_of_head(
            blocks, (line for target in sorted(targets) for line in self._page_head(target))
        )
        if title:
            self._pages[page].insert(place, Line(title, page + 1))

    def _blocks(self, container: etree._Element, ground: Ground) -> None:
        for child in children(container):
            if child.tag == W + "p":
                self._paragraph(child, ground)
            elif child.tag == W + "tbl":
                self._table(child, ground)
            elif child.tag == W + "altChunk":
                self._chunk(child)
            elif child.tag in _CONTAINERS:
                self._blocks(child, ground)

    def _text(self, paragraph: etree._Element, ground: Ground) -> str:
        """Return what is printed of a paragraph, without its number."""
        inherited = self._styles.of_paragraph(paragraph)
        behind = paragraph_ground(paragraph, ground)

        def look(run: etree._Element) -> Look:
            seen = self._styles.look(run, inherited, behind)
            self._concealed += seen is Look.HIDDEN and _has_digit(run)
            return seen

        return printed_text(paragraph, look)

    def _paragraph(self, paragraph: etree._Element, ground: Ground) -> None:
        if is_on(below(paragraph, "pPr"), "pageBreakBefore"):
            self._turn()
        printed = self._numbering.mark(paragraph) + self._text(paragraph, ground)
        first, *others = printed.split(BREAK)
        self._lines(first)
        for part in others:
            self._turn()
            self._lines(part)
        self._read_pictures(paragraph, alone=not printed.strip())
        self._charts[len(self._pages)] += sum(1 for _ in paragraph.iterdescendants(CHART))
        if not printed.strip():
            self._unseen[len(self._pages)] += _holds_hidden(paragraph)
        for box in text_boxes(paragraph):
            self._blocks(box, Ground(None))
        if (section := below(paragraph, "pPr", "sectPr")) is not None:
            self._end_section(section)
        if paragraph in self._turning:
            self._turn()
        if section is not None:
            self._section = (len(self._pages) - 1, len(self._pages[-1]))

    def _read_pictures(self, paragraph: etree._Element, alone: bool) -> None:
        """Put what a large picture holds that stands alone on a page of its own; others are said."""
        for data in filter(is_large, pictures(paragraph, self._archive, self._relations)):
            image = opened(data) if alone and is_installed() else None
            if image is None:
                self._unread[len(self._pages)] += 1
                continue
            self._turn()
            scan = read_image(image, len(self._pages))
            self._pages[-1] += scan.blocks
            self._scans[len(self._pages)] = scan
            self._inked = True
            self._turn()

    def _without_photographs(self) -> None:
        """Take out what was read of pictures without a table, where the document has text: photographs and charts."""
        own = any(page for number, page in enumerate(self._pages, 1) if number not in self._scans)
        for number in [n for n, scan in self._scans.items() if own and not scan.grids]:
            self._pages[number - 1].clear()
            del self._scans[number]
            self._unread[number] += 1

    def _lines(self, text: str) -> None:
        for line in tidy_lines(text):
            self._pages[-1].append(Line(line, len(self._pages)))
            self._inked = True

    def _turn(self) -> None:
        """Begin a page, unless nothing stands on this one yet: Word notes one break in several ways."""
        if self._inked:
            self._pages.append([])
            self._inked = False

    def _chunk(self, chunk: etree._Element) -> None:
        """Put a whole document that stands in this one as a part (altChunk) in its place."""
        relation = self._relations.get(chunk.get(_RELATION, ""))
        data = self._archive.part(relation.target) if relation and not relation.external else b""
        if not data or self._depth >= DEPTH_LIMIT:
            raise UnreadableDocument(f"{self._name} holds a part that is not read (文件内嵌的部分无法读取)")
        for page in pages_of(data, self._name, self._depth + 1):
            for block in page.blocks:
                here = len(self._pages)
                cells = (replace(c, page=here) for c in block.cells) if isinstance(block, Grid) else ()
                moved = replace(block, page=here)
                self._pages[-1].append(
                    replace(moved, cells=tuple(cells)) if isinstance(moved, Grid) else moved
                )
                self._inked = True

    def _table(self, table: etree._Element, outer: Ground) -> None:
        ground = self._styles.table_ground(table, outer)
        if is_frame(table):
            for row in parts(table, "tr"):
                for cell in parts(row, "tc"):
                    self._blocks(cell, self._styles.ground(cell, ground))
            return
        here, page = self._pages[-1], len(self._pages)
        nested: list[etree._Element] = []
        grid = table_grid(table, lambda cell: self._cell(cell, nested, ground), page)
        hidden = sum(is_hidden_row(row) for row in table.iterchildren(W + "tr"))
        self._hidden[page] += hidden
        if any(cell.text for cell in grid.cells):
            here.append(grid)
        for inner in nested:
            self._table(inner, ground)

    def _cell(self, cell: etree._Element, nested: list[etree._Element], outer: Ground) -> tuple[str, int]:
        """Return a cell's text and the page it begins on; tables inside it are noted for later."""
        page, before = 0, self._concealed
        lines: list[str] = []
        ground = self._styles.ground(cell, outer)
        for block in _paragraphs(cell, nested):
            printed = self._numbering.mark(block) + self._text(block, ground)
            for part, text in enumerate(printed.split(BREAK)):
                if part:
                    self._turn()
                found = tidy_lines(text)
                if found:
                    page = page or len(self._pages)
                    self._inked = True
                lines += found
        page = page or len(self._pages)
        if not lines and _holds_picture(cell):
            return PICTURE, page
        if (not lines and _holds_hidden(cell)) or self._concealed > before:
            self._hidden[page] += 1
        return "\n".join(lines), page


def _holds_picture(cell: etree._Element) -> bool:
    """Tell whether a cell shows a picture or an embedded object, which may say what a figure would."""
    return next(cell.iterdescendants("{*}blip", "{*}imagedata", "{*}OLEObject", CHART), None) is not None


def _has_digit(note: etree._Element) -> bool:
    return any(c.isdecimal() for text in note.iterdescendants(W + "t") for c in text.text or "")


def _holds_hidden(cell: etree._Element) -> bool:
    """Tell whether a cell or a paragraph that shows nothing holds text that is not deleted."""
    return any((text.text or "").strip() for text in cell.iterdescendants(W + "t"))


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
    of_paragraphs = [
        (above.getparent(), section)
        for section in body.iter(W + "sectPr")
        if (above := section.getparent()) is not None and above.tag == W + "pPr"
    ]
    ends = [paragraph for paragraph, _ in of_paragraphs if paragraph is not None]
    sections = [section for _, section in of_paragraphs] + [body.find(W + "sectPr")]
    return {p for p, following in zip(ends, sections[1:], strict=True) if not _is_continuous(following)}


def _is_continuous(section: etree._Element | None) -> bool:
    kind = None if section is None else section.find(W + "type")
    return kind is not None and kind.get(W + "val") in ("continuous", "nextColumn")
