"""Documents read by Dask workers, the same code path as locally: ``--dask tcp://scheduler:8786``.

Workers and the scheduler's client must see the same files. A worker that dies loses nothing: Dask gives its documents
to others; a document that kills its workers fails alone and becomes one row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, Final

from budgetkit.corpus.build import Stager
from budgetkit.corpus.staging import Outcome, document_digest, failed, put, stage
from budgetkit.errors import BudgetkitError

AHEAD: Final = 400
"""Documents handed to the scheduler at a time, so that half a million do not lie in its memory."""


def dask_stager(address: str) -> Stager:
    """Return a stager that reads documents on a Dask cluster.

    Raises:
        BudgetkitError: no scheduler answers there, or the extra ``dask`` is not installed.
    """
    try:
        dask: Any = import_module("distributed")
    except ImportError as error:
        raise BudgetkitError("reading on a cluster needs the extra: pip install 'budgetkit[dask]'") from error
    try:
        client = dask.Client(address, timeout="20s", set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise BudgetkitError(f"no Dask scheduler answers at {address}") from error

    def stager(paths: Iterable[str], folder: Path, form: str | None) -> Iterator[Outcome]:
        with client:
            yield from _stage(client, dask.as_completed, list(paths), folder.resolve(), form)

    return stager


def _stage(
    client: Any, as_completed: Any, paths: list[str], folder: Path, form: str | None
) -> Iterator[Outcome]:
    waiting = iter(paths)
    done = as_completed([_submit(client, path, folder, form) for path in islice(waiting, AHEAD)])
    for future in done:
        path = future.key.split("|", 1)[1]
        yield future.result() if future.status == "finished" else _poison(path, folder)
        for following in islice(waiting, 1):
            done.add(_submit(client, following, folder, form))


def _submit(client: Any, path: str, folder: Path, form: str | None) -> Any:
    # Staging writes a file, so what was done once need not be done again, but may be: the outcome is the same.
    return client.submit(stage, path, str(folder), form, key=f"stage|{path}", pure=False)


def _poison(path: str, folder: Path) -> Outcome:
    document = document_digest(Path(path))
    return put(
        folder, path, document, failed(path, document, f"{Path(path).name} ended the workers that read it")
    )
