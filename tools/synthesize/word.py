"""A fictitious disclosure as Word document (python-docx, extra ``synthesize``)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from budgetkit.model.disclosure import Disclosure
from synthesize.archives import make_reproducible
from synthesize.document import document
from synthesize.drawn_tables import DrawnTable
from synthesize.layout import Layout
from synthesize.phrases import Heading


def write_docx(disclosure: Disclosure, path: str | Path, layout: Layout | None = None) -> Path:
    """Write a disclosure as .docx; merged heads are merged cells, heads repeat where the layout says so.

    Raises:
        KeyError: the disclosure's form has no generator.
        ImportError: python-docx is not installed (``pip install budgetkit[synthesize]``).
    """
    from docx import Document

    made = document(disclosure, layout)
    target, word = Path(path), Document()
    word.core_properties.title = made.title
    word.core_properties.author = ""
    for block in made.blocks:
        if isinstance(block, DrawnTable):
            _sheet(word, block, made.layout)
        elif isinstance(block, Heading):
            word.add_heading(block.text, min(block.level, 4))
        else:
            word.add_paragraph(block.text)
    word.save(str(target))
    make_reproducible(target)
    return target


def _sheet(word: Any, sheet: DrawnTable, layout: Layout) -> None:
    word.add_page_break()
    for text in sheet.above[:-1]:
        word.add_paragraph(text)
    unit = f"单位：{sheet.unit}" if sheet.unit else ""
    word.add_paragraph("\t".join(t for t in (sheet.above[-1], unit) if t))
    table = word.add_table(sheet.rows, sheet.columns, style="Table Grid")
    grid = [row.cells for row in table.rows]
    for spot in sheet.spots:
        cell = grid[spot.row][spot.column]
        if spot.rows > 1 or spot.columns > 1:
            cell = cell.merge(grid[spot.row + spot.rows - 1][spot.column + spot.columns - 1])
        cell.text = spot.text
    if layout.repeat:
        for row in table.rows[: sheet.heads]:
            _repeat(row)
    word.add_paragraph(sheet.below)


def _repeat(row: Any) -> None:
    """Mark a row to be printed again at the top of every page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
