"""Which column of a form a physical column is: the longest path of heads that fits decides, equal claims cancel."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from budgetkit.forms.columns import is_total, says_amount_only
from budgetkit.forms.form import ColumnForm, TableForm
from budgetkit.forms.meanings import columns_of, heads_of_money
from budgetkit.forms.vocabulary import vocabulary
from budgetkit.readers.tables.matrix import Matrix, has_digit, head_key, is_digits, is_number

_OF_CODES: Final = frozenset((2, 3, 6, 9))
"""Figures of the parts of codes, and of the numbers of bodies on each level."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One physical column: its role, side and block, the column it holds values of, its heads
    (for comparison and as printed), edges, and the unit where it is not the table's (``None`` for the table's)."""

    role: str = ""
    half: str = ""
    block: int = 0
    column: str = ""
    path: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    edges: tuple[float, float] | None = None
    unit: str | None = None
    named_by: str = ""

    @property
    def says_amount(self) -> bool:
        """Tell whether its heads say only that amounts stand below."""
        return bool(self.path) and (says_amount_only(self.path[-1]) or is_total(self.path[-1]))

    @property
    def is_money(self) -> bool:
        """Tell whether its heads are those of amounts, whatever stands below."""
        return self.says_amount or bool(self.path and self.path[-1] in heads_of_money())

    @property
    def head(self) -> str:
        """The heads from the top as printed, joined by ``/``, without white space."""
        return "/".join("".join(w.split()) for w in self.words)


@dataclass(frozen=True)
class Head:
    """The head of one grid: how many rows it takes, and a slot for every physical column."""

    rows: int
    slots: tuple[Slot, ...]

    @property
    def found(self) -> tuple[str, ...]:
        """The value columns, in published order, each once."""
        return tuple(dict.fromkeys(s.column for s in self.slots if s.column))

    @property
    def named(self) -> tuple[str, ...]:
        """The columns that the form or the vocabulary names, in published order."""
        return tuple(dict.fromkeys(s.column for s in self.slots if s.named_by))


def assign(slots: list[Slot], table: TableForm, matrix: Matrix, rows: int) -> list[Slot]:
    """Give every block its columns of the form, best claims first; equal claims cancel each other."""
    claims: list[tuple[tuple[int, ...], int, str]] = []
    for c, slot in enumerate(slots):
        if slot.role:
            continue
        allowed = table.halves.get(slot.half, ())
        for path in _paths(slot.path, matrix, rows, c):
            fits = [(s, c, f.id) for f in table.columns if f.id in allowed and (s := fit(path, f))]
            if fits:
                claims += fits
                slots[c] = replace(slot, path=path)
                break
    return _assigned(slots, claims)


def with_printed(slots: list[Slot], columns: Sequence[Sequence[str]], table: str) -> list[Slot]:
    """Give every other column that holds figures, or has a head and nothing below, the id that the vocabulary proves
    in this table, else its printed head path; ``columns`` are the words below each."""
    done, taken = list(slots), {(s.block, s.column) for s in slots if s.column}
    named = _by_vocabulary(slots, table)
    for c, slot in enumerate(slots):
        held = any(map(is_number, columns[c])) or (slot.is_money and any(map(has_digit, columns[c])))
        plain = slot.unit is None and not slot.is_money and not named[c]
        numbers = plain and _numbers_things(columns[c], columns)
        if slot.role or numbers or not (held or (slot.path and not columns[c])):
            continue
        column = named[c] if named[c] and (slot.block, named[c]) not in taken else ""
        done[c] = replace(slot, role="value", column=column or _printed(slot, c, taken))
        done[c] = replace(done[c], named_by="vocabulary" if column else "")
        taken.add((slot.block, done[c].column))
    return done


def _numbers_things(texts: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    """Tell whether a column holds numbers of bodies or parts of codes: digits as long as these are, all of one length,
    some with a nought before them, or beside amounts with decimals."""
    lengths = {len(text) for text in texts if is_digits(text)}
    if len(texts) < 2 or len(lengths) != 1 or not lengths <= _OF_CODES or not all(map(is_digits, texts)):
        return False
    return any(t.startswith("0") for t in texts) or any(
        "." in t for other in columns for t in other if is_number(t)
    )


def _by_vocabulary(slots: Sequence[Slot], table: str) -> list[str]:
    """Return the id of every value column, ``""`` where the vocabulary proves none."""
    found = [""] * len(slots)
    if table in vocabulary().table and any(not s.role and s.path for s in slots):
        for block in {s.block for s in slots}:
            own = [c for c, s in enumerate(slots) if s.block == block and s.role in ("", "value") and s.path]
            ids = columns_of(table, [slots[c].words for c in own], slots[own[0]].half) if own else ()
            for c, id_ in zip(own, ids, strict=False):
                found[c] = id_
    return found


def _printed(slot: Slot, place: int, taken: Collection[tuple[int, str]]) -> str:
    column = name = slot.head or f"#{place + 1}"
    again = 2
    while (slot.block, column) in taken:
        column, again = f"{name}#{again}", again + 1
    return column


def _paths(path: tuple[str, ...], matrix: Matrix, rows: int, column: int) -> list[tuple[str, ...]]:
    """Return the paths a column may be known by: with a word in the first row of data, its own, without 决算数."""
    first = matrix.text(rows, column) if 0 < rows < matrix.rows else ""
    longer = [(*path, head_key(first))] if first and not is_number(first) else []
    shorter = [path[:-1]] if path and says_amount_only(path[-1]) else []
    return [*longer, path, *shorter]


def fit(path: Sequence[str], form: ColumnForm) -> tuple[int, ...]:
    """Return how well a column's words fit a column of the form: parts that fit, left over, passed over; ``()`` for not.

    >>> from budgetkit.forms.form import form
    >>> column = form("xinjiang-budget").table("brought_forward").column("fiscal_personnel")
    >>> fit(("财政拨款", "基本支出", "人员经费"), column), fit(("非财政拨款", "基本支出", "人员经费"), column)
    ((3, 0, 0), ())
    """
    best: tuple[int, ...] = ()
    for head in form.heads:
        parts = _parts(head)
        if path and parts[-1] == path[-1] and (reach := _reach(parts, path)):
            best = max(best, (len(parts), len(parts) - len(path), len(parts) - reach))
    return best


@cache
def _parts(head: str) -> tuple[str, ...]:
    return tuple(map(head_key, head.split("/")))


def _reach(parts: Sequence[str], path: Sequence[str]) -> int:
    """Return how many words of a path, from its end, hold the parts in order; 0 where they do not."""
    reach = 0
    for part in reversed(parts):
        up = next((n for n in range(reach + 1, len(path) + 1) if path[-n] == part), 0)
        if not up:
            return 0
        reach = up
    return reach


def _assigned(slots: list[Slot], claims: list[tuple[tuple[int, ...], int, str]]) -> list[Slot]:
    done = list(slots)
    for score in sorted({c[0] for c in claims}, reverse=True):
        level = [(c, f) for s, c, f in dict.fromkeys(claims) if s == score]
        open_ = [
            (c, f)
            for c, f in level
            if not done[c].column and not any(d.column == f and d.block == done[c].block for d in done)
        ]
        for c, f in open_:
            rivals = [x for x, g in open_ if g == f and done[x].block == done[c].block]
            offers = [g for x, g in open_ if x == c]
            if len(rivals) == 1 and len(offers) == 1:
                done[c] = replace(done[c], role="value", column=f, named_by="form")
    return done
