"""The guards: stored outputs hold, every notebook runs on another disclosure, nothing of the machine is stored."""

import ast
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from notebook_files import streams_joined
from where import TESTS

from budgetkit.corpus.build import build
from budgetkit.figures.display import DIGEST
from budgetkit.notebooks.parameters import ParameterError, read_parameters
from budgetkit.notebooks.runner import Job, run_notebook, run_notebooks
from budgetkit.package import load
from budgetkit.source import REFERENCE, bundled

NOTEBOOKS = sorted(bundled("notebooks").glob("*.ipynb"))
FICTITIOUS = TESTS / "documents" / "fictitious-2025"
SHANGHAI = TESTS / "documents" / "fictitious-shanghai-2025"
NAMES = [n.stem for n in NOTEBOOKS]
SOURCED = [n for n in NOTEBOOKS if any(p.name == "source" for p in read_parameters(n))]
PANELS = [n for n in NOTEBOOKS if n not in SOURCED]


def content(notebook: Path) -> dict[str, Any]:
    """A notebook as stored."""
    loaded: dict[str, Any] = json.loads(notebook.read_text(encoding="utf-8"))
    return loaded


def code(notebook: Path) -> list[dict[str, Any]]:
    """The code cells of a notebook."""
    return [c for c in content(notebook)["cells"] if c["cell_type"] == "code"]


def text_of(outputs: list[dict[str, Any]]) -> str:
    """Everything that outputs say in text and HTML."""
    return json.dumps(
        [{k: v for k, v in o.get("data", o).items() if k != "image/png"} for o in outputs], ensure_ascii=False
    )


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=NAMES)
def test_a_notebook_reads_like_a_lesson(notebook: Path) -> None:
    """One parameters cell, prose before each cell that shows something, no def, no class."""
    cells = content(notebook)["cells"]
    assert sum("parameters" in c["metadata"].get("tags", []) for c in cells) == 1
    assert cells[0]["cell_type"] == "markdown"
    assert not any(re.search(r"^\s*(def|class) ", "".join(c["source"]), re.M) for c in code(notebook))
    runs = "".join("m" if c["cell_type"] == "markdown" else "c" for c in cells)
    assert "cccccc" not in runs


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=NAMES)
def test_only_the_parameters_name_a_source(notebook: Path) -> None:
    """No path stands outside the parameters cell; parameters are typed and have help in both languages."""
    for cell in code(notebook):
        if "parameters" not in cell["metadata"].get("tags", []):
            assert not re.search(r"""["'][^"']*(?:/|\\|\.csv|\.pdf)[^"']*["']""", "".join(cell["source"]))
    for parameter in read_parameters(notebook):
        assert (
            parameter.annotation
            and re.search(r"[\u4e00-\u9fff]", parameter.help)
            and re.search("[a-z]{3}", parameter.help)
        )


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=NAMES)
def test_outputs_are_stored_without_the_machine(notebook: Path) -> None:
    """Committed with outputs, none of them an error, none with a path, an address or a time."""
    outputs = [o for c in code(notebook) for o in c["outputs"]]
    assert outputs
    assert all(o["output_type"] != "error" for o in outputs)
    said = text_of(outputs)
    assert not re.search(r"0x[0-9a-f]{6,}|/home/|/tmp/|site-packages|[A-Z]:\\\\", said)
    assert set(content(notebook)["metadata"]) == {"kernelspec", "language_info"}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=NAMES)
def test_no_output_was_cleared(notebook: Path) -> None:
    """nbval passes a cell that was stored without outputs, so each that ends by showing something has some."""
    shown = [c for c in code(notebook) if isinstance(ast.parse("".join(c["source"])).body[-1], ast.Expr)]
    assert shown and all(c["outputs"] for c in shown)


def test_every_figure_has_its_digest() -> None:
    """nbval passes any picture, so a digest of the data it shows stands beside each one."""
    for notebook in NOTEBOOKS:
        kinds = [set(o.get("data", {})) for c in code(notebook) for o in c["outputs"]]
        assert all(DIGEST in k for k in kinds if "image/png" in k)


