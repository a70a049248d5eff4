"""Every identity (勾稽关系) of a disclosure as linear statements, from the catalogue in reference/identities.toml.

An identity speaks where its form has all the tables and columns it names; of a table that was not published it
is ``unstated``. Where nothing is printed on any side, nothing is said; where one side is wholly blank and the
other is not zero, the statement is ``unstated``: a blank may be a zero or a figure that was left out. So is one
with a cell that holds digits and could not be read as a number, be it in a sum or in a condition of the identity.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from budgetkit.checks import by_structure
from budgetkit.checks.doubts import Doubts
from budgetkit.checks.printed import BLANK, UNREAD, Line, Printed, children, lowest
from budgetkit.checks.statement import Side, Statement, Term, interval_sum, printed_sum
from budgetkit.forms.form import Form, Label
from budgetkit.forms.layout import form_of
from budgetkit.model.codes import depth
from budgetkit.model.disclosure import Disclosure

Spec = Mapping[str, Any]

_SELECTORS: Final = ("*", "classes", "items", "projects", "units")


@cache
def national_identities() -> tuple[Spec, ...]:
    """Return the identities that hold in every form that has their tables and columns."""
    text = (files("budgetkit") / "reference" / "identities.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["identity"])


def catalogue(of: Form) -> tuple[Spec, ...]:
    """Return the identities that apply to a form: the national ones it has the cells for, and its own.

    >>> from budgetkit.forms.form import form
    >>> "expenditure.row" in [s["id"] for s in catalogue(form("xinjiang-budget"))]
    True
    """
    own = {s["id"] for s in of.identities}
    specs = [s for s in national_identities() if s["id"] not in own and s["id"] not in of.without]
    return tuple(s for s in (*specs, *of.identities) if _known(s, of))


def _known(spec: Spec, of: Form) -> bool:
    """Tell whether the form has every table, column and labelled row that an identity names."""
    tables = {t.id: t for t in of.tables}
    for term in cells_of(spec):
        table = tables.get(term.get("table", spec.get("table", "")))
        if table is None or ("column" in term and term["column"] not in {c.id for c in table.columns}):
            return False
        items = {r.item for r in table.rows if r.item}
        row = term.get("row", "")
        if row and row not in _SELECTORS and not row.isdigit() and row not in items:
            return False
    return True


def cells_of(spec: Spec) -> list[Spec]:
    """Return every term of an identity that names a table's cells."""
    if spec["kind"] == "rollup":
        return [{"table": spec["table"]}]
    conditions = (*spec.get("zero", ()), *spec.get("printed", ()))
    terms = (*spec.get("cells", ()), *spec.get("whole", ()), *spec.get("parts", ()), *conditions)
    return [t for t in terms if "claim" not in t]


__all__ = ["catalogue", "national_identities", "statements"]


def _speaks_of_claims(spec: Spec) -> bool:
    return any("claim" in t for t in (*spec.get("whole", ()), *spec.get("parts", ())))


def statements(disclosure: Disclosure) -> tuple[Statement, ...]:
    """Return every identity of a disclosure's tables as linear statements, in the order of the catalogue.

    Raises:
        KeyError: the disclosure names a form that does not exist.
    """
    printed = Printed(disclosure)
    doubts = Doubts(printed)
    found: list[Statement] = []
    for spec in catalogue(form_of(disclosure)):
        found.extend(_spoken(spec, printed, doubts))
    said = {_figures(s) for s in found}
    for statement in by_structure.statements(printed, doubts):
        if _figures(statement) not in said:
            said.add(_figures(statement))
            found.append(statement)
    return tuple(found)


def _figures(statement: Statement) -> object:
    """Return what tells a statement from another on the same figures: those of each side."""
    sides = [frozenset(t.figure.id for t in side) for side in (statement.left, statement.right)]
    return frozenset(sides) if statement.rate is None else (*sides, statement.rate.id)


