"""Findings as JSON, CSV, JUnit, SARIF and annotations of GitHub; records as CSV: what other programs read from us."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from budgetkit.checks.observations import Observation, observe
from budgetkit.checks.verdicts import Findings
from budgetkit.model.disclosure import Disclosure
from budgetkit.model.errors import BudgetkitError
from budgetkit.present import results
from budgetkit.version import VERSION

LAYOUTS: Final = ("json", "csv", "junit", "sarif", "github")

_SARIF: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {"broken": "error", "undefined": "warning", "unstated": "note", "observed": "note"}
_KINDS: Final = {"broken": "fail", "undefined": "open", "unstated": "open", "observed": "review"}
_PLACES: Final = 3
"""Places that an annotation names; of others it says how many there are."""
_COMMANDS: Final = {"error": "error", "warning": "warning", "note": "notice"}
_SKIPPED: Final = ("undefined", "unstated")


def print_csv(columns: Sequence[str], records: Iterable[Mapping[str, object]]) -> None:
    """Write records as CSV to standard output, head first, lines ending in a single newline."""
    writer = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)


def render(
    judged: Sequence[tuple[Disclosure, Findings]], layout: str, source: str, language: str = "both"
) -> None:
    """Write findings to standard output as ``json``, ``csv``, ``junit``, ``sarif`` or ``github``.

    Of a source with several disclosures the findings of all are written: in JSON as a list under ``disclosures``, in
    JUnit a suite each, elsewhere one after another. The messages of JSON and CSV are in ``language``; the other formats
    have both.

    Raises:
        BudgetkitError: an unknown layout.
    """
    findings = Findings(chain.from_iterable(found for _, found in judged))
    seen = [one for disclosure, _ in judged for one in observe(disclosure)]
    if layout == "csv":
        print_csv(results.FINDINGS, results.findings(findings, seen, language))
    elif layout == "json":
        each = [as_json(disclosure, found, observe(disclosure), language) for disclosure, found in judged]
        _print_json(each[0] if len(each) == 1 else {"disclosures": each})
    elif layout == "sarif":
        _print_json(as_sarif(findings, seen, source))
    elif layout == "junit":
        sys.stdout.write(as_junit(judged) + "\n")
    elif layout == "github":
        sys.stdout.writelines(f"{line}\n" for line in as_github(findings, seen, source))
    else:
        raise BudgetkitError(f"unknown format {layout!r}; there are {', '.join(LAYOUTS)}")


def _print_json(content: Mapping[str, Any]) -> None:
    json.dump(content, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def as_json(
    disclosure: Disclosure, findings: Findings, seen: Iterable[Observation] = (), language: str = "both"
) -> dict[str, Any]:
    """Return department, year, the five counts, how many figures are guarded, every finding, every observation."""
    from budgetkit.checks.joint import coverage

    about = {"department": disclosure.department, "year": disclosure.year, "kind": disclosure.kind}
    judged = {"counts": findings.counts, "coverage": coverage(disclosure).counts}
    return {
        **about,
        "form": disclosure.form,
        **judged,
        "findings": list(results.findings(findings, (), language)),
        "observations": list(results.findings((), seen, language)),
    }


def as_junit(judged: Sequence[tuple[Disclosure, Findings]]) -> str:
    """Return JUnit XML: a suite a disclosure, a case a finding, each with a name of its own.

    What is broken fails, what is undefined or unstated is skipped.
    """
    # Nothing else needs it.
    from xml.etree import ElementTree

    def suite(disclosure: Disclosure, findings: Findings) -> ElementTree.Element:
        counts = findings.counts
        suite = ElementTree.Element(
            "testsuite",
            name=disclosure.label,
            tests=str(len(findings)),
            failures=str(counts["broken"]),
            skipped=str(sum(counts[v] for v in _SKIPPED)),
            errors="0",
        )
        names: Counter[tuple[str, str]] = Counter()
        for finding in findings:
            key = (finding.identity, finding.place or finding.identity)
            names[key] += 1
            name = key[1] if names[key] == 1 else f"{key[1]} ({names[key]})"
            case = ElementTree.SubElement(suite, "testcase", classname=finding.identity, name=name)
            outcome = "failure" if finding.verdict == "broken" else "skipped"
            if finding.verdict in ("broken", *_SKIPPED):
                where = _where(finding.section, finding.page, finding.code)
                ElementTree.SubElement(case, outcome, message=where + finding.message)
        return suite

    suites = [suite(disclosure, findings) for disclosure, findings in judged]
    top = suites[0] if len(suites) == 1 else ElementTree.Element("testsuites")
    top.extend(suites if len(suites) > 1 else [])
    ElementTree.indent(top)
    return ElementTree.tostring(top, encoding="unicode", xml_declaration=True)


def _where(section: str, page: int | None, code: str) -> str:
    """Return section, page and code as words before a message: ``§5.2, p. 16, 2080505: ``."""
    words = ", ".join(x for x in (section, f"p. {page}" if page is not None else "", code) if x)
    return f"{words}: " if words else ""


@dataclass(frozen=True, slots=True)
class _Note:
    """What is worth an annotation: something broken or without meaning, or something that a person should look at."""

    rule: str
    name: str
    place: str
    verdict: str
    message: str
    page: int | None
    code: str
    section: str = ""

    @property
    def line(self) -> int:
        """A document has no lines; its pages stand for them."""
        return self.page or 1


def _notes(findings: Findings, seen: Iterable[Observation]) -> Iterator[_Note]:
    for f in findings:
        label = f"{f.statement.label.zh} · {f.statement.label.en}"
        if f.verdict in ("broken", "undefined") or (
            f.statement.kind == "structure" and f.verdict == "unstated"
        ):
            yield _Note(f.identity, label, f.place, f.verdict, f.message, f.page, f.code, f.section)
    for o in seen:
        yield _Note(o.id, " · ".join(o.rule), o.place, "observed", f"{o.zh} | {o.en}", o.page, o.code)


_HELP: Final = (
    "文件没有行，行号即页码；budgetkit check SOURCE 列出两边的原数、差额与可能原因 · "
    "a document has no lines, its pages stand for them; budgetkit check SOURCE prints both sides, the gap and the "
    "likely cause"
)


def as_sarif(findings: Findings, seen: Iterable[Observation], source: str) -> dict[str, Any]:
    """Return SARIF 2.1.0: a result for everything broken, undefined or observed, a rule for each of their kinds."""
    notes = list(dict.fromkeys(_notes(findings, seen)))
    # Code scanning of GitHub shows no rule without its three texts.
    rules = {
        n.rule: {
            "id": n.rule,
            "shortDescription": {"text": n.name},
            "fullDescription": {"text": n.name},
            "help": {"text": _HELP},
        }
        for n in notes
    }
    driver = {
        "name": "budgetkit",
        "version": VERSION,
        "semanticVersion": VERSION,
        "rules": list(rules.values()),
    }
    uri = quote(relative(source))
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(n, uri) for n in notes],
    }
    return {"$schema": _SARIF, "version": "2.1.0", "runs": [run]}


def relative(source: str) -> str:
    """Return a path as seen from here with ``/`` between its parts; of one that lies elsewhere, its name.

    Of a saved disclosure it is the file that lists its parts.

    >>> relative("data/x y.pdf"), relative("/nowhere/at/all.pdf")
    ('data/x y.pdf', 'all.pdf')
    """
    if Path(source).is_dir():
        source = str(Path(source) / "datapackage.json")
    try:
        path = os.path.relpath(source)
    except ValueError:
        path = os.pardir
    return Path(source).name if path.startswith(os.pardir) else Path(path).as_posix()


def _sarif_result(note: _Note, uri: str) -> dict[str, Any]:
    where = {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}, "region": {"startLine": note.line}}
    place = {"physicalLocation": where, "logicalLocations": [{"fullyQualifiedName": note.place or note.rule}]}
    digest = sha256("\n".join((note.rule, note.place, note.message)).encode()).hexdigest()[:32]
    return {
        "ruleId": note.rule,
        "kind": _KINDS[note.verdict],
        "level": _LEVELS[note.verdict] if note.verdict == "broken" else "none",
        "message": {"text": _where(note.section, note.page, note.code) + note.message},
        "locations": [place],
        "partialFingerprints": {"budgetkit/v1": digest},
        "properties": {"verdict": note.verdict, "page": note.page, "code": note.code},
    }


def as_github(findings: Findings, seen: Iterable[Observation], source: str) -> Iterator[str]:
    """Yield workflow commands of GitHub: an error, a warning or a notice a line, at the page as its line."""
    # The same words on the same page need no second mark, and GitHub shows ten of a kind: one mark names all places.
    places: dict[_Note, list[str]] = {}
    for note in dict.fromkeys(_notes(findings, seen)):
        places.setdefault(replace(note, place=""), []).append(note.place)
    for note, named in places.items():
        command = _COMMANDS[_LEVELS[note.verdict]]
        about = {"file": relative(source), "line": str(note.line), "title": note.name}
        listed = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in about.items())
        shown = [
            place.removeprefix("project/").removeprefix("overall/")
            for place in named
            if place not in (note.code, str(note.page), "")
        ]
        more = f" +{len(shown) - _PLACES}" if len(shown) > _PLACES else ""
        where = f" [{'、'.join(shown[:_PLACES])}{more}]" if shown else ""
        message = _where(note.section, note.page, note.code) + note.message + where
        yield f"::{command} {listed}::{_escaped(message)}"


def _escaped(text: str, more: str = "") -> str:
    """Return text with what would end a workflow command written as %XX."""
    return "".join(f"%{ord(c):02X}" if c in f"%\r\n{more}" else c for c in text)
