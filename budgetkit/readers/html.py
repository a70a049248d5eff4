"""HTML: prose as lines by block, tables as grids, layout tables opened; the whole file is one page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from budgetkit.errors import UnreadableDocument
from budgetkit.readers.grid import Grid, Line, Page
from budgetkit.readers.html_tables import is_layout, table_grid
from budgetkit.readers.plain import BYTE_ORDER_MARKS
from budgetkit.readers.spaces import tidy_lines

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
