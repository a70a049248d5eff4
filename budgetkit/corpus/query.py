"""SQL over a corpus, by DuckDB: the five tables as views over the files that the manifest names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import gettempdir
from typing import Final

import duckdb
import pyarrow as pa

from budgetkit.corpus.manifest import CorpusError, Manifest, read_manifest
from budgetkit.corpus.schema import SCHEMAS, TABLES

_MANY: Final = 10_000
_WORDS: Final = {
    "string": "VARCHAR",
    "int32": "INTEGER",
    "int16": "SMALLINT",
    "double": "DOUBLE",
    "bool": "BOOLEAN",
}


def connect(corpus: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection with the views documents, facts, claims, findings and indicators.

    Raises:
        CorpusError: the folder is no corpus, or a file of it is missing.
    """
    manifest = read_manifest(corpus)
    # What does not fit into memory goes where the system keeps such things, not beside the user's files.
    connection = duckdb.connect(":memory:", config={"temp_directory": f"{gettempdir()}/budgetkit-duckdb"})
    for table in TABLES:
        try:
            connection.execute(f"CREATE VIEW {table} AS {_source(corpus, manifest, table)}")
        except duckdb.Error as error:
            raise CorpusError(f"{corpus} is damaged: {_first(error)}") from error
    return connection


def _source(corpus: Path, manifest: Manifest, table: str) -> str:
    files = [str(corpus / name).replace("'", "''") for name in manifest.files[table]]
    names = ", ".join(f'"{field.name}"' for field in SCHEMAS[table])
    if files:
        listed = ", ".join(f"'{f}'" for f in files)
        return f"SELECT {names} FROM read_parquet([{listed}], hive_partitioning = false)"
    empty = ", ".join(f'CAST(NULL AS {_sql(field.type)}) AS "{field.name}"' for field in SCHEMAS[table])
    return f"SELECT {empty} WHERE false"


def _sql(kind: pa.DataType) -> str:
    """Return the SQL type of an empty table's column."""
    if pa.types.is_list(kind):
        return f"{_sql(kind.value_type)}[]"
    return _WORDS.get(str(kind)) or str(kind).replace("decimal128", "DECIMAL")


def _first(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def query(corpus: Path, sql: str) -> tuple[list[str], Iterator[tuple[object, ...]]]:
    """Return the column names and the rows that a query gives, which come a few thousand at a time.

    Raises:
        CorpusError: the folder is no corpus, or the query is not understood; the message says what is wrong.
    """
    connection = connect(corpus)
    try:
        result = connection.execute(sql)
    except duckdb.Error as error:
        raise CorpusError(f"the query is not understood: {_first(error)}") from error
    return _distinct([column[0] for column in result.description or ()]), _rows(result)


def _distinct(names: list[str]) -> list[str]:
    """Return column names with the second of a kind marked, as ``document`` and ``document_2``."""
    seen = [names[: n + 1].count(name) for n, name in enumerate(names)]
    return [name if number == 1 else f"{name}_{number}" for name, number in zip(names, seen, strict=True)]


def _rows(result: duckdb.DuckDBPyConnection) -> Iterator[tuple[object, ...]]:
    while True:
        try:
            some = result.fetchmany(_MANY)
        except duckdb.Error as error:
            raise CorpusError(f"the query cannot be answered: {_first(error)}") from error
        if not some:
            return
        yield from some
