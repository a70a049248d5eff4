"""One printed figure of a disclosure changed at a time, the ways in which figures go wrong in practice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from synthesize import with_figure

from budgetkit.checks.joint.coverage import figures
from budgetkit.checks.statement import Figure
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Disclosure

KINDS = (
    "last digit ±1",
    "last place ±10",
    "digits swapped",
    "point shifted",
    "neighbours exchanged",
    "unit mistaken",
)


@dataclass(frozen=True)
class Mutation:
    """What was changed: the figures by id with their new amounts."""

    kind: str
    changed: tuple[tuple[str, Amount], ...]

    @property
    def figures(self) -> frozenset[str]:
        """The ids of the figures that were changed."""
        return frozenset(n for n, _ in self.changed)


def mutations(of: Disclosure) -> Iterator[Mutation]:
    """Yield every mutation of every printed figure; none that would leave the figure as it is."""
    printed = figures(of)
    following = _following(printed)
    for figure in printed:
        yield from _of(figure, following.get(figure.id))


def _of(figure: Figure, neighbour: Figure | None) -> Iterator[Mutation]:
    amount = figure.amount
    step = Decimal(1).scaleb(-amount.places)
    for kind, size in (("last digit ±1", 1), ("last place ±10", 10)):
        for sign in (1, -1):
            yield Mutation(kind, ((figure.id, _with(amount, amount.value + sign * size * step)),))
    for kind, value in (
        ("digits swapped", _swapped(amount)),
        ("point shifted", amount.value.scaleb(1).quantize(step)),
    ):
        if value != amount.value:
            yield Mutation(kind, ((figure.id, _with(amount, value)),))
    if amount.value and amount.unit in ("元", "万元"):
        power = 4 if amount.unit == "万元" else -4
        moved = amount.value.scaleb(power).quantize(Decimal("0.01"), ROUND_HALF_UP)
        yield Mutation("unit mistaken", ((figure.id, _with(amount, moved)),))
    if neighbour is not None and neighbour.amount.value != amount.value:
        exchanged = (
            (figure.id, _with(amount, neighbour.amount.value)),
            (neighbour.id, _with(neighbour.amount, amount.value)),
        )
        yield Mutation("neighbours exchanged", exchanged)


def _with(amount: Amount, value: Decimal) -> Amount:
    return replace(amount, value=value)


def _swapped(amount: Amount) -> Decimal:
    """Return the value with its first two neighbouring different digits exchanged."""
    text = f"{amount.value:f}"
    for i in range(len(text) - 1):
        if text[i].isdigit() and text[i + 1].isdigit() and text[i] != text[i + 1]:
            return Decimal(text[:i] + text[i + 1] + text[i] + text[i + 2 :])
    return amount.value


def _following(printed: tuple[Figure, ...]) -> dict[str, Figure]:
    """Return the next figure of the same column, or of the same field of the narrative."""
    last: dict[str, Figure] = {}
    found: dict[str, Figure] = {}
    for figure in printed:
        place = figure.id.split("/")
        column = f"{place[0]}/{place[-1]}"
        if column in last and last[column].amount.unit == figure.amount.unit:
            found[last[column].id] = figure
        last[column] = figure
    return found


def mutated(of: Disclosure, mutation: Mutation) -> Disclosure:
    """Return the disclosure with the figures changed; nothing else is touched."""
    for figure, amount in mutation.changed:
        of = with_figure(of, figure, amount)
    return of
