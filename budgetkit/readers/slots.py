"""What a physical column of a grid is, once its heads were read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slot:
    """One physical column: its role, side and block, the form's column if it holds values, its heads
    (for comparison and as printed) and edges."""

    role: str = ""
    half: str = ""
    block: int = 0
    column: str = ""
    path: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    edges: tuple[float, float] | None = None


@dataclass(frozen=True)
class Head:
    """The head of one grid: how many rows it takes, and a slot for every physical column."""

    rows: int
    slots: tuple[Slot, ...]

    @property
    def found(self) -> tuple[str, ...]:
        """The form's columns that were found, in published order, each once."""
        return tuple(dict.fromkeys(s.column for s in self.slots if s.column))
