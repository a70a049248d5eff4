"""Rows of a performance table whose cells come in turn: levels, name, then its other cells from left to right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from budgetkit.readers.text_indicator_cells import Cell
from budgetkit.readers.text_indicator_names import may_go_on, widest_of
from budgetkit.readers.text_indicator_words import words

ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "text": ("target", "basis", "scoring", "evidence"),
    "signed": ("target",),
    "quality": ("target", "prior"),
    "date": ("target", "prior"),
    "measured": ("target", "prior"),
    "figure": ("target", "prior", "weight"),
    "basis": ("basis",),
    "scoring": ("scoring",),
    "evidence": ("evidence",),
}
"""The columns that a cell of a kind may stand in, beside the names."""

Turn = dict[str, Cell]


def in_turn(cells: Sequence[Cell], order: Sequence[str]) -> tuple[list[Turn], list[Cell]] | None:
    """Return the cells of each row by role, and cells of rows that could go elsewhere; ``None`` where not in turn.

    Rows are in turn where each begins with levels or its name, has one name, and its cells then go to the right.
    ``order`` are the roles of the table from left to right.
    """
    rows: list[Turn] = []
    left: list[Cell] = []
    for levels, name, others in _segments(cells) or ():
        ways = list(_ways(others, [r for r in order if r not in ("level1", "level2", "level3")]))
        ways = _with_weight(ways)
        if not ways or len(levels) > 2:
            return None
        sure = {id(c): role for role, c in ways[0].items() if all(w.get(role) is c for w in ways)}
        left += [c for c in others if id(c) not in sure]
        row = {sure[id(c)]: c for c in others if id(c) in sure} | {"level3": name}
        rows.append(row | _levels(levels, rows))
    filled = [role for role in order if rows and all(role in row for row in rows)]
    return (rows, left) if len(filled) > 1 else None


def _segments(cells: Sequence[Cell]) -> list[tuple[list[Cell], Cell, list[Cell]]] | None:
    """Return levels, name and other cells of each row, ``None`` where some row has no name or begins otherwise."""
    widest = widest_of([c for c in cells if c.kind == "text"])
    found: list[tuple[list[Cell], Cell, list[Cell]]] = []
    levels: list[Cell] = []
    last: Cell | None = None
    for cell in cells:
        if cell.doubtful:
            return None
        if cell.kind == "level":
            levels.append(cell)
        elif cell.kind == "text" and last is not None and last.kind == "text" and not levels:
            if len(found[-1][2]) or not may_go_on(last, cell, widest):
                return None
            name = found[-1][1]
            found[-1] = (
                found[-1][0],
                Cell("text", [*name.pieces, *cell.pieces], name.text + cell.text),
                [],
            )
        elif cell.kind == "text" and not (found and not levels and _is_basis(cell, found[-1][2])):
            found.append((levels, cell, []))
            levels = []
        elif levels or not found:
            return None
        else:
            found[-1][2].append(cell)
        last = cell
    return found if found and not levels and all(others for _, _, others in found) else None


def _is_basis(cell: Cell, others: Sequence[Cell]) -> bool:
    """Tell whether words after a target are what it is based on, not the next name."""
    return bool(others) and len(others) == 1 and cell.key.endswith(words().basis_ends)


def _ways(cells: Sequence[Cell], order: Sequence[str], at: int = 0) -> Iterator[Turn]:
    """Yield every way to give cells to columns from left to right."""
    if not cells:
        yield {}
        return
    for place in range(at, len(order)):
        if order[place] in ROLES[cells[0].kind]:
            for rest in _ways(cells[1:], order, place + 1):
                yield {order[place]: cells[0]} | rest


def _with_weight(ways: Sequence[Turn]) -> list[Turn]:
    """Return the ways in which there is a weight, where there are any: every indicator has one."""
    return [w for w in ways if "weight" in w] or list(ways)


def _levels(cells: Sequence[Cell], rows: Sequence[Turn]) -> Turn:
    """Return the levels that a row prints; one alone is of the second level where the tree has it there."""
    if len(cells) == 2:
        return {"level1": cells[0], "level2": cells[1]}
    above = next((row["level1"].key for row in reversed(rows) if "level1" in row), "")
    for cell in cells:
        tree = words().tree
        below = cell.key in tree.get(above, ()) or cell.key not in tree
        return {"level2" if below else "level1": cell}
    return {}
