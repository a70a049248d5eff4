"""One document read and judged, staged as one file: put in place in one step, so that it is whole or not there."""

from __future__ import annotations

import hashlib
import json
import uuid
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from budgetkit.cache import digest_of
from budgetkit.errors import BudgetkitError
from budgetkit.judge import Finding
from budgetkit.model import Claim, Disclosure, Place
from budgetkit.records import printed
from budgetkit.source import open_source
from budgetkit.verdicts import Findings, check, claim_verdicts

_SUFFIX: Final = ".staged"
_CLAIM_NUMBERS: Final = ("amount", "share", "change", "growth", "base_amount")

Row = dict[str, Any]
Staged = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document: its digest, and the reason it could not be read (else empty)."""

    path: str
    document: str
    error: str = ""


def staged_file(folder: Path, document: str) -> Path:
    """Return where the staged rows of a document lie."""
    return folder / document[:2] / f"{document}{_SUFFIX}"


def staged_documents(folder: Path) -> list[str]:
    """Return the digests of every staged document, sorted."""
    return sorted(path.stem for path in folder.glob(f"*/*{_SUFFIX}"))


def document_digest(path: Path) -> str:
    """Return the SHA-256 of a document's bytes, or of all files of a saved disclosure.

    Raises:
        OSError: it cannot be read.
    """
    return digest_of(path) if path.is_dir() else hashlib.sha256(path.read_bytes()).hexdigest()


def stage(path: str, folder: str, form: str | None = None) -> Outcome:
    """Read and judge one document and stage its rows under its digest; an unreadable one is one row with its reason."""
    source = Path(path)
    try:
        document = document_digest(source)
    except OSError as error:
        document = hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()
        return put(
            Path(folder), path, document, failed(path, document, f"{source.name}: {error.strerror or error}")
        )
    try:
        rows = rows_of(open_source(source, form), path, document)
    except (BudgetkitError, KeyError) as error:
        rows = failed(path, document, str(error.args[0] if error.args else error))
    except Exception as error:
        # A document that meets a fault of ours must not end the corpus; the row says that it is one.
        rows = failed(path, document, f"fault in budgetkit: {type(error).__name__}: {error}")
    return put(Path(folder), path, document, rows)


def put(folder: Path, path: str, document: str, rows: Staged) -> Outcome:
    """Stage the rows of a document in one step; of two workers that do, either one stays."""
    target = staged_file(folder, document)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{uuid.uuid4().hex}")
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    part.write_bytes(zlib.compress(text.encode("utf-8", "surrogatepass"), 1))
    part.replace(target)
    return Outcome(path, document, rows["documents"][0]["error"])


def read_staged(folder: Path, document: str) -> Staged:
    """Return the staged rows of a document."""
    rows: Staged = json.loads(zlib.decompress(staged_file(folder, document).read_bytes()))
    return rows


def failed(path: str, document: str, error: str) -> Staged:
    """Return the rows of a document that could not be read: one row with its reason."""
    return {
        "documents": [
            {"document": document, "sha256": document, "path": path, "error": error, "fictitious": False}
        ]
    }


def rows_of(disclosure: Disclosure, path: str, document: str) -> Staged:
    """Return the rows of a disclosure in all five tables."""
    findings = check(disclosure)
    tables: dict[str, Iterator[Row]] = {
        "facts": _facts(disclosure),
        "claims": _claims(disclosure),
        "findings": (_finding(f) for f in findings),
        "indicators": _indicators(disclosure),
    }
    staged = {name: [{"document": document, **row} for row in rows] for name, rows in tables.items()}
    staged["documents"] = [_document(disclosure, findings, path, document)]
    return staged


def _document(disclosure: Disclosure, findings: Findings, path: str, document: str) -> Row:
    pages = [
        c.place.page for t in disclosure.tables.values() for _, _, c in t.cells() if c.place.page is not None
    ]
    return {
        **{"document": document, "sha256": document, "path": path, "error": ""},
        **{"form": disclosure.form, "kind": disclosure.kind, "department": disclosure.department},
        **{"year": disclosure.year, "pages": max(pages, default=None), "published": disclosure.published},
        "tables": len(disclosure.tables),
        "amounts": sum(1 for t in disclosure.tables.values() for _ in t.cells()),
        "statements": sum(c.is_quantified for c in disclosure.claims),
        "unplaced": len(disclosure.unplaced),
        "fictitious": disclosure.fictitious,
        **findings.counts,
    }


def _place(place: Place) -> Row:
    box = place.box or (None, None, None, None)
    return {"page": place.page, **dict(zip(("x0", "y0", "x1", "y1"), box, strict=True))}


def _facts(disclosure: Disclosure) -> Iterator[Row]:
    for table in disclosure.tables.values():
        for row, column, cell in table.cells():
            assert cell.amount is not None
            where = {
                "table": table.id,
                "half": row.half,
                "item": row.item,
                "code": row.code,
                "name": row.name,
            }
            amount = {"value": printed(cell.amount), "unit": cell.amount.unit, "places": cell.amount.places}
            more = {"project_name": row.project, "column": column, "inferred": cell.inferred}
            yield {**where, **more, **amount, **_place(cell.place)}


def _claims(disclosure: Disclosure) -> Iterator[Row]:
    verdicts = {number: verdict for number, _, verdict in claim_verdicts(disclosure)}
    for number, claim in enumerate(disclosure.claims, 1):
        yield {"number": number, "verdict": verdicts.get(number, ""), **_claim(claim)}


def _claim(claim: Claim) -> Row:
    words = {
        n: getattr(claim, n)
        for n in ("section", "subject", "code", "base", "about", "whole", "unit", "inferred")
    }
    return {**words, **{n: printed(getattr(claim, n)) for n in _CLAIM_NUMBERS}, **_place(claim.place)}


def _finding(finding: Finding) -> Row:
    numbers = {n: getattr(finding, n) for n in ("left", "right", "gap", "allowance")}
    pages = [f.page for f in finding.figures if f.page is not None]
    # What simply holds needs no sentence; the identity says it all.
    message = "" if finding.verdict == "exact" else finding.message
    said = {
        "identity": finding.identity,
        "place": finding.place,
        "verdict": finding.verdict,
        "message": message,
    }
    shown = {n: "" if v is None else f"{v:f}" for n, v in numbers.items()}
    return {**said, **shown, "unit": finding.unit, "page": pages[0] if pages else None}


def _indicators(disclosure: Disclosure) -> Iterator[Row]:
    for i in disclosure.indicators:
        words = {n: getattr(i, n) for n in ("table", "owner", "target", "basis", "prior", "scoring")}
        levels = dict(zip(("level1", "level2", "level3"), i.levels, strict=True))
        yield {**words, **levels, "weight": printed(i.weight), "page": i.place.page}
