"""The import law: data flows down this table; a folder may import what stands above it, and itself."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

from where import ROOT

PACKAGE = ROOT / "budgetkit"

FLOW = """
    version files model
    forms
    readers/formats readers/formats/pdf readers/formats/ofd readers/formats/word readers/formats/excel readers/formats/scan
    readers/tables
    readers/narrative
    readers/performance
    readers/flat readers/flat/indicators
    readers
    package
    source documents
    checks checks/joint checks/observations
    present
    figures figures/panel
    report
    notebooks notebooks/warm
    corpus corpus/panel
    inbox
    cli
"""
LEVELS = {folder: level for level, line in enumerate(FLOW.split("\n")) for folder in line.split()}

EXCEPTIONS = {("readers/flat", "checks"), ("readers", "checks/joint")}
"""Flattened text is placed by the identities, which it takes from their catalogue as data; the readings of a scan are
chosen by what the document says of itself, where there is a scan."""

DOORS = {
    "cattrs": "forms",
    "pandas": "present corpus",
    "numpy": "figures readers/formats/scan readers/formats/pdf",
    "cv2": "readers/formats/scan",
    "onnxruntime": "readers/formats/scan",
    "quicktions": "model",
    "pypdfium2": "readers/formats present report",
    "xlrd": "readers/formats/excel",
    "openpyxl": "readers/formats/excel present",
    "lxml": "readers/formats",
    "matplotlib": "present figures notebooks/warm",
    "IPython": "figures",
    "PIL": "figures readers/formats report",
    "cssselect": "readers/formats",
    "papermill": "notebooks",
    "nbclient": "notebooks",
    "nbformat": "notebooks present",
    "ipykernel": "notebooks/warm",
    "ipykernel_launcher": "notebooks/warm",
    "jupyter_client": "notebooks/warm",
    "jupyter_core": "notebooks/warm",
    "highspy": "checks/joint",
    "pysat": "checks/joint",
    "duckdb": "corpus",
    "filelock": "corpus",
    "pyarrow": "corpus",
    "distributed": "corpus",
    "dask": "corpus",
    "fontTools": "present readers/formats/ofd",
    "jinja2": "report",
    "markupsafe": "report",
    "click": "cli notebooks/warm",
    "rich": "cli",
}
"""The folders, with those inside them, that may import each library from outside."""


@cache
def modules() -> tuple[tuple[Path, str, list[str]], ...]:
    """Return every module of the library with its folder and the full names of what it imports anywhere."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        names: list[str] = []
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert not node.level, f"{path} imports relatively; write the whole name"
                names += [f"{node.module}.{alias.name}" for alias in node.names]
        found.append((path, folder_of(path.relative_to(PACKAGE)), names))
    return tuple(found)


def folder_of(path: Path) -> str:
    """Return the folder of a module, for a module at the top its own name."""
    return path.parent.as_posix() if len(path.parts) > 1 else path.stem


def folder_named(name: str) -> str:
    """Return the folder that the full name of an imported module or object of the library lies in."""
    parts = name.split(".")[1:]
    while parts and not (
        PACKAGE.joinpath(*parts).is_dir() or PACKAGE.joinpath(*parts).with_suffix(".py").exists()
    ):
        parts.pop()
    path = Path(*parts) if parts else Path("__init__")
    return path.as_posix() if (PACKAGE / path).is_dir() else folder_of(path.with_suffix(".py"))


def test_data_flows_one_way() -> None:
    """A module imports from its own line of the table and from those above, but for the named exceptions."""
    wrong = []
    for path, here, names in modules():
        for there in {folder_named(name) for name in names if name.split(".")[0] == "budgetkit"}:
            down = here not in ("__init__", "__main__") and LEVELS[there] > LEVELS[here]
            if down and (here, there) not in EXCEPTIONS:
                wrong.append(f"{path.relative_to(PACKAGE)} imports {there}")
    assert wrong == []


def test_no_module_imports_itself_in_a_circle() -> None:
    """Every module can be imported first."""
    code = "import importlib, sys; [importlib.import_module(n) for n in sys.argv[1:]]"
    names = [
        "budgetkit.checks.joint",
        "budgetkit.figures",
        "budgetkit.readers.read",
        "budgetkit.corpus.build",
    ]
    for name in names:
        subprocess.run([sys.executable, "-c", code, name], check=True, cwd=ROOT)


def test_every_library_has_its_door() -> None:
    """A library from outside is imported in its own folders only; the model needs the standard library alone."""
    wrong = []
    for path, here, names in modules():
        for library in {name.split(".")[0] for name in names} - {"budgetkit", *sys.stdlib_module_names}:
            doors = DOORS.get(library, "").split()
            if not any(here == door or here.startswith(f"{door}/") for door in doors):
                wrong.append(f"{path.relative_to(PACKAGE)} imports {library}")
    assert wrong == []


def test_the_start_is_light() -> None:
    """Importing the package, or what a command starts with, brings in no library but those of the command line."""
    for start in ("budgetkit", "budgetkit.cli", "budgetkit.cli.console", "budgetkit.notebooks.job"):
        show = f"import sys, {start}; print(*{{name.partition('.')[0] for name in sys.modules}})"
        done = subprocess.run(
            [sys.executable, "-c", show], capture_output=True, text=True, check=True, cwd=ROOT
        )
        assert (set(DOORS) - {"click", "rich", "quicktions"}) & set(done.stdout.split()) == set(), start


def test_the_top_of_the_package_is_small() -> None:
    """At the top of the package stand at most eight modules."""
    assert len(list(PACKAGE.glob("*.py"))) <= 8
