"""Expenditure by class and item, with the parts of each, from the widest table that tells it; no drawing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from budgetkit.checks.printed import Printed, lowest
from budgetkit.forms.form import Label
from budgetkit.model.disclosure import Disclosure, Row, Table
from budgetkit.model.fraction import Fraction
from budgetkit.present import style
from budgetkit.present.sources import NOTHING, printed_sum
from budgetkit.present.wording import code_label

CLASSES, ITEMS = 6, 10
"""So many classes and items are drawn by name; the smaller ones together."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One class or item: its code and name, its parts by column, and its value in yuan.

    The value is the total as printed where that is what the parts may add up to, else their sum.
    """

    code: str
    label: Label
    parts: tuple[Fraction, ...]
    value: Fraction


def coded(table: Table) -> list[Row]:
    """Return the rows that have a code."""
    return [r for r in table.rows if r.code]


def entries(disclosure: Disclosure, table: Table, columns: Sequence[str]) -> tuple[list[Entry], list[Entry]]:
    """Return classes and items, largest first; rows of one code (of several units) count together."""
    lines = Printed.of(disclosure).lines(table.id)
    classes = [x.row for x in lines if len(x.row.code) == 3 and not x.row.project]
    items = [x.row for x in lowest(lines)]
    return _together(classes or items, columns), _together(items, columns)


def _together(rows: Sequence[Row], columns: Sequence[str]) -> list[Entry]:
    found: dict[str, Entry] = {}
    for row in rows:
        amounts = [row.amount(c) for c in columns]
        parts = tuple(a.exact if a else NOTHING for a in amounts)
        value = printed_sum(amounts, row.amount("total"))
        known = found.get(row.code) or Entry(
            row.code, code_label(row.code, row.name), (NOTHING,) * len(parts), NOTHING
        )
        added = tuple(a + b for a, b in zip(known.parts, parts, strict=True))
        found[row.code] = replace(known, parts=added, value=known.value + value)
    return sorted((e for e in found.values() if e.value), key=lambda e: (-e.value, e.code))


def chosen(classes: Sequence[Entry], items: Sequence[Entry]) -> list[tuple[Entry, int]]:
    """Return what is drawn: each class with its large items; a class of one item on one line; the rest together."""
    named = classes if len(classes) <= CLASSES + 1 else classes[:CLASSES]
    large = {e.code for e in [i for i in items if any(i.code.startswith(c.code) for c in named)][:ITEMS]}
    found = []
    for each in named:
        below = [i for i in items if i.code.startswith(each.code)]
        found += _class(
            each, [i for i in below if i.code in large], [i for i in below if i.code not in large]
        )
    others = [c for c in classes if c not in named]
    if others:
        found.append((_rest(others, Label(f"其余 {len(others)} 类", f"{len(others)} other classes")), 0))
    return found


def _told_apart(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries, those of one name with their code."""
    times = Counter(e.label.zh for e in entries)
    return [
        e
        if times[e.label.zh] == 1
        else replace(e, label=Label(f"{e.label.zh} {e.code}", f"{e.label.en or e.label.zh} {e.code}"))
        for e in entries
    ]


def _class(each: Entry, large: list[Entry], small: list[Entry]) -> list[tuple[Entry, int]]:
    if len(large) + len(small) == 1 and each.code != (large + small)[0].code:
        only = (large + small)[0]
        zh, en = f"{each.label.zh} › {only.label.zh}", f"{each.label.en} › {only.label.en}"
        return [(replace(each, label=Label(zh, en if only.label.en else "")), 0)]
    below = [(i, 1) for i in _told_apart(large) if i.code != each.code]
    if len(small) == 1 and large:
        below.append((small[0], 1))
    elif small and large:
        below.append((_rest(small, Label(f"其余 {len(small)} 项", f"{len(small)} other items")), 1))
    return [(each, 0), *below]


def _rest(entries: Sequence[Entry], label: Label) -> Entry:
    parts = tuple(sum(parts, NOTHING) for parts in zip(*(e.parts for e in entries), strict=True))
    return Entry("", label, parts, sum((e.value for e in entries), NOTHING))


SPENDING: Final = {
    table: Label(f"{zh}用来办什么事（功能分类）", f"What the {en} for (by function)")
    for table, zh, en in (
        ("expenditure", "钱", "money is"),
        ("appropriations_expenditure", "财政拨款", "appropriations are"),
        ("general_public", "一般公共预算", "general public budget is"),
    )
}
"""The tables that may tell expenditure by function, the widest first, with what each tells."""


def spending_table(disclosure: Disclosure) -> Table | None:
    """Return the widest table of expenditure by function that holds figures; ``None`` where there is none."""
    return _first(disclosure, SPENDING)


def running_table(disclosure: Disclosure) -> Table | None:
    """Return the table of basic expenditure by economic class that holds figures; ``None`` where there is none."""
    return _first(disclosure, ("basic", "appropriations_basic"))


def _first(disclosure: Disclosure, ids: Iterable[str]) -> Table | None:
    tables = (disclosure.tables[i] for i in ids if i in disclosure)
    return next((t for t in tables if any(r.code and _filled(r) for r in t.rows)), None)


def _filled(row: Row) -> bool:
    return any(c.amount is not None and c.amount.value for c in row.cells.values())


def kinds(table: Table) -> list[str]:
    """Return the columns that a table parts its amounts into, such as basic and project; its first where it has one."""
    names = ("personnel", "operating") if table.id in ("basic", "appropriations_basic") else ()
    parts = [c for c in table.columns if c in names or (not names and c != "total")]
    return parts or list(table.columns[:1])


COLOURS: Final = {
    "total": style.BASIC,
    "actual": style.BASIC,
    "basic": style.BASIC,
    "project": style.PROJECT,
    "personnel": style.PERSONNEL,
    "operating": style.OPERATING,
}


def colour(column: str) -> str:
    """Return the colour of a column."""
    return COLOURS.get(column, style.OTHER_NATURE)
