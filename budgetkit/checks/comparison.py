"""Two disclosures of one department side by side, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from budgetkit.checks.printed import Line, Printed
from budgetkit.model.amount import Amount, Interval
from budgetkit.model.disclosure import Claim, Disclosure


@dataclass(frozen=True, slots=True)
class Change:
    """One cell in two disclosures: both amounts (``None``: not printed), the actual change, and the stated one.

    ``status`` is ``changed``, ``same``, ``appeared``, ``vanished`` or ``renamed``; ``change`` is in yuan and
    ``growth`` in percent, both of the printed figures. ``agrees`` tells whether the stated change can be the
    actual one given all rounding, ``None`` where none is stated or its base is another figure (``base``).
    """

    table: str
    row: str
    name: str
    column: str
    later: Amount | None
    earlier: Amount | None
    change: Decimal | None = None
    growth: Decimal | None = None
    stated: Amount | None = None
    stated_growth: Amount | None = None
    agrees: bool | None = None
    status: str = "same"
    earlier_name: str = ""
    base: str = ""


def compare(later: Disclosure, earlier: Disclosure) -> tuple[Change, ...]:
    """Return every cell that either disclosure prints, its change, and what the later one states of it.

    Rows are matched by code or item, then by name; tables that only one of them has are left to the summary of
    what appeared and vanished. A stated change is compared only where its base is the earlier budget.
    """
    first, second = Printed(earlier), Printed(later)
    said = {c.about: c for c in reversed(later.claims) if c.change is not None or c.growth is not None}
    found: list[Change] = []
    for table in dict.fromkeys((*later.tables, *earlier.tables)):
        columns = dict.fromkeys(c for d in (later, earlier) if table in d for c in d[table].columns)
        for new, old in _pairs(second.lines(table), first.lines(table)):
            for column in columns:
                change = _change(table, column, new, old, said)
                if change is not None:
                    found.append(change)
    return tuple(found)


def _key(line: Line) -> tuple[str, str]:
    return (line.row.half, line.row.code or line.row.item or line.row.name)


def _pairs(new: list[Line], old: list[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """Yield rows of both years side by side, in the order of the later one, vanished rows last."""
    rest: dict[tuple[str, str], list[Line]] = {}
    for line in old:
        rest.setdefault(_key(line), []).append(line)
    for line in new:
        same = rest.get(_key(line))
        yield line, same.pop(0) if same else None
    for lines in rest.values():
        for line in lines:
            yield None, line


def _change(
    table: str, column: str, new: Line | None, old: Line | None, said: dict[str, Claim]
) -> Change | None:
    figures = [line.figure(column) if line else None for line in (new, old)]
    later, earlier = (f.amount if f else None for f in figures)
    line = new or old
    if line is None or (later is None and earlier is None):
        return None
    name, was = line.row.name, old.row.name if old and new and old.row.name != new.row.name else ""
    common = Change(table, line.id, name, column, later, earlier, earlier_name=was)
    return _with_numbers(common, said.get(f"{table}/{line.id}/{column}"), bool(new), bool(old))


def _with_numbers(cell: Change, claim: Claim | None, is_new: bool, is_old: bool) -> Change:
    blank = Fraction(0)
    after = cell.later.exact if cell.later else blank
    before = cell.earlier.exact if cell.earlier else blank
    delta = after - before
    status = "appeared" if not is_old else "vanished" if not is_new else "changed" if delta else "same"
    growth = _decimal(delta / before * 100, 2) if before else None
    stated = claim.change if claim else None
    rate = claim.growth if claim else None
    return Change(
        *(cell.table, cell.row, cell.name, cell.column, cell.later, cell.earlier),
        change=_decimal(delta, 2),
        growth=growth,
        stated=stated,
        stated_growth=rate,
        agrees=_agrees(cell, claim),
        status="renamed" if cell.earlier_name and status in ("same", "changed") else status,
        earlier_name=cell.earlier_name,
        base=claim.base if claim else "",
    )


def _agrees(cell: Change, claim: Claim | None) -> bool | None:
    """Tell whether the stated change can be the actual one; only a change from a budget is comparable.

    The narrative often prints coarser units than the tables and takes differences of its rounded figures; both
    amounts are therefore allowed the precision of the stated change.
    """
    if claim is None or claim.change is None or "执行" in claim.base or "决算" in claim.base:
        return None
    half = claim.change.ulp / 2
    coarse = Interval(-half, half)
    after = cell.later.interval if cell.later else Interval(Fraction(0), Fraction(0))
    before = cell.earlier.interval if cell.earlier else Interval(Fraction(0), Fraction(0))
    return (after + coarse - (before + coarse)).meets(claim.change.interval)


def _decimal(number: Fraction, places: int) -> Decimal:
    return Decimal(round(number * 10**places)).scaleb(-places)
