"""A fictitious disclosure as PDF: ruled tables with merged heads, drawn as office programs draw them.

reportlab draws (extra ``synthesize``); the bundled font is embedded. The same disclosure and layout give the same
bytes on every machine with the same reportlab.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from budgetkit.model.disclosure import Disclosure
from budgetkit.present.font import PATH
from synthesize.document import Document, document
from synthesize.drawn_tables import HEAD, NUMBER, DrawnTable, Spot
from synthesize.layout import Layout
from synthesize.page_rows import PADDING, Measured, measured, paged, wrapped
from synthesize.phrases import Heading, Paragraph

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

FONT: Final = "budgetkit"
_A4: Final = (595.27, 841.89)
_MARGIN: Final = 42.0
_SIZES: Final = {0: 20.0, 1: 16.0, 2: 13.0, 3: 12.0}
_PROSE: Final = 11.0
_THIN: Final = 0.5
_PIECE: Final = 9.0


def write_pdf(disclosure: Disclosure, path: str | Path, layout: Layout | None = None) -> Path:
    """Write a disclosure as PDF.

    Raises:
        KeyError: the disclosure's form has no generator.
        ImportError: reportlab is not installed (``pip install budgetkit[synthesize]``).
    """
    made = document(disclosure, layout)
    target = Path(path)
    draw(made, _canvas(target, made.title))
    return target


def draw(made: Document, canvas: Canvas) -> None:
    """Draw a document on a canvas, page by page, and save it."""
    paper = _Paper(canvas, made.layout)
    for number, block in enumerate(made.blocks):
        if isinstance(block, DrawnTable):
            paper.sheet(block)
        else:
            paper.prose(block, number)
    paper.finish()


def _canvas(path: Path, title: str) -> Canvas:
    from reportlab.pdfgen.canvas import Canvas

    register_font()
    canvas = Canvas(str(path), pagesize=_A4, invariant=1)
    canvas.setTitle(title)
    return canvas


def register_font() -> None:
    """Tell reportlab of the font, once."""
    from reportlab.pdfbase.pdfmetrics import getRegisteredFontNames, registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    if FONT not in getRegisteredFontNames():
        registerFont(TTFont(FONT, str(PATH)))


def width_of(text: str, size: float) -> float:
    """Return how wide a text is in points."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(stringWidth(text, FONT, size))


class _Paper:
    """Pages being drawn: where the pen is, and what the layout says."""

    def __init__(self, canvas: Canvas, layout: Layout) -> None:
        self.canvas, self.layout = canvas, layout
        self.width, self.height = _A4
        self.top, self.number, self.fresh = self.height - _MARGIN, 1, True

    # ------------------------------------------------------------ pages
    def finish(self) -> None:
        """Close the last page and the file."""
        self._foot()
        self.canvas.save()

    def _foot(self) -> None:
        self._text(f"— {self.number} —", self.width / 2 - 12, _MARGIN / 2, 9.0)

    def turn(self, landscape: bool = False) -> None:
        """Begin a page; an empty one is only turned."""
        if not self.fresh:
            self._foot()
            self.canvas.showPage()
            self.number += 1
        self.width, self.height = (_A4[1], _A4[0]) if landscape else _A4
        self.canvas.setPageSize((self.width, self.height))
        self.top, self.fresh = self.height - _MARGIN, True

    def _text(self, text: str, x: float, y: float, size: float) -> None:
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, y, text)
        self.fresh = False

    # ------------------------------------------------------------ prose
    def prose(self, block: Heading | Paragraph, number: int) -> None:
        """Draw a heading or a paragraph, lines broken wherever the width ends."""
        part = isinstance(block, Heading) and block.level < 2
        if (part and number) or self.width > self.height:
            self.turn()
        size = _SIZES[block.level] if isinstance(block, Heading) else _PROSE
        indent = "" if part else "　　"
        for line in wrapped(indent + block.text, self.width - 2 * _MARGIN, size, width_of):
            if self.top - size * 1.7 < _MARGIN:
                self.turn()
            self.top -= size * 1.7
            self._text(line, _MARGIN, self.top, size)

    # ------------------------------------------------------------ tables
    def sheet(self, sheet: DrawnTable) -> None:
        """Draw a table on pages of its own: title, unit, rows, note."""
        landscape = sheet.is_wide and self.layout.landscape
        if not self._has_room(landscape):
            self.turn(landscape)
        room = self.width - 2 * _MARGIN
        size = min(self.layout.size, 7.5 if sheet.columns > 9 else self.layout.size)
        table = measured(sheet, room, size, self.layout.height, width_of)
        self._above(sheet, room)
        first = self.top - _MARGIN - 16
        for page, rows in enumerate(paged(table, first, self.height - 2 * _MARGIN - 16, self.layout.repeat)):
            if page:
                self.turn(self.width > self.height)
            _Drawing(self.canvas, self.layout, table).draw(rows, _MARGIN, self.top)
            self.top -= sum(table.heights[r] for r in rows)
            self.fresh = False
        if sheet.below:
            self.top -= 16
            self._text(sheet.below, _MARGIN, self.top, 9.0)

    def _has_room(self, landscape: bool) -> bool:
        """Tell whether a stacked table can begin under what is on the page."""
        turned = self.width > self.height
        return self.layout.stacked and landscape == turned and self.top > self.height * 0.45

    def _above(self, sheet: DrawnTable, room: float) -> None:
        *words, last = sheet.above
        for word in words:
            size = 10.0 if word.startswith("表") and len(word) < 5 else 15.0
            spaced = " ".join(word) if self.layout.letters and size > 10 else word
            self.top -= size * 1.6
            left = _MARGIN if size == 10.0 else self.width / 2 - width_of(spaced, size) / 2
            self._text(spaced, left, self.top, size)
        self.top -= 16
        self._text(last, _MARGIN, self.top, 10.0)
        if sheet.unit:
            unit = f"单位：{sheet.unit}"
            self._text(unit, _MARGIN + room - width_of(unit, 10.0), self.top, 10.0)
        self.top -= 5


