"""Frames as people see them in a notebook and in the report: whole, aligned, with a caption, the same everywhere.

pandas' own display cuts long frames and marks every cell; what is shown here is plain HTML that nbval can compare.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from budgetkit.forms.form import national
from budgetkit.forms.layout import form_of
from budgetkit.model.disclosure import Disclosure, need_disclosure
from budgetkit.present.frames import known_language, published
from budgetkit.present.html import CELL, FIGURE, HEAD, Markup, markup, on_two_lines, parted

if TYPE_CHECKING:
    import pandas as pd

_VERDICTS: Final = ("exact", "rounded", "broken", "undefined", "unstated")
_NAMES_OF_DIGITS: Final = frozenset({"科目编码", "Code", "code", "section", "number"})
_PROSE: Final[Mapping[str, str]] = {"message": " | ", "says": " · "}
"""Columns of sentences in both languages, and what stands between them."""

_LANGUAGES: Final = ("zh", "en")
_WORDS: Final = 8
"""A cell with more characters needs room, or a wide table squeezes it to one word a line."""

_BROAD: Final = 12
"""A table with more columns is printed across the page; so many still stand on an upright one."""

_TABLE: Final = "border-collapse:collapse;font-size:0.9em;margin:0.4em 0"


@dataclass(frozen=True)
class Shown:
    """A frame with a caption and a note, displayed whole as HTML and as text; ``markup`` is that of a published table."""

    frame: pd.DataFrame
    caption: str = ""
    note: str = ""
    markup: Markup | None = None

    def __repr__(self) -> str:
        head = "\t".join(str(c) for c in self.frame.columns)
        lines = ["\t".join(_text(v) for v in row) for row in self.frame.itertuples(index=False)]
        return "\n".join(x for x in (self.caption, head if len(self.frame) else "", *lines, self.note) if x)

    def _repr_html_(self) -> str:
        caption, note = parted(escape(self.caption)), parted(escape(self.note))
        rows, heads = (self.markup.rows, self.markup.heads) if self.markup else (self._rows(), self._heads())
        top = f"<caption style='text-align:left;font-weight:bold'>{caption}</caption>"
        table = f"<table style='{_TABLE}'>{top}<thead>{heads}</thead><tbody>{rows}</tbody></table>"
        shown = table if len(self.frame) or self.markup else f"<p><b>{caption}</b></p>"
        broad = " broad" if len(self.frame.columns) > _BROAD else ""
        below = f"<p>{note}</p>" if note else ""
        return f"<div class='budgetkit{broad}' style='overflow-x:auto'>{shown}{below}</div>"

    def _heads(self) -> str:
        cells = (f"<th{_language(str(c))} style='{HEAD}'>{_head(str(c))}</th>" for c in self.frame.columns)
        return f"<tr>{''.join(cells)}</tr>"

    def _rows(self) -> str:
        names = [str(c) for c in self.frame.columns]
        rows = ([_text(v) for v in row] for row in self.frame.itertuples(index=False))
        return "".join(_row(names, row) for row in rows)


def _row(names: list[str], texts: list[str]) -> str:
    cells = "".join(_cell(n, t) for n, t in zip(names, texts, strict=True))
    verdicts = [t for t in texts if t in _VERDICTS]
    mark = f" class='{verdicts[0]}'" if verdicts else ""
    return f"<tr{mark}>{cells}</tr>"


def _head(name: str) -> str:
    # The identifier is what code asks for, so it stands for the English name.
    return on_two_lines(escape(national()["heads"].get(name, "")), escape(name))


def _language(name: str) -> str:
    return f" class='{name}'" if name in _LANGUAGES else ""


def _text(value: object) -> str:
    return "" if value is None else f"{value:f}" if hasattr(value, "as_tuple") else str(value)


def _cell(name: str, text: str) -> str:
    """Return a cell of a frame: sentences with room and by language, verdicts in one piece, figures to the right."""
    if name in _PROSE:
        zh, _, en = text.partition(_PROSE[name])
        return f"<td style='{CELL};min-width:22em'>{on_two_lines(escape(zh), escape(en))}</td>"
    if text in _VERDICTS:
        return f"<td style='{CELL};white-space:nowrap'>{on_two_lines(national()['heads'][text], text)}</td>"
    label = name.split(" ")[0] in _NAMES_OF_DIGITS
    figure = f";{FIGURE}" if is_figure(text) and not label else ""
    least = "22em" if name in _LANGUAGES else "9em"
    room = f";min-width:{least}" if len(text) > _WORDS else ""
    return f"<td{_language(name)} style='{CELL}{figure or room}'>{escape(text)}</td>"


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
    need_disclosure(disclosure, "view_table")
    known_language(language)
    import pandas as pd

    layouts = {t.id: t for t in form_of(disclosure).tables}
    if table not in disclosure:
        title = layouts[table].title.zh if table in layouts else table
        return Shown(pd.DataFrame(), f"{title}: 本披露没有此表 · not in this disclosure")
    source = disclosure[table]
    page = source.place.page
    zh = f"表{source.number} " if source.number else ""
    zh += f"{source.title}（{source.unit}）" + ("" if page is None else f" 第 {page} 页")
    en = f"Table {source.number} " if source.number else ""
    en += f"{layouts[table].title.en} ({source.unit})" + ("" if page is None else f", p. {page}")
    caption = {"zh": zh, "en": en}.get(language, f"{zh} · {en}")
    empty = {"zh": "空表", "en": "empty"}.get(language, "空表 · empty")
    note = source.note if source.rows and source.note else "" if source.rows else _empty(source.note, empty)
    return Shown(published(disclosure, table, language), caption, note, markup(disclosure, table, language))


def _empty(note: str, word: str) -> str:
    """Return what stands below a table without rows: the note as printed, or the word for an empty table."""
    return word if note in ("", "空表") else note
