"""Classes of figures that statements make equal: one unknown for each class, and fewer rows.

Most figures of a disclosure repeat others. Taking them as one unknown makes the programme several times smaller;
the path of equalities between two of them is kept, so that every proof can be given in the original statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from budgetkit.checks.joint.programme import VOID, ZERO, Programme, Row, Terms, collect
from budgetkit.model.fraction import Fraction


@dataclass(frozen=True, slots=True, eq=False)
class ClassRow:
    """A row over classes of equal figures; ``row`` is one original row that says it."""

    row: Row
    terms: Terms
    relation: str


@dataclass(frozen=True, slots=True)
class Box:
    """The interval of a class: where its figures' intervals meet, and which figure gives each end.

    ``low`` above ``high`` says that two figures contradict each other; ``None`` is no bound.
    """

    low: Fraction | None
    high: Fraction | None
    lowest: str = ""
    highest: str = ""

    @property
    def empty(self) -> bool:
        """Tell whether no number is left."""
        return self.low is not None and self.high is not None and self.low > self.high


class Classes:
    """The classes of equal figures of a programme, the forest of equalities that joins them, the other rows."""

    def __init__(self, programme: Programme) -> None:
        """Join figures by the rows x − y = 0, then rewrite all other rows over the classes."""
        self.programme = programme
        self.of: dict[str, str] = {n: n for r in programme.rows for n, _ in r.terms}
        self.members: dict[str, list[str]] = {n: [n] for n in self.of}
        self.joins: dict[str, list[tuple[str, Row]]] = {n: [] for n in self.of}
        for row in programme.rows:
            if _joins(row):
                self._join(row)
        self.rows = self._rewritten()
        # Of the programme, not of the class rows: «the base is zero» says nothing of classes where equal figures
        # make the base, and may still be supposed.
        self.void = frozenset(r.base for r in programme.rows if r.reading == VOID)

    def _join(self, row: Row) -> None:
        (a, _), (b, _) = row.terms
        keep, lose = self.of[a], self.of[b]
        if keep == lose:
            return
        if len(self.members[keep]) < len(self.members[lose]):
            keep, lose = lose, keep
        for name in self.members[lose]:
            self.of[name] = keep
        self.members[keep] += self.members.pop(lose)
        self.joins[a].append((b, row))
        self.joins[b].append((a, row))

    def _rewritten(self) -> list[ClassRow]:
        """Return every row over the classes once: those that become 0 = 0 or repeat another are dropped.

        Two rates with the same classes and numbers are still two figures: both rows are kept.
        """
        seen: dict[object, ClassRow] = {}
        for row in self.programme.rows:
            terms = tuple(sorted(collect((self.of[n], c) for n, c in row.terms)))
            if not terms:
                continue
            lead = terms[0][1] if row.relation == "=" else abs(terms[0][1])
            key = (row.relation, row.rate, row.reading, tuple((n, c / lead) for n, c in terms))
            seen.setdefault(key, ClassRow(row, terms, row.relation))
        return list(seen.values())

    def box(self, leader: str, relaxed: frozenset[str] = frozenset(), prefer: Iterable[str] = ()) -> Box:
        """Return where the intervals of a class's figures meet, the ``relaxed`` ones left out.

        Of two figures that give the same end, one that is preferred is named.
        """
        low: Fraction | None = None
        high: Fraction | None = None
        lowest = highest = ""
        liked = set(prefer)
        for name in self.members[leader]:
            box = self.programme.boxes.get(name)
            if box is None or name in relaxed:
                continue
            if low is None or box.low > low or (box.low == low and name in liked and lowest not in liked):
                low, lowest = box.low, name
            if (
                high is None
                or box.high < high
                or (box.high == high and name in liked and highest not in liked)
            ):
                high, highest = box.high, name
        return Box(low, high, lowest, highest)

    def lift(
        self, multipliers: Sequence[tuple[Row, Fraction]], relaxed: frozenset[str]
    ) -> list[tuple[Row, Fraction]]:
        """Return multipliers of original rows that prove what these multipliers of class rows prove.

        Within each class the whole coefficient is moved, along the equalities, onto the figure that bounds it.
        """
        total: dict[Row, Fraction] = {}
        load: dict[str, dict[str, Fraction]] = {}
        for row, multiplier in multipliers:
            total[row] = total.get(row, ZERO) + multiplier
            for name, coefficient in row.terms:
                here = load.setdefault(self.of[name], {})
                here[name] = here.get(name, ZERO) + multiplier * coefficient
        for leader, coefficients in load.items():
            weight = sum(coefficients.values(), ZERO)
            box = self.box(leader, relaxed, [n for n, c in coefficients.items() if c])
            target = box.lowest if weight > 0 else box.highest
            self._move(coefficients, target or leader, total)
        return [(r, m) for r, m in total.items() if m]

    def between(self, low: str, high: str) -> list[tuple[Row, Fraction]]:
        """Return the equalities that add up to low − high = 0, for two figures of one class."""
        total: dict[Row, Fraction] = {}
        self._move({low: Fraction(-1), high: Fraction(1)}, low, total)
        return [(r, m) for r, m in total.items() if m]

    def _move(self, coefficients: Mapping[str, Fraction], target: str, total: dict[Row, Fraction]) -> None:
        """Add to ``total`` the equalities that move every coefficient of a class onto one figure."""
        order = [target]
        came: dict[str, tuple[str, Row | None]] = {target: ("", None)}
        for name in order:
            for other, join in self.joins[name]:
                if other not in came:
                    came[other] = (name, join)
                    order.append(other)
        carried = dict(coefficients)
        for name in reversed(order[1:]):
            amount = carried.get(name, ZERO)
            parent, row = came[name]
            if not amount or row is None:
                continue
            step = -amount / dict(row.terms)[name]
            total[row] = total.get(row, ZERO) + step
            carried[parent] = carried.get(parent, ZERO) + amount


def _joins(row: Row) -> bool:
    return (
        not row.rate and row.relation == "=" and len(row.terms) == 2 and row.terms[0][1] == -row.terms[1][1]
    )
