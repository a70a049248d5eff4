"""The money that performance tables are for, as statements beside those of the narrative."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from budgetkit.forms.data import reference
from budgetkit.forms.form import Form
from budgetkit.forms.units import unit_of
from budgetkit.model.amount import Amount, parse_amount, share_range
from budgetkit.model.disclosure import Claim, Place
from budgetkit.model.notes import fold
from budgetkit.readers.formats.page import GridCell
from budgetkit.readers.tables.matrix import Matrix, amount_of, head_key, is_number, unwrap

_REQUESTED = "requested"
_LONGEST_NAME = 30
_OF_THE_WHOLE = ("basic", "project")
"""Kinds of expenditure, which are sources of nothing: only the whole of a department has them as money."""
_Kind = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Funding:
    """One amount a performance table is for: of which table and owner, its key and name, where it stands.

    The key is empty where the number is known only by what its row is called. ``rate`` is how much was executed of the
    budget beside it, as printed, and ``base`` what that is called and how much it is.
    """

    table: str
    owner: str
    key: str
    name: str
    amount: Amount
    cell: GridCell
    rate: Amount | None = None
    base: tuple[str, Amount] | None = None

    @property
    def place(self) -> Place:
        """Where it is printed."""
        return Place(self.cell.page, self.cell.box)


def funding(matrix: Matrix, row: int, table: str, owner: str, unit: str) -> list[Funding]:
    """Return the money that a row of a performance table names, what was executed with its rate.

    The rate is of the budget of the year; where the one of the opening budget is what it fits, it may be of that.
    """
    found = list(_amounts(matrix, row, table, owner, unit))
    rate = _rate(matrix, row)
    done = [m for m in found if m.key == "executed" or m.key.endswith("_executed")]
    if rate is None or len(done) != 1:
        return found
    source = done[0].key.removesuffix("_executed").replace("executed", "amount")
    budgets = [(m.name, m.amount) for key in (source, f"{source}_initial") for m in found if m.key == key]
    reaches = ((b, share_range(done[0].amount.interval, b[1].interval)) for b in budgets)
    base = next(
        (b for b, reach in reaches if reach and reach.meets(rate.interval)), next(iter(budgets), None)
    )
    return [replace(m, rate=rate, base=base) if m is done[0] and base else m for m in found]


def _rate(matrix: Matrix, row: int) -> Amount | None:
    """Return the percentage of a row under the head of a rate; a number whose sign stands nowhere may be a ratio."""
    rates = []
    for cell in matrix.cells(row):
        head, text = words_above(matrix, row, cell.column), fold(unwrap(cell.text))
        column = _said(head_key(head), "funding_column", "head") if head and cell.row == row else None
        if column and column[0] == "rate" and ("%" in text or "%" in head):
            rates.append(parse_amount(text.removesuffix("%"), "%"))
    return rates[0] if len(rates) == 1 else None


def _amounts(matrix: Matrix, row: int, table: str, owner: str, unit: str) -> Iterator[Funding]:
    """Yield the money that a row names: every number with the label left of it.

    A head above it tells the budget of the year from what was executed, and scores from money; what stands behind
    the money that was requested for the year is of that, and not of the whole project.
    """
    label, named = "", ""
    requested = _requested(matrix)
    for cell in matrix.cells(row):
        text = fold(unwrap(cell.text))
        unit = unit_of(text) or unit
        if not is_number(text):
            label = head_key(text) or label
            # What a row is called comes first, in a few words, before what is said of it.
            if not named and cell.row == row and len(label) <= _LONGEST_NAME:
                named = label
            continue
        # A cell over several rows says its amount once.
        if cell.row != row:
            continue
        above = fold(matrix.text(row - 1, cell.column)) if row else ""
        if count := _said(label, "counted", "label"):
            if (amount := amount_of(text, count[0])) is not None:
                yield Funding(table, owner, "", label, amount, cell)
            continue
        head = words_above(matrix, row, cell.column)
        own, called, named = unit_of(head), named, ""
        amount = amount_of(text, own or unit)
        part = requested is not None and cell.column > requested[1] and row >= requested[0]
        known = _said(label, "funding", "label")
        if known and known[0] in _OF_THE_WHOLE and table != "overall":
            known = None
        column = _said(head_key(head), "funding_column", "head") if head else None
        # 全年预算数, 全年执行数 over a row whose words name no source.
        found = (
            _kind(known, column, part=part) if known else _said(head_key(above), "funding", "label")
        ) or _by_row(called, column, own != "" and known is None)
        if amount is not None and found:
            yield Funding(table, owner, *found, amount, cell)


def _by_row(name: str, column: _Kind | None, has_unit: bool) -> _Kind | None:
    """Return a number as what its row is called, where the head above says that it is money, and in which unit."""
    return ("", name) if name and has_unit and column is not None and column[0] == "budget" else None


def _requested(matrix: Matrix) -> tuple[int, int] | None:
    """Return where the money that is requested for the year is named: its row and column."""
    named = ((c, _said(head_key(fold(unwrap(c.text))), "funding", "label")) for c in matrix.grid.cells)
    return next(((c.row, c.column) for c, kind in named if kind and kind[0] == _REQUESTED), None)


def words_above(matrix: Matrix, row: int, column: int) -> str:
    """Return the nearest words above a number, empty where none stand there; numbers, rates and strokes are none."""
    texts = (fold(unwrap(matrix.text(above, column))) for above in range(row - 1, -1, -1))
    return next((text for text in texts if any(c.isalpha() for c in text) and not is_number(text)), "")


def _kind(label: _Kind, column: _Kind | None, *, part: bool) -> _Kind | None:
    """Return the key and name of a number by its label and the head above it, ``None`` where it is no money."""
    if column is not None and column[0] in ("", "rate"):
        return None
    key, name = label
    if part and key != _REQUESTED:
        return f"{_REQUESTED}_{key}", f"年度{name}"
    if column is None or column[0] == "budget" or key == "executed":
        return label
    if (key, column[0]) == ("amount", "executed"):
        return label_of("executed")
    return f"{key}_{column[0]}", f"{name}·{column[1]}"


def label_of(key: str) -> tuple[str, str]:
    """Return a kind of money by its key, with its name.

    >>> label_of("fiscal")
    ('fiscal', '财政拨款')
    """
    return key, next(str(entry["zh"]) for entry in _words()["funding"] if entry["key"] == key)


@lru_cache(maxsize=4096)
def _said(words: str, table: str, field: str) -> _Kind | None:
    """Return the key and name of the first entry whose pattern is the words."""
    found = (e for e in _words()[table] if re.fullmatch(e[field], words))
    return next(((e["key"], e["zh"]) for e in found), None)


@cache
def _words() -> Mapping[str, Any]:
    """Return the words for the money of performance tables (reference/performance.toml)."""
    return reference("performance")


def funding_claims(money: Sequence[Funding], form: Form) -> Iterator[Claim]:
    """Give the money of every table its place in the narrative: numbered where there are several projects."""
    projects = list(dict.fromkeys(m.owner for m in money if m.table == "project"))
    section = next((s.id for s in form.sections if any("绩效" in h for h in s.headings)), "performance")
    for m in money:
        several = m.table == "project" and len(projects) > 1
        number = f".{projects.index(m.owner) + 1}" if several else ""
        whose = "项目" if m.table == "project" else ""
        yield Claim(
            section=section,
            subject=f"{m.owner}·{m.name}" if several else f"{whose}{m.name}",
            amount=m.amount,
            share=m.rate,
            about=f"narrative/performance/{m.table or 'project'}{number}.{m.key}" if m.key else "",
            base=m.base[0] if m.base else "",
            base_amount=m.base[1] if m.base else None,
            place=m.place,
        )
