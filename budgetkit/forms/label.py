"""Names in both languages: labels, how they are compared, and the functional classes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from budgetkit.forms.data import bundled, compiled
from budgetkit.model.notes import fold, split_notes

_NUMBERING = re.compile(
    r"^(?:其中[:：]?)?(?:[(（]?[一二三四五六七八九十]+[)）]?[、.．]|[(（][一二三四五六七八九十]+[)）]|\d+[、.．](?!\d)|[(（]\d+[)）])?"
    r"(?:其中[:：]?)?"
)
_PARTY = re.compile(r"^(?:中国共产党|中共)")
_PUNCTUATION = re.compile(r"[\s“”\"'‘’《》〈〉()（）\[\]【】:：,，、。;；·.．※*＊_—–-]+")


@dataclass(frozen=True, slots=True)
class Label:
    """One thing in both languages.

    >>> Label("款", "item")["en"]
    'item'
    """

    zh: str
    en: str

    # Python would take ``[0]``, ``[1]`` … of what has no ``__iter__``, and every one of these is there.
    __iter__ = None

    def __getitem__(self, language: str) -> str:
        return self.en if language == "en" else self.zh


@lru_cache(maxsize=4096)
def plain(label: str) -> str:
    """Return a label without spaces, widths, leading numbering, 其中 and punctuation, for comparison only.

    >>> plain("一、本年收入") == plain("本年 收入") == plain("１．本年收入")
    True
    >>> plain("其中：公务用车运行费①")
    '公务用车运行费'
    """
    text = "".join(fold(split_notes(label)[0]).split())
    return _PUNCTUATION.sub("", _NUMBERING.sub("", text, count=1)) or _PUNCTUATION.sub("", text)


def same_body(one: str, two: str) -> bool:
    """Tell whether two names are one body's: one ends in the other, in full or abridged as usual.

    >>> same_body("江苏省委办公厅", "中国共产党江苏省委员会办公厅"), same_body("江苏省委办公厅", "江苏省人大常委会办公厅")
    (True, False)
    """
    a, b = abridged(one), abridged(two)
    return a.endswith(b) or b.endswith(a)


def abridged(name: str) -> str:
    """Return a body's name without spaces and the party's, with the usual short forms.

    >>> abridged("中国共产党江苏省委员会办公厅") == abridged("中共江苏省委 办公厅")
    True
    """
    return "".join(_PARTY.sub("", name).split()).replace("委员会", "委").replace("人民政府", "政府")


@dataclass(frozen=True, slots=True)
class Class:
    """A class (类) of the functional classification, with the other names in use."""

    code: str
    zh: str
    en: str
    labels: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it is printed with, its own first."""
        return (self.zh, *self.labels)


@dataclass(frozen=True, slots=True)
class Classes:
    """Everything in classes.toml."""

    classes: tuple[Class, ...]


@cache
def classes() -> tuple[Class, ...]:
    """Return the functional classes that two-sided tables list on their expenditure side.

    >>> classes()[0].code, classes()[0].names
    ('201', ('一般公共服务支出', '一般公共服务'))
    """
    return compiled("classes", lambda: bundled("reference/national/classes.toml", Classes).classes)
