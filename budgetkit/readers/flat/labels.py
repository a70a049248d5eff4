"""Labelled rows found in the words of flattened text: broken over lines, letter-spaced, two labels run together."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from budgetkit.forms.form import RowForm, plain
from budgetkit.readers.flat.lines import Token, is_laid_out

_MOST = 8


@dataclass(frozen=True, slots=True)
class Labelled:
    """A row of the form (its number there) or, with ``row`` -1, words that are none; text and tokens as printed."""

    row: int
    text: str
    tokens: tuple[int, ...]


def find_labels(
    tokens: Sequence[Token], rows: Sequence[RowForm], heads: Collection[str] = ()
) -> tuple[Labelled, ...]:
    """Return the labels that stand among tokens, each row once, and the words that are no label, in order.

    A word of the ``heads`` of columns (合计) names no row where others (总计, twice for two halves) name all it could.

    A class printed with its code (``201 一般公共服务支出``) is found by the code. Of rows with the same words the
    one printed exactly so is meant, else the next one of the form.

    >>> from budgetkit.forms.form import form
    >>> from budgetkit.readers.formats.page import Line
    >>> from budgetkit.readers.flat.lines import tokens_of
    >>> rows = form("xinjiang-budget").table("three_public").rows
    >>> tokens = tokens_of([Line("公务用车购置及运行费", 1), Line("（小计） 2.00", 1)], 2)
    >>> [(rows[x.row].item, x.tokens) for x in find_labels(tokens, rows)]
    [('vehicles', (0, 1))]
    """
    return _Finder(tokens, rows, heads).run()


def raw_key(text: str) -> str:
    """Return a label without spaces and widths, its numbering kept."""
    return "".join(unicodedata.normalize("NFKC", text).split())


class _Finder:
    def __init__(self, tokens: Sequence[Token], rows: Sequence[RowForm], heads: Collection[str]) -> None:
        self.tokens, self.rows = tokens, rows
        self.by_key: dict[str, list[int]] = {}
        for n, row in enumerate(rows):
            for key in dict.fromkeys(plain(x) for x in (*row.labels, row.label.zh)):
                self.by_key.setdefault(key, []).append(n)
        self.by_code = {row.code: n for n, row in enumerate(rows) if row.code}
        words = [plain(t.text) for t in tokens if t.kind == "word"]
        self.barred: set[str] = set()
        for head in heads:
            own = self.by_key.get(plain(head), [])
            others = [w for w in words if w != plain(head) and own == self.by_key.get(w)]
            if own and len(others) >= len(own):
                self.barred.add(raw_key(head))
        self.used: set[int] = set()
        self.last: dict[str, int] = {}
        self.found: list[Labelled] = []
        self.laid_out = is_laid_out(tokens)
        self.passed: set[int] = set()

    def run(self) -> tuple[Labelled, ...]:
        at = 0
        while at < len(self.tokens):
            token = self.tokens[at]
            if at in self.passed:
                at += 1
            elif token.kind == "digits" and self._is_class(at):
                at = self._class(at)
            elif token.kind == "word":
                at = self._words(at)
            else:
                at += 1
        return tuple(self.found)

    def _is_class(self, at: int) -> bool:
        """Tell whether digits are the code of a class: a word follows, on the next line only the class's own name."""
        row = self.by_code.get(self.tokens[at].text)
        if row is None or at + 1 == len(self.tokens) or self.tokens[at + 1].kind != "word":
            return False
        labels = (*self.rows[row].labels, self.rows[row].label.zh)
        word = plain(self.tokens[at + 1].text)
        return self.tokens[at + 1].step != "line" or any(plain(x).startswith(word) for x in labels)

    def _class(self, at: int) -> int:
        row = self.by_code[self.tokens[at].text]
        words = self._run(at + 1)
        keys = {plain(x) for x in (*self.rows[row].labels, self.rows[row].label.zh)}
        for size in range(len(words), 0, -1):
            if plain("".join(words[:size])) in keys:
                return self._take(row, "".join(words[:size]), at, at + 1 + size)
        below = self._below(at + 1) if self.laid_out else [at + 1]
        for size in range(len(below), 1, -1):
            text = "".join(self.tokens[n].text for n in below[:size])
            if plain(text) in keys:
                self.passed |= set(below[1:size])
                self._take(row, text, at, at + 2, below[1:size])
                return at + 2
        rest = self._split(words[0])
        if rest and rest[0] == row:
            self._take(row, words[0][: rest[2]], at, at + 2)
            self._take(rest[1], words[0][rest[2] :], at + 1, at + 2)
            return at + 2
        return self._take(row, words[0], at, at + 2)

    def _run(self, at: int) -> list[str]:
        """Return the words that follow one another in the stream from a place on."""
        words: list[str] = []
        while at < len(self.tokens) and self.tokens[at].kind == "word" and len(words) < _MOST:
            words.append(self.tokens[at].text)
            at += 1
        return words

    def _below(self, at: int) -> list[int]:
        """Return a word and those that stand right below it, line by line, where spaces keep the columns."""
        found, first = [at], self.tokens[at]
        for n in range(at + 1, len(self.tokens)):
            token = self.tokens[n]
            if token.line > self.tokens[found[-1]].line + 2 or len(found) == _MOST:
                break
            if token.kind == "word" and token.line > first.line and abs(token.at - first.at) <= 2:
                found.append(n)
        return found

    def _words(self, at: int) -> int:
        below = self._below(at) if self.laid_out else [at]
        for size in range(len(below), 1, -1):
            text = "".join(self.tokens[n].text for n in below[:size])
            row = self._choose(text)
            if row is not None:
                self.passed |= set(below[1:size])
                self._take(row, text, at, at + 1, below[1:size])
                return at + 1
        words = self._run(at)
        for size in range(len(words), 0, -1):
            text = "".join(words[:size])
            row = None if raw_key(text) in self.barred else self._choose(text)
            if row is not None and not (size > 1 and self._is_printed_label(words[0])):
                return self._take(row, text, at, at + size)
        rest = self._split(words[0])
        if rest:
            self._take(rest[0], words[0][: rest[2]], at, at + 1)
            return self._take(rest[1], words[0][rest[2] :], at, at + 1)
        self.found.append(Labelled(-1, words[0], (at,)))
        return at + 1

    def _is_printed_label(self, word: str) -> bool:
        """Tell whether a word is exactly a label as the form prints it, so that nothing needs to follow."""
        return any(raw_key(word) == raw_key(self.rows[n].label.zh) for n in self.by_key.get(plain(word), ()))

    def _choose(self, text: str) -> int | None:
        free = [n for n in self.by_key.get(plain(text), ()) if n not in self.used]
        if not free:
            return None
        exact = [n for n in free if raw_key(self.rows[n].label.zh) == raw_key(text)]
        if exact:
            return exact[0]
        return next((n for n in free if n > self.last.get(self.rows[n].half, -1)), free[0])

    def _split(self, word: str) -> tuple[int, int, int] | None:
        """Return two rows and where the word parts, for two labels that the stream runs together."""
        for size in range(2, len(word) - 1):
            first, second = self._choose(word[:size]), self._choose(word[size:])
            if first is not None and second is not None and first != second:
                return first, second, size
        return None

    def _take(self, row: int, text: str, start: int, end: int, more: Sequence[int] = ()) -> int:
        self.used.add(row)
        self.last[self.rows[row].half] = row
        self.found.append(Labelled(row, text, (*range(start, end), *more)))
        return end


def pair_rows(facts: Mapping[int, int], left: int, right: int) -> dict[int, int]:
    """Return which row of the left half stands on the baseline of which row of the right, from the lines that show it.

    Between two lines that show it, and above the first, rows pair one by one where their numbers agree.

    >>> pair_rows({2: 2, 5: 5}, 7, 9)
    {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6}
    """
    known = [(-1, -1), *sorted((a, b) for a, b in facts.items())]
    pairs: dict[int, int] = {}
    for (a, b), (c, d) in pairwise(known):
        if c - a == d - b:
            pairs |= {a + n: b + n for n in range(1, c - a + 1)}
        pairs[c] = d
    a, b = known[-1]
    if facts:
        pairs |= {a + n: b + n for n in range(1, min(left - a, right - b))}
    return dict(sorted(pairs.items()))
