"""Laws of the command line: what it prints, where, and with which exit status."""

import csv
import dataclasses
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import click
import pytest
from click.testing import CliRunner, Result
from where import ROOT

from budgetkit.checks.verdicts import Findings, check
from budgetkit.cli.commands import main
from budgetkit.cli.console import _looked, show_findings
from budgetkit.cli.options import plainly
from budgetkit.forms.label import Label
from budgetkit.model.disclosure import Disclosure
from budgetkit.package import save
from budgetkit.present.records import FACTS
from budgetkit.readers.formats.kinds import KINDS
from budgetkit.report.looked import Looked
from budgetkit.source import REFERENCE, bundled
from budgetkit.version import how_to_install

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
    assert result.stdout.splitlines()[0] == ",".join(FACTS)
    assert len(rows(result)) == 230
    assert {"table": "expenditure", "code": "2010450", "column": "total", "value": "175.92"}.items() <= next(
        r for r in rows(result) if r["table"] == "expenditure" and r["code"] == "2010450"
    ).items()


def test_claims_are_the_27_statements() -> None:
    """One row a statement, decreases negative; --all adds the plain amounts."""
    result = call("claims", SOURCE)
    assert (
        result.stdout.splitlines()[0]
        == "section,subject,code,amount,unit,share,change,growth,base,verdict,page"
    )
    assert len(rows(result)) == 27
    (own,) = [r for r in rows(result) if r["subject"] == "单位资金"]
    assert (own["change"], own["growth"], own["verdict"]) == ("-80.00", "-100.00", "exact")
    every = rows(call("claims", "--all", SOURCE))
    assert len(every) > 80
    (worst,) = [r for r in every if r["subject"] == "单位资金"]
    assert worst["verdict_of"] == "share"


def test_check_as_csv() -> None:
    """The columns of the contract, exactly one broken finding: 83.78."""
    result = call("check", SOURCE, "--format", "csv")
    assert (
        result.stdout.splitlines()[0] == "identity,place,left,right,gap,allowance,verdict,message,page,code"
    )
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


def test_formats_are_listed_with_what_they_need() -> None:
    """Every format is a line that says whether it is read here, and what it would need where it is not."""
    lines = call("formats").stdout.splitlines()
    assert any(line.startswith(".pdf ") and line.endswith("yes 可读") for line in lines)
    assert any(line.startswith(".ofd ") for line in lines) and len(lines) == len(KINDS)
    assert all("yes" in line or "no: " in line for line in lines)


