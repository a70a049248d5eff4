"""Codes of a table put together again from the digits of flattened text, whatever order they come in.

A code is printed whole (``2080505``), side by side on its line (``208 05 05``), or its parts come as blocks: the 类 of a
page, its 款 and 项, its names, each somewhere. Yet every row has its 类, so that rows are counted; codes ascend; a class
stands before its groups and a group before its items; every part is that of one row; and most names are those of their
code. Of the readings of a page the one that breaks least of this is taken, where no other is as good.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from budgetkit.forms.form import plain
from budgetkit.model.codes import Classification, bundled, classification, normalise, official_name
from budgetkit.readers.flat.lines import Token

_BEAM: Final = 100
_UNKNOWN: Final = 1.0
_ORPHAN: Final = 1.5
_LEFT_OVER: Final = 2.0
_NAMELESS: Final = 1.0
_ASTRAY: Final = 0.4
_SKIPPED: Final = 0.1
_TURN: Final = 0.01
_LONGEST_NAME: Final = 4
_FAR: Final = 6
_ORDINALS: Final = frozenset(map(str, range(10, 25)))
_LENGTHS: Final = {"functional": 7, "economic": 5}


@dataclass(frozen=True, slots=True)
class CodedRow:
    """A code and the tokens it was printed as."""

    code: str
    tokens: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """Digits side by side on one line."""

    tokens: tuple[int, ...]
    parts: tuple[str, ...]

    @property
    def code(self) -> str:
        return normalise(self.parts)


def code_rows(
    tokens: Sequence[Token],
    kind: Classification,
    names: Mapping[str, str] | None = None,
    lists: Sequence[tuple[str, ...]] = (),
) -> tuple[CodedRow, ...] | None:
    """Return the coded rows of a table in order, ``None`` where its digits have no reading or several.

    ``kind`` is the classification of the table, functional or economic; ``names`` are those of codes met elsewhere,
    ``lists`` the codes of other tables: where there are some, the digits are exactly those of one of them and no other.
    Digits to the right of words or figures are whole numbers, not codes, unless they begin a code.

    >>> from budgetkit.readers.formats.page import Line
    >>> from budgetkit.readers.flat.lines import tokens_of
    >>> lines = [Line(t, 1) for t in "201 201 201 201 04 04 04 50 99".split()]
    >>> [r.code for r in code_rows(tokens_of(lines, 2), "functional")]
    ['201', '20104', '2010450', '2010499']
    """
    if (spelt := _spelt_out(tokens, kind)) is not None:
        return spelt
    groups = list(_groups(tokens, kind))
    if all(_opens(g, kind) for g in groups):
        return tuple(CodedRow(g.code, g.tokens) for g in sorted(groups, key=lambda g: g.code))
    if lists:
        same = [rows for codes in lists if (rows := _listed(codes, groups, tokens, kind))]
        return same[0] if len(same) == 1 else None
    pages = dict.fromkeys(t.page for t in tokens)
    states = [_State(0.0, (), ())]
    for page in pages:
        here = [g for g in groups if tokens[g.tokens[0]].page == page]
        words = [t.text for t in tokens if t.page == page and t.kind == "word"]
        states = _Page(here, words, kind, names or {}).read(states)
        if not states:
            return None
    best = states[0]
    if any(s.cost <= best.cost and s.codes != best.codes for s in states[1:]):
        return None
    return tuple(_rows(best.codes, groups, tokens, kind))


def _spelt_out(tokens: Sequence[Token], kind: Classification) -> tuple[CodedRow, ...] | None:
    """Return the rows of a table whose every row prints the codes above its own, too: 208, 20805, 2080505.

    So each code stands once for itself and once for every one below it, whatever the order.
    """
    places: dict[tuple[int, str], list[int]] = {}
    for n, token in enumerate(tokens):
        if token.kind == "digits" and _begins(token, kind):
            places.setdefault((token.page, token.text), []).append(n)
    rows: list[CodedRow] = []
    seen: set[str] = set()
    for page in dict.fromkeys(page for page, _ in places):
        own = sorted(code for p, code in places if p == page)
        new = [code for code in own if code not in seen]
        if any(len(places[page, c]) != sum(x.startswith(c) for x in new) for c in own):
            return None
        seen.update(new)
        rows += [
            CodedRow(c, tuple(places[page, above].pop(0) for above in own if c.startswith(above)))
            for c in new
        ]
    return tuple(rows) if any(len(r.tokens) > 1 for r in rows) else None


def _listed(
    codes: Sequence[str], groups: Sequence[_Group], tokens: Sequence[Token], kind: Classification
) -> tuple[CodedRow, ...] | None:
    """Return the rows of a list of codes where the digits of a table are theirs, each part of each once.

    Numbers of columns from 10 on, which look like parts, may stand among them.
    """
    opening = sorted(g.code for g in groups if _opens(g, kind))
    if len(opening) != len(codes) or not all(map(str.startswith, sorted(codes), opening)):
        return None
    rows = tuple(_rows(sorted(codes), groups, tokens, kind))
    used = Counter(tokens[n].text for r in rows for n in r.tokens)
    left = sorted((Counter(tokens[n].text for g in groups for n in g.tokens) - used).elements())
    complete = all(len("".join(tokens[n].text for n in r.tokens)) >= len(r.code) for r in rows)
    return rows if complete and len(set(left)) == len(left) and set(left) <= _ORDINALS else None


def _rows(
    codes: Sequence[str], groups: Sequence[_Group], tokens: Sequence[Token], kind: Classification
) -> Iterator[CodedRow]:
    """Yield the codes with the tokens of their parts: the k-th of a page with the k-th group and part of its kind."""
    opening = sorted(
        (g for g in groups if _opens(g, kind)), key=lambda g: (tokens[g.tokens[0]].page, g.parts[0][:3])
    )
    loose = [(tokens[n].page, tokens[n].text, n) for g in groups if not _opens(g, kind) for n in g.tokens]
    for code, group in zip(codes, opening, strict=True):
        page, found = tokens[group.tokens[0]].page, list(group.tokens)
        for part in _parts(code[len(group.code) :]):
            at = next((k for k, x in enumerate(loose) if x[0] == page and x[1].zfill(2) == part), None)
            if at is None:
                return
            found.append(loose.pop(at)[2])
        yield CodedRow(code, tuple(found))


def _groups(tokens: Sequence[Token], kind: Classification) -> Iterator[_Group]:
    """Yield runs of digits side by side that are codes or parts of codes."""
    run: list[int] = []
    for n, token in enumerate(tokens):
        fits = token.kind == "digits" and _is_code_like(tokens, n, kind)
        if run and not (fits and token.step == "right" and not _begins(token, kind)):
            yield _Group(tuple(run), tuple(tokens[n].text for n in run))
            run = []
        if fits:
            run.append(n)
    if run:
        yield _Group(tuple(run), tuple(tokens[n].text for n in run))


def _begins(token: Token, kind: Classification) -> bool:
    return classification(token.text) == kind


def _opens(group: _Group, kind: Classification) -> bool:
    return classification(group.parts[0]) == kind


def _is_code_like(tokens: Sequence[Token], n: int, kind: Classification) -> bool:
    text = tokens[n].text
    if _begins(tokens[n], kind):
        return True
    before = tokens[n - 1] if n and tokens[n].step == "right" else None
    if before is not None and before.kind in ("word", "number", "dash"):
        return False
    return len(text) == 2 or (len(text) == 1 and text != "0" and before is not None)


@dataclass(frozen=True, slots=True)
class _State:
    """Rows read so far: what they cost, all codes, the parts of the page that are left, and the words passed."""

    cost: float
    codes: tuple[str, ...]
    parts: tuple[str, ...]
    words: int = 0

    @property
    def last(self) -> str:
        return self.codes[-1] if self.codes else ""


class _Page:
    """The rows of one page: as many as it has classes, ascending, with the parts and the names it prints."""

    def __init__(
        self, groups: Sequence[_Group], words: Sequence[str], kind: Classification, names: Mapping[str, str]
    ) -> None:
        self.rows = sorted((g for g in groups if _opens(g, kind)), key=lambda g: g.parts[0][:3])
        self.parts = tuple(p.zfill(2) for g in groups if not _opens(g, kind) for p in g.parts)
        self.longest, self.names = _LENGTHS[kind], names
        self.at: dict[str, list[tuple[int, int]]] = {}
        keys = [plain(w) for w in words]
        for n in range(len(keys)):
            for end in range(n + 1, min(n + _LONGEST_NAME, len(keys)) + 1):
                self.at.setdefault("".join(keys[n:end]), []).append((n, end))
        self.known: dict[str, list[str]] = {}
        printed = set(self.parts)
        for group in self.rows:
            self.known[group.code] = [
                code
                for code in sorted({*bundled(kind), *names})
                if code.startswith(group.code) and printed.issuperset(_parts(code[len(group.code) :]))
            ]
        self.places = {code: self._places(code) for codes in self.known.values() for code in codes}

    def _places(self, code: str) -> list[tuple[int, int]]:
        """Return where the name of a code stands among the words."""
        names = {plain(official_name(code) or ""), plain(self.names.get(code, ""))} - {""}
        return sorted(place for name in names for place in self.at.get(name, ()))

    def read(self, states: Iterable[_State]) -> list[_State]:
        """Return the best states after the rows of this page, the best first, given those before it."""
        states = [_State(s.cost, s.codes, self.parts) for s in states]
        for group in self.rows:
            best: dict[_State, float] = {}
            for state in states:
                for cost, code, left, words in self._next(state, group):
                    following = _State(0.0, (*state.codes, code), left, words)
                    best[following] = min(cost, best.get(following, cost))
            ranked = sorted(best.items(), key=lambda x: x[1])[:_BEAM]
            states = [_State(cost, s.codes, s.parts, s.words) for s, cost in ranked]
        unique: dict[tuple[str, ...], _State] = {}
        done = [_State(s.cost + _LEFT_OVER * len(s.parts), s.codes, ()) for s in states]
        for state in sorted(done, key=lambda s: s.cost):
            unique.setdefault(state.codes, state)
        return list(unique.values())

    def _next(self, state: _State, group: _Group) -> Iterator[tuple[float, str, tuple[str, ...], int]]:
        """Yield the cost of every code that may follow, with the parts left on the page and the words passed then."""
        start, last = group.code, state.last
        above = [last[:size] for size in (3, 5) if size < self.longest and size <= len(last)]
        new = {a + p for a in above for p in state.parts if a.startswith(start)}
        for code in dict.fromkeys((start, *self.known[start], *sorted(new))):
            left = _without(state.parts, _parts(code[len(start) :]))
            if code <= last or left is None:
                continue
            cost = state.cost
            if len(code) > 3 and not last.startswith(code[:-2]):
                cost += _ORPHAN
            if code not in self.places:
                cost += _UNKNOWN
            if left != state.parts and left[:1] == state.parts[:1]:
                cost += _TURN
            for more, words in self._named(code, state.words):
                yield cost + more, code, left, words

    def _named(self, code: str, passed: int) -> Iterator[tuple[float, int]]:
        """Yield what it costs that a code's name stands next, further on or elsewhere, and the words passed then."""
        found = self.places.get(code)
        ahead = next((p for p in found or () if p[0] >= passed), None)
        if ahead is not None and ahead[0] - passed <= _FAR:
            yield _SKIPPED * (ahead[0] - passed), ahead[1]
        else:
            yield (_ASTRAY if found else _NAMELESS), passed


def _parts(rest: str) -> list[str]:
    return [rest[at : at + 2] for at in range(0, len(rest), 2)]


def _without(parts: tuple[str, ...], taken: Sequence[str]) -> tuple[str, ...] | None:
    """Return the parts without those taken, the first of each, ``None`` where one is not there."""
    left = list(parts)
    for part in taken:
        if part not in left:
            return None
        left.remove(part)
    return tuple(left)
