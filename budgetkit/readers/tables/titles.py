"""Which table of a form a printed line is the title of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from budgetkit.forms.form import TableForm
from budgetkit.forms.surroundings import pattern, surroundings
from budgetkit.forms.titles import contradicts, plain_title, titled
from budgetkit.model.notes import fold, split_notes

_LONGEST: Final = 70
LONGEST_LINE: Final = 200
"""A longer line is prose, and is not looked through for what a title may end with."""


@lru_cache(maxsize=4096)
def title_key(text: str) -> str:
    """Return a title for comparison: widths, spaces, quotes, trailing brackets and unit gone; ``""`` for a TOC line.

    >>> title_key("表 3   部门收入总表（公开表1-1）"), title_key("1. 2025年部门收入预算总表 …………… 3")
    ('表3部门收入总表', '')
    """
    flat = "".join(fold(split_notes(text)[0]).split())
    if pattern("title", "leader").search(flat):
        return ""
    return plain_title(pattern("title", "tail").sub("", pattern("title", "behind").sub("", flat)))


def is_titled(text: str) -> bool:
    """Tell whether a line ends like the title of a table, what stands behind that aside.

    >>> is_titled("公开01表 收支总表 单位：万元"), is_titled("收支情况")
    (True, False)
    """
    return title_key(text).endswith(surroundings().title.ends)


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
    if surroundings().title.ends not in key or len(key) > _LONGEST or "。" in key or "；" in key:
        return None
    titles, found_before = _titles_of(tables)
    if key not in found_before:
        found_before[key] = titled(key, titles)
    found = found_before[key]
    return None if found and contradicts(_brackets(text), found.classification) else found


def _brackets(title: str) -> str:
    """Return what stands in brackets behind a title."""
    return "".join(re.findall(r"\([^()]*\)(?=$|\(|\s)", fold(title)))


_Titles = tuple[tuple[tuple[str, TableForm], ...], dict[str, TableForm | None]]


def _titles_of(tables: Sequence[TableForm]) -> _Titles:
    """Return the titles of some tables, made comparable, and which table some texts were seen to name.

    Those of one form are asked for hundreds of texts, most of them several times.
    """
    known = _known.get(id(tables))
    if known is None or known[0] is not tables or len(known[1][1]) > _MOST_TEXTS:
        if len(_known) >= _MOST:
            _known.clear()
        pairs = ((title, table) for table in tables for title in dict.fromkeys(map(title_key, table.titles)))
        known = _known[id(tables)] = (tables, (tuple(pairs), {}))
    return known[1]


_MOST_TEXTS: Final = 4_096
_MOST: Final = 32
_known: Final[dict[int, tuple[Sequence[TableForm], _Titles]]] = {}
