"""The five tables of a corpus and their columns; the documents a build has staged, as rows of them.

``document`` is the SHA-256 of a document's bytes (of a saved disclosure: of its descriptor's folder) and joins the
tables. Amounts are exact decimals in their printed unit; ``places`` says how many of their digits are printed.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import pyarrow as pa

_TYPES: Final = {
    "text": pa.string(),
    "amount": pa.decimal128(38, 6),
    "small": pa.int16(),
    "int": pa.int32(),
    "float": pa.float64(),
    "bool": pa.bool_(),
}
_PLACE: Final = "page int, x0 float, y0 float, x1 float, y1 float, inferred bool"

_COLUMNS: Final = {
    "documents": "document text, sha256 text, path text, form text, kind text, department text, year int, pages int, "
    "published text, tables int, amounts int, statements int, unplaced int, exact int, rounded int, broken int, "
    "undefined int, unstated int, fictitious bool, error text",
    "facts": "document text, table text, half text, item text, code text, name text, project_name text, column text, "
    f"value amount, unit text, places small, {_PLACE}",
    "claims": "document text, number int, section text, subject text, code text, amount amount, unit text, share amount, "
    f"change amount, growth amount, base text, base_amount amount, about text, whole text, verdict text, {_PLACE}",
    "findings": "document text, identity text, place text, left text, right text, gap text, allowance text, unit text, "
    "verdict text, message text, page int",
    "indicators": "document text, table text, owner text, level1 text, level2 text, level3 text, target text, basis text, "
    "prior text, weight amount, scoring text, page int",
}


def _schema(columns: str) -> pa.Schema:
    pairs = [column.split() for column in columns.split(", ")]
    return pa.schema([(name, _TYPES[kind]) for name, kind in pairs])


SCHEMAS: Final[dict[str, pa.Schema]] = {table: _schema(columns) for table, columns in _COLUMNS.items()}
"""Column names and types of each table, in the order they are written."""

TABLES: Final = tuple(SCHEMAS)

Row = dict[str, Any]


def to_arrow(table: str, rows: list[Row]) -> pa.Table:
    """Return staged rows as an Arrow table of the corpus; numbers staged as text become exact decimals.

    Raises:
        KeyError: no such table.
    """
    schema = SCHEMAS[table]
    columns = {field.name: [_typed(field.type, row.get(field.name)) for row in rows] for field in schema}
    return pa.table(columns, schema=schema)


def _typed(kind: pa.DataType, value: object) -> object:
    if pa.types.is_decimal(kind):
        return None if value in (None, "") else Decimal(str(value)).quantize(Decimal("0.000001"))
    if value == "" and not pa.types.is_string(kind):
        return None
    return value
