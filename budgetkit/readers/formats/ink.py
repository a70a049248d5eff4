"""What is seen of a text: not what has nearly the colour of its paper, nor what is too small; marks of notes as such."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from PIL import ImageColor

from budgetkit.model.notes import raised
from budgetkit.readers.formats.characters import tidy_lines

Colour = tuple[float, float, float]
"""Red, green and blue, each from 0 to 255."""

WHITE: Final[Colour] = (255.0, 255.0, 255.0)
BLACK: Final[Colour] = (0.0, 0.0, 0.0)
CONTRAST: Final = 24
"""Of 255: colours that differ by less in red, green and blue cannot be told apart on paper."""
TINY: Final = 1.0
"""Points: text of this size and less is not to be seen."""
_HEXADECIMAL = re.compile(r"#?(?:[0-9a-f]{2})?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})\Z", re.IGNORECASE)


@lru_cache(maxsize=512)
def colour(text: str | None) -> Colour | None:
    """Return a colour as files write it: six hexadecimal digits, eight with how opaque it is first, a name; else ``None``.

    >>> colour("#FFFFFF"), colour("FF000000"), colour("white"), colour("auto")
    ((255.0, 255.0, 255.0), (0.0, 0.0, 0.0), (255.0, 255.0, 255.0), None)
    """
    if found := _HEXADECIMAL.match(text or ""):
        return float(int(found[1], 16)), float(int(found[2], 16)), float(int(found[3], 16))
    try:
        red, green, blue = ImageColor.getrgb((text or "").strip())[:3]
    except ValueError:
        return None
    return float(red), float(green), float(blue)


def is_lost(ink: Colour | None, paper: Colour | None) -> bool:
    """Tell whether ink cannot be told from paper; where either is not known it can.

    >>> is_lost(WHITE, WHITE), is_lost((250.0, 250.0, 250.0), WHITE), is_lost(BLACK, WHITE), is_lost(None, WHITE)
    (True, True, False, False)
    """
    if ink is None or paper is None:
        return False
    return all(abs(a - b) < CONTRAST for a, b in zip(ink, paper, strict=True))


class Face(NamedTuple):
    """How a text looks: its colour, what it stands on, its size in points, raised or struck."""

    ink: Colour | None = None
    paper: Colour | None = WHITE
    size: float = 10.0
    raised: bool = False
    struck: bool = False

    @property
    def is_seen(self) -> bool:
        """Whether text that looks like this is to be seen."""
        return self.size > TINY and not is_lost(self.ink, self.paper)

    def run(self, text: str) -> str:
        """Return a run of a text as it is seen: raised as marks of notes, struck set apart from what follows."""
        if not self.is_seen:
            return ""
        if self.raised and text.strip():
            return raised(text)
        return f" {text} " if self.struck else text


def displayed_cell(text: str, face: Face, holds: bool = False) -> tuple[str, bool]:
    """Return what a cell displays, and whether it conceals something; ``holds`` says that its format may hide a value.

    A zero that is not to be seen is nothing.

    >>> displayed_cell("637.50", Face(WHITE)), displayed_cell(" 637.50 ", Face()), displayed_cell("", Face(), True)
    (('', True), ('637.50', False), ('', True))
    """
    text = "\n".join(tidy_lines(raised(text) if face.raised and text.strip() else text))
    if text and not face.is_seen:
        return "", any(c.isalnum() and c != "0" for c in text)
    return text, holds and not text
