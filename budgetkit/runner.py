"""Notebooks executed on data: parameters checked first, several at a time, written whole or not at all.

papermill does the executing, behind the one module that knows it (``engine``).
"""

from __future__ import annotations

import json
import math
import os
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from budgetkit.errors import NotebookFailed
from budgetkit.parameters import check_parameters, read_parameters


@dataclass(frozen=True, slots=True)
class Job:
    """One execution to do: a notebook, the file to write, and the parameters that differ from its defaults."""

    source: Path
    target: Path
    parameters: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


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
    engine: str = "budgetkit",
    timeout: float | None = None,
    cwd: Path | str | None = None,
) -> Run:
    """Execute one notebook into ``target``, which appears only whole, and on failure too, as far as it came.

    ``engine`` is ``budgetkit`` (kernels forked from a warm parent) or another that papermill knows, as ``nbclient``;
    ``timeout`` is in seconds a cell; the kernel starts in ``cwd``, else in the folder of the notebook, as in Jupyter.
    Raises ParameterError before anything runs, NotebookFailed when a cell raises, times out or its kernel dies.
    """
    job = Job(Path(source), Path(target), parameters or {})
    (run,) = run_notebooks([job], engine=engine, timeout=timeout, cwd=cwd, workers=1)
    if run.error:
        raise NotebookFailed(run.error)
    return run


def run_notebooks(
    jobs: Iterable[Job],
    *,
    engine: str = "budgetkit",
    timeout: float | None = None,
    cwd: Path | str | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> tuple[Run, ...]:
    """Execute notebooks, at most ``workers`` at a time (default: one a processor); the runs come in the order given.

    All parameters are checked before the first kernel starts. A notebook that fails is a Run with its reason and
    never an end; ``progress`` is called with how many are done, of how many, and the Run just finished.
    Raises ParameterError.
    """
    todo = [
        (job, check_parameters(read_parameters(job.source), job.parameters, notebook=job.source))
        for job in jobs
    ]
    seconds = None if timeout is None else math.ceil(timeout)
    with ThreadPoolExecutor(max(1, min(workers or os.cpu_count() or 1, len(todo))), "budgetkit-run") as pool:
        futures = [
            pool.submit(_run, job, checked, engine, seconds, Path(cwd or job.source.parent))
            for job, checked in todo
        ]
        _report(futures, progress)
        return tuple(future.result() for future in futures)


def _report(futures: list[Future[Run]], progress: Progress | None) -> None:
    for done, future in enumerate(as_completed(futures), 1):
        if progress is not None:
            progress(done, len(futures), future.result())


def _run(job: Job, parameters: dict[str, Any], engine: str, timeout: int | None, cwd: Path) -> Run:
    from budgetkit.engine import execute

    started = time.perf_counter()
    error = ""
    job.target.parent.mkdir(parents=True, exist_ok=True)
    part = _beside(job.target)
    try:
        execute(job.source.absolute(), part, parameters, engine=engine, timeout=timeout, cwd=cwd.absolute())
    except NotebookFailed as failed:
        error = f"{job.source}: {failed}; {job.target} shows how far it came"
    finally:
        _settle(part, job)
    return Run(job, time.perf_counter() - started, error=error)


def _beside(target: Path) -> Path:
    """A file that is not there yet, next to the target, hidden and not named as a notebook: no glob takes it for one."""
    return target.absolute().with_name(f".{target.name}.{uuid.uuid4().hex}.json")


def _settle(part: Path, job: Job) -> None:
    """Put the finished file in its place in one step; what papermill notes of paths becomes plain file names."""
    if part.exists():
        notebook = json.loads(part.read_text(encoding="utf-8"))
        notebook["metadata"]["papermill"].update(input_path=job.source.name, output_path=job.target.name)
        text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(job.target)
