"""What each document is: its digest; and what is to be done with it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from budgetkit.notebooks.cache import digest_of
from budgetkit.package.save import DESCRIPTOR
from budgetkit.readers.formats.kinds import BUNDLE_SUFFIXES, SUFFIXES

README: Final = "README.md"
"""What a folder says about itself, and nobody's disclosure."""


def documents_under(paths: Iterable[Path]) -> list[Path]:
    """Return every document and saved disclosure among paths and in folders below them, sorted.

    The descriptor of a saved disclosure, and every file that it lists, stand for the whole. What begins with a dot, and
    folders that are links, are passed over; so is, in a folder, a file that no suffix tells for a document
    (``strangers_under`` names those).

    Raises:
        FileNotFoundError: a path does not exist; the message names it.
    """
    found: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"{path} does not exist")
        found |= {p for p, known in _below(path) if known} if path.is_dir() else {_document(path)}
    return sorted(found)


def strangers_under(folder: Path) -> list[Path]:
    """Return the files in and below a folder that are no document by their suffix, but for a README.md, sorted."""
    return sorted(p for p, known in _below(folder) if not known and p.name != README)


def sifted(paths: Iterable[Path], folder: Path) -> tuple[list[Path], list[Path]]:
    """Part paths into those that are meant and the files that are not, for they lie in a folder and are no documents.

    A file below the folder is judged by its name as where the folder is taken whole: a README.md is in neither list, a
    part of a saved disclosure is meant. What lies elsewhere is meant, whatever its name.
    """
    meant, strange = [], []
    for path in paths:
        below = path.is_file() and folder.resolve() in (path.parent.resolve() / path.name).parents
        if not below or _document(path) != path or _is_document(path.name):
            meant.append(path)
        elif path.name != README:
            strange.append(path)
    return meant, strange


def _is_document(name: str) -> bool:
    return Path(name).suffix.lower() in SUFFIXES | BUNDLE_SUFFIXES


def _document(path: Path) -> Path:
    """Return the document that a file stands for: the saved disclosure that it is a part of, or itself."""
    if path.name == DESCRIPTOR:
        return path.parent
    whole, said = path.absolute(), path.parents
    for depth, folder in enumerate(whole.parents[:2]):
        if whole.relative_to(folder).as_posix() in _parts(folder):
            return said[depth] if depth < len(said) else folder
    return path


def _parts(folder: Path) -> frozenset[str]:
    """Return the files of the disclosure that is saved in a folder, none where it is nobody's or somebody else's."""
    try:
        descriptor = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        ours = "budgetkit" in descriptor
        return frozenset(resource["path"] for resource in descriptor["resources"] if ours)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return frozenset()


def _below(top: Path) -> Iterator[tuple[Path, bool]]:
    """Yield what lies below a folder, and whether it is a document by its name."""
    for folder, inside, files in os.walk(top):
        if DESCRIPTOR in files:
            inside.clear()
            yield Path(folder), True
            continue
        inside[:] = [name for name in inside if not name.startswith(".")]
        names = (name for name in files if not name.startswith("."))
        yield from ((Path(folder, name), _is_document(name)) for name in names)


_READERS: Final = 4
_AHEAD: Final = 4096
"""Paths handed to the readers at a time, so that what is to come of half a million does not lie in memory."""


@dataclass(frozen=True, slots=True)
class Work:
    """One document to be read: where it is, the digest it must have, and the layout to force (``None``: recognise).

    A document that is in several files has their paths one a line, and the digest of their digests.
    """

    path: str
    document: str
    form: str | None = None

    @property
    def name(self) -> str:
        """The name of the file, or the names of the files."""
        return ", ".join(Path(path).name for path in files_of(self.path))


def files_of(path: str) -> list[str]:
    """Return the paths of a document's files from what a corpus holds as its path: one a line."""
    return [path] if Path(path).exists() else path.split("\n")


def joint_digest(digests: Sequence[str]) -> str:
    """Return what a document goes by that consists of so many files: of one file, its own digest."""
    text = " ".join(digests)
    return text if len(digests) == 1 else hashlib.sha256(text.encode()).hexdigest()


def document_digest(path: Path) -> str:
    """Return the SHA-256 of a document's bytes, or of the names and contents of a saved disclosure's files.

    Raises:
        OSError: it cannot be read.
    """
    if path.is_dir():
        return digest_of(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def distinct(paths: Iterable[Path]) -> dict[str, Path]:
    """Return documents by digest; of several paths with the same bytes the first in order.

    A document whose bytes cannot be read goes by the digest of its path, so that it is not lost.
    """
    waiting = (path.absolute() for path in paths)
    found: dict[str, Path] = {}
    with ThreadPoolExecutor(_READERS) as pool:
        while some := tuple(islice(waiting, _AHEAD)):
            for path, document in zip(some, pool.map(_known_by, some), strict=True):
                found.setdefault(document, path)
    return found


def _known_by(path: Path) -> str:
    try:
        return document_digest(path)
    except OSError:
        return hashlib.sha256(os.fsencode(path)).hexdigest()
