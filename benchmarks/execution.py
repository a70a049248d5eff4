"""Ways of executing the notebooks on many disclosures, side by side in one run.

    python benchmarks/execution.py DISCLOSURE… [--notebooks notebooks] [--copies 10] [--rounds 5]

Every way executes every notebook on every disclosure once a round; rounds are interleaved, so that what else happens
on the machine falls on all alike. Shown are medians in seconds with the ratios to papermill one after another and to a
pool of two processes, and how far the outputs are equal to papermill's, cell by cell, pictures byte for byte.
``--shell`` measures single commands instead, ``--engines`` all notebooks one after another in one process through
papermill's own interface with either engine, ``--stalls N`` N short runs, each of them an execution of one tiny cell.
"""

import argparse
import contextlib
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from corpus_watch import processor_seconds

from budgetkit.notebooks.cache import Cache
from budgetkit.notebooks.parameters import read_parameters
from budgetkit.notebooks.runner import Job, run_notebooks
from budgetkit.notebooks.warm.client import client_of

REPEATED = "papermill, one after another"
POOL = "papermill, pool of two processes"
THREADS = "budgetkit, two threads"
PROCESSES = "budgetkit, two processes"
AGAIN = "budgetkit, unchanged, from the cache"
FLOOR = "floor: two processes, no kernels, nothing isolated or written"


@dataclass(frozen=True)
class Task:
    """One notebook on one disclosure, as plain strings that go to other processes."""

    notebook: str
    source: str
    target: str


def papermill_task(task: Task) -> None:
    """Execute with plain papermill."""
    import papermill

    Path(task.target).parent.mkdir(parents=True, exist_ok=True)
    papermill.execute_notebook(
        task.notebook,
        task.target,
        {"source": task.source},
        progress_bar=False,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(Path(task.notebook).parent)}},
    )


def one_after_another(tasks: list[Task]) -> None:
    """Execute with plain papermill in this process."""
    for task in tasks:
        papermill_task(task)


def budgetkit_tasks(tasks: list[Task], workers: int = 1, cache: Cache | None = None) -> None:
    """Execute with the package's runner, with a warm parent of its own."""
    jobs = [Job(Path(task.notebook), Path(task.target), {"source": task.source}) for task in tasks]
    failed = [run.error for run in run_notebooks(jobs, workers=workers, cache=cache) if run.error]
    client_of(os.getpid()).close()
    if failed:
        raise SystemExit("\n".join(failed))


def floor_tasks(tasks: list[Task]) -> None:
    """Execute the cells in one shell of this process, figures drawn, everything thrown away."""
    from IPython.core.displaypub import CapturingDisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell

    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    shell: Any = InteractiveShell.instance()
    publisher: Any = CapturingDisplayPublisher
    shell.display_pub = publisher()
    shell.displayhook.write_output_prompt = lambda: None
    with (
        Path(os.devnull).open("w") as nothing,
        contextlib.redirect_stdout(nothing),
        contextlib.redirect_stderr(nothing),
    ):
        for task in tasks:
            shell.reset()
            shell.display_pub.outputs.clear()
            os.chdir(Path(task.notebook).parent)
            for cell in json.loads(Path(task.notebook).read_text(encoding="utf-8"))["cells"]:
                if cell["cell_type"] == "code":
                    shell.run_cell("".join(cell["source"]), store_history=False).raise_error()
                    if "parameters" in cell["metadata"].get("tags", ()):
                        shell.run_cell(f"source = {task.source!r}")


def in_two(work: Callable[[list[Task]], None], tasks: list[Task]) -> None:
    """Give every other task to each of two fresh processes."""
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        for done in [pool.submit(work, tasks[number::2]) for number in range(2)]:
            done.result()


def pool_of_papermill(tasks: list[Task]) -> None:
    """Let two fresh processes take one task after another."""
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        list(pool.map(papermill_task, tasks))


WAYS: dict[str, Callable[[list[Task]], None]] = {
    REPEATED: one_after_another,
    POOL: pool_of_papermill,
    THREADS: lambda tasks: budgetkit_tasks(tasks, workers=2),
    PROCESSES: lambda tasks: in_two(budgetkit_tasks, tasks),
    AGAIN: lambda tasks: budgetkit_tasks(tasks, workers=2, cache=cache_beside(tasks)),
    FLOOR: lambda tasks: in_two(floor_tasks, tasks),
}


