"""Read a saved disclosure back."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from budgetkit.model.amount import parse_amount
from budgetkit.model.disclosure import (
    FIGURES,
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
from budgetkit.package.save import (
    BOX,
    CLAIM_WORDS,
    DESCRIPTOR,
    INDICATOR_WORDS,
    LEVELS,
    ROW_FIELDS,
    ROW_HEAD,
    Own,
    Record,
    column_head,
)

Where = tuple[str, int, str]
"""A cell as table, row (from 1) and column; a statement is a row of the table «claims»."""
Known = tuple[str, tuple[tuple[str, float], ...]]
"""How certain a figure of a scan is and what it may be, with probabilities."""


def load(folder: str | Path) -> Disclosure:
    """Read a saved disclosure.

    Raises:
        UnreadableDocument: the folder is no saved disclosure, or a file of it is missing or damaged.

    >>> from budgetkit.source import REFERENCE, bundled
    >>> load(bundled("data") / REFERENCE).year
    2024
    """
    root = Path(folder)
    damaged = f"{root} is a damaged saved disclosure"
    try:
        return _Loader(root).disclosure()
    except (FileNotFoundError, NotADirectoryError) as error:
        missing = Path(error.filename).name
        raise UnreadableDocument(f"{root} is no saved disclosure: {missing} is missing") from error
    except KeyError as error:
        raise UnreadableDocument(f"{damaged}: {error} is not in it") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise UnreadableDocument(
            f"{damaged}: something in it is of another kind than it should be"
        ) from error


class _Loader:
    """The files of one saved disclosure; those that older versions did not write may be missing."""

    def __init__(self, root: Path) -> None:
        self.root = root
        path = root / DESCRIPTOR
        try:
            self.descriptor: Any = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise UnreadableDocument(
                f"{path} of a saved disclosure is damaged: it is not JSON in UTF-8"
            ) from error
        self.places = {_where(r): _place(r) for r in self.records("places.csv", optional=True)}
        self.own: dict[Where, Own] = {
            _where(r): (r["unit"], r["head"], r["named_by"]) for r in self.records("cells.csv", optional=True)
        }
        self.scanned = {_where(r): _known(r) for r in self.records("readings.csv", optional=True)}

    def records(self, name: str, optional: bool = False) -> list[Record]:
        path = self.root / name
        if optional and not path.exists():
            return []
        try:
            with path.open(encoding="utf-8", newline="") as file:
                return list(csv.DictReader(file, strict=True))
        except (ValueError, csv.Error) as error:
            raise UnreadableDocument(
                f"{path} of a saved disclosure is damaged: it is not CSV in UTF-8"
            ) from error

    def disclosure(self) -> Disclosure:
        about = self.descriptor["budgetkit"]
        tables = [self._table(r, about["form"]) for r in self.descriptor["resources"] if "budgetkit" in r]
        claims = self.records("claims.csv") + self.records("profile.csv")
        remarks = self.records("remarks.csv", optional=True)
        return Disclosure(
            department=about["department"],
            year=int(about["year"]),
            kind=about["kind"],
            form=about["form"],
            tables={t.id: t for t in tables},
            claims=tuple(map(self._claim, sorted(claims, key=lambda r: int(r["order"])))),
            indicators=tuple(map(_indicator, self.records("indicators.csv"))),
            unplaced=tuple(Unplaced(r["text"], r["reason"], _place(r)) for r in self.records("unplaced.csv")),
            sources=tuple(self.descriptor.get("sources", ())),
            published=about.get("published", ""),
            fictitious=bool(about.get("fictitious", False)),
            remarks=tuple(Remark(r["id"], r["text"], _place(r)) for r in remarks),
        )

    def _table(self, resource: Mapping[str, Any], form: str) -> Table:
        about = resource["budgetkit"]
        # Disclosures that were saved before every ruled table was read hold tables and columns of their form only.
        none: Own = (about["unit"], "", "" if "heads" in about else "form")
        usual = {
            (h["half"], h["column"]): (h["unit"], h["head"], h["named_by"]) for h in about.get("heads", ())
        }
        rows = []
        for number, record in enumerate(self.records(resource["path"]), 1):
            cells = {}
            for column in about["columns"]:
                where, head = (about["table"], number, column), column_head(column)
                own = self.own.get(where) or usual.get((record["half"], column), none)
                cells[column] = self._cell(where, record, head, own)
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

    def _cell(self, where: Where, record: Record, head: str, own: Own) -> Cell:
        unit, printed_head, named = own
        text = record[head]
        amount = parse_amount(text, unit)
        place = self.places.get(where) or _place(record)
        inferred = f" {head} " in f" {record['inferred']} "
        known = self.scanned.get(where, ("", ()))
        return Cell(amount, place, inferred, "" if amount else text, printed_head, named, *known)

    def _claim(self, record: Record) -> Claim:
        """Return a statement; what is known of it from a picture stands under the name of each of its figures."""
        row, inferred = int(record["order"]), record["inferred"].split()
        ocr = {field: known for (t, n, field), known in self.scanned.items() if (t, n) == ("claims", row)}
        units = {"share": "" if "share" in inferred else "%", "growth": "%"}
        numbers: dict[str, Any] = {n: parse_amount(record[n], units.get(n, record["unit"])) for n in FIGURES}
        words: dict[str, Any] = {n: record[n] for n in CLAIM_WORDS}
        return Claim(
            **words,
            **numbers,
            place=_place(record),
            inferred="true" in inferred,
            ocr=ocr.get("", ("", ()))[0],
            readings=tuple((field, text, p) for field, (_, found) in ocr.items() for text, p in found),
        )


def _where(record: Record) -> Where:
    return record["table"], int(record["row"]), record["column"]


def _known(record: Record) -> Known:
    pairs = (word.rpartition(" ") for word in record["readings"].split("; ") if word)
    return record["ocr"], tuple((text, float(p)) for text, _, p in pairs)


def _place(record: Record) -> Place:
    page = int(record["page"]) if record.get("page") else None
    if record.get("x0"):
        x0, y0, x1, y1 = (float(record[k]) for k in BOX)
        return Place(page, (x0, y0, x1, y1))
    return NOWHERE if page is None else Place(page)


def _indicator(record: Record) -> Indicator:
    # Older versions wrote no column of what was inferred or reached.
    words: dict[str, Any] = {n: record[n] if n != "actual" else record.get(n, "") for n in INDICATOR_WORDS}
    level1, level2, level3 = (record[n] for n in LEVELS)
    return Indicator(
        **words,
        levels=(level1, level2, level3),
        weight=parse_amount(record["weight"], ""),
        place=_place(record),
        inferred=tuple(record.get("inferred", "").split()),
        score=parse_amount(record.get("score", ""), ""),
    )
