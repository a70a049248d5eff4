"""The linear programme behind a disclosure: every printed figure an unknown, every statement a row.

An unknown lies in the interval of its printed figure. An identity Σ left = Σ right is one homogeneous row; a share
or growth printed as [low, high] is two: low · base ≤ part ≤ high · base. Nothing here is a tolerance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from budgetkit.checks.statement import Figure, Side, Statement, difference, interval_sum, printed_sum
from budgetkit.model.amount import Interval
from budgetkit.model.fraction import Fraction

ZERO: Final = Fraction(0)
ONE: Final = Fraction(1)

Terms = tuple[tuple[str, Fraction], ...]
"""Σ coefficient · unknown, by the ids of the unknowns."""

PRINTED, TURNED, VOID = READINGS = ("printed", "turned", "void")
"""What may be supposed of the base of a rate: the sign as printed, the other sign, zero (of a growth only)."""


@dataclass(frozen=True)
class Range:
    """A closed range of exact numbers, ``None`` for an end that nothing bounds."""

    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True, slots=True, eq=False)
class Constraint:
    """One row: Σ coefficient · unknown = 0, or ≤ 0; ``rate`` is the printed rate it rests on, if any.

    ``base`` is the rate's base (see `base_of`), ``reading`` what is supposed of it; only the printed one counts as
    long as all its figures are believed. Rows are told apart by identity: two statements may say the same.
    """

    statement: Statement
    terms: Terms
    relation: str = "="
    rate: str = ""
    base: Terms = ()
    reading: str = PRINTED


@dataclass(frozen=True)
class LinearProgramme:
    """Rows over the unknowns; ``boxes`` and ``rates`` hold the intervals of the figures that are believed."""

    figures: Mapping[str, Figure]
    boxes: Mapping[str, Interval]
    rows: tuple[Constraint, ...]
    rates: Mapping[str, Interval] = field(default_factory=dict)

    @property
    def believed(self) -> frozenset[str]:
        """The ids of all figures that bind: boxes and printed rates."""
        return frozenset(self.boxes) | frozenset(self.rates)

    def only(self, rows: Iterable[Constraint], believed: Iterable[str]) -> LinearProgramme:
        """Return the programme of some of its rows, where only some figures are believed."""
        names = frozenset(believed)
        boxes, rates = ({n: b for n, b in of.items() if n in names} for of in (self.boxes, self.rates))
        return LinearProgramme(self.figures, boxes, tuple(rows), rates)


def programme(statements: Iterable[Statement], set_aside: Iterable[str] = ()) -> LinearProgramme:
    """Return the linear programme of a list of statements; the figures ``set_aside`` are not believed.

    >>> from decimal import Decimal
    >>> from budgetkit.model.amount import Amount
    >>> from budgetkit.forms.form import Label
    >>> from budgetkit.checks.statement import Term
    >>> a, b = (Figure(n, Amount(Decimal("7.12"))) for n in "ab")
    >>> p = programme([Statement("x", "equal", Label("", ""), "", (Term(a),), (Term(b),))])
    >>> [r.terms for r in p.rows]
    [(('a', Fraction(1, 1)), ('b', Fraction(-1, 1)))]
    """
    aside = frozenset(set_aside)
    rows = [row for statement in statements for row in _rows(statement, aside)]
    rows += _shared_zero_bases(rows)
    figures = {f.id: f for r in rows for f in r.statement.figures}
    named = {n for r in rows for n, _ in r.terms}
    boxes = {n: figures[n].amount.interval for n in figures if n in named and n not in aside}
    rates = {r.rate: figures[r.rate].amount.interval for r in rows if r.rate}
    return LinearProgramme(figures, boxes, tuple(rows), rates)


def binds(statement: Statement) -> bool:
    """Tell whether a statement constrains the figures it speaks of.

    Not when a figure was not published or its place not understood, when it is only presumed, or when the base of
    a rate may be zero.
    """
    if statement.missing or statement.doubt or statement.kind == "presumed":
        return False
    if statement.rate is None:
        return bool(statement.left or statement.right)
    return printed_sum(statement.right) != 0 and not interval_sum(statement.right).holds(0)


def _rows(statement: Statement, aside: frozenset[str]) -> list[Constraint]:
    rate = statement.rate
    if not binds(statement) or (rate is not None and rate.id in aside):
        return []
    if rate is None:
        terms = _terms(difference(statement))
        return [Constraint(statement, terms, statement.relation)] if terms else []
    sign = 1 if interval_sum(statement.right).low > 0 else -1
    rows = [*_rate_rows(statement, rate, sign, PRINTED), *_rate_rows(statement, rate, -sign, TURNED)]
    if {t.figure.id for t in statement.left} & {t.figure.id for t in statement.right}:
        # Growth from nothing happens; a part of nothing does not.
        rows.append(Constraint(statement, rows[0].base, "=", rate.id, rows[0].base, VOID))
    return rows


def _shared_zero_bases(rows: Iterable[Constraint]) -> list[Constraint]:
    """Return «the base is zero» for the other rates on the base of a growth: doubting the growth leaves them theirs."""
    said = {(r.base, r.rate) for r in rows if r.reading == VOID}
    void = {base for base, _ in said}
    others = {r.statement: r for r in rows if r.reading == PRINTED and r.rate}
    return [
        Constraint(statement, row.base, "=", row.rate, row.base, VOID)
        for statement, row in others.items()
        if row.base in void and (row.base, row.rate) not in said
    ]


def _rate_rows(statement: Statement, rate: Figure, sign: int, reading: str) -> list[Constraint]:
    """Return low · base ≤ part ≤ high · base for a base of a sign: below zero both comparisons turn round."""
    reach = rate.amount.interval
    base = base_of(statement)
    rows = []
    for end, direction in ((reach.high, sign), (reach.low, -sign)):
        terms = [(t.figure.id, Fraction(direction * t.sign)) for t in statement.left]
        terms += [(t.figure.id, -direction * end * t.sign) for t in statement.right]
        rows.append(Constraint(statement, collect(terms), "<=", rate.id, base, reading))
    return rows[:1] if statement.relation == "<=" else rows


def base_of(statement: Statement) -> Terms:
    """Return what the rate of a statement is a rate of, the same for every multiple of it: b for 2 · b and for −b.

    a + b and a − b are made of the same figures and are two bases: one may be zero where the other is not.
    """
    terms = sorted(_terms(statement.right))
    return tuple((n, c / terms[0][1]) for n, c in terms)


def _terms(side: Side) -> Terms:
    return collect((t.figure.id, Fraction(t.sign)) for t in side)


def smallest(terms: Iterable[tuple[str, Fraction]], boxes: Mapping[str, Interval | Range]) -> Fraction | None:
    """Return the least value of Σ coefficient · unknown over the boxes, ``None`` when it has no bound.

    >>> smallest([("a", Fraction(1)), ("b", Fraction(-2))], {n: Interval(Fraction(0), Fraction(1)) for n in "ab"})
    Fraction(-2, 1)
    """
    low = ZERO
    for name, coefficient in terms:
        box = boxes.get(name)
        end = None if box is None else box.low if coefficient > 0 else box.high
        if end is None:
            return None
        low += coefficient * end
    return low


def collect(terms: Iterable[tuple[str, Fraction]]) -> Terms:
    """Add up the coefficients of each unknown and drop those that vanish."""
    total: dict[str, Fraction] = {}
    for name, coefficient in terms:
        total[name] = total.get(name, ZERO) + coefficient
    return tuple((n, c) for n, c in total.items() if c)
