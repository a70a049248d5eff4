"""A printed figure by the name a reader finds it under: table, line and column, or section and subject."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from budgetkit.codes import official_name
from budgetkit.forms import Form, Label, TableForm, form, form_ids
from budgetkit.model import Claim, Disclosure, Row, Table
from budgetkit.printed import Printed

FIELDS: Final = {
    "amount": Label("金额", "amount"),
    "share": Label("占比", "share"),
    "change": Label("增减额", "change"),
    "growth": Label("增减率", "growth"),
    "base_amount": Label("基数", "base"),
    "prior": Label("上年数（推算）", "prior year (implied)"),
}


def names(disclosure: Disclosure) -> Mapping[str, Label]:
    """Return the name of every printed figure of a disclosure under its id, in the order in which they are printed."""
    layout = form(disclosure.form) if disclosure.form in form_ids() else None
    printed = Printed(disclosure)
    found: dict[str, Label] = {}
    for table in disclosure.tables.values():
        shape = _shape(layout, table)
        for line in printed.lines(table.id):
            for column in table.columns:
                if line.row.amount(column) is not None:
                    found[f"{table.id}/{line.id}/{column}"] = _cell_name(table, shape, line.row, column)
    for number, claim in enumerate(disclosure.claims, 1):
        for field in ("amount", "share", "change", "growth", "base_amount"):
            if getattr(claim, field) is not None:
                found[f"claims/{number}/{field}"] = claim_name(claim, field)
    return found


def claim_name(claim: Claim, field: str) -> Label:
    """Return the name of one figure of the narrative: section, subject, what it is."""
    where = f"{claim.section} {claim.subject}".strip()
    word = FIELDS[field]
    return Label(f"正文 {where} {word.zh}", f"narrative {where}, {word.en}")


def _shape(layout: Form | None, table: Table) -> TableForm | None:
    if layout is None:
        return None
    return next((t for t in layout.tables if t.id == table.id), None)


def _cell_name(table: Table, shape: TableForm | None, row: Row, column: str) -> Label:
    number = table.number or (shape.number if shape else "")
    label = next((c.label for c in shape.columns if c.id == column), None) if shape else None
    head = Label(f"表{number}" if number else table.title, f"table {number}" if number else table.id)
    line = _row_name(row, shape)
    last = label or Label(column, column)
    several = len(table.columns) > 1
    zh = " ".join(x for x in (head.zh, line.zh, last.zh if several else "") if x)
    return Label(zh, ", ".join(x for x in (head.en, line.en, last.en if several else "") if x))


def _row_name(row: Row, shape: TableForm | None) -> Label:
    key = row.item or row.code
    label = shape.row_label(key, row.half) if shape and key else None
    english = label.en if label else (official_name(row.code, "en") or "" if row.code else "")
    zh = " ".join(dict.fromkeys(x for x in (row.code, row.name.strip(), row.project) if x))
    return Label(zh, " ".join(x for x in (row.code, english or row.name.strip()) if x))
