"""From a file to a disclosure: open it, read every ruled table, statement and indicator, name what can be named."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from os import PathLike

from budgetkit.forms.form import Form
from budgetkit.forms.form import form as form_by_id
from budgetkit.forms.layout import national_form, with_tables
from budgetkit.model.disclosure import FURTHER, NOWHERE, Disclosure, Place, Remark, Table, Unplaced
from budgetkit.model.errors import UnknownForm, UnreadableDocument
from budgetkit.readers.accounting import UNTAKEN, account, balance_line, untaken
from budgetkit.readers.compiled import apart
from budgetkit.readers.formats.page import Paper
from budgetkit.readers.narrative.claims import Narrative, read_claims, read_narrative
from budgetkit.readers.narrative.remarks import Whose
from budgetkit.readers.performance.indicators import Performance, read_indicators
from budgetkit.readers.repeats import once, repeated_tables
from budgetkit.readers.scanned import with_readings
from budgetkit.readers.tables.added_digits import without_added_digits
from budgetkit.readers.tables.cover import department_of, kind_of, of_file_name, year_of
from budgetkit.readers.tables.leftover import rows_outside, unclaimed_unplaced, unruled
from budgetkit.readers.tables.printed import read_printed
from budgetkit.readers.tables.recognise import Fit, fits, nearest, recognise, refusal
from budgetkit.readers.tables.tables import add, read_tables, with_own_first
from budgetkit.readers.together import body_of, open_disclosures

_LOG = logging.getLogger(__name__)


def read(path: str | PathLike[str] | Iterable[str | PathLike[str]], form: str | None = None) -> Disclosure:
    """Read a published document: PDF, Word, Excel, HTML or flattened text; several files, or a folder, as one.

    Every ruled table is read as it is printed; a form that the document fits, or that ``form`` names, gives its
    tables and columns the ids of the contract, and so does the national vocabulary where no form does. Of a file that
    holds several disclosures the first is returned, the others are named in its remarks; see :func:`read_all`.

    Raises:
        UnreadableDocument: a file cannot be opened, holds neither a ruled table nor a narrative, or is of another
            body, year or kind than those before it.
        KeyError: ``form`` names no known form; the message lists them.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> text = "<table border><tr><td>项目<td>金额<tr><td>合计<td>1.50</table>"
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "a.html"
    ...     _ = file.write_text(f"<meta charset=utf-8><p>单位：万元</p>{text}", encoding="utf-8")
    ...     [(t.unit, t.rows[0].amount(t.columns[0]).value) for t in read(file).tables.values()]
    [('万元', Decimal('1.50'))]
    """
    papers = _papers(path, form)
    disclosure, number = next(_readable(papers))
    others = [_called(paper, name) for n, (paper, _, name) in enumerate(papers) if n != number]
    if not others:
        return disclosure
    paper, _, name = papers[number]
    _LOG.warning(
        "%s holds %d disclosures, this is the first, of %s; besides: %s; `budgetkit read` saves each in a folder of its "
        "own (文件含多份公开，此处只取第一份)",
        *(paper.name or path, len(papers), _called(paper, name), "; ".join(others)),
    )
    return replace(disclosure, remarks=(*disclosure.remarks, *(Remark(FURTHER, text) for text in others)))


def _called(paper: Paper, name: str) -> str:
    """Return what tells a disclosure in a file from the others: whose, of which year, on which pages."""
    department, year, _ = _whose(paper, name)
    first, last = paper.pages[0].number, paper.pages[-1].number
    pages = f"({first}–{last})" if last > first else f"({first})"
    return " ".join(x for x in (department, str(year or ""), pages) if x)


def read_all(
    path: str | PathLike[str] | Iterable[str | PathLike[str]], form: str | None = None
) -> tuple[Disclosure, ...]:
    """Read every disclosure that a document holds, of units or of other years too, each as :func:`read` does.

    What lies between them and is none is listed with what is not placed in the first.

    Raises:
        UnreadableDocument: as of :func:`read`.
        KeyError: ``form`` names no known form; the message lists them.

    >>> read_all("nowhere.pdf")
    Traceback (most recent call last):
    budgetkit.model.errors.UnreadableDocument: nowhere.pdf cannot be opened: No such file or directory (文件无法打开)
    """
    papers = _papers(path, form)
    found = list(_readable(papers))
    (first, _), *others = found
    lost = [n for n in range(len(papers)) if n not in {number for _, number in found}]
    more = [Unplaced(_called(papers[n][0], papers[n][2]), "holds nothing that can be read") for n in lost]
    return (replace(first, unplaced=(*first.unplaced, *more)), *(other for other, _ in others))


def _readable(papers: Sequence[tuple[Paper, Form | None, str]]) -> Iterator[tuple[Disclosure, int]]:
    """Yield the disclosures in some papers with their numbers; those that hold none are passed over where others do.

    Raises:
        UnreadableDocument: none of them holds one.
    """
    refused: list[UnreadableDocument] = []
    for n, paper in enumerate(papers):
        try:
            yield read_paper(*paper), n
        except UnreadableDocument as error:
            refused.append(error)
    if len(refused) == len(papers):
        raise refused[0]


def _papers(
    path: str | PathLike[str] | Iterable[str | PathLike[str]], form: str | None
) -> list[tuple[Paper, Form | None, str]]:
    """Return the paper of every disclosure in some files, with the form to read it in and the body's name."""
    wanted = form_by_id(form) if form else None
    several = [path] if isinstance(path, str | PathLike) else list(path)
    if not several:
        raise TypeError("read needs a path, or several, got none")
    papers = open_disclosures(several)
    found = [(part, wanted, name) for paper in papers for name, part in apart(paper)]
    return [(part, wanted, name or body_of(part)) for part, _, name in found] if len(papers) > 1 else found


