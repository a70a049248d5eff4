"""Every number that stands in a ruled table, held against what was made of it: nothing is lost without a word.

The numbers come from the cells of the page, what was made of them from the finished disclosure; neither knows of
the other. A number is a figure of a table, part of an indicator or of a statement, listed as not placed, or no amount:
a code, a year, a serial number, a word's.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from budgetkit.forms.columns import is_numbering, role_of
from budgetkit.model.accounting import RUN, Balance, Entry, Fate
from budgetkit.model.codes import normalise
from budgetkit.model.disclosure import Claim, Disclosure, Indicator, Place, Unplaced
from budgetkit.model.notes import fold
from budgetkit.readers.formats.page import Grid, GridCell, Page, Paper
from budgetkit.readers.tables.matrix import (
    Matrix,
    head_key,
    heads_codes,
    is_number,
    is_ordinal,
    is_year,
    unwrap,
)

UNTAKEN: Final = "no reader took this number"
_SEPARATOR = re.compile(r"(?<=\d),(?=\d)")
_FIELDS: Final = ("amount", "share", "change", "growth", "base_amount")


def account(paper: Paper, disclosure: Disclosure) -> Balance:
    """Return the account of the numbers in the ruled tables of a paper.

    Numbers are compared without thousands separators, page by page: a figure counts where it is printed.
    """
    return sum((balance for _, balance in _accounts(paper, disclosure)), Balance.of((), ()))


def untaken(paper: Paper, disclosure: Disclosure) -> tuple[Unplaced, ...]:
    """Return an entry for every number in ruled tables that nothing became of, so that none is lost."""
    return tuple(
        Unplaced(number, UNTAKEN, Place(page))
        for page, balance in _accounts(paper, disclosure)
        for number in sorted(balance.missing.elements())
    )


def _accounts(paper: Paper, disclosure: Disclosure) -> Iterator[tuple[int, Balance]]:
    """Yield the account of every page; heads over codes are remembered for pages that go on without them."""
    heads: dict[int, set[int]] = {}
    taken = _taken(disclosure)
    for page in paper.pages:
        yield page.number, _account_of(page, taken, heads)


def _account_of(page: Page, of_pages: Mapping[int | None, _Taken], heads: dict[int, set[int]]) -> Balance:
    texts: list[str] = []
    entries: list[Entry] = []
    # A copy: of several files that are one disclosure, each may have a page of this number.
    taken = of_pages[page.number].copy() if page.number in of_pages else _Taken()
    # What must be an amount comes first, so that a number among words takes nothing from it.
    for cell, why in sorted(
        (c for g in page.grids for c in _cells(g, heads)), key=lambda found: bool(found[1])
    ):
        text = _flat(cell.text)
        texts.append(text)
        entries += _explained(text, why, taken, Place(cell.page, cell.box))
    # What was read of this page and is not printed on it would be an invention.
    entries += [Entry(n, Fate.FACT, "", Place(page.number)) for n in taken.facts.elements()]
    return Balance.of(texts, entries)


class _Taken:
    """What a disclosure holds of one page, number by number."""

    def __init__(self) -> None:
        self.facts: Counter[str] = Counter()
        self.stated: Counter[str] = Counter()
        self.listed: dict[str, list[str]] = {}

    def copy(self) -> _Taken:
        """Return the same once more, to be taken off again."""
        other = _Taken()
        other.facts, other.stated = self.facts.copy(), self.stated.copy()
        other.listed = {number: [*reasons] for number, reasons in self.listed.items()}
        return other

    def fate(self, number: str) -> tuple[Fate, str] | None:
        """Return what became of a number, and take it off."""
        for counts, fate in ((self.facts, Fate.FACT), (self.stated, Fate.CLAIM)):
            if counts[number] > 0:
                counts[number] -= 1
                return fate, ""
        if reasons := self.listed.get(number):
            return Fate.UNPLACED, reasons.pop()
        return None


def _taken(disclosure: Disclosure) -> Mapping[int | None, _Taken]:
    """Return what a disclosure holds of each page."""
    taken: defaultdict[int | None, _Taken] = defaultdict(_Taken)
    for table in disclosure.tables.values():
        for _, _, cell in table.cells():
            if cell.amount is not None:
                taken[cell.place.page].facts.update(RUN.findall(f"{cell.amount.value:f}"))
    statements: list[Indicator | Claim] = [*disclosure.indicators, *disclosure.claims]
    for said in statements:
        stated = (n for text in _said(said) for n in RUN.findall(_flat(text)))
        taken[said.place.page].stated.update(stated)
    for lost in disclosure.unplaced:
        for number in RUN.findall(_flat(lost.text)):
            taken[lost.place.page].listed.setdefault(number, []).append(lost.reason)
    return taken


def _said(said: Indicator | Claim) -> Iterator[str]:
    if isinstance(said, Indicator):
        yield from (said.target, said.prior, said.actual, said.basis, said.scoring)
        yield from (f"{a.value:f}" for a in (said.weight, said.score) if a is not None)
    else:
        yield from (f"{a.value:f}" for f in _FIELDS if (a := getattr(said, f)) is not None)


def _cells(grid: Grid, heads: dict[int, set[int]]) -> Iterator[tuple[GridCell, str]]:
    """Yield the cells of a grid that hold digits, each with why it may be no amount; ``""`` where it must be one.

    ``heads`` are the columns of codes by the number of columns of the grids before.
    """
    matrix = Matrix.of(grid)
    serial = {c.column for c in grid.cells if is_numbering(unwrap(c.text))}
    ordinal = {r for r in range(matrix.rows) if is_ordinal(matrix.texts(r))}
    columns = {c.column for c in grid.cells if role_of(head_key(c.text)) in ("code", "body")}
    if columns:
        heads[grid.columns] = columns
    else:
        columns = {c for c in heads.get(grid.columns, ()) if _is_one_length(grid, c)}
    codes = {c for r in range(matrix.rows) for c in _code_cells(matrix, r)}
    heads_of_codes = (r for r in range(matrix.rows) if heads_codes(matrix.texts(r)))
    over = {c for r in heads_of_codes for c in matrix.cells(r) if unwrap(c.text).isdigit()}
    columns = columns | {c for c, n in Counter(x.column for x in codes).items() if 2 * n > matrix.rows // 2}
    codes |= over | {c for c in grid.cells if c.column in columns and unwrap(c.text).isdigit()}
    for cell in grid.cells:
        if RUN.search(_flat(cell.text)):
            numbering = cell.row in ordinal or cell.column in serial
            yield cell, _why(cell, numbering=numbering, code=cell in codes)


def _is_one_length(grid: Grid, column: int) -> bool:
    """Tell whether a column holds digits of one length and nothing else, as numbers of bodies do."""
    texts = [t for c in grid.cells if c.column == column and (t := unwrap(c.text))]
    return all(t.isdigit() for t in texts) and len({len(t) for t in texts}) == 1


def _code_cells(matrix: Matrix, row: int) -> Iterator[GridCell]:
    """Yield the cells of a row that are a code, or parts of one side by side."""
    run: list[GridCell] = []
    for cell in matrix.cells(row):
        run = [*run, cell] if unwrap(cell.text).isdigit() else []
        for start in range(len(run)):
            if normalise([unwrap(c.text) for c in run[start:]]):
                yield from run[start:]


def _why(cell: GridCell, *, numbering: bool, code: bool) -> str:
    text = unwrap(cell.text)
    for said, applies in (
        ("numbers a line or a column", numbering),
        ("a year", is_year(text)),
        ("among words", not is_number(text)),
        ("a code or a part of one", code),
    ):
        if applies:
            return said
    return ""


def _explained(text: str, why: str, taken: _Taken, place: Place) -> Iterator[Entry]:
    for number in RUN.findall(text):
        if found := taken.fate(number):
            yield Entry(number, *found, place)
        elif why:
            yield Entry(number, Fate.UNCOUNTED, why, place)


def _flat(text: str) -> str:
    flat = fold(unwrap(text))
    return _SEPARATOR.sub("", flat) if "," in flat else flat


def balance_line(balance: Balance) -> str:
    """Return an account in one line: numbers printed, and how many of them became what.

    >>> balance_line(Balance.of(["1.00 2.00 2024"], [Entry("1.00", Fate.FACT), Entry("2024", Fate.UNCOUNTED)]))
    '3 printed = 1 fact + 0 claim + 0 unplaced + 1 uncounted + 1 untaken'
    """
    parts = [f"{count} {fate.value}" for fate, count in balance.counts().items()]
    missing, surplus = balance.missing.total(), balance.surplus.total()
    more = [f"{n} {word}" for n, word in ((missing, "untaken"), (-surplus, "not printed")) if n]
    return f"{balance.printed.total()} printed = {' + '.join([*parts, *more])}"
