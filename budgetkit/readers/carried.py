"""Heads of a page that goes on with a table: repeated on it, or carried over from its first page."""

from __future__ import annotations

from budgetkit.forms import TableForm
from budgetkit.readers.heads import read_head
from budgetkit.readers.matrix import Matrix, head_key, is_ordinal
from budgetkit.readers.slots import Head


def carry_head(first: Matrix, head: Head, matrix: Matrix, table: TableForm) -> Head | None:
    """Return the head of a page that goes on: repeated on it, else carried over by edges, else by count.

    ``None`` when the columns cannot be told.
    """
    words = {head_key(t) for r in range(head.rows) for t in first.texts(r)}
    rows = 0
    while (
        rows < matrix.rows and (t := matrix.texts(rows)) and (is_ordinal(t) or words >= set(map(head_key, t)))
    ):
        rows += 1
    if rows and (own := read_head(matrix, table, rows)).found == head.found:
        return own
    columns = [_under(head, matrix.edges(c)) for c in range(matrix.columns)]
    if all(c is not None for c in columns):
        slots = [head.slots[c] for c in columns if c is not None]
        if len({(s.block, s.column) for s in slots if s.column}) == sum(bool(s.column) for s in slots):
            return Head(rows, tuple(slots))
    if matrix.columns == len(head.slots):
        return Head(rows, head.slots)
    values = [s for s in head.slots if s.column]
    rest = matrix.columns - len(values)
    if rest > 0 and [bool(s.column) for s in head.slots] == sorted(bool(s.column) for s in head.slots):
        names = [s for s in head.slots if not s.column][-rest:]
        return Head(rows, (*names, *values)) if len(names) == rest else None
    return None


def _under(head: Head, edges: tuple[float, float] | None) -> int | None:
    """Return the column of a head that a column on another page lies under, by their edges."""
    if edges is None:
        return None
    shared = [
        (min(s.edges[1], edges[1]) - max(s.edges[0], edges[0]), c)
        for c, s in enumerate(head.slots)
        if s.edges
    ]
    width, column = max(shared, default=(0.0, 0))
    return (
        column if width * 2 > edges[1] - edges[0] or (width > 0 and not head.slots[column].column) else None
    )
