"""Performance tables: indicators with levels, target, basis, last year's value, weight, and the money they are for.

The tables (部门整体绩效目标表, 项目支出绩效目标表) run over pages and break anywhere, so they are read as one stream of
rows: a row that names a project or department opens one, a row of heads says which column is what, rows after
it are indicators. People and telephone numbers stand there too and are never read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any, Final

from budgetkit.forms.columns import is_numbering, is_total, unit_of_head
from budgetkit.forms.data import reference
from budgetkit.forms.form import Form
from budgetkit.model.amount import parse_amount
from budgetkit.model.disclosure import Claim, Indicator, Place, Unplaced
from budgetkit.readers.formats.page import GridCell
from budgetkit.readers.performance.funding import (
    Funding,
    funding,
    funding_claims,
    label_of,
    words_above,
)
from budgetkit.readers.tables.find import UnclaimedGrid
from budgetkit.readers.tables.matrix import Matrix, amount_of, head_key, is_number, label_key, unwrap

_FEWEST: Final = 3


@cache
def _words() -> Mapping[str, Any]:
    """Return the words of ruled performance tables (reference/performance.toml)."""
    words: Mapping[str, Any] = reference("performance")["ruled"]
    return words


@cache
def _patterns(part: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(words)) for name, words in _words()[part].items())


@dataclass
class _Open:
    """The performance table being read: whose it is, where its columns stand, the levels of the last row."""

    table: str = ""
    owner: str = ""
    unit: str = ""
    columns: dict[str, tuple[int, tuple[float, float] | None]] = field(default_factory=dict)
    level1: str = ""
    level2: str = ""
    money_unit: str = ""


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
        if opened.table != "overall" and re.search(reference("performance")["overall"], grid_left.above):
            opened = _Open("overall", department, opened.unit)
        _carry(opened, matrix)
        used: set[GridCell] = set()
        for row in range(matrix.rows):
            if _heads(opened, matrix, row):
                continue
            if begun := _begun(opened, matrix, row, department):
                opened = begun
                continue
            found = list(_indicator(opened, matrix, row)) if opened.columns else []
            indicators += found
            if found:
                used |= {c for _, (at, _) in opened.columns.items() if (c := matrix.places[row][at])}
                paid = list(_money(opened, matrix, row))
            else:
                paid = funding(matrix, row, opened.table, opened.owner, opened.unit)
                points = list(_execution(opened, matrix, row, paid))
                indicators += [indicator for indicator, _ in points]
                used |= {c for _, cells in points for c in cells}
                paid = paid or list(_points(opened, matrix, row))
                used |= {m.cell for m in paid}
                # What follows is in the unit that is printed once.
                opened.unit = next((m.amount.unit for m in paid if m.amount.unit.endswith("元")), opened.unit)
            money += paid
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
    if any(keys.issuperset(together) for together in _words()["heads"]):
        return True
    names_project = any(_patterns("owner")[0][1].fullmatch(k) for k in keys)
    titled = re.search(_words()["title"], above) is not None
    if names_project and (_words()["carrier"] in keys or titled):
        return True
    if titled and any(
        len({"level", "target"} & _roles(matrix, row).keys()) == 2 for row in range(matrix.rows)
    ):
        return True
    return bool(opened.owner or opened.columns) and not above


def _begun(opened: _Open, matrix: Matrix, row: int, department: str) -> _Open | None:
    """Return the table of the project or department that a row names, ``None`` for any other row."""
    cells = list(matrix.cells(row))[:3]
    for label, name in pairwise(cells):
        for table, pattern in _patterns("owner"):
            if pattern.fullmatch(head_key(label.text)) and not (
                table == "overall" and opened.table == "project"
            ):
                return _Open(table, unwrap(name.text) or department, opened.unit)
    return None


def _heads(opened: _Open, matrix: Matrix, row: int) -> bool:
    """Learn from a row of heads which column is what; tell whether the row is one."""
    found = _roles(matrix, row)
    if level := found.pop("level", None):
        # 绩效指标 is the name of an indicator, or, beside 指标名称, its levels.
        found.setdefault("level1" if "level3" in found else "level3", level)
    if "level3" not in found or len(found) < (2 if level and "target" in found else _FEWEST):
        return False
    opened.columns, opened.level1, opened.level2 = found, "", ""
    over = matrix.places[row][found["money"][0]] if "money" in found else None
    opened.money_unit = unit_of_head(over.text) or "" if over else ""
    return True


def _roles(matrix: Matrix, row: int) -> dict[str, tuple[int, tuple[float, float] | None]]:
    """Return the columns that the heads of a row tell, by what they hold, each with its edges."""
    found: dict[str, tuple[int, tuple[float, float] | None]] = {}
    for column in range(matrix.columns):
        cell = matrix.places[row][column]
        if cell is None or cell.column != column:
            continue
        key = head_key(cell.text)
        role = next((r for r, p in _patterns("column") if r not in found and p.fullmatch(key)), "")
        if role:
            found[role] = (column, (cell.box[0], cell.box[2]) if cell.box else None)
    return found


def _money(opened: _Open, matrix: Matrix, row: int) -> Iterator[Funding]:
    """Yield the money of a project that is named in a column beside its indicators."""
    if "project" in opened.columns and "money" in opened.columns:
        text, cell = _said(matrix, row, opened.columns["money"][0])
        amount = amount_of(text, opened.money_unit or opened.unit)
        if cell and cell.row == row and amount is not None:
            key, name = label_of("amount")
            yield Funding("project", opened.owner, key, name, amount, cell)


def _execution(
    opened: _Open, matrix: Matrix, row: int, paid: Sequence[Funding]
) -> Iterator[tuple[Indicator, tuple[GridCell, ...]]]:
    """Yield the execution of the budget as an indicator, with its points beside the money of all, and their cells."""
    patterns = dict(_patterns("column"))
    done = [m for m in paid if m.key == "executed"]
    beside: dict[str, GridCell] = {}
    for cell in matrix.cells(row):
        head = head_key(words_above(matrix, row, cell.column))
        role = next((r for r in ("weight", "score") if head and patterns[r].fullmatch(head)), "")
        if role and cell.row == row and is_number(cell.text):
            beside.setdefault(role, cell)
    if len(done) == 1 and "weight" in beside:
        texts = {role: unwrap(cell.text) for role, cell in beside.items()}
        indicator = Indicator(
            table=opened.table or "project",
            owner=opened.owner,
            levels=("", "", _words()["execution"]),
            target="",
            weight=parse_amount(texts["weight"], ""),
            actual=str(done[0].rate or ""),
            score=parse_amount(texts.get("score", ""), ""),
            place=Place(beside["weight"].page, beside["weight"].box),
        )
        yield indicator, tuple(beside.values())


def _points(opened: _Open, matrix: Matrix, row: int) -> Iterator[Funding]:
    """Yield all points that can be had and those that were reached, as a row below the indicators adds them up."""
    first = next(iter(matrix.cells(row)), None)
    if first is None or not re.fullmatch(_words()["total"], label_key(unwrap(first.text))):
        return
    for role, name in (("weight", "weights"), ("score", "scores")):
        text, cell = _said(matrix, row, opened.columns[role][0]) if role in opened.columns else ("", None)
        amount = parse_amount(text, _words()["points"]) if cell is not None and is_number(text) else None
        if cell is not None and cell.row == row and amount is not None:
            yield Funding(opened.table or "project", opened.owner, name, _words()[name], amount, cell)


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
    over = "target" in said and said["target"][1] is cell
    if cell is None or not name or over or is_total(label_key(name)):
        return
    if len(list(matrix.cells(row))) < min(_FEWEST, len(said)):
        return
    if "project" in said and said["project"][0]:
        opened.table, opened.owner = "project", said["project"][0]
    level1 = said.get("level1", ("", None))[0] or opened.level1
    level2 = said.get("level2", ("", None))[0] or (opened.level2 if level1 == opened.level1 else "")
    opened.level1, opened.level2 = level1, level2
    if "level2" not in said and len(parts := re.split(_words()["between"], level1, maxsplit=1)) == 2:
        level1, level2 = parts
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
        "" if (said := texts.get(role, "")) in _words()["unsigned"] else said for role in ("sign", "measure")
    )
    return with_signs(sign + texts.get("target", "") + measure)


def with_signs(target: str) -> str:
    """Return a target with one sign for each relation, however it is printed.

    >>> with_signs("＞=70个"), with_signs("≦3次")
    ('≥70个', '≤3次')
    """
    for printed, sign in _words()["signs"].items():
        target = target.replace(printed, sign)
    return target
