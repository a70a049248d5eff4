"""Whether two checkouts of the project say the same of every document, byte for byte.

    python benchmarks/same_outputs.py --snapshot DIR [--python OLD/.venv/bin/python]
    python benchmarks/same_outputs.py --against DIR [--python NEW/.venv/bin/python]
    python benchmarks/same_outputs.py --against OLD/.venv/bin/python [--python NEW/.venv/bin/python]

A checkout is named by its interpreter. The last form runs two side by side, the others one at a time.

Documents are all files below --documents, and --number fictitious ones of every form and writer, some with errors put in
and some damaged, which the old checkout makes once. Of each document, standard output, standard error and exit status of
``facts``, ``claims``, ``read`` and ``check`` are compared, and the saved folder. One process reads all documents; one
that takes longer than --limit seconds ends it, which is its status, and another process goes on. Flattened text is read
within a time: see a difference twice. Exit status: 0 when all is the same, else 1. Not for Windows.
"""

from __future__ import annotations

import io
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import warnings
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr, redirect_stdout, suppress
from difflib import unified_diff
from functools import lru_cache
from importlib import import_module
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

BUDGETS = ("xinjiang-budget", "shanghai-budget", "central-university-budget")
FORMS = (*BUDGETS, "shanghai-final-accounts", "central-university-final-accounts")
SUFFIXES = [
    "pdf",
    "docx",
    "xlsx",
    "html",
    "txt",
    "pdf",
    "docx",
    "xlsx",
    "html",
    "pdf",
    "docx",
    "html",
]  # Flattened text takes a minute each.
COMMANDS = ("facts", "claims", "read -o saved", "check --format csv --fail-on never")
STATUS = "status"
LIMIT_PASSED = b"limit passed\n"


