"""Ruled tables of any document, read as they are printed and then named by the national vocabulary.

No form is needed: a row is its code or the path of its words, a column the path of its heads, carried over the
pages. Where title, heads and codes agree on a meaning, the vocabulary gives the ids of the contract; what nothing
proves a meaning for keeps its printed name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from budgetkit.forms.columns import is_numbering
from budgetkit.forms.form import Label, RowForm, TableForm, form_classes
from budgetkit.forms.surroundings import pattern
from budgetkit.forms.titles import table_of
from budgetkit.forms.units import unit_of
from budgetkit.forms.vocabulary import vocabulary
from budgetkit.model.disclosure import Row, Table, Unplaced
from budgetkit.model.notes import fold
from budgetkit.readers.tables.banners import is_above, without_note
from budgetkit.readers.tables.cut_heads import with_cut_head
from budgetkit.readers.tables.find import UnclaimedGrid
from budgetkit.readers.tables.heads import PRINTED
from budgetkit.readers.tables.leftover import place_of
from budgetkit.readers.tables.matrix import Matrix, is_number, unwrap
from budgetkit.readers.tables.naming import named
from budgetkit.readers.tables.pages import read_pages
from budgetkit.readers.tables.rows import says_nothing

_LONGEST_TITLE: Final = 80


@dataclass(frozen=True)
class Above:
    """The words above a table: what may be its title, the likeliest first; its number, organ and unit."""

    titles: tuple[str, ...] = ("",)
    number: str = ""
    organ: str = ""
    unit: str = ""


def read_printed(
    unclaimed: Sequence[UnclaimedGrid], year: int = 0, kind: str = "budget", form: str = ""
) -> tuple[tuple[Table, ...], tuple[Unplaced, ...], tuple[UnclaimedGrid, ...]]:
    """Return the tables among grids that no form knows, what could not be placed, and the grids that are no table.

    ``year`` and ``kind`` are the document's, 0 and a budget where they are not known; ``form`` that of the tables
    beside them.
    """
    groups: dict[int, list[UnclaimedGrid]] = {}
    for grid_left in unclaimed:
        groups.setdefault(grid_left.group, []).append(grid_left)
    tables: list[Table] = []
    unplaced: list[Unplaced] = []
    rest: list[UnclaimedGrid] = []
    for group in groups.values():
        if not any(map(_is_table, group)):
            rest += group
            continue
        table, left = read_group(group, year, kind, form)
        tables.append(table)
        unplaced += left
    return tuple(tables), tuple(unplaced), tuple(rest)


def _is_table(grid_left: UnclaimedGrid) -> bool:
    """Tell whether a grid is a table: two columns with a figure, or at least heads under a title."""
    grid = grid_left.grid
    if grid.columns < 2:
        return False
    numbered = {c.column for c in grid.cells if is_numbering(unwrap(c.text))}
    figures = any(is_number(c.text) and c.column not in numbered for c in grid.cells)
    return figures or (grid.rows > 1 and any(map(table_of, _above(grid_left.lines).titles)))


def read_group(
    group: Sequence[UnclaimedGrid], year: int, kind: str, form: str
) -> tuple[Table, list[Unplaced]]:
    """Return the table that some grids are together, and what of it could not be placed."""
    last, note = without_note(group[-1].grid)
    grids = [g for g in (*(s.grid for s in group[:-1]), last) if g.rows]
    if len(grids) > 1 and (whole := with_cut_head(grids[0], grids[1], _open_form())):
        grids[:2] = [whole]
    matrices = [Matrix.of(g) for g in grids]
    above = _above(group[0].lines)
    unit = above.unit or unit_of(*_texts_above_figures(matrices[0]))
    shape = _open_form()
    head, lines, unplaced = read_pages(matrices, shape, unit, more=matrices[1:])
    lines = [line for line in lines if not says_nothing(line)]
    reading = named(above.titles, head, lines, year, kind)
    if not unit and any(c.inferred for r in reading.rows for c in r.cells.values()):
        unplaced.append(Unplaced(reading.title, "no unit is printed", place_of(matrices[0].grid)))
    table = Table(
        id=reading.table or reading.title,
        title=reading.title,
        unit=unit or common_unit(reading.rows),
        columns=reading.columns,
        rows=reading.rows,
        number=above.number,
        place=place_of(group[0].grid),
        form=form,
        note=note or group[-1].note,
        organ=above.organ,
        named_by="vocabulary" if reading.table else "",
    )
    return table, unplaced


def _texts_above_figures(matrix: Matrix) -> list[str]:
    """Return what the first rows of a grid say for all columns, up to its first figure."""
    done: list[str] = []
    for row in range(min(4, matrix.rows)):
        texts = matrix.texts(row)
        if any(map(is_number, texts)):
            break
        done += [c.text for c in matrix.cells(row) if c.columns > 1 or "单位" in c.text]
    return done


def _above(lines: Sequence[str]) -> Above:
    """Return what the words above a table say; a title may stand on one line or be broken over two."""
    texts = [t for t in lines if t.strip()]
    organs = (
        m[1]
        for t in reversed(texts)
        if (m := pattern("above", "organ").search(_flat(t))) and not unit_of(m[1])
    )
    near = [_shown(t) for t in texts if not is_above(t)][-6:]
    numbers = (m[0] for t in reversed(texts) if (m := pattern("above", "number").search(_flat(t))))
    return Above(
        _titles(near),
        "".join(next(numbers, "").split()),
        unwrap(next(organs, "")),
        unit_of(*texts[-6:]),
    )


def _titles(near: Sequence[str]) -> tuple[str, ...]:
    """Return what may be a table's title among the words above it: the nearest title, alone or with a line beside it."""
    for n in range(len(near) - 1, -1, -1):
        before, here, after = (near[i] if 0 <= i < len(near) else "" for i in (n - 1, n, n + 1))
        broken = [here + after] if after and not _is_title(here) else []
        longer = [before + here] if before and not _is_title(before) else []
        found = [t for t in (*broken, here, *longer) if _is_title(t)]
        if found:
            return tuple(dict.fromkeys(found))
    short = (
        near and len(near[-1]) <= _LONGEST_TITLE // 2 and not pattern("above", "no_title").search(near[-1])
    )
    return (near[-1],) if short else ("",)


def _is_title(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and (
        pattern("above", "title").fullmatch(_flat(text)) is not None or table_of(text) != ""
    )


def _flat(text: str) -> str:
    return fold(text).strip()


def _shown(text: str) -> str:
    return "".join(pattern("above", "behind").split(text)[0].split())


@cache
def _open_form() -> TableForm:
    """Return the form of a table that none knows: no columns, and every label that a row may have."""
    names, tables = vocabulary().names, vocabulary().table.values()
    items = dict.fromkeys(i for t in tables for half in t.rows.values() for i in half)
    labels = [
        RowForm("", Label(names[i].zh, names[i].en), (*names[i].names, *names[i].labels)) for i in items
    ]
    rows = (*form_classes("expenditure"), *labels)
    return TableForm("", Label("", ""), (), PRINTED, (), {}, tuple(replace(r, half="") for r in rows))


def common_unit(rows: Iterable[Row]) -> str:
    """Return the unit of money that all amounts of a table have, ``""`` where there are several or none."""
    units = {c.amount.unit for r in rows for c in r.cells.values() if c.amount}
    money = {u for u in units if u.endswith("元") or not u}
    return money.pop() if len(money) == 1 else ""
