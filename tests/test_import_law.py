"""The import law: which way data flows, which library enters by which door, how light the start is.

A name ending in ``*`` stands for every module that begins so; modules that are not there are passed over.
An unnamed module is free, but what it imports counts for whoever imports it.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "budgetkit"
GROUND = {"amount", "codes", "errors", "model", "version"}

# Stages in the order in which data flows; within a stage, groups that never import one another.
FLOW = [
    ["amount codes errors model version"],
    ["forms printed statements", "package package.*", "font"],
    [
        "readers readers.*",
        "identities* judge verdicts stated shaved structure reconcile*",
        "changes comparison",
        "records tables",
    ],
    ["narrative*", "observations", "figures*"],
    ["results ledger display"],
    ["source", "report*", "parameters parameter_types"],
    ["runner engine errand nursery provisioner zygote cache"],
    ["job outputs refresh stamp", "corpus*", "formats", "summary"],
    ["inbox*"],
    ["console pace"],
    ["cli cli_corpus cli_options"],
]
GROUPS = [(stage, group.split()) for stage, groups in enumerate(FLOW) for group in groups]

DOORS = {
    "pandas": "tables ledger display corpus*",
    "numpy": "figures*",
    "pypdfium2": "readers.pdf* readers.lattice*",
    "openpyxl": "readers.excel synthesize.excel",
    "reportlab": "synthesize.pdf",
    "docx": "synthesize.word",
    "lxml": "readers.word* readers.html*",
    "matplotlib": "font figures* rehearsal",
    "IPython": "figures.display",
    "PIL": "figures.display",
    "papermill": "engine runner",
    "nbclient": "engine",
    "nbformat": "runner engine report*",
    "ipykernel": "zygote",
    "ipykernel_launcher": "zygote",
    "jupyter_client": "engine provisioner",
    "jupyter_core": "engine",
    "highspy": "reconcile* readers.place_programme",
    "duckdb": "corpus*",
    "filelock": "corpus*",
    "pyarrow": "corpus*",
    "distributed": "corpus*",
    "dask": "corpus*",
    "fontTools": "webfont",
    "jinja2": "report*",
    "markdown_it": "report*",
    "click": "cli cli_corpus cli_options",
    "rich": "console",
}

PATHS = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(ROOT.rglob("*.py"))
}
MODULES = sorted(PATHS)


@cache
def tree(module: str) -> ast.Module:
    """Return the syntax of a module, named without ``budgetkit.``; ``__init__`` is the package itself."""
    return ast.parse(PATHS[module].read_text(encoding="utf-8"))


def imported(module: str) -> Iterator[str]:
    """Yield the full name of every import, at the top, inside functions and for type checking alike."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} imports relatively; write the whole name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own(module: str) -> set[str]:
    """Return the other modules of the package that a module imports itself."""
    names = [name.removeprefix("budgetkit.") for name in imported(module) if name.startswith("budgetkit.")]
    exact = {name if name in PATHS else name.rpartition(".")[0] or "__init__" for name in names}
    return exact & set(MODULES) - {module}


def reached(module: str) -> set[str]:
    """Return every module of the package that comes along when a module is imported."""
    seen: set[str] = set()
    waiting = own(module)
    while waiting:
        seen |= waiting
        waiting = {far for near in waiting for far in own(near)} - seen
    return seen


def place(module: str) -> tuple[int, int] | None:
    """Return stage and group of a module, or ``None`` for one that the law does not name."""
    found = ((stage, number) for number, (stage, names) in enumerate(GROUPS) if fits(module, names))
    return next(found, None)


def fits(module: str, names: list[str]) -> bool:
    """Say whether a module is one of the names or begins as one ending in ``*`` does."""
    return any(fnmatchcase(module, name) for name in names)


@pytest.mark.parametrize("module", MODULES)
def test_data_flows_one_way(module: str) -> None:
    """A module reaches only earlier stages and its own group, directly or through others, and never itself."""
    assert module not in reached(module), f"{module} imports itself in a circle"
    here = place(module)
    if here is not None:
        places = {other: place(other) for other in reached(module)}
        assert [
            name for name, there in places.items() if there and there[0] >= here[0] and there != here
        ] == []


@pytest.mark.parametrize("module", sorted(GROUND & set(MODULES)))
def test_the_ground_stands_on_the_standard_library(module: str) -> None:
    """Amounts, codes, errors and the model need nothing but the standard library and one another."""
    assert {name.partition(".")[0] for name in imported(module)} <= {*sys.stdlib_module_names, "budgetkit"}
    assert own(module) <= GROUND


@pytest.mark.parametrize("module", MODULES)
def test_every_library_has_its_door(module: str) -> None:
    """A library from outside is imported in its own modules only."""
    for library in {name.partition(".")[0] for name in imported(module)} - {"budgetkit"}:
        allowed = library in sys.stdlib_module_names or fits(module, DOORS.get(library, "").split())
        assert allowed, f"{module} imports {library}; its doors are: {DOORS.get(library, 'none')}"


@pytest.mark.parametrize("module", [name for name in MODULES if not fits(name, ["cli", "cli.*"])])
def test_nothing_inside_asks_the_front_door(module: str) -> None:
    """Modules name the module they need; only the command line goes through ``import budgetkit`` itself."""
    assert "__init__" not in own(module) and "budgetkit" not in imported(module)


@pytest.mark.parametrize("start", ["budgetkit", "budgetkit.cli", "budgetkit.console", "budgetkit.job"])
def test_the_start_is_light(start: str) -> None:
    """Importing the package, or what a command starts with, brings in no library but those of the command line."""
    if start.removeprefix("budgetkit.") not in PATHS and start != "budgetkit":
        pytest.skip(f"{start} is not written yet")
    show = f"import sys, {start}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", show], capture_output=True, text=True, check=True, cwd=ROOT.parent
    )
    assert (set(DOORS) - {"click", "rich"}) & set(done.stdout.split()) == set()


@pytest.mark.parametrize("module", [name for name in MODULES if fits(name, ["cli", "cli.*"])])
def test_the_command_line_holds_no_logic(module: str) -> None:
    """No function of the command line has more than 25 lines beside its docstring."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert lines <= 25, f"{module}.{node.name} has {lines} lines"


@pytest.mark.parametrize("module", MODULES)
def test_modules_stay_small(module: str) -> None:
    """No module has more than 300 lines."""
    assert len(PATHS[module].read_text(encoding="utf-8").splitlines()) <= 300
