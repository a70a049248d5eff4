"""What a form says of its documents: tables with columns and rows, sections of the narrative with their subjects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from budgetkit.forms.identity import Binder, Identity, WrittenIdentities, national_identities
from budgetkit.forms.label import Label
from budgetkit.forms.vocabulary import Layout
from budgetkit.model.codes import Classification


@dataclass(frozen=True, slots=True)
class ColumnForm:
    """A value column: canonical id, label, and the heads it is known by.

    A head is the last words of a column's merged heads, or a path of them from the top, joined by ``/``.
    ``group`` is what is printed above it over several columns, from the top, joined by ``/``.
    """

    id: str
    label: Label
    heads: tuple[str, ...]
    group: Label | None = None


@dataclass(frozen=True, slots=True)
class RowForm:
    """A labelled row: canonical item or functional class code, label, and the labels it is known by."""

    item: str
    label: Label
    labels: tuple[str, ...]
    half: str = ""
    code: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class TableForm:
    """One table of a form: canonical id, printed number, title with aliases, layout, columns, rows.

    ``halves`` maps a half to its value columns; tables with one side have the half ``""``. ``value`` is the column
    that is meant where an identity or a statement names a row only; empty for the first of the half.
    """

    id: str
    title: Label
    aliases: tuple[str, ...]
    layout: Layout
    columns: tuple[ColumnForm, ...]
    halves: Mapping[str, tuple[str, ...]]
    rows: tuple[RowForm, ...] = ()
    number: str = ""
    classification: Classification = ""
    unit: str = ""
    optional: bool = False
    value: str = ""

    @property
    def titles(self) -> tuple[str, ...]:
        """Every title the table is known by, the form's own first."""
        return (self.title.zh, *self.aliases)

    @property
    def column_ids(self) -> tuple[str, ...]:
        """Ids of the value columns, in published order."""
        return tuple(c.id for c in self.columns)

    def items(self, half: str = "") -> tuple[str, ...]:
        """Return the ids of the labelled rows of a half that are no classes, in published order, each once."""
        return tuple(dict.fromkeys(r.item for r in self.rows if r.item and half in ("", r.half)))

    def column(self, column: str) -> ColumnForm:
        """Return a column by id.

        Raises:
            KeyError: no such column; the message lists those there are.
        """
        for found in self.columns:
            if found.id == column:
                return found
        raise KeyError(f"table {self.id!r} has no column {column!r}; it has {', '.join(self.column_ids)}")

    def value_column(self, half: str = "") -> str:
        """Return the column that is meant where only a row is named."""
        columns = self.halves.get(half) or self.column_ids
        if self.value in columns:
            return self.value
        return next((c for c in columns if c in ("budget", "total", "actual")), columns[0] if columns else "")

    def row(self, item: str, half: str = "") -> RowForm | None:
        """Return the labelled row of a canonical item or class code, ``None`` where the form has none."""
        found = (r for r in self.rows if item and item in (r.item, r.code) and half in ("", r.half))
        return next(found, None)

    def row_label(self, item: str, half: str = "") -> Label | None:
        """Return the label of a canonical item or class code, ``None`` where the form has none."""
        row = self.row(item, half)
        return row.label if row else None


@dataclass(frozen=True, slots=True)
class SubjectForm:
    """What a section of the narrative speaks of: names in the text, the cells they are about, the whole of a share.

    Cells are tried in order, separated by spaces. ``unit`` is what a bare number counts («编制数8»).
    """

    names: tuple[str, ...]
    about: str
    label: Label
    whole: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class SectionForm:
    """A section of the narrative: id, the words its heading is known by, its subjects, where codes point to.

    ``kind`` is ``counts`` where things are counted too, ``projects`` where each heading names a project, else empty.
    """

    id: str
    headings: tuple[str, ...]
    subjects: tuple[SubjectForm, ...] = ()
    codes: str = ""
    whole: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides which identities a form has: those it gives itself, ids it does ``without``; see ``catalogue.bind``."""

    of: tuple[str, ...]
    own: WrittenIdentities = field(default_factory=dict)
    without: tuple[str, ...] = ()
    presumed: tuple[str, ...] = ()
    sections: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """A published layout: its tables, sections, units and the identities that apply to it.

    ``file`` is where it is written, ``organs`` words on a cover that speak for it.
    """

    id: str
    kind: str
    name: Label
    tables: tuple[TableForm, ...]
    sections: tuple[SectionForm, ...]
    unit: str
    prose_unit: str
    rules: Rules
    organs: tuple[str, ...] = ()
    file: str = ""

    @cached_property
    def identities(self) -> tuple[Identity, ...]:
        """The identities that its tables have everything for."""
        rules = self.rules
        entries = {n: e for n, e in {**national_identities(), **rules.own}.items() if n not in rules.without}
        return Binder({t.id: t for t in self.tables}, rules.sections, rules.of).bind(entries, rules.presumed)

    def table(self, table: str) -> TableForm:
        """Return a table by canonical id.

        Raises:
            KeyError: no such table; the message lists those there are and names the file.
        """
        for found in self.tables:
            if found.id == table:
                return found
        raise KeyError(
            f"form {self.id!r} has no table {table!r}; it has {', '.join(t.id for t in self.tables)} ({self.file})"
        )
