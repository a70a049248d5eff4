"""Laws of the set-up: the two lists of dependencies agree, and what the README promises is there."""

import json
import re
import subprocess
import sys
import tomllib

import pytest
from where import ROOT

from budgetkit.checks.verdicts import check
from budgetkit.model.disclosure import Disclosure
from budgetkit.source import reference as bundled_reference

CONDA_NAMES = {"matplotlib-base": "matplotlib"}


def project() -> dict[str, list[str]]:
    """The dependencies of pyproject.toml by extra; the core under the empty name."""
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {"": content["dependencies"], **content["optional-dependencies"]}


def conda() -> set[str]:
    """The requirements of environment.yml, pip's among them."""
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    found = re.findall(r"^ +- ([a-z0-9_.-]+(?:>=[\d.]+(?:dev\d+)?)?)$", text, re.M)
    return {re.sub(r"^[a-z0-9_.-]+?(?=>=|$)", lambda m: CONDA_NAMES.get(m[0], m[0]), x) for x in found}


def test_conda_and_pyproject_agree() -> None:
    """Every core dependency stands in environment.yml with the same lower bound."""
    assert set(project()[""]) <= conda()
    assert "python>=3.11" in conda()


def test_every_dependency_has_a_lower_bound() -> None:
    """No dependency is taken as it comes."""
    for names in project().values():
        assert all(">=" in n or n.startswith("budgetkit[") for n in names), names


def test_the_server_stays_out_of_the_core() -> None:
    """The jupyter metapackage slows every start; it is in the extra for working in a browser only."""
    assert not any(n.startswith("jupyter>") for n in project()[""])
    assert any(n.startswith("jupyter>") for n in project()["lab"])


@pytest.mark.parametrize(
    "name", ["README.md", "README.zh.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "data/README.md"]
)
def test_links_of_the_documents_lead_somewhere(name: str) -> None:
    """Every relative link in a document leads to a file."""
    path = ROOT / name
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert target.startswith("http") or (path.parent / target).exists(), target


def test_the_readme_names_every_command() -> None:
    """Both READMEs name every command the program has."""
    from budgetkit.cli.commands import main

    for name in ("README.md", "README.zh.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert all(f"budgetkit {command}" in text for command in main.commands), name


def test_the_readme_starts_with_what_exists() -> None:
    """start.py answers to the words the README uses, and refuses others with its usage."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "start.py"), "dance"], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "run" in done.stderr and "test" in done.stderr


def test_the_readme_shows_what_check_says(reference: Disclosure) -> None:
    """The one screen in the README quotes the counts of the reference as they are."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for verdict, number in check(reference).counts.items():
        assert f"{verdict} {number}" in text


def test_the_notebook_for_colab_runs_once_it_has_installed(capsys: pytest.CaptureFixture[str]) -> None:
    """What its cells ask of the library is there; the cells that install it and call the program are CI's to run."""
    cells = json.loads((ROOT / "binder" / "colab.ipynb").read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert sum("%pip install" in cell for cell in code) == 1 and not any(
        cell.get("outputs") for cell in cells
    )
    names: dict[str, object] = {}
    for cell in code:
        if "%pip" not in cell and "\n!" not in cell:
            exec(cell, names)
    assert names["disclosure"] == bundled_reference() and not capsys.readouterr().err
