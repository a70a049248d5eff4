"""What is said around tables and on covers, as patterns (``reference/national/surroundings.toml``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from budgetkit.forms.data import bundled, compiled

SOURCE: Final = "reference/national/surroundings.toml"


@dataclass(frozen=True, slots=True)
class Body:
    """Labels before the name of a body, what follows and precedes the name, labels that have it in the next cell."""

    labels: tuple[str, ...]
    ends: str
    number: str
    beside: str


@dataclass(frozen=True, slots=True)
class Cover:
    """The title of a cover with the body before or behind its year, what is no part of a name, years and funds.

    ``whole`` is the title of a whole disclosure, ``contents`` and ``first_part`` what follows it, ``kinds`` are the words
    that tell a budget from final accounts.
    """

    title: str
    level: str
    part: str
    about: str
    before_title: str
    money: str
    year: str
    republic: str
    kind_year: str
    whole: str
    contents: str
    first_part: str
    fund: str
    kinds: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Above:
    """Lines between a title and its table, titles, their numbers and bodies, what is no title, and notes below."""

    line: str
    title: str
    number: str
    organ: str
    no_title: str
    behind: str
    note: str


@dataclass(frozen=True, slots=True)
class Title:
    """Titles of tables: their end, lines that are one, what stands around them; lines that number pages, rows of notes."""

    ends: str
    line: str
    behind: str
    tail: str
    whose: str
    leader: str
    leading: str
    page_number: str
    row_note: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything in surroundings.toml."""

    body: Body
    cover: Cover
    title: Title
    above: Above


@cache
def surroundings() -> Surroundings:
    """Return what is said around tables and on covers.

    >>> len(surroundings().body.labels)
    4
    """
    return compiled("surroundings", lambda: bundled(SOURCE, Surroundings))


@cache
def pattern(part: str, name: str) -> re.Pattern[str]:
    """Return a pattern of a part, compiled.

    Raises:
        AttributeError: there is no such part, or no such pattern in it.

    >>> bool(pattern("cover", "fund").search("一般公共预算支出表"))
    True
    """
    return re.compile(getattr(getattr(surroundings(), part), name))


@cache
def labels() -> tuple[re.Pattern[str], ...]:
    """Return the labels before the name of a body, those first that count most."""
    return tuple(map(re.compile, surroundings().body.labels))
