"""Names for tables as they are printed: ids of the contract where title, heads, labels and codes agree on a meaning.

The vocabulary names; what nothing proves a meaning for keeps its printed name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from budgetkit.forms.columns import adds_up, is_total
from budgetkit.forms.meanings import columns_of, rows_of
from budgetkit.forms.titles import names_organ, table_of
from budgetkit.forms.vocabulary import variant, vocabulary
from budgetkit.model.codes import classification
from budgetkit.model.disclosure import Cell, Row
from budgetkit.readers.tables.columns import Head, Slot
from budgetkit.readers.tables.matrix import label_key
from budgetkit.readers.tables.rows import NUMBERED, Found, class_code
from budgetkit.readers.tables.strips import best_named, by_vocabulary

_STYLES: Final = (
    re.compile(r"(?:其中[:：])?[一二三四五六七八九十]+[、.．]"),
    re.compile(r"(?:其中[:：])?[(（][一二三四五六七八九十]+[)）]"),
    re.compile(r"(?:其中[:：])?\d+[、.．](?!\d)"),
    re.compile(r"(?:其中[:：])?[(（]\d+[)）]"),
    re.compile(r"其中[:：]?"),
)
Ids = Mapping[tuple[str, str], tuple[str, str]]
"""Half and printed head of a column to its id and what named it."""


@dataclass(frozen=True)
class Reading:
    """A table under one of its possible names: rows and columns with the ids that the name lends them."""

    table: str
    title: str
    rows: tuple[Row, ...]
    columns: tuple[str, ...]

    @property
    def proof(self) -> tuple[int, int]:
        """How many columns, and how many rows without code, the vocabulary knows under this name."""
        columns = {(r.half, c) for r in self.rows for c, k in r.cells.items() if k.named_by == "vocabulary"}
        return len(columns), sum(r.named_by == "vocabulary" for r in self.rows)


def named(titles: Sequence[str], head: Head, lines: Sequence[Found], year: int, kind: str) -> Reading:
    """Return a table under the title that its heads and codes agree with most, else as it is printed."""
    slots = [s for s in head.slots if s.column]
    printed = _reading("", titles[0], slots, lines, year, kind)
    best = printed
    for title in titles:
        table = _by_codes(table_of(title), lines)
        if not table:
            continue
        reading = _reading(table, title, slots, lines, year, kind)
        if (best is printed and (any(reading.proof) or not slots or not lines)) or reading.proof > best.proof:
            best = reading
    return best


def _reading(
    table: str, title: str, slots: Sequence[Slot], lines: Sequence[Found], year: int, kind: str
) -> Reading:
    if turned := by_vocabulary(table, slots, lines, year, kind):
        return Reading(table, title, *turned)
    slots, lines = _by_use(table, slots, lines)
    ids = _column_ids(table, slots, year, kind)
    columns = tuple(dict.fromkeys(ids[s.half, s.column][0] for s in slots))
    return Reading(table, title, tuple(_rows(table, lines, ids)), columns)


def _by_use(
    table: str, slots: Sequence[Slot], lines: Sequence[Found]
) -> tuple[Sequence[Slot], Sequence[Found]]:
    """Return the expenditure side as one by use where its labels are kinds of expenditure and no classes."""
    own = [line for line in lines if line.half == "expenditure" and line.path]
    if not table or not own or any(line.code for line in own) or any(line.half == "use" for line in lines):
        return slots, lines
    paths = _numbered_paths(own)
    said = {half: sum(map(bool, rows_of(table, paths, half))) for half in ("expenditure", "use")}
    if said["use"] <= said["expenditure"]:
        return slots, lines
    return (
        [replace(s, half="use") if s.half == "expenditure" else s for s in slots],
        [replace(x, half="use") if x.half == "expenditure" else x for x in lines],
    )


def _by_codes(table: str, lines: Sequence[Found]) -> str:
    """Return a table that a title names, or its variant by another classification, as the codes say; ``""`` for none."""
    kinds = Counter(kind for line in lines if line.code and (kind := classification(line.code)))
    return variant(table, kinds.most_common(1)[0][0]) if table and kinds else table


def _only_money(table: str, half: str, kind: str) -> str:
    """Return the id of the only column with money: ``total``, or what the table has instead of it."""
    allowed = _allowed(table, half)
    if not allowed or "total" in allowed:
        return "total"
    return "actual" if kind == "final_accounts" else "budget"


def _allowed(table: str, half: str) -> Sequence[str]:
    columns = vocabulary().table[table].columns if table else {}
    return columns.get(half or "all", columns.get("all", ()))


def _column_ids(table: str, slots: Sequence[Slot], year: int, kind: str) -> Ids:
    """Return the id of every column, and what gave it: the vocabulary, being the only one with money, or nothing."""
    done: dict[tuple[str, str], tuple[str, str]] = {}
    for half in dict.fromkeys(s.half for s in slots):
        own = list({s.column: s for s in slots if s.half == half}.values())
        found = best_named(
            partial(columns_of, table, half=half, year=year, kind=kind if len(own) > 1 else ""),
            [s.words for s in own],
            table,
        )
        money = [s for s in own if s.unit is None or s.unit.endswith("元")]
        bare = [s for s, id_ in zip(own, found, strict=True) if not id_ and s in money and s.says_amount]
        # 金额 beside parts is their total; as the only money it is what such a table has.
        amount = _only_money(table, half, kind) if money == bare or "total" in _allowed(table, half) else ""
        for slot, id_ in zip(own, found, strict=True):
            alone = [slot] == bare and amount and amount not in found
            done[half, slot.column] = (
                (id_, "vocabulary") if id_ else (amount, "structure") if alone else (slot.column, "")
            )
    return done


def _rows(table: str, lines: Sequence[Found], ids: Ids) -> Iterator[Row]:
    """Yield the rows of a table, side by side blocks one after the other, each with its code, or the id of its label."""
    ordered = sorted(lines, key=lambda line: line.block)
    paths = _numbered_paths(ordered)
    items: dict[int, str] = {}
    for half in dict.fromkeys(line.half for line in ordered):
        own = [n for n, line in enumerate(ordered) if line.half == half and not line.code and line.path]
        found = rows_of(table, [paths[n] for n in own], half) if table else ()
        items |= dict(zip(own, found, strict=False))
    for n, line in enumerate(ordered):
        cells = {
            ids[line.half, c][0]: replace(cell, named_by=ids[line.half, c][1])
            for c, cell in line.cells.items()
            if (line.half, c) in ids
        }
        yield _row(line, cells, items.get(n, ""))


def _row(line: Found, cells: dict[str, Cell], item: str) -> Row:
    named = "structure" if line.code else "vocabulary" if item else ""
    code, name = line.code, line.name
    if is_total(label_key(name)) and len(line.path) > 1:
        name = line.path[-2]
    if code:
        name = line.label or name
    if not code and line.half and (printed := class_code(name)):
        code, name = printed, name[3:]
    if item[:1].isdigit():
        code, item = code or item, ""
    if code and line.half:
        name = NUMBERED.sub("", name)
    if not code and not item and (is_total(label_key(name)) or not line.path):
        item, named = "total" if len(line.path) < 2 else "", "structure"
    if not code and not item and (line.body or names_organ(name)):
        item = "unit"
    project = "" if item else line.project
    return Row(name, cells, code, item, line.half, project, "/".join(line.path), named)


def _numbered_paths(lines: Sequence[Found]) -> list[tuple[str, ...]]:
    """Return the path of every line with the lines above it that its numbering puts it under.

    Lines without numbers that are printed more than once beside numbered ones can only be parts of those.
    """
    labels = [line.path[-1] if line.path else "" for line in lines]
    styles = [next((n for n, s in enumerate(_STYLES) if s.match(t)), -1) for t in labels]
    bare = Counter((x.block, x.half, t) for x, t, n in zip(lines, labels, styles, strict=True) if t and n < 0)
    nested = {(block, half) for (block, half, t), n in bare.items() if n > 1 and not adds_up(label_key(t))}
    done = []
    above: list[tuple[int, str]] = []
    where: tuple[int, str] | None = None
    for line, label, style in zip(lines, labels, styles, strict=True):
        if where != (line.block, line.half):
            above, where = [], (line.block, line.half)
        below = style < 0 and where in nested and not adds_up(label_key(label))
        while above and not below and (style < 0 or any(n == style for n, _ in above)):
            above.pop()
        done.append((*(text for _, text in above), *line.path))
        if style >= 0:
            above.append((style, label))
    return done
