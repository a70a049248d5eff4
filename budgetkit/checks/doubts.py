"""Reasons to doubt a sum: something printed beside its figures was not understood, or they were rounded further.

A row or a column that no identity knows, a damaged cell, a row that is not there, numbers that found no place: with
any of these a sum that does not come out says nothing about the department. One that comes out still holds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain
from typing import Final

from budgetkit.checks.printed import BLANK, Cells, Printed, PrintedRow
from budgetkit.checks.statement import Statement, difference
from budgetkit.forms.columns import may_head_rates
from budgetkit.forms.form import Label, form, form_ids, plain
from budgetkit.forms.vocabulary import vocabulary
from budgetkit.model.codes import entries
from budgetkit.model.disclosure import Box, Disclosure, Row, Table, Unplaced
from budgetkit.model.fraction import Fraction


class Doubts:
    """Everything in the tables of a disclosure that was printed and not understood."""

    def __init__(self, printed: Printed) -> None:
        """Collect the rows, columns and numbers of every table that no identity knows."""
        self.printed = printed
        tables = printed.disclosure.tables
        known = printed.disclosure.form in form_ids()
        shapes = {t.id: t for t in form(printed.disclosure.form).tables} if known else {}
        self._columns = {
            name: {c.id for c in shapes[name].columns} if name in shapes else set() for name in tables
        }
        self._rows = {
            name: [x for x in printed.lines(name) if not (x.row.code or x.row.item or x.row.project)]
            for name in tables
        }
        self._marks = _marks(printed)
        self._either = {name: _either(table) for name, table in tables.items()}
        self._strange = {
            name: {c for x in printed.lines(name) for c in x.row.cells} - self._columns[name]
            for name in tables
        }
        self._printed = {name: frozenset(table.columns) for name, table in tables.items()}
        self._open: dict[str, bool] = {}

    def without_form(self, table: str) -> bool:
        """Tell whether no form lays a table out."""
        return not self._columns[table]

    def of(
        self, cells: Cells, absent: Iterable[tuple[str, str]] = (), summed: bool = True, beside: bool = True
    ) -> str:
        """Return the reason to doubt a statement on some cells, empty where there is none.

        ``absent`` are the rows (table, item) it names that are not there; ``summed`` is false where it only
        compares cells, ``beside`` where it names everything that it sums, so that no other row or column matters.
        """
        reasons: list[Iterable[str]] = [self._words(cells), self._unknown_columns(cells)]
        if summed:
            tables = dict.fromkeys(line.table for line, _ in cells)
            if self._marks:
                reasons.append(self._not_placed(cells))
            if any(self._either[table] for table in tables):
                reasons.append(self._rates(cells))
            if beside:
                reasons.append(self._absent(absent))
                if any(self._rows[table] for table in tables):
                    reasons.append(self._strange_rows(cells))
                if any(self._strange[table] for table in tables):
                    reasons.append(self._strange_columns(cells))
            # What the file hides of a table may be what its sums miss.
            reasons.append(self.printed.disclosure.tables[table].hidden for table in tables)
        return next(filter(None, chain.from_iterable(reasons)), "")

    def of_blank(self, cells: Cells, code: str = "") -> str:
        """Return why a side of an equality has no figure: its line is not there, not everything was placed, or blank."""
        if not cells and code:
            return f"{code}: 一侧没有这一编码的行 / one side has no line of this code"
        return next(self._not_placed(cells), BLANK)

    def name(self, cells: Cells) -> str:
        """Return why identities over codes do not apply to some rows: the printed name belongs to another code."""
        for line, _ in cells:
            if not fits_code(line.row, self.printed.disclosure.year):
                return f"{line.row.code}: {line.row.name.strip()} 名称与编码不符 / the name is not the code's"
        return ""

    def _words(self, cells: Cells) -> Iterator[str]:
        for line, column in cells:
            if text := line.words(column):
                title = self.printed.disclosure[line.table].title
                name = line.row.name.strip() or line.id
                yield f"{title} {name} {_name(column).zh}: “{text}” 不是数字 / “{text}” is no number"

    def _unknown_columns(self, cells: Cells) -> Iterator[str]:
        for line, column in cells:
            if column not in self._printed[line.table] and self._may_hold(line.table):
                name = _name(column)
                yield f"{line.table}: 没有认出“{name.zh}”栏 / the column “{name.en}” was not found"

    def _may_hold(self, table: str) -> bool:
        """Tell whether a column that a table lacks may be printed after all.

        It may be under an unknown head, in a table that no title names, or among numbers that found no place between
        this table and the next, where its columns run over the edge of a page. Elsewhere it was not printed.
        """
        if table not in self._open:
            self._open[table] = self._has_room(table)
        return self._open[table]

    def _has_room(self, table: str) -> bool:
        known, disclosure = self._columns[table], self.printed.disclosure
        strange = any(column not in known for column in disclosure[table].columns)
        if strange or any(not columns for columns in self._columns.values()):
            return True
        pages = {t.place.page for t in disclosure.tables.values() if t.place.page is not None}
        first = disclosure[table].place.page
        if first is None:
            return False
        last = min((page for page in pages if page > first), default=first + 1)
        return any(u.place.page is not None and first <= u.place.page <= last for u in disclosure.unplaced)

    def _absent(self, absent: Iterable[tuple[str, str]]) -> Iterator[str]:
        for table, row in absent:
            # A table that is published empty says that all its figures are zero.
            if any(True for _ in self.printed.disclosure[table].cells()):
                name = _name(row)
                yield f"{table}: 没有认出“{name.zh}”行 / the row “{name.en}” was not found"

    def _strange_rows(self, cells: Cells) -> Iterator[str]:
        """Yield the rows without a known meaning that stand beside the rows of a sum and hold something in its column."""
        rows = {
            (line.table, line.row.half): {x.id for x, _ in cells if x.table == line.table}
            for line, _ in cells
        }
        columns = {(line.table, column) for line, column in cells}
        for (table, half), used in rows.items():
            if len(used) < 2 and len(cells) > 1 and len({x.id for x, _ in cells}) == 1:
                continue
            for line in self._rows[table]:
                beside = line.row.half == half and line.id not in used
                if beside and any(_holds(line, c) for t, c in columns if t == table):
                    yield f"{table}: 没有认出“{line.row.name.strip()}”一行 / a row “{line.row.name.strip()}” is not known"

    def _strange_columns(self, cells: Cells) -> Iterator[str]:
        """Yield the columns without a known meaning in which the one row of a sum over columns holds something."""
        if len({line.id for line, _ in cells}) != 1:
            return
        line = cells[0][0]
        strange = self._strange[line.table] - {column for _, column in cells}
        for column in line.row.cells if strange else ():
            if column in strange and _holds(line, column):
                name = _name(column)
                yield f"{line.table}: 另有“{name.zh}”栏 / there is a column “{name.en}” beside"

    def _rates(self, cells: Cells) -> Iterator[str]:
        """Yield the columns of some cells that may hold rates, which do not add up."""
        for line, column in cells:
            if column in self._either[line.table]:
                name = _name(column)
                yield f"{line.table}: “{name.zh}”栏可能是比率 / the column “{name.en}” may hold rates"

    def _not_placed(self, cells: Cells) -> Iterator[str]:
        """Yield the numbers of a table that found no place in it: of a sum over one row, those on its level."""
        lines = {line.id: line for line, _ in cells}
        for table in dict.fromkeys(line.table for line, _ in cells):
            for mark in self._marks.get(table, ()):
                if len(lines) > 1 or _on_level(mark, next(iter(lines.values())).row):
                    zh, en = f"“{mark.text}”在表中没有归位", f"“{mark.text}” found no place in the table"
                    yield f"{table}: {zh} / {en}"


def _name(id_: str) -> Label:
    """Return what a column or row is called in both languages, as printed where the vocabulary has no name for it."""
    known = vocabulary().names.get(id_)
    return Label(known.zh, known.en) if known else Label(id_, id_)


def _either(table: Table) -> set[str]:
    """Return the columns of a table whose printed heads leave open whether amounts or rates stand below."""
    heads = {c: cell.head or c for row in table.rows for c, cell in row.cells.items()}
    return {c for c, head in heads.items() if may_head_rates(head.rpartition("/")[2])}


def _holds(line: PrintedRow, column: str) -> bool:
    figure = line.figure(column)
    return bool(figure and figure.amount.value) or line.is_unread(column)


def fits_code(row: Row, year: int = 0) -> bool:
    """Tell whether the printed name of a coded row can be the code's official one of a year; no name fits any.

    Two names fit where they have two characters in a row in common, so that spellings and editions do not matter.
    """
    known = entries(row.code) if row.code else ()
    official = [plain(e.name_zh) for e in known if not year or e.holds_in(year)]
    printed = plain(row.name)
    if not official or not printed or printed.isdigit():
        return True
    return any(name[i : i + 2] in printed for name in official for i in range(len(name) - 1))


def _marks(printed: Printed) -> dict[str, list[Unplaced]]:
    """Return what found no place by the table on whose page, and within whose height where that is known, it stands."""
    spans: dict[int, dict[str, Box | None]] = defaultdict(dict)
    for table in printed.disclosure.tables.values():
        for row in table.rows:
            for cell in row.cells.values():
                if cell.place.page is not None:
                    before = spans[cell.place.page].get(table.id)
                    spans[cell.place.page][table.id] = _joined(before, cell.place.box)
    found: dict[str, list[Unplaced]] = defaultdict(list)
    for mark in printed.disclosure.unplaced:
        here = spans.get(mark.place.page or 0, {})
        for name, box in here.items():
            level = box is not None and mark.place.box is not None and _overlap(box, mark.place.box)
            alone = len(here) == 1 and (box is None or mark.place.box is None)
            if (level or alone) and any(c.isdigit() for c in mark.text):
                found[name].append(mark)
    return found


def _joined(one: Box | None, other: Box | None) -> Box | None:
    if one is None or other is None:
        return other or one
    return (min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3]))


def _overlap(one: Box, other: Box) -> bool:
    return one[1] < other[3] and other[1] < one[3]


def _on_level(mark: Unplaced, row: Row) -> bool:
    boxes = [c.place.box for c in row.cells.values() if c.place.box and c.place.page == mark.place.page]
    pages = {c.place.page for c in row.cells.values() if c.place.page is not None}
    if mark.place.box is None or not boxes:
        # Of a row that is all blank no page is known.
        return not pages or mark.place.page in pages
    return any(_overlap(box, mark.place.box) for box in boxes)


ROUND: Final = 5
"""So many figures of a column must end in the same noughts before they are taken for rounded."""

ROUNDED: Final = (
    "该栏数字都以若干个 0 结尾，似经进一步舍入 / its figures all end in noughts, as if rounded further"
)


def round_columns(disclosure: Disclosure, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return the statements; those that fail by no more than the zeros of their columns may hide are doubted.

    6,673,800 元 between nothing but figures that end in 00 was 667.38 万元 once: its last zeros are no precision.
    """
    missed = [s for s in statements if _misses(s)]
    if not missed:
        return tuple(statements)
    printed, steps = Printed.of(disclosure), _steps(disclosure)
    loose = {id(s) for s in missed if _within(s, printed, steps)}
    return tuple(replace(s, doubt=ROUNDED) if id(s) in loose else s for s in statements)


