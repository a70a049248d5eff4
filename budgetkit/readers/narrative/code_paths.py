"""Classification items as prose names them: 类款项 by name or number, or a code in brackets -> the whole code.

A code is given only when the names on the path leave one: first among the rows of the same disclosure, then in
the bundled list. Names that contradict each other give no code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from budgetkit.forms.form import Form, plain
from budgetkit.forms.form import form as form_by_id
from budgetkit.model import codes
from budgetkit.model.disclosure import Table

_LEVELS = {"类": 1, "款": 2, "项": 3}
_LEVEL = re.compile(r"（(?P<before>\d{0,7})(?P<level>[类款项])(?:级)?(?:科目)?(?P<after>\d{0,7})）")
_CODE = re.compile(r"（(?P<code>2\d{2}(?:\d{2}){0,2})）")
_FRONT = re.compile(r"(?P<code>2\d{6}|2\d{4}|2\d{2})[-—－]?(?P<name>[一-鿿][一-鿿（）、]{1,38})")
_LEAST = 6
_AROUND = "“”‘’、-–—－>→"
_EDGE = re.compile(r"[，。；：“”‘’《》\n]")
_HYPHEN = re.compile(r"[-–—－→>/]+")
_JOINED = re.compile(
    r"(?P<path>[^-–—－→>/，。；：“”‘’《》\n]{2,40}(?:[-–—－→>/]+[^-–—－→>/，。；：“”‘’《》\n]{2,40}){1,2})[”’》]?(?:科目|项目)?(?:支出)?\Z"
)
_NUMBERING = re.compile(
    r"^(?:[\d一二三四五六七八九十]{1,3}[、.]|（[\d一二三四五六七八九十]{1,3}）|[①-⑳]|其中|支出(?=.{2}))+"
)


@dataclass(frozen=True, slots=True)
class Item:
    """A classification item that prose names: its last name, its whole code (empty when unclear), where it stands."""

    name: str
    code: str
    start: int
    end: int
    levels: Mapping[int, str] = field(default_factory=dict)


class Paths:
    """The names of codes in one disclosure and in the bundled list."""

    def __init__(self, tables: Mapping[str, Table], form: Form | None = None, year: int = 0) -> None:
        """Index the rows of the tables, the classes that the form lists and the functional list of the year."""
        rows = {(r.code, r.name) for t in tables.values() for r in t.rows if r.code}
        official = _index(_bundled(year))
        named = [(code, key(name)) for code, name in rows if codes.classification(code) == "functional"]
        here = [pair for pair in named if not _is_of_a_sibling(*pair, official)]
        self._names = {*_bundled(year), *here, *_listed(form.id if form else "")}
        self._here = _index(here)
        self._all = _index(self._names)

    def find(self, text: str, above: Mapping[int, str] = MappingProxyType({})) -> Item | None:
        """Return the last item that a text names, ``None`` where it names none.

        ``above`` is the class and group of the headings that it stands under, by depth.

        >>> Paths({}).find("8、公共安全支出（204类）司法（06款）行政运行（01项）").code
        '2040601'
        """
        return self._by_levels(text, above) or self._by_hyphens(text) or self._by_code(text)

    def level_of(self, name: str) -> int:
        """Return 1, 2 or 3 for the name of a class, group or item, the deepest that bears it, and 0 for none."""
        return max((level for level in _LEVELS.values() if (level, key(name)) in self._all), default=0)

    def _by_levels(self, text: str, above: Mapping[int, str]) -> Item | None:
        chain: list[re.Match[str]] = []
        for match in _LEVEL.finditer(text):
            deeper = chain and _LEVELS[match["level"]] > _LEVELS[chain[-1]["level"]]
            if not (deeper and not _EDGE.search(text[chain[-1].end() : match.start()])):
                chain = []
            chain.append(match)
        if not chain:
            return None
        start = _name_start(text, chain[0].start())
        ends = [start, *(m.end() for m in chain)]
        names = [_name(text[a : m.start()]) for a, m in zip(ends, chain, strict=False)]
        digits = [m["before"] or m["after"] for m in chain]
        levels = [_LEVELS[m["level"]] for m in chain]
        named = dict(zip(levels, names, strict=True))
        code = self._from_digits(digits, levels) or self.code_of(named)
        higher = {level: name for level, name in above.items() if level < levels[0]}
        code = code or (self.code_of(higher | named) if higher else "")
        return Item(names[-1], code, start, chain[-1].end(), named)

    def _by_hyphens(self, text: str) -> Item | None:
        """Return the item whose path is joined by hyphens: «一般公共服务支出-财政事务-行政运行»."""
        found = _JOINED.search(text)
        if found is None:
            return None
        start = found.start("path") + (
            numbering.end() if (numbering := _NUMBERING.match(found["path"])) else 0
        )
        names = [_name(name) for name in _HYPHEN.split(text[start : found.end("path")])]
        code = self.code_of(dict(enumerate(names, 1)))
        known = code or (1, key(names[0])) in self._all
        return Item(names[-1], code, start, found.end()) if known else None

    def _from_digits(self, digits: list[str], levels: list[int]) -> str:
        if len(digits[-1]) == levels[-1] * 2 + 1:
            return codes.normalise([digits[-1]])
        return codes.normalise(digits) if all(digits) and levels == list(range(1, len(levels) + 1)) else ""

    def _by_code(self, text: str) -> Item | None:
        found = list(_CODE.finditer(text))
        if found:
            last = found[-1]
            start = _name_start(text, last.start())
            name = _name(_CODE.split(text[start : last.start()])[-1])
            return (
                Item(name, last["code"], start, last.end())
                if name and codes.classification(last["code"])
                else None
            )
        start = _name_start(text, len(text))
        body = _name(text[start:])
        front = _FRONT.fullmatch(body)
        if front and (front["code"], key(front["name"])) in self._names:
            return Item(front["name"], front["code"], start, len(text))
        return None

    def code_of(self, names: Mapping[int, str]) -> str:
        """Return the one code whose names at the given depths (1, 2, 3) are these, ``""`` when there is none.

        A class of a former name is passed over when the names below it leave one code.

        >>> Paths({}).code_of({1: "一般公共服务支出", 2: "发展与改革事务", 3: "事业运行"})
        '2010450'
        """
        depth = max(names)
        below = {level: name for level, name in names.items() if level > 1}
        # 行政事业单位离退休 was the 款 of 机关事业单位基本养老保险缴费支出: a name above that is no longer known says
        # nothing where the name itself is that of one code only.
        alone = {
            level: name for level, name in names.items() if level == depth or (level, key(name)) in self._all
        }
        unique = len(self._all.get((depth, key(names[depth])), ())) == 1
        for wanted in (names, *((below,) if len(below) > 1 else ()), *((alone,) if unique else ())):
            for among in (self._here, self._all):
                found = [c for c in among.get((depth, key(names[depth])), ()) if self._fits(c, wanted)]
                if found:
                    return found[0] if len(found) == 1 else ""
        return ""

    def _fits(self, code: str, names: Mapping[int, str]) -> bool:
        """Tell whether the codes above a code have the names that the path gives them."""
        deepest = codes.depth(code)
        return all((code[: d * 2 + 1], key(name)) in self._names for d, name in names.items() if d < deepest)


def _is_of_a_sibling(code: str, name: str, official: Mapping[tuple[int, str], Sequence[str]]) -> bool:
    """Tell whether a row's name is officially that of another code of its group: a name that slipped by a line."""
    known = official.get((codes.depth(code), name), ())
    return code not in known and any(other[:-2] == code[:-2] for other in known)


