"""Where text stands in a picture: runs of ink on one line, cell by cell and outside tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

import cv2
import numpy as np

from budgetkit.readers.formats.scan.picture import Picture

Matrix = Any
Pixels = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels; right and bottom are outside."""

SPECK: Final = 2.6
"""Points that a mark must measure one way to begin a text; smaller are specks, points and commas, which only join."""
DASH: Final = 1.8
"""Points that a stroke half as wide again as high must be wide to begin a text: a minus must not be lost."""
APART: Final = 1.8
"""Ems of empty paper that part two texts of one line."""
TAIL: Final = 0.5
APART_IN_CELL: Final = 3.0
ONE_LINE: Final = 1.5
"""Ems that marks one above the other are high at most, all together, to be parts of one character."""
SMALL: Final = 0.5
"""Share of the height of a text below which a stroke at its end, farther away than that, is a speck."""
FLAT: Final = 0.35
"""Share of the em that a lone mark is high at most to be a dash."""
EMS: Final = (6.0, 30.0)
"""Points that characters measure at least and at most."""
MARGIN: Final = 0.18
EDGE_MARK: Final = 2.2
"""Points that a mark is thin, and from the edge of its cell, to be the remains of a rule."""
EDGE: Final = 0.6
"""Points by which a rule is blurred to either side."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A text on one line: the box of its ink, top and bottom of its line, and whether it is nothing but a dash."""

    box: Pixels
    top: int
    bottom: int
    is_dash: bool = False
    tail: int = 0
    """Pixels behind the box that may hold the point or comma it ends in."""


class Marks:
    """The marks of ink of a page that are no rules, as boxes, with the size of its characters in pixels."""

    def __init__(self, picture: Picture, rules: Matrix) -> None:
        """Find the connected marks of a page."""
        self._scale = picture.scale
        thick = 2 * ceil(EDGE / picture.scale) + 1
        self.rules = cv2.dilate(rules, np.ones((thick, thick), np.uint8))
        ink = cv2.bitwise_and(picture.ink, cv2.bitwise_not(self.rules))
        _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
        boxes = stats[1:, :4].astype(int)
        least, most = SPECK / picture.scale, EMS[1] * 2 / picture.scale
        wide, high = boxes[:, 2], boxes[:, 3]
        dash = (wide >= DASH / picture.scale) & (2 * wide >= 3 * high)
        large = ((boxes[:, 2:].max(axis=1) >= least) | dash) & (high <= most) & (wide <= most * 12)
        self.boxes = boxes[large]
        heights = self.boxes[:, 3] * picture.scale
        usual = heights[(heights >= EMS[0]) & (heights <= EMS[1])]
        self.em = float(np.percentile(usual, 60) if len(usual) else 10.0) / picture.scale

    def inside(self, area: Pixels) -> Matrix:
        """Return the marks whose middle lies in a cell, as left, top, right, bottom; remains of its rules are left out."""
        x, y = (self.boxes[:, n] + self.boxes[:, n + 2] / 2 for n in range(2))
        thin = EDGE_MARK / self._scale
        at_side = (np.minimum(x - area[0], area[2] - x) <= thin) & (self.boxes[:, 2] <= thin)
        at_floor = (np.minimum(y - area[1], area[3] - y) <= thin) & (self.boxes[:, 3] <= thin)
        within = (area[0] <= x) & (x < area[2]) & (area[1] <= y) & (y < area[3])
        chosen = self.boxes[within & ~at_side & ~at_floor]
        return np.concatenate([chosen[:, :2], chosen[:, :2] + chosen[:, 2:]], axis=1)

    def outside(self, areas: Sequence[Pixels]) -> Matrix:
        """Return the marks whose middle lies in none of some areas."""
        keep = np.ones(len(self.boxes), bool)
        x, y = (self.boxes[:, n] + self.boxes[:, n + 2] / 2 for n in range(2))
        for left, top, right, bottom in areas:
            keep &= ~((left <= x) & (x < right) & (top <= y) & (y < bottom))
        chosen = self.boxes[keep]
        return np.concatenate([chosen[:, :2], chosen[:, :2] + chosen[:, 2:]], axis=1)


