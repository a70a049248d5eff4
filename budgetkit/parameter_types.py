"""The types a notebook parameter may have, and how text from a command line becomes a value of one of them."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_NUMBER: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_TRUE: Final = frozenset({"true", "yes", "1", "是"})
_FALSE: Final = frozenset({"false", "no", "0", "否"})
_NONE: Final = frozenset({"", "none", "null"})
_MEANINGS: Final = {"str": "text", "int": "a whole number", "float": "a number", "bool": "true or false"}


@dataclass(frozen=True, slots=True)
class ParameterType:
    """A type: ``kind`` is str, int, float, bool or Literal; ``several`` makes it a list, ``optional`` allows None.

    >>> parse_type("Optional[int]")
    ParameterType(kind='int', several=False, optional=True, choices=())
    """

    kind: str
    several: bool = False
    optional: bool = False
    choices: tuple[Any, ...] = ()

    def __str__(self) -> str:
        if self.choices:
            meaning = "one of " + ", ".join(repr(choice) for choice in self.choices)
        else:
            meaning = f"a list of {self.kind}" if self.several else _MEANINGS[self.kind]
        return meaning + (" or none" if self.optional else "")

    def convert(self, value: object) -> Any:
        """The value in this type; text is read, a path is text, a comma parts a list. Raises ValueError.

        >>> parse_type("list[int]").convert("2023, 2024")
        [2023, 2024]
        """
        if self.optional and (value is None or (isinstance(value, str) and value.lower() in _NONE)):
            return None
        if self.choices:
            return _choice(value, self.choices)
        return _list(value, _CONVERSIONS[self.kind]) if self.several else _CONVERSIONS[self.kind](value)

    def holds(self, value: object) -> bool:
        """Whether a value is of this type as it stands; a whole number counts as a number."""
        if value is None or isinstance(value, str):
            text = self.kind == "str" and not self.several and not self.choices
            return self.optional if value is None else text or value in self.choices
        try:
            return bool(self.convert(value) == value)
        except ValueError:
            return False


def parse_type(written: str) -> ParameterType:
    """The type that an annotation spells, quoted or not; ValueError when it is none of those allowed.

    >>> str(parse_type("Literal['zh', 'en']")), str(parse_type("list[str] | None"))
    ("one of 'zh', 'en'", 'a list of str or none')
    """
    try:
        node = ast.parse(written.strip("'\""), mode="eval").body
    except SyntaxError:
        raise ValueError(written) from None
    match node:
        case ast.Subscript(value=ast.Name(id="Optional"), slice=inner):
            return _plain(inner, written, True)
        case ast.BinOp(left=inner, op=ast.BitOr(), right=ast.Constant(value=None)):
            return _plain(inner, written, True)
    return _plain(node, written, False)


def infer_type(value: object) -> ParameterType:
    """The type of a value whose line states none; ValueError when it does not tell, as None and an empty list."""
    name = type(value).__name__
    if isinstance(value, list) and value:
        names = {type(item).__name__ for item in value}
        if len(names) == 1 and names <= _MEANINGS.keys():
            return ParameterType(names.pop(), several=True)
    if name not in _MEANINGS:
        raise ValueError(value)
    return ParameterType(name)


def _plain(node: ast.expr, written: str, optional: bool) -> ParameterType:
    match node:
        case ast.Name(id=kind) if kind in _MEANINGS:
            return ParameterType(kind, optional=optional)
        case ast.Subscript(value=ast.Name(id="list"), slice=ast.Name(id=kind)) if kind in _MEANINGS:
            return ParameterType(kind, several=True, optional=optional)
        case ast.Subscript(value=ast.Name(id="Literal"), slice=inner):
            listed = ast.literal_eval(inner)
            return ParameterType(
                "Literal", False, optional, listed if isinstance(listed, tuple) else (listed,)
            )
    raise ValueError(written)


def _choice(value: object, choices: tuple[Any, ...]) -> Any:
    for choice in choices:
        same = type(value) is type(choice) and value == choice
        if same or (isinstance(value, str) and value == str(choice)):
            return choice
    raise ValueError(value)


def _list(value: object, convert: Callable[[object], Any]) -> list[Any]:
    if isinstance(value, str):
        value = [item.strip() for item in re.split("[,，]", value)] if value.strip() else []
    if not isinstance(value, list | tuple):
        raise ValueError(value)
    return [convert(item) for item in value]


def _text(value: object) -> str:
    text = os.fspath(value) if isinstance(value, os.PathLike) else value
    if not isinstance(text, str):
        raise ValueError(value)
    return text


def _whole(value: object) -> int:
    if isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError(value)


def _number(value: object) -> float:
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return float(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    raise ValueError(value)


def _truth(value: object) -> bool:
    word = value.strip().lower() if isinstance(value, str) else value
    if isinstance(word, bool):
        return word
    if isinstance(word, str) and word in _TRUE | _FALSE:
        return word in _TRUE
    raise ValueError(value)


_CONVERSIONS: Final[dict[str, Callable[[object], Any]]] = {
    "str": _text,
    "int": _whole,
    "float": _number,
    "bool": _truth,
}
