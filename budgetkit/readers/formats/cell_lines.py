"""Text with one cell a line to text with one row a line: what some extractors make of the same table.

PyMuPDF and others write every cell of a row on a line of its own, row by row. Nothing is lost but where a row ends,
and that the kinds of its cells tell: the parts of a code, a name, figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from budgetkit.readers.formats.page import Line, Page

_FIGURE = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+\.\d+|[-—－]|0")
_CODE = re.compile(r"[23]\d{2}(?:\d{2}){0,2}|\d{2}")
_WHOLE = re.compile(r"-?\d+")
_ALONE = 0.3
"""Share of lines that are a figure alone from which a page is taken for one cell a line."""
_FEWEST = 8


def rows_of_cells(page: Page) -> Page:
    """Return a page whose lines are rows where each of its lines was a cell; any other page as it is.

    >>> cells = "201 13 商贸事务 21.60 12.29 9.31 201 13 01 行政运行 9.39 9.39 201 13 50 事业运行 2.90 2.90 0"
    >>> [line.text for line in rows_of_cells(Page(1, tuple(Line(text, 1) for text in cells.split()))).lines]
    ['201 13 商贸事务 21.60 12.29 9.31', '201 13 01 行政运行 9.39 9.39', '201 13 50 事业运行 2.90 2.90 0']
    """
    texts = [line.text.strip() for line in page.lines]
    alone = sum(bool(_FIGURE.fullmatch(text)) for text in texts)
    if alone < _FEWEST or alone < _ALONE * len(texts):
        return page
    return replace(page, blocks=tuple(_rows(page.lines)))


def _rows(lines: Iterable[Line]) -> Iterator[Line]:
    row: list[str] = []
    kinds: list[str] = []
    page = 0
    for line in lines:
        text, page = line.text.strip(), line.page
        kind = _kind(text, kinds)
        if row and _begins(kind, kinds):
            yield Line(" ".join(row), page)
            row, kinds = [], []
        row.append(text)
        kinds.append(kind)
    if row:
        yield Line(" ".join(row), page)


def _kind(text: str, before: list[str] | None = None) -> str:
    """Return figure, code or word; whole numbers after a name or a figure are figures, at the start of a row codes."""
    if _FIGURE.fullmatch(text):
        return "figure"
    if _CODE.fullmatch(text) and not (before and before[-1] in ("word", "figure") and len(text) == 2):
        return "code"
    if _WHOLE.fullmatch(text):
        return "figure"
    return "word"


def _begins(kind: str, kinds: list[str]) -> bool:
    """Tell whether a cell begins a row after cells of these kinds."""
    return kind != "figure" and kinds[-1] != "code"