def cache_beside(tasks: list[Task]) -> Cache:
    """A cache next to the executed notebooks; the disclosures of these tasks are all named by parameters."""
    return Cache(Path(tasks[0].target).parents[1] / "cache", Path(tasks[0].source))


def takes_source(notebook: Path) -> bool:
    """Whether a notebook is executed on a disclosure, not on a corpus."""
    return any(parameter.name == "source" for parameter in read_parameters(notebook))


def tasks_for(way: str, notebooks: Iterable[Path], sources: Iterable[Path], out: Path) -> list[Task]:
    """Every notebook on every disclosure, into a folder of the way."""
    folder = out / re.sub(r"\W+", "-", way)
    return [
        Task(str(notebook), str(source), str(folder / f"{number}-{source.name}" / notebook.name))
        for number, source in enumerate(sources)
        for notebook in notebooks
    ]


def neutral(value: object) -> object:
    """Outputs without addresses and random ids."""
    text = json.dumps(value, sort_keys=True)
    return re.sub(r"0x[0-9a-f]{6,}|T_[0-9a-f]{5}|ipykernel_[0-9]+|<dc:date>[^<]*", "…", text)


def outputs_of(path: Path) -> list[object]:
    """Of every cell its execution count and outputs, each stream joined."""
    shown: list[object] = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        streams: dict[str, str] = {}
        others = []
        for output in cell.get("outputs", ()):
            if "text" in output:
                streams[output["name"]] = streams.get(output["name"], "") + "".join(output["text"])
            else:
                others.append(output)
        shown.append(neutral([cell.get("execution_count"), streams, others]))
    return shown


def equal_cells(tasks: list[Task], expected: list[Task]) -> str:
    """How many cells of the executed notebooks are equal to what is expected."""
    pairs = [
        pair
        for task, other in zip(tasks, expected, strict=True)
        for pair in zip(outputs_of(Path(task.target)), outputs_of(Path(other.target)), strict=True)
    ]
    return f"{sum(ours == theirs for ours, theirs in pairs)} of {len(pairs)}"


def measure_ways(notebooks: list[Path], sources: list[Path], rounds: int, out: Path) -> None:
    """Time every way in every round and print the table."""
    tasks = {way: tasks_for(way, notebooks, sources, out) for way in WAYS}
    WAYS[AGAIN](tasks[AGAIN])
    seconds: dict[str, list[float]] = {way: [] for way in WAYS}
    for number in range(rounds):
        for way in [*WAYS][number % len(WAYS) :] + [*WAYS][: number % len(WAYS)]:
            started = time.perf_counter()
            WAYS[way](tasks[way])
            seconds[way].append(time.perf_counter() - started)
            print(f"round {number + 1}: {seconds[way][-1]:7.2f} s  {way}", file=sys.stderr, flush=True)
    medians = {way: statistics.median(taken) for way, taken in seconds.items()}
    print(f"{len(notebooks)} notebooks on {len(sources)} disclosures, medians of {rounds} rounds")
    print("| way | seconds | against sequential | against pool | cells equal |\n|---|---|---|---|---|")
    for way, median in medians.items():
        equal = "–" if way == FLOOR else equal_cells(tasks[way], tasks[REPEATED])
        print(
            f"| {way} | {median:.2f} | {medians[REPEATED] / median:.1f} | {medians[POOL] / median:.1f} | {equal} |"
        )


def measure_shell(notebooks: list[Path], source: Path, rounds: int, out: Path) -> None:
    """Time the commands that a person types: papermill notebook by notebook, and ``budgetkit run``."""
    seconds: dict[str, list[float]] = {"papermill": [], "budgetkit run": []}
    for number in range(rounds):
        folder = out / str(number)
        folder.mkdir()
        started = time.perf_counter()
        for notebook in notebooks:
            command = [
                sys.executable,
                "-m",
                "papermill",
                "-p",
                "source",
                source,
                notebook,
                folder / notebook.name,
            ]
            subprocess.run(list(map(str, command)), check=True, capture_output=True, cwd=notebook.parent)
        seconds["papermill"].append(time.perf_counter() - started)
        started = time.perf_counter()
        command = [sys.executable, "-m", "budgetkit", "run", source, "-o", folder / "out"]
        subprocess.run(list(map(str, command)), check=True, capture_output=True)
        seconds["budgetkit run"].append(time.perf_counter() - started)
    first, second = (statistics.median(taken) for taken in seconds.values())
    print(
        f"papermill, {len(notebooks)} commands: {first:.2f} s; budgetkit run: {second:.2f} s; ratio {first / second:.1f}"
    )


