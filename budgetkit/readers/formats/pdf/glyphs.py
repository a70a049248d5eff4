"""The characters that a PDF page shows: painted, seen, inside the page and inside their clip."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from ctypes import addressof, c_double, c_ushort
from dataclasses import dataclass, field
from functools import partial
from itertools import repeat
from math import hypot
from operator import itemgetter
from typing import NamedTuple

from budgetkit.readers.formats.lines import DESCENT, UNKNOWN, Glyph
from budgetkit.readers.formats.page import Box
from budgetkit.readers.formats.pdf import pdfium as native
from budgetkit.readers.formats.pdf.objects import Matrix, PageObjects, moved, overlap, product
from budgetkit.readers.formats.pdf.overprints import INKED, OPAQUE, Paint, without_seals, without_watermarks
from budgetkit.readers.formats.pdf.rules import Area
from budgetkit.readers.formats.pdf.view import View
from budgetkit.readers.formats.pdf.visibility import Suspect, unseen
from budgetkit.readers.formats.ruled import Printed, turned

CHARACTER_LIMIT = 100_000
"""Most characters of one page; the densest published page seen has 1,400."""
COVER_LIMIT = 2_000_000
"""Most pairs of a surface and a character at its height that are looked at; beyond, all text is under suspicion."""
TINY = 2.0
"""Points: text of a smaller size is not seen; the smallest that is printed to be read has 4."""
STRAIGHT = 0.05
"""Slope up to which a line of text counts as level; text that climbs more lies across the page: a watermark, a seal."""

_PALE = 180
_FAINT = 16
_ALIKE = 48
_BOLD = 0.2
"""Ems by which a text is printed beside itself to look bold."""
_INK = 1.5
_NEAR = 8
_THINNEST_STROKE = 30
_SAME_SIZE = 0.01
_ASCENT = 1 - DESCENT
_ODD = re.compile(
    "[\\s\x00-\x1f\x7f-\x9f\u00ad\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffc\ufffe\uffff\ue000-\uf8ff]"
)
_NOWHERE: Box = (1.0, 1.0, 0.0, 0.0)
_ACROSS = -1


class TooManyCharacters(Exception):
    """A page holds more characters than are read."""


_Run = tuple[Box, float, float, int]
"""What the characters of a text object share: the displayed box they are seen in, top and bottom of their line on the
page turned by some more quarters, and these."""


@dataclass(slots=True)
class _Runs:
    runs: dict[int, _Run] = field(default_factory=dict)
    unpainted: set[int] = field(default_factory=set)
    suspect: set[int] = field(default_factory=set)
    angles: dict[int, tuple[float, float]] = field(default_factory=dict)
    colours: dict[int, Paint] = field(default_factory=dict)


class _Known(NamedTuple):
    """A text object that nobody sees, as read before it was left out."""

    run: _Run
    glyphs: list[Glyph]


Hidden = dict[int, _Known]


def printed(
    page: int, text: int, view: View, objects: PageObjects, areas: Sequence[Area] = (), layered: bool = False
) -> Printed:
    """Return the visible characters of an open page, turned as displayed.

    A character counts as visible when the middle of its box is: a line cut in two by a clip is read where
    its larger part shows. What pdfium adds itself (spaces and line ends it guesses) is left out; a
    character that the font does not tell is ``UNKNOWN``. Text that lies across the page belongs to a
    watermark or a seal and is left out.

    Args:
        page: pdfium's handle of the page.
        text: pdfium's handle of its text.
        view: how the page is displayed.
        objects: what it draws.
        areas: the surfaces it fills, which may hide text.
        layered: whether the document has layers, which may be switched off.

    Raises:
        TooManyCharacters: there are more than ``CHARACTER_LIMIT``.
    """
    inside, about = _inside(text, view, objects, {})
    suspects = about.suspect | _covered(inside, view, objects, areas, about)
    if layered:
        suspects |= {item for item in about.runs if item in objects.text_frames or native.is_on_layer(item)}
    found = _seen(page, view, inside, suspects, objects.seen)
    ghosts = _sorted_out([glyph for glyph in found if glyph[5] in about.unpainted], about, view).unpainted
    hidden = about.runs.keys() - set(map(itemgetter(5), found)) | about.unpainted
    if hidden and hidden < about.runs.keys():
        # pdfium leaves out what repeats a text it has read before, also one that nobody sees: read without those.
        known = {item: _Known(about.runs[item], []) for item in hidden}
        for glyph in inside:
            if glyph[5] in known:
                known[glyph[5]].glyphs.append(glyph)
        for item in hidden:
            native.set_active(item, 0)
        with native.text_of_page(page) as rest:
            found, about = _inside(rest, view, objects, known)
            found = _seen(page, view, found, suspects & about.runs.keys(), objects.seen)
    found = without_watermarks(without_seals(found, about.colours, about.angles), about.colours)
    result = _sorted_out(found, about, view)
    result.unpainted = ghosts
    return result


def _inside(text: int, view: View, objects: PageObjects, hidden: Hidden) -> tuple[list[Glyph], _Runs]:
    """Return the characters of a text inside the page and their clips, and what is known of its text objects."""
    count = native.count_chars(text)
    if count > CHARACTER_LIMIT:
        raise TooManyCharacters
    # This is most of the time of reading a page: pdfium is called through map, without Python in between.
    items = list(map(native.text_object, repeat(text), range(count)))
    boxes = _boxes(text, count, view)
    characters = _characters(text, count, items)
    distinct = [item for item in dict.fromkeys(items) if item]
    about = _runs(distinct, view, objects)
    runs = about.runs
    found: list[Glyph] = []
    add, last = found.append, -1
    for item, character, (x0, y0, x1, y1) in zip(items, characters, boxes, strict=True):
        if item != last:
            if not item:
                continue
            (left, top, right, bottom), above, below, turn = runs[item]
            last = item
        y = (y0 + y1) / 2
        if left <= (x0 + x1) / 2 <= right and top <= y <= bottom:
            if not turn and above < y < below:
                y0, y1 = above, below
            add((x0, y0, x1, y1, character, item))
    if len(objects.texts) > len(distinct):
        found += _repeats(found, objects, about, view, hidden)
    return found, about


def _characters(text: int, count: int, items: list[int]) -> Sequence[str]:
    """Return every character; ``UNKNOWN`` where the font does not tell it, for pdfium then gives a mere number."""
    codes = _text_of_page(text, count)
    errors = list(map(native.has_map_error, repeat(text), range(count)))
    odd = [match.start() for match in _ODD.finditer(codes)]
    if not any(errors) and not odd:
        return codes
    fixed = [UNKNOWN if error else code for error, code in zip(errors, codes, strict=True)]
    for number in odd:
        if items[number]:
            fixed[number] = _odd(text, number, fixed[number])
    return fixed


def _text_of_page(text: int, count: int) -> str:
    """Return the characters all at once where pdfium's text has one for each, else one by one."""
    buffer = (c_ushort * (count + 1))()
    if native.whole_text(text, 0, count, addressof(buffer)) == count + 1:
        whole = bytes(buffer)[:-2].decode("utf-16-le", "surrogatepass")
        if len(whole) == count:
            return whole
    return "".join(map(chr, map(native.unicode_of, repeat(text), range(count))))


