"""The words of performance tables: heads, the official tree of indicators, usual targets, bases and rules of scoring."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from budgetkit.forms.data import reference

SIGNS: Final = "<>=≥≤≧≦"
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_DATE = re.compile(r"20\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:底|前|底前|之前|以前)?")
_DATE_BEGUN = re.compile(r"20\d\d(?:年(?:\d{1,2}(?:月(?:\d{1,2})?)?)?)?")
_SIGN = re.compile(rf"[{SIGNS}]{{1,2}}")
_FIGURE = re.compile(_NUMBER)
_MEASURED = re.compile(rf"([{SIGNS}]{{0,2}})({_NUMBER})((?:[-~至]{_NUMBER})?)(.*)")
_JOINED = re.compile("[,，、;；/]")
_LISTED: Final = ",，、;；/"
_LONGEST_UNIT: Final = 4


def key(text: str) -> str:
    """Return text for comparison: no spaces, every character in its plain width, one for one.

    >>> key("＞=70 个"), key("满意度（%）")
    ('>=70个', '满意度(%)')
    """
    return "".join(_plain(c) for c in text if not c.isspace())


def _plain(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character


@dataclass(frozen=True)
class Words:
    """What ``reference/performance.toml`` holds: patterns, heads by name, the tree, lists of usual words by column."""

    title: re.Pattern[str]
    overall: str
    end: re.Pattern[str]
    projects: frozenset[str]
    labels: frozenset[str]
    heads: Mapping[str, str]
    order: tuple[str, ...]
    tree: Mapping[str, tuple[str, ...]]
    usual: Mapping[str, tuple[str, ...]]
    basis_ends: tuple[str, ...]
    units: frozenset[str]

    def is_usual(self, column: str, text: str) -> bool:
        """Tell whether text is one of the usual words of a column, or several in a list.

        >>> words().is_usual("evidence", "工作资料,原始凭证"), words().is_usual("level", "数量")
        (True, False)
        """
        return all(part in self.usual[column] for part in self._parts(column, text))

    def begins(self, column: str, text: str) -> bool:
        """Tell whether text is one of the usual words of a column or the beginning of one.

        >>> words().begins("scoring", "按照完成比例赋"), words().begins("level", "争取")
        (True, False)
        """
        *whole, last = self._parts(column, text)
        return all(part in self.usual[column] for part in whole) and any(
            word.startswith(last) for word in self.usual[column]
        )

    def _parts(self, column: str, text: str) -> list[str]:
        return _JOINED.split(text) if column == "evidence" else [text]

    def parents(self, level2: str) -> tuple[str, ...]:
        """Return what may stand at the first level above an indicator of the second.

        >>> words().parents("时效指标"), words().parents("社会效益指标")
        (('产出指标', '履职效能'), ('效益指标',))
        """
        return tuple(parent for parent, children in self.tree.items() if level2 in children)


@cache
def words() -> Words:
    """Return the words of performance tables (reference/performance.toml)."""
    data = reference("performance")
    lists = {name: tuple(map(key, found)) for name, found in data["words"].items()}
    tree = {parent: tuple(children) for parent, children in data["levels"].items()}
    level = tuple(dict.fromkeys([*tree, *(c for children in tree.values() for c in children)]))
    return Words(
        title=re.compile(data["title"]),
        overall=data["overall"],
        end=re.compile(data["end"]),
        projects=frozenset(map(key, data["owner"]["project"])),
        labels=frozenset(map(key, [*data["owner"]["project"], *data["owner"]["labels"]])),
        heads={key(name): role for role, names in data["heads"].items() for name in names},
        order=tuple(role for role in data["heads"] if role != "other"),
        tree=tree,
        usual={"level": level} | {c: lists[c] for c in ("scoring", "evidence", "basis", "quality")},
        basis_ends=lists["basis_ends"],
        units=frozenset(lists["units"]),
    )


def kind_of(text: str) -> str:
    """Return what a fragment of a cell is by its characters: date, dated, sign, signed, measured, figure, unit or text.

    ``dated`` is the beginning of a date, ``signed`` a number with a relation, ``measured`` one with a unit alone.

    >>> [kind_of(t) for t in (">=70个", "66.8%", "10", ">", "2024年9", "2024年9月30日", "万元", "争取资金")]
    ['signed', 'measured', 'figure', 'sign', 'dated', 'date', 'unit', 'text']
    """
    if text in words().units:
        return "unit"
    for kind, pattern in (("date", _DATE), ("dated", _DATE_BEGUN), ("sign", _SIGN), ("figure", _FIGURE)):
        if pattern.fullmatch(text):
            return kind
    measured = _MEASURED.fullmatch(text)
    if measured and (measured[4] in words().units or (measured[1] and len(measured[4]) <= _LONGEST_UNIT)):
        return "signed" if measured[1] else "measured" if measured[4] or measured[3] else "figure"
    return "text"


def lacks_unit(text: str) -> bool:
    """Tell whether a number, with or without a relation, is printed without a unit or with the beginning of one.

    >>> lacks_unit("≥70"), lacks_unit("9.94万"), lacks_unit("9.94万元"), lacks_unit("长期")
    (True, True, False, False)
    """
    measured = _MEASURED.fullmatch(text)
    if measured is None or measured[4] in words().units:
        return False
    return any(unit.startswith(measured[4]) for unit in words().units)


def has_unit(text: str) -> bool:
    """Tell whether a text is a number, with or without a relation, in a known unit."""
    measured = _MEASURED.fullmatch(text)
    return measured is not None and measured[4] in words().units


def begins_measured(text: str) -> bool:
    """Tell whether a text begins with a number in a unit, and no year, as where a name is glued to a value.

    >>> begins_measured("51个宣传人员数量"), begins_measured("2025年培训人数")
    (True, False)
    """
    measured = _MEASURED.match(text)
    rest = measured[4] if measured else ""
    return not _DATE_BEGUN.match(text) and any(rest.startswith(unit) for unit in words().units)


def is_rest(text: str) -> bool:
    """Tell whether a text is only the end of a label or of a rule of scoring, and no name.

    >>> is_rest("指标"), is_rest("项目")
    (True, False)
    """
    usual = (word for column in ("level", "scoring") for word in words().usual[column])
    return any(word.endswith(text) for word in usual)


def split_glued(text: str) -> Iterator[str]:
    """Yield what is written together without a space and yet belongs to several cells, as plain keys tell.

    >>> list(split_glued("数量指标争取项目个数")), list(split_glued("满意度赋分历史标准=9次"))
    (['数量指标', '争取项目个数'], ['满意度赋分', '历史标准', '=9次'])
    """
    plain, at = key(text), _cut(key(text))
    if at and len(plain) == len(text):
        yield from split_glued(text[:at])
        yield from split_glued(text[at:])
    else:
        yield text


def _cut(plain: str) -> int:
    """Return where to cut a text that holds several cells, 0 where it is one."""
    usual = words().usual
    if _is_usual(plain):
        return 0
    for word in sorted(usual["level"], key=len, reverse=True):
        if plain.startswith(word):
            return len(word)
        if plain.endswith(word):
            return len(plain) - len(word)
    for word in sorted((*usual["basis"], *usual["scoring"], *usual["evidence"]), key=len, reverse=True):
        # What is glued on stands to the left of it, and that may be anything; what it is glued to stands to its right.
        if plain.startswith(word) and plain[len(word)] not in _LISTED:
            return len(word)
        if plain.endswith(word) and _is_known(plain[: -len(word)]):
            return len(plain) - len(word)
    sign = re.search(rf"(?<![{SIGNS}])[{SIGNS}]{{1,2}}\d", plain)
    if sign and not sign.start() and kind_of(plain) == "text":
        return _end_of_signed(plain)
    return sign.start() if sign else 0


def _end_of_signed(plain: str) -> int:
    """Return where a number with a relation ends that a text begins with: after the longest unit there is."""
    measured = _MEASURED.match(plain)
    rest = measured[4] if measured else ""
    unit = max((u for u in words().units if rest.startswith(u)), key=len, default="")
    return len(plain) - len(rest) + len(unit) if unit else 0


def _is_known(text: str) -> bool:
    """Tell whether a text is a number, a unit, or made of usual words."""
    if kind_of(text) in ("signed", "measured", "figure", "date", "unit"):
        return True
    cut = _cut(text)
    return _is_known(text[:cut]) and _is_known(text[cut:]) if cut else _is_usual(text)


def _is_usual(text: str) -> bool:
    return any(text in found for found in words().usual.values())
