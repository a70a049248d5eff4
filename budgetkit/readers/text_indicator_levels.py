"""Merged cells of the first two levels in flattened text: which rows each reaches, by where its words stand.

A merged cell is written in the middle of its rows, as every other cell is in the middle of its own. A row is as high
as its tallest cell, with some room around it, or as a height that all rows have at least. The stream comes by the
height at which its runs begin. A way to part the rows among the labels is possible where for some such heights all
runs begin one below the other; what all possible ways have in common is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

Groups = tuple[range, ...]
"""The rows of each label, in the order of the labels."""

_MOST: Final = 2000
_LINE: Final = 4
"""Parts of a line that heights are counted in, so that the middle of any rows is a whole number of them."""
_ROOMS: Final = (0, 2, 4)
_TALLER: Final = 3
"""How many times as high as the tallest cell all rows may be."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where a run of the stream begins: line ``line`` of ``lines`` of a cell of a row, or of a label."""

    line: int
    lines: int
    row: int | None = None
    label: int | None = None


def groups_of(
    heights: Sequence[int],
    labels: Sequence[int],
    starts: Sequence[Start],
    reach: Sequence[range],
    allowed: Callable[[Groups], bool] | None = None,
) -> list[Groups]:
    """Return the possible ways to part rows among labels, none where there are too many to look at.

    ``heights`` and ``labels`` are the lines that each row and each label takes at least, ``starts`` the stream,
    ``reach`` the rows of which each label has at least one.

    >>> starts = [Start(0, 1, row=0), Start(0, 1, label=0), Start(0, 1, row=1), Start(0, 1, row=2), Start(0, 1, label=1)]
    >>> groups_of([1, 1, 1], [1, 1], starts, [range(3), range(3)])
    [(range(0, 2), range(2, 3))]
    """
    settings = list(_possible(heights, starts))
    found: list[Groups] = []
    for count, groups in enumerate(_partitions(len(heights), reach)):
        if count >= _MOST:
            return []
        if allowed is not None and not allowed(groups):
            continue
        if any(_descends(starts, _raised(h, labels, groups), groups) for h in settings):
            found.append(groups)
    return found


def has_heights(heights: Sequence[int], starts: Sequence[Start]) -> bool:
    """Tell whether there are heights of rows with which runs of cells of single rows begin one below the other.

    >>> has_heights([1, 2], [Start(0, 1, row=0), Start(0, 2, row=1)]), has_heights([1], [Start(1, 2, 0), Start(0, 2, 0)])
    (True, False)
    """
    return next(_possible(heights, starts), None) is not None


def _possible(heights: Sequence[int], starts: Sequence[Start]) -> Iterator[tuple[int, ...]]:
    of_rows = [start for start in starts if start.row is not None]
    return (setting for setting in _settings(heights) if _descends(of_rows, setting, ()))


def _settings(lines: Sequence[int]) -> list[tuple[int, ...]]:
    """Return the heights that rows may have: each of its own lines and room, or the least that all have."""
    least = range(_LINE * min(lines), _LINE * _TALLER * max(lines) + 1, _LINE // 2)
    made = (tuple(max(_LINE * n + room, low) for n in lines) for room in _ROOMS for low in least)
    return list(dict.fromkeys(made))


def _raised(heights: Sequence[int], labels: Sequence[int], groups: Groups) -> list[int]:
    """Return the heights once every label has room in its rows: its last row gives way."""
    high = list(heights)
    for lines, rows in zip(labels, groups, strict=True):
        high[rows[-1]] += max(0, _LINE * lines - sum(high[r] for r in rows))
    return high


def _descends(starts: Sequence[Start], heights: Sequence[int], groups: Groups) -> bool:
    """Tell whether runs begin one below the other."""
    tops = [0, *accumulate(heights)]
    depths = [_depth(start, tops, groups) for start in starts]
    return all(above <= below for above, below in pairwise(depths))


def _depth(start: Start, tops: Sequence[int], groups: Groups) -> int:
    rows = range(start.row, start.row + 1) if start.row is not None else groups[start.label or 0]
    middle = (tops[rows[0]] + tops[rows[-1] + 1]) // 2
    return middle + _LINE * start.line - _LINE * start.lines // 2


def _partitions(rows: int, reach: Sequence[range], first: int = 0) -> Iterator[Groups]:
    """Yield every way to part rows in turn among labels, each with a row within its reach."""
    last = len(reach) == 1
    for end in range(rows if last else first + 1, rows - len(reach) + 2):
        if first < end and first <= reach[0][-1] and end > reach[0][0]:
            for rest in _partitions(rows, reach[1:], end) if not last else [()]:
                yield (range(first, end), *rest)
