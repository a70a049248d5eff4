"""What must hold in any table, whatever it is called: codes, subtotals, kinds of expenditure, both sides, growth.

The catalogue speaks of tables it knows by name; this speaks of what columns, rows and codes show by themselves. It
accuses only where the reading leaves no choice: elsewhere a sum that misses is unstated.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby, pairwise, product
from typing import Any, Final

from budgetkit.checks.doubts import Doubts
from budgetkit.checks.printed import BLANK, UNREAD, Cells, Printed, PrintedRow, families, lowest, side_of
from budgetkit.checks.statement import Side, Statement, Term, difference, printed_sum
from budgetkit.forms.data import reference
from budgetkit.forms.form import Label
from budgetkit.forms.vocabulary import vocabulary
from budgetkit.model.codes import depth
from budgetkit.model.disclosure import Table

ROWS: Final = 3
"""In so many rows of several parts a sum of columns must hold before it is taken for what the columns mean."""

_NUMBER: Final = re.compile(r"[一二三四五六七八九十]+、")

TWICE: Final = "编码重复出现 / a code stands there twice"
"""Why roll-ups over codes that repeat accuse nobody: which rows belong together is not certain."""


@cache
def rules() -> Mapping[str, Any]:
    """Return what reference/structure.toml says of columns and rows."""
    return reference("structure")


def statements(printed: Printed, doubts: Doubts) -> Iterator[Statement]:
    """Yield what every table of a disclosure must obey by its own structure."""
    for table in printed.disclosure.tables.values():
        maker = _TableRules(table, printed, doubts)
        if maker.columns:
            yield from maker.rollups()
            yield from maker.sums()
            crossed: list[Statement] = []
            yield from maker.subtotals(crossed)
            yield from maker.totals(crossed)
            yield from _crossing(crossed)
            yield from maker.balance()
            yield from maker.rates()


class _TableRules:
    """Makes the statements of one table."""

    def __init__(self, table: Table, printed: Printed, doubts: Doubts) -> None:
        self.table, self.doubts = table, doubts
        self.lines = printed.lines(table.id)
        amounts = [(c, cell.amount) for _, c, cell in table.cells()]
        rates = {c for c, a in amounts if a is not None and a.unit == "%"} | {rules()["rates"]["growth"]}
        self.columns = [
            c for c in table.columns if c not in rates and any(c == other for other, _ in amounts)
        ]
        self.heads = {
            c: tuple((cell.head or c).split("/"))
            for row in reversed(table.rows)
            for c, cell in row.cells.items()
        }

    def halves(self) -> Iterator[list[PrintedRow]]:
        for half in self.table.halves or ("",):
            yield [x for x in self.lines if x.row.half == half]

    def rollups(self) -> Iterator[Statement]:
        """Yield code = codes below, and total = classes."""
        for lines in self.halves():
            codes = Counter(x.row.code for x in lines if x.row.code and not x.row.project)
            doubt = TWICE if any(n > 1 for n in codes.values()) else ""
            known = families(lines)
            classes = [x for x in lines if depth(x.row.code) == 1]
            tops = classes or lowest(lines)
            known += [(x, tops) for x in _wholes(lines)]
            for whole, parts in known:
                for column in self.columns if parts else ():
                    cells = [(x, column) for x in parts]
                    yield from self._sum("structure.rollup", "rollup", (whole, column), cells, doubt)

    def sums(self) -> Iterator[Statement]:
        """Yield the sums that columns of one row, or rows of one half, obey by their names."""
        for rule in rules()["sums"]:
            for whole, parts, more in _named(rule, self.columns):
                for line in self.lines:
                    cells = [[(line, c) for c in some] for some in ([whole], parts, more)]
                    yield from self._either(rule, *cells)
            for lines in self.halves():
                items = {x.row.item: x for x in lines if x.row.item and not x.row.code}
                for whole, parts, more in _named(rule, items):
                    for column in self.columns:
                        cells = [[(items[i], column) for i in some] for some in ([whole], parts, more)]
                        yield from self._either(rule, *cells)

    def _either(
        self, rule: Mapping[str, Any], whole: Cells, parts: Cells, more: Cells
    ) -> Iterator[Statement]:
        """Yield that a whole is the sum of its parts, or where only that holds of these and some more."""
        label = Label(rule["zh"], rule["en"])
        choices = (parts, [*parts, *more])
        made = [s for cells in choices for s in self._sum(rule["id"], "sum", whole[0], cells, label=label)]
        yield from [s for s in made if s.reach.holds(0)][:1] or made[-1:]

    def subtotals(self, crossed: list[Statement]) -> Iterator[Statement]:
        """Yield, for every head with a subtotal, that this is the sum of the other columns below the same head.

        What of these columns is a part of another is not always printed: the sum is certain where most rows show it.
        All go to ``crossed``.
        """
        for whole, parts in _groups({c: self.heads[c] for c in self.columns}):
            made = [
                s
                for line in self.lines
                for s in self._sum(
                    "structure.columns", "sum", (line, whole), [(line, c) for c in parts], beside=False
                )
            ]
            telling = [s for s in made if sum(bool(t.figure.amount.value) for t in s.right) > 1]
            held = len(list(_holding(telling)))
            certain = held >= ROWS and held > 2 * (len(telling) - held)
            yield from made if certain else _holding(made)
            crossed += made

    def totals(self, crossed: list[Statement]) -> Iterator[Statement]:
        """Yield, for a list without codes, that its total is the sum of its lines, a body's own line above them left out.

        It is certain where every line has a number of one level (一、二、三、); else it is said only where it holds.
        All go to ``crossed``.
        """
        for lines in self.halves() if self.doubts.without_form(self.table.id) else ():
            wholes = [x for x in lines if x.row.item == "total"]
            parts = [x for x in lines if x not in wholes]
            parts = [x for x in parts if x.row.item != "unit"] or parts
            if len(wholes) != 1 or len(parts) < 2 or any(x.row.code for x in lines):
                continue
            certain = all(_NUMBER.match(x.row.name.strip()) for x in parts)
            for column in self.columns:
                cells = [(x, column) for x in parts]
                made = [*self._sum("structure.rows", "sum", (wholes[0], column), cells, beside=False)]
                yield from made if certain else _holding(made)
                crossed += made

    def balance(self) -> Iterator[Statement]:
        """Yield that the totals of two sides are equal."""
        totals = [x for half in self.halves() for x in half if x.row.item == "total" and x.row.half]
        first = {x.row.half: x for x in reversed(totals)}
        sides = [(x, found) for x in first.values() if (found := self._by_head(x))]
        for (line, left), (_, right) in pairwise(sides):
            # Last year's total stands beside this year's: one is held against the other of its own head.
            shared = [head for head in left if head in right]
            pairs = [(left[head], right[head]) for head in shared]
            if not shared and 1 in (len(left), len(right)):
                pairs = [(next(iter(left.values())), next(iter(right.values())))]
            for one, other in pairs:
                place = f"{self.table.id}/{line.id}"
                yield Statement("structure.balance", "equal", _word("balance"), place, one, other)

    def _by_head(self, line: PrintedRow) -> dict[str, Side]:
        """Return the printed figures of a row by the last head over them."""
        sides: dict[str, Side] = {}
        for column in self.columns:
            if found := side_of([(line, column)]):
                sides.setdefault(column.rpartition("/")[2], found)
        return sides

    def rates(self) -> Iterator[Statement]:
        """Yield growth = (current − prior) ÷ prior and change = current − prior, row by row."""
        rule = rules()["rates"]
        current = next((c for c in rule["current"] if c in self.columns), None)
        priors = [c for c in rule["prior"] if c in self.columns]
        if current is None or not priors:
            return
        for line in self.lines:
            now, before = line.figure(current), line.figure(priors[0])
            growth, change = line.figure(rule["growth"]), line.figure(rule["change"])
            if now is None or before is None:
                continue
            # With two columns of prior figures it is not certain which one is meant.
            kind, certain = ("growth", "sum") if len(priors) == 1 else ("presumed", "presumed")
            moved = (Term(now), Term(before, -1))
            place = f"{self.table.id}/{line.id}"
            if growth is not None and growth.amount.unit == "%":
                label = Label(rule["zh"], rule["en"])
                yield Statement("structure.growth", kind, label, place, moved, (Term(before),), rate=growth)
            if change is not None:
                label = _word("change")
                yield Statement("structure.change", certain, label, place, (Term(change),), moved)

    def _sum(
        self,
        identity: str,
        kind: str,
        whole: tuple[PrintedRow, str],
        parts: Cells,
        doubt: str = "",
        label: Label | None = None,
        beside: bool = True,
    ) -> Iterator[Statement]:
        left, right = side_of([whole]), side_of(parts)
        if not left and not right:
            return
        cells = [whole, *parts]
        missing = BLANK if not (left and right) and printed_sum((*left, *right)) else ""
        missing = UNREAD if any(line.is_unread(c) for line, c in cells) else missing
        why = doubt or self.doubts.of(cells, beside=beside)
        said = label or _word(identity.partition(".")[2])
        place = f"{self.table.id}/{whole[0].id}/{whole[1]}"
        yield Statement(identity, kind, said, place, left, right, missing=missing, doubt=why)


def _named(rule: Mapping[str, Any], there: Container[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield what a rule is about, where its whole and two of its parts are there: whole, parts, what may be parts too."""
    parts, more = ([name for name in rule.get(kind, ()) if name in there] for kind in ("parts", "also"))
    wholes = [name for name in rule["whole"] if name in there]
    if wholes and len(parts) > 1:
        yield wholes[0], parts, more


