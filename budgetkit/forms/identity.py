"""What an identity (勾稽关系) is, how it is read from TOML, and the terms it has in one form.

What the parts mean is written at the head of ``reference/national/identities.toml``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from typing import ClassVar, Final, Literal, Protocol

from budgetkit.forms.data import DataError, bundled, compiled, nearest
from budgetkit.forms.label import Label
from budgetkit.forms.vocabulary import vocabulary

SOURCE: Final = "reference/national/identities.toml"
NARRATIVE: Final = "narrative/"
Kind = Literal["equal", "sum", "rollup", "rate"]
Over = Literal["", "rows", "columns", "codes", "classes", "items"]
Relation = Literal["=", "<="]
Field = Literal["amount", "change", "prior"]
SELECTORS: Final = ("*", "classes", "items", "projects", "units")
"""Words that stand for several rows: the one of this repetition, or all of a kind."""


@dataclass(frozen=True, slots=True)
class CellTerm:
    """Cells of a table, or figures of the narrative where ``claim`` is given; ``sign`` is 1 or -1.

    An empty ``row`` or ``column`` is that of the repetition; ``head`` are words that the printed head must hold.
    """

    table: str = ""
    half: str = ""
    row: str = ""
    column: str = ""
    sign: int = 1
    without: tuple[str, ...] = ()
    head: str = ""
    claim: str = ""
    field: Field = "amount"
    section: str = ""
    named: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """Terms that must agree for statements of the narrative to cover everything."""

    whole: tuple[CellTerm, ...] = ()
    parts: tuple[CellTerm, ...] = ()


SIDES: Final = ("cells", "whole", "parts", "rate", "zero", "printed")
"""The parts of an identity that hold terms."""


@dataclass(frozen=True, slots=True)
class Identity:
    """An identity with the terms that it has in one form; ``rate`` is the printed percentage that parts / whole must be."""

    id: str
    says: Label
    table: str = ""
    half: str = ""
    over: Over = ""
    relation: Relation = "="
    presumed: bool = False
    cells: tuple[CellTerm, ...] = ()
    whole: tuple[CellTerm, ...] = ()
    parts: tuple[CellTerm, ...] = ()
    rate: tuple[CellTerm, ...] = ()
    zero: tuple[CellTerm, ...] = ()
    printed: tuple[CellTerm, ...] = ()
    complete: Cover = Cover()

    @property
    def kind(self) -> Kind:
        """What must hold, which follows from the terms that are given."""
        if self.rate:
            return "rate"
        return "equal" if self.cells else "sum" if self.whole or self.parts else "rollup"

    @property
    def speaks_of_claims(self) -> bool:
        """Whether figures of the narrative stand on either side."""
        return any(t.claim for t in (*self.whole, *self.parts))

    @property
    def terms(self) -> tuple[CellTerm, ...]:
        """Every term that names cells of a table, its conditions included; of a roll-up the table."""
        if self.kind == "rollup":
            return (CellTerm(table=self.table),)
        return tuple(t for name in SIDES for t in getattr(self, name) if not t.claim)

    def table_of(self, term: CellTerm) -> str:
        """Return the table of a term: its own, else the identity's."""
        return term.table or self.table


@dataclass(frozen=True, slots=True)
class WrittenTerm:
    """A term as written: a cell as a path, or figures of the narrative about one (``claim``); text alone is a cell."""

    SHORT: ClassVar = "cell"
    cell: str = ""
    claim: str = ""
    any: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    head: str = ""
    field: Field = "amount"
    section: str = ""
    named: str = ""


