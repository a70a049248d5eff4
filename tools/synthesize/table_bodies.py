"""Tables of a disclosure as sheets: rows under their heads, as each layout prints them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

from budgetkit.forms.form import Form, TableForm, form
from budgetkit.model.codes import depth
from budgetkit.model.disclosure import Cell, Disclosure, Row, Table
from synthesize.drawn_tables import HEAD, NUMBER, TEXT, DrawnTable, Head, Spot, head_spots
from synthesize.layout import Layout
from synthesize.printing import cell_text, ordinal
from synthesize.table_heads import code_heads, half_heads, strip_heads, value_heads

Line = Mapping[str, str]
"""The texts of one row by the keys of its columns; ``span`` is the text over all columns of codes and names."""
_WIDTHS = {"name": 3.2, "code": 1.4, "project_name": 2.4}


def drawn_table(table: Table, disclosure: Disclosure, layout: Layout) -> DrawnTable:
    """Return a table of a disclosure as it is to be drawn.

    Raises:
        KeyError: the table is none of its form.
    """
    of = form(disclosure.form)
    shape = of.table(table.id)
    if shape.layout == "halves":
        heads, lines = half_heads(table, shape, layout, disclosure.year), _halves(table, layout)
    elif shape.layout == "strip":
        heads, lines = strip_heads(table, disclosure.year), [_strip(table, layout)]
    elif table.columns == ("actual",):
        heads, lines = _blocks(table, layout)
    else:
        heads, lines = _plain(table, shape, layout)
    above = _above(table, disclosure, of)
    return drawn(
        heads,
        lines,
        above,
        table.note,
        table.unit,
        ordinals=layout.ordinals and shape.layout == "codes",
    )


def _above(table: Table, disclosure: Disclosure, of: Form) -> tuple[str, ...]:
    number = (f"表{table.number}",) if of.id == "xinjiang-budget" and table.number else ()
    return (*number, table.title, f"编制部门：{disclosure.department}")


def _plain(table: Table, shape: TableForm, layout: Layout) -> tuple[tuple[Head, ...], list[Line]]:
    """Return heads and lines of a table by code or by label."""
    flow = "carried_forward" in table.columns and "revenue" in table.columns
    values = value_heads(table, shape, layout, of_year=flow)
    if shape.layout == "codes":
        named = table.id == "projects" or any(r.project for r in table.rows)
        project = (Head("项目名称", "project_name"),) if named else ()
        return (*code_heads(shape, layout, project), *values), [_coded(r, table, layout) for r in table.rows]
    name = "项目名称" if table.id == "brought_forward" else "“三公”经费支出内容"
    lines: list[Line] = [{"name": r.name} | _texts(r.cells, table.columns, layout) for r in table.rows]
    return (Head(name, "name"), *values), lines


def _texts(cells: Mapping[str, Cell], columns: Iterable[str], layout: Layout) -> dict[str, str]:
    return {c: cell_text(cells.get(c), layout) for c in columns}


def _coded(row: Row, table: Table, layout: Layout) -> Line:
    line = _texts(row.cells, table.columns, layout) | {"project_name": row.project}
    if not row.code:
        return line | ({"span": row.name} if layout.spanning else {"name": row.name})
    indent = "　" * (depth(row.code) - 1) if layout.indent else ""
    return line | {"name": indent + row.name} | split_code(row.code, layout.digits)


def split_code(code: str, digits: str = "plain") -> dict[str, str]:
    """Return a code for one column and for three.

    >>> split_code("20805"), split_code("2080501", "short")["code3"], split_code("20805", "whole")["code2"]
    ({'code': '20805', 'code1': '208', 'code2': '05'}, '1', '20805')
    """
    parts = {"code": code, "code1": code[:3]}
    for level in range(2, depth(code) + 1):
        part = code[: 2 * level + 1] if digits == "whole" else code[2 * level - 1 : 2 * level + 1]
        parts[f"code{level}"] = part.removeprefix("0") if digits == "short" else part
    return parts


def _halves(table: Table, layout: Layout) -> list[Line]:
    """Return both sides line by line, their totals together at the foot."""
    sides = []
    for half in ("revenue", "expenditure"):
        rows = [r for r in table.rows if r.half == half]
        body = [r for r in rows if r.item != "total"]
        sides.append([_half_line(r, half, n, table, layout) for n, r in enumerate(body, 1)])
    lines = [left | right for left, right in zip_longest(*sides, fillvalue=dict[str, str]())]
    foot: dict[str, str] = {}
    for half in ("revenue", "expenditure"):
        for row in (r for r in table.rows if r.half == half and r.item == "total"):
            foot |= _half_line(row, half, 0, table, layout)
    return [*lines, foot]


def _half_line(row: Row, half: str, number: int, table: Table, layout: Layout) -> dict[str, str]:
    name = row.name
    if row.code:
        name = f"{row.code} {name}" if table.form == "xinjiang-budget" else f"{ordinal(number)}、{name}"
    texts = _texts(row.cells, [c for c in table.columns if c in row.cells], layout)
    return {f"{half}.name": name} | {f"{half}.{c}": text for c, text in texts.items()}


def _strip(table: Table, layout: Layout) -> Line:
    cells = {f"{r.item}/{c}": r.cells.get(c) for r in table.rows for c in table.columns}
    return {key: cell_text(cell, layout) for key, cell in cells.items()}


def _blocks(table: Table, layout: Layout) -> tuple[tuple[Head, ...], list[Line]]:
    """Return economic lines in two blocks side by side, each with its total at the foot."""
    heads: list[Head] = []
    sides: list[list[Line]] = []
    foot: dict[str, str] = {}
    for side, kind in enumerate(("personnel", "operating")):
        rows = [r for r in table.rows if r.code and (r.code[:3] in ("301", "303")) == (kind == "personnel")]
        sides.append([{f"{side}.{k}": v for k, v in _coded(r, table, layout).items()} for r in rows])
        whole = next(r for r in table.rows if r.item == kind)
        foot |= {f"{side}.span": whole.name, f"{side}.actual": cell_text(whole.cells["actual"], layout)}
        code = tuple(Head(w, f"{side}.code{n}") for n, w in ((1, "类"), (2, "款")))
        codes = Head("科目编码", "", code) if layout.codes == 3 else Head("科目编码", f"{side}.code")
        heads += [codes, Head("科目名称", f"{side}.name"), Head("决算数", f"{side}.actual")]
    lines = [{**left, **right} for left, right in zip_longest(*sides, fillvalue=dict[str, str]())]
    return tuple(heads), [*lines, foot]


def drawn(
    heads: Sequence[Head],
    lines: Sequence[Line],
    above: tuple[str, ...] = (),
    below: str = "",
    unit: str = "",
    ordinals: bool = False,
) -> DrawnTable:
    """Put lines under their heads."""
    spots = list(head_spots(heads))
    keys = [key for head in heads for key in head.columns()]
    depth_ = max(h.depth for h in heads)
    if ordinals:
        number = 0
        for column, key in enumerate(keys):
            number += not _is_label(key)
            spots.append(Spot(depth_, column, 1, 1, "※" if _is_label(key) else str(number), HEAD))
        depth_ += 1
    for offset, line in enumerate(lines or [{}]):
        spots += _line_spots(line, keys, depth_ + offset)
    widths = tuple(_WIDTHS.get(key.rpartition(".")[2], 0.7 if "code" in key else 1.6) for key in keys)
    return DrawnTable(
        above, tuple(spots), depth_ + max(len(lines), 1), len(keys), depth_, widths, below, unit
    )


def _is_label(key: str) -> bool:
    return key.rpartition(".")[2] in ("name", "project_name", "code", "code1", "code2", "code3")


def _line_spots(line: Line, keys: Sequence[str], row: int) -> list[Spot]:
    """Return the cells of one row; where a side has a spanning text, its code and name columns are one cell."""
    spots, column = [], 0
    while column < len(keys):
        side, _, _ = keys[column].rpartition(".")
        span = f"{side}.span" if side else "span"
        width = 1
        if span in line and _is_label(keys[column]):
            while column + width < len(keys) and _is_label(keys[column + width]):
                width += 1
            spots.append(Spot(row, column, 1, width, line[span], TEXT))
        else:
            kind = TEXT if _is_label(keys[column]) else NUMBER
            spots.append(Spot(row, column, 1, 1, line.get(keys[column], ""), kind))
        column += width
    return spots