def _odd(text: int, number: int, character: str) -> str:
    """Return what is seen of a character whose code says that nothing is: a stroke at half height is a minus.

    Fonts give the code of a soft hyphen, a space or a control to the sign they draw.
    """
    if character == "\u00ad" or native.is_hyphen(text, number):
        # What a PDF paints is seen, also a hyphen that a word processor would show at a line's end only.
        return "-"
    edges = (c_double * 4)()
    at = addressof(edges)
    native.ink_box(text, number, at, at + 8, at + 16, at + 24)
    left, right, bottom, top = edges
    wide, high = abs(right - left), abs(top - bottom)
    if wide / _THINNEST_STROKE < high < wide / 2:
        return "-"
    if character.isspace() and character not in "\x1c\x1d\x1e\x1f":
        return character
    if "\ue000" <= character <= "\uf8ff" or character == UNKNOWN:
        return character
    return UNKNOWN if high > _SAME_SIZE and wide > _SAME_SIZE else character


def _boxes(text: int, count: int, view: View) -> list[Box]:
    """Return the displayed box of every character as its font states it."""
    _, edges = native.written(partial(native.loose_box, text), range(count), "4f")
    # pdfium's structure is left, top, right, bottom in the page's own space, where y goes upward.
    if view.turn:
        return view.all_shown((x0, y0, x1, y1) for x0, y1, x1, y0 in edges)
    left, _, _, top = view.box
    return [(x0 - left, top - y1, x1 - left, top - y0) for x0, y1, x1, y0 in edges]


