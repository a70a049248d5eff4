"""HTML: prose as lines by block, tables as grids, layout tables opened; a page, or a saved workbook's sheets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate, groupby

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.encodings import decoded_markup
from budgetkit.readers.formats.excel.sheet import SheetCell, page_of
from budgetkit.readers.formats.html_styles import SILENT, Declarations, Look, Styles
from budgetkit.readers.formats.html_tables import (
    cells_of,
    has_figure,
    is_layout,
    mended,
    rows_of,
    tables_inside,
)
from budgetkit.readers.formats.html_text import (
    BLOCKS,
    WIDE,
    cell_text,
    digits,
    digits_of,
    flat,
    form_text,
    inner_text,
    lines_of,
    marked,
    sizes_of,
)
from budgetkit.readers.formats.page import Beside, Grid, Line, Page, no_file
from budgetkit.readers.formats.pictures import unread
from budgetkit.readers.formats.tiling import Tile, grid_of

COLUMN_LIMIT = 1_000
"""Most columns of one table, the limit that browsers set to ``colspan``."""
DEPTH_LIMIT = 200
"""Deepest nesting of elements; published pages stay below 60."""
SHEET_LIMIT = 500
"""Most tables of a page that is a saved workbook."""

# What Excel, WPS and LibreOffice Calc say of themselves; LibreOffice Writer names the same generator.
_WORKBOOK = re.compile(
    r"urn:schemas-microsoft-com:office:(?:excel|spreadsheet)|Excel\.Sheet|comment-indicator|\ssdnum\s*=",
    re.IGNORECASE,
)
_BESIDE_SHEETS = frozenset(["table", "h1", "a", "head", "script", "style", "noscript", "iframe", "object"])
_CUT = "{name} ends inside a table: it may be cut short (网页在表格中间结束，可能不完整)"
_HIDDEN = "{count} rows or cells of tables are hidden and not read (表格内有{count}处隐藏)"
_UNSEEN_TEXT = "{count} texts with amounts are hidden and not read (有{count}段含金额的文字隐藏)"
_AMOUNT = re.compile(r"\d\s*[亿万千]?元")


def html_pages(data: bytes, name: str, beside: Beside = no_file) -> tuple[Page, ...]:
    """Read an HTML file held in memory: one page, or, of a saved workbook, one page a sheet.

    ``beside`` gives the style sheets that it links to.

    Raises:
        UnreadableDocument: it holds nothing, or its elements are nested deeper than ``DEPTH_LIMIT``.
    """
    text = decoded_markup(data)
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False, no_network=True
    )
    try:
        root = document_fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableDocument(f"{name} is HTML without content (网页没有内容)") from error
    if _is_deep(root) or any("depth" in entry.message for entry in parser.error_log):
        raise UnreadableDocument(f"{name} nests its elements too deeply to be a document (网页嵌套过深)")
    for table in list(root.iter("table")):
        mended(table)
    styles = Styles(_sheets_of_style(root, beside), root)
    cut = (_CUT.format(name=name),) if _ends_in_a_table(text) else ()
    if _WORKBOOK.search(text[:8192]) and (tables := _sheets(root)) and not _says_more(root):
        return tuple(
            _sheet(table, number, styles, cut if table is tables[-1] else ())
            for number, table in enumerate(tables, 1)
        )
    flow = _Flow(styles)
    blocks = flow.read(root)
    hidden = (*cut, *_hidden(flow.hidden))
    unseen = (_UNSEEN_TEXT.format(count=flow.unseen),) if flow.unseen else ()
    images = sum(map(_may_hold_a_table, root.iter("img")))
    return (Page(1, tuple(blocks), hidden=hidden, notes=(*unseen, *unread(1, images))),)


def _sheets_of_style(root: HtmlElement, beside: Beside) -> Iterator[str]:
    """Yield the style sheets of a page in their order, those that lie beside it too."""
    for element in root.iter("style", "link"):
        if element.tag == "style":
            yield element.text or ""
        elif "stylesheet" in (element.get("rel") or "").lower() and element.get("media") != "print":
            yield decoded_markup(beside(element.get("href") or ""))


def _ends_in_a_table(text: str) -> bool:
    """Tell whether a page ends before its last table does: browsers show such a page, but not what it lacks."""
    plain = text.lower()
    return max(map(plain.rfind, ("</table", "</body", "</html"))) < plain.rfind("<table")


def _hidden(count: int) -> tuple[str, ...]:
    return (_HIDDEN.format(count=count),) if count else ()


def _is_deep(root: HtmlElement) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEPTH_LIMIT:
            return True
    return False


def _sheets(root: HtmlElement) -> list[HtmlElement]:
    """Return the tables that are the sheets of a saved workbook: those in no other table."""
    found = [t for t in root.iter("table") if next(t.iterancestors("table"), None) is None]
    return found if len(found) <= SHEET_LIMIT else []


def _says_more(element: HtmlElement) -> bool:
    """Tell whether a page has text outside its tables that is no heading and no link: Word names Excel in its pages too."""
    inside = (child for child in element if child.tag not in _BESIDE_SHEETS)
    texts = (element.text, *(child.tail for child in element))
    return any(text and text.strip() for text in texts) or any(map(_says_more, inside))


def _sheet(table: HtmlElement, number: int, styles: Styles, cut: tuple[str, ...]) -> Page:
    """Lay a table that is a sheet out as one: titles and prose as lines, what is ruled or filled as grids."""
    heading = next((e for e in table.itersiblings(preceding=True) if isinstance(e.tag, str)), None)
    tab = "" if heading is None else next((e.text or "" for e in heading.iter("em")), "")
    laid = _Laid(table, styles, Look())
    cells = _sheet_cells(laid.cells(), styles)
    return page_of(cells, number, tab, (*cut, *_hidden(laid.hidden)))


def _sheet_cells(tiles: Iterable[tuple[Tile, HtmlElement]], styles: Styles) -> list[SheetCell]:
    found = (SheetCell(*tile[:4], tile.text, _is_ruled(cell, styles)) for tile, cell in tiles)
    return sorted(cell for cell in found if cell.text or cell.ruled)


def _is_ruled(cell: HtmlElement, styles: Styles) -> bool:
    said = styles.of(cell)
    left, right, top, bottom = (_has_line(said, side) for side in ("left", "right", "top", "bottom"))
    return left or right or (top and bottom)


def _has_line(said: Declarations, side: str) -> bool:
    """Tell whether a side of a cell has a line, by the closest of the ways to say so."""
    names = (f"border-{side}-style", f"border-{side}", "border-style", "border")
    border = next((said[name] for name in names if name in said), "")
    return bool(border) and not re.search(r"\b(?:none|hidden)\b|^0(?:px|pt)?\b", border)


class _Laid:
    """A table laid out as a browser does: what is hidden takes no place; ``hidden`` counts what was with text."""

    def __init__(self, table: HtmlElement, styles: Styles, outer: Look) -> None:
        self._table, self._styles, self._outer = table, styles, outer
        self.hidden = 0
        self.nested: list[tuple[HtmlElement, Look]] = []
        """Tables of data inside cells, each with the look of its cell."""

    def cells(self) -> Iterator[tuple[Tile, HtmlElement]]:
        """Yield every cell that takes a place with its tile, page 1."""
        ground = self._styles.look(self._table, self._outer) or self._outer
        away = self._hidden_columns()
        busy_until: dict[int, int] = {}
        rows = self._shown_rows(ground)
        # No cell reaches beyond the head, the body or the foot that it stands in.
        counts = [len(list(part)) for _, part in groupby(rows, key=lambda item: item[0].getparent())]
        ends = [end for end, count in zip(accumulate(counts), counts, strict=True) for _ in range(count)]
        for number, (row, look) in enumerate(rows):
            column = 0
            for cell in cells_of(row):
                seen = self._styles.look(cell, look)
                if seen is None:
                    self.hidden += bool(cell.text_content().strip())
                    continue
                while busy_until.get(column, 0) > number:
                    column += 1
                if column >= COLUMN_LIMIT:
                    break
                height = _span(cell, "rowspan", ends[number] - number)
                width = _free(busy_until, number, column, _span(cell, "colspan", COLUMN_LIMIT - column))
                text = cell_text(cell, self._styles, seen)
                self.nested += [(table, seen) for table in tables_inside(cell)]
                if text and away.issuperset(range(column, column + width)):
                    text, self.hidden = "", self.hidden + 1
                elif (not text and cell.text_content().strip()) or digits(text) < digits_of(cell):
                    self.hidden += 1
                yield Tile(number, column, height, width, text, 1), cell
                busy_until.update(dict.fromkeys(range(column, column + width), number + height))
                column += width

    def _shown_rows(self, ground: Look) -> list[tuple[HtmlElement, Look]]:
        shown: list[tuple[HtmlElement, Look]] = []
        for row in rows_of(self._table):
            part = row.getparent()
            outer = self._styles.look(part, ground) if part is not self._table else ground
            look = None if outer is None else self._styles.look(row, outer)
            gone = look is None or self._styles.of(row).get("visibility") == "collapse"
            if gone or look is None or re.match(r"0(?:px|pt)?\Z", row.get("height") or ""):
                self.hidden += bool(row.text_content().strip())
            else:
                shown.append((row, look))
        return shown

    def _hidden_columns(self) -> set[int]:
        """Return the columns that a ``<col>`` takes out of the table."""
        found: set[int] = set()
        column = 0
        for col in self._table.iter("col"):
            if next(col.iterancestors("table"), None) is not self._table:
                continue
            width = _span(col, "span", COLUMN_LIMIT)
            said = self._styles.of(col)
            if (
                said.get("display") == "none"
                or said.get("visibility") == "collapse"
                or col.get("width") == "0"
            ):
                found |= set(range(column, column + width))
            column += width
        return found


def _span(cell: HtmlElement, name: str, most: int) -> int:
    """Return a span between 1 and what is left; ``rowspan="0"`` means all of it."""
    text = (cell.get(name) or "1").strip()
    wanted = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 1
    return max(1, min(wanted or (most if name == "rowspan" else 1), most))


def _free(busy_until: dict[int, int], row: int, column: int, width: int) -> int:
    """Return how many of the columns wanted are free: a cell from above ends a wide one."""
    return next((n for n in range(1, width) if busy_until.get(column + n, 0) > row), width)


class _Flow:
    """Reads a page once: text gathers until a block begins or ends, tables stand in between."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._blocks: list[Line | Grid] = []
        self._text: list[str] = []
        self.hidden = self.unseen = 0
        """Rows and cells of tables, and texts with amounts outside tables, that are not seen."""

    def read(self, root: HtmlElement) -> list[Line | Grid]:
        """Return the lines and grids of an element in reading order."""
        self._element(root, Look())
        self._end_line()
        return self._blocks

    def _element(self, element: HtmlElement, outer: Look) -> None:
        tag = element.tag
        look = self._styles.look(element, outer)
        if look is None:
            if tag not in SILENT:
                self._unseen(element)
            return
        if tag == "table" and not is_layout(element):
            self._table(element, look)
        elif tag == "br":
            self._text.append("\n")
        elif tag not in BLOCKS and (look.raised or look.struck) and not (outer.raised or outer.struck):
            self._text.append(marked("".join(inner_text(element, self._styles, look)), look))
        else:
            self._inside(element, look, tag in BLOCKS)

    def _unseen(self, element: HtmlElement) -> None:
        """Count what an element holds that takes no place: rows of tables with figures, and texts with amounts."""
        rows = [row for row in element.iter("tr") if has_figure(row)]
        self.hidden += len(rows)
        self.unseen += not rows and bool(_AMOUNT.search(element.text_content()))

    def _inside(self, element: HtmlElement, look: Look, block: bool) -> None:
        if block:
            self._end_line()
        self._text.append(flat(element, element.text, look) or form_text(element, look))
        self.unseen += not look.is_seen and bool(_AMOUNT.search(element.text or ""))
        for child in element:
            self._element(child, look)
            self._text.append(flat(element, child.tail, look))
        if block:
            self._end_line()

    def _table(self, table: HtmlElement, look: Look) -> None:
        self._end_line()
        for caption in table.iterchildren("caption"):
            self._inside(caption, look, True)
        laid = _Laid(table, self._styles, look)
        tiles = list(laid.cells())
        cells = _sheet_cells(tiles, self._styles)
        ruled = {row for cell in cells if cell.ruled for row in range(cell.row, cell.row + cell.rows)}
        self.hidden += laid.hidden
        # A table of which only some rows are ruled is a sheet: the others are its title and its notes.
        if ruled and any(cell.row not in ruled for cell in cells):
            self._blocks += page_of(cells, 1).blocks
        elif any(tile.text for tile, _ in tiles):
            self._blocks.append(grid_of([tile for tile, _ in tiles], 1))
        for inner, outer in laid.nested:
            self._element(inner, outer)

    def _end_line(self) -> None:
        self._blocks += [Line(line, 1) for line in lines_of(self._text)]
        self._text.clear()


def _may_hold_a_table(image: HtmlElement) -> bool:
    """Tell whether a picture is stated to be as large as a table, or states no size and is no drawing of a browser's."""
    plain = (image.get("src") or "").partition("?")[0].lower()
    return min(sizes_of(image), default=WIDE) >= WIDE and not plain.endswith((".gif", ".svg", ".ico"))
