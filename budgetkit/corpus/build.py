"""Read and judge any number of documents into a corpus; killed and started again, it goes on where it was."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from budgetkit.corpus.compaction import compact, without_documents
from budgetkit.corpus.manifest import (
    CorpusError,
    Manifest,
    completed_manifest,
    known_documents,
    lone_halves,
    read_manifest,
    unread_documents,
)
from budgetkit.corpus.schema import STORED
from budgetkit.corpus.sources import Work, distinct, document_digest, joint_digest
from budgetkit.corpus.staging import STAGING, Head, Outcome, is_staged, staged_head, staging_folder
from budgetkit.corpus.workers import LIMIT, stage_all
from budgetkit.documents import documents_under
from budgetkit.readers.together import Holding, parts_of_one

BATCH: Final = 16 * 1024
"""After so many documents the corpus is brought up to date; so many lie staged at most."""

Show = Callable[[str, int, int], None]
Stager = Callable[[Iterable[Work], Path], Iterator[Outcome]]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: files read now, already there, the same bytes at another path; those unreadable.

    ``joined`` are the disclosures that several of the files are, and ``apart`` says of others why they are none.
    """

    read: int
    known: int
    same: int
    failed: tuple[Outcome, ...]
    joined: int = 0
    apart: tuple[str, ...] = ()


def build(
    paths: Iterable[Path],
    corpus: Path,
    form: str | None = None,
    *,
    workers: int = 2,
    timeout: float = LIMIT,
    stager: Stager | None = None,
    retry: bool = False,
    show: Show | None = None,
) -> Built:
    """Add every document among the paths to a corpus; the same bytes at two paths are one document.

    Narrative and tables apart, or tables in files of their own, are one document where ``parts_of_one`` finds nothing
    against it; of a half that an earlier build added it takes the place.
    ``stager`` reads elsewhere (see ``remote``); by default ``workers`` processes of this machine do, for
    ``timeout`` seconds a document at most. What earlier
    builds could not read is left alone, or with ``retry`` read again, wherever it lies. ``show`` is called with a
    name, how many documents are done, and of how many.

    Raises:
        CorpusError: the folder holds something else, or another build is at work on it.
        FileNotFoundError: a path does not exist.
    """
    found = documents_under(paths)
    read_manifest(corpus, new=True)
    corpus.mkdir(parents=True, exist_ok=True)
    with alone(corpus):
        manifest = completed_manifest(corpus)
        again = unread_documents(corpus, manifest) if retry else {}
        manifest = manifest.without_unread() if retry else manifest
        todo = _todo(found, again, known_documents(corpus, manifest), form)
        progress = _Progress(show, sum(map(len, todo.batches)))
        for batch in todo.batches:
            progress.halves = lone_halves(corpus, manifest)
            manifest = _add(corpus, manifest, batch, stager or _local(workers, timeout), progress)
        manifest.write(corpus)
        sweep(corpus, manifest)
    done = (tuple(progress.failed), progress.joined, tuple(progress.apart))
    return Built(progress.of, todo.known, todo.same, *done)


def _local(workers: int, timeout: float) -> Stager:
    return lambda some, folder: stage_all(some, folder, workers=workers, timeout=timeout)


@contextmanager
def alone(corpus: Path) -> Iterator[None]:
    """Hold the corpus; the system lets go of it when this process ends, however it ends."""
    try:
        with FileLock(corpus / ".lock", timeout=0):
            yield
    except Timeout as error:
        raise CorpusError(f"another build is at work on {corpus}; wait for it or end it") from error


@dataclass(frozen=True)
class _Todo:
    """What is to be read, in batches that do not depend on what was done before a kill."""

    batches: tuple[tuple[Work, ...], ...]
    known: int
    same: int


def _todo(found: Sequence[Path], again: dict[str, str], known: frozenset[str], form: str | None) -> _Todo:
    """Sort what was found into batches; what is read again comes first and at once, so that no row is ever missing."""
    sources = {document: str(path) for document, path in distinct(found).items()}
    # By their paths, so that the files of one disclosure come in one batch.
    new = sorted(sources.keys() - known - again.keys(), key=lambda document: (sources[document], document))
    first = tuple(Work(sources.get(d, path), d, form) for d, path in sorted(again.items()))
    rest = tuple(Work(sources[d], d, form) for d in new)
    batches = [first, *(rest[n : n + BATCH] for n in range(0, len(rest), BATCH))]
    return _Todo(tuple(b for b in batches if b), len(sources.keys() & known), len(found) - len(sources))


