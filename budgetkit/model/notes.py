"""Marks of notes beside printed text (①, ², *, [1], 注1): kept apart from words and figures, never read as digits.

Unicode's compatibility forms turn ① and ² into the digits 1 and 2, so that 637.50① would become 637.501.
Readers hand raised signs on as the superscript characters that they look like; here they are separated from the text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

_SIGNS = (
    "\u00b2\u00b3\u00b9\u2070-\u209c"  # raised and lowered figures
    "\u2460-\u24ff"  # ① ⑴ ⒈ ⓐ ⓵
    "\u2776-\u2793"  # ❶ ➀ ➊
    "\u3220-\u3229\u3251-\u325f\u3280-\u3289\u32b1-\u32bf"  # ㈠ ㉑ ㊀ ㊱
)
_MARK = (
    rf"(?:[{_SIGNS}*＊※†‡]|[\[［〔【](?:注?\s*[\d０-９]{{1,2}}|注)[\]］〕】]|[（(]注\s*[\d０-９{_SIGNS}]{{0,2}}[)）]"
    rf"|(?<=[\d.])注[:：]?\s*[\d０-９{_SIGNS}]{{0,2}})"
)
_REACH = 64
"""How far from its ends a text is looked at: no more marks stand beside anything."""
_MAYBE = re.compile(rf"[{_SIGNS}*＊※†‡\]］〕】注]")
_SHORT = 80
_KEPT = re.compile(f"([{_SIGNS}]+)")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_OTHER_SCRIPTS = re.compile(
    "[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc"  # Arabic: Uyghur, Kazakh
    "\u0f00-\u0fff"  # Tibetan
    "\u1800-\u18af\u202f"  # Mongolian
    "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"  # Korean
    "\u1950-\u19df\ua000-\ua4cf]+"  # Dai, Yi
)
_RAISED = str.maketrans("0123456789+-=()０１２３４５６７８９（）", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")


@cache
def _marks() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what finds marks before and behind a text: compiled where any is met, for it takes long at every start."""
    marks = rf"{_MARK}(?:[\s,，、]*{_MARK})*"
    return re.compile(rf"\s*({marks})\s*(?=\S)"), re.compile(rf"(?<=\S)\s*({marks})\s*\Z")


def fold(text: str) -> str:
    """Return text with compatibility characters made plain (full-width figures, ligatures), marks of notes kept.

    What stands beside Chinese words in another script says the same in another language, and is left out.

    >>> fold("６３７．５０①"), fold("（元）²"), fold("合计 བསྡོམས།")
    ('637.50①', '(元)²', '合计 ')
    """
    if text.isascii():
        return text
    return _fold_short(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    text = _OTHER_SCRIPTS.sub("", text) if _CHINESE.search(text) else text
    return "".join(
        part if odd % 2 else unicodedata.normalize("NFKC", part) for odd, part in enumerate(_KEPT.split(text))
    )


# Heads, labels and codes are folded again by every form and on every page.
_fold_short = lru_cache(maxsize=4096)(_fold)


def split_notes(text: str) -> tuple[str, str]:
    """Return text without the marks of notes at its ends, and those marks in printed order.

    >>> split_notes("637.50①"), split_notes("*637.50 [2]"), split_notes("基本支出（注1）")
    (('637.50', '①'), ('637.50', '*[2]'), ('基本支出', '（注1）'))
    >>> split_notes("①"), split_notes("m²"), split_notes("2080505")
    (('①', ''), ('m', '²'), ('2080505', ''))
    """
    if not _MAYBE.search(text):
        return text.strip(), ""
    before = _marks()[0].match(text, 0, _REACH) if len(text) > _REACH else _marks()[0].match(text)
    rest = text[before.end() :] if before else text
    after = _marks()[1].search(rest, max(0, len(rest) - _REACH))
    words = rest[: after.start()] if after else rest
    return words.strip(), "".join(found[1].strip() for found in (before, after) if found)


def raised(text: str) -> str:
    """Return raised text as the superscript characters that it looks like; what has none is put in brackets.

    >>> raised("1"), raised("(2)"), raised("*"), raised("①"), raised("注3")
    ('¹', '⁽²⁾', '*', '①', '[注3]')
    """
    if text.strip().startswith(("[", "［", "〔", "【")):
        return text.strip()
    up = text.strip().translate(_RAISED)
    return up if not up or re.fullmatch(rf"(?:[{_SIGNS}*＊※†‡]|\s|[,，])+", up) else f"[{text.strip()}]"
