"""Words of the report: a label in the languages of the page, and the glossary linked where a term is first used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from budgetkit.forms.data import cache_folder
from budgetkit.forms.english import english_unit
from budgetkit.forms.form import Label
from budgetkit.forms.glossary import Term
from budgetkit.present import style
from budgetkit.present.style import Mark

if TYPE_CHECKING:
    from jinja2 import Environment

LANGUAGE_TAGS: Final = {"zh": "zh-CN", "en": "en", "both": "zh-CN"}
"""The language a page as a whole is in, as HTML names it."""

_MONEY: Final = re.compile("(?<=[0-9]) ?((?:[千万亿]|百万)?元)(?![\u4e00-\u9fff，。；、）])")
"""A unit of money behind a figure, in an English sentence."""
_AFTER_UNIT: Final = re.compile("(?<=元) (?=[\u4e00-\u9fff])")
"""A space between a unit of money and the Chinese word behind it."""
_RANGE: Final = re.compile(
    r"(−?[0-9][0-9,.]*(?: – −?[0-9][0-9,.]*%?|…%)|÷ [0-9.]+|\bp\. [0-9]+|第 [0-9]+ 页)"
)
"""A range, or a cut percentage, which stands on one line."""
_UNBROKEN: Final = (" – ", "…%", "p. ", "第 ", "÷ ")
"""What each of these holds."""
_MINUS: Final = re.compile(r"(?<![^\s（(“])-(?=[0-9])")
"""A hyphen for the sign of a number."""
_CLOSED: Final = re.compile(
    r"<(?P<element>a|dt|h[1-3]|summary|svg|script|style|table|button|nav|title)\b[^>]*>.*?</(?P=element)>"
    r'|<ul class="bars">.*?</ul>|<[^>]*>',
    re.S,
)
"""Marks, and elements in whose words no term is linked: links, headings, names of figures, controls and tables."""


class Speaker:
    """Gives labels in the languages of one page: ``zh``, ``en``, or both with each marked."""

    def __init__(self, language: str) -> None:
        """Choose the language, once a page."""
        self.language = language

    def __call__(self, label: Label | Mark | str, en: str | None = None) -> Markup:
        """Return a label, or two wordings, as HTML; one alone where they are the same or one is missing."""
        zh, english = (label, en or "") if isinstance(label, str) else (label.zh, label.en)
        if english != zh:
            english = _MONEY.sub(lambda found: f" {english_unit(found[1])}", english)
        zh, english = _laid(_AFTER_UNIT.sub("", zh)), _laid(english)
        if self.language != "both":
            return (english or zh) if self.language == "en" else (zh or english)
        if zh == english or not (zh and english):
            return zh or english
        return Markup(f'<span class="zh" lang="zh-CN">{zh}</span><span class="en" lang="en">{english}</span>')

    def figure(self, label: Label) -> Markup:
        """Return a figure with its unit: where both languages are shown, the Chinese one alone."""
        if self.language != "both" or label.en in ("", label.zh):
            return self(label)
        return Markup(
            '<span class="zh" lang="zh-CN">{}</span><span class="en only" lang="en">{}</span>'
        ).format(label.zh, label.en)

    def plain(self, zh: str, en: str) -> str:
        """Return two wordings as text without marks, for attributes."""
        return {"zh": zh, "en": en}.get(self.language, f"{zh} · {en}")


def _laid(text: str) -> Markup:
    """Return text as HTML with the sign of subtraction before negative numbers, in which no line ends inside a range."""
    html = str(escape(text))
    if "-" in html:
        html = _MINUS.sub("−", html)
    if any(sign in html for sign in _UNBROKEN):
        html = _RANGE.sub(r'<span class="range">\1</span>', html)
    return Markup(html)


def templates(say: Speaker) -> Environment:
    """Return the pages' templates, which give labels as ``say`` does; compiled ones are kept between processes."""
    from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader

    folder = cache_folder()
    kept = FileSystemBytecodeCache(str(folder)) if folder and folder.is_dir() else None
    environment = Environment(
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=PackageLoader("budgetkit", "templates"),
        bytecode_cache=kept,
    )
    environment.globals.update(t=say, plain=say.plain, marks=style.VERDICT)
    return environment


def linked(html: str, terms: Iterable[Term]) -> tuple[str, list[Term]]:
    """Return a page with every term linked where it is first used in running text, and the terms that were found.

    Words of headings, tables, drawings and links are passed over.
    """
    pieces: list[str] = []
    open_places: list[int] = []
    end = 0
    for closed in _CLOSED.finditer(html):
        if text := html[end : closed.start()]:
            open_places += [len(pieces)] if text.strip() else []
            pieces.append(text)
        pieces.append(closed[0])
        end = closed.end()
    pieces.append(html[end:])
    found, taken = [], set()
    for term in terms:
        spellings = "|".join(
            rf"\b{re.escape(s)}\b" if s.isascii() else re.escape(s)
            for s in (escape(x) for x in term.spellings)
        )
        pattern = re.compile(spellings, re.IGNORECASE)
        for place in open_places:
            if place not in taken and (hit := _running(pattern, pieces[place])):
                text = pieces[place]
                link = f'<a class="term" href="#word-{term.id}">{hit[0]}</a>'
                pieces[place] = text[: hit.start()] + link + text[hit.end() :]
                taken.add(place)
                found.append(term)
                break
    return "".join(pieces), found


def _running(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the first find that does not stand in a title in brackets."""
    found = pattern.finditer(text)
    return next((m for m in found if text.rfind("《", 0, m.start()) <= text.rfind("》", 0, m.start())), None)