@dataclass
class _Progress:
    """How far a build is, what could not be read, what was joined and what was not."""

    show: Show | None
    of: int
    halves: Mapping[Path, tuple[str, Holding]] = field(default_factory=dict)
    """Of earlier builds and batches, what was read without a table or without a statement."""
    done: int = 0
    failed: list[Outcome] = field(default_factory=list)
    joined: int = 0
    apart: list[str] = field(default_factory=list)

    def step(self, name: str, number: int = 1) -> None:
        """Count documents as done and say so."""
        self.done += number
        if self.show is not None:
            self.show(name, self.done, self.of)


def _add(
    corpus: Path, manifest: Manifest, batch: Sequence[Work], stager: Stager, progress: _Progress
) -> Manifest:
    """Read a batch, write its files and then the manifest, and only then clear the staging."""
    staging = staging_folder(corpus, batch[0].form)
    staging.mkdir(parents=True, exist_ok=True)
    missing = [work for work in batch if not is_staged(staging, work.document)]
    progress.step("", len(batch) - len(missing))
    for outcome in stager(missing, staging):
        progress.step(Path(outcome.path).name)
    heads = {work: staged_head(staging, work.document) for work in batch}
    progress.failed += [Outcome(h.path, work.document, h.error) for work, h in heads.items() if h.error]
    documents, replaced = _joined(heads, staging, stager, progress)
    kept = without_documents(corpus, manifest, replaced)
    more = kept.with_files(compact(corpus, staging, documents))
    more.write(corpus)
    _clear(corpus)
    return more


def _joined(
    heads: Mapping[Work, Head], staging: Path, stager: Stager, progress: _Progress
) -> tuple[list[str], frozenset[str]]:
    """Stage what is one disclosure in several of the files, one that was added before among them.

    Returns the documents, such a one in the place of its files, and those added before that it takes the place of.
    """
    works = {Path(work.path): work for work in heads}
    held = {path: heads[work].holding for path, work in works.items()}
    before = _other_halves(held, progress)
    groups, apart = parts_of_one(held | {path: holding for path, (_, holding) in before.items()})
    progress.apart += apart
    digest_of = {p: w.document for p, w in works.items()} | {p: d for p, (d, _) in before.items()}
    joint: dict[Work, list[str]] = {}
    for paths in groups:
        digests = [digest_of[path] for path in paths]
        lines = "\n".join(map(str, paths))
        joint[Work(lines, joint_digest(digests), next(iter(heads)).form)] = digests
    if unread := [work for work in joint if not is_staged(staging, work.document)]:
        list(stager(unread, staging))
    documents, replaced = dict.fromkeys(work.document for work in heads), set[str]()
    for work, digests in joint.items():
        if error := staged_head(staging, work.document).error:
            progress.apart.append(error)
            continue
        progress.joined += 1
        replaced |= {*digests} - documents.keys()
        documents = {d: None for d in documents if d not in digests} | {work.document: None}
    return list(documents), frozenset(replaced)


def _other_halves(new: Mapping[Path, Holding], progress: _Progress) -> dict[Path, tuple[str, Holding]]:
    """Return what was added before and is the other half of a new file, as far as it is there; say where it is not."""
    found: dict[Path, tuple[str, Holding]] = {}
    there = {(path.parent, h.body, h.year, h.kind): path for path, (_, h) in progress.halves.items()}
    for path, holding in new.items():
        other = there.get((path.parent, holding.body, holding.year, holding.kind))
        if other is None or other in new:
            continue
        document, half = progress.halves[other]
        if ("narrative" in holding.parts) == ("narrative" in half.parts):
            continue
        why = ""
        if "narrative" in holding.parts and len(holding.parts) > 1:
            why = f"{path.name} holds more than the narrative"
        elif not other.exists() or document_digest(other) != document:
            why = f"{other.name} is not there any more as it was"
        if why:
            names = f"{path.name} and {other.name}, which was added before"
            progress.apart.append(f"{names}, may be one disclosure and are not joined: {why}")
        else:
            found[other] = document, half
    return found


def _clear(corpus: Path) -> None:
    """Remove what is staged; first out of the way of a worker that outlived an earlier build."""
    staging = corpus / STAGING
    if staging.exists():
        away = staging.rename(corpus / f"{STAGING}-{uuid.uuid4().hex}")
        shutil.rmtree(away)


def sweep(corpus: Path, manifest: Manifest) -> None:
    """Remove what interrupted builds left and the manifest does not name."""
    _clear(corpus)
    for old in corpus.glob(f"{STAGING}-*"):
        shutil.rmtree(old)
    named = manifest.every_file()
    for table in STORED:
        for path in (corpus / table).rglob("*.parquet*"):
            if path.relative_to(corpus).as_posix() not in named:
                path.unlink()
