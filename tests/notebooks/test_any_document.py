"""The main job on documents that no form describes and on blank ones: nothing fails, every figure says what it lacks."""

from dataclasses import replace
from pathlib import Path

import pytest
from synthesize import synthesize
from where import ROOT

from budgetkit import figures
from budgetkit.figures import panel
from budgetkit.model.disclosure import Disclosure
from budgetkit.notebooks.runner import run_notebook
from budgetkit.package import save


@pytest.fixture(scope="module")
def formless() -> Disclosure:
    """A disclosure whose tables go by no form."""
    made = synthesize("shanghai-budget", 2025, 2).disclosure
    tables = {name: replace(table, form="") for name, table in made.tables.items()}
    return replace(made, form="", tables=tables)


@pytest.fixture(scope="module")
def blank(formless: Disclosure) -> Disclosure:
    """The same with no figure in any table and no statement: a template."""
    tables = {
        name: replace(
            table,
            rows=tuple(
                replace(row, cells={c: replace(cell, amount=None) for c, cell in row.cells.items()})
                for row in table.rows
            ),
        )
        for name, table in formless.tables.items()
    }
    return replace(formless, tables=tables, claims=(), indicators=())


@pytest.mark.parametrize("name", list(figures.FIGURES))
def test_every_figure_is_drawn_or_says_what_is_missing(
    name: str, formless: Disclosure, blank: Disclosure
) -> None:
    """A disclosure of no form and one without figures give a picture with a title each."""
    for disclosure in (formless, blank):
        assert figures.FIGURES[name](disclosure, language="both").get_label()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["formless", "blank"])
@pytest.mark.parametrize("notebook", ["1-overview", "2-tables", "4-ledger"])
def test_notebooks_run(notebook: str, kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Notebooks that name the form and judge the whole end without a fault on both."""
    save(request.getfixturevalue(kind), tmp_path / "saved")
    source = ROOT / "notebooks" / f"{notebook}.ipynb"
    run = run_notebook(source, tmp_path / "out.ipynb", {"source": str(tmp_path / "saved")})
    assert not run.error


def test_the_panel_names_documents_of_no_form() -> None:
    """What is broken in documents of no form is drawn beside that of forms."""
    records = [{"family": "inside", "form": name, "broken": 1} for name in ("", "shanghai-budget")]
    assert panel.errors(records, language="both").get_label()
