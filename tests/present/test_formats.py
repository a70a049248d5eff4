"""What other programs read of findings: CSV, JUnit, SARIF, annotations of GitHub."""

import csv
import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthesize import synthesize, with_figure

from budgetkit.checks.observations import Observation, observe
from budgetkit.checks.verdicts import Findings, all_statements, check
from budgetkit.cli.commands import check as check_command
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Claim, Disclosure, Place, Row, Table
from budgetkit.model.errors import BudgetkitError
from budgetkit.present.formats import (
    LAYOUTS,
    _escaped,
    as_github,
    as_json,
    as_junit,
    as_sarif,
    relative,
    render,
)
from budgetkit.present.results import FINDINGS
from budgetkit.source import reference
from budgetkit.version import VERSION


@pytest.fixture(scope="module")
def of() -> Disclosure:
    """The bundled reference."""
    return reference()


@pytest.fixture(scope="module")
def findings(of: Disclosure) -> Findings:
    """Its findings."""
    return check(of)


def printed(of: Disclosure, layout: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What a format writes to standard output."""
    render([(of, check(of))], layout, "budgets/some budget.pdf")
    return capsys.readouterr().out


def test_csv_has_the_columns_of_the_contract(of: Disclosure, capsys: pytest.CaptureFixture[str]) -> None:
    """Page and code stand beside every finding; what was observed is never broken and comes last."""
    rows = list(csv.DictReader(io.StringIO(printed(of, "csv", capsys))))
    assert tuple(rows[0]) == FINDINGS
    assert [(r["page"], r["code"]) for r in rows if r["verdict"] == "broken"] == [("16", "201")]
    verdicts = [r["verdict"] for r in rows]
    first = verdicts.index("observed")
    assert set(verdicts[first:]) == {"observed"} and len(verdicts) - first == len(observe(of))


def test_sides_are_in_the_unit_that_is_printed() -> None:
    """A statement in 万元 beside a table in 元 is told in 万元, with every digit of the table."""
    cells = {"total": Cell(Amount(Decimal("3503499"), "元"), Place(4))}
    table = Table("basic", "基本支出", "元", ("total",), (Row("住房公积金", cells, "30113"),))
    said = Claim("1", "住房公积金", Amount(Decimal("352.67")), about="basic/30113/total", code="30113")
    of = Disclosure("虚构", 2025, "budget", "shanghai-budget", {"basic": table}, (said,))
    (repeat,) = [f for f in check(of) if f.identity == "claims.repeat"]
    sides = (str(repeat.left), str(repeat.right), repeat.unit)
    assert sides == ("352.67", "350.3499", "万元") and repeat.verdict == "broken"
    assert (repeat.page, repeat.code) == (4, "30113")


def test_junit_names_are_unique(of: Disclosure, findings: Findings) -> None:
    """Programs that show test results tell cases apart by class and name."""
    cases = list(ElementTree.fromstring(as_junit([(of, findings)])))
    assert len({(c.get("classname"), c.get("name")) for c in cases}) == len(cases) == len(findings)


def test_several_disclosures_are_written_one_after_another(
    of: Disclosure, findings: Findings, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a source with two disclosures every format has the findings of both."""
    said = {}
    for layout in LAYOUTS:
        render([(of, findings), (of, findings)], layout, "a.pdf")
        said[layout] = capsys.readouterr().out
    assert len(list(csv.DictReader(io.StringIO(said["csv"])))) == 2 * (len(findings) + len(observe(of)))
    assert [d["counts"] for d in json.loads(said["json"])["disclosures"]] == [findings.counts] * 2
    suites = ElementTree.fromstring(said["junit"])
    assert suites.tag == "testsuites" and [len(suite) for suite in suites] == [len(findings)] * 2


def test_sarif_holds_findings_only(of: Disclosure, findings: Findings) -> None:
    """Nothing that holds is a result; every result has a relative address, a region, a rule that is described."""
    content = as_sarif(findings, observe(of), str(Path("/elsewhere/预算 2024.pdf")))
    run = content["runs"][0]
    assert run["tool"]["driver"]["version"] == VERSION
    results = run["results"]
    assert {r["properties"]["verdict"] for r in results} <= {"broken", "undefined", "unstated", "observed"}
    assert [r["level"] for r in results].count("error") == len(findings.of("broken"))
    rules = run["tool"]["driver"]["rules"]
    assert {r["ruleId"] for r in results} == {r["id"] for r in rules}
    # What code scanning of GitHub asks of every rule.
    assert all(r[text]["text"] for r in rules for text in ("shortDescription", "fullDescription", "help"))
    for result in results:
        where = result["locations"][0]["physicalLocation"]
        assert unquote(where["artifactLocation"]["uri"]) == "预算 2024.pdf"
        assert where["region"]["startLine"] >= 1
    assert len({r["partialFingerprints"]["budgetkit/v1"] for r in results}) == len(results)
    json.dumps(content)


def test_a_document_without_findings_has_no_results() -> None:
    """A clean fictitious disclosure gives an empty list, not a list of what holds."""
    of = synthesize("shanghai-budget", 2025, 1).disclosure
    run = as_sarif(check(of), (), "x.pdf")["runs"][0]
    assert [r for r in run["results"] if r["properties"]["verdict"] == "broken"] == []
    assert all(r["properties"]["verdict"] != "exact" for r in run["results"])


def test_annotations_of_github(of: Disclosure, findings: Findings) -> None:
    """Broken is an error at its page, without meaning a warning, observed a notice."""
    lines = list(as_github(findings, observe(of), "out/budget.pdf"))
    kinds = [re.match(r"::(\w+) file=out/budget.pdf,line=(\d+),title=[^:,]*::", x) for x in lines]
    assert all(kinds)
    assert [k[1] for k in kinds if k].count("error") == len(findings.of("broken"))
    assert ("error", "16") in [(k[1], k[2]) for k in kinds if k]


def test_what_is_seen_is_named_in_words_and_once() -> None:
    """No raw id as a title, the page once before the words, and the same words on the same page one line."""
    twice = 2 * (Observation("text.year", "8", "年份不符：2026", "a wrong year: 2026", 8),)
    plain = Observation("narrative.precision", "2080505", "小数位数不同", "printed to 0 places", None)
    lines = list(as_github(Findings(()), (*twice, plain), "x.pdf"))
    assert lines == [
        "::notice file=x.pdf,line=8,title=年份不符 · a wrong year::p. 8: 年份不符：2026 | a wrong year: 2026",
        "::notice file=x.pdf,line=1,title=需查看 · to be looked at::2080505: 小数位数不同 | printed to 0 places",
    ]
    assert len(as_sarif(Findings(()), twice, "x.pdf")["runs"][0]["results"]) == 1


def test_one_annotation_names_the_places_of_the_same_words() -> None:
    """GitHub shows ten of a kind: what is said of many projects is one line with three of them and how many more."""
    seen = [Observation("x", f"project/甲{n}", "权重合计 90", "weights add to 90") for n in range(5)]
    (line,) = as_github(Findings(()), seen, "x.pdf")
    assert line.endswith("权重合计 90 | weights add to 90 [甲0、甲1、甲2 +2]")
    (line,) = as_github(Findings(()), seen[:1], "x.pdf")
    assert line.endswith("[甲0]")
    assert len(as_sarif(Findings(()), seen, "x.pdf")["runs"][0]["results"]) == 5


def test_words_of_a_document_do_not_part_a_message(reference: Disclosure) -> None:
    """A bar that a document prints is no border between the languages: each language has its whole sentence."""
    seen = (Observation("text.template", "", "模板文字“甲 | 乙”", "words of a template “甲 | 乙”"),)
    said = [
        as_json(reference, Findings(()), seen, language)["observations"][0]["message"]
        for language in ("zh", "en")
    ]
    assert said == [seen[0].zh, seen[0].en]


@given(st.text())
def test_escaping_loses_nothing(text: str) -> None:
    """Nothing that is written can end a command, and it reads back as it was."""
    written = _escaped(text, ":,")
    assert not set(written) & set("\r\n:,")
    assert re.sub("%(25|0D|0A|3A|2C)", lambda m: chr(int(m[1], 16)), written) == text


def test_a_saved_disclosure_is_a_file_for_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address names a file: of a folder the list of its parts."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "saved").mkdir()
    assert relative("saved") == "saved/datapackage.json"
    assert relative(str(tmp_path / "a" / "b.pdf")) == "a/b.pdf"


def test_json_counts_what_it_lists(of: Disclosure, findings: Findings) -> None:
    """The five counts add up to the findings; observations stand apart."""
    content = as_json(of, findings, observe(of))
    assert sum(content["counts"].values()) == len(content["findings"])
    assert {o["verdict"] for o in content["observations"]} == {"observed"}


def test_an_unknown_format_is_refused(of: Disclosure) -> None:
    """The message lists those there are, which are those that the command offers beside text."""
    with pytest.raises(BudgetkitError, match=f"'yaml'.*{', '.join(LAYOUTS)}"):
        render([(of, check(of))], "yaml", "x")
    (offered,) = (o.type.choices for o in check_command.params if o.name == "layout")
    assert tuple(offered) == ("text", *LAYOUTS)


def test_every_finding_of_a_coded_line_has_its_code() -> None:
    """A figure changed in a coded line: what breaks names the code of the line."""
    of = synthesize("xinjiang-budget", 2025, 3).disclosure
    name = next(f.id for s in all_statements(of) for f in s.figures if f.id.startswith("expenditure/2"))
    amount = next(f.amount for s in all_statements(of) for f in s.figures if f.id == name)
    wrong = with_figure(of, name, replace(amount, value=amount.value + 7))
    codes = {f.code for f in check(wrong).of("broken")}
    assert name.split("/")[1] in codes