def _spoken(spec: Spec, printed: Printed, doubts: Doubts) -> Iterator[Statement]:
    absent = sorted(
        {t for t in (x.get("table", spec.get("table", "")) for x in cells_of(spec)) if not printed.has(t)}
    )
    optional = {t.id for t in form_of(printed.disclosure).tables if t.optional}
    if absent and not _speaks_of_claims(spec) and not optional.intersection(absent):
        missing = f"{', '.join(absent)}: 表未公布 / not published"
        yield Statement(spec["id"], spec["kind"], _label(spec), absent[0], (), (), missing=missing)
    elif absent:
        return
    elif spec["kind"] == "rollup":
        yield from _rollup(spec, printed, doubts)
    else:
        for row, column, place in _instances(spec, printed):
            yield from _instance(spec, printed, doubts, row, column, place)


def _instances(spec: Spec, printed: Printed) -> Iterator[tuple[Line | str, str, str]]:
    """Yield (row, column, place) for each repetition that ``over`` asks for."""
    over = spec.get("over", "")
    if over == "rows":
        for line in printed.lines(spec["table"], spec.get("half", "")):
            yield line, "", f"{spec['table']}/{line.id}"
    elif over == "columns":
        for column in printed.disclosure[spec["table"]].columns:
            yield "", column, f"{spec['table']}/{column}"
    elif over:
        for code in _codes(spec, printed, over):
            yield code, "", code
    else:
        yield "", "", ""


def _codes(spec: Spec, printed: Printed, over: str) -> list[str]:
    """Return the codes that any term's table prints, sorted; ``items`` only where every such table goes so deep."""
    found: set[str] = set()
    for term in cells_of(spec):
        lines = printed.lines(term["table"], term.get("half", ""))
        chosen = lowest(lines) if over == "items" else [x for x in lines if x.row.code]
        found |= {x.row.code for x in chosen if over != "classes" or depth(x.row.code) == 1}
    return sorted(found)


def _instance(
    spec: Spec, printed: Printed, doubts: Doubts, row: Line | str, column: str, place: str
) -> Iterator[Statement]:
    def side(terms: Sequence[Spec]) -> Side:
        return tuple(t for term in terms for t in _terms(spec, term, printed, row, column))

    def cells(terms: Sequence[Spec]) -> list[tuple[Line, str]]:
        return [cell for term in terms for cell in _cells(spec, term, printed, row, column)]

    def unread(terms: Sequence[Spec]) -> bool:
        return any(line.is_unread(name) for line, name in cells(terms))

    met = _met(spec, side, unread)
    if met is False:
        return
    if spec["kind"] == "equal":
        first, *others = spec["cells"]
        pairs = [([first], [other], other) for other in others]
    else:
        pairs = [(spec["whole"], spec["parts"], spec["whole"][0])]
    for left, right, named in pairs:
        terms = (*left, *right)
        lost = UNREAD if met is None or unread(terms) else ""
        absent = [t for t in terms if _names_a_row(t) and not cells([t])]
        by_code = [t for t in terms if str(t.get("row", "")).isdigit()]
        named_rows = [(t.get("table", spec.get("table", "")), t["row"]) for t in absent]
        why = doubts.of(cells(terms), named_rows, spec["kind"] != "equal")
        lost = lost or doubts.name(cells(by_code))
        yield from _stated(spec, side(left), side(right), place or _path(named), lost, why)


def _names_a_row(term: Spec) -> bool:
    """Tell whether a term names one labelled row, which every printing of its table has."""
    row = term.get("row", "")
    return bool(row) and "claim" not in term and row not in _SELECTORS and not row.isdigit()


