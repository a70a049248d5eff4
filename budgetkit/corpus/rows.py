"""A disclosure read and judged, as rows of the five tables of a corpus."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from budgetkit.checks.judge import Finding
from budgetkit.checks.printed import Printed
from budgetkit.checks.verdicts import Findings, check, claim_verdicts
from budgetkit.corpus.kept import SHAPE, line_of
from budgetkit.corpus.schema import KEPT, Row, Rows
from budgetkit.model.amount import plain_number
from budgetkit.model.disclosure import FIGURES, Claim, Disclosure, Place
from budgetkit.present.records import yuan
from budgetkit.version import VERSION

_CLAIM_WORDS: Final = ("section", "subject", "code", "base", "about", "whole", "unit", "inferred")
_FINDING_NUMBERS: Final = ("left", "right", "gap", "allowance")


def rows_of(disclosure: Disclosure, path: str, document: str) -> Rows:
    """Return the rows of a disclosure in all tables, each with the digest of its document."""
    tables: dict[str, Iterator[Row]] = {
        "facts": _facts(disclosure),
        "indicators": _indicators(disclosure),
        KEPT: iter([{"shape": SHAPE, "content": line_of(disclosure)}]),
    }
    more = {name: [{"document": document, **row} for row in rows] for name, rows in tables.items()}
    return {**judged_rows(disclosure, path, document), **more}


def judged_rows(disclosure: Disclosure, path: str, document: str) -> Rows:
    """Return the rows of the tables that say what was judged: documents, claims, findings."""
    findings = check(disclosure)
    tables: dict[str, Iterator[Row]] = {
        "documents": iter([_document(disclosure, findings, path)]),
        "claims": _claims(disclosure),
        "findings": map(_finding, findings),
    }
    return {name: [{"document": document, **row} for row in rows] for name, rows in tables.items()}


def failed_rows(path: str, document: str, error: str) -> Rows:
    """Return the rows of a document that could not be read: one, with its reason."""
    row = {"document": document, "sha256": document, "path": path, "fictitious": False, "error": error}
    return {"documents": [{**row, "version": VERSION}]}


def _document(disclosure: Disclosure, findings: Findings, path: str) -> Row:
    about = {
        n: getattr(disclosure, n) for n in ("form", "kind", "department", "year", "published", "fictitious")
    }
    sources = disclosure.sources[0] if disclosure.sources else {}
    counts = {
        "tables": len(disclosure.tables),
        "amounts": sum(1 for t in disclosure.tables.values() for _ in t.cells()),
        "statements": sum(c.is_quantified for c in disclosure.claims),
        "unplaced": len(disclosure.unplaced),
    }
    pages = sum(int(one.get("pages") or 0) for one in disclosure.sources) or None
    return {
        **about,
        **counts,
        **findings.counts,
        # Of a disclosure in several files all digests, as its path is all paths.
        "sha256": " ".join(s["sha256"] for s in disclosure.sources)
        if "\n" in path
        else sources.get("sha256"),
        "path": path,
        "pages": pages,
        "version": VERSION,
        "error": None,
    }


def _place(place: Place) -> Row:
    box = place.box or (None, None, None, None)
    return {"page": place.page, **dict(zip(("x0", "y0", "x1", "y1"), box, strict=True))}


def _facts(disclosure: Disclosure) -> Iterator[Row]:
    index = Printed.of(disclosure)
    for table in disclosure.tables.values():
        for line in index.lines(table.id):
            row = line.row
            where = {"table": table.id, "half": row.half, "row": line.id, "item": row.item, "code": row.code}
            names = {"name": row.name, "project_name": row.project}
            for column in table.columns:
                cell = row.cells.get(column)
                if cell is not None and cell.amount is not None:
                    a = cell.amount
                    amount = {"value": plain_number(a), "unit": a.unit, "places": a.places}
                    place = _place(cell.place)
                    words = {
                        "title": table.title,
                        "label": row.label or "".join(row.name.split()),
                        "head": cell.head,
                        "yuan": yuan(a),
                        "named_by": cell.named_by if table.named_by else "",
                    }
                    about = {"column": column, "inferred": cell.inferred}
                    yield {**where, **names, **about, **amount, **place, **words}


def _claims(disclosure: Disclosure) -> Iterator[Row]:
    verdicts = {judged.number: judged.verdict for judged in claim_verdicts(disclosure)}
    for number, claim in enumerate(disclosure.claims, 1):
        yield {"number": number, "verdict": verdicts.get(number, ""), **_claim(claim)}


def _claim(claim: Claim) -> Row:
    numbers = {n: getattr(claim, n) for n in FIGURES}
    places = {f"{n}_places": None if a is None else a.places for n, a in numbers.items()}
    shown = {n: plain_number(a) for n, a in numbers.items()}
    return {**{n: getattr(claim, n) for n in _CLAIM_WORDS}, **shown, **places, **_place(claim.place)}


def _finding(finding: Finding) -> Row:
    # What simply holds needs no sentence; the identity says it all.
    message = "" if finding.verdict == "exact" else finding.message
    shown = {n: plain_number(getattr(finding, n)) for n in _FINDING_NUMBERS}
    words = {n: getattr(finding, n) for n in ("identity", "place", "verdict", "unit")}
    figures = [] if finding.verdict == "exact" else [f.id for f in finding.figures]
    return {**words, **shown, "message": message, "figures": figures, "page": finding.page}


def _indicators(disclosure: Disclosure) -> Iterator[Row]:
    for i in disclosure.indicators:
        words = {n: getattr(i, n) for n in ("table", "owner", "target", "basis", "prior", "scoring")}
        levels = dict(zip(("level1", "level2", "level3"), i.levels, strict=True))
        rest = {"weight": plain_number(i.weight), "inferred": bool(i.inferred)}
        yield {**words, **levels, **rest, **_place(i.place)}
