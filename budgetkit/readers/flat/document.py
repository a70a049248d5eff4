"""All tables of a document placed together: those that go row by row first, then those that go down the columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import gcd, lcm
from typing import Final

from budgetkit.forms.form import Form
from budgetkit.model.amount import Amount, Interval
from budgetkit.model.disclosure import Claim
from budgetkit.model.fraction import Fraction
from budgetkit.readers.flat.choices import Choices
from budgetkit.readers.flat.chooser import Priced
from budgetkit.readers.flat.draft import TableDraft
from budgetkit.readers.flat.hints import hint_rules
from budgetkit.readers.flat.order import Steps
from budgetkit.readers.flat.rules import PRICES, Place, Rule, claim_rules, known_cells, price_of, rules_of
from budgetkit.readers.flat.runs import Scaled
from budgetkit.readers.flat.streams import Streams

EFFORT: Final = 30_000
"""How many patterns of runs may be looked at in one search: hostile or very large texts end with what is placed by then."""

_COLUMNS: Final = 4
"""Where more than one figure in so many stands in a table that does not go row by row, the text is one of columns."""

_ROUNDS: Final = 4
"""So often what was placed is used to place more."""

_AGAIN: Final = 6
"""A table that is tried again, or of which no total is known, is given so much less effort."""


def place_figures(form: Form, drafts: Sequence[TableDraft], claims: Sequence[Claim], effort: int) -> None:
    """Place the figures of all drafts; what no identity tells apart stays without a cell.

    Where most figures of a draft found no cell, those that did prove nothing: only what the lines of the text
    themselves place is kept.
    """
    said: dict[str, list[Amount]] = {}
    for claim in claims:
        if claim.about and claim.amount is not None and not claim.about.startswith("narrative/"):
            said.setdefault(claim.about, []).append(claim.amount)
    blanks = [s.blank for s in drafts]
    rules = (*rules_of(form, blanks), *claim_rules(said, blanks), *hint_rules(form, blanks, claims))
    _Work(drafts, rules, effort).place()
    for draft in drafts:
        draft.doubt()


class _Work:
    def __init__(self, drafts: Sequence[TableDraft], rules: Sequence[Rule], effort: int) -> None:
        self.drafts, self.rules, self.effort = drafts, rules, effort
        self.quantum = _quantum(drafts, rules)
        self.steps = Steps()
        self.scaled = {s.id: [self._scaled(x.amount) for x in s.puzzle.loose] for s in drafts}

    def priced(self, rule: Rule, sure: bool = True) -> Priced:
        """Return a rule with what the narrative adds to it and its price, less where it may not apply."""
        constant = width = 0
        if rule.constant is not None:
            middle, half = _middle(rule.constant)
            constant, width = -int(middle / self.quantum), int(half / self.quantum)
        return Priced(rule, price_of(rule) if sure else PRICES["presumed"], constant, width)

    def _scaled(self, amount: Amount | None) -> Scaled:
        if amount is None:
            return Scaled(0, 0)
        return Scaled(int(amount.exact / self.quantum), int(amount.ulp / 2 / self.quantum))

    def place(self) -> None:
        """Place what goes row by row; a table that the identities contradict does not; then the others, if they are clean.

        A table in columns joins only where all of its figures find a cell and none of its firm rules is broken.
        """
        rows = [s for s in self.drafts if s.runs is not None]
        while wrong := (solved := self._solved(rows)).misread():
            rows = [s for s in rows if s not in wrong]
        columns = [s for s in self.drafts if s not in rows]
        if _COLUMNS * sum(len(s.puzzle.loose) for s in columns) > sum(
            len(s.puzzle.loose) for s in self.drafts
        ):
            # Then a rule that is broken in a row tells more of the order of the text than of the document, and that a
            # figure follows a label, of which several may stand in a column, tells nothing.
            broken = solved.broken()
            wrong = [s for s in rows if s in broken or s.puzzle.frame.table.layout in ("halves", "lines")]
            columns += wrong
            rows = [s for s in rows if s not in wrong]
            solved = self._solved(rows)
        # What a table in columns does not list may be a code that was misread.
        apart = {s.id for s in columns}
        self.rules = [r for r in self.rules if r.unlisted not in apart]
        for draft in columns:
            draft.runs = None
        self._with_columns(rows, columns, solved).keep()

    def _with_columns(
        self, rows: Sequence[TableDraft], columns: Sequence[TableDraft], solved: Streams
    ) -> Streams:
        """Return the tables that go row by row solved with those in columns that join, each with what is known by then."""
        joined: list[TableDraft] = []
        last: dict[str, Choices] = {}
        for _ in range(_ROUNDS):
            known = solved.known()
            new = []
            for draft in (s for s in columns if s not in joined):
                mine = known_cells(self.rules, draft.id, known)
                alike = self._alike(draft, known)
                if draft.id in last and (mine, alike) == (last[draft.id].given, last[draft.id].alike):
                    continue
                again = draft.id in last
                draft.choices = last[draft.id] = Choices(
                    draft.puzzle, self.scaled[draft.id], self.rules, mine, alike, self.steps
                )
                # Where more is known there is less to search; where no total is, most searches end with nothing.
                effort = self.effort // (_AGAIN if again or not draft.choices.totals else 1)
                if draft.choices.is_complete() and self._streams([draft]).may_stand_alone(effort):
                    new.append(draft)
            while new:
                trial = self._solved([*rows, *joined, *new])
                wrong = trial.unclean()
                if not wrong:
                    solved, joined = trial, [*joined, *new]
                    break
                # One misread list makes those wrong that it is compared with; so it goes first, and alone.
                new.remove(min([s for s in new if s in wrong] or new, key=_firmness))
            if not new:
                break
        return solved

    def _alike(self, draft: TableDraft, known: Mapping[Place, int]) -> dict[int, set[int]]:
        """Return for each row the totals that other tables print for its code."""
        codes = {r.code: n for n, r in enumerate(draft.puzzle.frame.rows) if r.code}
        found: dict[int, set[int]] = {}
        for other in self.drafts:
            for n, row in enumerate(other.puzzle.frame.rows):
                value = known.get((other.id, n, "total"))
                if value and row.code in codes and other is not draft:
                    found.setdefault(codes[row.code], set()).add(value)
        return found

    def _streams(self, drafts: Sequence[TableDraft]) -> Streams:
        return Streams(drafts, self.scaled, self.rules, self.priced, self.effort)

    def _solved(self, drafts: Sequence[TableDraft]) -> Streams:
        streams = self._streams(drafts)
        streams.solve()
        return streams


def _firmness(draft: TableDraft) -> tuple[bool, int]:
    """Return how well a table is held by its own sums: codes add up level by level, a list only once."""
    return draft.puzzle.frame.table.layout == "codes", len(draft.puzzle.loose)


def _middle(interval: Interval) -> tuple[Fraction, Fraction]:
    return (interval.low + interval.high) / 2, (interval.high - interval.low) / 2


def _quantum(drafts: Sequence[TableDraft], rules: Sequence[Rule]) -> Fraction:
    """Return the largest amount of which every figure and every half last place is a multiple."""
    numbers = [
        Fraction(x.amount.ulp) / 2 for s in drafts for x in s.puzzle.loose if x.amount and x.amount.ulp
    ]
    numbers += [h for r in rules if r.constant is not None for h in _middle(r.constant) if h]
    numbers += [x.amount.exact for s in drafts for x in s.puzzle.loose if x.amount and x.amount.exact]
    if not numbers:
        return Fraction(1)
    bottom = lcm(*(n.denominator for n in numbers))
    return Fraction(gcd(*(int(n * bottom) for n in numbers)), bottom)
