"""A table as it is to be drawn: cells with spans and texts, before any file format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HEAD, TEXT, NUMBER = "head", "text", "number"


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell to be drawn: place, span, text, and what it holds (a head, text or a number)."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    kind: str = TEXT


@dataclass(frozen=True)
class DrawnTable:
    """One table to be drawn: lines above it, its cells, how many rows are head, relative widths, a note below."""

    above: tuple[str, ...]
    spots: tuple[Spot, ...]
    rows: int
    columns: int
    heads: int
    widths: tuple[float, ...]
    below: str = ""
    unit: str = ""
    name: str = ""

    @property
    def is_wide(self) -> bool:
        """Tell whether the table wants a landscape page."""
        return self.columns > 7


@dataclass(frozen=True, slots=True)
class Head:
    """A head over one column (``key`` says which) or over several heads."""

    text: str
    key: str = ""
    under: tuple[Head, ...] = ()

    @property
    def width(self) -> int:
        """How many columns it stands over."""
        return sum(h.width for h in self.under) or 1

    @property
    def depth(self) -> int:
        """How many rows it takes with what is under it."""
        return 1 + max((h.depth for h in self.under), default=0)

    def columns(self) -> tuple[str, ...]:
        """Return the keys of its columns from the left."""
        return tuple(k for h in self.under for k in h.columns()) if self.under else (self.key,)


def head_spots(heads: Sequence[Head]) -> tuple[Spot, ...]:
    """Lay heads out: those without others under them reach down to the last row of the head."""
    depth = max(h.depth for h in heads)
    spots: list[Spot] = []

    def place(head: Head, row: int, column: int) -> None:
        rows = 1 if head.under else depth - row
        spots.append(Spot(row, column, rows, head.width, head.text, HEAD))
        for child in head.under:
            place(child, row + 1, column)
            column += child.width

    column = 0
    for head in heads:
        place(head, 0, column)
        column += head.width
    return tuple(sorted(spots, key=lambda s: (s.row, s.column)))


def grouped(paths: Sequence[tuple[tuple[str, ...], str]]) -> tuple[Head, ...]:
    """Return heads from the path of words over each column; neighbours that begin alike share a merged head.

    >>> [h.width for h in grouped([(("财政拨款", "合计"), "a"), (("财政拨款", "项目支出"), "b"), (("总计",), "c")])]
    [2, 1]
    """
    heads: list[Head] = []
    position = 0
    while position < len(paths):
        words, key = paths[position]
        end = position + 1
        if len(words) == 1:
            heads.append(Head(words[0], key))
        else:
            while end < len(paths) and len(paths[end][0]) > 1 and paths[end][0][0] == words[0]:
                end += 1
            under = grouped([(rest[1:], k) for rest, k in paths[position:end]])
            heads.append(Head(words[0], "", under))
        position = end
    return tuple(heads)
