"""Reads a form from TOML: what one place does differently, laid over the national vocabulary, sections and identities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Final

from budgetkit.forms.data import DataError, nearest, structure
from budgetkit.forms.definition import ColumnForm, Form, RowForm, Rules, SectionForm, SubjectForm, TableForm
from budgetkit.forms.identity import Binder, WrittenIdentities, check_entries, national_identities
from budgetkit.forms.label import Label, classes
from budgetkit.forms.sections import Kind, NationalSection, SectionKind, SubjectEntry, sections, subject_of
from budgetkit.forms.vocabulary import Group, Layout, vocabulary, words_of

NARRATIVE: Final = "narrative"


@dataclass(frozen=True, slots=True)
class ColumnEntry:
    """A column: its id, and the label and further heads where they are not the vocabulary's."""

    SHORT: ClassVar = "id"
    id: str
    zh: str = ""
    en: str = ""
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowEntry:
    """A labelled row: its id, how deep it is indented, and the label and further labels where not the vocabulary's."""

    SHORT: ClassVar = "id"
    id: str
    zh: str = ""
    en: str = ""
    level: int = 0
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableEntry:
    """A table: its titles, its own first, and its columns; the rest where it is not what the vocabulary says."""

    titles: tuple[str, ...]
    columns: tuple[ColumnEntry, ...]
    en: str = ""
    number: str = ""
    layout: Layout | None = None
    unit: str = ""
    optional: bool = False
    value: str = ""
    groups: tuple[Group, ...] = ()
    halves: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows: Mapping[str, tuple[RowEntry, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SectionEntry:
    """A section: which national one it is (``of``), and what is not the same in this form."""

    of: str = ""
    headings: tuple[str, ...] = ()
    kind: SectionKind | None = None
    whole: str | None = None
    codes: tuple[str, ...] | None = None
    subjects: tuple[SubjectEntry, ...] | None = None


@dataclass(frozen=True, slots=True)
class FormEntry:
    """A form as written; reference/forms/README.md explains the keys."""

    id: str
    kind: Kind
    name: Label
    table: Mapping[str, TableEntry]
    extends: str = ""
    unit: str = ""
    prose_unit: str = ""
    organs: tuple[str, ...] = ()
    total: str = ""
    omit: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    presumed: tuple[str, ...] = ()
    section: Mapping[str, SectionEntry] = field(default_factory=dict)
    identity: WrittenIdentities = field(default_factory=dict)


def build(data: Mapping[str, Any], source: str, ancestors: Iterable[str] = ()) -> Form:
    """Return the form that data says, laid over what is national; ``ancestors`` are the forms it extends.

    Raises:
        DataError: something in it is unknown or missing; the message names the file, the entry and the nearest word.
    """
    entry = structure(data, FormEntry, source)
    return _Builder(entry, source).form((entry.kind, entry.id, *ancestors))


def merge(base: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form says together with the form it extends: its own word first, tables and sections key by key.

    ``omit`` names tables of the other form that it has not; ``without`` and ``presumed`` add up.

    >>> merge({"id": "a", "without": ["x"], "table": {"t": {"unit": "元"}}}, {"id": "b", "without": ["y"]})
    {'id': 'b', 'without': ['x', 'y'], 'table': {'t': {'unit': '元'}}}
    """
    whole: dict[str, Any] = {**base, **data}
    for key in ("without", "presumed"):
        if key in base and key in data:
            whole[key] = [*base[key], *data[key]]
    for key in ("table", "section", "identity"):
        theirs, own = base.get(key, {}), data.get(key, {})
        both = {n: {**theirs.get(n, {}), **e} if key != "identity" else e for n, e in own.items()}
        if theirs or own:
            whole[key] = {**theirs, **both}
    for table in data.get("omit", ()):
        whole["table"].pop(table, None)
    return whole


class _Builder:
    """Makes one form, with the file in every message."""

    def __init__(self, entry: FormEntry, source: str) -> None:
        self.entry, self.source = entry, source

    def form(self, of: Iterable[str]) -> Form:
        entry = self.entry
        tables = tuple(self._table(table, n) for n, table in enumerate(entry.table, 1))
        known = {t.id: t for t in tables}
        return Form(
            id=entry.id,
            kind=entry.kind,
            name=entry.name,
            tables=tables,
            sections=tuple(self._section(s, known) for s in entry.section),
            unit=entry.unit,
            prose_unit=entry.prose_unit,
            rules=self._rules(known, of),
            organs=entry.organs,
            file=self.source,
        )

    def _fail(self, entry: str, what: str) -> DataError:
        return DataError(f"{self.source}: {entry}: {what}")

    def _named(self, kind: str, name: str, known: Iterable[str], entry: str) -> None:
        words = set(known)
        if name not in words:
            raise self._fail(entry, f"unknown {kind} {name!r}; {nearest(name, words)}")

    # -------------------------------------------------------- tables
    def _table(self, table: str, number: int) -> TableForm:
        entry, where = self.entry.table[table], f"table {table!r}"
        self._named("table", table, vocabulary().table, where)
        national = vocabulary().table[table]
        layout = entry.layout or national.layout
        columns = tuple(self._column(table, c, entry.groups or national.groups) for c in entry.columns)
        ids = [c.id for c in columns]
        halves = dict(entry.halves)
        if not halves and layout == "halves":
            sides = {
                half: allowed
                for half, allowed in national.columns.items()
                if half in ("revenue", "expenditure")
            }
            halves = {half: tuple(i for i in ids if i in allowed) for half, allowed in sides.items()}
        for name in (
            *(c for half in halves.values() for c in half),
            *(c for g in entry.groups for c in g.columns),
        ):
            self._named("column", name, ids, where)
        if entry.value:
            self._named("column", entry.value, ids, f"{where}: value")
        halves = halves or {"": tuple(ids)}
        return TableForm(
            id=table,
            title=Label(entry.titles[0], entry.en or national.name.en),
            aliases=entry.titles[1:],
            layout=layout,
            columns=tuple(self._apart(entry, columns, halves.values())),
            halves=halves,
            rows=tuple(self._rows(table, entry, layout)),
            number=entry.number or ("" if entry.optional else str(number)),
            classification=national.classification,
            unit=entry.unit or self.entry.unit,
            optional=entry.optional,
            value=entry.value,
        )

    def _column(self, table: str, entry: ColumnEntry, groups: Iterable[Group]) -> ColumnForm:
        self._named("column", entry.id, vocabulary().names, f"table {table!r}")
        name = vocabulary().names[entry.id]
        label = Label(entry.zh or name.zh, entry.en or name.en)
        heads = tuple(dict.fromkeys((*words_of(table, "heads", entry.id), *entry.heads)))
        group = next((Label(g.zh, g.en) for g in groups if entry.id in g.columns), None)
        return ColumnForm(entry.id, label, heads, group)

    def _apart(
        self, entry: TableEntry, columns: Sequence[ColumnForm], halves: Iterable[Sequence[str]]
    ) -> Iterator[ColumnForm]:
        """Yield the columns without heads that mean one beside them: 金额 alone is the outturn in final accounts."""
        preferred = vocabulary().prefer[self.entry.kind]
        given = {c.id: set(c.heads) for c in entry.columns}
        for column in columns:
            before = preferred[: preferred.index(column.id)] if column.id in preferred else ()
            beside = [
                c
                for c in columns
                if c is not column and any({c.id, column.id} <= set(half) for half in halves)
            ]
            theirs = {h for c in beside for h in (c.heads if c.id in before else given[c.id])} - given[
                column.id
            ]
            yield replace(column, heads=tuple(h for h in column.heads if h not in theirs))

    def _rows(self, table: str, entry: TableEntry, layout: Layout) -> Iterator[RowForm]:
        rows = entry.rows or {"all": (RowEntry("total"),)}
        for half, row in ((half, row) for half, of_half in rows.items() for row in of_half):
            self._named("row", row.id, vocabulary().names, f"table {table!r}")
            name = vocabulary().names[row.id]
            usual = self.entry.total if row.id == "total" and not entry.rows else ""
            label = Label(row.zh or usual or name.zh, row.en or name.en)
            labels = tuple(dict.fromkeys((*words_of(table, "labels", row.id), *row.labels)))
            yield RowForm(row.id, label, labels, "" if half == "all" else half, "", row.level)
        if layout == "halves":
            yield from (RowForm("", Label(c.zh, c.en), c.names, "expenditure", c.code, 1) for c in classes())

    # -------------------------------------------------------- sections
    def _section_ids(self) -> dict[str, str]:
        return {entry.of: name for name, entry in self.entry.section.items() if entry.of}

    def _section(self, section: str, tables: Mapping[str, TableForm]) -> SectionForm:
        entry, where = self.entry.section[section], f"section {section!r}"
        if entry.of:
            self._named("section", entry.of, sections().section, where)
        national = sections().section[entry.of] if entry.of else NationalSection(())
        headings = tuple(dict.fromkeys((*national.headings, *entry.headings)))
        if not headings:
            raise self._fail(where, "it has neither 'of' nor 'headings'")
        whole = self._cell(national.whole if entry.whole is None else entry.whole, tables, where)
        subjects = entry.subjects
        if subjects is None:
            subjects = tuple(SubjectEntry(s) for s in national.subjects if self._there(s, tables))
        subjects = tuple(s for s in subjects if not self._omitted(s.about))
        codes = national.codes if entry.codes is None else entry.codes
        codes = tuple(c for c in codes if not self._omitted(c))
        return SectionForm(
            section,
            headings,
            tuple(self._subject(s, whole, tables, where) for s in subjects),
            " ".join(self._cell(c, tables, where) for c in codes if entry.codes or self._there(c, tables)),
            whole,
            national.kind if entry.kind is None else entry.kind,
        )

    def _subject(
        self, entry: SubjectEntry, whole: str, tables: Mapping[str, TableForm], where: str
    ) -> SubjectForm:
        alone = bool(entry.names and entry.zh and entry.en)
        known = sections().subject.get(entry.about) if alone else subject_of(entry.about)
        if known is None and not alone:
            ask = f"{nearest(entry.about, sections().subject)} One of its own needs names, zh and en"
            raise self._fail(where, f"unknown subject {entry.about!r}; {ask}")
        own = entry.whole if entry.whole is not None else known.whole if known else None
        return SubjectForm(
            tuple(dict.fromkeys((*(known.names if known else ()), *entry.names))),
            " ".join(self._cell(a, tables, where) for a in entry.about.split()),
            Label(entry.zh or (known.zh if known else ""), entry.en or (known.en if known else "")),
            whole if own is None else self._cell(own, tables, where),
            entry.unit or (known.unit if known else ""),
        )

    def _cell(self, cell: str, tables: Mapping[str, TableForm], where: str) -> str:
        """Return a cell with its column: table/row/column, or narrative/… for what stands in no table."""
        table, _, rest = cell.partition("/")
        if not cell or table == NARRATIVE:
            return cell
        self._named("table", table, [*tables, NARRATIVE], f"{where}: {cell}")
        place, _, column = rest.partition("/")
        half, _, row = place.rpartition(".")
        shape = tables[table]
        if half:
            self._named("half", half, shape.halves, f"{where}: {cell}")
        if not row.isdigit() and "{" not in row:
            self._named("row", row, shape.items(half), f"{where}: {cell}")
        if column:
            self._named("column", column, shape.column_ids, f"{where}: {cell}")
        return cell if column else f"{cell}/{shape.value_column(half)}"

    def _omitted(self, cell: str) -> bool:
        """Tell whether a cell is of a table of the form that this one extends, and has not itself."""
        return cell.partition("/")[0] in self.entry.omit

    def _there(self, cells: str, tables: Mapping[str, TableForm]) -> bool:
        try:
            return all(self._cell(cell, tables, "") or True for cell in cells.split())
        except DataError:
            return False

    # -------------------------------------------------------- identities
    def _rules(self, tables: Mapping[str, TableForm], of: Iterable[str]) -> Rules:
        national, entry = national_identities(), self.entry
        check_entries(entry.identity, self.source)
        binder = Binder(tables, self._section_ids())
        for name, variants in entry.identity.items():
            reasons = list(map(binder.lacking, variants))
            if all(reasons):
                raise self._fail(f"identity {name!r}", reasons[0])
        for key, ids in (("without", entry.without), ("presumed", entry.presumed)):
            for name in ids:
                self._named("identity", name, [*national, *entry.identity], key)
        return Rules(tuple(of), entry.identity, entry.without, entry.presumed, self._section_ids())
