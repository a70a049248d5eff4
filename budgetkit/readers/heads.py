"""Heads of a table: what each physical column is, by the words above it, never by its place alone.

A column's path is the words of the merged heads over it, from the top: («财政拨款», «基本支出», «人员经费»). A column
of a form is known by the last words, or by a path of them; the longest path that fits decides, and two columns
with an equal claim get neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from budgetkit.codes import normalise
from budgetkit.forms import ColumnForm, TableForm
from budgetkit.readers.matrix import BLANKS, Matrix, head_key, is_number, is_ordinal, is_year, label_key

_CODE = re.compile(r"(?:类|款|项|.*编码|.*代码|类款项|编号)")
_NAME = re.compile(
    r"(?:项目|科目|.*名称|项目按.*|(?:支出)?(?:功能|经济)分类(?:科目)?|.*支出内容|单位|部门|收入项目|支出项目|内容)"
)
_PROJECT = re.compile(r"(?:项目名称|预算项目|项目支出名称)")
_SKIP = re.compile(r"(?:行次|序号|备注|栏次)")
_GENERIC: Final = frozenset(
    map(
        head_key,
        (
            "决算数",
            "预算数",
            "金额",
            "本年预算数",
            "本年预算",
            "年初预算数",
            "支出决算数",
            "收入决算数",
            "栏次",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Slot:
    """One physical column: its role, side and block, the form's column if it holds values, its words and edges."""

    role: str = ""
    half: str = ""
    block: int = 0
    column: str = ""
    path: tuple[str, ...] = ()
    edges: tuple[float, float] | None = None


@dataclass(frozen=True)
class Head:
    """The head of one grid: how many rows it takes, and a slot for every physical column."""

    rows: int
    slots: tuple[Slot, ...]

    @property
    def found(self) -> tuple[str, ...]:
        """The form's columns that were found, in published order, each once."""
        return tuple(dict.fromkeys(s.column for s in self.slots if s.column))


def read_head(matrix: Matrix, table: TableForm, rows: int | None = None) -> Head:
    """Return the head of a grid, ``rows`` deep or up to its first row of data."""
    rows = head_rows(matrix, table) if rows is None else rows
    paths = [_path(matrix, c, rows) for c in range(matrix.columns)]
    slots = [Slot(_role(p), path=p, edges=matrix.edges(c)) for c, p in enumerate(paths)]
    return Head(
        rows, tuple(_assign(_with_blocks(_by_content(slots, matrix, rows), table), table, matrix, rows))
    )


def carry_head(first: Matrix, head: Head, matrix: Matrix, table: TableForm) -> Head | None:
    """Return the head of a page that goes on: repeated on it, else carried over by edges, else by count.

    ``None`` when the columns cannot be told.
    """
    words = {head_key(t) for r in range(head.rows) for t in first.texts(r)}
    rows = 0
    while (
        rows < matrix.rows and (t := matrix.texts(rows)) and (is_ordinal(t) or words >= set(map(head_key, t)))
    ):
        rows += 1
    if rows and (own := read_head(matrix, table, rows)).found == head.found:
        return own
    columns = [_under(head, matrix.edges(c)) for c in range(matrix.columns)]
    if all(c is not None for c in columns):
        slots = [head.slots[c] for c in columns if c is not None]
        if len({(s.block, s.column) for s in slots if s.column}) == sum(bool(s.column) for s in slots):
            return Head(rows, tuple(slots))
    if matrix.columns == len(head.slots):
        return Head(rows, head.slots)
    values = [s for s in head.slots if s.column]
    rest = matrix.columns - len(values)
    if rest > 0 and [bool(s.column) for s in head.slots] == sorted(bool(s.column) for s in head.slots):
        names = [s for s in head.slots if not s.column][-rest:]
        return Head(rows, (*names, *values)) if len(names) == rest else None
    return None


def _under(head: Head, edges: tuple[float, float] | None) -> int | None:
    """Return the column of a head that a column on another page lies under, by their edges."""
    if edges is None:
        return None
    shared = [
        (min(s.edges[1], edges[1]) - max(s.edges[0], edges[0]), c)
        for c, s in enumerate(head.slots)
        if s.edges
    ]
    width, column = max(shared, default=(0.0, 0))
    return (
        column if width * 2 > edges[1] - edges[0] or (width > 0 and not head.slots[column].column) else None
    )


def head_rows(matrix: Matrix, table: TableForm) -> int:
    """Return how many rows come before the first row of data."""
    labels = {label_key(x) for row in table.rows for x in row.labels}
    names = [False] * matrix.columns
    for r in range(matrix.rows):
        texts = matrix.texts(r)
        if not is_ordinal(texts) and _is_data(matrix, r, labels, names):
            return r
        for c in range(matrix.columns):
            names[c] = names[c] or _role((head_key(matrix.text(r, c)),)) in ("name", "code", "project")
    return matrix.rows


