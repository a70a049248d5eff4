"""The range of every unrounded figure, and of the unprinted prior year, given everything that is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

from budgetkit.checks.joint.component import Component
from budgetkit.checks.joint.context import claim_name, names
from budgetkit.checks.joint.coverage import figures
from budgetkit.checks.joint.decide import System, decide
from budgetkit.checks.joint.joint import judge_together, known_figures
from budgetkit.checks.joint.programme import PRINTED, Constraint, LinearProgramme, Range, programme
from budgetkit.checks.joint.ranges import OPEN, meeting, ranges, rate_range
from budgetkit.checks.printed import claim_figure
from budgetkit.checks.statement import Figure, Statement, Term
from budgetkit.checks.verdicts import all_statements
from budgetkit.forms.form import Label
from budgetkit.forms.layout import form_of
from budgetkit.model.amount import UNITS, Interval
from budgetkit.model.disclosure import Disclosure
from budgetkit.model.fraction import Fraction

PRIOR = Label("上年数 = 本年数 − 增减额", "prior year = amount − change")


@dataclass(frozen=True, slots=True)
class Bound:
    """The range of one unrounded number: ``low`` and ``high`` in yuan (a pure number for rates), ``None`` unbounded.

    ``alone`` is the range that the figure by itself (for a prior year: amount and change by themselves) allows.
    The true range is never cut: every end is the printed one or certified in exact arithmetic.
    """

    id: str
    name: Label
    unit: str
    low: Fraction | None
    high: Fraction | None
    alone: Interval

    @property
    def narrowed(self) -> Fraction:
        """The share of the figure's own range that everything else excludes, from 0 to 1."""
        width = self.alone.high - self.alone.low
        if not width or self.low is None or self.high is None:
            return Fraction(0)
        return max(Fraction(0), 1 - (self.high - self.low) / width)


@dataclass(frozen=True)
class Bounds:
    """Ranges of all printed figures (``hidden``) and of the implied prior year (``prior``).

    ``set_aside`` are the figures that were not believed, because all printed figures cannot hold together.
    """

    hidden: tuple[Bound, ...]
    prior: tuple[Bound, ...]
    set_aside: frozenset[str]

    def __getitem__(self, figure: str) -> Bound:
        """Return the bound of a figure by id (``prior/<n>`` for the prior year of the n-th statement).

        Raises:
            KeyError: no such figure.
        """
        for bound in (*self.hidden, *self.prior):
            if bound.id == figure:
                return bound
        raise KeyError(f"no bound for {figure!r}; ids are table/row/column, claims/<n>/<field> or prior/<n>")


def bounds(disclosure: Disclosure, set_aside: Iterable[str] | None = None) -> Bounds:
    """Return the tightest range of every hidden figure and of every implied prior-year figure.

    Where the printed figures contradict each other, those of the likeliest repair are not believed; ``set_aside``
    names others instead. In a part that still cannot hold, figures keep the range they have by themselves.

    Raises:
        KeyError: the disclosure names a form that does not exist, or ``set_aside`` an unknown figure.
    """
    statements, priors = all_statements(disclosure), tuple(_priors(disclosure))
    system = System(_extended(programme(statements), priors))
    aside = known_figures(set_aside or (), statements)
    if set_aside is None and any(d.verdict == "no" for d in system.decide()):
        aside = judge_together(statements).likeliest
    reached = _all_ranges(system, aside)
    called = names(disclosure)
    hidden = [
        _bound(f.id, called.get(f.id, Label(f.id, f.id)), f.amount.unit, reached, f.amount.interval)
        for f in figures(disclosure)
    ]
    implied = [_bound(p.id, p.name, p.amount.amount.unit, reached, p.alone) for p in priors]
    return Bounds(tuple(hidden), tuple(implied), aside)


@dataclass(frozen=True, slots=True)
class _ImpliedPrior:
    id: str
    name: Label
    amount: Figure
    change: Figure

    @property
    def alone(self) -> Interval:
        return self.amount.amount.interval - self.change.amount.interval

    @property
    def row(self) -> Constraint:
        left, right = (Term(self.amount),), (Term(self.change),)
        statement = Statement("implied.prior", "sum", PRIOR, self.id, left, right)
        one = Fraction(1)
        return Constraint(statement, ((self.id, one), (self.amount.id, -one), (self.change.id, one)))


def _priors(disclosure: Disclosure) -> Iterator[_ImpliedPrior]:
    layout = form_of(disclosure)
    for number, claim in enumerate(disclosure.claims, 1):
        amount, change = claim_figure(claim, number, "amount"), claim_figure(claim, number, "change")
        if claim.is_quantified and amount is not None and change is not None:
            yield _ImpliedPrior(f"prior/{number}", claim_name(claim, "prior", layout), amount, change)


def _extended(of: LinearProgramme, priors: Sequence[_ImpliedPrior]) -> LinearProgramme:
    """Return the programme with one more unknown and row for every implied prior figure."""
    involved = {f.id: f for p in priors for f in (p.amount, p.change)}
    boxes = {n: f.amount.interval for n, f in involved.items()}
    rows = (*of.rows, *(p.row for p in priors))
    return LinearProgramme({**involved, **of.figures}, {**boxes, **of.boxes}, rows, of.rates)


def _all_ranges(system: System, aside: frozenset[str]) -> dict[str, Range]:
    found: dict[str, Range] = {}
    for component in system.components:
        if decide(component, aside).verdict != "no":
            by_class = ranges(component)
            found |= {
                n: by_class[leader] for leader in component.leaders for n in system.classes.members[leader]
            }
            found |= _rates(component, found)
    return found


def _rates(component: Component, known: dict[str, Range]) -> dict[str, Range]:
    """Return the range of every printed rate: what part and base allow, within the printed rate if it is believed."""
    found: dict[str, Range] = {}
    rows = {r.row.rate: r.row for r in component.rows if r.row.rate and r.row.reading == PRINTED}
    for name, row in rows.items():
        box = component.classes.programme.rates[name]
        printed = OPEN if name in component.relaxed else Range(box.low, box.high)
        own = known.get(name, printed)
        found[name] = meeting(own, rate_range(component, row.statement, own))
    return found


def _bound(id_: str, name: Label, unit: str, reached: dict[str, Range], alone: Interval) -> Bound:
    reach = reached.get(id_, Range(alone.low, alone.high))
    return Bound(id_, name, unit, reach.low, reach.high, alone)


def shown(bound: Bound, places: int = 4) -> tuple[str, str]:
    """Return both ends in the figure's unit, rounded outwards so that the range shown never cuts the range meant.

    >>> shown(Bound("x", PRIOR, "万元", Fraction(10001), Fraction(19999), Interval(Fraction(0), Fraction(1))), 2)
    ('1.00', '2.00')
    """
    fine = 10**places / Fraction(UNITS.get(bound.unit, Decimal(1)))
    low = "" if bound.low is None else f"{Decimal(floor(bound.low * fine)).scaleb(-places):f}"
    high = "" if bound.high is None else f"{Decimal(ceil(bound.high * fine)).scaleb(-places):f}"
    return low, high
