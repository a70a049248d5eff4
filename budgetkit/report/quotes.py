"""Where the figures of a finding stand in documents that have no pages to picture: sheet, row, paragraph, and its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from budgetkit.checks.statement import Figure
from budgetkit.forms.form import Label
from budgetkit.forms.label import plain
from budgetkit.model.disclosure import Row
from budgetkit.readers.formats.page import Grid, Line, Page

_AROUND: Final = 40
"""Characters of a paragraph shown on either side of a figure."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the document and where they stand: pieces of text in their order, true for the figures of a finding."""

    where: Label
    pieces: tuple[tuple[str, bool], ...]


def quote(page: Page, figure: Figure, row: Row | None, said: Sequence[str], *, sheets: bool) -> Quote | None:
    """Return the words around a figure of a finding on its page; ``None`` where it is not found again for certain.

    ``row`` is that of a figure of a table; ``said`` are the digits of all figures of the text in the finding; ``sheets``
    says that pages are sheets of a workbook.
    """
    digits = f"{abs(figure.amount.value):f}"
    sheet = Label(f"第 {page.number} 张工作表", f"sheet {page.number}") if sheets else Label("", "")
    if figure.id.startswith("claims/"):
        return _in_text(page.blocks, digits, said, sheet)
    return _in_grids(page.grids, digits, row, sheet)


def _in_text(blocks: Sequence[Line | Grid], digits: str, said: Sequence[str], sheet: Label) -> Quote | None:
    """Return the one paragraph that prints a figure, of several the one with all that is ``said``; else ``None``."""
    lines = [line for line in blocks if isinstance(line, Line)]
    hits = [(n, line.text, at) for n, line in enumerate(lines, 1) if (at := _alone(line.text, digits))]
    if len(hits) > 1:
        hits = [hit for hit in hits if all(_alone(hit[1], other) for other in said)]
    if len(hits) != 1:
        return None
    number, text, _ = hits[0]
    spans = sorted({span for figure in (digits, *said) if (span := _alone(text, figure))})
    pieces, end = [], max(0, spans[0][0] - _AROUND)
    for start, stop in spans:
        pieces += [(text[end:start], False), (text[start:stop], True)]
        end = stop
    where = _joined(sheet, Label(f"第 {number} 段", f"paragraph {number}"))
    return Quote(where, (*pieces, (text[end : end + _AROUND], False)))


def _in_grids(grids: Sequence[Grid], digits: str, row: Row | None, sheet: Label) -> Quote | None:
    """Return the cell that holds a figure, with the words at the beginning of its row.

    Of several that one whose row has code or name of the figure's; of several in one row the row alone is told.
    """
    hits = [(g, c) for g in grids for c in g.cells if c.text.replace(",", "").strip() == digits]
    if len(hits) > 1 and row is not None:
        known = {plain(text) for text in (row.name, row.code, row.project) if text}
        hits = [(g, c) for g, c in hits if known & {plain(o.text) for o in g.cells if o.row == c.row}]
    if len({(id(g), c.row) for g, c in hits}) != 1:
        return None
    grid, cell = hits[0]
    beside = [c.text.strip() for c in sorted(grid.cells, key=lambda c: c.column) if c.row == cell.row]
    words = " ".join(dict.fromkeys(text for text in beside if text and not text.replace(",", "").isdecimal()))
    place = Label(f"表内第 {cell.row + 1} 行", f"row {cell.row + 1}")
    if len(hits) == 1:
        place = Label(f"{place.zh}第 {cell.column + 1} 列", f"{place.en}, column {cell.column + 1}")
    place = Label(place.zh, f"{place.en} of its table")
    figure = cell.text.strip()
    return Quote(_joined(sheet, place), ((f"{words.split(figure)[0].strip()} ", False), (figure, True)))


def spellings(digits: str) -> list[str]:
    """Return how a figure may be written: with or without commas between thousands.

    >>> spellings("1234.50"), spellings("83.78")
    (['1234.50', '1,234.50'], ['83.78'])
    """
    whole, point, rest = digits.partition(".")
    return list(dict.fromkeys((digits, f"{int(whole):,}{point}{rest}" if whole.isdigit() else digits)))


def _alone(text: str, digits: str) -> tuple[int, int] | None:
    """Return from where to where a figure stands by itself in a text, ``None`` where it does not."""
    for spelled in spellings(digits):
        if hit := re.search(rf"(?<![\d.,]){re.escape(spelled)}(?![\d.])", text):
            return hit.span()
    return None


def _joined(first: Label, second: Label) -> Label:
    return Label(f"{first.zh}{second.zh}", f"{first.en}, {second.en}".removeprefix(", "))
