"""The main job: one disclosure to executed notebooks, tables, figures, findings and a report."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from budgetkit.checks.verdicts import Findings, check
from budgetkit.model.disclosure import Disclosure
from budgetkit.notebooks.cache import Cache, is_current, key_of_run, put_stamp
from budgetkit.notebooks.outputs import scratch_of, write_figures, write_tables
from budgetkit.notebooks.parameters import check_parameters, read_parameters
from budgetkit.notebooks.runner import Job, Run, run_notebooks
from budgetkit.notebooks.warm.client import BackgroundCall, warm_up
from budgetkit.package import save
from budgetkit.present import results
from budgetkit.source import REFERENCE, bundled, open_source

if TYPE_CHECKING:
    from budgetkit.report.checked import Together

COPY: Final = "disclosure"
"""The folder in OUT in which the source is saved, and on which the notebooks run."""

SLIDES: Final = "slides.html"

COMPARED: Final = "compare.html"

Show = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Done:
    """What the job left behind: lines for the person who asked, and the exit status."""

    lines: tuple[str, ...]
    status: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the pages of a run are to be: their language, the files of the source, slides, what it stands beside."""

    language: str
    documents: Sequence[Path]
    slides: bool
    earlier: Disclosure | None


def run_all(
    source: Path | None,
    output: Path,
    language: str = "both",
    *,
    form: str | None = None,
    workers: int | None = None,
    force: bool = False,
    slides: bool = False,
    beside: Path | None = None,
    show: Show | None = None,
    disclosure: Disclosure | None = None,
    documents: Sequence[Path] = (),
) -> Done:
    """Execute every notebook on a source and write OUT/report.html, notebooks/, tables/, figures/, findings.csv.

    With ``slides`` ten of them are written too, as OUT/slides.html; with ``beside`` OUT/compare.html puts the source
    beside that earlier disclosure; ``disclosure`` is what the source says, where it was read already, and ``documents``
    are the files that it was read from, where these are several. The notebooks
    read the saved copy in OUT/disclosure, so that each of them can be run again by hand. Where source, notebooks,
    options, library and environment are those that OUT was made from, nothing is made again, unless by ``force``; a
    single notebook is re-used likewise. A notebook that fails is named and the others go on.

    Raises:
        UnreadableDocument: the source, or what it is put beside, cannot be read; nothing is written.
        BudgetkitError: the two are a budget and the accounts of an earlier year; nothing is written.
        ParameterError: before anything runs.
    """
    notebooks = bundled("notebooks")
    words = {"language": language, "form": form or "", "slides": "yes" if slides else ""}
    key = "" if beside else _key(source, notebooks, words)
    if not force and key and is_current(output, key):
        return Done((f"沿用 re-used: 一切未变 nothing has changed; {output / 'report.html'}",), 0)
    jobs = _jobs(notebooks, output, language)
    # The warm parent of the kernels imports while this process reads and judges, and draws while notebooks run.
    warm_up()
    disclosure = disclosure or open_source(source, form)
    earlier = _put_beside(disclosure, beside, form)
    output.mkdir(parents=True, exist_ok=True)
    saved, findings = save(disclosure, output / COPY), check(disclosure)
    _write_csv(output / "findings.csv", results.FINDINGS, results.findings(findings))
    progress = None if show is None else lambda done, of, run: show(run.job.source.stem, done, of)
    with (
        _in_background(write_figures, saved, output / "figures", language) as figures,
        _in_background(write_tables, saved, output / "tables") as tables,
    ):
        # Said now, while the kernels' parent is still importing: there is nothing else to wait for.
        wanted = Wanted(language, documents or [source] if source else [], slides, earlier)
        report = _report(disclosure, findings, output, wanted)
        cache = Cache(output / ".cache", bundled("data"))
        runs = run_notebooks(jobs, workers=workers, cache=cache, force=force, progress=progress)
        for page in (SLIDES, COMPARED):
            (output / page).unlink(missing_ok=True)
        report([job.target for job in jobs])
        figures.finish()
        tables.finish()
    if key and not any(run.error for run in runs):
        put_stamp(output, key)
    return _done(runs, findings, output)


