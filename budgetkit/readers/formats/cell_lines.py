"""Text with one cell a line to text with one row a line: what some extractors make of the same table.

PyMuPDF and others write every cell of a row on a line of its own, row by row. Nothing is lost but where a row ends,
and that the kinds of its cells tell: the parts of a code, a name, figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from budgetkit.readers.formats.page import Line, Page

_FIGURE = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+\.\d+|[-—－]|0")
_CODE = re.compile(r"[23]\d{2}(?:\d{2}){0,2}|\d{2}")
_WHOLE = re.compile(r"-?\d+")
_FEWEST = 8
_MIXED = 4
"""So many figures stand alone on a line for each line that holds a figure and more."""
_COLUMNS = 12
"""The most figures a row holds; where more follow one another, the text goes down the columns."""


def rows_of_cells(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Return pages whose lines are rows where each line was a cell of a row; any other page as it is.

    >>> cells = "201 13 商贸事务 21.60 12.29 9.31 201 13 01 行政运行 9.39 9.39 201 13 50 事业运行 2.90 2.90 0"
    >>> pages = rows_of_cells([Page(1, tuple(Line(text, 1) for text in cells.split()))])
    >>> [line.text for line in pages[0].lines]
    ['201 13 商贸事务 21.60 12.29 9.31', '201 13 01 行政运行 9.39 9.39', '201 13 50 事业运行 2.90 2.90 0']
    """
    cells = [line.text.split() for page in pages for line in page.lines]
    alone = sum(len(line) == 1 and _is_figure(line[0]) for line in cells)
    mixed = sum(len(line) > 1 and any(map(_is_figure, line)) for line in cells)
    if alone < _FEWEST or alone < _MIXED * mixed:
        return tuple(pages)
    return tuple(replace(page, blocks=tuple(_rows(page.lines))) if _by_rows(page) else page for page in pages)


def _is_figure(text: str) -> bool:
    return bool(_FIGURE.fullmatch(text))


def _by_rows(page: Page) -> bool:
    """Tell whether figures follow their names row by row, not in columns of names and of figures."""
    texts = [line.text.strip() for line in page.lines]
    runs = [len(list(run)) for figure, run in groupby(texts, _is_figure) if figure]
    if sum(runs) < _FEWEST or max(runs) > _COLUMNS:
        return False
    body = texts[next(n for n, text in enumerate(texts) if _is_figure(text)) :]
    names = sum(not _is_figure(text) and not _CODE.fullmatch(text) for text in body)
    return 2 * len(runs) >= names


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
