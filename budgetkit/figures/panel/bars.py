"""The three public expenses per head of every department, and what cannot hold by form and kind of relation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from matplotlib.axes import Axes

from budgetkit.figures.bars import Bar, draw_bars
from budgetkit.figures.canvas import Canvas
from budgetkit.figures.panel.rows import MOST, NOTHING, Records, by_department, named, note
from budgetkit.forms.form import Label
from budgetkit.forms.layout import form_named
from budgetkit.model.fraction import Fraction
from budgetkit.present import style
from budgetkit.present.wording import Scale

_YUAN: Final = Scale("元", 0)
_COUNT: Final = Scale("", 0)
_EXPENSES: Final = (
    ("overseas_trips", "#7a68a6", Label("因公出国（境）", "Overseas trips")),
    ("receptions", "#e0a043", Label("公务接待", "Receptions")),
    ("vehicles", "#2b7a8c", Label("公务用车", "Vehicles")),
)
_COLOURS: Final = ("#c2410c", "#e0a043", "#7a68a6", "#2b7a8c", "#5a8f69", "#3d6fa5")
_FAMILIES: Final[Mapping[str, Label]] = {
    "inside": Label("表内关系", "Inside a table"),
    "between": Label("表间关系", "Between tables"),
    "text": Label("文字与表、文字前后", "Text against tables and itself"),
    "rates": Label("占比与增长", "Shares and growths"),
}


def per_head(records: Records, axes: Axes | None = None, language: str = "both") -> Axes:
    """Draw the three public expenses per head of each department's latest year, the most first.

    ``records`` are those of ``panel.three_public``: department, kind, year, the expenses in yuan, headcount.

    Raises:
        ValueError: the language is none of zh, en, both.
    """
    canvas = Canvas(axes, language, "per_head")
    latest = {
        who: next((r for r in reversed(rows) if r["headcount"] and r["total"] is not None), None)
        for who, rows in by_department(records).items()
    }
    known = {who: r for who, r in latest.items() if r is not None}
    if not known:
        canvas.title(Label("人均“三公”经费", "Three public expenses per head"))
        return canvas.nothing(
            Label("语料库", "The corpus"),
            Label(
                "没有一份文件既公布“三公”经费又公布人数。",
                "No document has both the expenses and a headcount.",
            ),
        )
    order = sorted(known.items(), key=lambda item: (-_each(item[1]), item[0]))
    least, most = _each(order[-1][1]), _each(order[0][1])
    canvas.title(
        Label(
            f"人均“三公”经费：{len(order)} 个部门，{_YUAN.show(least)} 元至 {_YUAN.show(most)} 元",
            f"Three public expenses per head: {_YUAN.show(least)} to {_YUAN.show(most)} yuan in {len(order)} departments",
        )
    )
    canvas.keys([(colour, label) for _, colour, label in _EXPENSES])
    draw_bars(canvas, [_person(who, r) for who, r in order[:MOST]], _YUAN)
    silent = len(latest) - len(known)
    what = Label(
        f"在职人数取自文字说明，另有 {silent} 个部门没有公布；右侧为人均元数和人数",
        f"headcount of active staff from the narrative, which {silent} more departments do not publish; "
        "at the right yuan per head and the headcount",
    )
    return canvas.finish(note(what, min(MOST, len(order)), len(order)))


def _each(record: Mapping[str, Any]) -> Fraction:
    return Fraction(record["total"]) / int(record["headcount"])


def _person(who: tuple[str, str], record: Mapping[str, Any]) -> Bar:
    heads = int(record["headcount"])
    parts = tuple((colour, (record[name] or NOTHING) / heads) for name, colour, _ in _EXPENSES)
    return Bar(named(who, record["year"]), parts, f"{_YUAN.show(_each(record))} 元 · {heads} 人")


def errors(records: Records, axes: Axes | None = None, language: str = "both") -> Axes:
    """Draw how many statements cannot hold, by kind of relation and by form.

    ``records`` are those of ``errors.broken``: form, family, broken, documents.

    Raises:
        ValueError: the language is none of zh, en, both.
    """
    canvas = Canvas(axes, language, "errors")
    found: dict[str, dict[str, int]] = {}
    for r in records:
        of = found.setdefault(r["family"], {})
        of[r["form"]] = of.get(r["form"], 0) + int(r["broken"])
    whole = sum(sum(of.values()) for of in found.values())
    canvas.title(_counted(whole, found))
    if not whole:
        return canvas.nothing(
            Label("语料库", "The corpus"), Label("没有不成立的关系。", "Nothing in it is contradictory.")
        )
    forms = sorted({name for of in found.values() for name in of})
    colours = {name: _COLOURS[n % len(_COLOURS)] for n, name in enumerate(forms)}
    canvas.keys([(colours[name], _short(canvas, form_named(name).name)) for name in forms])
    draw_bars(
        canvas, [_kind(family, found[family], colours) for family in _FAMILIES if family in found], _COUNT
    )
    what = Label(
        "一个错误的数会使它所在的每个关系都不成立，所以次数多于错误数",
        "one wrong figure breaks every relation it stands in, so there are more breaks than errors",
    )
    return canvas.finish(note(what, 0, 0))


def _short(canvas: Canvas, label: Label) -> Label:
    """Return the name of a form, without its English where both do not fit on a line."""
    wide = canvas.text_width(canvas.pick(label), style.SMALL)
    return label if wide < canvas.right - canvas.left - 20 else Label(label.zh, "")


def _counted(whole: int, found: Mapping[str, Mapping[str, int]]) -> Label:
    if not whole:
        return Label("没有不成立的关系", "Nothing is broken")
    first = max(found, key=lambda family: sum(found[family].values()))
    most, name = sum(found[first].values()), _FAMILIES[first]
    return Label(
        f"{whole} 处不成立，最多的是{name.zh}（{most} 处）",
        f"{whole} relations cannot hold, most of them {name.en[:1].lower() + name.en[1:]} ({most})",
    )


def _kind(family: str, of: Mapping[str, int], colours: Mapping[str, str]) -> Bar:
    parts: Sequence[tuple[str, Fraction]] = [(colours[name], Fraction(of[name])) for name in sorted(of)]
    return Bar(_FAMILIES[family], tuple(parts), str(sum(of.values())))
