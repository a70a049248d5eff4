"""One table of flattened text while its figures are being placed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from budgetkit.readers.flat.choices import Choices
from budgetkit.readers.flat.frame import Frame
from budgetkit.readers.flat.puzzle import Puzzle, Where, puzzle_of
from budgetkit.readers.flat.rules import Blank
from budgetkit.readers.flat.runs import Run, runs_of


@dataclass
class TableDraft:
    """One table while its figures are being placed: the cell of each, ``None`` while unknown, and rival cells.

    ``runs`` are its rows where its text goes row by row, ``choices`` what they may hold where it goes down the columns.
    """

    puzzle: Puzzle
    cells: list[Where | None] = field(default_factory=list)
    rivals: Mapping[int, frozenset[Where]] = field(default_factory=dict)
    runs: tuple[Run, ...] | None = None
    choices: Choices | None = None

    @classmethod
    def of(cls, frame: Frame, unit: str) -> TableDraft:
        """Return a draft with nothing placed yet."""
        puzzle = puzzle_of(frame, unit)
        return cls(puzzle, [None] * len(puzzle.loose), runs=runs_of(frame))

    @property
    def id(self) -> str:
        """The table."""
        return self.puzzle.frame.table.id

    @property
    def blank(self) -> Blank:
        """The rows and columns, for the rules."""
        frame = self.puzzle.frame
        opened = tuple(frame.columns_of(n) for n in range(len(frame.rows)))
        seen: set[tuple[str, str]] = set()
        rows = []
        for row in frame.rows:
            # A total printed twice is one cell for the identities; that both are the same is a hint.
            again = row.item == "total" and (row.half, row.item) in seen
            seen.add((row.half, row.item))
            rows.append(replace(row, item="total again") if again else row)
        return Blank(self.id, frame.columns, tuple(rows), opened)

    def figure_at(self, row: int, column: str) -> int | None:
        """Return the figure placed in a cell."""
        return next((n for n, cell in enumerate(self.cells) if cell == (row, column)), None)

    def doubt(self) -> None:
        """Take the deduced cells back where more than half of the figures have none."""
        lost = sum(cell is None for cell in self.cells)
        if 2 * lost > len(self.cells):
            self.cells = [None if self.is_inferred(n) else cell for n, cell in enumerate(self.cells)]

    def is_inferred(self, figure: int) -> bool:
        """Tell whether more than the lines of the text was needed to place a figure."""
        return len(self.puzzle.loose[figure].cells) > 1
