"""What a number is said to be, by the words before it: amount, share, change, growth, completion, prior figure.

The patterns are data (``reference/national/narrative.toml``); a pattern is matched at the end of the words that stand
between the number before and this one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from budgetkit.forms.form import national
from budgetkit.model import codes

_WINDOW = 160
_BEHIND = re.compile(r"[^，。；：、\n\d]{2,20}")
_BREAK = re.compile(r"[，。；\n]")
_BRACKETS = re.compile(r"（[^（）]*）")
_YEAR = re.compile(r"(20\d{2})年?")
_LAST_YEAR = re.compile(r"上一?年|去年|前一年|上期|同期|同比")


@dataclass(frozen=True, slots=True)
class Role:
    """What a number is: ``id``, the sign of a change, its base and whole as printed, and the words that are left.

    ``subject`` stands between the base and the word of change («与2023年度相比，收入支出总计减少»), ``rest`` before;
    ``is_open``: the direction is one of two that the form offered. ``states``: it says a figure, which 基本持平 does not.
    """

    id: str
    sign: int = 0
    base: str = ""
    whole: str = ""
    subject: str = ""
    rest: str = ""
    is_open: bool = False
    states: bool = True


def role_of(kind: str, lead: str) -> Role | None:
    """Return what a number of a kind (money, percent, count) is, by the words before it; ``None`` when unclear.

    >>> role_of("money", "，比2023年预算执行数减少")
    Role(id='change', sign=-1, base='2023年预算执行数', whole='', subject='', rest='，', is_open=False, states=True)
    >>> role_of("percent", "占收入总额的")
    Role(id='share', sign=0, base='', whole='收入总额', subject='', rest='', is_open=False, states=True)
    """
    near = lead[-_WINDOW:]
    for id_, kinds, pattern in _roles():
        if kind not in kinds or not (match := pattern.search(near)):
            continue
        groups = match.groupdict(default="")
        sign = _sign(groups.get("direction", ""))
        rest = lead[: len(lead) - len(near)] + near[: match.start()]
        if id_ == "change" and (rest + groups.get("subject", "")).endswith(_left_open()):
            return None
        # 比2022年（上一年度，下同）预算
        base = _BRACKETS.sub("", groups.get("base", ""))
        whole, subject = groups.get("whole", ""), groups.get("subject", "")
        return Role(id_, sign, base, whole, subject, rest, is_open=bool(groups.get("open")))
    return Role("amount", rest=lead) if kind != "percent" else None


def unchanged_role(lead: str) -> Role:
    """Return what 持平 or 一致 says, by the words before it; ``states`` is false where it is only roughly so.

    >>> role = unchanged_role("公务接待费与2024年预算")
    >>> role.base, role.rest, role.states, unchanged_role("决算数与预算数基本").states
    ('2024年预算', '公务接待费', True, False)
    """
    near = lead[-_WINDOW:]
    exactly = near
    for word in _words()["roughly"]:
        exactly = exactly.removesuffix(word)
    match = _unchanged().search(exactly)
    if match is None:
        return Role("change", rest=lead, states=exactly == near)
    rest = lead[: len(lead) - len(near)] + near[: match.start()]
    base = match["base"] or match["same"] or ""
    return Role("change", base=base, subject=match["subject"], rest=rest, states=exactly == near)


def year_of(words: str, this_year: int | None = None) -> str:
    """Return the year that words name, ``"last"`` for 上年 and 去年, empty for none.

    >>> year_of("2023年预算执行数"), year_of("上年预算"), year_of("2023年度", 2024), year_of("年初预算")
    ('2023', 'last', 'last', '')
    """
    if match := _YEAR.search(words):
        return "last" if this_year is not None and int(match[1]) == this_year - 1 else match[1]
    return "last" if _LAST_YEAR.search(words) else ""


def resumed(text: str, start: int, lead: str, ends: Sequence[int]) -> str:
    """Return the words before a number without what stands in brackets that were opened before a number among them.

    What the bracket interrupted goes before what is behind it: 比上年增加（不含增资30万元）12万元. ``start`` is where
    the lead begins in the text, ``ends`` are where the numbers before it end.

    >>> resumed("增加（不含增资30万元）12万元", 11, "）", [11]), resumed("5万元（按9%发放），占6%", 8, "发放），占", [3, 7])
    ('增加', '，占')
    """
    closed, opened = lead.find("）"), text.rfind("（", 0, start)
    if closed < 0 or "（" in lead[:closed] or opened < 0 or "）" in text[opened:start]:
        return lead
    behind = lead[closed + 1 :]
    if any(word in behind for word in narrative()["subjects"]["totals"]):
        # 甲（含丙3万元）和乙（含丁4万元）合计9万元 is said of both.
        return _BRACKETS.sub("", _BREAK.split(text[: start + closed + 1])[-1]) + behind
    before = text[max((end for end in ends if end <= opened), default=0) : opened]
    return behind if _BREAK.search(behind) else before + behind


def opens(words: str) -> bool:
    """Tell whether words open a list of parts: 其中, 包括, …"""
    return any(word in words for word in _words()["opening"])


def aside(words: str) -> int:
    """Return where an explanation (主要原因, 主要用于) begins, -1 where none does."""
    said = _without_names(words)
    found = [at for word in (*_words()["reason"], *_words()["purpose"]) if (at := said.find(word)) >= 0]
    return min(found, default=-1)


def tells_purpose(words: str, *, changed: bool = True) -> bool:
    """Tell whether the explanation that words end in says what money is for, and not why it ``changed``."""
    said = _without_names(words)
    if not changed and not any(word in said for word in _words()["cause"]):
        return True
    last = {kind: max(said.rfind(word) for word in _words()[kind]) for kind in ("reason", "purpose")}
    return last["purpose"] > last["reason"]


def lists_several(words: str) -> bool:
    """Tell whether the words before a number speak of several numbers at once: 分别为, 各."""
    return words.endswith(tuple(_words()["list"]))


def counted_behind(text: str, start: int) -> tuple[str, str]:
    """Return the words right behind a count and the noun they begin with, each empty where there is none.

    >>> counted_behind("本部门2个预算单位开展了工作。", 5)
    ('预算单位开展了工作', '预算单位')
    """
    words, noun = _BEHIND.match(text, start), _counted_behind().match(text, start)
    return words[0] if words else "", noun["noun"] if noun else ""


def speaks_of_change(words: str) -> bool:
    """Tell whether words hold a word of increase or decrease."""
    return any(word in words for word in _changes() if len(word) > 1)


def compares(words: str) -> bool:
    """Tell whether words end in a comparison, so that a number after them is a difference: 决算数大于."""
    return words.endswith(tuple(_words()["compared"]))


def bases() -> Mapping[str, Sequence[str]]:
    """Return the words that say which earlier figure is meant, by the figure."""
    found: Mapping[str, Sequence[str]] = narrative()["bases"]
    return found


@cache
def narrative() -> Mapping[str, Any]:
    """Return the words and patterns of the narrative from reference/national/narrative.toml."""
    found: Mapping[str, Any] = national()["narrative"]
    return found


def _words() -> Mapping[str, Sequence[str]]:
    found: Mapping[str, Sequence[str]] = narrative()["words"]
    return found


def _without_names(words: str) -> str:
    """Return words with the official names that hold words of purpose blotted out: 用于教育事业的彩票公益金支出."""
    return _purposeful().sub(lambda match: "　" * len(match[0]), words)


@cache
def phrase(name: str) -> re.Pattern[str]:
    """Return a pattern of [narrative.phrases], compiled.

    >>> bool(phrase("counted_too").fullmatch("、约"))
    True
    """
    return re.compile(narrative()["phrases"][name])


@cache
def _purposeful() -> re.Pattern[str]:
    names = (entry.name_zh.removesuffix("支出") for entry in codes.bundled("functional").values())
    held = {name for name in names if any(word in name for word in _words()["purpose"])}
    preceded = {word.removesuffix("用于") for word in _words()["purpose"] if word.endswith("用于")} - {""}
    before = "".join(f"(?<!{re.escape(word)})" for word in sorted(preceded))
    return re.compile(before + f"(?:{'|'.join(sorted(map(re.escape, held), key=len, reverse=True))})")


@cache
def _counted_behind() -> re.Pattern[str]:
    return re.compile(narrative()["counted_behind"])


@cache
def _changes() -> tuple[str, ...]:
    return (*_words()["increase"], *_words()["decrease"])


@cache
def _left_open() -> tuple[str, ...]:
    """Return how words end where a form was published with its choice of signs: 增加/减少."""
    return tuple(f"{word}{mark}" for word in _changes() for mark in "/（或")


@cache
def expand(pattern: str) -> str:
    """Return a pattern with every {name} replaced by the words or the part of that name."""
    parts: dict[str, str] = dict(narrative()["parts"])
    for name, words in _words().items():
        parts[name] = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    known = re.compile(r"\{(" + "|".join(parts) + r")\}")
    while known.search(pattern):
        pattern = known.sub(lambda match: parts[match[1]], pattern)
    return pattern


@cache
def _roles() -> tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...]:
    roles = narrative()["role"]
    return tuple((r["id"], tuple(r["of"]), re.compile(f"(?:{expand(r['lead'])})\\Z")) for r in roles)


@cache
def _unchanged() -> re.Pattern[str]:
    return re.compile(expand(narrative()["unchanged"]) + r"\Z")


def _sign(direction: str) -> int:
    """Return 1 for an increase, -1 for a decrease, 0 for a word of neither."""
    words = _words()
    if any(direction in words[more] for more in ("increase", "more", "greater")):
        return 1
    return -1 if any(direction in words[less] for less in ("decrease", "less", "smaller")) else 0
