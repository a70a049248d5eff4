"""The head of a table in flattened text: told from the body, and read for the columns that are printed.

Heads come scrambled: words broken over lines, ordinals of the columns (※ 1 2 3) astray, figures of the first row
before the last head. So a word is a head only before the body begins and only where the form knows it, and all
digits and numbers are kept but the ordinals.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from budgetkit.forms.columns import column_words
from budgetkit.forms.form import TableForm, plain
from budgetkit.model.codes import classification
from budgetkit.readers.flat.labels import raw_key
from budgetkit.readers.flat.lines import Token
from budgetkit.readers.flat.tables import FlatTable

_LABEL: Final = 5
"""The most lines that the label of a row is broken over."""


@dataclass(frozen=True)
class Body:
    """The tokens of a table without its head, the value columns printed, and what the head says of names.

    ``head`` is its ``words`` in one, for comparison; ``ordinals`` are the numbers of columns among them. ``marked`` are
    the tokens right after a ※, with which the line below the heads ends.
    """

    tokens: tuple[Token, ...]
    columns: tuple[str, ...]
    names_projects: bool
    head: str
    words: tuple[str, ...] = ()
    ordinals: frozenset[int] = frozenset()
    marked: frozenset[int] = frozenset()


def read_head(table: FlatTable, tokens: Sequence[Token]) -> Body:
    """Return what is body among the tokens of a table, page by page, and what the heads say."""
    kept: list[Token] = []
    head: list[Token] = []
    marked: set[int] = set()
    for page in dict.fromkeys(t.page for t in tokens):
        page_tokens = _PageTokens(table.form, tuple(t for t in tokens if t.page == page))
        for n, token in enumerate(page_tokens.tokens):
            if page_tokens.is_body(n) and n and page_tokens.tokens[n - 1].kind == "mark":
                marked.add(len(kept))
            (kept if page_tokens.is_body(n) else head).append(token)
    figures = [t.text for t in kept if t.kind in ("number", "digits")]
    if figures == [str(n + 1) for n in range(len(figures))] and (
        len(figures) > 1 or any(t.kind == "mark" for t in head)
    ):
        # An empty table whose columns are numbered where its heads stand.
        kept = [t for t in kept if t.kind != "digits"]
    words = [t.text for t in head if t.kind == "word" and not _above().match(t.text)]
    ordinals = {int(t.text) for t in head if _is_small(t, len(table.form.columns))}
    projects = table.form.layout == "codes" and any(column_words().flattened.project in w for w in words)
    columns = columns_of(table.form, words, ordinals)
    text = plain("".join(words))
    return Body(tuple(kept), columns, projects, text, tuple(words), frozenset(ordinals), frozenset(marked))


@cache
def _above() -> re.Pattern[str]:
    return re.compile(column_words().flattened.above)


def _vocabulary(table: TableForm) -> tuple[str, ...]:
    heads = [h.replace("/", "") for c in table.columns for h in (*c.heads, c.label.zh)]
    parts = [p for c in table.columns for h in c.heads for p in h.split("/")]
    return tuple(
        dict.fromkeys(plain(x) for x in (*column_words().flattened.heads, *heads, *parts, *table.titles))
    )


class _PageTokens:
    """One page of a table: where its body begins, and which of its tokens are body."""

    def __init__(self, table: TableForm, tokens: Sequence[Token]) -> None:
        self.table, self.tokens = table, tokens
        self.lines: dict[int, list[Token]] = {}
        for token in tokens:
            self.lines.setdefault(token.line, []).append(token)
        self.known = _vocabulary(table)
        self.rows: dict[str, set[int]] = {}
        for n, row in enumerate(table.rows):
            for label in (*row.labels, row.label.zh):
                self.rows.setdefault(plain(label), set()).add(n)
        self.ordinal_lines = {n for n, line in self.lines.items() if _is_ordinals(line, len(table.columns))}
        on = (n for n, token in enumerate(tokens) if token.line in self.ordinal_lines)
        after = (
            n
            for n in range(1, len(tokens))
            if tokens[n - 1].text in column_words().row.ordinals and tokens[n].kind == "digits"
        )
        self.ordinals = sorted({*_ordinals(tokens, len(table.columns)), *on, *after})
        on_lines = {t.text for n in self.ordinal_lines for t in self.lines[n]}
        numbers = {str(n) for n in range(1, len(table.columns) + _LABEL)} - on_lines
        self.astray = {n for n, t in enumerate(tokens) if t.text in numbers and self._numbers_column(n)}
        self.first_label: frozenset[int] = frozenset()
        self.start = self._start()

    def _start(self) -> int:
        """Return the first line of the body: after the ordinals, else where figures, codes or rows begin."""
        if self.ordinals:
            last = self.ordinals[-1]
            ends = last + 1 == len(self.tokens) or self.tokens[last + 1].step == "line"
            return self.tokens[last].line + ends
        first = next((n for n, t in enumerate(self.tokens) if _is_figure(t)), 0)
        for size in range(1, min(_LABEL, first) + 1):
            words = [t.text for t in self.tokens[first - size : first] if t.kind == "word"]
            if len(words) == size > 1 and plain("".join(words)) in self.rows:
                self.first_label = frozenset(range(first - size, first))
        order = list(self.lines)
        at = next((i for i, n in enumerate(order) if any(map(_is_figure, self.lines[n]))), len(order))
        while at and all(self._is_label(t) for t in self.lines[order[at - 1]]):
            at -= 1
        return order[at] if at < len(order) else max(order, default=0) + 1

    def _is_label(self, token: Token) -> bool:
        """Tell whether a word before the first figure is the label of a row and no head that reads like one below."""
        key = plain(token.text)
        if token.kind != "word" or key not in self.rows:
            numbered = token.kind == "word" and key != raw_key(token.text)
            return numbered and any(label.startswith(key) for label in self.rows)
        below = (plain(t.text) for t in self.tokens if t.kind == "word" and t.line > token.line)
        again = any(self.rows[key] & self.rows.get(other, set()) for other in below)
        return not (again and key == raw_key(token.text))

    def is_body(self, n: int) -> bool:
        """Tell whether a token is body and no head."""
        token = self.tokens[n]
        if token.kind == "mark" or n in self.first_label or token.text in column_words().row.ordinals:
            return n in self.first_label
        if n in self.ordinals or (self.ordinals and n < self.ordinals[0] and token.kind != "word"):
            return False
        if token.kind == "word":
            return self._is_body_word(n, plain(token.text))
        return token.line >= self.start or not self._is_ordinal(n)

    def _numbers_column(self, n: int) -> bool:
        """Tell whether a small number may be that of a column: of two digits only alone or in a row of such.

        Other numbers of two digits are parts of codes, which come by the dozen.
        """
        text, near = self.tokens[n].text, self.tokens[max(0, n - 1) : n + 2]
        alone = sum(t.text == text for t in self.tokens) == 1
        return (
            len(text) == 1 or alone or bool({str(int(text) - 1), str(int(text) + 1)} & {t.text for t in near})
        )

    def _is_ordinal(self, n: int) -> bool:
        token = self.tokens[n]
        if any(map(_is_figure, self.lines[token.line])):
            return False
        return token.line in self.ordinal_lines or n in self.astray

    def _is_body_word(self, n: int, key: str) -> bool:
        token = self.tokens[n]
        if not key or any(_above().match(t.text) for t in self.lines[token.line]):
            return False
        if token.line >= self.start:
            return True
        if key in self.rows and any(t.kind == "mark" for t in self.tokens[:n]):
            return all(plain(t.text) != key for t in self.tokens[n + 1 :])
        return not _made_of(key, self.known)


def _made_of(key: str, known: Sequence[str], parts: int = 3) -> bool:
    """Tell whether a word consists of up to three parts of known heads: heads run together where columns meet."""
    if any(key in word for word in known):
        return True
    return parts > 1 and any(
        any(key[:size] in word for word in known) and _made_of(key[size:], known, parts - 1)
        for size in range(len(key) - 1, 0, -1)
    )


def _is_ordinals(line: Sequence[Token], columns: int) -> bool:
    """Tell whether a line numbers the columns: ※ marks, or three and more small numbers in order."""
    if any(t.kind == "mark" or t.text == "栏次" for t in line):
        return all(t.kind == "mark" or t.text == "栏次" or _is_small(t, columns + _LABEL) for t in line)
    numbers = [int(t.text) for t in line if _is_small(t, columns)]
    return len(numbers) == len(line) >= 3 and numbers == sorted(set(numbers))


def _ordinals(tokens: Sequence[Token], columns: int) -> list[int]:
    """Return the tokens that number the columns wherever lines break: 1, 2 and so on, three or more or after a ※."""
    for at, token in enumerate(tokens):
        if token.text == "1" and not (at and tokens[at - 1].text == "0"):
            size = 1
            while at + size < len(tokens) and tokens[at + size].text == str(size + 1):
                size += 1
            marked = at > 0 and tokens[at - 1].kind == "mark"
            if size <= columns + _LABEL and (size >= 3 or marked):
                return list(range(at, at + size))
    return []


def _is_small(token: Token, columns: int) -> bool:
    return token.kind == "digits" and token.text[0] != "0" and 1 <= int(token.text) <= columns


def _is_figure(token: Token) -> bool:
    return token.kind == "number" or (token.kind == "digits" and bool(classification(token.text)))


def columns_of(table: TableForm, words: Sequence[str], ordinals: Collection[int]) -> tuple[str, ...]:
    """Return the value columns that words of a head show, all of the form where they show none."""
    return printed_columns(table, words, ordinals) or tuple(c.id for c in table.columns)


def printed_columns(table: TableForm, words: Sequence[str], ordinals: Collection[int]) -> tuple[str, ...]:
    """Return the value columns printed: all where the ordinals count them all, else those whose head is there."""
    if set(ordinals) == set(range(1, len(table.columns) + 1)):
        return tuple(c.id for c in table.columns)
    keys = [plain(w) for w in words]
    text = "".join(keys)
    return tuple(c.id for c in table.columns if any(_printed(h, text, keys) for h in c.heads))


def _printed(head: str, text: str, keys: Sequence[str]) -> bool:
    """Tell whether a head stands among the words: in one piece, part by part, or broken into whole words."""
    whole = plain(head.replace("/", ""))
    parts = [plain(p) for p in head.split("/")]
    return whole in text or (len(parts) > 1 and all(p in text for p in parts)) or is_spelled(whole, keys)


def is_spelled(word: str, keys: Sequence[str]) -> bool:
    """Tell whether a head is broken into whole words, wherever they stand."""
    return not word or any(k and word.startswith(k) and is_spelled(word[len(k) :], keys) for k in keys)
