"""A corpus as one SQLite file, with a metadata file by which Datasette shows titles, units, descriptions and facets."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from budgetkit.corpus.query import answer, connect
from budgetkit.corpus.schema import SCHEMAS, TABLES
from budgetkit.forms.form import Label, national

_MANY: Final = 10_000
_TITLES: Final = {
    "documents": Label("文件", "Documents"),
    "facts": Label("表中金额", "Amounts of the tables"),
    "claims": Label("说明中的表述", "Statements of the narrative"),
    "findings": Label("核对结果", "Verdicts"),
    "indicators": Label("绩效指标", "Performance indicators"),
}
_FACETS: Final = {
    "documents": ["year", "kind", "form", "department"],
    "facts": ["table", "unit", "named_by", "half"],
    "claims": ["verdict", "section", "unit"],
    "findings": ["verdict", "identity"],
    "indicators": ["table", "level1", "level2"],
}
_PERCENT: Final = ("share", "growth")
"""Columns whose heads do not say their unit. Datasette's own setting for units is not used: it knows no yuan and answers
with an error, or shows "M元"."""


def export_sqlite(corpus: Path, target: Path) -> tuple[Path, Path]:
    """Write the five tables of a corpus into one SQLite file; return it and the metadata file beside it.

    Amounts are REAL, with the ``places`` that are printed beside them; lists are JSON; every row leads to its document.
    Open both in Datasette: ``datasette corpus.sqlite --metadata corpus.metadata.json``.

    Raises:
        CorpusError: it is no corpus.
        FileExistsError: the file is there already.
    """
    if target.exists():
        raise FileExistsError(f"{target} exists; name another file")
    connection = connect(corpus)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as scratch:
        part = Path(scratch) / target.name
        made = sqlite3.connect(part)
        try:
            for table in TABLES:
                _fill(made, table, connection)
            made.commit()
        finally:
            made.close()
        part.replace(target)
    described = target.with_name(f"{target.stem}.metadata.json")
    text = json.dumps(metadata(target.stem), ensure_ascii=False, indent=2)
    described.write_text(text + "\n", encoding="utf-8", newline="\n")
    return target, described


def metadata(database: str) -> dict[str, Any]:
    """Return what Datasette shows of a corpus in a database of this name."""
    heads, tables = national()["heads"], {}
    for table in TABLES:
        columns = [field.name for field in SCHEMAS[table]]
        tables[table] = {
            "title": f"{_TITLES[table].zh} {_TITLES[table].en}",
            "columns": {
                c: f"{heads[c].zh} · {heads[c].en}{' (%)' if c in _PERCENT else ''}"
                for c in columns
                if c in heads
            },
            "facets": _FACETS[table],
            "size": 50,
            **({"label_column": "path", "sort_desc": "broken"} if table == "documents" else {}),
        }
    title = "部门预算公开 · Published budgets and final accounts"
    return {"title": title, "source": "budgetkit", "databases": {database: {"tables": tables}}}


def _fill(made: sqlite3.Connection, table: str, connection: Any) -> None:
    columns = [f'"{field.name}" {_kind(field.type)}' for field in SCHEMAS[table]]
    if table == "documents":
        columns[0] += " PRIMARY KEY"
    else:
        columns.append("FOREIGN KEY (document) REFERENCES documents (document)")
    made.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
    marks = ", ".join("?" * len(SCHEMAS[table]))
    rows = answer(connection, f"SELECT * FROM {table} ORDER BY ALL")[1]
    while some := [tuple(map(_plain, row)) for row in islice(rows, _MANY)]:
        made.executemany(f"INSERT INTO {table} VALUES ({marks})", some)
    if table != "documents":
        made.execute(f"CREATE INDEX {table}_document ON {table} (document)")


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def _kind(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return "INTEGER"
    return "REAL" if pa.types.is_decimal(kind) or pa.types.is_floating(kind) else "TEXT"