# ---------------------------------------------------------------- in the process of a checkout
def make(folder: str, number: str, generator: str) -> None:
    """Write fictitious documents; every other one has an error put in, every sixth is damaged."""
    root = Path(str(import_module("budgetkit").__file__)).parents[1]
    sys.path += map(str, (root, root / "tools"))
    lib: Any = import_module(generator)
    Path(folder).mkdir(parents=True)
    for n in range(int(number)):
        form, suffix = FORMS[n % len(FORMS)], SUFFIXES[n // len(FORMS) % len(SUFFIXES)]
        year, kinds = 2023 + n % 3, [[*lib.KINDS][n // 2 % len(lib.KINDS)]] * (n % 2)
        made = lib.synthesize(form, year, n)
        with suppress(ValueError):  # No figure of some disclosures can have some errors.
            made = lib.synthesize(form, year, n, errors=kinds)
        target = Path(folder, f"{n:03d}-{form}.{suffix}")
        getattr(lib, f"write_{suffix}".replace("txt", "text"))(made.disclosure, target, lib.Layout.of(n))
        if n % 6 == 5:
            target.write_bytes(_damaged(target.read_bytes(), n))


def _damaged(content: bytes, seed: int) -> bytes:
    """Return the first part of a file, or all of it with one bit in about 4,000 flipped."""
    rng, flipped = random.Random(seed), bytearray(content)
    for _ in range(len(content) // 500):
        flipped[rng.randrange(16, len(content))] ^= 1 << rng.randrange(8)
    return content[: rng.randrange(100, len(content))] if seed % 4 == 1 else bytes(flipped)


def work(outputs: str, limit: str, only: str) -> None:
    """Write the outputs of all documents of the working folder that have no status yet, the status of each last."""
    cli: Any = import_module("budgetkit.cli")
    reader: Any = import_module("budgetkit.readers.read")
    # All commands read a document in the same way, so once is enough.
    reader.read = lru_cache(maxsize=1)(reader.read)
    print(f"reading with {cli.__file__}", file=sys.stderr)
    for name in documents(Path(), only):
        target, reached = Path(outputs, name), ""
        if (target / STATUS).exists():
            continue
        target.mkdir(parents=True, exist_ok=True)
        # Nobody handles the signal: it ends the process also while a library is busy that cannot be interrupted.
        signal.alarm(int(limit))
        for command, *options in map(str.split, COMMANDS):
            shutil.rmtree("saved", ignore_errors=True)
            status, said, warned = run(cli.main, [command, name, *options])
            (target / f"{command}.out").write_bytes(said)
            (target / f"{command}.err").write_bytes(warned)
            if Path("saved").exists():
                shutil.move("saved", target / "saved")
            reached += f"{command} {status}\n"
        print(f"{int(limit) - signal.alarm(0):4} s  {name}", file=sys.stderr)
        (target / STATUS).write_text(reached, encoding="utf-8")


def run(main: Any, words: Sequence[str]) -> tuple[object, bytes, bytes]:
    """Return exit status, standard output and standard error of a command, as if it had a process to itself."""
    out, err = io.BytesIO(), io.BytesIO()
    stdout, stderr = (io.TextIOWrapper(stream, "utf-8", write_through=True) for stream in (out, err))
    with redirect_stdout(stdout), redirect_stderr(stderr), warnings.catch_warnings():
        # Where in the sources a warning arises is no output.
        warnings.formatwarning = lambda message, category, *_, **__: f"{category.__name__}: {message}\n"
        status: object = 0
        try:
            main(args=[*words], prog_name="budgetkit")
        except SystemExit as end:
            status = end.code or 0
        except Exception as error:
            status = "unexpected"
            stderr.write(f"{type(error).__name__}: {error}\n")
    return status, out.getvalue(), err.getvalue()


# ---------------------------------------------------------------- in the process that compares
def documents(folder: Path, only: str) -> list[str]:
    """Return the paths of all documents in a working folder that have a text in them."""
    files = (p for place in ("documents", "generated") for p in (folder / place).rglob("*") if p.is_file())
    return sorted(name for p in files if only in (name := p.relative_to(folder).as_posix()))


def start(python: Path, *words: object, cwd: Path) -> int:
    """Run one of the functions above with the interpreter of a checkout and return its exit code."""
    env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | {"PYTHONHASHSEED": "0"}
    line = [str(python.absolute()), str(Path(__file__).resolve()), *map(str, words)]
    # What libraries print past Python is no output.
    return subprocess.run(line, cwd=cwd, env=env, stdout=subprocess.DEVNULL, check=False).returncode


def produce(python: Path, outputs: Path, generated: Path, a: Namespace, scratch: Path) -> None:
    """Write the outputs of a checkout; the paths in them are the same wherever the documents are."""
    cwd = Path(mkdtemp(dir=scratch))
    (cwd / "documents").symlink_to(a.documents.resolve(), target_is_directory=True)
    (cwd / "generated").symlink_to(generated.resolve(), target_is_directory=True)
    while code := start(python, "_work", outputs.resolve(), a.limit, a.only, cwd=cwd):
        left = [n for n in documents(cwd, a.only) if not (outputs / n / STATUS).exists()]
        if code > 0 or -code in (signal.SIGINT, signal.SIGTERM) or not left:
            raise SystemExit(f"{python} ended with {code}")
        how = LIMIT_PASSED if -code == signal.SIGALRM else b"ended by signal %d\n" % -code
        (outputs / left[0]).mkdir(parents=True, exist_ok=True)
        (outputs / left[0] / STATUS).write_bytes(how)


def outputs_of(folder: Path) -> dict[str, bytes]:
    """Return the outputs of a document by their names."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def differences(was: dict[str, bytes], now: dict[str, bytes]) -> Iterator[str]:
    """Yield output and a short diff of whatever is not the same of a document."""
    # Where one of two did not come to the last command, its status tells what the outputs that it lacks would.
    ended = all(b"check" in x.get(STATUS, b"") for x in (was, now))
    both = was.keys() | now.keys() if ended else {STATUS, *was.keys() & now.keys()}
    for output in sorted(both):
        if was.get(output) != now.get(output):
            old, new = (x.get(output, b"").decode(errors="replace").splitlines() for x in (was, now))
            lines = islice(unified_diff(old, new, "old", "new", n=0, lineterm=""), 10)
            yield "\n    ".join([output, *(line[:200] for line in lines)])


def compare(a: Namespace, scratch: Path) -> list[str]:
    """Run what is asked for and return the differences, a summary last."""
    began, kept = time.monotonic(), a.snapshot or (a.against if a.against.is_dir() else scratch)
    old, new = kept / "outputs", kept / "outputs" if a.snapshot else scratch / "new"
    runs = {new: a.python} if kept == a.against else {old: a.against or a.python, new: a.python}
    making = ("_make", (kept / "generated").resolve(), a.number, a.generator)
    if kept != a.against and start(runs[old], *making, cwd=Path()):
        raise SystemExit("no documents could be made")
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda out: produce(runs[out], out, kept / "generated", a, scratch), runs))
    files = (p.relative_to(out) for out in (old, new) for p in out.rglob(STATUS) if p.is_file())
    names = sorted({p.parent.as_posix() for p in files if a.only in p.parent.as_posix()})
    pairs = {n: (outputs_of(old / n), outputs_of(new / n)) for n in names}
    found = [f"{n}: {d}" for n, pair in pairs.items() for d in differences(*pair)]
    late = ", ".join(n for n, pair in pairs.items() if LIMIT_PASSED in (x.get(STATUS) for x in pair))
    took = f"{len(names)} documents, {time.monotonic() - began:.0f} s"
    return [*found, f"{len(found)} differences; {took}; past the limit: {late or 'none'}"]


def main() -> int:
    """Read the command line and print what was found."""
    parser = ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--snapshot", type=Path, help="folder to make, for the outputs of one checkout")
    mode.add_argument("--against", type=Path, help="such a folder, or the interpreter of the old checkout")
    add = parser.add_argument
    add("--python", type=Path, default=Path(sys.executable), help="interpreter of the checkout")
    add("--documents", type=Path, default=Path(__file__).parents[2] / "shared" / "documents")
    add("--number", type=int, default=60, help="how many documents are made")
    add("--generator", default="budgetkit.synthesize", help="its module; synthesize where it is in tools/")
    add("--limit", type=int, default=120, help="seconds that a document may take")
    add("--only", default="", help="only documents that have this text in their path")
    with TemporaryDirectory() as scratch:
        said = compare(parser.parse_args(), Path(scratch))
    print(*said, sep="\n")
    return int(len(said) > 1)


if __name__ == "__main__":
    part = {"_make": make, "_work": work}.get("".join(sys.argv[1:2]))
    sys.exit(part(*sys.argv[2:]) if part else main())
