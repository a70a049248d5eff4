"""The sections of a narrative and what they speak of, as they are in every place (``reference/national/sections.toml``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Literal

from budgetkit.forms.data import bundled, compiled
from budgetkit.forms.vocabulary import Name, vocabulary

Kind = Literal["budget", "final_accounts"]
SectionKind = Literal["", "counts", "projects"]


@dataclass(frozen=True, slots=True)
class SubjectEntry:
    """What a section speaks of: cells, and names, labels, unit and whole of a share where not the national ones."""

    SHORT: ClassVar = "about"
    about: str
    zh: str = ""
    en: str = ""
    names: tuple[str, ...] = ()
    whole: str | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class NationalSection:
    """A section as it is in most places."""

    headings: tuple[str, ...]
    kind: SectionKind = ""
    whole: str = ""
    codes: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NationalSubject:
    """What a section speaks of, as it is called in most places."""

    zh: str
    en: str
    names: tuple[str, ...]
    unit: str = ""
    whole: str | None = None


@dataclass(frozen=True, slots=True)
class FormlessSection:
    """A section of a document that follows no known form, its subjects with everything that is said of them."""

    headings: tuple[str, ...]
    codes: str = ""
    subjects: tuple[SubjectEntry, ...] = ()
    kind: Kind = "budget"


@dataclass(frozen=True, slots=True)
class Sections:
    """Everything in sections.toml; ``formless`` are those of documents that follow no known form."""

    section: Mapping[str, NationalSection]
    subject: Mapping[str, NationalSubject]
    formless: tuple[FormlessSection, ...]


@cache
def sections() -> Sections:
    """Return the national sections and subjects."""
    return compiled("sections", lambda: bundled("reference/national/sections.toml", Sections))


def subject_of(about: str) -> NationalSubject | None:
    """Return what is known of a subject: of one that is not listed, what the vocabulary calls its row or column.

    >>> subject_of("revenue/total/from_above").names, subject_of("revenue/total/nothing")
    (('上级补助收入',), None)
    """
    name = _name_of(about)
    return sections().subject.get(about) or (NationalSubject(name.zh, name.en, (name.zh,)) if name else None)


def _name_of(about: str) -> Name | None:
    """Return the name of a cell's row, or of its column in the row of the total, where the vocabulary has one."""
    row, _, column = about.partition("/")[2].partition("/")
    item = row.rpartition(".")[2]
    return vocabulary().names.get(column if item == "total" and column else "" if column else item)


def cell_in_english(about: str) -> str:
    """Return what a cell is called in English, by the subjects of the narrative and the vocabulary; empty where neither
    knows it.

    >>> cell_in_english("narrative/procurement/goods"), cell_in_english("three_public/receptions/total")
    ('Goods', 'Receptions')
    >>> cell_in_english("expenditure/total/total"), cell_in_english("narrative/assets/vehicles_by_kind.minister")
    ('Expenditure budget', 'for ministers')
    """
    table, _, rest = about.partition("/")
    row, _, column = rest.partition("/")
    known = sections().subject
    found = known.get(about) or known.get(f"{table}/{row}")
    found = found or known.get(re.sub(r"\w+_by_kind", "{leader}_by_kind", about))
    if found is not None:
        return found.en
    if row.rpartition(".")[2] == "total" and column in ("", "total", "actual", "budget"):
        return vocabulary().table[table].name.en if table in vocabulary().table else ""
    name = _name_of(about if row.rpartition(".")[2] == "total" else f"{table}/{row}")
    return name.en if name else ""
