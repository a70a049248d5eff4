"""The two scales beside every line of the change figure: amounts of both years, and growth with its range."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from budgetkit.present import style
from budgetkit.present.font import FONT_RC
from budgetkit.present.steps import Step
from budgetkit.present.wording import Scale


def draw_amounts(panel: Axes, places: Sequence[tuple[Step, float]], scale: Scale) -> None:
    """Draw last year → this year of every line at its height, the range of last year as a band."""
    low = min(0.0, *(scale.number(min(s.before, s.now)) for s, _ in places))
    high = max(scale.number(max(s.before, s.now)) for s, _ in places) or 1.0
    _axis(panel, (low, high), [y for _, y in places], lambda t: f"{t:,g}")
    for step, y in places:
        colour = _colour(step)
        before, now = scale.number(step.before), scale.number(step.now)
        panel.plot([before, now], [y, y], color=colour, linewidth=2.2, solid_capstyle="butt", clip_on=False)
        ends = [scale.number(step.reach.low), scale.number(step.reach.high)]
        panel.plot(ends, [y, y], color=colour, linewidth=9, alpha=0.3, solid_capstyle="butt", clip_on=False)
        empty = "x" if not step.prior.consistent else "o"
        panel.plot([before], [y], empty, color=colour, markerfacecolor="white", markersize=5.5, clip_on=False)
        panel.plot([now], [y], "o", color=colour, markersize=5.5, clip_on=False)


def draw_growths(panel: Axes, places: Sequence[tuple[Step, float]]) -> None:
    """Draw the growth of every line at its height and the range that rounding allows; an arrow beyond the scale."""
    low, high = _window([[float(g) * 100 for g in s.ends] for s, _ in places if not s.zero_base])
    _axis(panel, (low, high), [y for _, y in places], lambda t: f"{t:+g}%".replace("-", "−") if t else "0")
    for step, y in places:
        if step.zero_base:
            continue
        colour = _colour(step)
        if step.allowed is not None:
            band = [min(high, max(low, float(g) * 100)) for g in (step.allowed.low, step.allowed.high)]
            panel.plot(
                band, [y, y], color=colour, linewidth=9, alpha=0.3, solid_capstyle="butt", clip_on=False
            )
        if step.rate is not None:
            rate = float(step.rate) * 100
            mark = ">" if rate > high else "<" if rate < low else "o"
            fill = colour if step.growth is not None else "white"
            at = [min(high, max(low, rate))]
            panel.plot(at, [y], mark, color=colour, markerfacecolor=fill, markersize=5.5, clip_on=False)


def _window(growths: Sequence[Sequence[float]]) -> tuple[float, float]:
    """Return the range of growth that is drawn to scale: twice the median, so that one leap does not flatten the rest."""
    sizes = sorted(abs(g) for ends in growths for g in ends[-1:] if g)
    most = max(10.0, 2.0 * sizes[len(sizes) // 2]) if sizes else 10.0
    inner = [g for ends in growths for g in ends if abs(g) <= most]
    beyond = [g for ends in growths for g in ends[-1:] if abs(g) > most]
    low, high = min([0.0, *inner]), max([0.0, *inner]) or most / 4
    room = 0.12 * (high - low)
    return low - (room if min([0.0, *beyond]) < 0 else 0), high + (room if max([0.0, *beyond]) > 0 else 0)


def _axis(
    panel: Axes, ends: tuple[float, float], rows: Sequence[float], words: Callable[[float], str]
) -> None:
    """Set a panel's scale: a pale line with ticks behind every row's marks, the numbers once below all."""
    low, high = ends
    panel.set_xlim(low, high)
    ticks = [float(t) for t in MaxNLocator(3).tick_values(low, high) if low <= t <= high]
    for y in rows:
        panel.plot([low, high], [y, y], color=style.RULE, linewidth=0.8, clip_on=False)
        for tick in ticks:
            tall = 5 if tick == 0 else 2.5
            panel.plot(
                [tick, tick],
                [y - tall, y + tall],
                color=style.FAINT if tick == 0 else style.RULE,
                linewidth=0.8,
                clip_on=False,
            )
    bottom = panel.get_ylim()[0]
    for tick in ticks:
        family = FONT_RC["font.family"]
        panel.text(
            tick,
            bottom,
            words(tick),
            fontsize=style.NOTE,
            ha="center",
            va="top",
            color=style.SOFT,
            family=family,
        )


def _colour(step: Step) -> str:
    return style.UP if step.step > 0 else style.DOWN if step.step < 0 else style.LEVEL
