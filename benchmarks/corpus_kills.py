"""Builds that are killed again and again, against one that nobody disturbs: the corpora must be equal, byte for byte."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
from corpus import ask, build_words
from corpus_documents import damaged

EVERY = 20
"""So many documents to one that is damaged."""

LATE = 0.2
"""Share of the kills that wait until the files of the corpus are being written."""


@dataclass(frozen=True)
class Kill:
    """When to kill and what: the whole build or one of its reading processes; late, while the corpus is written."""

    after: float
    whole: bool
    late: bool


def plan(number: int, seconds: float, seed: int) -> list[Kill]:
    """Draw the kills of a build that takes so many seconds; all of them together fit into it.

    >>> len(plan(10, 60.0, 1)), plan(10, 60.0, 1) == plan(10, 60.0, 1)
    (10, True)
    """
    rng = random.Random(seed)
    late = round(number * LATE)
    early = [Kill(rng.uniform(0, 1.5 * seconds / number), n % 2 == 0, False) for n in range(number - late)]
    return early + [Kill(rng.uniform(0, seconds / 200), True, True) for _ in range(late)]


def kills(documents: Sequence[Path], scratch: Path, workers: int, number: int, seed: int) -> None:
    """Build with and without kills, compare, and print a verdict; the exit status is 1 if a law is broken."""
    bad = damaged(list(documents), scratch / "in", len(documents) // EVERY, seed)
    whole, killed = scratch / "whole", scratch / "killed"
    started = time.perf_counter()
    subprocess.run(build_words([scratch / "in"], whole, workers), check=True, capture_output=True)
    seconds = time.perf_counter() - started
    print(f"{len(documents)} documents, {len(bad)} damaged: {seconds:.1f} s undisturbed")
    done = _disturbed(build_words([scratch / "in"], killed, workers), killed, plan(number, seconds, seed))
    print(f"killed {len(done)} times: " + "; ".join(done))
    laws = {
        "all kills happened while it was at work": len(done) == number,
        "byte for byte the undisturbed corpus": everything(killed) == everything(whole),
        "nothing is left beside it": not [p.name for p in killed.iterdir() if p.name.startswith(".s")],
        **_laws(killed, sorted(documents), scratch / "in", bad),
    }
    for law, kept in laws.items():
        print(f"{'yes' if kept else 'NO '}  {law}")
    _reasons(killed, bad)
    print("verdict: " + ("all laws kept" if all(laws.values()) else "BROKEN"))
    sys.exit(0 if all(laws.values()) else 1)


def everything(corpus: Path) -> dict[str, bytes]:
    """Return every file of a corpus and its bytes."""
    return {p.relative_to(corpus).as_posix(): p.read_bytes() for p in corpus.rglob("*") if p.is_file()}


def _disturbed(words: list[str], corpus: Path, planned: Sequence[Kill]) -> list[str]:
    """Start the build, again after it was killed, until it ends; return what was killed when."""
    waiting, done = list(planned), list[str]()
    while True:
        build, before = psutil.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL), len(done)
        while waiting and build.poll() is None:
            said = _kill(build, corpus, waiting[0])
            if said:
                done.append(said)
                waiting.pop(0)
        if build.wait() == 0:
            return done
        if len(done) == before:
            raise SystemExit(f"the build ended with {build.returncode} without being killed")


def _kill(build: psutil.Popen, corpus: Path, kill: Kill) -> str:
    """Wait for the moment and kill; return what was done, nothing if the build ended before."""
    begun = (
        (lambda: any((corpus / "facts").rglob("*.parquet*"))) if kill.late else (lambda: bool(readers(build)))
    )
    if not _until(build, begun) or not _until(build, lambda: False, kill.after):
        return ""
    staged = sum(1 for _ in corpus.glob(".staging/*/*/*.staged"))
    victims = [build] if kill.whole else readers(build)[:1]
    for victim in victims:
        victim.kill()
        if kill.whole:
            victim.wait()
    what = "the build" if kill.whole else "a reading process"
    return f"{what} at {staged}{' while writing' if kill.late else ''}" if victims else ""


def _until(build: psutil.Popen, is_so: Callable[[], bool], seconds: float = float("inf")) -> bool:
    """Wait until something is so, or for so long; tell whether the build is still at work."""
    end = time.monotonic() + seconds
    while build.poll() is None:
        if is_so() or time.monotonic() > end:
            return True
        time.sleep(0.02)
    return False


def readers(build: psutil.Popen) -> list[psutil.Process]:
    """Return the reading processes of a build."""
    try:
        children = build.children()
        return [c for c in children if "spawn_main" in " ".join(c.cmdline()) and c.is_running()]
    except psutil.Error:
        return []


def _laws(corpus: Path, documents: Sequence[Path], folder: Path, bad: dict[str, str]) -> dict[str, bool]:
    """Hold a corpus against the documents it is made of."""
    rows = ask(corpus, "SELECT path, document, error FROM documents")
    paths = [str(path) for path, _, _ in rows]
    unread = {str(path): str(error) for path, _, error in rows if error}
    orphans = ask(
        corpus, "SELECT count(*) FROM facts JOIN documents USING (document) WHERE error IS NOT NULL"
    )
    return {
        "every document is there exactly once": sorted(paths)
        == sorted(str((folder / d.name).absolute()) for d in documents)
        and len({document for _, document, _ in rows}) == len(documents),
        "each damaged document is one row with its reason, and no other is": unread.keys() == bad.keys(),
        "no reason blames a process that was killed": not any(
            "process" in reason for reason in unread.values()
        ),
        "no facts of a document that was not read": orphans == [(0,)],
    }


def _reasons(corpus: Path, bad: dict[str, str]) -> None:
    """Print one reason for each kind of damage, and what was damaged but read all the same."""
    found = {str(path): str(error) for path, error in ask(corpus, "SELECT path, error FROM documents")}
    for kind in dict.fromkeys(bad.values()):
        of = [path for path, name in bad.items() if name == kind]
        read = sum(not found.get(path) for path in of)
        print(f"  {kind} × {len(of)}{f', READ ALL THE SAME {read}' if read else ''}: {found.get(of[0])}")
