"""Judge what a corpus keeps anew, without reading its documents: after a change of identities the facts are the same.

The new files are written beside the corpus and take the place of the old ones when none is missing. What was interrupted
goes on: files that are there are not written again, and where they were being put in place, that is ended first.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from budgetkit.corpus.build import Show, alone, sweep
from budgetkit.corpus.compaction import parquet_writer
from budgetkit.corpus.kept import SHAPE, disclosure_of
from budgetkit.corpus.manifest import (
    MANIFEST,
    NEW,
    CorpusError,
    Manifest,
    completed_manifest,
    put_in_place,
    read_manifest,
)
from budgetkit.corpus.rows import judged_rows
from budgetkit.corpus.schema import KEPT, to_arrow
from budgetkit.corpus.staging import UNREAD, library
from budgetkit.corpus.workers import rarely_collecting

JUDGED: Final = ("findings", "claims", "documents")
"""The tables that change; of a file's documents these are written last, so that where they are, all is."""

FEW: Final = 64
"""So many documents are judged here: to start a process takes as long as to judge a dozen."""


def judge(corpus: Path, *, workers: int = 2, show: Show | None = None) -> int:
    """Judge every disclosure of a corpus anew and return how many there are; documents that were not read stay so.

    Raises:
        CorpusError: the folder is no corpus, keeps no disclosures or those of another version, one of them cannot be
            judged, or something else is at work on it; it is then as it was.
    """
    read_manifest(corpus)
    with alone(corpus):
        folder = corpus / f"{NEW}-{library()}"
        through = (folder / MANIFEST).exists()
        manifest = completed_manifest(corpus)
        shards = [name.partition("/")[2] for name in manifest.files["documents"]]
        known = [shard for shard in shards if not shard.startswith(f"form={UNREAD}/")]
        if older := {f"{KEPT}/{shard}" for shard in known} - {*manifest.files[KEPT]}:
            raise CorpusError(
                f"{corpus} keeps no disclosures of {len(older)} of its {len(known)} files, which an older version "
                "built; build it anew to judge it again"
            )
        count: int = sum(pq.ParquetFile(corpus / KEPT / shard).metadata.num_rows for shard in known)
        if not through:
            for other in {*corpus.glob(f"{NEW}-*")} - {folder}:
                shutil.rmtree(other)
            folder.mkdir(exist_ok=True)
            workers = min(workers, len(known)) if count > FEW else 1
            _judge_all(corpus, folder, known, workers, lambda what, done: show and show(what, done, count))
            _named(manifest, folder, known).write(folder)
        sweep(corpus, completed_manifest(corpus))
    return count


def _judge_all(
    corpus: Path, folder: Path, shards: Sequence[str], workers: int, show: Callable[[str, int], object]
) -> None:
    """Write the new files of every shard, those of one in one process; with one worker in this one."""
    done = 0
    if workers < 2:
        for shard in shards:
            done += _judge_shard(corpus, folder, shard)
            show(shard, done)
        return
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        waiting = {pool.submit(_judge_shard, corpus, folder, shard): shard for shard in shards}
        try:
            for one in as_completed(waiting):
                done += one.result()
                show(waiting[one], done)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _judge_shard(corpus: Path, folder: Path, shard: str) -> int:
    """Write the new files of one shard, a row group after another, and return how many documents it has."""
    kept, known = (pq.ParquetFile(corpus / table / shard) for table in (KEPT, "documents"))
    count: int = kept.metadata.num_rows
    if (folder / "documents" / shard).exists():
        return count
    parts = {table: folder / table / f"{shard}.part" for table in JUDGED}
    with ExitStack() as open_files:
        writers: dict[str, pq.ParquetWriter] = {}
        for number in range(kept.num_row_groups):
            rows = kept.read_row_group(number).to_pylist()
            paths = known.read_row_group(number, ["document", "path"]).to_pylist()
            with rarely_collecting():
                all_judged = _judged(corpus, rows, {row["document"]: row["path"] for row in paths})
            for table, judged in all_judged.items():
                if judged.num_rows:
                    parts[table].parent.mkdir(parents=True, exist_ok=True)
                    if table not in writers:
                        writers[table] = open_files.enter_context(parquet_writer(parts[table], table))
                    writers[table].write_table(judged)
    for table in JUDGED:
        if table in writers:
            put_in_place(parts[table], folder / table / shard)
    return count


def _judged(corpus: Path, rows: Sequence[dict[str, Any]], paths: dict[str, str]) -> dict[str, pa.Table]:
    """Return the new rows of some documents."""
    if any(row["shape"] != SHAPE for row in rows):
        raise CorpusError(f"{corpus} keeps disclosures of another version; build it anew to judge it again")
    found: dict[str, list[Mapping[str, Any]]] = {table: [] for table in JUDGED}
    path = ""
    try:
        for row in rows:
            path = paths[row["document"]]
            judged = judged_rows(disclosure_of(row["content"]), path, row["document"])
            for table in JUDGED:
                found[table] += judged[table]
        # Columns are made of many documents at once, for what a column costs by itself.
        return {table: to_arrow(table, found[table]) for table in JUDGED}
    except (ValueError, ArithmeticError, LookupError, pa.ArrowException) as error:
        for row in rows if len(rows) > 1 else ():
            # One after another, to say which.
            _judged(corpus, [row], paths)
        raise CorpusError(
            f"{Path(path).name} cannot be judged again, the corpus is as it was: {error}"
        ) from error


def _named(manifest: Manifest, folder: Path, shards: Sequence[str]) -> Manifest:
    """Return the manifest with the new files in the place of the old: a table without a row in a shard has none."""
    there = {
        t: tuple(f"{t}/{s}" for s in shards if (folder / t / s).exists()) for t in ("findings", "claims")
    }
    return replace(manifest, files=manifest.files | there)
