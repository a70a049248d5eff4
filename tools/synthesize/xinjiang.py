"""A whole Xinjiang departmental budget from exact amounts."""

from __future__ import annotations

from random import Random

from budgetkit.model.disclosure import Disclosure
from synthesize import xinjiang_profile as profile
from synthesize.hidden import of_budget
from synthesize.outturn import ExactAmounts
from synthesize.printing import Style
from synthesize.statements import Compared
from synthesize.xinjiang_claims import claims
from synthesize.xinjiang_tables import tables


def disclosure(hidden: ExactAmounts, department: str, year: int, rng: Random) -> Disclosure:
    """Return the disclosure of a year, its changes measured from the exact amounts of the year before."""
    style = Style(zeros=rng.random() < 0.25)
    now = hidden.plan
    books = Compared(now, hidden.before, comparable=rng.random() < 0.7)
    projects = [e.project for e in now if e.project and of_budget("general_public")(e)]
    project = projects[0] if projects else ""
    stated = (
        *profile.staff(rng),
        *claims(books),
        *profile.other_matters(books, rng),
        *profile.performance(books),
        *profile.objectives(books, project),
    )
    return Disclosure(
        department=department,
        year=year,
        kind="budget",
        form="xinjiang-budget",
        tables={t.id: t for t in tables(now, department, year, style)},
        claims=stated,
        indicators=tuple(profile.indicators(rng, department, project)),
        sources=({"title": f"{department}{year}年部门预算（虚构样例，并非真实数据）"},),
        published=f"{year}-02-01",
        fictitious=True,
    )
