"""The words of tables as data (``reference/national/vocabulary.toml``): how titles, heads and labels are printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final, Literal

from budgetkit.forms.data import DataError, bundled, compiled, nearest
from budgetkit.forms.label import Label
from budgetkit.model.codes import Classification

Layout = Literal["halves", "codes", "lines", "strip", "printed"]
"""Two tables side by side; rows by code; rows by label; one row of values under merged heads; as it is printed, for a
table that no form knows."""
SOURCE: Final = "reference/national/vocabulary.toml"
Axis = Literal["heads", "labels"]
"""Words of columns, words of rows."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a head or a label means: its name in both languages and the words, or paths of words, it is printed with.

    ``heads`` are words of columns only, ``labels`` of rows only; ``under`` is an id that must stand above it,
    ``within`` those that may; ``unit`` that of its figures where it is not the table's.
    Below one that is ``closed`` stand parts of it alone.
    """

    zh: str
    en: str
    names: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    under: str = ""
    within: tuple[str, ...] = ()
    unit: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """What is printed above several columns, from the top, joined by ``/``, and their ids."""

    zh: str
    en: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableNames:
    """A table: titles, classification of its codes, columns and rows by half (``all`` where it has none).

    ``short`` is its name where there is little room; ``heads`` and ``labels`` are further words that mean a column or
    a row in this table only. A column of ``instead`` is the one that it stands for where nothing else is. ``like`` is
    the table whose titles, columns and words it has with codes of another classification.
    """

    name: Label
    titles: tuple[str, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: {"all": ("total",)})
    classification: Classification = ""
    layout: Layout = "codes"
    groups: tuple[Group, ...] = ()
    short: Label | None = None
    heads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)
    like: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """A year or comparison that figures are of, and the pattern of the words that say so."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Before:
    """What may stand before a title: patterns of numbers and years, and of the end of an organ's name.

    ``within`` is a pattern of what the end of a title may have more than the title that is known.
    """

    within: str
    noise: str
    organ: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything in vocabulary.toml."""

    generic: tuple[str, ...]
    neutral: tuple[str, ...]
    prefer: Mapping[str, tuple[str, ...]]
    sources: tuple[str, ...]
    period: tuple[Period, ...]
    before: Before
    names: Mapping[str, Name]
    table: Mapping[str, TableNames]


@cache
def vocabulary() -> Vocabulary:
    """Return the national vocabulary.

    Raises:
        DataError: a table names an id that is not under [names], or there is no such key; the message says where.

    >>> vocabulary().names["special_account"].en, vocabulary().table["basic"].classification
    ('Special fiscal account', 'economic')
    """
    return compiled("vocabulary", _read)


def _read() -> Vocabulary:
    found = bundled(SOURCE, Vocabulary)
    known = {table: _as(names, found.table) if names.like else names for table, names in found.table.items()}
    found = replace(found, table=known)
    for table, names in found.table.items():
        halves = (*names.columns.values(), *names.rows.values(), tuple(names.heads), tuple(names.labels))
        for name in (
            *found.sources,
            *(name for half in halves for name in half),
            *(n for w in found.prefer.values() for n in w),
        ):
            if name not in found.names:
                raise DataError(f"{SOURCE}: table {table}: no name {name!r}; {nearest(name, found.names)}")
    return found


def _as(names: TableNames, known: Mapping[str, TableNames]) -> TableNames:
    """Return a table with what it has from the one that it is like."""
    if names.like not in known:
        raise DataError(f"{SOURCE}: like = {names.like!r}: no such table; {nearest(names.like, known)}")
    model = known[names.like]
    return replace(
        model,
        name=names.name,
        classification=names.classification,
        like=names.like,
        short=names.short,
        titles=(*model.titles, *names.titles),
    )


@cache
def variant(table: str, classification: str) -> str:
    """Return the table whose codes are of a classification: the one given, or the one that is like it; else ``""``.

    >>> variant("general_public", "economic"), variant("basic", "economic"), variant("revenue", "economic")
    ('general_public_economic', 'basic', '')
    """
    known = vocabulary().table
    alike = (table, *(name for name, names in known.items() if names.like == table))
    return next((name for name in alike if known[name].classification in ("", classification)), "")


@cache
def parts_of(whole: str) -> frozenset[str]:
    """Return the ids of what is part of something else, where a table has both.

    >>> sorted(parts_of("business"))
    ['education_fees', 'research']
    """
    return frozenset(name for name, meant in vocabulary().names.items() if whole in meant.within)


def words_of(table: str, of: Axis, name: str) -> tuple[str, ...]:
    """Return all words, or paths of words, that mean an id in a table, as heads of columns or as labels of rows.

    >>> words_of("brought_forward", "heads", "fiscal_project"), words_of("projects", "labels", "total")
    (('财政拨款/项目支出',), ('合计', '总计', '共计'))
    """
    meant, own = vocabulary().names[name], vocabulary().table.get(table)
    more = (own.heads if of == "heads" else own.labels).get(name, ()) if own else ()
    return tuple(dict.fromkeys((*meant.names, *(meant.heads if of == "heads" else meant.labels), *more)))
