"""Read and judge any number of documents into a corpus; killed and started again, it goes on where it was."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from budgetkit.corpus.compaction import compact
from budgetkit.corpus.manifest import Manifest, read_manifest
from budgetkit.corpus.staging import Outcome, document_digest, staged_documents, staged_file
from budgetkit.corpus.workers import stage_all
from budgetkit.package.columns import DESCRIPTOR

STAGING: Final = ".staging"
DOCUMENT_SUFFIXES: Final = frozenset({".pdf", ".docx", ".xlsx", ".html", ".htm", ".txt", ".doc", ".xls"})

Show = Callable[[str, int, int], None]
Stager = Callable[[Iterable[str], Path, str | None], Iterator[Outcome]]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: documents read now, already there, unreadable (path and reason)."""

    read: int
    known: int
    failed: tuple[Outcome, ...]


def documents_under(paths: Iterable[Path]) -> list[Path]:
    """Return every document and saved disclosure among paths and in folders below them, sorted, hidden ones left out.

    Raises:
        FileNotFoundError: a path does not exist; the message names it.
    """
    found: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"{path} does not exist")
        found |= set(_below(path)) if path.is_dir() else {path}
    return sorted(found)


def _below(folder: Path) -> Iterator[Path]:
    if (folder / DESCRIPTOR).exists():
        yield folder
        return
    for path in folder.iterdir():
        if path.name.startswith("."):
            continue
        if path.is_dir():
            yield from _below(path)
        elif path.suffix.lower() in DOCUMENT_SUFFIXES:
            yield path


def build(
    paths: Iterable[Path],
    corpus: Path,
    form: str | None = None,
    *,
    workers: int = 2,
    stager: Stager | None = None,
    show: Show | None = None,
) -> Built:
    """Add every document among the paths to a corpus; the same bytes at two paths are one document.

    ``stager`` reads elsewhere (see ``remote``); by default ``workers`` processes of this machine do.

    Raises:
        CorpusError: the folder holds something else.
        FileNotFoundError: a path does not exist.
    """
    manifest = read_manifest(corpus, new=True)
    staging = corpus / STAGING
    staging.mkdir(parents=True, exist_ok=True)
    sources = _distinct(documents_under(paths))
    waiting = {d: p for d, p in sources.items() if d not in manifest.documents}
    todo = sorted(str(p) for d, p in waiting.items() if not staged_file(staging, d).exists())
    run = stager or (lambda some, folder, layout: stage_all(some, folder, layout, workers=workers))
    _read(run(todo, staging, form), len(waiting), len(waiting) - len(todo), show)
    return _finish(corpus, staging, manifest, waiting, len(sources))


def _distinct(paths: Sequence[Path]) -> dict[str, Path]:
    """Return documents by digest; of several paths with the same bytes the first in order."""
    found: dict[str, Path] = {}
    for path in paths:
        found.setdefault(document_digest(path), path.resolve())
    return found


def _read(outcomes: Iterator[Outcome], of: int, done: int, show: Show | None) -> None:
    for outcome in outcomes:
        done += 1
        if show is not None:
            show(Path(outcome.path).name, done, of)


def _finish(corpus: Path, staging: Path, manifest: Manifest, waiting: dict[str, Path], seen: int) -> Built:
    """Compact what was staged for this build, write the manifest, and only then clear the staging."""
    from budgetkit.corpus.staging import read_staged

    staged = [d for d in staged_documents(staging) if d in waiting]
    rows = [read_staged(staging, d)["documents"][0] for d in staged]
    failures = tuple(Outcome(r["path"], r["document"], r["error"]) for r in rows if r["error"])
    if staged:
        compact(corpus, staging, staged, manifest).write(corpus)
    elif not manifest.documents:
        manifest.write(corpus)
    shutil.rmtree(staging)
    return Built(len(staged), seen - len(waiting), failures)
