"""The three public expenses (“三公”经费): what is planned, and in final accounts what was spent of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from matplotlib.axes import Axes

from budgetkit.checks.prior_year import Prior, prior_year
from budgetkit.figures.bars import NOTHING, Bar, draw_bars
from budgetkit.figures.canvas import Canvas
from budgetkit.forms.form import Label
from budgetkit.forms.layout import form_of
from budgetkit.model.disclosure import Disclosure, Row, Table
from budgetkit.model.fraction import Fraction
from budgetkit.present import style
from budgetkit.present.wording import Scale, clean, department, percent, scale_of, small, titles, units

LEVELS: Final[Mapping[str, int]] = {
    "total": 0,
    "overseas_trips": 1,
    "receptions": 1,
    "vehicles": 1,
    "vehicle_purchase": 2,
    "vehicle_running": 2,
}
NAME: Final = Label("“三公”经费", "Three public expenses")


def three_public(
    disclosure: Disclosure,
    axes: Axes | None = None,
    language: str = "both",
    *,
    priors: Sequence[Prior] | None = None,
) -> Axes:
    """Draw overseas trips, receptions and vehicles: the budget, and in final accounts the outturn against it.

    Where the text states a change a tick shows last year; ``priors`` are those of ``changes.prior_year``, worked out
    here where they are not given. A blank and a printed zero are told apart.

    Raises:
        ValueError: the language is none of zh, en, both.

    >>> import budgetkit as bk
    >>> three_public(bk.reference(), language="zh").get_label()
    'three_public · “三公”经费预算 3.50 万元：其中公务用车购置及运行费占 57.1%'
    """
    canvas = Canvas(axes, language, "three_public")
    table = disclosure.tables.get("three_public")
    rows = [] if table is None else [r for r in table.rows if r.item in LEVELS]
    columns = () if table is None else _columns(table)
    printed = [a for r in rows for a in (r.amount(c) for c in columns) if a is not None]
    if table is None or not printed:
        canvas.title(NAME)
        absent = Label("没有公布“三公”经费表。", "No table of the three public expenses was published.")
        blank = Label(
            "“三公”经费表中没有数字（全为空白）。",
            "The table of the three public expenses holds no figure (all blank).",
        )
        return canvas.nothing(department(disclosure), absent if table is None else blank)
    scale = scale_of(printed)
    canvas.title(_finding(rows, columns, scale, disclosure))
    before = _before(prior_year(disclosure) if priors is None else priors, columns)
    _keys(canvas, columns, bool(before))
    draw_bars(canvas, [_bar(r, columns, scale, disclosure, before) for r in rows], scale)
    return canvas.finish(*_notes(disclosure, table, columns, scale))


def _columns(table: Table) -> tuple[str, ...]:
    """Return the outturn and the budget where both are published, else the one column that says how much."""
    if "actual" in table.columns:
        return ("actual", "budget") if "budget" in table.columns else ("actual",)
    return ("total",) if "total" in table.columns else table.columns[:1]


def _value(row: Row | None, column: str) -> Fraction:
    amount = row.amount(column) if row else None
    return amount.exact if amount else NOTHING


def _label(row: Row, disclosure: Disclosure) -> Label:
    if row.item == "total":
        return NAME
    known = form_of(disclosure).table("three_public").row_label(row.item)
    label = clean(known or Label(row.name, ""))
    return Label(label.zh.removesuffix("（小计）"), label.en)


def _before(priors: Sequence[Prior], columns: Sequence[str]) -> dict[str, Fraction]:
    """Return last year's figure by item, from the statements about the column drawn."""
    found = {}
    for prior in priors:
        table, _, rest = prior.claim.about.partition("/")
        item, _, column = rest.partition("/")
        if table == "three_public" and column == columns[0] and prior.claim.amount is not None:
            found[item] = Fraction(prior.value) * Fraction(prior.claim.amount.factor)
    return found


