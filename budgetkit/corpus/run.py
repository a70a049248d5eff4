"""The notebooks executed over a corpus: the panel over all of it, and the others on each document that could be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from budgetkit.cache import Cache
from budgetkit.corpus.query import query
from budgetkit.parameters import read_parameters
from budgetkit.runner import Job, Progress, Run, run_notebooks
from budgetkit.source import bundled

_READABLE = "SELECT document, path FROM documents WHERE error = '' ORDER BY document"


def run_corpus(
    corpus: Path,
    output: Path,
    *,
    panel_only: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
) -> tuple[Run, ...]:
    """Execute the panel notebook on a corpus and, unless ``panel_only``, every other notebook on each document.

    Executions whose code, parameters, data and surroundings are unchanged are re-used from OUT/.cache.

    Raises:
        CorpusError: the folder is no corpus.
    """
    notebooks = sorted(bundled("notebooks").glob("*.ipynb"))
    panels = [n for n in notebooks if _takes(n, "corpus")]
    jobs = [Job(n, output / n.name, {"corpus": str(corpus.resolve())}) for n in panels]
    if not panel_only:
        jobs += _each(corpus, [n for n in notebooks if _takes(n, "source")], output)
    return run_notebooks(
        jobs, workers=workers, progress=progress, cache=Cache(output / ".cache", bundled("data"))
    )


def _takes(notebook: Path, parameter: str) -> bool:
    return any(p.name == parameter for p in read_parameters(notebook))


def _each(corpus: Path, notebooks: Sequence[Path], output: Path) -> list[Job]:
    _, rows = query(corpus, _READABLE)
    jobs = []
    for document, path in rows:
        parameters: Mapping[str, object] = {"source": str(path)}
        folder = output / "documents" / str(document)[:16]
        jobs += [Job(n, folder / n.name, parameters) for n in notebooks]
    return jobs
