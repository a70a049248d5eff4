"""One section of prose -> drafts of claims: every number is placed by the words before it and by what was said.

What cannot be placed goes to ``unplaced`` with a reason; nothing is repaired.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from budgetkit.model.accounting import RUN, Entry, Fate
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Place, Remark, Unplaced
from budgetkit.readers.narrative.code_paths import Item
from budgetkit.readers.narrative.context import Context, RolesInContext, crosses_sentence
from budgetkit.readers.narrative.directions import Directions
from budgetkit.readers.narrative.drafts import PROJECTS, Draft, EarlierFigure, chosen, with_earlier_figures
from budgetkit.readers.narrative.quantities import (
    Quantity,
    decreased,
    quantities,
    signless,
    unchanged_like,
)
from budgetkit.readers.narrative.remarks import on_items
from budgetkit.readers.narrative.roles import Role, lists_several, role_of, year_of
from budgetkit.readers.narrative.sections import Section
from budgetkit.readers.narrative.subjects import Subject, Subjects, clauses
from budgetkit.readers.narrative.uncounted import uncounted

_SNIPPET = 60
_BEHIND = 6
_ITEM_HEAD = re.compile(r"(?:(?!主要用于|\d\.\d|\d万)[^。])+")
_LISTED = {
    "points": "a change in percentage points",
    "rate": "a rate that is no percentage",
}
_JOINED = re.compile(r"[、和及与]")


@dataclass
class SectionReader:
    """Reads one section; ``year`` is the year of the document, ``accounts`` whether it settles a budget."""

    section: Section
    subjects: Subjects
    year: int | None = None
    accounts: bool = False
    unplaced: list[Unplaced] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start with nothing said."""
        self.idle = uncounted(self.section.passage.text)
        self.left: dict[int, str] = {}
        self.directions = Directions(self.section.passage, self.remarks)
        self.context = Context(self.subjects, self.section.project)
        self.roles = RolesInContext(self.context, self.year, self.accounts)

    def read(self) -> list[Draft]:
        """Return the drafts of the whole section."""
        text = self.section.passage.text
        end = 0
        found_all = [
            q for q in quantities(text, bare=True) if q.kind != "bare" or not self._is_idle(q.start, q.end)
        ]
        for found in found_all:
            lead = text[end : found.start]
            unchanged = found.text if found.kind == "unchanged" else ""
            self.directions.notice(self.context, lead + unchanged, end)
            quantity = self._interpreted(found, lead)
            if quantity is None:
                self._leave(found, lead, "a number without a unit")
            elif quantity.kind in _LISTED:
                self._leave(quantity, lead, _LISTED[quantity.kind])
            else:
                self.context.advance(lead)
                self._place(quantity, lead, end)
                end = quantity.end
        self.directions.notice(self.context, text[end:], end)
        drafts, left = with_earlier_figures(self.context.drafts, self.context.earlier_figures)
        reason = "an earlier figure without one of this year"
        self.unplaced += [Unplaced(f"{prior.base} {prior.amount}", reason) for prior in left]
        self.directions.judge(drafts)
        self.remarks += on_items(self.section, self._items())
        self._account(found_all)
        return [replace(d, subject=self.subjects.linked(d.subject, d.amount)) for d in drafts]

    def _items(self) -> Iterator[Item]:
        """Yield the classification items that paragraphs begin with, and where each paragraph begins and ends."""
        start = 0
        for paragraph in self.section.passage.text.split("\n"):
            head = _ITEM_HEAD.match(paragraph)
            found = self.subjects.item(head[0]) if head else None
            if found is not None:
                yield Item(found[0].name, found[0].code, start, start + len(paragraph))
            start += len(paragraph) + 1

    # ------------------------------------------------------------ the account of numbers
    def _is_idle(self, start: int, end: int) -> str:
        """Return why a number counts nothing, empty where it may count something."""
        return next((reason for a, b, reason in self.idle if a < end and start < b), "")

    def _account(self, found: Sequence[Quantity]) -> None:
        """Say what became of every number of the section; one with an unknown unit is listed."""
        passage = self.section.passage
        at = 0
        for run in RUN.finditer(passage.text):
            while at < len(found) and found[at].end <= run.start():
                at += 1
            quantity = found[at] if at < len(found) and found[at].start < run.end() else None
            place = passage.place(run.start())
            if quantity is not None:
                reason = self.left.get(quantity.start, "")
                fate = Fate.UNPLACED if reason else Fate.CLAIM
            elif reason := self._is_idle(run.start(), run.end()):
                fate = Fate.UNCOUNTED
            else:
                fate, reason = Fate.UNPLACED, "a number whose unit is not known"
                words = passage.text[max(0, run.start() - _SNIPPET // 2) : run.end() + _BEHIND]
                self.unplaced.append(Unplaced(words.replace("\n", ""), reason, place))
            self.entries.append(Entry(run[0], fate, reason, place))

    def _interpreted(self, quantity: Quantity, lead: str) -> Quantity | None:
        """Return a number without unit where it counts a subject, or is a share whose % was left out."""
        if quantity.kind != "bare" or self._counted(lead):
            return quantity
        role = role_of("percent", lead)
        if role is None or clauses(role.rest + role.subject):
            return None
        draft = self.context.draft
        after_change = (
            role.id == "change" and draft is not None and draft.change is not None and draft.growth is None
        )
        return signless(quantity) if role.id == "share" or after_change else None

    def _counted(self, lead: str) -> bool:
        last = clauses(lead)[:1]
        found = self.subjects.known(last[0].text) if last else None
        return found is not None and bool(found.unit)

    # ------------------------------------------------------------ one number
    def _place(self, quantity: Quantity, lead: str, start: int) -> None:
        role = self.roles.role(quantity, lead)
        if self.context.aside:
            back = self.roles.returns(role, unchanged=quantity.kind == "unchanged")
            if role is None or back is None:
                self.context.counted_aside |= role is None or role.id == "amount"
                self._leave(quantity, lead, "in an explanation")
                return
            self.context.aside, role = False, replace(role, rest=back)
        if role is None:
            self._leave(quantity, lead, "no words of amount, share or change")
        elif quantity.kind == "malformed":
            self.context.lost = True
            self._leave(quantity, lead, "digits that are not one number for certain")
        elif quantity.sign and not _sign_is_clear(quantity, role):
            self.context.lost = True
            self._leave(quantity, lead, "a sign that its words do not explain")
        elif quantity.kind != "unchanged" and self._is_several(quantity, lead, role):
            self.context.lost = True
            self._leave(quantity, lead, "several numbers for several subjects")
        else:
            place = self.section.passage.place(start + _begin(role))
            self._by_role(quantity, role, place)

    def _is_several(self, quantity: Quantity, lead: str, role: Role) -> bool:
        """Tell whether a number is one of several for several subjects; «收、支各增加5万元» has but one."""
        if _JOINED.fullmatch(lead):
            return True
        if not lists_several(lead):
            return False
        following = self.section.passage.text[quantity.end : quantity.end + 2]
        subject, named = self.context.subject_of(role.subject or role.rest, adjacent=False)
        return (
            not (named and subject is not None and subject.known)
            or re.match(r"[、和及与]\d", following) is not None
        )

    def _by_role(self, quantity: Quantity, role: Role, place: Place) -> None:
        pending, self.context.pending = self.context.pending, None
        if role.id == "amount":
            self._amount(quantity, role, place)
        elif role.id == "prior":
            self._prior(quantity, role)
        elif role.id == "share":
            self._share(quantity, role, place)
        elif role.id == "completion":
            self._completion(quantity, role, place)
        else:
            self._change(quantity, role, place, pending if not clauses(role.rest + role.subject) else None)

    def _leave(self, quantity: Quantity, lead: str, reason: str) -> None:
        """List a number that was not understood; 持平 holds none."""
        if quantity.kind != "unchanged":
            self.left[quantity.start] = reason
            begin = max(quantity.start - _SNIPPET, quantity.start - len(lead), 0)
            words = self.section.passage.text[begin : quantity.end].rpartition("\n")[2] or quantity.text
            self.unplaced.append(Unplaced(words, reason, self.section.passage.place(quantity.start)))

    # ------------------------------------------------------------ amounts and earlier figures
    def _amount(self, quantity: Quantity, role: Role, place: Place) -> None:
        subject, named = self.context.subject_of(role.rest, adjacent=True)
        subject = subject if named else self.context.implied
        amount = quantity.amount
        if quantity.kind == "count" and not (subject is not None and subject.known):
            # 2018年本部门共6个项目实行绩效目标管理: what is counted may follow.
            ahead = re.match(r"[^，。；：、\n\d]{2,20}", self.section.passage.text[quantity.end :])
            counted = self.subjects.known(ahead[0]) if ahead else None
            subject = counted if counted is not None and counted.about.endswith(".count") else subject
        if quantity.kind == "count" and (
            subject is None or not (subject.known or self.context.kind == "counts")
        ):
            self._leave(quantity, role.rest, "a count whose subject is not known")
            return
        if self.context.after_list and subject is not None and not subject.known:
            self._leave(quantity, role.rest, "in an explanation")
            return
        self.context.after_list = False
        if subject is None or amount is None:
            self.context.lost = True
            self._leave(quantity, role.rest, "an amount whose subject is not clear")
        elif subject.year and quantity.kind == "money" and self.roles.earlier(subject.year + "年"):
            self.context.topic = subject
            self.context.earlier_figures.append(
                EarlierFigure(subject.year + "年", amount, subject, self.context.paragraph)
            )
        else:
            if self.context.project and subject.about == f"{PROJECTS}amount":
                subject = replace(subject, name=self.context.project)
            unit = subject.unit if quantity.kind == "bare" else amount.unit
            self._say(Draft(subject, self.context.paragraph, place, replace(amount, unit=unit)))
            self.context.listed = role.rest.startswith("、")

    def _say(self, draft: Draft) -> None:
        """Keep an amount; one said twice of the same item in the same paragraph is kept once."""
        at = self.context.last_of(draft.subject)
        known = self.context.drafts[at] if at is not None and self.context.item is not None else None
        if known and (known.amount, known.paragraph) == (draft.amount, draft.paragraph):
            self.context.current, self.context.topic, self.context.lost = at, draft.subject, False
            return
        self.context.said.append(draft.subject.key)
        self.context.keep(draft)

    def _prior(self, quantity: Quantity, role: Role) -> None:
        subject, named = self.context.subject_of(role.rest, adjacent=False)
        subject = subject if named else self.context.implied
        if subject is None or quantity.amount is None:
            self._leave(quantity, role.rest + role.base, "an earlier figure whose subject is not clear")
            return
        self.context.topic = subject
        self.context.pending = EarlierFigure(role.base, quantity.amount, subject, self.context.paragraph)
        self.context.earlier_figures.append(self.context.pending)

    # ------------------------------------------------------------ shares, completions, changes
    def _share(self, quantity: Quantity, role: Role, place: Place) -> None:
        at = self._target(role, "share", quantity, place)
        if at is None:
            return
        draft = self.context.drafts[at]
        leader = self.context.leader
        own = (
            leader.about
            if leader is not None and self.context.leads and leader.key != draft.subject.key
            else ""
        )
        # The sentence's own leader goes before the section's usual whole.
        whole = self.subjects.whole(role.whole) if role.whole else own or draft.subject.whole
        whole = whole or (leader.about if leader and not role.whole else "")
        self.context.drafts[at] = replace(draft, share=quantity.amount, whole=whole)

    def _completion(self, quantity: Quantity, role: Role, place: Place) -> None:
        at = self._target(role, "share", quantity, place)
        if at is None:
            return
        draft = self.context.drafts[at]
        budgets = [
            p
            for p in self.context.earlier_figures
            if p.is_of(draft, self.context.paragraph) and "预算" in p.base
        ]
        prior = chosen(budgets, role.base)
        if prior:
            self.context.earlier_figures.remove(prior)
        self.context.drafts[at] = replace(
            draft,
            share=quantity.amount,
            completion=True,
            whole="" if prior or budgets else self.subjects.budget_of(draft.subject),
            base=role.base or (prior.base if prior else "预算"),
            base_amount=prior.amount if prior else None,
        )

    def _change(self, quantity: Quantity, role: Role, place: Place, pending: EarlierFigure | None) -> None:
        name = "growth" if quantity.kind == "percent" else "change"
        if pending is not None and role.base and chosen([pending], role.base) is None:
            pending = None
        if quantity.kind == "unchanged" and not self._says_unchanged(role):
            return
        at = self._target(role, name, quantity, place, pending.base if pending else "")
        if at is None:
            return
        draft = self.context.drafts[at]
        base = role.base or (pending.base if pending else draft.base or self.context.base)
        self.context.base = role.base or self.context.base
        years = {p.base: year_of(p.base, self.year) for p in self.context.earlier_figures}
        prior = pending or self.context.take_earlier(draft, base, year_of(base, self.year), years)
        if pending in self.context.earlier_figures:
            self.context.earlier_figures.remove(pending)
        if quantity.sign and role.sign:
            self.directions.minus(quantity)
        signed = _signed(quantity, role, draft, prior.amount if prior else draft.base_amount)
        self.context.drafts[at] = replace(
            draft,
            change=signed if name == "change" else draft.change,
            growth=signed if name == "growth" else draft.growth,
            base=base,
            base_amount=prior.amount if prior else draft.base_amount,
            inferred=draft.inferred or quantity.kind == "unchanged",
        )

    def _says_unchanged(self, role: Role) -> bool:
        """Tell whether 持平 is said of a line and not of what was already said in numbers."""
        if not (role.base or self.context.base):
            return False
        draft = self.context.draft
        return bool(clauses(role.subject + role.rest)) or draft is None or draft.change is None

    # ------------------------------------------------------------ which claim a share or change belongs to
    def _target(self, role: Role, name: str, quantity: Quantity, place: Place, base: str = "") -> int | None:
        words = role.subject or role.rest
        subject, named = self.context.subject_of(
            words, adjacent=bool(clauses(words)) and not words.endswith("。")
        )
        if not named and role.subject and role.rest:
            subject, named = self.context.subject_of(role.rest, adjacent=True)
        if not named:
            return self._unnamed(role, name, quantity, place, base)
        if subject is None or (quantity.kind == "unchanged" and not self._spoken_of(subject)):
            self.context.lost = True
            self._leave(quantity, role.rest + role.subject, "a share or change whose subject is not clear")
            return None
        return self._of(subject, role, name, place, base)

    def _spoken_of(self, subject: Subject) -> bool:
        return subject.known or self.context.last_of(subject) is not None

    def _unnamed(self, role: Role, name: str, quantity: Quantity, place: Place, base: str) -> int | None:
        context = self.context
        if not context.lost:
            if context.current is None and context.implied is not None:
                return self._of(context.implied, role, name, place, base)
            if context.current is not None and not self._of_several(role):
                return self._open(context.current, role, name, place, base)
        context.lost = True
        self._leave(quantity, role.rest, "a share or change whose subject is not clear")
        return None

    def _of_several(self, role: Role) -> bool:
        """Tell whether a sentence without a subject may speak of the total or of the last of several parts.

        «甲1万元、乙2万元，比上年增加…», «甲1万元，乙2万元。比上年增加…».
        """
        context = self.context
        if (
            context.listed
            and role.rest.startswith("，")
            and role.base
            and context.draft
            and context.draft.is_bare
        ):
            return True
        return crosses_sentence(role.rest) and context.item is None and len(set(context.before)) > 1

    def _of(self, subject: Subject, role: Role, name: str, place: Place, base: str) -> int:
        at = self.context.last_of(subject)
        self.context.topic, self.context.lost = subject, False
        if at is None:
            return self.context.keep(Draft(subject, self.context.paragraph, place))
        if at != self.context.current and self.context.drafts[at].is_bare:
            self.context.drafts[at] = replace(self.context.drafts[at], place=place)
            return self._open(at, role, name, place, base)
        if at == self.context.current:
            return self._open(at, role, name, place, base)
        return self.context.keep(self.context.drafts[at].again(self.context.paragraph, place))

    def _open(self, at: int, role: Role, name: str, place: Place, base: str) -> int:
        """Return the draft itself where it can still take the figure, else a new one that carries its amount."""
        draft = self.context.drafts[at]
        base = role.base or base
        other_base = (
            (name != "share" or role.id == "completion") and bool(base and draft.base) and base != draft.base
        )
        if getattr(draft, name) is not None or other_base or (draft.completion and name != "share"):
            return self.context.keep(draft.again(self.context.paragraph, place))
        self.context.current = at
        return at


def _begin(role: Role) -> int:
    last = clauses(role.rest)[:1]
    return last[0].start if last else len(role.rest)


def _sign_is_clear(quantity: Quantity, role: Role) -> bool:
    """Tell whether a minus can only be one: of a change in any spelling, of an amount as a plain minus."""
    return role.id == "change" or (role.id == "amount" and quantity.sign == "-")


def _signed(quantity: Quantity, role: Role, draft: Draft, earlier: Amount | None = None) -> Amount:
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
