"""What is known of loose figures beside the identities: bounds, the usual economic classes, the spending of projects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from budgetkit.amount import Interval
from budgetkit.codes import bundled
from budgetkit.forms import Form, plain
from budgetkit.model import Claim
from budgetkit.readers.place_rules import Blank, Place, Rule

_PERSONNEL = ("301", "303")
_OPERATING = ("302", "307", "309", "310", "311", "312", "313", "399")
_ALLOCATION = "narrative/projects/allocation"


def hint_rules(form: Form, blanks: Sequence[Blank], claims: Sequence[Claim]) -> tuple[Rule, ...]:
    """Return rules that the catalogue of identities does not hold, weaker than those it holds."""
    tables = {b.id: b for b in blanks}
    found: list[Rule] = []
    if "three_public" in tables and "appropriations" in tables:
        found += _bounds(tables["three_public"], tables["appropriations"])
    for blank in blanks:
        if {"personnel", "operating"} <= set(blank.columns):
            found += _usual_classes(blank)
    if "projects" in tables:
        found += _allocation(form, tables["projects"], claims)
    return tuple(found)


def _cell(blank: Blank, item: str, column: str, half: str = "") -> Place | None:
    for n, row in enumerate(blank.rows):
        if row.item == item and half in ("", row.half) and column in blank.open[n]:
            return blank.id, n, column
    return None


def _bounds(three_public: Blank, appropriations: Blank) -> Iterator[Rule]:
    """Yield: the three public expenses of a fund are no more than the fund spends."""
    for column in three_public.columns:
        part = _cell(three_public, "total", column)
        whole = _cell(appropriations, "total", column, "expenditure")
        if part and whole and column != "total":
            yield Rule("three_public.funds", "bound", ((part, 1), (whole, -1)), "<=")


def _usual_classes(blank: Blank) -> Iterator[Rule]:
    """Yield: wages and subsidies to persons are personnel, goods and capital operating expenditure, as a rule."""
    for n, row in enumerate(blank.rows):
        for classes, other in ((_PERSONNEL, "operating"), (_OPERATING, "personnel")):
            if row.code[:3] in classes and other in blank.open[n]:
                yield Rule("usual_class", "presumed", (((blank.id, n, other), 1),))


def _allocation(form: Form, projects: Blank, claims: Sequence[Claim]) -> Iterator[Rule]:
    """Yield: each economic column of the projects is what the narrative allocates to its class."""
    said = [c for c in claims if c.about.startswith(_ALLOCATION) and c.amount is not None]
    columns = _classes(form, projects)
    spent: dict[str, Interval] = {c: Interval(Fraction(0), Fraction(0)) for c in columns.values()}
    for claim in said:
        column = columns.get(_class_of(claim.subject))
        if column is None or claim.amount is None:
            return
        spent[column] += claim.amount.interval
    for column, interval in spent.items() if said else ():
        cell = _cell(projects, "total", column)
        if cell:
            yield Rule("narrative.allocation", "allocation", ((cell, 1),), "=", interval)


def _classes(form: Form, projects: Blank) -> Mapping[str, str]:
    """Return the value column of each economic class, by the class's name among the heads of the column."""
    classes = {c: plain(e.name_zh) for c, e in bundled("economic").items() if len(c) == 3}
    table = form.table(projects.id)
    heads = {
        plain(h): c.id for c in table.columns for h in (*c.heads, c.label.zh) if c.id in projects.columns
    }
    return {code: heads[name] for code, name in classes.items() if name in heads}


def _class_of(subject: str) -> str:
    """Return the economic class of what money is for: the longest name that its words end with, met ones first.

    >>> _class_of("援疆工作差旅费"), _class_of("办公设备购置"), _class_of("某事")
    ('302', '310', '')
    """
    words = plain(subject)
    entries = [e for e in bundled("economic").values() if words.endswith(plain(e.name_zh))]
    best = max(entries, key=lambda e: (len(e.name_zh), e.source == "observed"), default=None)
    return best.code[:3] if best else ""
