"""Words of direction: the sign they give a change, and whether the numbers beside them say the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Remark
from budgetkit.readers.narrative.context import Context
from budgetkit.readers.narrative.drafts import Draft, basis_of, may_be_called
from budgetkit.readers.narrative.quantities import Quantity, decreased, unchanged_like
from budgetkit.readers.narrative.remarks import rules, snippet
from budgetkit.readers.narrative.roles import Role, narrative
from budgetkit.readers.narrative.text import Passage

Direction = Literal["more", "less", "same"]


@dataclass(frozen=True, slots=True)
class _Compared:
    """«决算数大于全年预算数», said after a draft: where, which way, of which budget."""

    draft: int
    start: int
    end: int
    direction: Direction
    base: str


@dataclass(slots=True)
class Directions:
    """Collects the words of direction of one section and holds them against what was read."""

    passage: Passage
    remarks: list[Remark]
    compared: list[_Compared] = field(default_factory=list)

    def notice(self, context: Context, words: str, start: int) -> None:
        """Take in the words after what was said last; what they compare is judged when all is read."""
        if context.current is None:
            return
        for match in _pattern("compared").finditer(words):
            direction: Direction = (
                "more"
                if match["word"] in rules()["compared"]["more"]
                else "less"
                if match["word"] in rules()["compared"]["less"]
                else "same"
            )
            base = (match["base"] or match["other"] or "") + "预算"
            if "\n" not in words[: match.start()]:
                at = start + match.start()
                self.compared.append(_Compared(context.current, at, start + match.end(), direction, base))
        for match in _pattern("cause").finditer(words):
            if "\n" not in words[: match.start()]:
                self._cause(context, match, start)

    def minus(self, quantity: Quantity) -> None:
        """Note a minus behind a word of direction."""
        self._add("direction.minus", quantity.start, quantity.end)

    def judge(self, drafts: Sequence[Draft]) -> None:
        """Note comparisons that the amounts of their drafts contradict."""
        for said in self.compared:
            draft = drafts[said.draft]
            alike = [
                d
                for d in drafts
                if d.subject.key == draft.subject.key
                and d.paragraph == draft.paragraph
                and d.base_amount is not None
            ]
            named = [d for d in alike if basis_of(d.base) == basis_of(said.base)]
            named = named or [d for d in alike if may_be_called(d.base, said.base)]
            if len({d.base_amount for d in named}) == 1 and _contradicts(
                said.direction, named[-1].amount, named[-1].base_amount
            ):
                self._add("direction.compared", said.start, said.end)

    def _cause(self, context: Context, match: re.Match[str], start: int) -> None:
        """Note «增加的主要原因» where every change of the paragraph so far is a decrease, and the other way round."""
        changes = [
            figure.value
            for draft in context.drafts
            if draft.paragraph == context.paragraph
            for figure in (draft.change, draft.growth)
            if figure is not None and figure.value
        ]
        up = match["direction"] in narrative()["words"]["increase"]
        if changes and all((value < 0) == up for value in changes):
            self._add("direction.cause", start + match.start(), start + match.end())

    def _add(self, kind: str, start: int, end: int) -> None:
        self.remarks.append(Remark(kind, snippet(self.passage.text, start, end), self.passage.place(start)))


def _contradicts(direction: Direction, amount: Amount | None, base: Amount | None) -> bool:
    """Tell whether printed amounts cannot be what a word says of them."""
    if amount is None or base is None:
        return False
    if direction == "more":
        return amount.interval.high < base.interval.low or amount == base
    if direction == "less":
        return amount.interval.low > base.interval.high or amount == base
    return not amount.agrees_with(base)


def signed(quantity: Quantity, role: Role, draft: Draft, earlier: Amount | None = None) -> Amount:
    """Return a change with its sign; 减少-28.45 is a decrease that is said twice.

    Where both directions were left standing, what else is said of the line decides: its change, its earlier figure.
    """
    if quantity.amount is None:
        return unchanged_like(draft.amount)
    sign = role.sign
    if role.is_open:
        sign = _direction(draft, earlier) or sign
    return decreased(quantity.amount) if sign < 0 and not quantity.sign else quantity.amount


def _direction(draft: Draft, earlier: Amount | None) -> int:
    """Return 1 where the figures of a draft say an increase, -1 for a decrease, 0 where they do not say."""
    said = draft.change or draft.growth
    if said is not None:
        return (said.value > 0) - (said.value < 0)
    if draft.amount is None or earlier is None:
        return 0
    return (draft.amount.exact > earlier.exact) - (draft.amount.exact < earlier.exact)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rules()[name]["pattern"])
