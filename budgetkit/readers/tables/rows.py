"""The body of a table: from the cells under its heads to rows with code or item, name and amounts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile
from typing import Final

from budgetkit.forms.columns import is_total, unit_of_head
from budgetkit.forms.form import RowForm, TableForm, plain
from budgetkit.forms.surroundings import pattern
from budgetkit.forms.titles import names_organ
from budgetkit.model.codes import classification, entries, normalise
from budgetkit.model.disclosure import Cell, Place, Row
from budgetkit.model.notes import fold
from budgetkit.readers.formats.page import GridCell
from budgetkit.readers.tables.columns import Head, Slot
from budgetkit.readers.tables.heads import is_project
from budgetkit.readers.tables.matrix import (
    Matrix,
    amount_of,
    head_key,
    is_blank,
    is_digits,
    is_number,
    is_ordinal,
    label_key,
    unwrap,
)


def value_cells(
    matrix: Matrix, row: int, columns: Sequence[int], slots: Sequence[Slot], unit: str, of_row: str | None
) -> tuple[dict[str, Cell], set[GridCell]]:
    """Return the cells of the value columns, and those that were understood (an amount, or nothing).

    ``unit`` is the table's, ``of_row`` what the label of the row says instead.
    """
    cells: dict[str, Cell] = {}
    used: set[GridCell] = set()
    for c in columns:
        cell, slot = matrix.places[row][c], slots[c]
        if cell is None or cell.row != row:
            cells[slot.column] = Cell(None, head=slot.head, named_by=slot.named_by)
            continue
        over = [x for x in columns if matrix.places[row][x] is cell]
        said = of_row if slot.unit is None else slot.unit
        own = unit if said is None else said
        amount = amount_of(cell.text, own) if len(over) == 1 else None
        text = (
            ""
            if amount or is_number(cell.text) or head_key(cell.text) in slots[c].path
            else unwrap(cell.text)
        )
        cells[slot.column] = Cell(
            amount,
            Place(cell.page, cell.box),
            inferred=amount is not None and not amount.unit and said is None,
            text=text,
            head=slot.head,
            named_by=slot.named_by,
        )
        if amount is not None or not text:
            used |= {cell} if len(over) == 1 else set()
    return cells, used


LABELS: Final = ("code", "name", "project", "text")
"""The roles of columns that say what a row is."""
_CODED = re.compile(r"([\[(]?)(\d{3}(?:\d{2}){0,2})[\])]?[-—\s]*([^\d\s\])].*)")
_CLASS_CODE = re.compile(r"(\d{3})(?=[^\d,.])")
_BODY: Final = 3
"""The numbers of bodies have so many figures a level."""
NUMBERED: Final = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[)）][、.．]?|\d+[、.．])"
)


@dataclass(frozen=True, slots=True)
class Found:
    """One line of one block as printed: label, code, project, the cells of its value columns, and what it used up.

    ``body`` is the number of the body it is of; ``bare`` says that it has figures and no label beside them; ``parts``
    are what stands in its columns of codes.
    """

    label: str
    code: str
    project: str
    cells: dict[str, Cell]
    half: str
    block: int
    used: frozenset[GridCell]
    continued: bool = False
    body: str = ""
    path: tuple[str, ...] = ()
    name: str = ""
    bare: bool = False
    parts: tuple[str, ...] = ()


def read_body(matrix: Matrix, head: Head, unit: str, continued: bool = False) -> tuple[Found, ...]:
    """Return the lines under a head, block by block; one without a label, a code or a project is ``bare``.

    ``continued`` says that the grid goes on with a table that began on an earlier page.
    """
    done: list[Found] = []
    words = {head_key(t) for r in range(head.rows) for t in matrix.texts(r)}
    for block in sorted({s.block for s in head.slots}):
        columns = [c for c, s in enumerate(head.slots) if s.block == block]
        labelled = any(head.slots[c].role in LABELS for c in columns)
        for r in _body_rows(matrix, head.rows, words):
            line = _line(matrix, r, columns, head.slots, unit)
            said = bool(line.label or line.code or line.project or line.path)
            if said or any(c.amount for c in line.cells.values()):
                bare = labelled and not said
                done.append(replace(line, continued=continued and r == head.rows, bare=bare))
    return tuple(done)


def read_strip(matrix: Matrix, head: Head, unit: str) -> tuple[Found, ...]:
    """Return the one line of values of a strip: the labelled total where there are several, else the first."""
    columns = range(matrix.columns)
    lines = [_line(matrix, r, columns, head.slots, unit) for r in _body_rows(matrix, head.rows, set())]
    lines = [line for line in lines if any(c.amount for c in line.cells.values())] or lines[:1]
    total = next((line for line in lines if is_total(label_key(line.label))), None)
    return (total,) if total else tuple(lines[:1])


def _body_rows(matrix: Matrix, start: int, words: set[str]) -> Iterator[int]:
    """Yield the rows under the head that say something and are no ordinals and no repeated head."""
    for r in range(start, matrix.rows):
        texts = matrix.texts(r)
        repeated = len(texts) > 2 and not any(map(is_number, texts)) and words >= set(map(head_key, texts))
        if texts and not repeated and not is_ordinal(texts):
            yield r


def _line(matrix: Matrix, row: int, columns: Sequence[int], slots: Sequence[Slot], unit: str) -> Found:
    bodies = _distinct(matrix, row, (c for c in columns if slots[c].role == "body"))
    names = _distinct(matrix, row, (c for c in columns if slots[c].role == "name"))
    projects = _distinct(matrix, row, (c for c in columns if slots[c].role == "project"))
    codes, code = _code(matrix, row, columns, slots, names)
    parts, slot = [_text(c) for c in codes], slots[columns[0]]
    values = [c for c in columns if slots[c].column and matrix.places[row][c] not in (*codes, *names)]
    if not values or _is_shifted(names, parts):
        return Found("", "", "", {}, slot.half, slot.block, frozenset())
    label = _label(names) or ("" if code else _label(codes))
    # The classes of a table with two sides are told from their labels by whoever reads these.
    if not code and (printed := coded_label(label)) and not (slot.half and class_code(label)):
        code, label = printed
    named = any(is_project(slots[c].path) for c in columns if slots[c].role == "name")
    own = None if code else unit_of_head(label)
    cells, used = value_cells(matrix, row, values, slots, unit, own)
    words = _distinct(matrix, row, (c for c in columns if slots[c].role in ("name", "project", "text")))
    path = [t for t in map(_text, words) if not is_blank(t) and not is_number(t)]
    return Found(
        label=label,
        code=code,
        project=_label(projects) or (label if named else ""),
        cells=cells,
        half=slot.half,
        block=slot.block,
        used=frozenset(used | {c for c in (*codes, *bodies) if code or is_digits(c.text)}),
        body=_body(bodies, "" if code else parts),
        parts=tuple(parts),
        name=_label(names[::-1]) or _label(words[::-1]),
        path=tuple(dict.fromkeys("".join(t.split()) for t in path)) or ((label,) if label else ()),
    )


def _code(
    matrix: Matrix, row: int, columns: Sequence[int], slots: Sequence[Slot], names: Sequence[GridCell]
) -> tuple[list[GridCell], str]:
    """Return the cells that hold the code of a row, whole or in parts side by side, and the code.

    Where several lists of codes are printed, each with its names, the first that gives one counts.
    """
    runs: list[list[int]] = [[]]
    for c in columns:
        if slots[c].role == "code":
            runs[-1].append(c)
        elif slots[c].role not in ("skip", "body"):
            runs.append([])
    found = [[x for x in _distinct(matrix, row, run) if x not in names] for run in runs if run]
    for cells in found:
        parts = list(dropwhile(lambda part: not part, map(_text, cells)))
        # Beside its parts the whole code may be printed too: 201 | 03 | | 20103.
        if code := normalise(parts) or _code_in_full(parts):
            return cells, code
    return [x for cells in found for x in cells], ""


def _code_in_full(parts: Sequence[str]) -> str:
    """Return the code in the last of some cells where those before it are its parts, else ``""``."""
    code = normalise(parts[-1:])
    return code if code and normalise(parts[:-1]) == code else ""


def coded_label(label: str) -> tuple[str, str] | None:
    """Return the code that stands before a name, in brackets or known as that name's, and the name; else ``None``.

    >>> coded_label("[30101]基本工资"), coded_label("2010301-行政运行"), coded_label("213工程")
    (('30101', '基本工资'), ('2010301', '行政运行'), None)
    """
    found = _CODED.fullmatch(fold(label))
    if not found or not classification(found[2]):
        return None
    names = {plain(e.name_zh) for e in entries(found[2])}
    return (found[2], found[3]) if found[1] or plain(found[3]) in names else None


def with_levels_above(lines: Iterable[Found]) -> Iterator[Found]:
    """Yield lines in which a code of which only the lower levels are printed has those above it, printed before."""
    above: dict[int, str] = {}
    for line in lines:
        own = list(dropwhile(is_blank, line.parts))
        missing = len(line.parts) - len(own)
        last = above.get(line.block, "")
        levels = [last[:3], *(last[n : n + 2] for n in range(3, len(last), 2))][:missing]
        if not line.code and own and len(levels) == missing and (code := normalise([*levels, *own])):
            line = replace(line, code=code)
        if line.code:
            above[line.block] = line.code
        yield line


def _body(bodies: Sequence[GridCell], parts: Sequence[str]) -> str:
    """Return the number of the body that a row is of, from its own column or from that of codes; ``""`` for none.

    Digits among the codes that are no code are a body's where they stand alone and have three, six, … figures; beside
    a column of bodies they are a slip, and the row is no body's.
    """
    told = [part for part in parts if not is_blank(part)]
    if bodies:
        return "" if told else next((_text(c) for c in bodies if is_digits(c.text)), "")
    alone = len(told) == 1 and is_digits(told[0]) and len(told[0]) % _BODY == 0
    return told[0] if alone else ""


def _is_shifted(names: Sequence[GridCell], parts: Sequence[str]) -> bool:
    """Tell whether an amount stands among the names or codes, so that nothing in the row is where it seems."""
    return any(is_number(_text(c)) for c in names) or any(is_number(p) and not is_digits(p) for p in parts)


def _label(cells: Sequence[GridCell]) -> str:
    """Return the first words that stand in these cells."""
    return next((t for t in map(_text, cells) if not is_blank(t) and not is_number(t)), "")


def _distinct(matrix: Matrix, row: int, columns: Iterable[int]) -> list[GridCell]:
    cells = (matrix.places[row][c] for c in columns)
    return list(dict.fromkeys(c for c in cells if c is not None))


def _text(cell: GridCell) -> str:
    return unwrap(cell.text)


def to_rows(lines: Sequence[Found], table: TableForm, department: str) -> tuple[Row, ...]:
    """Give every line its item or code by the form, wrapped names joined, sides and blocks one after the other."""
    ordered = sorted(_joined(lines, table), key=lambda f: f.block)
    last: dict[str, int] = {}
    return tuple(_row(f, table, department, last) for f in ordered if not (f.bare or says_nothing(f)))


def _joined(lines: Sequence[Found], table: TableForm) -> list[Found]:
    """Put the rest of a name that broke over a page back to the name it belongs to."""
    done: list[Found] = []
    for line in lines:
        bare = not line.code and all(c.amount is None and not c.text for c in line.cells.values())
        if (
            line.continued
            and bare
            and table.layout == "codes"
            and done
            and _form_row(line, table, {}) is None
        ):
            done[-1] = replace(done[-1], label=done[-1].label + line.label)
        else:
            done.append(line)
    return done


def says_nothing(line: Found) -> bool:
    """Tell whether a line is a note, or a blank without a label."""
    blank = all(c.amount is None and not c.text for c in line.cells.values())
    note = pattern("title", "row_note").match(line.label) is not None
    return blank and ((is_blank(line.label) and not line.code) or note)


def _row(line: Found, table: TableForm, department: str, last: dict[str, int]) -> Row:
    form = None if line.code else _form_row(line, table, last)
    code, name = line.code, line.label or line.project
    if not code and table.layout == "halves" and _CLASS_CODE.match(name):
        code, name = class_code(name), name[3:]
    code = code or (form.code if form else "")
    item = form.item if form and not line.code else ""
    if not (code or item or line.path or line.project):
        item = "total"
    if code and table.layout == "halves":
        name = NUMBERED.sub("", name)
    if not code and not item and table.layout != "halves":
        own = _is_own(plain(name), plain(department))
        item = "unit" if own or line.body or names_organ(name) else ""
    project = "" if item else line.project
    named = "form" if form else "structure" if code or item else ""
    return Row(name, line.cells, code, item, line.half, project, "/".join(line.path), named)


def _is_own(name: str, department: str) -> bool:
    """Tell whether a name is the department's, in full or cut off at the edge of its cell.

    >>> [_is_own(name, "某市某区审计局") for name in ("某市某区审计局", "某市某区审计", "某市", "审计局", "")]
    [True, True, False, False, False]
    """
    return bool(name) and department.startswith(name) and 2 * len(name) > len(department)


def class_code(label: str) -> str:
    """Return the code of a class that stands before its name, ``""`` where none does.

    >>> class_code("201一般公共服务支出"), class_code("一、教育支出")
    ('201', '')
    """
    printed = _CLASS_CODE.match(label)
    return printed[1] if printed and classification(printed[1]) else ""


def _form_row(line: Found, table: TableForm, last: dict[str, int]) -> RowForm | None:
    """Return the form's row with this label: the next one after the last that was found, else any."""
    key = label_key(line.label)
    fits = [
        i
        for i, row in enumerate(table.rows)
        if row.half in ("", line.half) and key in {label_key(x) for x in (*row.labels, row.label.zh)}
    ]
    if not key or not fits:
        return None
    here = last.get(line.half, -1)
    chosen = next((i for i in fits if i > here), fits[0])
    last[line.half] = chosen
    return table.rows[chosen]
