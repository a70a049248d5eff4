"""What must hold between cells whose amounts are not known yet: the catalogue's identities over empty frames.

The identities are taken as data. A rule names cells, not figures, so that a solver can ask where loose figures
must stand; what a figure of the narrative says of one cell is a rule too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from budgetkit.checks.identities import catalogue
from budgetkit.checks.printed import Printed, PrintedRow, families, lowest
from budgetkit.forms.form import Form
from budgetkit.forms.identity import CellTerm, Identity
from budgetkit.model.amount import Amount, Interval
from budgetkit.model.codes import depth
from budgetkit.model.disclosure import Cell, Disclosure, Row, Table

Place = tuple[str, int, str]
"""Table, row and column of a cell."""

PRICES: Final[Mapping[str, float]] = {
    "sum": 4.0, "rollup": 4.0, "equal": 4.0, "claim": 3.0, "allocation": 2.0, "bound": 2.0, "presumed": 0.5, "<=": 1.0,
}  # fmt: skip
FIRM: Final = 2.0
"""From this price on a rule is taken to hold unless nothing else is possible."""
_ANY: Final = Cell(Amount(Decimal(1), "元"))


@dataclass(frozen=True, slots=True)
class Rule:
    """Σ sign · cell = 0 (or ≤ 0), give or take ``constant``.

    It holds only where the cells of ``zero`` are blank or zero and those of ``printed`` are not blank.
    ``kind`` is sum, rollup, equal, presumed or claim. ``unlisted`` is the table that does not list the code of a rule
    with one side, so that nothing is left for it in the other.
    """

    id: str
    kind: str
    terms: tuple[tuple[Place, int], ...]
    relation: str = "="
    constant: Interval | None = None
    zero: tuple[Place, ...] = ()
    printed: tuple[Place, ...] = ()
    unlisted: str = ""


@dataclass(frozen=True)
class Blank:
    """A table whose rows and columns are known and whose amounts are not: for each row, the columns it may fill."""

    id: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    open: tuple[tuple[str, ...], ...]


def rules_of(form: Form, blanks: Sequence[Blank]) -> tuple[Rule, ...]:
    """Return every identity of a form over the cells of blank tables, those that speak of claims left out."""
    index = _Index(form, blanks)
    found: list[Rule] = []
    for spec in catalogue(form):
        tables = set(map(spec.table_of, spec.terms))
        if spec.speaks_of_claims or not tables <= index.tables:
            continue
        found += index.rollup(spec) if spec.kind == "rollup" else index.instances(spec)
    return tuple(found)


class _Index:
    """The blank tables as a disclosure in which every cell is printed, so that rows can be picked as identities do."""

    def __init__(self, form: Form, blanks: Sequence[Blank]) -> None:
        self.tables = {b.id for b in blanks}
        self.empty = {b.id for b in blanks if not b.rows}
        tables = {}
        for blank in blanks:
            rows = [
                Row(r.name, dict.fromkeys(columns, _ANY), r.code, r.item, r.half, r.project)
                for r, columns in zip(blank.rows, blank.open, strict=True)
            ]
            tables[blank.id] = Table(blank.id, "", "元", blank.columns, tuple(rows), form=form.id)
        self.printed = Printed(Disclosure("", 0, form.kind, form.id, tables))
        self.rows = {(t, line.id): n for t in self.tables for n, line in enumerate(self.printed.lines(t))}

    def rollup(self, spec: Identity) -> Iterator[Rule]:
        """Yield code = codes below and total = classes; the lowest codes are left to these."""
        table = spec.table
        lines = self.printed.lines(table, spec.half)
        known = families(lines)
        classes = [x for x in lines if depth(x.row.code) == 1]
        known += [(x, classes or lowest(lines)) for x in lines if x.row.item == "total"]
        for whole, parts in known:
            for column in whole.row.cells if parts else ():
                cells = [(self._place(p, column), -1) for p in parts if column in p.row.cells]
                yield Rule(spec.id, "rollup", ((self._place(whole, column), 1), *cells))

    def instances(self, spec: Identity) -> Iterator[Rule]:
        """Yield an identity for each row, column or code that it is repeated over."""
        over = spec.over
        if over == "rows":
            for line in self.printed.lines(spec.table, spec.half):
                yield from self._instance(spec, line, "")
        elif over == "columns":
            for column in self.printed.disclosure[spec.table].columns:
                yield from self._instance(spec, "", column)
        else:
            for code in self._codes(spec, over) if over else [""]:
                yield from self._instance(spec, code, "")

    def _codes(self, spec: Identity, over: str) -> list[str]:
        found: set[str] = set()
        for term in spec.terms:
            lines = self.printed.lines(spec.table_of(term), term.half)
            chosen = lowest(lines) if over == "items" else [x for x in lines if x.row.code]
            found |= {x.row.code for x in chosen if over != "classes" or depth(x.row.code) == 1}
        return sorted(found)

    def _instance(self, spec: Identity, row: PrintedRow | str, column: str) -> Iterator[Rule]:
        def side(terms: Sequence[CellTerm], sign: int) -> list[tuple[Place, int]]:
            return [(p, s * sign) for t in terms for p, s in self._terms(spec, t, row, column)]

        zero = tuple(p for p, _ in side(spec.zero, 1))
        printed = tuple(p for p, _ in side(spec.printed, 1))
        kind = "presumed" if spec.presumed else spec.kind
        pairs: list[tuple[Sequence[CellTerm], Sequence[CellTerm]]]
        if spec.kind == "equal":
            pairs = [(spec.cells[:1], (other,)) for other in spec.cells[1:]]
        else:
            pairs = [(spec.whole, spec.parts)]
        for left, right in pairs:
            sides = side(left, 1), side(right, -1)
            # A class that one table does not list is blank in the other, and an empty table is zero throughout;
            # other one-sided identities say nothing.
            lists_codes = spec.kind == "equal" and spec.over
            if all(sides) or (
                any(sides) and (lists_codes or self._empty(spec, left) or self._empty(spec, right))
            ):
                silent = "" if all(sides) else spec.table_of((right if sides[0] else left)[0])
                silent = "" if silent in self.empty else silent
                yield Rule(spec.id, kind, (*sides[0], *sides[1]), spec.relation, None, zero, printed, silent)

    def _empty(self, spec: Identity, terms: Sequence[CellTerm]) -> bool:
        return all(spec.table_of(t) in self.empty for t in terms)

    def _terms(
        self, spec: Identity, term: CellTerm, row: PrintedRow | str, column: str
    ) -> Iterator[tuple[Place, int]]:
        column = term.column or column
        if isinstance(row, PrintedRow) and not term.row:
            lines = [row]
        else:
            selector = row if term.row == "*" and isinstance(row, str) else term.row
            lines = self.printed.pick(spec.table_of(term), selector, term.half, term.without)
        for line in lines:
            if column in line.row.cells:
                yield self._place(line, column), term.sign

    def _place(self, line: PrintedRow, column: str) -> Place:
        return line.table, self.rows[line.table, line.id], column


def claim_rules(said: Mapping[str, Sequence[Amount]], blanks: Sequence[Blank]) -> tuple[Rule, ...]:
    """Return what the narrative says of single cells; ``said`` maps ``table/row/column`` to amounts."""
    found: list[Rule] = []
    for path, amounts in said.items():
        table, _, rest = path.partition("/")
        row, _, column = rest.rpartition("/")
        for blank in blanks:
            rows = _named(blank, row, column) if blank.id == table else []
            if len(rows) == 1:
                place = (table, rows[0], column)
                found += [Rule("narrative", "claim", ((place, 1),), "=", a.interval) for a in amounts]
    return tuple(found)


def _named(blank: Blank, name: str, column: str) -> list[int]:
    """Return the rows that ``total``, ``2010450``, ``revenue.total``, a project or a name stands for."""
    half, _, key = name.rpartition(".")
    return [
        n
        for n, (row, columns) in enumerate(zip(blank.rows, blank.open, strict=True))
        if key
        and key in (row.code, row.item, row.project, row.name)
        and half in ("", row.half)
        and column in columns
    ]


def known_cells(rules: Sequence[Rule], table: str, known: Mapping[Place, int]) -> dict[Place, int]:
    """Return what firm identities leave to cells of a table of which they hold one, given the cells of other tables."""
    found: dict[Place, int] = {}
    for rule in rules:
        mine = [(p, sign) for p, sign in rule.terms if p[0] == table]
        others = [(p, sign) for p, sign in rule.terms if p[0] != table]
        firm = rule.relation == "=" and price_of(rule) >= FIRM and not (rule.zero or rule.printed)
        if (
            firm
            and rule.constant is None
            and len(mine) == 1
            and others
            and all(p in known for p, _ in others)
        ):
            place, sign = mine[0]
            found.setdefault(place, -sign * sum(s * known[p] for p, s in others))
    return found


def price_of(rule: Rule) -> float:
    """Return what it costs to break a rule."""
    return PRICES["<="] if rule.relation == "<=" and rule.kind != "bound" else PRICES[rule.kind]
