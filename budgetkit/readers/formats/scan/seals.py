"""Seals in pictures of pages: found by their colour, or on copies without colours by their grey, and taken out."""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np

Matrix = Any

POINTS: Final = 72.0
"""Points in an inch."""
DARK: Final = 190
"""Of 255: what is lighter under a seal is its own edge."""
SEAL: Final = 50.0
"""Points that a mark must measure both ways to be a seal; smaller red ones are figures printed in red."""
RED: Final = 40
"""Of 255: by so much more red than green and blue is the ink of a seal."""
STROKE: Final = 1.4
"""Points that a stroke of a grey seal is wide; the blurred edges of print are narrower."""
PRINT: Final = 10
"""Percent of a page's ink that is darker than what is taken for the grey of its print."""
CLEARER: Final = 32
"""Of 255: by so much lighter than print is a grey seal at least."""
PALEST: Final = 170
"""Of 255: a lighter grey is the filling of a cell."""
MOST_INK: Final = 0.5
"""Share of its box that a seal covers with ink at most; a grey surface covers all of it."""
BRIDGED: Final = 2.5
"""Points of print that a stroke of a grey seal goes on under."""
BLURRED: Final = 0.7
"""Points by which such a stroke is blurred to either side."""
NEAR: Final = 6.0
"""Points around a seal in which its ink may lie."""
SIGNS: Final = (5.0, 16.0)
"""Points that a character of print or of a seal measures the longer way; half of the least is the shortest other way."""
RULE: Final = 18.0
"""Points that a line is long at least that is no stroke of a sign."""
CORE: Final = 10
"""Percent of a mark that is darker than what is taken for the grey of its ink."""
ALL_BUT: Final = 99
"""Percent of the characters of a page that are darker than what may be a sign of a seal; the others are specks."""
WHITEST: Final = 0.75
"""Share of a seal's lightness from which print on it is as light as paper."""
BLACK: Final = 0.2
"""Share of a red seal's lightness, seen in red light, that black print on it has."""

Box = tuple[int, int, int, int]
"""Left, top, width, height in pixels."""


def without_seal(colours: Matrix, resolution: float) -> tuple[Matrix, Matrix]:
    """Return a picture in grey, its seals as light as the paper and the print under them kept, and their place.

    A seal is red, or, on a copy without colours, of a grey between those of print and paper.
    """
    grey = cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY)
    red, green, blue = (colours[:, :, n].astype(np.int16) for n in range(3))
    mask = (red - np.maximum(green, blue) > RED).astype(np.uint8)
    area, _ = _seals(mask, resolution)
    if not area.any():
        return _without_grey(grey, resolution)
    # In red light red ink is nearly as light as paper, but at its edges, and what is dark there is black print.
    light = colours[:, :, 0]
    grey[area] = _spread(light, float(np.median(light[(mask > 0) & area])), BLACK)[area]
    return grey, area.astype(np.uint8) * 255


def _spread(light: Matrix, usual: float, black: float) -> Matrix:
    """Return print on ink of a usual lightness as it would be on paper; ``black`` is its share of that lightness."""
    white = max(WHITEST, (1 + black) / 2)
    spread = (light.astype(np.float32) - black * usual) * (255 / ((white - black) * usual))
    return np.clip(spread, 0, 255).astype(np.uint8)


