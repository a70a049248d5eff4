"""What is known of loose figures beside the identities: bounds, the usual economic classes, the spending of projects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from budgetkit.forms.form import Form, plain
from budgetkit.model.amount import Interval
from budgetkit.model.codes import bundled
from budgetkit.model.disclosure import Claim
from budgetkit.model.fraction import Fraction
from budgetkit.readers.flat.rules import Blank, Place, Rule

_PERSONNEL = ("301", "303")
_OPERATING = ("302", "307", "309", "310", "311", "312", "313", "399")
_ALLOCATION = re.compile(r"narrative/projects(?:_\d+)?/allocation")
_PROJECT = re.compile(r"narrative/projects(?:_\d+)?/amount")


def hint_rules(form: Form, blanks: Sequence[Blank], claims: Sequence[Claim]) -> tuple[Rule, ...]:
    """Return rules that the catalogue of identities does not hold, weaker than those it holds."""
    tables = {b.id: b for b in blanks}
    found: list[Rule] = []
    if "three_public" in tables and "appropriations" in tables:
        found += _bounds(tables["three_public"], tables["appropriations"])
    for fund in ("government_funds", "state_capital"):
        if fund in tables and "appropriations" in tables:
            found += _classes_of_fund(tables["appropriations"], tables[fund], fund)
    for fund in ("general_public", "government_funds", "state_capital", "appropriations_expenditure"):
        if fund in tables and "expenditure" in tables:
            found += _within(tables[fund], tables["expenditure"])
    for blank in blanks:
        found += _repeated(blank)
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


def _classes_of_fund(appropriations: Blank, fund: Blank, column: str) -> Iterator[Rule]:
    """Yield: what a fund spends on a class is the same in its own table, and nothing where that does not list it."""
    spent = {row.code: n for n, row in enumerate(fund.rows) if "total" in fund.open[n]}
    for n, row in enumerate(appropriations.rows):
        if len(row.code) == 3 and column in appropriations.open[n]:
            other = [((fund.id, spent[row.code], "total"), -1)] if row.code in spent else []
            yield Rule("classes.fund", "equal", (((appropriations.id, n, column), 1), *other))


def _repeated(blank: Blank) -> Iterator[Rule]:
    """Yield: a total printed again, and the only unit of a table, have what the total has."""
    units = [n for n, row in enumerate(blank.rows) if row.item == "unit"]
    again = [n for n, row in enumerate(blank.rows) if row.item == "total again"]
    for n in (*again, *(units if len(units) == 1 else ())):
        for column in blank.open[n]:
            total = _cell(blank, "total", column)
            if total:
                yield Rule("total.again", "bound", ((total, 1), ((blank.id, n, column), -1)))


def _within(fund: Blank, expenditure: Blank) -> Iterator[Rule]:
    """Yield: a fund spends no more on a code than is spent on it altogether, on projects as on the rest."""
    rows = {row.code or row.item: n for n, row in enumerate(expenditure.rows) if not row.project}
    for n, row in enumerate(fund.rows):
        whole = rows.get(row.code or row.item)
        for kind, columns in (("basic", ("basic", "personnel", "operating")), ("project", ("project",))):
            parts = [((fund.id, n, c), 1) for c in columns if c in fund.open[n]]
            if whole is not None and parts and not row.project and kind in expenditure.open[whole]:
                yield Rule("expenditure.fund", "bound", (*parts, ((expenditure.id, whole, kind), -1)), "<=")


def _usual_classes(blank: Blank) -> Iterator[Rule]:
    """Yield: wages and subsidies to persons are personnel, goods and capital operating expenditure, as a rule."""
    for n, row in enumerate(blank.rows):
        for classes, other in ((_PERSONNEL, "operating"), (_OPERATING, "personnel")):
            if row.code[:3] in classes and other in blank.open[n]:
                yield Rule("usual_class", "presumed", (((blank.id, n, other), 1),))


def _allocation(form: Form, projects: Blank, claims: Sequence[Claim]) -> Iterator[Rule]:
    """Yield: the economic columns of the projects are what the narrative allocates to their classes.

    What may belong to either of two classes (equipment of building projects or of others) bounds the two together.
    """
    said = [c for c in claims if _ALLOCATION.match(c.about) and c.amount is not None]
    if not _covers(said, [c for c in claims if _PROJECT.match(c.about)]):
        return
    columns = _classes(form, projects)
    nothing = Interval(Fraction(0), Fraction(0))
    spent: dict[frozenset[str], Interval] = {}
    for claim in said:
        classes = _classes_of(claim.subject)
        if claim.amount is None or not classes or not classes <= set(columns):
            return
        group = frozenset(columns[c] for c in classes)
        spent[group] = spent.get(group, nothing) + claim.amount.interval
    shared = {c for group in spent if len(group) > 1 for c in group}
    groups = [frozenset({c}) for c in dict.fromkeys(columns.values()) if c not in shared] + [
        frozenset(shared)
    ]
    for group in groups if said else ():
        parts = [i for g, i in spent.items() if g <= group]
        cells = [cell for c in sorted(group) if (cell := _cell(projects, "total", c))]
        if cells:
            yield Rule(
                "narrative.allocation", "allocation", tuple((c, 1) for c in cells), "=", sum(parts, nothing)
            )


def _covers(parts: Sequence[Claim], wholes: Sequence[Claim]) -> bool:
    """Tell whether the allocations that are stated make up the projects that are stated."""
    nothing = Interval(Fraction(0), Fraction(0))
    spent = sum((c.amount.interval for c in parts if c.amount), nothing)
    return bool(parts) and spent.meets(sum((c.amount.interval for c in wholes if c.amount), nothing))


def _classes(form: Form, projects: Blank) -> Mapping[str, str]:
    """Return the value column of each economic class, by the class's name among the heads of the column."""
    classes = {c: plain(e.name_zh) for c, e in bundled("economic").items() if len(c) == 3}
    table = form.table(projects.id)
    heads = {
        plain(h): c.id for c in table.columns for h in (*c.heads, c.label.zh) if c.id in projects.columns
    }
    return {code: heads[name] for code, name in classes.items() if name in heads}


def _classes_of(subject: str) -> frozenset[str]:
    """Return the economic classes that money may be for: of the longest name that its words end with, met ones first.

    >>> sorted(_classes_of("援疆工作差旅费")), sorted(_classes_of("办公设备购置")), sorted(_classes_of("大型修缮"))
    (['302'], ['310'], ['309', '310'])
    """
    words = plain(subject)
    entries = [e for e in bundled("economic").values() if words.endswith(plain(e.name_zh))]
    best = max(((len(e.name_zh), e.source == "observed") for e in entries), default=None)
    return frozenset(e.code[:3] for e in entries if (len(e.name_zh), e.source == "observed") == best)
