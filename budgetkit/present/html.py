"""A published table as HTML rows: merged heads, names set in by level, totals in bold, a gutter between halves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from budgetkit.model.disclosure import Disclosure, Row
from budgetkit.present.layout import Head, Side, merged, sides

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


HEAD: Final = "text-align:left;border-bottom:2px solid #55606e;padding:0.25em 0.6em;vertical-align:bottom"
CELL: Final = "text-align:left;border-bottom:1px solid #d8dde3;padding:0.2em 0.6em;vertical-align:top"
FIGURE: Final = "text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums"
_OVER: Final = HEAD.replace("left", "center", 1).replace("2px solid #55606e", "1px solid #a7afb9")
_GUTTER: Final = "border:0;padding:0;min-width:1.6em;width:1.6em"
_INDENT: Final = 1.1
"""How far one level sets a name in, in em."""


@dataclass(frozen=True, slots=True)
class Markup:
    """The rows of heads and the rows of a published table, as HTML."""

    heads: str
    rows: str


def markup(disclosure: Disclosure, table: str, language: str = "both") -> Markup:
    """Return a table as it is printed; with ``both`` every word is marked with its language.

    Raises:
        KeyError: the disclosure has no such table.
    """
    found = sides(disclosure, table)
    levels = [merged(side.heads()) for side in found]
    deepest = max(map(len, levels))
    gutter = f"<td class='gutter' style='{_GUTTER}'></td>"
    heads = (
        gutter.join("".join(_heads(side[n], language)) if n < len(side) else "" for side in levels)
        for n in range(deepest)
    )
    lines = zip(*(side.rows for side in found), strict=True)
    rows = (gutter.join(_line(s, r, language) for s, r in zip(found, line, strict=True)) for line in lines)
    return Markup(_in_rows(heads), _in_rows(rows))


def _in_rows(rows: Iterator[str]) -> str:
    return "".join(f"<tr>{row}</tr>" for row in rows)


def _heads(heads: Sequence[Head], language: str) -> Iterator[str]:
    """Yield the heads of one level."""
    for head in heads:
        words = _said(head.label.zh, head.label.en, language)
        if head.across > 1:
            yield f"<th colspan='{head.across}' scope='colgroup' style='{_OVER}'>{words}</th>"
        else:
            down = f" rowspan='{head.down}'" if head.down > 1 else ""
            yield f"<th{down} style='{HEAD}'>{words}</th>"


def _line(side: Side, row: Row | None, language: str) -> str:
    both_ways = zip(side.line(row, "zh"), side.line(row, "en"), strict=True)
    names = len(side.row_heads)
    cells = []
    for number, (zh, en) in enumerate(both_ways):
        style = CELL if number < names else f"{CELL};{FIGURE}"
        if row is not None and number < names:
            style += _of_name(side, row, side.row_heads[number])
        if row is not None and row.item == "total":
            style += ";font-weight:bold"
        cells.append(f"<td style='{style}'>{_said(zh, en, language)}</td>")
    return "".join(cells)


def _of_name(side: Side, row: Row, head: str) -> str:
    """Return the style of a row's name: room for words, set in by its level."""
    level = side.level(row) if head == "name" else 0
    room = "" if head == "code" else ";min-width:9em"
    return room + (f";padding-left:{0.6 + level * _INDENT:.1f}em" if level else "")


def _said(zh: str, en: str, language: str) -> str:
    if language == "zh":
        return escape(zh)
    return escape(en) if language == "en" else both(escape(zh), escape(en))
