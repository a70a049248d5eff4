"""A corpus as static pages: departments by years, to be searched, sorted and filtered, from disk or any web server.

The pages load their data as scripts, a thousand documents a file, since a browser opens no other data from disk; what
is broken in a document is in files of its own, loaded when somebody asks. Nothing is built and nothing is fetched from
elsewhere.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any, Final

from budgetkit.checks.identities import catalogue
from budgetkit.corpus.manifest import CorpusError
from budgetkit.corpus.panel.errors import says
from budgetkit.corpus.query import answer, connect
from budgetkit.files import new_folder
from budgetkit.forms.form import Label, form, form_ids
from budgetkit.forms.layout import form_named
from budgetkit.package.save import DESCRIPTOR
from budgetkit.present.font import font_face

PAGE: Final = 1000
"""Documents in one data file."""

_FILES: Final = ("index.html", "site.css", "site.js")
_MARK: Final = "data/meta.js"
_PLACE: Final = re.compile(
    r"(?:中国共产党|中共)?(.{2,9}?(?:自治区|自治州|特别行政区|省|市|州|盟|地区|区|县|旗))"
)
_DOCUMENTS: Final = """
SELECT d.document, d.sha256, d.path, d.form, d.kind, d.department, d.year, d.pages, d.amounts, d.statements, d.unplaced,
  d.exact, d.rounded, d.broken, d.undefined, d.unstated, d.fictitious, d.error, t.total
FROM documents d LEFT JOIN (
  SELECT document, max(yuan) AS total FROM facts
  WHERE "table" = 'expenditure' AND "row" = 'total' AND "column" = 'total' GROUP BY document) t USING (document)
ORDER BY d.department, d.kind, d.year, d.path, d.document"""
_BROKEN: Final = """SELECT document, identity, message, page FROM findings WHERE verdict = 'broken'
ORDER BY document, identity, place"""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Site:
    """What was written: the page to open, how many documents it lists, how many of them have a report."""

    index: Path
    documents: int
    reports: int


def write_site(corpus: Path, folder: Path, reports: Path | None = None, language: str = "zh") -> Site:
    """Write the pages of a corpus into a folder, which appears whole; a site that is there is replaced.

    ``reports`` is a folder in which ``run``, ``ci`` or ``corpus run`` wrote: each document links to its report there.

    Raises:
        CorpusError: it is no corpus.
        FileExistsError: the folder holds something that is no such site.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise FileExistsError(f"{folder} exists and is no site of a corpus; name another folder")
    connection = connect(corpus)
    documents = list(_rows(connection, _DOCUMENTS))
    broken: dict[str, list[Row]] = {}
    for row in _rows(connection, _BROKEN):
        broken.setdefault(row["document"], []).append(row)
    found = reports_in(reports) if reports else {}
    with new_folder(folder) as scratch:
        _write(scratch, folder, documents, broken, found, language)
    return Site(
        folder / "index.html", len(documents), sum(_report(found, row) is not None for row in documents)
    )


def reports_in(folder: Path) -> dict[str, Path]:
    """Return the reports below a folder by what they are of: the SHA-256 of their sources, and their folder's name.

    Raises:
        CorpusError: the folder is not there.
    """
    if not folder.is_dir():
        raise CorpusError(f"{folder}, where reports should be, is no folder")
    found: dict[str, Path] = {}
    for report in sorted(folder.rglob("report.html")):
        described = report.parent / "disclosure" / DESCRIPTOR
        if described.exists():
            about = json.loads(described.read_text(encoding="utf-8"))
            found[report.parent.name] = report
            found |= {source["sha256"]: report for source in about.get("sources", ()) if source.get("sha256")}
    return found


def place_of(department: str) -> str:
    """Return the place that the name of a department begins with, empty where it begins with none.

    >>> place_of("昌吉回族自治州审计局"), place_of("中共例示市样例区委员会"), place_of("假想师范大学")
    ('昌吉回族自治州', '例示市', '')
    """
    begins = _PLACE.match(department)
    return begins[1] if begins else ""


def _rows(connection: Any, sql: str) -> Iterator[Row]:
    names, rows = answer(connection, sql)
    yield from (dict(zip(names, row, strict=True)) for row in rows)