def _without_grey(grey: Matrix, resolution: float) -> tuple[Matrix, Matrix]:
    """Take out a grey seal: where its wide strokes lie the print on them is kept, its other signs are cleared."""
    mask, print_ = _between(grey, resolution)
    area, boxes = _seals(mask, resolution, MOST_INK)
    covered = np.zeros_like(grey)
    if not boxes:
        return grey, covered
    covered[area] = 255
    for x, y, width, height in boxes:
        cv2.ellipse(covered, (x + width // 2, y + height // 2), (width // 2, height // 2), 0, 0, 360, 255, -1)
    strokes = ((mask > 0) & area).astype(np.uint8)
    usual = max(float(np.median(grey[strokes > 0])), 1.0)
    under = cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, _square(BRIDGED, resolution))
    under = cv2.dilate(under, _square(2 * BLURRED, resolution)) > 0
    cleared = grey.copy()
    cleared[under] = _spread(grey, usual, print_ / usual)[under]
    return _without_signs(cleared, covered, under, resolution), covered


def _without_signs(grey: Matrix, covered: Matrix, under: Matrix, resolution: float) -> Matrix:
    """Clear the signs in a grey seal that touch no character: they are lighter than any character of the page is.

    ``under`` is where the wide strokes of the seal lie.
    """
    ink = ink_of(grey, resolution)
    long = round(RULE * resolution / POINTS)
    for shape in ((1, long), (long, 1)):
        rules = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
        ink[cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0] = 0
    _, labels, stats, middles = cv2.connectedComponentsWithStats(ink)
    least, most = (points * resolution / POINTS for points in SIGNS)
    signs: list[tuple[float, int, Box]] = []
    cores: list[float] = []
    for number, (x, y, width, height, _) in enumerate(stats[1:].tolist(), 1):
        if least <= max(width, height) <= most and 2 * min(width, height) >= least:
            own = labels[y : y + height, x : x + width] == number
            core = float(np.percentile(grey[y : y + height, x : x + width][own], CORE))
            column, row = (int(v) for v in middles[number])
            # Print under a wide stroke is lighter than other print.
            if covered[row, column] and not (under[y : y + height, x : x + width] & own).any():
                signs.append((core, number, (x, y, width, height)))
            elif not covered[row, column]:
                cores.append(core)
    lightest = float(np.percentile(cores, ALL_BUT)) if cores else 255.0
    for core, number, (x, y, width, height) in signs:
        if core > lightest:
            grey[y : y + height, x : x + width][labels[y : y + height, x : x + width] == number] = 255
    return grey


def ink_of(grey: Matrix, resolution: float) -> Matrix:
    """Return where ink is: pixels darker than the paper around them."""
    size = round(resolution / POINTS * 15) | 1
    return cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, size, 24)


def _between(grey: Matrix, resolution: float) -> tuple[Matrix, float]:
    """Return where strokes wider than the edges of print are of a grey between print and paper, and the grey of print."""
    ink = grey[grey < DARK]
    if not len(ink):
        return np.zeros_like(grey), 0.0
    print_ = float(np.percentile(ink, PRINT))
    smooth = cv2.medianBlur(grey, 3)
    mask = ((smooth > print_ + CLEARER) & (smooth < PALEST)).astype(np.uint8)
    return cv2.morphologyEx(mask, cv2.MORPH_OPEN, _square(STROKE, resolution)), print_


def _square(points: float, resolution: float) -> Matrix:
    side = max(3, round(points * resolution / POINTS))
    return np.ones((side, side), np.uint8)


def _seals(mask: Matrix, resolution: float, fullest: float = 1.0) -> tuple[Matrix, list[Box]]:
    """Return the place of marks as large as seals, and their boxes.

    At most such a share of its box is ``fullest`` covered with ink.
    """
    if not mask.any():
        return np.zeros(mask.shape, bool), []
    _, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(mask, _square(NEAR, resolution)))
    boxes: list[Box] = [(x, y, width, height) for x, y, width, height, _ in stats[1:].tolist()]
    least = SEAL * resolution / POINTS
    seals = [
        (x, y, width, height)
        for x, y, width, height in boxes
        if min(width, height) >= least and mask[y : y + height, x : x + width].mean() <= fullest
    ]
    inside = [n for n, box in enumerate(boxes, 1) if any(_within(box, seal) for seal in seals)]
    return np.isin(labels, inside), seals


def _within(box: Box, outer: Box) -> bool:
    x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
    return outer[0] <= x <= outer[0] + outer[2] and outer[1] <= y <= outer[1] + outer[3]
