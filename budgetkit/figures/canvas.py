"""A page inside an Axes: points across and down, a title, text in one or two languages, panels, a source line.

Every figure is written on one. Without an Axes it makes a Figure of its own, as high as what was written; no
pyplot, no state outside the figure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from budgetkit.figures.measure import MISSING, balanced, drawable, width, wrap
from budgetkit.forms.form import Label
from budgetkit.present import style
from budgetkit.present.font import FONT_RC, missing_glyphs, use_font
from budgetkit.present.wording import check_language

_POINTS = 72
Breaking = Callable[[str, float, float, int], list[str]]
Box = tuple[float, float, float, float]
"""A rectangle of the page: left, top, how wide, how high, in points."""


def hanging(text: str, size: float) -> float:
    """Return how far a line that opens with a mark goes into the margin: the mark's left half is empty."""
    return size * 0.45 if text[:1] in tuple("“‘《〈（【") else 0.0


class Canvas:
    """What one figure is written on; ``y`` is how many points from the top have been used so far.

    Args:
        axes: where to draw; ``None`` for a new Figure. Its width in points is the page's, its height should be
            what the figure needs, otherwise lines move together.
        language: ``zh``, ``en`` or ``both``.
        name: the id of the figure, kept as the label of its Axes.
    """

    def __init__(self, axes: Axes | None, language: str, name: str) -> None:
        """Make the page; nothing is written yet."""
        self.language = check_language(language)
        use_font()
        self._own = axes is None
        self.axes = (
            axes if axes is not None else Figure(figsize=(style.WIDTH, style.WIDTH)).add_axes((0, 0, 1, 1))
        )
        self.axes.set_label(name)
        self.axes.set_axis_off()
        self.width = self._page_width()
        self.left, self.right = style.MARGIN, self.width - style.MARGIN
        self.y = style.MARGIN
        self._lost: set[str] = set()

    def _page_width(self) -> float:
        figure = self.axes.get_figure(root=True)
        assert figure is not None
        return float(self.axes.get_position().width * figure.get_size_inches()[0] * _POINTS)

    def text(self, x: float, y: float, text: str, size: float = style.BODY, **settings: Any) -> float:
        """Write one line with its baseline at y; return how wide it is in points."""
        shown = drawable(text)
        self._lost |= missing_glyphs(text)
        if settings.get("ha", "left") == "left":
            x -= hanging(text, size)
        settings = {"color": style.INK, "va": "baseline", "ha": "left", **settings}
        self.axes.text(
            x, -y, shown, fontsize=size, family=FONT_RC["font.family"], parse_math=False, **settings
        )
        return width(shown, size)

    def text_width(self, text: str, size: float) -> float:
        """Return how wide a line is in points."""
        return width(drawable(text), size)

    def lines(self, x: float, y: float, lines: Sequence[str], size: float, **settings: Any) -> float:
        """Write lines below one another, the first one's top at y; return the y below the last."""
        for line in lines:
            self.text(x, y + size, line, size, **settings)
            y += size * style.LEADING
        return y

    def wrapped(
        self, label: Label, size: float, limit: float, lines: int = 2, breaking: Breaking = wrap
    ) -> list[tuple[str, float, str]]:
        """Return a label's lines as (text, size, colour) in the languages of the page, Chinese first.

        A label without English is written in Chinese in every language.
        """
        self.note_missing(label)
        first = label.en if self.language == "en" and label.en else label.zh
        found = [(t, size, style.INK) for t in breaking(drawable(first), size, limit, lines)]
        if self.language == "both" and label.en:
            small = style.SECOND.get(size, size)
            found += [(t, small, style.SOFT) for t in breaking(drawable(label.en), small, limit, lines)]
        return found

    def note_missing(self, label: Label) -> None:
        """Remember the characters of a label that cannot be drawn, for the note at the foot."""
        self._lost |= missing_glyphs(label.zh + label.en)

    def block(
        self, x: float, y: float, label: Label, size: float, limit: float, lines: int = 2, **settings: Any
    ) -> float:
        """Write a label in the languages of the page, the top at y; return the y below it."""
        for text, height, colour in self.wrapped(label, size, limit, lines):
            y = self.lines(x, y, [text], height, **{"color": colour, **settings})
        return y

    def pick(self, label: Label) -> str:
        """Return a label on one line: Chinese, English, or both with a space between."""
        if self.language == "both" and label.en:
            return f"{label.zh} {label.en}"
        return label.en if self.language == "en" and label.en else label.zh

    def title(self, title: Label, below: Label | None = None) -> None:
        """Write what the figure says, and under it how to read it; its words become the label of the Axes."""
        self.axes.set_label(f"{self.axes.get_label()} · {self.pick(title)}")
        limit = self.right - self.left
        for text, size, colour in self.wrapped(title, style.TITLE, limit, 3, balanced):
            self.y = self.lines(self.left, self.y, [text], size, color=colour)
        self.y += 3
        if below is not None:
            self.y = self.block(self.left, self.y, below, style.SMALL, limit, 3, color=style.SOFT)
        self.y += 8

    def keys(self, keys: Sequence[tuple[str, Label]]) -> None:
        """Write a line of coloured squares, ticks for the colour of the ink, with what they stand for."""
        x = self.left
        for colour, label in keys:
            text, side = self.pick(label), 1.4 if colour == style.INK else 8.5
            wide = side + 5 + self.text_width(text, style.SMALL) + 16
            if x > self.left and x + wide - 16 > self.right:
                x, self.y = self.left, self.y + style.SMALL * 1.65
            self.box(x, self.y + 1.2, side, 8.5, colour)
            self.text(x + side + 5, self.y + style.SMALL, text, style.SMALL, color=style.SOFT)
            x += wide
        self.y += style.SMALL * style.LEADING + 10

    def box(self, x: float, y: float, wide: float, high: float, colour: str, **settings: Any) -> None:
        """Fill a rectangle whose upper left corner is (x, y)."""
        from matplotlib.patches import Rectangle

        settings = {"linewidth": 0.6, "edgecolor": "none", **settings}
        self.axes.add_patch(Rectangle((x, -y - high), wide, high, facecolor=colour, **settings))

    def boxes(self, boxes: Sequence[Box], colour: str, **settings: Any) -> None:
        """Fill many rectangles alike, as one mark: hundreds of single ones are slow to add and to draw."""
        from matplotlib.collections import PolyCollection

        corners = [[(x, -y), (x + w, -y), (x + w, -y - h), (x, -y - h)] for x, y, w, h in boxes]
        settings = {"linewidth": 0.6, "edgecolor": "none", **settings}
        self.axes.add_collection(PolyCollection(corners, facecolor=colour, **settings), autolim=False)

    def rule(self, y: float, x: float | None = None) -> None:
        """Draw a hairline across the page."""
        self.axes.plot([self.left if x is None else x, self.right], [-y, -y], color=style.RULE, linewidth=0.7)

    def panel(self, left: float, right: float, top: float, bottom: float) -> Axes:
        """Return a bare Axes over a rectangle of the page, for marks that stand on a scale of their own."""
        panel: Axes = self.axes.inset_axes(
            (left, -bottom, right - left, bottom - top), transform=self.axes.transData
        )
        panel.set_axis_off()
        panel.patch.set_visible(False)
        return panel

    def finish(self, *notes: Label) -> Axes:
        """Write notes and sources, close the page and return its Axes."""
        for note in notes:
            self.note_missing(note)
        if self._lost:
            codes = " ".join(f"U+{ord(c):04X}" for c in sorted(self._lost))
            notes = (
                *notes,
                Label(f"{MISSING}：字体中没有的字 {codes}", f"{MISSING}: not in the font: {codes}"),
            )
        self.y += 6
        self.rule(self.y)
        self.y += 5
        for note in notes:
            self.y = self.block(
                self.left, self.y, note, style.NOTE, self.right - self.left, 4, color=style.SOFT
            )
        self.y += style.MARGIN - 5
        self.axes.set_xlim(0, self.width)
        self.axes.set_ylim(-self.y, 0)
        if self._own:
            figure = self.axes.get_figure(root=True)
            assert figure is not None
            figure.set_size_inches(style.WIDTH, round(self.y / _POINTS, 3))
        return self.axes

    def nothing(self, disclosure: Label, reason: Label) -> Axes:
        """Write plainly that there is nothing to draw, and why."""
        self.y += 14
        self.y = self.block(self.left, self.y, reason, style.BODY + 1, self.right - self.left, 4) + 14
        return self.finish(disclosure)
