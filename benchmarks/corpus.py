"""Building a corpus: how fast, how it grows, and what it survives. Documents are fictitious PDFs of every form.

    python benchmarks/corpus.py rate [--number 1000]          documents and pages a second, processor time, memory
    python benchmarks/corpus.py scaling [--number 150]        one reading process against two, rounds interleaved
    python benchmarks/corpus.py large [--number 10000]        all of it once: parts, rate at start and end, disk, queries
    python benchmarks/corpus.py kills [--number 1000]         every twentieth document damaged, killed ten times over
    python benchmarks/corpus.py notebooks [--number 20]       the notebooks executed on each document, then once more

Documents are made first, once; --documents DIR keeps them for the next time, their making is in no figure but its own.
With --paths other documents are read instead (not for kills), with --copies each PDF among them so many times, each time
with other bytes after its end. Each corpus is built from nothing in a scratch folder, the page cache is as it is.
Needs the extras corpus and synthesize, and psutil; not for Windows.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

QUERIES = {
    "documents by form": "SELECT form, count(*), sum(broken) FROM documents GROUP BY form",
    "sum of a table by form": "SELECT form, count(*), sum(value) FROM facts JOIN documents USING (document) "
    "WHERE \"table\" = 'expenditure' GROUP BY form",
    "sum of a table": "SELECT unit, count(*), sum(value) FROM facts WHERE \"table\" = 'expenditure' GROUP BY unit",
    "what is broken, by identity": "SELECT identity, count(*) FROM findings WHERE verdict = 'broken' GROUP BY identity",
    "all facts of one document": "SELECT count(*) FROM facts WHERE document = (SELECT min(document) FROM documents)",
}


def command(*words: object) -> list[str]:
    """Return the words of a budgetkit command."""
    return [sys.executable, "-m", "budgetkit", *map(str, words)]


def build_words(paths: Sequence[Path], corpus: Path, workers: int) -> list[str]:
    """Return the words of the command that builds a corpus."""
    return command("corpus", "build", *paths, "-o", corpus, "--workers", workers)


def ask(corpus: Path, sql: str) -> list[tuple[object, ...]]:
    """Return the rows that a query gives."""
    from budgetkit.corpus.query import query

    return list(query(corpus, sql)[1])


def rate(paths: Sequence[Path], scratch: Path, workers: int, forever: bool, dask: bool) -> None:
    """Build once and print speed and memory."""
    from corpus_watch import watched_build

    from budgetkit.corpus import workers as reading

    if forever:
        reading.RECYCLE = sys.maxsize  # type: ignore[misc]
    seen = watched_build(paths, scratch / "corpus", workers, dask)
    ((number, pages, failed),) = ask(
        scratch / "corpus", "SELECT count(*), sum(pages), count(*) FILTER (error IS NOT NULL) FROM documents"
    )
    number, pages = int(str(number)), int(str(pages or 0))
    print(
        f"{number} documents ({failed} unreadable), {pages} pages, {workers} processes: {seen.seconds:.1f} s"
    )
    print(
        f"{number / seen.seconds:.2f} documents a second, {pages / seen.seconds:.1f} pages a second, "
        f"{seen.processor / number:.3f} processor seconds a document"
    )
    at = ", ".join(f"{100 * share:g} %: {seen.memory_at(share):.0f}" for share in (0.1, 0.5, 1.0))
    worker, parent = seen.peak()
    print(
        f"memory of a reading process in MB, mean at {at}; most {worker:.0f}; the builder at most {parent:.0f}"
    )
    kept = "one process for all" if forever else f"a fresh process every {reading.RECYCLE} documents"
    print(f"trend {seen.slope():+.1f} MB a process in 1,000 documents of the build ({kept})")
    print("seconds beside reading: " + ", ".join(f"{name} {s:.2f}" for name, s in seen.parts.items()))


def scaling(paths: Sequence[Path], scratch: Path, rounds: int) -> None:
    """Time the command with one process and with two, in turn, and print medians and their ratio."""
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for number in range(rounds):
        for workers in (1, 2) if number % 2 else (2, 1):
            corpus = scratch / f"{number}-{workers}"
            started = time.perf_counter()
            subprocess.run(build_words(paths, corpus, workers), check=True, capture_output=True)
            seconds[workers].append(time.perf_counter() - started)
            print(f"round {number + 1}: {workers}: {seconds[workers][-1]:.2f} s", file=sys.stderr, flush=True)
    one, two = (statistics.median(seconds[workers]) for workers in (1, 2))
    each = [a / b for a, b in zip(*seconds.values(), strict=True)]
    print(f"one process {one:.2f} s, two {two:.2f} s: medians of {rounds} rounds of the whole command")
    print(f"ratio {one / two:.2f}; by round {min(each):.2f} to {max(each):.2f}")


def large(paths: Sequence[Path], scratch: Path, workers: int, fold: int) -> None:
    """Build a large corpus once and print where time went, the rate at both ends, disk, queries."""
    from corpus_watch import watched_build

    corpus = scratch / "corpus"
    seen = watched_build(paths, corpus, workers)
    number = len(seen.done)
    parts = ", ".join(f"{name} {s:.2f}" for name, s in seen.parts.items())
    print(
        f"{number} documents, {workers} processes: {seen.seconds:.1f} s, {seen.processor / number:.3f} processor s each"
    )
    print(f"seconds beside reading: {parts}")
    print(
        f"documents a second: {seen.rate(0.02, 0.1):.2f} up to the first tenth, {seen.rate(0.45, 0.55):.2f} in the middle, "
        f"{seen.rate(0.9, 1.0):.2f} in the last tenth"
    )
    worker, parent = seen.peak()
    print(
        f"memory in MB: the builder at most {parent:.0f}, a reading process at most {worker:.0f}, "
        f"{seen.slope():+.1f} in 1,000 documents"
    )
    for share in (0.1, 0.5, 1.0):
        usual, most = seen.together_at(round(share * number))
        print(
            f"all processes together at {round(share * number)} documents: {usual:.0f} MB, at most {most:.0f}"
        )
    _disk(corpus, number)
    _ask_all(corpus, QUERIES)
    if fold > 1:
        print(f"its files {fold} times over, {fold * number} documents:")
        alone = {name: sql for name, sql in QUERIES.items() if "JOIN" not in sql}
        _ask_all(folded(corpus, scratch / "folded", fold), alone)
    started = time.perf_counter()
    subprocess.run(build_words(paths, corpus, workers), check=True, capture_output=True)
    print(f"built again with nothing to do: {time.perf_counter() - started:.2f} s, the whole command")


def _disk(corpus: Path, number: int) -> None:
    """Print how large a corpus is, by table."""
    files = [path for path in corpus.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    print(f"on disk {size / 1e6:.1f} MB in {len(files)} files, {size / number / 1000:.2f} kB a document")
    for folder in sorted(path for path in corpus.iterdir() if path.is_dir()):
        sizes = [path.stat().st_size for path in folder.rglob("*.parquet")]
        print(
            f"  {folder.name}: {sum(sizes) / 1e6:.1f} MB in {len(sizes)} files, "
            f"the largest {max(sizes, default=0) / 1e6:.2f} MB"
        )
    print(f"  manifest: {(corpus / 'manifest.json').stat().st_size / 1000:.1f} kB")


def folded(corpus: Path, folder: Path, times: int) -> Path:
    """Make a corpus of the files of another one, each many times under other names: how long queries take, no more.

    Every document is in it many times, so nothing can be joined.
    """
    from corpus_documents import place

    from budgetkit.corpus.manifest import Manifest, read_manifest

    files: dict[str, tuple[str, ...]] = {}
    for table, names in read_manifest(corpus).files.items():
        copies = [(name, name.replace(".parquet", f"-{n}.parquet")) for n in range(times) for name in names]
        for name, copy in copies:
            (folder / copy).parent.mkdir(parents=True, exist_ok=True)
            place(corpus / name, folder / copy)
        files[table] = tuple(copy for _, copy in copies)
    Manifest(files).write(folder)
    return folder


def _ask_all(corpus: Path, queries: Mapping[str, str]) -> None:
    """Print how long each query takes, first and again, opening the corpus included."""
    for name, sql in queries.items():
        taken = []
        for _ in range(5):
            started = time.perf_counter()
            ask(corpus, sql)
            taken.append(time.perf_counter() - started)
        print(
            f"query «{name}»: first {taken[0]:.3f} s, median of the next four {statistics.median(taken[1:]):.3f} s"
        )


def notebooks(paths: Sequence[Path], scratch: Path, workers: int) -> None:
    """Execute the notebooks over a corpus by command, then again, and print time and disk a document."""
    from corpus_watch import processor_seconds

    corpus, out = scratch / "corpus", scratch / "out"
    subprocess.run(build_words(paths, corpus, workers), check=True, capture_output=True)
    ((number,),) = ask(corpus, "SELECT count(*) FILTER (error IS NULL) FROM documents")
    assert isinstance(number, int)
    words = command("corpus", "run", corpus, "-o", out, "--workers", workers)
    for what in ("executed", "again, nothing changed"):
        started, before = time.perf_counter(), processor_seconds()
        subprocess.run(words, check=True, capture_output=True)
        seconds, processor = time.perf_counter() - started, processor_seconds() - before
        print(
            f"notebooks on {number} documents and the panel, {what}: {seconds:.1f} s, "
            f"{seconds / number:.2f} s a document, {processor / number:.2f} processor s a document"
        )
    for part in ("documents", ".cache"):
        size = sum(path.stat().st_size for path in (out / part).rglob("*") if path.is_file())
        print(f"on disk {part}: {size / number / 1000:.0f} kB a document")


NUMBERS = {"rate": 1000, "scaling": 150, "large": 10_000, "kills": 1000, "notebooks": 20}


def main() -> None:
    """Parse the arguments, make the documents and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=NUMBERS)
    parser.add_argument("--number", type=int, help="how many documents")
    parser.add_argument("--documents", type=Path, help="folder that keeps the documents made")
    parser.add_argument("--paths", type=Path, nargs="+", help="read these instead of documents made here")
    parser.add_argument(
        "--copies", type=int, default=1, help="of each PDF among the paths; nothing else is read"
    )
    parser.add_argument(
        "--scratch", type=Path, help="where the scratch folder is made; by default where the system says"
    )
    parser.add_argument("--workers", type=int, default=2, help="reading processes")
    parser.add_argument("--rounds", type=int, default=5, help="of scaling")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1, help="of the damage and of the moments to kill")
    parser.add_argument(
        "--forever", action="store_true", help="rate: never replace a reading process by a fresh one"
    )
    parser.add_argument("--dask", action="store_true", help="rate: on Dask workers of this machine")
    parser.add_argument(
        "--fold", type=int, default=1, help="large: ask a corpus of so many times its files too"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="corpus-", dir=options.scratch) as name:
        measure(options, Path(name))