def read_paper(paper: Paper, form: Form | None = None, department: str = "") -> Disclosure:
    """Turn a paper into a disclosure, in the form given, else in the one that it fits, else in none.

    ``department`` is whose it is, where that is known already.

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
    department, year, doubts = _whose(paper, department)
    known = fit.form if fit else national_form(kind_of(paper))
    tables, performance, unplaced = _tables(paper, known, fit, department, year)
    tables, doubted = without_added_digits(tables)
    again, repeats = repeated_tables(tables, paper)
    tables = {name: table for name, table in tables.items() if name not in again}
    narrative = read_narrative(paper, with_tables(known, tables), tables, Whose(department, year, known.kind))
    if not (tables or narrative.claims or performance.indicators):
        raise UnknownForm(refusal(paper))
    # The last line under a table says as much as all of them.
    outside = dict(rows_outside(paper))
    done = Disclosure(
        department=department,
        year=year,
        kind=known.kind,
        form=known.id,
        tables={name: _with_hidden(table, paper, outside) for name, table in tables.items()},
        claims=once((*narrative.claims, *performance.claims), paper),
        indicators=once(performance.indicators, paper),
        unplaced=(
            *refused,
            *[Unplaced("", sentence, Place(page.number)) for page in paper.pages for sentence in page.hidden],
            *_noted(paper),
            *doubts,
            *unplaced,
            *doubted,
            *repeats,
            *narrative.unplaced,
        ),
        remarks=narrative.remarks,
        sources=_sources(paper, nearest(tried) if not fit else ""),
    )
    return _proved(_accounted(done, paper, narrative, again), paper)


def _proved(disclosure: Disclosure, paper: Paper) -> Disclosure:
    """Return a disclosure in which what was read from pictures has the reading that the document itself bears out."""
    if not any(page.readings for page in paper.pages):
        return disclosure
    from budgetkit.checks.joint.readings import prove

    return prove(with_readings(disclosure, paper))


def _accounted(
    disclosure: Disclosure, paper: Paper, narrative: Narrative, again: Mapping[str, Table]
) -> Disclosure:
    """Return a disclosure with the account of every number printed, and those listed that no reader took.

    What tables that are printed ``again`` hold is taken.
    """
    printed = replace(disclosure, tables={**disclosure.tables, **again}) if again else disclosure
    tables = account(paper, printed)
    lost = untaken(paper, printed) if tables.missing else ()
    untold = tuple(Unplaced(number, UNTAKEN) for number in sorted(narrative.balance.missing.elements()))
    first, *others = disclosure.sources
    return replace(
        disclosure,
        unplaced=(*disclosure.unplaced, *lost, *untold),
        sources=({**first, "numbers": balance_line(tables + narrative.balance)}, *others),
    )


def _sources(paper: Paper, near: str) -> tuple[dict[str, str], ...]:
    """Return the files a disclosure was read from, with their first page, and the form that nearly fitted."""
    first, done = 1, []
    for part in paper.parts:
        done.append(_source(part) | {"first_page": str(first)})
        first += len(part.pages)
    done = done or [_source(paper)]
    return ({**done[0], "nearest_form": near} if near else done[0], *done[1:])


def _source(paper: Paper) -> dict[str, str]:
    return {
        "title": paper.name,
        "sha256": paper.sha256,
        "format": paper.format,
        "pages": str(len(paper.pages)),
    } | ({"converted_by": paper.converted_by} if paper.converted_by else {})


def _tables(
    paper: Paper, form: Form, fit: Fit | None, department: str, year: int
) -> tuple[dict[str, Table], Performance, tuple[Unplaced, ...]]:
    """Read money and performance tables by their rules; of flattened text, by the modules for loose cells."""
    if paper.format == "text":
        # Half as many modules again as all other readers have.
        from budgetkit.readers.flat.indicators.reader import read_text_indicators
        from budgetkit.readers.flat.reader import read_text_tables

        said, _ = read_claims(paper, form, {})
        placed, loose = read_text_tables(paper, form, said)
        indicators, lost = read_text_indicators(paper, department)
        return placed, Performance(indicators, (), frozenset()), (*loose, *lost)
    found = fit.found if fit and any(fit.found) else None
    tables, unplaced, unclaimed = read_tables(paper, form, department, found, year)
    performance = read_indicators(unclaimed, form, department)
    others = [s for n, s in enumerate(unclaimed) if n not in performance.numbers]
    printed, loose, rest = read_printed(others, year, form.kind, form.id)
    for table in printed:
        add(tables, table)
    tables = with_own_first(tables, department)
    return (
        {t.id: t for t in sorted(tables.values(), key=_position)},
        performance,
        (*unplaced, *loose, *performance.unplaced, *unclaimed_unplaced(rest), *unruled(paper)),
    )


def _position(table: Table) -> tuple[int, float]:
    return table.place.page or 0, table.place.box[1] if table.place.box else 0.0


def _refused(paper: Paper) -> list[Unplaced]:
    return [Unplaced(f"page {p.number}", p.refused, Place(p.number)) for p in paper.pages if p.refused]


def _with_hidden(table: Table, paper: Paper, outside: Mapping[int, str]) -> Table:
    """Note on a table what of it may not be read: hidden on its pages, in lines under it, on a page that follows."""
    pages = {
        table.place.page or 0,
        *(cell.place.page or 0 for row in table.rows for cell in row.cells.values()),
    }
    said = [s for p in paper.pages if p.number in pages for s in p.hidden]
    said += [outside[number] for number in sorted(pages & outside.keys())]
    said += [p.refused for p in paper.pages if p.refused and p.number == max(pages) + 1]
    return replace(table, hidden="; ".join(said))


def _noted(paper: Paper) -> list[Unplaced]:
    """List what the pages show that was not read, or not as printed; that a page was read from its picture is no loss."""
    return [
        Unplaced("" if p.readings else f"page {p.number}", note, Place(p.number))
        for p in paper.pages
        for note in p.notes
    ]


def _whose(paper: Paper, known: str) -> tuple[str, int, list[Unplaced]]:
    """Return organ and year, and what to say where the document does not name them itself."""
    department, year = known or department_of(paper), year_of(paper)
    named, of_year = of_file_name(paper.name)
    doubts = []
    for what, found, by_name in (("department", department, named), ("year", year, of_year)):
        if not found:
            again = f": taken from the name of the file ({by_name})" if by_name else ""
            doubts.append(Unplaced("", f"no {what} is named in the document{again}", NOWHERE))
    return department or named, year or of_year, doubts
