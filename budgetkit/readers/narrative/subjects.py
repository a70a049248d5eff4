"""What a sentence speaks of: the subjects a section knows by name, classification items, or the words as printed.

A subject is linked to a cell only when the section and its name (or its code) leave one cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from budgetkit.forms.form import Form, SectionForm, SubjectForm, plain
from budgetkit.forms.layout import inherited
from budgetkit.model import codes
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Table
from budgetkit.readers.narrative.code_paths import Item, Paths, almost_alike, key
from budgetkit.readers.narrative.roles import compares, expand, narrative, phrase, speaks_of_change

_LEADING = re.compile(
    r"^(?:第?[一二三四五六七八九十\d]{1,3}[“”]?[、.．]|（[一二三四五六七八九十\d]{1,3}）|[①-⑳]|[、，和及与]|（?其中|（(?!不)含?(?=[^）]*\Z))+"
)
_ITEM_LEVEL = 3
_COUNTED = ("narrative/assets/", "narrative/headcount/", "narrative/performance/")
_MONEY = (".amount", ".value", "/amount", "/value")
_FIGURE = re.compile(r"\d\.\d")
_YEAR = re.compile(r".*20\d{2}年度?")
_DATES = r"\d{4}年度?|\d{4}(?=预算|决算)|\d{1,2}月\d{0,2}日?"
_CLAUSE = re.compile(r"[^，。；：\n]+")


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject: name, code, the cell it is about, the whole of its shares, what a bare number of it counts."""

    name: str
    code: str = ""
    about: str = ""
    whole: str = ""
    unit: str = ""
    known: bool = False
    year: str = ""
    cells: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What makes two mentions the same subject."""
        return self.about or self.code or phrase("neutral_end").sub("", key(self.name)) or self.name

    @property
    def counts(self) -> bool:
        """Tell whether what it is about is counted, and is no money."""
        return bool(self.unit) or (self.about.startswith(_COUNTED) and not self.about.endswith(_MONEY))


@dataclass(frozen=True, slots=True)
class Clause:
    """Words between two punctuation marks, and where they begin in the lead."""

    text: str
    start: int


def clauses(lead: str) -> list[Clause]:
    """Return the clauses of a lead, last first.

    >>> [p.text for p in clauses("。其中：基本支出")]
    ['基本支出', '其中']
    """
    return [Clause(m[0], m.start()) for m in _CLAUSE.finditer(lead)][::-1]


class Subjects:
    """The subjects of one section, in one disclosure."""

    def __init__(
        self, section: SectionForm | None, form: Form, tables: Mapping[str, Table], paths: Paths
    ) -> None:
        """Index the names a section knows; a section without subjects has those of the section it is part of."""
        self.form, self.tables, self.paths = form, tables, paths
        self.section = section
        self.subjects = inherited(section, form)
        named = [(plain(name), subject) for subject in self.subjects for name in subject.names if name != "*"]
        self.names = sorted(named, key=lambda n: -len(n[0]))
        self.above: dict[int, str] = {}
        self.codes = tuple((section.codes if section else "").split())
        self.others = next((s for s in self.subjects if "*" in s.names), None)

    @property
    def only(self) -> Subject | None:
        """The subject of a section that has no other."""
        return self._subject(self.subjects[0]) if len(self.subjects) == 1 else None

    def item(self, text: str) -> tuple[Subject, Item] | None:
        """Return the classification item that a text names last."""
        found = self.paths.find(text, self.above)
        return (self._coded(found.name, found.code), found) if found else None

    def stand_below(self, item: Item) -> None:
        """Remember the class or group that a paragraph names, for the items of the paragraphs below it."""
        if item.levels and max(item.levels) < _ITEM_LEVEL:
            above = {level: name for level, name in self.above.items() if level < min(item.levels)}
            self.above = above | dict(item.levels)

    def known(self, words: str, *, part: bool = False) -> Subject | None:
        """Return the subject that words name, when nothing but neutral words stands around the name.

        Of a ``part`` no body may stand before the name: 其中：本级收入预算 is not the whole 收入预算.
        """
        text = plain(_LEADING.sub("", phrase("heading").sub("", words)))
        year = re.findall(r"(20\d{2})年", text)
        text = re.sub(r"20\d{2}年度?", "", text)
        # 公务车, 其它, 采购金额: other spellings, tried where the printed one names nothing.
        for spelled in dict.fromkeys((text, _respelled(text))):
            for name, subject in self.names:
                if _is_named(spelled, name, part=part):
                    return self._subject(subject, year[-1] if year else "")
        expense = self._of_any_fund(text, part=part)
        return self._subject(expense, year[-1] if year else "") if expense else self._class(text, part=part)

    def _of_any_fund(self, text: str, *, part: bool) -> SubjectForm | None:
        """Return the expense that words name by the fund it is paid from: 一般公共预算财政拨款“三公”经费合计支出."""
        fundless = _funds().sub("", text)
        named = (s for name, s in self.names if fundless != text and _is_named(fundless, name, part=part))
        ours = tuple(narrative()["subjects"]["fundless"])
        return next((s for s in named if s.about.startswith(ours)), None)

    def whole(self, words: str) -> str:
        """Return the cell that the words after 占 name, ``""`` for none."""
        found = self.known(words) if words else None
        if found or not words:
            return found.about if found else ""
        # 占政府采购支出总额的: named in another section, and in no other sense in a third.
        named = {
            about
            for name, about in _everywhere(self.form.sections)
            if _is_named(plain(words), name, part=False)
        }
        return self._printed_cell(named.pop().split()) if len(named) == 1 else ""

    def budget_of(self, subject: Subject) -> str:
        """Return the cell with the budget that an outturn of the same line completes, ``""`` where none is printed."""
        cell = f"{subject.about.rpartition('/')[0]}/budget"
        return cell if cell != subject.about and self.prints(cell) else ""

    def printed(self, words: str, *, any_words: bool = False) -> Subject | None:
        """Return a subject of the words as printed, without neutral words around them; ``None`` for none that can be."""
        words = _LEADING.sub("", words)
        year = re.findall(r"(20\d{2})年", words)
        text = _YEAR.sub("", words)
        if _generic().fullmatch(text):
            # 公务接待费2016年预算: the name may stand before its year.
            text = re.sub(r"20\d{2}年度?", "", words)
        text = _leading_words().sub("", _LEADING.sub("", text))
        text = _unquoted((_trailing_words().sub("", text) or text).strip("：的"))
        if not 2 <= len(text) <= narrative()["subjects"]["longest"]:
            return None
        if re.match(narrative()["subjects"]["last_year"], text):
            return None
        if (speaks_of_change(text) or compares(text) or _is_comparison(text)) and not any_words:
            return None
        if not re.search("[一-鿿]{2}", text) or text.count("（") != text.count("）") or _FIGURE.search(text):
            return None
        dated = year and re.match(narrative()["subjects"]["dated"], words)
        return replace(self._other(text), year=year[-1] if dated else "")

    def attribute(self, of: Subject | None, words: str) -> Subject | None:
        """Return the subject of 价值 or 涉及金额, said of the subject before."""
        text = _LEADING.sub("", words)
        if of is None or not _attribute().fullmatch(text):
            return None
        return self.known(of.name + text) or next(
            (
                found
                for name, s in self.names
                if s.label.zh == of.name and (found := self.known(name + plain(text)))
            ),
            Subject(of.name + text),
        )

    def is_part(self, words: str) -> bool:
        """Tell whether words name a part where parts are listed, though alone they name nothing: 财政拨款."""
        return plain(_LEADING.sub("", words)) in narrative()["subjects"]["parts"]

    def generic(self, words: str, *, totals: bool = True) -> bool:
        """Tell whether words name nothing: 2024年预算安排; 合计 names nothing where ``totals`` may stand for it."""
        text = plain(_LEADING.sub("", words))
        if not totals and text in narrative()["subjects"]["totals"]:
            return False
        if any(kind in text for kind in narrative()["subjects"]["kinds"]) and not self._of_projects:
            return False
        # 人均758元/人 names nothing that a change can be of.
        return _generic().fullmatch(text) is not None or phrase("price").search(text) is not None

    @property
    def _of_projects(self) -> bool:
        return self.section is not None and self.section.kind == "projects"

    def _other(self, name: str) -> Subject:
        if self.others is None:
            return Subject(name)
        about = self.others.about.replace("{name}", name)
        table = about.split("/")[0]
        if "{name}" in self.others.about and not (table in self.tables and self.tables[table].find(name)):
            about = ""
        return Subject(name, about=about, known=bool(about))

    def _subject(self, subject: SubjectForm, year: str = "") -> Subject:
        cells = tuple(subject.about.split())
        about = self._printed_cell(cells)
        return Subject(subject.label.zh, "", about, subject.whole, subject.unit, True, year, cells)

    def linked(self, subject: Subject, amount: Amount | None) -> Subject:
        """Return a subject linked to the cell, of those its name may mean, that prints its amount."""
        if amount is None:
            return subject
        if subject.known and not (subject.code or subject.about) and self.codes:
            return self._nearly_named(subject, amount)
        if len(subject.cells) < 2:
            return subject
        agreeing = (c for c in subject.cells if any(amount.agrees_with(f) for f in self._figures(c)))
        return replace(subject, about=next(agreeing, subject.about))

    def _nearly_named(self, subject: Subject, amount: Amount) -> Subject:
        """Give an item whose name is no code's the one code of almost this name whose line prints its amount."""
        tables = [(pattern, self.tables.get(pattern.split("/")[0])) for pattern in self.codes]
        found = {
            (row.code, pattern.replace("{code}", row.code))
            for pattern, table in tables
            for row in (table.rows if table else ())
            if codes.depth(row.code) == _ITEM_LEVEL and almost_alike(row.name, subject.name)
        }
        agreeing = [at for at in found if any(amount.agrees_with(f) for f in self._figures(at[1]))]
        code, cell = agreeing[0] if len(agreeing) == 1 else ("", "")
        return replace(subject, code=code, about=cell)

    def _printed_cell(self, candidates: Sequence[str]) -> str:
        """Return the first candidate with a printed figure, else the first."""
        return next((c for c in candidates if self.prints(c)), candidates[0] if candidates else "")

    def is_line(self, subject: Subject) -> bool:
        """Tell whether a subject is a line of a classification, and no total."""
        return bool(subject.code) or self.paths.level_of(subject.name) > 0

    def prints(self, cell: str) -> bool:
        """Tell whether a cell holds a figure."""
        return bool(self._figures(cell))

    def _figures(self, cell: str) -> list[Amount]:
        table, _, rest = cell.partition("/")
        rows, _, column = rest.rpartition("/")
        half, _, row = rows.rpartition(".")
        found = self.tables[table].find(row) if table in self.tables else ()
        amounts = (r.amount(column) for r in found if half in ("", r.half))
        return [amount for amount in amounts if amount is not None]

    def _coded(self, name: str, code: str) -> Subject:
        cells = [pattern.replace("{code}", code) for pattern in self.codes] if code else []
        printed = [c for c in cells if self.prints(c)]
        about = printed[0] if len({c.split("/")[0] for c in printed}) == 1 else ""
        if not printed and cells and (len(cells) == 1 or not self.tables):
            about = cells[0]
        whole = self.section.whole if self.section else ""
        return Subject(name, code, about, whole, known=True, cells=tuple(cells) if about else ())

    def _class(self, text: str, *, part: bool) -> Subject | None:
        """Return the classification line that words name, in sections that speak of such lines."""
        named = next(((name, code) for name, code in self._lines() if _is_named(text, name, part=part)), None)
        if named is None:
            return None
        level = self.paths.level_of(text)
        if key(text) != key(named[0]) and level > 1:
            # 小学教育支出 is an item, and not what a primary school has of 教育支出.
            named = text, self.paths.code_of({level: text})
        return self._coded(*named)

    def _lines(self) -> list[tuple[str, str]]:
        if "lines" not in self.__dict__:
            self.lines = _lines(self.codes, self.form, self.tables)
        return self.lines


