"""Documents read by several processes of this machine, each of which may hang, crash or be killed.

pdfium is not thread-safe, so processes. A lost worker is replaced and its document tried again; a document that
loses its worker every time is poison: it becomes one row with the reason, and the others go on.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Final

from budgetkit.corpus.staging import Outcome, document_digest, failed, put, stage

TRIES: Final = 3
"""A document is given to so many workers before it is called poison."""

RECYCLE: Final = 400
"""A worker reads so many documents before a fresh one takes its place: memory stays flat whatever libraries keep."""


@dataclass
class _Worker:
    """A process with a pipe to it, and the document it is reading since when."""

    process: Any
    pipe: Connection
    path: str = ""
    since: float = 0.0
    done: int = 0


@dataclass
class _Queue:
    """Documents still to be read, how often each has been tried, and for how long one may take."""

    waiting: deque[str]
    limit: float
    tries: dict[str, int] = field(default_factory=dict)


def stage_all(
    paths: Iterable[str], folder: Path, form: str | None = None, *, workers: int = 2, timeout: float = 120.0
) -> Iterator[Outcome]:
    """Stage documents with so many processes and yield each outcome as it comes; ``timeout`` is in seconds a document."""
    context = multiprocessing.get_context("spawn")
    queue = _Queue(deque(paths), timeout)
    pool = [_start(context, folder, form) for _ in range(max(1, min(workers, len(queue.waiting))))]
    try:
        while queue.waiting or any(w.path for w in pool):
            for number, worker in enumerate(pool):
                if not worker.path and queue.waiting:
                    if worker.done >= RECYCLE or not worker.process.is_alive():
                        _stop(worker)
                        worker = pool[number] = _start(context, folder, form)
                    _give(worker, queue)
            yield from _collect(pool, queue, folder)
    finally:
        for worker in pool:
            _stop(worker)


def _start(context: Any, folder: Path, form: str | None) -> _Worker:
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, str(folder), form), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _serve(pipe: Connection, folder: str, form: str | None) -> None:
    """Stage what comes through the pipe until it closes, which it does when the parent is gone."""
    with contextlib.suppress(EOFError, KeyboardInterrupt, OSError):
        while True:
            pipe.send(stage(pipe.recv(), folder, form))


def _give(worker: _Worker, queue: _Queue) -> None:
    path = queue.waiting.popleft()
    queue.tries[path] = queue.tries.get(path, 0) + 1
    worker.path, worker.since = path, time.monotonic()
    # A worker that died idle is met when its answer does not come.
    with contextlib.suppress(OSError):
        worker.pipe.send(path)


def _collect(pool: list[_Worker], queue: _Queue, folder: Path) -> Iterator[Outcome]:
    """Wait for answers, and give the documents of lost or late workers out again."""
    busy = [w for w in pool if w.path]
    deadline = min((w.since for w in busy), default=time.monotonic()) + queue.limit
    ready = wait([w.pipe for w in busy], timeout=max(0.0, deadline - time.monotonic()))
    for worker in busy:
        late = time.monotonic() - worker.since > queue.limit
        if worker.pipe not in ready and not late:
            continue
        outcome = _answer(worker) if worker.pipe in ready else None
        if outcome is None:
            _stop(worker)
            outcome = _again(
                worker.path, queue, folder, "took too long" if late else "ended the process that read it"
            )
        worker.path, worker.done = "", worker.done + 1
        queue.tries.pop(outcome.path if outcome else "", None)
        if outcome is not None:
            yield outcome


def _answer(worker: _Worker) -> Outcome | None:
    try:
        answer: Outcome = worker.pipe.recv()
    except (EOFError, OSError):
        return None
    return answer


def _again(path: str, queue: _Queue, folder: Path, why: str) -> Outcome | None:
    """Give a document out again, or call it poison after its last try."""
    if queue.tries[path] < TRIES:
        queue.waiting.append(path)
        return None
    document = document_digest(Path(path))
    return put(folder, path, document, failed(path, document, f"{Path(path).name} {why}, {TRIES} times"))


def _stop(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.kill()
    worker.process.join()
