"""The frame of a table in flattened text: its rows, its columns, and which row each word and code stands for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from budgetkit.forms.form import TableForm, plain
from budgetkit.forms.titles import names_organ
from budgetkit.model.codes import classification
from budgetkit.model.disclosure import Row
from budgetkit.readers.flat.codes import CodedRow, code_rows
from budgetkit.readers.flat.head import Body, is_spelled, printed_columns
from budgetkit.readers.flat.labels import Labelled, find_labels, pair_rows, raw_key
from budgetkit.readers.flat.lines import Token
from budgetkit.readers.flat.names import Word, deal_names
from budgetkit.readers.flat.stream import stream_codes

_MOST = 6
_PAGE = 4
_UNIT_CODE = 5
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[)）][、.．]?|\d+[、.．])"
)


@dataclass(frozen=True)
class Context:
    """What the rest of the document tells: names of codes met elsewhere, its prose without spaces, its organ.

    At ``first`` only codes that stand beside one another are read, for the names beside them; ``lists`` are the codes of
    other tables.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    prose: str = ""
    department: str = ""
    first: bool = False
    lists: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Frame:
    """Rows without amounts, value columns, and what each token is.

    ``anchors`` gives the row of every token that is part of a label; ``numbers`` are the tokens that are amounts
    (or dashes); ``beside`` pairs rows of two halves that share a baseline; ``rest`` are words that are no label;
    ``unsure`` are rows whose label may as well be the head of a column, as another word of the table may name them.
    """

    table: TableForm
    columns: tuple[str, ...]
    tokens: tuple[Token, ...]
    rows: tuple[Row, ...]
    anchors: Mapping[int, int]
    numbers: tuple[int, ...]
    beside: Mapping[int, int] = field(default_factory=dict)
    rest: tuple[int, ...] = ()
    unsure: frozenset[int] = frozenset()

    def columns_of(self, row: int) -> tuple[str, ...]:
        """Return the value columns that a row can have an amount in."""
        half = self.table.halves.get(self.rows[row].half, self.columns)
        return tuple(c for c in half if c in self.columns)


def build_frame(table: TableForm, body: Body, context: Context) -> Frame | None:
    """Return the frame of a table, ``None`` where its codes cannot be put together."""
    if table.layout == "strip":
        return _strip(table, body)
    frame = (_coded if table.layout == "codes" else _labelled)(table, body, context)
    return frame and replace(frame, unsure=frozenset(_unsure(frame, body)))


def _unsure(frame: Frame, body: Body) -> Iterator[int]:
    """Yield the rows whose label may be the head of a column instead: «合计» among the columns, «总计» below the rows.

    A label that neither a figure stands beside nor a ※ before, below the heads, is one where the words left over show
    a head besides and no other label.
    Where no head of a column is printed at all, nothing shows what any row holds.
    """
    free = [t.text for n, t in enumerate(frame.tokens) if t.kind == "word" and n not in frame.anchors]
    words = [raw_key(w) for w in (*body.words, *free)]
    printed = printed_columns(frame.table, words, body.ordinals)
    if not printed:
        yield from range(len(frame.rows))
        return
    labels: dict[tuple[str, str], set[str]] = {}
    for row in frame.table.rows:
        labels.setdefault((row.half, row.item), set()).update(map(plain, (*row.labels, row.label.zh)))
    heads: set[str] = set()
    for column in (c for c in frame.table.columns if c.id in printed):
        own_heads = {raw_key(part) for h in column.heads for part in h.split("/")}
        # A head that can name no row shows that its column needs no other.
        heads |= own_heads.intersection(words).difference(*labels.values()) or own_heads
    lines = {frame.tokens[n].line for n in frame.numbers}
    shown = {r for t, r in frame.anchors.items() if t in body.marked or frame.tokens[t].line in lines}
    for n, found in enumerate(frame.rows):
        own, named = raw_key(found.name), labels.get((found.half, found.item), set())
        if n not in shown and own in heads and not found.code:
            others = {w for w in words if plain(w) in named and w != own}
            if others or not is_spelled(own, words):
                yield n


