"""Heads of a table: what each physical column is, by the words above it, never by its place alone.

A column's path is the words of the merged heads over it, from the top: («财政拨款», «基本支出», «人员经费»). A column
of a form is known by the last words, or by a path of them; the longest path that fits decides, and two columns
with an equal claim get neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from budgetkit.forms.columns import adds_up, role_of, side_of, unit_of_heads
from budgetkit.forms.form import TableForm
from budgetkit.model.codes import normalise
from budgetkit.readers.tables.columns import Head, Slot, assign, with_printed
from budgetkit.readers.tables.matrix import (
    Matrix,
    has_digit,
    head_key,
    heads_codes,
    is_blank,
    is_number,
    is_ordinal,
    is_year,
    label_key,
    unwrap,
)

PRINTED: Final = "printed"
"""The layout of a table that no form knows: what its columns are is told by their heads and by what stands below."""


def read_head(matrix: Matrix, table: TableForm, rows: int | None = None, more: Sequence[Matrix] = ()) -> Head:
    """Return the head of a grid, ``rows`` deep or up to its first row of data.

    ``more`` are the pages that the table goes on over: they tell what a column holds that is blank on this one.
    """
    rows = head_rows(matrix, table) if rows is None else rows
    said = [r for r in range(rows) if not is_ordinal(matrix.texts(r))]
    slots = _without_twins([_slot(matrix, c, said) for c in range(matrix.columns)], matrix, rows, said)
    slots, below = _by_content(slots, matrix, rows), _below(matrix, rows, more, slots)
    if table.layout == PRINTED:
        slots = _words_apart(slots, below)
    blocks = _with_blocks(slots, table)
    return Head(rows, tuple(with_printed(assign(blocks, table, matrix, rows), below, table.id)))


def _below(matrix: Matrix, rows: int, more: Sequence[Matrix], slots: Sequence[Slot]) -> list[list[str]]:
    """Return what stands under the head of every column, on this page and on those of the same columns that follow, which
    may print the head again."""
    parts = [(matrix, rows), *((m, 0) for m in more if m.columns == matrix.columns)]
    return [
        [
            t
            for m, first in parts
            for r in range(first, m.rows)
            if not is_blank(t := _alone(m, r, c)) and (m is matrix or head_key(t) not in slots[c].path)
        ]
        for c in range(matrix.columns)
    ]


def _alone(matrix: Matrix, row: int, column: int) -> str:
    cell = matrix.places[row][column]
    return unwrap(cell.text) if cell and cell.columns == 1 else ""


def _words_apart(slots: list[Slot], columns: Sequence[Sequence[str]]) -> list[Slot]:
    """Settle by what stands below them which columns without a known head hold codes and which words.

    Words behind figures that add up to a total are the labels of another list beside the first.
    """
    done = list(slots)
    for c, slot in enumerate(slots):
        below = columns[c]
        if slot.role or not below or (slot.is_money and any(map(has_digit, below))):
            continue
        leading = all(s.role for s in done[:c])
        codes, words = sum(bool(normalise([t])) for t in below), sum(not has_digit(t) for t in below)
        if leading and codes * 2 > len(below):
            done[c] = replace(slot, role="code")
        elif words * 2 > len(below) or not any(map(is_number, below)):
            lists = any(not s.role for s in done[:c]) and any(adds_up(label_key(t)) for t in below)
            done[c] = replace(slot, role="text" if slot.path and not lists else "name")
    if not any(s.role in ("name", "project") for s in done):
        done = [replace(s, role="name") if s.role == "text" else s for s in done]
    return done


def head_rows(matrix: Matrix, table: TableForm) -> int:
    """Return how many rows come before the first row of data."""
    labels = {label_key(x) for row in table.rows for x in row.labels}
    names = [False] * matrix.columns
    for r in range(matrix.rows):
        texts = matrix.texts(r)
        if not is_ordinal(texts) and _is_data(matrix, r, labels, names):
            return r
        for c in range(matrix.columns):
            names[c] = names[c] or _role((head_key(matrix.text(r, c)),)) in ("name", "code", "project")
    return matrix.rows


def _is_data(matrix: Matrix, row: int, labels: set[str], names: Sequence[bool]) -> bool:
    """Tell whether a row holds data: a number that is no year, a code, a known label under a name's head, nothing."""
    texts = matrix.texts(row)
    if heads_codes(texts):
        return False
    if any(is_number(t) and not is_year(t) for t in texts) or any(normalise([t]) for t in texts):
        return True
    if any(names) and all(map(is_blank, texts)):
        return True
    under = [matrix.text(row, c) for c in range(matrix.columns) if names[c]]
    return any(label_key(t) in labels for t in under if t)


