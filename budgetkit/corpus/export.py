"""A corpus as a data package of CSV that budget platforms understand: the Fiscal Data Package's types.

Each phase is a resource of its own, since a measure has one: ``approved`` for budgets, ``executed`` for accounts.
Amounts are in yuan (factor 1, currency CNY), the printed figure and its unit beside them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from budgetkit.corpus.query import connect

_PHASES: Final = {"budget": "approved", "final_accounts": "executed"}
_FACTS: Final = """
SELECT d.year, d.department, d.form, f."table", f.half, f."column" AS source_or_kind,
  CASE WHEN f.code LIKE '2%' THEN f.code END AS functional_code,
  CASE WHEN f.code LIKE '2%' THEN f.name END AS functional_name,
  CASE WHEN f.code LIKE '3%' OR f.code LIKE '5%' THEN f.code END AS economic_code,
  CASE WHEN f.code LIKE '3%' OR f.code LIKE '5%' THEN f.name END AS economic_name,
  f.item, f.name, f.project_name,
  f.value * CASE f.unit WHEN '元' THEN 1 WHEN '千元' THEN 1000 WHEN '万元' THEN 10000
    WHEN '亿元' THEN 100000000 END AS amount,
  left(CAST(f.value AS VARCHAR), length(CAST(f.value AS VARCHAR)) - 6 + f.places
    - CAST(f.places = 0 AS INTEGER)) AS printed, f.unit, f.places, f.page, f.inferred, d.document
FROM facts f JOIN documents d USING (document)
WHERE d.kind = '{kind}' ORDER BY d.department, d.year, d.document, f.page, f."table", f.half, f.code, f.name, f."column"
"""
_FIELDS: Final = {
    "year": ("integer", "date:fiscal-year"),
    "department": ("string", "administrative-classification:generic:level1:label"),
    "functional_code": ("string", "functional-classification:generic:code"),
    "functional_name": ("string", "functional-classification:generic:label"),
    "economic_code": ("string", "economic-classification:generic:code"),
    "economic_name": ("string", "economic-classification:generic:label"),
    "amount": ("number", "value"),
    "half": ("string", "direction"),
    "places": ("integer", None),
    "page": ("integer", None),
    "printed": ("number", None),
    "inferred": ("boolean", None),
}


def export(corpus: Path, folder: Path) -> Path:
    """Write a corpus as CSV files with datapackage.json; returns the folder.

    Raises:
        CorpusError: it is no corpus.
        FileExistsError: the folder exists and is not empty.

    Source: Fiscal Data Package (specs.frictionlessdata.io): measures with currency, factor and phase, dimensions.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} exists and is not empty; name another folder")
    folder.mkdir(parents=True, exist_ok=True)
    connection = connect(corpus)
    resources = []
    for kind, phase in _PHASES.items():
        path = folder / f"facts-{phase}.csv"
        sql = _FACTS.format(kind=kind)
        connection.execute(f"COPY ({sql}) TO '{_quoted(path)}' (FORMAT csv, HEADER)")
        resources.append(_resource(path.name, connection.execute(f"DESCRIBE {sql}").fetchall()))
    for table in ("documents", "claims", "findings", "indicators"):
        path = folder / f"{table}.csv"
        connection.execute(
            f"COPY (SELECT * FROM {table} ORDER BY ALL) TO '{_quoted(path)}' (FORMAT csv, HEADER)"
        )
        resources.append(_resource(path.name, connection.execute(f"DESCRIBE {table}").fetchall()))
    text = json.dumps(_descriptor(resources), ensure_ascii=False, indent=2)
    (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    return folder


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _resource(name: str, columns: list[tuple[Any, ...]]) -> dict[str, Any]:
    fields = [_field(column[0], column[1]) for column in columns]
    return {
        "name": name.removesuffix(".csv"),
        "path": name,
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _field(name: str, sql: str) -> dict[str, Any]:
    plain = "number" if sql.startswith(("DECIMAL", "DOUBLE")) else "integer" if "INT" in sql else "string"
    kind, column_type = _FIELDS.get(name, ("boolean" if sql == "BOOLEAN" else plain, None))
    if sql == "VARCHAR" and kind == "number":
        kind = "string"
    field: dict[str, Any] = {"name": name, "type": kind}
    if column_type:
        field["columnType"] = column_type
    return field


def _descriptor(resources: list[dict[str, Any]]) -> dict[str, Any]:
    measures = {
        phase: {
            "source": "amount",
            "resource": f"facts-{phase}",
            "currency": "CNY",
            "factor": 1,
            "phase": phase,
        }
        for phase in _PHASES.values()
    }
    return {
        "profile": "data-package",
        "name": "budgetkit-corpus",
        "title": "Published budgets and final accounts of Chinese public bodies",
        "countryCode": "CN",
        "granularity": "aggregated",
        "model": {"measures": measures, "dimensions": _dimensions()},
        "resources": resources,
    }


def _dimensions() -> dict[str, Any]:
    def dimension(kind: str, key: str, label: str, **more: str) -> dict[str, Any]:
        attributes = (
            {key: {"source": key}, label: {"source": label, "labelfor": key}}
            if label
            else {key: {"source": key}}
        )
        return {"dimensionType": kind, "primaryKey": key, "attributes": attributes, **more}

    return {
        "date": dimension("datetime", "year", ""),
        "administration": dimension("entity", "department", ""),
        "functional": dimension(
            "classification", "functional_code", "functional_name", classificationType="functional"
        ),
        "economic": dimension(
            "classification", "economic_code", "economic_name", classificationType="economic"
        ),
    }
