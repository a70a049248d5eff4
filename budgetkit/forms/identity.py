"""What an identity (勾稽关系) is, how it is read from TOML, and the terms it has in one form.

What the parts mean is written at the head of ``reference/national/identities.toml``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Literal, Protocol

from budgetkit.forms.data import DataError, bundled, compiled, nearest
from budgetkit.forms.label import Label
from budgetkit.forms.vocabulary import vocabulary

SOURCE: Final = "reference/national/identities.toml"
Kind = Literal["equal", "sum", "rollup", "rate"]
Over = Literal["", "rows", "columns", "codes", "classes", "items"]
Relation = Literal["=", "<="]
Field = Literal["amount", "change", "prior"]
SELECTORS: Final = ("*", "classes", "items", "projects", "units")
"""Words that stand for several rows: the one of this repetition, or all of a kind."""


@dataclass(frozen=True, slots=True)
class CellTerm:
    """Cells of a table, or figures of the narrative where ``claim`` is given; ``sign`` is 1 or -1.

    An empty ``row`` or ``column`` is that of the repetition; ``head`` are words that the printed head must hold. As
    written, ``rows`` and ``columns`` stand for one term each, ``any_rows`` and ``any_columns`` for those that the form
    has; a term of a form has none of them.
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
    rows: tuple[str, ...] = ()
    any_rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    any_columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """Terms that must agree for statements of the narrative to cover everything."""

    whole: tuple[CellTerm, ...] = ()
    parts: tuple[CellTerm, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """An identity as written, or with the ``id`` and the terms that it has in one form.

    ``of`` is what it holds for where not for all: a kind of document or a form. ``rate`` is the printed percentage
    that parts / whole must be.
    """

    says: Label
    of: str = ""
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
    id: str = ""

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


SIDES: Final = ("cells", "whole", "parts", "rate", "zero", "printed")
"""The keys of an identity that hold terms."""

Entries = Mapping[str, tuple[Identity, ...]]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A file of identities: of one id those that may take each other's place, the first that applies first."""

    identity: Entries


class Rows(Protocol):
    """A table as far as terms ask: its columns, rows and what a row alone stands for."""

    @property
    def column_ids(self) -> Sequence[str]:
        """Ids of the value columns, in order."""

    def items(self, half: str = "") -> Sequence[str]:
        """Return the ids of the labelled rows of a half, in order; of all where it is empty."""

    def value_column(self, half: str = "") -> str:
        """Return the column that is meant where only a row is named."""


@cache
def national_identities() -> Entries:
    """Return the identities that hold wherever their tables, columns and rows are, as written.

    Raises:
        DataError: one names what the vocabulary does not have, or lacks what its kind needs.
    """
    return compiled("identities", _read)


def _read() -> Entries:
    found = bundled(SOURCE, Catalogue).identity
    check_entries(found, SOURCE)
    return found


def check_entries(entries: Entries, source: str) -> None:
    """Raise DataError where an identity lacks what its kind needs, or names a table, column or row without a meaning."""
    for name, entry in ((name, entry) for name, variants in entries.items() for entry in variants):
        where = f"{source}: identity {name!r}"
        if entry.id:
            raise DataError(f"{where}: unknown key 'id'; it stands in the heading")
        if entry.kind == "rollup" and not entry.table:
            raise DataError(f"{where}: it has no terms, and no table whose codes add up")
        needed, given = _NEEDED[entry.kind], [side for side in SIDES[:4] if getattr(entry, side)]
        for side in (s for s in needed if s not in given):
            raise DataError(f"{where}: {given[0]!r} needs {side!r} beside it")
        for side in (s for s in given if s not in needed):
            raise DataError(f"{where}: {side!r} cannot stand beside {needed[-1]!r}")
        for term in _all(entry):
            _check_term(term, term.table or entry.table, where)


_NEEDED: Final[Mapping[Kind, tuple[str, ...]]] = {
    "equal": ("cells",),
    "sum": ("whole", "parts"),
    "rate": ("whole", "parts", "rate"),
    "rollup": (),
}


def _check_term(term: CellTerm, table: str, where: str) -> None:
    if term.sign not in (1, -1):
        raise DataError(f"{where}: sign {term.sign} is neither 1 nor -1")
    if term.claim:
        return
    if not table:
        raise DataError(f"{where}: a term names neither a table nor a claim")
    words = vocabulary()
    rows = [r for r in (term.row, *term.rows, *term.any_rows) if not r.isdigit()]
    for kind, names, known in (
        ("table", [table], set(words.table)),
        ("column", [term.column, *term.columns, *term.any_columns], set(words.names)),
        ("row", rows, {*words.names, *SELECTORS}),
    ):
        for name in names:
            if name and name not in known:
                raise DataError(f"{where}: unknown {kind} {name!r}; {nearest(name, known)}")


def bind(
    entries: Entries,
    tables: Mapping[str, Rows],
    *,
    of: Collection[str] = (),
    presumed: Collection[str] = (),
    sections: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Identity, ...]:
    """Return the identities that some tables have everything for, with the terms they have there.

    ``of`` are the kind of document and the forms they are for, ``presumed`` ids that hold in the usual case only, and
    ``sections`` the ids that sections of the narrative have, by what they are of.
    """
    found = []
    for name, variants in entries.items():
        for entry in variants:
            applies = not entry.of or entry.of in of
            if applies and not lacking(entry, tables, sections):
                bound = _bound(name, entry, tables, sections)
                found.append(replace(bound, presumed=True) if name in presumed else bound)
                break
    return tuple(found)


def lacking(entry: Identity, tables: Mapping[str, Rows], sections: Mapping[str, str]) -> str:
    """Return what an identity names and a form has not; empty where it has everything."""
    try:
        _bound("", entry, tables, sections)
    except LookupError as error:
        return str(error.args[0])
    return ""


def _all(entry: Identity) -> tuple[CellTerm, ...]:
    terms = (t for name in SIDES for t in getattr(entry, name))
    own = (CellTerm(table=entry.table),) if entry.table else ()
    return (*own, *terms, *entry.complete.whole, *entry.complete.parts)


def _bound(name: str, entry: Identity, tables: Mapping[str, Rows], sections: Mapping[str, str]) -> Identity:
    """Return an identity with the terms it has in a form; raises LookupError where the form has not all it names."""

    def bound(terms: Sequence[CellTerm]) -> tuple[CellTerm, ...]:
        return tuple(t for term in terms for t in _terms(entry, term, tables, sections))

    if entry.table:
        _in_form("table", entry.table, tables)
    complete = Cover(bound(entry.complete.whole), bound(entry.complete.parts))
    sides: dict[str, Any] = {side: bound(getattr(entry, side)) for side in SIDES}
    return replace(entry, id=name, complete=complete, **sides)


def _in_form(kind: str, name: str, known: Collection[str]) -> None:
    if name not in known:
        raise LookupError(f"the form has no {kind} {name!r}; {nearest(name, known)}")


def _terms(
    entry: Identity, term: CellTerm, tables: Mapping[str, Rows], sections: Mapping[str, str]
) -> Iterator[CellTerm]:
    if term.claim:
        if term.section:
            _in_form("section", term.section, sections)
        section = sections[term.section] if term.section else ""
        yield CellTerm(sign=term.sign, claim=term.claim, field=term.field, section=section, named=term.named)
        return
    _in_form("table", term.table or entry.table, tables)
    table = tables[term.table or entry.table]
    items = table.items(term.half)
    rows = [*term.rows, *(i for i in items if i in term.any_rows)]
    columns = [*term.columns, *(c for c in table.column_ids if c in term.any_columns)]
    if (term.any_rows and not rows) or (term.any_columns and not columns):
        raise LookupError(f"the form has none of {', '.join((*term.any_rows, *term.any_columns))}")
    for row in rows or [term.row]:
        if row and row not in SELECTORS and not row.isdigit():
            _in_form("row", row, items)
        for column in columns or [term.column]:
            if column:
                _in_form("column", column, table.column_ids)
            usual = "" if entry.over == "columns" else table.value_column(term.half)
            yield CellTerm(term.table, term.half, row, column or usual, term.sign, term.without, term.head)
