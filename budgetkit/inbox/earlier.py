"""What there is beside a new document: its department's disclosure of the year before, and others of the same year."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from budgetkit.checks.comparison import Change, compare
from budgetkit.corpus.sources import documents_under
from budgetkit.model.disclosure import Disclosure
from budgetkit.model.errors import error_sentence
from budgetkit.package import load
from budgetkit.package.save import DESCRIPTOR
from budgetkit.source import open_source

INBOX: Final = "inbox"

Key = tuple[str, str, int]
"""Department without spaces, kind, year: what tells one published disclosure from another."""
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that could not be read, and why in one sentence."""

    path: Path
    reason: str


@dataclass(frozen=True)
class Earlier:
    """The disclosures of the year before: where they are, and what changed since where there is just one to read.

    ``reason`` says why the one there is could not be read, or not be compared with.
    """

    paths: tuple[Path, ...] = ()
    disclosure: Disclosure | None = None
    cells: tuple[Change, ...] = ()
    reason: str = ""


def attempted(path: Path, make: Callable[[Path], Made]) -> Made | Unread:
    """Return what is made of a document, or why it could not be, whatever it was: one must not hide the others."""
    try:
        return make(path)
    except Exception as error:
        return Unread(path, error_sentence(error, str(getattr(error, "filename", None) or path.name)))


def beside(held: Mapping[Path, Disclosure], data: Path) -> Iterator[tuple[Earlier, tuple[Path, ...]]]:
    """Yield for each disclosure that is held, in order, the year before and where others of the same year are.

    They are looked for among those held, in DATA and, for the year before only, in the inbox.
    """
    shelf = [(_key(d), path) for path, d in held.items()] + _published(data, held)
    lacking = any(not _at(shelf, _key(d, back=1)) for d in held.values())
    waiting = dict(_waiting(data, held)) if lacking else {}
    rest = [(_key(d), path) for path, d in waiting.items()]
    known = {**held, **waiting}
    for here, disclosure in held.items():
        same = tuple(path for path in _at(shelf, _key(disclosure)) if path != here)
        key = _key(disclosure, back=1)
        yield _compared(disclosure, _at(shelf, key) or _at(rest, key), known), same


def _key(disclosure: Disclosure, back: int = 0) -> Key:
    return "".join(disclosure.department.split()), disclosure.kind, disclosure.year - back


def _at(shelf: Iterable[tuple[Key, Path]], key: Key) -> tuple[Path, ...]:
    """Return where a key is found; one that names no department or year is nobody's."""
    return tuple(path for other, path in shelf if other == key and key[0] and key[2] > 0)


def _published(data: Path, held: Iterable[Path]) -> list[tuple[Key, Path]]:
    """Return every disclosure in DATA but those held; one whose descriptor is damaged belongs to nobody."""
    there = {path.resolve() for path in held}
    folders = [file.parent for file in sorted(data.glob(f"*/{DESCRIPTOR}"))]
    found = [(attempted(folder, _described), folder) for folder in folders if folder.resolve() not in there]
    return [(key, folder) for key, folder in found if not isinstance(key, Unread)]


def _described(folder: Path) -> Key:
    about = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))["budgetkit"]
    return "".join(about["department"].split()), about["kind"], int(about["year"])


def _waiting(data: Path, held: Iterable[Path]) -> Iterator[tuple[Path, Disclosure]]:
    """Yield what else lies in the inbox and can be read; what cannot was error_sentence when it came."""
    there = {path.resolve() for path in held}
    inbox = data / INBOX
    for path in documents_under([inbox]) if inbox.is_dir() else []:
        if path.resolve() not in there:
            found = attempted(path, open_source)
            if not isinstance(found, Unread):
                yield path, found


def _compared(later: Disclosure, paths: tuple[Path, ...], known: Mapping[Path, Disclosure]) -> Earlier:
    if len(paths) != 1:
        return Earlier(paths)

    def against(path: Path) -> Earlier:
        earlier = known[path] if path in known else load(path)
        return Earlier(paths, earlier, compare(later, earlier))

    found = attempted(paths[0], against)
    return Earlier(paths, reason=found.reason) if isinstance(found, Unread) else found
