"""Text as every reader hands it on: spaces of all kinds made one, radicals made characters, no hidden signs."""

from __future__ import annotations

from budgetkit.readers.radicals import RADICALS

HIDDEN = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
"""Signs that a text layer holds and nobody sees: soft hyphens, zero-width spaces and joiners, marks."""

_FOLDED = dict.fromkeys(map(ord, HIDDEN)) | RADICALS


def tidy(text: str) -> str:
    """Return one line as it is handed on: runs of spaces of any kind become one, at the ends none.

    >>> tidy("　一、财政　 拨款\\u200b ")
    '一、财政 拨款'
    """
    # Figures, most of what a table holds, have nothing to fold.
    return " ".join((text if text.isascii() else text.translate(_FOLDED)).split())


def tidy_lines(text: str) -> list[str]:
    """Return the lines of a text, each tidied, empty ones left out.

    >>> tidy_lines("机关事业单位\\n\\n 养老保险")
    ['机关事业单位', '养老保险']
    """
    return [line for line in map(tidy, text.splitlines()) if line]