def _strip(table: TableForm, body: Body) -> Frame:
    """Return the items of a table whose values stand in one row under merged heads, as rows."""
    numbers = _numbers(body.tokens, set())
    words = body.head + plain("".join(t.text for t in body.tokens if t.kind == "word"))
    shown = [r for r in table.rows if any(plain(x.split("/")[0]) in words for x in (r.label.zh, *r.labels))]
    items = table.rows if len(numbers) == len(table.rows) * len(body.columns) else tuple(shown) or table.rows
    rows = tuple(Row(r.label.zh, {}, item=r.item) for r in items)
    return Frame(table, body.columns, body.tokens, rows, {}, numbers)


def _labelled(table: TableForm, body: Body, context: Context) -> Frame:
    heads = {raw_key(part) for c in table.columns for h in c.heads for part in h.split("/")}
    found = _with_free_rows(find_labels(body.tokens, table.rows, heads), table, context)
    named = [x for x in found if x.row >= 0 or x.row == -2]
    order = sorted(named, key=lambda x: _order(x, found, table))
    rows = tuple(_row(x, table, context) for x in order)
    anchors = {t: n for n, x in enumerate(order) for t in x.tokens}
    used = {t for x in named for t in x.tokens}
    numbers = _numbers(body.tokens, used)
    rest = tuple(t for x in found if x.row == -1 for t in x.tokens)
    frame = Frame(table, body.columns, body.tokens, rows, anchors, numbers, {}, rest)
    if len(table.halves) < 2:
        return frame
    beside = _beside(frame)
    return Frame(table, body.columns, body.tokens, rows, anchors, numbers, beside, rest)


def _order(found: Labelled, all_found: Sequence[Labelled], table: TableForm) -> tuple[int, float]:
    """Return what a row is sorted by: its half, then its place in the form, free rows where the stream has them."""
    halves = list(table.halves)
    row = found.row
    if row >= 0:
        return halves.index(table.rows[row].half), _rank(row, table)
    at = all_found.index(found)
    before = [x for x in all_found[:at] if x.row >= 0]
    if not before:
        return 0, -1 + at / 1000
    last = before[-1].row
    return halves.index(table.rows[last].half), _rank(last, table) + at / 1000


def _rank(row: int, table: TableForm) -> float:
    """Return a row's place: the labelled rows of a half stand after its classes where the form lists both."""
    form_row = table.rows[row]
    classes = any(r.code and r.half == form_row.half for r in table.rows)
    return row + (1000.0 if classes and not form_row.code else 0.0)


def _row(found: Labelled, table: TableForm, context: Context) -> Row:
    if found.row >= 0:
        form_row = table.rows[found.row]
        name = _NUMBERED.sub("", found.text) if form_row.code else found.text
        return Row(name, {}, code=form_row.code, item=form_row.item, half=form_row.half)
    organ = plain(found.text) == plain(context.department) or names_organ(found.text)
    return Row(found.text, {}, item="unit" if organ else "", project="" if organ else found.text)


def _with_free_rows(found: Sequence[Labelled], table: TableForm, context: Context) -> list[Labelled]:
    """Turn the words of a table that lists units and projects into rows; elsewhere they stay words."""
    if len(table.halves) > 1 or len(table.rows) > 1:
        return list(found)
    done: list[Labelled] = []
    at = 0
    while at < len(found):
        if found[at].row >= 0:
            done.append(found[at])
            at += 1
            continue
        size = _joined(found, at, context)
        words = found[at : at + size]
        done.append(Labelled(-2, "".join(w.text for w in words), tuple(t for w in words for t in w.tokens)))
        at += size
    return done


def _joined(found: Sequence[Labelled], at: int, context: Context) -> int:
    """Return how many words in turn make up one name: the most that the prose or the organ's name holds."""
    for size in range(min(_MOST, len(found) - at), 1, -1):
        words = found[at : at + size]
        text = "".join(w.text for w in words)
        if all(w.row == -1 for w in words) and (
            text in context.prose or plain(text) == plain(context.department)
        ):
            return size
    return 1


