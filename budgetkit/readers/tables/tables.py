"""Tables of a disclosure: found by title, read by heads and labels, every number accounted for.

Each printed number of a recognised table lands in a cell or in the list of what could not be placed, with the
reason. Where the national vocabulary names more of a table than the form does, the table is read by the vocabulary.
Grids that belong to no table of the form are listed there too; their numbers are not invented into tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from budgetkit.forms.form import Form, TableForm
from budgetkit.forms.units import unit_of
from budgetkit.model.disclosure import Row, Table, Unplaced
from budgetkit.readers.formats.page import Paper
from budgetkit.readers.tables.columns import Head
from budgetkit.readers.tables.find import FoundTable, UnclaimedGrid, find_tables
from budgetkit.readers.tables.leftover import place_of
from budgetkit.readers.tables.matrix import Matrix
from budgetkit.readers.tables.pages import read_pages
from budgetkit.readers.tables.printed import common_unit, read_group
from budgetkit.readers.tables.recognise import Found as Pieces
from budgetkit.readers.tables.rows import Found, to_rows
from budgetkit.readers.tables.strips import oriented, turned, value_columns

_HEAD_ROWS = 4


def read_tables(
    paper: Paper, form: Form, department: str = "", found: Pieces | None = None, year: int = 0
) -> tuple[dict[str, Table], tuple[Unplaced, ...], tuple[UnclaimedGrid, ...]]:
    """Return the tables of a paper by canonical id, what could not be placed, and the grids that are no table.

    ``department`` is the organ's name as printed, to tell its own line from a project's, ``year`` the document's;
    ``found`` are those found, where they are known already.
    """
    tables_found, unclaimed = found or find_tables(paper, form.tables)
    tables: dict[str, Table] = {}
    unplaced: list[Unplaced] = []
    for table_found in tables_found:
        table, left = read_found(table_found, form, department)
        if left or _named(table) < len(list(table.cells())):
            other, lost = read_group(_as_printed(table_found), year, form.kind, form.id)
            if other.id == table.id and _named(other) > _named(table):
                table, left = replace(other, number=table.number, note=table.note), lost
        first = tables.get(table.id)
        if first is None:
            tables[table.id] = table
            unplaced += left
        else:
            # The fuller one is the table that identities speak of; the other is kept beside it.
            fuller = len(list(table.cells())) > len(list(first.cells()))
            less, tables[table.id] = (first, table) if fuller else (table, first)
            add(tables, less)
            unplaced += left
    return tables, tuple(unplaced), unclaimed


def _named(table: Table) -> int:
    """Return how many amounts of a table have a row and a column that something names."""
    return sum(bool(cell.named_by and (row.named_by or row.item)) for row, _, cell in table.cells())


def _as_printed(found: FoundTable) -> list[UnclaimedGrid]:
    """Return a table of a form as one that no form knows."""
    first, *more = found.grids
    lines = (*(() if found.title in found.above else (found.title,)), *found.above)
    return [UnclaimedGrid(first, found.title, lines), *(UnclaimedGrid(g, "") for g in more)]


def add(tables: dict[str, Table], table: Table) -> None:
    """Add a table under its id; a further one of the same id is numbered."""
    id_, number = table.id or f"page {table.place.page}", 2
    while id_ in tables:
        id_, number = f"{table.id or f'page {table.place.page}'}#{number}", number + 1
    tables[id_] = replace(table, id=id_)


def with_own_first(tables: dict[str, Table], department: str) -> dict[str, Table]:
    """Return tables so that, of several of one id, the only one that names the department above it has the plain id.

    Identities and sentences speak of the department; the others are those of its units.
    """
    done = dict(tables)
    for name in tables:
        id_, numbered, _ = name.partition("#")
        own = [t for t in tables.values() if t.id.partition("#")[0] == id_ and t.organ == department]
        if numbered and id_ in tables and [t.id for t in own] == [name]:
            done[id_], done[name] = replace(tables[name], id=id_), replace(tables[id_], id=name)
    return done


def read_found(table_found: FoundTable, form: Form, department: str = "") -> tuple[Table, list[Unplaced]]:
    """Return one table and what of it could not be placed."""
    unit = _unit(table_found)
    matrices = [Matrix.of(g) for g in table_found.grids]
    shape = oriented(matrices[0], table_found.form)
    head, lines, unplaced = read_pages(matrices, shape, unit)
    rows, columns = _turn(lines, shape, head, department)
    if any(c.inferred for r in rows for c in r.cells.values()):
        unplaced.append(Unplaced(table_found.title, "no unit is printed", place_of(table_found.grids[0])))
    table = Table(
        id=table_found.form.id,
        title=table_found.title,
        unit=unit or common_unit(rows),
        columns=columns,
        rows=rows,
        number=table_found.form.number,
        place=place_of(table_found.grids[0]),
        form=form.id,
        note=table_found.note,
        named_by="form",
    )
    return table, unplaced


def _turn(
    lines: Sequence[Found], shape: TableForm, head: Head, department: str
) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    if shape.layout == "strip":
        return turned(lines, head), value_columns(head.named) or ("total",)
    return to_rows(lines, shape, department), head.found


def _unit(table_found: FoundTable) -> str:
    """Return the unit printed above a table, or in its first rows for all columns, ``""`` for none: none is guessed."""
    head = [c for c in table_found.grids[0].cells if c.row < _HEAD_ROWS]
    return unit_of(*table_found.above) or unit_of(
        *(c.text for c in head if c.columns > 1 or "单位" in c.text)
    )
