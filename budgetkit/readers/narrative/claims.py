"""The narrative of a disclosure -> claims: every amount, share, change and growth that its sentences state.

Prose is cut into the sections that the form knows, whatever the line breaks; every number of a section is placed
by the words before it. What looks like a statement and was not understood is listed, never dropped, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from budgetkit.forms.form import Form
from budgetkit.forms.layout import with_sections
from budgetkit.model.accounting import RUN, Balance, Entry, Fate
from budgetkit.model.disclosure import Claim, Remark, Table, Unplaced
from budgetkit.readers.formats.page import Paper
from budgetkit.readers.narrative.code_paths import Paths
from budgetkit.readers.narrative.drafts import claims_of, with_projects
from budgetkit.readers.narrative.quantities import quantities
from budgetkit.readers.narrative.remarks import Whose, remarks_of
from budgetkit.readers.narrative.roles import expand
from budgetkit.readers.narrative.section_reader import SectionReader
from budgetkit.readers.narrative.sections import Section, stretches
from budgetkit.readers.narrative.subjects import Subjects
from budgetkit.readers.narrative.text import ProseLine, lines_of, prose_lines
from budgetkit.readers.tables.cover import department_of, year_of

_YEAR = re.compile(r"(20\d{2})年度?[^，。；：\d]{0,12}?(?:预算|决算|收支)")
_ANY_YEAR = re.compile(r"(20\d{2})年(?!底|末|\d)")


def read_claims(
    paper: Paper, form: Form, tables: Mapping[str, Table]
) -> tuple[tuple[Claim, ...], tuple[Unplaced, ...]]:
    """Return what the narrative states, in the order of the text, and what could not be understood.

    Amounts keep the unit of the text; shares and growths are in percent as printed; a decrease is negative.
    A change that the text only calls unchanged (持平) is zero and ``inferred``. A share whose percent sign is left out
    keeps no unit, as printed; it is a percentage all the same.
    """
    narrative = read_narrative(paper, form, tables)
    return narrative.claims, narrative.unplaced


@dataclass(frozen=True, slots=True)
class Narrative:
    """What a narrative states, what of it was not understood, and the account of every number it prints."""

    claims: tuple[Claim, ...]
    unplaced: tuple[Unplaced, ...]
    balance: Balance
    remarks: tuple[Remark, ...] = ()


def read_narrative(
    paper: Paper, form: Form, tables: Mapping[str, Table], whose: Whose | None = None
) -> Narrative:
    """Return what the narrative states, as :func:`read_claims` does, with the account of its numbers and remarks.

    ``whose`` is the department and year it belongs to, where more is known of them than the paper itself says.
    """
    whose = whose or Whose(department_of(paper), year_of(paper), form.kind)
    return _read(lines_of(paper), form, tables, whose)


def claims_of_text(text: str, form: Form) -> tuple[tuple[Claim, ...], tuple[Unplaced, ...]]:
    """Return what prose without geometry states; its lines may break anywhere.

    >>> from budgetkit.forms.form import form
    >>> text = "三、2024年支出预算情况说明\\n基本支出133.82万元，占42.64%，比上年预算增\\n加28.45万元，增长27.01%。"
    >>> claim, = claims_of_text(text, form("xinjiang-budget"))[0]
    >>> claim.section, claim.about, str(claim.change), str(claim.growth), claim.base
    ('3', 'expenditure/total/basic', '28.45 万元', '27.01%', '上年预算')
    """
    narrative = narrative_of_text(text, form)
    return narrative.claims, narrative.unplaced


def narrative_of_text(text: str, form: Form) -> Narrative:
    """Return what prose without geometry states, as :func:`claims_of_text` does, with the account of its numbers."""
    lines = prose_lines(text.splitlines())
    return _read(lines, form, {}, Whose("", _year(lines) or 0, form.kind))


def _read(lines: Sequence[ProseLine], form: Form, tables: Mapping[str, Table], whose: Whose) -> Narrative:
    form = with_sections(form)
    paths = Paths(tables, form, whose.year)
    claims: list[Claim] = []
    unplaced: list[Unplaced] = []
    entries: list[Entry] = []
    texts: list[str] = []
    found = stretches(lines, form)
    remarks = list(remarks_of(found, whose))
    for section in found:
        texts += [section.heading, section.passage.text]
        place = section.passage.place(0)
        entries += [Entry(n, Fate.UNCOUNTED, "in a heading", place) for n in RUN.findall(section.heading)]
        if section.unread:
            unplaced += _unread(section)
            entries += [
                Entry(m[0], Fate.UNCOUNTED, section.unread, section.passage.place(m.start()))
                for m in RUN.finditer(section.passage.text)
            ]
            continue
        subjects = Subjects(section.form, form, tables, paths)
        reader = SectionReader(section, subjects, whose.year or None, accounts=form.kind == "final_accounts")
        claims += claims_of(reader.read(), section.id)
        unplaced += reader.account.unplaced
        entries += reader.account.entries
        remarks += reader.remarks
    return Narrative(
        tuple(with_projects(claims)), tuple(unplaced), Balance.of(texts, entries), tuple(remarks)
    )


def _unread(section: Section) -> list[Unplaced]:
    """List the money and the rates that stand in a section that is not read; those of tables are read elsewhere."""
    if section.is_table:
        return []
    text = section.passage.text
    return [
        Unplaced(text[max(0, q.start - _SNIPPET) : q.end], section.unread, section.passage.place(q.start))
        for q in quantities(text)
        if q.kind in ("money", "percent", "malformed", "rate")
    ]


_SNIPPET = 30


def _year(lines: Sequence[ProseLine]) -> int | None:
    """Return the year that prose is of: the latest whose budget or account it names, else the latest it names.

    A year that it compares with, as in 与2023年预算数, is another.
    """
    compared = re.compile(expand("{than}") + r"20\d{2}年")
    texts = [compared.sub("", line.text) for line in lines]
    for pattern in (_YEAR, _ANY_YEAR):
        named = [int(year) for text in texts for year in pattern.findall(text)]
        if named:
            return max(named)
    return None
