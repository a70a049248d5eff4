"""Figures of a scan in statements: whether another reading would let a broken one hold, which then accuses nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, product
from typing import Final

from budgetkit.checks.judge import judge
from budgetkit.checks.statement import Figure, Side, Statement, Term
from budgetkit.model.amount import Amount

DOUBT: Final = "图片识读可能有误 / may be misread from the picture"
"""Why a statement over figures of a scan accuses nobody, before which figure may be which."""
AT_ONCE: Final = 2
"""So many figures of one statement are taken to be misread at once."""


def doubted(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return the statements, those in doubt that are broken and rest on a figure that is uncertain or may be another."""
    return tuple(map(_doubted, statements))


def _doubted(statement: Statement) -> Statement:
    open_ = [f for f in statement.figures if f.ocr and f.ocr != "proved"]
    if not open_ or statement.missing or statement.doubt or judge(statement).verdict != "broken":
        return statement
    if unsure := [f for f in open_ if not _is_well_read(f)]:
        return replace(statement, doubt=f"{DOUBT}: {', '.join(f'{f.amount.value:f}' for f in unsure)}")
    for changed in _misreadings(open_):
        if judge(with_amounts(statement, changed)).verdict != "broken":
            what = ", ".join(
                f"{f.amount.value:f} → {changed[f.id].value:f}" for f in open_ if f.id in changed
            )
            return replace(statement, doubt=f"{DOUBT}: {what}")
    return statement


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
