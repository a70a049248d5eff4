"""Write a disclosure as a data package."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Claim, Disclosure, Indicator, Place, Row, Table, Unplaced

DESCRIPTOR: Final = "datapackage.json"
ROW_HEAD: Final = ("half", "item", "code", "name", "project_name", "label", "row_named_by")
ROW_FIELDS: Final = ("half", "item", "code", "name", "project", "label", "named_by")
"""The fields of a row under the heads of the CSV; ``project`` is also a value column, hence the longer head."""
CLAIM_NUMBERS: Final = ("amount", "share", "change", "growth", "base_amount")
CLAIM: Final = (
    *("order", "section", "subject", "code", "amount", "unit", "share", "change", "growth", "base"),
    *("base_amount", "about", "whole", "page", "inferred"),
)
INDICATOR: Final = (
    *("table", "owner", "level1", "level2", "level3", "target", "basis", "prior", "weight", "scoring"),
    *("page", "inferred", "actual", "score"),
)
BOX: Final = ("x0", "y0", "x1", "y1")
REMARK: Final = ("id", "text", "page", *BOX)
UNPLACED: Final = ("text", "reason", "page", *BOX)
PLACES: Final = ("table", "row", "column", "page", *BOX)
CELLS: Final = ("table", "row", "column", "unit", "head", "named_by")
"""What a cell has of its own: unit, head and name where they are not those of its column."""
READINGS: Final = ("table", "row", "column", "ocr", "readings")
"""What is known of a figure of a scan; a statement is a row of the table «claims», its figures are columns."""
WHOLE: Final = ("page", "row", "order")
"""The columns of whole numbers, in whichever file."""

HEADS: Final = ("half", "column", "unit", "head", "named_by")
_FILE_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")

Record = dict[str, str]
Own = tuple[str, str, str]


def save(disclosure: Disclosure, folder: str | Path) -> Path:
    """Write a disclosure as a data package; the folder appears whole or not at all.

    Raises:
        FileExistsError: the folder exists and is not a saved disclosure, or is a file.

    Source: Frictionless Data Package and Table Schema, version 1.
    """
    target = Path(folder)
    if target.exists() and not target.is_dir():
        raise FileExistsError(f"{target} is a file; name a folder")
    if target.exists() and any(target.iterdir()) and not (target / DESCRIPTOR).exists():
        raise FileExistsError(f"{target} exists and is not a saved disclosure; name another folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        _write(disclosure, scratch)
        _swap(scratch, target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return target


def _swap(scratch: Path, target: Path) -> None:
    """Put the finished folder in the target's place."""
    scratch.chmod(0o755)
    if target.exists():
        _keep_foreign(target, scratch)
        old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent)) / "was"
        target.replace(old)
        scratch.replace(target)
        shutil.rmtree(old.parent)
    else:
        scratch.replace(target)


