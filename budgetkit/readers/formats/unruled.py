"""Tables without any rule: where their rows and columns part, told by how their text is aligned.

Columns part where no row of the body has text, and every one has its own word in the row of heads above the body. Heads
over several columns are taken only where they share all columns among them, each in the middle of its own. A table
aligned otherwise is none here, so that its numbers are listed. What comes out are the rules that such a table lacks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations, pairwise
from statistics import median
from typing import Final

from budgetkit.forms.surroundings import pattern
from budgetkit.forms.titles import title_ends
from budgetkit.model.notes import fold
from budgetkit.readers.formats.columns import Interval, merged, with_heads
from budgetkit.readers.formats.lattice import Rule, Rules
from budgetkit.readers.formats.lines import CLEAR_GAP, Glyph, baselines

FEWEST: Final = 3
"""Rows with figures that make a table at least."""
HEADS: Final = 3
"""Rows of heads at most."""
APART: Final = 2.0
"""Times the usual distance of rows from which what lies between two is paper between tables."""
MIDDLE: Final = 1.5
"""Ems that the middle of a head may lie off that of the columns below it."""
PROSE: Final = 20
"""Times as many characters as figures that a page of prose has at least."""
MARGIN: Final = 4.0
"""Points around the text of a table."""

_FIGURE = re.compile(r"[-−△▲(（]?\d[\d,，]*(?:[.．]\d+)?%?[)）]?")
_NOTHING = re.compile(r"[-‐-―－─/]+")
_PARTED = frozenset(".,，．")
_LETTER = re.compile(r"[一-鿿]")
Word = tuple[float, float, str]
"""Where a word begins and ends, and the word."""
Head = tuple[int, Word]
"""A word among the heads, with the number of its row from the top."""


class _Line:
    """One line of text: its top, bottom and size, and its words from the left."""

    def __init__(self, glyphs: list[Glyph]) -> None:
        printed = [glyph for glyph in glyphs if not glyph[4].isspace()]
        self.top, self.bottom = min(g[1] for g in printed), max(g[3] for g in printed)
        self.em = median(g[3] - g[1] for g in printed)
        self.words: list[Word] = []
        for x0, _, x1, _, character, _ in printed:
            if self.words and x0 - self.words[-1][1] <= CLEAR_GAP * self.em:
                begin, end, text = self.words[-1]
                self.words[-1] = (begin, max(end, x1), text + character)
            else:
                self.words.append((x0, x1, character))

    @property
    def is_data(self) -> bool:
        """Tell whether it has figures beside something else."""
        return len(self.words) > 1 and any(_FIGURE.fullmatch(text) for *_, text in self.words)

    @property
    def is_above(self) -> bool:
        """Tell whether it is a title, or says whose the table is or in which unit."""
        text = "".join(text for *_, text in self.words)
        return text.endswith(title_ends()) or pattern("above", "line").search(fold(text)) is not None


def missing_rules(glyphs: list[Glyph]) -> Rules:
    """Return the level and upright rules of the tables on a page that draws none, none where nothing is aligned.

    >>> words = [[(0, "科目"), (90, "合计")], *([(0, name), (100, "3.00")] for name in ("教育", "科学", "文化"))]
    >>> glyphs = [(x + 9 * i, 20 * n, x + 9 * i + 9, 20 * n + 9, c, 1)
    ...           for n, row in enumerate(words) for x, text in row for i, c in enumerate(text)]
    >>> [len(rules) for rules in missing_rules(glyphs)]
    [5, 3]
    """
    printed = [glyph for glyph in glyphs if not glyph[4].isspace()]
    if sum(glyph[4].isdigit() for glyph in printed) * PROSE < len(printed):
        return [], []
    lines = [_Line(row) for row in baselines(printed)]
    across: list[Rule] = []
    down: list[Rule] = []
    for block in _blocks(lines):
        level, upright = _ruled(*block)
        across += level
        down += upright
    return across, down


def _blocks(lines: Sequence[_Line]) -> list[tuple[list[_Line], list[_Line]]]:
    """Return the rows of heads and of the body of what may be a table, from top to bottom."""
    data = [n for n, line in enumerate(lines) if line.is_data]
    steps = [b.bottom - a.bottom for a, b in pairwise(lines[n] for n in data)]
    if len(data) < FEWEST:
        return []
    usual = median(steps)
    runs: list[list[int]] = [[data[0]]]
    for n in data[1:]:
        between = lines[runs[-1][-1] : n + 1]
        near = all(b.bottom - a.bottom <= APART * usual for a, b in pairwise(between))
        if near and not any(line.is_above for line in between[1:-1]):
            runs[-1].append(n)
        else:
            runs.append([n])
    blocks = []
    for run in runs:
        first, end = run[0], run[0]
        while first and first > end - HEADS and not lines[first - 1].is_above:
            first -= 1
        if len(run) >= FEWEST and first < end:
            blocks.append((list(lines[first:end]), list(lines[end : run[-1] + 1])))
    return blocks


def _ruled(heads: list[_Line], body: list[_Line]) -> Rules:
    """Return the rules of a table, none where its columns are not told."""
    told = merged(word[:2] for line in body for word in line.words)
    own, over = _parted([_spread(line.words) for line in heads], told)
    columns = with_heads(told, [word[:2] for _, word in own])
    rows_of = [[row for row, word in own if word[0] < c[1] and c[0] < word[1]] for c in columns]
    if len(columns) < 2 or any(len(rows) != 1 for rows in rows_of) or not _has_figures(columns, body):
        return [], []
    groups = _groups(over, columns, [rows[0] for rows in rows_of], heads[0].em)
    if groups is None:
        return [], []
    lines = [*heads, *body]
    edges = [
        columns[0][0] - MARGIN,
        *((a[1] + b[0]) / 2 for a, b in pairwise(columns)),
        columns[-1][1] + MARGIN,
    ]
    ys = [
        lines[0].top - MARGIN,
        *((a.bottom + b.top) / 2 for a, b in pairwise(lines)),
        lines[-1].bottom + MARGIN,
    ]
    across = [(y, edges[0], edges[-1]) for y in (ys[0], *ys[len(heads) :])]
    across += [(ys[row + 1], edges[first], edges[last + 1]) for row, first, last in groups]
    over_all = dict.fromkeys(edges, ys[0])
    for row, first, last in groups:
        over_all |= {x: max(over_all[x], ys[row + 1]) for x in edges[first + 1 : last + 1]}
    return across, [(x, top, ys[-1]) for x, top in over_all.items()]


def _parted(rows: Sequence[Sequence[Word]], columns: Sequence[Interval]) -> tuple[list[Head], list[Head]]:
    """Part the words of heads, each with the number of its row, into those of one column and those over several.

    From the lowest row upwards a word is its column's own unless a column below it has one.
    """
    own: list[Head] = []
    over: list[Head] = []
    for row in range(len(rows) - 1, -1, -1):
        below = [word for _, word in own]
        for word in rows[row]:
            under = [c for c in columns if word[0] < c[1] and c[0] < word[1]]
            headed = any(w[0] < c[1] and c[0] < w[1] for c in under for w in below)
            if len(under) > 1 or headed or _stands_over(word, below):
                over.append((row, word))
            else:
                own.append((row, word))
    return own, over


def _stands_over(head: Word, below: Sequence[Word]) -> bool:
    """Tell whether a head stands above a word below it, or between the two nearest ones."""
    before = any(word[1] <= head[0] for word in below)
    behind = any(head[1] <= word[0] for word in below)
    return (before and behind) or any(word[0] < head[1] and head[0] < word[1] for word in below)


def _groups(
    over: Sequence[Head], columns: Sequence[Interval], own: Sequence[int], em: float
) -> list[tuple[int, int, int]] | None:
    """Return row, first and last column of every head over several columns, ``None`` where that is not told.

    Such heads share among them the columns whose own heads stand lowest, each in the middle of its own.
    """
    groups: list[tuple[int, int, int]] = []
    lowest = [n for n, row in enumerate(own) if row == max(own)]
    for row in {row for row, _ in over}:
        middles = sorted((word[0] + word[1]) / 2 for at, word in over if at == row)
        runs: dict[float, list[int]] = {middle: [] for middle in middles}
        for n in lowest:
            at = (columns[n][0] + columns[n][1]) / 2
            runs[min(middles, key=lambda middle: abs(middle - at))].append(n)
        for middle, run in runs.items():
            # Of three columns in a row the one in the middle may be meant as well as all of them.
            fits = [
                (first, last)
                for first, last in combinations(run, 2)
                if abs((columns[first][0] + columns[last][1]) / 2 - middle) <= MIDDLE * em
            ]
            if fits != [(run[0], run[-1])] or row == max(own) or run[-1] - run[0] + 1 != len(run):
                return None
            groups.append((row, run[0], run[-1]))
    return groups


def _spread(words: Sequence[Word]) -> list[Word]:
    """Join the letters of words that are spaced out over their columns (合　计)."""
    done: list[Word] = []
    for word in words:
        last = done[-1] if done else None
        if (
            last
            and len(word[2]) == 1
            and _LETTER.match(word[2])
            and len(last[2]) == 1
            and _LETTER.match(last[2])
        ):
            done[-1] = (last[0], word[1], last[2] + word[2])
        else:
            done.append(word)
    return done


def _has_figures(columns: Sequence[Interval], body: Sequence[_Line]) -> bool:
    """Tell whether a column holds nothing but figures, some with decimals or thousands apart, and another words."""
    texts = [
        [
            t
            for line in body
            for x0, x1, t in line.words
            if x0 < end and begin < x1 and not _NOTHING.fullmatch(t)
        ]
        for begin, end in columns
    ]
    figures = [bool(t) and all(map(_FIGURE.fullmatch, t)) for t in texts]
    words = [any(_LETTER.search(one) for one in t) for t in texts]
    amounts = any(f and any(set(one) & _PARTED for one in t) for f, t in zip(figures, texts, strict=True))
    told = all(f or w or not t for f, w, t in zip(figures, words, texts, strict=True))
    return amounts and any(words) and told
