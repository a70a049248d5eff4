"""Errors as they happen in real disclosures, put into a correct one, with the truth kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from random import Random
from types import MappingProxyType
from typing import Any, Final

from budgetkit.checks.printed import Printed, families
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Disclosure, Row


@dataclass(frozen=True, slots=True)
class SeededError:
    """One error that was put in: the id of the figure, what it should be, what is printed, the kind of error."""

    figure: str
    right: Amount
    printed: Amount
    kind: str


Change = tuple[str, Amount, Amount]
"""The id of a figure, the right amount, the wrong one."""


def put_in(
    disclosure: Disclosure, kinds: Sequence[str], rng: Random
) -> tuple[Disclosure, tuple[SeededError, ...]]:
    """Return the disclosure with one error of each kind named, each on another figure, and the truth of them.

    Raises:
        ValueError: no such kind of error, or the disclosure has no figure that it can happen to.
    """
    found: list[SeededError] = []
    for kind in kinds:
        if kind not in KINDS:
            raise ValueError(f"no error of kind {kind!r}; there are {', '.join(KINDS)} (synthesize.errors)")
        taken = {e.figure for e in found}
        offers = [c for c in KINDS[kind](disclosure, rng) if not taken & {figure for figure, _, _ in c}]
        if not offers:
            raise ValueError(f"no figure of {disclosure.label} can have an error of kind {kind!r}")
        for figure, right, wrong in rng.choice(offers):
            disclosure = with_figure(disclosure, figure, wrong)
            found.append(SeededError(figure, right, wrong, kind))
    return disclosure, tuple(found)


def with_figure(disclosure: Disclosure, figure: str, amount: Amount) -> Disclosure:
    """Return the disclosure with another amount at a figure's id (``table/row/column`` or ``claims/<n>/<field>``)."""
    first, _, rest = figure.partition("/")
    if first == "claims":
        number, field = rest.split("/")
        claims = list(disclosure.claims)
        changes: dict[str, Any] = {field: amount}
        claims[int(number) - 1] = replace(claims[int(number) - 1], **changes)
        return replace(disclosure, claims=tuple(claims))
    line, _, column = rest.rpartition("/")
    table = disclosure[first]
    rows = [
        _with_cell(row, column, amount) if found.id == line else row
        for row, found in zip(table.rows, Printed(disclosure).lines(first), strict=True)
    ]
    return replace(disclosure, tables={**disclosure.tables, first: replace(table, rows=tuple(rows))})


def _with_cell(row: Row, column: str, amount: Amount) -> Row:
    return replace(
        row, cells={**row.cells, column: replace(row.cells.get(column, Cell(None)), amount=amount)}
    )


def _figures(disclosure: Disclosure) -> Iterator[tuple[str, Amount]]:
    """Yield every non-zero figure of the tables, and the amounts, changes and growths of the narrative."""
    printed = Printed(disclosure)
    for table in disclosure.tables.values():
        for line in printed.lines(table.id):
            for column in table.columns:
                figure = line.figure(column)
                if figure is not None and figure.amount.value:
                    yield figure.id, figure.amount
    for number, claim in enumerate(disclosure.claims, 1):
        for field in ("amount", "change", "growth") if claim.is_quantified else ():
            amount = getattr(claim, field)
            if amount is not None and amount.value:
                yield f"claims/{number}/{field}", amount


def _each(
    wrong: Callable[[Amount, Random], Amount | None],
) -> Callable[[Disclosure, Random], list[list[Change]]]:
    def offers(disclosure: Disclosure, _: Random) -> list[list[Change]]:
        # What goes wrong with a figure depends on the figure alone, not on how many came before it.
        changed = [(f, right, wrong(right, Random(f"{right} {f}"))) for f, right in _figures(disclosure)]
        return [[(f, right, w)] for f, right, w in changed if w is not None and w != right]

    return offers


def _with_digits(amount: Amount, digits: Sequence[int]) -> Amount:
    value = Decimal((amount.value.as_tuple().sign, tuple(digits), -amount.places))
    return replace(amount, value=value)


