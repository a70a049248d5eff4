"""Whose disclosure a paper is and of which year: from its labels, its cover and the titles of its tables."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePath
from typing import Final

from budgetkit.forms.titles import names_organ
from budgetkit.forms.units import unit_of
from budgetkit.readers.formats.page import Grid, Line, Paper
from budgetkit.readers.tables.matrix import unwrap
from budgetkit.readers.tables.recognise import cover_lines, title_lines

_FIRST_YEAR: Final = 1911
"""The year before the first of the Republic of China, by which Taiwan counts."""
_LABELS = (
    re.compile(r"(?:编制部门|编制单位|填报单位|填报部门|编报单位|公开部门|公开单位)[:：](.+)"),
    re.compile(
        r"(?:预算主管部门|预算单位|部门名称|单位名称|部门\((?:单位|名称)\)(?:名称)?|单位\(部门\)名称)[:：](.+)"
    ),
    re.compile(r"(?:^|\s)部门[:：](.+)"),
    re.compile(r"(?:^|\s)单位[:：](.+)"),
)
_AFTER = re.compile(r"(?:金额)?单位[:：].*$|20\d{2}年.*$|[|｜].*$|日期.*$|(?:公开)?表\d+.*$")
_BEFORE = re.compile(r"^[\[(【]?\d{3,}[\])】]?[-—_.、\s]*(?=[一-鿿])")
"""The number of a body before its name."""
_YEAR = re.compile(r"(20\d{2})年")
_REPUBLIC = re.compile(r"中華民國(\d{2,3})年")
_BARE = re.compile(r"(?<!\d)(20[1-4]\d)(?!\d)")
_KIND_YEAR = re.compile(r"(20\d{2})年度?[^。；]{0,40}?(?:预算|决算)")
_COVER = re.compile(
    r"((?:[一-鿿][一-鿿()（）]*)?)20\d{2}年度?([一-鿿()（）]*?)(?:部门|单位|区级|市级|本级|综合|年度)*(?:预算|决算)"
)
_LEVEL = re.compile(r"(?:区级|市级|州级|县级|省级|部门|单位|综合)+$")
_FUND = re.compile(r"(?:一般公共|政府性?基金|国有资本经营)预算")
_LABELLED_ROWS: Final = 3
_BESIDE = re.compile(
    r"(?:预算)?(?:部门|单位)名称|(?:项目)?主管部门(?:名称)?|(?:填报|申报|项目实施)单位(?:名称)?"
)
_DIGIT = re.compile(r"\d")
_PART = re.compile(r"^(?:第.{1,2}部分|附[件表]?\d*|[一二三四五六七八九十]+、)")
_BEFORE_TITLE = re.compile(
    r"^(?:20\d{2}年度?)?(.{3,40}?)(?:20\d{2}年度?)?(?:部门|单位)?(?:预算|决算|财务)?"
    r"(?:收支|收入|支出|财政拨款|一般公共预算|政府性基金|国有资本|[“\"]三公|项目支出|政府采购|机关运行|基本支出)"
)
_MONEY = re.compile(r"预算|决算|拨款|收支|收入|支出|基金|经费|财政$|总表|整体|绩效|自评|项目")


def department_of(paper: Paper) -> str:
    """Return the name of the organ as the paper prints it, ``""`` where none is found.

    The labels above the tables count most («编制单位：», «部门(名称)：»), then the cover, then what stands before the
    titles of tables; a part of a title is no organ.
    """
    texts = ["\n".join(unicodedata.normalize("NFKC", t).split("\n")) for t in _texts(paper)]
    for label in _LABELS:
        named = Counter(n for t in texts if (n := _named(label, t)))
        if named:
            return named.most_common(1)[0][0]
    cover = "".join("".join(unicodedata.normalize("NFKC", t).split()) for t in cover_lines(paper)[:6])
    if name := _on_cover(cover):
        return name
    for line in map(unwrap, cover_lines(paper)[:6]):
        if len(line) > 2 and names_organ(line) and not _DIGIT.search(line) and not _MONEY.search(line):
            return line
    before = (_BEFORE_TITLE.match(_PART.sub("", unwrap(t))) for t in title_lines(paper))
    heads = Counter(m[1] for m in before if m and names_organ(m[1]) and not _MONEY.search(m[1]))
    heads = heads or Counter(_beside(paper))
    return heads.most_common(1)[0][0] if heads else ""


def _beside(paper: Paper) -> Iterator[str]:
    """Yield the organs that stand in the cell beside a label such as 部门名称, as in performance sheets."""
    for grid in (g for page in paper.pages for g in page.grids):
        cells = sorted((c for c in grid.cells if c.row < _LABELLED_ROWS + 1), key=lambda c: (c.row, c.column))
        for label, name in pairwise(cells):
            organ = unwrap(name.text)
            if label.row == name.row and _BESIDE.fullmatch(unwrap(label.text)) and names_organ(organ):
                yield organ


def _on_cover(text: str) -> str:
    """Return the organ that stands before or behind the year of a title such as «某局2024年部门预算»."""
    for match in _COVER.finditer(text):
        for name in (_PART.sub("", match[1]), _LEVEL.sub("", match[2])):
            if len(name) > 1 and not _MONEY.search(name) and not _LEVEL.fullmatch(name):
                return name
    return ""


def named_in(block: Line | Grid) -> str:
    """Return the organ that a label in a line, or in the first rows of a grid, names; ``""`` where none does."""
    lines = [block] if isinstance(block, Line) else [c for c in block.cells if c.row < _LABELLED_ROWS]
    texts = [text for line in lines if ":" in (text := unicodedata.normalize("NFKC", line.text))]
    found = (_named(label, t) for label in _LABELS for t in texts)
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
    for line in text.split("\n"):
        if match := label.search(line):
            name = unwrap(_AFTER.sub("", _BEFORE.sub("", re.split(r"\s{2,}", match[1].strip())[0])))
            if len(name) > 1 and not name.startswith(("单位:", "金额")) and not unit_of(name):
                return name
    return ""


def year_of(paper: Paper) -> int:
    """Return the year a paper is about: of most titles, else of its cover, else the commonest; 0 for none."""
    titled = Counter(int(m[1]) for t in title_lines(paper) if (m := _YEAR.search(t)))
    cover = " ".join("".join(unicodedata.normalize("NFKC", t).split()) for t in cover_lines(paper))
    if titled and titled.most_common(1)[0][1] > 2:
        return titled.most_common(1)[0][0]
    for pattern, text in ((_KIND_YEAR, cover.replace(" ", "")), (_YEAR, cover), (_BARE, cover)):
        if match := pattern.search(text):
            return int(match[1])
    flat = ["".join(t.split()) for t in _texts(paper)]
    if republic := Counter(int(y) for t in flat for y in _REPUBLIC.findall(t)):
        return republic.most_common(1)[0][0] + _FIRST_YEAR
    anywhere = Counter(int(y) for t in flat for y in _YEAR.findall(t))
    return anywhere.most_common(1)[0][0] if anywhere else 0


def kind_of(paper: Paper) -> str:
    """Return whether a paper is a ``budget`` or ``final_accounts``: by its titles, else its cover."""
    for texts in (title_lines(paper), cover_lines(paper)):
        said = Counter(word for t in texts for word in ("预算", "决算") if word in _FUND.sub("", t))
        if said:
            return "final_accounts" if said["决算"] > said["预算"] else "budget"
    return "budget"


def _texts(paper: Paper) -> Iterator[str]:
    for page in paper.pages:
        for block in page.blocks:
            if isinstance(block, Line):
                yield block.text
            else:
                yield from (c.text for c in block.cells if c.row < 3)
