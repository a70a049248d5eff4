"""One section of prose -> drafts of claims: every number is placed by the words before it and by what was said.

The walk keeps what a reader keeps in mind: the numbered item, the last subject, the total whose parts are being
listed, the base a comparison was opened with, prior figures, and what was said inside brackets. What it cannot
place goes to ``unplaced`` with a reason; nothing is repaired.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache

from budgetkit.amount import Amount
from budgetkit.model import Place, Unplaced
from budgetkit.readers.headings import Section
from budgetkit.readers.quantities import Quantity, decreased, quantities, unchanged_like
from budgetkit.readers.sentences import (
    Role,
    aside,
    lists_several,
    narrative,
    opens,
    role_of,
    unchanged_role,
    year_of,
)
from budgetkit.readers.subjects import Subject, Subjects, pieces

_STOP = re.compile(r"[。；\n]")
_SNIPPET = 60
_PROJECT = "narrative/projects/amount"


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim in the making; ``paragraph`` is the numbered paragraph its amount stands in."""

    subject: Subject
    place: Place
    paragraph: int
    amount: Amount | None = None
    share: Amount | None = None
    whole: str = ""
    completion: bool = False
    change: Amount | None = None
    growth: Amount | None = None
    base: str = ""
    base_amount: Amount | None = None
    inferred: bool = False

    @property
    def is_bare(self) -> bool:
        """Tell whether it says an amount and nothing else."""
        return self.share is None and self.change is None and self.growth is None and self.base_amount is None


@dataclass(frozen=True, slots=True)
class Prior:
    """An earlier figure that the text prints: what it is called, its amount, of which subject."""

    base: str
    amount: Amount
    subject: Subject
    paragraph: int


