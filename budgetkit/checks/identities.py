"""Every identity (勾稽关系) of a disclosure as linear statements, from the catalogue of its form.

An identity is stated where its form has all the tables and columns it names; over a table that was not published it
is ``unstated``. Where nothing is printed on any side, nothing is said; where one side is wholly blank and the
other is not zero, the statement is ``unstated``: a blank may be a zero or a figure that was left out. So is one
with a cell that holds digits and could not be read as a number, be it in a sum or in a condition of the identity.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from budgetkit.checks import by_structure
from budgetkit.checks.doubts import Doubts
from budgetkit.checks.printed import (
    BLANK,
    UNREAD,
    Cells,
    Printed,
    PrintedRow,
    families,
    lowest,
    side_of,
)
from budgetkit.checks.statement import Figure, Side, Statement, Term, interval_sum, printed_sum
from budgetkit.forms.form import Form, Label
from budgetkit.forms.identity import SELECTORS, CellTerm, Identity
from budgetkit.forms.layout import form_of
from budgetkit.forms.sections import subject_of
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
    form, printed = form_of(disclosure), Printed.of(disclosure)
    doubts = Doubts(printed)
    optional = frozenset(t.id for t in form.tables if t.optional)
    found = [s for spec in catalogue(form) for s in _Maker(spec, printed, doubts).statements(optional)]
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


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the statements of one identity."""

    spec: Identity
    printed: Printed
    doubts: Doubts

    def statements(self, optional: frozenset[str]) -> Iterator[Statement]:
        """Yield the statements; over a table that is not there, and need not be, there are none."""
        spec = self.spec
        absent = sorted({t for t in map(spec.table_of, spec.terms) if not self.printed.has(t)})
        if absent:
            if not spec.speaks_of_claims and not optional.intersection(absent):
                missing = f"{', '.join(absent)}: 表未公布 / the table is not published"
                yield Statement(spec.id, spec.kind, spec.says, absent[0], (), (), missing=missing)
        elif spec.kind == "rollup":
            yield from self._rollup()
        else:
            for row, column, place in self._repetitions():
                yield from _Instance(self, row, column).statements(place)

    def _repetitions(self) -> Iterator[tuple[PrintedRow | str, str, str]]:
        """Yield (row, column, place) for each repetition that ``over`` asks for."""
        spec = self.spec
        if spec.over == "rows":
            for line in self.printed.lines(spec.table, spec.half):
                yield line, "", f"{spec.table}/{line.id}"
        elif spec.over == "columns":
            for column in self.printed.disclosure[spec.table].columns:
                yield "", column, f"{spec.table}/{column}"
        elif spec.over:
            for code in self._codes():
                yield code, "", code
        else:
            yield "", "", ""

    def _codes(self) -> list[str]:
        """Return the codes that any term's table prints, sorted; ``items`` only where every such table goes so deep.

        There are none where a table that is held against another prints totals alone, without any code; in a sum it
        is one part among others, and adds nothing.
        """
        found: set[str] = set()
        over = self.spec.over
        for term in self.spec.terms:
            lines = self.printed.lines(self.spec.table_of(term), term.half)
            alone = lines and not any(x.row.code for x in lines)
            if self.spec.kind == "equal" and term.row == "*" and alone:
                return []
            chosen = lowest(lines) if over == "items" else [x for x in lines if x.row.code]
            found |= {x.row.code for x in chosen if over != "classes" or depth(x.row.code) == 1}
        return sorted(found)

    def _rollup(self) -> Iterator[Statement]:
        """Yield code = codes below, total = classes, total = lowest codes, for every value column."""
        spec, table = self.spec, self.spec.table
        lines = self.printed.lines(table, spec.half)
        known = [(line, parts, spec) for line, parts in families(lines)]
        classes, leaves = [x for x in lines if depth(x.row.code) == 1], lowest(lines)
        # The classes between may hide what the lowest codes show.
        zh, en = spec.says.zh.partition("：")[0], spec.says.en.partition(":")[0]
        of_items = replace(
            spec, says=Label(f"{zh}：总计 = 各末级科目之和", f"{en}: total = all lowest codes")
        )
        for total in (x for x in lines if x.row.item == "total"):
            known += [(total, classes, spec)] if classes else []
            known += [(total, leaves, of_items)] if leaves and leaves != classes else []
        for whole, parts, said in known:
            for column in self.printed.disclosure[table].columns if parts else ():
                figure = whole.figure(column)
                if figure is None or figure.amount.unit != "%":
                    cells = [(x, column) for x in (whole, *parts)]
                    lost = UNREAD if any(x.is_unread(column) for x, _ in cells) else ""
                    place = f"{table}/{whole.id}/{column}"
                    sides = side_of(cells[:1]), side_of(cells[1:])
                    yield from _stated(said, *sides, place, lost, self.doubts.of(cells))


