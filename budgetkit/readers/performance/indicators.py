"""Performance tables: indicators with levels, target, basis, last year's value, weight, and the money they are for.

The tables (部门整体绩效目标表, 项目支出绩效目标表) run over pages and break anywhere, so they are read as one stream of
rows: a row that names a project or department opens one, a row of heads says which column is what, rows after
it are indicators. People and telephone numbers stand there too and are never read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from budgetkit.forms.columns import is_numbering, is_total
from budgetkit.forms.form import Form
from budgetkit.model.amount import parse_amount
from budgetkit.model.disclosure import Claim, Indicator, Place, Unplaced
from budgetkit.readers.formats.page import GridCell
from budgetkit.readers.performance.funding import Funding, funding, funding_claims
from budgetkit.readers.tables.find import UnclaimedGrid
from budgetkit.readers.tables.matrix import Matrix, head_key, is_number, label_key, unwrap

_ROLES: Final = (
    ("level1", re.compile(r"一级指标|指标类型|指标类别")),
    ("level2", re.compile(r"二级指标")),
    ("level3", re.compile(r"三级指标|指标名称|绩效指标名称")),
    ("sign", re.compile(r"指标性质|计算符号|指标方向性?")),
    ("measure", re.compile(r"(?:指标)?(?:度量|计量|计算)单位")),
    ("basis", re.compile(r".*依据.*")),
    ("prior", re.compile(r"上年.*|去年.*")),
    ("score", re.compile(r"(?:自评|评价|实际)?得分.*|自评分")),
    ("weight", re.compile(r"(?:分值|权重|指标权重|指标分值).*")),
    ("scoring", re.compile(r".*(?:赋分|评分|计分|评价标准).*")),
    ("actual", re.compile(r"(?:全年|年度|本年|实际|指标)*(?:完成|实现|实际)(?:指标)?(?:值|情况)?.*")),
    (
        "target",
        re.compile(
            r"(?:年度|绩效|三级|预期|本年|全年|年初|计划|项目|/)*(?:指标|目标)值.*|目标|年度目标|全年目标"
        ),
    ),
)
_OWNERS: Final = (
    ("project", re.compile(r"项目(?:支出)?名称")),
    ("overall", re.compile(r"(?:部门|单位|预算单位|预算部门|部门单位)名称.*")),
)
_SIGNS: Final = (("＞=", "≥"), (">=", "≥"), ("≧", "≥"), ("＜=", "≤"), ("<=", "≤"), ("≦", "≤"), ("＝", "="))
_NO_SIGN: Final = frozenset({"无", "/", "／", "—", "-", "定性", "定性指标"})
"""What stands in the column of relations, or of units, where a target is words and has none."""
_FEWEST: Final = 3
_TITLE = re.compile(r"绩效目标|绩效指标|绩效自评|自评表|绩效评价")


@dataclass
class _Open:
    """The performance table being read: whose it is, where its columns stand, the levels of the last row."""

    table: str = ""
    owner: str = ""
    unit: str = ""
    columns: dict[str, tuple[int, tuple[float, float] | None]] = field(default_factory=dict)
    level1: str = ""
    level2: str = ""


@dataclass(frozen=True)
class Performance:
    """What the performance tables say: indicators, the money they are for, the numbers of the grids they were in."""

    indicators: tuple[Indicator, ...]
    claims: tuple[Claim, ...]
    numbers: frozenset[int]
    unplaced: tuple[Unplaced, ...] = ()


def read_indicators(unclaimed: Sequence[UnclaimedGrid], form: Form, department: str = "") -> Performance:
    """Return the indicators of every performance table among the grids that are no money table."""
    opened = _Open(unit=form.prose_unit)
    indicators: list[Indicator] = []
    money: list[Funding] = []
    grids: list[int] = []
    lost: list[Unplaced] = []
    for number, grid_left in enumerate(unclaimed):
        matrix = Matrix.of(grid_left.grid)
        if not _is_performance(matrix, grid_left.above, opened):
            opened = _Open(unit=form.prose_unit)
            continue
        grids.append(number)
        _carry(opened, matrix)
        used: set[GridCell] = set()
        for row in range(matrix.rows):
            if begun := _begun(opened, matrix, row, department):
                opened = begun
            elif not _heads(opened, matrix, row):
                found = list(_indicator(opened, matrix, row)) if opened.columns else []
                indicators += found
                if found:
                    used |= {c for _, (at, _) in opened.columns.items() if (c := matrix.places[row][at])}
                else:
                    paid = list(funding(matrix, row, opened.table, opened.owner, opened.unit))
                    money += paid
                    used |= {m.cell for m in paid}
        lost += _lost(matrix, used)
    claims = tuple(funding_claims(money, form))
    return Performance(tuple(indicators), claims, frozenset(grids), tuple(lost))


def _lost(matrix: Matrix, used: set[GridCell]) -> Iterator[Unplaced]:
    """Yield the numbers of a performance table that are neither money of a known kind nor part of an indicator."""
    numbered = {c.column for c in matrix.grid.cells if is_numbering(unwrap(c.text))}
    for cell in matrix.grid.cells:
        if cell not in used and cell.column not in numbered and is_number(cell.text):
            yield Unplaced(
                unwrap(cell.text),
                "a number of a performance table without a known label",
                Place(cell.page, cell.box),
            )


def _is_performance(matrix: Matrix, above: str, opened: _Open) -> bool:
    """Tell whether a grid is a performance table, or goes on with one that is open."""
    keys = {head_key(t) for r in range(matrix.rows) for t in matrix.texts(r)}
    if {"三级指标", "二级指标"} & keys or {"指标名称", "指标值"} <= keys:
        return True
    names_project = any(_OWNERS[0][1].fullmatch(k) for k in keys)
    if names_project and ("实施单位" in keys or _TITLE.search(above)):
        return True
    return bool(opened.owner or opened.columns) and not above


def _begun(opened: _Open, matrix: Matrix, row: int, department: str) -> _Open | None:
    """Return the table of the project or department that a row names, ``None`` for any other row."""
    cells = list(matrix.cells(row))[:3]
    for label, name in pairwise(cells):
        for table, pattern in _OWNERS:
            if pattern.fullmatch(head_key(label.text)) and not (
                table == "overall" and opened.table == "project"
            ):
                return _Open(table, unwrap(name.text) or department, opened.unit)
    return None


def _heads(opened: _Open, matrix: Matrix, row: int) -> bool:
    """Learn from a row of heads which column is what; tell whether the row is one."""
    found: dict[str, tuple[int, tuple[float, float] | None]] = {}
    for column in range(matrix.columns):
        cell = matrix.places[row][column]
        if cell is None or cell.column != column:
            continue
        key = head_key(cell.text)
        for role, pattern in _ROLES:
            if role not in found and pattern.fullmatch(key):
                box = (cell.box[0], cell.box[2]) if cell.box else None
                found[role] = (column, box)
                break
    if "level3" not in found or len(found) < 3:
        return False
    opened.columns, opened.level1, opened.level2 = found, "", ""
    return True


def _carry(opened: _Open, matrix: Matrix) -> None:
    """Find the columns of an open table again on another page, by their edges."""
    if matrix.columns < _FEWEST:
        return
    edges = [matrix.edges(c) for c in range(matrix.columns)]
    for role, (column, box) in opened.columns.items():
        shared = [(min(e[1], box[1]) - max(e[0], box[0]), -c) for c, e in enumerate(edges) if e and box]
        width, place = max(shared, default=(0.0, 0))
        opened.columns[role] = (-place if width > 0 else min(column, matrix.columns - 1), box)


def _indicator(opened: _Open, matrix: Matrix, row: int) -> Iterator[Indicator]:
    if matrix.columns < _FEWEST:
        return
    said = {role: _said(matrix, row, column) for role, (column, _) in opened.columns.items()}
    name, cell = said["level3"]
    if cell is None or not name or is_total(label_key(name)) or len(list(matrix.cells(row))) < _FEWEST:
        return
    level1 = said.get("level1", ("", None))[0] or opened.level1
    level2 = said.get("level2", ("", None))[0] or (opened.level2 if level1 == opened.level1 else "")
    opened.level1, opened.level2 = level1, level2
    texts = {role: text for role, (text, _) in said.items()}
    yield Indicator(
        table=opened.table or "project",
        owner=opened.owner,
        levels=(level1, level2, name),
        target=target_of(texts),
        basis=texts.get("basis", ""),
        prior=texts.get("prior", ""),
        weight=parse_amount(texts.get("weight", ""), ""),
        scoring=texts.get("scoring", ""),
        actual=texts.get("actual", ""),
        score=parse_amount(texts.get("score", ""), ""),
        place=Place(cell.page, cell.box),
    )


def _said(matrix: Matrix, row: int, column: int) -> tuple[str, GridCell | None]:
    cell = matrix.places[row][column]
    return (unwrap(cell.text), cell) if cell else ("", None)


def target_of(texts: Mapping[str, str]) -> str:
    """Return the target with its relation and unit, printed relations written with one sign."""
    sign, measure = (
        "" if (said := texts.get(role, "")) in _NO_SIGN else said for role in ("sign", "measure")
    )
    return with_signs(sign + texts.get("target", "") + measure)


def with_signs(target: str) -> str:
    """Return a target with one sign for each relation, however it is printed.

    >>> with_signs("＞=70个"), with_signs("≦3次")
    ('≥70个', '≤3次')
    """
    for printed, sign in _SIGNS:
        target = target.replace(printed, sign)
    return target