def _keep_foreign(target: Path, scratch: Path) -> None:
    """Take along what somebody else put beside a saved disclosure: notes, a README; not our own older tables."""
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
    resources = []
    for number, table in enumerate(disclosure.tables.values(), 1):
        head = (*ROW_HEAD, *map(column_head, table.columns), "page", "inferred")
        path = f"tables/{table.id if _FILE_NAME.fullmatch(table.id) else f'table-{number}'}.csv"
        records = [_row_record(row, table.columns) for row in table.rows]
        resources.append(
            _resource(folder, path, head, records, _numeric(table))
            | {"title": table.title, "budgetkit": _about(table)}
        )
    claims = [_claim_record(n, c) for n, c in enumerate(disclosure.claims, 1)]
    stated = [r for r, c in zip(claims, disclosure.claims, strict=True) if c.is_quantified]
    profile = [r for r, c in zip(claims, disclosure.claims, strict=True) if not c.is_quantified]
    lost = map(_unplaced_record, disclosure.unplaced)
    resources += [
        _resource(folder, "claims.csv", CLAIM, stated, CLAIM_NUMBERS),
        _resource(folder, "profile.csv", CLAIM, profile, CLAIM_NUMBERS),
        _resource(
            folder,
            "indicators.csv",
            INDICATOR,
            map(_indicator_record, disclosure.indicators),
            ("weight", "score"),
        ),
        _resource(folder, "unplaced.csv", UNPLACED, lost, BOX),
    ]
    if disclosure.remarks:
        remarks = [
            {"id": r.id, "text": r.text, "page": _page(r.place)} | _box(r.place) for r in disclosure.remarks
        ]
        resources.append(_resource(folder, "remarks.csv", REMARK, remarks, BOX))
    places = list(_place_records(disclosure))
    if places:
        resources.append(_resource(folder, "places.csv", PLACES, places, BOX))
    if cells := list(_cell_records(disclosure)):
        resources.append(_resource(folder, "cells.csv", CELLS, cells, ()))
    if readings := list(_reading_records(disclosure)):
        resources.append(_resource(folder, "readings.csv", READINGS, readings, ()))
    text = json.dumps(_descriptor(disclosure, resources), ensure_ascii=False, indent=2)
    (folder / DESCRIPTOR).write_text(text + "\n", encoding="utf-8")


def _reading_records(disclosure: Disclosure) -> Iterator[Record]:
    """Yield how certain every figure of a scan is, and what it may be with which probability."""

    def record(table: str, row: int, column: str, ocr: str, readings: Iterable[tuple[str, float]]) -> Record:
        said = "; ".join(f"{text} {p:.6g}" for text, p in readings)
        return dict(zip(READINGS, (table, str(row), column, ocr, said), strict=True))

    for table in disclosure.tables.values():
        for number, row in enumerate(table.rows, 1):
            for column, cell in row.cells.items():
                if cell.ocr:
                    yield record(table.id, number, column, cell.ocr, cell.readings)
    for order, claim in enumerate(disclosure.claims, 1):
        if claim.ocr:
            yield record("claims", order, "", claim.ocr, ())
            for field in dict.fromkeys(name for name, _, _ in claim.readings):
                own = [(text, p) for name, text, p in claim.readings if name == field]
                yield record("claims", order, field, "", own)


