"""Every identity (勾稽关系) of a disclosure as linear statements, from the catalogue of its form.

An identity is stated where its form has all the tables and columns it names; over a table that was not published it
is ``unstated``. Where nothing is printed on any side, nothing is said; where one side is wholly blank and the
other is not zero, the statement is ``unstated``: a blank may be a zero or a figure that was left out. So is one
with a cell that holds digits and could not be read as a number, be it in a sum or in a condition of the identity.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from budgetkit.checks import by_structure
from budgetkit.checks.doubts import Doubts
from budgetkit.checks.printed import BLANK, UNREAD, Printed, PrintedRow, families, lowest
from budgetkit.checks.statement import Figure, Side, Statement, Term, interval_sum, printed_sum
from budgetkit.forms.form import Form, Label
from budgetkit.forms.identity import SELECTORS, CellTerm, Identity
from budgetkit.forms.layout import form_of
from budgetkit.model.codes import depth
from budgetkit.model.disclosure import Disclosure

__all__ = ["catalogue", "statements"]


def catalogue(of: Form) -> tuple[Identity, ...]:
    """Return the identities that apply to a form: the national ones it has the cells for, and its own.

    >>> from budgetkit.forms.form import form
    >>> "expenditure.row" in [identity.id for identity in catalogue(form("xinjiang-budget"))]
    True
    """
    return of.identities


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
    """Return the figures of each side, by which equal statements are recognised."""
    sides = [frozenset(t.figure.id for t in side) for side in (statement.left, statement.right)]
    return frozenset(sides) if statement.rate is None else (*sides, statement.rate.id)


def _spoken(spec: Identity, printed: Printed, doubts: Doubts) -> Iterator[Statement]:
    absent = sorted({t for t in map(spec.table_of, spec.terms) if not printed.has(t)})
    optional = {t.id for t in form_of(printed.disclosure).tables if t.optional}
    if absent and not spec.speaks_of_claims and not optional.intersection(absent):
        missing = f"{', '.join(absent)}: 表未公布 / not published"
        yield Statement(spec.id, spec.kind, spec.says, absent[0], (), (), missing=missing)
    elif absent:
        return
    elif spec.kind == "rollup":
        yield from _rollup(spec, printed, doubts)
    else:
        for row, column, place in _instances(spec, printed):
            yield from _instance(spec, printed, doubts, row, column, place)


def _instances(spec: Identity, printed: Printed) -> Iterator[tuple[PrintedRow | str, str, str]]:
    """Yield (row, column, place) for each repetition that ``over`` asks for."""
    over = spec.over
    if over == "rows":
        for line in printed.lines(spec.table, spec.half):
            yield line, "", f"{spec.table}/{line.id}"
    elif over == "columns":
        for column in printed.disclosure[spec.table].columns:
            yield "", column, f"{spec.table}/{column}"
    elif over:
        for code in _codes(spec, printed, over):
            yield code, "", code
    else:
        yield "", "", ""


def _codes(spec: Identity, printed: Printed, over: str) -> list[str]:
    """Return the codes that any term's table prints, sorted; ``items`` only where every such table goes so deep."""
    found: set[str] = set()
    for term in spec.terms:
        lines = printed.lines(spec.table_of(term), term.half)
        chosen = lowest(lines) if over == "items" else [x for x in lines if x.row.code]
        found |= {x.row.code for x in chosen if over != "classes" or depth(x.row.code) == 1}
    return sorted(found)


def _instance(
    spec: Identity, printed: Printed, doubts: Doubts, row: PrintedRow | str, column: str, place: str
) -> Iterator[Statement]:
    def side(terms: Sequence[CellTerm]) -> Side:
        return tuple(t for term in terms for t in _terms(spec, term, printed, row, column))

    def cells(terms: Sequence[CellTerm]) -> list[tuple[PrintedRow, str]]:
        return [cell for term in terms for cell in _cells(spec, term, printed, row, column)]

    def unread(terms: Sequence[CellTerm]) -> bool:
        return any(line.is_unread(name) for line, name in cells(terms))

    met = _met(spec, side, unread)
    if met is False:
        return
    pairs: list[tuple[Sequence[CellTerm], Sequence[CellTerm], CellTerm]]
    if spec.kind == "equal":
        pairs = [(spec.cells[:1], (other,), other) for other in spec.cells[1:]]
    elif spec.kind == "rate":
        pairs = [(spec.parts, spec.whole, spec.rate[0])]
    else:
        pairs = [(spec.whole, spec.parts, spec.whole[0])]
    for left, right, named in pairs:
        terms = (*left, *right)
        lost = UNREAD if met is None or unread(terms) else ""
        absent = [t for t in terms if _names_a_row(t) and not cells([t])]
        by_code = [t for t in terms if t.row.isdigit()]
        named_rows = [(spec.table_of(t), t.row) for t in absent]
        why = doubts.of(cells(terms), named_rows, spec.kind != "equal")
        unsaid = [t for t in right if t.claim and not side([t])]
        if spec.kind == "sum" and unsaid and printed_sum(side(right)) < printed_sum(side(left)):
            # What the text does not mention may be what is missing.
            why = why or f"文字没有说明 {_path(unsaid[0])} / the text does not state {_path(unsaid[0])}"
        lost = lost or doubts.name(cells(by_code))
        rates = [rate.figure for rate in side(spec.rate)] if spec.kind == "rate" else [None]
        for rate in rates:
            yield from _stated(spec, side(left), side(right), place or _path(named), lost, why, rate)


