"""A disclosure as one line of JSON and back, without loss: what a corpus keeps so that it can be judged again.

Every object is the list of its fields in the order of its class; who reads a line of another version is told so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache, lru_cache
from hashlib import sha256
from operator import attrgetter
from types import MappingProxyType, NoneType
from typing import Any, Final, cast, get_args, get_origin, get_type_hints

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
        found: Disclosure = _maker(Disclosure)(json.loads(line))
    except (TypeError, AttributeError, LookupError, ArithmeticError) as error:
        raise ValueError(f"a kept disclosure is damaged: {error}") from error
    return found


@cache
def _maker(kind: Any) -> Callable[[Any], Any]:
    """Return what makes a value of a type of what JSON gives."""
    of = get_args(kind)
    if kind is Decimal:
        return Decimal
    if kind is Place:
        # What stands nowhere is one and the same object.
        return lambda value: NOWHERE if value == [None, None] else Place(*map(_frozen, value))
    if kind is Amount:
        return lambda values: _amount(*values)
    if is_dataclass(kind):
        return _object_maker(kind)
    if NoneType in of:
        inner = _maker(of[0])
        return lambda value: None if value is None else inner(value)
    if get_origin(kind) is Mapping and hasattr(of[1], "__dataclass_fields__"):
        inner = _maker(of[1])
        return lambda value: {name: inner(one) for name, one in value.items()}
    if get_origin(kind) is tuple and of[1:] == (...,):
        inner = _maker(of[0])
        return lambda value: tuple(map(inner, value))
    return _frozen


def _object_maker(kind: Any) -> Callable[[Any], Any]:
    """Return what makes an object of the list of its fields, changing the list."""
    hints, make_one, number = get_type_hints(kind), cast(Any, kind), len(fields(kind))
    makers = [(n, _maker(hints[field.name])) for n, field in enumerate(fields(kind))]
    # What JSON gives as it is to be stays.
    makers = [(n, make) for n, make in makers if hints[fields(kind)[n].name] not in (str, int, bool)]

    def made(values: list[Any]) -> Any:
        if len(values) != number:
            raise TypeError(f"{kind.__name__} has {number} fields, not {len(values)}")
        for n, make in makers:
            values[n] = make(values[n])
        return make_one(*values)

    return made


@lru_cache(maxsize=4096)
def _amount(value: str, unit: str, rounding: str) -> Amount:
    """Return an amount; figures repeat within a disclosure, and what is worked out of one serves all."""
    return Amount(Decimal(value), unit, rounding)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
