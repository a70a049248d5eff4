"""Raw cells with page and box: what every reader of a file format hands on, before any meaning is given.

Coordinates are points from the top-left corner of the page as displayed (after /Rotate). Word, Excel and
HTML have no geometry: their boxes are ``None`` and their pages count sections, sheets or documents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from budgetkit.forms.titles import table_of
from budgetkit.forms.units import unit_of

Box = tuple[float, float, float, float]
Beside = Callable[[str], bytes]
"""Gives the file that a page links to, where it lies beside the page; else nothing."""


def no_file(_: str) -> bytes:
    """Give no file, for a page that comes alone."""
    return b""


@dataclass(frozen=True, slots=True)
class GridCell:
    """One ruled cell: position and span in its grid, text with line breaks as ``\\n``, page and box."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    page: int
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table on one page (or a Word/HTML table, or a sheet): cells in reading order."""

    page: int
    rows: int
    columns: int
    cells: tuple[GridCell, ...]
    box: Box | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text that stands outside every grid, in reading order of its page."""

    text: str
    page: int
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A number that was recognised in a picture: its text, its box, and what it may be, likeliest first.

    ``readings`` are texts with their probabilities as the recogniser gives them; of a number under a seal (``covered``)
    these promise too much.
    """

    text: str
    box: Box
    readings: tuple[tuple[str, float], ...]
    covered: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page (or sheet, or whole file without pages); ``refused`` says why it was not read, else empty.

    ``blocks`` are the lines outside grids and the grids, in reading order. ``hidden`` says, one sentence each, what
    the file holds here that was not read, be it that it is not shown (rows, columns) or that its look is not told
    (form fields, the columns of tables without rules): sums over tables on this page may miss it. ``notes`` say what
    was read otherwise than as printed.
    ``readings`` are the numbers that were read from pictures, ``pictured`` the boxes of these pictures on a page that
    has text of its own; where there are none, the whole page was read from its picture.
    """

    number: int
    blocks: tuple[Line | Grid, ...] = ()
    width: float = 0.0
    height: float = 0.0
    refused: str = ""
    hidden: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    pictured: tuple[Box, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines outside every grid, in reading order."""
        return tuple(b for b in self.blocks if isinstance(b, Line))

    @property
    def grids(self) -> tuple[Grid, ...]:
        """The ruled tables, in reading order."""
        return tuple(b for b in self.blocks if isinstance(b, Grid))


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document as read: the id of its format (readers/formats/kinds.py) and its pages in order.

    ``parts`` are the papers it was joined from, where several files are one disclosure; else there are none.
    ``converted_by`` names the program that turned the file into one that is read, empty for what is read directly.
    """

    format: str
    pages: tuple[Page, ...]
    sha256: str = ""
    name: str = ""
    parts: tuple[Paper, ...] = ()
    converted_by: str = ""


def attached(page: Page, names: Sequence[str]) -> Page:
    """Return a page that also says which files are attached to its document, where any are.

    >>> attached(Page(1), ["a.xlsx"]).notes
    ('the document has files attached that are not read: a.xlsx (附件未读取)',)
    """
    if not names:
        return page
    shown = ", ".join(names[:_NAMED]) + " …" * (len(names) > _NAMED)
    note = f"the document has files attached that are not read: {shown} (附件未读取)"
    return replace(page, notes=(*page.notes, note))


_NAMED = 5
_HEAD_ROWS = 4


def with_unit_of_head(blocks: Sequence[Line | Grid], heads: Iterable[str]) -> tuple[Line | Grid, ...]:
    """Put the line of a page's head that says a unit above every table that says none.

    Heads that say different units are left alone: which of them a table stands under is not known.

    >>> from budgetkit.readers.formats.page import GridCell
    >>> grid = Grid(1, 1, 1, (GridCell(0, 0, 1, 1, "合计", 1),))
    >>> [b.text for b in with_unit_of_head([Line("某表", 1), grid], ["某局", "单位：万元"]) if isinstance(b, Line)]
    ['某表', '单位：万元']
    """
    said = {unit: text for text in heads if (unit := unit_of(text))}
    if len(said) != 1:
        return tuple(blocks)
    line = next(iter(said.values()))
    done: list[Line | Grid] = []
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Line):
            lines.append(block.text)
        else:
            own = [cell.text for cell in block.cells if cell.row < _HEAD_ROWS]
            if not unit_of(*lines, *own):
                done.append(Line(line, block.page))
            lines = []
        done.append(block)
    return tuple(done)


def title_of_head(blocks: Sequence[Line | Grid], heads: Iterable[str]) -> str:
    """Return the title that only the head of some pages gives the tables on them, ``""`` where none or several are.

    >>> from budgetkit.readers.formats.page import GridCell
    >>> grid = Grid(1, 1, 1, (GridCell(0, 0, 1, 1, "合计", 1),))
    >>> title_of_head([grid], ["某局", "支出总表"]), title_of_head([Line("收入总表", 1), grid], ["支出总表"])
    ('支出总表', '')
    """
    titles = [text for text in heads if table_of(text)]
    texts = (part.text for b in blocks for part in ((b,) if isinstance(b, Line) else b.cells))
    if len(titles) != 1 or all(isinstance(b, Line) for b in blocks) or any(map(table_of, texts)):
        return ""
    return titles[0]
