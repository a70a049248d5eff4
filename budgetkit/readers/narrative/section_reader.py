"""One section of prose -> drafts of claims: every number is placed by the words before it and by what was said.

What cannot be placed goes to the account of numbers with a reason; nothing is repaired.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from budgetkit.model.amount import UNITS
from budgetkit.model.disclosure import Place, Remark
from budgetkit.readers.narrative.code_paths import Item
from budgetkit.readers.narrative.context import Context
from budgetkit.readers.narrative.directions import Directions, signed
from budgetkit.readers.narrative.drafts import PROJECTS, Draft, EarlierFigure, chosen, with_earlier_figures
from budgetkit.readers.narrative.number_account import NumberAccount
from budgetkit.readers.narrative.quantities import Quantity, quantities, signless
from budgetkit.readers.narrative.remarks import on_items
from budgetkit.readers.narrative.roles import Role, counted_behind, phrase, resumed, role_of, year_of
from budgetkit.readers.narrative.roles_in_context import RolesInContext, begin, sign_is_clear
from budgetkit.readers.narrative.sections import Section
from budgetkit.readers.narrative.subjects import Subject, Subjects, clauses
from budgetkit.readers.narrative.targets import Figure, target

_ITEM_HEAD = re.compile(r"(?:(?!主要用于|\d\.\d|\d万)[^。])+")
_NEAR, _WINDOW = 20, 60
_LISTED = {
    "points": "a change in percentage points",
    "rate": "a rate that is no percentage",
}
_YEAR = re.compile(r"(20\d{2})年")


@dataclass
class SectionReader:
    """Reads one section; ``year`` is the year of the document, ``accounts`` whether it settles a budget."""

    section: Section
    subjects: Subjects
    year: int | None = None
    accounts: bool = False
    remarks: list[Remark] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start with nothing said."""
        self.account = NumberAccount(self.section.passage)
        self.directions = Directions(self.section.passage, self.remarks)
        self.context = Context(self.subjects, self.section.project)
        self.roles = RolesInContext(self.context, self.year, self.accounts)
        self.counted: Subject | None = None

    def read(self) -> list[Draft]:
        """Return the drafts of the whole section."""
        text = self.section.passage.text
        end, ends = 0, list[int]()
        found_all = [
            q
            for q in quantities(text, bare=True)
            if q.kind != "bare" or not self.account.is_idle(q.start, q.end)
        ]
        for found in found_all:
            lead = text[end : found.start]
            unchanged = found.text if found.kind == "unchanged" else ""
            self.directions.notice(self.context, lead + unchanged, end)
            quantity = self._interpreted(found, lead)
            if quantity is None:
                self.account.leave(found, lead, "a number without a unit")
            elif quantity.kind in _LISTED:
                self.account.leave(quantity, lead, _LISTED[quantity.kind])
            else:
                self.context.advance(lead)
                self._place(quantity, resumed(text, end, lead, ends), end)
                end = quantity.end
                ends.append(end)
        self.directions.notice(self.context, text[end:], end)
        drafts = with_earlier_figures(self.context.drafts, self.context.earlier_figures)
        self.directions.judge(drafts)
        self.remarks += on_items(self.section, self._items())
        self.account.close(found_all)
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

    # ------------------------------------------------------------ one number
    def _interpreted(self, quantity: Quantity, lead: str) -> Quantity | None:
        """Return a number without unit as what it can be: a count, no money, a share whose % was left out."""
        if quantity.kind != "bare":
            return quantity
        last = clauses(lead)[:1]
        found = self.subjects.known(last[0].text) if last else None
        if found is not None and found.unit:
            return quantity
        amount = quantity.amount
        if found is not None and amount is not None and not amount.value and (unit := self._money_unit()):
            # 公务用车购置为0
            return replace(quantity, kind="money", amount=replace(amount, unit=unit))
        role = role_of("percent", lead)
        if role is None or clauses(role.rest + role.subject):
            return None
        draft = self.context.draft
        after_change = (
            role.id == "change" and draft is not None and draft.change is not None and draft.growth is None
        )
        return signless(quantity) if role.id == "share" or after_change else None

    def _money_unit(self) -> str:
        """Return the unit of the last amount of money that the section states, empty before the first."""
        units = (d.amount.unit for d in reversed(self.context.drafts) if d.amount is not None)
        return next((unit for unit in units if unit.endswith("元")), "")

    def _place(self, quantity: Quantity, lead: str, start: int) -> None:
        behind = self.section.passage.text[quantity.end : quantity.end + _NEAR]
        role = self._as_budget(quantity, self.roles.role(quantity, lead, behind))
        counted, self.counted = self.counted, None
        if self.context.aside:
            back = self.roles.returns(role, unchanged=quantity.kind == "unchanged")
            if role is None or back is None:
                self.context.counted_aside |= role is None or role.id == "amount"
                self.account.leave(quantity, lead, "in an explanation")
                return
            self.context.aside, role = False, replace(role, rest=back)
        reason = ""
        if role is None:
            self.account.leave(quantity, lead, "no words of amount, share or change")
            self.context.turn_to(lead)
            return
        place = self.section.passage.place(start + begin(role))
        if quantity.kind == "count" and counted and counted.name and phrase("counted_too").fullmatch(lead):
            # 国内公务接待20批次、100人次
            self._count(quantity, role, counted, place)
            return
        if (
            quantity.kind == "money"
            and counted is not None
            and (not lead or phrase("joined").fullmatch(lead))
        ):
            self._money_of(counted, quantity, lead, place)
            return
        if phrase("factor").match(self.section.passage.text, quantity.end):
            reason = "one factor of a product"
        elif quantity.kind == "malformed":
            reason = "digits that are not one number for certain"
        elif quantity.sign and not sign_is_clear(quantity, role):
            reason = "a sign that its words do not explain"
        elif quantity.kind != "unchanged" and self.roles.is_several(role, lead, behind):
            reason = "several numbers for several subjects"
        if reason:
            self.context.lost = True
            self.account.leave(quantity, lead, reason)
        else:
            self._by_role(quantity, role, place)

    def _as_budget(self, quantity: Quantity, role: Role | None) -> Role | None:
        """Return the role of an amount that the outturn follows as that of its budget: 预算30万元，支出决算25万元."""
        budget = phrase("own_budget").search(role.rest) if role is not None and role.id == "amount" else None
        if (
            budget is None
            or not self.accounts
            or not phrase("outturn").match(self.section.passage.text, quantity.end)
        ):
            return role
        return Role("prior", base=budget[0], rest=budget.string[: budget.start()])

    def _money_of(self, counted: Subject, quantity: Quantity, lead: str, place: Place) -> None:
        """Say the money behind a count: 通用设备12台（套）、1024.6万元; 公务用车购置费1辆20万元."""
        known = self.subjects.known(counted.name)
        subject = known if known is not None and not known.counts else Subject(counted.name)
        base, paragraph = f"{counted.year}年", self.context.paragraph
        if not counted.name:
            # 上年公务用车购置费1辆20万元: whose the money is stands before the count.
            self.context.lost = True
            self.account.leave(quantity, lead, "an amount whose subject is not clear")
        elif quantity.amount is not None and counted.year and self.roles.earlier(base):
            # 2023年公务用车购置费1辆20万元
            self.context.earlier_figures.append(
                EarlierFigure(base, quantity.amount, subject, paragraph, place)
            )
        else:
            self._say(Draft(subject, paragraph, place, quantity.amount))

    def _by_role(self, quantity: Quantity, role: Role, place: Place) -> None:
        pending, self.context.pending = self.context.pending, None
        if role.id == "amount":
            self._amount(quantity, role, place)
        elif role.id == "prior":
            self._prior(quantity, role, place)
        elif role.id == "whole":
            self._whole(quantity, role, place)
        elif role.id == "share":
            self._share(quantity, role, place)
        elif role.id == "completion":
            self._completion(quantity, role, place)
        else:
            words = clauses(role.rest + role.subject)
            nameless = all(self.subjects.generic(clause.text) for clause in words)
            self._change(quantity, role, place, pending if nameless else None)

    # ------------------------------------------------------------ amounts and earlier figures
    def _amount(self, quantity: Quantity, role: Role, place: Place) -> None:
        subject, named = self.context.subject_of(role.rest, adjacent=True)
        subject = subject if named else self.context.implied
        amount = quantity.amount
        if quantity.kind != "count" and phrase("of_which").search(role.rest):
            # 其中5万元为学费: what it is stands behind the amount.
            behind = phrase("is").match(self.section.passage.text, quantity.end)
            subject = self.subjects.printed(behind["noun"]) if behind else None
        if quantity.kind == "count":
            self._count(quantity, role, subject if named or (subject and subject.counts) else None, place)
            return
        if self.context.after_list and subject is not None and not subject.known:
            self.account.leave(quantity, role.rest, "in an explanation")
            return
        self.context.after_list = False
        if subject is None or amount is None:
            self.context.lost = True
            self.account.leave(quantity, role.rest, "an amount whose subject is not clear")
        elif quantity.kind == "money" and self._is_of_earlier_year(role, subject if named else None):
            self.context.topic = subject
            base = f"{self.context.year}年"
            self.context.earlier_figures.append(
                EarlierFigure(base, amount, subject, self.context.paragraph, place)
            )
        else:
            if self.context.project and subject.about == f"{PROJECTS}amount":
                subject = replace(subject, name=self.context.project)
            if quantity.kind == "money" and subject.counts:
                # 车辆30万元 is no number of cars.
                subject = Subject(subject.name)
            if quantity.kind == "money":
                subject = self.context.distinguished(subject, role.rest, amount)
            unit = subject.unit if quantity.kind == "bare" else amount.unit
            self._say(Draft(subject, self.context.paragraph, place, replace(amount, unit=unit)))
            self.context.spoken = (clauses(role.rest) or clauses(subject.name))[0].text
            self.context.listed = role.rest.startswith("、")

    def _is_of_earlier_year(self, role: Role, named: Subject | None) -> bool:
        """Tell whether an amount is of a year before this one: by its words, or by the list that it stands in."""
        last = clauses(role.rest)[:1]
        said = _YEAR.findall(last[0].text) if last else []
        year = said[-1] if said and (named is None or named.year) else named.year if named else ""
        self.context.year = year or self.context.year
        return bool(self.context.year) and self.roles.earlier(f"{self.context.year}年")

    def _count(self, quantity: Quantity, role: Role, subject: Subject | None, place: Place) -> None:
        """Say how many there are of a known subject, of what stands behind the number, or of the words before it."""
        if not (subject is not None and subject.known and subject.counts):
            words, noun = counted_behind(self.section.passage.text, quantity.end)
            known = self.subjects.known(words) if words else None
            if known is not None and known.counts:
                subject = known
            elif noun:
                subject = Subject(noun)
            elif subject is not None and subject.known:
                # 公务用车购置1辆 counts cars; the cell of the name holds money.
                subject = Subject(subject.name)
        if subject is None or quantity.amount is None:
            self.account.leave(quantity, role.rest, "a count whose subject is not known")
            self.counted = Subject("")
            return
        draft = Draft(subject, self.context.paragraph, place, quantity.amount)
        if subject.counts or self.context.kind == "counts":
            self._say(draft)
            self.context.listed = role.rest.startswith("、")
        else:
            # What is said next is of the money before, not of what was counted.
            self.context.drafts.append(draft)
        said = _YEAR.findall(clauses(role.rest)[0].text) if clauses(role.rest) else []
        self.counted = replace(subject, year=said[-1]) if said else subject

    def _say(self, draft: Draft) -> None:
        """Keep an amount; one said twice of the same item in the same paragraph is kept once."""
        at = self.context.last_of(draft.subject)
        known = self.context.drafts[at] if at is not None and self.context.item is not None else None
        if known and (known.amount, known.paragraph) == (draft.amount, draft.paragraph):
            self.context.current, self.context.topic, self.context.lost = at, draft.subject, False
            return
        self.context.said.append(draft.subject.key)
        self.context.keep(draft)

    def _prior(self, quantity: Quantity, role: Role, place: Place) -> None:
        subject, named = self.context.subject_of(role.rest, adjacent=bool(clauses(role.rest)))
        if not named and self.context.ends_list(role.rest):
            # 甲10万元，其中：乙4万元，丙6万元。比上年9万元增加1万元: it goes on with what it listed the parts of.
            named, subject = True, self.context.back_to_leader()
        subject = subject if named else self.context.implied
        if subject is None or quantity.amount is None:
            self.account.leave(
                quantity, role.rest + role.base, "an earlier figure whose subject is not clear"
            )
            return
        self.context.topic = subject
        paragraph = self.context.paragraph
        self.context.pending = EarlierFigure(role.base, quantity.amount, subject, paragraph, place)
        self.context.earlier_figures.append(self.context.pending)

    # ------------------------------------------------------------ shares, completions, changes
    def _share(self, quantity: Quantity, role: Role, place: Place) -> None:
        at = self._target(quantity, Figure(role, "share", place))
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

    def _whole(self, quantity: Quantity, role: Role, place: Place) -> None:
        """Keep the amount that a share behind it is of, beside the line that is being said."""
        subject = self.subjects.known(role.whole) if quantity.kind == "money" else None
        if subject is None:
            self.account.leave(quantity, role.whole, "the whole of a share")
        else:
            self.context.drafts.append(Draft(subject, self.context.paragraph, place, quantity.amount))

    def _completion(self, quantity: Quantity, role: Role, place: Place) -> None:
        at = self._target(quantity, Figure(role, "share", place))
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
        words, near = role.rest + role.subject + role.base, self.section.passage.text[: quantity.start]
        if phrase("like_for_like").search(words) or phrase("without").search(near[-_WINDOW:]):
            self.account.leave(quantity, role.rest, "a change on another basis than the figures printed")
            return
        if pending is not None and role.base and chosen([pending], role.base) is None:
            pending = None
        if quantity.kind == "unchanged" and not role.states:
            self.context.turn_to(role.subject or role.rest)
            return
        if quantity.kind == "unchanged" and pending is None and not self.roles.says_unchanged(role):
            return
        base, unchanged = pending.base if pending else "", quantity.kind == "unchanged"
        at = self._target(quantity, Figure(role, name, place, base, unchanged))
        if at is None:
            return
        draft = self.context.drafts[at]
        if quantity.kind == "count" and draft.amount is not None and draft.amount.unit in UNITS:
            # 公务接待费1.20万元，接待增加2批次
            self.account.leave(quantity, role.rest, "a share or change whose subject is not clear")
            return
        base = role.base or (pending.base if pending else draft.base or self.context.base)
        self.context.base = role.base or self.context.base
        years = {p.base: year_of(p.base, self.year) for p in self.context.earlier_figures}
        prior = pending or self.context.take_earlier(draft, base, year_of(base, self.year), years)
        if pending in self.context.earlier_figures:
            self.context.earlier_figures.remove(pending)
        if quantity.sign and role.sign:
            self.directions.minus(quantity)
        figure = signed(quantity, role, draft, prior.amount if prior else draft.base_amount)
        self.context.drafts[at] = replace(
            draft,
            change=figure if name == "change" else draft.change,
            growth=figure if name == "growth" else draft.growth,
            base=base,
            base_amount=prior.amount if prior else draft.base_amount,
            inferred=draft.inferred or quantity.kind == "unchanged",
        )
        if self.context.leads:
            self.context.move_to_leader(at)

    def _target(self, quantity: Quantity, figure: Figure) -> int | None:
        at = target(self.context, figure)
        if at is None:
            words = figure.role.rest + figure.role.subject
            self.account.leave(quantity, words, "a share or change whose subject is not clear")
        return at