def segments(marks: Matrix, em: float, apart: float, tail: float = 0.0) -> list[Segment]:
    """Return the texts that some marks make up, from top to bottom and left to right; all measures in ems but the marks."""
    found = []
    for row in _rows(marks, em):
        top, bottom = int(row[:, 1].min()), int(row[:, 3].max())
        for part in map(_without_specks, _parts(row, apart * em)):
            (left, upper), (right, lower) = part[:, :2].min(axis=0), part[:, 2:].max(axis=0)
            box = (int(left), int(upper), int(right), int(lower))
            flat = len(part) <= 2 and box[3] - box[1] < FLAT * em and box[2] - box[0] > box[3] - box[1]
            found.append(Segment(box, top, bottom, bool(flat), round(tail * em)))
    return found


def _rows(marks: Matrix, em: float) -> Iterable[Matrix]:
    """Part marks into lines: those that share heights, and the parts of characters that stand one above the other."""
    if not len(marks):
        return []
    order = marks[np.argsort(marks[:, 1])]
    groups: list[list[Any]] = []
    bottom = -1.0
    for mark in order:
        # A mark that reaches a little into the next line does not join the two.
        if groups and mark[1] < bottom - 0.15 * min(em, mark[3] - mark[1]):
            groups[-1].append(mark)
            bottom = max(bottom, float(mark[3]))
        else:
            groups.append([mark])
            bottom = float(mark[3])
    rows = [np.array(group) for group in groups]
    joined = [rows[0]]
    for row in rows[1:]:
        both = np.concatenate([joined[-1], row])
        beside = row[:, 0].min() < joined[-1][:, 2].max() and joined[-1][:, 0].min() < row[:, 2].max()
        if beside and np.ptp(both[:, 1::2]) <= ONE_LINE * em:
            joined[-1] = both
        else:
            joined.append(row)
    return joined


def _parts(row: Matrix, gap: float) -> Iterable[Matrix]:
    order = row[np.argsort(row[:, 0])]
    begin, right = 0, order[0, 2]
    for n in range(1, len(order)):
        if order[n, 0] - right > gap:
            yield order[begin:n]
            begin = n
        right = max(right, order[n, 2])
    yield order[begin:]


def _without_specks(part: Matrix) -> Matrix:
    """Leave out strokes no larger than specks at the ends of a text, unless they stand at it as a minus does."""
    small = SMALL * np.median(part[:, 3] - part[:, 1])
    while len(part) > 1:
        for end, next_ in ((0, 1), (-1, -2)):
            left, right = sorted((part[end], part[next_]), key=lambda mark: mark[0])
            if max(part[end][2:] - part[end][:2]) < small and left[2] + small < right[0]:
                part = part[1:] if end == 0 else part[:-1]
                break
        else:
            break
    return part


def cut(picture: Picture, rules: Matrix, segment: Segment, em: float) -> Matrix:
    """Return the picture of a text with a little paper around it, rules painted over."""
    left, top, right, bottom = segment.box
    # Points, commas and raised strokes lie in the line though they are no marks of their own.
    top, bottom = min(top, segment.bottom - round(0.7 * em)), max(bottom, segment.top + round(0.7 * em))
    margin = max(2, round(MARGIN * em))
    height, width = picture.grey.shape
    rows = slice(max(0, top - margin // 2), min(height, bottom + margin // 2))
    columns = slice(max(0, left - margin), min(width, right + max(margin, segment.tail)))
    piece = picture.grey[rows, columns].copy()
    over = rules[rows, columns] > 0
    if over.any():
        piece[over] = int(np.median(piece[~over])) if (~over).any() else 255
    return piece