def _is_data(matrix: Matrix, row: int, labels: set[str], names: Sequence[bool]) -> bool:
    """Tell whether a row holds data: a number that is no year, a code, a known label under a name's head, nothing."""
    texts = matrix.texts(row)
    if any(is_number(t) and not is_year(t) for t in texts) or any(normalise([t]) for t in texts):
        return True
    if any(names) and BLANKS.issuperset(texts):
        return True
    under = [matrix.text(row, c) for c in range(matrix.columns) if names[c]]
    return any(label_key(t) in labels for t in under if t)


def _path(matrix: Matrix, column: int, rows: int) -> tuple[str, ...]:
    """Return the words over a column from the top, each head once, without ordinals and blanks."""
    words: list[str] = []
    for r in range(rows):
        cell = matrix.places[r][column]
        if cell is None or (r and cell is matrix.places[r - 1][column]) or is_ordinal(matrix.texts(r)):
            continue
        if word := head_key(cell.text):
            words.append(word)
    return tuple(words)


def _role(path: Sequence[str]) -> str:
    last = path[-1] if path else ""
    for role, pattern in (("skip", _SKIP), ("project", _PROJECT), ("code", _CODE), ("name", _NAME)):
        if pattern.fullmatch(last):
            return role
    return ""


def is_project(path: Sequence[str]) -> bool:
    """Tell whether a column with these heads names projects."""
    return bool(path) and _PROJECT.fullmatch(path[-1]) is not None


def _by_content(slots: list[Slot], matrix: Matrix, rows: int) -> list[Slot]:
    """Settle what heads leave open: a column of codes, a project column that is the only name, a name without head."""
    for c, slot in enumerate(slots):
        below = [t for r in range(rows, matrix.rows) if (t := matrix.text(r, c))]
        codes = sum(bool(normalise([t])) or (t.isdigit() and len(t) == 2) for t in below)
        if slot.role == "name" and below and codes * 2 > len(below):
            slots[c] = replace(slot, role="code")
    if not any(s.role == "name" for s in slots):
        slots = [replace(s, role="name") if s.role == "project" else s for s in slots]
    if rows and not any(s.role == "name" for s in slots):
        first = next((c for c, s in enumerate(slots) if not s.role and not s.path), None)
        slots = [replace(s, role="name") if c == first else s for c, s in enumerate(slots)]
    return slots


def _with_blocks(slots: list[Slot], table: TableForm) -> list[Slot]:
    """Number the side-by-side blocks: a new one begins with a code or name that follows a value."""
    block, seen_value, done = 0, False, []
    for slot in slots:
        if slot.role in ("code", "name") and seen_value:
            block, seen_value = block + 1, False
        seen_value = seen_value or slot.role == ""
        done.append(replace(slot, block=block))
    if table.layout != "halves":
        return done
    halves = list(table.halves)
    side = {b: _half(done, b, halves) for b in range(block + 1)}
    return [replace(s, half=side[s.block]) for s in done]


def _half(slots: Sequence[Slot], block: int, halves: Sequence[str]) -> str:
    """Return the side of a block: by the words 收入 and 支出 over it, else by its order; ``"?"`` beyond the form's."""
    top = "".join(s.path[0] for s in slots if s.block == block and len(s.path) > 1)
    if "收入" in top and "支出" not in top and "revenue" in halves:
        return "revenue"
    if "支出" in top and "收入" not in top and "expenditure" in halves:
        before = any(s.block < block and s.path and s.path[0].startswith(("支出", "本年支出")) for s in slots)
        return "?" if before else "expenditure"
    return halves[block] if block < len(halves) else "?"


def _assign(slots: list[Slot], table: TableForm, matrix: Matrix, rows: int) -> list[Slot]:
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
    return _settle(slots, claims)


def _paths(path: tuple[str, ...], matrix: Matrix, rows: int, column: int) -> list[tuple[str, ...]]:
    """Return the paths a column may be known by: with a word in the first row of data, its own, without 决算数."""
    first = matrix.text(rows, column) if 0 < rows < matrix.rows else ""
    longer = [(*path, head_key(first))] if first and not is_number(first) else []
    shorter = [path[:-1]] if path and path[-1] in _GENERIC else []
    return [*longer, path, *shorter]


def fit(path: Sequence[str], form: ColumnForm) -> tuple[int, ...]:
    """Return how well a column's words fit a column of the form: parts that fit, parts left over; ``()`` for not.

    >>> from budgetkit.forms import form
    >>> column = form("xinjiang-budget").table("brought_forward").column("fiscal_personnel")
    >>> fit(("财政拨款", "基本支出", "人员经费"), column), fit(("非财政拨款", "基本支出", "人员经费"), column)
    ((3, 0), ())
    """
    best: tuple[int, ...] = ()
    for head in form.heads:
        parts = [head_key(p) for p in head.split("/")]
        if path and parts[-1] == path[-1] and _in_order(parts, path):
            best = max(best, (len(parts), len(parts) - len(path)))
    return best


def _in_order(parts: Sequence[str], path: Sequence[str]) -> bool:
    rest = iter(path)
    return all(part in rest for part in parts)


def _settle(slots: list[Slot], claims: list[tuple[tuple[int, ...], int, str]]) -> list[Slot]:
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
                done[c] = replace(done[c], role="value", column=f)
    return done
