"""What is asked of a placement of loose figures, what it costs not to give it, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from budgetkit.readers.flat.puzzle import Where

PRICES: Final[Mapping[str, float]] = {
    "sum": 4.0, "rollup": 4.0, "equal": 4.0, "claim": 3.0, "allocation": 2.0, "bound": 2.0, "presumed": 0.5, "<=": 1.0,
}  # fmt: skip
FIRM: Final = 2.0
"""From this price on a demand is taken to hold unless nothing else is possible."""


class OutOfTime(Exception):
    """The solver came to no end: that it found no placement does not say that there is none."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Σ sign · cell + constant = 0 (or ≤ 0), give or take half a last place of each figure and ``width``."""

    terms: tuple[tuple[Where, int], ...]
    price: float
    relation: str = "="
    constant: int = 0
    width: int = 0


@dataclass(frozen=True, slots=True)
class Scaled:
    """The value of a figure and half its last place, as whole numbers of one quantum."""

    value: int
    half: int


@dataclass(frozen=True, slots=True)
class Placement:
    """The cell of each figure (``None`` where it found none), what it costs, and the contested figures.

    ``rivals`` gives for a contested figure the cells it stands in among placements as good; ``let_go`` are the demands
    that were not taken to hold.
    """

    cells: tuple[Where | None, ...]
    cost: float
    rivals: Mapping[int, frozenset[Where]]
    let_go: frozenset[int] = frozenset()
