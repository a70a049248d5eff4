"""One section of prose -> drafts of claims: every number is placed by the words before it and by what was said.

What cannot be placed goes to ``unplaced`` with a reason; nothing is repaired.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Place, Unplaced
from budgetkit.readers.narrative.context import Mind, Weighed, crosses_sentence
from budgetkit.readers.narrative.drafts import PROJECTS, Draft, Prior, with_priors
from budgetkit.readers.narrative.quantities import (
    Quantity,
    decreased,
    quantities,
    signless,
    unchanged_like,
)
from budgetkit.readers.narrative.roles import Role, lists_several, role_of, year_of
from budgetkit.readers.narrative.sections import Section
from budgetkit.readers.narrative.subjects import Subject, Subjects, pieces

_SNIPPET = 60
_JOINED = re.compile(r"[、和及与]")


@dataclass
class Walk:
    """Reads one section; ``year`` is the year of the document, ``accounts`` whether it settles a budget."""

    section: Section
    subjects: Subjects
    year: int | None = None
    accounts: bool = False
    unplaced: list[Unplaced] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start with nothing in mind."""
        self.mind = Mind(self.subjects, self.section.project)
        self.weighed = Weighed(self.mind, self.year, self.accounts)

    def read(self) -> list[Draft]:
        """Return the drafts of the whole section."""
        text = self.section.passage.text
        end = 0
        for found in quantities(text, bare=True):
            lead = text[end : found.start]
            quantity = self._meant(found, lead)
            if quantity is None:
                continue
            if quantity.kind == "points":
                self._leave(quantity, lead, "a change in percentage points")
                continue
            self.mind.advance(lead)
            self._place(quantity, lead, end)
            end = quantity.end
        drafts, left = with_priors(self.mind.drafts, self.mind.priors)
        reason = "an earlier figure without one of this year"
        self.unplaced += [Unplaced(f"{prior.base} {prior.amount}", reason) for prior in left]
        return drafts

    def _meant(self, quantity: Quantity, lead: str) -> Quantity | None:
        """Return a number without unit where it counts a subject, or is a share whose % was left out."""
        if quantity.kind != "bare" or self._counted(lead):
            return quantity
        role = role_of("percent", lead)
        return signless(quantity) if role and role.id == "share" and not pieces(role.rest) else None

    def _counted(self, lead: str) -> bool:
        last = pieces(lead)[:1]
        found = self.subjects.known(last[0].text) if last else None
        return found is not None and bool(found.unit)

    # ------------------------------------------------------------ one number
    def _place(self, quantity: Quantity, lead: str, start: int) -> None:
        role = self.weighed.role(quantity, lead)
        if self.mind.aside:
            back = self.weighed.returns(role, unchanged=quantity.kind == "unchanged")
            if role is None or back is None:
                self._leave(quantity, lead, "in an explanation")
                return
            self.mind.aside, role = False, replace(role, rest=back)
        if role is None:
            self._leave(quantity, lead, "no words of amount, share or change")
        elif quantity.kind != "unchanged" and (lists_several(lead) or _JOINED.fullmatch(lead)):
            self.mind.lost = True
            self._leave(quantity, lead, "several numbers for several subjects")
        else:
            place = self.section.passage.place(start + _begin(role))
            self._by_role(quantity, role, place)

    def _by_role(self, quantity: Quantity, role: Role, place: Place) -> None:
        pending, self.mind.pending = self.mind.pending, None
        if role.id == "amount":
            self._amount(quantity, role, place)
        elif role.id == "prior":
            self._prior(quantity, role)
        elif role.id == "share":
            self._share(quantity, role, place)
        elif role.id == "completion":
            self._completion(quantity, role, place)
        else:
            self._change(quantity, role, place, pending if not pieces(role.rest + role.subject) else None)

    def _leave(self, quantity: Quantity, lead: str, reason: str) -> None:
        """List a number that was not understood; things counted and 持平 are no loss."""
        if quantity.kind in ("money", "percent", "points"):
            words = (lead.rpartition("\n")[2] + quantity.text)[-_SNIPPET:]
            self.unplaced.append(Unplaced(words, reason, self.section.passage.place(quantity.start)))

    # ------------------------------------------------------------ amounts and earlier figures
    def _amount(self, quantity: Quantity, role: Role, place: Place) -> None:
        subject, named = self.mind.subject_of(role.rest, adjacent=True)
        subject = subject if named else self.mind.implied
        amount = quantity.amount
        if quantity.kind == "count" and (
            subject is None or not (subject.known or self.mind.kind == "counts")
        ):
            return
        if subject is None or amount is None:
            self.mind.lost = True
            self._leave(quantity, role.rest, "an amount whose subject is not clear")
        elif subject.year and quantity.kind == "money" and self.weighed.earlier(subject.year + "年"):
            self.mind.topic = subject
            self.mind.priors.append(Prior(subject.year + "年", amount, subject, self.mind.paragraph))
        else:
            if self.mind.project and subject.about == f"{PROJECTS}amount":
                subject = replace(subject, name=self.mind.project)
            unit = subject.unit if quantity.kind == "bare" else amount.unit
            self._say(Draft(subject, self.mind.paragraph, place, replace(amount, unit=unit)))
            self.mind.listed = role.rest.startswith("、")

    def _say(self, draft: Draft) -> None:
        """Keep an amount; one said twice of the same item in the same paragraph is kept once."""
        at = self.mind.last_of(draft.subject)
        known = self.mind.drafts[at] if at is not None and self.mind.item is not None else None
        if known and (known.amount, known.paragraph) == (draft.amount, draft.paragraph):
            self.mind.current, self.mind.topic, self.mind.lost = at, draft.subject, False
            return
        self.mind.said.append(draft.subject.key)
        self.mind.keep(draft)

    def _prior(self, quantity: Quantity, role: Role) -> None:
        subject, named = self.mind.subject_of(role.rest, adjacent=False)
        subject = subject if named else self.mind.implied
        if subject is None or quantity.amount is None:
            self._leave(quantity, role.rest + role.base, "an earlier figure whose subject is not clear")
            return
        self.mind.topic = subject
        self.mind.pending = Prior(role.base, quantity.amount, subject, self.mind.paragraph)
        self.mind.priors.append(self.mind.pending)

    # ------------------------------------------------------------ shares, completions, changes
    def _share(self, quantity: Quantity, role: Role, place: Place) -> None:
        at = self._target(role, "share", quantity, place)
        if at is None:
            return
        draft = self.mind.drafts[at]
        whole = self.subjects.whole(role.whole)
        if not role.whole:
            whole = draft.subject.whole or (self.mind.leader.about if self.mind.leader else "")
        self.mind.drafts[at] = replace(draft, share=quantity.amount, whole=whole)

    def _completion(self, quantity: Quantity, role: Role, place: Place) -> None:
        at = self._target(role, "share", quantity, place)
        if at is None:
            return
        draft = self.mind.drafts[at]
        prior = next((p for p in reversed(self.mind.priors) if p.is_of(draft, self.mind.paragraph)), None)
        prior = prior if prior and "预算" in prior.base else None
        if prior:
            self.mind.priors.remove(prior)
        self.mind.drafts[at] = replace(
            draft,
            share=quantity.amount,
            completion=True,
            whole="" if prior else self.subjects.budget_of(draft.subject),
            base=role.base or (prior.base if prior else "预算"),
            base_amount=prior.amount if prior else None,
        )

    def _change(self, quantity: Quantity, role: Role, place: Place, pending: Prior | None) -> None:
        name = "growth" if quantity.kind == "percent" else "change"
        if quantity.kind == "unchanged" and not self._says_unchanged(role):
            return
        at = self._target(role, name, quantity, place, pending.base if pending else "")
        if at is None:
            return
        draft = self.mind.drafts[at]
        base = role.base or (pending.base if pending else draft.base or self.mind.base)
        self.mind.base = role.base or self.mind.base
        years = {p.base: year_of(p.base, self.year) for p in self.mind.priors}
        prior = pending or self.mind.take_prior(draft, year_of(base, self.year), years)
        if pending in self.mind.priors:
            self.mind.priors.remove(pending)
        self.mind.drafts[at] = replace(
            draft,
            change=_signed(quantity, role, draft) if name == "change" else draft.change,
            growth=_signed(quantity, role, draft) if name == "growth" else draft.growth,
            base=base,
            base_amount=prior.amount if prior else draft.base_amount,
            inferred=draft.inferred or quantity.kind == "unchanged",
        )

    def _says_unchanged(self, role: Role) -> bool:
        """Tell whether 持平 is said of a line and not of what was already said in numbers."""
        if not (role.base or self.mind.base):
            return False
        draft = self.mind.draft
        return bool(pieces(role.subject + role.rest)) or draft is None or draft.change is None

    # ------------------------------------------------------------ which claim a share or change belongs to
    def _target(self, role: Role, name: str, quantity: Quantity, place: Place, base: str = "") -> int | None:
        words = role.subject or role.rest
        subject, named = self.mind.subject_of(words, adjacent=bool(pieces(words)))
        if not named and role.subject and role.rest:
            subject, named = self.mind.subject_of(role.rest, adjacent=True)
        if not named:
            return self._unnamed(role, name, quantity, place, base)
        if subject is None or (quantity.kind == "unchanged" and not self._spoken_of(subject)):
            self.mind.lost = True
            self._leave(quantity, role.rest + role.subject, "a share or change whose subject is not clear")
            return None
        return self._of(subject, role, name, place, base)

    def _spoken_of(self, subject: Subject) -> bool:
        return subject.known or self.mind.last_of(subject) is not None

    def _unnamed(self, role: Role, name: str, quantity: Quantity, place: Place, base: str) -> int | None:
        mind = self.mind
        if not mind.lost:
            if mind.current is None and mind.implied is not None:
                return self._of(mind.implied, role, name, place, base)
            if mind.current is not None and not self._of_several(role):
                return self._open(mind.current, role, name, place, base)
        mind.lost = True
        self._leave(quantity, role.rest, "a share or change whose subject is not clear")
        return None

    def _of_several(self, role: Role) -> bool:
        """Tell whether a sentence without a subject may speak of the total or of the last of several parts.

        «甲1万元、乙2万元，比上年增加…», «甲1万元，乙2万元。比上年增加…».
        """
        mind = self.mind
        if mind.listed and role.rest.startswith("，") and role.base and mind.draft and mind.draft.is_bare:
            return True
        return crosses_sentence(role.rest) and mind.item is None and len(set(mind.before)) > 1

    def _of(self, subject: Subject, role: Role, name: str, place: Place, base: str) -> int:
        at = self.mind.last_of(subject)
        self.mind.topic, self.mind.lost = subject, False
        if at is None:
            return self.mind.keep(Draft(subject, self.mind.paragraph, place))
        if at != self.mind.current and self.mind.drafts[at].is_bare:
            self.mind.drafts[at] = replace(self.mind.drafts[at], place=place)
            return self._open(at, role, name, place, base)
        if at == self.mind.current:
            return self._open(at, role, name, place, base)
        return self.mind.keep(self.mind.drafts[at].again(self.mind.paragraph, place))

    def _open(self, at: int, role: Role, name: str, place: Place, base: str) -> int:
        """Return the draft itself where it can still take the figure, else a new one that carries its amount."""
        draft = self.mind.drafts[at]
        base = role.base or base
        other_base = (
            (name != "share" or role.id == "completion") and bool(base and draft.base) and base != draft.base
        )
        if getattr(draft, name) is not None or other_base or (draft.completion and name != "share"):
            return self.mind.keep(draft.again(self.mind.paragraph, place))
        self.mind.current = at
        return at


def _begin(role: Role) -> int:
    last = pieces(role.rest)[:1]
    return last[0].start if last else len(role.rest)


def _signed(quantity: Quantity, role: Role, draft: Draft) -> Amount:
    if quantity.amount is None:
        return unchanged_like(draft.amount)
    return decreased(quantity.amount) if role.sign < 0 else quantity.amount
