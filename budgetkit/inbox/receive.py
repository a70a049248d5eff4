"""New documents received: each read, checked and executed alone, and put beside the disclosure of the year before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from budgetkit.checks.joint import Reconciliation, reconcile
from budgetkit.checks.verdicts import Findings, check
from budgetkit.corpus.sources import documents_under, sifted, strangers_under
from budgetkit.inbox.earlier import INBOX, Earlier, Unread, attempted, beside
from budgetkit.model.disclosure import Disclosure
from budgetkit.notebooks.job import Done, run_all
from budgetkit.package import load

Show = Callable[[str, int, int], None]


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


def receive(
    paths: Sequence[Path],
    data: Path,
    output: Path,
    show: Show | None = None,
    summary: Path | None = None,
) -> Delivery:
    """Read, check and execute every document among ``paths``, or in DATA/inbox where none is named, and no other.

    Each gets what the main job makes, in OUT/<its name>; no name is that of the file ``summary``. A file of the inbox
    that is named, but is no document by its suffix, is passed over as where the whole inbox is taken. The disclosure of
    the year before, of the very same department and kind, is looked for in DATA, among ``paths`` and in the inbox. One
    that cannot be read does not stop the others.

    Raises:
        FileNotFoundError: a path is not there, or none is named and there is no folder DATA.
    """
    if not paths and not data.is_dir():
        raise FileNotFoundError(f"{data} does not exist: name the documents, or their folder with --data")
    places = paths or [data / INBOX]
    # Git keeps no empty folder: an inbox that is not there is an empty one.
    there, strange = sifted((place for place in places if paths or place.exists()), data / INBOX)
    folders = _folders(documents_under(there), output, summary)
    outcomes = [attempted(path, partial(_received, folder, show)) for path, folder in folders.items()]
    received = [one for one in outcomes if isinstance(one, Received)]
    others = beside({one.path: one.disclosure for one in received}, data)
    strange += [path for place in there if place.is_dir() for path in strangers_under(place)]
    return Delivery(
        tuple(replace(one, earlier=e, twins=t) for one, (e, t) in zip(received, others, strict=True)),
        tuple(one for one in outcomes if isinstance(one, Unread)),
        tuple(sorted(set(strange))),
    )


def _folders(documents: Iterable[Path], output: Path, summary: Path | None) -> dict[Path, Path]:
    """Return a folder of its own for each document, named after it; no two names differ in case alone."""
    found: dict[Path, Path] = {}
    beside_summary = summary is not None and summary.resolve().parent == output.resolve()
    taken = {summary.name.casefold()} if summary is not None and beside_summary else set()
    for path in documents:
        whole = path.absolute()
        # Windows drops dots and spaces at the end of a name; of dots alone nothing is left, or the way out of OUT.
        name = first = (whole.name if whole.is_dir() else whole.stem).rstrip(". ") or "document"
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{first}-{number}"
        taken.add(name.casefold())
        found[path] = output / name
    return found


def _received(folder: Path, show: Show | None, path: Path) -> Received:
    """Do the main job on one document, and judge what the job read: nothing is read twice."""
    tell = None if show is None else lambda what, done, of: show(f"{folder.name} {what}", done, of)
    done = run_all(path, folder, show=tell)
    disclosure = load(folder / "disclosure")
    return Received(path, folder, disclosure, done, check(disclosure), reconcile(disclosure))
