"""The first two levels of a performance table in blocks: one cell a row, one for all, or merged cells over rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from budgetkit.readers.text_indicator_blocks import Blocks
from budgetkit.readers.text_indicator_cells import Cell
from budgetkit.readers.text_indicator_columns import Body
from budgetkit.readers.text_indicator_levels import Groups, Start, groups_of, has_heights
from budgetkit.readers.text_indicator_words import words


def levels_of(body: Body, blocks: Blocks) -> list[dict[str, str]]:
    """Return ``level1`` and ``level2`` of each row, as far as they are determined.

    Where merged cells have found their rows, their first lines narrow down the rows of other cells in turn.
    """
    first, second = ([n for n, r in enumerate(blocks.role) if r == role] for role in ("level1", "level2"))
    merged = _Merged(body, blocks)
    texts = [blocks.cells[n].text for n in second]
    below = merged.level(second, lambda groups: _agrees(body, blocks, _spread(groups, texts)))
    above = merged.level(first, lambda groups: _is_above(blocks, groups, first, below))
    merged.narrow()
    return [
        {role: text for role, text in (("level1", a), ("level2", b)) if text}
        for a, b in zip(above, below, strict=True)
    ]


def fits(body: Body, blocks: Blocks) -> bool:
    """Tell whether rows can have heights with which the stream comes by height, where it is seen to do so."""
    merged = _Merged(body, blocks)
    return not blocks.is_by_height() or has_heights(merged.heights, merged.starts([]))


class _Merged:
    """The heights of the rows, and which merged cells have been found to reach which."""

    def __init__(self, body: Body, blocks: Blocks) -> None:
        self.body, self.blocks = body, blocks
        self.heights = [1] * blocks.rows
        self.reaches: dict[int, set[int]] = {}
        for n, cell in enumerate(blocks.cells):
            if blocks.role[n] not in blocks.merged and len(blocks.domain[n]) == 1:
                row = min(blocks.domain[n])
                self.heights[row] = max(self.heights[row], self._lines(cell))

    def _lines(self, cell: Cell) -> int:
        return len({self.body.pieces[p].line for p in cell.pieces})

    def level(self, labels: Sequence[int], allowed: Callable[[Groups], bool]) -> list[str]:
        """Return the text of one level for each row, empty where ways to part the rows differ."""
        rows = self.blocks.rows
        texts = [self.blocks.cells[n].text for n in labels]
        if len(labels) == rows:
            return texts
        if len(labels) == 1:
            return texts * rows
        spans = [self._reach(n) for n in labels]
        if not labels or len(labels) > rows or not all(spans) or not self.blocks.is_by_height():
            return [""] * rows
        lines = [self._lines(self.blocks.cells[n]) for n in labels]
        ways = groups_of(self.heights, lines, self.starts(labels), spans, allowed)
        for k, n in enumerate(labels if ways else ()):
            self.reaches[n] = {row for groups in ways for row in groups[k]}
        found = [_spread(groups, texts) for groups in ways]
        return [said.pop() if len(said := {f[row] for f in found}) == 1 else "" for row in range(rows)]

    def _reach(self, label: int) -> range:
        """Return the rows in which a label may begin; one that goes on a run begins anywhere below the one before."""
        first = self.blocks.cells[label].first
        if not any(run.piece == first for run in self.blocks.runs):
            return range(self.blocks.rows)
        low, high = self.blocks.bounds()(first)
        return range(low, high + 1)

    def starts(self, labels: Sequence[int]) -> list[Start]:
        """Return where each run of known height begins, in the order of the stream."""
        found = []
        for run in self.blocks.runs:
            cell, domain = self.blocks.cells[run.cell], self.blocks.domain[run.cell]
            lines = sorted({self.body.pieces[p].line for p in cell.pieces})
            line = lines.index(self.body.pieces[run.piece].line)
            if run.cell in labels:
                found.append(Start(line, len(lines), label=list(labels).index(run.cell)))
            elif self.blocks.role[run.cell] not in self.blocks.merged and len(domain) == 1:
                found.append(Start(line, len(lines), row=min(domain)))
        return found

    def narrow(self) -> None:
        """Let merged cells begin within the rows they reach, and settle the others again, if that agrees."""
        before = [set(rows) for rows in self.blocks.domain]
        for label, rows in self.reaches.items():
            self.blocks.domain[label] &= rows
        if not self.blocks.settle():
            self.blocks.domain = before


def _agrees(body: Body, blocks: Blocks, texts: Sequence[str]) -> bool:
    """Tell whether names that another table prints have the second level that they have there."""
    names = [blocks.cells[n].key for n in range(blocks.rows)]
    said = [body.known.get(name, "") for name in names]
    return all(not s or s not in texts or s == t for s, t in zip(said, texts, strict=True))


def _is_above(blocks: Blocks, groups: Groups, first: Sequence[int], below: Sequence[str]) -> bool:
    """Tell whether every row has a second level that the tree has below its first one, as far as it knows both."""
    texts = _spread(groups, [blocks.cells[n].key for n in first])
    for above, text in zip(texts, below, strict=True):
        parents = words().parents(text)
        if parents and above in words().tree and above not in parents:
            return False
    return True


def _spread(groups: Groups, texts: Sequence[str]) -> list[str]:
    return [texts[k] for k, rows in enumerate(groups) for _ in rows]
