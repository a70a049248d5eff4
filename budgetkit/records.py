"""Tidy records of a disclosure: what the commands print as CSV and the frames hold, one dict a row.

Figures are strings exactly as printed, without thousands separators; empty where nothing is printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from budgetkit.amount import Amount
from budgetkit.changes import Prior
from budgetkit.comparison import Change
from budgetkit.judge import Finding
from budgetkit.model import Disclosure, Place
from budgetkit.verdicts import claim_verdicts

Record = dict[str, object]

FACTS: Final = ("table", "half", "code", "name", "column", "value", "unit", "places", "page", "inferred")
CLAIMS: Final = (
    "section",
    "subject",
    "code",
    "amount",
    "unit",
    "share",
    "change",
    "growth",
    "base",
    "verdict",
)
FINDINGS: Final = ("identity", "place", "left", "right", "gap", "allowance", "verdict", "message")
PRIOR: Final = (
    "section",
    "subject",
    "code",
    "amount",
    "change",
    "growth",
    "prior",
    "low",
    "high",
    "unit",
    "consistent",
)
INDICATORS: Final = (
    "table",
    "owner",
    "level1",
    "level2",
    "level3",
    "target",
    "basis",
    "prior",
    "weight",
    "scoring",
)
CHANGES: Final = (
    *("table", "row", "name", "column", "later", "earlier", "unit", "change", "growth"),
    *("stated", "stated_growth", "base", "agrees", "status", "earlier_name"),
)
UNPLACED: Final = ("text", "reason", "page")


def printed(amount: Amount | None) -> str:
    """Return a figure as printed, without its unit; empty for nothing."""
    return "" if amount is None else f"{amount.value:f}"


def _page(place: Place) -> object:
    return "" if place.page is None else place.page


def facts(disclosure: Disclosure) -> Iterator[Record]:
    """Yield one record a printed amount of every table, in published order."""
    for table in disclosure.tables.values():
        for row, column, cell in table.cells():
            assert cell.amount is not None
            where = (table.id, row.half, row.code, row.name, column)
            amount = (
                printed(cell.amount),
                cell.amount.unit,
                cell.amount.places,
                _page(cell.place),
                cell.inferred,
            )
            yield dict(zip(FACTS, (*where, *amount), strict=True))


def claims(disclosure: Disclosure, everything: bool = False) -> Iterator[Record]:
    """Yield one record a statement with a share, a change or a growth; with ``everything`` plain amounts too."""
    verdicts = {number: verdict for number, _, verdict in claim_verdicts(disclosure)}
    for number, claim in enumerate(disclosure.claims, 1):
        if everything or number in verdicts:
            figures = (claim.share, claim.change, claim.growth)
            values = (
                *(claim.section, claim.subject, claim.code, printed(claim.amount), claim.unit),
                *(printed(f) for f in figures),
                *(claim.base, verdicts.get(number, "")),
            )
            yield dict(zip(CLAIMS, values, strict=True))


def findings(found: Iterable[Finding]) -> Iterator[Record]:
    """Yield one record a finding, numbers as printed, blank where nothing could be computed."""
    for f in found:
        numbers = ("" if n is None else f"{n:f}" for n in (f.left, f.right, f.gap, f.allowance))
        yield dict(zip(FINDINGS, (f.identity, f.place, *numbers, f.verdict, f.message), strict=True))


def prior_year(priors: Iterable[Prior]) -> Iterator[Record]:
    """Yield one record a statement with a change: the prior figure it implies and its range."""
    for p in priors:
        c = p.claim
        stated = (c.section, c.subject, c.code, printed(c.amount), printed(c.change), printed(c.growth))
        implied = (f"{p.value:f}", f"{p.low:f}", f"{p.high:f}", p.unit, p.consistent)
        yield dict(zip(PRIOR, (*stated, *implied), strict=True))


def indicators(disclosure: Disclosure) -> Iterator[Record]:
    """Yield one record a performance indicator, in published order."""
    for i in disclosure.indicators:
        values = (i.table, i.owner, *i.levels, i.target, i.basis, i.prior, printed(i.weight), i.scoring)
        yield dict(zip(INDICATORS, values, strict=True))


def changes(found: Iterable[Change]) -> Iterator[Record]:
    """Yield one record a cell of two disclosures."""
    for c in found:
        unit = next((a.unit for a in (c.later, c.earlier) if a is not None), "")
        actual = ("" if n is None else f"{n:f}" for n in (c.change, c.growth))
        agrees = "" if c.agrees is None else c.agrees
        values = (
            *(c.table, c.row, c.name, c.column, printed(c.later), printed(c.earlier), unit, *actual),
            *(printed(c.stated), printed(c.stated_growth), c.base, agrees, c.status, c.earlier_name),
        )
        yield dict(zip(CHANGES, values, strict=True))


def unplaced(disclosure: Disclosure) -> Iterator[Record]:
    """Yield one record a text or number that could not be placed."""
    for u in disclosure.unplaced:
        yield dict(zip(UNPLACED, (u.text, u.reason, _page(u.place)), strict=True))
