"""What each document is: its digest; and what is to be done with it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from budgetkit.notebooks.cache import digest_of

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
