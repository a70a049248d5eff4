"""Classification codes (政府收支分类科目): which list a code belongs to, its depth, its parent, its name.

Functional codes (支出功能分类) start with 2 and have 3, 5 or 7 digits for 类, 款 and 项; economic codes
(部门预算支出经济分类) start with 3 and have 3 or 5 for 类 and 款. Both are depth 1, 2, 3 here. The empty
code stands for a total: depth 0, the parent of every class. Names change with the yearly classification: an
entry says for which years it holds. The bundled lists are incomplete, so a code without a name is unknown, not
wrong (``reference/codes/README.md``).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

from budgetkit.model.notes import fold, split_notes

Classification = Literal["functional", "economic", ""]

_FUNCTIONAL = re.compile(r"2(?!00)[0-9]{2}(?:(?!00)[0-9]{2}){0,2}")
_ECONOMIC = re.compile(r"3(?!00)[0-9]{2}(?:(?!00)[0-9]{2})?")
_NO_MORE = re.compile(r"(?<=^[0-9]{3})(0000|00)$|(?<=^[0-9]{5})00$")
_NOT_A_CODE = "-"
_AROUND_DIGITS = re.compile(r"[\s()类款项]")


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a bundled list: whole code, names in both languages, where the entry comes from.

    ``since`` and ``until`` are the first and the last budget year it was in force, 0 where that is not known, and
    for ``until`` also where it still is.
    """

    code: str
    name_zh: str
    name_en: str
    source: str
    since: int = 0
    until: int = 0

    def holds_in(self, year: int) -> bool:
        """Tell whether it was in force in a budget year."""
        return self.since <= year and (not self.until or year <= self.until)


@lru_cache(maxsize=4096)
def classification(code: str) -> Classification:
    """Return the list that a whole code belongs to by its shape, or ``""`` when it has no code's shape.

    >>> classification("2080505"), classification("30101"), classification("50101"), classification("")
    ('functional', 'economic', '', '')
    """
    if _FUNCTIONAL.fullmatch(code):
        return "functional"
    return "economic" if _ECONOMIC.fullmatch(code) else ""


@lru_cache(maxsize=4096)
def depth(code: str) -> int:
    """Return 1, 2 or 3 for 类, 款 or 项, and 0 for the empty code of a total.

    Raises ``ValueError`` for what is not a code.

    >>> depth("201"), depth("20104"), depth("2010450"), depth("30101"), depth("")
    (1, 2, 3, 2, 0)
    """
    _require(code)
    return (len(code) - 1) // 2 if code else 0


def parent(code: str) -> str:
    """Return the code one level up; of a class that is ``""``, the total.

    Raises ``ValueError`` for what is not a code, and for ``""``, which has no parent.

    >>> parent("2010450"), parent("20104"), parent("201")
    ('20104', '201', '')
    """
    _require(code)
    if not code:
        raise ValueError("the empty code is the total and has no parent")
    return code[:-2] if len(code) > 3 else ""


def children(code: str, among: Iterable[str]) -> tuple[str, ...]:
    """Return those of ``among`` that stand directly under ``code``, in their order, each once.

    Strings in ``among`` that are no codes are passed over; both lists stand directly under ``""``.

    >>> children("210", ["210", "21011", "2101102", "221", "21007"])
    ('21011', '21007')
    """
    _require(code)
    return tuple(dict.fromkeys(c for c in among if classification(c) and parent(c) == code))


def normalise(parts: Sequence[str]) -> str:
    """Join a code printed in one to three columns; return ``""`` when the parts spell no code.

    The whole code in one column, columns that repeat the code so far, full-width digits, brackets and the
    words 类, 款, 项, a 款 or 项 printed without its leading zero, and 00 for "none" are all understood.

    >>> normalise(["201", "04", "50"]), normalise(["201", "4", ""]), normalise(["2080505"])
    ('2010450', '20104', '2080505')
    >>> normalise(["（204类）", "（06款）", "（01项）"]), normalise(["208", "20805", "2080505"])
    ('2040601', '2080505')
    >>> normalise(["总计", "", ""]), normalise(["201", "", "50"])
    ('', '')
    """
    return _normalised(tuple(parts))


