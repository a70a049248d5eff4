"""What the objects of an OFD page draw: characters, ruled lines and surfaces, in points as displayed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import hypot

from lxml import etree

from budgetkit.readers.formats.ink import BLACK, WHITE, Colour, is_lost
from budgetkit.readers.formats.lattice import Rule
from budgetkit.readers.formats.lines import DESCENT, Glyph
from budgetkit.readers.formats.ofd.characters import advance, positions, shown_characters
from budgetkit.readers.formats.ofd.package import Element, Font, Numbers, Resources, named, numbers, text_of
from budgetkit.readers.formats.page import Box
from budgetkit.readers.formats.ruled import Printed, turned

POINTS = 72 / 25.4
"""Points of a millimetre, the unit of OFD."""
OBJECT_LIMIT = 100_000
"""Most objects of one page, and most characters."""
AREA_LIMIT = 5_000
"""Most surfaces that a page fills; the cells of a table that are painted one by one are some hundreds."""
DEPTH = 16
"""Deepest nesting of blocks and composite drawings that is followed."""
TINY = 2.0
"""Points: text of a smaller size is not seen."""
THIN = 3.5
"""Points: a painted box at most this thick is a rule, not an area."""

Matrix = tuple[float, float, float, float, float, float]

_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_SLOPE = 0.05
_STRAIGHT = 0.75
_EVERYWHERE: Box = (-1e9, -1e9, 1e9, 1e9)
_CLEAR = 25
"""Of 255: ink no more opaque than this is not to be seen."""
_STRIP, _TALLEST = 20.0, 20_000.0
_WIDEST, _WIDEST_FIGURE = 1.05, 0.62
_CURVED = {"Q": 4, "B": 6, "A": 7}


class TooManyObjects(Exception):
    """A page draws more than is read."""


@dataclass(slots=True)
class _Ink:
    """A character drawn: by how many quarters it must be turned, itself, its colour, and when it is drawn."""

    turn: int
    glyph: Glyph
    shown: Box
    colour: Colour
    order: int


@dataclass(slots=True)
class Drawing:
    """A page being drawn object by object, in the order in which they cover one another."""

    box: Numbers
    resources: Resources
    inks: list[_Ink] = field(default_factory=list)
    areas: list[tuple[Box, Colour, int]] = field(default_factory=list)
    rules: list[tuple[Box, Colour, int]] = field(default_factory=list)
    pictures: list[tuple[Box, int, bool]] = field(default_factory=list)
    shown_pictures: list[tuple[Box, bytes]] = field(default_factory=list)
    count: int = 0
    unseen: int = 0
    """Letters and digits that are drawn or kept and not to be seen."""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page in points."""
        return self.box[2] * POINTS, self.box[3] * POINTS

    def printed(self) -> Printed:
        """Return the characters that are seen: not in the colour of what lies behind, not covered by what comes later."""
        result = Printed()
        surfaces = _Surfaces(self.areas, self.pictures)
        for ink in self.inks:
            x, y = (ink.shown[0] + ink.shown[2]) / 2, (ink.shown[1] + ink.shown[3]) / 2
            if surfaces.covers(x, y, ink.order) or is_lost(surfaces.behind(x, y, ink.order), ink.colour):
                self.unseen += ink.glyph[4].isalnum()
                continue
            if ink.turn:
                result.turned.setdefault(ink.turn, []).append(ink.glyph)
            else:
                result.upright.append(ink.glyph)
        return result

    def seen_rules(self) -> tuple[list[Rule], list[Rule]]:
        """Return level and upright rules, white ones only upon a surface of another colour."""
        across: list[Rule] = []
        down: list[Rule] = []
        surfaces = _Surfaces(self.areas, ())
        for (left, top, right, bottom), colour, order in self.rules:
            if is_lost(colour, WHITE) and is_lost(
                surfaces.behind((left + right) / 2, (top + bottom) / 2, order), colour
            ):
                continue
            if right - left > THIN or bottom - top <= THIN:
                across.append(((top + bottom) / 2, left, right))
            if bottom - top > THIN or right - left <= THIN:
                down.append(((left + right) / 2, top, bottom))
        return across, down

    def add(self, block: Element, matrix: Matrix = _SAME, depth: int = 0, parameters: str = "") -> None:
        """Draw the objects of a layer, a block or a composite drawing.

        Raises:
            TooManyObjects: there are more than ``OBJECT_LIMIT``, or they are nested deeper than ``DEPTH``.
        """
        if depth > DEPTH:
            raise TooManyObjects
        for item in block.iterchildren(tag=etree.Element):
            kind = etree.QName(item).localname
            self.count += 1
            if self.count > OBJECT_LIMIT:
                raise TooManyObjects
            if item.get("Visible", "true").lower() in ("false", "0") or _is_clear(item):
                self._count_unseen(item)
                continue
            own = item.get("DrawParam") or parameters
            if kind == "PageBlock":
                self.add(item, matrix, depth + 1, own)
                continue
            boundary = numbers(item.get("Boundary"))
            if len(boundary) != 4:
                continue
            inner = numbers(item.get("CTM"))
            placed = _product(
                _product(inner if len(inner) == 6 else _SAME, (1, 0, 0, 1, boundary[0], boundary[1])), matrix
            )
            window = _overlap(self._shown(_around(boundary), matrix), self._clip(item, placed, matrix))
            if kind == "TextObject":
                self._text(item, placed, window, own)
            elif kind == "PathObject":
                self._path(item, placed, window, own)
            elif kind == "ImageObject":
                picture = self.resources.pictures.get(item.get("ResourceID", ""))
                is_unmasked = item.get("Alpha", "255") == "255" and item.get("ImageMask") is None
                opaque = is_unmasked and picture is not None and picture.is_opaque
                self.pictures.append((window, self.count, opaque))
                if picture is not None:
                    # A picture fills the unit square of its own space.
                    whole = self._shown((0, 0, 1, 1), placed) if len(inner) == 6 else window
                    self.shown_pictures.append((whole, picture.data))
            elif kind == "CompositeObject":
                unit = self.resources.composites.get(item.get("ResourceID", ""))
                for content in named(unit, "Content"):
                    self.add(content, placed, depth + 1, own)

    def _clip(self, item: Element, placed: Matrix, outer: Matrix) -> Box:
        """Return the displayed box around what the clips of an object leave of it."""
        box: Box = _EVERYWHERE
        clips = next(named(item, "Clips"), None)
        moves = clips is None or clips.get("TransFlag", "true").lower() in ("true", "1")
        left, top = numbers(item.get("Boundary"))[:2]
        space = placed if moves else _product((1, 0, 0, 1, left, top), outer)
        for clip in named(clips, "Clip"):
            areas = []
            for area in named(clip, "Area"):
                inner = numbers(area.get("CTM"))
                for path in named(area, "Path"):
                    x, y = (*numbers(path.get("Boundary"))[:2], 0.0, 0.0)[:2]
                    corners = [
                        p for o in _outlines(text_of(next(named(path, "AbbreviatedData"), None))) for p in o
                    ]
                    if corners:
                        xs, ys = [x + a for a, _ in corners], [y + b for _, b in corners]
                        within = _product(inner if len(inner) == 6 else _SAME, space)
                        areas.append(self._shown((min(xs), min(ys), max(xs), max(ys)), within))
            if areas:
                lefts, tops, rights, bottoms = zip(*areas, strict=True)
                box = _overlap(box, (min(lefts), min(tops), max(rights), max(bottoms)))
        return box

    def _count_unseen(self, item: Element) -> None:
        self.unseen += sum(c.isalnum() for code in item.iter("{*}TextCode") for c in code.text or "")

    def _shown(self, corners: tuple[float, float, float, float], matrix: Matrix) -> Box:
        """Return the displayed box around a box of some space, in points from the corner of the page."""
        a, b, c, d, e, f = matrix
        points = [(a * x + c * y + e, b * x + d * y + f) for x in corners[::2] for y in corners[1::2]]
        xs = [(x - self.box[0]) * POINTS for x, _ in points]
        ys = [(y - self.box[1]) * POINTS for _, y in points]
        return (min(xs), min(ys), max(xs), max(ys))

    def _paint(self, item: Element, name: str, parameters: str, depth: int = 0) -> Colour | None:
        """Return the colour of a fill or a stroke, ``None`` for one that is transparent."""
        colour = next(named(item, name), None)
        if colour is None:
            set_ = self.resources.parameters.get(parameters)
            if set_ is None or depth > DEPTH:
                return BLACK
            return self._paint(set_, name, set_.get("Relative", ""), depth + 1)
        if _is_clear(colour):
            return None
        values = numbers(colour.get("Value"))
        if len(values) == 1:
            return (values[0],) * 3
        if len(values) == 4:
            cyan, magenta, yellow, black = (value / 255 for value in values)
            red, green, blue = ((1 - part) * (1 - black) * 255 for part in (cyan, magenta, yellow))
            return red, green, blue
        return (values[0], values[1], values[2]) if len(values) == 3 else BLACK

    # ------------------------------------------------------------ text
    def _text(self, item: Element, matrix: Matrix, window: Box, parameters: str) -> None:
        fills = item.get("Fill", "true").lower() in ("true", "1")
        strokes = item.get("Stroke", "false").lower() in ("true", "1")
        colour = self._paint(item, "FillColor", parameters) if fills else None
        if colour is None and strokes:
            colour = self._paint(item, "StrokeColor", parameters)
        size = next(iter(numbers(item.get("Size"))), 0.0)
        if colour is None or size <= 0:
            self._count_unseen(item)
            return
        quarter = (int(next(iter(numbers(item.get("CharDirection"))), 0.0)) // 90) % 4
        a, b = [
            (matrix[0], matrix[1]),
            (matrix[2], matrix[3]),
            (-matrix[0], -matrix[1]),
            (-matrix[2], -matrix[3]),
        ][quarter]
        along = (a, -b, -a, b)
        turn = max(range(4), key=along.__getitem__)
        if abs(along[turn - 1]) > _SLOPE * along[turn]:
            return
        em = size * hypot(*((matrix[2], matrix[3]) if quarter % 2 == 0 else (matrix[0], matrix[1]))) * POINTS
        wide = hypot(a, b) * size * POINTS * next(iter(numbers(item.get("HScale"))), 1.0)
        if em < TINY or wide < TINY / 2:
            self._count_unseen(item)
            return
        shown = shown_characters(item, self.resources.fonts.get(item.get("Font", ""), Font()))
        steps = [(x, y, character) for x, y, character in positions(item, size, shown)]
        points = [self._shown((x, y, x, y), matrix)[:2] for x, y, _ in steps]
        places = [turned((x, y, x, y), turn, *self.size)[:2] for x, y in points]
        for number, ((x, base), (_, _, character)) in enumerate(zip(places, steps, strict=True)):
            self.count += 1
            if self.count > OBJECT_LIMIT:
                raise TooManyObjects
            # The step to the next character is its width, unless text is spaced out: digits are narrower than a letter.
            natural = wide * advance(character)
            step = places[number + 1][0] - x if number + 1 < len(places) else natural
            widest = _WIDEST_FIGURE if character in "0123456789.,-" else _WIDEST
            width = step if 0 < step < widest * wide else natural
            box = (x, base - (1 - DESCENT) * em, x + width, base + DESCENT * em)
            back = self.size if turn % 2 == 0 else self.size[::-1]
            seen = turned(box, -turn, *back)
            middle = (seen[0] + seen[2]) / 2, (seen[1] + seen[3]) / 2
            if _holds(window, *middle) and _holds((0.0, 0.0, *self.size), *middle):
                glyph = (*box, character, self.count - number)
                self.inks.append(_Ink(turn, glyph, seen, colour, self.count))
            else:
                self.unseen += character.isalnum()

    # ------------------------------------------------------------ paths
    def _path(self, item: Element, matrix: Matrix, window: Box, parameters: str) -> None:
        fill = (
            self._paint(item, "FillColor", parameters)
            if item.get("Fill", "false").lower() in ("true", "1")
            else None
        )
        stroked = item.get("Stroke", "true").lower() in ("true", "1")
        stroke = self._paint(item, "StrokeColor", parameters) if stroked else None
        left, top, right, bottom = window
        room = (left - THIN, top - THIN, right + THIN, bottom + THIN)
        for outline in _outlines(text_of(next(named(item, "AbbreviatedData"), None))):
            xs, ys = [x for x, _ in outline], [y for _, y in outline]
            box = _overlap(self._shown((min(xs), min(ys), max(xs), max(ys)), matrix), room)
            is_thin = min(box[2] - box[0], box[3] - box[1]) <= THIN
            if fill and is_thin:
                self.rules.append((box, fill, self.count))
            elif fill:
                self.areas.append((box, fill, self.count))
                if len(self.areas) > AREA_LIMIT:
                    raise TooManyObjects
            for (x0, y0), (x1, y1) in pairwise(outline) if stroke else ():
                side = _overlap(self._shown((x0, y0, x1, y1), matrix), room)
                if stroke and min(side[2] - side[0], side[3] - side[1]) <= _STRAIGHT:
                    self.rules.append((side, stroke, self.count))


class _Surfaces:
    """Finds the surfaces and pictures at a point of a page, by the strip of the page that it lies in."""

    def __init__(
        self, areas: Iterable[tuple[Box, Colour, int]], pictures: Iterable[tuple[Box, int, bool]]
    ) -> None:
        self._strips: defaultdict[int, list[tuple[int, Box, Colour | None]]] = defaultdict(list)
        opaque = [(order, box, None) for box, order, is_opaque in pictures if is_opaque]
        for entry in [*((order, box, colour) for box, colour, order in areas), *opaque]:
            first, last = (int(max(0.0, min(y, _TALLEST)) // _STRIP) for y in entry[1][1::2])
            for strip in range(first, last + 1):
                self._strips[strip].append(entry)

    def _at(self, x: float, y: float) -> Iterator[tuple[int, Colour | None]]:
        for order, box, colour in self._strips.get(int(y // _STRIP), ()):
            if _holds(box, x, y):
                yield order, colour

    def covers(self, x: float, y: float, order: int) -> bool:
        """Say whether anything that hides what lies under it is drawn at a point later than this."""
        return any(at > order for at, _ in self._at(x, y))

    def behind(self, x: float, y: float, order: int) -> Colour:
        """Return the colour at a point before this is drawn; pictures count as transparent."""
        below = max(((at, colour or WHITE) for at, colour in self._at(x, y) if at < order), default=None)
        return below[1] if below else WHITE


def _outlines(data: str) -> list[list[tuple[float, float]]]:
    """Return the corners of each part of a path (S and M begin one, L draws, C closes); curves end a part.

    >>> _outlines("S 0 0 M 0 0 L 5 0 L 5 5 C")
    [[(0.0, 0.0), (5.0, 0.0), (5.0, 5.0), (0.0, 0.0)]]
    """
    found: list[list[tuple[float, float]]] = []
    words = iter(data.split())
    for word in words:
        if word in ("S", "M", "L") or word in _CURVED:
            values = numbers(" ".join(next(words, "") for _ in range(_CURVED.get(word, 2))))
            if len(values) < 2:
                return found
            if word != "L" or not found:
                found.append([])
            found[-1].append((values[-2], values[-1]))
        elif word == "C" and found and found[-1]:
            found[-1].append(found[-1][0])
    return [outline for outline in found if len(outline) > 1]


def _around(boundary: Numbers) -> tuple[float, float, float, float]:
    x, y, width, height = boundary
    return (x, y, x + width, y + height)


def _product(first: Numbers, then: Numbers) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _overlap(one: Box, other: Box) -> Box:
    return (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _is_clear(item: Element) -> bool:
    """Tell whether an object or a colour is drawn with hardly any ink."""
    return next(iter(numbers(item.get("Alpha"))), 255.0) <= _CLEAR
