"""Markdown for places that render it, as GitHub: text from documents is shown and never obeyed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

BREAK: Final = "<br>"
"""A new line inside a cell."""
HARD: Final = "\u00a0"
"""A space at which no line is broken."""

_SILENT: Final = "\u200b"
"""A space of no width: what it parts is no longer taken for a link, and looks the same."""

_STRUCTURE: Final = re.compile(r"[&<>|\\`*_\[\]~$#]|^[-+=]|^\d+(?=[.)](?:\s|$))")
_LINKED: Final = re.compile(
    r"@|#(?=\w)|:(?=//)|\bwww(?=\.)|\bGH(?=-\d)"
    # A word between colons is a small picture; seven hexadecimal digits name a commit, but seven decimal ones an amount.
    r"|:(?=[\w+-]+:)|(?<![0-9a-z])(?=[0-9]*[a-f]|[0-9]{40})[0-9a-f](?=[0-9a-f]{6,39}(?![0-9a-z]))",
    re.IGNORECASE,
)


def plain(text: str, most: int = 160) -> str:
    """Return text of a document so that it shows as it is: no markup, link or mention, one line, ``most`` letters.

    >>> plain("a|b <script>")
    'a&#124;b &#60;script&#62;'
    >>> plain("第一行\\n第二行 很长", most=6)
    '第一行 第…'
    """
    words = " ".join("".join(map(_seen, text)).split())
    cut = words if len(words) <= most else words[: most - 1] + "…"
    parted = _LINKED.sub(lambda found: found[0] + _SILENT, cut)
    return _STRUCTURE.sub(lambda found: "".join(f"&#{ord(c)};" for c in found[0]), parted)


def _seen(letter: str) -> str:
    """Return a letter; a space for a control character, nothing for what only steers others or is none."""
    kind = unicodedata.category(letter)
    return " " if kind in ("Cc", "Zl", "Zp") else "" if kind in ("Cf", "Cs") else letter


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Return a table; cells are Markdown already, the columns ``right`` (from 0) are set to the right.

    >>> print(table(["甲", "乙"], [["1", "2"]], right=[1]))
    | 甲 | 乙 |
    | --- | ---: |
    | 1 | 2 |
    """
    rule = ["---:" if n in right else "---" for n in range(len(head))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))


def folded(summary: str, body: str) -> str:
    """Return a body that shows only when its summary is clicked."""
    return f"<details><summary>{summary}</summary>\n\n{body}\n\n</details>"


def fitting(parts: Sequence[str], room: int) -> Sequence[str]:
    """Return as many parts from the first on as have room together, each with the blank line after it.

    >>> fitting(["four", "two", "seven"], 12)
    ['four', 'two']
    """
    used = 0
    for number, part in enumerate(parts):
        used += len(part) + 2
        if used > room:
            return parts[:number]
    return parts
