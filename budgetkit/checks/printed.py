"""Every printed figure of a disclosure under its id, and rows by code, item or selector.

A figure's id is ``table/row/column``; the row is its code, item or project, ``half.row`` in two-sided tables,
``row#2`` for the second row of the same key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from fnmatch import fnmatchcase
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Final

from budgetkit.checks.statement import Figure, Side, Statement, Term
from budgetkit.model.amount import DAMAGED, Amount, parse_amount
from budgetkit.model.codes import bundled, depth
from budgetkit.model.disclosure import FIGURES, Claim, Disclosure, Place, Row, Table

BLANK: Final = "一侧为空白 / one side is blank"
"""Why nothing is judged where all of one side is blank and the other is not zero."""

_WILD: Final = frozenset("*?[")
UNREAD: Final = "有的格不能读作数字 / a cell could not be read as a number"
"""Why nothing can be judged beside a cell that holds digits and is no number."""


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One row of a table with the id it is known by."""

    table: str
    id: str
    row: Row
    terms: dict[str, Term] = dataclass_field(default_factory=dict, compare=False, repr=False)
    """The figures that were asked for, each taken once, so that sums over the same cells share them."""

    def figure(self, column: str) -> Figure | None:
        """Return the printed figure of a column, ``None`` for a blank."""
        term = self.term(column)
        return None if term is None else term.figure

    def term(self, column: str) -> Term | None:
        """Return the printed figure of a column, taken once, ``None`` for a blank."""
        if (known := self.terms.get(column)) is not None:
            return known
        cell = self.row.cells.get(column)
        if cell is None or cell.amount is None:
            return None
        may_be = _readings(cell.readings, cell.amount.unit) if cell.readings else ()
        made = Figure(f"{self.table}/{self.id}/{column}", cell.amount, cell.place.page, cell.ocr, may_be)
        return self.terms.setdefault(column, Term(made))

    def words(self, column: str) -> str:
        """Return what stands in a cell instead of a number, empty for a number, a blank and signs for a blank."""
        cell = self.row.cells.get(column)
        # Nearly all are numbers or blank.
        if cell is None or cell.amount is not None or not (text := cell.text.strip()):
            return ""
        return text if any(c.isalnum() or c in DAMAGED for c in text) else ""

    def is_unread(self, column: str) -> bool:
        """Tell whether a cell holds what was a number: something with a digit, or signs of a damaged one."""
        words = self.words(column)
        return bool(words) and any(c.isdigit() or c in DAMAGED for c in words)


Cells = Sequence[tuple[PrintedRow, str]]
"""Some cells, blank ones included, as row and column."""


def side_of(cells: Cells) -> Side:
    """Return the printed figures of some cells as a side."""
    return tuple(term for line, column in cells if (term := line.term(column)) is not None)


