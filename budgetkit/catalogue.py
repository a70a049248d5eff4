"""The catalogue of identities (勾稽关系) as data: what applies to a form, and the cells it names.

Those who judge (identities) and those who place loose figures (readers of flattened text) take the same list.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from budgetkit.forms import Form

Spec = Mapping[str, Any]

_SELECTORS: Final = ("*", "classes", "items", "projects", "units")


@cache
def national_identities() -> tuple[Spec, ...]:
    """Return the identities that hold in every form that has their tables and columns."""
    text = (files("budgetkit") / "reference" / "identities.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["identity"])


def catalogue(of: Form) -> tuple[Spec, ...]:
    """Return the identities that apply to a form: the national ones it has the cells for, and its own.

    >>> from budgetkit.forms import form
    >>> "expenditure.row" in [s["id"] for s in catalogue(form("xinjiang-budget"))]
    True
    """
    own = {s["id"] for s in of.identities}
    specs = [s for s in national_identities() if s["id"] not in own and s["id"] not in of.without]
    return tuple(s for s in (*specs, *of.identities) if _known(s, of))


def _known(spec: Spec, of: Form) -> bool:
    """Tell whether the form has every table, column and labelled row that an identity names."""
    tables = {t.id: t for t in of.tables}
    for term in cells_of(spec):
        table = tables.get(term.get("table", spec.get("table", "")))
        if table is None or ("column" in term and term["column"] not in {c.id for c in table.columns}):
            return False
        items = {r.item for r in table.rows if r.item}
        row = term.get("row", "")
        if row and row not in _SELECTORS and not row.isdigit() and row not in items:
            return False
    return True


def cells_of(spec: Spec) -> list[Spec]:
    """Return every term of an identity that names a table's cells."""
    if spec["kind"] == "rollup":
        return [{"table": spec["table"]}]
    conditions = (*spec.get("zero", ()), *spec.get("printed", ()))
    terms = (*spec.get("cells", ()), *spec.get("whole", ()), *spec.get("parts", ()), *conditions)
    return [t for t in terms if "claim" not in t]
