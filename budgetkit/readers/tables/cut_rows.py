"""Rows that a page break cut in two: put together again before anything is read.

Word processors let a row break over a page; its code, its name and its numbers are then printed half on one page and
half on the next. Halves are joined where they prove that they are halves, and where nothing speaks against it. Numbers
that may be halves, but do not prove it, are shown as one cell that holds no number, so that both are listed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from budgetkit.forms.form import TableForm, plain
from budgetkit.model.amount import Amount, parse_amount
from budgetkit.model.codes import entries, normalise
from budgetkit.readers.formats.page import GridCell
from budgetkit.readers.tables.columns import Head, Slot
from budgetkit.readers.tables.matrix import Matrix, is_number, is_ordinal, label_key, same_edges, unwrap

_DIGITS = re.compile(r"[\d.,，]+")
_ZERO_BEFORE = re.compile(r"0[\d,，]")
_NUMERAL = re.compile(r"[一二三四五六七八九十]+")
_GOES_ON = re.compile(r"[一二三四五六七八九十]?[、.．]")


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

    @property
    def amounts(self) -> tuple[Amount | None, Amount | None, Amount | None]:
        """The numbers that the upper half, the lower and both together spell."""
        upper, lower, whole = (parse_amount(t, "") for t in (self.upper, self.lower, self.whole))
        return upper, lower, whole

    @property
    def torn(self) -> bool:
        """Tell whether halves that spell a number are none alone: «70.» and «00», «79,5» and «44,800.00»."""
        upper, lower, whole = self.amounts
        spelt = whole is not None and not _ZERO_BEFORE.match(self.whole)
        # «.25» alone may be printed for 0.25.
        part = (lower is None and not self.lower.startswith(".")) or _ZERO_BEFORE.match(self.lower)
        return self.both and spelt and (upper is None or bool(part))


def are_halves(
    halves: Sequence[Halves], usual: set[int], table: TableForm, heading: bool = False
) -> bool | None:
    """Tell whether two rows are halves of one: they prove to be, prove not to be, or say neither (``None``).

    ``usual`` are the decimals of the table's numbers; ``heading`` says that the lower row may be one of a head.
    """
    heading = heading or is_ordinal([h.lower for h in halves if h.lower])
    blocks = sorted({h.slot.block for h in halves})
    said = [_judged([h for h in halves if h.slot.block == b], usual, table, heading) for b in blocks]
    if any(s is False for s in said):
        return False
    return True in said or None


def may_be_halves(halves: Sequence[Halves], usual: set[int]) -> bool:
    """Tell whether numbers without any label would give numbers above them, else odd, the decimals of the table."""
    numbers = [h.amounts for h in halves if h.both]
    bare = all(h.slot.column or not h.lower for h in halves)
    odd = all(u and u.places not in usual and w and w.places in usual for u, _, w in numbers)
    return bool(numbers) and bare and odd


def decimals_of_one_row(halves: Sequence[Halves], strip: bool) -> set[int]:
    """Return the decimals of the only row of a table: of its whole numbers, in a strip else of all its cut ones."""
    whole, cut = (
        {a.places for h in halves if h.slot.column and h.both is both and (a := parse_amount(h.whole, ""))}
        for both in (False, True)
    )
    return whole or (cut if strip and len(cut) == 1 else set())


def _judged(halves: Sequence[Halves], usual: set[int], table: TableForm, heading: bool) -> bool | None:
    """Return what one side of a row proves, as :func:`are_halves` does."""
    if not any(h.lower for h in halves):
        return None
    codes = [h for h in halves if h.slot.role == "code"]
    names = [h for h in halves if h.slot.role in ("name", "project")]
    values = [h for h in halves if h.slot.column]
    if any(h.lower for h in halves if h not in (*codes, *names, *values)):
        return False
    torn = any(h.torn for h in values) or _is_torn(codes) or _is_beside(values)
    said = [_code(codes), _label(names, codes, table, torn), *(_number(h, usual, heading) for h in values)]
    if any(s is False for s in said):
        return False
    return True in said or (not heading and _lost_its_label(codes, names, values, usual)) or None


def _is_torn(codes: Sequence[Halves]) -> bool:
    """Tell whether the digits above spell no code alone: «205020» and «1»."""
    above = normalise([h.upper for h in codes])
    return any(h.both for h in codes) and not above and bool(normalise([h.whole for h in codes]))


def _is_beside(values: Sequence[Halves]) -> bool:
    """Tell whether halves make the very number that stands whole beside them: 15.00, and 15.0 with 0 below."""
    beside = {h.upper for h in values if h.upper and not h.lower}
    return any(h.both and h.whole in beside for h in values)


def _code(codes: Sequence[Halves]) -> bool | None:
    """Parts of which one is no code alone, and that make a code together, are cut; others begin a row of their own."""
    if not any(h.lower for h in codes):
        return None
    upper, lower, whole = (normalise([getattr(h, s) for h in codes]) for s in ("upper", "lower", "whole"))
    return any(h.both for h in codes) and bool(whole) and not (upper and lower) and whole != upper


def _label(names: Sequence[Halves], codes: Sequence[Halves], table: TableForm, torn: bool) -> bool | None:
    """Words known only as a whole are cut; others below begin a row of their own, unless a number is torn there."""
    upper, lower = ("".join(getattr(h, side) for h in names) for side in ("upper", "lower"))
    if not lower:
        return None
    if _NUMERAL.fullmatch(upper) and _GOES_ON.match(lower):
        return True
    labels = {label_key(x) for row in table.rows for x in (*row.labels, row.label.zh)}
    if is_number(lower) or label_key(lower) in labels:
        return False
    known = {plain(e.name_zh) for e in entries(normalise([h.whole for h in codes]))} | labels
    whole = {plain(upper + lower), label_key(upper + lower)}
    if upper and known & whole:
        return None if known & {plain(upper), label_key(upper)} else True
    return None if torn else False


def _number(halves: Halves, usual: set[int], heading: bool) -> bool | None:
    """Halves that are torn, or lack only decimals of the column, are cut; two that spell no such number are two."""
    if not halves.both:
        return None
    upper, lower, whole = halves.amounts
    odd = whole is None or _ZERO_BEFORE.match(halves.whole) or bool(usual and whole.places not in usual)
    if odd or not _DIGITS.fullmatch(halves.lower):
        return False
    if halves.torn:
        return True
    if heading or upper is None or not upper.value:
        return None
    short = upper.places not in usual and lower is not None and not lower.places and bool(upper.places)
    return (bool(usual) and short) or lower is None or None


def _lost_its_label(
    codes: Sequence[Halves], names: Sequence[Halves], values: Sequence[Halves], usual: set[int]
) -> bool:
    """Tell whether the numbers stand on one page and all that they are called on the other."""
    labels = (*codes, *names)
    above = any(h.upper for h in labels) and not any(h.upper for h in values)
    if not above or any(h.lower for h in labels):
        return False
    amounts = [parse_amount(h.lower, "") for h in values if h.lower]
    return bool(amounts) and all(a and (not a.value or not usual or a.places in usual) for a in amounts)


_Pairs = Sequence[tuple[GridCell, GridCell]]


def rejoined(matrices: Sequence[Matrix], heads: Sequence[Head | None], table: TableForm) -> list[Matrix]:
    """Return the grids of one table with every row that a page break cut put together on its first page."""
    done = list(matrices)
    printed = _head_rows(matrices, heads)
    for i in range(1, len(done)):
        head, here = heads[i - 1], heads[i]
        # The rest of a row may itself look like a row of line numbers or of heads: «01», «2»; «支出».
        for first in range(here.rows + 1 if here else 1):
            pairs = _paired(done[i - 1], done[i], first)
            if head is None or not pairs or done[i].texts(first) in printed:
                continue
            usual = _usual(done[i - 1 : i + 1], heads[i - 1 : i + 1], first)
            between = _between(pairs, head, usual, table, here is not None and first < here.rows)
            if between is not None:
                done[i - 1] = _with_texts(done[i - 1], {a: _joined(a, b, between) for a, b in pairs})
                done[i] = _with_texts(done[i], {b: "" for _, b in pairs})
                break
    return done


def _head_rows(matrices: Sequence[Matrix], heads: Sequence[Head | None]) -> set[tuple[str, ...]]:
    """Return what the rows of a table's head say, those that say one thing alone left out."""
    rows = range(heads[0].rows) if heads and heads[0] else range(0)
    return {t for r in rows if len(t := matrices[0].texts(r)) > 1}


def _between(pairs: _Pairs, head: Head, usual: set[int], table: TableForm, heading: bool) -> str | None:
    """Return what to put between the halves of a row: nothing, or a mark of doubt; ``None`` where they are two rows."""
    halves = [Halves(_flat(a), _flat(b), head.slots[a.column]) for a, b in pairs]
    usual = usual or decimals_of_one_row(halves, table.layout == "strip")
    cut = are_halves(halves, usual, table, heading)
    if cut is None and may_be_halves(halves, usual):
        return "/"
    return "" if cut else None


def _joined(upper: GridCell, lower: GridCell, between: str) -> str:
    """Return the words of two cells as one, with what is to stand between them."""
    halves = _flat(upper), _flat(lower)
    return between.join(halves) if all(halves) else "".join(halves)


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
    return same_edges((a.box[0], a.box[2]), (b.box[0], b.box[2]))


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
