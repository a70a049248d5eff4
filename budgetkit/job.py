"""The main job: one disclosure to executed notebooks, tables, figures, findings and a report."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from budgetkit import results
from budgetkit.cache import Cache
from budgetkit.model import Disclosure
from budgetkit.nursery import warm_up
from budgetkit.package import save
from budgetkit.parameters import read_parameters
from budgetkit.runner import Job, Progress, Run, run_notebooks
from budgetkit.source import bundled, open_source
from budgetkit.stamp import is_current, key_of_run, put_stamp
from budgetkit.verdicts import Findings, check

Show = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Done:
    """What the job left behind: lines for the person who asked, and the exit status."""

    lines: tuple[str, ...]
    status: int


def run_all(
    source: Path | None,
    output: Path,
    language: str = "both",
    *,
    form: str | None = None,
    workers: int | None = None,
    force: bool = False,
    show: Show | None = None,
) -> Done:
    """Execute every notebook on a source and write OUT/report.html, notebooks/, tables/, figures/, findings.csv.

    The notebooks read the saved copy in OUT/disclosure, so that each of them can be run again by hand. Where source,
    notebooks, options, library and environment are those that OUT was made from, nothing is made again, unless by
    ``force``; a single notebook is re-used likewise. A notebook that fails is named and the others go on.

    Raises:
        UnreadableDocument: the source cannot be read; nothing is written.
        ParameterError: before anything runs.
    """
    notebooks = bundled("notebooks")
    words = {"language": language, "form": form or ""}
    key = _key(source, notebooks, words)
    if not force and key and is_current(output, key):
        return Done((f"沿用 re-used: 一切未变 nothing has changed; {output / 'report.html'}",), 0)
    # The warm parent of the kernels imports while this process reads, judges and draws.
    warm_up()
    disclosure = open_source(source, form)
    output.mkdir(parents=True, exist_ok=True)
    saved = save(disclosure, output / "disclosure")
    findings = check(disclosure)
    _write_tables(disclosure, findings, output)
    jobs = _jobs(notebooks, saved, output, language)
    cache = Cache(output / ".cache", bundled("data"))
    runs = run_notebooks(jobs, workers=workers, cache=cache, force=force, progress=_progress(show))
    figures = _write_figures(disclosure, output / "figures", language)
    _write_report(disclosure, findings, [j.target for j in jobs], output, language)
    if key and not any(run.error for run in runs):
        put_stamp(output, key)
    return _done(runs, findings, figures, output)


def _key(source: Path | None, notebooks: Path, words: Mapping[str, str]) -> str:
    """Return what the output depends on; empty where the source cannot be read, which reading it will say better."""
    try:
        return key_of_run(source or bundled("data"), notebooks, words)
    except OSError:
        return ""


def _progress(show: Show | None) -> Progress | None:
    if show is None:
        return None
    tell = show
    return lambda done, of, run: tell(run.job.source.stem, done, of)


def _jobs(folder: Path, saved: Path, output: Path, language: str) -> list[Job]:
    sources = sorted(p for p in folder.glob("*.ipynb") if any(x.name == "source" for x in read_parameters(p)))
    parameters: Mapping[str, object] = {"source": str(saved.resolve()), "language": language}
    return [Job(path, output / "notebooks" / path.name, parameters) for path in sources]


def _write_tables(disclosure: Disclosure, findings: Findings, output: Path) -> None:
    """Write every table as published with heads in both languages, and the findings; UTF-8 with BOM for Excel."""
    from budgetkit.tables import published

    folder = output / "tables"
    folder.mkdir(exist_ok=True)
    for number, table in enumerate(disclosure.tables.values(), 1):
        frame = published(disclosure, table.id)
        frame.to_csv(
            folder / f"{number:02d}-{table.id}.csv", index=False, encoding="utf-8-sig", lineterminator="\n"
        )
    _write_csv(output / "findings.csv", results.FINDINGS, results.findings(findings))


def _write_csv(path: Path, columns: Sequence[str], records: Iterable[Mapping[str, object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)


def _write_figures(disclosure: Disclosure, folder: Path, language: str) -> int:
    from budgetkit.figures import save_figures

    return len({path.stem for path in save_figures(disclosure, folder, language)})


def _write_report(
    disclosure: Disclosure, findings: Findings, executed: Sequence[Path], output: Path, language: str
) -> None:
    from budgetkit.report import write_report

    there = [path for path in executed if path.exists()]
    write_report(disclosure, findings, there, output / "report.html", language)


def _done(runs: Sequence[Run], findings: Findings, figures: int, output: Path) -> Done:
    failed = [run for run in runs if run.error]
    reused = sum(run.reused for run in runs)
    counts = ", ".join(f"{verdict} {number}" for verdict, number in findings.counts.items())
    lines = [
        f"笔记 notebooks: {len(runs) - len(failed)}/{len(runs)}"
        + (f" ({reused} 沿用 re-used)" if reused else ""),
        f"图 figures: {figures}",
        f"勾稽 identities: {counts}",
        f"报告 report: {output / 'report.html'}",
        *(f"失败 failed: {run.error}" for run in failed),
    ]
    return Done(tuple(lines), 2 if failed else 0)
