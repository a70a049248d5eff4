"""Laws of the command line: what it prints, where, and with which exit status."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from budgetkit.cli import main
from budgetkit.source import REFERENCE, bundled

SOURCE = str(bundled("data") / REFERENCE)


def call(*words: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(main, words)


def rows(result: Result) -> list[dict[str, str]]:
    """The CSV on standard output."""
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_facts_are_the_230_amounts() -> None:
    """One row a printed amount with the columns of the contract; value keeps its places."""
    result = call("facts", SOURCE)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "table,half,code,name,column,value,unit,places,page,inferred"
    assert len(rows(result)) == 230
    assert {"table": "expenditure", "code": "2010450", "column": "total", "value": "175.92"}.items() <= next(
        r for r in rows(result) if r["table"] == "expenditure" and r["code"] == "2010450"
    ).items()


def test_claims_are_the_27_statements() -> None:
    """One row a statement, decreases negative; --all adds the plain amounts."""
    result = call("claims", SOURCE)
    assert (
        result.stdout.splitlines()[0] == "section,subject,code,amount,unit,share,change,growth,base,verdict"
    )
    assert len(rows(result)) == 27
    (own,) = [r for r in rows(result) if r["subject"] == "单位资金"]
    assert (own["change"], own["growth"], own["verdict"]) == ("-80.00", "-100.00", "exact")
    assert len(rows(call("claims", "--all", SOURCE))) > 80


def test_check_as_csv() -> None:
    """The columns of the contract, exactly one broken finding: 83.78."""
    result = call("check", SOURCE, "--format", "csv")
    assert result.stdout.splitlines()[0] == "identity,place,left,right,gap,allowance,verdict,message"
    (broken,) = [r for r in rows(result) if r["verdict"] == "broken"]
    assert broken["left"] == "83.78"


def test_check_fails_only_when_asked() -> None:
    """Exit status 1 only with --fail-on broken."""
    assert call("check", SOURCE).exit_code == 0
    assert call("check", SOURCE, "--fail-on", "broken").exit_code == 1
    assert call("check", SOURCE, "--fail-on", "never").exit_code == 0


def test_check_as_json_junit_sarif_and_text() -> None:
    """Every format tells the same five counts or the same broken finding."""
    content = json.loads(call("check", SOURCE, "--format", "json").stdout)
    assert content["counts"]["broken"] == 1
    assert sum(content["counts"].values()) == len(content["findings"])
    suite = ElementTree.fromstring(call("check", SOURCE, "--format", "junit").stdout)
    assert (suite.get("failures"), suite.get("tests")) == ("1", str(len(content["findings"])))
    sarif = json.loads(call("check", SOURCE, "--format", "sarif").stdout)
    assert sarif["version"] == "2.1.0"
    assert [r["level"] for r in sarif["runs"][0]["results"]].count("error") == 1
    text = call("check", SOURCE).stdout
    assert "broken 1" in text and "83.78" in text and "\x1b[" not in text


def test_show_lists_tables_and_prints_one() -> None:
    """Without a table the list, with one its published layout in the language asked for."""
    assert "appropriations" in call("show", SOURCE).stdout
    both = call("show", SOURCE, "expenditure").stdout
    assert "175.92" in both and "基本支出 Basic" in both
    assert "Basic" not in call("show", SOURCE, "expenditure", "--lang", "zh").stdout


def test_forms_are_listed() -> None:
    """Every known form is named."""
    assert "xinjiang-budget" in call("forms").stdout


def test_compare_prints_every_cell() -> None:
    """A disclosure against itself: 230 cells, all the same."""
    result = call("compare", SOURCE, SOURCE)
    assert {r["status"] for r in rows(result)} == {"same"}


def test_read_saves_and_sums_up(tmp_path: Path) -> None:
    """A saved disclosure can be read as well as a document; the summary says what there is."""
    result = call("read", SOURCE, "-o", str(tmp_path / "again"))
    assert result.exit_code == 0
    assert "230" in result.stdout
    assert (tmp_path / "again" / "datapackage.json").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["facts", "nowhere.pdf"], "does not exist"),
        (["show", SOURCE, "nothing"], "no table 'nothing'"),
        (["check", SOURCE, "--format", "yaml"], "yaml"),
        (["facts"], "Missing argument"),
        (["dance"], "No such command"),
    ],
)
def test_wrong_usage_is_one_plain_sentence_and_status_2(words: list[str], told: str) -> None:
    """Status 2, the reason on standard error, nothing on standard output, no traceback."""
    result = call(*words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == "" and "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"%PDF-1.7 broken", b"\x89PNG\r\n\x1a\n0000", b"PK\x03\x04nonsense"]
)
def test_bad_documents_are_one_plain_sentence_and_status_2(tmp_path: Path, content: bytes) -> None:
    """Whatever lies in a file called .pdf, reading it ends in a sentence, and no output folder appears."""
    document = tmp_path / "document.pdf"
    document.write_bytes(content)
    result = call("read", str(document), "-o", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert result.stderr.startswith("budgetkit: ") and result.stderr.count("\n") == 1
    assert [p.name for p in tmp_path.iterdir()] == ["document.pdf"]


def test_importing_is_light() -> None:
    """`import budgetkit` loads no heavy library; the command line none before it is needed."""
    heavy = "('pandas', 'matplotlib', 'papermill')"
    code = f"import sys, budgetkit, budgetkit.cli; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
