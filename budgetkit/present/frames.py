"""Frames of what is printed: a table as published, facts, indicators, what could not be placed. No computing.

Amounts are ``decimal.Decimal`` exactly as printed (``None`` for a blank), so that nothing is lost to floating
point; a picture converts them where it draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

import pandas as pd

from budgetkit.model.disclosure import Disclosure, Row, Table, need_disclosure
from budgetkit.present import records
from budgetkit.present.layout import ROW_HEADS, Side, pick, sides

NUMBERS: Final = frozenset(
    {
        "value",
        "yuan",
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
_LANGUAGES: Final = ("zh", "en", "both")
_ROW: Final = {"half": "half", "code": "code", "item": "item", "name": "name", "project": "project_name"}


def frame(table: Table) -> pd.DataFrame:
    """Return a table in published order: half, code, item, name, project_name, then the value columns.

    Of the first five only name is always there. Amounts are Decimal in the table's unit, ``None`` for a blank.

    Raises:
        TypeError: it is no table.

    >>> from budgetkit import reference
    >>> frame(reference()["expenditure"]).columns.tolist()
    ['code', 'item', 'name', 'total', 'basic', 'project']
    """
    if not isinstance(table, Table):
        raise TypeError(
            f'frame needs a Table (a disclosure gives one, d["expenditure"]), got {type(table).__name__}'
        )
    heads = [h for h in _ROW if h == "name" or any(getattr(r, h) for r in table.rows)]
    rows = [[*(getattr(r, h) for h in heads), *(_value(r, c) for c in table.columns)] for r in table.rows]
    return pd.DataFrame(rows, columns=[*(_ROW[h] for h in heads), *table.columns], dtype=object)


def _value(row: Row, column: str) -> Decimal | None:
    amount = row.amount(column)
    return None if amount is None else amount.value


def published(disclosure: Disclosure, table: str, language: str = "both", half: str = "") -> pd.DataFrame:
    """Return a table in its published layout for reading: heads and row names in ``zh``, ``en`` or ``both``.

    Blanks are empty, figures keep every printed place. The halves of a two-sided table stand side by side, their
    totals on one line; ``half`` picks one of them.

    Raises:
        KeyError: the disclosure has no such table.
        ValueError: the language is none of the three.

    >>> from budgetkit import reference
    >>> published(reference(), "expenditure", "en").columns.tolist()
    ['Code', 'Item', 'Total', 'Basic', 'Project']
    """
    known_language(language)
    whole = [_one_side(side, language) for side in sides(disclosure, table, half)]
    return whole[0] if len(whole) == 1 else pd.concat(whole, axis=1)


def known_language(language: str) -> None:
    """Refuse a language there are no labels in.

    Raises:
        ValueError: it is none of ``zh``, ``en``, ``both``.
    """
    if language not in _LANGUAGES:
        raise ValueError(f"no labels in language {language!r}; there are {', '.join(_LANGUAGES)}")


def _one_side(side: Side, language: str) -> pd.DataFrame:
    labels = [*(ROW_HEADS[h] for h in side.row_heads), *(c.label for c in side.columns)]
    names = [pick(label.zh, label.en, language) for label in labels]
    return pd.DataFrame([side.line(r, language) for r in side.rows], columns=names, dtype=object)


def tidy(rows: Iterable[records.Record], columns: Sequence[str]) -> pd.DataFrame:
    """Return records as a frame: columns of figures as Decimal, ``None`` for an empty one."""
    data = [[_decimal(c, r[c]) for c in columns] for r in rows]
    return pd.DataFrame(data, columns=list(columns), dtype=object)


def _decimal(column: str, value: object) -> object:
    if column not in NUMBERS or not isinstance(value, str):
        return value
    try:
        return Decimal(value) if value else None
    except ArithmeticError:
        return value


def facts(disclosure: Disclosure, exact: bool = True) -> pd.DataFrame:
    """Return one row a printed amount: table, half, code, name, column, value, unit, places, page, inferred, then
    title, label and head as printed, the exact value in yuan, and what named it (form, vocabulary, structure, none).

    Figures are Decimal; with ``exact=False`` they are floats (NaN for none), for plots and statistics: no judgement
    is made on those.

    Raises:
        TypeError: it is no disclosure.

    >>> from budgetkit import reference
    >>> facts(reference()).loc[0, ["table", "name", "column", "value", "unit", "page"]].tolist()
    ['summary', '一、本年收入', 'budget', Decimal('233.82'), '万元', 2]
    """
    need_disclosure(disclosure, "facts")
    found = tidy(records.facts(disclosure), records.fact_columns(disclosure))
    return found if exact else floats(found)


def floats(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a tidy frame with its columns of figures as float, NaN for what is blank: for plots and statistics."""
    figures = {c: pd.to_numeric(frame[c], errors="coerce").astype(float) for c in frame if c in NUMBERS}
    return frame.assign(**figures)


def indicators(disclosure: Disclosure) -> pd.DataFrame:
    """Return one row a performance indicator: table, owner, three levels, target, basis, prior, weight, scoring.

    >>> from budgetkit import reference
    >>> indicators(reference()).loc[0, ["level1", "weight"]].tolist()
    ['履职效能', Decimal('10')]
    """
    return tidy(records.indicators(disclosure), records.INDICATORS)


def unplaced(disclosure: Disclosure) -> pd.DataFrame:
    """Return one row a text or number that could not be placed, with the reason.

    >>> from budgetkit import reference
    >>> unplaced(reference()).columns.tolist()
    ['text', 'reason', 'page']
    """
    return tidy(records.unplaced(disclosure), records.UNPLACED)


def contents(disclosure: Disclosure) -> pd.DataFrame:
    """Return one row a published table: id, number, title, unit, rows, amounts, inferred amounts, page, note.

    >>> from budgetkit import reference
    >>> contents(reference()).loc[0, ["id", "unit", "rows", "amounts"]].tolist()
    ['summary', '万元', 57, 12]
    """
    rows = []
    for t in disclosure.tables.values():
        cells = [cell for _, _, cell in t.cells()]
        numbers = (len(t.rows), len(cells), sum(c.inferred for c in cells))
        rows.append((t.id, t.number, t.title, t.unit, *numbers, t.place.page or "", t.note))
    heads = ["id", "number", "title", "unit", "rows", "amounts", "inferred", "page", "note"]
    return pd.DataFrame(rows, columns=heads, dtype=object)


def profile(disclosure: Disclosure) -> pd.DataFrame:
    """Return one row a figure of the narrative that stands in no table: about, subject, amount, unit, section.

    >>> from budgetkit import reference
    >>> profile(reference()).loc[0, ["about", "amount", "unit"]].tolist()
    ['headcount/established', Decimal('8'), '人']
    """
    kept = [c for c in disclosure.claims if c.about.startswith("narrative/") and c.amount is not None]
    rows = [
        (
            c.about.removeprefix("narrative/"),
            c.subject,
            c.amount.value if c.amount else None,
            c.unit,
            c.section,
        )
        for c in kept
    ]
    return pd.DataFrame(rows, columns=["about", "subject", "amount", "unit", "section"], dtype=object)
