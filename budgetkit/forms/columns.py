"""What a column holds and in which unit, told by the heads over it (``reference/national/columns.toml``)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from budgetkit.forms.data import bundled, compiled
from budgetkit.model.notes import fold

SOURCE: Final = "reference/national/columns.toml"


@dataclass(frozen=True, slots=True)
class Figures:
    """Patterns of what a head says of its figures: a unit in brackets, a rate, either an amount or a rate, a count; heads
    that say nothing else."""

    unit: str
    rate: str
    either: str
    count: str
    only: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowWords:
    """What stands in a row of line numbers, and where there is nothing, as patterns; what the row is called, and what
    may stand beside that; words of totals; heads of columns of line numbers."""

    ordinal: str
    blank: str
    ordinals: tuple[str, ...]
    beside: tuple[str, ...]
    total: tuple[str, ...]
    subtotal: tuple[str, ...]
    numbering: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlattenedWords:
    """Words of heads in text without geometry, a pattern of what stands above them, the head over names of projects."""

    heads: tuple[str, ...]
    above: str
    project: str


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """Everything in columns.toml; roles and sides by pattern, the first that fits decides."""

    role: Mapping[str, str]
    figures: Figures
    side: Mapping[str, str]
    row: RowWords
    flattened: FlattenedWords


@cache
def column_words() -> ColumnWords:
    """Return the words that tell what columns hold.

    >>> column_words().row.total
    ('合计', '总计', '小计', '共计')
    """
    return compiled("columns", lambda: bundled(SOURCE, ColumnWords))


@lru_cache(maxsize=4096)
def role_of(head: str) -> str:
    """Return what a column with this last head holds, ``""`` where its words do not say; see ``[role]`` of the data.

    >>> [role_of(h) for h in ("科目编码", "单位代码", "单位名称科目", "项目名称", "备注", "基本支出")]
    ['code', 'body', 'name', 'project', 'skip', '']
    """
    return next((role for role, pattern in _patterns("role") if pattern.fullmatch(head)), "")


def side_of(words: str) -> str:
    """Return the side of a table that the words over a block prove, ``""`` where they prove none.

    >>> side_of("支出支出用途"), side_of("支出项目按政府预算经济分类"), side_of("收入"), side_of("收入支出")
    ('use', 'government_economic', 'revenue', '')
    """
    found = [side for side, pattern in _patterns("side") if pattern.search(words)]
    return "" if found[:2] == ["revenue", "expenditure"] else next(iter(found), "")


@cache
def unit_of_head(head: str) -> str | None:
    """Return the unit that a head or label gives its figures: that in its brackets, ``%`` for rates, ``""`` for counts.

    >>> [unit_of_head(h) for h in ("基本支出（元）", "增减%", "人数", "预算数")]
    ['元', '%', '', None]
    """
    flat, figures = fold(head), column_words().figures
    if bracket := re.search(figures.unit, flat):
        return bracket[1]
    return "%" if re.search(figures.rate, flat) else "" if re.search(figures.count, flat) else None


@cache
def may_head_rates(head: str) -> bool:
    """Tell whether a head does not say if amounts or rates stand below it.

    >>> [may_head_rates(h) for h in ("比上年增长", "同比", "增减额", "比上年增减（万元）", "")]
    [True, True, False, False, False]
    """
    return bool(head) and re.search(column_words().figures.either, fold(head)) is not None


def unit_of_heads(words: Sequence[str]) -> str | None:
    """Return the unit that the lowest of the heads over a column gives its figures, ``None`` where none does."""
    return next((unit for word in reversed(words) if (unit := unit_of_head(word)) is not None), None)


@cache
def says_amount_only(head: str) -> bool:
    """Tell whether a head says only that amounts stand below it.

    >>> says_amount_only("预算数"), says_amount_only("基本支出")
    (True, False)
    """
    return head in column_words().figures.only


def is_total(label: str) -> bool:
    """Tell whether a label, made comparable, says that its row adds up and nothing else.

    >>> is_total("合计"), is_total("本年支出合计")
    (True, False)
    """
    return label in column_words().row.total


def adds_up(label: str) -> bool:
    """Tell whether a label, made comparable, ends in a word for a total.

    >>> adds_up("本年支出合计"), adds_up("基本支出")
    (True, False)
    """
    return label.endswith(column_words().row.total)


def is_numbering(head: str) -> bool:
    """Tell whether a head stands over line numbers.

    >>> is_numbering("行次")
    True
    """
    return head in column_words().row.numbering


@cache
def ordinal_pattern() -> re.Pattern[str]:
    """Return the pattern of one cell of a row that numbers the columns."""
    return re.compile(column_words().row.ordinal)


@cache
def blank_pattern() -> re.Pattern[str]:
    """Return the pattern of a cell in which nothing is said."""
    return re.compile(column_words().row.blank)


@cache
def _patterns(part: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = column_words()
    return tuple((k, re.compile(p)) for k, p in (words.role if part == "role" else words.side).items())
