"""What the money is spent on: by functional class and item, and by economic class and line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from matplotlib.axes import Axes

from budgetkit.checks.printed import Printed, lowest
from budgetkit.figures import style
from budgetkit.figures.bars import NOTHING, Bar, draw_bars
from budgetkit.figures.canvas import Canvas
from budgetkit.figures.wording import Scale, code_label, department, percent, scale_of, small, titles, units
from budgetkit.forms.form import Label
from budgetkit.forms.layout import form_of
from budgetkit.model.disclosure import Disclosure, Row, Table

CLASSES, ITEMS = 6, 10
"""So many classes and items are drawn by name; the smaller ones together."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One class or item: its code and name, and its parts by column."""

    code: str
    label: Label
    parts: tuple[Fraction, ...]

    @property
    def value(self) -> Fraction:
        """All parts together, in yuan."""
        return sum(self.parts, NOTHING)


def coded(table: Table) -> list[Row]:
    """Return the rows that have a code."""
    return [r for r in table.rows if r.code]


def entries(disclosure: Disclosure, table: Table, columns: Sequence[str]) -> tuple[list[Entry], list[Entry]]:
    """Return classes and items, largest first; rows of one code (of several units) count together."""
    lines = Printed(disclosure).lines(table.id)
    classes = [x.row for x in lines if len(x.row.code) == 3 and not x.row.project]
    items = [x.row for x in lowest(lines)]
    return _together(classes or items, columns), _together(items, columns)


def _together(rows: Sequence[Row], columns: Sequence[str]) -> list[Entry]:
    found: dict[str, Entry] = {}
    for row in rows:
        parts = tuple(a.exact if a else NOTHING for a in (row.amount(c) for c in columns))
        known = found.get(row.code)
        label = known.label if known else code_label(row.code, row.name)
        before = known.parts if known else (NOTHING,) * len(parts)
        found[row.code] = Entry(row.code, label, tuple(a + b for a, b in zip(before, parts, strict=True)))
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


def _class(each: Entry, large: list[Entry], small: list[Entry]) -> list[tuple[Entry, int]]:
    if len(large) + len(small) == 1 and each.code != (large + small)[0].code:
        only = (large + small)[0]
        zh, en = f"{each.label.zh} › {only.label.zh}", f"{each.label.en} › {only.label.en}"
        return [(Entry(each.code, Label(zh, en if only.label.en else ""), each.parts), 0)]
    below = [(i, 1) for i in large if i.code != each.code]
    if len(small) == 1 and large:
        below.append((small[0], 1))
    elif small and large:
        below.append((_rest(small, Label(f"其余 {len(small)} 项", f"{len(small)} other items")), 1))
    return [(each, 0), *below]


def _rest(entries: Sequence[Entry], label: Label) -> Entry:
    return Entry(
        "", label, tuple(sum(parts, NOTHING) for parts in zip(*(e.parts for e in entries), strict=True))
    )


COLOURS: Final = {
    "total": style.BASIC,
    "actual": style.BASIC,
    "basic": style.BASIC,
    "project": style.PROJECT,
    "personnel": style.PERSONNEL,
    "operating": style.OPERATING,
}


def composition(disclosure: Disclosure, axes: Axes | None = None, language: str = "both") -> Axes:
    """Draw expenditure by functional class and item, largest first, split into basic and project spending.

    Raises:
        ValueError: the language is none of zh, en, both.

    >>> import budgetkit as bk
    >>> composition(bk.reference(), language="zh").get_label()
    'composition · 支出预算 313.82 万元：项目支出占 57.4%，最大的一项是事业运行，占 56.1%'
    """
    sheet = Canvas(axes, language, "composition")
    table = disclosure.tables.get("expenditure")
    if table is None or not coded(table):
        sheet.title(Label("支出构成", "What the money is spent on"))
        reason = Label(
            "没有公布按功能分类的支出表，无法画出支出构成。",
            "No expenditure table by function was published.",
        )
        return sheet.nothing(department(disclosure), reason)
    columns = [c for c in table.columns if c != "total"]
    classes, items = entries(disclosure, table, columns)
    if not items:
        sheet.title(Label("支出构成", "What the money is spent on"))
        return sheet.nothing(
            department(disclosure), Label("支出表没有数字。", "The expenditure table holds no figure.")
        )
    scale = scale_of(c.amount for _, _, c in table.cells() if c.amount)
    sheet.title(_spending(disclosure.kind, columns, (classes, items), scale))
    return _finish(sheet, disclosure, table, columns, classes, items, scale)