@pytest.mark.usefixtures("without_ocr")
def test_formats_name_the_extra_that_pictures_need() -> None:
    """Without the extra the line of pictures says how to install it."""
    line = next(line for line in call("formats").stdout.splitlines() if line.startswith(".png "))
    assert f"no: {how_to_install('ocr')}" in line


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
    ("words", "message"),
    [
        (["facts", "nowhere.pdf"], "does not exist"),
        (["show", SOURCE, "nothing"], "no table 'nothing'"),
        (["check", SOURCE, "--format", "yaml"], "yaml"),
        (["facts"], "Missing argument"),
        (["dance"], "No such command"),
        (["--loud"], "No such option"),
        (["facts", SOURCE, "--fom", "x"], "--form"),
        (["read", SOURCE], "Missing option '-o'"),
        (["facts", SOURCE, "more"], "not joined with other files"),
        (["corpus", "dance"], "No such command"),
        (["corpus", "build", "x"], "Missing option '-o'"),
        (["facts", SOURCE, "--form", "nosuch"], "no form 'nosuch'; known are"),
        (["facts", SOURCE, "--form", "shanghai-budget"], "keeps it"),
        (["read", SOURCE, "-o", str(Path(SOURCE) / "claims.csv")], "is a file"),
    ],
)
def test_wrong_usage_is_one_plain_sentence_and_status_2(words: list[str], message: str) -> None:
    """Status 2, the reason in one line on standard error, nothing on standard output, no traceback."""
    result = call(*words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.startswith("budgetkit: ") and result.stderr.count("\n") == 1
    assert result.stdout == "" and "Traceback" not in result.stderr and "Errno" not in result.stderr


@pytest.mark.parametrize(
    ("library", "extra"), [("pyarrow", "corpus"), ("duckdb.typing", "corpus"), ("distributed", "dask")]
)
def test_a_library_that_is_missing_is_named_with_its_extra(
    capsys: pytest.CaptureFixture[str], library: str, extra: str
) -> None:
    """What an extra would bring is asked for in one sentence with status 2."""

    @plainly
    def command() -> None:
        raise ModuleNotFoundError(name=library)

    with pytest.raises(SystemExit) as left:
        command()
    message = capsys.readouterr().err
    assert left.value.code == 2
    assert f"start.py install {extra}\n" in message and message.count("\n") == 1


def test_a_module_of_our_own_that_is_missing_is_a_fault() -> None:
    """Only libraries of an extra are excused; anything else missing is shown with its traceback."""

    @plainly
    def command() -> None:
        raise ModuleNotFoundError(name="budgetkit.nothing")

    with pytest.raises(ModuleNotFoundError):
        command()


@pytest.mark.parametrize("words", [["facts"], ["check"], ["check", "--format", "json"], ["show"]])
def test_a_reader_who_leaves_ends_it_quietly(words: list[str]) -> None:
    """When the pipe is closed before anything is read, the status is 0 and nothing is complained of."""
    command = [sys.executable, "-m", "budgetkit", *words, SOURCE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        complaint = process.stderr.read()
        status = process.wait()
    assert (status, complaint) == (0, b"")


@pytest.mark.parametrize("words", [[], *([name] for name in main.commands if name != "corpus")], ids=" ".join)
def test_every_help_is_bilingual_with_an_example(words: list[str]) -> None:
    """The first line says in Chinese too what a command does, every option is explained, one example ends it."""
    text = call(*words, "--help").stdout
    first = text.split("\n\n")[1]
    assert re.search("[\u4e00-\u9fff]", first) and re.search("[A-Za-z]", first)
    assert "Example: budgetkit" in text
    options = (main if not words else main.commands[words[0]]).params
    assert [o.name for o in options if isinstance(o, click.Option) and not o.help] == []


def test_exit_statuses_are_told() -> None:
    """Where a program decides by the status, the help says what it means."""
    for words in ([], ["check"]):
        text = " ".join(call(*words, "--help").stdout.split())
        assert "0 done; 1 " in text and "2 " in text


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_no_color_is_obeyed_on_a_terminal() -> None:
    """A terminal gets colour, unless NO_COLOR is set."""
    code = (
        "import os, pty, sys; os.environ['TERM'] = 'xterm-256color'; "
        f"sys.exit(os.waitstatus_to_exitcode(pty.spawn([sys.executable, '-m', 'budgetkit', 'check', {SOURCE!r}])))"
    )
    plain = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    seen = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, env=env, stdin=subprocess.DEVNULL
        ).stdout
        for env in (plain, plain | {"NO_COLOR": "1"})
    ]
    colour = re.compile(rb"\x1b\[[0-9;]*3[0-9]")
    assert colour.search(seen[0]) and b"83.78" in seen[1] and not colour.search(seen[1])


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


@pytest.mark.parametrize(
    ("name", "called"), [("g.pdf", "a PDF"), ("g.DOCX", "a .docx"), ("g.xlsx", "an .xlsx")]
)
def test_a_file_that_is_not_what_it_is_called_is_told_so(tmp_path: Path, name: str, called: str) -> None:
    """Of plain words under the name of a document the sentence says what they are not."""
    (tmp_path / name).write_text("hello\n", encoding="utf-8")
    result = call("facts", str(tmp_path / name))
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert f"{name} is not {called}" in result.stderr


def test_the_list_of_commands_is_bilingual() -> None:
    """Each line of the list says in both languages what a command does, uncut."""
    listed = call("--help").stdout.split("Commands:\n")[1].split("\n\n")[0].splitlines()
    assert [
        line for line in listed if "corpus" not in line and not re.search("[\u4e00-\u9fff]{3}", line)
    ] == []


def test_a_verdict_reached_is_kept_when_nobody_reads_it() -> None:
    """A pipeline that asks for status 1 gets it although the pipe was closed."""

    @plainly
    def command() -> None:
        sys.exit(1)

    class Closed(io.StringIO):
        def fileno(self) -> int:
            return spare

        def flush(self) -> None:
            raise BrokenPipeError

    spare = os.open(os.devnull, os.O_WRONLY)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit) as left:
        patch.setattr(sys, "stdout", Closed())
        command()
    os.close(spare)
    assert left.value.code == 1


def test_importing_is_light() -> None:
    """`import budgetkit` loads no heavy library; the command line none before it is needed."""
    heavy = "('pandas', 'matplotlib', 'papermill')"
    code = f"import sys, budgetkit, budgetkit.cli.commands; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(os.name == "nt", reason="a pipe that nobody reads is reported otherwise there")
def test_a_verdict_stands_when_nobody_reads_it_to_the_end() -> None:
    """With its output closed, check --fail-on broken still ends with status 1."""
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "budgetkit", "check", SOURCE, "--fail-on", "broken", "--format", "csv"]
    with subprocess.Popen(command, stdout=writer, stderr=subprocess.PIPE) as process:
        os.close(writer)
        _, said = process.communicate()
    assert (process.returncode, said) == (1, b"")