@lru_cache(maxsize=4096)
def _normalised(parts: tuple[str, ...]) -> str:
    printed = [_AROUND_DIGITS.sub("", fold(split_notes(part)[0])) for part in parts]
    while printed and not printed[-1]:
        printed.pop()
    joined = ""
    for part in printed:
        joined = _extend(joined, part)
    whole = _NO_MORE.sub("", joined)
    return whole if classification(whole) else ""


def official_name(code: str, language: str = "zh", year: int = 0) -> str | None:
    """Return the name of a code in ``"zh"`` or ``"en"`` in a budget year, ``None`` where the bundled lists lack it.

    Names and codes change with the yearly classification. Year 0 is the present one, and the last name there was
    for a code that is no longer in it.

    Raises ``ValueError`` for another language.

    >>> official_name("2210201"), official_name("2210201", "en"), official_name("2999999")
    ('住房公积金', 'Housing provident fund', None)
    >>> official_name("30311", year=2017), official_name("30311", year=2024), official_name("30312", year=2024)
    ('住房公积金', '代缴社会保险费', None)
    """
    if language not in ("zh", "en"):
        raise ValueError(f"no names in language {language!r}; there are 'zh' and 'en' (reference/codes)")
    found = [e for e in entries(code) if not year or e.holds_in(year)]
    if not found:
        return None
    return found[-1].name_zh if language == "zh" else found[-1].name_en


def entries(code: str) -> tuple[Code, ...]:
    """Return every entry of a code, the present one last; none for an unknown code.

    >>> [(e.name_zh, e.until) for e in entries("20805")]
    [('行政事业单位离退休', 2019), ('行政事业单位养老支出', 0)]
    """
    kind = classification(code)
    return _editions(kind).get(code, ()) if kind else ()


@cache
def bundled(kind: Classification) -> Mapping[str, Code]:
    """Return the present list ``"functional"`` or ``"economic"``: whole code to entry, in code order.

    Raises ``ValueError`` for another name. Source: ``budgetkit/reference/codes/*.csv``.

    >>> bundled("economic")["301"].name_zh
    '工资福利支出'
    """
    now = {code: found[-1] for code, found in _editions(kind).items() if not found[-1].until}
    return MappingProxyType(now)


@cache
def in_force(kind: Classification, year: int) -> tuple[Code, ...]:
    """Return the entries of a list that hold in a budget year, in code order; year 0 is the present one.

    >>> [e.name_zh for e in in_force("functional", 2018) if e.code == "20805"]
    ['行政事业单位离退休']
    """
    found = (entry for of_code in _editions(kind).values() for entry in of_code)
    return tuple(e for e in found if (e.holds_in(year) if year else not e.until))


@cache
def _editions(kind: Classification) -> Mapping[str, tuple[Code, ...]]:
    if kind not in ("functional", "economic"):
        raise ValueError(f"no code list {kind!r}; there are 'functional' and 'economic' (reference/codes)")
    path = files("budgetkit").joinpath("reference", "codes", f"{kind}.csv")
    found: dict[str, tuple[Code, ...]] = {}
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        since, until = (int(row[key] or 0) for key in ("since", "until"))
        entry = Code(row["code"], row["name_zh"], row["name_en"], row["source"], since, until)
        found[entry.code] = (*found.get(entry.code, ()), entry)
    return found


def _require(code: str) -> None:
    if code and not classification(code):
        raise ValueError(
            f"{code!r} is not a code: functional codes are 2xx with 3, 5 or 7 digits, "
            "economic codes 3xx with 3 or 5 (reference/codes/README.md)"
        )


def _extend(joined: str, part: str) -> str:
    """Add one column to the code so far; the result is no code when the column cannot follow it."""
    if part.startswith(joined) and len(part) >= 3:
        return part
    return joined + part.zfill(2) if joined and 1 <= len(part) <= 2 else _NOT_A_CODE
