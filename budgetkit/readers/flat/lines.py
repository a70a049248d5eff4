"""Lines of flattened text taken apart: numbers, digits and words, and how each follows the one before it.

Flattened text comes from a program that writes the characters of a page in the order in which the file stores
them (PDFBox, Tika). Three facts survive. One line is one baseline. A space inside a line means further right.
Two things written together, a figure and the next label, say that the second one stands to the LEFT on the same
baseline, where the program saw no gap to fill.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from budgetkit.model.codes import bundled, classification
from budgetkit.readers.formats.page import Line

DASHES: Final = frozenset("-—–－")
_WIDTHS: Final = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
_DECIMAL = re.compile(r"\d\.(\d+)(?![\d.])")
_NUMBERING = re.compile(r"(?:\d{1,2}[、．.](?!\d)|[（(]\d{1,2}[)）])")
_COUNTED = re.compile(r"[年月日号个万亿元项类款人%％~～—-]")
_GLUED = re.compile(r"(?:([23]\d\d)(?=(?:[23]\d\d|\d\d[23]\d\d)$)|\d\d(?=\d\d$|[23]\d\d$|\d\d[23]\d\d$))")
"""Codes or parts of codes written together: the columns of the codes run from right to left on one baseline."""
_PART = re.compile(r"(\d\d)((?![年月日号个万亿元项类款人])[\u4e00-\u9fff].*)")
_PLACES = 2
_CHUNK = re.compile(r"\S+")
_GAP = 2


@dataclass(frozen=True, slots=True)
class Token:
    """One thing printed: ``kind`` is number, digits (a code, an ordinal or a whole number), word, dash or mark.

    ``line`` counts the lines of its table; ``step`` says where it stands to the token before: ``line`` (on
    another baseline), ``right`` or ``left`` (on the same one); ``at`` is how many characters stand before it.

    >>> [(t.text, t.step) for t in tokens_of([Line("19.98208 05 19.98", 3)], places=2)]
    [('19.98', 'line'), ('208', 'left'), ('05', 'right'), ('19.98', 'right')]
    """

    text: str
    kind: str
    line: int
    page: int
    step: str = "line"
    at: int = 0


def usual_places(lines: Iterable[Line]) -> int:
    """Return the decimal places that most numbers of a text are printed with, 2 where none has any.

    >>> usual_places([Line("总计 313.82 133.82 180.00", 1), Line("12.5", 1)])
    2
    """
    found = Counter(len(m[1]) for line in lines for m in _DECIMAL.finditer(line.text))
    return found.most_common(1)[0][0] if found else _PLACES


def tokens_of(lines: Sequence[Line], places: int) -> tuple[Token, ...]:
    """Return the tokens of lines in the order of the stream; ``places`` tells glued numbers apart."""
    found: list[Token] = []
    for number, line in enumerate(lines):
        found += _line(line.text.translate(_WIDTHS), number, line.page, places)
    return tuple(found)


def _line(text: str, number: int, page: int, places: int) -> list[Token]:
    found: list[Token] = []
    for match in _CHUNK.finditer(text):
        at = match.start()
        for n, (part, kind) in enumerate(_parts(match[0], places)):
            step = "line" if not found else "left" if n else "right"
            found.append(Token(part, kind, number, page, step, at))
            at += len(part)
    return _with_numbering(_with_parts(found))


def is_laid_out(tokens: Sequence[Token]) -> bool:
    """Tell whether spaces keep the columns of a text below one another: most of its lines have wide gaps."""
    ends: dict[int, int] = {}
    wide: set[int] = set()
    for token in tokens:
        if token.at > ends.get(token.line, token.at) + _GAP:
            wide.add(token.line)
        ends[token.line] = token.at + len(token.text)
    return 5 * len(wide) > len(ends)


def _with_parts(tokens: Sequence[Token]) -> Iterator[Token]:
    """Part the last digits of a code from the name they are written together with: «301 01基本工资»."""
    before = ""
    for token in tokens:
        match = _PART.match(token.text) if token.kind == "word" and token.step == "right" else None
        if match and classification(before) and len(before) in (3, 5):
            yield replace(token, text=match[1], kind="digits")
            yield replace(token, text=match[2], step="left", at=token.at + len(match[1]))
        else:
            yield token
        parts = before if token.step == "right" else ""
        before = parts + token.text if token.kind == "digits" else ""


def _with_numbering(tokens: Iterable[Token]) -> list[Token]:
    """Put a number of a list that stands alone («1. 一般公共预算资金») back to the words it numbers."""
    found: list[Token] = []
    for token in tokens:
        if found and token.kind == "word" and _NUMBERING.fullmatch(found[-1].text):
            found[-1] = replace(token, text=found[-1].text + token.text, step=found[-1].step)
        else:
            found.append(token)
    return found


def _parts(chunk: str, places: int) -> Iterator[tuple[str, str]]:
    """Yield (text, kind) of what is written together without a space."""
    start, at = 0, 0
    while at < len(chunk):
        size, kind = _number_at(chunk, at, start, places)
        if not size:
            at += 1
            continue
        if start < at:
            yield chunk[start:at], _word_kind(chunk[start:at])
        yield chunk[at : at + size], kind
        at += size
        start = at
    if start < at:
        yield chunk[start:at], _word_kind(chunk[start:at])


def _word_kind(text: str) -> str:
    if set(text) <= DASHES:
        return "dash"
    return "mark" if set(text) <= set("※*＊") else "word"


@cache
def _amount(places: int) -> re.Pattern[str]:
    grouped, plain = r"\d{1,3}(?:,\d{3})+", r"\d+"
    exact = rf"\.\d{{{places}}}"
    return re.compile(rf"-?(?:{grouped}{exact}|{plain}{exact}|{grouped}(?:\.\d+)?|{plain}\.\d+)(?![%％])")


def _number_at(chunk: str, at: int, start: int, places: int) -> tuple[int, str]:
    """Return the length and kind of the number that begins at a place of a chunk; (0, "") for none."""
    if not (chunk[at].isdigit() or chunk[at] == "-") or (at and chunk[at - 1].isdigit() and start < at):
        return 0, ""
    if amount := _amount(places).match(chunk, at):
        return len(amount[0]), "number"
    digits = re.match(r"\d+", chunk[at:])
    if (glued := _GLUED.match(chunk, at)) and digits and _is_glued(digits[0]):
        return (3 if glued[1] else 2), "digits"
    if not digits or _NUMBERING.match(chunk, at):
        return 0, ""
    rest = chunk[at + len(digits[0]) :]
    return (len(digits[0]), "digits") if _stands_alone(digits[0], start < at, rest) else (0, "")


@cache
def _is_glued(digits: str) -> bool:
    """Tell whether digits are parts of codes written together: they end in a known class and are no known code.

    >>> _is_glued("0510208"), _is_glued("05208"), _is_glued("2210201"), _is_glued("299354")
    (True, True, False, False)
    """
    if classification(digits) and digits[:3] in bundled(classification(digits)):
        return False
    if len(digits) == 4:
        return True
    last = digits[-3:]
    return bool(classification(last)) and last in bundled(classification(last))


def _stands_alone(digits: str, after_word: bool, rest: str) -> bool:
    """Tell whether digits are a thing of their own, not part of words («2024年», «第3期»)."""
    if not after_word and (not rest or set(rest) <= set("※*＊")):
        return True
    if _COUNTED.match(rest):
        return False
    return bool(classification(digits)) or (after_word and not rest and len(digits) == 2)
