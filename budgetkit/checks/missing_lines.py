"""A line that is missing from a table: the one cause of every sum that fails above it, in all columns.

It is recognised where one more line would make every failing sum of a table hold: the missing amounts are equal
on every level, obey the table's own row identity or stand under a code that another table prints and this one does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from budgetkit.checks.printed import BLANK, Printed, PrintedRow
from budgetkit.checks.statement import Statement, difference, printed_sum
from budgetkit.forms.form import Label
from budgetkit.model.amount import Amount, Interval, shown
from budgetkit.model.disclosure import Disclosure
from budgetkit.model.fraction import Fraction

NOTHING = Interval(Fraction(0), Fraction(0))


@dataclass(frozen=True)
class MissingLine:
    """A line that would make ``statements`` hold: its table, what it stands under, and its amounts by column.

    ``statements`` are all that its amounts enter, those too that rounding lets hold without it.

    ``code`` and ``name`` are those of the line of another table (``source``) that has just these amounts, empty
    where there is none.
    """

    table: str
    title: str
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
        named = f"a line {called}".rstrip()
        en = f"{named} seems to be missing under “{self.under}” of {self.table}: {', '.join(listed)}"
        if self.source:
            return f"{zh}（《{self.source}》有此行此数）", f"{en} (table “{self.source}” prints it)"
        return zh, en

    @property
    def label(self) -> Label:
        """The missing line in both languages."""
        return Label(*self.words)


@dataclass
class _Family:
    """The sums of one line over one level below it: by column the statement and what it misses by."""

    whole: PrintedRow
    depth: int
    sums: dict[str, tuple[Statement, Interval]] = field(default_factory=dict)

    @property
    def gaps(self) -> dict[str, Interval]:
        return {c: gap for c, (_, gap) in self.sums.items() if not gap.holds(0)}

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(s for s, _ in self.sums.values())

    @property
    def spans(self) -> bool:
        """Tell whether it is the sum of a total over all lowest lines, which repeats those of the levels between."""
        return not self.whole.row.code and self.depth > 3


def missing_lines(disclosure: Disclosure, statements: Sequence[Statement]) -> tuple[MissingLine, ...]:
    """Return the lines that are missing from tables, as far as sums and other tables of the disclosure show them."""
    if all(s.rate is not None or s.reach.holds(0) for s in statements):
        return ()
    printed = Printed.of(disclosure)
    families = list(_families(statements, printed))
    short = [f for f in families if not f.spans and f.gaps and all(g.low > 0 for g in f.gaps.values())]
    if not short:
        return ()
    rows = _row_identities(statements, printed)
    found = [line for f in short if (line := _line(f, printed, rows)) is not None]
    for family in families:
        if family.spans:
            found = _above(family, found)
    return tuple(_with_items(line, statements) for line in found)


def doubted(disclosure: Disclosure, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return the statements; those over a line that seems to be missing are doubted, since it may not have been read."""
    why = {id(s): " / ".join(x.words) for x in missing_lines(disclosure, statements) for s in x.statements}
    return tuple(replace(s, doubt=why[id(s)]) if id(s) in why else s for s in statements)


def _families(statements: Iterable[Statement], printed: Printed) -> Iterator[_Family]:
    """Yield the sums within one column of one table, gathered by the line that is the whole."""
    found: dict[tuple[str, str], dict[int, _Family]] = defaultdict(dict)
    blank: dict[tuple[str, str], dict[str, tuple[Statement, Interval]]] = defaultdict(dict)
    for s in statements:
        summed = s.rate is None and s.relation == "=" and s.missing in ("", BLANK) and len(s.left) == 1
        place = printed.at(s.left[0].figure.id) if summed else None
        if place is None or any(t.sign != 1 for t in s.right):
            continue
        whole, column = place
        parts = [printed.at(t.figure.id) for t in s.right]
        sum_of_column = (s, s.reach)
        if s.missing:
            blank[whole.table, whole.id].setdefault(column, sum_of_column)
        elif parts and all(
            p and (p[0].table, p[1]) == (whole.table, column) and p[0] != whole for p in parts
        ):
            depth = min(len(p[0].row.code) for p in parts if p)
            family = found[whole.table, whole.id].setdefault(depth, _Family(whole, depth))
            family.sums.setdefault(column, sum_of_column)
    for key, families in found.items():
        for family in families.values():
            family.sums = {**blank[key], **family.sums}
            yield family


