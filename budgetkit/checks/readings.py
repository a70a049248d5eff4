"""Figures of a scan in statements: a broken one that another reading of a figure or a label may mend accuses nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, product
from typing import Final

from budgetkit.checks.doubts import fits_code
from budgetkit.checks.judge import judge
from budgetkit.checks.printed import Printed, PrintedRow
from budgetkit.checks.statement import Figure, Side, Statement, Term
from budgetkit.forms.vocabulary import vocabulary
from budgetkit.model.amount import Amount
from budgetkit.model.codes import depth, entries

DOUBT: Final = "图片识读可能有误 / may be misread from the picture"
"""Why a statement over figures of a scan accuses nobody, before which figure may be which."""
AT_ONCE: Final = 2
"""So many figures of one statement are taken to be misread at once."""


def doubted(statements: Sequence[Statement], printed: Printed) -> tuple[Statement, ...]:
    """Return the statements, those in doubt that are broken and rest on a figure or a label that may be another."""
    return tuple(_doubted(statement, printed) for statement in statements)


def _doubted(statement: Statement, printed: Printed) -> Statement:
    pictured = [f for f in statement.figures if f.ocr]
    if not pictured or statement.missing or statement.doubt or judge(statement).verdict != "broken":
        return statement
    if label := next(_unsure_labels(statement, printed), ""):
        return replace(statement, doubt=f"{DOUBT}: “{label}”")
    open_ = [f for f in pictured if f.ocr != "proved"]
    if unsure := [f for f in open_ if not _is_well_read(f)]:
        return replace(statement, doubt=f"{DOUBT}: {', '.join(f'{f.amount.value:f}' for f in unsure)}")
    for changed in _misreadings(open_):
        if judge(with_amounts(statement, changed)).verdict != "broken":
            what = ", ".join(
                f"{f.amount.value:f} → {changed[f.id].value:f}" for f in open_ if f.id in changed
            )
            return replace(statement, doubt=f"{DOUBT}: {what}")
    return statement


def _unsure_labels(statement: Statement, printed: Printed) -> Iterator[str]:
    """Yield the labels of rows and heads of columns that may say that other figures belong to a statement.

    They are those of its own figures, and of others in the same columns. What one row says of itself holds whatever
    its label is.
    """
    cells = [cell for f in statement.figures if (cell := printed.at(f.id)) is not None]
    own = {(line.table, line.id) for line, _ in cells}
    for table in dict.fromkeys(line.table for line, _ in cells) if len(own) > 1 or len(cells) == 1 else ():
        columns = {column for line, column in cells if line.table == table}
        halves = {line.row.half for line, _ in cells if line.table == table}
        lines = [line for line in printed.lines(table) if line.row.half in halves]
        for line in lines:
            counts = (table, line.id) in own or any(map(line.figure, columns))
            if counts and not _is_sure(line, lines, (table, line.id) in own, printed.disclosure.year):
                yield f"{line.row.code} {line.row.name}".strip()
        yield from (column for column in columns if _is_cut(column, lines))


def _is_sure(line: PrintedRow, lines: Sequence[PrintedRow], is_own: bool, year: int) -> bool:
    """Tell whether what a row is said to be cannot be a misreading of its label.

    A code is borne out by its name in the list and by the code that it stands under, other labels by the vocabulary;
    the name of a project or a unit, which any may be, is so only where it is summed with the others.
    """
    row = line.row
    if not any(cell.ocr for cell in row.cells.values()):
        return True
    if not row.code:
        named = bool(row.project) or row.item == "unit"
        return is_own if named else bool(row.item)
    codes = {other.row.code for other in lines}
    levels = {depth(code) for code in codes if code}
    above = row.code[:-2] in codes or not any(level < depth(row.code) for level in levels)
    return above and bool(entries(row.code)) and fits_code(row, year)


def _is_cut(column: str, lines: Sequence[PrintedRow]) -> bool:
    """Tell whether a column may be one with another, the head of either misread: no row has a figure in both."""
    filled = [{c for c in line.row.cells if line.figure(c)} for line in lines]
    others = set().union(*filled) - {column}
    return column not in vocabulary().names and any(
        not any({column, other} <= row for row in filled) for other in others
    )


def _is_well_read(figure: Figure) -> bool:
    """Tell whether the recogniser was sure of the reading that was taken."""
    from budgetkit.readers.scanned import SURE

    return any(p >= SURE for amount, p in figure.readings if amount.value == figure.amount.value)


def _misreadings(figures: Sequence[Figure]) -> Iterator[Mapping[str, Amount]]:
    """Yield what figures may be instead: what the recogniser thought of, then one with any single digit another."""
    others = {f.id: [a for a, _ in f.readings if a != f.amount] for f in figures}
    for size in range(1, AT_ONCE + 1):
        for chosen in combinations(figures, size):
            for amounts in product(*(others[f.id] for f in chosen)):
                yield {f.id: amount for f, amount in zip(chosen, amounts, strict=True)}
    for figure in figures:
        for amount in misspelled(figure.amount):
            yield {figure.id: amount}


def misspelled(amount: Amount) -> Iterator[Amount]:
    """Yield an amount with each of its digits replaced by every other.

    >>> len(list(misspelled(Amount(Decimal("1.5")))))
    18
    """
    text = f"{amount.value:f}"
    for place, old in enumerate(text):
        if old.isdigit():
            for new in "0123456789".replace(old, ""):
                yield replace(amount, value=Decimal(text[:place] + new + text[place + 1 :]))


def with_amounts(statement: Statement, amounts: Mapping[str, Amount]) -> Statement:
    """Return a statement in which some figures, by id, have other amounts."""

    def changed(figure: Figure) -> Figure:
        return replace(figure, amount=amounts[figure.id]) if figure.id in amounts else figure

    def side(terms: Side) -> Side:
        return tuple(Term(changed(t.figure), t.sign) for t in terms)

    rate = changed(statement.rate) if statement.rate is not None else None
    return replace(statement, left=side(statement.left), right=side(statement.right), rate=rate)
