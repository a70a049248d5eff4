"""The edges between the places of a table, and the cells that they part: no coordinates, only numbers."""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[int, int, int, int]
"""Row, column, rows and columns of a cell."""


@dataclass(slots=True)
class Edges:
    """Which edges of a table are ruled: ``walls[x][row]`` upright ones, ``floors[y][column]`` level ones.

    There is one wall more than columns and one floor more than rows.
    """

    walls: list[list[bool]]
    floors: list[list[bool]]

    def spans(self) -> list[Span]:
        """Return the cells in reading order: the largest boxes that no ruled edge divides.

        Edges that lead nowhere (an underline that touches a side) part no cells; they are taken away.

        >>> Edges([[True, True], [True, False], [True, True]], [[True] * 2] * 3).spans()
        [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 2)]
        """
        spans, plain = self._spans()
        if not plain:
            self._prune()
            spans, _ = self._spans()
        return spans

    def _spans(self) -> tuple[list[Span], bool]:
        """Return the cells, and whether every one of them is a plain box."""
        walls, floors = self.walls, self.floors
        rows, columns = len(floors) - 1, len(walls) - 1
        taken = [[False] * columns for _ in range(rows)]
        spans: list[Span] = []
        plain = True
        for row in range(rows):
            for column in range(columns):
                if taken[row][column]:
                    continue
                # Most cells take one place; for them the search is left out.
                if walls[column + 1][row] and floors[row + 1][column]:
                    plain = plain and walls[column][row] and floors[row][column]
                    spans.append((row, column, 1, 1))
                    continue
                right = self._right(row, column, taken[row])
                below = row + 1
                while below < rows and self._goes_on(below, column, right):
                    below += 1
                plain = plain and self._closed(row, below, column, right)
                for r in range(row, below):
                    taken[r][column:right] = [True] * (right - column)
                spans.append((row, column, below - row, right - column))
        return spans, plain

    def _right(self, row: int, column: int, taken: list[bool]) -> int:
        right = column + 1
        while not self.walls[right][row] and not taken[right]:
            right += 1
        return right

    def _goes_on(self, row: int, left: int, right: int) -> bool:
        """Say whether a cell between two columns goes on into a row: no edge above, none inside."""
        return not any(self.floors[row][left:right]) and not any(
            self.walls[wall][row] for wall in range(left + 1, right)
        )

    def _closed(self, top: int, bottom: int, left: int, right: int) -> bool:
        return (
            all(self.floors[top][left:right])
            and all(self.floors[bottom][left:right])
            and all(self.walls[left][top:bottom])
            and all(self.walls[right][top:bottom])
        )

    def _prune(self) -> None:
        """Take away edges with a free end until none is left."""
        pruned = True
        while pruned:
            pruned = False
            for y in range(len(self.floors)):
                for x in range(len(self.walls)):
                    ends = self._ends(y, x)
                    if len(ends) == 1:
                        line, at = ends[0]
                        line[at] = False
                        pruned = True

    def _ends(self, y: int, x: int) -> list[tuple[list[bool], int]]:
        """Return the ruled edges that end at a crossing, each as its line and its number in it."""
        floor, wall = self.floors[y], self.walls[x]
        near = [(floor, x - 1), (floor, x), (wall, y - 1), (wall, y)]
        return [(line, at) for line, at in near if 0 <= at < len(line) and line[at]]


def packed(spans: list[Span]) -> tuple[list[Span], list[int], list[int]]:
    """Leave out the rows and columns at whose edges no cell begins or ends.

    Returns the spans renumbered, and the numbers of the floors and of the walls that were kept.

    >>> packed([(0, 0, 1, 2), (0, 2, 1, 1), (1, 0, 1, 2), (1, 2, 1, 1)])
    ([(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)], [0, 1, 2], [0, 2, 3])
    """
    floors = sorted({y for row, _, rows, _ in spans for y in (row, row + rows)})
    walls = sorted({x for _, column, _, columns in spans for x in (column, column + columns)})
    row_at = {y: n for n, y in enumerate(floors)}
    column_at = {x: n for n, x in enumerate(walls)}
    renumbered = [
        (row_at[r], column_at[c], row_at[r + height] - row_at[r], column_at[c + width] - column_at[c])
        for r, c, height, width in spans
    ]
    return renumbered, floors, walls
