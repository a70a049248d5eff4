"""Titles of tables as printed, and which table of a form each one is.

A title may carry an organ, a year, a number, a unit and a typo («固有资本», «预算预算支出表», a lost first
character); it never carries another kind of money, so «政府性基金预算“三公”经费支出预算表» is no 三公 table of
the general public budget.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from budgetkit.forms.form import TableForm
from budgetkit.model.notes import fold, split_notes

_QUOTES = re.compile(r"[\"'“”„‟〝〞‘’《》<>「」]")
_LEADERS = re.compile(r"\.{4,}|·{4,}|。{4,}|_{4,}")
_TAIL = re.compile(r"(?:\([^()]*\)|续表?|20\d{2}年度?)+$")
_UNIT = re.compile(r"(?:金额)?单位[:：].*$|编制(?:部门|单位)[:：].*$|公开\d+表.*$|财决\S*表.*$")
_TWICE = re.compile(r"([一-鿿]{2})\1")
_NOISE = re.compile(
    r"20\d{2}年?度?|[二两]〇[〇一二三四五六七八九]{2}年度?|表[\d一二三四五六七八九十]+(?:-\d+)*|附[件表]\d*"
    r"|[一二三四五六七八九十]+、|^\d+(?:[-.]\d+)*|[、.:：,，()\-—_\d]|公开表?|报表|附"
    r"|(?:部门|单位)(?:预算|决算)|预算(?:单位|部门)|部门|单位|本级|本部|[区市州县省]级|学校|本年度?|年度"
)
_ORGAN = re.compile(
    r"(?:[局委办处院所站馆队会团校室厅部社镇乡村区市县州旗盟]|政府|街道|中心|大学|学院|中学|小学|幼儿园|公司|集团|机关|协会|联合会)$"
)
_SIDES: Final = "预决收支入出"
_SHORTEST_WITH_TYPO: Final = 8
_LONGEST: Final = 70
LONGEST_LINE: Final = 200
"""A longer line is prose, and is not looked through for what a title may end with."""


def title_key(text: str) -> str:
    """Return a title for comparison: widths, spaces, quotes, trailing brackets and unit gone; ``""`` for a TOC line.

    >>> title_key("表 3   部门收入总表（公开表1-1）"), title_key("1. 2025年部门收入预算总表 …………… 3")
    ('表3部门收入总表', '')
    """
    flat = "".join(fold(split_notes(text)[0]).split())
    if _LEADERS.search(flat):
        return ""
    return _TWICE.sub(r"\1", _QUOTES.sub("", _TAIL.sub("", _UNIT.sub("", flat))))


def match_title(text: str, tables: Sequence[TableForm]) -> TableForm | None:
    """Return the table of a form that a line of text is the title of, ``None`` when it is none.

    The longest title that the line ends with decides, and what stands before it must be an organ, a year, a
    number. Where none fits, a title of eight characters or more may differ by one character.

    >>> from budgetkit.forms.form import form
    >>> tables = form("xinjiang-budget").tables
    >>> [t.id if (t := match_title(s, tables)) else None for s in (
    ...     "表2", "某局2024年部门收入总体情况表", "固有资本经营预算支出情况表", "政府采购预算表")]
    [None, 'revenue', 'state_capital', None]
    """
    key = title_key(text) if len(text) <= LONGEST_LINE else ""
    if "表" not in key or len(key) > _LONGEST or "。" in key or "；" in key:
        return None
    exact = [(len(t), table) for table in tables for t in _keys(table.titles) if _ends(key, t)]
    if exact:
        return max(exact, key=lambda found: found[0])[1]
    near = [
        (len(t), table)
        for table in tables
        for t in _keys(table.titles)
        if len(t) >= _SHORTEST_WITH_TYPO and _nearly_ends(key, t)
    ]
    return max(near, key=lambda found: found[0])[1] if near else None


@cache
def _keys(titles: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(title_key(t) for t in titles))


def _ends(key: str, title: str) -> bool:
    return key.endswith(title) and is_organ(key[: len(key) - len(title)])


def is_organ(prefix: str) -> bool:
    """Tell whether the words before a title only say whose and when it is.

    >>> is_organ("上海市普陀区财政局2024年度部门"), is_organ("表四:"), is_organ("政府性基金预算")
    (True, True, False)
    """
    rest = _NOISE.sub("", prefix)
    return not rest or _ORGAN.search(rest) is not None


def names_organ(text: str) -> bool:
    """Tell whether words end like the name of an organ, a school, a unit.

    >>> names_organ("对口援疆工作领导小组办公室"), names_organ("援疆工作经费")
    (True, False)
    """
    return _ORGAN.search(re.sub(r"[(（][^()（）]*[)）]$", "", text)) is not None


def _nearly_ends(key: str, title: str) -> bool:
    for length in (len(title), len(title) - 1, len(title) + 1):
        if 0 < length <= len(key):
            tail = key[len(key) - length :]
            if _one_edit(tail, title) and is_organ(key[: len(key) - length]):
                return True
    return False


def _one_edit(text: str, title: str) -> bool:
    """Tell whether one character was lost, added or mistaken, and none that turns one table into another."""
    if any(text.count(c) != title.count(c) for c in _SIDES):
        return False
    short, long = sorted((text, title), key=len)
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    if len(short) == len(long):
        return short[start + 1 :] == long[start + 1 :]
    return short[start:] == long[start + 1 :]
