"""What was said before a number in its section: lines, lists, bases, and what they leave to the next."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache

from budgetkit.model.amount import UNITS, Amount
from budgetkit.readers.narrative.drafts import Draft, EarlierFigure, chosen
from budgetkit.readers.narrative.roles import (
    Role,
    aside,
    narrative,
    opens,
    tells_purpose,
)
from budgetkit.readers.narrative.subjects import Subject, Subjects, clauses

_NEAR = 600
_BRACKETED = ("current", "lost", "aside", "leader", "leads", "listing", "opened")
"""What brackets change only for what stands in them: 基本支出9万元（其中人员经费8万元）；项目支出1万元."""
_STOP = re.compile(r"[。；\n]")
_GOES_ON = re.compile(r"[，：]?(?:其)?[一二三四五六七八九]是|第[一二三四五]")


@dataclass
class Context:
    """What was said so far in one section; :meth:`advance` takes in the words before the next number.

    ``of_that``: what a percentage right behind says that is measured by the figure before it (完成预算11万元的78%).
    Whose the next figure may be: the draft that is ``current``, the ``item`` that the paragraph is numbered by, the
    ``topic`` last named, the ``leader`` whose parts are listed (``leads`` in this sentence, ``has_led`` in the one
    before). ``lost``: a figure whose subject is not clear came between. ``opened``, ``listing`` and ``listed``: words
    such as 其中 stand before the number, a list goes on, the last amount was one of a list. ``aside``: in an
    explanation, which tells the ``purpose`` of money or why it changed.
    """

    subjects: Subjects
    project: str = ""
    drafts: list[Draft] = field(default_factory=list)
    earlier_figures: list[EarlierFigure] = field(default_factory=list)
    current: int | None = None
    pending: EarlierFigure | None = None
    of_that: Role | None = None
    topic: Subject | None = None
    item: Subject | None = None
    leader: Subject | None = None
    leads: bool = False
    has_led: bool = False
    base: str = ""
    year: str = ""
    verb: str = ""
    spoken: str = ""
    aside: bool = False
    counted_aside: bool = False
    after_list: bool = False
    purpose: bool = False
    opened: bool = False
    listing: bool = False
    listed: bool = False
    lost: bool = False
    paragraph: int = 0
    said: list[str] = field(default_factory=list)
    first_said: dict[str, tuple[bool, Amount]] = field(default_factory=dict)
    before: list[str] = field(default_factory=list)
    brackets: list[tuple[object, ...]] = field(default_factory=list)

    @property
    def draft(self) -> Draft | None:
        """The claim that is being said."""
        return None if self.current is None else self.drafts[self.current]

    @property
    def implied(self) -> Subject | None:
        """The subject of a sentence that names none: the numbered item, the topic, the section's only subject."""
        return self.item or self.topic or self.subjects.only

    def advance(self, lead: str) -> None:
        """Take in the words between two numbers."""
        if "\n" in lead:
            self._paragraph()
        closed = self._brackets(lead)
        for match in _project().finditer(lead):
            self.project = match["name"]
        stops = list(_STOP.finditer(lead))
        tail = lead[max(closed, stops[-1].end() if stops else 0) :]
        if "。" in lead:
            self.leads, self.has_led = False, self.leads
        if any(stop[0] != "；" for stop in stops):
            self._sentence(tail)
        self.opened = self.opened or opens(tail)
        goes_on = _GOES_ON.match(tail) is not None
        if goes_on and aside(lead[lead.rfind("。") + 1 :]) >= 0:
            self.aside, self.purpose = True, tells_purpose(lead)
        if stops and not goes_on:
            # 主要是减少甲18.00万元；乙3.80万元: the list goes on.
            self.after_list = (self.counted_aside or self.after_list) and all(
                stop[0] == "；" for stop in stops
            )
            self.aside = self.counted_aside = False
        if opens(tail) and self.draft is not None and aside(tail) < 0:
            if not (stops and tail.startswith(tuple(narrative()["words"]["sorted"]))):
                self.leader = self.draft.subject
            # 支出预算9万元，包括：甲5万元、乙4万元。按用途分类，包括：丙6万元: of the same whole.
            self.listing, self.leads = True, self.leader is not None
        if aside(tail) >= 0:
            changed = self.draft is None or self.draft.change is not None or self.draft.growth is not None
            self.aside, self.purpose = True, tells_purpose(tail, changed=changed)
        self._find_item(lead)

    def _paragraph(self) -> None:
        self.paragraph += 1
        self.item = self.topic = None
        self.before, self.said = [], []
        self.lost = self.has_led = False

    def _sentence(self, tail: str) -> None:
        self.before, self.said, self.verb, self.lost = self.said or self.before, [], "", False
        self.opened, self.year = False, ""
        self.listing = self.listing and self.base != ""
        if not opens(tail) and not self.listing:
            self.base = ""

    def _brackets(self, lead: str) -> int:
        """What stands in brackets is over when they close: what follows is of the subject before them.

        Returns where the last one closes that was opened before the lead.
        """
        before, closed = len(self.brackets), 0
        for at, character in enumerate(lead, 1):
            if character == "（":
                self.brackets.append(tuple(getattr(self, name) for name in _BRACKETED))
            elif character == "）" and self.brackets:
                for name, value in zip(_BRACKETED, self.brackets.pop(), strict=True):
                    setattr(self, name, value)
                if len(self.brackets) < before:
                    before, closed = len(self.brackets), at
        return closed

    def _find_item(self, lead: str) -> None:
        start = lead.rfind("\n") + 1
        for line in lead[:start].split("\n"):
            if above := self.subjects.item(line):
                self.subjects.stand_below(above[1])
        found = self.subjects.item(lead[start:])
        if found and not in_aside(lead, found[1].start + start):
            self.item = found[0]
            self.subjects.stand_below(found[1])

    # ------------------------------------------------------------ whose number it is
    def subject_of(self, words: str, *, adjacent: bool) -> tuple[Subject | None, bool]:
        """Return the subject that words name, and whether they name one at all.

        ``adjacent``: the words stand right before the number, so that unknown ones are its subject as printed.
        """
        words = words.rpartition("\n")[2][-_NEAR:]
        for position, clause in enumerate(clauses(words)):
            if in_aside(words, clause.start + len(clause.text)):
                continue
            known = self._named(clause.text)
            if known is not None:
                return known, True
            if self.item is not None and self._says_side(clause.text):
                continue
            part = self.opened and position == 0 and adjacent and self.subjects.is_part(clause.text)
            if not part and self.subjects.generic(clause.text, totals=self.item is not None or not self.said):
                continue
            if (position == 0 and adjacent) or (clause.start == 0 and _numbered(clause.text)):
                # 1.公务接待费。2022年预算数9万元: the heading of the paragraph names what its generic words speak of.
                return self.subjects.printed(clause.text, any_words=self.kind == "projects"), True
            break
        return None, False

    def _says_side(self, words: str) -> bool:
        """Tell whether words say of an item no more than that it is spent: 住房公积金（项）：2024年预算支出5万元."""
        sides = narrative()["subjects"]["sides"]
        return words in sides or any(
            side in words and self.subjects.generic(words.replace(side, "预算"))
            for side in sides
            if side.startswith("预算")
        )

    @property
    def kind(self) -> str:
        """What kind of section it is: counts, projects, or none."""
        return self.subjects.section.kind if self.subjects.section is not None else ""

    def _named(self, words: str) -> Subject | None:
        item = self.subjects.item(words)
        if item and self.subjects.generic(words[item[1].end :].removeprefix("支出")):
            return item[0]
        part = self.opened
        known = self.subjects.known(self.verb + words) if self.verb and self.verb not in words else None
        known = known or self._filled(self.subjects.known(words, part=part))
        known = self._of_line(known) if known and self.leads else known
        known = self._of_count(words, known) or self.subjects.attribute(
            self.draft.subject if self.draft else None, words
        )
        self.verb = next((verb for verb in narrative()["subjects"]["carried"] if verb in words), self.verb)
        return known

    def _of_count(self, words: str, known: Subject | None) -> Subject | None:
        """Return what words name behind a count: 涉及金额 is what projects cost, but not behind 整体绩效目标1个."""
        counted = self.drafts[-1] if self.drafts else None
        if known is None or counted is None or counted.amount is None or counted.amount.unit in UNITS:
            return known
        if counted.subject.about.rpartition(".")[0] == known.about.rpartition(".")[0]:
            return known
        return self.subjects.attribute(counted.subject, words) or known

    def _of_line(self, subject: Subject) -> Subject:
        """Return a part of the line that leads the list: the basic expenditure of an item is not that of the total."""
        table, _, column = subject.about.partition("/total/")
        if self.leader is None or not column or not self.subjects.is_line(self.leader):
            return subject
        cell = f"{table}/{self.leader.code}/{column}"
        return replace(subject, about=cell if self.leader.code and self.subjects.prints(cell) else "")

    def _filled(self, subject: Subject | None) -> Subject | None:
        """Fill in the row of the total whose parts are being listed."""
        if subject is None or "{leader}" not in subject.about:
            return subject
        row = re.search(r"/([^/.]+)\.[^/]*$", self.leader.about) if self.leader else None
        return replace(subject, about=subject.about.replace("{leader}", row[1]) if row else "")

    # ------------------------------------------------------------ keeping drafts
    def keep(self, draft: Draft) -> int:
        """Keep a new draft and make it the one that is being said."""
        self.drafts.append(draft)
        self.current, self.topic, self.lost = len(self.drafts) - 1, draft.subject, False
        return self.current

    def distinguished(self, subject: Subject, words: str, amount: Amount) -> Subject:
        """Return the subject, linked to no cell where its words mean another quantity than the words before.

        «收入预算100万元，…本年收入90万元»: one name for both, but revenue of the year is not the total.
        """
        last = clauses(words)[:1]
        of_year = bool(last) and any(word in last[0].text for word in narrative()["words"]["this_year"])
        before, earlier = self.first_said.setdefault(subject.about, (of_year, amount))
        if not subject.about or before == of_year or amount.agrees_with(earlier):
            return subject
        return self.subjects.printed(last[0].text if last else "") or Subject(subject.name)

    def turn_to(self, words: str) -> None:
        """Speak of the subject that words name, though no figure of it is read from them."""
        subject, named = self.subject_of(words, adjacent=False)
        if named and subject is not None:
            self.topic, self.lost = subject, False
            self.current = self.last_of(subject)

    def ends_list(self, words: str) -> bool:
        """Tell whether words without a subject begin a sentence behind a list of several parts."""
        return crosses_sentence(words) and self.item is None and len(set(self.before)) > 1

    def back_to_leader(self) -> Subject | None:
        """Speak of what a list was of; of nothing, where the list had no such leader."""
        self.current = self.last_of(self.leader) if self.leader and self.has_led else None
        self.lost = self.current is None
        return self.leader if self.current is not None else None

    def move_to_leader(self, at: int) -> None:
        """Give a change and its rate to the whole that a part was named of, where they can be of no other of the two.

        «收入总计100万元，其中上年结转40万元，较上年增加10万元，增长11.11%» may speak of either.
        """
        leader = self.last_of(self.leader) if self.leader else None
        if leader is None or leader == at:
            return
        part, whole = self.drafts[at], self.drafts[leader]
        moved = replace(
            whole,
            change=part.change,
            growth=part.growth,
            base=part.base,
            base_amount=part.base_amount,
            inferred=True,
        )
        if whole.is_bare and not whole.base and part.changes_as_said is False and moved.changes_as_said:
            self.drafts[leader] = moved
            self.drafts[at] = replace(part, change=None, growth=None, base="", base_amount=None)

    def last_of(self, subject: Subject) -> int | None:
        """Return the last draft of a subject."""
        found = (at for at in reversed(range(len(self.drafts))) if self.drafts[at].subject.key == subject.key)
        return next(found, None)

    def take_earlier(
        self, draft: Draft, base: str, year: str, year_of: dict[str, str]
    ) -> EarlierFigure | None:
        """Take the earlier figure of a draft's subject in this paragraph that is of a year and that the base names."""
        found = [
            p
            for p in self.earlier_figures
            if p.is_of(draft, self.paragraph) and year and year_of[p.base] == year
        ]
        figure = chosen(found, base)
        if figure is not None:
            self.earlier_figures.remove(figure)
        return figure


def _numbered(clause: str) -> bool:
    """Tell whether a clause begins with the number of its paragraph."""
    return _numbering().match(clause) is not None


@cache
def _numbering() -> re.Pattern[str]:
    return re.compile(narrative()["headings"]["enumerator"])


def in_aside(words: str, at: int) -> bool:
    """Tell whether the offset stands in an explanation that begins after the last stop."""
    stop = max((m.end() for m in _STOP.finditer(words, 0, at)), default=0)
    return aside(words[stop:at]) >= 0


def crosses_sentence(words: str) -> bool:
    """Tell whether a full stop stands in the words."""
    return "。" in words or "\n" in words


@cache
def _project() -> re.Pattern[str]:
    return re.compile(narrative()["headings"]["project"])