class _Drawing:
    """The rows of one table on one page."""

    def __init__(self, canvas: Any, layout: Layout, table: Measured) -> None:
        self.canvas, self.layout, self.table, self.size = canvas, layout, table, table.size

    def draw(self, rows: tuple[int, ...], left: float, top: float) -> None:
        """Draw the cells that begin on these rows, fills first, then texts and rules."""
        tops = {}
        for row in rows:
            tops[row] = top
            top -= self.table.heights[row]
        spots = [s for s in self.table.sheet.spots if s.row in tops]
        boxes = {s: self._box(s, left, tops) for s in spots}
        if self.layout.fills:
            self.canvas.setFillGray(1)
            for x0, y0, x1, y1 in boxes.values():
                self.canvas.rect(x0 + 0.3, y0 + 0.3, x1 - x0 - 0.6, y1 - y0 - 0.6, stroke=0, fill=1)
            self.canvas.setFillGray(0)
        for spot, box in boxes.items():
            self._write(spot, box)
            self._rule(box)

    def _box(self, spot: Spot, left: float, tops: dict[int, float]) -> tuple[float, float, float, float]:
        edges = self.table.edges
        high = tops[spot.row]
        low = high - sum(self.table.heights[spot.row : spot.row + spot.rows])
        return left + edges[spot.column], low, left + edges[spot.column + spot.columns], high

    def _write(self, spot: Spot, box: tuple[float, float, float, float]) -> None:
        x0, y0, x1, y1 = box
        lines = self.table.lines[spot]
        step = self.size * 1.2
        base = (y0 + y1) / 2 + step * len(lines) / 2 - self.size
        self.canvas.setFont(FONT, self.size)
        for number, line in enumerate(lines if spot.text else ()):
            y = base - number * step
            if spot.kind == NUMBER:
                self.canvas.drawRightString(x1 - PADDING, y, line)
            elif spot.kind == HEAD:
                self.canvas.drawCentredString((x0 + x1) / 2, y, line)
            else:
                self.canvas.drawString(x0 + PADDING, y, line)

    def _rule(self, box: tuple[float, float, float, float]) -> None:
        x0, y0, x1, y1 = box
        for ax, ay, bx, by in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
            self._stroke(ax, ay, bx, by)

    def _stroke(self, ax: float, ay: float, bx: float, by: float) -> None:
        """Draw one rule as the layout draws rules."""
        self.canvas.setLineWidth(_THIN)
        if self.layout.rules == "lines":
            self.canvas.line(ax, ay, bx, by)
        elif self.layout.rules == "boxes":
            width, height = max(bx - ax, _THIN), max(by - ay, _THIN)
            self.canvas.rect(
                ax - _THIN / 2, ay - _THIN / 2, width + _THIN / 2, height + _THIN / 2, stroke=0, fill=1
            )
        else:
            length = (bx - ax) + (by - ay)
            pieces = max(1, round(length / _PIECE))
            dx, dy = (bx - ax) / pieces, (by - ay) / pieces
            for n in range(pieces):
                self.canvas.line(ax + dx * n, ay + dy * n, ax + dx * (n + 1), ay + dy * (n + 1))
