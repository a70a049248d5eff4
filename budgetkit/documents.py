"""Which documents there are under some paths: published files by their suffix, saved disclosures by their descriptor."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from budgetkit.package.columns import DESCRIPTOR

DOCUMENT_SUFFIXES: Final = frozenset({".pdf", ".docx", ".xlsx", ".html", ".htm", ".txt", ".doc", ".xls"})


def documents_under(paths: Iterable[Path]) -> list[Path]:
    """Return every document and saved disclosure among paths and in folders below them, sorted.

    A file of a saved disclosure stands for the whole. What begins with a dot, and folders that are links, are passed
    over; so is, in a folder, a file that no suffix tells for a document (``strangers_under`` names those).

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
    return sorted(p for p, known in _below(folder) if not known and p.name != "README.md")


def _document(path: Path) -> Path:
    """Return the document that a file stands for: in a saved disclosure, at most one folder down, the disclosure."""
    return next((folder for folder in path.parents[:2] if (folder / DESCRIPTOR).is_file()), path)


def _below(top: Path) -> Iterator[tuple[Path, bool]]:
    """Yield what lies below a folder, and whether it is a document by its name."""
    for folder, inside, files in os.walk(top):
        if DESCRIPTOR in files:
            inside.clear()
            yield Path(folder), True
            continue
        inside[:] = [name for name in inside if not name.startswith(".")]
        names = (name for name in files if not name.startswith("."))
        yield from ((Path(folder, name), Path(name).suffix.lower() in DOCUMENT_SUFFIXES) for name in names)