_IN_TURN = """import sys, papermill
for notebook in sys.argv[3:]:
    target = sys.argv[2] + "/" + notebook.rpartition("/")[2]
    papermill.execute_notebook(
        notebook, target, engine_name=sys.argv[1] or None, kernel_name="python3", progress_bar=False
    )
"""


def measure_engines(notebooks: list[Path], rounds: int, out: Path) -> None:
    """Time all notebooks in one process of papermill, with its own engine and with ``budgetkit``, starts included."""
    taken: dict[str, list[tuple[float, float]]] = {"": [], "budgetkit": []}
    for number in range(rounds):
        for engine in [*taken][:: -1 if number % 2 else 1]:
            folder = out / (engine or "default")
            folder.mkdir(exist_ok=True)
            words = [
                sys.executable,
                "-W",
                "ignore",
                "-c",
                _IN_TURN,
                engine,
                str(folder),
                *map(str, notebooks),
            ]
            started, before = time.perf_counter(), processor_seconds()
            subprocess.run(words, check=True, capture_output=True)
            taken[engine].append((time.perf_counter() - started, processor_seconds() - before))
            print(f"round {number + 1}: {engine or 'default'}: {taken[engine][-1]}", file=sys.stderr)
    for what, (first, second) in zip(
        ("seconds", "processor seconds"),
        zip(*([statistics.median(n) for n in zip(*of, strict=True)] for of in taken.values()), strict=True),
        strict=True,
    ):
        print(f"{what}: default {first:.2f}, budgetkit {second:.2f}, ratio {first / second:.2f}")
    pairs = [
        pair
        for n in notebooks
        for pair in zip(
            outputs_of(out / "default" / n.name), outputs_of(out / "budgetkit" / n.name), strict=True
        )
    ]
    print(f"cells equal: {sum(one == other for one, other in pairs)} of {len(pairs)}")


def measure_stalls(count: int, out: Path) -> None:
    """Execute a notebook of one tiny cell many times, two at once, and show the slowest."""
    notebook = out / "tiny.ipynb"
    cell: dict[str, object] = {
        "cell_type": "code",
        "id": "c",
        "source": "1",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    document = {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    notebook.write_text(json.dumps(document), encoding="utf-8")
    run_notebooks([Job(notebook, out / "first.ipynb")])
    runs = run_notebooks([Job(notebook, out / f"{number}.ipynb") for number in range(count)], workers=2)
    taken = sorted(run.seconds for run in runs)
    slow = sum(seconds > 2 for seconds in taken)
    print(
        f"{count} runs: median {statistics.median(taken):.3f} s, slowest {taken[-1]:.3f} s, {slow} above 2 s"
    )


def main() -> None:
    """Parse the arguments and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("disclosures", nargs="*", type=Path, help="saved disclosure folders or documents")
    parser.add_argument("--notebooks", type=Path, default=Path("notebooks"), help="folder of the notebooks")
    parser.add_argument("--copies", type=int, default=1, help="how often each disclosure is taken")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--shell", action="store_true", help="single commands instead")
    parser.add_argument("--engines", action="store_true", help="all notebooks through papermill instead")
    parser.add_argument("--stalls", type=int, default=0, metavar="N", help="N short runs instead")
    options = parser.parse_args()
    out = Path(tempfile.mkdtemp(prefix="execution-"))
    notebooks = [n for n in sorted(options.notebooks.absolute().glob("*.ipynb")) if takes_source(n)]
    sources = [source.absolute() for source in options.disclosures] * options.copies
    try:
        if options.stalls:
            measure_stalls(options.stalls, out)
        elif options.engines:
            measure_engines(sorted(options.notebooks.absolute().glob("[1-7]*.ipynb")), options.rounds, out)
        elif not notebooks or not sources:
            parser.error("give at least one disclosure, and a folder that holds notebooks")
        elif options.shell:
            measure_shell(notebooks, sources[0], options.rounds, out)
        else:
            measure_ways(notebooks, sources, options.rounds, out)
    finally:
        shutil.rmtree(out)


if __name__ == "__main__":
    main()
