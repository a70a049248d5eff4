"""Documents read by Dask workers, the same code path as locally: ``--dask tcp://scheduler:8786``.

Workers and the builder must see the same files and run the same budgetkit. A worker that dies loses nothing: Dask
gives its documents to others; a document that kills its workers fails alone and becomes one row.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, Final

from budgetkit.corpus.build import Stager
from budgetkit.corpus.manifest import CorpusError
from budgetkit.corpus.sources import Work
from budgetkit.corpus.staging import Outcome, Stage, library, refuse, stage
from budgetkit.corpus.workers import LIMIT
from budgetkit.model.errors import BudgetkitError
from budgetkit.version import how_to_install

AHEAD: Final = 400
"""Documents handed to the scheduler at a time, so that half a million do not lie in its memory."""

_ONE: Final = threading.Lock()


def dask_stager(address: str, *, timeout: float = LIMIT, stage: Stage = stage) -> Stager:
    """Return a stager that reads documents on a Dask cluster; ``timeout`` is in seconds a document.

    Raises:
        BudgetkitError: no scheduler answers there, or the extra ``dask`` is not installed.
    """
    try:
        dask: Any = import_module("distributed")
    except ImportError as error:
        raise BudgetkitError(
            f"reading on a cluster needs the extra dask: {how_to_install('dask')}"
        ) from error
    _client(dask, address).close()

    def stager(todo: Iterable[Work], folder: Path) -> Iterator[Outcome]:
        with _client(dask, address) as client:
            yield from _stage(client, dask, todo, folder.resolve(), _Order(stage, timeout, library()))

    return stager


def _client(dask: Any, address: str) -> Any:
    try:
        return dask.Client(address, timeout="20s", set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise BudgetkitError(f"no Dask scheduler answers at {address}") from error


class _Order:
    """What a Dask worker is told to do with each document."""

    def __init__(self, stage: Stage, timeout: float, of: str) -> None:
        """Remember how to stage, for how many seconds at most, and by which library."""
        self.stage, self.timeout, self.of = stage, timeout, of

    def __call__(self, work: Work, folder: str) -> Outcome:
        """Stage a document: one at a time in this process, since pdfium is not thread-safe.

        A worker whose document takes too long ends itself; Dask then starts another and counts the attempt.
        """
        if library() != self.of:
            raise CorpusError(
                "a Dask worker runs another budgetkit than this machine; install the same one there"
            )
        with _ONE:
            late = threading.Timer(self.timeout, os._exit, (1,))
            late.daemon = True
            late.start()
            try:
                return self.stage(work, folder)
            finally:
                late.cancel()


def _stage(client: Any, dask: Any, todo: Iterable[Work], folder: Path, order: _Order) -> Iterator[Outcome]:
    """Stage documents many at a time; those that were with a worker when it ended once more, each alone.

    Dask blames every task of a worker that ends, so only a document that ends its workers alone is poison.
    """
    waiting, known, suspects = iter(todo), dict[str, Work](), list[Work]()

    def submit(work: Work, which: str) -> Any:
        # Staging writes a file, so what was done once may be done again: the outcome is the same.
        future = client.submit(order, work, str(folder), key=f"{which}-{work.document}", pure=False)
        known[future.key] = work
        return future

    done = dask.as_completed([submit(w, "stage") for w in islice(waiting, AHEAD)], loop=client.loop)
    for future in done:
        work, outcome = known.pop(future.key), _outcome(future, dask)
        if outcome is None:
            suspects.append(work)
        else:
            yield outcome
        for following in islice(waiting, 1):
            done.add(submit(following, "stage"))
    for work in suspects:
        future = submit(work, "alone")
        reason = f"{work.name} ended the Dask workers that read it, or took too long"
        yield _outcome(future, dask) or refuse(folder, work, reason)


def _outcome(future: Any, dask: Any) -> Outcome | None:
    """Return what became of a document, ``None`` where workers ended; any other failure is the cluster's."""
    error = future.exception()
    if error is None:
        outcome: Outcome = future.result()
        return outcome
    if not isinstance(error, dask.scheduler.KilledWorker):
        raise CorpusError(
            f"the Dask workers cannot stage documents: {type(error).__name__}: {error}"
        ) from error
    return None