def _bar(
    row: Row, columns: Sequence[str], scale: Scale, disclosure: Disclosure, before: Mapping[str, Fraction]
) -> Bar:
    value, printed = _value(row, columns[0]), row.amount(columns[0])
    label, level = _label(row, disclosure), LEVELS[row.item]
    behind = _value(row, columns[1]) if len(columns) > 1 else None
    if printed is None and not behind:
        return Bar(label, (), "—", level, behind)
    right = scale.show(value) if printed is not None else "—"
    if behind is not None:
        right += f" / {scale.show(behind)}"
        right += f"  ({percent(value, behind)})" if behind and printed is not None else ""
    mark = before.get(row.item)
    return Bar(label, ((style.ACTUAL, value),), right, level, behind, mark if mark or value else None)


def _keys(canvas: Canvas, columns: Sequence[str], before: bool) -> None:
    keys = [(style.ACTUAL, Label("预算数", "Budget"))]
    if columns[0] == "actual":
        keys = [(style.ACTUAL, Label("决算数", "Actual"))]
    if len(columns) > 1:
        keys.append((style.BUDGET, Label("预算数", "Budget")))
    if before:
        keys.append((style.INK, Label("上年（由文字推算）", "last year (implied by the text)")))
    canvas.keys(keys)


def _finding(rows: Sequence[Row], columns: Sequence[str], scale: Scale, disclosure: Disclosure) -> Label:
    whole = next((r for r in rows if r.item == "total"), None)
    total = _value(whole, columns[0])
    planned = _value(whole, columns[1]) if len(columns) > 1 else NOTHING
    kind = Label("决算", "spent") if columns[0] == "actual" else Label("预算", "budgeted")
    if whole is None or whole.amount(columns[0]) is None:
        return _blank(kind, planned, scale)
    if not total:
        return Label(f"“三公”经费{kind.zh}为零", f"Nothing {kind.en} for the three public expenses")
    amount = scale.money(total)
    zh, en = f"“三公”经费{kind.zh} {amount.zh}", f"{amount.en} {kind.en} for the three public expenses"
    if planned:
        share = percent(total, planned)
        return Label(f"{zh}，为预算的 {share}", f"{en}, {share} of the budget")
    parts = [r for r in rows if LEVELS[r.item] == 1]
    first = max(parts, key=lambda r: _value(r, columns[0]), default=None)
    if first is None:
        return Label(zh, en)
    label, share = _label(first, disclosure), percent(_value(first, columns[0]), total)
    if share == "100.0%":
        return Label(f"{zh}：全部是{label.zh}", f"{en}: all of it {small(label)}")
    return Label(f"{zh}：其中{label.zh}占 {share}", f"{en}: {share} on {small(label)}")


def _blank(kind: Label, planned: Fraction, scale: Scale) -> Label:
    """Return the finding where the total is left blank, which may be a zero or not."""
    if not planned:
        return Label(
            f"“三公”经费{kind.zh}合计为空白", f"The total {kind.en} for the three public expenses is blank"
        )
    amount = scale.money(planned)
    return Label(
        f"“三公”经费预算 {amount.zh}，{kind.zh}合计为空白",
        f"{amount.en} budgeted for the three public expenses; the total {kind.en} is blank",
    )


def _notes(disclosure: Disclosure, table: Table, columns: Sequence[str], scale: Scale) -> list[Label]:
    who, source, unit = department(disclosure), titles(disclosure, [table.id]), units(scale)
    notes = [
        Label(
            f"来源：{who.zh}{source.zh}。{unit.zh}；“—”为空白。",
            f"Source: {who.en} ({source.en}). {unit.en}; — is a blank.",
        )
    ]
    running = next((r for r in table.rows if r.item == "agency_running"), None)
    if running is not None and running.amount(columns[0]) is not None:
        value = scale.money(_value(running, columns[0]))
        notes.append(
            Label(
                f"同表的机关运行经费 {value.zh}，不属“三公”经费。",
                f"The same table gives agency running costs of {value.en}, not part of the three.",
            )
        )
    return notes