class Printed:
    """An index of the printed figures of one disclosure."""

    def __init__(self, disclosure: Disclosure) -> None:
        """Index every table once."""
        self.disclosure = disclosure
        self._lines = {table.id: _lines(table) for table in disclosure.tables.values()}
        self._places: dict[str, tuple[PrintedRow, str]] = {}
        self._known: dict[tuple[str, str, str], list[PrintedRow]] = {}
        self._picked: dict[tuple[str, str, str, tuple[str, ...]], list[PrintedRow]] = {}
        self.said: dict[int, tuple[Statement, ...]] = {}
        """The statements of each claim by its number, once they were made: verdicts, text and tables ask for them."""
        self._claims: dict[str, list[tuple[int, Claim]]] = {}
        for n, claim in enumerate(disclosure.claims, 1):
            self._claims.setdefault(claim.about, []).append((n, claim))
        for table, lines in self._lines.items():
            for line in lines:
                for name in dict.fromkeys((line.row.code, line.row.item)):
                    if name:
                        self._known.setdefault((table, line.row.half, name), []).append(line)

    @classmethod
    def of(cls, disclosure: Disclosure) -> Printed:
        """Return the index of a disclosure; that of the last one is kept, for one judgement asks for it ten times."""
        last = _LAST.get("index")
        if last is None or last.disclosure is not disclosure:
            last = _LAST["index"] = cls(disclosure)
        return last

    def has(self, table: str) -> bool:
        """Tell whether the table was published, empty ones included."""
        return table in self._lines

    def lines(self, table: str, half: str = "") -> list[PrintedRow]:
        """Return all rows of a table (of one half) in published order."""
        return [line for line in self._lines.get(table, []) if not half or line.row.half == half]

    def pick(
        self, table: str, selector: str, half: str = "", without: tuple[str, ...] = ()
    ) -> list[PrintedRow]:
        """Return the rows that a selector names: a code, an item, ``classes``, ``items``, ``projects``, ``units``."""
        asked = (table, selector, half, without)
        if asked not in self._picked:
            self._picked[asked] = self._pick(*asked)
        return self._picked[asked]

    def _pick(self, table: str, selector: str, half: str, without: tuple[str, ...]) -> list[PrintedRow]:
        lines = self.lines(table, half)
        chosen = {
            "classes": lambda: [x for x in lines if depth(x.row.code) == 1],
            "items": lambda: lowest(lines),
            "projects": lambda: [x for x in lines if x.row.project],
            "units": lambda: [x for x in lines if x.row.item == "unit"],
        }
        found = chosen[selector]() if selector in chosen else self._named(table, selector, half)
        return [x for x in found if x.row.code not in without]

    def _named(self, table: str, name: str, half: str) -> list[PrintedRow]:
        found = self._known.get((table, half, name), [])
        plain = [x for x in found if not x.row.project]
        return plain or found

    def claims(self, about: str, field: str, section: str = "", named: str = "") -> list[Term]:
        """Return a field of every statement about a cell (``*`` stands for anything).

        ``field`` is ``amount``, ``change`` or ``prior``, which is amount − change; ``named`` picks the statements
        whose subject ends in the name of an economic line under that code.
        """
        chosen = [
            (n, c)
            for n, c in self._about(about)
            if section in ("", c.section) and economic_code(c.subject).startswith(named)
        ]
        signs = {"amount": 1, "change": -1} if field == "prior" else {field: 1}
        chosen = [(n, c) for n, c in chosen if all(getattr(c, name) is not None for name in signs)]
        found = [(claim_figure(c, n, name), sign) for n, c in chosen for name, sign in signs.items()]
        return [Term(figure, sign) for figure, sign in found if figure is not None]

    def _about(self, pattern: str) -> list[tuple[int, Claim]]:
        """Return the statements about a cell with their numbers, in published order."""
        if _WILD.isdisjoint(pattern):
            return self._claims.get(pattern, [])
        found = (said for about, said in self._claims.items() if fnmatchcase(about, pattern))
        return sorted(chain.from_iterable(found), key=itemgetter(0))

    def at(self, figure: str) -> tuple[PrintedRow, str] | None:
        """Return the row and column of a printed figure by its id, ``None`` for a figure that is in no table."""
        if not self._places:
            cells = ((line, c) for lines in self._lines.values() for line in lines for c in line.row.cells)
            self._places = {f"{line.table}/{line.id}/{c}": (line, c) for line, c in cells}
        return self._places.get(figure)

    def cell(self, path: str) -> tuple[PrintedRow, str] | None:
        """Return the row and column that ``table/row/column`` names, ``None`` where the row is not printed."""
        if (found := self.at(path)) is not None:
            return found
        table, _, rest = path.partition("/")
        row, _, column = rest.rpartition("/")
        for line in self._lines.get(table, []):
            if row in (line.id, f"{line.row.half}.{line.row.item}"):
                return line, column
        return None

    def words(self, path: str) -> str:
        """Return where a cell stands, in the words of its table: its title, the row, the head of the column."""
        here = self.cell(path) or self.at(path)
        if here is None:
            return path
        (line, column), title = here, self.disclosure[here[0].table].title
        return f"《{title}》{' '.join(filter(None, (line.row.name.strip(), line.row.cells[column].head)))}"

    def namesakes(self, path: str) -> list[tuple[Term, ...]]:
        """Return what else the name of a cell may stand for, each as the figures that add to it.

        A code in another table; the same fund, source or kind of expenditure where another table prints it; a fund
        with what was transferred within it.
        """
        here = self.cell(path)
        if here is None:
            return []
        line, column = here
        found: list[tuple[Term, ...]] = []
        for other in (other for lines in self._lines.values() for other in lines):
            for name in other.row.cells:
                same = other.id == line.id and other.table == line.table and name == column
                if not same and _alike(line, column, other, name) and (figure := other.figure(name)):
                    found.append((Term(figure),))
        own, within = line.figure(column), line.figure(f"{column}_transfer")
        return [*found, (Term(own), Term(within))] if own and within else found


_NEUTRAL = {"", "total", "budget", "actual", "summary", "current_year"}
_SIDES = {"appropriations", "revenue", "expenditure"}
_FUNDS = {"general_public", "government_funds", "state_capital"}

_LAST: Final[dict[str, Printed]] = {}


def _alike(line: PrintedRow, column: str, other: PrintedRow, name: str) -> bool:
    """Tell whether two cells bear one name: one code and column, or the same words but for 合计 and 预算数."""
    if line.row.code or other.row.code:
        return line.row.code == other.row.code and {column, name} - _NEUTRAL in ({column}, set())
    return _meaning(line, column) == _meaning(other, name)


def _meaning(line: PrintedRow, column: str) -> set[str]:
    if line.row.project or not line.row.item:
        return {line.id, line.table, column}
    words = {line.table, line.row.half, line.row.item, column} - _NEUTRAL
    # 一般公共预算当年拨款 may be what is received of a fund or what is spent of it, with what was carried over.
    return words - _SIDES if words & _FUNDS else words


