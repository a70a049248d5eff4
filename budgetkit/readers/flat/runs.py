"""Runs of figures, each in the order of its cells, and the patterns of cells that a run may fill.

Where a text goes row by row the row of every figure is known and its figures stand in column order; open is only
which columns are blank. So a run of k figures before m cells fills one of few patterns: those that satisfy the
identities of the row itself.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Final

from budgetkit.readers.flat.frame import Frame
from budgetkit.readers.flat.lines import is_laid_out
from budgetkit.readers.flat.rules import Place, Rule
from budgetkit.readers.flat.stream import figures_in_turn

_MOST: Final = 3000


@dataclass(frozen=True, slots=True)
class Scaled:
    """The value of a figure and half its last place, as whole numbers of one quantum."""

    value: int
    half: int


ZERO: Final = Scaled(0, 0)


@dataclass(frozen=True, slots=True)
class Run:
    """Figures (numbers among those of their table) that stand in this order in some of these cells.

    Without figures it is a row of a table whose text goes down the columns.
    """

    table: str
    figures: tuple[int, ...]
    cells: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to place a run: cells with the figure of each, and what the run's own rules cost under it."""

    cells: tuple[Place, ...]
    cost: float
    figures: tuple[int, ...]


def runs_of(frame: Frame) -> tuple[Run, ...] | None:
    """Return the runs of a table whose text goes row by row, ``None`` for any other text."""
    table, number_of = frame.table.id, {t: k for k, t in enumerate(frame.numbers)}
    if frame.table.layout == "strip":
        cells = tuple((table, r, c) for r in range(len(frame.rows)) for c in frame.columns)
        few = len(cells) >= len(frame.numbers)
        return (Run(table, tuple(number_of.values()), cells),) if few else None
    laid_out = is_laid_out(frame.tokens)
    found = _in_turn(frame, range(len(frame.tokens)), laid_out)
    if found is None and laid_out:
        found = _in_turn(frame, _lines_joined(frame), laid_out)
    if found is None:
        return None
    return tuple(
        Run(table, tuple(number_of[n] for n in numbers), tuple((table, r, c) for c in frame.columns_of(r)))
        for r, numbers in found.items()
        if numbers
    )


def _in_turn(frame: Frame, order: Sequence[int], laid_out: bool) -> dict[int, tuple[int, ...]] | None:
    """Return the figures of every row where they follow its label when the tokens are taken in an order."""
    at = {token: n for n, token in enumerate(order)}
    starts = _starts(frame)
    room = {r: len(frame.columns_of(r)) for r in starts}
    found: dict[int, tuple[int, ...]] = {}
    for rows, numbers in _streams(frame, starts, laid_out):
        here = figures_in_turn({r: at[starts[r]] for r in rows}, sorted(at[n] for n in numbers), room)
        if here is None:
            return None
        found |= {row: tuple(order[n] for n in figures) for row, figures in here.items()}
    return found


def _lines_joined(frame: Frame) -> list[int]:
    """Return the tokens of a text that keeps its columns, figures on a line of their own among those of the next row.

    A cell that is set a little higher than the label of its row comes out as a line above it.
    """
    labelled = sorted({frame.tokens[n].line for n in frame.anchors})
    lines, numbers = {}, set(frame.numbers)
    for n, token in enumerate(frame.tokens):
        below = bisect_left(labelled, token.line)
        lines[n] = labelled[below] if n in numbers and below < len(labelled) else token.line
    return sorted(lines, key=lambda n: (lines[n], frame.tokens[n].at))


def _streams(
    frame: Frame, starts: Mapping[int, int], laid_out: bool
) -> Iterator[tuple[list[int], list[int]]]:
    """Yield rows with the figures among them; a text that keeps its columns shows for two halves which are of which."""
    halves = dict.fromkeys(frame.rows[r].half for r in starts)
    if len(halves) < 2 or not laid_out:
        yield list(starts), list(frame.numbers)
        return
    left, right = ([r for r in starts if frame.rows[r].half == half] for half in list(halves)[:2])
    edges: dict[int, int] = {}
    for row in right:
        token = frame.tokens[starts[row]]
        edges[token.page] = min(token.at, edges.get(token.page, token.at))
    beyond = {n for n in frame.numbers if frame.tokens[n].at >= edges.get(frame.tokens[n].page, 0)}
    yield left, [n for n in frame.numbers if n not in beyond]
    yield right, [n for n in frame.numbers if n in beyond]


def _starts(frame: Frame) -> dict[int, int]:
    """Return the token that each row begins with: its code, whose name may stand on the line before; else its label."""
    starts: dict[int, int] = {}
    for token, row in sorted(frame.anchors.items()):
        first = starts.setdefault(row, token)
        if frame.table.layout == "codes" and _is_digits(frame, token) and not _is_digits(frame, first):
            starts[row] = token
    return starts


def _is_digits(frame: Frame, token: int) -> bool:
    return frame.tokens[token].kind == "digits"


def patterns_of(
    run: Run, figures: Sequence[Scaled], own: Sequence[tuple[Rule, float]]
) -> tuple[Pattern, ...]:
    """Return every pattern of a run with its cost by the run's ``own`` rules; none where there are too many."""
    size = len(run.figures)
    if comb(len(run.cells), size) > _MOST:
        return ()
    found = []
    for cells in combinations(run.cells, size):
        at = dict(zip(cells, figures, strict=True))
        cost = sum(price for rule, price in own if _applies(rule, at) and not holds(rule, at))
        found.append(Pattern(cells, cost, run.figures))
    return tuple(found)


def _applies(rule: Rule, at: Mapping[Place, Scaled]) -> bool:
    """Tell whether a rule says anything of figures in cells."""
    return all(p in at for p in rule.printed) and not any(at[p].value for p in rule.zero if p in at)


def holds(rule: Rule, at: Mapping[Place, Scaled], constant: int = 0, width: int = 0) -> bool:
    """Tell whether a rule holds of figures in cells, exactly but for half a last place of each."""
    here = [(at[p], s) for p, s in rule.terms if p in at]
    total = constant + sum(s * x.value for x, s in here)
    room = width + sum(abs(s) * x.half for x, s in here)
    return total <= room and (rule.relation == "<=" or total >= -room)
