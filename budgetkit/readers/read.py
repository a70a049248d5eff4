"""From a file to a disclosure: open it, read every ruled table, statement and indicator, name what can be named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from os import PathLike

from budgetkit.forms.form import Form
from budgetkit.forms.form import form as form_by_id
from budgetkit.forms.layout import national_form, with_tables
from budgetkit.model.disclosure import NOWHERE, Disclosure, Place, Table, Unplaced
from budgetkit.model.errors import UnknownForm, UnreadableDocument
from budgetkit.readers.flat.indicators.reader import read_text_indicators
from budgetkit.readers.flat.reader import read_text_tables
from budgetkit.readers.formats.open import open_paper
from budgetkit.readers.formats.page import Paper
from budgetkit.readers.narrative.claims import read_claims
from budgetkit.readers.performance.indicators import Performance, read_indicators
from budgetkit.readers.tables.cover import department_of, kind_of, of_file_name, year_of
from budgetkit.readers.tables.leftover import strangers_unplaced
from budgetkit.readers.tables.printed import read_printed
from budgetkit.readers.tables.recognise import Fit, fits, nearest, recognise, refusal
from budgetkit.readers.tables.tables import add, read_tables


def read(path: str | PathLike[str], form: str | None = None) -> Disclosure:
    """Read a published document: PDF, Word, Excel, HTML or flattened text.

    Every ruled table is read as it is printed; a form that the document fits, or that ``form`` names, gives its
    tables and columns the ids of the contract, and so does the national vocabulary where no form does.

    Raises:
        UnreadableDocument: the file cannot be opened, or holds neither a ruled table nor a narrative.
        KeyError: ``form`` names no known form; the message lists them.
    """
    wanted = form_by_id(form) if form else None
    return read_paper(open_paper(path), wanted)


def read_paper(paper: Paper, form: Form | None = None) -> Disclosure:
    """Turn a paper into a disclosure, in the form given, else in the one that it fits, else in none.

    Raises:
        UnreadableDocument: no page of it can be read, or it holds neither a ruled table nor a narrative.
    """
    refused = tuple(_refused(paper))
    if refused and len(refused) == len(paper.pages):
        raise UnreadableDocument(
            f"{paper.name or 'the document'} has no page that can be read: {refused[0].reason}"
        )
    tried = () if form else fits(paper)
    fit = Fit(form) if form else recognise(tried)
    department, year, doubts = _whose(paper)
    known = fit.form if fit else national_form(kind_of(paper))
    tables, performance, unplaced = _tables(paper, known, fit, department, year)
    claims, loose = read_claims(paper, with_tables(known, tables), tables)
    if not (tables or claims or performance.indicators):
        raise UnknownForm(refusal(paper))
    return Disclosure(
        department=department,
        year=year,
        kind=known.kind,
        form=known.id,
        tables={name: _with_hidden(table, paper) for name, table in tables.items()},
        claims=(*claims, *performance.claims),
        indicators=performance.indicators,
        unplaced=(*refused, *_hidden(paper), *_noted(paper), *doubts, *unplaced, *loose),
        sources=(_source(paper) | ({"nearest_form": near} if not fit and (near := nearest(tried)) else {}),),
    )


def _source(paper: Paper) -> dict[str, str]:
    return {
        "title": paper.name,
        "sha256": paper.sha256,
        "format": paper.format,
        "pages": str(len(paper.pages)),
    }


def _tables(
    paper: Paper, form: Form, fit: Fit | None, department: str, year: int
) -> tuple[dict[str, Table], Performance, tuple[Unplaced, ...]]:
    """Read money and performance tables by their rules; of flattened text, by the modules for loose cells."""
    if paper.format == "text":
        said, _ = read_claims(paper, form, {})
        placed, loose = read_text_tables(paper, form, said)
        indicators, lost = read_text_indicators(paper, department)
        return placed, Performance(indicators, (), frozenset()), (*loose, *lost)
    found = fit.found if fit and any(fit.found) else None
    tables, unplaced, strangers = read_tables(paper, form, department, found)
    performance = read_indicators(strangers, form, department)
    others = [s for n, s in enumerate(strangers) if n not in performance.numbers]
    printed, loose, rest = read_printed(others, year, form.kind, form.id)
    for table in printed:
        add(tables, table)
    return _in_order(tables.values()), performance, (*unplaced, *loose, *strangers_unplaced(rest))


def _in_order(tables: Iterable[Table]) -> dict[str, Table]:
    """Return tables by id in the order of their pages."""
    return {t.id: t for t in sorted(tables, key=_position)}


def _position(table: Table) -> tuple[int, float]:
    return table.place.page or 0, table.place.box[1] if table.place.box else 0.0


def _refused(paper: Paper) -> list[Unplaced]:
    return [Unplaced(f"page {p.number}", p.refused, Place(p.number)) for p in paper.pages if p.refused]


def _hidden(paper: Paper) -> list[Unplaced]:
    """List what the file holds and does not show."""
    return [Unplaced("", sentence, Place(page.number)) for page in paper.pages for sentence in page.hidden]


def _with_hidden(table: Table, paper: Paper) -> Table:
    """Note on a table what is hidden on the pages that it stands on."""
    pages = {table.place.page, *(cell.place.page for row in table.rows for cell in row.cells.values())}
    return replace(table, hidden="; ".join(s for p in paper.pages if p.number in pages for s in p.hidden))


def _noted(paper: Paper) -> list[Unplaced]:
    """List what the pages show that was not read, or not as printed."""
    return [Unplaced(f"page {p.number}", note, Place(p.number)) for p in paper.pages for note in p.notes]


def _whose(paper: Paper) -> tuple[str, int, list[Unplaced]]:
    """Return organ and year, and what to say where the document does not name them itself."""
    department, year = department_of(paper), year_of(paper)
    named, of_year = of_file_name(paper.name)
    doubts = []
    for what, found, by_name in (("department", department, named), ("year", year, of_year)):
        if not found:
            again = f": taken from the name of the file ({by_name})" if by_name else ""
            doubts.append(Unplaced("", f"no {what} is named in the document{again}", NOWHERE))
    return department or named, year or of_year, doubts
