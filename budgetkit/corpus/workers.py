"""Documents read by several processes of this machine, each of which may hang, crash or be killed.

pdfium is not thread-safe, so processes. A lost worker is replaced and its document tried again; a document that
loses its worker every time is poison: it becomes one row with the reason, and the others go on.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Final

from budgetkit.corpus.manifest import CorpusError
from budgetkit.corpus.sources import Work
from budgetkit.corpus.staging import Outcome, Refuse, Stage, refuse, stage

READY: Final = "ready"
"""The first thing a worker says; from then on its end is the fault of a document."""


def serve(pipe: Connection, stage: Stage, folder: str) -> None:
    """Stage what comes through the pipe and answer each; an OSError of the staging folder is an answer too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with rarely_collecting(), contextlib.suppress(EOFError, OSError):
        pipe.send(READY)
        while True:
            work = pipe.recv()
            try:
                pipe.send(stage(work, folder))
            except OSError as error:
                pipe.send(error)


@contextlib.contextmanager
def rarely_collecting() -> Iterator[None]:
    """Look for circular garbage rarely for as long as this lasts: reading and judging leave hardly any."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _end_with_parent() -> None:
    """End this process when its parent is gone, in the middle of a document too."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


TRIES: Final = 3
"""A document that ends its worker is given to so many before it is called poison."""

LATE: Final = 2
"""A document that takes too long is tried so often: the machine may have been busy."""

LIMIT: Final = 600.0
"""Seconds a document may take: flattened text of many pages takes minutes."""

RECYCLE: Final = 400
"""A worker reads so many documents before a fresh one takes its place: memory stays flat whatever libraries keep."""


START: Final = 300.0
"""Seconds that a worker may take to start, which is not the fault of its first document."""


@dataclass
class _Worker:
    """A process with a pipe to it, and the document it is reading since when."""

    process: Any
    pipe: Connection
    ready: bool = False
    work: Work | None = None
    since: float = 0.0
    done: int = 0

    def give(self, work: Work) -> None:
        """Let it read a document; one that died idle is met when its answer does not come."""
        self.work, self.since = work, time.monotonic()
        with contextlib.suppress(OSError):
            self.pipe.send(work)

    def answer(self) -> object:
        """Return what it sends, ``None`` when it is gone."""
        with contextlib.suppress(EOFError, OSError):
            return self.pipe.recv()
        return None

    def stop(self) -> None:
        """End it, whatever it is doing."""
        self.pipe.close()
        self.process.kill()
        self.process.join()


@dataclass
class _Pool:
    """The workers of one build, what is waiting for them, and how often each document has been tried."""

    waiting: deque[Work]
    folder: Path
    stage: Stage
    refuse: Refuse
    limit: float
    workers: list[_Worker] = field(default_factory=list)
    tries: Counter[str] = field(default_factory=Counter)

    def start(self) -> _Worker:
        """Start a worker."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, self.stage, str(self.folder)), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def employ(self) -> None:
        """Give every idle worker a document while there are any, a fresh worker where one is gone or spent."""
        for number, worker in enumerate(self.workers):
            if worker.work is None and self.waiting:
                if worker.done >= RECYCLE or not worker.process.is_alive():
                    worker.stop()
                    worker = self.workers[number] = self.start()
                work = self.waiting.popleft()
                self.tries[work.document] += 1
                worker.give(work)

    def collect(self) -> Iterator[Outcome]:
        """Wait for answers and yield them; documents of lost or late workers wait again."""
        busy = [w for w in self.workers if w.work is not None]
        deadline = min(w.since + self.allowed(w) for w in busy)
        ready = wait([w.pipe for w in busy], timeout=max(0.0, deadline - time.monotonic()))
        for worker in busy:
            if worker.pipe in ready:
                outcome = self._heard(worker, worker.answer())
            elif time.monotonic() - worker.since > self.allowed(worker):
                outcome = self._lost(worker, f"took longer than {self.limit:g} s", LATE)
            else:
                continue
            if outcome is not None:
                yield outcome

    def allowed(self, worker: _Worker) -> float:
        """Return the seconds that a worker may take, for its document or to start."""
        return self.limit if worker.ready else START

    def _heard(self, worker: _Worker, answer: object) -> Outcome | None:
        if answer == READY:
            worker.ready, worker.since = True, time.monotonic()
            return None
        if isinstance(answer, OSError):
            raise answer
        if not isinstance(answer, Outcome):
            return self._lost(worker, "ended the process that read it", TRIES)
        worker.work, worker.done = None, worker.done + 1
        del self.tries[answer.document]
        return answer

    def _lost(self, worker: _Worker, why: str, tries: int) -> Outcome | None:
        """End a worker and let its document wait again, or after its last try call it poison."""
        work, worker.work = worker.work, None
        worker.stop()
        assert work is not None
        if not worker.ready:
            raise CorpusError(
                f"a process that was to read documents ended with status {worker.process.exitcode} before it began; "
                "in a script of your own, call build under `if __name__ == '__main__':`"
            )
        if self.tries[work.document] < tries:
            self.waiting.append(work)
            return None
        reason = f"{work.name} {why}, {tries} times"
        return self.refuse(self.folder, work, reason)


def stage_all(
    todo: Iterable[Work],
    folder: Path,
    *,
    workers: int = 2,
    timeout: float = LIMIT,
    stage: Stage = stage,
    refuse: Refuse = refuse,
) -> Iterator[Outcome]:
    """Stage documents with so many processes and yield each outcome as it comes.

    ``timeout`` is in seconds a document; ``stage`` reads one, ``refuse`` notes one that no process survives.

    Raises:
        CorpusError: processes do not start here.
        OSError: the staging folder cannot be written to.
    """
    pool = _Pool(deque(todo), folder, stage, refuse, timeout)
    try:
        pool.workers = [pool.start() for _ in range(min(workers, len(pool.waiting)))]
        pool.employ()
        while any(w.work for w in pool.workers):
            yield from pool.collect()
            pool.employ()
    finally:
        for worker in pool.workers:
            worker.stop()
