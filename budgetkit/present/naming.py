"""What figures, places and findings are called for people: no machine id is ever shown."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from budgetkit.checks.judge import Finding
from budgetkit.checks.observations import Observation
from budgetkit.forms.english import (
    heading_in_both,
    named_in_both,
    part_in_both,
    statement_in_words,
    subject_in_both,
    table_in_both,
)
from budgetkit.forms.form import Form, Label
from budgetkit.forms.layout import form_of
from budgetkit.model.codes import classification
from budgetkit.model.disclosure import Claim, Disclosure
from budgetkit.present.wording import clean, code_label

NOTHING = Label("", "")


def claim_of(finding: Finding, disclosure: Disclosure) -> Claim | None:
    """Return the first statement of the text that a finding has a figure of."""
    ids = (f.id.split("/") for f in finding.figures)
    return next((disclosure.claims[int(i[1]) - 1] for i in ids if i[0] == "claims"), None)


def subject_of(finding: Finding, disclosure: Disclosure) -> Label:
    """Return what a finding is about: the subject of its statement, else the row and column of its table."""
    if (claim := claim_of(finding, disclosure)) is not None:
        return subject_in_both(claim, form_of(disclosure))
    return place_in_words(finding, disclosure) if finding.place else Label("", "")


def about_of(observation: Observation, disclosure: Disclosure) -> Label:
    """Return what an observation is about; empty where its sentence says it already."""
    parts = observation.place.split("/")
    silent = ("structure", "text", "note", "performance.uncovered")
    if observation.id.startswith(silent) or observation.place.isdigit():
        return NOTHING
    if (claim := _claim_at(observation.place, disclosure)) is not None:
        return statement_in_words(claim, form_of(disclosure))
    if parts[0] in ("overall", "project"):
        return named_in_both(" · ".join(p for p in parts[1:] if p))
    return named_in_both(observation.place)


def _claim_at(place: str, disclosure: Disclosure) -> Claim | None:
    """Return the statement that stands at «section subject»."""
    return next((c for c in disclosure.claims if f"{c.section} {c.subject}".strip() == place), None)


def place_in_words(finding: Finding, disclosure: Disclosure) -> Label:
    """Return where a finding stands: table, row and column, or section and subject, by the names they are printed with."""
    place = finding.place
    if not place:
        return Label("全文", "whole document")
    table = place.partition("/")[0]
    if table in disclosure:
        return _joined(table_in_words(table, disclosure), cell_in_words(place, disclosure))
    if place.startswith(("narrative/", "performance/")):
        claim = next((c for c in disclosure.claims if fnmatchcase(c.about, place)), None)
        if claim is not None:
            return statement_in_words(claim, form_of(disclosure))
        return part_in_both(place.rpartition("/")[2]) or NOTHING
    if (claim := _claim_at(place, disclosure)) is not None:
        return statement_in_words(claim, form_of(disclosure))
    if classification(place):
        name = code_label(place, "")
        return Label(f"{place} {name.zh}", f"{place} {name.en or name.zh}")
    section, _, rest = place.partition(" ")
    if rest in disclosure:
        return _joined(heading_in_both(section), table_in_words(rest, disclosure))
    subject, _, field = place.partition(" · ")
    if part := part_in_both(field):
        return Label(f"{subject} · {part.zh}", f"{subject} · {part.en}")
    return Label(place, place)


def cell_in_words(place: str, disclosure: Disclosure) -> Label:
    """Return the row and column of a place in a table by their names."""
    table, *parts = place.split("/")
    layout = form_of(disclosure)
    named = [_part(part, table, layout, disclosure) for part in parts if part]
    return Label(_named([n.zh for n in named], "zh"), _named([n.en or n.zh for n in named], "en"))


def table_in_words(table: str, disclosure: Disclosure) -> Label:
    """Return a table by its number, where none is printed by its title."""
    if number := disclosure[table].number:
        return table_in_both(number)
    return Label(
        disclosure[table].title, form_of(disclosure).table(table).title.en or disclosure[table].title
    )


def _part(part: str, table: str, layout: Form, disclosure: Disclosure) -> Label:
    """Return the name of a row (``half.row``, ``row#2``) or a column of a table."""
    half, _, name = part.rpartition(".")
    name = name.partition("#")[0]
    for column in layout.table(table).columns:
        if column.id == part:
            return clean(column.label)
    rows = disclosure.tables[table].find(name) if table in disclosure else ()
    known = layout.table(table).row_label(name, half)
    if known is not None:
        return clean(known)
    return code_label(name, rows[0].name) if rows else Label(name, name)


def _named(parts: Sequence[str], language: str) -> str:
    """Return the parts of a place with those named that neither form nor codes know; a wildcard is left out."""
    bare = (part.rstrip("*") for part in parts)
    # The total of a total column has one name for both.
    named = dict.fromkeys((known[language] if (known := part_in_both(part)) else part) for part in bare)
    return ("，" if language == "zh" else ", ").join(part for part in named if part and "_" not in part)


def _joined(first: Label, second: Label) -> Label:
    return Label(f"{first.zh} {second.zh}".strip(), f"{first.en} {second.en}".strip())