def _about(table: Table) -> dict[str, Any]:
    return {
        "table": table.id,
        "number": table.number,
        "unit": table.unit,
        "columns": list(table.columns),
        "heads": [dict(zip(HEADS, (*k, *v), strict=True)) for k, v in heads_of(table).items()],
        "note": table.note,
        "page": table.place.page,
        "organ": table.organ,
        "named_by": table.named_by,
        "hidden": table.hidden,
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


def _cell_records(disclosure: Disclosure) -> Iterator[Record]:
    """Yield the unit, head and name of every cell that differs in one of them from its column."""
    for table in disclosure.tables.values():
        usual = heads_of(table)
        for number, row in enumerate(table.rows, 1):
            for column, cell in row.cells.items():
                common = usual[row.half, column]
                own = _own(cell, common[0])
                if own != common:
                    yield dict(zip(CELLS, (table.id, str(number), column, *own), strict=True))


def column_head(column: str) -> str:
    """Return the head of a value column in the CSV: its id, marked where a head of the rows is called the same."""
    return f"{column} (column)" if column in (*ROW_HEAD, "page", "inferred") else column


def _descriptor(disclosure: Disclosure, resources: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "profile": "data-package",
        "name": _name(disclosure),
        "title": f"{disclosure.department} {disclosure.year}",
        "sources": [dict(s) for s in disclosure.sources],
        "budgetkit": {
            "department": disclosure.department,
            "year": disclosure.year,
            "kind": disclosure.kind,
            "form": disclosure.form,
            "published": disclosure.published,
            "fictitious": disclosure.fictitious,
        },
        "resources": list(resources),
    }


def _name(disclosure: Disclosure) -> str:
    """Return a name of the few letters a package may have, the same for one department, kind and year only."""
    department = hashlib.sha256(disclosure.department.encode()).hexdigest()[:12]
    return f"disclosure-{disclosure.year}-{disclosure.kind.replace('_', '-')}-{department}"


def _resource(
    folder: Path, path: str, head: Sequence[str], records: Iterable[Record], numbers: Iterable[str]
) -> dict[str, Any]:
    """Write one CSV and return its description; ``numbers`` are its columns of printed figures."""
    rows = list(records)
    with (folder / path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, head, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    types = dict.fromkeys(numbers, "number") | dict.fromkeys(WHOLE, "integer")
    fields = [{"name": name, "type": types.get(name, "string")} for name in head]
    return {
        "name": Path(path).stem.replace("_", "-"),
        "path": path,
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _numeric(table: Table) -> list[str]:
    """Return the value columns in which no text stands, blank ones included: what is blank this year is still money."""
    text = {c for row in table.rows for c, cell in row.cells.items() if cell.amount is None and cell.text}
    return [column_head(column) for column in table.columns if column not in text]


def _printed(amount: Amount | None) -> str:
    return "" if amount is None else f"{amount.value:f}"


def _page(place: Place) -> str:
    return "" if place.page is None else str(place.page)


def _row_record(row: Row, columns: Sequence[str]) -> Record:
    cells = {c: row.cells[c] for c in columns if c in row.cells}
    pages = [_page(cell.place) for cell in cells.values() if cell.place.page is not None]
    record = {h: str(getattr(row, f)) for h, f in zip(ROW_HEAD, ROW_FIELDS, strict=True)}
    record |= {
        column_head(c): _printed(cells[c].amount) or cells[c].text if c in cells else "" for c in columns
    }
    return record | {
        "page": pages[0] if pages else "",
        "inferred": " ".join(column_head(c) for c in cells if cells[c].inferred),
    }


def _claim_record(order: int, claim: Claim) -> Record:
    amounts = {name: _printed(getattr(claim, name)) for name in CLAIM_NUMBERS}
    words = {name: getattr(claim, name) for name in ("section", "subject", "code", "base", "about", "whole")}
    # A share without its percent sign is marked here, for the CSV prints no signs.
    unsigned = claim.share is not None and not claim.share.unit
    inferred = " ".join(["true"] * claim.inferred + ["share"] * unsigned)
    return (
        words
        | amounts
        | {"order": str(order), "unit": claim.unit, "page": _page(claim.place), "inferred": inferred}
    )


def _indicator_record(indicator: Indicator) -> Record:
    record = {
        name: getattr(indicator, name)
        for name in ("table", "owner", "target", "basis", "prior", "scoring", "actual")
    }
    record |= dict(zip(("level1", "level2", "level3"), indicator.levels, strict=True))
    inferred = " ".join(indicator.inferred)
    return record | {
        "weight": _printed(indicator.weight),
        "score": _printed(indicator.score),
        "page": _page(indicator.place),
        "inferred": inferred,
    }


def _box(place: Place) -> Record:
    box = place.box or ("", "", "", "")
    values = (f"{v:.2f}" if isinstance(v, float | int) else v for v in box)
    return dict(zip(BOX, values, strict=True))


def _unplaced_record(unplaced: Unplaced) -> Record:
    return {"text": unplaced.text, "reason": unplaced.reason, "page": _page(unplaced.place)} | _box(
        unplaced.place
    )


def _place_records(disclosure: Disclosure) -> Iterable[Record]:
    for table in disclosure.tables.values():
        for number, row in enumerate(table.rows, 1):
            for column, cell in row.cells.items():
                if cell.place.box is not None:
                    where = {
                        "table": table.id,
                        "row": str(number),
                        "column": column,
                        "page": _page(cell.place),
                    }
                    yield where | _box(cell.place)