def _row_identities(statements: Iterable[Statement], printed: Printed) -> dict[str, list[dict[str, int]]]:
    """Return, table by table, the identities within one row as coefficients of its columns."""
    found: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for s in statements:
        if s.rate is not None or s.relation != "=" or not (s.left and s.right):
            continue
        places = [(printed.at(t.figure.id), t.sign) for t in difference(s)]
        lines = {(p[0].table, p[0].id) if p else ("", "") for p, _ in places}
        if len(lines) == 1 and ("", "") not in lines:
            for place, sign in places:
                assert place is not None
                found[place[0].table][s.identity][place[1]] = sign
    return {table: list(of.values()) for table, of in found.items()}


def _line(family: _Family, printed: Printed, rows: Mapping[str, list[dict[str, int]]]) -> MissingLine | None:
    """Return the line that is missing from a family, ``None`` where one wrong figure would explain it as well."""
    gaps, table = family.gaps, family.whole.table
    known = _known_elsewhere(family, printed)
    decisive = [r for r in rows.get(table, ()) if sum(c in gaps for c in r) > 1]
    agree = bool(decisive) and all(_row_gap(r, gaps).holds(0) for r in decisive)
    if known is None and not (len(gaps) > 1 and agree):
        return None
    source, line = known or ("", None)
    titles = printed.disclosure.tables
    return MissingLine(
        table,
        titles[table].title,
        " ".join(x for x in (family.whole.row.code, family.whole.row.name.strip()) if x) or family.whole.id,
        {c: _amount(family.sums[c][0]) for c in gaps},
        family.statements,
        line.row.code if line else "",
        line.row.name.strip() if line else "",
        titles[source].title if source else "",
    )


def _row_gap(row: Mapping[str, int], gaps: Mapping[str, Interval]) -> Interval:
    total = NOTHING
    for column, sign in row.items():
        total += gaps.get(column, NOTHING).scaled(sign)
    return total


def _known_elsewhere(family: _Family, printed: Printed) -> tuple[str, PrintedRow] | None:
    """Return the line of another table under a code that this table lacks; other tables print all missing amounts."""
    here = {line.row.code for line in printed.lines(family.whole.table)}
    lines: dict[str, list[PrintedRow]] = defaultdict(list)
    for table in printed.disclosure.tables:
        for line in printed.lines(table):
            code = line.row.code
            if code not in here and len(code) == family.depth and code.startswith(family.whole.row.code):
                lines[code].append(line)
    for same in lines.values():
        figures = [
            f.amount for x in same for c in x.row.cells if (f := x.figure(c)) is not None and f.amount.value
        ]
        if figures and all(any(a.interval.meets(g) for a in figures) for g in family.gaps.values()):
            return same[0].table, same[0]
    return None


def _amount(statement: Statement) -> Amount:
    """Return what a sum misses by, as it would be printed beside its whole."""
    whole = statement.left[0].figure.amount
    gap = (printed_sum(statement.left) - printed_sum(statement.right)) / Fraction(whole.factor)
    places = max(t.figure.amount.places for t in (*statement.left, *statement.right))
    return Amount(shown(gap, places), whole.unit)


def _above(family: _Family, found: Sequence[MissingLine]) -> list[MissingLine]:
    """Add the sums over all lowest lines to a line that is missing, where what is missing makes up their gaps."""
    here = [line for line in found if line.table == family.whole.table]
    for column, (_, gap) in family.sums.items():
        lost = [line.amounts[column].interval for line in here if column in line.amounts]
        if not here or not (gap + -sum(lost, NOTHING)).holds(0):
            return list(found)
    more = replace(here[0], statements=(*here[0].statements, *family.statements))
    return [more if line is here[0] else line for line in found]


def _with_items(line: MissingLine, statements: Iterable[Statement]) -> MissingLine:
    """Add what other tables say of the code of a missing line: without it that cannot be judged."""
    same = [s for s in statements if line.code and s.place == line.code]
    return replace(line, statements=(*line.statements, *same))
