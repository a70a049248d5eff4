"""The flow of money as shapes of an SVG drawing, and lists of bars: the same figures as the figures in files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from budgetkit.forms.form import Label
from budgetkit.model.fraction import Fraction
from budgetkit.present import style
from budgetkit.present.sources import NOTHING, Node
from budgetkit.present.streams import KEPT, Streams
from budgetkit.present.wording import Scale, percent

WIDE, HIGH, BAR, GAP = 1000.0, 230.0, 10.0, 14.0
LINE: Final = 20.0
"""Height of a line of text in the drawing's units, which are CSS pixels at full width."""
NATURE: Final = {"basic": style.BASIC, "project": style.PROJECT}


@dataclass(slots=True)
class Block:
    """A node as drawn: place and size, colour, name, amount with its share; ``end`` says that its words end at it."""

    node: Node
    colour: str
    amount: str
    high: float
    x: float = 0.0
    y: float = 0.0
    end: bool = False
    used: dict[str, float] = field(default_factory=lambda: {"in": 0.0, "out": 0.0})

    @property
    def label(self) -> Label:
        """The name."""
        return self.node.label


@dataclass(frozen=True, slots=True)
class Ribbon:
    """The money from one node to another: the path of its outline and its colour."""

    path: str
    colour: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of the flow: its blocks, ribbons and height."""

    blocks: tuple[Block, ...]
    ribbons: tuple[Ribbon, ...]
    high: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a list of bars: name, amount with share, parts as (colour, percent of the whole), level."""

    label: Label
    amount: str
    parts: tuple[tuple[str, float], ...]
    level: int = 0


def chart(money: Streams, scale: Scale, lines: int) -> Chart:
    """Return the flow as shapes; ``lines`` of text stand over every node."""
    unit = HIGH / float(max(money.total, sum((n.value for n in money.sources), NOTHING)))
    columns = [c for c in _columns(money, scale, unit) if c]
    slots = [[max(b.high, 3.0) + lines * LINE + GAP for b in c] for c in columns]
    full = max(map(sum, slots))
    for number, (column, heights) in enumerate(zip(columns, slots, strict=True)):
        spare = (full - sum(heights)) / (len(column) + 1)
        y = spare
        for block, high in zip(column, heights, strict=True):
            block.x = (WIDE - BAR) * number / max(1, len(columns) - 1)
            block.y = y + lines * LINE
            block.end = number == len(columns) - 1 > 0
            y += high + spare
    return Chart(tuple(b for c in columns for b in c), tuple(_ribbons(money, columns)), full)


def _columns(money: Streams, scale: Scale, unit: float) -> list[list[Block]]:
    total = money.total

    def blocks(nodes: Sequence[Node], colours: Mapping[str, str], usual: str) -> list[Block]:
        found = []
        for n in nodes:
            amount = f"{scale.show(n.value)} ({percent(n.value, total)})"
            found.append(Block(n, colours.get(n.id, usual), amount, max(2.0, float(n.value) * unit)))
        return found

    kept = dict.fromkeys(KEPT, style.CARRIED)
    pool = Node("pool", Label("总计", "Total"), total)
    return [
        blocks(money.sources, style.SOURCE, style.CARRIED),
        blocks([pool] if money.sources and not money.inflow else [], {}, style.SOFT),
        blocks(money.classes, kept, style.CLASS),
        blocks(money.natures, NATURE, style.OTHER_NATURE),
    ]


def _ribbons(money: Streams, columns: Sequence[Sequence[Block]]) -> list[Ribbon]:
    links = {**money.inflow, **money.outflow}
    if money.sources and not money.inflow:
        links |= {(n.id, "pool"): n.value for n in money.sources} | {
            ("pool", n.id): n.value for n in money.classes
        }
    found = []
    for left, right in pairwise(columns):
        for a in left:
            for b in right:
                if value := links.get((a.node.id, b.node.id)):
                    found.append(_ribbon(a, b, value))
    return found


def _ribbon(a: Block, b: Block, value: Fraction) -> Ribbon:
    ends = []
    for block, side in ((a, "out"), (b, "in")):
        high = float(value / block.node.value) * block.high if block.node.value else 0.0
        ends.append((block.y + block.used[side], max(1.0, high)))
        block.used[side] += high
    (y0, h0), (y1, h1) = ends
    left, right = a.x + BAR, b.x
    middle = (left + right) / 2
    path = (
        f"M{left:.1f} {y0:.1f}C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {right:.1f} {y1:.1f}"
        f"V{y1 + h1:.1f}C{middle:.1f} {y1 + h1:.1f} {middle:.1f} {y0 + h0:.1f} {left:.1f} {y0 + h0:.1f}Z"
    )
    return Ribbon(path, b.colour if b.node.id in NATURE else a.colour)


def bars(
    nodes: Sequence[Node], colours: Mapping[str, str], usual: str, scale: Scale, whole: Fraction = NOTHING
) -> tuple[Bar, ...]:
    """Return nodes as bars in percent of a whole, of them all together where none is given."""
    whole = whole or sum((n.value for n in nodes), NOTHING)
    return tuple(
        Bar(
            n.label,
            f"{scale.show(n.value)} ({percent(n.value, whole)})",
            ((colours.get(n.id, usual), float(n.value / whole * 100)),),
        )
        for n in nodes
        if whole
    )
