"""A disclosure as one line of JSON and back, without loss: what a corpus keeps so that it can be judged again.

Every object is the list of its fields in the order of its class; who reads a line of another version is told so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import fields
from decimal import Decimal
from hashlib import sha256
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final, TypeVar

from budgetkit.model.amount import Amount
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

T = TypeVar("T")

_CLASSES: Final = (Amount, Cell, Claim, Disclosure, Indicator, Place, Remark, Row, Table, Unplaced)
_PLAIN: Final[dict[type, Callable[[Any], Any]]] = {
    cls: attrgetter(*(field.name for field in fields(cls))) for cls in _CLASSES
} | {Decimal: str, MappingProxyType: dict}
_FIELDS: Final = ";".join(f"{c.__name__} {','.join(field.name for field in fields(c))}" for c in _CLASSES)
SHAPE: Final = sha256(_FIELDS.encode()).hexdigest()[:16]
"""A digest of the fields of every class; a line that was written with other ones is not read."""


def line_of(disclosure: Disclosure) -> str:
    """Return a disclosure as one line of JSON."""
    return json.dumps(disclosure, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> Any:
    return _PLAIN[type(value)](value)


def disclosure_of(line: str) -> Disclosure:
    """Return the disclosure that a line of this version says.

    Raises:
        ValueError: it is damaged.

    >>> from budgetkit.source import reference
    >>> disclosure_of(line_of(reference())) == reference()
    True
    """
    try:
        # A list with another number of values is refused by strict.
        said = dict(zip((f.name for f in fields(Disclosure)), json.loads(line), strict=True))
        tables, claims, indicators = said.pop("tables"), said.pop("claims"), said.pop("indicators")
        unplaced, sources, remarks = said.pop("unplaced"), said.pop("sources"), said.pop("remarks")
        return Disclosure(
            tables={name: _table(table) for name, table in tables.items()},
            claims=tuple(_filled(Claim, c, amounts=(2, 3, 4, 5, 10), place=11) for c in claims),
            indicators=tuple(_filled(Indicator, i, amounts=(6, 11), place=8) for i in indicators),
            unplaced=tuple(_filled(Unplaced, u, place=2) for u in unplaced),
            sources=tuple(sources),
            remarks=tuple(_filled(Remark, r, place=2) for r in remarks),
            **said,
        )
    except (TypeError, AttributeError, LookupError, ArithmeticError) as error:
        raise ValueError(f"a kept disclosure is damaged: {error}") from error


def _amount(value: Sequence[str] | None) -> Amount | None:
    return None if value is None else Amount(Decimal(value[0]), value[1], value[2])


def _place(value: Sequence[Any]) -> Place:
    page, box = value
    return NOWHERE if page is None and box is None else Place(page, None if box is None else tuple(box))


def _filled(cls: Callable[..., T], values: list[Any], place: int, amounts: Sequence[int] = ()) -> T:
    for n in amounts:
        values[n] = _amount(values[n])
    values[place] = _place(values[place])
    return cls(*map(_frozen, values))


def _table(values: list[Any]) -> Table:
    name, title, unit, columns, rows, number, place, *rest = values
    return Table(name, title, unit, tuple(columns), tuple(map(_row, rows)), number, _place(place), *rest)


def _row(values: list[Any]) -> Row:
    name, cells, *rest = values
    return Row(name, {column: _cell(cell) for column, cell in cells.items()}, *rest)


def _cell(values: list[Any]) -> Cell:
    amount, place, *rest = values
    rest[-1] = _frozen(rest[-1])
    return Cell(_amount(amount), _place(place), *rest)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
