"""Codes of a table put together again from the digits of flattened text.

A code is printed whole (``2080505``), side by side on its line (``208 05 05``), or its columns come as blocks: all
类 of a page, then 款 and 项 mixed (``201 201 201`` … ``04 04 50``). The blocks have one reading, or few: rows
are counted by their 类; the first row of a class is bare, the first of a group has no 项; within a class the
codes ascend; and of several readings the one with the fewest changes between the columns and the most known
codes is taken.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from budgetkit.model.codes import classification, normalise, official_name
from budgetkit.readers.flat.lines import Token

_STEPS = 20_000
_CHANGE = 0.05
_UNKNOWN = 1.0


@dataclass(frozen=True, slots=True)
class CodedRow:
    """A code, ``""`` where it could not be put together, and the tokens it was printed as."""

    code: str
    tokens: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """Digits side by side on one line."""

    tokens: tuple[int, ...]
    parts: tuple[str, ...]

    @property
    def opens(self) -> bool:
        return bool(classification(self.parts[0]))


def code_rows(tokens: Sequence[Token], kind: str) -> tuple[CodedRow, ...] | None:
    """Return the coded rows of a table in order, ``None`` where its digits have no reading.

    ``kind`` is the classification of the table, functional or economic; digits to the right of words or
    figures are whole numbers, not codes, unless they begin a code.

    >>> from budgetkit.readers.formats.page import Line
    >>> from budgetkit.readers.flat.lines import tokens_of
    >>> lines = [Line(t, 1) for t in "201 201 201 201 04 04 04 50 99".split()]
    >>> [r.code for r in code_rows(tokens_of(lines, 2), "functional")]
    ['201', '20104', '2010450', '2010499']
    """
    groups = list(_groups(tokens, kind))
    rows = [g for g in groups if g.opens]
    loose = [g for g in groups if not g.opens]
    if not loose:
        return tuple(CodedRow(normalise(g.parts), g.tokens) for g in rows)
    beside = _beside(rows, loose)
    if beside is not None:
        return beside
    open_rows = [n for n, g in enumerate(rows) if g.parts == (g.parts[0][:3],)]
    classes = [rows[n].parts[0] for n in open_rows]
    depth = 3 if kind == "functional" else 2
    found = _read(classes, loose, depth, bare=True) or _read(classes, loose, depth, bare=False)
    if found is None:
        whole = any(len(normalise(g.parts)) > 3 for g in rows)
        return tuple(CodedRow(normalise(g.parts), g.tokens) for g in rows) if whole else None
    parts: dict[int, list[tuple[str, int]]] = {}
    for at, text, token in found:
        parts.setdefault(open_rows[at], []).append((text, token))
    return tuple(_joined(g, parts.get(n, [])) for n, g in enumerate(rows))


def _beside(rows: Sequence[_Group], loose: Sequence[_Group]) -> tuple[CodedRow, ...] | None:
    """Return the rows where every loose part follows its class at once, ``None`` where one does not."""
    after = {g.tokens[-1] + 1: n for n, g in enumerate(rows)}
    parts = {after[g.tokens[0]]: g for g in loose if g.tokens[0] in after}
    if len(parts) < len(loose):
        return None
    return tuple(
        _joined(g, list(zip(parts[n].parts, parts[n].tokens, strict=True)) if n in parts else [])
        for n, g in enumerate(rows)
    )


def _joined(group: _Group, more: Sequence[tuple[str, int]]) -> CodedRow:
    code = normalise([*group.parts, *(text for text, _ in more)])
    return CodedRow(code, (*group.tokens, *(token for _, token in more)))


def _groups(tokens: Sequence[Token], kind: str) -> Iterator[_Group]:
    """Yield runs of digits side by side that are codes or parts of codes."""
    run: list[int] = []
    for n, token in enumerate(tokens):
        fits = token.kind == "digits" and _is_code_like(tokens, n, kind)
        if run and not (fits and token.step == "right" and not _begins(token, kind)):
            yield _group(tokens, run)
            run = []
        if fits:
            run.append(n)
    if run:
        yield _group(tokens, run)


def _group(tokens: Sequence[Token], run: Sequence[int]) -> _Group:
    return _Group(tuple(run), tuple(tokens[n].text for n in run))


def _begins(token: Token, kind: str) -> bool:
    return classification(token.text) == kind


def _is_code_like(tokens: Sequence[Token], n: int, kind: str) -> bool:
    text = tokens[n].text
    if _begins(tokens[n], kind):
        return True
    before = tokens[n - 1] if n and tokens[n].step == "right" else None
    if before is not None and (before.kind in ("word", "number", "dash")):
        return False
    return len(text) == 2 or (len(text) == 1 and text != "0" and before is not None)


_Found = list[tuple[int, str, int]]


def _read(classes: Sequence[str], loose: Sequence[_Group], depth: int, bare: bool) -> _Found | None:
    """Return (row, part, token) for every loose part, by the cheapest reading; ``None`` where there is none."""
    parts = [
        (text, token, n) for g in loose for n, (text, token) in enumerate(zip(g.parts, g.tokens, strict=True))
    ]
    forced = {
        i: n
        for i, (_, _, n) in enumerate(parts)
        if any(len(g.parts) > 1 and parts[i][1] in g.tokens for g in loose)
    }
    search = _Search(classes, [text for text, _, _ in parts], forced, depth, bare)
    labels = search.run()
    if labels is None:
        return None
    return [(row, parts[i][0], parts[i][1]) for i, row in search.rows(labels)]


class _Search:
    """Best first over the readings: each part is 款 (0) or 项 (1), in the order of the stream."""

    def __init__(
        self, classes: Sequence[str], parts: Sequence[str], forced: dict[int, int], depth: int, bare: bool
    ) -> None:
        self.classes, self.parts, self.forced, self.depth, self.bare = classes, parts, forced, depth, bare
        self.lower = [n for n, c in enumerate(classes) if not bare or (n and classes[n - 1] == c)]

    def run(self) -> tuple[int, ...] | None:
        order = count()
        heap: list[tuple[float, int, tuple[int, ...]]] = [(0.0, next(order), ())]
        for _ in range(_STEPS):
            if not heap:
                return None
            cost, _, labels = heapq.heappop(heap)
            if len(labels) == len(self.parts):
                if self._is_complete(labels):
                    return labels
                continue
            for label in (0, 1)[: self.depth - 1]:
                if self.forced.get(len(labels), label) != label:
                    continue
                longer = (*labels, label)
                more = self._cost(longer)
                if more is not None:
                    heapq.heappush(heap, (cost + more, next(order), longer))
        return None

    def _columns(self, labels: Sequence[int]) -> tuple[list[int], list[int]]:
        groups = [i for i, label in enumerate(labels) if label == 0]
        items = [i for i, label in enumerate(labels) if label == 1]
        return groups, items

    def _item_rows(self, groups: Sequence[int]) -> list[int]:
        """Return the rows that have a 项, as far as the 款 read so far tell."""
        if not self.bare:
            return self.lower[: len(groups)]
        found = []
        for n in range(1, min(len(groups), len(self.lower))):
            row, before = self.lower[n], self.lower[n - 1]
            same_class = row == before + 1 and self.classes[row] == self.classes[before]
            if same_class and self.parts[groups[n]] == self.parts[groups[n - 1]]:
                found.append(row)
        return found

    def _cost(self, labels: Sequence[int]) -> float | None:
        """Return what the last label adds to a reading, ``None`` where it cannot be."""
        groups, items = self._columns(labels)
        rows = self._item_rows(groups)
        whole = len(groups) == len(self.lower)
        if len(groups) > len(self.lower) or (whole and len(items) > len(rows)):
            return None
        change = _CHANGE if len(labels) > 1 and labels[-1] != labels[-2] else 0.0
        doubt = self._doubt_of_group(groups) if labels[-1] == 0 else 0.0
        if doubt is None:
            return None
        before = self._item_rows(groups[:-1]) if labels[-1] == 0 else rows
        done = len(items) - 1 if labels[-1] == 1 else min(len(before), len(items))
        for n in range(done, min(len(rows), len(items))):
            more = self._doubt_of_item(n, groups, items, rows)
            if more is None:
                return None
            doubt += more
        return change + doubt

    def _doubt_of_item(
        self, n: int, groups: Sequence[int], items: Sequence[int], rows: Sequence[int]
    ) -> float | None:
        row, part = rows[n], self.parts[items[n]]
        group = self.parts[groups[self.lower.index(row)]]
        follows = n and rows[n - 1] == row - 1 and self._same_group(groups, row)
        if follows and self.parts[items[n - 1]] > part:
            return None
        return 0.0 if official_name(normalise([self.classes[row], group, part])) else _UNKNOWN

    def _same_group(self, groups: Sequence[int], row: int) -> bool:
        n = self.lower.index(row)
        same_class = self.classes[row] == self.classes[row - 1]
        return n > 0 and same_class and self.parts[groups[n]] == self.parts[groups[n - 1]]

    def _doubt_of_group(self, groups: Sequence[int]) -> float | None:
        n = len(groups) - 1
        row, part = self.lower[n], self.parts[groups[n]]
        follows = n and self.lower[n - 1] == row - 1 and self.classes[row] == self.classes[row - 1]
        if follows and self.parts[groups[n - 1]] > part:
            return None
        return 0.0 if official_name(normalise([self.classes[row], part])) else _UNKNOWN

    def _is_complete(self, labels: Sequence[int]) -> bool:
        groups, items = self._columns(labels)
        if len(groups) != len(self.lower):
            return False
        return self.depth == 2 or len(items) == len(self._item_rows(groups))

    def rows(self, labels: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yield (part, row) in the order that a code is spelled."""
        groups, items = self._columns(labels)
        yield from zip(groups, self.lower, strict=True)
        if self.depth > 2:
            yield from zip(items, self._item_rows(groups), strict=True)