def _transposed(amount: Amount, rng: Random) -> Amount | None:
    digits = list(amount.value.as_tuple().digits)
    places = [i for i, (a, b) in enumerate(pairwise(digits)) if a != b and (b or i)]
    if not places:
        return None
    i = rng.choice(places)
    digits[i], digits[i + 1] = digits[i + 1], digits[i]
    return _with_digits(amount, digits)


def _last_digit(amount: Amount, rng: Random) -> Amount | None:
    digits = list(amount.value.as_tuple().digits)
    digits[-1] = rng.choice([d for d in range(10) if abs(d - digits[-1]) > 2])
    return _with_digits(amount, digits)


def _shifted(amount: Amount, rng: Random) -> Amount | None:
    factor = rng.choice((Decimal(10), Decimal("0.1")))
    return replace(amount, value=(amount.value * factor).quantize(Decimal(1).scaleb(-amount.places)))


def _units(disclosure: Disclosure, _: Random) -> list[list[Change]]:
    """Print an amount of the narrative in the other unit of 元 and 万元, digits unchanged."""
    other = {"万元": "元", "元": "万元"}
    return [
        [(f"claims/{n}/amount", c.amount, replace(c.amount, unit=other[c.amount.unit]))]
        for n, c in enumerate(disclosure.claims, 1)
        if c.amount and c.amount.value and c.amount.unit in other and c.change is None
    ]


def _exchanged(disclosure: Disclosure, _: Random) -> list[list[Change]]:
    """Exchange the figures of two neighbouring rows in one column."""
    printed, offers = Printed(disclosure), []
    for table in disclosure.tables.values():
        for above, below in pairwise(printed.lines(table.id)):
            for column in table.columns:
                a, b = above.figure(column), below.figure(column)
                if a is not None and b is not None and a.amount.value != b.amount.value:
                    offers.append([(a.id, a.amount, b.amount), (b.id, b.amount, a.amount)])
    return offers


def _stale(disclosure: Disclosure, rng: Random) -> list[list[Change]]:
    """Leave one part out of a total by code, as if it had been added after the total was struck."""
    printed, offers = Printed(disclosure), []
    for table in disclosure.tables.values():
        lines = printed.lines(table.id)
        below = {line.id: parts for line, parts in families(lines)}
        for line in lines:
            parts = below.get(line.id, [])
            for column in table.columns:
                whole = line.figure(column)
                figures = [f for p in parts if (f := p.figure(column)) is not None and f.amount.value]
                if whole is not None and len(figures) > 1:
                    rest = whole.amount.value - rng.choice(figures).amount.value
                    offers.append([(whole.id, whole.amount, replace(whole.amount, value=rest))])
    return offers


def _trimmed(disclosure: Disclosure, _: Random) -> list[list[Change]]:
    """Trim a share by two units of its last place, as is done to make shares add to 100."""
    offers = []
    for number, claim in enumerate(disclosure.claims, 1):
        if claim.share is not None and claim.whole and claim.share.value > 1:
            trimmed = replace(claim.share, value=claim.share.value - Decimal(2).scaleb(-claim.share.places))
            offers.append([(f"claims/{number}/share", claim.share, trimmed)])
    return offers


def _wrong_sign(disclosure: Disclosure, _: Random) -> list[list[Change]]:
    """Call an increase a decrease, or the other way round, in the growth only."""
    return [
        [(f"claims/{number}/growth", claim.growth, replace(claim.growth, value=-claim.growth.value))]
        for number, claim in enumerate(disclosure.claims, 1)
        if claim.growth is not None and claim.growth.value
    ]


KINDS: Final[Mapping[str, Callable[[Disclosure, Random], list[list[Change]]]]] = MappingProxyType(
    {
        "digits transposed": _each(_transposed),
        "last digit": _each(_last_digit),
        "decimal shifted": _each(_shifted),
        "unit mistaken": _units,
        "neighbours exchanged": _exchanged,
        "total not updated": _stale,
        "share shaved": _trimmed,
        "growth of wrong sign": _wrong_sign,
    }
)
"""Every kind of error, with what it offers to do to a disclosure."""
