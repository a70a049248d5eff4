"""Which documents there are under some paths, and what each of them is: its digest."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from budgetkit.cache import digest_of
from budgetkit.package.columns import DESCRIPTOR

DOCUMENT_SUFFIXES: Final = frozenset({".pdf", ".docx", ".xlsx", ".html", ".htm", ".txt", ".doc", ".xls"})

_READERS: Final = 4


@dataclass(frozen=True, slots=True)
class Work:
    """One document to be read: where it is, the digest it must have, and the layout to force (``None``: recognise)."""

    path: str
    document: str
    form: str | None = None


def documents_under(paths: Iterable[Path]) -> list[Path]:
    """Return every document and saved disclosure among paths and in folders below them, sorted.

    What begins with a dot, and folders that are links, are passed over.

    Raises:
        FileNotFoundError: a path does not exist; the message names it.
    """
    found: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"{path} does not exist")
        found |= set(_below(path)) if path.is_dir() else {_document(path)}
    return sorted(found)


def _document(path: Path) -> Path:
    """Return the document that a file stands for: of a descriptor, the disclosure it describes."""
    return path.parent if path.name == DESCRIPTOR else path


def _below(top: Path) -> Iterator[Path]:
    for folder, inside, files in os.walk(top):
        if DESCRIPTOR in files:
            inside.clear()
            yield Path(folder)
            continue
        inside[:] = [name for name in inside if not name.startswith(".")]
        names = (name for name in files if not name.startswith("."))
        yield from (Path(folder, name) for name in names if Path(name).suffix.lower() in DOCUMENT_SUFFIXES)


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
    ordered = [path.absolute() for path in paths]
    found: dict[str, Path] = {}
    with ThreadPoolExecutor(_READERS) as pool:
        for path, document in zip(ordered, pool.map(_known_by, ordered), strict=True):
            found.setdefault(document, path)
    return found


def _known_by(path: Path) -> str:
    try:
        return document_digest(path)
    except OSError:
        return hashlib.sha256(os.fsencode(path)).hexdigest()