@pytest.mark.slow
def test_stored_outputs_are_what_comes_out(tmp_path: Path) -> None:
    """Executed again, every notebook gives every stored output but pictures, which have digests; stricter than nbval."""
    runs = run_notebooks([Job(notebook, tmp_path / notebook.name) for notebook in NOTEBOOKS])
    assert [run.error for run in runs] == [""] * len(NOTEBOOKS)
    for notebook in NOTEBOOKS:
        fresh, stored = (code(path) for path in (tmp_path / notebook.name, notebook))
        for made, kept in zip(fresh, stored, strict=True):
            assert "".join(made["source"]) == "".join(kept["source"])
            assert text_of(streams_joined(made["outputs"])) == text_of(streams_joined(kept["outputs"])), (
                notebook.name
            )


@pytest.mark.slow
def test_every_notebook_runs_on_another_form(tmp_path: Path) -> None:
    """Executed by papermill on a fictitious disclosure of Shanghai's form, no cell fails."""
    jobs = [Job(n, tmp_path / n.name, {"source": str(SHANGHAI), "language": "zh"}) for n in SOURCED]
    assert [run.error for run in run_notebooks(jobs)] == [""] * len(jobs)


@pytest.mark.slow
def test_the_panel_runs_on_another_corpus(tmp_path: Path) -> None:
    """Executed on a corpus of two other disclosures, no cell fails; its departments are shown, and what is broken."""
    corpus = tmp_path / "语料库"
    build([FICTITIOUS, SHANGHAI], corpus)
    jobs = [Job(n, tmp_path / n.name, {"corpus": str(corpus), "language": "en"}) for n in PANELS]
    assert [run.error for run in run_notebooks(jobs)] == [""]
    said = text_of([o for c in code(tmp_path / PANELS[0].name) for o in c["outputs"]])
    assert all(load(folder).department in said for folder in (FICTITIOUS, SHANGHAI))
    assert "relations cannot hold" in said


def test_what_is_injected_stays_readable(tmp_path: Path) -> None:
    """A Chinese path in the parameters is written as Chinese, not as escapes."""
    folder = tmp_path / "虚构的披露"
    shutil.copytree(FICTITIOUS, folder)
    run_notebook(NOTEBOOKS[0], tmp_path / "out.ipynb", {"source": str(folder)})
    injected = "".join("".join(c["source"]) for c in code(tmp_path / "out.ipynb"))
    assert "虚构的披露" in injected


@pytest.mark.parametrize(
    ("parameters", "message"),
    [({"sorce": "x"}, "source"), ({"language": "fr"}, "language"), ({"source": 3}, "source")],
)
def test_wrong_parameters_are_refused_before_anything_runs(
    tmp_path: Path, parameters: dict[str, object], message: str
) -> None:
    """An unknown or ill-typed parameter raises, naming the one meant, and no notebook is written."""
    with pytest.raises(ParameterError, match=message):
        run_notebook(NOTEBOOKS[0], tmp_path / "out.ipynb", parameters)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_changed_figure_in_the_data_is_noticed(tmp_path: Path) -> None:
    """Executed on data with one figure changed, a notebook's outputs differ from those stored."""
    copy = tmp_path / "data"
    shutil.copytree(bundled("data") / REFERENCE, copy)
    table = copy / "tables" / "expenditure.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("175.92", "175.93", 1), encoding="utf-8")
    notebook = bundled("notebooks") / "2-tables.ipynb"
    run_notebook(notebook, tmp_path / "out.ipynb", {"source": str(copy)})
    executed = [
        c for c in code(tmp_path / "out.ipynb") if "injected-parameters" not in c["metadata"].get("tags", [])
    ]
    fresh = [text_of(c["outputs"]) for c in executed]
    stored = [text_of(c["outputs"]) for c in code(notebook)]
    assert sum(a != b for a, b in zip(fresh, stored, strict=True)) == 1