@cache
def _everywhere(sections: tuple[SectionForm, ...]) -> tuple[tuple[str, str], ...]:
    """Return every name that some section of a form knows, with what it is about there."""
    known = (s for section in sections for s in section.subjects)
    return tuple(dict.fromkeys((plain(name), s.about) for s in known for name in s.names if name != "*"))


def _is_comparison(text: str) -> bool:
    """Tell whether words begin a comparison with another year: 较去年同期多支出."""
    return re.match(expand("{than}{year}"), text) is not None


def _respelled(text: str) -> str:
    for printed, usual in narrative()["subjects"]["spellings"].items():
        text = text.replace(printed, usual)
    return text


def _unquoted(text: str) -> str:
    """Return words without quotation marks around them, or one that was left of a pair."""
    if text.count("“") != text.count("”") or ("“" in text[:1] and text.find("”") == len(text) - 1):
        return text.strip("“”")
    return text


def _is_named(text: str, name: str, *, part: bool) -> bool:
    """Tell whether a text is a name with nothing but neutral words around it."""
    at = text.rfind(name)
    if at < 0 or not _after().fullmatch(text, at + len(name)):
        return False
    inner = any(word in text[:at] for word in narrative()["subjects"]["inner"])
    return not inner and _before(part=part).fullmatch(text, 0, at) is not None