@dataclass
class Walk:
    """What a reader keeps in mind while reading one section."""

    section: Section
    subjects: Subjects
    year: int | None = None
    accounts: bool = False
    drafts: list[Draft] = field(default_factory=list)
    priors: list[Prior] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    current: int | None = None
    topic: Subject | None = None
    item: Subject | None = None
    leader: Subject | None = None
    base: str = ""
    aside: bool = False
    paragraph: int = 0
    listing: bool = False
    project: str = ""
    verb: str = ""
    said: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    brackets: list[int | None] = field(default_factory=list)

    def read(self) -> None:
        """Read the whole section."""
        text = self.section.passage.text
        self.project = self.section.project
        counts = self.section.form is not None and bool([s for s in self.subjects.subjects if s.unit])
        end = 0
        for quantity in quantities(text, bare=counts):
            lead = text[end : quantity.start]
            if quantity.kind == "bare" and not self._counted(lead):
                continue
            self._advance(lead)
            self._place(quantity, lead, end)
            end = quantity.end
        self._close()

    def _counted(self, lead: str) -> bool:
        last = pieces(lead)[:1]
        found = self.subjects.known(last[0].text) if last else None
        return found is not None and bool(found.unit)

    # ------------------------------------------------------------ what the words before a number change
    def _advance(self, lead: str) -> None:
        if "\n" in lead:
            self.paragraph += 1
            self.item = self.topic = None
            self.before = self.said = []
        self._brackets(lead)
        for match in _project().finditer(lead):
            self.project = match["name"]
        stops = list(_STOP.finditer(lead))
        tail = lead[stops[-1].end() :] if stops else lead
        if any(m[0] != "；" for m in stops):
            self.before, self.said, self.verb = self.said or self.before, [], ""
            self.listing = self.listing and self.base != ""
            if not opens(tail) and not self.listing:
                self.base = ""
        if opens(tail) and self.current is not None and aside(tail) < 0:
            self.leader, self.listing = self.drafts[self.current].subject, True
        if stops:
            self.aside = False
        self.aside = self.aside or aside(tail) >= 0
        found = self.subjects.item(lead[lead.rfind("\n") + 1 :])
        if found and not self._in_aside(lead, found[1].start + lead.rfind("\n") + 1):
            self.item = found[0]

    def _brackets(self, lead: str) -> None:
        for character in lead:
            if character == "（":
                self.brackets.append(self.current)
            elif character == "）" and self.brackets:
                self.current = self.brackets.pop()

    @staticmethod
    def _in_aside(lead: str, at: int) -> bool:
        stop = max((m.end() for m in _STOP.finditer(lead, 0, at)), default=0)
        return aside(lead[stop:at]) >= 0

    # ------------------------------------------------------------ one number
    def _place(self, quantity: Quantity, lead: str, start: int) -> None:
        role = self._role(quantity, lead)
        if self.aside:
            back = self._returns(role) if quantity.kind != "unchanged" else ""
            if role is None or not back:
                if quantity.kind in ("money", "percent"):
                    self._leave(quantity, lead, "in an explanation")
                return
            self.aside, role = False, replace(role, rest=back)
        if role is None:
            if quantity.kind in ("money", "percent"):
                self._leave(quantity, lead, "no words of amount, share or change")
            return
        if quantity.kind != "unchanged" and (lists_several(lead) or re.fullmatch(r"[、和及与]", lead)):
            self._leave(quantity, lead, "several numbers for several subjects")
            return
        place = self.section.passage.place(start + self._begin(role))
        getattr(self, f"_{role.id}")(quantity, role, place)

    @staticmethod
    def _begin(role: Role) -> int:
        last = pieces(role.rest)[:1]
        return last[0].start if last else len(role.rest)

    def _role(self, quantity: Quantity, lead: str) -> Role | None:
        if quantity.kind == "unchanged":
            return unchanged_role(lead)
        role = role_of("count" if quantity.kind == "bare" else quantity.kind, lead)
        if role is not None and role.id == "change" and not role.base and self._kind == "projects":
            role = Role("amount", rest=lead)
        if role is not None and role.id == "prior" and not self._earlier(role.base):
            return Role("amount", rest=lead)
        return role

    def _earlier(self, base: str) -> bool:
        """Tell whether a figure called so is of an earlier year, or the budget that an outturn is measured by."""
        year = year_of(base, self.year)
        if "预算" in base and "执行" not in base and not year.isdigit() and year != "last":
            return self.accounts
        return year == "last" or (year.isdigit() and (self.year is None or int(year) < self.year))

    def _returns(self, role: Role | None) -> str:
        """Return the subject with which an explanation is over though no full stop says so, ``""`` when it goes on."""
        if role is None or role.id not in ("amount", "change") or (role.id == "change" and not role.base):
            return ""
        found = re.search(r"[，：、；]([^，：、；。\n]+)\Z", role.rest)
        if found is None or aside(found[1]) >= 0:
            return ""
        known = self.subjects.known(found[1]) or self.subjects.item(found[1])
        return found[1] if known else ""

    def _leave(self, quantity: Quantity, lead: str, reason: str) -> None:
        words = (lead.rpartition("\n")[2] + quantity.text)[-_SNIPPET:]
        self.unplaced.append(Unplaced(words, reason, self.section.passage.place(quantity.start)))

    # ------------------------------------------------------------ whose number it is
    def _subject(self, words: str, *, adjacent: bool) -> tuple[Subject | None, bool]:
        """Return the subject that words name, and whether they name one at all.

        ``adjacent``: the words stand right before the number, so that unknown ones are its subject as printed.
        """
        found = pieces(words.rpartition("\n")[2])
        for position, piece in enumerate(found):
            if self._in_aside(words.rpartition("\n")[2], piece.start + len(piece.text)):
                continue
            known = self._named(piece.text)
            if known is not None:
                return known, True
            if self.subjects.generic(piece.text):
                continue
            if position == 0 and adjacent:
                return self.subjects.printed(piece.text, any_words=self._kind == "projects"), True
            break
        return None, False

    def _named(self, words: str) -> Subject | None:
        of = self.drafts[self.current].subject if self.current is not None else None
        item = self.subjects.item(words)
        if item and self.subjects.generic(words[item[1].end :].removeprefix("支出")):
            return item[0]
        carried = self.subjects.known(self.verb + words) if self.verb and self.verb not in words else None
        known = carried or self._filled(self.subjects.known(words)) or self.subjects.attribute(of, words)
        self.verb = next((verb for verb in narrative()["subjects"]["carried"] if verb in words), self.verb)
        return known

    def _filled(self, subject: Subject | None) -> Subject | None:
        """Fill in the row of the total whose parts are being listed."""
        if subject is None or "{leader}" not in subject.about:
            return subject
        row = re.search(r"/([^/.]+)\.[^/]*$", self.leader.about) if self.leader else None
        return replace(subject, about=subject.about.replace("{leader}", row[1]) if row else "")

    # ------------------------------------------------------------ the roles
    def _amount(self, quantity: Quantity, role: Role, place: Place) -> None:
        subject, named = self._subject(role.rest, adjacent=True)
        if not named:
            subject = self.item or self.topic or self.subjects.only
        if quantity.kind == "count" and (subject is None or not (subject.known or self._kind == "counts")):
            return
        if subject is None or quantity.amount is None:
            self._leave(quantity, role.rest, "an amount whose subject is not clear")
            return
        if subject.year and self._earlier(subject.year + "年") and quantity.kind == "money":
            self.priors.append(Prior(subject.year + "年", quantity.amount, subject, self.paragraph))
            self.topic = subject
            return
        if self.project and subject.about == _PROJECT:
            subject = replace(subject, name=self.project)
        amount = quantity.amount
        if quantity.kind == "bare":
            amount = replace(amount, unit=subject.unit)
        self._draft(Draft(subject, place, self.paragraph, amount=amount))

    @property
    def _kind(self) -> str:
        return self.section.form.kind if self.section.form is not None else ""

    def _draft(self, draft: Draft) -> None:
        """Keep an amount; one said twice of the same subject in the same paragraph is kept once."""
        self.topic = draft.subject
        for at, known in enumerate(self.drafts):
            same = known.subject.key == draft.subject.key and known.amount == draft.amount
            if same and known.paragraph == draft.paragraph and self.item is not None:
                self.current = at
                return
        self.said.append(draft.subject.key)
        self.drafts.append(draft)
        self.current = len(self.drafts) - 1

    def _prior(self, quantity: Quantity, role: Role, place: Place) -> None:
        subject, named = self._subject(role.rest, adjacent=False)
        subject = subject if named else (self.item or self.topic or self.subjects.only)
        if subject is None or quantity.amount is None:
            self._leave(quantity, role.rest + role.base, "an earlier figure whose subject is not clear")
            return
        self.topic = subject
        self.priors.append(Prior(role.base, quantity.amount, subject, self.paragraph))

    def _share(self, quantity: Quantity, role: Role, place: Place) -> None:
        at = self._target(role, place, "share", quantity)
        if at is None:
            return
        whole = self.subjects.whole(role.whole)
        if not role.whole or not whole:
            whole = self.drafts[at].subject.whole if not role.whole else whole
            whole = whole or (self.leader.about if self.leader and not role.whole else "")
        self.drafts[at] = replace(self.drafts[at], share=quantity.amount, whole=whole)

    def _completion(self, quantity: Quantity, role: Role, place: Place) -> None:
        at = self._target(role, place, "share", quantity)
        if at is None:
            return
        draft = self.drafts[at]
        prior = next((p for p in reversed(self._priors_of(draft)) if "预算" in p.base), None)
        base = role.base or (prior.base if prior else "预算")
        self.drafts[at] = replace(
            draft,
            share=quantity.amount,
            completion=True,
            base=base,
            base_amount=prior.amount if prior else None,
        )
        if prior:
            self.priors.remove(prior)

    def _change(self, quantity: Quantity, role: Role, place: Place) -> None:
        name = "growth" if quantity.kind == "percent" else "change"
        if quantity.kind == "unchanged" and not (role.base or self.base):
            return
        at = self._target(role, place, name, quantity)
        if at is None:
            return
        draft = self.drafts[at]
        said = quantity.amount
        if quantity.kind == "unchanged" or said is None:
            said = unchanged_like(draft.amount)
        elif role.sign < 0:
            said = decreased(said)
        base = role.base or draft.base or self.base
        self.base = role.base or self.base
        prior = self._prior_for(draft, base)
        self.drafts[at] = replace(
            draft,
            change=said if name == "change" else draft.change,
            growth=said if name == "growth" else draft.growth,
            base=base,
            base_amount=prior.amount if prior else draft.base_amount,
            inferred=draft.inferred or quantity.kind == "unchanged",
        )

    # ------------------------------------------------------------ which claim a share or change belongs to
    def _target(self, role: Role, place: Place, name: str, quantity: Quantity) -> int | None:
        words = role.subject or role.rest
        subject, named = self._subject(words, adjacent=bool(pieces(words)))
        if not named and role.subject and role.rest:
            subject, named = self._subject(role.rest, adjacent=True)
        if named and subject is None:
            self._leave(quantity, role.rest + role.subject, "a share or change whose subject is not clear")
            return None
        if not named:
            return self._unnamed(role, name, quantity, place)
        return self._of(subject, role, name, place) if subject else None

    def _unnamed(self, role: Role, name: str, quantity: Quantity, place: Place) -> int | None:
        if self.current is None:
            subject = self.item or self.topic or self.subjects.only
            if subject is not None:
                return self._of(subject, role, name, place)
        elif not (_STOP.search(role.rest.replace("；", "")) and self._several()):
            return self._open(self.current, role, name, place)
        self._leave(quantity, role.rest, "a share or change whose subject is not clear")
        return None

    def _several(self) -> bool:
        """Tell whether the sentence before spoke of several subjects, so that one without a subject is unclear."""
        return self.item is None and len(set(self.before)) > 1

    def _of(self, subject: Subject, role: Role, name: str, place: Place) -> int:
        same = [at for at, d in enumerate(self.drafts) if d.subject.key == subject.key]
        self.topic = subject
        if not same:
            return self._add(Draft(subject, place, self.paragraph))
        at = same[-1]
        if at == self.current or self.drafts[at].is_bare:
            return self._open(at, role, name, place)
        return self._add(Draft(subject, place, self.paragraph, amount=self.drafts[at].amount))

    def _open(self, at: int, role: Role, name: str, place: Place) -> int:
        """Return the draft itself where it can still take the figure, else a new one that carries its amount."""
        draft = self.drafts[at]
        other_base = bool(role.base and draft.base) and role.base != draft.base
        if (
            getattr(draft, name) is not None
            or (draft.completion and name != "share")
            or (other_base and name != "share")
        ):
            return self._add(Draft(draft.subject, place, self.paragraph, amount=draft.amount))
        self.current = at
        return at

    def _add(self, draft: Draft) -> int:
        self.drafts.append(draft)
        self.current = len(self.drafts) - 1
        return self.current

    # ------------------------------------------------------------ prior figures
    def _priors_of(self, draft: Draft) -> list[Prior]:
        return [
            p for p in self.priors if p.subject.key == draft.subject.key and p.paragraph == self.paragraph
        ]

    def _prior_for(self, draft: Draft, base: str) -> Prior | None:
        year = year_of(base, self.year)
        found = [p for p in self._priors_of(draft) if year and year_of(p.base, self.year) == year]
        if found:
            self.priors.remove(found[-1])
        return found[-1] if found else None

    def _close(self) -> None:
        """Give the prior figures that no change named to the amounts of their subjects."""
        for prior in self.priors:
            same = [
                at
                for at, d in enumerate(self.drafts)
                if d.subject.key == prior.subject.key and d.paragraph == prior.paragraph
            ]
            if not same:
                words = f"{prior.base}{prior.amount}"
                self.unplaced.append(Unplaced(words, "an earlier figure without a figure of this year"))
                continue
            draft = self.drafts[same[-1]]
            if draft.base:
                self.drafts.append(
                    Draft(
                        draft.subject,
                        draft.place,
                        draft.paragraph,
                        draft.amount,
                        base=prior.base,
                        base_amount=prior.amount,
                    )
                )
            else:
                self.drafts[same[-1]] = replace(draft, base=prior.base, base_amount=prior.amount)


@cache
def _project() -> re.Pattern[str]:
    return re.compile(narrative()["headings"]["project"])
