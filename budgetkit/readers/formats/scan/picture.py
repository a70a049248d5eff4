"""A picture of a page made ready to be read: grey, without its seal, upright; and the rules drawn in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Final

import cv2
import numpy as np

from budgetkit.readers.formats.lattice import REACH, Rule, Rules
from budgetkit.readers.formats.page import Box
from budgetkit.readers.formats.scan.seals import DARK, POINTS, ink_of, without_seal

Matrix = Any

TURN: Final = 5.0
"""Degrees by which a page may lie askew on the scanner."""
LEVEL: Final = 0.03
"""Degrees askew that do no harm."""
SHORTEST: Final = (18.0, 14.0)
"""Points that a rule is long at least: a level one, an upright one. No stroke of a character is as long."""
LONG: Final = 60.0
"""Points from which a rule stands alone; a shorter one must meet two others, or it is a stroke of large print."""
BRANCH: Final = (0.5, 1.4)
"""Points beside a short rule in which ink goes on where another stroke branches off it; a blurred rule is no wider."""
BRANCHES: Final = 0.1
"""Share of its length from which a short rule with branches is a stroke of a character that fills its row."""
WIDEST_GAP: Final = 130.0
"""Points of a rule that a seal may hide: its width."""
MOSTLY: Final = 0.6
"""Share of a gap in a rule that must lie under a seal to be bridged."""
THICKEST: Final = 4.0
"""Points that a rule is thick at most; what is thicker is a surface."""
_SMALL: Final = 900
"""Rows of the picture by which it is told how a page lies."""
_LIKELY: Final = 3
"""So many angles come into question once all have been tried on a smaller picture."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page in grey (0 is black), upright, with its ink (255 where there is some) and its points a pixel.

    ``covered`` is where a seal lay (255): what is read there is less certain than the recogniser thinks.
    """

    grey: Matrix
    ink: Matrix
    covered: Matrix
    scale: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        height, width = self.grey.shape
        return width * self.scale, height * self.scale

    def is_covered(self, box: Box) -> bool:
        """Tell whether a seal lay over any part of a box given in points."""
        left, top, right, bottom = (max(0, round(v / self.scale)) for v in box)
        return bool((self.covered[top : bottom + 1, left : right + 1] > 0).any())


def prepared(colours: Matrix, resolution: float) -> Picture:
    """Return a page given as red, green, blue pixels and dots an inch, grey and upright."""
    grey, covered = without_seal(colours, resolution)
    angle = askew(grey)
    if abs(angle) > LEVEL:
        grey, covered = _turned(grey, angle), _turned(covered, angle, 0)
    ink = ink_of(grey, resolution)
    ink[(covered > 0) & (grey > DARK)] = 0
    return Picture(grey, ink, covered, POINTS / resolution)


def askew(grey: Matrix) -> float:
    """Return the degrees to turn a page by so that its lines run level: where ink and paper alternate most."""
    contrast, rough = (cache(partial(_contrast, _reduced(grey, rows))) for rows in (_SMALL, _SMALL // 3))
    step = 0.5
    # A third of the rows is enough to tell which few of all angles come into question; of equal ones the smaller.
    angles = sorted(np.arange(-TURN, TURN + step, step).tolist(), key=abs)
    best = max(sorted(angles, key=rough, reverse=True)[:_LIKELY], key=contrast)
    while step > 0.02:
        step /= 4
        # Not only as long as it gets better: unturned a picture is sharper than it is beside that.
        best = max((best + n * step for n in (0, -1, 1, -2, 2, -3, 3)), key=contrast)
    return float(best)


def _reduced(grey: Matrix, rows: int) -> Matrix:
    """Return the ink of a page in so many rows at most."""
    factor = min(1.0, rows / grey.shape[0])
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    dark = (255 - small).astype(np.float32)
    dark[dark < 64] = 0
    return dark


def _contrast(dark: Matrix, angle: float) -> float:
    """Return how sharply rows of ink and of paper alternate when a page is turned."""
    rows = _turned(dark, angle, 0).sum(axis=1)
    return float(np.square(np.diff(rows)).sum())


def _turned(picture: Matrix, angle: float, paper: int = 255) -> Matrix:
    height, width = picture.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return cv2.warpAffine(
        picture,
        matrix,
        (width, height),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=paper,
    )


def rules_of(picture: Picture) -> tuple[Rules, Matrix]:
    """Return the rules of a page in points, and the mask of their pixels."""
    across, down = _long(picture, SHORTEST[0], 0), _long(picture, SHORTEST[1], 1)
    kept = (
        [r for r in across if _stands(r, down, picture, 0)],
        [r for r in down if _stands(r, across, picture, 1)],
    )
    mask = np.zeros_like(picture.ink)
    for rule in (*kept[0], *kept[1]):
        x, y, width, height = rule.pixels
        mask[y : y + height, x : x + width] |= rule.mask
    across_lines, down_lines = ([r.line for r in rules] for rules in kept)
    across_lines += _under_seal(picture, across_lines, 0)
    down_lines += _under_seal(picture, down_lines, 1)
    return (across_lines, down_lines), mask


def _under_seal(picture: Picture, rules: list[Rule], axis: int) -> list[Rule]:
    """Return the missing pieces of rules between two that lie on one line, where a seal lay over most of the gap."""
    if not picture.covered.any():
        return []
    found = []
    for where, _, end in rules:
        same = (r[1] for r in rules if abs(r[0] - where) <= REACH and r[1] > end)
        begin = min(same, default=None)
        if begin is None or begin - end > WIDEST_GAP:
            continue
        first, last, at = (round(v / picture.scale) for v in (end, begin, where))
        over = picture.covered[at, first:last] if axis == 0 else picture.covered[first:last, at]
        if over.size and (over > 0).mean() >= MOSTLY:
            found.append((where, end, begin))
    return found


@dataclass(frozen=True, slots=True)
class _Found:
    """A rule in points as it lies across and along its direction, and the pixels that it takes."""

    line: Rule
    pixels: tuple[int, int, int, int]
    mask: Matrix


def _stands(rule: _Found, others: list[_Found], picture: Picture, axis: int) -> bool:
    """Tell whether a rule is long, or meets two of the other direction and no strokes: else it is a stroke of print."""
    where, begin, end = rule.line
    met = [
        o.line[0]
        for o in others
        if o.line[1] - REACH <= where <= o.line[2] + REACH and begin - REACH <= o.line[0] <= end + REACH
    ]
    if end - begin >= LONG:
        return True
    if _branches(rule, picture, axis):
        return False
    return len(met) > 1 or all(
        any(abs(x - at) <= REACH for x in met)
        # Under a seal a rule may go on.
        or picture.is_covered(
            (at - REACH, where, at + REACH, where) if axis == 0 else (where, at - REACH, where, at + REACH)
        )
        for at in (begin, end)
    )


def _branches(rule: _Found, picture: Picture, axis: int) -> bool:
    """Tell whether other strokes branch off a rule between its ends, as they do off those of characters."""
    x, y, width, height = rule.pixels
    ink = picture.ink
    if axis == 0:
        x, y, width, height, ink = y, x, height, width, ink.T
    near, far = (max(n, round(points / picture.scale)) for n, points in enumerate(BRANCH, 1))
    inner = ink[y + far : y + height - far]
    sides = (inner[:, max(0, x - far) : max(0, x - near)], inner[:, x + width + near : x + width + far])
    attached = [side.all(axis=1) for side in sides if side.size]
    return bool(attached) and float(np.logical_or.reduce(attached).mean()) > BRANCHES


def _long(picture: Picture, least: float, axis: int) -> list[_Found]:
    """Return the rules of one direction, level (0) or upright (1)."""
    length, bridge = max(8, round(least / picture.scale)), max(2, round(1.5 / picture.scale))
    shape, gap = ((length, 1), (bridge, 1)) if axis == 0 else ((1, length), (1, bridge))
    closed = cv2.morphologyEx(picture.ink, cv2.MORPH_CLOSE, np.ones(gap[::-1], np.uint8))
    mask = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones(shape[::-1], np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    found = []
    for number, (x, y, width, height, area) in enumerate(stats[1:count].tolist(), 1):
        thick, long, begin, where = (height, width, x, y) if axis == 0 else (width, height, y, x)
        if area / long * picture.scale <= THICKEST:
            middle = (where + thick / 2) * picture.scale
            own = (labels[y : y + height, x : x + width] == number).astype(np.uint8) * 255
            line = (middle, begin * picture.scale, (begin + long) * picture.scale)
            found.append(_Found(line, (x, y, width, height), own))
    return found
