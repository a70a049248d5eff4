"""SQL over a corpus, by DuckDB: the five tables as views over the files that the manifest names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from budgetkit.corpus.manifest import CorpusError, Manifest, read_manifest
from budgetkit.corpus.schema import SCHEMAS, TABLES


def connect(corpus: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection with the views documents, facts, claims, findings and indicators.

    Raises:
        CorpusError: the folder is no corpus.
    """
    manifest = read_manifest(corpus)
    connection = duckdb.connect(":memory:")
    for table in TABLES:
        connection.execute(f"CREATE VIEW {table} AS {_source(corpus, manifest, table)}")
    return connection


def _source(corpus: Path, manifest: Manifest, table: str) -> str:
    files = [str(corpus / name).replace("'", "''") for name in manifest.files.get(table, ())]
    names = ", ".join(f'"{field.name}"' for field in SCHEMAS[table])
    if files:
        listed = ", ".join(f"'{f}'" for f in files)
        return f"SELECT {names} FROM read_parquet([{listed}], hive_partitioning = false)"
    empty = ", ".join(f'CAST(NULL AS {_sql(field.type)}) AS "{field.name}"' for field in SCHEMAS[table])
    return f"SELECT {empty} WHERE false"


def _sql(kind: object) -> str:
    """Return the SQL type of an empty table's column."""
    words = {
        "string": "VARCHAR",
        "int32": "INTEGER",
        "int16": "SMALLINT",
        "double": "DOUBLE",
        "bool": "BOOLEAN",
    }
    return words.get(str(kind), "DECIMAL(38,6)")


def query(corpus: Path, sql: str) -> tuple[list[str], Iterator[tuple[object, ...]]]:
    """Return the column names and the rows that a query gives.

    Raises:
        CorpusError: the folder is no corpus, or the query is not understood; the message says what is wrong.
    """
    connection = connect(corpus)
    try:
        result = connection.execute(sql)
    except duckdb.Error as error:
        raise CorpusError(f"the query is not understood: {str(error).splitlines()[0]}") from error
    names = [column[0] for column in result.description or ()]
    return names, iter(result.fetchall())
