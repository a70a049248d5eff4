"""A corpus as a data package of CSV that budget platforms understand: the Fiscal Data Package's types.

Four resources can be added up: expenditure by functional item and basic expenditure by economic line, approved
(budgets) and executed (final accounts) apart, each only at its lowest codes, in yuan. The five tables lie beside
them as printed.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from budgetkit.corpus.fiscal import FIELDS, MEASURES, descriptor, fiscal_sql
from budgetkit.corpus.query import connect
from budgetkit.corpus.schema import TABLES

if TYPE_CHECKING:
    import duckdb


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
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _write(connection, scratch)
        scratch.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        scratch.replace(folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
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
    fields = [{**_field(column, kind), **fiscal.get(column, {})} for column, kind, *_ in columns]
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


def _field(name: str, sql: str) -> dict[str, Any]:
    return {"name": name, "type": _KINDS.get(sql, "number")}
