"""What a disclosure says: tables of printed amounts, quantified statements, performance indicators.

Everything here is frozen and only looks things up; it never computes and never judges. Blank (``None`` in a
cell), printed zero and absent table are three different things and stay so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from types import MappingProxyType
from typing import Final

from budgetkit.model.amount import Amount

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is printed: page (from 1) and box in points from the top left; ``None`` where unknown."""

    page: int | None = None
    box: Box | None = None


NOWHERE = Place()


OCR: Final = ("proved", "read", "uncertain")
"""What is known of a figure that was read from a picture: no other reading satisfies what the document says of itself;
it was read well and nothing speaks against it; it may be another."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: a printed amount, or ``None`` with the text that stands there instead.

    ``inferred`` says that the text was there but that its column was deduced, not seen. ``head`` is the path of
    heads over the cell as printed, levels joined by ``/``; ``named_by`` is what gave the column its id: ``form``,
    ``vocabulary``, ``structure``, or empty where the column goes by its printed head. ``ocr`` is one of ``OCR`` for a
    figure of a scan, else empty; ``readings`` are then what it may be, with the recogniser's probabilities.
    """

    amount: Amount | None
    place: Place = NOWHERE
    inferred: bool = False
    text: str = ""
    head: str = ""
    named_by: str = ""
    ocr: str = ""
    readings: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: whole ``code`` or canonical ``item`` (``total``, ``receptions``, …), name as printed.

    ``project`` is the project a line belongs to, where the table names one; ``label`` the path of the row's words as
    printed, levels joined by ``/``; ``named_by`` what gave the row its item (empty for the printed label alone).
    """

    name: str
    cells: Mapping[str, Cell]
    code: str = ""
    item: str = ""
    half: str = ""
    project: str = ""
    label: str = ""
    named_by: str = ""

    @property
    def key(self) -> str:
        """What the row is looked up by: its code, else its item, else its project, else its name."""
        return self.code or self.item or self.project or self.label or self.name

    def amount(self, column: str) -> Amount | None:
        """Return the printed amount of a column, ``None`` for a blank."""
        cell = self.cells.get(column)
        return cell.amount if cell else None


@dataclass(frozen=True)
class Table:
    """One published table: canonical ``id``, title and unit as printed, value columns and rows in published order.

    A table, column or row whose meaning nothing proves goes by its printed name; ``named_by`` tells what named the
    table: ``form``, ``vocabulary``, or empty for the printed title. ``organ`` is the department line above it.
    ``hidden`` says what of it the file holds and does not show (hidden rows): its sums may miss that.

    >>> from decimal import Decimal
    >>> row = Row("总计", {"total": Cell(Amount(Decimal("1.00")))}, item="total")
    >>> Table("expenditure", "部门支出总表", "万元", ("total",), (row,))["total", "total"].value
    Decimal('1.00')
    """

    id: str
    title: str
    unit: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    number: str = ""
    place: Place = NOWHERE
    form: str = ""
    note: str = ""
    organ: str = ""
    named_by: str = ""
    hidden: str = ""

    def __getitem__(self, key: tuple[str, ...]) -> Amount | None:
        """Return the amount printed at (row, column) or (half, row, column), ``None`` for a blank.

        Raises:
            KeyError: the row or column is not there, or the row is there in both halves; the message names
                what was asked, what there is and where it is written.
            TypeError: the key is not two or three strings.
        """
        *half, row, column = _cell_key(self.id, key)
        if column not in self.columns:
            raise KeyError(
                f"table {self.id!r} has no column {column!r}; it has "
                f"{', '.join(self.columns)} ({_written(self.form)})"
            )
        found = [r for r in self.find(row) if not half or r.half == half[0]]
        if len({r.half for r in found}) > 1:
            ways = " or ".join(f"[{r.half!r}, {row!r}, {column!r}]" for r in found)
            raise KeyError(f"table {self.id!r} has {row!r} in two halves; ask for one of them: {ways}")
        if not found:
            raise KeyError(
                f"table {self.id!r} has no row {row!r}; it has {', '.join(r.key for r in self.rows)}"
            )
        return found[0].amount(column)

    def find(self, key: str) -> tuple[Row, ...]:
        """Return every row with this code, item, project or name, or, in a two-sided table, with this ``half.row``."""
        found = tuple(r for r in self.rows if key and key in (r.code, r.item, r.project, r.name, r.label))
        return found or tuple(r for r in self.rows if r.half and key == f"{r.half}.{r.key}")

    def cells(self) -> Iterator[tuple[Row, str, Cell]]:
        """Yield every printed amount as (row, column, cell) in published order; blanks are left out."""
        for row in self.rows:
            for column in self.columns:
                cell = row.cells.get(column)
                if cell is not None and cell.amount is not None:
                    yield row, column, cell

    @property
    def halves(self) -> tuple[str, ...]:
        """The sides of a two-sided table, empty for the others."""
        return tuple(dict.fromkeys(r.half for r in self.rows if r.half))


def _written(form: str) -> str:
    """Return where the names of tables and columns are written."""
    return (
        f"form {form!r}, reference/forms/{form}.toml"
        if form
        else "as printed; its form is none of the known ones"
    )


def _cell_key(table: str, key: object) -> tuple[str, ...]:
    """Return a key of a cell; a lone string, which Python would take apart into letters, is none."""
    if isinstance(key, tuple) and len(key) in (2, 3) and all(isinstance(part, str) for part in key):
        return key
    raise TypeError(f"a cell of table {table!r} is asked for by row and column, [row, column], got {key!r}")


FIGURES: Final = ("amount", "share", "change", "growth", "base_amount")
"""The fields of a statement that hold figures."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One quantified statement of the narrative: an amount, and what is said of its share and its change.

    ``about`` and ``whole`` are cells as ``table/row/column`` (or ``narrative/…`` for what stands in no table).
    ``base`` is what a change is measured from, as printed («2023年预算», «上年预算»), ``base_amount`` its amount
    where it is printed. A decrease is negative. ``share`` is of ``whole``, or of ``base`` for a completion rate;
    the unit of one whose percent sign is not printed is empty. ``ocr`` is the least certain of ``OCR`` among its figures
    where it was read from a picture; ``readings`` are then what each figure may be: field, text, probability.
    """

    section: str
    subject: str
    amount: Amount | None = None
    share: Amount | None = None
    change: Amount | None = None
    growth: Amount | None = None
    code: str = ""
    about: str = ""
    whole: str = ""
    base: str = ""
    base_amount: Amount | None = None
    place: Place = NOWHERE
    inferred: bool = False
    ocr: str = ""
    readings: tuple[tuple[str, str, float], ...] = ()

    @property
    def unit(self) -> str:
        """The unit of the amount, the change or the base, whichever is printed first; empty when none is."""
        printed = (self.amount, self.change, self.base_amount)
        return next((a.unit for a in printed if a is not None), "")

    @property
    def is_quantified(self) -> bool:
        """Tell whether the statement says of money a share, a change or a growth, not only an amount."""
        if self.unit and not self.unit.endswith("元"):
            return False
        return not (self.share is None and self.change is None and self.growth is None)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One performance indicator: its three levels, target with relation and unit, basis, last year's value, weight.

    ``table`` is ``overall`` (部门整体) or ``project`` (项目支出); ``owner`` the unit or the project. ``actual`` and
    ``score`` are what a self-evaluation (自评) says was reached, and the points for it. ``inferred`` names the fields
    (``level1``, ``target``, …) that were paired with the indicator by deduction.
    """

    table: str
    owner: str
    levels: tuple[str, str, str]
    target: str
    basis: str = ""
    prior: str = ""
    weight: Amount | None = None
    scoring: str = ""
    place: Place = NOWHERE
    inferred: tuple[str, ...] = ()
    actual: str = ""
    score: Amount | None = None

    @property
    def name(self) -> str:
        """The third-level indicator, which is the one that has a target."""
        return self.levels[2]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Something printed that could not be placed or understood: its text (short) and why; never dropped silently."""

    text: str
    reason: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Remark:
    """Something in the words of a document that a person should look at: what kind (a stable id), the words, where."""

    id: str
    text: str
    place: Place = NOWHERE


FURTHER: Final = "document.further"
"""The id of remarks that name a disclosure that the same file holds besides."""


@dataclass(frozen=True, repr=False)
class Disclosure:
    """One published budget or final account of one department for one year.

    ``kind`` is ``budget`` or ``final_accounts``; ``form`` names the layout (reference/forms/<form>.toml).
    """

    department: str
    year: int
    kind: str
    form: str
    tables: Mapping[str, Table] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    sources: tuple[Mapping[str, str], ...] = ()
    published: str = ""
    fictitious: bool = False
    remarks: tuple[Remark, ...] = ()

    def __post_init__(self) -> None:
        """Make the mapping of tables read-only."""
        object.__setattr__(self, "tables", MappingProxyType(dict(self.tables)))

    def __getitem__(self, table: str) -> Table:
        """Return a table by its canonical id.

        Raises:
            KeyError: the disclosure has no such table; the message lists those it has.
        """
        if table not in self.tables:
            raise KeyError(
                f"no table {table!r} in the disclosure of {self.department} {self.year}; "
                f"it has {', '.join(self.tables) or 'none'} ({_written(self.form)})"
            )
        return self.tables[table]

    def __contains__(self, table: object) -> bool:
        return table in self.tables

    def __repr__(self) -> str:
        return card(self, "en").text

    def _repr_html_(self) -> str:
        return card(self).html

    @property
    def label(self) -> str:
        """Department and year, for heads and file names."""
        return f"{self.department} {self.year}"


@dataclass(frozen=True, slots=True)
class Card:
    """What a disclosure is, in three lines of text and as a small card of HTML, for consoles and notebooks."""

    lines: tuple[str, str, str]

    @property
    def text(self) -> str:
        """The three lines."""
        return "\n".join(self.lines)

    @property
    def html(self) -> str:
        """The card; its words are escaped."""
        first, *rest = map(escape, self.lines)
        body = "".join(f"<div style='color:#55606e'>{line}</div>" for line in rest)
        style = "border:1px solid #a7afb9;border-radius:6px;padding:0.5em 0.9em;display:inline-block;max-width:40em"
        return f"<div class='budgetkit card' style='{style}'><b>{first}</b>{body}</div>"

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


def card(disclosure: Disclosure, language: str = "both") -> Card:
    """Return what a disclosure is in ``zh``, ``en`` or ``both``: whose, of which year; how much there is; its source.

    >>> print(card(Disclosure("例示市档案馆", 2025, "budget", ""), "en"))
    例示市档案馆 2025 · departmental budget
    0 tables with 0 amounts, 0 statements, 0 indicators, 0 not placed
    source not stated
    """
    amounts = sum(1 for table in disclosure.tables.values() for _ in table.cells())
    sizes = (len(disclosure.tables), amounts, len(disclosure.claims), len(disclosure.indicators))
    numbers = (*sizes, len(disclosure.unplaced))
    titles = [str(source.get("title") or source.get("path") or "") for source in disclosure.sources]
    source = "、".join(dict.fromkeys(filter(None, (*titles[:1], disclosure.published))))
    budget = disclosure.kind == "budget"
    invented = ("虚构样例", "fictitious")
    words = {
        "zh": (
            " · ".join(("部门预算" if budget else "部门决算", *invented[: disclosure.fictitious])),
            "{} 张表 {} 个金额，{} 条表述，{} 个指标，{} 处未能安放".format(*numbers),
            f"来源：{source}" if source else "未注明来源",
        ),
        "en": (
            " · ".join(
                (
                    "departmental budget" if budget else "final accounts",
                    *invented[1 : 1 + disclosure.fictitious],
                )
            ),
            "{} tables with {} amounts, {} statements, {} indicators, {} not placed".format(*numbers),
            f"source: {source}" if source else "source not stated",
        ),
    }
    chosen = [words[x] for x in (("zh", "en") if language == "both" else (language,))]
    kind, size, origin = (" · ".join(dict.fromkeys(lines)) for lines in zip(*chosen, strict=True))
    return Card(
        (
            f"{disclosure.label} · {kind}",
            size,
            words["en" if language == "en" else "zh"][2] if source else origin,
        )
    )


def need_disclosure(given: object, asker: str) -> None:
    """Refuse what is no disclosure where a public function is called.

    Raises:
        TypeError: it is something else; the message names the function and how to get a disclosure.
    """
    if not isinstance(given, Disclosure):
        how = "bk.read, bk.load, bk.reference give one"
        raise TypeError(f"{asker} needs a Disclosure ({how}), got {type(given).__name__}")