def _lines(table: Table) -> list[PrintedRow]:
    seen: Counter[str] = Counter()
    lines = []
    for row in table.rows:
        key = f"{row.half}.{row.key}" if row.half else row.key
        seen[key] += 1
        lines.append(PrintedRow(table.id, f"{key}#{seen[key]}" if seen[key] > 1 else key, row))
    return lines


def lowest(lines: Sequence[PrintedRow]) -> list[PrintedRow]:
    """Return the coded rows that no other row of the list is below; of a code with projects, the projects."""
    above = {line.row.code[:size] for line in lines for size in (3, 5) if len(line.row.code) > size}
    with_projects = {line.row.code for line in lines if line.row.project}
    leaves = [line for line in lines if line.row.code and line.row.code not in above]
    return [x for x in leaves if x.row.project or x.row.code not in with_projects]


def families(lines: Sequence[PrintedRow]) -> list[tuple[PrintedRow, list[PrintedRow]]]:
    """Return every row with a code of its own, with the rows directly below it.

    With unique codes the code alone decides; where codes repeat (several units in one table) the rows that
    follow, until one of the same depth, do.
    """
    own = [(n, x) for n, x in enumerate(lines) if x.row.code and not x.row.project]
    unique = len({x.row.code for _, x in own}) == len(own)
    return [(x, _below(x, lines if unique else _segment(lines, n))) for n, x in own]


def _below(line: PrintedRow, among: Sequence[PrintedRow]) -> list[PrintedRow]:
    code = line.row.code
    below = [x for x in among if x.row.code.startswith(code) and x.row.code != code]
    if not below:
        return []
    nearest = min(depth(x.row.code) for x in below)
    direct = [x for x in below if depth(x.row.code) == nearest]
    projects = {x.row.code for x in direct if x.row.project}
    plain = {x.row.code for x in direct if not x.row.project}
    # A code that stands once for itself and again for each of its projects counts once.
    return [x for x in direct if not (x.row.project and x.row.code in plain & projects)]


def _segment(lines: Sequence[PrintedRow], position: int) -> Sequence[PrintedRow]:
    level = depth(lines[position].row.code)
    rest = lines[position + 1 :]
    for offset, line in enumerate(rest):
        if not line.row.code or depth(line.row.code) <= level:
            return rest[:offset]
    return rest


@cache
def economic_code(subject: str) -> str:
    """Return the economic line whose official name a subject ends in, empty where there is none.

    >>> economic_code("援疆工作差旅费"), economic_code("办公设备购置"), economic_code("甲")
    ('30211', '31002', '')
    """
    names = {c.name_zh: c.code for c in bundled("economic").values() if len(c.code) == 5}
    ending = [name for name in names if subject.endswith(name)]
    return names[max(ending, key=len)] if ending else ""


def claim_figures(disclosure: Disclosure) -> Iterator[tuple[int, Claim, str, Figure]]:
    """Yield every figure of the narrative with the number of its statement (from 1), the statement and its field."""
    for number, claim in enumerate(disclosure.claims, 1):
        for field in FIGURES:
            if (figure := claim_figure(claim, number, field)) is not None:
                yield number, claim, field, figure


def claim_figure(claim: Claim, number: int, field: str) -> Figure | None:
    """Return the figure of one field of a claim (``amount``, ``share``, ``change``, ``growth``, ``base_amount``).

    A share and a growth are percentages whether or not their sign is printed.
    """
    amount = getattr(claim, field)
    if amount is None:
        return None
    if field in ("share", "growth"):
        amount = replace(amount, unit="%")
    may_be = _readings([(text, p) for name, text, p in claim.readings if name == field], amount.unit)
    return Figure(f"claims/{number}/{field}", amount, claim.place.page, claim.ocr, may_be)


def _readings(texts: Iterable[tuple[str, float]], unit: str) -> tuple[tuple[Amount, float], ...]:
    """Return what a figure of a scan may be, as amounts."""
    return tuple((amount, p) for text, p in texts if (amount := parse_amount(text, unit)) is not None)


def places(disclosure: Disclosure) -> dict[str, Place]:
    """Return page and box (points from the top left of the displayed page) of figures, by figure id.

    Ids are ``table/row/column``, ``claims/<n>/<field>`` and ``indicators/<n>/<field>``, numbered from 1.

    >>> from budgetkit.source import reference
    >>> places(reference())["expenditure/2010450/total"].page
    5
    """
    printed = Printed.of(disclosure)
    found = {
        f"{table}/{line.id}/{column}": cell.place
        for table in disclosure.tables
        for line in printed.lines(table)
        for column, cell in line.row.cells.items()
    }
    for number, claim in enumerate(disclosure.claims, 1):
        for part in FIGURES:
            found[f"claims/{number}/{part}"] = claim.place
    for number, indicator in enumerate(disclosure.indicators, 1):
        for part in ("target", "weight"):
            found[f"indicators/{number}/{part}"] = indicator.place
    return found
