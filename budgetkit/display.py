"""Frames as people see them in a notebook and in the report: whole, aligned, with a caption, the same everywhere.

pandas' own display cuts long frames and marks every cell; what is shown here is plain HTML that nbval can compare.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from budgetkit.forms import form, national
from budgetkit.model import Disclosure, need_disclosure
from budgetkit.tables import known_language, published

if TYPE_CHECKING:
    import pandas as pd

_VERDICT_CLASSES: Final = ("exact", "rounded", "broken", "undefined", "unstated")
_NAMES_OF_DIGITS: Final = frozenset({"科目编码", "Code", "code", "section", "number"})
_WORDS: Final = 8
"""A cell with more characters needs room, or a wide table squeezes it to one word a line."""

_BROAD: Final = 10
"""A table with more columns is printed across the page."""

_STYLE: Final = {
    "table": "border-collapse:collapse;font-size:0.9em;margin:0.4em 0",
    "th": "text-align:left;border-bottom:2px solid #55606e;padding:0.25em 0.6em;vertical-align:bottom",
    "td": "text-align:left;border-bottom:1px solid #d8dde3;padding:0.2em 0.6em;vertical-align:top",
    "figure": "text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums",
}


@dataclass(frozen=True)
class Shown:
    """A frame with a caption and a note, displayed whole as HTML and as text."""

    frame: pd.DataFrame
    caption: str = ""
    note: str = ""

    def __repr__(self) -> str:
        head = "\t".join(str(c) for c in self.frame.columns)
        lines = ["\t".join(_text(v) for v in row) for row in self.frame.itertuples(index=False)]
        return "\n".join(x for x in (self.caption, head if len(self.frame) else "", *lines, self.note) if x)

    def _repr_html_(self) -> str:
        caption = f"<caption style='text-align:left;font-weight:bold'>{escape(self.caption)}</caption>"
        body = "".join(self._row(row) for row in self.frame.itertuples(index=False))
        heads = "".join(f"<th style='{_STYLE['th']}'>{_head(str(c))}</th>" for c in self.frame.columns)
        table = f"<table style='{_STYLE['table']}'>{caption}<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
        shown = table if len(self.frame) else f"<p><b>{escape(self.caption)}</b></p>"
        note = f"<p>{escape(self.note)}</p>" if self.note else ""
        broad = " broad" if len(self.frame.columns) > _BROAD else ""
        return f"<div class='budgetkit{broad}' style='overflow-x:auto'>{shown}{note}</div>"

    @property
    def _labels(self) -> list[bool]:
        """Which columns hold names made of digits, such as codes, which stand to the left."""
        return [str(c).split(" ")[0] in _NAMES_OF_DIGITS for c in self.frame.columns]

    def _row(self, row: tuple[object, ...]) -> str:
        cells = "".join(_cell(_text(v), label) for v, label in zip(row, self._labels, strict=True))
        verdicts = [str(v) for v in row if str(v) in _VERDICT_CLASSES]
        mark = f" class='{verdicts[0]}'" if verdicts else ""
        return f"<tr{mark}>{cells}</tr>"


def _head(name: str) -> str:
    # The identifier stays beside its Chinese name, since it is what code asks for.
    chinese = national()["heads"].get(name, "")
    return f"{chinese}<br>{escape(name)}" if chinese else escape(name)


def _text(value: object) -> str:
    return "" if value is None else f"{value:f}" if hasattr(value, "as_tuple") else str(value)


def _cell(text: str, label: bool) -> str:
    figure = f";{_STYLE['figure']}" if is_figure(text) and not label else ""
    room = ";min-width:9em" if len(text) > _WORDS else ""
    return f"<td style='{_STYLE['td']}{figure or room}'>{escape(text)}</td>"


def is_figure(text: str) -> bool:
    """Tell whether a cell is a number, which stands to the right."""
    return bool(text) and text.strip("-+−%").replace(".", "", 1).replace(",", "").isdigit()


def view(frame: pd.DataFrame, caption: str = "", note: str = "") -> Shown:
    """Return a frame to be shown whole, with a caption above and a note below."""
    return Shown(frame, caption, note)


def view_table(disclosure: Disclosure, table: str, language: str = "both") -> Shown:
    """Return a table of a disclosure in its published layout, with title, unit and page; plainly so if it is not there.

    Raises:
        TypeError: it is no disclosure.
        ValueError: the language is none of ``zh``, ``en``, ``both``.
    """
    import pandas as pd

    need_disclosure(disclosure, "view_table")
    known_language(language)
    layouts = {t.id: t for t in form(disclosure.form).tables}
    if table not in disclosure:
        title = layouts[table].title.zh if table in layouts else table
        return Shown(pd.DataFrame(), f"{title}: 本披露没有此表 · not in this disclosure")
    source = disclosure[table]
    english = layouts[table].title.en
    title = {"zh": source.title, "en": english}.get(language, f"{source.title} · {english}")
    page = f" · p. {source.place.page}" if source.place.page is not None else ""
    number = f"表{source.number} " if source.number else ""
    caption = f"{number}{title}（{source.unit}）{page}"
    if not source.rows:
        return Shown(pd.DataFrame(), caption, source.note or "空表 · empty")
    return Shown(published(disclosure, table, language), caption, source.note)
