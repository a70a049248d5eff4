"""A line that a table lacks: one cause behind every sum over it, in all columns and on all levels above.

It is recognised where the sums of a table miss in the way that one line would make up: the missing amounts are equal
on every level, obey the table's own row identity or stand under a code that another table prints and this one does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from budgetkit.checks.printed import Line, Printed
from budgetkit.checks.statement import Figure, Statement, difference, interval_sum, printed_sum
from budgetkit.forms.form import Label
from budgetkit.model.amount import Amount, Interval
from budgetkit.model.disclosure import Disclosure

NOTHING = Interval(Fraction(0), Fraction(0))


@dataclass(frozen=True)
class MissingLine:
    """A line that would make ``statements`` hold: its table, what it stands under, and its amounts by column.

    ``code`` and ``name`` are those of the line of another table (``source``) that has just these amounts, empty
    where there is none.
    """

    table: str
    title: str
    whole: Figure
    under: str
    amounts: Mapping[str, Amount]
    statements: tuple[Statement, ...]
    code: str = ""
    name: str = ""
    source: str = ""

    @property
    def place(self) -> str:
        """The table and the line it stands under."""
        return f"{self.table}/{self.under}"

    @property
    def words(self) -> tuple[str, str]:
        """The missing line in Chinese and in English."""
        listed = [f"{column} {amount}" for column, amount in self.amounts.items()]
        called = " ".join(x for x in (self.code, self.name) if x)
        zh = f"《{self.title}》“{self.under}”之下似缺一行{called}：{'、'.join(listed)}"
        en = f"a line {called} seems to be missing under “{self.under}” of {self.table}: {', '.join(listed)}"
        if not called:
            en = en.replace("a line  ", "a line ")
        if self.source:
            return f"{zh}（《{self.source}》有此行此数）", f"{en} (table “{self.source}” prints it)"
        return zh, en

    @property
    def label(self) -> Label:
        """The missing line in both languages."""
        return Label(*self.words)


@dataclass(frozen=True)
class _Family:
    """The sums of one line over one level below it: by column the statement and what it misses by."""

    table: str
    whole: str
    depth: int
    sums: Mapping[str, tuple[Statement, Interval]]

    @property
    def gaps(self) -> dict[str, Interval]:
        return {c: gap for c, (_, gap) in self.sums.items() if not gap.holds(0)}

    @property
    def code(self) -> str:
        return _code(self.whole)


def missing_lines(disclosure: Disclosure, statements: Sequence[Statement]) -> tuple[MissingLine, ...]:
    """Return the lines that tables lack, as far as the sums and the other tables of a disclosure show them."""
    families = [f for f in _families(statements) if f.gaps and all(g.low > 0 for g in f.gaps.values())]
    if not families:
        return ()
    printed, rows = Printed(disclosure), _row_identities(statements)
    found: list[MissingLine] = []
    overall = [f for f in families if not f.code and f.depth > 3]
    for family in (f for f in families if f not in overall):
        line = _line(family, printed, rows)
        if line is not None:
            found.append(line)
    for family in overall:
        found = _above(family, found)
    return tuple(found)


def _families(statements: Iterable[Statement]) -> Iterator[_Family]:
    """Yield the sums within one column of one table, gathered by the line that is the whole."""
    found: dict[tuple[str, str, int], dict[str, tuple[Statement, Interval]]] = defaultdict(dict)
    for s in statements:
        if s.rate is not None or s.relation != "=" or s.missing or s.doubt or len(s.left) != 1 or not s.right:
            continue
        table, whole, column = _parts(s.left[0].figure.id)
        parts = [_parts(t.figure.id) for t in s.right]
        if any((t, c) != (table, column) for t, _, c in parts) or any(t.sign != 1 for t in s.right):
            continue
        depth = min(len(_code(row)) for _, row, _ in parts)
        found[table, whole, depth].setdefault(column, (s, interval_sum(difference(s))))
    for (table, whole, depth), sums in found.items():
        yield _Family(table, whole, depth, sums)


def _parts(figure: str) -> tuple[str, str, str]:
    table, _, rest = figure.partition("/")
    row, _, column = rest.rpartition("/")
    return table, row, column


def _code(row: str) -> str:
    bare = row.rpartition(".")[2].partition("#")[0]
    return bare if bare.isdigit() else ""


def _row_identities(statements: Iterable[Statement]) -> dict[str, list[dict[str, int]]]:
    """Return, table by table, the identities within one row as coefficients of its columns."""
    found: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for s in statements:
        places = {_parts(t.figure.id)[:2] for t in (*s.left, *s.right)}
        if s.rate is None and s.relation == "=" and s.left and s.right and len(places) == 1:
            table = next(iter(places))[0]
            for term in difference(s):
                found[table][s.identity][_parts(term.figure.id)[2]] = term.sign
    return {table: list(of.values()) for table, of in found.items()}


def _line(family: _Family, printed: Printed, rows: Mapping[str, list[dict[str, int]]]) -> MissingLine | None:
    gaps = family.gaps
    known = _known_elsewhere(family, printed)
    told = [r for r in rows.get(family.table, ()) if sum(c in gaps for c in r) > 1]
    agree = bool(told) and all(_row_gap(r, gaps).holds(0) for r in told)
    if known is None and not (len(gaps) > 1 and agree):
        return None
    source, line = known or ("", None)
    first = next(iter(family.sums.values()))[0]
    return MissingLine(
        family.table,
        printed.disclosure[family.table].title,
        first.left[0].figure,
        family.whole,
        {c: _amount(family.sums[c][0]) for c in gaps},
        tuple(family.sums[c][0] for c in gaps),
        line.row.code if line else "",
        line.row.name.strip() if line else "",
        printed.disclosure[source].title if source else "",
    )


def _row_gap(row: Mapping[str, int], gaps: Mapping[str, Interval]) -> Interval:
    total = NOTHING
    for column, sign in row.items():
        total += gaps.get(column, NOTHING).scaled(sign)
    return total


def _known_elsewhere(family: _Family, printed: Printed) -> tuple[str, Line] | None:
    """Return the line of another table that has all the missing amounts, under a code that this table lacks."""
    here = {line.row.code for line in printed.lines(family.table)}
    for table in printed.disclosure.tables:
        for line in printed.lines(table):
            code = line.row.code
            if table == family.table or code in here or len(code) != family.depth:
                continue
            figures = [
                f.amount for c in line.row.cells if (f := line.figure(c)) is not None and f.amount.value
            ]
            fits = all(any(a.interval.meets(g) for a in figures) for g in family.gaps.values())
            if code.startswith(family.code) and figures and fits:
                return table, line
    return None


def _amount(statement: Statement) -> Amount:
    """Return what a sum misses by, as it would be printed beside its whole."""
    whole = statement.left[0].figure.amount
    gap = (printed_sum(statement.left) - printed_sum(statement.right)) / Fraction(whole.factor)
    places = max(t.figure.amount.places for t in (*statement.left, *statement.right))
    return Amount(Decimal(round(gap * 10**places)).scaleb(-places), whole.unit)


def _above(family: _Family, found: Sequence[MissingLine]) -> list[MissingLine]:
    """Give the sums over all lowest lines to the lines that are missing, where their amounts make up the whole gap."""
    here = [line for line in found if line.table == family.table]
    for column, gap in family.gaps.items():
        lost = [line.amounts[column].interval for line in here if column in line.amounts]
        if not lost or not sum(lost, NOTHING).meets(gap):
            return list(found)
    sums = tuple(family.sums[c][0] for c in family.gaps)
    first = here[0]
    more = MissingLine(**{**first.__dict__, "statements": (*first.statements, *sums)})
    return [more if line is first else line for line in found]
