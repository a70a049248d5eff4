"""How a province lays a disclosure out: titles, columns by their heads, rows by their labels, sections, subjects.

A form is data (``reference/forms/<id>.toml``); a new province is one more file and its documents, no Python.
Labels are normalised before they are compared (:func:`plain`), so that spaces, widths, numbering and brackets
do not matter.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

from budgetkit.model.notes import fold, split_notes

LAYOUTS: Final = ("halves", "codes", "lines", "strip")
"""Two tables side by side; rows by code; rows by label; one row of values under merged heads."""

_NUMBERING = re.compile(
    r"^(?:其中[:：]?)?(?:[(（]?[一二三四五六七八九十]+[)）]?[、.．]|[(（][一二三四五六七八九十]+[)）]|\d+[、.．](?!\d)|[(（]\d+[)）])?"
    r"(?:其中[:：]?)?"
)
_PUNCTUATION = re.compile(r"[\s“”\"'‘’《》〈〉()（）\[\]【】:：,，、。;；·.．※*＊_—–-]+")


def plain(label: str) -> str:
    """Return a label without spaces, widths, leading numbering, 其中 and punctuation, for comparison only.

    >>> plain("一、本年收入") == plain("本年 收入") == plain("１．本年收入")
    True
    >>> plain("其中：公务用车运行费①")
    '公务用车运行费'
    """
    text = "".join(fold(split_notes(label)[0]).split())
    return _PUNCTUATION.sub("", _NUMBERING.sub("", text, count=1)) or _PUNCTUATION.sub("", text)


@dataclass(frozen=True, slots=True)
class Label:
    """One thing in both languages."""

    zh: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.en if language == "en" else self.zh


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

    ``halves`` maps a half to its value columns; tables with one side have the half ``""``.
    """

    id: str
    title: Label
    aliases: tuple[str, ...]
    layout: str
    columns: tuple[ColumnForm, ...]
    halves: Mapping[str, tuple[str, ...]]
    rows: tuple[RowForm, ...] = ()
    number: str = ""
    classification: str = ""
    unit: str = ""
    optional: bool = False

    @property
    def titles(self) -> tuple[str, ...]:
        """Every title the table is known by, the form's own first."""
        return (self.title.zh, *self.aliases)

    def column(self, column: str) -> ColumnForm:
        """Return a column by id.

        Raises:
            KeyError: no such column; the message lists those there are.
        """
        for found in self.columns:
            if found.id == column:
                return found
        raise KeyError(
            f"table {self.id!r} has no column {column!r}; it has {', '.join(c.id for c in self.columns)}"
        )

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
    """What a section of the narrative speaks of: names in the text, the cell they are about, the whole of a share.

    ``unit`` is what a bare number counts («编制数8»), for subjects that are counted.
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


@dataclass(frozen=True)
class Form:
    """A published layout: its tables, sections, units and the identities that apply to it."""

    id: str
    kind: str
    name: Label
    tables: tuple[TableForm, ...]
    sections: tuple[SectionForm, ...]
    prose_unit: str
    identities: tuple[Mapping[str, Any], ...]
    without: tuple[str, ...]
    marks: tuple[str, ...]
    raw: Mapping[str, Any]

    def table(self, table: str) -> TableForm:
        """Return a table by canonical id.

        Raises:
            KeyError: no such table; the message lists those there are and names the file.
        """
        for found in self.tables:
            if found.id == table:
                return found
        raise KeyError(
            f"form {self.id!r} has no table {table!r}; it has {', '.join(t.id for t in self.tables)} "
            f"(reference/forms/{self.id}.toml)"
        )


def _folder() -> Traversable:
    return files("budgetkit") / "reference"


@cache
def form_ids() -> tuple[str, ...]:
    """Return the ids of every known form, sorted."""
    names = (f.name for f in (_folder() / "forms").iterdir())
    return tuple(sorted(n.removesuffix(".toml") for n in names if n.endswith(".toml")))


@cache
def national() -> Mapping[str, Any]:
    """Return what holds everywhere: reference/national.toml (identities, words, labels)."""
    return tomllib.loads((_folder() / "national.toml").read_text(encoding="utf-8"))


@cache
def form(form_id: str) -> Form:
    """Return a form by id.

    Raises:
        KeyError: no such form; the message lists those there are.

    >>> form("xinjiang-budget").table("expenditure").title.zh
    '部门支出总体情况表'
    """
    if form_id not in form_ids():
        raise KeyError(f"no form {form_id!r}; known are {', '.join(form_ids())} (reference/forms/*.toml)")
    raw = tomllib.loads((_folder() / "forms" / f"{form_id}.toml").read_text(encoding="utf-8"))
    return Form(
        id=form_id,
        kind=raw["kind"],
        name=_label(raw["name"]),
        tables=tuple(_table(t, raw) for t in raw["table"]),
        sections=tuple(_section(s) for s in raw.get("section", ())),
        prose_unit=raw.get("prose_unit", ""),
        identities=tuple(raw.get("identity", ())),
        without=tuple(raw.get("without", ())),
        marks=tuple(raw.get("marks", ())),
        raw=raw,
    )


def _label(value: Mapping[str, str]) -> Label:
    return Label(value["zh"], value["en"])


def _table(raw: Mapping[str, Any], form: Mapping[str, Any]) -> TableForm:
    if raw["layout"] not in LAYOUTS:
        raise ValueError(f"table {raw['id']!r}: layout {raw['layout']!r} is none of {', '.join(LAYOUTS)}")
    columns = tuple(_column(c) for c in raw["columns"])
    halves = raw.get("halves", {"": [c.id for c in columns]})
    rows = [_row(r) for r in raw.get("rows", ())]
    for half in raw.get("classes", ()):
        rows += _classes(form.get("classes") or _shared_classes(), half)
    return TableForm(
        id=raw["id"],
        title=_label(raw["title"]),
        aliases=tuple(raw.get("aliases", ())),
        layout=raw["layout"],
        columns=columns,
        halves={half: tuple(ids) for half, ids in halves.items()},
        rows=tuple(rows),
        number=str(raw.get("number", "")),
        classification=raw.get("classification", ""),
        unit=raw.get("unit", ""),
        optional=raw.get("optional", False),
    )


def _column(raw: Mapping[str, Any]) -> ColumnForm:
    group = _label(raw["group"]) if "group" in raw else None
    return ColumnForm(raw["id"], _label(raw), tuple(raw.get("heads", (raw["zh"],))), group)


@cache
def _shared_classes() -> list[Mapping[str, Any]]:
    """Return the functional classes that two-sided tables list where a form gives none of its own."""
    raw = tomllib.loads((_folder() / "classes.toml").read_text(encoding="utf-8"))
    return list(raw["classes"])


def _row(raw: Mapping[str, Any]) -> RowForm:
    return RowForm(
        item=raw.get("item", ""),
        label=_label(raw),
        labels=tuple(raw.get("labels", (raw["zh"],))),
        half=raw.get("half", ""),
        code=raw.get("code", ""),
        level=raw.get("level", 0),
    )


def form_classes(half: str) -> tuple[RowForm, ...]:
    """Return a row for each functional class, as two-sided tables list them on a half.

    >>> form_classes("expenditure")[0].label.zh
    '一般公共服务支出'
    """
    return tuple(_classes(_shared_classes(), half))


def _classes(codes: list[Mapping[str, Any]], half: str) -> list[RowForm]:
    """Return one row for each functional class that the form lists on a half, in its order."""
    return [RowForm("", _label(c), (c["zh"], *c.get("labels", ())), half, c["code"], 1) for c in codes]


def _section(raw: Mapping[str, Any]) -> SectionForm:
    subjects = tuple(
        SubjectForm(
            tuple(s["names"]), s["about"], _label(s), s.get("whole", raw.get("whole", "")), s.get("unit", "")
        )
        for s in raw.get("subjects", ())
    )
    return SectionForm(
        raw["id"],
        tuple(raw["headings"]),
        subjects,
        raw.get("codes", ""),
        raw.get("whole", ""),
        raw.get("kind", ""),
    )
