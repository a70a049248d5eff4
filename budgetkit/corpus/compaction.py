"""Staged documents to Parquet files: by form, sorted by digest, so many a file; the same bytes whatever happened before."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from budgetkit.corpus.manifest import Manifest, put_in_place
from budgetkit.corpus.schema import SCHEMAS, STORED
from budgetkit.corpus.staging import staged_head, staged_tables

SHARD: Final = 512
"""Documents of one form in one file of each table: large enough to read fast, small enough to write again."""

GROUP: Final = 64
"""Documents in one row group: so many are in memory at a time, for each shard being written."""

WRITERS: Final = 16
"""Shards written at a time at most, one a processor: compressing, the most of it, leaves the interpreter free."""


def compact(corpus: Path, staging: Path, documents: Sequence[str]) -> dict[str, list[str]]:
    """Write staged documents as files of the five tables and return the files by table.

    Files are partitioned by form; their names follow from the documents in them. A file that is already there is
    written again: only a manifest makes it part of the corpus.
    """
    files: dict[str, list[str]] = {table: [] for table in STORED}
    shards = list(_shards((staged_head(staging, d).form, d) for d in documents))
    with ThreadPoolExecutor(min(WRITERS, os.cpu_count() or 1)) as pool:
        written = pool.map(lambda one: _write(corpus, staging, *one), shards)
        for (form, shard), tables in zip(shards, written, strict=True):
            for table in tables:
                files[table].append(_name(table, form, shard))
    return files


def without_documents(corpus: Path, manifest: Manifest, documents: Set[str]) -> Manifest:
    """Return the manifest with the files that hold some documents written anew without them, under names of their own.

    Files are read only where documents are named; the old ones are no part of the corpus once the manifest is written.
    """
    renamed: dict[str, str] = {}
    for name in manifest.files["documents"] if documents else ():
        held = pq.ParquetFile(corpus / name).read(["document"]).column(0).to_pylist()
        if left := documents & {*held}:
            _, form, shard = name.split("/")
            other = sha256(" ".join([shard, *sorted(left)]).encode()).hexdigest()[:24]
            for table in STORED:
                if (old := f"{table}/{form}/{shard}") in manifest.files[table]:
                    renamed[old] = _without(corpus, old, f"{table}/{form}/{other}.parquet", left)
    files = {
        t: tuple(filter(None, (renamed.get(n, n) for n in names))) for t, names in manifest.files.items()
    }
    return Manifest(files)


def _without(corpus: Path, old: str, new: str, documents: Set[str]) -> str:
    """Write a file without some documents and return its name, empty where nothing is left to write."""
    rows = pq.ParquetFile(corpus / old).read()
    kept = rows.filter(pa.array([d not in documents for d in rows.column("document").to_pylist()]))
    if not kept.num_rows:
        return ""
    part = _part(corpus / new)
    with parquet_writer(part, old.partition("/")[0]) as writer:
        writer.write_table(kept)
    put_in_place(part, corpus / new)
    return new


def _shards(documents: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the form and the documents of every file, in an order that follows from the documents alone."""
    for form, pairs in groupby(sorted(documents), key=lambda pair: pair[0]):
        for shard in _slices([document for _, document in pairs], SHARD):
            yield form, shard


def _slices(documents: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(documents), size):
        yield documents[start : start + size]


def _name(table: str, form: str, shard: Sequence[str]) -> str:
    return f"{table}/form={form}/{sha256(' '.join(shard).encode()).hexdigest()[:24]}.parquet"


def _write(corpus: Path, staging: Path, form: str, shard: Sequence[str]) -> tuple[str, ...]:
    """Write one shard and return the tables it has rows in; its files appear only when all of them are whole."""
    parts: dict[str, Path] = {}
    with contextlib.ExitStack() as open_files:
        writers: dict[str, pq.ParquetWriter] = {}
        for group in _slices(shard, GROUP):
            for table, rows in _together(staging, group).items():
                if table not in writers and rows.num_rows:
                    parts[table] = _part(corpus / _name(table, form, shard))
                    writers[table] = open_files.enter_context(parquet_writer(parts[table], table))
                if rows.num_rows:
                    writers[table].write_table(rows)
    for table, part in parts.items():
        put_in_place(part, corpus / _name(table, form, shard))
    return tuple(parts)


def _together(staging: Path, group: Sequence[str]) -> dict[str, pa.Table]:
    staged = [staged_tables(staging, document) for document in group]
    return {table: pa.concat_tables([one[table] for one in staged]).combine_chunks() for table in STORED}


def _part(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.with_name(f".{path.name}.part")


def parquet_writer(part: Path, table: str) -> pq.ParquetWriter:
    """Return what writes a file of a table."""
    return pq.ParquetWriter(part, SCHEMAS[table], compression="zstd", use_dictionary=True, store_schema=False)