def measure(options: argparse.Namespace, scratch: Path) -> None:
    """Do what was asked for in a scratch folder."""
    from corpus_kills import kills

    if options.what == "kills":
        kills(_made(options, scratch), scratch, options.workers, options.kills, options.seed)
        return
    paths = _paths(options, scratch)
    if options.what == "rate":
        rate(paths, scratch, options.workers, options.forever, options.dask)
    elif options.what == "scaling":
        scaling(paths, scratch, options.rounds)
    elif options.what == "large":
        large(paths, scratch, options.workers, options.fold)
    else:
        notebooks(paths, scratch, options.workers)


def _paths(options: argparse.Namespace, scratch: Path) -> list[Path]:
    """Return what is to be read: the paths given, copies of them, or documents made here."""
    from corpus_documents import copied, link

    if options.paths and options.copies > 1:
        return [copied(options.paths, scratch / "in", options.copies)]
    return options.paths or [link(_made(options, scratch), scratch / "in")]


def _made(options: argparse.Namespace, scratch: Path) -> list[Path]:
    """Make the documents that are missing and say how long that took."""
    from corpus_documents import make

    started = time.perf_counter()
    documents = make(
        options.documents or scratch / "made", options.number or NUMBERS[options.what], options.workers
    )
    print(f"{len(documents)} documents made or found in {time.perf_counter() - started:.1f} s", flush=True)
    return documents


if __name__ == "__main__":
    main()
