"""A form of one's own: the example of CONTRIBUTING.md works as it is written, and mistakes in a form are told."""

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from where import ROOT

from budgetkit.cli import main
from budgetkit.forms.data import DataError
from budgetkit.forms.form import OWN, form, form_ids, register

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def block(kind: str, number: int = 0) -> str:
    """Return a block of the example."""
    example = TEXT[TEXT.index("## Add a form") : TEXT.index("## Add an identity")]
    return re.findall(rf"```{kind}\n(.*?)```", example, re.DOTALL)[number]


@pytest.fixture(autouse=True)
def no_forms_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget forms of one's own after each test."""
    monkeypatch.setenv(OWN, "")


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with the two files of the example."""
    (tmp_path / "budget.html").write_text(block("html"), encoding="utf-8")
    (tmp_path / "yunling.toml").write_text(block("toml"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> str:
    """Return what a command prints, which ends well."""
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.usefixtures("example")
def test_the_example_of_contributing() -> None:
    """Facts and findings are as printed there, also of the saved disclosure, and the form is listed."""
    for printed in block("csv").splitlines():
        assert printed in run("facts", "budget.html", "--form", "yunling.toml")
    run("read", "budget.html", "--form", "yunling.toml", "-o", "saved")
    for source in ("budget.html", "saved"):
        findings = run("check", source, "--form", "yunling.toml", "--format", "csv")
        assert all(printed in findings for printed in block("csv", 1).splitlines())
    assert "yunling-budget" in run("forms")


def test_a_registered_form_is_known_by_its_id(example: Path) -> None:
    """After `register`, here and in processes that are started, a form is asked for by its id and recognised."""
    assert register("yunling.toml") == "yunling-budget"
    assert "yunling-budget" in form_ids()
    assert form("yunling-budget").table("expenditure").column_ids == ("total", "basic", "contingency")
    assert os.environ[OWN] == str(example / "yunling.toml")
    assert ",budget,10.00," in run("facts", "budget.html")


def test_a_form_extends_another(tmp_path: Path) -> None:
    """What a form does not say is that of the form it extends; tables can be left out, and identities."""
    path = tmp_path / "child.toml"
    path.write_text(
        'id = "child"\nextends = "shanghai-budget"\nname = { zh = "子", en = "Child" }\nomit = ["state_capital"]\n'
        'without = ["summary.balance"]\n[table.expenditure]\ntitles = ["支出安排表"]\n',
        encoding="utf-8",
    )
    parent, child = form("shanghai-budget"), form(register(path))
    assert child.kind == parent.kind
    assert {t.id for t in parent.tables} - {t.id for t in child.tables} == {"state_capital"}
    assert child.table("expenditure").title.zh == "支出安排表"
    assert child.table("expenditure").columns == parent.table("expenditure").columns
    gone = {i.id for i in parent.identities} - {i.id for i in child.identities}
    assert "summary.balance" in gone
    assert all(
        i == "summary.balance"
        or any(t.table == "state_capital" for t in found.terms)
        or found.table == "state_capital"
        for i, found in ((i.id, i) for i in parent.identities)
        if i in gone
    )


WRONG = {
    ("titles = [", "tittles = ["): "table summary: unknown key 'tittles'; did you mean 'titles'?",
    ("heads = [", "heeds = ["): "columns 'contingency': unknown key 'heeds'; did you mean 'heads'?",
    (
        "[table.expenditure]",
        "[table.expenditure]\noptionl = true",
    ): "unknown key 'optionl'; did you mean 'optional'?",
    ("[table.expenditure]", "[tabel.expenditure]"): "unknown key 'tabel'; did you mean 'table'?",
    (
        "[table.expenditure]",
        "[table.expenditures]",
    ): "unknown table 'expenditures'; did you mean 'expenditure'?",
    ('"basic"', '"basics"'): "table 'expenditure': unknown column 'basics'; did you mean 'basic'?",
    (
        '"general_public", {',
        '"genral_public", {',
    ): "unknown row 'genral_public'; did you mean 'general_public'?",
    ("sum = [", "sums = ["): "unknown key 'sums'; did you mean 'sum'?",
    ('kind = "budget"', 'kind = "budgets"'): "'budgets' is none of them; did you mean 'budget'?",
    (', en = "Departmental budget of Yunling" ', " "): "name: key 'en' is missing",
    ('"summary/revenue.total"', '"summry/revenue.total"'): "unknown table 'summry'; did you mean 'summary'?",
    (
        '"summary/revenue.total"',
        '{ cel = "summary/revenue.total" }',
    ): "unknown key 'cel'; did you mean 'cell'?",
    (
        '"summary/revenue.total"',
        '"summary/revenue.total/budgett"',
    ): "unknown column 'budgett'; did you mean 'budget'?",
    (
        '"summary/revenue.total"',
        '"summary/revenue.total/actual"',
    ): "the form has no column 'actual'; there are budget",
    (
        '"summary/revenue.own_funds"]',
        '"summary/revenue.business"]',
    ): "the form has no row 'business'; there are",
    ("prose_unit =", "without = ['summary.ballance']\nprose_unit ="): (
        "without: unknown identity 'summary.ballance'; did you mean 'summary.balance'?"
    ),
    (
        "[[identity",
        '[section]\n"1" = { of = "totals" }\n[[identity',
    ): "unknown section 'totals'; did you mean 'total'?",
    ("[[identity", '[section]\n"1" = { of = "total", subjects = ["summary/revenue.totl"] }\n[[identity'): (
        "section '1': unknown subject 'summary/revenue.totl'; did you mean 'summary/revenue.total'?"
    ),
    ("[[identity", '[section]\n"1" = { of = "total", whole = "summary/revenue.totl" }\n[[identity'): (
        "section '1': summary/revenue.totl: unknown row 'totl'; did you mean 'total'?"
    ),
    ("columns = [", "columns = ["[:-1]): "yunling.toml: no valid TOML: ",
    ('unit = "万元"\nprose', "unit = 1\nprose"): "unit: 1 is no text",
    (
        'id = "yunling-budget"',
        'id = "xinjiang-budget"',
    ): "id 'xinjiang-budget' is that of a form of the library",
    (
        'kind = "budget"',
        'kind = "budget"\nextends = "shanghai"',
    ): "extends 'shanghai': unknown form 'shanghai'; did you mean",
}


@pytest.mark.parametrize(("right", "wrong"), WRONG)
def test_what_is_wrong_in_a_form_is_told(example: Path, right: str, wrong: str) -> None:
    """An unknown or missing word is refused with the file, the entry and the nearest right word; nothing is read."""
    text = (example / "yunling.toml").read_text(encoding="utf-8")
    assert right in text
    (example / "yunling.toml").write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(DataError) as error:
        register("yunling.toml")
    assert "yunling.toml" in str(error.value)
    assert WRONG[right, wrong] in str(error.value)
    result = CliRunner().invoke(main, ["facts", "budget.html", "--form", "yunling.toml"])
    assert result.exit_code == 2
    assert "yunling.toml" in result.output and "Traceback" not in result.output