def _write(
    scratch: Path,
    folder: Path,
    documents: Sequence[Row],
    broken: Mapping[str, Sequence[Row]],
    reports: Mapping[str, Path],
    language: str,
) -> None:
    source = files("budgetkit") / "templates" / "corpus-site"
    for name in _FILES:
        (scratch / name).write_text(
            (source / name).read_text(encoding="utf-8"), encoding="utf-8", newline="\n"
        )
    (scratch / "data").mkdir()
    identities = sorted({row["identity"] for row in chain.from_iterable(broken.values())})
    forms = sorted({row["form"] or "" for row in documents})
    places = sorted({place_of(row["department"] or "") for row in documents})
    order = _Numbers(*({name: n for n, name in enumerate(names)} for names in (identities, forms, places)))
    parts = [documents[start : start + PAGE] for start in range(0, len(documents), PAGE)]
    for pages, some in enumerate(parts, 1):
        lines = [
            _line(row, broken.get(row["document"], ()), order, _link(reports, row, folder)) for row in some
        ]
        details = {n: _details(broken[r["document"]]) for n, r in enumerate(some) if r["document"] in broken}
        _put(scratch / f"data/documents-{pages:04d}.js", "page", pages, lines)
        _put(scratch / f"data/details-{pages:04d}.js", "details", pages, details)
    labels = _labels()
    meta = {
        "documents": len(documents),
        "pages": len(parts),
        "language": language,
        "forms": [
            _pair(form_named(name).name if name in ("", *form_ids()) else Label(name, name)) for name in forms
        ],
        "places": places,
        "identities": [_pair(labels.get(name, Label(name, name))) for name in identities],
    }
    _put(scratch / _MARK, "meta", meta)
    # A browser gets Chinese from the pages themselves where no font for it is installed.
    letters = set(chain.from_iterable(path.read_text(encoding="utf-8") for path in scratch.rglob("*.*")))
    with (scratch / "site.css").open("a", encoding="utf-8", newline="\n") as css:
        css.write(font_face("".join(letters)) + "\n")


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The numbers by which identities, forms and places are named in the data files."""

    identities: Mapping[str, int]
    forms: Mapping[str, int]
    places: Mapping[str, int]


def _line(row: Row, broken: Iterable[Row], order: _Numbers, report: str) -> list[object]:
    """Return a document as the page reads it; the order of its fields is that of ``FIELDS`` in site.js."""
    total = row["total"]
    return [
        row["department"] or "",
        order.places[place_of(row["department"] or "")],
        int(row["kind"] == "final_accounts"),
        row["year"] or 0,
        order.forms[row["form"] or ""],
        None if total is None else round(float(total) / 10_000, 2),
        sorted({order.identities[r["identity"]] for r in broken}),
        *(
            row[name] or 0
            for name in ("broken", "undefined", "unstated", "amounts", "statements", "unplaced")
        ),
        report,
        row["error"] or "",
        Path(row["path"]).name,
        int(bool(row["fictitious"])),
        sum(row[name] or 0 for name in ("exact", "rounded", "broken")),
    ]


def _report(reports: Mapping[str, Path], row: Row) -> Path | None:
    """Return the report of a document: of its bytes, of its source's, or in the folder that ``corpus run`` gave it."""
    names = (row["document"], row["sha256"] or "", row["document"][:16])
    return next((reports[name] for name in names if name in reports), None)


def _link(reports: Mapping[str, Path], row: Row, folder: Path) -> str:
    report = _report(reports, row)
    return "" if report is None else Path(os.path.relpath(report, folder)).as_posix()


def _details(broken: Iterable[Row]) -> list[tuple[str, str, int]]:
    """Return what is broken in a document in both languages, with its page (0: unknown)."""
    pairs = ((*row["message"].partition(" | "), row["page"] or 0) for row in broken)
    return [(zh, en or zh, page) for zh, _, en, page in pairs]


def _labels() -> dict[str, Label]:
    """Return what every identity of any form says."""
    known = {i.id: i.says for name in form_ids() for i in catalogue(form(name))}
    return {**known, **says()}


def _pair(label: Label) -> tuple[str, str]:
    return label.zh, label.en


def _put(path: Path, function: str, *values: object) -> None:
    """Write a data file: a call that the page answers; the text is plain JSON and closes no script."""
    arguments = ", ".join(json.dumps(v, ensure_ascii=False, separators=(",", ":")) for v in values)
    harmless = arguments.replace("</", "<\\/")
    path.write_text(f"CORPUS.{function}({harmless});\n", encoding="utf-8", newline="\n")
