"""Linear statements over printed figures: the one shape in which identities, shares and growths are judged.

An identity says Σ left = Σ right (or ≤); a share says part = rate × whole; a growth says change = rate × base.
The judge takes them one by one with exact arithmetic, the reconciliation hands the same list to a solver.
"""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
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

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every printed figure the statement speaks of, the rate included, in order, once each."""
        printed = [t.figure for t in (*self.left, *self.right)]
        if self.rate is not None:
            printed.append(self.rate)
        return tuple({f.id: f for f in printed}.values())


def printed_sum(side: Side) -> Fraction:
    """Return Σ of the printed figures of a side, in yuan; blank counts as zero."""
    return sum((t.sign * t.figure.amount.exact for t in side), Fraction(0))


def interval_sum(side: Side) -> Interval:
    """Return the range of Σ over all unrounded figures of a side, in yuan; a figure on it twice counts once."""
    if _are_distinct(side):
        low, high = _ends(side)
        return Interval(low, high)
    coefficients: dict[str, int] = {}
    figures = {t.figure.id: t.figure for t in side}
    for term in side:
        coefficients[term.figure.id] = coefficients.get(term.figure.id, 0) + term.sign
    low = high = Fraction(0)
    for name, coefficient in coefficients.items():
        box = figures[name].amount.interval
        ends = (box.low, box.high) if coefficient > 0 else (box.high, box.low)
        low, high = low + coefficient * ends[0], high + coefficient * ends[1]
    return Interval(low, high)


def difference_range(statement: Statement) -> Interval:
    """Return the range of left − right over all unrounded figures, in yuan."""
    if not _are_distinct(statement.left + statement.right):
        return interval_sum(difference(statement))
    (low, high), (least, most) = _ends(statement.left), _ends(statement.right)
    return Interval(low - most, high - least)


def _are_distinct(side: Side) -> bool:
    return len(side) < 2 or len({t.figure.id for t in side}) == len(side)


def _ends(side: Side) -> tuple[Fraction, Fraction]:
    """Return the ends of Σ over figures that are all different."""
    low = high = Fraction(0)
    for term in side:
        box = term.figure.amount.interval
        if term.sign > 0:
            low, high = low + box.low, high + box.high
        else:
            low, high = low - box.high, high - box.low
    return low, high


def difference(statement: Statement) -> Side:
    """Return left − right as one side."""
    return (*statement.left, *(Term(t.figure, -t.sign) for t in statement.right))
