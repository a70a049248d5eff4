"""The notebooks executed over a corpus: the panel over all of it, and the others on each document that could be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from budgetkit.checks.verdicts import check
from budgetkit.corpus.query import query
from budgetkit.corpus.sources import Work
from budgetkit.corpus.staging import Outcome, disclosures_of, library
from budgetkit.corpus.workers import stage_all
from budgetkit.model.errors import BudgetkitError
from budgetkit.notebooks.cache import Cache
from budgetkit.notebooks.parameters import read_parameters
from budgetkit.notebooks.runner import Job, Run, run_notebooks
from budgetkit.package import load, save
from budgetkit.report.page import write_report
from budgetkit.source import bundled

COPY: Final = "disclosure"
_READABLE: Final = "SELECT document, path, form FROM documents WHERE error IS NULL ORDER BY document"
_STAMP: Final = ".read-from"
_REPORTED: Final = ".reported-from"

Show = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Executed:
    """What was executed or re-used, and the documents that are no longer where they were read (path and reason)."""

    runs: tuple[Run, ...]
    gone: tuple[Outcome, ...]


def run_corpus(
    corpus: Path,
    output: Path,
    *,
    language: str = "both",
    panel_only: bool = False,
    reports: bool = False,
    workers: int = 2,
    force: bool = False,
    show: Show | None = None,
) -> Executed:
    """Execute the panel notebook on a corpus and, unless ``panel_only``, every other notebook on each document.

    Each document is read once more, into OUT/documents/<digest>/disclosure, and its notebooks run on that copy.
    Executions whose code, parameters, data and surroundings are unchanged are re-used from OUT/.cache. With ``reports``
    each document has its report too, OUT/documents/<digest>/report.html, made again where the copy or the library is new.

    Raises:
        CorpusError: the folder is no corpus.
        NotebookError: a notebook cannot be read.
    """
    notebooks = sorted(bundled("notebooks").glob("*.ipynb"))
    given: Mapping[str, object] = {"corpus": str(corpus.resolve()), "language": language}
    jobs = [Job(n, output / n.name, given) for n in notebooks if _takes(n, "corpus")]
    gone: list[Outcome] = []
    folders: list[Path] = []
    if not panel_only:
        wanted = [Work(str(p), str(d), str(f)) for d, p, f in query(corpus, _READABLE)[1]]
        gone = [one for one in _copy(wanted, output / "documents", workers) if one.error]
        missing = {one.document for one in gone}
        folders = [_folder(output / "documents", w) for w in wanted if w.document not in missing]
        jobs += _each(folders, [n for n in notebooks if _takes(n, "source")], language)
    cache = Cache(output / ".cache", bundled("data"))
    progress = None if show is None else lambda done, of, run: show(_name(run.job, output), done, of)
    runs = run_notebooks(jobs, workers=workers, cache=cache, force=force, progress=progress)
    for folder in folders if reports else ():
        _report(folder, language, force)
    return Executed(runs, tuple(gone))


def _report(folder: Path, language: str, force: bool) -> None:
    """Write the report of a document beside its notebooks, unless there is one of this very copy and library."""
    target, stamp = folder / "report.html", folder / _REPORTED
    made_from = f"{(folder / _STAMP).read_text(encoding='utf-8')}{language}\n"
    if not force and target.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == made_from:
        return
    disclosure = load(folder / COPY)
    write_report(disclosure, check(disclosure), target, language, notebooks=sorted(folder.glob("*.ipynb")))
    stamp.write_text(made_from, encoding="utf-8", newline="\n")


def _takes(notebook: Path, parameter: str) -> bool:
    return any(p.name == parameter for p in read_parameters(notebook))


def _name(job: Job, output: Path) -> str:
    return job.target.relative_to(output).as_posix()


def _folder(output: Path, work: Work) -> Path:
    return output / work.document[:16]


def _each(folders: Sequence[Path], notebooks: Sequence[Path], language: str) -> Iterator[Job]:
    for folder in folders:
        given: Mapping[str, object] = {"source": COPY, "language": language}
        yield from (Job(n, folder / n.name, given, beside=True) for n in notebooks)


def _copy(wanted: Sequence[Work], output: Path, workers: int) -> Iterator[Outcome]:
    """Save a copy of every document that has none yet from this library."""
    output.mkdir(parents=True, exist_ok=True)
    todo = [work for work in wanted if _stamp_of(_folder(output, work)) != _stamp(work)]
    yield from stage_all(todo, output, workers=workers, stage=copy, refuse=_not_copied)


def _stamp(work: Work) -> str:
    return f"{work.document} {library()}\n"


def _stamp_of(folder: Path) -> str:
    path = folder / _STAMP
    return path.read_text(encoding="utf-8") if path.exists() and (folder / COPY).is_dir() else ""


def _not_copied(_: Path, work: Work, reason: str) -> Outcome:
    return Outcome(work.path, work.document, reason)


def copy(work: Work, folder: str) -> Outcome:
    """Read a document and save it in its folder; the stamp comes last."""
    target = _folder(Path(folder), work)
    try:
        disclosure = disclosures_of(work).get(work.document)
        if disclosure is None:
            changed = f"{work.path} is another document than the one that was read"
            return Outcome(work.path, work.document, changed)
    except OSError as error:
        return Outcome(work.path, work.document, f"{work.path}: {error.strerror or error}")
    except (BudgetkitError, KeyError) as error:
        return Outcome(work.path, work.document, str(error.args[0]))
    target.mkdir(parents=True, exist_ok=True)
    (target / _STAMP).unlink(missing_ok=True)
    save(disclosure, target / COPY)
    (target / _STAMP).write_text(_stamp(work), encoding="utf-8", newline="\n")
    return Outcome(work.path, work.document)
