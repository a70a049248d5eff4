"""Cells that are worth asking the solver about: the total column by order and sums first, then what can add up to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from budgetkit.readers.flat.demands import FIRM, Demand, Scaled
from budgetkit.readers.flat.order import Family, Figure, column_values
from budgetkit.readers.flat.puzzle import Puzzle, Where
from budgetkit.readers.flat.rules import Rule

TOTAL: Final = "total"


def lines_only(puzzle: Puzzle) -> list[frozenset[Where]]:
    """Return the cells that the lines of the text leave open to each figure."""
    return [loose.cells for loose in puzzle.loose]


def by_known(
    scaled: Sequence[Scaled], domain: Sequence[frozenset[Where]], demands: Sequence[Demand]
) -> list[frozenset[Where]]:
    """Return the cells left open once cells that other tables or the narrative give outright take only that value.

    A sum of cells that is known to be zero closes all of them, as long as no figure of the table is negative.
    """
    known: dict[Where, tuple[int, int]] = {}
    unsure: set[Where] = set()
    signed = any(s.value < 0 for s in scaled)
    for demand in demands:
        if demand.relation != "=" or demand.price < FIRM:
            continue
        value, width = -demand.constant * demand.terms[0][1], demand.width
        zero = abs(value) <= width and not signed and len({s for _, s in demand.terms}) == 1
        for cell, _ in demand.terms if len(demand.terms) == 1 or zero else ():
            if known.setdefault(cell, (value, width))[0] != value:
                unsure.add(cell)
    if not signed:
        _close(known, [d for d in demands if d.price >= FIRM])
    return [
        frozenset(c for c in cells if c in unsure or c not in known or _is(scaled[n], *known[c]))
        for n, cells in enumerate(domain)
    ]


def _close(known: dict[Where, tuple[int, int]], demands: Sequence[Demand]) -> None:
    """Close the parts of whatever is closed, as far as this reaches."""
    while True:
        closed = {cell for cell, (value, width) in known.items() if abs(value) <= width}
        more = {
            cell
            for d in demands
            if d.constant == 0 and all(c in closed for c, sign in d.terms if sign > 0)
            for cell, sign in d.terms
            if sign < 0 and d.relation == "=" and cell not in known
        }
        more |= {c for d in demands if d.relation == "<=" for c in _bounded(d) if c not in known}
        if not more:
            return
        known |= dict.fromkeys(more, (0, 0))


def _bounded(demand: Demand) -> list[Where]:
    """Return the cells of a bound that leaves nothing to them."""
    nothing = demand.constant >= 0 and all(sign > 0 for _, sign in demand.terms)
    return [cell for cell, _ in demand.terms] if nothing and demand.width == 0 else []


def _is(figure: Scaled, value: int, width: int) -> bool:
    return abs(figure.value - value) <= width + figure.half


def by_total(
    puzzle: Puzzle, scaled: Sequence[Scaled], domain: Sequence[frozenset[Where]], rules: Sequence[Rule]
) -> list[frozenset[Where]] | None:
    """Return the cells left open once the total column is read by order, ``None`` where that cannot be done."""
    frame = puzzle.frame
    if frame.table.layout != "codes" or not frame.rows or frame.columns[0] != TOTAL or len(frame.columns) < 2:
        return None
    chosen = [n for n in range(len(domain)) if _may_be_total(puzzle, domain, n)]
    figures = [_figure(puzzle, scaled, domain, n) for n in chosen]
    values = column_values(figures, len(frame.rows), _families(frame.table.id, rules))
    if values is None:
        return None
    amounts = [s.value for s in scaled]
    halves = max((s.half for s in scaled), default=0)
    return [
        frozenset(c for c in cells if _fits(c, scaled[n].value, values[c[0]], amounts, halves))
        for n, cells in enumerate(domain)
    ]


def _may_be_total(puzzle: Puzzle, domain: Sequence[frozenset[Where]], n: int) -> bool:
    """Tell whether a figure may stand in the total column: nothing of the table is left of it on its line."""
    return puzzle.steps[n] != "right" and any(c == TOTAL for _, c in domain[n])


def _figure(puzzle: Puzzle, scaled: Sequence[Scaled], domain: Sequence[frozenset[Where]], n: int) -> Figure:
    line = puzzle.frame.tokens[puzzle.loose[n].token].line
    return Figure(scaled[n].value, scaled[n].half, frozenset(r for r, c in domain[n] if c == TOTAL), line)


def _families(table: str, rules: Sequence[Rule]) -> list[Family]:
    return [
        Family(rule.terms[0][0][1], tuple(p[1] for p, _ in rule.terms[1:]))
        for rule in rules
        if rule.kind == "rollup"
        and rule.terms[0][0][0] == table
        and all(p[2] == TOTAL for p, _ in rule.terms)
    ]


def _fits(cell: Where, value: int, totals: frozenset[int], amounts: Sequence[int], half: int) -> bool:
    """Tell whether a value can stand in a cell of a row whose total is one of several values."""
    if cell[1] == TOTAL:
        return value in totals
    return any(_part_of(value, total, amounts, half) for total in totals)


def _part_of(value: int, total: int, amounts: Sequence[int], half: int) -> bool:
    """Tell whether a value, alone or with one or two others of the table, makes up a total."""
    rest = total - value
    if abs(rest) <= 2 * half or value == 0:
        return True
    if total >= 0 and value > total + 2 * half and min(amounts) >= 0:
        return False
    if any(abs(rest - a) <= 3 * half for a in amounts):
        return True
    small = [a for a in amounts if 0 < a < rest]
    return any(abs(rest - a - b) <= 4 * half for a in small for b in small)
