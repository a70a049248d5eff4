"""The narrative of a disclosure -> claims: every amount, share, change and growth that its sentences state.

Prose is cut into the sections that the form knows, whatever the line breaks; every number of a section is placed
by the words before it. What looks like a statement and was not understood is listed, never dropped, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from budgetkit.forms.form import Form
from budgetkit.model.disclosure import Claim, Table, Unplaced
from budgetkit.readers.formats.page import Paper
from budgetkit.readers.narrative.code_paths import Paths
from budgetkit.readers.narrative.drafts import claims_of, with_projects
from budgetkit.readers.narrative.section_reader import Walk
from budgetkit.readers.narrative.sections import sections
from budgetkit.readers.narrative.subjects import Subjects
from budgetkit.readers.narrative.text import Written, lines_of, written
from budgetkit.readers.tables.cover import year_of

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
    return _claims(lines_of(paper), form, tables, year_of(paper) or None)


def claims_of_text(text: str, form: Form) -> tuple[tuple[Claim, ...], tuple[Unplaced, ...]]:
    """Return what prose without geometry states; its lines may break anywhere.

    >>> from budgetkit.forms.form import form
    >>> text = "三、2024年支出预算情况说明\\n基本支出133.82万元，占42.64%，比上年预算增\\n加28.45万元，增长27.01%。"
    >>> claim, = claims_of_text(text, form("xinjiang-budget"))[0]
    >>> claim.section, claim.about, str(claim.change), str(claim.growth), claim.base
    ('3', 'expenditure/total/basic', '28.45 万元', '27.01%', '上年预算')
    """
    lines = written(text.splitlines())
    return _claims(lines, form, {}, _year(lines))


def _claims(
    lines: Sequence[Written], form: Form, tables: Mapping[str, Table], year: int | None
) -> tuple[tuple[Claim, ...], tuple[Unplaced, ...]]:
    paths = Paths(tables, form)
    claims: list[Claim] = []
    unplaced: list[Unplaced] = []
    for section in sections(lines, form):
        subjects = Subjects(section.form, form, tables, paths)
        walk = Walk(section, subjects, year, accounts=form.kind == "final_accounts")
        claims += claims_of(walk.read(), section.id)
        unplaced += walk.unplaced
    return tuple(with_projects(claims)), tuple(unplaced)


def _year(lines: Sequence[Written]) -> int | None:
    """Return the year that prose is of: the latest whose budget or account it names, else the latest it names."""
    for pattern in (_YEAR, _ANY_YEAR):
        named = [int(year) for line in lines for year in pattern.findall(line.text)]
        if named:
            return max(named)
    return None
