"""What lies behind a fictitious disclosure: exact amounts in fen, one for every item, source, kind and line.

Nothing here is rounded. Every figure of every table is a sum over such entries, so every identity of every form
holds exactly before printing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Final

APPROPRIATIONS: Final = {
    "general_public": ("general_public", "general_public_transfer"),
    "government_funds": ("government_funds", "government_funds_transfer"),
    "state_capital": ("state_capital", "state_capital_transfer"),
}
"""The three budgets and the sources that each is made of."""

FISCAL: Final = frozenset(source for sources in APPROPRIATIONS.values() for source in sources)
OWN: Final = ("business", "from_above", "from_below", "operating_income", "other")
BASIC: Final = ("personnel", "operating")


@dataclass(frozen=True, slots=True)
class Entry:
    """One exact amount in fen: functional item, source, kind of expenditure, economic line, project.

    ``carried`` says that the money was brought forward from the year before.
    """

    code: str
    source: str
    kind: str
    economic: str
    fen: int
    project: str = ""
    carried: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """What makes an entry the same one in another year."""
        return self.code, self.source, self.kind, self.economic, self.project

    @property
    def budget(self) -> str:
        """Which of the three budgets pays, ``""`` for money outside appropriations."""
        return next((name for name, sources in APPROPRIATIONS.items() if self.source in sources), "")


THREE_PUBLIC: Final = {
    "overseas_trips": ("30212",),
    "receptions": ("30217",),
    "vehicles": ("31013", "30231"),
    "vehicle_purchase": ("31013",),
    "vehicle_running": ("30231",),
}
"""The economic lines behind each of the three public expenses."""
ALL_THREE: Final = ("30212", "30217", "31013", "30231")

Pick = Callable[[Entry], bool]


def total(entries: Iterable[Entry], *picks: Pick) -> int:
    """Return the sum in fen of the entries that every pick takes.

    >>> total([Entry("2010450", "general_public", "personnel", "30101", 712)], under("201"), paid_by("general_public"))
    712
    """
    return sum(e.fen for e in entries if all(pick(e) for pick in picks))


def under(code: str) -> Pick:
    """Take entries of a functional code or below it; of ``""``, all."""
    return lambda e: e.code.startswith(code)


def on_line(code: str) -> Pick:
    """Take entries of an economic code or below it."""
    return lambda e: e.economic.startswith(code)


def paid_by(*sources: str) -> Pick:
    """Take entries of this year's money from any of these sources."""
    return lambda e: e.source in sources and not e.carried


def of_budget(*budgets: str) -> Pick:
    """Take this year's appropriations of these budgets, all three when none is named."""
    wanted = budgets or tuple(APPROPRIATIONS)
    return lambda e: e.budget in wanted and not e.carried


def of_fund(budget: str) -> Pick:
    """Take the appropriations of a budget, this year's and those brought forward."""
    return lambda e: e.budget == budget


def of_item(code: str) -> Pick:
    """Take entries of one functional item."""
    return lambda e: e.code == code


def of_lines(lines: Collection[str]) -> Pick:
    """Take entries of these economic lines."""
    return lambda e: e.economic in lines


def of_kind(*kinds: str) -> Pick:
    """Take entries of these kinds (``personnel``, ``operating``, ``project``)."""
    return lambda e: e.kind in kinds


def carried(fiscal: bool | None = None) -> Pick:
    """Take money brought forward: from appropriations, from elsewhere, or both."""
    return lambda e: e.carried and (fiscal is None or (e.source in FISCAL) == fiscal)


def anything(entry: Entry) -> bool:
    """Take every entry."""
    return bool(entry)