class _Instance:
    """One repetition of an identity: its row (or the code of one) and its column, empty where they are not repeated."""

    def __init__(self, of: _Maker, row: PrintedRow | str, column: str) -> None:
        self.of, self.row, self.column = of, row, column
        # What its terms name, by the term itself: it is asked for conditions, doubts, blanks and both sides.
        self._named: dict[int, Cells] = {}
        self._printed: dict[int, Side] = {}

    def statements(self, place: str) -> Iterator[Statement]:
        spec, doubts = self.of.spec, self.of.doubts
        met = self._met()
        if met is False:
            return
        pairs = [(spec.whole, spec.parts, spec.whole[0])] if spec.kind == "sum" else []
        if spec.kind == "equal":
            pairs = [(spec.cells[:1], (other,), other) for other in spec.cells[1:]]
        elif spec.kind == "rate":
            pairs = [(spec.parts, spec.whole, spec.rate[0])]
        for left, right, named in pairs:
            terms = (*left, *right)
            lost = UNREAD if met is None or self._unread(terms) else ""
            absent = [t for t in terms if _names_a_row(t) and not self._cells([t])]
            named_rows = [(spec.table_of(t), t.row) for t in absent]
            why = doubts.of(self._cells(terms), named_rows, spec.kind != "equal")
            unsaid = [t for t in right if t.claim and not self._side([t])]
            if (
                spec.kind == "sum"
                and unsaid
                and printed_sum(self._side(right)) < printed_sum(self._side(left))
            ):
                # What the text does not mention may be what is missing.
                known = subject_of(unsaid[0].claim)
                zh, en = (f"“{known.zh}”", f"“{known.en}”") if known else ("其中一项", "one of the parts")
                why = why or f"文字没有说明{zh} / the text does not state {en}"
            lost = lost or doubts.name(self._cells([t for t in terms if t.row.isdigit()]))
            lost = lost or self._blank(left, right) or self._not_listed(terms)
            rates = [rate.figure for rate in self._side(spec.rate)] if spec.kind == "rate" else [None]
            for rate in rates:
                sides = self._side(left), self._side(right)
                yield from _stated(spec, *sides, place or _path(named), lost, why, rate)

    def _met(self) -> bool | None:
        """Tell whether the conditions of the identity are met, ``None`` where an unread cell leaves that open."""
        spec = self.of.spec
        zero, asked, whole, parts = spec.zero, spec.printed, spec.complete.whole, spec.complete.parts
        if not (zero or asked or whole or parts):
            return True
        if any(t.figure.amount.value for t in self._side(zero)):
            return False
        if not all(self._side([term]) or self._unread([term]) for term in asked):
            return False
        open_cover = self._unread((*whole, *parts))
        if not (open_cover or interval_sum(self._side(whole)).meets(interval_sum(self._side(parts)))):
            return False
        return None if open_cover or self._unread((*zero, *asked)) else True

    def _blank(self, *sides: Sequence[CellTerm]) -> str:
        """Return why one side of a comparison has no figure where the other is not zero."""
        figures, code = [self._side(side) for side in sides], self.row if isinstance(self.row, str) else ""
        # A sum over the lines of a table may be blank for other reasons.
        if (
            all(figures)
            or not printed_sum(tuple(chain(*figures)))
            or not (code or self.of.spec.kind == "equal")
        ):
            return ""
        return self.of.doubts.of_blank(self._cells(sides[0] if figures[1] else sides[1]), code)

    def _not_listed(self, terms: Sequence[CellTerm]) -> str:
        """Return the code of which nothing below is listed although a sum leaves some of that out."""
        for term in terms:
            for line, _ in self._cells([term]) if term.without else ():
                code = line.row.code
                if code and any(w != code and w.startswith(code) for w in term.without):
                    return f"{code}: {code} 没有细分 / {code} is not broken down"
        return ""

    def _unread(self, terms: Sequence[CellTerm]) -> bool:
        return any(line.is_unread(name) for line, name in self._cells(terms))

    def _side(self, terms: Sequence[CellTerm]) -> Side:
        """Return the printed figures that terms name."""
        return tuple(chain.from_iterable(self._figures(term) for term in terms))

    def _figures(self, term: CellTerm) -> Side:
        known = self._printed.get(id(term))
        if known is None:
            known = side_of(self._cells([term]))
            if term.claim:
                known = tuple(self.of.printed.claims(term.claim, term.field, term.section, term.named))
            if term.sign != 1:
                known = tuple(Term(t.figure, t.sign * term.sign) for t in known)
            self._printed[id(term)] = known
        return known

    def _cells(self, terms: Sequence[CellTerm]) -> Cells:
        """Return the cells that terms name, blank ones included."""
        return [cell for term in terms if not term.claim for cell in self._of_term(term)]

    def _of_term(self, term: CellTerm) -> Cells:
        known = self._named.get(id(term))
        if known is None:
            if isinstance(self.row, PrintedRow) and not term.row:
                lines = [self.row]
            else:
                selector = self.row if term.row == "*" and isinstance(self.row, str) else term.row
                table = self.of.spec.table_of(term)
                lines = self.of.printed.pick(table, selector, term.half, term.without)
            name = term.column or self.column
            known = [(line, name) for line in lines if not term.head or _stands_under(term.head, line, name)]
            self._named[id(term)] = known
        return known


def _names_a_row(term: CellTerm) -> bool:
    """Tell whether a term names one labelled row, which every printing of its table has."""
    return bool(term.row) and not term.claim and term.row not in SELECTORS and not term.row.isdigit()


def _stands_under(head: str, line: PrintedRow, column: str) -> bool:
    cell = line.row.cells.get(column)
    return cell is not None and head in cell.head


def _path(term: CellTerm) -> str:
    row = f"{term.half}.{term.row}" if term.half else term.row
    return term.claim or "/".join(x for x in (term.table, row, term.column) if x)


def _stated(
    spec: Identity, left: Side, right: Side, place: str, lost: str, doubt: str, rate: Figure | None = None
) -> Iterator[Statement]:
    """Yield the statement, unless nothing is printed on it at all, or not on both sides where both must be."""
    both = bool(left and right)
    if spec.kind == "sum" and any(t.figure.amount.unit == "%" for t in (*left, *right)):
        # What adds up are amounts; their rates of growth do not.
        return
    if not (left or right) or (not both and (spec.speaks_of_claims or spec.relation == "<=")):
        return
    missing = lost or (BLANK if not both and printed_sum((*left, *right)) != 0 else "")
    kind = "presumed" if spec.presumed else spec.kind
    yield Statement(spec.id, kind, spec.says, place, left, right, spec.relation, rate, missing, doubt=doubt)
