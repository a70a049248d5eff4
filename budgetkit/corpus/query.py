"""SQL over a corpus, by DuckDB: the five tables as views over the files that the manifest names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path
from tempfile import gettempdir
from typing import Final
from uuid import uuid4
from zipfile import BadZipFile

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from budgetkit.corpus.manifest import CorpusError, Manifest, opened, read_manifest
from budgetkit.corpus.schema import SCHEMAS, TABLES
from budgetkit.forms.form import national

COLUMNS: Final = ("table", "column", "type", "zh", "en")
_MANY: Final = 10_000
_READING: Final = frozenset({duckdb.StatementType.SELECT})
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
    where = opened(corpus)
    manifest = read_manifest(where)
    if isinstance(where, Path):
        for name in manifest.every_file():
            _refuse_cut(where / name)
    # What does not fit into memory goes where the system keeps such things, not beside the user's files; DuckDB makes
    # the folder when it needs it, and on its end removes what other processes have in it too.
    connection = duckdb.connect(
        ":memory:", config={"temp_directory": f"{gettempdir()}/budgetkit-duckdb-{uuid4().hex}"}
    )
    for table in TABLES:
        try:
            connection.execute(f"CREATE VIEW {table} AS {_source(connection, where, manifest, table)}")
        except (duckdb.Error, pa.ArrowException, BadZipFile, OSError) as error:
            raise CorpusError(f"{corpus} is damaged: {_first(error)}") from error
    return connection


def _lock(connection: duckdb.DuckDBPyConnection, corpus: Path) -> None:
    """Leave a connection nothing outside it but the files of the corpus: no other file, no network, no extension."""
    names = sorted(read_manifest(corpus).every_file()) if corpus.is_dir() else ()
    files = ", ".join(_quoted(corpus / name) for name in names)
    connection.execute(f"SET allowed_paths = [{files}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _source(connection: duckdb.DuckDBPyConnection, where: Traversable, manifest: Manifest, table: str) -> str:
    """Return what a table is selected from: its files, or what a packed corpus holds, in memory."""
    names = ", ".join(f'"{field.name}"' for field in SCHEMAS[table])
    files = [where / name for name in manifest.files[table]]
    if files and not isinstance(where, Path):
        parts = [pq.read_table(BytesIO(file.read_bytes())) for file in files]
        connection.register(f"packed_{table}", pa.concat_tables(parts))
        return f"SELECT {names} FROM packed_{table}"
    if files:
        listed = ", ".join(_quoted(file) for file in files)
        return f"SELECT {names} FROM read_parquet([{listed}], hive_partitioning = false)"
    empty = ", ".join(f'CAST(NULL AS {_sql(field.type)}) AS "{field.name}"' for field in SCHEMAS[table])
    return f"SELECT {empty} WHERE false"


def columns() -> Iterator[dict[str, str]]:
    """Yield every column of the five tables: table, column, type in SQL, and what it is in both languages.

    >>> [one["type"] for one in columns() if one["table"] == "facts" and one["column"] == "value"]
    ['DECIMAL(38, 6)']
    """
    heads = national()["heads"]
    for table in TABLES:
        for field in SCHEMAS[table]:
            head = heads[field.name]
            yield dict(zip(COLUMNS, (table, field.name, _sql(field.type), head.zh, head.en), strict=True))


def _refuse_cut(path: Path) -> None:
    """Refuse a file that does not end as a Parquet file does: it was cut short, emptied or is missing."""
    try:
        with path.open("rb") as file:
            file.seek(-min(4, path.stat().st_size), os.SEEK_END)
            whole = file.read() == b"PAR1"
    except OSError as error:
        raise CorpusError(f"{path}, which the manifest names, cannot be read: {error.strerror}") from error
    if not whole:
        raise CorpusError(f"{path} is damaged: it does not end as a Parquet file; build the corpus again")


def _quoted(path: Traversable) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _sql(kind: pa.DataType) -> str:
    """Return the SQL type of a column."""
    if pa.types.is_list(kind):
        return f"{_sql(kind.value_type)}[]"
    return _WORDS.get(str(kind)) or str(kind).replace("decimal128", "DECIMAL")


def _first(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def query(corpus: Path, sql: str) -> tuple[list[str], Iterator[tuple[object, ...]]]:
    """Return the column names and the rows that a query gives, which come a few thousand at a time.

    A query reads the corpus and nothing else: it changes nothing and reaches no other file.

    Raises:
        CorpusError: the folder is no corpus, or the query is not understood or asks for more than to read; the message
            says what is wrong.
    """
    connection = connect(corpus)
    _lock(connection, corpus)
    return answer(connection, sql)


def answer(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[list[str], Iterator[tuple[object, ...]]]:
    """Return the column names and the rows that a query gives on a connection. Raises CorpusError."""
    try:
        if any(one.type not in _READING for one in connection.extract_statements(sql)):
            raise CorpusError("a query reads: it begins with SELECT, FROM, WITH, DESCRIBE or SUMMARIZE")
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
