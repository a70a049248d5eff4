"""Lines of prose -> the sections of the narrative, by the headings that a form knows, whatever the line breaks.

Sections that are never read (duties, glossary, project descriptions) and the stretches that tables occupy in
flattened text are left out; a section of another name is read when its heading speaks of money.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from budgetkit.forms.form import Form, SectionForm, national, plain
from budgetkit.model.disclosure import NOWHERE, Place
from budgetkit.readers.narrative.text import Passage, ProseLine, passage

_LONGEST = 90
_MOST_LINES = 6
_TAIL = re.compile(r"[.…·．。：]*\d{0,3}$")
_FIGURE = re.compile(r"\d[\d.,]*(?:亿|百万|万|千)?(?:元|%)")
_SUFFIX = re.compile(r"（[^（）]{1,20}）$")
_OF_PROJECT = "经费情况说明"
_SPEAKING = ("说明", "情况")
_DEEPEST = 9
_SHORT = 12
_PART = 1
_TABLE = "in a table"
_UNREAD = {
    "table": f"{_TABLE}: {{}}",
    "skip": "in a section that states no figures of the budget: {}",
    "closed": "in a section that states no figures of the budget: {}",
    "unread": "in a section of an unknown name: {}",
}


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of narrative that is read: its id, its heading, what the form knows of it, its text.

    ``project`` is the project that a heading above it names, in sections that speak of one project each.
    ``unread`` says why it states nothing of the budget, where it is not read; ``heading`` is the heading with its
    numbering, as printed.
    """

    id: str
    title: str
    form: SectionForm | None
    passage: Passage
    project: str = ""
    unread: str = ""
    heading: str = ""
    place: Place = NOWHERE

    @property
    def is_table(self) -> bool:
        """Tell whether it is the stretch that a table occupies in flattened text."""
        return bool(self.unread) and (self.unread.startswith(_TABLE) or self.title.endswith("表"))


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading found at a line: ``kind`` is form, other, unread, skip, closed or table."""

    kind: str
    title: str
    level: int
    lines: int
    form: SectionForm | None = None
    rest: str = ""
    text: str = ""
    numbered: bool = True
    known: int = 0


def sections(lines: Sequence[ProseLine], form: Form) -> tuple[Section, ...]:
    """Return the sections of a narrative in order; text before the first heading counts only where none is found."""
    return tuple(s for s in stretches(lines, form) if not s.unread and s.passage.text)


def stretches(lines: Sequence[ProseLine], form: Form) -> tuple[Section, ...]:
    """Return every stretch of a narrative in order, also those that are not read, which say why; no line is left out."""
    words = _Headings(form)
    found: list[Section] = []
    opened, body, project, place = None, list[ProseLine](), "", NOWHERE
    for heading, line in _stream(lines, words):
        if heading is None:
            body.append(line)
        elif _stays(opened, heading):
            body.append(ProseLine(heading.text, line.place))
        else:
            found.append(_section(opened, body, words, project, place))
            project, place = _project(heading) or project, line.place
            opened, body = heading, [ProseLine(heading.rest, line.place)] if heading.rest else []
    if opened is None:
        return (Section("", "", None, passage(body, words.breaks)),)
    return (*found, _section(opened, body, words, project, place))


def _project(heading: _Heading) -> str:
    """Return the project that a heading names: 人民调解项目经费情况说明; one that names none ends the project before."""
    if heading.form is None or heading.form.kind != "projects" or not heading.title.endswith(_OF_PROJECT):
        return ""
    return heading.title.removesuffix(_OF_PROJECT[len("经费") :])


def _stream(lines: Sequence[ProseLine], words: _Headings) -> Iterator[tuple[_Heading | None, ProseLine]]:
    at = 0
    while at < len(lines):
        heading = words.at(lines, at)
        yield heading, lines[at]
        at += heading.lines if heading else 1


def _stays(opened: _Heading | None, heading: _Heading) -> bool:
    """Tell whether a heading belongs to the text of the section that is open."""
    if opened is None:
        return False
    if opened.kind == "closed":
        return heading.level > max(opened.level, _PART) or bool(heading.rest)
    if heading.kind not in ("other", "unread"):
        return bool(heading.rest) and opened.kind in ("skip", "table")
    if opened.kind == "unread" and heading.kind == "other":
        return False
    if opened.kind == "table":
        return not heading.title.endswith(_SPEAKING)
    return heading.level > opened.level


def _section(
    opened: _Heading | None, body: Sequence[ProseLine], words: _Headings, project: str, place: Place
) -> Section:
    text = passage(body, words.breaks)
    if opened is None:
        return Section("", "", None, text, unread="before the first heading")
    id_ = opened.form.id if opened.form else opened.title
    unread = "" if opened.kind in ("form", "other") else _UNREAD[opened.kind].format(opened.title)
    heading = opened.text.removesuffix(opened.rest) if opened.rest else opened.text
    return Section(id_, opened.title, opened.form, text, project, unread, heading, place)


@cache
def _data() -> Mapping[str, Any]:
    data = national()["narrative"]
    return {**data["headings"], "organisation": data["subjects"]["organisation"]}


class _Headings:
    """Everything a heading is known by, for one form."""

    def __init__(self, form: Form) -> None:
        data = _data()
        self.paragraph = re.compile(data["enumerator"])
        self.breaks = re.compile(f"{data['enumerator']}|{data['label']}")
        self.levels = [re.compile(level) for level in data["levels"]]
        self.funds, self.spellings = re.compile(data["funds"]), data["spellings"]
        self.of_any_fund, self.of_their_own = data["of_any_fund"], data["of_their_own"]
        self.neutral = re.compile("|".join(data["neutral"]))
        self.ends, self.money, self.duties = tuple(data["ends"]), tuple(data["money"]), tuple(data["duties"])
        self.before = re.compile(
            f"(?:关于)?(?:{data['organisation']}|[^，。；：]{{1,20}}[省市州县区旗])?(?:\\d{{4}}年度?)?(?:表\\d{{1,2}})?(?:部门|单位|区级|市级|本级|学校|我校|财政拨款)*的?"
        )
        known: list[tuple[str, str, SectionForm | None]] = []
        known += [(_key(h), "form", s) for s in form.sections for h in s.headings]
        # Behind what sections list themselves: 政府采购情况 is no 政府采购情况说明 where one lists it.
        known += [(_key(_other_ending(h)), "form", s) for s in form.sections for h in s.headings]
        known += [(plain(h), "skip", None) for h in data["skip"]]
        known += [(plain(h), "closed", None) for h in data["closed"]]
        known += [(plain(t), "table", None) for table in form.tables for t in table.titles]
        known.sort(key=lambda k: -len(k[0].strip("*")))
        # Hundreds of names, and thousands of lines to be compared with them.
        self.by_last: dict[str, list[tuple[str, str, SectionForm | None]]] = {}
        for one in known:
            self.by_last.setdefault(one[0][-1:], []).append(one)

    def at(self, lines: Sequence[ProseLine], at: int) -> _Heading | None:
        """Return the heading that begins at a line, wrapped over several or followed by its text."""
        best: _Heading | None = None
        text = ""
        for count, line in enumerate(lines[at : at + _MOST_LINES], 1):
            if text and not self._goes_on(text, line.text):
                break
            if best is not None and best.kind == "form" and best.title.endswith("说明"):
                break
            text += line.text
            found = self._classify(text, count)
            if found is not None and (best is None or _longer(found, best, line.text)):
                best = replace(found, text=text)
        if best is not None and not best.numbered and not self._stands_alone(best, lines, at):
            return None
        return best

    def _goes_on(self, text: str, following: str) -> bool:
        return (
            len(text) <= _LONGEST
            and not re.search(r"[。；，]", text)
            and self.paragraph.match(following) is None
        )

    def _stands_alone(self, heading: _Heading, lines: Sequence[ProseLine], at: int) -> bool:
        """Tell whether a heading without number is one, and not some words of a sentence that a line break cut."""
        if heading.kind != "form" or heading.title.endswith("说明"):
            return True
        exact = heading.known == len(plain(heading.title))
        return exact and (at == 0 or lines[at - 1].text.endswith(("。", "；", "：", "！")))

    def _classify(self, text: str, count: int) -> _Heading | None:
        numbering = self.paragraph.match(text)
        level = self._level(text) if numbering else 0
        body = text[numbering.end() :] if numbering else text
        inline = re.match(r"([^，；。：]{2,40})[。：](?=.)(.+)", body) if numbering and count == 1 else None
        if inline and (known := self._known(inline[1], True)) and known[0] == "form":
            return _Heading("form", inline[1], level, count, known[1], inline[2])
        if inline and inline[1].endswith(_SPEAKING):
            return _Heading(self._unknown(inline[1]), inline[1], level, count, None, inline[2])
        if len(text) > 2 * _LONGEST:
            return None
        body = _TAIL.sub("", body) if not _FIGURE.search(body) else body
        if numbering and body.endswith(("。", "：")) and self._known(body[:-1], numbered=True):
            body = body[:-1]
        if not body or re.search(r"[，；。：！]", body) or _FIGURE.search(body):
            return None
        known = self._known(body, bool(numbering)) or self._loosely_known(body, bool(numbering))
        # 国有资产占有使用情况（增加内容）
        suffix = _SUFFIX.search(body)
        if known is None and suffix and numbering:
            known = self._known(body[: suffix.start()], numbered=True)
        if known:
            return _Heading(known[0], body, level, count, known[1], "", "", bool(numbering), known[2])
        if numbering and len(body) <= 45 and body.endswith(self.ends):
            return _Heading(self._unknown(body), body, level, count)
        return None

    def _unknown(self, title: str) -> str:
        speaks = any(word in title for word in self.money) and not any(word in title for word in self.duties)
        return "other" if speaks else "unread"

    def _known(self, body: str, numbered: bool) -> tuple[str, SectionForm | None, int] | None:
        text = plain(body)
        for name, kind, form in self.by_last.get(text[-1:], ()):
            if not text.endswith(name.removeprefix("*")):
                continue
            if name.startswith("*"):
                if not any(word in text for word in self.of_their_own) and len(text) > len(name) - 1:
                    return kind, form, 1
                continue
            before = text[: len(text) - len(name)]
            if any(word in name for word in self.of_any_fund):
                # 一般公共预算“三公”经费情况说明: the fund is no part of what the section is about.
                before = self.funds.sub("", before)
            if self._before(before, numbered):
                return kind, form, len(name)
        return None

    def _loosely_known(self, body: str, numbered: bool) -> tuple[str, SectionForm | None, int] | None:
        """Return what a heading is known as without the words that say nothing of its own: 安排, 增减变化."""
        bare = self.neutral.sub("", body)
        for printed, usual in self.spellings.items():
            bare = bare.replace(printed, usual)
        if any(word in bare for word in self.of_any_fund):
            # “三公”经费财政拨款预算情况说明
            bare = self.funds.sub("", bare)
        return self._known(bare, numbered) if bare != body else None

    def _before(self, words: str, numbered: bool) -> bool:
        return (
            not words
            or words.startswith("关于")
            or self.before.fullmatch(words) is not None
            or (numbered and re.fullmatch(r".*\d{4}年度?.{0,6}", words) is not None)
        )

    def _level(self, text: str) -> int:
        for level, pattern in enumerate(self.levels):
            if pattern.match(text):
                return level
        return _DEEPEST


def _longer(found: _Heading, best: _Heading, last: str) -> bool:
    """Tell whether a heading that takes in one more line is the whole of it: its known words began before that line."""
    if found.known:
        return found.known > len(plain(last))
    return not best.known and len(last) <= _SHORT


def _other_ending(heading: str) -> str:
    """Return a heading that ends in 情况 with 情况说明, and the other way round."""
    return heading.removesuffix("说明") if heading.endswith("情况说明") else f"{heading}说明"


def _key(heading: str) -> str:
    return ("*" if heading.startswith("*") else "") + plain(heading)