def _lines(patterns: Sequence[str], form: Form, tables: Mapping[str, Table]) -> list[tuple[str, str]]:
    """Return the names, longest first, that stand for one code each among the lines a section speaks of."""
    found: dict[str, set[str]] = {}
    for table in {pattern.split("/")[0] for pattern in patterns}:
        kind = next((t.classification for t in form.tables if t.id == table), "")
        # Without a form the codes of a section are functional, but for those of basic expenditure.
        kind = kind or ("" if form.id or "basic" in table else "functional")
        for row in tables[table].rows if table in tables else ():
            if row.code and not _ends_several(plain(row.name)):
                found.setdefault(plain(row.name), set()).add(row.code)
        for code, entry in codes.bundled(kind).items() if kind in ("functional", "economic") else ():
            if codes.depth(code) == 1 or (kind == "economic" and table not in tables):
                found.setdefault(plain(entry.name_zh), set()).add(code)
        if kind == "functional":
            _with_class_labels(found, form)
    single = [(name, next(iter(of))) for name, of in found.items() if len(of) == 1]
    return sorted(single, key=lambda n: -len(n[0]))


@lru_cache(maxsize=4096)
def _ends_several(name: str) -> bool:
    """Tell whether a name is no code's and how those of several end: 支出, left of a name that was printed in pieces."""
    kinds: tuple[codes.Classification, ...] = ("functional", "economic")
    official = [entry.name_zh for kind in kinds for entry in codes.bundled(kind).values()]
    return name not in official and sum(known.endswith(name) for known in official) > 1