@dataclass(frozen=True, slots=True)
class WrittenCover:
    """Terms that must agree for statements of the narrative to cover everything, as written."""

    whole: tuple[WrittenTerm, ...] = ()
    parts: tuple[WrittenTerm, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenIdentity:
    """An identity as written; ``of`` is what it holds for where not for all: a kind of document or a form."""

    says: Label
    of: str = ""
    rows_of: str = ""
    columns_of: str = ""
    over: Over = ""
    relation: Relation = "="
    presumed: bool = False
    rollup: str = ""
    equal: tuple[WrittenTerm, ...] = ()
    sum: tuple[WrittenTerm, ...] = ()
    at_most: tuple[WrittenTerm, ...] = ()
    whole: tuple[WrittenTerm, ...] = ()
    parts: tuple[WrittenTerm, ...] = ()
    rate: tuple[WrittenTerm, ...] = ()
    zero: tuple[WrittenTerm, ...] = ()
    printed: tuple[WrittenTerm, ...] = ()
    complete: WrittenCover = WrittenCover()

    @property
    def place(self) -> tuple[str, str]:
        """The table, and its half, that it is about or that its terms leave out."""
        table, _, half = (self.rows_of or self.columns_of or self.rollup).partition("/")
        return table, half

    def cell(self, term: WrittenTerm) -> CellTerm:
        """Return a term with its path taken apart.

        Raises:
            LookupError: it names neither a table nor a claim.
        """
        text = term.cell or term.claim
        path, sign = text.removeprefix("-"), -1 if text.startswith("-") else 1
        if term.claim or path.startswith(NARRATIVE):
            return CellTerm(sign=sign, claim=path, field=term.field, section=term.section, named=term.named)
        (table, half), row, column = self.place, "", ""
        if "/" in path:
            table, place, column = (*path.split("/"), "")[:3]
            half, _, row = place.rpartition(".")
        elif self.rows_of:
            row = path
        elif self.columns_of:
            half, column = "", path
        else:
            raise LookupError(f"{path!r} names neither a table nor a claim")
        return CellTerm(table, half, row, column, sign, term.without, term.head)


WrittenIdentities = Mapping[str, tuple[WrittenIdentity, ...]]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A file of identities: of one id those that may take each other's place, the first that applies first."""

    identity: WrittenIdentities


@cache
def national_identities() -> WrittenIdentities:
    """Return the identities that hold wherever their tables, columns and rows are, as written.

    Raises:
        DataError: one names what the vocabulary does not have, or lacks what its kind needs.
    """
    return compiled("identities", _read)


def _read() -> WrittenIdentities:
    found = bundled(SOURCE, Catalogue).identity
    check_entries(found, SOURCE)
    return found


_STATED: Final = ("equal", "sum", "at_most", "whole", "rollup")
"""What an identity says, one of these."""


def check_entries(entries: WrittenIdentities, source: str) -> None:
    """Raise DataError where an identity lacks what its kind needs, or names a table, column or row without a meaning."""
    for name, entry in ((name, entry) for name, variants in entries.items() for entry in variants):
        try:
            _check_shape(entry)
            _check_names(entry)
        except LookupError as error:
            raise DataError(f"{source}: identity {name!r}: {error.args[0]}") from None


def _check_shape(entry: WrittenIdentity) -> None:
    given = [name for name in _STATED if getattr(entry, name)]
    if len(given) > 1:
        raise LookupError(f"{given[1]!r} cannot stand beside {given[0]!r}")
    for part, needed in (("whole", "parts"), ("parts", "whole"), ("rate", "whole")):
        if getattr(entry, part) and not getattr(entry, needed):
            raise LookupError(f"{part!r} needs {needed!r} beside it")
    if not given:
        raise LookupError(f"it says nothing, for it has none of {', '.join(_STATED)}")
    if given[0] in ("equal", "sum", "at_most") and len(getattr(entry, given[0])) < 2:
        raise LookupError(f"{given[0]!r} needs two terms or more")


def _check_names(entry: WrittenIdentity) -> None:
    words = vocabulary()
    rows = {*words.names, *SELECTORS}
    if entry.place[0]:
        _there("table", entry.place[0], words.table, "unknown")
    sides = ("equal", "sum", "at_most", "whole", "parts", "rate", "zero", "printed")
    written = (
        *(t for side in sides for t in getattr(entry, side)),
        *entry.complete.whole,
        *entry.complete.parts,
    )
    for term in written:
        cell = entry.cell(term)
        for kind, name, known in (
            ("table", cell.table, words.table),
            ("row", "" if cell.row.isdigit() else cell.row, rows),
            ("column", cell.column, words.names),
            *(("name", name, words.names) for name in term.any),
        ):
            if name:
                _there(kind, name, known, "unknown")


def _there(kind: str, name: str, known: Collection[str], said: str = "the form has no") -> None:
    if name not in known:
        raise LookupError(f"{said} {kind} {name!r}; {nearest(name, known)}")


class Rows(Protocol):
    """A table as far as terms ask: its columns, rows and what a row alone stands for."""

    @property
    def column_ids(self) -> Sequence[str]:
        """Ids of the value columns, in order."""

    def items(self, half: str = "") -> Sequence[str]:
        """Return the ids of the labelled rows of a half, in order; of all where it is empty."""

    def value_column(self, half: str = "") -> str:
        """Return the column that is meant where only a row is named."""


@dataclass(frozen=True, slots=True)
class Binder:
    """What a form has, by which identities get their terms: tables, and ids of sections by what they are of.

    ``of`` are the kind of document and the forms that identities may be for.
    """

    tables: Mapping[str, Rows]
    sections: Mapping[str, str]
    of: Collection[str] = ()

    def bind(self, entries: WrittenIdentities, presumed: Collection[str] = ()) -> tuple[Identity, ...]:
        """Return the identities that the form has everything for; those ``presumed`` hold in the usual case only."""
        found = []
        for name, variants in entries.items():
            for entry in variants:
                if not entry.of or entry.of in self.of:
                    with suppress(LookupError):
                        found.append(self._bound(name, entry, name in presumed or entry.presumed))
                        break
        return tuple(found)

    def lacking(self, entry: WrittenIdentity) -> str:
        """Return what an identity names and the form has not; empty where it has everything."""
        try:
            self._bound("", entry)
        except LookupError as error:
            return str(error.args[0])
        return ""

    def _bound(self, name: str, entry: WrittenIdentity, presumed: bool = False) -> Identity:
        """Return an identity with the terms it has in the form; raises LookupError where that has not all it names."""

        def bound(terms: Sequence[WrittenTerm]) -> tuple[CellTerm, ...]:
            return tuple(t for term in terms for t in self._terms(entry, term))

        table, half = entry.place
        if table:
            _there("table", table, self.tables)
        repeated = entry.columns_of or entry.rollup or entry.over == "columns"
        first = entry.sum or entry.at_most
        return Identity(
            name,
            entry.says,
            table if repeated else "",
            half,
            "rows" if entry.columns_of else entry.over,
            "<=" if entry.at_most else entry.relation,
            presumed,
            cells=bound(entry.equal),
            whole=bound(first[:1] or entry.whole),
            parts=bound(first[1:] or entry.parts),
            rate=bound(entry.rate),
            zero=bound(entry.zero),
            printed=bound(entry.printed),
            complete=Cover(bound(entry.complete.whole), bound(entry.complete.parts)),
        )

    def _terms(self, entry: WrittenIdentity, written: WrittenTerm) -> Iterator[CellTerm]:
        term = entry.cell(written)
        if term.claim:
            if term.section:
                _there("section", term.section, self.sections)
            yield replace(term, section=self.sections[term.section] if term.section else "")
            return
        _there("table", term.table, self.tables)
        table = self.tables[term.table]
        items, columns = table.items(term.half), table.column_ids
        here = [name for name in (columns if entry.columns_of else items) if name in written.any]
        if written.any and not here:
            raise LookupError(f"the form has none of {', '.join(written.any)}")
        some = [replace(term, column=n) if entry.columns_of else replace(term, row=n) for n in here]
        for one in some or [term]:
            if one.row and one.row not in SELECTORS and not one.row.isdigit():
                _there("row", one.row, items)
            if one.column:
                _there("column", one.column, columns)
            usual = "" if entry.over == "columns" else table.value_column(one.half)
            yield replace(one, column=one.column or usual)
