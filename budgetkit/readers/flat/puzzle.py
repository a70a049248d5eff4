"""The figures of one table and the cells each may stand in, as far as the lines of the text tell.

Facts, not guesses: figures of one line share a baseline; a figure beside a label stands on the label's row; what
follows after a space stands further right, what is glued to it further left; a figure stands on the page of its row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from budgetkit.model.amount import Amount, parse_amount
from budgetkit.readers.flat.frame import Frame
from budgetkit.readers.flat.lines import Token

_SECOND_LABEL: Final = 1000

Where = tuple[int, str]
"""Row and column."""


@dataclass(frozen=True, slots=True)
class Loose:
    """A figure in the stream: its token, its amount (``None`` for a dash), the cells it may stand in.

    ``after`` is the row of the label that it follows in the stream, if any.
    """

    token: int
    text: str
    amount: Amount | None
    cells: frozenset[Where]
    after: int | None = None


@dataclass(frozen=True)
class Puzzle:
    """The loose figures of one table in the order of the stream, and how each follows the one before.

    ``steps[n]`` is ``right``, ``left`` (same line), ``down`` (next line, nothing between), ``then`` (a later item of
    a strip) or ``""`` for figure n.
    """

    frame: Frame
    loose: tuple[Loose, ...]
    steps: tuple[str, ...]

    def columns(self) -> list[tuple[str, str]]:
        """Return (half, column) of every column that a figure may stand in, in published order."""
        table = self.frame.table
        return [(h, c) for h, ids in table.halves.items() for c in ids if c in self.frame.columns]

    def rows(self, half: str) -> list[int]:
        """Return the rows of a half in order."""
        return [n for n, r in enumerate(self.frame.rows) if r.half == half]


def puzzle_of(frame: Frame, unit: str) -> Puzzle:
    """Return the figures of a frame with the cells that the lines leave open to them."""
    if frame.table.layout == "strip":
        return _strip(frame, unit)
    lines: dict[int, list[int]] = {}
    for n, token in enumerate(frame.tokens):
        lines.setdefault(token.line, []).append(n)
    cells: dict[int, frozenset[Where]] = {}
    for line in lines.values():
        cells |= _Line(frame, line).cells()
    loose = tuple(_loose(frame, n, cells[n], unit) for n in frame.numbers)
    return Puzzle(frame, loose, tuple(_steps(frame)))


def _strip(frame: Frame, unit: str) -> Puzzle:
    """Return the figures of a row under merged heads: each item after the one before, in its columns' order."""
    cells = [(r, c) for r in range(len(frame.rows)) for c in frame.columns]
    last = len(cells) - len(frame.numbers)
    loose = tuple(
        _loose(frame, n, frozenset(cells[k : last + k + 1] if last >= 0 else ()), unit)
        for k, n in enumerate(frame.numbers)
    )
    return Puzzle(frame, loose, tuple("then" if k else "" for k in range(len(loose))))


def _loose(frame: Frame, n: int, cells: frozenset[Where], unit: str) -> Loose:
    token = frame.tokens[n]
    after = frame.anchors.get(n - 1) if token.step == "line" else None
    return Loose(n, token.text, parse_amount(token.text, unit), cells, after)


def _steps(frame: Frame) -> Iterator[str]:
    before = -2
    for n in frame.numbers:
        token = frame.tokens[n]
        if n == before + 1:
            yield "down" if token.step == "line" else token.step
        else:
            yield ""
        before = n


class _Line:
    """One line: the rows on its baseline, and how far left or right each of its figures may stand."""

    def __init__(self, frame: Frame, tokens: Sequence[int]) -> None:
        self.frame, self.tokens = frame, tokens
        table = frame.table
        self.halves = list(table.halves)
        self.ranks: dict[tuple[str, str], int] = {}
        for h, half in enumerate(self.halves):
            for c, column in enumerate(x for x in table.halves[half] if x in frame.columns):
                self.ranks[half, column] = _SECOND_LABEL * h + c + 1
        self.on_line = {frame.anchors[n] for n in tokens if n in frame.anchors}

    def cells(self) -> dict[int, frozenset[Where]]:
        """Return for each figure of the line the cells it may stand in."""
        spans = self._spans()
        found = {}
        for n in self.tokens:
            if n in self.numbers:
                low, high = spans[n]
                columns = [k for k, rank in self.ranks.items() if low <= rank <= high]
                found[n] = frozenset((r, c) for h, c in columns for r in self._rows(h, self.frame.tokens[n]))
        return found

    @property
    def numbers(self) -> set[int]:
        return set(self.frame.numbers)

    def _rows(self, half: str, token: Token) -> list[int]:
        """Return the rows of a half on the baseline; all rows of the page where the line does not show them."""
        rows = self.frame.rows
        here = {r for r in self.on_line if rows[r].half == half}
        beside = {self.frame.beside[r] for r in self.on_line if r in self.frame.beside}
        here = here or {r for r in beside if rows[r].half == half}
        if here:
            return sorted(here)
        pages = _pages(self.frame)
        every = [n for n, r in enumerate(rows) if r.half == half]
        return [n for n in every if n not in pages or token.page in pages[n]] or every

    def _spans(self) -> dict[int, tuple[int, int]]:
        """Return the least and greatest rank of each token: chains that step right, parted where one steps left."""
        top = max(self.ranks.values(), default=0)
        spans = {n: self._own(n, top) for n in self.tokens}
        chain: list[int] = []
        for n in self.tokens:
            if self.frame.tokens[n].step == "left" and chain:
                low, high = spans[chain[-1]]
                spans[chain[-1]] = (max(low, spans[n][0] + 1), high)
                _tighten(chain, spans)
                chain = []
            chain.append(n)
        _tighten(chain, spans)
        return spans

    def _own(self, n: int, top: int) -> tuple[int, int]:
        row = self.frame.anchors.get(n)
        if row is None:
            return (0, top) if n not in self.numbers else (1, top)
        half = self.frame.rows[row].half
        rank = _SECOND_LABEL * self.halves.index(half) if half in self.halves else 0
        return rank, rank


def _tighten(chain: Sequence[int], spans: dict[int, tuple[int, int]]) -> None:
    """Let each figure of a chain stand right of the one before; the tokens of one label share their rank."""
    for a, b in pairwise(chain):
        fixed = spans[b][0] == spans[b][1]
        if not fixed:
            spans[b] = (max(spans[b][0], spans[a][0] + 1), spans[b][1])
    for b, a in pairwise(reversed(chain)):
        fixed = spans[a][0] == spans[a][1]
        if not fixed:
            spans[a] = (spans[a][0], min(spans[a][1], spans[b][1] - 1))


def _pages(frame: Frame) -> Mapping[int, range]:
    pages: dict[int, list[int]] = {}
    for token, row in frame.anchors.items():
        pages.setdefault(row, []).append(frame.tokens[token].page)
    return {row: range(min(p), max(p) + 1) for row, p in pages.items()}
