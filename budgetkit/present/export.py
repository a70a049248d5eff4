"""A disclosure for other tools: facts, claims, findings and indicators as Excel, Stata, CSV or SQLite.

Numbers are numbers there: exact as printed in CSV, floats elsewhere, with the places that were printed beside an
amount (``places``), so that the printed figure can be had again. Department and year stand in every row.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pandas as pd

from budgetkit.forms.form import national
from budgetkit.model.disclosure import Disclosure, need_disclosure
from budgetkit.model.errors import BudgetkitError
from budgetkit.present import frames, judged

FORMATS: Final = (".xlsx", ".dta", ".csv", ".sqlite")
_WHOLE: Final = frozenset({"year", "places", "page"})
_WIDEST: Final = 60
_STATA_LONGEST: Final = 80
"""Characters of a variable's label; Stata takes no more."""

Frames = Mapping[str, pd.DataFrame]


def export(disclosure: Disclosure, target: str | Path, bom: bool = False) -> list[Path]:
    """Write facts, claims, findings and indicators of a disclosure; return the files written.

    The suffix of ``target`` says the format: ``.xlsx`` (a sheet each) and ``.sqlite`` (a table each) hold all in one
    file; ``.csv`` and ``.dta`` (Stata 118) hold the facts, and ``NAME-claims``, ``NAME-findings``,
    ``NAME-indicators`` stand beside. ``bom`` begins CSV with a byte-order mark, which Excel needs to read Chinese.
    Either all files are there afterwards or none is new.

    Raises:
        TypeError: it is no disclosure.
        BudgetkitError: no such format.

    >>> from budgetkit.source import reference
    >>> with TemporaryDirectory() as folder:
    ...     [path.name for path in export(reference(), Path(folder) / "budget.csv")]
    ['budget.csv', 'budget-claims.csv', 'budget-findings.csv', 'budget-indicators.csv']
    """
    need_disclosure(disclosure, "export")
    target = Path(target)
    writers: dict[str, Callable[[Frames, Path], None]] = {
        ".xlsx": _xlsx,
        ".dta": _dta,
        ".csv": lambda tables, path: _csv(tables, path, bom),
        ".sqlite": _sqlite,
    }
    write = writers.get(target.suffix.lower())
    if write is None:
        raise BudgetkitError(
            f"{target.name}: no export to {target.suffix or 'a file without suffix'!r}; there are {', '.join(FORMATS)}"
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    tables = tables_of(disclosure)
    with TemporaryDirectory(dir=target.parent) as folder:
        write(tables, Path(folder) / target.name)
        return [
            part.replace(target.parent / part.name) for part in sorted(Path(folder).iterdir(), key=_order)
        ]


def tables_of(disclosure: Disclosure) -> Frames:
    """Return the frames that are exported, by name, figures exact (Decimal, ``None`` where blank)."""
    found = {
        "facts": frames.facts(disclosure),
        "claims": judged.claims(disclosure, everything=True),
        "findings": judged.findings(disclosure),
        "indicators": frames.indicators(disclosure),
    }
    for frame in found.values():
        frame.insert(0, "department", disclosure.department)
        frame.insert(1, "year", disclosure.year)
    return found


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a tidy frame with figures as float, counts as Int64, truths as bool and everything else as text."""
    return pd.DataFrame({column: _typed(column, frame[column]) for column in frame.columns})


def _typed(column: str, values: pd.Series[Any]) -> pd.Series[Any]:
    if column in frames.NUMBERS:
        return pd.to_numeric(
            values.map(lambda v: None if v is None or v == "" else v), errors="coerce"
        ).astype(float)
    if column in _WHOLE:
        return pd.to_numeric(values, errors="coerce").astype("Int64")
    if column == "inferred":
        return values.astype(bool)
    return values.map(str).astype(object)


def chinese(column: object) -> str:
    """Return the Chinese head of a column that is exported; empty for one that has none."""
    head = national()["heads"].get(str(column))
    return head.zh if head else ""


def _order(path: Path) -> int:
    names = ["", "claims", "findings", "indicators"]
    return names.index(path.stem.rpartition("-")[2] if path.stem.endswith(tuple(names[1:])) else "")


def _beside(path: Path, name: str) -> Path:
    return path if name == "facts" else path.with_name(f"{path.stem}-{name}{path.suffix}")


def _csv(tables: Frames, path: Path, bom: bool) -> None:
    for name, table in tables.items():
        target = _beside(path, name)
        table.to_csv(target, index=False, encoding="utf-8-sig" if bom else "utf-8", lineterminator="\n")


def _dta(tables: Frames, path: Path) -> None:
    for name, exact in tables.items():
        table = typed(exact)
        # Stata holds strings of 2,045 bytes at most in a column of fixed width.
        text = [c for c in table if table[c].dtype == object]
        long = [c for c in text if table[c].map(lambda v: len(v.encode())).max() > 2045]
        for column in table:
            if column in _WHOLE:
                table[column] = table[column].astype(float if table[column].isna().any() else int)
            elif table[column].dtype == bool:
                table[column] = table[column].astype(int)
        table.to_stata(
            _beside(path, name),
            write_index=False,
            version=118,
            variable_labels={c: (chinese(c) or str(c))[:_STATA_LONGEST] for c in table},
            convert_strl=long,
            data_label=name,
        )


def _sqlite(tables: Frames, path: Path) -> None:
    connection = sqlite3.connect(path)
    try:
        for name, table in tables.items():
            typed(table).to_sql(name, connection, index=False)
        labels = [(name, c, chinese(c)) for name, table in tables.items() for c in table]
        connection.execute('create table columns ("table" text, "column" text, label text)')
        connection.executemany("insert into columns values (?, ?, ?)", labels)
        connection.commit()
    finally:
        connection.close()


def _xlsx(tables: Frames, path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.active)
    for name, exact in tables.items():
        table = typed(exact)
        sheet = book.create_sheet(name)
        sheet.append([f"{c} {chinese(c)}".strip() for c in table])
        for record in table.itertuples(index=False):
            sheet.append([_cell(value) for value in record])
            for cell in sheet[sheet.max_row]:
                if cell.data_type == "f":
                    cell.data_type, cell.quotePrefix = "s", True
        for number, column in enumerate(table, 1):
            letter = get_column_letter(number)
            texts = [str(sheet.cell(1, number).value), *(str(v) for v in table[column].head(200))]
            sheet.column_dimensions[letter].width = min(_WIDEST, 2 + max(map(_width, texts)))
            if table[column].dtype == float:
                places = table.get("places")
                for row in range(2, len(table) + 2):
                    cell = sheet.cell(row, number)
                    cell.number_format = _format(column, None if places is None else places.iloc[row - 2])
        for cell in sheet[1]:
            cell.font, cell.alignment = Font(bold=True), Alignment(vertical="top")
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
    book.save(path)


def _cell(value: Any) -> Any:
    if value is pd.NA or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, str):
        # XML has no place for these characters.
        return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", value)
    return value


def _format(column: object, places: Any) -> str:
    if column != "value" or places is None:
        return "#,##0.00##"
    return "#,##0" + ("." + "0" * int(places) if int(places) else "")


def _width(text: str) -> int:
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text)
