"""Which files are documents: found among paths and in the folders below them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

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