def _runs(items: list[int], view: View, objects: PageObjects) -> _Runs:
    """Return what is common to the characters of each text object; the window of an unseen one is empty."""
    _, matrices = native.written(native.object_matrix, items, "6f")
    _, sizes = native.written(native.font_size, items, "f")
    paints = list(native.written(native.fill_colour, items, "4I", 4)[1])
    frames = [objects.text_frames.get(item) for item in items]
    windows = objects.windows(items, frames)
    modes = map(native.render_mode, items)
    about = _Runs(colours=dict(zip(items, paints, strict=True)))
    runs = about.runs
    last, seen = None, _NOWHERE
    upright, ceiling = view.turn == 0, view.box[3]
    for item, frame, window, mode, (a, b, c, d, e, f), (em,), paint in zip(
        items, frames, windows, modes, matrices, sizes, paints, strict=True
    ):
        if window is not last:
            last, seen = window, view.shown(overlap(window, view.box))
        if upright and frame is None and b == 0 and c == 0 and a > 0 and d > 0:
            # Nearly all text: written out, for there may be as many text objects as characters.
            turn, high, wide = 0, d * em, a * em
            base = ceiling - f
            above, below = base - _ASCENT * high, base + DESCENT * high
        else:
            placed = product((a, b, c, d, e, f), frame[0]) if frame else (a, b, c, d, e, f)
            turn, above, below = _line(placed, em, view)
            high, wide = below - above, hypot(placed[0], placed[1]) * em
            if turn == _ACROSS:
                about.angles[item] = (placed[0], placed[1])
        is_tiny = high < TINY or wide < TINY / 2
        if mode or paint != INKED:
            if mode in native.UNPAINTED:
                about.unpainted.add(item)
            elif mode in native.OUTLINED or min(paint[:3]) > _PALE or paint[3] < OPAQUE:
                about.suspect.add(item)
                is_tiny = is_tiny or (paint[3] < _FAINT and not mode)
        runs[item] = (_NOWHERE if is_tiny else seen, above, below, turn)
    return about


def _line(matrix: Matrix, size: float, view: View) -> tuple[int, float, float]:
    """Return by how many quarters text with a matrix must be turned to stand upright, and top and bottom of its line."""
    a, b, c, d, x, y = matrix
    along = (a, b, -a, -b)
    quarter = (
        max(range(4), key=along.__getitem__) if along[view.turn] <= abs(along[view.turn - 1]) else view.turn
    )
    em = size * (hypot(c, d) if c else abs(d))
    if abs(along[quarter - 1]) > STRAIGHT * along[quarter]:
        return _ACROSS, 0.0, em
    own = view if quarter == view.turn else View(view.box, quarter)
    base = own.shown((x, y, x, y))[1]
    return (quarter - view.turn) % 4, base - (1 - DESCENT) * em, base + DESCENT * em


def _repeats(
    found: list[Glyph], objects: PageObjects, about: _Runs, view: View, hidden: Hidden
) -> list[Glyph]:
    """Return the characters of the texts that pdfium leaves out, since the same text stands near.

    It takes each for a shadow of the other. Where they lie apart by more than bold print does, or where the other
    is hidden, both are read.
    """
    known = about.runs.keys() | hidden.keys()
    missing = [item for item in objects.texts if item not in known]
    # Nearly all are spaces, which have no height.
    boxes = _shown_bounds(missing, objects, view)
    lost = {item: box for item, box in boxes.items() if box[3] - box[1] > _INK and box[2] > box[0]}
    letters: defaultdict[int, list[Glyph]] = defaultdict(list)
    for glyph in found if lost else ():
        letters[glyph[5]].append(glyph)
    more: list[Glyph] = []
    before: list[int] = []
    for item in objects.texts if lost else ():
        if item not in lost:
            before.append(item)
            continue
        for twin, box in reversed(_shown_bounds(before[-_NEAR:], objects, view).items()):
            if not _is_twin(lost[item], box) or native.font_of(item) != native.font_of(twin):
                continue
            source = hidden[twin].glyphs if twin in hidden else letters[twin]
            across, down = lost[item][0] - box[0], lost[item][1] - box[1]
            if copied := _moved(source, across, down, item, twin in hidden):
                more += copied
                about.runs[item] = hidden[twin].run if twin in hidden else about.runs[twin]
                about.colours[item] = INKED
            break
    return more


