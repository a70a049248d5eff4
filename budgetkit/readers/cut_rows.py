"""Rows that a page break cut in two: put together again before anything is read.

Word processors let a row break over a page; its code, its name and its numbers are then printed half on one page and
half on the next. Halves are joined where they prove that they are halves, and where nothing speaks against it. Numbers
that may be halves, but do not prove it, are shown as one cell that holds no number, so that both are listed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from budgetkit.amount import parse_amount
from budgetkit.forms import TableForm
from budgetkit.readers.cut_proofs import Halves, are_halves, decimals_of_one_row, may_be_halves
from budgetkit.readers.grid import GridCell
from budgetkit.readers.matrix import Matrix, same_edges, unwrap
from budgetkit.readers.slots import Head

_Pairs = Sequence[tuple[GridCell, GridCell]]


def rejoined(matrices: Sequence[Matrix], heads: Sequence[Head | None], table: TableForm) -> list[Matrix]:
    """Return the grids of one table with every row that a page break cut put together on its first page."""
    done = list(matrices)
    printed = _head_rows(matrices, heads)
    for i in range(1, len(done)):
        head, here = heads[i - 1], heads[i]
        # The rest of a row may itself look like a row of line numbers or of heads: «01», «2»; «支出».
        for first in range(here.rows + 1 if here else 1):
            pairs = _paired(done[i - 1], done[i], first)
            if head is None or not pairs or done[i].texts(first) in printed:
                continue
            usual = _usual(done[i - 1 : i + 1], heads[i - 1 : i + 1], first)
            between = _between(pairs, head, usual, table, here is not None and first < here.rows)
            if between is not None:
                done[i - 1] = _with_texts(done[i - 1], {a: _joined(a, b, between) for a, b in pairs})
                done[i] = _with_texts(done[i], {b: "" for _, b in pairs})
                break
    return done


def _head_rows(matrices: Sequence[Matrix], heads: Sequence[Head | None]) -> set[tuple[str, ...]]:
    """Return what the rows of a table's head say, those that say one thing alone left out."""
    rows = range(heads[0].rows) if heads and heads[0] else range(0)
    return {t for r in rows if len(t := matrices[0].texts(r)) > 1}


def _between(pairs: _Pairs, head: Head, usual: set[int], table: TableForm, heading: bool) -> str | None:
    """Return what to put between the halves of a row: nothing, or a mark of doubt; ``None`` where they are two rows."""
    halves = [Halves(_flat(a), _flat(b), head.slots[a.column]) for a, b in pairs]
    usual = usual or decimals_of_one_row(halves, table.layout == "strip")
    cut = are_halves(halves, usual, table, heading)
    if cut is None and may_be_halves(halves, usual):
        return "/"
    return "" if cut else None


def _joined(upper: GridCell, lower: GridCell, between: str) -> str:
    """Return the words of two cells as one, with what is to stand between them."""
    halves = _flat(upper), _flat(lower)
    return between.join(halves) if all(halves) else "".join(halves)


def _paired(above: Matrix, below: Matrix, first: int) -> tuple[tuple[GridCell, GridCell], ...]:
    """Return the cells of the last row of a page with those that stand under them on the next, else nothing."""
    if not above.rows or first >= below.rows:
        return ()
    upper, lower = tuple(above.cells(above.rows - 1)), tuple(below.cells(first))
    if len(upper) != len(lower) or any(c.rows > 1 for c in (*upper, *lower)):
        return ()
    pairs = tuple(zip(upper, lower, strict=True))
    return pairs if all(_same_edges(a, b) for a, b in pairs) else ()


def _same_edges(a: GridCell, b: GridCell) -> bool:
    if a.box is None or b.box is None:
        return (a.column, a.columns) == (b.column, b.columns)
    return same_edges((a.box[0], a.box[2]), (b.box[0], b.box[2]))


def _flat(cell: GridCell) -> str:
    return unwrap(cell.text)


def _with_texts(matrix: Matrix, texts: Mapping[GridCell, str]) -> Matrix:
    """Return a matrix with other words in some of its cells."""
    cells = tuple(replace(c, text=texts[c]) if c in texts else c for c in matrix.grid.cells)
    return Matrix.of(replace(matrix.grid, cells=cells))


def _usual(matrices: Sequence[Matrix], heads: Sequence[Head | None], first: int) -> set[int]:
    """Return the decimals that the numbers of the value columns have, but for the rows at the page break."""
    found = set()
    for matrix, head, cut in zip(matrices, heads, (matrices[0].rows - 1, first), strict=True):
        columns = [c for c, slot in enumerate(head.slots) if slot.column] if head else []
        texts = (matrix.text(r, c) for r in range(matrix.rows) for c in columns if r != cut)
        found |= {amount.places for text in texts if (amount := parse_amount(text, "")) and amount.value}
    return found
