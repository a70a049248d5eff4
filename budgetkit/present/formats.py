"""Findings as JSON, CSV, JUnit and SARIF; records as CSV: what other programs read from us."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from xml.etree import ElementTree

from budgetkit.checks.judge import Finding
from budgetkit.checks.verdicts import Findings
from budgetkit.model.disclosure import Disclosure
from budgetkit.model.errors import BudgetkitError
from budgetkit.present import results

_SARIF: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {
    "broken": "error",
    "undefined": "warning",
    "unstated": "note",
    "rounded": "none",
    "exact": "none",
}
_KINDS: Final = {
    "broken": "fail",
    "undefined": "open",
    "unstated": "open",
    "rounded": "pass",
    "exact": "pass",
}


def print_csv(columns: Sequence[str], records: Iterable[Mapping[str, object]]) -> None:
    """Write records as CSV to standard output, head first, lines ending in a single newline."""
    writer = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)


def render(disclosure: Disclosure, findings: Findings, layout: str, source: str) -> None:
    """Write findings to standard output as ``json``, ``csv``, ``junit`` or ``sarif``.

    Raises:
        BudgetkitError: an unknown layout.
    """
    if layout == "csv":
        print_csv(results.FINDINGS, results.findings(findings))
    elif layout in ("json", "sarif"):
        content = as_json(disclosure, findings) if layout == "json" else as_sarif(findings, source)
        json.dump(content, sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    elif layout == "junit":
        sys.stdout.write(as_junit(disclosure, findings) + "\n")
    else:
        raise BudgetkitError(f"unknown format {layout!r}; there are json, csv, junit, sarif")


def as_json(disclosure: Disclosure, findings: Findings) -> dict[str, Any]:
    """Return department, year, the five counts, how many figures are guarded, and every finding."""
    from budgetkit.checks.joint import coverage

    about = {"department": disclosure.department, "year": disclosure.year, "kind": disclosure.kind}
    judged = {"counts": findings.counts, "coverage": coverage(disclosure).counts}
    return {**about, "form": disclosure.form, **judged, "findings": list(results.findings(findings))}


def as_junit(disclosure: Disclosure, findings: Findings) -> str:
    """Return JUnit XML: a case a finding; broken fails, undefined and unstated are skipped."""
    counts = findings.counts
    skipped = counts["undefined"] + counts["unstated"]
    suite = ElementTree.Element(
        "testsuite",
        name=disclosure.label,
        tests=str(len(findings)),
        failures=str(counts["broken"]),
        skipped=str(skipped),
        errors="0",
    )
    for finding in findings:
        case = ElementTree.SubElement(
            suite, "testcase", classname=finding.identity, name=finding.place or finding.identity
        )
        outcome = {"broken": "failure", "undefined": "skipped", "unstated": "skipped"}.get(finding.verdict)
        if outcome:
            ElementTree.SubElement(case, outcome, message=finding.message)
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True)


def as_sarif(findings: Findings, source: str) -> dict[str, Any]:
    """Return SARIF 2.1.0: a rule an identity, a result a finding that is not simply equal."""
    shown = [f for f in findings if f.verdict != "exact"]
    rules = {f.identity: {"id": f.identity, "shortDescription": {"text": _name(f)}} for f in findings}
    driver = {"name": "budgetkit", "rules": list(rules.values())}
    run = {"tool": {"driver": driver}, "results": [_sarif_result(f, source) for f in shown]}
    return {"$schema": _SARIF, "version": "2.1.0", "runs": [run]}


def _name(finding: Finding) -> str:
    label = finding.statement.label
    return f"{label.zh} · {label.en}"


def _sarif_result(finding: Finding, source: str) -> dict[str, Any]:
    pages = [f.page for f in finding.figures if f.page is not None]
    place: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": source.replace("\\", "/")}}}
    place["logicalLocations"] = [{"fullyQualifiedName": finding.place}]
    if pages:
        place["message"] = {"text": f"page {pages[0]}"}
    return {
        "ruleId": finding.identity,
        "kind": _KINDS[finding.verdict],
        "level": _LEVELS[finding.verdict] if finding.verdict == "broken" else "none",
        "message": {"text": finding.message},
        "locations": [place],
    }
