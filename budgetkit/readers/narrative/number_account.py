"""What became of every number of a section: a statement, listed with its reason, or no quantity at all.

Numbers that count nothing (years, dates, numbering, codes, thresholds, telephone numbers) are known by patterns
(``reference/national/narrative.toml``), each with the reason that the account gives.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from budgetkit.model.accounting import RUN, Entry, Fate
from budgetkit.model.disclosure import Unplaced
from budgetkit.readers.narrative.quantities import Quantity
from budgetkit.readers.narrative.roles import narrative
from budgetkit.readers.narrative.text import Passage

_SNIPPET = 60
_BEHIND = 6


@dataclass
class NumberAccount:
    """The numbers of one passage; :meth:`leave` lists one that was not understood, :meth:`close` accounts for all."""

    passage: Passage
    unplaced: list[Unplaced] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Find the stretches whose numbers count nothing."""
        self.idle = uncounted(self.passage.text)
        self.left: dict[int, str] = {}

    def is_idle(self, start: int, end: int) -> str:
        """Return why a number counts nothing, empty where it may count something."""
        return next((reason for a, b, reason in self.idle if a < end and start < b), "")

    def leave(self, quantity: Quantity, lead: str, reason: str) -> None:
        """List a number that was not understood; 持平 holds none."""
        if quantity.kind != "unchanged":
            self.left[quantity.start] = reason
            begin = max(quantity.start - _SNIPPET, quantity.start - len(lead), 0)
            words = self.passage.text[begin : quantity.end].rpartition("\n")[2] or quantity.text
            self.unplaced.append(Unplaced(words, reason, self.passage.place(quantity.start)))

    def close(self, found: Sequence[Quantity]) -> None:
        """Say what became of every number of the passage; one with an unknown unit is listed."""
        at = 0
        for run in RUN.finditer(self.passage.text):
            while at < len(found) and found[at].end <= run.start():
                at += 1
            quantity = found[at] if at < len(found) and found[at].start < run.end() else None
            place = self.passage.place(run.start())
            if quantity is not None:
                reason = self.left.get(quantity.start, "")
                fate = Fate.UNPLACED if reason else Fate.CLAIM
            elif reason := self.is_idle(run.start(), run.end()):
                fate = Fate.UNCOUNTED
            else:
                fate, reason = Fate.UNPLACED, "a number whose unit is not known"
                words = self.passage.text[max(0, run.start() - _SNIPPET // 2) : run.end() + _BEHIND]
                self.unplaced.append(Unplaced(words.replace("\n", ""), reason, place))
            self.entries.append(Entry(run[0], fate, reason, place))


def uncounted(text: str) -> list[tuple[int, int, str]]:
    """Return the stretches of a folded text whose numbers count nothing: begin, end, reason.

    >>> [(text[a:b], why) for text in ["2024年第3条"] for a, b, why in uncounted(text)]
    [('2024年', 'a year'), ('第3', 'a numbering')]
    """
    return [(m.start(), m.end(), reason) for reason, pattern in _patterns() for m in pattern.finditer(text)]


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((entry["reason"], re.compile(entry["pattern"])) for entry in narrative()["uncounted"])
