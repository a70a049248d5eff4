"""Linear statements over printed figures: the one shape in which identities, shares and growths are judged.

An identity says Σ left = Σ right (or ≤); a share says part = rate × whole; a growth says change = rate × base.
The judge takes them one by one with exact arithmetic, the reconciliation hands the same list to a solver.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from budgetkit.forms.form import Label
from budgetkit.model.amount import Amount, Interval
from budgetkit.model.fraction import Fraction


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed figure: ``id`` is ``table/row/column`` or ``claims/<n>/<field>``, unique in its disclosure.

    ``page`` is where it is printed, ``None`` where unknown. ``ocr`` and ``readings`` say of a figure of a scan how
    certain it is and what it may be, with probabilities.
    """

    id: str
    amount: Amount
    page: int | None = None
    ocr: str = ""
    readings: tuple[tuple[Amount, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A figure taken with a whole coefficient."""

    figure: Figure
    sign: int = 1


Side = tuple[Term, ...]


@dataclass(frozen=True)
class Statement:
    """What must hold between printed figures: Σ left = Σ right, ≤ where ``relation`` says so, × ``rate`` if any.

    ``missing`` says why nothing can be judged (a figure that was not published); ``doubt`` why the statement can
    accuse nobody though it may be seen to hold (a row, a column or a cell of its place was not understood). ``code``
    is that of the line or of the sentence it is about.
    """

    identity: str
    kind: str
    label: Label
    place: str
    left: Side
    right: Side
    relation: str = "="
    rate: Figure | None = None
    missing: str = ""
    doubt: str = ""
    code: str = ""

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Every printed figure the statement speaks of, the rate included, in order, once each."""
        printed = [t.figure for t in (*self.left, *self.right)]
        if self.rate is not None:
            printed.append(self.rate)
        return tuple({f.id: f for f in printed}.values())

    @cached_property
    def reach(self) -> Interval:
        """The range of left − right over all unrounded figures, in yuan; a figure that stands there twice counts once."""
        return _range(counted((self.left, 1), (self.right, -1)))

    def about(self, code: str, missing: str) -> Statement:
        """Return the same statement about a line, with a reason for not judging it; what was worked out of it stays."""
        other = object.__new__(Statement)
        other.__dict__.update(self.__dict__, code=code, missing=missing)
        return other


def printed_sum(side: Side) -> Fraction:
    """Return Σ of the printed figures of a side, in yuan; blank counts as zero."""
    return sum((t.sign * t.figure.amount.exact for t in side), Fraction(0))


def counted(*sides: tuple[Side, int]) -> Iterable[tuple[Figure, int]]:
    """Return every figure of some sides once, with how often it counts, each side so many times."""
    found: dict[str, tuple[Figure, int]] = {}
    for side, times in sides:
        for term in side:
            figure = term.figure
            before = found.get(figure.id)
            count = times * term.sign
            found[figure.id] = (figure, count) if before is None else (before[0], before[1] + count)
    return found.values()


def interval_sum(side: Side) -> Interval:
    """Return the range of Σ over all unrounded figures of a side, in yuan; a figure on it twice counts once."""
    return _range(counted((side, 1)))


def _range(figures: Iterable[tuple[Figure, int]]) -> Interval:
    low = high = Fraction(0)
    for figure, count in figures:
        box = figure.amount.interval
        # Written out: this is asked thousands of times for a document.
        if count == 1:
            low, high = low + box.low, high + box.high
        elif count == -1:
            low, high = low - box.high, high - box.low
        elif count > 0:
            low, high = low + count * box.low, high + count * box.high
        else:
            low, high = low + count * box.high, high + count * box.low
    return Interval(low, high)


def difference(statement: Statement) -> Side:
    """Return left − right as one side."""
    return (*statement.left, *(Term(t.figure, -t.sign) for t in statement.right))
