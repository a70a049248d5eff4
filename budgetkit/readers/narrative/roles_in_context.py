"""The role of a number, seen with what its section said before."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from budgetkit.readers.narrative.context import Context
from budgetkit.readers.narrative.quantities import Quantity
from budgetkit.readers.narrative.roles import (
    Role,
    aside,
    lists_several,
    narrative,
    phrase,
    role_of,
    unchanged_role,
    year_of,
)
from budgetkit.readers.narrative.subjects import clauses

_CLAUSE = re.compile(r"([，：、；])([^，：、；。\n]*)\Z")
_DATED = re.compile(r"20\d{2}年|[预决]算数?")


@dataclass(frozen=True, slots=True)
class RolesInContext:
    """Finds roles for one section; ``year`` is the year of the document, ``accounts`` whether it settles a budget."""

    context: Context
    year: int | None = None
    accounts: bool = False

    def role(self, quantity: Quantity, lead: str, behind: str = "") -> Role | None:
        """Return what a number is, by the words before it and ``behind``; ``None`` when they do not say."""
        of_that, self.context.of_that = self.context.of_that, None
        if of_that and quantity.kind == "percent" and phrase("of_that").fullmatch(lead):
            return of_that
        if quantity.kind in ("money", "count") and (measure := self._measure(quantity, lead, behind)):
            return measure
        if quantity.kind == "unchanged":
            found = unchanged_role(lead)
            states = not found.base or bool(year_of(found.base)) or self.earlier(found.base)
            return replace(found, states=found.states and states)
        role = role_of("count" if quantity.kind == "bare" else quantity.kind, lead)
        if role is None:
            return self._in_brackets(quantity, lead)
        if role.id == "prior" and (not self.earlier(role.base) or self._is_named(role, lead)):
            return Role("amount", rest=lead)
        # 支持商贸稳增长30万元: a list of projects holds no changes.
        if role.id == "change" and not role.base and self.context.kind == "projects":
            return Role("amount", rest=lead)
        return role

    def _measure(self, quantity: Quantity, lead: str, behind: str) -> Role | None:
        """Return the role of a number that the next is measured by: 完成预算11万元的78%, 由6万元增至8万元."""
        if (moved := phrase("moved_from").search(lead)) and phrase("moved_to").match(behind):
            return Role("prior", rest=lead[: moved.start()])
        found = phrase("measured_by").search(lead) if phrase("measures").match(behind) else None
        if found is None:
            return None
        whole, base, rest = found["whole"] or "", found["base"] or "", lead[: found.start()]
        counted = self.context.drafts[-1:] if quantity.kind == "count" else ()
        # 26个，占全部项目30个的86.67%: of what was counted last.
        part = next((draft.subject.name for draft in counted), "")
        self.context.of_that = Role("completion" if base else "share", base=base, whole=whole, subject=part)
        return Role("prior", base=base, rest=rest) if base else Role("whole", whole=whole, rest=rest)

    def is_several(self, role: Role, lead: str, behind: str) -> bool:
        """Tell whether a number is one of several for several subjects; «收、支各增加5万元» has but one."""
        if phrase("joined").fullmatch(lead):
            return True
        if not (lists_several(lead) or lists_several(role.rest)):
            return False
        subject, named = self.context.subject_of(role.subject or role.rest, adjacent=False)
        return not (named and subject is not None and subject.known) or (
            phrase("joined").match(behind) is not None and behind[1:2].isdecimal()
        )

    def _in_brackets(self, quantity: Quantity, lead: str) -> Role | None:
        """Return that a percentage in brackets right behind a change is its rate: 较上年减少5.00万元（12.50%）."""
        draft = self.context.draft
        change = None if draft is None or draft.growth is not None or self.context.lost else draft.change
        if quantity.kind != "percent" or lead != "（" or change is None:
            return None
        return Role("change", sign=-1 if change.value < 0 else 1)

    def _is_named(self, role: Role, lead: str) -> bool:
        """Tell whether the section knows the words of a base without a year as a subject: 本年支出预算."""
        words = clauses(lead)[:1] if role.base.startswith(tuple(narrative()["words"]["this_year"])) else []
        found = (
            self.context.subjects.known(words[0].text)
            if words and not year_of(role.base, self.year)
            else None
        )
        return found is not None and role.base in words[0].text

    def earlier(self, base: str) -> bool:
        """Tell whether a figure called so is of an earlier year, or the budget that an outturn is measured by."""
        year = year_of(base, self.year)
        if "预算" in base and "执行" not in base and not year:
            return self.accounts
        if year == str(self.year):
            # 与2023年度预算相比 in the accounts of 2023
            return self.accounts and phrase("budget_of_year").search(base) is not None
        return year == "last" or (year.isdigit() and self.year is not None and int(year) < self.year)

    def says_unchanged(self, role: Role) -> bool:
        """Tell whether 持平 is said of a line and not of what was already said in numbers."""
        if not (role.base or self.context.base):
            return False
        draft = self.context.draft
        words = clauses(role.subject + role.rest)
        if role.base and not year_of(role.base):
            # 决算数与预算数持平 says in words what the budget printed beside it says; 公务接待费与预算持平 says more.
            return any(not self.context.subjects.generic(clause.text) for clause in words)
        if words or draft is None or draft.change is None:
            return True
        # 比预算无增减，比去年无增减: two statements, for the bases are two.
        return bool(role.base) and year_of(role.base, self.year) != year_of(draft.base, self.year)

    def returns(self, role: Role | None, *, unchanged: bool) -> str | None:
        """Return the words with which an explanation is over though no full stop says so, ``None`` when it goes on.

        A subject of the section with its number ends any; what money is for ends with a clause that can only be
        said of its line: «…，主要用于培训，比上年预算增加…», «…，2024年预算安排…».
        """
        clause = _CLAUSE.search(role.rest) if role else None
        if role is None or clause is None or clause[1] == "、" or aside(clause[2]) >= 0:
            return None
        words = clause[2]
        if not words and self.context.purpose and (role.base or role.id in ("share", "completion")):
            return words
        if (
            unchanged
            or not words
            or role.id not in ("amount", "change")
            or (role.id == "change" and not role.base)
        ):
            return None
        dated = self.context.purpose and self.context.subjects.generic(words) and _DATED.search(words)
        known = self.context.subjects.known(words) or self.context.subjects.item(words)
        return words if known or dated else None


def begin(role: Role) -> int:
    """Return where the last clause of the words of a role begins."""
    last = clauses(role.rest)[:1]
    return last[0].start if last else len(role.rest)


def sign_is_clear(quantity: Quantity, role: Role) -> bool:
    """Tell whether a minus can only be one: of a change in any spelling, of an amount as a plain minus."""
    return role.id == "change" or (role.id == "amount" and quantity.sign == "-")
