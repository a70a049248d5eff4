"""What changed against the year before, for a person to read: equal amounts once, the largest changes first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from budgetkit.checks.comparison import Change
from budgetkit.checks.joint.context import names
from budgetkit.forms.form import Label
from budgetkit.inbox.receive import Received
from budgetkit.model.amount import Amount
from budgetkit.model.fraction import Fraction
from budgetkit.present.markdown import BREAK, HARD, plain, table

MOST: Final = 12
"""Rows of one table; what they leave out is counted."""

STATUSES: Final = {
    "changed": "变动 changed",
    "same": "未变 unchanged",
    "appeared": "新出现 appeared",
    "vanished": "消失 vanished",
    "renamed": "更名 renamed",
    "blank": "一方空白 blank in one",
    "ambiguous": "同名多行、未配对 repeated name, not paired",
    "scope": "口径不同 another scope",
}


@dataclass(frozen=True)
class Group:
    """Cells with one and the same pair of amounts: a total stands in many tables and changes once."""

    cells: tuple[Change, ...]

    @property
    def size(self) -> Fraction:
        """How much changed, in yuan, without its sign; of what only one of the two prints, its amount."""
        later, earlier = (_exact(a) or Fraction(0) for a in (self.cells[0].later, self.cells[0].earlier))
        return abs(later - earlier)


def grouped(cells: Sequence[Change]) -> list[Group]:
    """Return the cells that changed in groups of equal amounts, the largest change first."""
    found: dict[tuple[Fraction | None, Fraction | None], list[Change]] = {}
    for cell in cells:
        if cell.status != "scope" and (_exact(cell.later) or 0) != (_exact(cell.earlier) or 0):
            found.setdefault((_exact(cell.earlier), _exact(cell.later)), []).append(cell)
    return sorted((Group(tuple(group)) for group in found.values()), key=lambda g: -g.size)


def _exact(amount: Amount | None) -> Fraction | None:
    return None if amount is None else amount.exact


def against_earlier(one: Received) -> Iterator[str]:
    """Yield the paragraphs about the year before: where it is, what changed most, which statements disagree."""
    yield f"### 与上年披露相比 Against the year before ({one.disclosure.year - 1})"
    earlier = one.earlier
    if earlier.disclosure is None:
        yield _not_compared(one)
        return
    known = {**names(earlier.disclosure), **names(one.disclosure)}
    counts = Counter(cell.status for cell in earlier.cells)
    said = " · ".join(f"{words} {counts[status]}" for status, words in STATUSES.items() if counts[status])
    yield f"{plain(earlier.paths[0].as_posix())} — 数字 figures: {said}"
    yield from _tables_of_one(one)
    yield from _largest(grouped(earlier.cells), known)
    yield from _stated(earlier.cells, known)


def _not_compared(one: Received) -> str:
    paths = one.earlier.paths
    if not (one.disclosure.department and one.disclosure.year):
        return "文件未写明部门或年度，无从比较。The document names no department or no year to go by."
    if not paths:
        return "未找到同一部门、同一种类的上年披露，无从比较。None of this department and kind was found."
    listed = ", ".join(plain(path.as_posix()) for path in paths[:MOST])
    if len(paths) > 1:
        return f"有 {len(paths)} 份，不择其一，未作比较 there are {len(paths)}, none was chosen: {listed}"
    why = plain(one.earlier.reason, 400)
    return f"已找到但不能读取或比较 found, but it cannot be read or compared with: {listed} ({why})"


def _tables_of_one(one: Received) -> Iterator[str]:
    before, after = (d.tables if d else {} for d in (one.earlier.disclosure, one.disclosure))
    for words, here, there in (
        ("仅今年有 only this year", after, before),
        ("仅上年有 only the year before", before, after),
    ):
        titles = [plain(t.title) for t in here.values() if t.id not in there]
        if titles:
            yield f"{words}: {'、'.join(titles)}"


def _largest(groups: Sequence[Group], known: Mapping[str, Label]) -> Iterator[str]:
    if not groups:
        return
    head = [f"{zh}{BREAK}{en}" for zh, en in _HEAD]
    yield table(head, [_row(group, known) for group in groups[:MOST]], right=(1, 2, 3, 4, 5))
    rest = len(groups) - MOST
    more = f" 另有 {rest} 组，均不大于上列。And {rest} more, none larger than these." if rest > 0 else ""
    yield f"同额的数字合为一行，末列为处数。Figures of equal amounts share a row; the last column counts them.{more}"


_HEAD: Final = (
    *(("数字", "Figure"), ("上年", "Year before"), ("今年", "This year")),
    *(("增减", "Change"), ("增减率", "Growth"), ("处", "Places")),
)


def _row(group: Group, known: Mapping[str, Label]) -> list[str]:
    cell = group.cells[0]
    places = str(len(group.cells))
    return [
        *(figure_name(cell, known), money(cell.earlier), money(cell.later)),
        *(_difference(cell), _growth(cell), places),
    ]


def figure_name(cell: Change, known: Mapping[str, Label]) -> str:
    """Return the name a reader finds a cell under, Chinese above English."""
    name = known.get(f"{cell.table}/{cell.row}/{cell.column}")
    if name is None:
        return plain(f"{cell.table} {cell.name} {cell.column}")
    was = f"（原名 formerly {plain(cell.earlier_name, 40)}）" if cell.earlier_name else ""
    return f"{plain(name.zh, 80)}{was}{BREAK}{plain(name.en, 80)}"


def money(amount: Amount | None) -> str:
    """Return an amount as printed, thousands parted for the eye; a dash for a blank."""
    return "—" if amount is None else f"{amount.value:,f}{HARD}{amount.unit}"


def _difference(cell: Change) -> str:
    """Return the change with its sign in the unit of the row; a dash beside a blank."""
    if cell.change is None:
        return "—"
    return f"{cell.change:+,f}{HARD}{cell.unit}"


def _growth(cell: Change) -> str:
    return "—" if cell.growth is None else f"{cell.growth:+,f}{HARD}%"


def _stated(cells: Sequence[Change], known: Mapping[str, Label]) -> Iterator[str]:
    """Yield how the changes that the narrative states compare with the actual ones, and each that does not agree."""
    stated = [c for c in cells if c.stated is not None or c.stated_growth is not None]
    wrong = [c for c in stated if c.agrees is False]
    if not stated:
        return
    right, open_ = (sum(c.agrees is wanted for c in stated) for wanted in (True, None))
    yield (
        f"**所述增减 Stated changes**: 与实际相符 agree with the actual {right} · 不符 disagree {len(wrong)} · "
        f"基数不同，不可比 measured from another base {open_}"
    )
    if wrong:
        head = ("数字 Figure", "所述 Stated", "实际 Actual", "基数 Base")
        rows = [
            [
                figure_name(c, known),
                _both(
                    money(c.stated), "" if c.stated_growth is None else f"{c.stated_growth.value:+f}{HARD}%"
                ),
                _both(_difference(c), _growth(c)),
                plain(c.base),
            ]
            for c in wrong[:MOST]
        ]
        yield table(head, rows, right=(1, 2))
        if len(wrong) > MOST:
            yield f"另有 and {len(wrong) - MOST} more"


def _both(change: str, growth: str) -> str:
    return BREAK.join(x for x in (change, growth) if x)
