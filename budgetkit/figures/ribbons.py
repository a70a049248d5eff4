"""Columns of nodes joined by ribbons as wide as the money they carry, drawn by hand on a canvas."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from budgetkit.figures.canvas import Canvas
from budgetkit.forms.form import Label
from budgetkit.model.fraction import Fraction
from budgetkit.present import style
from budgetkit.present.sources import NOTHING, Node
from budgetkit.present.streams import KEPT, Streams
from budgetkit.present.wording import Scale, percent

HEIGHT, BAR, GAP = 240.0, 9.0, 12.0
NATURE: Final = {"basic": style.BASIC, "project": style.PROJECT}
POOL: Final = "pool"


@dataclass(slots=True)
class _Box:
    """A drawn node: how high, where, and how much of either side is used by ribbons so far."""

    node: Node
    colour: str
    label: list[tuple[str, float, str]]
    high: float
    top: float = 0.0
    used: dict[str, float] = field(default_factory=lambda: {"in": 0.0, "out": 0.0})

    @property
    def label_high(self) -> float:
        return sum(size * style.LEADING for _, size, _ in self.label)

    @property
    def inside(self) -> bool:
        return self.high >= self.label_high + 2 and self.node.id != POOL

    @property
    def slot(self) -> float:
        return self.high if self.inside else self.high + self.label_high + 2


def weave(canvas: Canvas, money: Streams, scale: Scale) -> None:
    """Draw sources, classes and kinds of spending below what was written, with ribbons between them."""
    columns = _columns(canvas, money, scale)
    _place(canvas, columns)
    _ribbons(canvas, money, columns)
    for number, column in enumerate(columns):
        for box in column:
            _draw(canvas, box, _across(canvas, number, len(columns)), last=number == len(columns) - 1)


def _columns(canvas: Canvas, money: Streams, scale: Scale) -> list[list[_Box]]:
    high = HEIGHT / float(max(money.total, sum((n.value for n in money.sources), NOTHING)))
    pooled = bool(money.sources) and not money.inflow

    def boxes(nodes: Sequence[Node], colour: Callable[[Node], str], limit: float) -> list[_Box]:
        found = []
        for node in nodes:
            label = _label(canvas, node, money.total, scale, limit)
            found.append(_Box(node, colour(node), label, max(1.2, float(node.value) * high)))
        return found

    sources, natures = money.sources, money.natures
    order = {n.id: place for place, n in enumerate(money.classes)}
    if not pooled:
        sources = _by_place(sources, {(c, s): v for (s, c), v in money.inflow.items()}, order)
    natures = _by_place(natures, money.outflow, order)
    columns = [
        boxes(sources, lambda n: style.SOURCE.get(n.id, style.CARRIED), 100 if pooled else 135),
        boxes([Node(POOL, Label("总计", "Total"), money.total)] if pooled else [], lambda _: style.SOFT, 70),
        boxes(
            money.classes, lambda n: style.CARRIED if n.id in KEPT else style.CLASS, 118 if pooled else 135
        ),
        boxes(natures, lambda n: NATURE.get(n.id, style.OTHER_NATURE), 80),
    ]
    return [c for c in columns if c]


def _by_place(
    nodes: Sequence[Node], links: Mapping[tuple[str, str], Fraction], order: Mapping[str, int]
) -> tuple[Node, ...]:
    """Return nodes in the order of the classes they are linked with on average, so that few ribbons cross."""

    def mean(node: Node) -> Fraction:
        weights = [(order[c], v) for (c, n), v in links.items() if n == node.id and c in order]
        whole = sum((v for _, v in weights), NOTHING)
        return sum((place * v for place, v in weights), NOTHING) / whole if whole else NOTHING

    return tuple(sorted(nodes, key=mean))


def _label(
    canvas: Canvas, node: Node, total: Fraction, scale: Scale, limit: float
) -> list[tuple[str, float, str]]:
    lines = canvas.wrapped(node.label, style.BODY, limit, 2)
    if node.id == POOL:
        return lines
    amount = f"{scale.show(node.value)} ({percent(node.value, total)})"
    text, size, colour = lines[-1]
    if size == style.SMALL and canvas.text_width(f"{text}  {amount}", size) <= limit:
        return [*lines[:-1], (f"{text}  {amount}", size, colour)]
    return [*lines, (amount, style.SMALL, style.SOFT)]


def _place(canvas: Canvas, columns: Sequence[Sequence[_Box]]) -> None:
    """Give every box its place: columns as high as the highest, boxes apart, labels never over one another."""
    needed = [sum(b.slot for b in c) + GAP * (len(c) - 1) for c in columns]
    full = max(needed)
    for column, high in zip(columns, needed, strict=True):
        spare = (full - high) / max(1, len(column) + 1)
        top = canvas.y + spare
        for box in column:
            box.top = top + (0.0 if box.inside else box.label_high + 2)
            top += box.slot + GAP + spare
    canvas.y += full + 6


def _across(canvas: Canvas, number: int, count: int) -> float:
    """Return the left edge of a column's bars, the first and the last at the margins."""
    places = {1: (0.0,), 2: (0.0, 1.0), 3: (0.0, 0.5, 1.0), 4: (0.0, 0.3, 0.5, 1.0)}[count]
    return canvas.left + places[number] * (canvas.right - canvas.left - BAR)


def _ribbons(canvas: Canvas, money: Streams, columns: Sequence[Sequence[_Box]]) -> None:
    boxes = {b.node.id: (number, b) for number, column in enumerate(columns) for b in column}
    links = {**money.inflow, **money.outflow}
    if POOL in boxes:
        links |= {(s.id, POOL): s.value for s in money.sources} | {
            (POOL, c.id): c.value for c in money.classes
        }
    for left, right in pairwise(columns):
        for a in left:
            for b in right:
                value = links.get((a.node.id, b.node.id), NOTHING)
                if value:
                    _ribbon(canvas, boxes[a.node.id], boxes[b.node.id], value, len(columns))


def _ribbon(
    canvas: Canvas, start: tuple[int, _Box], end: tuple[int, _Box], value: Fraction, count: int
) -> None:
    (first, a), (last, b) = start, end
    left, right = _across(canvas, first, count) + BAR, _across(canvas, last, count)
    colour = b.colour if b.node.id in NATURE or a.node.id == POOL or last == count - 1 > 1 else a.colour
    tops = []
    for box, side in ((a, "out"), (b, "in")):
        share = float(value / box.node.value) if box.node.value else 0.0
        tops.append((box.top + box.used[side], max(0.8, share * box.high)))
        box.used[side] += share * box.high
    (y0, h0), (y1, h1) = tops
    middle = (left + right) / 2
    points = [
        *((left, -y0), (middle, -y0), (middle, -y1), (right, -y1)),
        *((right, -y1 - h1), (middle, -y1 - h1), (middle, -y0 - h0), (left, -y0 - h0), (left, -y0)),
    ]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    canvas.axes.add_patch(PathPatch(Path(points, codes), facecolor=colour, alpha=0.32, linewidth=0))


def _draw(canvas: Canvas, box: _Box, x: float, last: bool) -> None:
    canvas.box(x, box.top, BAR, box.high, box.colour)
    y = box.top + (box.high - box.label_high) / 2 if box.inside else box.top - box.label_high - 2
    halo = [withStroke(linewidth=2.2, foreground="white", alpha=0.75)]
    at, side = (x - 5, "right") if last else (x + BAR + 5, "left")
    if not box.inside:
        at = x + BAR if last else x
    for text, size, colour in box.label:
        y = canvas.lines(at, y, [text], size, color=colour, ha=side, path_effects=halo)
