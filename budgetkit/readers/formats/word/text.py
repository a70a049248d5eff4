"""What a Word paragraph shows: its text without deletions, hidden runs and field codes, its text boxes, its pictures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from budgetkit.model.notes import raised
from budgetkit.readers.formats.archive import Archive, Relation
from budgetkit.readers.formats.word.looks import Look, W

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_NAMES = {"blip": f"{_RELATIONS}embed", "imagedata": f"{_RELATIONS}id"}
BREAK = "\f"
"""Stands in the text where a page ends."""

_PRINTED = {W + "tab": " ", W + "cr": "\n", W + "noBreakHyphen": "-", W + "lastRenderedPageBreak": BREAK}
_SKIPPED = frozenset(
    W + tag
    for tag in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "rt", "txbxContent", "sectPr")
)
_RUN, _BOX = W + "r", W + "txbxContent"
_TEXTS = (W + "t", MATH + "t")
_UNKNOWN = "\ufdd0"
"""Stands for a sign of a symbol font whose look is not known."""
_BESIDE_DIGITS = re.compile(rf"{_UNKNOWN}(?=\s*[\d.])|(?<=\d){_UNKNOWN}")
_SYMBOL = {0x2D: "−", 0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB7: "·"}
"""What the Symbol font shows for codes that are no ASCII characters; the minus is at the hyphen's place."""

Looks = Callable[[etree._Element], Look]


def printed_text(paragraph: etree._Element, look: Looks) -> str:
    """Return what is printed of a paragraph; ``\\n`` ends a line, ``\\f`` a page.

    Raised text comes as marks of notes, struck text set apart from what follows. A sign of a symbol font that
    is not known shows as a box beside figures, whose sign it may be, and as nothing elsewhere.
    """
    text = "".join(_text_of(paragraph, look))
    return _BESIDE_DIGITS.sub("□", text).replace(_UNKNOWN, "") if _UNKNOWN in text else text


def _text_of(element: etree._Element, look: Looks) -> Iterator[str]:
    for child in children(element):
        tag = child.tag
        if tag == _RUN:
            yield from _run(child, look)
        elif tag in _TEXTS:
            yield child.text or ""
        elif tag in (MATH + "sup", MATH + "sub"):
            yield raised("".join(_text_of(child, look)))
        elif tag == W + "br":
            yield BREAK if child.get(W + "type") == "page" else "\n"
        elif tag == W + "sym":
            yield _coded(child.get(W + "char", ""), child.get(W + "font", ""))
        elif tag in _PRINTED:
            yield _PRINTED[tag]
        elif tag not in _SKIPPED:
            yield from _text_of(child, look)


def _run(run: etree._Element, look: Looks) -> Iterator[str]:
    seen = look(run)
    if seen is Look.HIDDEN:
        return
    text = "".join(_text_of(run, look))
    if "\uf020" <= max(text, default="") <= "\uf0ff":
        font = run.find(f"{W}rPr/{W}rFonts")
        named = "" if font is None else font.get(W + "ascii", "")
        text = "".join(_symbol(ord(c), named) if "\uf020" <= c <= "\uf0ff" else c for c in text)
    if seen is Look.RAISED and text.strip():
        yield raised(text)
    else:
        yield f" {text} " if seen is Look.STRUCK else text


def children(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the child elements; of alternatives (a drawing and its older form) only the first."""
    for child in element.iterchildren(tag=etree.Element):
        if child.tag == MC + "AlternateContent":
            choice = next(child.iterchildren(MC + "Choice", MC + "Fallback"), None)
            if choice is not None:
                yield from children(choice)
        else:
            yield child


def text_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield the contents of the text boxes that are anchored in a paragraph, outermost ones only."""
    if next(paragraph.iterdescendants(_BOX), None) is None:
        return
    for child in children(paragraph):
        if child.tag == _BOX:
            yield child
        elif child.tag not in (W + "del", W + "moveFrom"):
            yield from text_boxes(child)


def _coded(code: str, font: str) -> str:
    try:
        return _symbol(int(code, 16), font)
    except ValueError:
        return _UNKNOWN


def _symbol(code: int, font: str) -> str:
    """Return the character that a font of symbols shows: Symbol's signs, the numbers in circles of Wingdings."""
    low = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    if font.lower() == "symbol":
        return _SYMBOL.get(low, chr(low) if 0x20 <= low < 0x40 else _UNKNOWN)
    if font.lower() == "wingdings" and 0x80 <= low <= 0x95:
        return (
            chr(0x2460 + low - 0x81)
            if 0x81 <= low <= 0x8A
            else chr(0x2776 + low - 0x8C)
            if low >= 0x8C
            else "⓪"
        )
    return chr(code) if 0x20 <= code < 0xE000 or 0xF900 <= code < 0x110000 else _UNKNOWN


def pictures(
    paragraph: etree._Element, archive: Archive, relations: Mapping[str, Relation]
) -> Iterator[bytes]:
    """Yield the picture files that a paragraph shows."""
    for element in paragraph.iterdescendants(tag=etree.Element):
        name = _NAMES.get(etree.QName(element).localname)
        relation = relations.get(element.get(name, "")) if name else None
        if relation is not None and not relation.external and (data := archive.part(relation.target)):
            yield data
