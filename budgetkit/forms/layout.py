"""How a disclosure is laid out: by its form where it has one, and by what is printed where a form does not reach.

A document that follows none of the known forms has the ``formless`` sections of ``reference/national/sections.toml``, and
behind them those of the known forms of its kind, for most headings are the same everywhere; each is called by the first of
its headings that is of its kind, since there is no form to number it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from budgetkit.forms.definition import Rules
from budgetkit.forms.form import (
    ColumnForm,
    Form,
    Label,
    RowForm,
    SectionForm,
    SubjectForm,
    TableForm,
    form,
    form_ids,
)
from budgetkit.forms.sections import FormlessSection, sections
from budgetkit.forms.surroundings import pattern, surroundings
from budgetkit.forms.vocabulary import vocabulary
from budgetkit.model.disclosure import Disclosure, Row, Table


def national_form(kind: str) -> Form:
    """Return the form of a document that follows none of the known ones: no tables, sections or unit of its own.

    >>> national_form("budget").tables
    ()
    """
    name = Label("无既定形式", "none of the known forms")
    return Form("", kind, name, (), (), "", "", Rules((kind,)))


def form_named(name: str, kind: str = "budget") -> Form:
    """Return a form by its id; for the empty id of a document of no known form the national one.

    Raises:
        KeyError: no form has this id; the message lists them.

    >>> form_named("").name.en
    'none of the known forms'
    """
    return form(name) if name else national_form(kind)


def form_of(disclosure: Disclosure) -> Form:
    """Return the form of a disclosure with every table that it holds, those no form knows as they are printed.

    Raises:
        KeyError: the disclosure names a form that does not exist.

    >>> from budgetkit.source import reference
    >>> form_of(reference()).id
    'xinjiang-budget'
    """
    known = form_named(disclosure.form, disclosure.kind)
    return with_tables(known, disclosure.tables)


def with_tables(known: Form, tables: Mapping[str, Table]) -> Form:
    """Return a form with all tables, columns and rows of these tables, in the words that they are printed with."""
    own = {t.id: t for t in known.tables}
    more = {t.id: _extended(own.get(t.id), t) for t in tables.values() if not _covers(own.get(t.id), t)}
    return replace(known, tables=tuple((own | more).values())) if more else known


def _covers(known: TableForm | None, table: Table) -> bool:
    return known is not None and set(table.columns) <= {c.id for c in known.columns}


def _extended(known: TableForm | None, table: Table) -> TableForm:
    """Return the layout of a table: that of its form, or what its rows show, with every column that is printed."""
    heads = {c: cell.head for r in reversed(table.rows) for c, cell in r.cells.items()}
    columns = {c.id: c for c in known.columns} if known else {}
    printed = [columns.get(c) or ColumnForm(c, _label(c, heads.get(c, c)), (c,)) for c in table.columns]
    rest = [c for c in columns.values() if c.id not in table.columns]
    halves = {
        h: tuple(dict.fromkeys(c for r in table.rows if r.half == h for c in r.cells)) for h in table.halves
    }
    if known:
        halves = {
            h: (*ids, *(c for c in halves.get(h, ()) if c not in ids)) for h, ids in known.halves.items()
        } | {h: ids for h, ids in halves.items() if h not in known.halves}
        return replace(known, columns=(*printed, *rest), halves=halves)
    return TableForm(
        id=table.id,
        title=Label(table.title, _english(table.id) or table.title),
        aliases=(),
        layout="halves" if halves else "codes" if any(r.code for r in table.rows) else "lines",
        columns=tuple(printed),
        halves=halves or {"": table.columns},
        rows=tuple(_rows(table.rows)),
        number=table.number,
        optional=True,
    )


def _rows(rows: Sequence[Row]) -> list[RowForm]:
    names = vocabulary().names
    labels = {(r.item, r.half): r.name for r in rows if r.item}
    return [
        RowForm(item, Label(name, names[item].en if item in names else name), (name,), half)
        for (item, half), name in labels.items()
    ]


def _label(column: str, head: str) -> Label:
    """Return the label of a column: the vocabulary's where it knows the id, else the printed head."""
    name = vocabulary().names.get(column)
    return Label(name.zh, name.en) if name else Label(head or column, head or column)


def _english(table: str) -> str:
    known = vocabulary().table.get(table)
    return known.name.en if known else ""


_SAID = "情况说明"


def with_sections(known: Form) -> Form:
    """Return a form that has sections: its own, or where it has none, those of the whole country.

    >>> [s.id for s in with_sections(national_form("budget")).sections][:2]
    ['收支预算总体情况说明', '收入预算情况说明']
    """
    return known if known.sections else replace(known, sections=national_sections(known.kind))


@cache
def national_sections(kind: str) -> tuple[SectionForm, ...]:
    """Return the sections of documents of a kind (``budget``, ``final_accounts``) that follow no known form."""
    own = (_section(entry) for entry in sections().formless if entry.kind == kind)
    forms = (f for f in map(form, form_ids()) if f.kind == kind)
    return (*own, *(_of_form(section, f) for f in forms for section in f.sections if section.headings))


def _of_form(section: SectionForm, of: Form) -> SectionForm:
    """Return a section of a form by its own heading, with the subjects of the section it is part of.

    Many headings of accounts are known to budgets too: none of the other kind is taken where there is one of its own.
    """
    kinds, fund = surroundings().cover.kinds, pattern("cover", "fund")
    others = [word for word, kind in kinds.items() if kind != of.kind]
    own = (h for h in section.headings if not any(word in fund.sub("", h) for word in others))
    return replace(section, id=next(own, section.headings[0]).strip("*"), subjects=inherited(section, of))


def inherited(section: SectionForm | None, of: Form) -> tuple[SubjectForm, ...]:
    """Return the subjects of a section; one without any has those of the section that it is part of."""
    if section is None or section.subjects or "." not in section.id:
        return section.subjects if section else ()
    parent = section.id.rpartition(".")[0]
    return next((s.subjects for s in of.sections if s.id == parent), ())


def _subject_names(about: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of a subject with all that the country has for it: of three public expenses whatever the column."""
    of_row = about.rpartition("/")[0] if about.startswith("three_public/") else about
    national = sections().subject.get(of_row) if about.startswith(("three_public/", "narrative/")) else None
    return (*names, *(national.names if national else ()))


def _section(entry: FormlessSection) -> SectionForm:
    subjects = tuple(
        SubjectForm(_subject_names(s.about, s.names), s.about, Label(s.zh, s.en), s.whole or "")
        for s in entry.subjects
    )
    # 财政拨款支出预算表情况说明
    tables = [f"{h.removesuffix(_SAID)}表{_SAID}" if h.endswith(_SAID) else h for h in entry.headings]
    headings = tuple(dict.fromkeys(h for pair in zip(entry.headings, tables, strict=True) for h in pair))
    return SectionForm(headings[0], headings, subjects, entry.codes)