def _slot(matrix: Matrix, column: int, rows: Sequence[int]) -> Slot:
    """Return a column with the words over it from the top, each head once, blanks left out."""
    cells = dict.fromkeys(matrix.places[r][column] for r in rows)
    words = [unwrap(cell.text) for cell in cells if cell is not None and head_key(cell.text)]
    path = tuple(map(head_key, words))
    return Slot(
        _role(path), path=path, words=tuple(words), edges=matrix.edges(column), unit=unit_of_heads(words)
    )


def _without_twins(slots: list[Slot], matrix: Matrix, rows: int, said: Sequence[int]) -> list[Slot]:
    """Pass over a column that a rule elsewhere cut off from its neighbour: one head over both, one filled below."""
    for c in range(1, matrix.columns):
        one_head = said and matrix.places[said[-1]][c] is matrix.places[said[-1]][c - 1] is not None
        if not one_head or slots[c].role or slots[c - 1].role:
            continue
        pairs = [(matrix.places[r][c - 1], matrix.places[r][c]) for r in range(rows, matrix.rows)]
        left, right = ([p[i] for p in pairs if (x := p[i]) and x.text.strip()] for i in (0, 1))
        if all(a is b for a, b in pairs if b and b.text.strip()) or not right:
            slots[c] = replace(slots[c], role="skip")
        elif not left:
            slots[c - 1] = replace(slots[c - 1], role="skip")
    return slots


def _role(path: Sequence[str]) -> str:
    return role_of(path[-1]) if path else ""


def is_project(path: Sequence[str]) -> bool:
    """Tell whether a column with these heads names projects."""
    return _role(path) == "project"


def _by_content(slots: list[Slot], matrix: Matrix, rows: int) -> list[Slot]:
    """Settle what heads leave open: a column of codes, a project column that is the only name, a name without head."""
    for c, slot in enumerate(slots):
        below = [t for r in range(rows, matrix.rows) if (t := matrix.text(r, c))]
        codes = sum(bool(normalise([t])) or (t.isdigit() and len(t) == 2) for t in below)
        if slot.role == "name" and below and codes * 2 > len(below):
            slots[c] = replace(slot, role="code")
    if not any(s.role == "name" for s in slots):
        slots = [replace(s, role="name") if s.role == "project" else s for s in slots]
    if rows and not any(s.role == "name" for s in slots):
        first = next((c for c, s in enumerate(slots) if not s.role and not s.path), None)
        slots = [replace(s, role="name") if c == first else s for c, s in enumerate(slots)]
    return slots


def _with_blocks(slots: list[Slot], table: TableForm) -> list[Slot]:
    """Number the side-by-side blocks: a new one begins with a code or name that follows a value."""
    block, seen_value, done = 0, False, []
    for slot in slots:
        if slot.role == "project" and seen_value and table.layout == PRINTED:
            slot = replace(slot, role="name")
        if slot.role in ("code", "name") and seen_value:
            block, seen_value = block + 1, False
        seen_value = seen_value or slot.role == ""
        done.append(replace(slot, block=block))
    if table.layout == PRINTED:
        sides = _printed_sides(done)
        return [replace(s, half=sides[s.block]) for s in done]
    if table.layout != "halves":
        return done
    halves = list(table.halves)
    side = {b: _half(done, b, halves) for b in range(block + 1)}
    return [replace(s, half=side[s.block]) for s in done]


def _printed_sides(slots: Sequence[Slot]) -> dict[int, str]:
    """Return the side of every block that the words over it prove, ``""`` for none; what all blocks are is no side."""
    words: dict[int, dict[str, None]] = {}
    for slot in slots:
        said = slot.path if slot.role else slot.path[:-1] or slot.path
        words.setdefault(slot.block, {}).update(dict.fromkeys(said))
    sides = {block: side_of("".join(said)) for block, said in words.items()}
    return sides if len(set(sides.values())) > 1 or "use" in sides.values() else dict.fromkeys(sides, "")


def _half(slots: Sequence[Slot], block: int, halves: Sequence[str]) -> str:
    """Return the side of a block: by the words over it, else by its order; ``"?"`` beyond the form's."""
    side = side_of("".join(s.path[0] for s in slots if s.block == block and len(s.path) > 1))
    if side in halves:
        before = any(s.block < block and s.path and side_of(s.path[0]) == "expenditure" for s in slots)
        return "?" if side == "expenditure" and before else side
    return halves[block] if block < len(halves) else "?"
