"""What a reader sees of an HTML element: its style sheets, its own style and its older attributes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from cssselect import SelectorError, parse
from lxml.cssselect import CSSSelector
from lxml.etree import XPathError
from lxml.html import HtmlElement

from budgetkit.readers.formats.ink import BLACK, WHITE, Colour, colour, is_lost

SILENT = frozenset(
    ["script", "style", "head", "template", "noscript", "option", "object", "rt", "rp", "datalist", "title"]
)
_NESTED = re.compile(r"@([\w-]+)([^{;]*)\{((?:[^{}]*\{[^{}]*\})*[^{}]*)\}|@[\w-]+[^{};]*;")
_ON_SCREENS = re.compile(r"(?:\A|,)\s*(?:only\s+)?(?:all|screen)\s*(?:,|\Z)", re.IGNORECASE)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"(?:[a-z][\w-]*)?(?:[.#][\w-]+)?\Z", re.IGNORECASE)
_LENGTH = re.compile(r"(-?[\d.]+)\s*(px|pt|em|rem|ex|%|in|cm|mm)?\Z")
_SELECTORS = 200
"""Most selectors of more than a tag, a class or an identifier that are looked at."""
_RGB = re.compile(r"rgba?\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*(?:,\s*([\d.]+%?)\s*)?\)")
_WITH_ALPHA = re.compile(r"(?<!\S)#([0-9a-f]{8}|[0-9a-f]{4})(?!\S)")
_OUT_OF_SIGHT = -1000
_CLEAR = 0.1
"""Share of ink up to which text is as good as transparent."""
_NO_ROOM = re.compile(r"rect\((?:\s*0(?:px)?\s*,?){4}\)|inset\((?:50|100)%\)|scale[xy]?\(\s*0\s*[,)]")
_TINY = {"px": 1.0, "pt": 1.0, "em": 0.1, "rem": 0.1, "%": 10.0, "": 1.0}
"""Sizes of text, by unit, up to which nothing of it is to be seen."""
_RAISED, _STRUCK = frozenset(["sup", "sub"]), frozenset(["s", "strike", "del"])

Declarations = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """How text looks: its colour and what it stands on (``None`` where not known), hidden, raised or struck."""

    color: Colour | None = None
    ground: Colour | None = WHITE
    invisible: bool = False
    tiny: bool = False
    raised: bool = False
    struck: bool = False

    @property
    def is_seen(self) -> bool:
        """Whether text that looks like this is to be seen."""
        return not (self.invisible or self.tiny or is_lost(self.color, self.ground))


_Rule = tuple[tuple[int, int, int], int, dict[str, str]]
"""How closely a selector names what it chooses, which rule of the page it heads, and what that declares."""


class Styles:
    """The style sheets of a page, as far as they say what is to be seen."""

    def __init__(self, sheets: Iterable[str], root: HtmlElement) -> None:
        """Take in the text of the ``<style>`` elements, for the elements below a root."""
        self._rules: dict[str, list[_Rule]] = {}
        self._chosen: dict[HtmlElement, list[_Rule]] = {}
        self._of: dict[tuple[str | None, ...], Declarations] = {}
        selected = 0
        for number, (selectors, body) in enumerate(rule for sheet in sheets for rule in _rules_of(sheet)):
            said = _declared(body)
            for selector in map(str.strip, selectors.split(",") if said else ()):
                if selector and _SIMPLE.match(selector):
                    kinds = "#" in selector, "." in selector, selector[0] not in ".#"
                    rule = ((int(kinds[0]), int(kinds[1]), int(kinds[2])), number, said)
                    self._rules.setdefault(selector.lower(), []).append(rule)
                elif selector and selected < _SELECTORS and any(not k.startswith("border") for k in said):
                    selected += 1
                    for closeness, element in _chosen(selector, root):
                        self._chosen.setdefault(element, []).append((closeness, number, said))

    def of(self, element: HtmlElement) -> Declarations:
        """Return what is declared of an element: the closer selector before the other, its own style before both."""
        key = (str(element.tag).lower(), *map(element.get, ("class", "id", "style")))
        if element in self._chosen:
            return self._declarations(key, self._chosen[element])
        if key not in self._of:
            self._of[key] = self._declarations(key)
        return self._of[key]

    def _declarations(self, key: tuple[str | None, ...], chosen: Iterable[_Rule] = ()) -> Declarations:
        tag, classes, name, own = key
        names = [
            "",
            *(f".{one.lower()}" for one in (classes or "").split()),
            *([f"#{name.lower()}"] if name else []),
        ]
        selectors = dict.fromkeys(part + one for part in (tag or "", "") for one in names)
        rules = [*(rule for selector in selectors for rule in self._rules.get(selector, ())), *chosen]
        said: dict[str, str] = {}
        for *_, declared in sorted(rules, key=lambda rule: rule[:2]):
            said |= declared
        if own:
            said |= _declared(own)
        return said | {
            name.removesuffix(_IMPORTANT): value for name, value in said.items() if _IMPORTANT in name
        }

    def look(self, element: HtmlElement, outer: Look) -> Look | None:
        """Return how the text of an element looks inside another, ``None`` where it takes no place at all."""
        tag = element.tag
        if not isinstance(tag, str) or tag in SILENT or element.get("hidden") is not None:
            return None
        if tag == "input" and element.get("type", "").lower() == "hidden":
            return None
        if _is_folded(element):
            return None
        said = self.of(element)
        if said.get("display") == "none" or said.get("mso-hide") == "all" or _is_out_of_sight(said):
            return None
        look = outer
        if (
            color := said.get("color") or (element.get("color") or "").strip().lower()
        ) and color != "inherit":
            look = replace(look, color=_color(color))
        ground = said.get("background-color") or said.get("background") or element.get("bgcolor") or ""
        if ground and ground not in ("transparent", "none", "inherit"):
            look = replace(look, ground=_color(ground.lower()))
        if visibility := said.get("visibility"):
            look = replace(look, invisible=visibility in ("hidden", "collapse"))
        if _share(said.get("opacity", "1")) < _CLEAR:
            look = replace(look, invisible=True)
        if size := said.get("font-size"):
            look = replace(look, tiny=_is_tiny(size))
        above = said.get("vertical-align", "").startswith(("super", "sub"))
        return replace(
            look,
            raised=look.raised or tag in _RAISED or above,
            struck=look.struck or tag in _STRUCK or "line-through" in said.get("text-decoration", ""),
        )


def _rules_of(sheet: str) -> list[tuple[str, str]]:
    """Return the rules of a style sheet, each as selectors and declarations; of those for some media the screen's."""
    plain = re.sub(r"<!--|-->|/\*.*?\*/", "", sheet, flags=re.DOTALL)
    return _RULE.findall(_NESTED.sub(_on_screens, plain))


