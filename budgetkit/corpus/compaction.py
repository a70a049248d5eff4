"""Staged documents to Parquet files: sorted by digest, so many a file, the same bytes whatever happened before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

from budgetkit.corpus.manifest import Manifest
from budgetkit.corpus.schema import TABLES, Row, to_arrow
from budgetkit.corpus.staging import read_staged

SHARD: Final = 512
"""Documents in one file of each table: large enough to read fast, small enough to hold in memory."""


def compact(corpus: Path, staging: Path, documents: Sequence[str], known: Manifest) -> Manifest:
    """Write the staged documents as files of the five tables and return the manifest that names them too.

    Files are partitioned by form; their names follow from the documents in them. A file that is already there is
    written again: only the manifest makes it part of the corpus.
    """
    files = {table: list(known.files.get(table, ())) for table in TABLES}
    for shard in _shards(documents):
        for form, rows in sorted(_by_form(staging, shard).items()):
            for table in TABLES:
                if rows[table]:
                    name = f"{table}/form={form}/{_name(shard)}.parquet"
                    _write(corpus / name, table, rows[table])
                    files[table].append(name)
    return Manifest(files, known.documents | frozenset(documents))


def _shards(documents: Sequence[str]) -> Iterator[Sequence[str]]:
    ordered = sorted(documents)
    for start in range(0, len(ordered), SHARD):
        yield ordered[start : start + SHARD]


def _name(shard: Sequence[str]) -> str:
    return sha256("\n".join(shard).encode()).hexdigest()[:24]


def _by_form(staging: Path, shard: Sequence[str]) -> dict[str, dict[str, list[Row]]]:
    forms: dict[str, dict[str, list[Row]]] = defaultdict(lambda: {table: [] for table in TABLES})
    for document in shard:
        staged = read_staged(staging, document)
        form = staged["documents"][0].get("form") or "unread"
        for table, rows in staged.items():
            forms[form][table].extend(rows)
    return forms


def _write(path: Path, table: str, rows: list[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    pq.write_table(to_arrow(table, rows), part, compression="zstd", use_dictionary=True, store_schema=False)
    part.replace(path)
