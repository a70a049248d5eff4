"""Changes as they were stated, against the real document of the year before.

An implied prior figure and a real one agree where one unrounded number can lie behind both: the judgement is exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import pandas as pd

from budgetkit.checks.comparison import kind_of_base
from budgetkit.corpus.panel.totals import Panel, Row, framed, printed, records, rounded
from budgetkit.model.amount import Amount, Interval, share_range
from budgetkit.model.fraction import Fraction

_SQL: Final = """SELECT d.department, d.kind, d.year, c.number, c.section, c.subject, c.about, c.base, c.unit,
  c.amount, c.amount_places, c.change, c.change_places, c.growth, c.growth_places, f.value, f.unit AS prior_unit, f.places
  FROM claims c JOIN chosen d USING (document)
  JOIN chosen p ON p.department = d.department AND p.kind = d.kind AND p.form = d.form AND p.year = d.year - 1
  JOIN facts f ON f.document = p.document AND c.about = f."table" || '/' || f."row" || '/' || f."column"
  WHERE NOT c.inferred AND c.amount IS NOT NULL AND (c.change IS NOT NULL OR c.growth IS NOT NULL)
  ORDER BY d.department, d.kind, d.year, c.number"""
HEAD: Final = (
    *(
        "department",
        "kind",
        "year",
        "number",
        "section",
        "subject",
        "about",
        "amount",
        "unit",
        "change",
        "growth",
        "base",
    ),
    *("implied", "low", "high", "prior", "actual_growth", "agrees"),
)


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement of a change, and the figure that the document of the year before really prints."""

    amount: Amount
    change: Amount | None
    growth: Amount | None
    prior: Amount

    @property
    def implied(self) -> Interval | None:
        """What the statement says of the prior figure, in yuan: amount − change; ``None`` where only a growth is stated."""
        return None if self.change is None else self.amount.interval - self.change.interval

    @property
    def actual(self) -> Fraction | None:
        """The growth that the printed figures of both documents give; ``None`` on a zero base."""
        return (self.amount.exact / self.prior.exact - 1) if self.prior.exact else None

    @property
    def agrees(self) -> bool:
        """Tell whether amount, change, growth and the real prior figure can all be true, all rounding considered."""
        if self.implied is not None and not self.implied.meets(self.prior.interval):
            return False
        if self.growth is None or self.prior.interval.holds(0):
            return True
        reach = share_range(self.amount.interval - self.prior.interval, self.prior.interval)
        return reach is None or reach.meets(self.growth.interval)


def against_prior(panel: Panel) -> pd.DataFrame:
    """Return one row a stated change whose base is the document of the year before, where the corpus has that.

    ``implied`` is amount − change as printed, ``low`` to ``high`` its range, ``prior`` what the earlier document prints,
    all in ``unit``; growths are in percent. ``agrees`` tells whether the statement can be true of it.
    """
    rows = [_row(r, s) for r, s in _statements(panel)]
    return framed(rows, *HEAD)


def _statements(panel: Panel) -> Iterator[tuple[Row, Stated]]:
    for r in panel.rows(_SQL):
        if kind_of_base(r["base"], r["kind"]) != r["kind"]:
            continue
        change = _amount(r, "change", r["unit"])
        growth = _amount(r, "growth", "%")
        amount = printed(r["amount"], r["unit"], r["amount_places"])
        yield r, Stated(amount, change, growth, printed(r["value"], r["prior_unit"], r["places"]))


def _amount(r: Row, name: str, unit: str) -> Amount | None:
    return None if r[name] is None else printed(r[name], unit, r[f"{name}_places"])


def _row(r: Row, s: Stated) -> Row:
    factor = Fraction(s.amount.factor)
    about = {
        n: r[n]
        for n in ("department", "kind", "year", "number", "section", "subject", "about", "unit", "base")
    }
    implied: Row = {}
    if s.change is not None and s.implied is not None:
        ends = {"low": rounded_to(s.implied.low / factor), "high": rounded_to(s.implied.high / factor)}
        implied = {"implied": s.amount.value - s.change.value, **ends}
    actual = None if s.actual is None else rounded(s.actual * 100)
    stated = {n: None if a is None else a.value for n, a in (("change", s.change), ("growth", s.growth))}
    prior = s.prior.value if s.prior.unit == r["unit"] else rounded_to(s.prior.exact / factor)
    return {
        **about,
        **stated,
        **implied,
        **{"amount": s.amount.value, "prior": prior, "actual_growth": actual, "agrees": s.agrees},
    }


def rounded_to(number: Fraction) -> Decimal:
    """Return a number as a decimal, exactly where it has one of six digits.

    >>> rounded_to(Fraction(1, 8))
    Decimal('0.125')
    """
    return Decimal(round(number * 1_000_000)).scaleb(-6).normalize() + 0


def agreement(found: pd.DataFrame) -> pd.DataFrame:
    """Return one row a kind and year: how many statements could be compared with the prior document, and how many agree."""
    rows: dict[tuple[str, int], Row] = {}
    for r in records(found):
        key = (r["kind"], r["year"])
        row = rows.setdefault(key, {"kind": key[0], "year": key[1], "statements": 0, "agree": 0, "differ": 0})
        row["statements"] += 1
        row["agree" if r["agrees"] else "differ"] += 1
    return framed([rows[key] for key in sorted(rows)], "kind", "year", "statements", "agree", "differ")


def headline(found: pd.DataFrame) -> pd.DataFrame:
    """Return every statement that disagrees, and of each department, kind and year the one about the largest amount."""
    best: dict[tuple[str, str, int], Row] = {}
    for r in records(found):
        key = (r["department"], r["kind"], r["year"])
        if r["growth"] is not None or r["implied"]:
            best[key] = max(best.get(key, r), r, key=lambda one: one["amount"])
    chosen = [r for r in records(found) if not r["agrees"] or r in best.values()]
    return framed(chosen, *HEAD)
