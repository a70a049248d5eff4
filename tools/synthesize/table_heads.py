"""Heads of the tables of a form: its own words for each column, merged as real documents merge them."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from budgetkit.forms.form import TableForm
from budgetkit.model.disclosure import Table
from synthesize.drawn_tables import Head, grouped
from synthesize.layout import Layout

_OVER = {
    "revenue": "收入预算", "expenditure": "支出预算", "general_public": "一般公共预算支出", "basic": "一般公共预算基本支出",
    "government_funds": "政府性基金预算支出", "state_capital": "国有资本经营预算支出", "projects": "项目支出预算",
    "three_public": "资金来源", "appropriations_expenditure": "财政拨款支出",
}  # fmt: skip
"""What a merged head over all value columns of a table says."""
_PARENTS = {
    "education_fees": ("business", "事业收入", "小计"),
    "capital_construction": ("project", "项目支出", "小计"),
}
"""A column that is part of another: that one, the merged head over both, what the other's own head then says."""


def code_heads(table: TableForm, layout: Layout, named: Sequence[Head] = ()) -> tuple[Head, ...]:
    """Return the heads over codes and names (and ``named`` columns after them), merged under one where grouped."""
    economic = table.classification == "economic"
    of = "经济分类" if economic else "功能分类"
    levels = ("类", "款") if economic else ("类", "款", "项")
    code = Head("科目编码" if not layout.grouped else f"{of}科目编码", "code")
    if layout.codes == 3:
        code = Head(f"{of}科目编码", "", tuple(Head(w, f"code{n}") for n, w in enumerate(levels, 1)))
    heads = (code, Head(f"{of}科目名称", "name"), *named)
    return (Head("项目", "", heads),) if layout.grouped else heads


def value_heads(table: Table, form: TableForm, layout: Layout, of_year: bool = False) -> tuple[Head, ...]:
    """Return the heads over the value columns of a table by code or by line.

    ``of_year`` is for tables that show a fund's flow, where expenditure alone is under one head.
    """
    rng = layout.rng("heads", table.id)
    columns = [c for c in table.columns if c not in ("budget", "actual")]
    paths = [(_words(form, c, columns, rng, of_year), c) for c in columns]
    heads = grouped(paths)
    if layout.grouped and table.id in _OVER and not of_year and not table.form.endswith("final-accounts"):
        return (Head(_OVER[table.id], "", heads),)
    return heads


_USUAL = 2
"""Heads of a column that are in use in every place come first; further ones belong to other forms."""


def _words(
    form: TableForm, column: str, columns: Sequence[str], rng: Random, of_year: bool
) -> tuple[str, ...]:
    """Return the words over one column from the top."""
    heads = form.column(column).heads
    flat = [h for h in heads if "/" not in h][:_USUAL]
    word = rng.choice(flat) if flat else ""
    if column in _PARENTS and _PARENTS[column][0] in columns:
        return _PARENTS[column][1], f"其中：{word}"
    for child, (parent, over, own) in _PARENTS.items():
        if column == parent and child in columns:
            return over, own
    if of_year and column in ("total", "basic", "project"):
        return "本年支出", "小计" if column == "total" else word
    if column in ("personnel", "operating") and "project" in columns:
        return "基本支出", word
    return (word,) if word else tuple(heads[0].split("/"))


def half_heads(table: Table, form: TableForm, layout: Layout, year: int) -> tuple[Head, ...]:
    """Return the heads of two tables side by side: a name and its values on each side."""
    rng = layout.rng("heads", table.id)
    sides = []
    for half, over, name in (("revenue", "收入", "项目"), ("expenditure", "支出", "支出功能分类")):
        columns = [c for c in form.halves[half] if c in table.columns]
        found = [c for c in columns if any(r.half == half and c in r.cells for r in table.rows)]
        words = [(rng.choice(form.column(c).heads[:_USUAL]), c) for c in found]
        when = f"{year}年" if layout.years else ""
        values = tuple(Head((when if "数" in word else "") + word, f"{half}.{c}") for word, c in words)
        label = Head(name if "xinjiang" in table.form else "项目", f"{half}.name")
        over = f"财政拨款{over}" if table.id == "appropriations" else over
        sides.append(Head(over, "", (label, *values)))
    return tuple(sides)


def strip_heads(table: Table, year: int) -> tuple[Head, ...]:
    """Return the heads of a strip: items over one row of values, 三公 merged, vehicles with their parts."""
    several = len(table.columns) > 1
    names = {"budget": "预算数", "actual": "决算数", "total": "预算数"}

    def head(text: str, item: str) -> Head:
        if not several:
            return Head(text, f"{item}/{table.columns[0]}")
        return Head(text, "", tuple(Head(names[c], f"{item}/{c}") for c in table.columns))

    items = {row.item: row for row in table.rows}
    parts = {"vehicles": "小计", "vehicle_purchase": "购置费", "vehicle_running": "运行费"}
    over = "公务用车购置及运行费" if not several else "公务用车购置及运行维护费"
    if several:
        parts |= {"vehicle_purchase": "公务用车购置费", "vehicle_running": "公务用车运行维护费"}
    heads = []
    for item, row in items.items():
        if item == "vehicles":
            heads.append(Head(over, "", tuple(head(word, part) for part, word in parts.items())))
        elif item not in parts and item != "agency_running":
            heads.append(head("合计" if item == "total" else row.name, item))
    running = [head(f"{year}年机关运行经费预算数", "agency_running")] if "agency_running" in items else []
    title = f"{year}年“三公”经费预算数" if not several else "“三公”经费财政拨款"
    return (Head(title, "", tuple(heads)), *running)