def _shown_bounds(items: list[int], objects: PageObjects, view: View) -> dict[int, Box]:
    _, bounds = native.written(native.object_bounds, items, "4f", 4)
    frames = map(objects.text_frames.get, items)
    boxes = (moved(box, frame[0]) if frame else box for frame, box in zip(frames, bounds, strict=True))
    return dict(zip(items, view.all_shown(boxes), strict=True))


def _is_twin(one: Box, other: Box) -> bool:
    """Say whether two texts are of one size and lie over one another, as pdfium asks of a repeat."""
    sizes = ((one[n + 2] - one[n], other[n + 2] - other[n]) for n in (0, 1))
    wide, high = (min(one[n + 2], other[n + 2]) - max(one[n], other[n]) for n in (0, 1))
    return (
        all(abs(a - b) < _SAME_SIZE for a, b in sizes)
        and high > 0
        and wide >= (one[2] - one[0]) / 2 - _SAME_SIZE
    )


def _moved(letters: list[Glyph], across: float, down: float, item: int, always: bool) -> list[Glyph]:
    bold = _BOLD * (letters[0][3] - letters[0][1]) if letters else 0.0
    if not always and abs(across) < bold and abs(down) < bold:
        return []
    return [(x0 + across, y0 + down, x1 + across, y1 + down, c, item) for x0, y0, x1, y1, c, _ in letters]


def _seen(page: int, view: View, found: list[Glyph], suspects: set[int], objects: int) -> list[Glyph]:
    """Leave out the characters under suspicion that are not seen; what cannot be tried is ``UNKNOWN``."""
    if not suspects:
        return found
    of: defaultdict[int, list[tuple[int, Box]]] = defaultdict(list)
    for number, (x0, y0, x1, y1, character, item) in enumerate(found):
        if item in suspects and not character.isspace():
            of[item].append((number, (x0, y0, x1, y1)))
    hidden, undecided = unseen(page, view, [Suspect(item, letters) for item, letters in of.items()], objects)
    if undecided:
        found = [(*g[:4], UNKNOWN, g[5]) if n in undecided else g for n, g in enumerate(found)]
    return [glyph for number, glyph in enumerate(found) if number not in hidden]


def _covered(
    found: list[Glyph], view: View, objects: PageObjects, areas: Sequence[Area], about: _Runs
) -> set[int]:
    """Return the texts over which a surface or a picture is painted later, or that stand on one of nearly their colour."""
    if not areas and not objects.pictures:
        return set()
    order = objects.order()
    first = min((order[item] for item in objects.texts), default=0.0)
    inks = {paint[:3] for paint in set(about.colours.values())}
    covers = []
    for box, colour, path in areas:
        alike = {ink for ink in inks if all(abs(a - b) < _ALIKE for a, b in zip(ink, colour, strict=True))}
        if alike or order[path] > first:
            covers.append((order[path], alike, view.shown(box)))
    for item, frame in objects.pictures:
        if order[item] > first:
            box = native.bounds_of(item)
            covers.append((order[item], set(), view.shown(moved(box, frame[0]) if frame else box)))
    if not covers:
        return set()
    letters = sorted(((g[1] + g[3]) / 2, (g[0] + g[2]) / 2, g[5]) for g in found)
    heights = [letter[0] for letter in letters]
    suspects: set[int] = set()
    looked = 0
    for at, alike, (left, top, right, bottom) in covers:
        first_letter, last_letter = bisect_left(heights, top), bisect_right(heights, bottom)
        looked += last_letter - first_letter
        if looked > COVER_LIMIT:
            return set(about.runs)
        for _, x, item in letters[first_letter:last_letter]:
            if left < x < right and (order[item] < at or about.colours[item][:3] in alike):
                suspects.add(item)
    return suspects


def _sorted_out(found: list[Glyph], about: _Runs, view: View) -> Printed:
    """Part the characters by how they must be turned, and those that paint nothing."""
    result = Printed()
    if not about.unpainted and not any(map(itemgetter(3), about.runs.values())):
        result.upright = found
        return result
    for glyph in found:
        x0, y0, x1, y1, character, item = glyph
        _, above, below, turn = about.runs[item]
        if turn:
            x0, y0, x1, y1 = turned((x0, y0, x1, y1), turn, view.width, view.height)
            if above < (y0 + y1) / 2 < below:
                y0, y1 = above, below
            glyph = (x0, y0, x1, y1, character, item)
        if item in about.unpainted:
            if not turn:
                result.unpainted.append(glyph)
        elif turn:
            result.turned.setdefault(turn, []).append(glyph)
        else:
            result.upright.append(glyph)
    return result
