"""Cells of a flattened performance table -> its rows, each field certain, inferred, or left out and listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from budgetkit.readers.flat.indicators.blocks import Blocks, fits, levels_of
from budgetkit.readers.flat.indicators.cells import Cell
from budgetkit.readers.flat.indicators.columns import Body, Columns, Left, columns_of
from budgetkit.readers.flat.indicators.names import may_go_on, widest_of
from budgetkit.readers.flat.indicators.words import words

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
                Cell("text", [*name.fragments, *cell.fragments], name.text + cell.text),
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


_LEVELS: Final = ("level1", "level2")
_RIVALS: Final = 2


@dataclass
class IndicatorRow:
    """One indicator as read: the text of each role, which of them are inferred, the page of its name."""

    texts: dict[str, str]
    inferred: set[str] = field(default_factory=set)
    page: int = 0


def rows_of(body: Body) -> tuple[list[IndicatorRow], Left]:
    """Return the indicators of a table in order, and what could not be placed."""
    if any(c.kind == "rest" for c in body.cells):
        return [], [(c, "it is not determined what a piece of a cell belongs to") for c in body.cells]
    turns = in_turn(body.cells, body.order)
    if turns is not None:
        return _turned(body, turns[0]), [(c, "its column is not determined") for c in turns[1]]
    found = [(blocks, columns) for columns in columns_of(body) if (blocks := _blocks(body, columns))]
    if len(found) != 1:
        # A part of the indicators would have weights that do not add up; so it is all or none.
        return [], [(c, "its row is not determined") for c in body.cells]
    return _in_blocks(body, *found[0])


def _blocks(body: Body, columns: Columns) -> Blocks | None:
    """Return the rows that cells may stand in, ``None`` where columns contradict the lines or the heights."""
    blocks = Blocks(columns.of, columns.rows, body.fragments, body.order)
    return blocks if blocks.resolve() and fits(body, blocks) else None


def _turned(body: Body, turns: Sequence[Mapping[str, Cell]]) -> list[IndicatorRow]:
    """Return rows in turn; a level that a row does not print is that of the row above, which is inferred."""
    found: list[IndicatorRow] = []
    for turn in turns:
        row = IndicatorRow({role: cell.text for role, cell in turn.items()})
        row.page = body.fragments[turn["level3"].first].page
        if "level1" not in turn and found:
            _inherit(row, found[-1], _LEVELS if "level2" not in turn else _LEVELS[:1])
        found.append(row)
    return found


def _inherit(row: IndicatorRow, above: IndicatorRow, roles: Sequence[str]) -> None:
    for role in roles:
        if role in above.texts:
            row.texts[role] = above.texts[role]
            row.inferred.add(role)


def _in_blocks(body: Body, blocks: Blocks, columns: Columns) -> tuple[list[IndicatorRow], Left]:
    """Return rows of a table in blocks whose cells have been given the rows they may stand in."""
    levels = levels_of(body, blocks)
    found = [IndicatorRow(dict(texts), set(texts)) for texts in levels]
    left = [*columns.left]
    for role in _LEVELS:
        missing = any(role not in row.texts for row in found)
        left += [(c, "the rows it reaches are not determined") for c in columns.of.get(role, ()) if missing]
    beside = _beside(blocks)
    for n, cell in enumerate(blocks.cells):
        rows = blocks.domain[n]
        if blocks.role[n] not in _LEVELS and (len(rows) > 1 or cell.doubtful):
            names = [blocks.cells[r].text for r in sorted(rows)][:_RIVALS]
            left.append((cell, "not determined; may belong to: " + ", ".join(names)))
        elif blocks.role[n] not in _LEVELS:
            _put(found[min(rows)], blocks.role[n], cell, n in beside)
    for row, name in zip(found, columns.of["level3"], strict=True):
        row.page = body.fragments[name.first].page
    return found, left


def _put(row: IndicatorRow, role: str, cell: Cell, beside: bool) -> None:
    row.texts[role] = cell.text
    if not beside:
        row.inferred.add(role)


def _beside(blocks: Blocks) -> set[int]:
    """Return names, and the cells that share a line with the name of their row, directly or over cells that do."""
    found = {n for n, role in enumerate(blocks.role) if role == "level3"}
    while True:
        more = {n for line in blocks.lines.values() if found & set(line) for n in line}
        if more <= found:
            return found
        found |= more
