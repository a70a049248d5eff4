"""What the money is spent on: by functional class and item, and by economic class and line."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from budgetkit.figures.bars import Bar, draw_bars
from budgetkit.figures.canvas import Canvas
from budgetkit.forms.form import Label
from budgetkit.forms.layout import form_of
from budgetkit.model.disclosure import Disclosure, Table
from budgetkit.model.fraction import Fraction
from budgetkit.present.sources import NOTHING
from budgetkit.present.spending import Entry, chosen, colour, entries, kinds, running_table, spending_table
from budgetkit.present.wording import Scale, department, percent, scale_of, small, titles, units


def composition(disclosure: Disclosure, axes: Axes | None = None, language: str = "both") -> Axes:
    """Draw expenditure by functional class and item, largest first, split into basic and project spending.

    Raises:
        ValueError: the language is none of zh, en, both.

    >>> import budgetkit as bk
    >>> composition(bk.reference(), language="zh").get_label()
    'composition · 支出预算 313.82 万元：项目支出占 57.4%，最大的一项是事业运行，占 56.1%'
    """
    canvas, table = Canvas(axes, language, "composition"), spending_table(disclosure)
    if table is None:
        canvas.title(Label("支出构成", "What the money is spent on"))
        reason = Label(
            "没有公布按功能分类的支出表，或表中没有数字。",
            "No table of expenditure by function with figures was published.",
        )
        return canvas.nothing(department(disclosure), reason)
    columns = kinds(table)
    classes, items = entries(disclosure, table, columns)
    scale = scale_of(c.amount for _, _, c in table.cells() if c.amount)
    canvas.title(_spending(disclosure.kind, table.id, columns, (classes, items), scale))
    return _finish(canvas, disclosure, table, columns, classes, items, scale)


def economic(disclosure: Disclosure, axes: Axes | None = None, language: str = "both") -> Axes:
    """Draw basic expenditure by economic class and line, largest first, personnel apart from operating.

    Raises:
        ValueError: the language is none of zh, en, both.

    >>> import budgetkit as bk
    >>> economic(bk.reference(), language="zh").get_label()
    'economic · 基本支出 133.82 万元：人员经费占 91.3%，公用经费占 8.7%'
    """
    canvas, table = Canvas(axes, language, "economic"), running_table(disclosure)
    if table is None:
        canvas.title(Label("基本支出的经济分类", "Basic expenditure by economic class"))
        reason = Label(
            "没有公布按经济分类的基本支出表，或表中没有数字。",
            "No table of basic expenditure by economic class with figures was published.",
        )
        return canvas.nothing(department(disclosure), reason)
    columns = kinds(table)
    classes, items = entries(disclosure, table, columns)
    scale = scale_of(c.amount for _, _, c in table.cells() if c.amount)
    total = sum((c.value for c in classes), NOTHING)
    canvas.title(_running(columns, classes, total, scale))
    return _finish(canvas, disclosure, table, columns, classes, items, scale)


def _finish(
    canvas: Canvas,
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
        canvas.keys([(colour(columns[n]), layout.column(columns[n]).label) for n in used])
    total = sum((c.value for c in classes), NOTHING)
    bars = [_bar(entry, level, columns, total, scale) for entry, level in chosen(classes, items)]
    draw_bars(canvas, bars, scale)
    who, source, unit = department(disclosure), titles(disclosure, [table.id]), units(scale)
    return canvas.finish(
        Label(
            f"来源：{who.zh}{source.zh}。{unit.zh}；百分数为占合计的比重。",
            f"Source: {who.en} ({source.en}). {unit.en}; shares of the total.",
        )
    )


def _bar(entry: Entry, level: int, columns: Sequence[str], total: Fraction, scale: Scale) -> Bar:
    parts = tuple((colour(c), v) for c, v in zip(columns, entry.parts, strict=True))
    share = percent(entry.value, total)
    return Bar(entry.label, parts, f"{scale.show(entry.value)}  ({share})", level)


def _spending(
    kind: str,
    table: str,
    columns: Sequence[str],
    found: tuple[Sequence[Entry], Sequence[Entry]],
    scale: Scale,
) -> Label:
    classes, items = found
    total = sum((c.value for c in classes), NOTHING)
    amount = scale.money(total)
    spent = Label("决算", "spent") if kind == "final_accounts" else Label("预算", "budgeted")
    money = {
        "appropriations_expenditure": Label("财政拨款", " of appropriations"),
        "general_public": Label("一般公共预算", " of the general public budget"),
    }
    of = money.get(table, Label("", ""))
    zh, en = f"{of.zh}支出{spent.zh} {amount.zh}：", f"{amount.en}{of.en} {spent.en}: "
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
    amount = scale.money(total)
    if len(columns) < 2:
        first, share = classes[0], percent(classes[0].value, total)
        return Label(
            f"基本支出 {amount.zh}：{first.label.zh}占 {share}",
            f"{amount.en} of basic expenditure: {share} on {small(first.label)}",
        )
    shares = [percent(sum((c.parts[n] for c in classes), NOTHING), total) for n in range(2)]
    return Label(
        f"基本支出 {amount.zh}：人员经费占 {shares[0]}，公用经费占 {shares[1]}",
        f"{amount.en} of basic expenditure: {shares[0]} personnel, {shares[1]} operating",
    )
