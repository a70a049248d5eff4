"""Which table a printed title names.

A title may carry an organ, a year, a number, a unit and a typo («固有资本», «预算预算支出表», a lost first character); it
never carries another kind of money: «政府性基金预算“三公”经费支出预算表» is no table of the general public budget.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final, TypeVar

from budgetkit.forms.units import without_unit
from budgetkit.forms.vocabulary import variant, vocabulary
from budgetkit.model.notes import fold, split_notes

T = TypeVar("T")
_QUOTES = re.compile(r"[\"'“”„‟〝〞‘’《》<>「」]")
_TWICE = re.compile(r"([一-鿿]{2})\1")
_TAIL = re.compile(r"(?:\(([^()]*)\)|续表?|20\d{2}年度?)$")
_SHORTEST_WITH_TYPO: Final = 8
_SIDES: Final = "预决收支入出"
"""One character of these mistaken for another makes another table of it."""


@lru_cache(maxsize=4096)
def table_of(title: str) -> str:
    """Return the id of the table that a printed title names, ``""`` where it names none.

    What stands before it must be an organ, a year, a number. A bracket behind it that speaks of another
    classification than the table's makes another table of it. A title of eight characters or more may differ by one.

    >>> table_of("2018年度某法院财政拨款支出预算表（功能科目）"), table_of("公开08表 一般公共预算基本支出预算表")
    ('appropriations_expenditure', 'basic')
    >>> table_of("财政拨款支出预算表(部门经济分类科目)"), table_of("政府性基金预算“三公”经费支出预算表")
    ('appropriations_expenditure_economic', '')
    """
    key, brackets = _QUOTES.sub("", "".join(fold(split_notes(without_unit(title))[0]).split())), ""
    while (tail := _TAIL.search(key)) is not None:
        brackets += tail[1] or ""
        key = key[: tail.start()]
    key = _TWICE.sub(r"\1", key)
    shorter = re.sub(vocabulary().before.within, "", key)
    found = titled(key, _titles()) or (titled(shorter, _titles()) if shorter != key else None) or ""
    if not found or not contradicts(brackets, vocabulary().table[found].classification):
        return found
    return next((other for kind in spoken_of(brackets) if (other := variant(found, kind))), "")


def spoken_of(brackets: str) -> frozenset[str]:
    """Return the classifications that what stands in brackets behind a title speaks of.

    >>> sorted(spoken_of("(按支出经济分类科目)"))
    ['economic']
    """
    said = {"经济": "economic", "功能": "functional"}
    return frozenset(kind for word, kind in said.items() if word in brackets)


def contradicts(brackets: str, classification: str) -> bool:
    """Tell whether what stands in brackets behind a title speaks of another classification than the table's.

    >>> contradicts("(按支出经济分类科目)", "functional"), contradicts("(按功能分类)", "functional")
    (True, False)
    """
    spoken = spoken_of(brackets)
    return bool(classification and spoken) and classification not in spoken


@cache
def _titles() -> tuple[tuple[str, str], ...]:
    words = [(table, names) for table, names in vocabulary().table.items() if not names.like]
    return tuple((plain_title(t), table) for table, names in words for t in names.titles)


@cache
def title_ends() -> tuple[str, ...]:
    """Return what titles of tables end with: the word for a table, or the whole of a known title that lacks it."""
    return ("表", *(title for title, _ in _titles() if not title.endswith("表")))


def plain_title(flat: str) -> str:
    """Return a title without quotation marks and without a word that stands twice in a row."""
    return _TWICE.sub(r"\1", _QUOTES.sub("", flat))


def titled(key: str, titles: Iterable[tuple[str, T]]) -> T | None:
    """Return what the longest title names that a text ends with; where none does, a title that it nearly ends with.

    >>> titled("某局固有资本经营预算支出表", [("支出表", 1), ("国有资本经营预算支出表", 2)])
    2
    """
    known = tuple(titles)
    found = [(len(t), x) for t, x in known if key.endswith(t) and is_organ(key[: len(key) - len(t)])]
    if not found:
        long = [(t, x) for t, x in known if len(t) >= _SHORTEST_WITH_TYPO]
        ends = ((t, x, n) for t, x in long for n in (len(t), len(t) - 1, len(t) + 1) if _may_end(key, n, t))
        found = [(len(t), x) for t, x, n in ends if one_edit(key[-n:], t) and is_organ(key[:-n])]
    return max(found, key=lambda f: f[0])[1] if found else None


def _may_end(key: str, length: int, title: str) -> bool:
    """Tell whether the end of a text can be a title but for one character: one half of it is there to the letter."""
    half, start = (len(title) - 1) // 2, len(key) - length
    return start >= 0 and (key.endswith(title[-half:]) or key.startswith(title[:half], start))


def is_organ(words: str) -> bool:
    """Tell whether the words before a title only say whose and when it is.

    >>> is_organ("上海市普陀区财政局2024年度部门"), is_organ("表四:"), is_organ("政府性基金预算")
    (True, True, False)
    """
    noise, organ = _before()
    rest = noise.sub("", words)
    return not rest or organ.search(rest) is not None


def names_organ(text: str) -> bool:
    """Tell whether words end like the name of an organ, a school, a unit.

    >>> names_organ("对口援疆工作领导小组办公室"), names_organ("援疆工作经费")
    (True, False)
    """
    return _before()[1].search(re.sub(r"[(（][^()（）]*[)）]$", "", text)) is not None


@cache
def _before() -> tuple[re.Pattern[str], re.Pattern[str]]:
    before = vocabulary().before
    return re.compile(before.noise), re.compile(before.organ)


def one_edit(text: str, title: str) -> bool:
    """Tell whether one character was lost, added or mistaken, and none that makes another table of it.

    >>> one_edit("固有资本经营预算支出表", "国有资本经营预算支出表"), one_edit("部门收入预算总表", "部门支入预算总表")
    (True, False)
    """
    if any(text.count(c) != title.count(c) for c in _SIDES):
        return False
    short, long = sorted((text, title), key=len)
    start = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    skip = 1 if len(short) == len(long) else 0
    return len(long) - len(short) < 2 and short[start + skip :] == long[start + 1 :]
