"""New documents received: each read, checked and executed alone, and put beside the disclosure of the year before."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from budgetkit.comparison import Change, compare
from budgetkit.documents import documents_under, strangers_under
from budgetkit.errors import BudgetkitError
from budgetkit.job import Done, run_all
from budgetkit.model import Disclosure
from budgetkit.package import load
from budgetkit.package.columns import DESCRIPTOR
from budgetkit.reconcile import Reconciliation, reconcile
from budgetkit.source import open_source
from budgetkit.verdicts import Findings, check

INBOX: Final = "inbox"

Show = Callable[[str, int, int], None]
Key = tuple[str, str, int]
"""Department without spaces, kind, year: what tells one published disclosure from another."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that could not be read, and why in one sentence."""

    path: Path
    reason: str


@dataclass(frozen=True)
class Earlier:
    """The disclosures of the year before: where they are, and what changed since where there is just one to read."""

    paths: tuple[Path, ...] = ()
    disclosure: Disclosure | None = None
    cells: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Received:
    """A new document: where it was, the folder made of it, what it says and how it was judged.

    ``twins`` are other disclosures of the same department, kind and year.
    """

    path: Path
    folder: Path
    disclosure: Disclosure
    done: Done
    findings: Findings
    together: Reconciliation
    earlier: Earlier = field(default_factory=Earlier)
    twins: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Delivery:
    """All that was received at once; ``passed_over`` are files whose suffix tells of no document."""

    received: tuple[Received, ...]
    unread: tuple[Unread, ...] = ()
    passed_over: tuple[Path, ...] = ()

    @property
    def status(self) -> int:
        """The exit status: 2 where a document could not be read or a notebook failed."""
        return 2 if self.unread or any(one.done.status for one in self.received) else 0


def receive(paths: Sequence[Path], data: Path, output: Path, show: Show | None = None) -> Delivery:
    """Read, check and execute every document among ``paths``, or in DATA/inbox where none is named, and no other.

    Each gets what the main job makes, in OUT/<its name>. The disclosure of the year before, of the very same
    department and kind, is looked for in DATA, among ``paths`` and in the inbox. One that cannot be read does not
    stop the others.

    Raises:
        FileNotFoundError: a path is not there, or none is named and there is no folder DATA.
    """
    if not paths and not data.is_dir():
        raise FileNotFoundError(f"{data} does not exist: name the documents, or their folder with --data")
    places = paths or [data / INBOX]
    # Git keeps no empty folder: an inbox that is not there is an empty one.
    there = [place for place in places if paths or place.exists()]
    folders = _folders(documents_under(there), output)
    outcomes = [_received(path, folder, show) for path, folder in folders.items()]
    received = [one for one in outcomes if isinstance(one, Received)]
    return Delivery(
        tuple(_beside_others(received, data)),
        tuple(one for one in outcomes if isinstance(one, Unread)),
        tuple(path for place in there if place.is_dir() for path in strangers_under(place)),
    )


def _folders(documents: Iterable[Path], output: Path) -> dict[Path, Path]:
    """Return a folder of its own for each document, named after it; no two names differ in case alone."""
    found: dict[Path, Path] = {}
    taken: set[str] = set()
    for path in documents:
        whole = path.absolute()
        name = first = whole.name if whole.is_dir() else whole.stem
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{first}-{number}"
        taken.add(name.casefold())
        found[path] = output / name
    return found


def _received(path: Path, folder: Path, show: Show | None) -> Received | Unread:
    """Do the main job on one document, and judge what the job read: nothing is read twice."""
    tell = None if show is None else lambda what, done, of: show(f"{folder.name} {what}", done, of)
    try:
        done = run_all(path, folder, show=tell)
        disclosure = load(folder / "disclosure")
        return Received(path, folder, disclosure, done, check(disclosure), reconcile(disclosure))
    except OSError as error:
        reason = f"{error.filename or path.name}: {error.strerror or error}"
    except (BudgetkitError, KeyError) as error:
        reason = str(error.args[0] if error.args else error)
    except Exception as error:
        # A document that meets a fault of ours must not hide what the others are; the sentence says that it is one.
        reason = f"fault in budgetkit: {type(error).__name__}: {error}"
    return Unread(path, reason)


def _beside_others(received: Sequence[Received], data: Path) -> Iterator[Received]:
    """Yield what was received with what else there is of its department: the year before, and the same year."""
    held = {one.path: one.disclosure for one in received}
    shelf = [(_key(d), path) for path, d in held.items()] + _published(data, held)
    lacking = any(not _at(shelf, _key(d, back=1)) for d in held.values())
    waiting = dict(_waiting(data, held)) if lacking else {}
    held |= waiting
    rest = [(_key(d), path) for path, d in waiting.items()]
    for one in received:
        same = tuple(path for path in _at(shelf, _key(one.disclosure)) if path != one.path)
        key = _key(one.disclosure, back=1)
        before = _at(shelf, key) or _at(rest, key)
        yield replace(one, earlier=_compared(one.disclosure, before, held), twins=same)


def _key(disclosure: Disclosure, back: int = 0) -> Key:
    return "".join(disclosure.department.split()), disclosure.kind, disclosure.year - back


def _at(shelf: Iterable[tuple[Key, Path]], key: Key) -> tuple[Path, ...]:
    """Return where a key is found; one that names no department or year is nobody's."""
    return tuple(path for other, path in shelf if other == key and key[0] and key[2] > 0)


def _published(data: Path, held: Iterable[Path]) -> list[tuple[Key, Path]]:
    """Return every disclosure in DATA but those held; one whose descriptor is damaged belongs to nobody."""
    there = {path.resolve() for path in held}
    folders = [file.parent for file in sorted(data.glob(f"*/{DESCRIPTOR}"))]
    found = [(_described(folder), folder) for folder in folders if folder.resolve() not in there]
    return [(key, folder) for key, folder in found if key is not None]


def _described(folder: Path) -> Key | None:
    try:
        about = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))["budgetkit"]
        return "".join(about["department"].split()), about["kind"], int(about["year"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _waiting(data: Path, held: Iterable[Path]) -> Iterator[tuple[Path, Disclosure]]:
    """Yield what else lies in the inbox and can be read; what cannot was told when it came."""
    there = {path.resolve() for path in held}
    inbox = data / INBOX
    for path in documents_under([inbox]) if inbox.is_dir() else []:
        if path.resolve() not in there:
            try:
                yield path, open_source(path)
            except (BudgetkitError, OSError):
                continue


def _compared(later: Disclosure, paths: tuple[Path, ...], held: Mapping[Path, Disclosure]) -> Earlier:
    if len(paths) != 1:
        return Earlier(paths)
    try:
        earlier = held[paths[0]] if paths[0] in held else load(paths[0])
    except BudgetkitError:
        return Earlier(paths)
    return Earlier(paths, earlier, compare(later, earlier))