def _numbers(tokens: Sequence[Token], labels: set[int]) -> tuple[int, ...]:
    """Return the tokens that are amounts or dashes; among decimals a whole number may be that of a page.

    It is where it stands alone on its line, unless most figures do, or at the end of a page that others do not end so.
    """
    whole = {n for n, t in enumerate(tokens) if t.kind == "digits" and (t.text == "0" or t.text[0] != "0")}
    figures = [
        n for n, t in enumerate(tokens) if n not in labels and (t.kind in ("number", "dash") or n in whole)
    ]
    if any("." in tokens[n].text for n in figures):
        alone = {t.line for t in tokens} - {t.line for t in tokens if t.step != "line"}
        cells = 2 * sum(tokens[n].line in alone for n in figures) > len(figures)
        last = {t.page: n for n, t in enumerate(tokens)}
        edge = {*last.values(), *(n + 1 for n in last.values())}
        first = min(labels, default=0)
        bare = {n for n in figures if n in whole and tokens[n].text != "0"}
        off = {n for n in bare if n < first or (n in edge and len(tokens[n].text) < _PAGE)}
        off |= {n for n in bare if tokens[n].line in alone and not cells}
        figures = [n for n in figures if n not in off]
    return tuple(figures)


def _beside(frame: Frame) -> dict[int, int]:
    """Return which rows of the two halves share a baseline, each way; totals share theirs."""
    halves = list(frame.table.halves)
    inner = [[n for n, r in enumerate(frame.rows) if r.half == h and r.item != "total"] for h in halves[:2]]
    lines: dict[int, set[int]] = {}
    for token, row in frame.anchors.items():
        lines.setdefault(frame.tokens[token].line, set()).add(row)
    facts = {}
    for rows in lines.values():
        left, right = ([inner[h].index(r) for r in rows if r in inner[h]] for h in (0, 1))
        if left and right:
            facts[left[0]] = right[0]
    pairs = {inner[0][a]: inner[1][b] for a, b in pair_rows(facts, len(inner[0]), len(inner[1])).items()}
    totals = [n for n, r in enumerate(frame.rows) if r.item == "total"]
    if len(totals) == 2:
        pairs[totals[0]] = totals[1]
    return pairs | {b: a for a, b in pairs.items()}


