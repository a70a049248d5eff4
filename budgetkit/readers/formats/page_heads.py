"""Units that only the heads of pages say: carried to the tables that say none themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from budgetkit.forms.units import unit_of
from budgetkit.readers.formats.page import Grid, Line

_HEAD_ROWS = 4


def with_unit_of_head(blocks: Sequence[Line | Grid], heads: Iterable[str]) -> tuple[Line | Grid, ...]:
    """Put the line of a page's head that says a unit above every table that says none.

    Heads that say different units are left alone: which of them a table stands under is not known.

    >>> from budgetkit.readers.formats.page import GridCell
    >>> grid = Grid(1, 1, 1, (GridCell(0, 0, 1, 1, "合计", 1),))
    >>> [b.text for b in with_unit_of_head([Line("某表", 1), grid], ["某局", "单位：万元"]) if isinstance(b, Line)]
    ['某表', '单位：万元']
    """
    said = {unit: text for text in heads if (unit := unit_of(text))}
    if len(said) != 1:
        return tuple(blocks)
    line = next(iter(said.values()))
    done: list[Line | Grid] = []
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Line):
            lines.append(block.text)
        else:
            own = [cell.text for cell in block.cells if cell.row < _HEAD_ROWS]
            if not unit_of(*lines, *own):
                done.append(Line(line, block.page))
            lines = []
        done.append(block)
    return tuple(done)
