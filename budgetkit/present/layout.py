"""How a published table stands on its page: halves side by side, merged heads, rows set in by level, totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from budgetkit.forms.form import ColumnForm, Label, TableForm
from budgetkit.forms.layout import form_of
from budgetkit.forms.vocabulary import vocabulary
from budgetkit.model.amount import plain_number
from budgetkit.model.codes import depth, official_name
from budgetkit.model.disclosure import Disclosure, Row, Table

ROW_HEADS: Final[Mapping[str, Label]] = {
    "code": Label("科目编码", "Code"),
    "name": Label("项目", "Item"),
    "project": Label("项目名称", "Project"),
}
HALVES: Final[Mapping[str, Label]] = {
    "revenue": Label("收入", "Revenue"),
    "expenditure": Label("支出", "Expenditure"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """A table, or one half of it: the heads of its rows, value columns, lines; ``None`` is a line left empty."""

    half: str
    form: TableForm
    row_heads: tuple[str, ...]
    columns: tuple[ColumnForm, ...]
    rows: tuple[Row | None, ...]

    def heads(self) -> tuple[tuple[Label, ...], ...]:
        """Return the merged heads of every column from the top down: the words over several columns, then its own."""
        above = [_above(c, self.half) for c in self.columns]
        shared = above[0][:1] if self.half and above else ()
        names = [(*shared, ROW_HEADS[h]) for h in self.row_heads]
        return (*names, *((*a, _own(c)) for a, c in zip(above, self.columns, strict=True)))

    def row_title(self) -> Label:
        """Return what the rows are called: items, or projects where the table names them."""
        return ROW_HEADS["name"]

    def line(self, row: Row | None, language: str) -> list[str]:
        """Return the cells of a line: names in ``zh``, ``en`` or ``both``, figures with every printed place."""
        if row is None:
            return [""] * (len(self.row_heads) + len(self.columns))
        names = {"code": row.code, "name": row_name(row, self.form, language), "project": row.project}
        return [*(names[h] for h in self.row_heads), *(_shown(row, c.id) for c in self.columns)]

    def level(self, row: Row) -> int:
        """Return how far a row is set in: by the form where it labels the row, else by the depth of its code."""
        labelled = self.form.row(row.item or row.code, row.half)
        return labelled.level if labelled else max(depth(row.code) - 1, 0)


@dataclass(frozen=True, slots=True)
class Head:
    """A cell of the heads: its words, over how many columns and levels it reaches, whether it stands over figures."""

    label: Label
    across: int = 1
    down: int = 1
    figure: bool = True


def merged(paths: Sequence[tuple[Label, ...]], names: int = 0) -> list[list[Head]]:
    """Return the heads of each level, from the words over every column: equal words side by side are one cell, the
    lowest reach down to the rows; the first ``names`` columns hold words."""
    deepest = max(map(len, paths))
    found: list[list[Head]] = []
    for level in range(deepest):
        cells, at = [], 0
        for beginning, group in groupby(paths, key=lambda path: path[: level + 1]):
            width = len(list(group))
            if len(beginning) > level:
                lowest = all(len(path) == level + 1 for path in paths if path[: level + 1] == beginning)
                if lowest:
                    cells += [Head(beginning[level], 1, deepest - level, at >= names)] * width
                else:
                    cells.append(Head(beginning[level], width))
            at += width
        found.append(cells)
    return found


def sides(disclosure: Disclosure, table: str, half: str = "") -> tuple[Side, ...]:
    """Return the halves of a table as they stand side by side, totals on one line; ``half`` picks one of them.

    Raises:
        KeyError: the disclosure has no such table.
    """
    source = disclosure[table]
    layout = form_of(disclosure).table(table)
    if half or not source.halves:
        return (_side(source, layout, half),)
    found = [_side(source, layout, h) for h in source.halves]
    longest = max(len(side.rows) for side in found)
    return tuple(_padded(side, longest) for side in found)


def _side(source: Table, layout: TableForm, half: str) -> Side:
    wanted = layout.halves.get(half, source.columns)
    columns = tuple(c for c in layout.columns if c.id in source.columns and c.id in wanted)
    rows = tuple(r for r in source.rows if not half or r.half == half)
    coded = any(r.code for r in rows) or (not rows and layout.layout == "codes")
    there = {"code": coded, "name": True, "project": any(r.project for r in rows)}
    return Side(half, layout, tuple(h for h in ROW_HEADS if there[h]), columns, rows)


def _padded(side: Side, length: int) -> Side:
    """Return a side with empty lines above its last line, which is the total, so that it has the given length."""
    gap = (None,) * (length - len(side.rows))
    return Side(side.half, side.form, side.row_heads, side.columns, (*side.rows[:-1], *gap, *side.rows[-1:]))


def row_name(row: Row, layout: TableForm, language: str) -> str:
    """Return a row's name as printed, with the English of the form or of the official code list beside it."""
    label = layout.row_label(row.item or row.code, row.half)
    english = label.en if label else official_name(row.code, "en") or ""
    if not row.name and row.item in vocabulary().names:
        # The one row of a table of totals need not print what it is.
        return pick(vocabulary().names[row.item].zh, english, language)
    return pick(row.name, english, language)


def pick(zh: str, en: str, language: str) -> str:
    """Return one thing in ``zh``, ``en`` or ``both``; Chinese alone where there is no English."""
    if language == "zh" or not en:
        return zh
    return en if language == "en" else f"{zh} {en}"


def _above(column: ColumnForm, half: str) -> tuple[Label, ...]:
    if column.group is None:
        return (HALVES[half],) if half in HALVES else ()
    return tuple(
        Label(zh, en) for zh, en in zip(column.group.zh.split("/"), column.group.en.split("/"), strict=True)
    )


def _own(column: ColumnForm) -> Label:
    """Return a column's own words: what its group says already is left out."""
    if column.group is None:
        return column.label
    return Label(column.label.zh.rpartition("·")[2], column.label.en.rpartition(": ")[2].capitalize())


def _shown(row: Row, column: str) -> str:
    cell = row.cells.get(column)
    return "" if cell is None else plain_number(cell.amount) or cell.text
