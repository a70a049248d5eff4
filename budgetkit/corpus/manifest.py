"""What a corpus consists of: the files of each table. Written last, in one step."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from itertools import chain
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

from budgetkit.corpus.schema import KEPT, STORED
from budgetkit.corpus.staging import UNREAD
from budgetkit.forms.label import abridged
from budgetkit.model.errors import BudgetkitError
from budgetkit.readers.together import Holding

MANIFEST: Final = "manifest.json"
NEW: Final = ".new"
"""What folders begin with whose files are to take the place of others of the corpus, all of them or none."""
_VERSION: Final = 1


class CorpusError(BudgetkitError):
    """A folder that is no corpus, or one of another version, or that something else is at work on."""


@dataclass(frozen=True)
class Manifest:
    """The files of each table, relative to the corpus, in the order they were added."""

    files: dict[str, tuple[str, ...]] = field(default_factory=lambda: dict.fromkeys(STORED, ()))

    def write(self, corpus: Path) -> None:
        """Put the manifest in place in one step."""
        files = {table: names for table, names in self.files.items() if names or table != KEPT}
        content = {"budgetkit_corpus": _VERSION, "files": files}
        part = corpus / f".{MANIFEST}.part"
        part.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8", newline="\n")
        put_in_place(part, corpus / MANIFEST)

    def with_files(self, more: dict[str, list[str]]) -> Manifest:
        """Return the manifest with files added; one that is named already stands where it stood."""
        return Manifest(
            {t: tuple(dict.fromkeys((*names, *more.get(t, ())))) for t, names in self.files.items()}
        )

    def without_unread(self) -> Manifest:
        """Return the manifest without the documents that could not be read."""
        unread = f"/form={UNREAD}/"
        return Manifest({t: tuple(n for n in names if unread not in n) for t, names in self.files.items()})

    def every_file(self) -> frozenset[str]:
        """Return the names of all files."""
        return frozenset(chain.from_iterable(self.files.values()))


def put_in_place(part: Path, target: Path) -> None:
    """Put a file in place in one step, its content on the disk first: a power failure loses nothing that is named."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(target)


def completed_manifest(corpus: Path) -> Manifest:
    """Return the manifest of a corpus, after all files that were being put in the place of others are (see ``judge``).

    Such files lie in a folder beside the tables; it is whole when the manifest that names them is in it.
    """
    for folder in corpus.glob(f"{NEW}-*"):
        if (folder / MANIFEST).exists():
            for path in folder.rglob("*.parquet"):
                target = corpus / path.relative_to(folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                put_in_place(path, target)
            put_in_place(folder / MANIFEST, corpus / MANIFEST)
            shutil.rmtree(folder)
    return read_manifest(corpus, new=True)


def opened(corpus: Path) -> Traversable:
    """Return where the files of a corpus are: its folder, or within the zip file that it is packed into.

    Raises:
        CorpusError: the file is no zip file.
    """
    if not corpus.is_file():
        return corpus
    try:
        return zipfile.Path(corpus)
    except zipfile.BadZipFile as error:
        raise CorpusError(
            f"{corpus} is neither the folder of a corpus nor one packed as a zip file"
        ) from error


def read_manifest(corpus: Traversable, new: bool = False) -> Manifest:
    """Return the manifest of a corpus; an empty one, if ``new``, for a folder that is to become one.

    Raises:
        CorpusError: the folder is no corpus, or holds something else.
    """
    path = corpus / MANIFEST
    if not path.is_file():
        others = [p.name for p in corpus.iterdir() if not p.name.startswith(".")] if corpus.is_dir() else []
        if new and not set(others) - set(STORED):
            return Manifest()
        raise CorpusError(f"{corpus} is no corpus: it has no {MANIFEST}; `budgetkit corpus build` makes one")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        version = content["budgetkit_corpus"]
        files = {
            table: tuple(
                map(str, content["files"].get(table, ()) if table == KEPT else content["files"][table])
            )
            for table in STORED
        }
    except (ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"{path} is damaged: {error}") from error
    if version != _VERSION:
        raise CorpusError(f"{corpus} is a corpus of version {version}, not {_VERSION}")
    return Manifest(files)


def known_documents(corpus: Path, manifest: Manifest) -> frozenset[str]:
    """Return the digests of all documents of a corpus, and of the files of those that are in several.

    Raises:
        CorpusError: a file that the manifest names is missing or damaged.
    """
    found: set[str] = set()
    for row in _documents(corpus, manifest.files["documents"], "document", "sha256"):
        files = (row["sha256"] or "").split(" ")
        found |= {row["document"], *(files if len(files) > 1 else ())}
    return frozenset(found)


def lone_halves(corpus: Path, manifest: Manifest) -> dict[Path, tuple[str, Holding]]:
    """Return the files of a corpus that were read without a table, or without a statement: the document, whose it is.

    Raises:
        CorpusError: a file that the manifest names is missing or damaged.
    """
    columns = ("document", "path", "department", "year", "kind", "tables", "statements")
    found = {}
    for row in _documents(corpus, manifest.files["documents"], *columns):
        if row["department"] and bool(row["tables"]) != bool(row["statements"]):
            parts = ("tables",) if row["tables"] else ("narrative",)
            holding = Holding(abridged(row["department"]), row["year"], row["kind"], parts)
            found[Path(row["path"])] = row["document"], holding
    return found


def unread_documents(corpus: Path, manifest: Manifest) -> dict[str, str]:
    """Return the documents that could not be read, with their paths.

    Raises:
        CorpusError: a file that the manifest names is missing or damaged.
    """
    unread = sorted(set(manifest.files["documents"]) - set(manifest.without_unread().files["documents"]))
    return {row["document"]: row["path"] for row in _documents(corpus, unread, "document", "path")}


def _documents(corpus: Path, names: Iterable[str], *columns: str) -> Iterator[dict[str, Any]]:
    for name in names:
        try:
            yield from pq.ParquetFile(corpus / name).read(list(columns)).to_pylist()
        except (OSError, ValueError) as error:
            raise CorpusError(
                f"{corpus / name}, which the manifest names, cannot be read: {error}"
            ) from error
