"""What the figures of a scan may be: the readings of its pictures, brought to the cells and statements made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from budgetkit.model.amount import Amount, parse_amount
from budgetkit.model.disclosure import Cell, Claim, Disclosure, Place, Table
from budgetkit.readers.formats.page import Page, Paper, Reading

SURE: Final = 0.9
"""Probability from which the recogniser's first reading counts as read; the proof by identities does not use it."""
UNDER_SEAL: Final = 0.5
"""What the first reading of a number that a seal lay over is worth at most, however sure the recogniser is."""
LEAST: Final = 1e-4
"""Probability from which another reading is thought of."""
_FIELDS: Final = ("amount", "share", "change", "growth", "base_amount")

Readings = tuple[tuple[str, float], ...]


def with_readings(disclosure: Disclosure, paper: Paper) -> Disclosure:
    """Return a disclosure whose figures from pictures say what else they may be; the same where there are no pictures."""
    pages = {page.number: page for page in paper.pages if page.readings}
    if not pages:
        return disclosure
    return replace(
        disclosure,
        tables={name: _table(table, pages) for name, table in disclosure.tables.items()},
        claims=tuple(_claim(claim, pages) for claim in disclosure.claims),
    )


def _table(table: Table, pages: Mapping[int, Page]) -> Table:
    rows = tuple(
        replace(row, cells={column: _cell(cell, pages) for column, cell in row.cells.items()})
        for row in table.rows
    )
    return replace(table, rows=rows)


def _cell(cell: Cell, pages: Mapping[int, Page]) -> Cell:
    page = pages.get(cell.place.page or 0)
    if cell.amount is None or page is None or not _is_pictured(cell.place, page):
        return cell
    found = _may_be(cell.amount, _inside(page.readings, cell.place))
    return replace(cell, ocr=_status(found), readings=found)


def _is_pictured(place: Place, page: Page) -> bool:
    """Tell whether a place of a page was read from a picture."""
    if not page.pictured or place.box is None:
        return not page.pictured
    x, y = (place.box[0] + place.box[2]) / 2, (place.box[1] + place.box[3]) / 2
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in page.pictured)


def _claim(claim: Claim, pages: Mapping[int, Page]) -> Claim:
    here = claim.place.page
    # Of a page with text of its own only tables are read from pictures.
    if here is None or here not in pages or pages[here].pictured:
        return claim
    near = [r for page in (here, here + 1) if page in pages for r in pages[page].readings]
    amounts = {field: amount for field in _FIELDS if (amount := getattr(claim, field)) is not None}
    found = {field: _may_be(amount, near) for field, amount in amounts.items()}
    # A zero that stands for words (持平) is printed nowhere.
    found = {field: may_be for field, may_be in found.items() if may_be[0][1] or amounts[field].value}
    least = min(
        (_status(readings) for readings in found.values()), default="", key=("uncertain", "read", "").index
    )
    readings = tuple((field, text, p) for field, texts in found.items() for text, p in texts)
    return replace(claim, ocr=least, readings=readings)


def _status(readings: Readings) -> str:
    return "read" if readings and readings[0][1] >= SURE else "uncertain"


def _inside(readings: Iterable[Reading], place: Place) -> Iterator[Reading]:
    for reading in readings:
        x, y = (reading.box[0] + reading.box[2]) / 2, (reading.box[1] + reading.box[3]) / 2
        if place.box is None or (place.box[0] <= x <= place.box[2] and place.box[1] <= y <= place.box[3]):
            yield reading


def _may_be(amount: Amount, readings: Iterable[Reading]) -> Readings:
    """Return what an amount may be by the readings of its number, itself first; a decrease keeps its minus.

    Where several numbers of a page are printed alike, what any of them may be counts.
    """
    found: dict[Decimal, float] = {}
    first = 0.0
    for reading in readings:
        values = [(value, p) for text, p in reading.readings if (value := _value(text)) is not None]
        if values and abs(values[0][0]) == abs(amount.value):
            p = min(values[0][1], UNDER_SEAL) if reading.covered else values[0][1]
            first = min(first, p) if first else p
            for value, p in values[1:]:
                signed = -abs(value) if amount.value < 0 else value
                if p >= LEAST and signed != amount.value:
                    found[signed] = max(p, found.get(signed, 0.0))
    others = sorted(found.items(), key=lambda item: -item[1])
    # Six digits of a probability are more than is known of it, and are what a saved disclosure keeps.
    return tuple((f"{value:f}", float(f"{p:.6g}")) for value, p in ((amount.value, first), *others))


def _value(text: str) -> Decimal | None:
    amount = parse_amount(text.rstrip("%"), "")
    return None if amount is None else amount.value
