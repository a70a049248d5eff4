"""What a reader sees of an HTML element: its style sheets, its own style and its older attributes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from lxml.html import HtmlElement

_SILENT = frozenset(
    ["script", "style", "head", "template", "noscript", "option", "object", "rt", "rp", "datalist", "title"]
)
_NESTED = re.compile(r"@[\w-]+[^{;]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|@[\w-]+[^{};]*;")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"(?:[a-z][\w-]*)?(?:[.#][\w-]+)?\Z", re.IGNORECASE)
_LENGTH = re.compile(r"(-?[\d.]+)\s*(px|pt|em|rem|ex|%|in|cm|mm)?\Z")
_NAMED = {"white": "ffffff", "black": "000000", "red": "ff0000", "snow": "fffafa", "windowtext": "000000"}
_RGB = re.compile(r"rgba?\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*(?:,\s*([\d.]+%?)\s*)?\)")
_OUT_OF_SIGHT = -1000
_TINY = {"px": 1.0, "pt": 1.0, "em": 0.1, "rem": 0.1, "%": 10.0, "": 1.0}
"""Sizes of text, by unit, up to which nothing of it is to be seen."""
_RAISED, _STRUCK = frozenset(["sup", "sub"]), frozenset(["s", "strike", "del"])
_NOTHING: Mapping[str, str] = MappingProxyType({})

Declarations = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """How text looks: its colour and what it stands on (``None`` where not known), hidden, raised or struck."""

    color: str = ""
    ground: str | None = "ffffff"
    invisible: bool = False
    tiny: bool = False
    raised: bool = False
    struck: bool = False

    @property
    def is_seen(self) -> bool:
        """Whether text that looks like this is to be seen."""
        return not (self.invisible or self.tiny or (self.color != "" and self.color == self.ground))


class Styles:
    """The style sheets of a page, as far as they say what is to be seen: rules for tags, classes and identifiers."""

    def __init__(self, sheets: Iterable[str]) -> None:
        """Take in the text of the ``<style>`` elements; rules for elements inside others are left out."""
        self._rules: dict[str, dict[str, str]] = {}
        for sheet in sheets:
            plain = _NESTED.sub("", re.sub(r"<!--|-->|/\*.*?\*/", "", sheet, flags=re.DOTALL))
            for selectors, body in _RULE.findall(plain):
                said = _declared(body)
                for selector in (s.strip().lower() for s in selectors.split(",")):
                    if said and selector and _SIMPLE.match(selector):
                        self._rules.setdefault(selector, {}).update(said)

    def of(self, element: HtmlElement) -> Declarations:
        """Return what is declared of an element, its own style last."""
        tag, own = str(element.tag).lower(), element.get("style")
        said: dict[str, str] = dict(self._rules.get(tag, _NOTHING))
        if self._rules:
            names = [f".{name.lower()}" for name in (element.get("class") or "").split()]
            names += [f"#{element.get('id', '').lower()}"] if element.get("id") else []
            for name in names:
                said |= self._rules.get(name, _NOTHING)
                said |= self._rules.get(tag + name, _NOTHING)
        return said | _declared(own) if own else said

    def look(self, element: HtmlElement, outer: Look) -> Look | None:
        """Return how the text of an element looks inside another, ``None`` where it takes no place at all."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _SILENT or element.get("hidden") is not None:
            return None
        if tag == "input" and element.get("type", "").lower() == "hidden":
            return None
        said = self.of(element)
        if said.get("display") == "none" or said.get("mso-hide") == "all" or _is_out_of_sight(said):
            return None
        look = outer
        if (
            color := said.get("color") or (element.get("color") or "").strip().lower()
        ) and color != "inherit":
            look = replace(look, color=_color(color) or "")
        ground = said.get("background-color") or said.get("background") or element.get("bgcolor") or ""
        if ground and ground not in ("transparent", "none", "inherit"):
            look = replace(look, ground=_color(ground.lower()))
        if visibility := said.get("visibility"):
            look = replace(look, invisible=visibility in ("hidden", "collapse"))
        if said.get("opacity") in ("0", "0.0", "0%"):
            look = replace(look, invisible=True)
        if size := said.get("font-size"):
            look = replace(look, tiny=_is_tiny(size))
        above = said.get("vertical-align", "").startswith(("super", "sub"))
        return replace(
            look,
            raised=look.raised or tag in _RAISED or above,
            struck=look.struck or tag in _STRUCK or "line-through" in said.get("text-decoration", ""),
        )


@lru_cache(maxsize=2048)
def _declared(style: str) -> dict[str, str]:
    """Return the declarations of a style that say what is to be seen, by property."""
    found = (part.partition(":") for part in style.replace("!important", "").split(";"))
    return {
        name.strip().lower(): value.strip().lower()
        for name, _, value in found
        if name.strip().lower() in _KNOWN or name.strip().lower().startswith("border")
    }


_KNOWN = frozenset(
    [
        *("display", "visibility", "mso-hide", "color", "background", "background-color", "font-size"),
        *("opacity", "vertical-align", "text-decoration", "position", "left", "top", "text-indent", "width"),
        *("height", "overflow"),
    ]
)


def _is_out_of_sight(said: Declarations) -> bool:
    """Tell whether an element is moved off the page or given no room."""
    moved = said.get("position") in ("absolute", "fixed")
    names = ("left", "top") if moved else ()
    if any(_length(said.get(name, "")) <= _OUT_OF_SIGHT for name in (*names, "text-indent")):
        return True
    none = [name for name in ("width", "height") if name in said and _length(said[name], 1) == 0]
    return bool(none) and said.get("overflow") == "hidden"


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
def _color(text: str) -> str | None:
    """Return a colour as six hexadecimal digits, ``None`` where it is not known (a picture, a name)."""
    if found := re.search(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", text):
        digits = found[1]
        return digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    if found := _RGB.search(text):
        clear = found[4] in ("0", "0.0", "0%")
        return "ffffff" if clear else "".join(f"{min(int(part), 255):02x}" for part in found.groups()[:3])
    return next((_NAMED[word] for word in text.split() if word in _NAMED), None)
