"""A corpus as a data package of CSV that budget platforms understand: the Fiscal Data Package's types.

Four resources can be added up: expenditure by functional item and basic expenditure by economic line, approved
(budgets) and executed (final accounts) apart, each only at its lowest codes, in yuan. The five tables lie beside
them as printed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import duckdb

from budgetkit.corpus.manifest import CorpusError
from budgetkit.corpus.query import connect
from budgetkit.corpus.schema import TABLES
from budgetkit.files import new_folder

TAXONOMY: Final = "https://specs.frictionlessdata.io/taxonomies/fiscal/budgets.json"


@dataclass(frozen=True, slots=True)
class Measure:
    """Amounts of one classification in one phase of the budget: a resource of its own."""

    classification: str
    table: str
    kind: str
    phase: str

    @property
    def name(self) -> str:
        """The name of the resource."""
        return f"{self.classification}-{self.phase}"


MEASURES: Final = tuple(
    Measure(classification, table, kind, phase)
    for classification, table in (("functional", "expenditure"), ("economic", "basic"))
    for kind, phase in (("budget", "approved"), ("final_accounts", "executed"))
)

_SQL: Final = """
SELECT d.year, d.document || '/' || f."table" || '/' || f."row" || '/' || f."column" AS line,
  d.department, d.form, '{phase}' AS phase, 'expenditure' AS direction, f."column" AS nature,
  left(f.code, 3) AS {name}_level1, nullif(substr(f.code, 1, 5), left(f.code, 3)) AS {name}_level2,
  nullif(f.code, substr(f.code, 1, 5)) AS {name}_level3, f.name AS {name}_name,
  f.value * CASE f.unit WHEN '千元' THEN 1000 WHEN '万元' THEN 10000 WHEN '百万元' THEN 1000000
    WHEN '亿元' THEN 100000000 ELSE 1 END AS amount,
  'CNY' AS currency, f.value AS printed, f.unit, f.places, f.page, f.inferred, d.document, d.fictitious
FROM facts f JOIN documents d USING (document)
WHERE d.kind = '{kind}' AND f."table" = '{table}' AND f.code <> '' AND f.project_name = ''
  AND NOT EXISTS (FROM facts b WHERE b.document = f.document AND b."table" = f."table"
    AND length(b.code) > length(f.code) AND starts_with(b.code, f.code))
  AND (f."column" <> 'total' OR NOT EXISTS (FROM facts o WHERE o.document = f.document AND o."table" = f."table"
    AND o."row" = f."row" AND o."column" <> 'total'))
ORDER BY d.department, d.year, d.document, f.code, f."row", f."column"
"""


def fiscal_sql(measure: Measure) -> str:
    """Return the query for a measure's rows: lowest codes only, parts (basic, project, …) in place of their total."""
    m = measure
    return _SQL.format(phase=m.phase, kind=m.kind, table=m.table, name=m.classification)


def _classified(name: str) -> dict[str, dict[str, Any]]:
    levels = {f"{name}_level{n}": f"{name}-classification:generic:level{n}:code" for n in (1, 2, 3)}
    return {
        **{column: {"columnType": kind} for column, kind in levels.items()},
        f"{name}_name": {"columnType": f"{name}-classification:generic:label"},
    }


FIELDS: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "year": {"columnType": "date:fiscal-year"},
        "line": {"columnType": "budget-line-id"},
        "department": {"columnType": "administrative-classification:generic:label"},
        "phase": {"columnType": "phase:id"},
        "direction": {"columnType": "direction"},
        "nature": {"columnType": "expenditure-type:code"},
        "amount": {"columnType": "value"},
        "currency": {"columnType": "value-currency:code"},
        **_classified("functional"),
        **_classified("economic"),
    }
)
"""What the columns of the fiscal resources mean, by column."""


def descriptor(resources: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the descriptor of an exported corpus."""
    measures = {
        m.name: {
            **{"source": "amount", "resource": m.name, "currency": "CNY", "factor": 1},
            **{"direction": "expenditure", "phase": m.phase},
        }
        for m in MEASURES
    }
    return {
        "profile": "tabular-data-package",
        "name": "budgetkit-corpus",
        "title": "Published budgets and final accounts of Chinese public bodies",
        "countryCode": "CN",
        "granularity": "aggregated",
        "columnTypes": [TAXONOMY],
        "model": {"measures": measures, "dimensions": _dimensions()},
        "resources": resources,
    }


def _dimensions() -> dict[str, Any]:
    def levels(name: str) -> dict[str, Any]:
        codes = [f"{name}_level{n}" for n in (1, 2, 3)]
        parents = [{}, *({"parent": code} for code in codes)]
        attributes = {code: {"source": code, **parent} for code, parent in zip(codes, parents, strict=False)}
        label = {f"{name}_name": {"source": f"{name}_name", "labelfor": codes[-1]}}
        return {
            "dimensionType": "classification",
            "classificationType": name,
            "primaryKey": codes,
            "attributes": attributes | label,
        }

    def single(kind: str, column: str) -> dict[str, Any]:
        return {"dimensionType": kind, "primaryKey": column, "attributes": {column: {"source": column}}}

    return {
        "date": single("datetime", "year"),
        "administration": single("entity", "department"),
        "nature": single("other", "nature"),
        "functional": levels("functional"),
        "economic": levels("economic"),
    }


def export(corpus: Path, folder: Path) -> Path:
    """Write a corpus as CSV files with datapackage.json; the folder appears whole or not at all.

    Raises:
        CorpusError: it is no corpus.
        FileExistsError: the folder exists and is not empty.

    Source: Fiscal Data Package 1.0.0-rc1 (column types), with the measures of 0.3 (currency, factor, phase).
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} exists and is not empty; name another folder")
    connection = connect(corpus)
    with new_folder(folder) as scratch:
        try:
            _write(connection, scratch)
        except duckdb.Error as error:
            raise CorpusError(f"{corpus} cannot be exported: {str(error).splitlines()[0]}") from error
    return folder


def _write(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    queries = {measure.name: fiscal_sql(measure) for measure in MEASURES}
    queries |= {table: f"SELECT * FROM {table} ORDER BY ALL" for table in TABLES}
    resources = [_resource(connection, folder, name, sql) for name, sql in queries.items()]
    text = json.dumps(descriptor(resources), ensure_ascii=False, indent=2)
    (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def _resource(connection: duckdb.DuckDBPyConnection, folder: Path, name: str, sql: str) -> dict[str, Any]:
    path = str(folder / f"{name}.csv").replace("'", "''")
    connection.execute(f"COPY ({sql}) TO '{path}' (FORMAT csv, HEADER)")
    columns = connection.execute(f"DESCRIBE {sql}").fetchall()
    fiscal = FIELDS if name not in TABLES else {}
    fields = [
        {"name": column, "type": _KINDS.get(kind, "number"), **fiscal.get(column, {})}
        for column, kind, *_ in columns
    ]
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }


_KINDS: Final = {
    "VARCHAR": "string",
    "VARCHAR[]": "string",
    "BOOLEAN": "boolean",
    "INTEGER": "integer",
    "SMALLINT": "integer",
}
