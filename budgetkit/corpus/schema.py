"""The five tables of a corpus and their columns; rows as Arrow tables.

``document`` is the SHA-256 of a document's bytes (of a saved disclosure: of the names and contents of its files) and
joins the tables. Amounts are exact decimals in their printed unit; ``places`` says how many of their decimals are
printed. ``table``, ``row`` and ``column`` together are the id of a figure, which ``about`` of a claim names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Context, Decimal
from functools import partial
from typing import Any, Final

import pyarrow as pa

_TYPES: Final = {
    "text": pa.string(),
    "amount": pa.decimal128(38, 6),
    "judged": pa.decimal128(38, 10),
    "small": pa.int16(),
    "int": pa.int32(),
    "float": pa.float64(),
    "bool": pa.bool_(),
    "texts": pa.list_(pa.string()),
}
_PLACE: Final = "page int, x0 float, y0 float, x1 float, y1 float"

_COLUMNS: Final = {
    "documents": "document text, sha256 text, path text, form text, kind text, department text, year int, pages int, "
    "published text, tables int, amounts int, statements int, unplaced int, exact int, rounded int, broken int, "
    "undefined int, unstated int, fictitious bool, version text, error text",
    "facts": "document text, table text, half text, row text, item text, code text, name text, project_name text, "
    f"column text, value amount, unit text, places small, {_PLACE}, inferred bool, title text, label text, head text, "
    "yuan amount, named_by text",
    "claims": "document text, number int, section text, subject text, code text, amount amount, amount_places small, "
    "unit text, share amount, share_places small, change amount, change_places small, growth amount, "
    "growth_places small, base text, base_amount amount, base_amount_places small, about text, whole text, "
    f"verdict text, {_PLACE}, inferred bool",
    "findings": "document text, identity text, place text, left judged, right judged, gap judged, allowance judged, "
    "unit text, verdict text, message text, figures texts, page int",
    "indicators": "document text, table text, owner text, level1 text, level2 text, level3 text, target text, basis text, "
    f"prior text, weight amount, scoring text, {_PLACE}, inferred bool",
    "disclosures": "document text, shape text, content text",
}


def _schema(columns: str) -> pa.Schema:
    pairs = [column.split() for column in columns.split(", ")]
    return pa.schema([(name, _TYPES[kind]) for name, kind in pairs])


SCHEMAS: Final[dict[str, pa.Schema]] = {table: _schema(columns) for table, columns in _COLUMNS.items()}
"""Column names and types of each table, in the order they are written."""

STORED: Final = tuple(SCHEMAS)
KEPT: Final = "disclosures"
"""What a corpus keeps beside its tables to be judged again: every disclosure as a line of JSON (``kept``)."""
TABLES: Final = tuple(table for table in STORED if table != KEPT)
"""The tables that are asked."""

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]
"""Rows by table."""

_WIDE: Final = Context(prec=76)


def to_arrow(table: str, rows: Sequence[Row]) -> pa.Table:
    """Return rows as an Arrow table of the corpus; numbers written as text become exact decimals.

    A judged figure (a share in percent, say) is rounded to ten decimals; amounts have six, and none is lost.

    Raises:
        KeyError: no such table.
        ValueError: a value does not fit its column.
    """
    schema = SCHEMAS[table]
    columns = {field.name: _column(field.type, [row.get(field.name) for row in rows]) for field in schema}
    return pa.table(columns, schema=schema)


def _column(kind: pa.DataType, values: Sequence[Any]) -> list[Any]:
    convert = _converter(kind)
    return [None if value is None else convert(value) for value in values]


def _converter(kind: pa.DataType) -> Callable[[Any], Any]:
    """Return what makes a value of a column from one that is given; looked up once a column, for there are many values."""
    if pa.types.is_boolean(kind):
        return lambda value: value
    if pa.types.is_list(kind):
        return partial(_column, kind.value_type)
    if pa.types.is_string(kind):
        return _text
    if pa.types.is_decimal(kind):
        return partial(_decimal, Decimal(1).scaleb(-kind.scale))
    return partial(_number, int if pa.types.is_integer(kind) else float)


def _text(value: Any) -> str:
    text = str(value)
    # A lone surrogate, as a file name may hold, is no text that can be stored; nor is it printable.
    return text if text.isprintable() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def _decimal(step: Decimal, value: Any) -> Decimal | None:
    return None if value == "" else Decimal(str(value)).quantize(step, context=_WIDE)


def _number(kind: type[int] | type[float], value: Any) -> int | float | None:
    return None if value == "" else kind(value)