def economic(disclosure: Disclosure, axes: Axes | None = None, language: str = "both") -> Axes:
    """Draw basic expenditure by economic class and line, largest first, personnel apart from operating.

    Raises:
        ValueError: the language is none of zh, en, both.

    >>> import budgetkit as bk
    >>> economic(bk.reference(), language="zh").get_label()
    'economic · 基本支出 133.82 万元：人员经费占 91.3%，公用经费占 8.7%'
    """
    sheet = Canvas(axes, language, "economic")
    table = disclosure.tables.get("basic")
    if table is None or not coded(table):
        sheet.title(Label("基本支出的经济分类", "Basic expenditure by economic class"))
        reason = Label(
            "没有公布按经济分类的基本支出表。",
            "No table of basic expenditure by economic class was published.",
        )
        return sheet.nothing(department(disclosure), reason)
    columns = [c for c in table.columns if c in ("personnel", "operating")] or [table.columns[-1]]
    classes, items = entries(disclosure, table, columns)
    if not items:
        sheet.title(Label("支出构成", "What the money is spent on"))
        return sheet.nothing(
            department(disclosure), Label("支出表没有数字。", "The expenditure table holds no figure.")
        )
    scale = scale_of(c.amount for _, _, c in table.cells() if c.amount)
    total = sum((c.value for c in classes), NOTHING)
    sheet.title(_running(columns, classes, total, scale))
    return _finish(sheet, disclosure, table, columns, classes, items, scale)


def _finish(
    sheet: Canvas,
    disclosure: Disclosure,
    table: Table,
    columns: Sequence[str],
    classes: Sequence[Entry],
    items: Sequence[Entry],
    scale: Scale,
) -> Axes:
    layout = form_of(disclosure).table(table.id)
    used = [n for n, c in enumerate(columns) if any(e.parts[n] for e in classes)]
    if len(columns) > 1:
        sheet.keys([(_colour(columns[n]), layout.column(columns[n]).label) for n in used])
    total = sum((c.value for c in classes), NOTHING)
    bars = [_bar(entry, level, columns, total, scale) for entry, level in chosen(classes, items)]
    draw_bars(sheet, bars, scale)
    who, source, unit = department(disclosure), titles(disclosure, [table.id]), units(scale)
    return sheet.finish(
        Label(
            f"来源：{who.zh}{source.zh}。{unit.zh}；百分数为占合计的比重。",
            f"Source: {who.en} ({source.en}). {unit.en}; shares of the total.",
        )
    )


def _bar(entry: Entry, level: int, columns: Sequence[str], total: Fraction, scale: Scale) -> Bar:
    parts = tuple((_colour(c), v) for c, v in zip(columns, entry.parts, strict=True))
    share = percent(entry.value, total)
    return Bar(entry.label, parts, f"{scale.show(entry.value)}  ({share})", level)


def _colour(column: str) -> str:
    return COLOURS.get(column, style.OTHER_NATURE)


def _spending(
    kind: str, columns: Sequence[str], found: tuple[Sequence[Entry], Sequence[Entry]], scale: Scale
) -> Label:
    classes, items = found
    total = sum((c.value for c in classes), NOTHING)
    amount = f"{scale.show(total)} {scale.unit}"
    spent = Label("决算", "spent") if kind == "final_accounts" else Label("预算", "budgeted")
    zh, en = f"支出{spent.zh} {amount}：", f"{amount} {spent.en}: "
    if "project" in columns:
        project = sum((c.parts[columns.index("project")] for c in classes), NOTHING)
        zh += f"项目支出占 {percent(project, total)}，"
        en += f"{percent(project, total)} on projects, "
    first, share = items[0], percent(items[0].value, total)
    return Label(
        f"{zh}最大的一项是{first.label.zh}，占 {share}",
        f"{en}{share} on the largest item, {small(first.label)}",
    )


def _running(columns: Sequence[str], classes: Sequence[Entry], total: Fraction, scale: Scale) -> Label:
    amount = f"{scale.show(total)} {scale.unit}"
    if len(columns) < 2:
        first, share = classes[0], percent(classes[0].value, total)
        return Label(
            f"基本支出 {amount}：{first.label.zh}占 {share}",
            f"{amount} of basic expenditure: {share} on {small(first.label)}",
        )
    shares = [percent(sum((c.parts[n] for c in classes), NOTHING), total) for n in range(2)]
    return Label(
        f"基本支出 {amount}：人员经费占 {shares[0]}，公用经费占 {shares[1]}",
        f"{amount} of basic expenditure: {shares[0]} personnel, {shares[1]} operating",
    )
