"""What of a grid was not read: every number that no line used, with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from budgetkit.forms.columns import is_numbering
from budgetkit.model.amount import DAMAGED
from budgetkit.model.disclosure import Place, Unplaced
from budgetkit.model.notes import split_notes
from budgetkit.readers.formats.page import Grid, GridCell, Line, Paper
from budgetkit.readers.tables.columns import Head
from budgetkit.readers.tables.find import UnclaimedGrid
from budgetkit.readers.tables.matrix import (
    Matrix,
    head_key,
    is_digits,
    is_number,
    is_ordinal,
    is_year,
    unwrap,
)
from budgetkit.readers.tables.titles import LONGEST_LINE, is_titled

_SHORT: Final = 60
_FEWEST: Final = 3
_SENTENCE: Final = "。"
_SENTENCE_MARKS: Final = "。；，：:"
_OUTSIDE: Final = (
    "a line of figures under a table may be a row of it, page {page}: {text} (表格外另有数字行，可能属于该表)"
)


def leftover(matrix: Matrix, head: Head | None, used: set[GridCell], reason: str) -> Iterator[Unplaced]:
    """Yield every number of a grid that no line used, with the reason as far as it is known."""
    for cell in matrix.grid.cells:
        if cell in used or not _is_amount(matrix, cell, head):
            continue
        why = reason or _reason(cell, head)
        yield Unplaced(unwrap(cell.text)[:_SHORT], why, Place(cell.page, cell.box))


def notes_beside(used: set[GridCell]) -> Iterator[Unplaced]:
    """Yield the mark of a note beside each figure that was read, which is no digit of it."""
    for cell in sorted(used, key=lambda c: (c.row, c.column)):
        figure, mark = split_notes(cell.text)
        if mark and is_number(figure):
            yield Unplaced(mark, f"the mark of a note beside {unwrap(figure)}", Place(cell.page, cell.box))


def _is_amount(matrix: Matrix, cell: GridCell, head: Head | None) -> bool:
    """Tell whether a cell that nothing used holds an amount: no ordinal, year, code or line number."""
    number = is_number(cell.text)
    if head is None:
        return number
    slot = head.slots[cell.column] if cell.column < len(head.slots) else None
    if is_ordinal(matrix.texts(cell.row)) or (cell.row < head.rows and (is_year(cell.text) or not number)):
        return False
    if cell.row < head.rows and slot and is_digits(cell.text) and head_key(cell.text) in slot.path:
        return False
    if slot is None or not (slot.column or slot.role == ""):
        return number and not (
            slot is not None and slot.role in ("code", "body", "skip") and is_digits(cell.text)
        )
    return number or (bool(slot.column) and any(c.isdigit() or c in DAMAGED for c in cell.text))


def _reason(cell: GridCell, head: Head | None) -> str:
    slot = head.slots[cell.column] if head and cell.column < len(head.slots) else None
    if slot is None or head is None:
        return "outside the columns of the table"
    if cell.row < head.rows:
        return "a number among the heads"
    if cell.columns > 1 and slot.column:
        return "a cell over several value columns"
    if not slot.column and not slot.role:
        return f"no column of the form has the head {'/'.join(slot.path) or '(none)'}"
    return "its row has no label" if is_number(cell.text) else "not one number"


def unclaimed_unplaced(unclaimed: Sequence[UnclaimedGrid]) -> tuple[Unplaced, ...]:
    """Return one entry for each grid that is no table of the form and holds numbers: its title or first words."""
    listed = []
    for grid_left in unclaimed:
        matrix = Matrix.of(grid_left.grid)
        numbered = {c.column for c in grid_left.grid.cells if is_numbering(unwrap(c.text))}
        count = sum(is_number(c.text) and c.column not in numbered for c in grid_left.grid.cells)
        if count:
            words = next((t for r in range(matrix.rows) for t in matrix.texts(r)), "")
            text = (grid_left.above or words)[:_SHORT]
            listed.append(
                Unplaced(text, f"no table of the form; {count} numbers not read", place_of(grid_left.grid))
            )
    return tuple(listed)


def place_of(grid: Grid) -> Place:
    """Return where a grid stands."""
    return Place(grid.page, grid.box)


def unruled(paper: Paper) -> Iterator[Unplaced]:
    """Yield the title of every table with figures in lines of words: nothing tells their columns.

    What a title stands over goes on behind a table and on the pages that follow, up to a sentence or another title.
    """
    title = ""
    for page in paper.pages if paper.format != "text" else ():
        place, count = Place(page.number), 0
        for block in (*page.blocks, None):
            line = block if isinstance(block, Line) and len(block.text) <= LONGEST_LINE else None
            titled = line is not None and is_titled(line.text)
            ends = titled or (line is not None and _SENTENCE in line.text)
            if count >= _FEWEST and (ends or block is None):
                yield Unplaced(
                    title, f"a table without rules that tell its columns; {count} numbers not read", place
                )
            if ends and line:
                title, count = unwrap(line.text)[:_SHORT] if titled else "", 0
                place = Place(line.page, line.box)
            elif title and line:
                count += sum(is_number(word) and not is_digits(word) for word in line.text.split())


def rows_outside(paper: Paper) -> Iterator[tuple[int, str]]:
    """Yield the page of every table that lines with figures stand behind, and what that means for it.

    Such lines, before the next title, may be rows of the table that nothing drawn joins to it, on the next page too.
    """
    page = 0
    for block in (block for page in paper.pages for block in page.blocks if paper.format != "text"):
        if not isinstance(block, Line):
            page = block.page
        elif is_titled(block.text) or block.page > page + 1:
            page = 0
        elif page and _is_row(block.text):
            yield page, _OUTSIDE.format(page=block.page, text=unwrap(block.text)[:_SHORT])


def _is_row(text: str) -> bool:
    """Tell whether a line looks like a row of a table: words, then an amount, and no sentence."""
    words = text.replace("|", " ").split()
    return (
        len(words) > 1
        and len(text) <= LONGEST_LINE
        and not any(mark in text for mark in _SENTENCE_MARKS)
        and is_number(words[-1])
        and "." in words[-1]
    )
