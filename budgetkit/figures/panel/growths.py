"""Growth as it was stated, beside the growth that the documents of both years give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from budgetkit.figures.bars import name_line
from budgetkit.figures.canvas import Canvas
from budgetkit.figures.panel.rows import MOST, Records, named, note
from budgetkit.forms.form import Label
from budgetkit.present import style
from budgetkit.present.font import FONT_RC

_HIGH: Final = 12.0
_WIDEST: Final = 60.0
"""Percent that are drawn to scale; what lies beyond is an arrow at the edge."""


def growths(records: Records, axes: Axes | None = None, language: str = "both") -> Axes:
    """Draw one line a statement: the growth that both documents give, and the growth as stated or implied.

    ``records`` are rows of ``stated_changes.against_prior``; where no growth is stated, that of the stated change is
    drawn. What disagrees is drawn first.

    Raises:
        ValueError: the language is none of zh, en, both.
    """
    canvas = Canvas(axes, language, "growths")
    rows = [
        (r, growth) for r in records if r["actual_growth"] is not None and (growth := _stated(r)) is not None
    ]
    if not rows:
        canvas.title(Label("公布的增长与实际的增长", "Growth as stated and as it was"))
        return canvas.nothing(
            Label("语料库", "The corpus"),
            Label(
                "没有同一部门相邻两年的文件，无法比较。",
                "There are no documents of one department for two consecutive years.",
            ),
        )
    rows.sort(key=lambda row: bool(row[0]["agrees"]))
    wrong = sum(not r["agrees"] for r, _ in rows)
    canvas.title(
        Label(
            f"{len(rows)} 句增减与上一年的文件相比，{wrong} 句不符",
            f"{len(rows)} stated change{'s' if len(rows) != 1 else ''} against the document of the year before: "
            f"{wrong} disagree",
        ),
        Label(
            "● 公布（或由增减额推得）的增长率，○ 两年文件的实际增长率",
            "● growth as stated, or as the stated change implies; ○ growth between the two documents",
        ),
    )
    _draw(canvas, rows[:MOST])
    what = Label("橙色为不符；是否相符按舍入区间判断", "orange disagrees; all rounding is considered")
    return canvas.finish(note(what, 0, 0))


def _stated(r: Mapping[str, Any]) -> Decimal | None:
    """Return the growth as stated, else as change ÷ implied prior figure; for drawing only."""
    if r["growth"] is not None:
        return Decimal(r["growth"])
    if r["change"] is None or not r["implied"]:
        return None
    return Decimal(r["change"]) / Decimal(r["implied"]) * 100


def _draw(canvas: Canvas, rows: Sequence[tuple[Mapping[str, Any], Decimal]]) -> None:
    top, heights = canvas.y, []
    for r, growth in rows:
        name = named((r["department"], r["kind"]), r["year"])
        label = Label(f"{name.zh} {r['subject']}", "")
        right = f"{_percent(growth)} / {_percent(r['actual_growth'])}"
        canvas.y = name_line(canvas, canvas.y, label, right, style.SMALL + 0.5)
        heights.append(canvas.y - top + _HIGH / 2)
        canvas.y += _HIGH + 4
    panel = canvas.panel(canvas.left + 4, canvas.right - 6, top, canvas.y)
    panel.set_ylim(canvas.y - top, 0)
    numbers = [float(n) for r, growth in rows for n in (growth, r["actual_growth"])]
    low = max(-_WIDEST, min([0.0, *numbers])) - 2
    high = min(_WIDEST, max([0.0, *numbers])) + 2
    _scale(panel, low, high, heights)
    for (r, growth), y in zip(rows, heights, strict=True):
        _marks(panel, (float(growth), float(r["actual_growth"])), (low, high), y, bool(r["agrees"]))
    canvas.y += style.NOTE * style.LEADING + 4


def _percent(number: object) -> str:
    value = Decimal(str(number))
    return f"{'+' if value > 0 else ''}{value:.2f}%".replace("-", "−")


def _scale(panel: Axes, low: float, high: float, heights: Sequence[float]) -> None:
    panel.set_xlim(low, high)
    ticks = [float(t) for t in MaxNLocator(6).tick_values(low, high) if low <= t <= high]
    for y in heights:
        panel.plot([low, high], [y, y], color=style.RULE, linewidth=0.8)
        panel.plot([0, 0], [y - 3, y + 3], color=style.FAINT, linewidth=0.8)
    for tick in ticks:
        words = f"{tick:+g}%".replace("-", "−") if tick else "0"
        panel.text(
            tick, heights[-1] + _HIGH + 8, words, fontsize=style.NOTE, family=FONT_RC["font.family"],
            color=style.SOFT, ha="center", va="center",
        )  # fmt: skip


def _marks(
    panel: Axes, growths: tuple[float, float], ends: tuple[float, float], y: float, agrees: bool
) -> None:
    colour = style.BASIC if agrees else style.UP
    stated, actual = (min(ends[1], max(ends[0], g)) for g in growths)
    panel.plot([stated, actual], [y, y], color=colour, linewidth=2.0, clip_on=False)
    panel.plot([actual], [y], "o", color=colour, markerfacecolor="white", markersize=8, clip_on=False)
    mark = "o" if stated == growths[0] else ">" if growths[0] > ends[1] else "<"
    panel.plot([stated], [y], mark, color=colour, markersize=4.5, clip_on=False)
