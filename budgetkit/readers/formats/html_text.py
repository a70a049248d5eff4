"""The text of HTML elements as a browser shows it: blocks and breaks, fields of forms, marks of notes, pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lxml.html import HtmlElement

from budgetkit.model.notes import raised
from budgetkit.readers.formats.characters import tidy_lines
from budgetkit.readers.formats.html_styles import SILENT, Look, Styles
from budgetkit.readers.formats.html_tables import is_table_of_data

BLOCKS = frozenset(
    [
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
        *("hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table"),
        *("tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    ]
)
PICTURE = "□"
WIDE = 200
"""Pixels that a picture of a table measures at least."""


def cell_text(cell: HtmlElement, styles: Styles, look: Look) -> str:
    """Return the printed lines of a cell, parted by ``\\n``; a picture alone shows as a box."""
    text = "\n".join(lines_of(inner_text(cell, styles, replace(look, raised=False))))
    return text or (PICTURE if any(map(is_picture, cell.iter("img", "svg", "canvas"))) else "")


def lines_of(texts: Iterable[str]) -> list[str]:
    """Return pieces of text that follow one another as lines, empty ones left out."""
    # A browser shows a soft hyphen only where it breaks a word.
    return tidy_lines("".join(texts).replace("\u00ad", ""))


def inner_text(element: HtmlElement, styles: Styles, look: Look) -> Iterator[str]:
    """Yield the text inside an element in pieces, ``\\n`` where a block or a line begins or ends."""
    edge = "\n" if element.tag in BLOCKS or element.tag == "br" else ""
    yield edge
    yield flat(element, element.text, look) or form_text(element, look)
    for child in element:
        inside = None if is_table_of_data(child) else styles.look(child, look)
        if inside is not None:
            text = "".join(inner_text(child, styles, inside))
            new = (inside.raised, inside.struck) != (look.raised, look.struck)
            yield marked(text, inside) if new else text
        yield flat(element, child.tail, look)
    yield edge


def marked(text: str, look: Look) -> str:
    """Return raised text as marks of notes, struck text set apart from what stands beside it."""
    if look.raised and text.strip():
        return raised(text)
    return f" {text} " if look.struck else text


def form_text(element: HtmlElement, look: Look) -> str:
    """Return what a field of a form shows: its value, or the option that is chosen."""
    if not look.is_seen:
        return ""
    if element.tag == "input" and element.get("type", "text").lower() in ("text", "number", "tel"):
        return element.get("value") or ""
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = next((o for o in options if o.get("selected") is not None), options[0] if options else None)
        return "" if chosen is None else chosen.text_content()
    return ""


def is_picture(element: HtmlElement) -> bool:
    """Tell whether an element shows a picture that may say something, not a blank one that keeps a distance."""
    return min(sizes_of(element), default=WIDE) > 2


def sizes_of(element: HtmlElement) -> list[int]:
    """Return the width and height in pixels that a picture states."""
    sizes = [(element.get(side) or "").removesuffix("px") for side in ("width", "height")]
    return [int(size) for size in sizes if size.isdecimal() and len(size) < 6]


def flat(element: HtmlElement, text: str | None, look: Look) -> str:
    """Return text with its source's line ends as spaces, as a browser shows it, save inside ``<pre>``."""
    if not text or not look.is_seen:
        return ""
    if element.tag == "pre" or not ("\n" in text or "\r" in text):
        return text
    return " ".join(text.splitlines())


def digits(text: str) -> int:
    """Count the digits of a text."""
    return sum(map(str.isdigit, text))


def digits_of(cell: HtmlElement) -> int:
    """Count the digits in a cell, be they seen or not, without those of tables of data in it."""
    inside = (child for child in cell if child.tag not in SILENT and not is_table_of_data(child))
    return digits(cell.text or "") + sum(digits_of(child) + digits(child.tail or "") for child in inside)