def test_words_are_explained_in_the_language_asked_for() -> None:
    """A word of either language finds its term, none finds all; one that is not there is refused in one sentence."""
    assert call("glossary", "三公").stdout.splitlines()[0].strip() == "“三公”经费 · three public expenses"
    english = call("glossary", "WAN", "--lang", "en").stdout
    assert english.startswith("wan yuan") and not re.search(r"[\u4e00-\u9fff]", english)
    assert call("glossary").stdout.count("\n") > 100
    refused = call("glossary", "qqq")
    assert refused.exit_code == 2 and "'qqq' is not in the glossary" in refused.stderr


def test_a_reading_is_summed_up_in_the_language_asked_for(tmp_path: Path) -> None:
    """`read --lang` says in one language what was found; both is the default."""
    said = {x: call("read", SOURCE, "-o", str(tmp_path), "--lang", x).stdout for x in ("zh", "en", "both")}
    assert "amounts: 230, inferred" in said["en"] and "amounts" not in said["zh"]
    assert "金额：230 个" in said["zh"] and "金额" not in said["en"]
    assert "金额：230 个" in said["both"] and "amounts: 230" in said["both"]


def test_claims_with_all_are_what_a_saved_disclosure_keeps() -> None:
    """`claims --all` lists what stands in claims.csv and profile.csv together."""
    kept = sum(
        len(Path(SOURCE, name).read_text(encoding="utf-8").splitlines()) - 1
        for name in ("claims.csv", "profile.csv")
    )
    assert len(rows(call("claims", "--all", SOURCE))) == kept


def test_a_sheet_of_targets_shows_its_targets(reference: Disclosure, tmp_path: Path) -> None:
    """`show` of a disclosure without a table of money lists its indicators, not an empty grid."""
    save(dataclasses.replace(reference, tables={}, claims=()), tmp_path / "alone")
    result = call("show", str(tmp_path / "alone"), "--lang", "zh")
    assert result.exit_code == 0 and "争取福建对口支援" in result.stdout and "≥70个" in result.stdout
    assert "No." not in result.stdout


def test_a_table_shown_in_english_has_an_english_title_and_unit() -> None:
    """Its title line holds no Chinese; in Chinese it holds no English."""
    english = call("show", SOURCE, "expenditure", "--lang", "en").stdout.splitlines()[0]
    chinese = call("show", SOURCE, "expenditure", "--lang", "zh").stdout.splitlines()[0]
    assert "wan yuan" in english and not re.search("[\u4e00-\u9fff]", english)
    assert "万元" in chinese and "yuan" not in chinese


def test_messages_of_json_and_csv_are_in_the_language_asked_for() -> None:
    """One language stands alone, both stand beside each other."""
    for language, wanted in (("en", False), ("zh", False), ("both", True)):
        found = json.loads(call("check", SOURCE, "--format", "json", "--lang", language).stdout)
        messages = [f["message"] for f in (*found["findings"], *found["observations"])]
        listed = [r["message"] for r in rows(call("check", SOURCE, "--format", "csv", "--lang", language))]
        assert listed and {" | " in m for m in (*messages, *listed)} == {wanted}


def test_a_table_that_is_not_there_is_answered_with_those_that_are(
    reference: Disclosure, tmp_path: Path
) -> None:
    """Of a document in no known form no file of a form is named."""
    unknown = save(dataclasses.replace(reference, form=""), tmp_path / "unknown")
    said = call("show", str(unknown), "nosuch")
    assert said.exit_code == 2 and "expenditure" in said.stderr and ".toml" not in said.stderr
    assert ".toml" in call("show", SOURCE, "nosuch").stderr


def test_what_is_only_doubted_is_not_said_to_lack_a_figure(
    reference: Disclosure, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both sides stand there: the heading says that they differ; what lacks a figure has a heading of its own."""
    doubted = dataclasses.replace(check(reference).of("broken")[0], verdict="unstated")
    show_findings(reference, Findings((doubted,)), "en", budget=0)
    text = capsys.readouterr().out
    assert "nothing proves an error (1)" in text and "needs a figure" not in text


def test_a_name_without_english_is_kept_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    """What a sentence is about never becomes an empty pair of brackets."""
    _looked([Looked(Label("权重合计 90", "weights add to 90"), Label("某项目", ""))], ("en",))
    assert "weights add to 90 [某项目]" in capsys.readouterr().out


def test_the_screen_of_the_readme_is_what_is_printed() -> None:
    """Every line shown there stands in the output, in that order; one that ends in … is its beginning."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    command, *shown = (
        text.partition("```console\n$ .venv/bin/budgetkit ")[2].partition("\n```")[0].splitlines()
    )
    printed = iter(call(*command.split()).stdout.splitlines())
    for line in filter(None, shown):
        start = line.removesuffix("…").rstrip()
        assert any(x.startswith(start) if line.endswith("…") else x == start for x in printed), line
