"""New documents received: each read, checked and executed alone, and put beside the disclosure of the year before."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeVar

from budgetkit.checks.comparison import Change, compare
from budgetkit.checks.joint import Reconciliation, reconcile
from budgetkit.checks.verdicts import Findings, check
from budgetkit.documents import documents_under, sifted, strangers_under
from budgetkit.forms.label import abridged
from budgetkit.model.disclosure import Disclosure
from budgetkit.model.errors import error_sentence
from budgetkit.notebooks.job import Done, run_all
from budgetkit.package import load, save
from budgetkit.package.save import DESCRIPTOR
from budgetkit.readers.together import holding_of, parts_of_one
from budgetkit.source import located, names_of, open_all, open_source

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


def beside(
    held: Mapping[Path, Disclosure], data: Path, files: Iterable[Path]
) -> Iterator[tuple[Earlier, tuple[Path, ...]]]:
    """Yield for each disclosure that is held, in order, the year before and where others of the same year are.

    They are looked for among those held, in DATA and, for the year before only, in the inbox, but for ``files``, which
    were read.
    """
    files = list(files)
    shelf = [(_key(d), path) for path, d in held.items()] + _published(data, files)
    lacking = any(not _at(shelf, _key(d, back=1)) for d in held.values())
    waiting = dict(_waiting(data, files)) if lacking else {}
    rest = [(_key(d), path) for path, d in waiting.items()]
    known = {**held, **waiting}
    for here, disclosure in held.items():
        same = tuple(path for path in _at(shelf, _key(disclosure)) if path != here)
        key = _key(disclosure, back=1)
        yield _compared(disclosure, _at(shelf, key) or _at(rest, key), known), same


def _key(disclosure: Disclosure, back: int = 0) -> Key:
    return abridged(disclosure.department), disclosure.kind, disclosure.year - back


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
    return abridged(about["department"]), about["kind"], int(about["year"])


def _waiting(data: Path, held: Iterable[Path]) -> Iterator[tuple[Path, Disclosure]]:
    """Yield what else lies in the inbox and can be read; what cannot was named when it came."""
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


Show = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Received:
    """A new document: where it was, the folder made of it, what it says and how it was judged.

    ``twins`` are other disclosures of the same department, kind and year; ``files`` are all of its files.
    """

    path: Path
    folder: Path
    disclosure: Disclosure
    done: Done
    findings: Findings
    together: Reconciliation
    earlier: Earlier = field(default_factory=Earlier)
    twins: tuple[Path, ...] = ()
    files: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Delivery:
    """All that was received at once.

    ``passed_over`` are files whose suffix tells of no document; ``apart`` says why files that seem to are not one.
    """

    received: tuple[Received, ...]
    unread: tuple[Unread, ...] = ()
    passed_over: tuple[Path, ...] = ()
    apart: tuple[str, ...] = ()

    @property
    def status(self) -> int:
        """The exit status: 2 where a document could not be read or a notebook failed."""
        return 2 if self.unread or any(one.done.status for one in self.received) else 0


def receive(
    paths: Sequence[Path],
    data: Path,
    output: Path,
    show: Show | None = None,
    summary: Path | None = None,
) -> Delivery:
    """Read, check and execute every document among ``paths``, or in DATA/inbox where none is named, and no other.

    Files that are one disclosure (narrative and tables apart) are joined, of a file with several each is one. Each
    disclosure gets what the main job makes, in OUT/<name of its file>; no name is that of the file ``summary``. A file
    of the inbox that is named, but is no document by its suffix, is passed over as where the whole inbox is taken. The
    disclosure of the year before, of the very same department and kind, is looked for in DATA, among ``paths`` and in
    the inbox. One that cannot be read does not stop the others.

    Raises:
        FileNotFoundError: a path is not there, or none is named and there is no folder DATA.
    """
    if not paths and not data.is_dir():
        raise FileNotFoundError(f"{data} does not exist: name the documents, or their folder with --data")
    paths = [located(path) for path in paths]
    places = paths or [data / INBOX]
    # Git keeps no empty folder: an inbox that is not there is an empty one.
    there, strange = sifted((place for place in places if paths or place.exists()), data / INBOX)
    found = {path: attempted(path, open_all) for path in documents_under(there)}
    read = {path: one for path, one in found.items() if not isinstance(one, Unread)}
    parts, apart = _parts(read)
    folders = _folders((part.name for part in parts), output, summary)
    outcomes = [
        attempted(part.path, partial(_received, part, folder, show))
        for part, folder in zip(parts, folders, strict=True)
    ]
    received = [one for one in outcomes if isinstance(one, Received)]
    others = beside({one.path: one.disclosure for one in received}, data, found)
    strange += [path for place in there if place.is_dir() for path in strangers_under(place)]
    return Delivery(
        tuple(replace(one, earlier=e, twins=t) for one, (e, t) in zip(received, others, strict=True)),
        tuple(one for one in (*found.values(), *outcomes) if isinstance(one, Unread)),
        tuple(sorted(set(strange))),
        apart,
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """One disclosure to be received: its files, what it is called, what it says.

    ``path`` is the file; of a file with several disclosures, the file and the body.
    """

    path: Path
    files: tuple[Path, ...]
    name: str
    disclosure: Disclosure


def _parts(read: Mapping[Path, Sequence[Disclosure]]) -> tuple[list[_Part], tuple[str, ...]]:
    """Return the disclosures in some files, those in several joined, and sentences on what is not one disclosure."""
    alone = {path: found[0] for path, found in read.items() if len(found) == 1}
    held = {path: holding_of(disclosure) for path, disclosure in alone.items() if not path.is_dir()}
    groups, apart = parts_of_one(held)
    joined: dict[Path, tuple[Disclosure, tuple[Path, ...]]] = {}
    for paths in groups:
        together = attempted(paths[0], partial(_read_as_one, paths))
        if isinstance(together, Unread):
            apart = (*apart, together.reason)
        else:
            joined[paths[0]] = together, paths
    followers = {path for first, (_, paths) in joined.items() for path in paths if path != first}
    parts = []
    for path, found in read.items():
        name = path.absolute().name if path.is_dir() else path.absolute().stem
        if len(found) > 1:
            for called, d in zip(names_of(found), found, strict=True):
                parts.append(_Part(path.with_name(f"{path.name} ({called})"), (path,), f"{name}-{called}", d))
        elif path not in followers:
            disclosure, paths = joined.get(path, (found[0], (path,)))
            parts.append(_Part(path, paths, name, disclosure))
    return parts, apart


def _read_as_one(paths: Sequence[Path], _: Path) -> Disclosure:
    return open_source(paths)


def _folders(names: Iterable[str], output: Path, summary: Path | None) -> list[Path]:
    """Return a folder of its own for each disclosure, named after it; no two names differ in case alone."""
    beside_summary = summary is not None and summary.resolve().parent == output.resolve()
    taken = {summary.name.casefold()} if summary is not None and beside_summary else set()
    found = []
    for whole in names:
        # Windows drops dots and spaces at the end of a name; of dots alone nothing is left, or the way out of OUT.
        name = first = whole.rstrip(". ") or "document"
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{first}-{number}"
        taken.add(name.casefold())
        found.append(output / name)
    return found


def _received(part: _Part, folder: Path, show: Show | None, _: Path) -> Received:
    """Do the main job on one disclosure, and judge what the job read: nothing is read twice."""
    progress = None if show is None else lambda what, done, of: show(f"{folder.name} {what}", done, of)
    disclosure = part.disclosure
    with TemporaryDirectory() as scratch:
        # The pages of one file are shown beside the findings; of several, or of a part of one, what was read is kept.
        source = part.path if part.files == (part.path,) else save(disclosure, Path(scratch) / "disclosure")
        done = run_all(source, folder, show=progress, disclosure=disclosure)
    disclosure = load(folder / "disclosure")
    return Received(
        part.path, folder, disclosure, done, check(disclosure), reconcile(disclosure), files=part.files
    )
