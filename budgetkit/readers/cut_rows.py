"""Rows that a page break cut in two: put together again before anything is read.

Word processors let a row break over a page; its code, its name and its numbers are then printed half on one page and
half on the next. Halves are joined where they prove that they are halves, and where nothing speaks against it:
a cut code is a code only as a whole, a cut number has its column's decimals only as a whole, a cut label is known
only as a whole, and numbers without any label belong to the label without any number above them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from budgetkit.amount import parse_amount
from budgetkit.codes import normalise, official_name
from budgetkit.forms import TableForm, plain
from budgetkit.readers.grid import GridCell
from budgetkit.readers.matrix import Matrix, is_number, label_key, unwrap
from budgetkit.readers.slots import Head, Slot

_DIGITS = re.compile(r"[\d.,，]+")
_NUMERAL = re.compile(r"[一二三四五六七八九十]+")
_GOES_ON = re.compile(r"[一二三四五六七八九十]?[、.．]")
_POINTS = 3.0
"""How far an edge may move from page to page and still be the same edge."""


@dataclass(frozen=True, slots=True)
class Halves:
    """What stands in one column on both sides of a page break, and what the column is."""

    upper: str
    lower: str
    slot: Slot

    @property
    def whole(self) -> str:
        """Both halves as one."""
        return self.upper + self.lower

    @property
    def both(self) -> bool:
        """Tell whether something is printed on either side."""
        return bool(self.upper and self.lower)


def rejoined(matrices: Sequence[Matrix], heads: Sequence[Head | None], table: TableForm) -> list[Matrix]:
    """Return the grids of one table with every row that a page break cut put together on its first page."""
    done = list(matrices)
    for i in range(1, len(done)):
        head, here = heads[i - 1], heads[i]
        # The rest of a row may itself look like a row of line numbers or of heads: «01», «2»; «支出».
        for first in range(here.rows + 1 if here else 1):
            pairs = _paired(done[i - 1], done[i], first) if head else ()
            usual = _usual(done[i - 1 : i + 1], heads[i - 1 : i + 1], first)
            if head and pairs and _is_cut(pairs, head, usual, table):
                done[i - 1] = _with_texts(done[i - 1], {a: _flat(a) + _flat(b) for a, b in pairs})
                done[i] = _with_texts(done[i], {b: "" for _, b in pairs})
                break
    return done


def _paired(above: Matrix, below: Matrix, first: int) -> tuple[tuple[GridCell, GridCell], ...]:
    """Return the cells of the last row of a page with those that stand under them on the next, else nothing."""
    if not above.rows or first >= below.rows:
        return ()
    upper, lower = tuple(above.cells(above.rows - 1)), tuple(below.cells(first))
    if len(upper) != len(lower) or any(c.rows > 1 for c in (*upper, *lower)):
        return ()
    pairs = tuple(zip(upper, lower, strict=True))
    return pairs if all(_same_edges(a, b) for a, b in pairs) else ()


def _same_edges(a: GridCell, b: GridCell) -> bool:
    if a.box is None or b.box is None:
        return (a.column, a.columns) == (b.column, b.columns)
    return abs(a.box[0] - b.box[0]) <= _POINTS and abs(a.box[2] - b.box[2]) <= _POINTS


def _flat(cell: GridCell) -> str:
    return unwrap(cell.text)


def _with_texts(matrix: Matrix, texts: Mapping[GridCell, str]) -> Matrix:
    """Return a matrix with other words in some of its cells."""
    cells = tuple(replace(c, text=texts[c]) if c in texts else c for c in matrix.grid.cells)
    return Matrix.of(replace(matrix.grid, cells=cells))


def _usual(matrices: Sequence[Matrix], heads: Sequence[Head | None], first: int) -> set[int]:
    """Return the decimals that the numbers of the value columns have, but for the rows at the page break."""
    found = set()
    for matrix, head, cut in zip(matrices, heads, (matrices[0].rows - 1, first), strict=True):
        columns = [c for c, slot in enumerate(head.slots) if slot.column] if head else []
        texts = (matrix.text(r, c) for r in range(matrix.rows) for c in columns if r != cut)
        found |= {amount.places for text in texts if (amount := parse_amount(text, "")) and amount.value}
    return found


def _is_cut(
    pairs: Sequence[tuple[GridCell, GridCell]], head: Head, usual: set[int], table: TableForm
) -> bool:
    """Tell whether the last row of a page and the first below the head of the next are halves of one row."""
    halves = [Halves(_flat(a), _flat(b), head.slots[a.column]) for a, b in pairs]
    usual = usual or _alone(halves)
    blocks = sorted({h.slot.block for h in halves})
    found = [_judged([h for h in halves if h.slot.block == block], usual, table) for block in blocks]
    return any(found) and not any(said is False for said in found)


def _alone(halves: Sequence[Halves]) -> set[int]:
    """Return the decimals of the only row of a table: of its whole numbers, else those that all cut ones come to."""
    whole, cut = (
        {a.places for h in halves if h.slot.column and h.both is both and (a := parse_amount(h.whole, ""))}
        for both in (False, True)
    )
    return whole or (cut if len(cut) == 1 else set())


def _judged(halves: Sequence[Halves], usual: set[int], table: TableForm) -> bool | None:
    """Return whether one side of a row proves to be cut, proves not to be, or says nothing (``None``)."""
    if not any(h.lower for h in halves):
        return None
    codes = [h for h in halves if h.slot.role == "code"]
    names = [h for h in halves if h.slot.role in ("name", "project")]
    values = [h for h in halves if h.slot.column]
    if any(h.lower for h in halves if h not in (*codes, *names, *values)):
        return False
    said = [_code(codes), _label(names, codes, table), *(_number(h, usual) for h in values)]
    if False in said:
        return False
    return True in said or _lost_its_label(codes, names, values) or None


def _code(codes: Sequence[Halves]) -> bool | None:
    """Parts of which one is no code alone, and that make a code together, are cut; others begin a row of their own."""
    if not any(h.lower for h in codes):
        return None
    upper, lower, whole = (normalise([getattr(h, s) for h in codes]) for s in ("upper", "lower", "whole"))
    return any(h.both for h in codes) and bool(whole) and not (upper and lower) and whole != upper


def _label(names: Sequence[Halves], codes: Sequence[Halves], table: TableForm) -> bool | None:
    """Words known only as a whole are cut; a known label below begins a row of its own."""
    upper, lower = ("".join(getattr(h, side) for h in names) for side in ("upper", "lower"))
    if not lower:
        return None
    if _NUMERAL.fullmatch(upper) and _GOES_ON.match(lower):
        return True
    labels = {label_key(x) for row in table.rows for x in (*row.labels, row.label.zh)}
    if is_number(lower) or label_key(lower) in labels:
        return False
    known = {plain(n) for n in (official_name(normalise([h.whole for h in codes])),) if n} | labels
    whole = {plain(upper + lower), label_key(upper + lower)}
    return True if upper and known & whole and not known & {plain(upper), label_key(upper)} else None


def _number(halves: Halves, usual: set[int]) -> bool | None:
    """Digits that make a number with its column's decimals only together are cut; two numbers are two rows."""
    if not halves.both:
        return None
    whole = parse_amount(halves.whole, "")
    if whole is None or not _DIGITS.fullmatch(halves.lower):
        return False
    alone = (parse_amount(halves.upper, ""), parse_amount(halves.lower, ""))
    rows = all(a is not None and a.places in usual for a in alone)
    return None if rows or whole.places not in usual else True


def _lost_its_label(codes: Sequence[Halves], names: Sequence[Halves], values: Sequence[Halves]) -> bool:
    """Tell whether the numbers stand on one page and all that they are called on the other."""
    labels = (*codes, *names)
    above = any(h.upper for h in labels) and not any(h.upper for h in values)
    return above and any(h.lower for h in values) and not any(h.lower for h in labels)
