"""A raw grid laid out: which cell covers each row and column, what it says, what kind of row it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Final

from budgetkit.forms.columns import blank_pattern, column_words, ordinal_pattern
from budgetkit.forms.form import plain
from budgetkit.forms.units import figure_and_unit
from budgetkit.model.amount import Amount, parse_amount
from budgetkit.model.notes import fold, split_notes
from budgetkit.readers.formats.page import Grid, GridCell

_BETWEEN_WORDS = re.compile(r"(?<=[0-9A-Za-z])\s+(?=[0-9A-Za-z])")
_YEAR = re.compile(r"20\d{2}年?度?")
_OF_YEAR = re.compile(r"^20\d{2}年度?(?=\D)|[(（](?:单位[:：])?(?:百万|[万千亿])?元[)）]$")
_CLASS_CODE = re.compile(r"^\d{3}(?=[^\d,.])")
# A character that the file does not tell may be a figure.
_DIGIT = re.compile("[\\d\ufffd]")
_CLIPPED = 2
_MOVED = 3.0
_KNOWN = 4096
"""Texts that are remembered: forms and pages ask the same heads and labels again, all of one document at most."""
_MOST = 64


@lru_cache(maxsize=_KNOWN)
def unwrap(text: str) -> str:
    """Return the text of a cell on one line: breaks and letter-spacing gone, spaces between Latin words kept.

    >>> unwrap("机关事业单位基本养\\n老保险缴费"), unwrap("合   计"), unwrap("Southwest University")
    ('机关事业单位基本养老保险缴费', '合计', 'Southwest University')
    """
    return "".join(_BETWEEN_WORDS.sub("\0", text.replace("\n", "")).split()).replace("\0", " ")


@lru_cache(maxsize=_KNOWN)
def head_key(text: str) -> str:
    """Return the words of a head for comparison: no year, unit, numbering, width or punctuation.

    >>> head_key("2024年机关运行经\\n费预算数"), head_key("其中：教育收费"), head_key("预算数（亿元）")
    ('机关运行经费预算数', '教育收费', '预算数')
    """
    flat = fold("".join(split_notes(text)[0].split()))
    return plain(_OF_YEAR.sub("", _OF_YEAR.sub("", flat)))


@lru_cache(maxsize=_KNOWN)
def label_key(text: str) -> str:
    """Return the words of a row's label for comparison: no numbering, no class code before the name.

    >>> label_key("201 一般公共服务支出") == label_key("一、一般公共服务支出") == "一般公共服务支出"
    True
    """
    flat = fold("".join(split_notes(text)[0].split()))
    return plain(_CLASS_CODE.sub("", flat))


def repeats_head(texts: Sequence[str], words: Set[str]) -> bool:
    """Tell whether a row says nothing but the words of a head, of several also their beginnings alone (a clipped head).

    >>> words = {"项目", "本年收入合计", "财政拨款收入"}
    >>> repeats_head(["项目", "本年", "财政"], words), repeats_head(["项目", "收入"], words), repeats_head(["本年"], words)
    (True, False, False)
    """
    keys = {head_key(t) for t in texts}
    rest = [k for k in keys if k not in words]
    return not rest or (
        len(keys) > _CLIPPED and all(len(k) > 1 and any(w.startswith(k) for w in words) for k in rest)
    )


def same_edges(a: tuple[float, float] | None, b: tuple[float, float] | None) -> bool:
    """Tell whether a left and a right edge, in points, are those of another page; unknown ones are not.

    >>> same_edges((10.0, 60.0), (12.5, 59.0)), same_edges((10.0, 60.0), (10.0, 64.0)), same_edges(None, None)
    (True, False, False)
    """
    # Word processors draw the lines of one table up to a few points apart from page to page.
    return a is not None and b is not None and all(abs(x - y) <= _MOVED for x, y in zip(a, b, strict=True))


def amount_of(text: str, unit: str) -> Amount | None:
    """Return the number a cell holds, in the unit printed behind it or else the one given.

    >>> amount_of("1,234.50", "元"), amount_of("12.5万元", "元").unit, amount_of("单位不需填列", "元")
    (Amount(value=Decimal('1234.50'), unit='元', rounding='nearest'), '万元', None)
    """
    figure, own = figure_and_unit(split_notes(text)[0])
    return parse_amount(figure, own) if own else parse_amount(text, unit)


@lru_cache(maxsize=_KNOWN)
def is_number(text: str) -> bool:
    """Tell whether a cell holds one printed number, with its unit of money or without, and nothing else.

    >>> is_number("6.00"), is_number("6.00（万元）"), is_number("约6.00万元")
    (True, True, False)
    """
    return amount_of(text, "") is not None


@lru_cache(maxsize=_KNOWN)
def is_blank(text: str) -> bool:
    """Tell whether a cell says nothing: it is empty, or holds what is printed where there is nothing.

    >>> is_blank(""), is_blank("― ―"), is_blank("无"), is_blank("0")
    (True, True, True, False)
    """
    return blank_pattern().fullmatch("".join(fold(text).split())) is not None


@lru_cache(maxsize=_KNOWN)
def is_digits(text: str) -> bool:
    """Tell whether a cell holds digits and nothing else but marks of notes, as codes and line numbers do.

    >>> is_digits("201"), is_digits("201*"), is_digits("2.01")
    (True, True, False)
    """
    return split_notes(unwrap(text))[0].isdecimal()


@lru_cache(maxsize=_KNOWN)
def is_year(text: str) -> bool:
    """Tell whether a cell is a bare year of this century, which is never an amount of its own.

    >>> is_year("2024年"), is_year("2024"), is_year("2,024")
    (True, True, False)
    """
    return _YEAR.fullmatch(unwrap(text)) is not None


def has_digit(text: str) -> bool:
    """Tell whether a cell says anything with a digit."""
    return _DIGIT.search(fold(text)) is not None


@dataclass(frozen=True)
class Matrix:
    """A grid with the cell that covers each place; a place that no cell covers is ``None``."""

    grid: Grid
    places: tuple[tuple[GridCell | None, ...], ...]

    @classmethod
    def of(cls, grid: Grid) -> Matrix:
        """Lay a grid out; where two cells claim a place, the first keeps it. Grids are laid out once for all readers."""
        known = _laid_out.get(id(grid))
        if known is not None and known.grid is grid:
            return known
        places: list[list[GridCell | None]] = [[None] * grid.columns for _ in range(grid.rows)]
        for cell in grid.cells:
            for r in range(cell.row, min(cell.row + cell.rows, grid.rows)):
                for c in range(cell.column, min(cell.column + cell.columns, grid.columns)):
                    places[r][c] = places[r][c] or cell
        if len(_laid_out) >= _MOST:
            _laid_out.clear()
        done = _laid_out[id(grid)] = cls(grid, tuple(map(tuple, places)))
        return done

    @property
    def rows(self) -> int:
        """Number of rows."""
        return self.grid.rows

    @property
    def columns(self) -> int:
        """Number of columns."""
        return self.grid.columns

    def text(self, row: int, column: int) -> str:
        """Return what stands at a place, on one line, ``""`` where nothing does."""
        return self._flat[row][column]

    def cells(self, row: int) -> Iterator[GridCell]:
        """Yield the cells that cover a row, each once, from the left."""
        seen: GridCell | None = None
        for cell in self.places[row]:
            if cell is not None and cell is not seen:
                yield cell
            seen = cell

    def texts(self, row: int) -> tuple[str, ...]:
        """Return what a row says, cell by cell from the left, blanks left out."""
        return self._texts[row]

    @cached_property
    def _flat(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(unwrap(c.text) if c else "" for c in row) for row in self.places)

    @cached_property
    def _texts(self) -> tuple[tuple[str, ...], ...]:
        rows = ((unwrap(c.text) for c in self.cells(row)) for row in range(self.rows))
        return tuple(tuple(filter(None, texts)) for texts in rows)

    def edges(self, column: int) -> tuple[float, float] | None:
        """Return the left and right edge of a column, from the cells that cover it alone; ``None`` without boxes."""
        alone = [c for c in self.grid.cells if c.box and c.column == column and c.columns == 1]
        if not alone:
            return None
        lefts, rights = sorted(c.box[0] for c in alone if c.box), sorted(c.box[2] for c in alone if c.box)
        return lefts[len(lefts) // 2], rights[len(rights) // 2]


_laid_out: Final[dict[int, Matrix]] = {}


def is_ordinal(texts: Sequence[str]) -> bool:
    """Tell whether a row only numbers its columns (栏次, ※ 1 2 3 …), so that its digits are no amounts.

    >>> is_ordinal(["※", "※", "1", "2", "3"]), is_ordinal(["栏次", "1", "栏次", "2"])
    (True, True)
    >>> is_ordinal(["301", "01", "0"]), is_ordinal(["1", "2"]), is_ordinal(["2", "7"])
    (False, True, False)
    >>> is_ordinal(["类", "款", "项", "栏次", "1", "2"]), is_ordinal(["类", "款", "项", "合计", "1", "2"])
    (True, False)
    """
    plains: list[str] = []
    pattern, words = ordinal_pattern(), column_words().row
    for text in texts:
        plain = unicodedata.normalize("NFKC", text)
        if not pattern.fullmatch(plain) and plain not in words.beside:
            return False
        plains.append(plain)
    if any(t in words.ordinals for t in plains):
        plains = [t for t in plains if t not in words.beside]
    if not plains or not all(pattern.fullmatch(t) for t in plains):
        return False
    numbers = [int(m[0]) for t in plains if (m := re.search(r"\d{1,2}", t))]
    steps = all(b - a == 1 for a, b in pairwise(numbers))
    return (
        steps and len(plains) > 1 and ((len(numbers) > 1 and numbers[0] == 1) or len(numbers) < len(plains))
    )


def heads_codes(texts: Sequence[str]) -> bool:
    """Tell whether a row heads parts of codes (类, 款, 项), beside which columns may have codes for heads."""
    keys = set(map(head_key, texts))
    return len(keys & set(column_words().row.beside)) > 1 and not any(
        is_number(t) and not t.isdigit() for t in texts
    )
