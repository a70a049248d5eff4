"""What proves that the words on both sides of a page break are halves of one row, and what proves that they are two.

A cut code is a code only as a whole, a cut label is known only as a whole, a cut number shows it in its halves, and
numbers without any label belong to the label without any number above them. Two rows that are made one invent a
figure, so nothing is joined that does not prove to be cut.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from budgetkit.amount import Amount, parse_amount
from budgetkit.codes import normalise, official_name
from budgetkit.forms import TableForm, plain
from budgetkit.readers.matrix import is_number, is_ordinal, label_key
from budgetkit.readers.slots import Slot

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
    known = {plain(n) for n in (official_name(normalise([h.whole for h in codes])),) if n} | labels
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
