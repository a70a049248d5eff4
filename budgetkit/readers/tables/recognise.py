"""Which form a paper is laid out in: by the titles of its tables and by the marks only one form has."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from budgetkit.forms.form import Form, form, form_ids
from budgetkit.model.errors import UnknownForm
from budgetkit.readers.formats.page import Grid, Line, Paper
from budgetkit.readers.tables.matrix import unwrap
from budgetkit.readers.tables.titles import LONGEST_LINE, match_title, title_key

_LEADER = re.compile(r"[\s.…·_]*\d*\s*$")
_TITLE = re.compile(r".{2,60}表(?:[(（].{1,20}[)）])?$")
_COVER_LINES = 12
_ROWS_WITH_TITLES = 3
_SHOWN = 5
_SUFFIXES = {".pdf": "a PDF", ".docx": "a .docx", ".xlsx": "an .xlsx"}


@dataclass(frozen=True, slots=True)
class Score:
    """How well a paper fits a form: tables found by title, marks found, and whether that is enough."""

    form: str
    tables: frozenset[str]
    marks: int
    enough: bool

    @property
    def points(self) -> int:
        """What forms are compared by."""
        return len(self.tables) + self.marks


def recognise(paper: Paper) -> Form:
    """Return the form a paper is laid out in.

    Raises:
        UnknownForm: no form fits; the message names the titles that were found and the forms to choose from.
    """
    scores = [s for s in score_forms(paper) if s.enough]
    if not scores:
        raise UnknownForm(_refusal(paper))
    return form(max(scores, key=lambda s: s.points).form)


def score_forms(paper: Paper) -> tuple[Score, ...]:
    """Return how well a paper fits each known form: half of its tables and one mark are enough."""
    titles = list(dict.fromkeys(title_lines(paper)))
    keys = [title_key(t) for t in titles]
    cover = "".join(cover_lines(paper))
    return tuple(_score(form(f), titles, keys, cover) for f in form_ids())


def _score(candidate: Form, titles: list[str], keys: list[str], cover: str) -> Score:
    found = frozenset(t.id for text in titles if (t := match_title(text, candidate.tables)))
    marks = sum(any(title_key(mark) in key for key in keys) for mark in candidate.marks)
    marks += any(organ in cover for organ in candidate.raw.get("organs", ()))
    needed = math.ceil(sum(not t.optional for t in candidate.tables) / 2)
    return Score(candidate.id, found, marks, marks > 0 and len(found) >= max(needed, 2))


def title_lines(paper: Paper) -> Iterator[str]:
    """Yield every text of a paper that reads like the title of a table: lines, sheet names, first rows of grids."""
    for text in _texts(paper):
        if len(text) > LONGEST_LINE:
            continue
        line = _LEADER.sub("", unicodedata.normalize("NFKC", re.split(r"\s(?:金额)?单位[:：]", text)[0]))
        if _TITLE.fullmatch("".join(line.split())):
            yield unwrap(line)


def _texts(paper: Paper) -> Iterator[str]:
    for page in paper.pages:
        for block in page.blocks:
            if isinstance(block, Line):
                yield block.text
            else:
                yield from _grid_texts(block)


def _grid_texts(grid: Grid) -> Iterator[str]:
    yield grid.title
    one_column = grid.columns == 1
    for cell in grid.cells:
        if one_column or cell.row < _ROWS_WITH_TITLES or cell.columns >= grid.columns - 1:
            yield from cell.text.split("\n") if one_column else (cell.text,)


def cover_lines(paper: Paper) -> tuple[str, ...]:
    """Return the first lines of a paper, where it says whose it is and of which year."""
    lines = [line.text[:LONGEST_LINE] for page in paper.pages[:2] for line in page.lines[:_COVER_LINES]]
    return tuple(lines[:_COVER_LINES])


def _refusal(paper: Paper) -> str:
    titles = list(dict.fromkeys(title_lines(paper)))
    called = _SUFFIXES.get(PurePath(paper.name).suffix.lower())
    if called and paper.format == "text" and not titles:
        return f"{paper.name} is not {called}: it holds text without the title of a table (内容与扩展名不符)"
    found = "、".join(f"«{t}»" for t in titles[:_SHOWN]) or "no title of a table"
    more = f" and {len(titles) - _SHOWN} more" if len(titles) > _SHOWN else ""
    return (
        f"the layout of {paper.name or 'this document'} is none of the known forms: found {found}{more}; "
        f"choose one with --form ({', '.join(form_ids())})"
    )
