"""Whose disclosure a paper is and of which year: from its labels, its cover and the titles of its tables."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePath
from typing import Final

from budgetkit.forms.surroundings import labels, pattern, surroundings
from budgetkit.forms.titles import names_organ
from budgetkit.forms.units import unit_of
from budgetkit.readers.formats.page import Grid, Line, Paper
from budgetkit.readers.tables.matrix import is_year, unwrap
from budgetkit.readers.tables.recognise import cover_lines, title_lines

_FIRST_YEAR: Final = 1911
"""The year before the first of the Republic of China, by which Taiwan counts."""
_BARE = re.compile(r"(?<!\d)(20[1-4]\d)(?!\d)")
_NUMERALS = re.compile("[二2][〇○零0][〇○零一二三四五六七八九]{2}(?=年)")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_LABELLED_ROWS: Final = 3
_TEXT_ROWS: Final = 3
_DIGIT = re.compile(r"\d")


def department_of(paper: Paper) -> str:
    """Return the name of the organ as the paper prints it, ``""`` where none is found.

    The labels above the tables count most («编制单位：», «部门(名称)：»), then the cover, then what stands before the
    titles of tables; a part of a title is no organ.
    """
    texts = ["\n".join(unicodedata.normalize("NFKC", t).split("\n")) for t in _texts(paper)]
    cover = on_cover_of(paper)
    for label in labels():
        named = Counter(n for t in texts if (n := _named(label, t)))
        if named:
            # The tables of units, each under its name, are of the department that the cover names.
            name, times = named.most_common(1)[0]
            return cover if cover and (cover in named or 2 * times <= named.total()) else name
    if cover:
        return cover
    for line in map(unwrap, cover_lines(paper)[:6]):
        if len(line) > 2 and names_organ(line) and not _DIGIT.search(line) and not _is_money(line):
            return line
    part, before, any_ = pattern("cover", "part"), pattern("cover", "before_title"), pattern("title", "whose")
    found = (before.match(part.sub("", unwrap(t))) for t in title_lines(paper))
    names = (m[1] for m in found if m and not any_.fullmatch(m[1]))
    heads = Counter(name for name in names if names_organ(name) and not _is_money(name))
    heads = heads or Counter(_beside(paper))
    return heads.most_common(1)[0][0] if heads else ""


def on_cover_of(paper: Paper) -> str:
    """Return the organ in the title on a paper's cover, ``""`` where it names none."""
    return _on_cover("".join(map(_flat, cover_lines(paper)[:6])))


def _flat(text: str) -> str:
    """Return a line without spaces in its usual width, its years in figures."""
    flat = "".join(unicodedata.normalize("NFKC", text).split())
    return _NUMERALS.sub(lambda year: "2" + year[0][1:].translate(_DIGITS), flat)


def _is_money(text: str) -> bool:
    return pattern("cover", "money").search(text) is not None


def _beside(paper: Paper) -> Iterator[str]:
    """Yield the organs that stand in the cell beside a label such as 部门名称, as in performance sheets."""
    for grid in (g for page in paper.pages for g in page.grids):
        cells = sorted((c for c in grid.cells if c.row < _LABELLED_ROWS + 1), key=lambda c: (c.row, c.column))
        for label, name in pairwise(cells):
            organ = unwrap(name.text)
            labelled = pattern("body", "beside").fullmatch(unwrap(label.text))
            if label.row == name.row and labelled and names_organ(organ):
                yield organ


def _on_cover(text: str) -> str:
    """Return the organ that stands before or behind the year of a title such as «某局2024年部门预算»."""
    part, about, level = (pattern("cover", name) for name in ("part", "about", "level"))
    for match in pattern("cover", "title").finditer(text):
        before = about.sub("", part.sub("", match[1])) + (match[3] or "")
        for name in (before, level.sub("", about.sub("", match[2]))):
            if len(name) > 1 and not _is_money(name) and not level.fullmatch(name):
                return name
    return ""


def named_in(block: Line | Grid) -> str:
    """Return the organ that a label in a line, or in the first rows of a grid, names; ``""`` where none does."""
    lines = [block] if isinstance(block, Line) else [c for c in block.cells if c.row < _LABELLED_ROWS]
    texts = [text for line in lines if ":" in (text := unicodedata.normalize("NFKC", line.text))]
    found = (_named(label, t) for label in labels() for t in texts)
    return next(filter(None, found), "")


def of_file_name(name: str) -> tuple[str, int]:
    """Return organ and year as far as the name of a file says them: ``""`` and 0 where it does not.

    >>> of_file_name("某市教育局2024年度部门预算.pdf"), of_file_name("budget-2024.pdf"), of_file_name("a.pdf")
    (('某市教育局', 2024), ('', 2024), ('', 0))
    """
    stem = unicodedata.normalize("NFKC", PurePath(name).stem)
    year = _BARE.search(stem)
    return _on_cover("".join(stem.split())), int(year[1]) if year else 0


def _named(label: re.Pattern[str], text: str) -> str:
    number, ends = pattern("body", "number"), pattern("body", "ends")
    for line in text.split("\n"):
        if match := label.search(line):
            name = unwrap(ends.sub("", number.sub("", re.split(r"\s{2,}", match[1].strip())[0])))
            if len(name) > 1 and not name.startswith(("单位:", "金额")) and not unit_of(name):
                return name
    return ""


def year_of(paper: Paper) -> int:
    """Return the year a paper is about: of most titles, else of its cover, else the commonest; 0 for none.

    Where two are as common the later one is meant: last year's figures stand beside this year's.
    """
    of_year, of_kind = pattern("cover", "year"), pattern("cover", "kind_year")
    titled = Counter(int(m[1]) for t in title_lines(paper) if (m := of_year.search(t)))
    cover = " ".join(map(_flat, cover_lines(paper)))
    if titled and titled.most_common(1)[0][1] > 2:
        return titled.most_common(1)[0][0]
    for said, text in ((of_kind, cover.replace(" ", "")), (of_year, cover), (_BARE, cover)):
        if match := said.search(text):
            return int(match[1])
    flat = ["".join(t.split()) for t in _texts(paper)]
    if republic := Counter(int(y) for t in flat for y in pattern("cover", "republic").findall(t)):
        return republic.most_common(1)[0][0] + _FIRST_YEAR
    cells = (c for page in paper.pages for g in page.grids for c in g.cells if c.row >= _TEXT_ROWS)
    rows = [t for c in cells if is_year(t := "".join(c.text.split()))]
    anywhere = Counter(int(y) for t in (*flat, *rows) for y in of_year.findall(t))
    return max(anywhere, key=lambda year: (anywhere[year], year), default=0)


def kind_of(paper: Paper) -> str:
    """Return whether a paper is a ``budget`` or ``final_accounts``: by its titles, else its cover."""
    kinds, fund = surroundings().cover.kinds, pattern("cover", "fund")
    for texts in (title_lines(paper), cover_lines(paper)):
        said = Counter(kind for t in texts for word, kind in kinds.items() if word in fund.sub("", t))
        if said:
            return "final_accounts" if said["final_accounts"] > said["budget"] else "budget"
    return "budget"


def _texts(paper: Paper) -> Iterator[str]:
    for page in paper.pages:
        for block in page.blocks:
            if isinstance(block, Line):
                yield block.text
            else:
                yield from (c.text for c in block.cells if c.row < _TEXT_ROWS)
