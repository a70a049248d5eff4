"""Shares side by side: basic and project expenditure of every department, functional classes of every year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from matplotlib.axes import Axes

from budgetkit.figures.bars import Bar, draw_bars
from budgetkit.figures.canvas import Canvas
from budgetkit.figures.panel.rows import KINDS, MOST, NOTHING, Records, by_department, named, note
from budgetkit.forms.form import Label
from budgetkit.model.codes import official_name
from budgetkit.model.fraction import Fraction
from budgetkit.present import style
from budgetkit.present.wording import Scale, growth, percent

_WAN: Final = Scale("万元", 2)
_PLAIN: Final = Scale("", 0)
_COLOURS: Final = ("#3d6fa5", "#e0a043", "#2b7a8c", "#7a68a6", "#b5654a", "#5a8f69")
_FINE: Final = Fraction(1, 1000)
"""A share below this is finer than the line that draws it."""

_NATURES: Final = (
    ("basic", style.BASIC, Label("基本支出", "Basic")),
    ("project", style.PROJECT, Label("项目支出", "Project")),
    ("rest", style.OTHER_NATURE, Label("其他", "Other")),
)


def departments(records: Records, axes: Axes | None = None, language: str = "both") -> Axes:
    """Draw how each department's latest expenditure parts into basic and project, with its amount and growth.

    ``records`` are those of ``panel.totals``: department, kind, year, total, basic, project in yuan.

    Raises:
        ValueError: the language is none of zh, en, both.
    """
    canvas = Canvas(axes, language, "departments")
    found = {who: [r for r in rows if r["total"]] for who, rows in by_department(records).items()}
    found = {who: rows for who, rows in found.items() if rows}
    if not found:
        canvas.title(Label("各部门的支出", "Expenditure of the departments"))
        return canvas.nothing(
            Label("语料库", "The corpus"),
            Label("没有一份文件公布支出合计。", "No document has a total of expenditure."),
        )
    drawn = list(found.items())[:MOST]
    canvas.title(_finding(found))
    used = {
        name
        for _, rows in drawn
        for name, part in _parts(rows[-1]).items()
        if part > _FINE * rows[-1]["total"]
    }
    canvas.keys([(colour, label) for name, colour, label in _NATURES if name in used])
    draw_bars(canvas, [_department(who, rows) for who, rows in drawn], _PLAIN)
    what = Label(
        "条形为各部分占支出合计的比重；右侧为支出合计（万元）和比上年的增长率，均按印出的数计算",
        "bars are shares of total expenditure; right: the total in wan yuan (10,000 yuan) and its growth, as printed",
    )
    return canvas.finish(note(what, len(drawn), len(found)))


def _parts(record: Mapping[str, Any]) -> dict[str, Fraction]:
    basic, project = record["basic"] or NOTHING, record["project"] or NOTHING
    return {"basic": basic, "project": project, "rest": max(NOTHING, record["total"] - basic - project)}


def _department(who: tuple[str, str], rows: Sequence[Mapping[str, Any]]) -> Bar:
    last = rows[-1]
    parts = _parts(last)
    # Printed parts that are off by rounding still fill the bar.
    whole = sum(parts.values(), NOTHING)
    shares = tuple((colour, parts[name] / whole) for name, colour, _ in _NATURES if parts[name])
    before = next((r["total"] for r in rows[:-1] if int(r["year"]) == int(last["year"]) - 1), None)
    grown = f"  ({growth(last['total'] - before, before)})" if before else ""
    return Bar(named(who, last["year"]), shares, f"{_WAN.show(last['total'])}{grown}")


def _finding(found: Mapping[tuple[str, str], Sequence[Mapping[str, Any]]]) -> Label:
    pairs = [(rows[-2]["total"], rows[-1]["total"]) for rows in found.values() if len(rows) > 1]
    up = sum(now > before for before, now in pairs)
    down = sum(now < before for before, now in pairs)
    zh, en = f"{len(found)} 个部门", f"{len(found)} departments"
    if not pairs:
        return Label(f"{zh}的支出", f"Expenditure of {en}")
    return Label(
        f"{zh}中，支出比上年增加的 {up} 个，减少的 {down} 个",
        f"Of {en}, {up} spend more than a year before, {down} less",
    )


def classes(records: Records, axes: Axes | None = None, language: str = "both") -> Axes:
    """Draw what each year's expenditure of all departments goes to, by functional class, the largest first.

    ``records`` are those of ``panel.composition``: kind, year, documents, code, amount in yuan.

    Raises:
        ValueError: the language is none of zh, en, both.
    """
    canvas = Canvas(axes, language, "classes")
    years: dict[tuple[str, int], dict[str, Fraction]] = {}
    documents: dict[tuple[str, int], int] = {}
    for r in records:
        years.setdefault((r["kind"], r["year"]), {})[r["code"]] = r["amount"]
        documents[r["kind"], r["year"]] = r["documents"]
    totals = _totals(years)
    if not totals:
        canvas.title(Label("支出的构成", "What the money is spent on"))
        return canvas.nothing(
            Label("语料库", "The corpus"),
            Label("没有按功能分类的支出。", "There is no expenditure by function."),
        )
    largest = sorted(totals, key=lambda c: (-totals[c], c))[: len(_COLOURS)]
    first, share = largest[0], percent(totals[largest[0]], sum(totals.values(), NOTHING))
    canvas.title(
        Label(
            f"各部门合计，最大的一类是{_name(first).zh}，占 {share}",
            f"All departments together: {share} on the largest class, {_name(first).en or _name(first).zh}",
        )
    )
    other = [(style.CARRIED, Label("其他各类", "all others"))] if len(totals) > len(largest) else []
    canvas.keys([*((colour, _name(c)) for c, colour in zip(largest, _COLOURS, strict=False)), *other])
    draw_bars(canvas, [_year(key, years[key], documents[key], largest) for key in sorted(years)], _PLAIN)
    what = Label(
        "条形为各类占当年合计的比重；各年的部门不同，比重只可粗略相比",
        "bars are shares of a year's sum; years with other departments compare only loosely",
    )
    return canvas.finish(note(what, 0, 0))


def _totals(years: Mapping[tuple[str, int], Mapping[str, Fraction]]) -> dict[str, Fraction]:
    totals: dict[str, Fraction] = {}
    for parts in years.values():
        for code, amount in parts.items():
            totals[code] = totals.get(code, NOTHING) + amount
    return {code: amount for code, amount in totals.items() if amount}


def _name(code: str) -> Label:
    return Label(official_name(code) or code, official_name(code, "en") or "")


def _year(key: tuple[str, int], parts: Mapping[str, Fraction], documents: int, largest: Sequence[str]) -> Bar:
    kind, year = KINDS[key[0]], key[1]
    whole = sum(parts.values(), NOTHING) or Fraction(1)
    shown = [
        (colour, parts.get(code, NOTHING) / whole) for code, colour in zip(largest, _COLOURS, strict=False)
    ]
    rest = sum((amount for code, amount in parts.items() if code not in largest), NOTHING) / whole
    label = Label(f"{year} 年{kind.zh}，{documents} 份文件", f"{kind.en} {year}, {documents} documents")
    return Bar(label, (*shown, (style.CARRIED, rest)), f"{_WAN.show(whole)} 万元")