SEVERAL: Final = (
    "同名的表不止一张，未指明是哪一张 / several tables have this title, and which is meant is not said"
)


def of_several_tables(disclosure: Disclosure, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return the statements; those that hold one of several tables of a kind against anything else are doubted.

    Of the same tables for each unit of a department the one that names the department above it is the department's; those
    that name one and the same unit belong together.
    """
    filled = [table for table in disclosure.tables.values() if any(True for _ in table.cells())]
    organs = {table.id: (table.id.partition("#")[0], table.organ) for table in filled}
    kinds, alike = Counter(kind for kind, _ in organs.values()), Counter(organs.values())
    several = {name for name, (kind, _) in organs.items() if kinds[kind] > 1}

    def is_told(sources: set[str]) -> bool:
        named = {organs.get(name, ("", ""))[1] for name in sources - {"claims"}}
        told = "" not in named and all(alike[organs[name]] == 1 for name in sources & several)
        return told and (named == {disclosure.department} or (len(named) == 1 and "claims" not in sources))

    doubted = []
    for s in statements:
        sources = {f.id.partition("/")[0] for f in s.figures}
        is_open = len(sources) > 1 and not sources.isdisjoint(several) and not is_told(sources)
        doubted.append(replace(s, doubt=s.doubt or SEVERAL) if is_open else s)
    return tuple(doubted)


def _misses(s: Statement) -> bool:
    judged = not (s.missing or s.doubt) and s.rate is None and s.relation == "="
    return judged and not s.reach.holds(0)


def _within(statement: Statement, printed: Printed, steps: dict[tuple[str, str], Fraction]) -> bool:
    slack = Fraction(0)
    for term in difference(statement):
        place = printed.at(term.figure.id)
        slack += steps.get((place[0].table, place[1]), Fraction(0)) / 2 if place else 0
    reach = statement.reach
    return reach.low <= slack and reach.high >= -slack


def _steps(disclosure: Disclosure) -> dict[tuple[str, str], Fraction]:
    """Return, by table and column, the power of ten (in yuan) that all its whole figures are multiples of."""
    columns: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for table in disclosure.tables.values():
        for _, column, cell in table.cells():
            if cell.amount is not None and cell.amount.unit == "元" and cell.amount.value:
                columns[table.id, column].append(cell.amount.value)
    found = {}
    for place, values in columns.items():
        step = Decimal(10)
        while all(v % step == 0 for v in values):
            step *= 10
        if len(values) >= ROUND and step > 10:
            found[place] = Fraction(step / 10)
    return found
