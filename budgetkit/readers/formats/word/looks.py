"""How a Word run looks: hidden, raised or struck, from its own properties and the styles that it follows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from lxml import etree

from budgetkit.readers.formats.archive import InheritedStyles, Properties
from budgetkit.readers.formats.ink import WHITE, Colour, colour, is_lost

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = ("0", "false", "off")
_VALUE = W + "val"
_SWITCHES = frozenset(W + name for name in ("vanish", "strike", "dstrike"))
_DECIDING = {
    W + name: name
    for name in (
        "vanish",
        "strike",
        "dstrike",
        "vertAlign",
        "color",
        "sz",
        "position",
        "highlight",
        "w",
        "rStyle",
    )
}
"""The properties of a run that decide how much of it is seen."""
_SHADING = W + "shd"
_TINY = 3
"""Half-points: text of one point and less is not to be seen."""
_SQUEEZED = 5
"""Percent of their width up to which characters are not to be seen."""
_CLEAR = 90_000
"""Thousandths of a percent of transparency from which text is not to be seen."""


class Look(Enum):
    """What a reader sees of a run."""

    PLAIN = auto()
    HIDDEN = auto()
    RAISED = auto()
    STRUCK = auto()


@dataclass(frozen=True, slots=True)
class Ground:
    """What a run stands on: the colour of its cell or paragraph, ``None`` where a table style may colour it."""

    color: Colour | None = WHITE


def is_on(properties: etree._Element | None, name: str) -> bool:
    """Say whether a switch stands in properties and is not turned off there."""
    found = None if properties is None else below(properties, name)
    return found is not None and found.get(_VALUE) not in _OFF


def below(element: etree._Element, *names: str) -> etree._Element | None:
    """Return the first child of a name, its first child of the next name and so on: ``find`` does it at twice the time."""
    at: etree._Element | None = element
    for name in names:
        if at is None:
            return None
        at = next(at.iterchildren(W + name), None)
    return at


class Styles:
    """The styles of a document, as far as they decide how much of a run is visible."""

    def __init__(self, root: etree._Element | None) -> None:
        """Take in ``word/styles.xml``, which may be missing."""
        self._styles = InheritedStyles()
        self._colored: set[str] = set()
        self._default_paragraph = ""
        self._base: Properties = {}
        self._inherited: dict[str, Properties] = {}
        if root is None:
            return
        self._base = _properties(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
        for style in root.iterchildren(W + "style"):
            name = style.get(W + "styleId", "")
            based = style.find(W + "basedOn")
            self._styles.own[name] = (
                "" if based is None else based.get(W + "val", ""),
                _properties(style.find(W + "rPr")),
            )
            if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true", "on"):
                self._default_paragraph = name
            if style.get(W + "type") == "table" and any(map(_shade, style.iter(W + "shd"))):
                self._colored.add(name)

    def look(self, run: etree._Element, paragraph: Properties, ground: Ground) -> Look:
        """Return how a run looks in a paragraph with those inherited properties."""
        own = _properties(below(run, "rPr"))
        found = paragraph | self._styles.of(own.get("rStyle", "")) | own
        if not found:
            return Look.PLAIN
        if "on" in (found.get("vanish"), found.get("clear")) or _number(found.get("sz", "")) in range(
            1, _TINY
        ):
            return Look.HIDDEN
        if _number(found.get("w", "")) in range(1, _SQUEEZED + 1):
            return Look.HIDDEN
        marker = found.get("highlight", "none")
        paper = colour(own.get("shd")) or ground.color if marker == "none" else colour(marker.lower())
        if is_lost(colour(found.get("color")), paper):
            return Look.HIDDEN
        if found.get("vertAlign") in ("superscript", "subscript") or _number(found.get("position", "")) > 0:
            return Look.RAISED
        return Look.STRUCK if "on" in (found.get("strike"), found.get("dstrike")) else Look.PLAIN

    def of_paragraph(self, paragraph: etree._Element) -> Properties:
        """Return what runs of a paragraph inherit."""
        named = below(paragraph, "pPr", "pStyle")
        style = self._default_paragraph if named is None else named.get(_VALUE, "")
        if style not in self._inherited:
            self._inherited[style] = self._base | self._styles.of(style)
        return self._inherited[style]

    def ground(self, cell: etree._Element, outer: Ground) -> Ground:
        """Return what stands behind the text of a table cell."""
        shade = _shade(below(cell, "tcPr", "shd"))
        return Ground(shade) if shade else outer

    def table_ground(self, table: etree._Element, outer: Ground) -> Ground:
        """Return what stands behind the cells of a table that say nothing themselves."""
        named = below(table, "tblPr", "tblStyle")
        style = "" if named is None else named.get(W + "val", "")
        if any(s in self._colored for s in self._styles.lineage(style)):
            return Ground(None)
        shade = _shade(below(table, "tblPr", "shd"))
        return Ground(shade) if shade else outer


def paragraph_ground(paragraph: etree._Element, outer: Ground) -> Ground:
    """Return what stands behind the text of a paragraph."""
    shade = _shade(below(paragraph, "pPr", "shd"))
    return Ground(shade) if shade else outer


def _properties(element: etree._Element | None) -> Properties:
    """Return what run properties say of visibility, by name; switches are ``on`` or ``off``.

    Of properties that stand twice the first counts, so they are taken from the last on.
    """
    found: Properties = {}
    if element is None:
        return found
    for child in element.iterchildren(tag=etree.Element, reversed=True):
        tag = child.tag
        if tag in _SWITCHES:
            found[_DECIDING[tag]] = "off" if child.get(_VALUE) in _OFF else "on"
        elif tag in _DECIDING:
            found[_DECIDING[tag]] = child.get(_VALUE, "")
        elif tag == _SHADING:
            found["shd"] = child.get(W + "fill", "")
        elif tag.endswith("}textFill"):
            outline = element.find("{*}textOutline")
            found["clear"] = "on" if _is_clear(child) and _is_clear(outline) else "off"
    return found


def _is_clear(paint: etree._Element | None) -> bool:
    """Tell whether the filling or the outline of characters is none, or lets everything through."""
    if paint is None or paint.find("{*}noFill") is not None:
        return True
    return any(_number(str(v)) >= _CLEAR for alpha in paint.iter("{*}alpha") for v in alpha.attrib.values())


def _shade(element: etree._Element | None) -> Colour | None:
    """Return the fill of a shading, ``None`` where it has none."""
    return None if element is None else colour(element.get(W + "fill"))


def _number(text: str) -> int:
    return int(text) if text.lstrip("-").isdecimal() else 0
