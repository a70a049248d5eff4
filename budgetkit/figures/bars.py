"""Rows of stacked bars: the name above, the amount at the right, the bar below over the whole width of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes

from budgetkit.figures.canvas import Canvas, hanging
from budgetkit.figures.measure import drawable, width, wrap
from budgetkit.forms.form import Label
from budgetkit.model.fraction import Fraction
from budgetkit.present import style
from budgetkit.present.wording import Scale

NOTHING: Final = Fraction(0)
INDENT: Final = 14.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its name, its parts as (colour, yuan), what is written at the right; level 0 stands over level 1.

    ``behind`` is a pale bar that the parts are measured against, ``mark`` a tick; both in yuan.
    """

    label: Label
    parts: tuple[tuple[str, Fraction], ...]
    right: str
    level: int = 0
    behind: Fraction | None = None
    mark: Fraction | None = None

    @property
    def value(self) -> Fraction:
        """All parts together, in yuan."""
        return sum((v for _, v in self.parts), NOTHING)

    @property
    def reach(self) -> Fraction:
        """The farthest point that is drawn, in yuan."""
        return max(self.value, self.behind or NOTHING, self.mark or NOTHING)


def draw_bars(canvas: Canvas, bars: Sequence[Bar], scale: Scale) -> Axes:
    """Draw rows below one another on one scale that begins at zero; return the panel that holds the bars."""
    top = canvas.y
    tops = []
    for number, bar in enumerate(bars):
        if number:
            canvas.y += 10 if bar.level == 0 else 5
        size = style.BODY if bar.level == 0 else style.SMALL + 0.5
        canvas.y = name_line(canvas, canvas.y, bar.label, bar.right, size, INDENT * bar.level) + 1.5
        tops.append(canvas.y - top)
        canvas.y += _high(bar)
    panel = canvas.panel(canvas.left, canvas.right, top, canvas.y)
    _fill(panel, bars, tops, scale)
    panel.set_ylim(canvas.y - top, 0)
    canvas.y += 8
    return panel


def name_line(
    canvas: Canvas, y: float, label: Label, right: str, size: float, indent: float = 0.0, until: float = 0.0
) -> float:
    """Write a row's name at the left and its figures at the right; the English follows on the line where it fits.

    ``until`` is where the name must end, the right margin where nothing is said. Returns the y below.
    """
    x, limit = canvas.left + indent, until or canvas.right
    if right:
        canvas.text(limit, y + size, right, size, ha="right")
        limit -= width(drawable(right), size) + 10
    first = label.en if canvas.language == "en" and label.en else label.zh
    both = canvas.language == "both" and bool(label.en)
    lines = wrap(drawable(first), size, limit - x, 2)
    small = style.SECOND.get(size, size - 0.5)
    canvas.note_missing(label)
    if both and len(lines) == 1:
        used = width(lines[0], size) - hanging(lines[0], size) + 6
        if width(label.en, small) <= limit - x - used:
            canvas.text(x, y + size, lines[0], size)
            canvas.text(x + used, y + size, label.en, small, color=style.SOFT)
            return y + size * style.LEADING
    y = canvas.lines(x, y, lines, size)
    if both:
        y = canvas.lines(
            x, y, wrap(drawable(label.en), small, (until or canvas.right) - x, 2), small, color=style.SOFT
        )
    return y


def _high(bar: Bar) -> float:
    return 8.0 if bar.level == 0 else 4.5


def _fill(panel: Axes, bars: Sequence[Bar], tops: Sequence[float], scale: Scale) -> None:
    """Draw the parts; every bar begins at the same zero, so that equal amounts are equally long and comparable."""
    largest = max((scale.number(b.reach) for b in bars), default=0.0) or 1.0
    panel.set_xlim(0, largest)
    for bar, top in zip(bars, tops, strict=True):
        at, high = 0.0, _high(bar)
        middle = top + high / 2
        panel.barh(middle, largest, high, color=style.RULE, alpha=0.45)
        if bar.behind:
            panel.barh(middle, scale.number(bar.behind), high, color=style.BUDGET)
        for colour, value in bar.parts:
            long = scale.number(value)
            if long:
                thick = high if bar.behind is None else high * 0.5
                panel.barh(middle, long, thick, left=at, color=colour, edgecolor=colour, linewidth=0.4)
                at += long
        if bar.mark is not None:
            tick = scale.number(bar.mark)
            panel.plot([tick, tick], [top - 2, top + high + 2], color=style.INK, linewidth=1.2, clip_on=False)