def _on_screens(nested: re.Match[str]) -> str:
    is_for_screens = (nested[1] or "").lower() == "media" and _ON_SCREENS.search(nested[2])
    return nested[3] if is_for_screens else ""


_IMPORTANT = "!"
"""Ends the name of a property that is declared to be important."""


@lru_cache(maxsize=2048)
def _declared(style: str) -> dict[str, str]:
    """Return the declarations of a style that say what is to be seen, by property."""
    found: dict[str, str] = {}
    for part in style.split(";"):
        name, _, value = (text.strip() for text in part.lower().partition(":"))
        if name in _KNOWN or name.startswith("border"):
            value, mark, _ = value.partition("!")
            found[name + _IMPORTANT * bool(mark)] = value.strip()
    return found


_KNOWN = frozenset(
    [
        *("display", "visibility", "mso-hide", "color", "background", "background-color", "font-size"),
        *("opacity", "vertical-align", "text-decoration", "position", "left", "top", "text-indent", "width"),
        *("height", "overflow", "max-height", "max-width", "clip", "clip-path", "transform"),
    ]
)


def _is_out_of_sight(said: Declarations) -> bool:
    """Tell whether an element is moved off the page or given no room."""
    moved = said.get("position") in ("absolute", "fixed")
    names = ("left", "top") if moved else ()
    if any(_length(said.get(name, "")) <= _OUT_OF_SIGHT for name in (*names, "text-indent")):
        return True
    sides = ("width", "height", "max-width", "max-height")
    if any(_NO_ROOM.search(said.get(name, "")) for name in ("clip", "clip-path", "transform")):
        return True
    return said.get("overflow") == "hidden" and any(_length(said.get(name, ""), 1) == 0 for name in sides)


def _is_folded(element: HtmlElement) -> bool:
    """Tell whether an element is a closed dialog, or stands folded away below the summary of closed details."""
    parent = element.getparent()
    if element.tag == "dialog":
        return element.get("open") is None
    return (
        parent is not None
        and parent.tag == "details"
        and parent.get("open") is None
        and element.tag != "summary"
    )


def _chosen(selector: str, root: HtmlElement) -> Iterator[tuple[tuple[int, int, int], HtmlElement]]:
    """Yield the elements that a selector chooses, each with how closely it names them.

    There are none where it is no selector or asks for what a file does not say.
    """
    try:
        (parsed,) = parse(selector)
        found = CSSSelector(selector, translator="html")(root)
    except (SelectorError, XPathError, ValueError):
        return
    for element in found if isinstance(found, list) else []:
        if isinstance(element, HtmlElement):
            yield parsed.specificity(), element


def _share(text: str) -> float:
    """Return a share written as a number or with a percent sign, 1 for what is none."""
    try:
        return float(text.strip().removesuffix("%")) / (100 if text.strip().endswith("%") else 1)
    except ValueError:
        return 1.0


def _length(text: str, default: float = 0) -> float:
    found = _LENGTH.match(text)
    try:
        return float(found[1]) if found else default
    except ValueError:
        return default


def _is_tiny(size: str) -> bool:
    found = _LENGTH.match(size)
    return found is not None and _length(size, 99) <= _TINY.get(found[2] or "", 0.0)


@lru_cache(maxsize=512)
def _color(text: str) -> Colour | None:
    """Return the colour of a value, ``None`` where it names none (a picture); what is transparent is taken for white."""
    # How opaque it is stands last here, first in the colours of office formats.
    if found := _WITH_ALPHA.search(text):
        digits = found[1] if len(found[1]) == 8 else "".join(2 * digit for digit in found[1])
        return WHITE if int(digits[6:], 16) / 255 < _CLEAR else colour(digits[:6])
    if found := _RGB.search(text):
        clear = found[4] is not None and _share(found[4]) < _CLEAR
        red, green, blue = (float(min(int(part), 255)) for part in found.groups()[:3])
        return WHITE if clear else (red, green, blue)
    for word in text.split():
        if word == "windowtext":
            return BLACK
        if (known := colour(word)) is not None:
            return known
    return None
