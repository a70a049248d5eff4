"""The unit of a table's figures, read from the ways it is printed (``reference/national/units.toml``)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from budgetkit.forms.data import DataError, bundled, compiled, nearest
from budgetkit.model.amount import UNITS

SOURCE: Final = "reference/national/units.toml"
_A_BODY: Final = r"(?![一-鿿]{1,12}?(?:[县市区州镇乡村局委办厅院校所站会部处馆]|街道|公司|中心))"
"""元 begins the names of places too: «单位：元谋县财政局» says whose the table is."""


@dataclass(frozen=True, slots=True)
class Units:
    """Everything in units.toml: the words before a unit, what may stand between, and the units by what is printed."""

    words: tuple[str, ...]
    colon: str
    currency: tuple[str, ...]
    units: Mapping[str, str]


def unit_of(*texts: str) -> str:
    """Return the unit that texts above or in the head of a table say, the last one said; ``""`` where none does.

    >>> [unit_of(t) for t in ("单位：万元", "金额单位∶ 元", "(单位:千元)", "计量单位︰亿元", "预算数（万 元）")]
    ['万元', '元', '千元', '亿元', '万元']
    >>> unit_of("编制单位：元谋县财政局"), unit_of("单价50万元以上设备"), unit_of("万元")
    ('', '', '万元')
    """
    said = [unit for text in texts for unit in _units_in(text)]
    return said[-1] if said else ""


def without_unit(text: str) -> str:
    """Return a title or a head without the unit that it names.

    >>> without_unit("收支总表（单位：万元）"), without_unit("预算数(元)"), without_unit("部门收支总表 单位：元")
    ('收支总表', '预算数', '部门收支总表')
    """
    return _patterns()[0].sub("", text)


@lru_cache(maxsize=4096)
def figure_and_unit(text: str) -> tuple[str, str]:
    """Return a figure and the unit of money printed behind it; the text and ``""`` where none is.

    >>> figure_and_unit("12.5 万元"), figure_and_unit("-3（元）"), figure_and_unit("12.5")
    (('12.5', '万元'), ('-3', '元'), ('12.5', ''))
    """
    if not text or text[-1].isdigit():
        return text, ""
    found = _behind().fullmatch(unicodedata.normalize("NFKC", text).strip())
    return (found[1], _data().units["".join(found[2].split())]) if found else (text, "")


@cache
def _behind() -> re.Pattern[str]:
    return re.compile(rf"(.*\d)\s*[(（\[【]?\s*({_any(_data().units)})\s*[)）\]】]?", re.DOTALL)


@cache
def _units_in(text: str) -> tuple[str, ...]:
    flat = "".join(unicodedata.normalize("NFKC", text).split())
    said, alone = _patterns()
    units = _data().units
    if whole := alone.fullmatch(flat):
        return (units[whole[1]],)
    return tuple(units[next(filter(None, m.groups()))] for m in said.finditer(flat))


@cache
def _data() -> Units:
    return compiled("units", _read)


def _read() -> Units:
    found = bundled(SOURCE, Units)
    for printed, unit in found.units.items():
        if unit not in UNITS:
            raise DataError(f"{SOURCE}: units {printed!r}: unknown unit {unit!r}; {nearest(unit, UNITS)}")
    return found


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a unit that a text says, and of a text that is nothing else."""
    data = _data()
    opened, closed, unit = (
        r"[(（\[【]?\s*",
        r"\s*[)）\]】]?",
        rf"{_any(data.currency)}?\s*({_any(data.units)})",
    )
    said = rf"{opened}{_any(data.words)}\s*{data.colon}?{opened}{unit}{_A_BODY}{closed}"
    bracket = rf"[(（\[【]\s*{unit}\s*[)）\]】]"
    return re.compile(rf"{said}|{bracket}"), re.compile(unit)


def _any(words: Iterable[str]) -> str:
    """Return a pattern of any of some words, the longer ones first, with spaces between their characters."""
    return "(?:" + "|".join(r"\s*".join(w) for w in sorted(words, key=len, reverse=True)) + ")"
