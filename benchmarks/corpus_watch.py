"""A build of a corpus, watched: how fast it goes at every moment, what its processes hold in memory, where time goes."""

from __future__ import annotations

import resource
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from statistics import linear_regression, mean
from typing import Any

import psutil

EVERY = 0.5
"""Seconds between two looks at the memory."""

MB = 1e6

Show = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Look:
    """The resident memory of the builder and of each reading process in bytes, when so many documents were done."""

    done: int
    parent: int
    workers: tuple[int, ...]


@dataclass
class Watched:
    """What was seen: seconds when each document was done, looks at the memory, seconds by part of the build."""

    seconds: float = 0.0
    processor: float = 0.0
    done: list[float] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    parts: Counter[str] = field(default_factory=Counter)

    def rate(self, first: float, last: float) -> float:
        """Documents a second between two shares of all documents."""
        start, end = (min(round(s * len(self.done)), len(self.done) - 1) for s in (first, last))
        return (end - start) / (self.done[end] - self.done[start])

    def memory_at(self, share: float) -> float:
        """Mean resident memory of a reading process in MB when such a share of the documents was done."""
        wanted = share * len(self.done)
        look = min((look for look in self.looks if look.workers), key=lambda look: abs(look.done - wanted))
        return mean(look.workers) / MB

    def together_at(self, number: int) -> tuple[float, float]:
        """Resident memory of all processes together in MB when so many documents were done: mean of a minute, and most.

        What processes share counts in each.
        """
        before = [look for look in self.looks if look.done <= number] or self.looks[:1]
        sums = [(look.parent + sum(look.workers)) / MB for look in before]
        return mean(sums[-round(60 / EVERY) :]), max(sums)

    def slope(self) -> float:
        """How many MB a reading process gains in 1,000 documents of the whole build; the first tenth is left out."""
        late = [look for look in self.looks if look.workers and look.done > len(self.done) / 10]
        points = [(look.done / 1000, mean(look.workers) / MB) for look in late]
        return trend(points)

    def peak(self) -> tuple[float, float]:
        """Most resident memory of any reading process and of the builder, in MB."""
        workers = max((size for look in self.looks for size in look.workers), default=0)
        return workers / MB, max(look.parent for look in self.looks) / MB


def trend(points: Sequence[tuple[float, float]]) -> float:
    """Return the slope of the straight line nearest to points; nothing can be said of fewer than two places.

    >>> trend([(0, 10), (1, 12), (2, 14)])
    2.0
    """
    if len({x for x, _ in points}) < 2:
        return float("nan")
    return linear_regression(*zip(*points, strict=True)).slope


def processor_seconds() -> float:
    """Return the processor time of this process and of its children that have ended."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in both)


def watched_build(paths: Sequence[Path], corpus: Path, workers: int, dask: bool = False) -> Watched:
    """Build a corpus in this process and watch it; with ``dask`` on so many Dask workers of this machine."""
    from budgetkit.corpus import build

    before = processor_seconds()
    with _cluster(workers) if dask else nullcontext() as stager:
        seen = _watched(lambda show: build.build(paths, corpus, workers=workers, stager=stager, show=show))
    seen.processor = processor_seconds() - before
    return seen


@contextmanager
def _cluster(workers: int) -> Iterator[Any]:
    """Yield what reads on Dask workers; the scheduler is in this process."""
    from distributed import LocalCluster

    from budgetkit.corpus.remote import dask_stager

    local: Any = LocalCluster
    with local(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster:
        yield dask_stager(cluster.scheduler_address)


def _watched(built: Callable[[Show], object]) -> Watched:
    from budgetkit.corpus import build

    seen, started = Watched(), time.perf_counter()

    def show(name: str, done: int, _: int) -> None:
        if name:
            seen.done += [time.perf_counter() - started] * (done - len(seen.done))

    with _looking(seen), _timed(build, seen.parts):
        built(show)
    seen.seconds = time.perf_counter() - started
    return seen


@contextmanager
def _looking(seen: Watched) -> Iterator[None]:
    """Look at the memory from a thread for as long as this lasts."""
    over = threading.Event()

    def look() -> None:
        me = psutil.Process()
        while not over.wait(EVERY):
            readers = tuple(size for child in me.children(recursive=True) if (size := _memory(child)))
            seen.looks.append(Look(len(seen.done), _memory(me), readers))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _memory(process: psutil.Process) -> int:
    """Return resident bytes; none of a process that is gone, or that only keeps account of others."""
    try:
        if "resource_tracker" in " ".join(process.cmdline()):
            return 0
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


@contextmanager
def _timed(build: Any, parts: Counter[str]) -> Iterator[None]:
    """Count the seconds of the parts of a build that are not reading."""
    named = {"list": "documents_under", "digests": "_todo", "compaction": "compact", "clearing": "_clear"}
    held = [(build, attribute, label) for label, attribute in named.items()]
    held.append((build.Manifest, "write", "manifest"))
    kept = [getattr(of, attribute) for of, attribute, _ in held]
    for (of, attribute, label), function in zip(held, kept, strict=True):
        setattr(of, attribute, _clocked(function, label, parts))
    try:
        yield
    finally:
        for (of, attribute, _), function in zip(held, kept, strict=True):
            setattr(of, attribute, function)


def _clocked(function: Callable[..., Any], label: str, parts: Counter[str]) -> Callable[..., Any]:
    def clocked(*given: Any, **options: Any) -> Any:
        started = time.perf_counter()
        try:
            return function(*given, **options)
        finally:
            parts[label] += time.perf_counter() - started  # type: ignore[assignment]

    return clocked
