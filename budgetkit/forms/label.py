"""One thing in both languages, and labels made comparable."""

from __future__ import annotations

import re
from dataclasses import dataclass

from budgetkit.model.notes import fold, split_notes

_NUMBERING = re.compile(
    r"^(?:其中[:：]?)?(?:[(（]?[一二三四五六七八九十]+[)）]?[、.．]|[(（][一二三四五六七八九十]+[)）]|\d+[、.．](?!\d)|[(（]\d+[)）])?"
    r"(?:其中[:：]?)?"
)
_PUNCTUATION = re.compile(r"[\s“”\"'‘’《》〈〉()（）\[\]【】:：,，、。;；·.．※*＊_—–-]+")


@dataclass(frozen=True, slots=True)
class Label:
    """One thing in both languages."""

    zh: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.en if language == "en" else self.zh


def plain(label: str) -> str:
    """Return a label without spaces, widths, leading numbering, 其中 and punctuation, for comparison only.

    >>> plain("一、本年收入") == plain("本年 收入") == plain("１．本年收入")
    True
    >>> plain("其中：公务用车运行费①")
    '公务用车运行费'
    """
    text = "".join(fold(split_notes(label)[0]).split())
    return _PUNCTUATION.sub("", _NUMBERING.sub("", text, count=1)) or _PUNCTUATION.sub("", text)
