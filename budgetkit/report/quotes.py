"""Where the figures of a finding stand in documents that have no pages to picture: sheet, row, paragraph, and its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from budgetkit.checks.judge import Finding
from budgetkit.checks.statement import Figure
from budgetkit.forms.form import Label
from budgetkit.model.disclosure import Disclosure, Place
from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.open import open_paper
from budgetkit.readers.formats.page import Grid, Line, Page

_SHEETS: Final = frozenset({"xlsx", "xls", "ods", "xml2003"})
_AROUND: Final = 40
"""Characters of a paragraph shown on either side of a figure."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The words around a figure, the figure itself, and where in the document they stand."""

    where: Label
    before: str
    figure: str
    after: str


class Source:
    """The pages of the document that a disclosure was read from, opened when they are first asked for."""

    def __init__(self, disclosure: Disclosure, path: Path | None) -> None:
        """Remember the path of a document; ``None`` and a folder hold no pages."""
        self._path = path if path is not None and path.is_file() else None
        self._pages: Mapping[int, Page] | None = None
        self._sheets = any(s.get("format", "") in _SHEETS for s in disclosure.sources)

    def page(self, number: int) -> Page | None:
        """Return a page by its number, ``None`` where there is none to be had."""
        if self._pages is None:
            self._pages = {}
            if self._path is not None:
                try:
                    self._pages = {page.number: page for page in open_paper(self._path).pages}
                except UnreadableDocument:
                    # A document that was read a moment ago may be gone.
                    return None
        return self._pages.get(number)

    def quotes(self, finding: Finding, where: Mapping[str, Place]) -> tuple[Quote, ...]:
        """Return the words around the figures of a finding, each place once; none where they are not found again."""
        found: dict[Quote, None] = {}
        said = [f"{abs(f.amount.value):f}" for f in finding.figures if f.id.startswith("claims/")]
        for figure in finding.figures:
            place = where.get(figure.id)
            page = self.page(place.page) if place is not None and place.page is not None else None
            if page is not None and (quote := self._quote(page, figure, said)) is not None:
                found[quote] = None
        return tuple(found)

    def _quote(self, page: Page, figure: Figure, said: Sequence[str]) -> Quote | None:
        digits = f"{abs(figure.amount.value):f}"
        sheet = Label(f"第 {page.number} 张工作表", f"sheet {page.number}") if self._sheets else Label("", "")
        if figure.id.startswith("claims/"):
            return _in_text(page.blocks, digits, said, sheet)
        return _in_grids(page.grids, digits, sheet)


def _in_text(blocks: Sequence[Line | Grid], digits: str, said: Sequence[str], sheet: Label) -> Quote | None:
    """Return the one paragraph that prints a figure, of several the one with all that is ``said``; else ``None``."""
    lines = [line for line in blocks if isinstance(line, Line)]
    hits = [(n, line.text, at) for n, line in enumerate(lines, 1) if (at := _alone(line.text, digits)) >= 0]
    if len(hits) > 1:
        hits = [hit for hit in hits if all(_alone(hit[1], other) >= 0 for other in said)]
    if len(hits) != 1:
        return None
    number, text, at = hits[0]
    end = at + len(digits)
    where = _joined(sheet, Label(f"第 {number} 段", f"paragraph {number}"))
    return Quote(where, text[max(0, at - _AROUND) : at], text[at:end], text[end : end + _AROUND])


def _in_grids(grids: Sequence[Grid], digits: str, sheet: Label) -> Quote | None:
    """Return the one cell that holds a figure, with the words at the beginning of its row; ``None`` for several."""
    hits = [(g, c) for g in grids for c in g.cells if c.text.replace(",", "").strip() == digits]
    if len(hits) != 1:
        return None
    grid, cell = hits[0]
    row = [c.text.strip() for c in sorted(grid.cells, key=lambda c: c.column) if c.row == cell.row]
    words = " ".join(dict.fromkeys(text for text in row if text and not text.replace(",", "").isdecimal()))
    place = Label(
        f"表内第 {cell.row + 1} 行第 {cell.column + 1} 列",
        f"row {cell.row + 1}, column {cell.column + 1} of its table",
    )
    return Quote(
        _joined(sheet, place), f"{words.split(cell.text.strip())[0].strip()} ", cell.text.strip(), ""
    )


def _alone(text: str, digits: str) -> int:
    """Return where a figure stands by itself in a text, −1 where it does not."""
    at = text.find(digits)
    while at >= 0:
        around = text[max(0, at - 1) : at] + text[at + len(digits) : at + len(digits) + 1]
        if not any(c.isdigit() or c == "." for c in around):
            return at
        at = text.find(digits, at + 1)
    return -1


def _joined(first: Label, second: Label) -> Label:
    return Label(f"{first.zh}{second.zh}", f"{first.en}, {second.en}".removeprefix(", "))
