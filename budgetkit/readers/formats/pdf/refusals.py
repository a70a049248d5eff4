"""Why a PDF page gives no text though it shows something: pictures, outlines, fonts that do not say what they mean."""

from __future__ import annotations

from operator import itemgetter

from budgetkit.readers.formats.lines import UNKNOWN
from budgetkit.readers.formats.pdf import pdfium as native
from budgetkit.readers.formats.pdf.objects import PageObjects, moved, overlap
from budgetkit.readers.formats.pdf.view import View
from budgetkit.readers.formats.ruled import Printed
from budgetkit.readers.formats.scan.extra import NEEDS

PICTURE_SHARE = 0.25
"""Share of the page that pictures cover when they may hold its text; logos and seals cover less."""
FEW = 30
"""Characters, none of them a letter, that may stand on a scan: page numbers and stamps."""
OUTLINES = 100
"""Curved drawings on a page without letters that are taken for text; a chart has fewer."""

_CURVED = 8
_PICTURE = "page {number} is a picture without text (第 {number} 页是图片，没有文字层); {way}"
_OUTLINED = "page {number} has its text drawn as outlines (第 {number} 页的文字已转为曲线); {way}"
_UNKNOWN = "page {number} uses fonts that do not tell their characters (第 {number} 页的字体无法解码); {way}"


def refusal(seen: Printed, objects: PageObjects, view: View, number: int) -> str:
    """Return the sentence that says why a page cannot be read, or nothing for one that can or is blank."""
    found = [glyph for glyphs in (seen.upright, *seen.turned.values()) for glyph in glyphs]
    unknown = list(map(itemgetter(4), found)).count(UNKNOWN)
    if unknown * 2 > len(found):
        return _UNKNOWN.format(number=number, way=NEEDS)
    if len(found) >= FEW or any(glyph[4].isalpha() for glyph in found):
        return ""
    if _covered(objects, view) > PICTURE_SHARE * view.width * view.height:
        return _PICTURE.format(number=number, way=NEEDS)
    if sum(native.count_segments(item) > _CURVED for item, _ in objects.paths) > OUTLINES:
        return _OUTLINED.format(number=number, way=NEEDS)
    return ""


def _covered(objects: PageObjects, view: View) -> float:
    """Return how many square points of the page pictures cover."""
    covered = 0.0
    for item, frame in objects.pictures:
        box = native.bounds_of(item)
        left, bottom, right, top = overlap(moved(box, frame[0]) if frame else box, view.box)
        if left < right and bottom < top:
            covered += (right - left) * (top - bottom)
    return covered
