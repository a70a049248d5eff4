"""Frames: a table as published, facts, claims, findings, the implied prior year, indicators. They never compute.

Amounts are ``decimal.Decimal`` exactly as printed (``None`` for a blank), so that nothing is lost to floating
point; a picture converts them where it draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

import pandas as pd

from budgetkit import records
from budgetkit.changes import Prior
from budgetkit.changes import prior_year as implied
from budgetkit.codes import official_name
from budgetkit.comparison import Change
from budgetkit.forms import TableForm, form
from budgetkit.judge import Finding
from budgetkit.model import Disclosure, Row, Table
from budgetkit.verdicts import Findings
from budgetkit.verdicts import check as judge_all

_NUMBERS: Final = frozenset(
    {
        "value",
        "amount",
        "share",
        "change",
        "growth",
        "prior",
        "low",
        "high",
        "left",
        "right",
        "gap",
        "allowance",
    }
    | {"weight", "later", "earlier", "stated", "stated_growth"}
)
_ROW: Final = {"half": "half", "code": "code", "item": "item", "name": "name", "project": "project_name"}


def frame(table: Table) -> pd.DataFrame:
    """Return a table in published order: half, code, item, name, project_name, then the value columns.

    Of the first five only name is always there. Amounts are Decimal in the table's unit, ``None`` for a blank.
    """
    heads = [h for h in _ROW if h == "name" or any(getattr(r, h) for r in table.rows)]
    rows = [[*(getattr(r, h) for h in heads), *(_value(r, c) for c in table.columns)] for r in table.rows]
    return pd.DataFrame(rows, columns=[*(_ROW[h] for h in heads), *table.columns], dtype=object)


def _value(row: Row, column: str) -> Decimal | None:
    amount = row.amount(column)
    return None if amount is None else amount.value


def published(disclosure: Disclosure, table: str, language: str = "both", half: str = "") -> pd.DataFrame:
    """Return a table in its published layout for reading: heads and row names in ``zh``, ``en`` or ``both``.

    Blanks are empty, figures keep every printed place. ``half`` picks one side of a two-sided table.

    Raises:
        KeyError: the disclosure has no such table.
    """
    source = disclosure[table]
    layout = form(disclosure.form).table(table)
    columns = [
        c for c in layout.columns if c.id in source.columns and (not half or c.id in layout.halves[half])
    ]
    rows = [r for r in source.rows if not half or r.half == half]
    heads = _row_heads(rows, layout, language)
    names = [*heads, *(_in(c.label.zh, c.label.en, language) for c in columns)]
    body = [
        [*values, *(_shown(r, c.id) for c in columns)]
        for r, values in zip(rows, zip(*heads.values(), strict=True), strict=True)
    ]
    return pd.DataFrame(body, columns=names, dtype=object)


def _shown(row: Row, column: str) -> str:
    cell = row.cells.get(column)
    return "" if cell is None else records.printed(cell.amount) or cell.text


def _row_heads(rows: Sequence[Row], layout: TableForm, language: str) -> dict[str, list[str]]:
    heads: dict[str, list[str]] = {}
    if any(r.code for r in rows):
        heads[_in("科目编码", "Code", language)] = [r.code for r in rows]
    heads[_in("项目", "Item", language)] = [row_name(r, layout, language) for r in rows]
    if any(r.project for r in rows):
        heads[_in("项目名称", "Project", language)] = [r.project for r in rows]
    return heads


def row_name(row: Row, layout: TableForm, language: str) -> str:
    """Return a row's name as printed, with the English of the form or of the official code list beside it."""
    label = layout.row_label(row.item or row.code, row.half) if row.item or row.code else None
    english = label.en if label else official_name(row.code, "en") or ""
    return _in(row.name, english, language)


def _in(zh: str, en: str, language: str) -> str:
    if language == "zh" or not en:
        return zh
    return en if language == "en" else f"{zh} {en}"


def _tidy(rows: Iterable[records.Record], columns: Sequence[str]) -> pd.DataFrame:
    data = [[_decimal(c, r[c]) for c in columns] for r in rows]
    return pd.DataFrame(data, columns=list(columns), dtype=object)


def _decimal(column: str, value: object) -> object:
    if column not in _NUMBERS or not isinstance(value, str):
        return value
    try:
        return Decimal(value) if value else None
    except ArithmeticError:
        return value


def facts(disclosure: Disclosure) -> pd.DataFrame:
    """Return one row a printed amount: table, half, code, name, column, value, unit, places, page, inferred."""
    return _tidy(records.facts(disclosure), records.FACTS)


def claims(disclosure: Disclosure, everything: bool = False) -> pd.DataFrame:
    """Return one row a statement with a share, change or growth (``everything``: plain amounts too), with verdict."""
    return _tidy(records.claims(disclosure, everything), records.CLAIMS)


def findings(found: Findings | Iterable[Finding] | Disclosure) -> pd.DataFrame:
    """Return one row a finding: identity, place, left, right, gap, allowance, verdict, message."""
    source = judge_all(found) if isinstance(found, Disclosure) else found
    return _tidy(records.findings(source), records.FINDINGS)


def prior_year(source: Disclosure | Iterable[Prior]) -> pd.DataFrame:
    """Return one row a statement with a change: the prior figure it implies, its range, whether it is consistent."""
    priors = implied(source) if isinstance(source, Disclosure) else source
    return _tidy(records.prior_year(priors), records.PRIOR)


def indicators(disclosure: Disclosure) -> pd.DataFrame:
    """Return one row a performance indicator: table, owner, three levels, target, basis, prior, weight, scoring."""
    return _tidy(records.indicators(disclosure), records.INDICATORS)


def changes(found: Iterable[Change]) -> pd.DataFrame:
    """Return one row a cell of two disclosures: both amounts, actual and stated change, status."""
    return _tidy(records.changes(found), records.CHANGES)


def unplaced(disclosure: Disclosure) -> pd.DataFrame:
    """Return one row a text or number that could not be placed, with the reason."""
    return _tidy(records.unplaced(disclosure), records.UNPLACED)