def _met(
    spec: Spec, side: Callable[[Sequence[Spec]], Side], unread: Callable[[Sequence[Spec]], bool]
) -> bool | None:
    """Tell whether what an identity asks for is met, ``None`` where a cell that could not be read leaves it open."""
    zero, asked, cover = spec.get("zero", ()), spec.get("printed", ()), spec.get("complete", {})
    whole, parts = cover.get("whole", ()), cover.get("parts", ())
    if any(t.figure.amount.value for t in side(zero)):
        return False
    if not all(side([term]) or unread([term]) for term in asked):
        return False
    open_cover = unread((*whole, *parts))
    if not (open_cover or interval_sum(side(whole)).meets(interval_sum(side(parts)))):
        return False
    return None if open_cover or unread((*zero, *asked)) else True


def _path(term: Spec) -> str:
    if "claim" in term:
        return str(term["claim"])
    row = f"{term['half']}.{term['row']}" if term.get("half") else term.get("row", "")
    return "/".join(x for x in (term.get("table", ""), row, term.get("column", "")) if x)


def _terms(spec: Spec, term: Spec, printed: Printed, row: Line | str, column: str) -> Iterator[Term]:
    """Yield the printed figures that one term names, for the row and column of this repetition."""
    if "claim" in term:
        for claim_term in printed.claims(
            term["claim"], term.get("field", "amount"), term.get("section", ""), term.get("named", "")
        ):
            yield Term(claim_term.figure, claim_term.sign * term.get("sign", 1))
        return
    for line, name in _cells(spec, term, printed, row, column):
        figure = line.figure(name)
        if figure is not None:
            yield Term(figure, term.get("sign", 1))


def _cells(
    spec: Spec, term: Spec, printed: Printed, row: Line | str, column: str
) -> Iterator[tuple[Line, str]]:
    """Yield the row and column of the cells that one term names, blank ones included."""
    if "claim" in term:
        return
    if isinstance(row, Line) and "row" not in term:
        lines = [row]
    else:
        selector = row if term.get("row") == "*" and isinstance(row, str) else term["row"]
        table = term.get("table", spec.get("table", ""))
        lines = printed.pick(table, selector, term.get("half", ""), term.get("except", ()))
    for line in lines:
        yield line, term.get("column", column)


def _stated(
    spec: Spec, left: Side, right: Side, place: str, lost: str = "", doubt: str = ""
) -> Iterator[Statement]:
    """Yield the statement, unless nothing is printed on it at all."""
    if (not left and not right) or (_speaks_of_claims(spec) and not (left and right)):
        return
    missing = ""
    if spec.get("relation") != "<=" and not (left and right) and printed_sum((*left, *right)) != 0:
        missing = BLANK
    if spec.get("relation") == "<=" and not (left and right):
        return
    missing = lost or missing
    relation = spec.get("relation", "=")
    kind = "presumed" if spec.get("presumed") else spec["kind"]
    yield Statement(
        spec["id"], kind, _label(spec), place, left, right, relation, missing=missing, doubt=doubt
    )


def _label(spec: Spec) -> Label:
    return Label(spec["zh"], spec["en"])


def _rollup(spec: Spec, printed: Printed, doubts: Doubts) -> Iterator[Statement]:
    """Yield code = codes below, total = classes, total = lowest codes, for every value column."""
    table = spec["table"]
    lines = printed.lines(table, spec.get("half", ""))
    families = [
        (line, children(lines, n)) for n, line in enumerate(lines) if line.row.code and not line.row.project
    ]
    classes, leaves = [x for x in lines if depth(x.row.code) == 1], lowest(lines)
    for total in (x for x in lines if x.row.item == "total"):
        families += [(total, classes)] if classes else []
        families += [(total, leaves)] if leaves and leaves != classes else []
    for whole, parts in families:
        if not parts:
            continue
        for column in printed.disclosure[table].columns:
            figure = whole.figure(column)
            left = (Term(figure),) if figure is not None else ()
            right = tuple(Term(f) for f in (p.figure(column) for p in parts) if f is not None)
            cells = [(x, column) for x in (whole, *parts)]
            lost = UNREAD if any(x.is_unread(column) for x, _ in cells) else ""
            place = f"{table}/{whole.id}/{column}"
            yield from _stated(spec, left, right, place, lost, doubts.of(cells))
