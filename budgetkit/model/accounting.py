"""An account of every number that a document prints: figure, statement, listed as not placed, or no quantity.

A reader keeps such an account while it reads; :class:`Balance` holds it against the numbers of the text itself, so
that nothing can be lost without a word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from budgetkit.model.disclosure import NOWHERE, Place

RUN = re.compile(r"\d+(?:[.,]\d+)*")


class Fate(StrEnum):
    """What became of a printed number."""

    FACT = "fact"
    CLAIM = "claim"
    UNPLACED = "unplaced"
    UNCOUNTED = "uncounted"


@dataclass(frozen=True, slots=True)
class Entry:
    """One printed number as it stands in the text, what became of it, and why where it is no figure."""

    number: str
    fate: Fate
    reason: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Balance:
    """The numbers that a text prints, as a multiset, and the account of them.

    >>> Balance.of(["共5万元，占3%"], [Entry("5", Fate.CLAIM)]).missing
    Counter({'3': 1})
    """

    printed: Counter[str]
    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, texts: Iterable[str], entries: Iterable[Entry]) -> Balance:
        """Compare an account with the numbers of texts."""
        printed: Counter[str] = Counter()
        for text in texts:
            printed += numbers(text)
        return cls(printed, tuple(entries))

    @property
    def missing(self) -> Counter[str]:
        """The printed numbers that nothing became of."""
        return self.printed - Counter(entry.number for entry in self.entries)

    @property
    def surplus(self) -> Counter[str]:
        """The numbers of the account that are not printed."""
        return Counter(entry.number for entry in self.entries) - self.printed

    @property
    def holds(self) -> bool:
        """Tell whether every printed number is accounted for once, and nothing else is."""
        return not self.missing and not self.surplus

    def counts(self) -> dict[Fate, int]:
        """Return how many numbers had each fate."""
        found = Counter(entry.fate for entry in self.entries)
        return {fate: found[fate] for fate in Fate}

    def __add__(self, other: Balance) -> Balance:
        """Return the balance of two parts of a document together."""
        return Balance(self.printed + other.printed, (*self.entries, *other.entries))


def numbers(text: str) -> Counter[str]:
    """Return the numbers that a text prints, thousands separators kept, as a multiset.

    >>> sorted(numbers("2024年1,720.00万元，占5%").elements())
    ['1,720.00', '2024', '5']
    """
    return Counter(RUN.findall(text))
