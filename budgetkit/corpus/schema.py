"""The five tables of a corpus and their columns; rows as Arrow tables.

``document`` is the SHA-256 of a document's bytes (of a saved disclosure: of the names and contents of its files) and
joins the tables. Amounts are exact decimals in their printed unit; ``places`` says how many of their decimals are
printed. ``table``, ``row`` and ``column`` together are the id of a figure, which ``about`` of a claim names.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence, Sized
from decimal import Context, Decimal
from functools import lru_cache
from itertools import accumulate, chain
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
_CODES: Final = {"int16": "h", "int32": "i", "double": "d"}


def to_arrow(table: str, rows: Sequence[Row]) -> pa.Table:
    """Return rows as an Arrow table of the corpus; numbers written as text become exact decimals.

    A judged figure (a share in percent, say) is rounded to ten decimals; amounts have six, and none is lost.

    Raises:
        KeyError: no such table.
        ValueError, ArithmeticError: a value does not fit its column.
    """
    schema = SCHEMAS[table]
    columns = [_array(field.type, [row.get(field.name) for row in rows]) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _array(kind: pa.DataType, values: list[Any]) -> pa.Array:
    """Return values as a column, from the bytes that Arrow lays it out in.

    To make one of a list pyarrow imports pandas, a quarter of a second and 40 MB in every process.
    """
    is_text, is_list, is_flag = pa.types.is_string(kind), pa.types.is_list(kind), pa.types.is_boolean(kind)
    if not (is_text or is_list):
        values = [None if value == "" else value for value in values]
    there = _bits(value is not None for value in values) if None in values else None
    if is_list:
        lists = [value or () for value in values]
        inner = [_array(kind.value_type, list(chain.from_iterable(lists)))]
        return pa.Array.from_buffers(kind, len(values), [there, _offsets(lists)], children=inner)
    if is_text:
        # A lone surrogate, as a file name may hold, is no text that can be stored.
        texts = [b"" if value is None else str(value).encode("utf-8", "backslashreplace") for value in values]
        content = [_offsets(texts), pa.py_buffer(b"".join(texts))]
    elif is_flag:
        content = [_bits(values)]
    elif pa.types.is_decimal(kind):
        # As texts, of which many are the same.
        digits = (kind.scale, kind.precision)
        numbers = (0 if value is None else _unscaled(str(value), *digits) for value in values)
        content = [
            pa.py_buffer(b"".join(n.to_bytes(kind.byte_width, "little", signed=True) for n in numbers))
        ]
    else:
        made = int if pa.types.is_integer(kind) else float
        content = [pa.py_buffer(array(_CODES[str(kind)], [made(value or 0) for value in values]))]
    return pa.Array.from_buffers(kind, len(values), [there, *content])


def _bits(flags: Iterable[object]) -> pa.Buffer:
    digits = "".join("1" if flag else "0" for flag in flags)
    return pa.py_buffer(int(digits[::-1] or "0", 2).to_bytes(len(digits) // 8 + 1, "little"))


def _offsets(parts: Iterable[Sized]) -> pa.Buffer:
    return pa.py_buffer(array("i", accumulate(map(len, parts), initial=0)))


@lru_cache(maxsize=4096)
def _unscaled(value: str, scale: int, precision: int) -> int:
    """Return a number as so many units of the last decimal of its column."""
    number = int(Decimal(value).scaleb(scale, _WIDE).to_integral_value(context=_WIDE))
    if abs(number) >= 10**precision:
        raise ValueError(f"{value} has more than {precision} digits")
    return number
