"""Frames in words for people: heads, verdicts, kinds, units, places in Chinese, English or both; no ids, no True, no NaN.

Frames that programs use keep their ids (``bk.claims``, ``bk.findings``, …); this is what ``bk.view`` makes of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from budgetkit.checks.joint.context import names
from budgetkit.checks.judge import WORDS
from budgetkit.forms.english import base_in_both, english_subject, english_unit, in_both, reason_in_both
from budgetkit.forms.form import Label, form_ids, national
from budgetkit.forms.layout import form_named, form_of
from budgetkit.model.codes import official_name
from budgetkit.model.disclosure import Disclosure

if TYPE_CHECKING:
    import pandas as pd

Cell = str | Label
"""What is shown in a cell: one text for every language, or a wording for each."""

HIDDEN: Final = frozenset({"id", "identity", "about", "number"})
"""Columns of ids that say to a program what other columns say to people."""

_PAIR: Final = re.compile(r"(.*?[\u4e00-\u9fff].*?)(?: · | / | \| )([^\u4e00-\u9fff]*[A-Za-z].*)", re.S)
_NUMBERED: Final = re.compile(r"\d+ ")


def bilingual(text: str) -> Cell:
    """Return «中文 · English» (or with `` | `` or `` / `` between) as a wording for each language; other text as it is.

    >>> bilingual("占比 · share")
    Label(zh='占比', en='share')
    >>> bilingual("1 总览 · Overview").en, bilingual("p. 3 · budgetkit")
    ('1 Overview', 'p. 3 · budgetkit')
    """
    found = _PAIR.fullmatch(text)
    if not found:
        return text
    number = _NUMBERED.match(text)
    return Label(found[1], (number[0] if number else "") + found[2])


def said(cell: Cell, language: str, between: str = " · ") -> str:
    """Return a cell in ``zh``, ``en`` or, with its wordings apart, ``both``.

    >>> said(Label("占比", "share"), "both"), said(Label("占比", "share"), "en"), said("80.00", "both")
    ('占比 · share', 'share', '80.00')
    """
    if isinstance(cell, str):
        return cell
    if language == "both":
        return between.join(dict.fromkeys(word for word in (cell.zh, cell.en) if word))
    return cell[language] or cell.zh


def head(column: str) -> Cell:
    """Return the head of a column of a frame in both languages; one that has none as it is."""
    found: Cell = national()["heads"].get(column, column)
    return found


def readable(frame: pd.DataFrame, disclosure: Disclosure | None = None) -> list[dict[str, Cell]]:
    """Return the rows of a frame in words for people, by column; columns of ids are left out where others speak.

    ``disclosure`` gives the names of its tables, rows and statements, where the frame is of one.
    """
    rows: list[dict[str, Any]] = [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]
    translate = _Translation(disclosure)
    hidden = (
        HIDDEN if {"message", "says", "zh", "title", "subject"} & {str(c) for c in frame.columns} else set()
    )
    found = []
    for row in rows:
        shown = {c: translate(c, v, row) for c, v in row.items() if c not in hidden and c not in ("zh", "en")}
        if "zh" in row and "en" in row:
            shown["what"] = Label(str(row["zh"]), str(row["en"]))
        found.append(shown)
    return found


class _Translation:
    """What is known of the words in frames: those of the library, and those of one disclosure."""

    def __init__(self, disclosure: Disclosure | None) -> None:
        self._values: Mapping[str, Label] = national()["values"]
        self._by_column: Mapping[str, Callable[[str, Mapping[str, Any]], Cell]] = {
            "verdict": self._verdict,
            "place": self._place,
            "base": lambda text, _: base_in_both(text),
            "form": self._form,
            "name": lambda text, row: _official(str(row.get("code") or ""), text),
            "subject": self._subject,
            "title": self._title,
            "table": self._table,
            "reason": lambda text, _: reason_in_both(text),
        }
        self._names: Mapping[str, Label] = names(disclosure) if disclosure else {}
        self._titles: Mapping[str, Label] = {}
        self._subjects: Mapping[str, str] = {}
        if disclosure:
            layout = form_of(disclosure)
            english = {t.id: t.title.en for t in layout.tables}
            tables = disclosure.tables.values()
            self._titles = {
                key: Label(t.title, english.get(t.id, "")) for t in tables for key in (t.id, t.title)
            }
            self._subjects = {c.subject: english_subject(c, layout) for c in reversed(disclosure.claims)}

    def __call__(self, column: str, value: object, row: Mapping[str, Any]) -> Cell:
        """Return the cell of a column in words."""
        if value is None or value != value:
            return ""
        if isinstance(value, Label):
            return value
        text = f"{value:f}" if hasattr(value, "as_tuple") else str(value)
        if column in self._by_column and text:
            return self._by_column[column](text, row)
        known = self._values.get(text) if isinstance(value, str | bool) else None
        if known is None and column in ("unit", "level1", "level2"):
            return Label(text, english_unit(text) if column == "unit" else in_both(text).en)
        return known or bilingual(text)

    def _verdict(self, text: str, _: Mapping[str, Any]) -> Cell:
        return Label(*WORDS[text]) if text in WORDS else text

    def _place(self, text: str, row: Mapping[str, Any]) -> Cell:
        """Return where a finding stands: a table, a row and a column by their names, or section and subject."""
        known = self._names.get(text) or next(
            (Label(*_row_alone(n)) for key, n in self._names.items() if key.startswith(f"{text}/")), None
        )
        if known:
            return known
        parts = [self._titles.get(part) or self._values.get(part) or part for part in text.split("/") if part]
        if len(parts) > 1 or not isinstance(parts[0], str):
            return Label(" ".join(said(p, "zh") for p in parts), ", ".join(said(p, "en") for p in parts))
        section, _, subject = text.partition(" ")
        named = _official(str(row.get("code") or ""), subject, self._subjects.get(subject, ""))
        return Label(text, f"{section} {said(named, 'en')}".strip())

    def _form(self, text: str, _: Mapping[str, Any]) -> Cell:
        return form_named(text).name if text in form_ids() else text

    def _subject(self, text: str, row: Mapping[str, Any]) -> Cell:
        return _official(str(row.get("code") or ""), text, self._subjects.get(text, ""))

    def _title(self, text: str, row: Mapping[str, Any]) -> Cell:
        number = f"{row['number']} " if row.get("number") else ""
        found = self._titles.get(text, Label(text, ""))
        return Label(f"{number}{found.zh}", f"{number}{found.en}" if found.en else "")

    def _table(self, text: str, _: Mapping[str, Any]) -> Cell:
        return self._titles.get(text) or self._values.get(text) or text


def _official(code: str, printed: str, english: str = "") -> Cell:
    found = (official_name(code, "en") if code else None) or english
    return Label(printed, found) if found else printed


def _row_alone(name: Label) -> tuple[str, str]:
    """Return the name of a cell without that of its column."""
    return name.zh.rpartition(" ")[0] or name.zh, name.en.rpartition(", ")[0] or name.en