def _wholes(lines: Sequence[PrintedRow]) -> list[PrintedRow]:
    """Return the row that is the sum of the codes: that of the year, else the total where no other line adds to it."""
    plain = [x for x in lines if not x.row.code and not x.row.project]
    of_year = [x for x in plain if x.row.item == "current_year"]
    totals = [x for x in plain if x.row.item == "total"]
    others = [x for x in plain if x not in totals and any(c.amount for c in x.row.cells.values())]
    return of_year or ([] if others else totals)


def _crossing(made: Sequence[Statement]) -> Iterator[Statement]:
    """Yield the sums that miss, one of a row and one of a column, by what one figure in both would explain.

    Neither is certain alone; that both miss by the same amount where they cross is no accident. A figure that would have
    to be zero may just not count, as a part printed among the lines.
    """
    missed = [s for s in made if not (s.missing or s.doubt) and not s.reach.holds(0)]
    slips = {id(s): {t.figure.id: t.sign * printed_sum(difference(s)) for t in difference(s)} for s in missed}
    values = {f.id: f.amount.exact for s in missed for f in s.figures}
    for row, column in product(missed, missed):
        pair = (row.identity, column.identity) == ("structure.columns", "structure.rows")
        both = slips[id(row)].items() & slips[id(column)].items() if pair else ()
        if any(values[figure] != slip for figure, slip in both):
            yield from (row, column)


