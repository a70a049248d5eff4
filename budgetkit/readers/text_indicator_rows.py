"""Cells of a flattened performance table -> its rows, each field certain, inferred, or left out and listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from budgetkit.readers.text_indicator_blocks import Blocks
from budgetkit.readers.text_indicator_cells import Cell
from budgetkit.readers.text_indicator_columns import Body, Columns, Left, columns_of
from budgetkit.readers.text_indicator_merged import fits, levels_of
from budgetkit.readers.text_indicator_turns import in_turn

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
    return _settled(body, *found[0])


def _blocks(body: Body, columns: Columns) -> Blocks | None:
    """Return the rows that cells may stand in, ``None`` where columns contradict the lines or the heights."""
    blocks = Blocks(columns.of, columns.rows, body.pieces, body.order)
    return blocks if blocks.settle() and fits(body, blocks) else None


def _turned(body: Body, turns: Sequence[Mapping[str, Cell]]) -> list[IndicatorRow]:
    """Return rows in turn; a level that a row does not print is that of the row above, which is inferred."""
    found: list[IndicatorRow] = []
    for turn in turns:
        row = IndicatorRow({role: cell.text for role, cell in turn.items()})
        row.page = body.pieces[turn["level3"].first].page
        if "level1" not in turn and found:
            _inherit(row, found[-1], _LEVELS if "level2" not in turn else _LEVELS[:1])
        found.append(row)
    return found


def _inherit(row: IndicatorRow, above: IndicatorRow, roles: Sequence[str]) -> None:
    for role in roles:
        if role in above.texts:
            row.texts[role] = above.texts[role]
            row.inferred.add(role)


def _settled(body: Body, blocks: Blocks, columns: Columns) -> tuple[list[IndicatorRow], Left]:
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
        row.page = body.pieces[name.first].page
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
