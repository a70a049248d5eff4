"""Heads of a page that goes on with a table: repeated on it, or carried over from its first page.

Columns are found again by their edges where they stand as on the first page, else by their number, else by the
overlap of their edges, else from the right; the first of these that leaves no amount among the names counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from budgetkit.forms import TableForm
from budgetkit.readers.heads import read_head
from budgetkit.readers.matrix import Matrix, head_key, is_number, is_ordinal, repeats_head, same_edges
from budgetkit.readers.slots import Head, Slot


def carry_head(first: Matrix, head: Head, matrix: Matrix, table: TableForm) -> Head | None:
    """Return the head of a page that goes on, ``None`` when its columns cannot be told."""
    rows = _repeated(matrix, [first.texts(r) for r in range(head.rows)])
    if rows and (own := read_head(matrix, table, rows)).found == head.found:
        return own
    for slots in _guesses(head, matrix):
        single = _single(slots, matrix, rows)
        if _is_plausible(single, matrix, rows):
            return Head(rows, tuple(single))
    return None


def _repeated(matrix: Matrix, head: Sequence[Sequence[str]]) -> int:
    """Return how many rows of a page are its head again; one cell alone only where it stood alone above, too."""
    words, rows = {head_key(t) for texts in head for t in texts}, 0
    while rows < matrix.rows and (t := matrix.texts(rows)):
        again = repeats_head(t, words) and (len(t) > 1 or t in head)
        if not (again or is_ordinal(t)):
            break
        rows += 1
    return rows


def _guesses(head: Head, matrix: Matrix) -> Iterator[list[Slot]]:
    """Yield the slots of a page's columns, the surest guess first."""
    edges = [matrix.edges(c) for c in range(matrix.columns)]
    by_edges = _labelled([_under(head, e) for e in edges], head, matrix)
    known = any(s.column for s in by_edges)
    if known and all(same_edges(s.edges, e) for s, e in zip(by_edges, edges, strict=True) if s.column):
        yield by_edges
    if matrix.columns == len(head.slots):
        yield list(head.slots)
    if known:
        yield by_edges
    if not known and matrix.columns < len(head.slots) and _starts_alike(head, matrix):
        yield list(head.slots[: matrix.columns])
    values = [s for s in head.slots if s.column]
    names = [s for s in head.slots if not s.column]
    rest = matrix.columns - len(values)
    if 0 < rest <= len(names) and list(head.slots) == [*names, *values]:
        yield [*names[-rest:], *values]


def _starts_alike(head: Head, matrix: Matrix) -> bool:
    """Tell whether a page without edges begins with the columns of the head: words where names are, numbers not."""
    names = [c for c in range(matrix.columns) if head.slots[c].role == "name"]
    said = [matrix.text(r, c) for r in range(matrix.rows) for c in names]
    return any(said) and not any(map(is_number, said))


def _labelled(under: Sequence[int | None], head: Head, matrix: Matrix) -> list[Slot]:
    """Return the slots under a head; a column of words that lies under none belongs to the names on its left."""
    slots = [head.slots[c] if c is not None else Slot("skip") for c in under]
    for c in reversed(range(matrix.columns - 1)):
        if under[c] is None and any(
            (t := matrix.text(r, c)) and not is_number(t) for r in range(matrix.rows)
        ):
            slots[c] = Slot("name", slots[c + 1].half, slots[c + 1].block)
    return slots


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
    under = width * 2 > edges[1] - edges[0] or (width > 0 and not head.slots[column].column)
    return column if under else None


def _single(slots: list[Slot], matrix: Matrix, rows: int) -> list[Slot]:
    """Keep, of several columns under one value column of the head, the one with most numbers."""
    counts = [
        sum(is_number(matrix.text(r, c)) for r in range(rows, matrix.rows)) for c in range(matrix.columns)
    ]
    done = list(slots)
    for c, slot in enumerate(slots):
        rivals = [
            x for x, s in enumerate(slots) if slot.column and (s.block, s.column) == (slot.block, slot.column)
        ]
        if rivals and c != max(rivals, key=lambda x: (counts[x], -x)):
            done[c] = replace(slot, column="", role="" if counts[c] else "skip")
    return done


def _is_plausible(slots: Sequence[Slot], matrix: Matrix, rows: int) -> bool:
    """Tell whether no amount stands among the names and codes, and some value column is there."""
    for c, slot in enumerate(slots):
        texts = [matrix.text(r, c) for r in range(rows, matrix.rows)]
        if slot.role in ("name", "project") and any(map(is_number, texts)):
            return False
        if slot.role == "code" and any(is_number(t) and not t.isdigit() for t in texts):
            return False
    return any(s.column for s in slots)