def _in_background(write: Callable[..., None], saved: Path, folder: Path, *more: str) -> BackgroundCall:
    return BackgroundCall(write, str(saved), str(folder), *more, scratch=scratch_of(folder))


def _key(source: Path | None, notebooks: Path, words: Mapping[str, str]) -> str:
    """Return what the output depends on; empty where the source cannot be read, which reading it will say better."""
    try:
        return key_of_run(source or bundled("data") / REFERENCE, notebooks, words)
    except OSError:
        return ""


def _jobs(folder: Path, output: Path, language: str) -> list[Job]:
    """Return the notebooks that take a source, the largest first: what shows most takes longest.

    Raises:
        ParameterError: a notebook does not take what it is given.
    """
    takes = [p for p in folder.glob("*.ipynb") if any(x.name == "source" for x in read_parameters(p))]
    sources = sorted(takes, key=lambda path: (-path.stat().st_size, path.name))
    parameters: Mapping[str, object] = {"source": f"../{COPY}", "language": language}
    for path in sources:
        check_parameters(read_parameters(path), parameters, notebook=path)
    return [Job(path, output / "notebooks" / path.name, parameters, beside=True) for path in sources]


def _write_csv(path: Path, columns: Sequence[str], records: Iterable[Mapping[str, object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)


def _report(
    disclosure: Disclosure, findings: Findings, output: Path, wanted: Wanted
) -> Callable[[Sequence[Path]], None]:
    """Prepare the report, and what is wanted beside it; return what writes them once the notebooks are there."""
    from budgetkit.report.page import judged_together, write_report

    together, target, language = judged_together(disclosure), output / "report.html", wanted.language

    def write(executed: Sequence[Path]) -> None:
        there = sorted(path for path in executed if path.exists())
        if wanted.slides:
            _write_slides(disclosure, findings, output / SLIDES, language, together)
        if wanted.earlier is not None:
            from budgetkit.report.compare import write_comparison

            write_comparison(disclosure, wanted.earlier, output / COMPARED, language)
        write_report(
            disclosure,
            findings,
            target,
            language,
            sources=wanted.documents,
            notebooks=there,
            together=together,
            compared=COMPARED if wanted.earlier is not None else "",
        )

    return write


def _put_beside(later: Disclosure, beside: Path | None, form: str | None) -> Disclosure | None:
    """Return the earlier disclosure, compared once so that what cannot be is refused before anything is written."""
    if beside is None:
        return None
    from budgetkit.checks.comparison import compare
    from budgetkit.report.compare import is_completion

    earlier = open_source(beside, form)
    compare(later, earlier, is_completion(later, earlier))
    return earlier


def _write_slides(
    disclosure: Disclosure, findings: Findings, target: Path, language: str, together: Together
) -> None:
    from budgetkit.notebooks.exercises import FOR_A_CLASS, Exercises
    from budgetkit.report.slides import write_slides

    exercises = Exercises(disclosure)
    asked = [q for number in FOR_A_CLASS if (q := exercises.question(number)) is not None]
    write_slides(disclosure, findings, target, language, questions=asked, together=together)


def _done(runs: Sequence[Run], findings: Findings, output: Path) -> Done:
    failed = [run for run in runs if run.error]
    reused = sum(run.reused for run in runs)
    counts = ", ".join(f"{verdict} {number}" for verdict, number in findings.counts.items())
    lines = [
        f"笔记 notebooks: {len(runs) - len(failed)}/{len(runs)}"
        + (f" ({reused} 沿用 re-used)" if reused else ""),
        f"图 figures: {len(list((output / 'figures').glob('*.png')))}",
        f"勾稽 identities: {counts}",
        f"报告 report: {output / 'report.html'}",
        *([f"幻灯片 slides: {output / SLIDES}"] if (output / SLIDES).exists() else []),
        *([f"比较 comparison: {output / COMPARED}"] if (output / COMPARED).exists() else []),
        *(f"失败 failed: {run.error}" for run in failed),
    ]
    return Done(tuple(lines), 2 if failed else 0)
