"""Lines of a document -> running text without spaces, each character with its place, whatever the line breaks.

Layouts break lines inside words and numbers, letter-space headings, and mix widths of punctuation. Here a
text becomes one string: no spaces, digits and letters plain, Chinese punctuation full-width (commas inside
numbers excepted), and a line feed only where a new numbered paragraph certainly begins.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from budgetkit.model.disclosure import NOWHERE, Place
from budgetkit.readers.formats.page import Paper

_WIDE = str.maketrans(",;:()!?", "，；：（）！？")
_IN_NUMBER = re.compile(r"(?<=\d)，(?=\d{3}(?!\d))")
_POINT = re.compile(r"(?<=\d)[．·](?=\d)")
_PLAIN_NUMBER = re.compile(r"\d{1,4}")
# ① and ² point to a note; NFKC would make digits of them, and 10.25① would read 10.251.
_NOTE = re.compile(
    r"(?<=[\d%元‰亿万倍辆个人台套项家次])(?:[①-⓿❶-➓¹²³⁰-⁹₀-₉†‡§＊]|\*+(?!\d)|[\[〔【](?:注|\d{1,2})[\]〕】]|（注\d{0,2}）)+"
)
# pdfium's characters for a hyphen at a line's end, and the soft hyphen that some fonts draw as a minus.
_HYPHENS = {"\ufffe": "-", "\xad": "-", "\x02": "-"}
_PAGE_NUMBER = re.compile(r"[-—–－~·]+\d{1,4}[-—–－~·]+|第\d{1,4}页(?:[，/]?共\d{1,4}页)?|\d{1,4}/\d{1,4}")
_CUT = re.compile(r"[。；，：、]$|^\d+$")
_LONGEST_HEAD = 40
_REPEATS = 3


@dataclass(frozen=True, slots=True)
class ProseLine:
    """One line of prose: its text without spaces, and where it stands."""

    text: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Passage:
    """Running text of a section, and where each of its lines begins."""

    text: str
    starts: tuple[int, ...]
    places: tuple[Place, ...]

    def place(self, offset: int) -> Place:
        """Return where the character at an offset is printed."""
        if not self.starts:
            return NOWHERE
        return self.places[max(0, bisect_right(self.starts, offset) - 1)]


def fold(text: str) -> str:
    """Return text without spaces, letters and digits plain, Chinese punctuation full-width.

    >>> fold("增 加 28.45万元,  (境)费 １，２３４.50元：")
    '增加28.45万元，（境）费1,234.50元：'
    """
    plain = "".join(_fold_one(c) for c in text if not c.isspace() and c not in "​﻿ ")
    return _POINT.sub(".", _IN_NUMBER.sub(",", _NOTE.sub("", plain.translate(_WIDE))))


def _fold_one(character: str) -> str:
    if character in _HYPHENS:
        return _HYPHENS[character]
    if unicodedata.decomposition(character).startswith(("<circle>", "<super>", "<sub>")):
        return character
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character


def lines_of(paper: Paper) -> tuple[ProseLine, ...]:
    """Return the lines outside grids, in reading order, without page numbers, running heads and blanks."""
    pages = [(page, [(fold(line.text), line) for line in page.lines]) for page in paper.pages]
    pages = [(page, [line for line in lines if line[0]]) for page, lines in pages]
    edges = _Edges([(page.number, [text for text, _ in lines]) for page, lines in pages])
    found = []
    for page, lines in pages:
        while lines and edges.dropped(lines[-1][0], page.number):
            lines.pop()
        while lines and edges.dropped(lines[0][0], page.number):
            lines.pop(0)
        found += [ProseLine(text, Place(line.page or None, line.box)) for text, line in lines]
    return tuple(found)


class _Edges:
    """What stands at the edges of several pages: running heads, and numbers that run with the pages."""

    def __init__(self, pages: Sequence[tuple[int, Sequence[str]]]) -> None:
        edges = [(number, text) for number, lines in pages for text in {*lines[:2], *lines[-2:]}]
        texts = Counter(text for _, text in edges if len(text) <= _LONGEST_HEAD)
        self.heads = {text for text, times in texts.items() if times >= _REPEATS and not _CUT.search(text)}
        self.offsets = Counter(int(text) - number for number, text in edges if _PLAIN_NUMBER.fullmatch(text))

    def dropped(self, text: str, number: int) -> bool:
        """Tell whether a line at the edge of a page is no text; a number is only where it runs with the pages."""
        if _PLAIN_NUMBER.fullmatch(text):
            return self.offsets[int(text) - number] > 1
        return text in self.heads or _PAGE_NUMBER.fullmatch(text) is not None


def prose_lines(lines: Iterable[str]) -> tuple[ProseLine, ...]:
    """Return lines of text without geometry, blanks left out."""
    return tuple(ProseLine(text) for text in map(fold, lines) if text)


def passage(lines: Sequence[ProseLine], paragraph: re.Pattern[str]) -> Passage:
    """Join lines to running text; a line that begins like ``paragraph`` (a numbering) begins a new one.

    A number that a line break cuts is whole again, also one whose thousands comma is at the break.

    >>> breaks = re.compile("[一二三]、")
    >>> passage(prose_lines(["一、收入预算12", "34.5万元", "二、支出"]), breaks).text
    '一、收入预算1234.5万元\\n二、支出'
    """
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for line in lines:
        if parts and paragraph.match(line.text):
            parts.append("\n")
            length += 1
        starts.append(length)
        parts.append(line.text)
        length += len(line.text)
    text = _NOTE.sub("", _IN_NUMBER.sub(",", "".join(parts)))
    return Passage(text, tuple(starts), tuple(line.place for line in lines))
