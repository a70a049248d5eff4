"""What a number is in its section: the role its words give it, weighed with the year, the kind of section, the aside."""

from __future__ import annotations

import re
from dataclasses import dataclass

from budgetkit.readers.mind import Mind
from budgetkit.readers.quantities import Quantity
from budgetkit.readers.sentences import Role, aside, role_of, unchanged_role, year_of

_CLAUSE = re.compile(r"[，：、；]([^，：、；。\n]*)\Z")
_DATED = re.compile(r"20\d{2}年|[预决]算数?")


@dataclass(frozen=True, slots=True)
class Weighed:
    """Weighs roles for one section; ``year`` is the year of the document, ``accounts`` whether it settles a budget."""

    mind: Mind
    year: int | None = None
    accounts: bool = False

    def role(self, quantity: Quantity, lead: str) -> Role | None:
        """Return what a number is, ``None`` when its words do not say."""
        if quantity.kind == "unchanged":
            return unchanged_role(lead)
        role = role_of("count" if quantity.kind == "bare" else quantity.kind, lead)
        if role is None:
            return None
        if role.id == "prior" and not self.earlier(role.base):
            return Role("amount", rest=lead)
        # 支持商贸稳增长30万元: a list of projects holds no changes.
        if role.id == "change" and not role.base and self.mind.kind == "projects":
            return Role("amount", rest=lead)
        return role

    def earlier(self, base: str) -> bool:
        """Tell whether a figure called so is of an earlier year, or the budget that an outturn is measured by."""
        year = year_of(base, self.year)
        if "预算" in base and "执行" not in base and not year:
            return self.accounts
        return year == "last" or (year.isdigit() and self.year is not None and int(year) < self.year)

    def returns(self, role: Role | None, *, unchanged: bool) -> str | None:
        """Return the words with which an explanation is over though no full stop says so, ``None`` when it goes on.

        A subject of the section with its number ends any; what money is for ends with a clause that can only be
        said of its line: «…，主要用于培训，比上年预算增加…», «…，2024年预算安排…».
        """
        clause = _CLAUSE.search(role.rest) if role else None
        if role is None or clause is None or aside(clause[1]) >= 0:
            return None
        words = clause[1]
        if not words and self.mind.purpose and (role.base or role.id in ("share", "completion")):
            return words
        if (
            unchanged
            or not words
            or role.id not in ("amount", "change")
            or (role.id == "change" and not role.base)
        ):
            return None
        dated = self.mind.purpose and self.mind.subjects.generic(words) and _DATED.search(words)
        known = self.mind.subjects.known(words) or self.mind.subjects.item(words)
        return words if known or dated else None
