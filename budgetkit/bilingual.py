"""Words in both languages as HTML: each marked with its language, so that a page can show one of them."""

from __future__ import annotations

import re
from typing import Final

_PAIR: Final = re.compile(r"(\d+ )?([^<>]*?[\u4e00-\u9fff][^<>]*?) · ([A-Za-z“][^<>]*)")
_BREAK: Final = "<br class='both'>"


def both(zh: str, en: str, between: str = " ") -> str:
    """Return HTML of two wordings of one thing: Chinese, then English; one alone where they are the same.

    >>> both("占比", "share")
    "<span class='zh'>占比</span><span class='both'> </span><span class='en'>share</span>"
    """
    if zh == en or not (zh and en):
        return zh or en
    gap = between if between == _BREAK else f"<span class='both'>{between}</span>"
    return f"<span class='zh'>{zh}</span>{gap}<span class='en'>{en}</span>"


def on_two_lines(zh: str, en: str) -> str:
    """Return HTML of two wordings, the English on a line of its own."""
    return both(zh, en, _BREAK)


def parted(html: str) -> str:
    """Return a heading «中文 · English» with its halves marked, a number before them left to both.

    >>> parted("1 总览 · Overview")
    "1 <span class='zh'>总览</span><span class='both'> · </span><span class='en'>Overview</span>"
    >>> parted("p. 3 · budgetkit")
    'p. 3 · budgetkit'
    """
    found = _PAIR.fullmatch(html)
    return (found[1] or "") + both(found[2], found[3], " · ") if found else html