def _holding(made: Iterable[Statement]) -> Iterator[Statement]:
    """Yield the statements that hold: those that hold only usually say nothing where they do not."""
    return (s for s in made if not s.missing and s.reach.holds(0))


def _word(name: str) -> Label:
    words = rules()["words"][name]
    return Label(words["zh"], words["en"])


def _groups(heads: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, list[str]]]:
    """Yield (subtotal, parts) for every head with a subtotal of the columns below it, and for the whole row."""
    prefixes = dict.fromkeys(path[:n] for path in heads.values() for n in range(len(path)))
    for prefix in prefixes:
        below = {c: p[len(prefix) :] for c, p in heads.items() if p[: len(prefix)] == prefix}
        wholes = [c for c, rest in below.items() if len(rest) == 1 and _is_total(rest[0])]
        others = {c: rest for c, rest in below.items() if c not in wholes}
        # A column whose own head stands over others is none of their parts, and may be their whole.
        if len(wholes) == 1 and len(others) > 1 and all(others.values()):
            yield wholes[0], list(_tops(others))


def _tops(heads: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield the columns that make up a group: of a head with a subtotal the subtotal, else all below it."""
    for _, columns in groupby(heads, key=lambda c: heads[c][0]):
        group = list(columns)
        subtotals = [c for c in group if len(heads[c]) == 2 and _is_total(heads[c][1])]
        yield from subtotals[:1] or group


def _is_total(head: str) -> bool:
    total = vocabulary().names["total"]
    return head in total.names or head in total.heads
