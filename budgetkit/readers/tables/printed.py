"""Ruled tables of any document, read as they are printed and then named by the national vocabulary.

No form is needed: a row is its code or the path of its words, a column the path of its heads, carried over the
pages. Where title, heads and codes agree on a meaning, the vocabulary gives the ids of the contract; what nothing
proves a meaning for keeps its printed name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Final

from budgetkit.forms.form import Label, RowForm, TableForm, form_classes
from budgetkit.forms.titles import names_organ, table_of
from budgetkit.forms.units import unit_of
from budgetkit.forms.vocabulary import columns_of, period_of, rows_of, vocabulary
from budgetkit.model.codes import classification
from budgetkit.model.disclosure import Cell, Row, Table, Unplaced
from budgetkit.model.notes import fold
from budgetkit.readers.tables.banners import is_above, without_note
from budgetkit.readers.tables.columns import GENERIC, Head, Slot
from budgetkit.readers.tables.find import UnclaimedGrid
from budgetkit.readers.tables.heads import PRINTED, read_head
from budgetkit.readers.tables.leftover import leftover, notes_beside, place_of
from budgetkit.readers.tables.matrix import Matrix, head_key, is_number, label_key, unwrap
from budgetkit.readers.tables.page_breaks import carry_head, rejoined, with_cut_head
from budgetkit.readers.tables.rows import NUMBERED, TOTALS, Found, class_code, read_body, says_nothing
from budgetkit.readers.tables.tables import common_unit

_TITLE = re.compile(r".{2,70}表(?:[(（].{1,30}[)）])?(?:[(（]续表?[)）]|续表?)?$")
_NUMBER = re.compile(r"(?:公开|附)?表\s*[一二三四五六七八九十\d]+(?:-\d+)*|公开\s*\d+\s*表")
_ORGAN = re.compile(
    r"(?:编制|填报|编报|公开|预算)?(?:部门|单位)(?:[(（](?:单位|名称|部门)[)）]|名称)?\s*[:：]\s*(\S.*?)(?=\s{2,}|(?:金额)?单位\s*[:：]|$)"
)
_NO_TITLE = re.compile(r"[。；，：:]|\d[.,]\d")
_LONGEST_TITLE: Final = 80
_FEWEST_ITEMS: Final = 3
_STYLES: Final = (
    re.compile(r"[一二三四五六七八九十]+[、.．]"),
    re.compile(r"[(（][一二三四五六七八九十]+[)）]"),
    re.compile(r"\d+[、.．](?!\d)"),
    re.compile(r"[(（]\d+[)）]"),
    re.compile(r"其中[:：]?"),
)


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
        table, left = _read(group, year, kind, form)
        tables.append(table)
        unplaced += left
    return tuple(tables), tuple(unplaced), tuple(rest)


def _is_table(grid_left: UnclaimedGrid) -> bool:
    """Tell whether a grid is a table: two columns with a figure, or at least heads under a title."""
    grid = grid_left.grid
    if grid.columns < 2:
        return False
    numbered = {c.column for c in grid.cells if unwrap(c.text) in ("序号", "行次")}
    figures = any(is_number(c.text) and c.column not in numbered for c in grid.cells)
    return figures or (grid.rows > 1 and any(map(table_of, _above(grid_left.lines).titles)))


def _read(group: Sequence[UnclaimedGrid], year: int, kind: str, form: str) -> tuple[Table, list[Unplaced]]:
    last, note = without_note(group[-1].grid)
    grids = [g for g in (*(s.grid for s in group[:-1]), last) if g.rows]
    if len(grids) > 1 and (whole := with_cut_head(grids[0], grids[1], _open_form())):
        grids[:2] = [whole]
    matrices = [Matrix.of(g) for g in grids]
    above = _above(group[0].lines)
    unit = above.unit or unit_of(*_texts_above_figures(matrices[0]))
    shape = _open_form()
    head = read_head(matrices[0], shape, more=matrices[1:])
    heads = [head, *(carry_head(matrices[0], head, m, shape) for m in matrices[1:])]
    lines: list[Found] = []
    unplaced: list[Unplaced] = []
    for i, (matrix, here) in enumerate(zip(rejoined(matrices, heads, shape), heads, strict=True)):
        if here is None:
            unplaced += leftover(matrix, None, set(), "the columns of this page could not be told")
            continue
        found = read_body(matrix, here, unit, continued=i > 0, bare=True)
        lines += found
        used = {cell for line in found for cell in line.used}
        unplaced += [*leftover(matrix, here, used, ""), *notes_beside(used)]
    lines = [line for line in lines if not says_nothing(line)]
    reading = _named(above, head, lines, year, kind)
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
    organs = (m[1] for t in reversed(texts) if (m := _ORGAN.search(_flat(t))) and not unit_of(m[1]))
    near = [_shown(t) for t in texts if not is_above(t)][-6:]
    numbers = (m[0] for t in reversed(texts) if (m := _NUMBER.search(_flat(t))))
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
    short = near and len(near[-1]) <= _LONGEST_TITLE // 2 and not _NO_TITLE.search(near[-1])
    return (near[-1],) if short else ("",)


def _is_title(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and (_TITLE.fullmatch(text) is not None or table_of(text) != "")


def _flat(text: str) -> str:
    return fold(text.strip())


def _bare(text: str) -> str:
    """Return a title without the organ and the unit that stand behind it."""
    return re.split(r"\s(?:(?:金额)?单位|编制(?:部门|单位)|部门(?:名称)?)\s*[:：]", text)[0]


def _shown(text: str) -> str:
    return "".join(_bare(text).split())


@cache
def _open_form() -> TableForm:
    """Return the form of a table that none knows: no columns, and every label that a row may have."""
    names, tables = vocabulary().names, vocabulary().table.values()
    items = dict.fromkeys(i for t in tables for half in t.rows.values() for i in half)
    labels = [RowForm("", Label(names[i].zh, names[i].en), names[i].names) for i in items]
    rows = (*form_classes("expenditure"), *labels)
    return TableForm("", Label("", ""), (), PRINTED, (), {}, tuple(replace(r, half="") for r in rows))


# ---------------------------------------------------------------- naming
Ids = Mapping[tuple[str, str], tuple[str, str]]
"""Half and printed head of a column to its id and what named it."""


@dataclass(frozen=True)
class _Reading:
    """A table under one of its possible names: rows and columns with the ids that the name lends them."""

    table: str
    title: str
    rows: tuple[Row, ...]
    columns: tuple[str, ...]

    @property
    def proof(self) -> tuple[int, int]:
        """How many columns, and how many rows without code, the vocabulary knows under this name."""
        columns = {(r.half, c) for r in self.rows for c, k in r.cells.items() if k.named_by == "vocabulary"}
        return len(columns), sum(r.named_by == "vocabulary" for r in self.rows)


def _named(above: Above, head: Head, lines: Sequence[Found], year: int, kind: str) -> _Reading:
    """Return a table under the title that its heads and codes agree with most, else as it is printed."""
    slots = [s for s in head.slots if s.column]
    printed = _reading("", above.titles[0], slots, lines, year, kind)
    best = printed
    for title in above.titles:
        table = table_of(title)
        if not table or not _codes_agree(table, lines):
            continue
        reading = _reading(table, title, slots, lines, year, kind)
        if (best is printed and (any(reading.proof) or not slots or not lines)) or reading.proof > best.proof:
            best = reading
    return best


def _reading(
    table: str, title: str, slots: Sequence[Slot], lines: Sequence[Found], year: int, kind: str
) -> _Reading:
    if turned := _turned(table, slots, lines, year):
        return _Reading(table, title, *turned)
    ids = _column_ids(table, slots, year, kind)
    columns = tuple(dict.fromkeys(ids[s.half, s.column][0] for s in slots))
    return _Reading(table, title, tuple(_rows(table, lines, ids)), columns)


def _codes_agree(table: str, lines: Sequence[Found]) -> bool:
    """Tell whether the codes of a table are of the classification that its name says."""
    wanted = vocabulary().table[table].classification if table else ""
    kinds = Counter(classification(line.code) for line in lines if line.code)
    return not wanted or not kinds or kinds.most_common(1)[0][0] == wanted


def _only_money(table: str, half: str, kind: str) -> str:
    """Return the id of the only column with money: ``total``, or what the table has instead of it."""
    allowed = _allowed(table, half)
    if not allowed or "total" in allowed:
        return "total"
    return "actual" if kind == "final_accounts" else "budget"


def _allowed(table: str, half: str) -> Sequence[str]:
    columns = vocabulary().table[table].columns if table else {}
    return columns.get(half or "all", columns.get("all", ()))


def _says_amount(slot: Slot) -> bool:
    """Tell whether the heads over a column say only that amounts stand below."""
    return bool(slot.path) and slot.path[-1] in GENERIC | TOTALS


def _column_ids(table: str, slots: Sequence[Slot], year: int, kind: str) -> Ids:
    """Return the id of every column, and what gave it: the vocabulary, being the only one with money, or nothing."""
    done: dict[tuple[str, str], tuple[str, str]] = {}
    for half in dict.fromkeys(s.half for s in slots):
        own = list({s.column: s for s in slots if s.half == half}.values())
        found = _best_named(partial(columns_of, table, half=half, year=year), [s.words for s in own], table)
        money = [s for s in own if s.unit is None or s.unit.endswith("元")]
        bare = [s for s, id_ in zip(own, found, strict=True) if not id_ and s in money and _says_amount(s)]
        # 金额 beside parts is their total; as the only money it is what such a table has.
        amount = _only_money(table, half, kind) if money == bare or "total" in _allowed(table, half) else ""
        for slot, id_ in zip(own, found, strict=True):
            alone = [slot] == bare and amount and amount not in found
            done[half, slot.column] = (
                (id_, "vocabulary") if id_ else (amount, "structure") if alone else (slot.column, "")
            )
    return done


def _best_named(
    name: Callable[[Sequence[Sequence[str]]], tuple[str, ...]], paths: Sequence[Sequence[str]], table: str
) -> tuple[str, ...]:
    """Return the ids of paths, with or without a head that stands over all of them, whichever names more."""
    if not table:
        return ("",) * len(paths)
    found = name(paths)
    common = len(paths) > 1 and all(len(p) > 1 and p[0] == paths[0][0] for p in paths)
    rest = name([p[1:] for p in paths]) if common else found
    return rest if sum(map(bool, rest)) > sum(map(bool, found)) else found


def _rows(table: str, lines: Sequence[Found], ids: Ids) -> Iterator[Row]:
    """Yield the rows of a table, side by side blocks one after the other, each with its code, or the id of its label."""
    ordered = sorted(lines, key=lambda line: line.block)
    paths = _numbered_paths(ordered)
    items: dict[int, str] = {}
    for half in dict.fromkeys(line.half for line in ordered):
        own = [n for n, line in enumerate(ordered) if line.half == half and not line.code and line.path]
        found = rows_of(table, [paths[n] for n in own], half) if table else ()
        items |= dict(zip(own, found, strict=False))
    for n, line in enumerate(ordered):
        cells = {
            ids[line.half, c][0]: replace(cell, named_by=ids[line.half, c][1])
            for c, cell in line.cells.items()
            if (line.half, c) in ids
        }
        yield _row(line, cells, items.get(n, ""))


def _row(line: Found, cells: dict[str, Cell], item: str) -> Row:
    named = "structure" if line.code else "vocabulary" if item else ""
    code, name = line.code, line.name
    if label_key(name) in TOTALS and len(line.path) > 1:
        name = line.path[-2]
    if code:
        name = line.label or name
    if not code and line.half and (printed := class_code(name)):
        code, name = printed, name[3:]
    if item[:1].isdigit():
        code, item = code or item, ""
    if code and line.half:
        name = NUMBERED.sub("", name)
    if not code and not item and (label_key(name) in TOTALS or not line.path):
        item, named = "total" if len(line.path) < 2 else "", "structure"
    if not code and not item and (line.unit_code or names_organ(name)):
        item = "unit"
    project = "" if item else line.project
    return Row(name, cells, code, item, line.half, project, "/".join(line.path), named)


def _numbered_paths(lines: Sequence[Found]) -> list[tuple[str, ...]]:
    """Return the path of every line with the lines above it that its numbering puts it under."""
    done = []
    above: list[tuple[int, str]] = []
    where: tuple[int, str] | None = None
    for line in lines:
        if where != (line.block, line.half):
            above, where = [], (line.block, line.half)
        label = line.path[-1] if line.path else ""
        style = next((n for n, s in enumerate(_STYLES) if s.match(label)), -1)
        while above and (style < 0 or any(n == style for n, _ in above)):
            above.pop()
        done.append((*(text for _, text in above), *line.path))
        if style >= 0:
            above.append((style, label))
    return done


def _turned(
    table: str, slots: Sequence[Slot], lines: Sequence[Found], year: int
) -> tuple[tuple[Row, ...], tuple[str, ...]] | None:
    """Return a table whose items stand in the heads over one row with those items as rows, ``None`` for any other."""
    rows = [line for line in lines if any(c.amount for c in line.cells.values())]
    if not table or len(rows) > 1 or any(line.code for line in lines):
        return None
    periods = {s.column: _period(s, year) for s in slots}
    years = {p for p, _ in periods.values()}
    plain_budget = "budget" if "actual" in years else "total"
    done: dict[tuple[str, ...], dict[str, Cell]] = {}
    items: dict[tuple[str, ...], str] = {}
    columns: dict[str, None] = {}
    for period in dict.fromkeys(p for p, _ in periods.values()):
        own = [s for s in slots if periods[s.column][0] == period]
        column = "total" if len(years) == 1 or not period else plain_budget if period == "budget" else period
        columns[column] = None
        named = _best_named(partial(rows_of, table), [periods[s.column][1] for s in own], table)
        for slot, item in zip(own, named, strict=True):
            path = tuple(w for w in ("".join(w.split()) for w in periods[slot.column][1]) if w) or (
                slot.head,
            )
            key = (item,) if item else path
            items[key] = item
            cell = rows[0].cells.get(slot.column, Cell(None)) if rows else Cell(None)
            done.setdefault(key, {})[column] = replace(cell, head=slot.head, named_by="vocabulary")
    if sum(map(bool, items.values())) < _FEWEST_ITEMS:
        return None
    heads = {k: next(s for s in slots if s.head == next(iter(c.values())).head) for k, c in done.items()}
    return tuple(_item_row(heads[k], items[k], cells) for k, cells in done.items()), tuple(columns)


def _period(slot: Slot, year: int) -> tuple[str, tuple[str, ...]]:
    """Return whose year's figures a column holds, and its heads without the words that say so."""
    said = {w: p for w in slot.words if (p := period_of(w, year))}
    rest = tuple(w for w in slot.words if w not in said)
    return next(iter(said.values()), ""), rest or slot.words


def _item_row(slot: Slot, item: str, cells: dict[str, Cell]) -> Row:
    named = [w for w in slot.words if head_key(w) not in GENERIC and head_key(w) not in ("小计", "合计")]
    name = unwrap((named or slot.words)[-1])
    return Row(name, cells, item=item, label=slot.head, named_by="vocabulary" if item else "")
