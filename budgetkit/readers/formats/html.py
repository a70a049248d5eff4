"""HTML: prose as lines by block, tables as grids, layout tables opened; the whole file is one page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.characters import tidy_lines
from budgetkit.readers.formats.flattened import BYTE_ORDER_MARKS
from budgetkit.readers.formats.page import Grid, Line, Page
from budgetkit.readers.formats.tiling import Tile, grid_of

COLUMN_LIMIT = 1_000
"""Most columns of one table, the limit that browsers set to ``colspan``."""

_SECTIONS = {"thead": 0, "tbody": 1, "tfoot": 2}


def is_layout(table: HtmlElement) -> bool:
    """Say whether a table only lays out others or frames one text: its cells then read as prose."""
    if next(table.iterdescendants("table"), None) is not None:
        return True
    return sum(1 for row in rows_of(table) for _ in _cells(row)) < 2


def rows_of(table: HtmlElement) -> list[HtmlElement]:
    """Return the rows as displayed: the head first and the foot last, wherever they are written."""
    found: list[tuple[int, HtmlElement]] = []
    for child in table:
        if child.tag == "tr":
            found.append((1, child))
        elif child.tag in _SECTIONS:
            found += [(_SECTIONS[child.tag], row) for row in child.iterchildren("tr")]
    return [row for _, row in sorted(found, key=lambda item: item[0])]


def table_grid(table: HtmlElement, read: Callable[[HtmlElement], str]) -> Grid:
    """Return a table as a grid; ``read`` gives each cell's text."""
    rows = rows_of(table)
    tiles: list[Tile] = []
    busy_until: dict[int, int] = {}
    for number, row in enumerate(rows):
        column = 0
        for cell in _cells(row):
            while busy_until.get(column, 0) > number:
                column += 1
            if column >= COLUMN_LIMIT:
                break
            height = _span(cell, "rowspan", len(rows) - number)
            width = _free(busy_until, number, column, _span(cell, "colspan", COLUMN_LIMIT - column))
            tiles.append(Tile(number, column, height, width, read(cell), 1))
            busy_until.update(dict.fromkeys(range(column, column + width), number + height))
            column += width
    return grid_of(tiles, 1)


def _cells(row: HtmlElement) -> Iterator[HtmlElement]:
    yield from row.iterchildren("td", "th")


def _span(cell: HtmlElement, name: str, most: int) -> int:
    """Return a span between 1 and what is left; ``rowspan="0"`` means all of it."""
    text = (cell.get(name) or "1").strip()
    wanted = int(text) if text.isdecimal() else 1
    return max(1, min(wanted or (most if name == "rowspan" else 1), most))


def _free(busy_until: dict[int, int], row: int, column: int, width: int) -> int:
    """Return how many of the columns wanted are free: a cell from above ends a wide one."""
    return next((n for n in range(1, width) if busy_until.get(column + n, 0) > row), width)


DEPTH_LIMIT = 200
"""Deepest nesting of elements; published pages stay below 60."""

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_HEAD = 4096
_SILENT = frozenset(
    ["script", "style", "head", "template", "noscript", "select", "option", "textarea", "object", "rt", "rp"]
)
_BLOCKS = frozenset(
    [
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
        *("hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table"),
        *("tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    ]
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def html_pages(data: bytes, name: str) -> tuple[Page, ...]:
    """Read an HTML file held in memory into one page of lines and grids.

    Raises:
        UnreadableDocument: it holds nothing, or its elements are nested deeper than ``DEPTH_LIMIT``.
    """
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False, no_network=True
    )
    try:
        root = document_fromstring(_decoded(data).encode("utf-8"), parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableDocument(f"{name} is HTML without content (网页没有内容)") from error
    if _is_deep(root) or any("depth" in entry.message for entry in parser.error_log):
        raise UnreadableDocument(f"{name} nests its elements too deeply to be a document (网页嵌套过深)")
    return (Page(1, tuple(_Flow().read(root))),)


def _decoded(data: bytes) -> str:
    """Decode by byte order mark, then by the charset that the page names, then as UTF-8 or GB 18030."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    named = _CHARSET.search(data[:_HEAD])
    encoding = named[1].decode("ascii", "replace").lower() if named else "utf-8"
    encoding = "gb18030" if encoding.startswith(("gb", "x-gb", "cp936")) else encoding
    for attempt in (encoding, "utf-8", "gb18030"):
        try:
            return data.decode(attempt)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("gb18030", "replace")


def _is_deep(root: HtmlElement) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEPTH_LIMIT:
            return True
    return False


class _Flow:
    """Walks a page once: text gathers until a block begins or ends, tables stand in between."""

    def __init__(self) -> None:
        self._blocks: list[Line | Grid] = []
        self._text: list[str] = []

    def read(self, root: HtmlElement) -> list[Line | Grid]:
        """Return the lines and grids of an element in reading order."""
        self._element(root)
        self._end_line()
        return self._blocks

    def _element(self, element: HtmlElement) -> None:
        tag = element.tag
        if not is_shown(element):
            return
        if tag == "table" and not is_layout(element):
            self._table(element)
        elif tag == "br":
            self._text.append("\n")
        else:
            self._inside(element, tag in _BLOCKS)

    def _inside(self, element: HtmlElement, block: bool) -> None:
        if block:
            self._end_line()
        self._text.append(_flat(element, element.text))
        for child in element:
            self._element(child)
            self._text.append(_flat(element, child.tail))
        if block:
            self._end_line()

    def _table(self, table: HtmlElement) -> None:
        self._end_line()
        for caption in table.iterchildren("caption"):
            self._inside(caption, True)
        grid = table_grid(table, cell_text)
        if any(cell.text for cell in grid.cells):
            self._blocks.append(grid)

    def _end_line(self) -> None:
        self._blocks += [Line(line, 1) for line in tidy_lines("".join(self._text))]
        self._text.clear()


def cell_text(cell: HtmlElement) -> str:
    """Return the printed lines of a cell, parted by ``\\n``."""
    return "\n".join(tidy_lines("".join(_pieces(cell))))


def _pieces(element: HtmlElement) -> Iterator[str]:
    edge = "\n" if element.tag in _BLOCKS or element.tag == "br" else ""
    yield edge
    yield _flat(element, element.text)
    for child in element:
        if is_shown(child):
            yield from _pieces(child)
        yield _flat(element, child.tail)
    yield edge


def is_shown(element: HtmlElement) -> bool:
    """Say whether an element is displayed: no script, not hidden by its own style."""
    hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style", ""))
    return isinstance(element.tag, str) and element.tag not in _SILENT and not hidden


def _flat(element: HtmlElement, text: str | None) -> str:
    """Return text with its source's line ends as spaces, as a browser shows it, save inside ``<pre>``."""
    if not text:
        return ""
    return (
        text
        if element.tag == "pre"
        else " ".join(text.splitlines())
        if "\n" in text or "\r" in text
        else text
    )
