"""The sections of a narrative whose document follows none of the known forms.

Its own are the ``formless`` ones of ``reference/national/sections.toml``; those of the known forms of the same kind stand
behind them, for most headings are the same everywhere.
A section is called by the first of its headings, for there is no form to number it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from budgetkit.forms.form import Form, Label, SectionForm, SubjectForm, form, form_ids
from budgetkit.forms.sections import FormlessSection, sections

_SAID = "情况说明"


def with_sections(known: Form) -> Form:
    """Return a form that has sections: its own, or where it has none, those of the whole country.

    >>> from budgetkit.forms.layout import national_form
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
    """Return a section of a form by its own heading, with the subjects of the section it is part of."""
    return replace(section, id=section.headings[0].strip("*"), subjects=inherited(section, of))


def inherited(section: SectionForm | None, of: Form) -> tuple[SubjectForm, ...]:
    """Return the subjects of a section; one without any has those of the section that it is part of."""
    if section is None or section.subjects or "." not in section.id:
        return section.subjects if section else ()
    parent = section.id.rpartition(".")[0]
    return next((s.subjects for s in of.sections if s.id == parent), ())


def _names(about: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of one of the three public expenses with all that the country has for it, whatever the column."""
    national = sections().subject.get(about.rpartition("/")[0]) if about.startswith("three_public/") else None
    return (*names, *(national.names if national else ()))


def _section(entry: FormlessSection) -> SectionForm:
    subjects = tuple(
        SubjectForm(_names(s.about, s.names), s.about, Label(s.zh, s.en), s.whole or "")
        for s in entry.subjects
    )
    # 财政拨款支出预算表情况说明
    tables = [f"{h.removesuffix(_SAID)}表{_SAID}" if h.endswith(_SAID) else h for h in entry.headings]
    headings = tuple(dict.fromkeys(h for pair in zip(entry.headings, tables, strict=True) for h in pair))
    return SectionForm(headings[0], headings, subjects, entry.codes)