def _with_class_labels(found: dict[str, set[str]], form: Form) -> None:
    """Add the other names that two-sided tables give the functional classes: 公共安全, 文化体育与传媒支出."""
    for row in (row for table in form.tables for row in table.rows):
        if codes.classification(row.code) == "functional":
            for label in row.labels:
                found.setdefault(plain(label), {row.code})


def _loop(words: Sequence[str], more: str = "") -> str:
    """Return a pattern for any sequence of words that never goes back on what it took."""
    longest = sorted(map(re.escape, map(plain, words)), key=len, reverse=True)
    return f"(?:{'|'.join([*([more] if more else []), *longest])})*+"


@cache
def _before(*, part: bool) -> re.Pattern[str]:
    data = narrative()["subjects"]
    if part:
        return re.compile(_loop(data["before"], _DATES))
    return re.compile(f"(?:{data['organisation']})?{_loop([*data['before'], *data['bodies']], _DATES)}")


@cache
def _after() -> re.Pattern[str]:
    return re.compile(_loop(narrative()["subjects"]["after"]))


@cache
def _generic() -> re.Pattern[str]:
    return re.compile(_loop(narrative()["subjects"]["generic"], _DATES))


@cache
def _funds() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, narrative()["subjects"]["funds"])))


@cache
def _attribute() -> re.Pattern[str]:
    return re.compile(narrative()["subjects"]["attribute"])


@cache
def _leading_words() -> re.Pattern[str]:
    return re.compile("^" + _loop(narrative()["subjects"]["leading"]))


@cache
def _trailing_words() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(sorted(narrative()['subjects']['trailing'], key=len, reverse=True))})+$")
