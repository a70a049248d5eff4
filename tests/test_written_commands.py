"""Laws of the commands that the documents show: blocks run as they are written, and inline ones name what there is."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import click
import pytest
from where import ROOT

from budgetkit.cli.commands import main

DOCUMENTS = (
    *("README.md", "README.zh.md", "CONTRIBUTING.md", "data/README.md", "data/inbox/README.md"),
    *(
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "docs").rglob("*.md"))
        if not {"_build", "generated"} & set(path.relative_to(ROOT).parts)
    ),
)
ELSEWHERE = {
    "python3 start.py": "sets up an environment; its parts are tested in test_start",
    ".venv/bin/ruff": "runs all checks and tests; CI does",
    "dask": "needs several machines",
    "datasette": "is a program of its own",
}
"""Commands that are not run here, by how they begin, and why."""


def blocks() -> list[tuple[str, str]]:
    """The lines of every shell block, and after ``$`` in a console block, each once, with a document it stands in."""
    found = []
    for name in DOCUMENTS:
        text = (ROOT / name).read_text(encoding="utf-8")
        for kind, block in re.findall(r"```(sh|console)\n(.*?)```", text, re.S):
            lines = [line.partition("  #")[0].strip() for line in block.splitlines()]
            found += [
                (name, x.removeprefix("$ ")) for x in lines if x and (kind == "sh" or x.startswith("$ "))
            ]
    once = {line: name for name, line in reversed(found)}
    return [(n, x) for x, n in once.items() if not any(x.startswith(start) for start in ELSEWHERE)]


def inline() -> list[tuple[str, str]]:
    """Every ``budgetkit …`` between backticks or indented as code, with its document."""
    found = []
    for name in DOCUMENTS:
        text = (ROOT / name).read_text(encoding="utf-8")
        found += [(name, x) for x in re.findall(r"`(?:\.venv/bin/)?(budgetkit [^`\n]+)`", text)]
        found += [(name, x) for x in re.findall(r"^ {4}(budgetkit .+)$", text, re.M)]
    return sorted(set(found))


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with what commands of the documents name: data, notebooks, and the programs of this environment."""
    for name in ("data", "notebooks", "binder"):
        shutil.copytree(ROOT / name, tmp_path / name)
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name, module in (("budgetkit", "budgetkit"), ("papermill", "papermill"), ("jupyter", "jupyter_core")):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {module} "$@"\n', encoding="utf-8")
        program.chmod(0o755)
    (programs / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    (programs / "python").chmod(0o755)
    return tmp_path


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the blocks are written for a POSIX shell")
@pytest.mark.parametrize(("document", "line"), blocks())
def test_a_block_runs_as_it_is_written(document: str, line: str, here: Path) -> None:
    """Every command shown in a block ends with status 0 where the documents are read, in the project's folder."""
    for library in ("nbconvert", "nbval"):
        if library in line and find_spec(library) is None:
            pytest.skip(f"{library} is not installed")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    # Where pytest-randomly is installed, nbval's cells would run in any order.
    ordered = {"PYTEST_ADDOPTS": "-p no:randomly"}
    done = subprocess.run(
        line, shell=True, cwd=here, env=os.environ | ordered | {"PATH": path}, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{document}: {line}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"


@pytest.mark.parametrize(("document", "line"), inline())
def test_an_inline_command_names_what_there_is(document: str, line: str) -> None:
    """The command exists and knows every option; what is in brackets or capitals stands for something."""
    words = shlex.split(re.sub(r"[\[\]…]|\\", " ", line))[1:]
    command: click.Command = main
    while isinstance(command, click.Group) and words and not words[0].startswith("-") and words[0].islower():
        assert words[0] in command.commands, f"{document}: {line}"
        command = command.commands[words.pop(0)]
    known = {"-h", "--help", *(o for p in command.params for o in p.opts)}
    asked = {word.partition("=")[0] for word in words if word.startswith("-") and word != "--"}
    assert asked <= known, f"{document}: {line}"


def test_what_is_asked_of_start_exists() -> None:
    """Every word that a document gives to start.py is in its usage, every extra in pyproject.toml."""
    usage = (ROOT / "start.py").read_text(encoding="utf-8").partition('USAGE = """')[2].partition('"""')[0]
    known = set(re.findall(r"^  ([a-z]+)", usage, re.M))
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {
        found
        for name in DOCUMENTS
        for found in re.findall(
            r"start\.py ([a-z]+)(?: ([a-z]+))?", (ROOT / name).read_text(encoding="utf-8")
        )
    }
    assert ("install", "corpus") in asked and {what for what, _ in asked} <= known
    wanted = {extra for what, extra in asked if what == "install" and extra}
    assert wanted <= set(extras["optional-dependencies"])
