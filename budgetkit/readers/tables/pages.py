"""All pages of one table: heads carried over, rows that a page break cut joined, every number a line's or listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from budgetkit.forms.form import TableForm
from budgetkit.model.codes import depth
from budgetkit.model.disclosure import Unplaced
from budgetkit.readers.tables.columns import Head
from budgetkit.readers.tables.cut_heads import carry_head
from budgetkit.readers.tables.cut_rows import rejoined
from budgetkit.readers.tables.heads import read_head
from budgetkit.readers.tables.leftover import leftover, notes_beside
from budgetkit.readers.tables.matrix import Matrix
from budgetkit.readers.tables.rows import Found, read_body, read_strip, with_levels_above


def read_pages(
    matrices: Sequence[Matrix], shape: TableForm, unit: str, more: Sequence[Matrix] = ()
) -> tuple[Head, list[Found], list[Unplaced]]:
    """Return the head of a table, its lines from all pages, and the numbers that are no line's.

    ``more`` are the pages that tell what a column holds that is blank on the first.
    """
    head = read_head(matrices[0], shape, more=more)
    heads = [head, *(carry_head(matrices[0], head, m, shape) for m in matrices[1:])]
    pages = rejoined(matrices, heads, shape)
    found = [
        () if here is None else _lines(matrix, here, shape, unit, continued=n > 0)
        for n, (matrix, here) in enumerate(zip(pages, heads, strict=True))
    ]
    every = iter(_several_bare(list(with_levels_above(line for lines in found for line in lines))))
    found = [tuple(islice(every, len(lines))) for lines in found]
    total = _unlabelled_total([line for lines in found for line in lines])
    done: list[Found] = []
    unplaced: list[Unplaced] = []
    for matrix, here, lines in zip(pages, heads, found, strict=True):
        kept = [total if total and line.used == total.used else line for line in lines]
        kept = [line for line in kept if not line.bare]
        done += kept
        used = {cell for line in kept for cell in line.used}
        reason = "" if here else "the columns of this page could not be told"
        unplaced += [*leftover(matrix, here, used, reason), *notes_beside(used)]
    return head, done, unplaced


def _lines(matrix: Matrix, head: Head, shape: TableForm, unit: str, *, continued: bool) -> tuple[Found, ...]:
    strip = shape.layout == "strip"
    return read_strip(matrix, head, unit) if strip else read_body(matrix, head, unit, continued=continued)


def _several_bare(lines: list[Found]) -> list[Found]:
    """Return lines in which those without a label are bare where there are several: of which things is not told."""
    unsaid = [n for n, x in enumerate(lines) if not (x.label or x.code or x.project or x.path)]
    if len(unsaid) > 1:
        lines = [replace(line, bare=line.bare or n in unsaid) for n, line in enumerate(lines)]
    return lines


def _unlabelled_total(lines: Sequence[Found]) -> Found | None:
    """Return the only line without a label as the total that it is: the exact sum of the lines on top, or all there is.

    It is marked as inferred, since nothing says so.
    """
    bare = [line for line in lines if line.bare]
    others = [line for line in lines if not line.bare and any(c.amount for c in line.cells.values())]
    if len(bare) != 1 or any(line.block != bare[0].block for line in others):
        return None
    (line,) = bare
    tops = _tops(others)
    if others and not (tops and all(_adds_up(line, column, tops) for column in line.cells)):
        return None
    cells = {c: replace(cell, inferred=cell.amount is not None) for c, cell in line.cells.items()}
    return replace(line, cells=cells, bare=False)


def _tops(lines: Sequence[Found]) -> list[Found]:
    """Return the lines that no other line of the table holds: classes, or bodies of the highest level; else none."""
    if all(line.code for line in lines):
        return [line for line in lines if depth(line.code) == 1]
    if not all(line.body for line in lines):
        return []
    shortest = min(len(line.body) for line in lines)
    return [line for line in lines if len(line.body) == shortest]


def _adds_up(line: Found, column: str, tops: Sequence[Found]) -> bool:
    amounts = [a.value for top in tops if (cell := top.cells.get(column)) and (a := cell.amount)]
    whole = line.cells[column].amount
    return sum(amounts) == (whole.value if whole else 0)
