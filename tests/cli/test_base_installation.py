"""Laws of an installation without extras: every command but ``corpus`` works with the core's libraries alone."""

import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import made_files
import pytest
from where import ROOT

from budgetkit.cli.commands import main
from budgetkit.readers.formats.tiling import Tile
from budgetkit.source import REFERENCE, bundled


def canonical(requirement: str) -> str:
    """The name of a distribution, as it is compared, from a requirement."""
    return re.sub(r"[-_.]+", "-", re.match(r"[A-Za-z0-9._-]+", requirement)[0]).lower()  # type: ignore[index]


def core() -> set[str]:
    """The distributions that the core brings: its dependencies, and theirs, whatever the machine."""
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    waiting, found = [canonical(r) for r in asked], {"budgetkit"}
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            try:
                theirs = requires(name) or []
            except PackageNotFoundError:
                continue
            waiting += [canonical(r) for r in theirs if "extra ==" not in r]
    return found


@pytest.fixture(scope="module")
def without_extras(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which no library can be imported that the core does not bring, in kernels neither."""
    there = core()
    absent = sorted(
        module
        for module, owners in packages_distributions().items()
        if module.isidentifier() and not {canonical(owner) for owner in owners} & there
    )
    assert {"duckdb", "pyarrow", "pytest"} <= set(absent) and not {"pandas", "lxml"} & set(absent)
    folder = tmp_path_factory.mktemp("without")
    (folder / "sitecustomize.py").write_text(f"import sys\nsys.modules.update(dict.fromkeys({absent!r}))\n")
    paths = [str(folder), str(ROOT), os.environ.get("PYTHONPATH", "")]
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}


COMMANDS = {
    "run": ("run", "{source}", "-o", "{out}", "--slides", "--compare", "{source}"),
    "read": ("read", "{pdf}", "-o", "{out}"),
    "check": ("check", "{source}", "--format", "sarif"),
    "show": ("show", "{source}", "expenditure"),
    "facts": ("facts", "{source}"),
    "claims": ("claims", "{source}", "--all"),
    "compare": ("compare", "{source}", "{source}"),
    "ci": ("ci", "{pdf}", "-o", "{out}", "--summary", "{out}/summary.md"),
    "annotate": ("annotate", "{pdf}", "-o", "{out}.pdf"),
    "export": ("export", "{source}", "-o", "{out}.dta"),
    "glossary": ("glossary",),
    "forms": ("forms",),
    "formats": ("formats",),
}


def called(words: tuple[str, ...], folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Call a command, with a small document of its own."""
    cells = [["Item", "Budget"], ["Basic", "1.00"], ["Total", "1.00"]]
    tiles = [
        Tile(row, column, 1, 1, text, 1) for row, line in enumerate(cells) for column, text in enumerate(line)
    ]
    page = made_files.pdf(made_files.Sheet(made_files.drawn(tiles, "stroke")))
    (folder / "document.pdf").write_bytes(page)
    names = {
        "source": str(bundled("data") / REFERENCE),
        "pdf": str(folder / "document.pdf"),
        "out": str(folder / "out"),
    }
    words = tuple(word.format(**names) for word in words)
    return subprocess.run(
        [sys.executable, "-m", "budgetkit", *words], cwd=folder, env=env, capture_output=True, text=True
    )


def test_no_command_is_forgotten() -> None:
    """The list of this test is that of the program, but for the corpus, which has an extra of its own."""
    assert set(COMMANDS) | {"corpus"} == set(main.commands)


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_works_without_extras(
    name: str, without_extras: dict[str, str], tmp_path: Path
) -> None:
    """It ends with status 0 where nothing but the core's libraries can be imported."""
    done = called(COMMANDS[name], tmp_path, without_extras)
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-2000:]


def test_a_corpus_says_what_it_needs(without_extras: dict[str, str], tmp_path: Path) -> None:
    """Without its extra the command ends with status 2 and one sentence that says how to install it."""
    done = called(("corpus", "columns"), tmp_path, without_extras)
    assert done.returncode == 2 and "install corpus" in done.stderr and "Traceback" not in done.stderr