def _names_a_row(term: CellTerm) -> bool:
    """Tell whether a term names one labelled row, which every printing of its table has."""
    return bool(term.row) and not term.claim and term.row not in SELECTORS and not term.row.isdigit()


def _met(
    spec: Identity, side: Callable[[Sequence[CellTerm]], Side], unread: Callable[[Sequence[CellTerm]], bool]
) -> bool | None:
    """Tell whether the conditions of an identity are met, ``None`` where an unread cell leaves that open."""
    zero, asked, whole, parts = spec.zero, spec.printed, spec.complete.whole, spec.complete.parts
    if any(t.figure.amount.value for t in side(zero)):
        return False
    if not all(side([term]) or unread([term]) for term in asked):
        return False
    open_cover = unread((*whole, *parts))
    if not (open_cover or interval_sum(side(whole)).meets(interval_sum(side(parts)))):
        return False
    return None if open_cover or unread((*zero, *asked)) else True


def _path(term: CellTerm) -> str:
    if term.claim:
        return term.claim
    row = f"{term.half}.{term.row}" if term.half else term.row
    return "/".join(x for x in (term.table, row, term.column) if x)


def _terms(
    spec: Identity, term: CellTerm, printed: Printed, row: PrintedRow | str, column: str
) -> Iterator[Term]:
    """Yield the printed figures that one term names, for the row and column of this repetition."""
    if term.claim:
        for claim_term in printed.claims(term.claim, term.field, term.section, term.named):
            yield Term(claim_term.figure, claim_term.sign * term.sign)
        return
    for line, name in _cells(spec, term, printed, row, column):
        figure = line.figure(name)
        if figure is not None:
            yield Term(figure, term.sign)


def _cells(
    spec: Identity, term: CellTerm, printed: Printed, row: PrintedRow | str, column: str
) -> Iterator[tuple[PrintedRow, str]]:
    """Yield the row and column of the cells that one term names, blank ones included."""
    if term.claim:
        return
    if isinstance(row, PrintedRow) and not term.row:
        lines = [row]
    else:
        selector = row if term.row == "*" and isinstance(row, str) else term.row
        lines = printed.pick(spec.table_of(term), selector, term.half, term.without)
    for line in lines:
        name = term.column or column
        cell = line.row.cells.get(name)
        if not term.head or (cell and term.head in cell.head):
            yield line, name


def _stated(
    spec: Identity,
    left: Side,
    right: Side,
    place: str,
    lost: str = "",
    doubt: str = "",
    rate: Figure | None = None,
) -> Iterator[Statement]:
    """Yield the statement, unless nothing is printed on it at all."""
    if (not left and not right) or (spec.speaks_of_claims and not (left and right)):
        return
    missing = ""
    if spec.relation != "<=" and not (left and right) and printed_sum((*left, *right)) != 0:
        missing = BLANK
    if spec.relation == "<=" and not (left and right):
        return
    missing = lost or missing
    kind = "presumed" if spec.presumed else spec.kind
    yield Statement(spec.id, kind, spec.says, place, left, right, spec.relation, rate, missing, doubt=doubt)


def _rollup(spec: Identity, printed: Printed, doubts: Doubts) -> Iterator[Statement]:
    """Yield code = codes below, total = classes, total = lowest codes, for every value column."""
    table = spec.table
    lines = printed.lines(table, spec.half)
    known = [(line, parts, spec) for line, parts in families(lines)]
    classes, leaves = [x for x in lines if depth(x.row.code) == 1], lowest(lines)
    for total in (x for x in lines if x.row.item == "total"):
        known += [(total, classes, spec)] if classes else []
        known += [(total, leaves, _of_items(spec))] if leaves and leaves != classes else []
    for whole, parts, said in known:
        if not parts:
            continue
        for column in printed.disclosure[table].columns:
            figure = whole.figure(column)
            if figure is not None and figure.amount.unit == "%":
                continue
            left = (Term(figure),) if figure is not None else ()
            right = tuple(Term(f) for f in (p.figure(column) for p in parts) if f is not None)
            cells = [(x, column) for x in (whole, *parts)]
            lost = UNREAD if any(x.is_unread(column) for x, _ in cells) else ""
            place = f"{table}/{whole.id}/{column}"
            yield from _stated(said, left, right, place, lost, doubts.of(cells))


def _of_items(spec: Identity) -> Identity:
    """Return a roll-up as said of the total and its lowest codes, which the classes between may hide."""
    zh, en = spec.says.zh.partition("：")[0], spec.says.en.partition(":")[0]
    return replace(spec, says=Label(f"{zh}：总计 = 各末级科目之和", f"{en}: total = all lowest codes"))
