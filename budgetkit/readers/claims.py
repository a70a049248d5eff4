"""The narrative of a disclosure -> claims: every amount, share, change and growth that its sentences state.

Prose is cut into the sections that the form knows, whatever the line breaks; every number of a section is placed
by the words before it. What looks like a statement and was not understood is listed, never dropped, never guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from budgetkit.forms import Form
from budgetkit.model import Claim, Table, Unplaced
from budgetkit.readers.grid import Paper
from budgetkit.readers.headings import sections
from budgetkit.readers.paths import Paths
from budgetkit.readers.prose import Written, lines_of, written
from budgetkit.readers.subjects import Subjects
from budgetkit.readers.walk import Draft, Walk

_YEAR = re.compile(r"(20\d{2})年度?[^，。；：\d]{0,12}?(?:预算|决算|收支)")
_FIRST_LINES = 40
_PROJECTS = "narrative/projects/"


def read_claims(
    paper: Paper, form: Form, tables: Mapping[str, Table]
) -> tuple[tuple[Claim, ...], tuple[Unplaced, ...]]:
    """Return what the narrative states, in the order of the text, and what could not be understood.

    Amounts keep the unit of the text; shares and growths are in percent as printed; a decrease is negative.
    A change that the text only calls unchanged (持平) is zero and ``inferred``.
    """
    return _claims(lines_of(paper), form, tables)


def claims_of_text(text: str, form: Form) -> tuple[tuple[Claim, ...], tuple[Unplaced, ...]]:
    """Return what prose without geometry states; its lines may break anywhere.

    >>> from budgetkit.forms import form
    >>> text = "三、2024年支出预算情况说明\\n基本支出133.82万元，占42.64%，比上年预算增\\n加28.45万元，增长27.01%。"
    >>> claim, = claims_of_text(text, form("xinjiang-budget"))[0]
    >>> claim.section, claim.about, str(claim.change), str(claim.growth), claim.base
    ('3', 'expenditure/total/basic', '28.45 万元', '27.01%', '上年预算')
    """
    return _claims(written(text.splitlines()), form, {})


def _claims(
    lines: Sequence[Written], form: Form, tables: Mapping[str, Table]
) -> tuple[tuple[Claim, ...], tuple[Unplaced, ...]]:
    paths = Paths(tables, form)
    year = _year(lines)
    claims: list[Claim] = []
    unplaced: list[Unplaced] = []
    for section in sections(lines, form):
        walk = Walk(section, Subjects(section.form, form, tables, paths), year, form.kind == "final_accounts")
        walk.read()
        claims += finished(walk.drafts, section.id)
        unplaced += walk.unplaced
    return tuple(_with_projects(claims)), tuple(unplaced)


def _year(lines: Sequence[Written]) -> int | None:
    """Return the year a document is of: the one its first lines name most, else the latest one named anywhere."""
    first = Counter(int(y) for line in lines[:_FIRST_LINES] for y in _YEAR.findall(line.text))
    if first:
        return max(first, key=lambda y: (first[y], y))
    return max((int(y) for line in lines for y in _YEAR.findall(line.text)), default=None)


def _with_projects(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Number the lines of each project's allocation, and the projects after the first.

    A project's amount is ``narrative/projects/amount``, of the second ``narrative/projects_2/amount``, ….
    """
    named: list[str] = []
    line = 0
    for claim in claims:
        about = claim.about
        if about.startswith(_PROJECTS):
            opened = about == f"{_PROJECTS}amount"
            if opened and claim.subject not in named:
                named.append(claim.subject)
                line = 0
            line += not opened
            place = _PROJECTS if len(named) < 2 else f"{_PROJECTS[:-1]}_{len(named)}/"
            about = place + about.removeprefix(_PROJECTS).replace("{n}", str(line))
        yield replace(claim, about=about)


def finished(drafts: Sequence[Draft], section: str) -> Iterator[Claim]:
    """Yield the claims of a section: an amount that a quantified statement repeats is not said twice."""
    said = {(d.subject.key, d.amount) for d in drafts if not d.is_bare}
    for draft in drafts:
        if not (draft.is_bare and (draft.subject.key, draft.amount) in said):
            yield from _claim(draft, section)


def _claim(draft: Draft, section: str) -> Iterator[Claim]:
    """Yield one claim; a share of a whole and a change from a printed base are two, for a base is also a whole."""
    subject = draft.subject
    claim = Claim(
        section,
        subject.name,
        draft.amount,
        draft.share,
        draft.change,
        draft.growth,
        subject.code,
        subject.about,
        draft.whole,
        draft.base,
        draft.base_amount,
        draft.place,
        draft.inferred,
    )
    if draft.share is None or draft.completion or draft.base_amount is None:
        yield claim
        return
    yield replace(claim, change=None, growth=None, base="", base_amount=None, inferred=False)
    if draft.change is not None or draft.growth is not None:
        yield replace(claim, share=None, whole="")