def _index(pairs: Iterable[tuple[str, str]]) -> dict[tuple[int, str], tuple[str, ...]]:
    """Return the codes that have a name at a depth."""
    found: dict[tuple[int, str], set[str]] = {}
    for code, name in pairs:
        found.setdefault((codes.depth(code), name), set()).add(code)
    return {at: tuple(sorted(of)) for at, of in found.items()}


@cache
def _bundled(year: int) -> frozenset[tuple[str, str]]:
    return frozenset((entry.code, key(entry.name_zh)) for entry in codes.in_force("functional", year))


@cache
def _listed(form_id: str) -> frozenset[tuple[str, str]]:
    """Return the classes that a form lists, under every name it knows them by."""
    tables = form_by_id(form_id).tables if form_id else ()
    return frozenset((r.code, key(label)) for t in tables for r in t.rows if r.code for label in r.labels)


def key(name: str) -> str:
    """Return a name for comparison: no punctuation, no 支出 at the end.

    >>> key("一般公共服务支出"), key("党委办公厅（室）及相关机构事务")
    ('一般公共服务', '党委办公厅室及相关机构事务')
    """
    return plain(name).replace("其它", "其他").removesuffix("支出")


def almost_alike(one: str, other: str) -> bool:
    """Tell whether two names differ only in the order of their characters, or in some that one leaves out.

    >>> almost_alike("机关事业单位职业年金缴费支出", "机关事业单位职业年金")
    True
    >>> almost_alike("一般行政管理事务", "一般行政事务管理")
    True
    >>> almost_alike("行政单位医疗", "事业单位医疗")
    False
    """
    shorter, longer = sorted((_bare(one), _bare(other)), key=len)
    rest = iter(longer)
    return len(shorter) >= _LEAST and (
        sorted(shorter) == sorted(longer) or all(character in rest for character in shorter)
    )


def _bare(name: str) -> str:
    return key(name).replace("的", "").removesuffix("费")


def _name_start(text: str, end: int) -> int:
    """Return where the name begins that ends at an offset."""
    edges = [m.end() for m in _EDGE.finditer(text, 0, end)]
    start = edges[-1] if edges else 0
    numbering = _NUMBERING.match(text[start:end])
    return start + (numbering.end() if numbering else 0)


def _name(text: str) -> str:
    return _NUMBERING.sub("", text.strip(_AROUND)).strip(_AROUND)
