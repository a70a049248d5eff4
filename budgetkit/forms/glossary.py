"""The glossary: what the words of a disclosure mean, in both languages, for people who have never read one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from budgetkit.forms.data import DataError, parse, structure
from budgetkit.model.errors import BudgetkitError

FILE = "reference/glossary.toml"


@dataclass(frozen=True, slots=True)
class Term:
    """A word of disclosures: its name and its meaning in Chinese and English, and how else it is written (``also``)."""

    zh: str
    en: str
    meaning_zh: str
    meaning_en: str
    also: tuple[str, ...] = ()
    id: str = ""

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every way it is written, the longest first, so that the most exact is found before a part of it."""
        return tuple(sorted({self.zh, self.en, *self.also}, key=lambda word: (-len(word), word)))


@dataclass(frozen=True, slots=True)
class _File:
    term: Mapping[str, Term]


@cache
def glossary() -> Mapping[str, Term]:
    """Return the words of disclosures by their ids, in the order of the file ``reference/glossary.toml``.

    Raises:
        DataError: the file holds an id or a spelling twice, or a key that is not known.

    >>> glossary()["wan"].zh, glossary()["wan"].meaning_en.split(",")[0]
    ('万元', 'Ten thousand yuan')
    """
    return read_glossary((files("budgetkit") / FILE).read_text(encoding="utf-8"), FILE)


def look_up(words: Sequence[str]) -> list[Term]:
    """Return the terms that words of either language name, those that hold a word where none is just it; all without words.

    Raises:
        BudgetkitError: a word stands in no term; the nearest are named.

    >>> [term.en for term in look_up(["WAN"])], [term.zh for term in look_up(["三公"])]
    (['wan yuan'], ['“三公”经费'])
    """
    terms, found = list(glossary().values()), []
    for word in words:
        key = word.casefold()
        same = [t for t in terms if key in (s.casefold() for s in (t.id, *t.spellings))]
        same = same or [t for t in terms if any(key in s.casefold() for s in t.spellings)]
        if not same:
            spellings = [s for t in terms for s in t.spellings]
            near = ", ".join(get_close_matches(word, spellings, 3))
            hint = f"near it {near}" if near else "`budgetkit glossary` lists what is"
            raise BudgetkitError(f"{word!r} is not in the glossary; {hint}")
        found += same
    return list(dict.fromkeys(found)) if words else terms


def read_glossary(text: str, source: str) -> Mapping[str, Term]:
    """Return the words that a TOML text defines, by their ids; ``source`` names it in messages.

    Raises:
        DataError: an id or a spelling stands twice, or a key is missing or not known.
    """
    terms = structure(parse(text, source), _File, source).term
    owners: dict[str, str] = {}
    for name, term in terms.items():
        for word in term.spellings:
            owner = owners.setdefault(word.casefold(), name)
            if owner != name:
                raise DataError(f"{source}: {word!r} means both {owner!r} and {name!r}")
    return MappingProxyType({name: replace(term, id=name) for name, term in terms.items()})
