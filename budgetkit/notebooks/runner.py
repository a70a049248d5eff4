"""Notebooks executed on data: parameters checked first, several at a time, written whole or not at all.

papermill does the executing, behind the one module that knows it (``engine``).
"""

from __future__ import annotations

import codecs
import json
import math
import os
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed, wait
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from budgetkit.files import write_text
from budgetkit.model.errors import NotebookFailed
from budgetkit.notebooks.cache import Cache, Surroundings, key_of, slot_of
from budgetkit.notebooks.parameters import check_parameters, read_parameters, refuse_other_languages
from budgetkit.notebooks.prose import notebook_for
from budgetkit.notebooks.warm.client import client_of, warm_up


@dataclass(frozen=True, slots=True)
class Job:
    """One execution to do: a notebook, the file to write, and the parameters that differ from its defaults.

    ``beside`` starts the kernel in the folder of the target, so that relative paths hold for who opens it there.
    """

    source: Path
    target: Path
    parameters: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """One execution done: how long it took in seconds, whether it was re-used, and why it failed (else empty)."""

    job: Job
    seconds: float
    reused: bool = False
    error: str = ""


Progress = Callable[[int, int, Run], None]


def run_notebook(
    source: Path | str,
    target: Path | str,
    parameters: Mapping[str, object] | None = None,
    *,
    timeout: float | None = None,
    cwd: Path | str | None = None,
) -> Run:
    """Execute one notebook into ``target``, which appears only whole, and on failure too, as far as it came.

    ``timeout`` is in seconds a cell; the kernel starts in ``cwd``, else in the folder of the notebook, as in Jupyter.
    Raises ParameterError before anything runs, NotebookFailed when a cell raises, times out or its kernel dies.
    """
    job = Job(Path(source), Path(target), parameters or {})
    (run,) = run_notebooks([job], timeout=timeout, cwd=cwd, workers=1)
    if run.error:
        raise NotebookFailed(run.error)
    return run


def run_notebooks(
    jobs: Iterable[Job],
    *,
    engine: str = "budgetkit",
    timeout: float | None = None,
    cwd: Path | str | None = None,
    cache: Cache | None = None,
    force: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
) -> tuple[Run, ...]:
    """Execute notebooks, at most ``workers`` at a time (default: one a processor); the runs come in the order given.

    ``engine`` is ``budgetkit`` (kernels forked from a warm parent) or another that papermill knows, as ``nbclient``.
    All parameters are checked before the first kernel starts. With a ``cache`` nothing is executed whose result is in
    it, unless by ``force``; such a Run is ``reused``. Where a notebook takes a ``language`` and gets ``zh`` or
    ``en``, its prose is left in that language only; links between notebooks are left where both are written. A
    notebook that fails is a Run with its reason and never an end; ``progress`` is called with how many are done, of
    how many, and the Run just finished.
    Raises ParameterError.
    """
    jobs = list(jobs)
    for job in jobs:
        refuse_other_languages(job.source)
    todo = [
        (job, check_parameters(read_parameters(job.source), job.parameters, notebook=job.source))
        for job in jobs
    ]
    way = _Way(
        engine,
        None if timeout is None else math.ceil(timeout),
        cwd,
        cache,
        None if cache is None else Surroundings.now(),
        force,
        tuple(job.target for job in jobs),
    )
    with ThreadPoolExecutor(max(1, min(workers or os.cpu_count() or 1, len(todo))), "budgetkit-run") as pool:
        futures = [pool.submit(_run, job, checked, way) for job, checked in todo]
        try:
            for done, future in enumerate(as_completed(futures), 1):
                if progress is not None:
                    progress(done, len(futures), future.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            # One that was just starting its kernel starts it still.
            while wait(futures, timeout=0.1).not_done:
                _end_kernels()
            raise
        return tuple(future.result() for future in futures)


def _end_kernels() -> None:
    """End every kernel that this process runs; the threads that wait for one see that it died."""
    from budgetkit.notebooks.warm.provisioner import end_plain_kernels

    client_of(os.getpid()).close()
    end_plain_kernels()


@dataclass(frozen=True, slots=True)
class _Way:
    """How the notebooks of one call are executed, and all that it writes; the time limit in seconds a cell."""

    engine: str
    timeout: int | None
    cwd: Path | str | None
    cache: Cache | None
    around: Surroundings | None
    force: bool
    targets: tuple[Path, ...]


def _run(job: Job, parameters: dict[str, Any], way: _Way) -> Run:
    """Take the target from the cache, else execute and keep it."""
    started = time.perf_counter()
    cwd = Path(job.target.parent if job.beside else way.cwd or job.source.parent).absolute()
    job.target.parent.mkdir(parents=True, exist_ok=True)

    def key() -> str:
        if way.cache is None or way.around is None:
            return ""
        return key_of(job.source, parameters, cwd, way.cache.bundled, way.around)

    slot, before = slot_of(job.source, job.target, parameters), key()
    text = way.cache.restore(before, slot) if way.cache and not way.force else None
    error, reused = "", text is not None
    if text is not None:
        write_text(job.target, text)
    else:
        error, text = _execute(job, parameters, way, cwd)
        # What changed while it was being executed may have been seen before or after the change.
        if way.cache and not error and before == key():
            way.cache.keep(before, slot, text)
    return Run(job, time.perf_counter() - started, reused, error)


def _execute(job: Job, parameters: dict[str, Any], way: _Way, cwd: Path) -> tuple[str, str]:
    """Execute a notebook into its target; why that failed, else empty, and the text of the target."""
    if way.engine == "budgetkit":
        warm_up()
    from budgetkit.notebooks.warm.engine import execute

    error = text = ""
    part = _beside(job.target)
    source = _without_mark(job.source.absolute(), part)
    try:
        execute(source, part, parameters, engine=way.engine, timeout=way.timeout, cwd=cwd)
    except NotebookFailed as failed:
        error = f"{job.source}: {failed}; {job.target} shows how far it came"
    finally:
        if part.exists():
            text = _tidy(part.read_text(encoding="utf-8"), source, part, job)
            beside = {path.name for path in way.targets if path.parent == job.target.parent}
            text = notebook_for(text, parameters.get("language", "both"), beside)
            part.unlink()
            write_text(job.target, text)
        if source != job.source.absolute():
            source.unlink()
    return error, text


def _without_mark(source: Path, part: Path) -> Path:
    """The notebook, or where it begins with a byte order mark, which papermill cannot read, a copy without it."""
    content = source.read_bytes()
    if not content.startswith(codecs.BOM_UTF8):
        return source
    copy = part.with_name(f"{part.name}.source.json")
    copy.write_bytes(content.removeprefix(codecs.BOM_UTF8))
    return copy


def _tidy(text: str, source: Path, part: Path, job: Job) -> str:
    """An executed notebook in which what papermill notes of paths, near its end, are plain file names."""
    for name, noted, plain in (("input", source, job.source), ("output", part, job.target)):
        quoted, written = (json.dumps(str(path), ensure_ascii=False) for path in (noted, plain.name))
        before, line, after = text.rpartition(f'"{name}_path": {quoted}')
        text = f'{before}"{name}_path": {written}{after}' if line else text
    return text if text.endswith("\n") else text + "\n"


def _beside(target: Path) -> Path:
    """A file that is not there yet, next to the target, hidden and not named as a notebook: no glob takes it for one."""
    return target.absolute().with_name(f".{target.name}.{uuid.uuid4().hex}.json")
