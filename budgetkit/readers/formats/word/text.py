"""The text of a Word paragraph: what is printed, without deletions, hidden runs and field codes."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
BREAK = "\f"
"""Stands in the text where a page ends."""

_PRINTED = {W + "tab": " ", W + "cr": "\n", W + "noBreakHyphen": "-", W + "lastRenderedPageBreak": BREAK}
_SKIPPED = frozenset(
    W + tag for tag in ("del", "moveFrom", "instrText", "delText", "pPr", "rt", "txbxContent", "sectPr")
)
_OFF = ("0", "false", "off")


def text_of(element: etree._Element) -> Iterator[str]:
    """Yield the printed pieces of a paragraph or a run in order; ``\\n`` ends a line, ``\\f`` a page."""
    for child in children(element):
        tag = child.tag
        if tag in (W + "t", MATH_TEXT):
            yield child.text or ""
        elif tag == W + "br":
            yield BREAK if child.get(W + "type") == "page" else "\n"
        elif tag == W + "sym":
            yield _symbol(child)
        elif tag in _PRINTED:
            yield _PRINTED[tag]
        elif tag not in _SKIPPED and not (tag == W + "r" and _is_hidden(child)):
            yield from text_of(child)


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
    for child in children(paragraph):
        if child.tag == W + "txbxContent":
            yield child
        elif child.tag not in (W + "del", W + "moveFrom"):
            yield from text_boxes(child)


def is_on(properties: etree._Element | None, name: str) -> bool:
    """Say whether a switch stands in properties and is not turned off there."""
    found = None if properties is None else properties.find(W + name)
    return found is not None and found.get(W + "val") not in _OFF


def _is_hidden(run: etree._Element) -> bool:
    return is_on(run.find(W + "rPr"), "vanish")


def _symbol(element: etree._Element) -> str:
    """Return a symbol's character; codes of symbol fonts mean nothing outside them."""
    try:
        code = int(element.get(W + "char", ""), 16)
    except ValueError:
        return ""
    return chr(code) if code < 0xE000 or 0xF900 <= code < 0x110000 else ""