def _coded(table: TableForm, body: Body, context: Context) -> Frame | None:
    tokens = body.tokens
    coded = stream_codes(tokens, table.classification)
    if coded is None:
        coded = (
            None if context.first else code_rows(tokens, table.classification, context.names, context.lists)
        )
        if coded is None or _side_by_side(tokens, coded):
            return None
    labels = _labels(table, tokens)
    named = {t for found in labels.values() for ts in found for t in ts}
    places = {t: n for n, c in enumerate(coded) for t in c.tokens}
    words = list(_words(tokens, places, named))
    units, words = _units(words, context)
    dealt = deal_names(words, [c.code for c in coded], context.names, context.prose, body.names_projects)
    projects = _projects(dealt.rest, [c.code for c in coded], context) if body.names_projects else {}
    rows: list[tuple[Row, tuple[int, ...]]] = []
    for n, c in enumerate(coded):
        project = projects.get(n, ())
        row = Row(dealt.names[n], {}, code=c.code, project="".join(w.text for w in project))
        rows.append((row, (*c.tokens, *dealt.tokens[n], *(w.token for w in project))))
    rows = _one_block(rows)
    rows = [(Row(_text(u), {}, item="unit"), tuple(w.token for w in u)) for u in units] + rows
    first = sorted(c.tokens[0] for c in coded)[len(coded) // 2] if coded else len(tokens)
    for item, found in labels.items():
        for ts in found:
            row = Row("".join(tokens[t].text for t in ts), {}, item=item)
            rows.insert(0 if item == "total" and ts[0] < first else len(rows), (row, ts))
    anchors = {t: n for n, (_, ts) in enumerate(rows) for t in ts}
    before = (u[0].token - 1 for u in units if u[0].token)
    codes = {n for n in before if tokens[n].kind == "digits" and len(tokens[n].text) >= _UNIT_CODE}
    numbers = _numbers(tokens, {*anchors, *codes})
    taken = {w.token for project in projects.values() for w in project}
    rest = tuple(w.token for ws in dealt.rest.values() for w in ws if w.token not in taken)
    return Frame(table, body.columns, tokens, tuple(r for r, _ in rows), anchors, numbers, {}, rest)


def _side_by_side(tokens: Sequence[Token], coded: Sequence[CodedRow]) -> bool:
    """Tell whether the rows stand in two blocks beside each other, a code to the right of other rows' figures."""
    inner = [c.tokens[0] for c in coded if tokens[c.tokens[0]].step == "right"]
    return len(inner) > 2


def _text(words: Sequence[Word]) -> str:
    return "".join(w.text for w in words)


def _one_block(rows: list[tuple[Row, tuple[int, ...]]]) -> list[tuple[Row, tuple[int, ...]]]:
    """Put rows in two blocks beside each other, which the text takes in turns, one block below the other."""
    classes = [row.code[:3] for row, _ in rows]
    in_turns = len(list(groupby(classes))) > len(set(classes))
    return sorted(rows, key=lambda r: r[0].code) if in_turns else rows


def _labels(table: TableForm, tokens: Sequence[Token]) -> dict[str, list[tuple[int, ...]]]:
    """Return the tokens of each label of a table of codes, wherever figures follow it, else where it stands last."""
    items = {raw_key(x): row.item for row in table.rows if row.item for x in (*row.labels, row.label.zh)}
    found: dict[str, list[tuple[int, ...]]] = {}
    for n, token in enumerate(tokens):
        for size in (1, 2, 3):
            run = tokens[n : n + size]
            one_line = all(t.kind == "word" and t.line == token.line for t in run)
            item = items.get(raw_key("".join(t.text for t in run)), "")
            if len(run) == size and one_line and item:
                found.setdefault(item, []).append(tuple(range(n, n + size)))
    return {
        item: [f for f in places if _is_number(tokens, f[-1] + 1)] or places[-1:]
        for item, places in found.items()
    }


def _is_number(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].kind == "number"


def _words(tokens: Sequence[Token], places: Mapping[int, int], labels: Collection[int]) -> Iterator[Word]:
    """Yield the words that may be names, each with the row whose code stands before it on its line."""
    last: tuple[int, int | None] = (-1, None)
    lines = {tokens[t].line: row for t, row in reversed(list(places.items()))}
    for n, token in enumerate(tokens):
        if n in places:
            last = token.line, places[n]
        if token.kind == "word" and n not in labels:
            yield Word(n, token.text, last[1] if last[0] == token.line else lines.get(token.line))


def _units(words: Sequence[Word], context: Context) -> tuple[list[list[Word]], list[Word]]:
    """Split off the names of the organ itself, which has a line of its own in some tables."""
    units: list[list[Word]] = []
    rest: list[Word] = []
    at = 0
    key = plain(context.department)
    while at < len(words):
        size = next(
            (
                k
                for k in range(_MOST, 0, -1)
                if key and plain(words[at].text) and plain(_text(words[at : at + k])) == key
            ),
            0,
        )
        if size:
            units.append(list(words[at : at + size]))
        else:
            rest.append(words[at])
        at += size or 1
    return units, rest


def _projects(
    rest: Mapping[int, tuple[Word, ...]], codes: Sequence[str], context: Context
) -> dict[int, tuple[Word, ...]]:
    """Return the words that name the project of each lowest row: those after its name, else one by one in order."""
    leaves = [n for n, c in enumerate(codes) if not any(o != c and o.startswith(c) for o in codes)]
    extra = [w for n in sorted(rest) for w in rest[n] if n >= 0 and not classification(w.text)]
    last = rest.get(len(codes) - 1, ())
    if len(leaves) > 1 and len(last) == len(extra):
        groups = _grouped(extra, len(leaves), context)
        return dict(zip(leaves, groups, strict=True)) if groups else {}
    return {n: rest[n] for n in leaves if n in rest}


def _grouped(words: Sequence[Word], count: int, context: Context) -> list[tuple[Word, ...]]:
    """Return words joined to so many names, by the prose; empty where that does not come out."""
    groups: list[tuple[Word, ...]] = []
    at = 0
    while at < len(words):
        size = next((k for k in range(_MOST, 1, -1) if _text(words[at : at + k]) in context.prose), 1)
        size = min(size, len(words) - at)
        groups.append(tuple(words[at : at + size]))
        at += size
    return groups if len(groups) == count else []
