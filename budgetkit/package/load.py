"""Read a saved disclosure back."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from budgetkit.model.amount import parse_amount
from budgetkit.model.disclosure import (
    NOWHERE,
    Cell,
    Claim,
    Disclosure,
    Indicator,
    Place,
    Remark,
    Row,
    Table,
    Unplaced,
)
from budgetkit.model.errors import UnreadableDocument
from budgetkit.package.save import CLAIM_NUMBERS, DESCRIPTOR, ROW_FIELDS, ROW_HEAD, Own, Record, column_head


def load(folder: str | Path) -> Disclosure:
    """Read a saved disclosure.

    Raises:
        UnreadableDocument: the folder is no saved disclosure, or a file of it is missing or damaged.
    """
    root = Path(folder)
    try:
        return _disclosure(root, _descriptor(root / DESCRIPTOR))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UnreadableDocument(
            f"{root} is no saved disclosure: {Path(error.filename).name} is missing"
        ) from error
    except KeyError as error:
        raise UnreadableDocument(f"{root} is a damaged saved disclosure: {error} is not in it") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise UnreadableDocument(
            f"{root} is a damaged saved disclosure: something in it is of another kind than it should be"
        ) from error


def _descriptor(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise UnreadableDocument(
            f"{path} of a saved disclosure is damaged: it is not JSON in UTF-8"
        ) from error


def _disclosure(root: Path, descriptor: Mapping[str, Any]) -> Disclosure:
    about = descriptor["budgetkit"]
    places, owns, scanned = _places(root), _owns(root), _scanned(root)
    tables = [
        _load_table(root, r, places, owns, scanned, about["form"])
        for r in descriptor["resources"]
        if "budgetkit" in r
    ]
    claims = sorted(
        _records(root / "claims.csv") + _records(root / "profile.csv"), key=lambda r: int(r["order"])
    )
    return Disclosure(
        department=about["department"],
        year=int(about["year"]),
        kind=about["kind"],
        form=about["form"],
        tables={t.id: t for t in tables},
        claims=tuple(_load_claim(r, scanned) for r in claims),
        indicators=tuple(_load_indicator(r) for r in _records(root / "indicators.csv")),
        unplaced=tuple(
            Unplaced(r["text"], r["reason"], _load_place(r)) for r in _records(root / "unplaced.csv")
        ),
        sources=tuple(descriptor.get("sources", ())),
        published=about.get("published", ""),
        fictitious=bool(about.get("fictitious", False)),
        remarks=_load_remarks(root / "remarks.csv"),
    )


def _load_remarks(path: Path) -> tuple[Remark, ...]:
    """Return the remarks of a saved disclosure; one without any, or of an earlier version, has no file of them."""
    return tuple(Remark(r["id"], r["text"], _load_place(r)) for r in _records(path)) if path.exists() else ()


def _records(path: Path) -> list[Record]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, strict=True))
    except (ValueError, csv.Error) as error:
        raise UnreadableDocument(
            f"{path} of a saved disclosure is damaged: it is not CSV in UTF-8"
        ) from error


def _load_place(record: Mapping[str, str]) -> Place:
    page = int(record["page"]) if record.get("page") else None
    if record.get("x0"):
        x0, y0, x1, y1 = (float(record[k]) for k in ("x0", "y0", "x1", "y1"))
        return Place(page, (x0, y0, x1, y1))
    return Place(page) if page is not None else NOWHERE


def _places(root: Path) -> dict[tuple[str, int, str], Place]:
    path = root / "places.csv"
    records = _records(path) if path.exists() else []
    return {(r["table"], int(r["row"]), r["column"]): _load_place(r) for r in records}


def _owns(root: Path) -> dict[tuple[str, int, str], Own]:
    """Return unit, head and name of the cells that differ in one of them from their column."""
    path = root / "cells.csv"
    records = _records(path) if path.exists() else []
    return {(r["table"], int(r["row"]), r["column"]): (r["unit"], r["head"], r["named_by"]) for r in records}


Scanned = Mapping[tuple[str, int, str], tuple[str, tuple[tuple[str, float], ...]]]
"""What is known of the figures of a scan, by table, row and column."""


def _scanned(root: Path) -> Scanned:
    """Return how certain each figure of a scan is and what it may be; nothing for other disclosures."""
    path = root / "readings.csv"
    found = {}
    for r in _records(path) if path.exists() else []:
        pairs = (word.rpartition(" ") for word in r["readings"].split("; ") if word)
        found[r["table"], int(r["row"]), r["column"]] = (
            r["ocr"],
            tuple((text, float(p)) for text, _, p in pairs),
        )
    return found


def _load_table(
    root: Path,
    resource: Mapping[str, Any],
    places: Mapping[tuple[str, int, str], Place],
    owns: Mapping[tuple[str, int, str], Own],
    scanned: Scanned,
    form: str,
) -> Table:
    about = resource["budgetkit"]
    # Disclosures that were saved before every ruled table was read hold tables and columns of their form only.
    usual = {(h["half"], h["column"]): (h["unit"], h["head"], h["named_by"]) for h in about.get("heads", ())}
    none: Own = (about["unit"], "", "" if "heads" in about else "form")
    rows = []
    for number, record in enumerate(_records(root / resource["path"]), 1):
        here = _load_place(record)
        inferred = f" {record['inferred']} "
        cells = {}
        for column in about["columns"]:
            place = (about["table"], number, column)
            unit, head, named = owns.get(place) or usual.get((record["half"], column), none)
            text = record[column_head(column)]
            amount = parse_amount(text, unit)
            deduced = f" {column_head(column)} " in inferred
            words = "" if amount else text
            known = scanned.get(place, ("", ()))
            cells[column] = Cell(amount, places.get(place, here), deduced, words, head, named, *known)
        fields = {f: record.get(h, "") for h, f in zip(ROW_HEAD, ROW_FIELDS, strict=True)}
        rows.append(Row(cells=cells, **fields))
    return Table(
        id=about["table"],
        title=resource["title"],
        unit=about["unit"],
        columns=tuple(about["columns"]),
        rows=tuple(rows),
        number=about.get("number", ""),
        place=Place(about.get("page")),
        form=form,
        note=about.get("note", ""),
        organ=about.get("organ", ""),
        named_by=about.get("named_by", "form"),
        hidden=about.get("hidden", ""),
    )


def _load_claim(record: Mapping[str, str], scanned: Scanned) -> Claim:
    """Return a statement; what is known of it from a picture stands under the name of each of its figures."""
    order = int(record["order"])
    ocr = {field: known for (_, row, field), known in scanned.items() if row == order and _ == "claims"}
    inferred = record["inferred"].split()
    units = {"share": "" if "share" in inferred else "%", "growth": "%"}
    numbers: dict[str, Any] = {
        n: parse_amount(record[n], units.get(n, record["unit"])) for n in CLAIM_NUMBERS
    }
    return Claim(
        section=record["section"],
        subject=record["subject"],
        code=record["code"],
        about=record["about"],
        whole=record["whole"],
        base=record["base"],
        place=_load_place(record),
        inferred="true" in inferred,
        ocr=ocr.get("", ("", ()))[0],
        readings=tuple((field, text, p) for field, (_, found) in ocr.items() for text, p in found),
        **numbers,
    )


def _load_indicator(record: Mapping[str, str]) -> Indicator:
    words = {n: record[n] for n in ("table", "owner", "target", "basis", "prior", "scoring")}
    levels = (record["level1"], record["level2"], record["level3"])
    return Indicator(
        levels=levels,
        weight=parse_amount(record["weight"], ""),
        place=_load_place(record),
        # Disclosures that were saved before fields of indicators could be inferred have no such column.
        inferred=tuple(record.get("inferred", "").split()),
        actual=record.get("actual", ""),
        score=parse_amount(record.get("score", ""), ""),
        **words,
    )
