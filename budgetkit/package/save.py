"""Write a disclosure as a data package."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from budgetkit.files import new_folder
from budgetkit.model.amount import plain_number
from budgetkit.model.disclosure import FIGURES, Cell, Claim, Disclosure, Indicator, Place, Row, Table

DESCRIPTOR: Final = "datapackage.json"
ROW_HEAD: Final = ("half", "item", "code", "name", "project_name", "label", "row_named_by")
ROW_FIELDS: Final = ("half", "item", "code", "name", "project", "label", "named_by")
"""The fields of a row under the heads of the CSV; ``project`` is also a value column, hence the longer head."""
CLAIM_WORDS: Final = ("section", "subject", "code", "base", "about", "whole")
INDICATOR_WORDS: Final = ("table", "owner", "target", "basis", "prior", "scoring", "actual")
LEVELS: Final = ("level1", "level2", "level3")
BOX: Final = ("x0", "y0", "x1", "y1")
_PLACE: Final = ("page", *BOX)
_CELL: Final = ("table", "row", "column")
OWN: Final = ("unit", "head", "named_by")
"""What is said of a column, and of each cell that differs from its column in one of them."""

_HEADS: Final[Mapping[str, Sequence[str]]] = {
    "claims": (
        *("order", "section", "subject", "code", "amount", "unit", "share", "change", "growth", "base"),
        *("base_amount", "about", "whole", "page", "inferred"),
    ),
    "indicators": (
        *("table", "owner", *LEVELS, "target", "basis", "prior", "weight", "scoring"),
        *("page", "inferred", "actual", "score"),
    ),
    "unplaced": ("text", "reason", *_PLACE),
    "remarks": ("id", "text", *_PLACE),
    "places": (*_CELL, *_PLACE),
    "cells": (*_CELL, *OWN),
    # What is known of a figure of a scan; a statement is a row of the table «claims», its figures are columns.
    "readings": (*_CELL, "ocr", "readings"),
}
_ALWAYS: Final = ("claims", "profile", "indicators", "unplaced")
_NUMBERS: Final = (*FIGURES, "weight", "score", *BOX)
_WHOLE: Final = ("page", "row", "order")
_FILE_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")

Record = dict[str, str]
Own = tuple[str, str, str]


def save(disclosure: Disclosure, folder: str | Path) -> Path:
    """Write a disclosure as a data package; the folder appears whole or not at all.

    What somebody else put beside a saved disclosure stays: notes, a README.

    Raises:
        FileExistsError: the folder exists and is not a saved disclosure, or is a file.

    Source: Frictionless Data Package and Table Schema, version 1.

    >>> from tempfile import TemporaryDirectory
    >>> from budgetkit.package import load
    >>> from budgetkit.source import reference
    >>> with TemporaryDirectory() as folder:
    ...     load(save(reference(), Path(folder) / "saved")) == reference()
    True
    """
    target = Path(folder)
    if target.exists() and not target.is_dir():
        raise FileExistsError(f"{target} is a file; name a folder")
    if target.exists() and any(target.iterdir()) and not (target / DESCRIPTOR).exists():
        raise FileExistsError(f"{target} exists and is not a saved disclosure; name another folder")
    with new_folder(target) as scratch:
        _write(disclosure, scratch)
        if target.exists():
            _keep_foreign(target, scratch)
    return target


def _keep_foreign(target: Path, scratch: Path) -> None:
    """Take along what is not ours; our own older tables are, whatever they are called."""
    try:
        descriptor = json.loads((target / DESCRIPTOR).read_text(encoding="utf-8"))
        ours = {DESCRIPTOR, *(resource["path"] for resource in descriptor["resources"])}
    except (OSError, ValueError, KeyError, TypeError):
        return
    for path in target.rglob("*"):
        name = path.relative_to(target)
        if path.is_file() and name.as_posix() not in ours and not (scratch / name).exists():
            (scratch / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, scratch / name)


def _write(disclosure: Disclosure, folder: Path) -> None:
    (folder / "tables").mkdir()
    resources = [_table_resource(folder, *numbered) for numbered in enumerate(disclosure.tables.values(), 1)]
    claims = [(c.is_quantified, _claim_record(n, c)) for n, c in enumerate(disclosure.claims, 1)]
    files: dict[str, Iterable[Record]] = {
        "claims": [record for stated, record in claims if stated],
        "profile": [record for stated, record in claims if not stated],
        "indicators": map(_indicator_record, disclosure.indicators),
        "unplaced": ({"text": u.text, "reason": u.reason} | _at(u.place) for u in disclosure.unplaced),
        "remarks": ({"id": r.id, "text": r.text} | _at(r.place) for r in disclosure.remarks),
        "places": (where | _at(cell.place) for where, _, cell in _cells(disclosure) if cell.place.box),
        "cells": _own_records(disclosure),
        "readings": _reading_records(disclosure),
    }
    for name, records in files.items():
        head = _HEADS["claims" if name == "profile" else name]
        if (rows := list(records)) or name in _ALWAYS:
            resources.append(_resource(folder, f"{name}.csv", head, rows, _NUMBERS))
    text = json.dumps(_descriptor(disclosure, resources), ensure_ascii=False, indent=2)
    (folder / DESCRIPTOR).write_text(text + "\n", encoding="utf-8")


def _descriptor(disclosure: Disclosure, resources: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    # The few letters that a name may have, the same for one department, kind and year only.
    department = hashlib.sha256(disclosure.department.encode()).hexdigest()[:12]
    about = ("department", "year", "kind", "form", "published", "fictitious")
    return {
        "profile": "data-package",
        "name": f"disclosure-{disclosure.year}-{disclosure.kind.replace('_', '-')}-{department}",
        "title": f"{disclosure.department} {disclosure.year}",
        "sources": [dict(s) for s in disclosure.sources],
        "budgetkit": {name: getattr(disclosure, name) for name in about},
        "resources": list(resources),
    }


def _table_resource(folder: Path, number: int, table: Table) -> dict[str, Any]:
    path = f"tables/{table.id if _FILE_NAME.fullmatch(table.id) else f'table-{number}'}.csv"
    head = (*ROW_HEAD, *map(column_head, table.columns), "page", "inferred")
    records = [_row_record(row, table.columns) for row in table.rows]
    # A column in which words stand is no number; what is blank this year is still money.
    text = {c for row in table.rows for c, cell in row.cells.items() if cell.amount is None and cell.text}
    numbers = [column_head(column) for column in table.columns if column not in text]
    heads = [
        {"half": half, "column": column, **dict(zip(OWN, own, strict=True))}
        for (half, column), own in heads_of(table).items()
    ]
    about = {
        "table": table.id,
        "number": table.number,
        "unit": table.unit,
        "columns": list(table.columns),
        "heads": heads,
        "note": table.note,
        "page": table.place.page,
        "organ": table.organ,
        "named_by": table.named_by,
        "hidden": table.hidden,
    }
    return _resource(folder, path, head, records, numbers) | {"title": table.title, "budgetkit": about}


def _resource(
    folder: Path, path: str, head: Sequence[str], records: Iterable[Record], numbers: Iterable[str]
) -> dict[str, Any]:
    """Write one CSV and return its description; ``numbers`` are its columns of printed figures."""
    with (folder / path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, head, lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)
    types = dict.fromkeys(numbers, "number") | dict.fromkeys(_WHOLE, "integer")
    fields = [{"name": name, "type": types.get(name, "string")} for name in head]
    return {
        "name": Path(path).stem.replace("_", "-"),
        "path": path,
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def heads_of(table: Table) -> dict[tuple[str, str], Own]:
    """Return unit, head and name that most cells of a column have, by half and column."""
    found: dict[tuple[str, str], Counter[Own]] = {}
    for row in table.rows:
        for column, cell in row.cells.items():
            found.setdefault((row.half, column), Counter())[_own(cell, table.unit)] += 1
    return {place: most.most_common(1)[0][0] for place, most in found.items()}


def _own(cell: Cell, unit: str) -> Own:
    return (cell.amount.unit if cell.amount else unit, cell.head, cell.named_by)


def _cells(disclosure: Disclosure) -> Iterator[tuple[Record, Row, Cell]]:
    """Yield every cell with table, row (from 1) and column, and its row."""
    for table in disclosure.tables.values():
        for number, row in enumerate(table.rows, 1):
            for column, cell in row.cells.items():
                yield {"table": table.id, "row": str(number), "column": column}, row, cell


def _own_records(disclosure: Disclosure) -> Iterator[Record]:
    usual = {table.id: heads_of(table) for table in disclosure.tables.values()}
    for where, row, cell in _cells(disclosure):
        common = usual[where["table"]][row.half, where["column"]]
        if (own := _own(cell, common[0])) != common:
            yield where | dict(zip(OWN, own, strict=True))


def _reading_records(disclosure: Disclosure) -> Iterator[Record]:
    """Yield how certain every figure of a scan is, and what it may be with which probability."""
    for where, _, cell in _cells(disclosure):
        if cell.ocr:
            yield where | {"ocr": cell.ocr, "readings": _said(cell.readings)}
    for order, claim in enumerate(disclosure.claims, 1):
        if claim.ocr:
            where = {"table": "claims", "row": str(order)}
            yield where | {"column": "", "ocr": claim.ocr, "readings": ""}
            for field in dict.fromkeys(name for name, _, _ in claim.readings):
                said = _said((text, p) for name, text, p in claim.readings if name == field)
                yield where | {"column": field, "ocr": "", "readings": said}


def _said(readings: Iterable[tuple[str, float]]) -> str:
    return "; ".join(f"{text} {p:.6g}" for text, p in readings)


def column_head(column: str) -> str:
    """Return the head of a value column in the CSV: its id, marked where a head of the rows is called the same."""
    return f"{column} (column)" if column in (*ROW_HEAD, "page", "inferred") else column


def _page(place: Place) -> str:
    return "" if place.page is None else str(place.page)


def _at(place: Place) -> Record:
    values = [f"{v:.2f}" for v in place.box] if place.box else [""] * 4
    return {"page": _page(place), **dict(zip(BOX, values, strict=True))}


def _row_record(row: Row, columns: Sequence[str]) -> Record:
    cells = {c: row.cells[c] for c in columns if c in row.cells}
    record = {h: str(getattr(row, f)) for h, f in zip(ROW_HEAD, ROW_FIELDS, strict=True)}
    record |= {column_head(c): plain_number(cell.amount) or cell.text for c, cell in cells.items()}
    return record | {
        "page": next(filter(None, (_page(cell.place) for cell in cells.values())), ""),
        "inferred": " ".join(column_head(c) for c, cell in cells.items() if cell.inferred),
    }


def _claim_record(order: int, claim: Claim) -> Record:
    # A share without its percent sign is marked here, for the CSV prints no signs.
    unsigned = claim.share is not None and not claim.share.unit
    return {
        **{name: getattr(claim, name) for name in CLAIM_WORDS},
        **{name: plain_number(getattr(claim, name)) for name in FIGURES},
        **{"order": str(order), "unit": claim.unit, "page": _page(claim.place)},
        "inferred": " ".join(["true"] * claim.inferred + ["share"] * unsigned),
    }


def _indicator_record(indicator: Indicator) -> Record:
    return {
        **{name: getattr(indicator, name) for name in INDICATOR_WORDS},
        **dict(zip(LEVELS, indicator.levels, strict=True)),
        **{"weight": plain_number(indicator.weight), "score": plain_number(indicator.score)},
        **{"page": _page(indicator.place), "inferred": " ".join(indicator.inferred)},
    }
