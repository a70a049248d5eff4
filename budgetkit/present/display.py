"""Frames as people see them in a notebook and in the report: whole, aligned, with a caption, the same everywhere.

pandas' own display cuts long frames and marks every cell; what is shown here is plain HTML that nbval can compare.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from itertools import chain
from typing import TYPE_CHECKING, Final

from budgetkit.checks.judge import VERDICTS, WORDS
from budgetkit.forms.english import english_unit, table_in_both
from budgetkit.forms.form import Label, form, form_ids
from budgetkit.forms.layout import form_of
from budgetkit.model.disclosure import Disclosure, need_disclosure
from budgetkit.present.frames import known_language, published
from budgetkit.present.html import CELL, FIGURE, HEAD, Markup, both, markup, on_two_lines
from budgetkit.present.readable import Cell, bilingual, head, readable, said

if TYPE_CHECKING:
    import pandas as pd

_NAMES_OF_DIGITS: Final = frozenset({"code", "section", "number"})
_PROSE: Final = frozenset({"message", "says", "what", "reason", "meaning", "example"})
"""Columns of sentences."""

_WORDS: Final = 8
"""A cell with more characters needs room, or a wide table squeezes it to one word a line."""

_BROAD: Final = 12
"""A table with more columns is printed across the page; so many still stand on an upright one."""

_TABLE: Final = "border-collapse:collapse;font-size:0.9em;margin:0.4em 0"


EMPTY: Final = Label("空表", "empty")
"""What stands below a table without rows that says nothing itself."""


@dataclass(frozen=True)
class Shown:
    """A table with a caption and a note, displayed whole as HTML and as text, in ``zh``, ``en`` or ``both``.

    ``rows`` are cells by column; ``markup`` is that of a published table, whose heads and cells are words already.
    """

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Cell], ...]
    caption: Cell = ""
    note: Cell = ""
    language: str = "both"
    markup: Markup | None = None

    def __repr__(self) -> str:
        heads = self.columns if self.markup else [said(head(c), self.language, " ") for c in self.columns]
        lines = ["\t".join(said(row[c], self.language) for c in self.columns) for row in self.rows]
        parts = (said(self.caption, self.language), "\t".join(heads) if self.rows else "", *lines)
        return "\n".join(part for part in (*parts, said(self.note, self.language)) if part)

    def _repr_html_(self) -> str:
        caption, note = self._html(self.caption, " · "), self._html(self.note, " · ")
        rows, heads = (self.markup.rows, self.markup.heads) if self.markup else (self._rows(), self._heads())
        top = f"<caption style='text-align:left;font-weight:bold'>{caption}</caption>"
        table = f"<table style='{_TABLE}'>{top}<thead>{heads}</thead><tbody>{rows}</tbody></table>"
        shown = table if self.rows or self.markup else f"<p><b>{caption}</b></p>"
        broad = " broad" if len(self.columns) > _BROAD else ""
        below = f"<p>{note}</p>" if note else ""
        return f"<div class='budgetkit{broad}' style='overflow-x:auto'>{shown}{below}</div>"

    def _html(self, cell: Cell, between: str = "") -> str:
        """Return a cell as HTML: in both languages on two lines, or with something ``between``."""
        if isinstance(cell, str) or self.language != "both":
            return escape(said(cell, self.language))
        zh, en = escape(cell.zh), escape(cell.en)
        return both(zh, en, between) if between else on_two_lines(zh, en)

    def _heads(self) -> str:
        return f"<tr>{''.join(f'<th style={HEAD!r}>{self._html(head(c))}</th>' for c in self.columns)}</tr>"

    def _rows(self) -> str:
        return "".join(map(self._row, self.rows))

    def _row(self, row: Mapping[str, Cell]) -> str:
        verdict = next((v for v in VERDICTS if row.get("verdict") == Label(*WORDS[v])), "")
        mark = f" class='{verdict}'" if verdict else ""
        return f"<tr{mark}>{''.join(self._cell(c, row[c]) for c in self.columns)}</tr>"

    def _cell(self, column: str, cell: Cell) -> str:
        """Return a cell: sentences with room, verdicts in one piece, figures to the right."""
        text = said(cell, self.language)
        style = CELL
        if column in _PROSE:
            style += ";min-width:22em"
        elif column == "verdict":
            style += ";white-space:nowrap"
        elif is_figure(text) and column not in _NAMES_OF_DIGITS:
            style += f";{FIGURE}"
        elif len(text) > _WORDS:
            style += ";min-width:9em"
        return f"<td style='{style}'>{self._html(cell)}</td>"


def is_figure(text: str) -> bool:
    """Tell whether a cell is a number, which stands to the right."""
    return bool(text) and text.strip("-+−%").replace(".", "", 1).replace(",", "").isdigit()


def view(
    frame: pd.DataFrame,
    caption: str = "",
    note: str = "",
    language: str = "both",
    disclosure: Disclosure | None = None,
) -> Shown:
    """Return a frame to be shown whole and in words for people, with a caption above and a note below.

    ``caption`` and ``note`` may be «中文 · English»; ``language`` (``zh``, ``en``, ``both``) is that of all words that
    are ours. ``disclosure``, where the frame is of one, gives the names of its tables, rows and statements. Columns of
    ids are left out where others say the same to people, and so are columns in which nothing stands.

    Raises:
        ValueError: the language is none of the three.

    >>> import budgetkit as bk
    >>> print(view(bk.findings(bk.check(bk.reference()).of("undefined")), language="en", disclosure=bk.reference()))
    Where	Left	Verdict	Explanation	Page
    2 Other money carried over	100.00	a rate on a zero base	growth = change ÷ base: a rate on a zero base	15
    """
    known_language(language)
    rows = tuple(readable(frame, disclosure))
    columns = tuple(c for c in rows[0] if any(row[c] for row in rows)) if rows else ()
    return Shown(columns, rows, bilingual(caption), bilingual(note), language)


def view_table(disclosure: Disclosure, table: str, language: str = "both") -> Shown:
    """Return a table of a disclosure in its published layout, with title, unit and page; plainly so if it is not there.

    Raises:
        TypeError: it is no disclosure.
        ValueError: the language is none of ``zh``, ``en``, ``both``.

    >>> from budgetkit.source import reference
    >>> repr(view_table(reference(), "expenditure", "en")).splitlines()[0]
    'Table 3 Expenditure by function (wan yuan), p. 5'
    """
    need_disclosure(disclosure, "view_table")
    known_language(language)
    layouts = {t.id: t for t in form_of(disclosure).tables}
    if table not in disclosure:
        every = chain(layouts.values(), (t for f in form_ids() for t in form(f).tables))
        title = next((t.title for t in every if t.id == table), Label(table, table))
        absent = Label(f"{title.zh}：本披露没有此表", f"{title.en}: not in this disclosure")
        return Shown((), (), absent, language=language)
    source = disclosure[table]
    page = source.place.page
    number = table_in_both(source.number) if source.number else Label("", "")
    zh = (
        f"{number.zh} ".lstrip()
        + f"{source.title}（{source.unit}）"
        + ("" if page is None else f" 第 {page} 页")
    )
    en = (
        f"{number.en.capitalize()} ".lstrip()
        + f"{layouts[table].title.en} ({english_unit(source.unit)})"
        + ("" if page is None else f", p. {page}")
    )
    note = source.note if source.rows or source.note not in ("", "空表") else EMPTY
    frame = published(disclosure, table, language)
    columns = tuple(str(c) for c in frame.columns)
    cells = (dict(zip(columns, map(str, row), strict=True)) for row in frame.itertuples(index=False))
    shown = markup(disclosure, table, language)
    return Shown(columns, tuple(cells), Label(zh, en), note, language, shown)
