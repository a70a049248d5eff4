"""The typed parameters of a notebook: read from its cell tagged ``parameters``, checked before anything runs.

The cell holds plain lines ``name: type = default  # help``; a line without a default (``name: type``) must be
given. Types are str, int, float, bool, ``list[…]`` of these, ``Literal[…]``, ``Language`` and ``Optional[…]`` (or
``… | None``). Nothing of the notebook is executed to read them.
"""

from __future__ import annotations

import ast
import difflib
import io
import json
import os
import re
import tokenize
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args

from budgetkit.model.errors import NotebookError

Language = Literal["both", "zh", "en"]
"""Language of labels and heads. Notebooks write this name: papermill lists no parameter whose type has quotation marks."""

_NAMED_TYPES: Final = {"Language": get_args(Language)}

_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_NUMBER: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_TRUE: Final = frozenset({"true", "yes", "1", "是"})
_FALSE: Final = frozenset({"false", "no", "0", "否"})
_NONE: Final = frozenset({"", "none", "null"})
INJECTED: Final = "# Parameters"
"""How the cell begins that papermill puts behind the parameters cell."""
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
        case ast.Name(id=name) if name in _NAMED_TYPES:
            return ParameterType("Literal", False, optional, _NAMED_TYPES[name])
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


def _integer(value: object) -> int:
    if isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
        return int(value.strip())  # int() alone keeps separators that strip() takes away
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError(value)


def _number(value: object) -> float:
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return float(value.strip())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    raise ValueError(value)


def _truth(value: object) -> bool:
    word = value.strip().lower() if isinstance(value, str) else value
    if isinstance(word, str) and word in _TRUE | _FALSE:
        return word in _TRUE
    if isinstance(word, bool):
        return word
    raise ValueError(value)


_CONVERSIONS: Final[dict[str, Callable[[object], Any]]] = {
    "str": _text,
    "int": _integer,
    "float": _number,
    "bool": _truth,
}


class ParameterError(NotebookError):
    """Parameters that a notebook does not take; the message names what was asked, what there is, and where."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One line of a parameters cell; ``default`` counts unless the parameter is ``required``.

    >>> print(Parameter("year", ParameterType("int"), "int", 2024, help="预算年度"))
    year: int = 2024
    """

    name: str
    type: ParameterType
    annotation: str
    default: Any = None
    required: bool = False
    help: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.annotation}" + ("" if self.required else f" = {self.default!r}")


def read_parameters(notebook: Path | str) -> tuple[Parameter, ...]:
    """The parameters of a notebook in the order written, empty when no cell is tagged ``parameters``.

    Raises NotebookError when the file is no notebook, has two such cells, or the cell holds anything but typed lines.
    """
    path = Path(notebook)
    return declared_parameters(notebook_cells(path), str(path))


def declared_parameters(cells: Iterable[Mapping[str, Any]], where: str) -> tuple[Parameter, ...]:
    """The parameters that the cells of a notebook declare; ``where`` names it in messages. Raises NotebookError."""
    tagged = [cell for cell in cells if "parameters" in cell.get("metadata", {}).get("tags", ())]
    if len(tagged) > 1:
        raise NotebookError(
            f"{where} has {len(tagged)} cells tagged 'parameters'; a notebook has at most one"
        )
    return parse_parameters(cell_source(tagged[0]), where) if tagged else ()


def parse_parameters(source: str, where: str = "the notebook") -> tuple[Parameter, ...]:
    """The parameters that the text of a cell declares; ``where`` names its notebook in messages.

    >>> [str(p) for p in parse_parameters("year: int = 2024  # 预算年度\\nunit: str")]
    ['year: int = 2024', 'unit: str']
    """
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        raise NotebookError(
            f"{where}: line {error.lineno} of the parameters cell is no plain Python"
        ) from None
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = {t.start[0]: t.string.lstrip("#").strip() for t in tokens if t.type == tokenize.COMMENT}
    found = []
    for node in body:
        # An import that a type needs, or a docstring, declares nothing.
        text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not text and not isinstance(node, ast.Import | ast.ImportFrom):
            found.append(_parameter(node, comments.get(node.end_lineno or 0, ""), where))
    names = [parameter.name for parameter in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise NotebookError(f"{where}: the parameters cell sets {', '.join(twice)} more than once")
    return tuple(found)


def check_parameters(
    schema: Iterable[Parameter], given: Mapping[str, object], *, notebook: Path | str = ""
) -> dict[str, Any]:
    """What was given, in the order declared and each value in its declared type; defaults are not filled in.

    Text (from a command line) is converted: a comma parts a list, an empty text or ``none`` is None where None is
    allowed; a path counts as text. Raises ParameterError, once for all that is wrong: unknown names (with the nearest
    one), values of another type, parameters without a default that were not given.

    >>> schema = parse_parameters("year: int = 2024\\nunits: list[str] = ['元']")
    >>> check_parameters(schema, {"year": "2023", "units": "元,万元"})
    {'year': 2023, 'units': ['元', '万元']}
    """
    known = {parameter.name: parameter for parameter in schema}
    wrong = []
    for name in (n for n in given if n not in known):
        near = difflib.get_close_matches(name, known, n=1)
        wrong.append(f"unknown parameter '{name}'" + (f" (did you mean '{near[0]}'?)" if near else ""))
    checked: dict[str, Any] = {}
    for name, parameter in known.items():
        if name in given:
            value = given[name]
            try:
                checked[name] = parameter.type.convert(value)
            except ValueError:
                numeric = parameter.type.kind == "str" and isinstance(value, bool | int | float)
                wrong.append(
                    f"'{name}' is {parameter.type}, not {value!r}{_MADE_A_NUMBER if numeric else ''}"
                )
        elif parameter.required:
            wrong.append(f"'{name}' ({parameter.annotation}) has no default and was not given")
    if wrong:
        takes = ", ".join(map(str, known.values())) or "no parameters"
        raise ParameterError(f"{'; '.join(wrong)}; {notebook or 'the notebook'} takes {takes}")
    return checked


_MADE_A_NUMBER: Final = " (papermill makes numbers of text that looks like one: give it with -r)"


def check_injected(cells: Sequence[str]) -> None:
    """Check, in the first cell after it, what an outside tool injected behind the parameters cell.

    ``cells`` is IPython's ``In``. papermill itself passes unknown names on with a warning, and on its command line
    turns 001234 and 2_010 into numbers; engines other than ``budgetkit`` cannot stop that before the kernel starts.
    Where nothing was injected, nothing is checked. Raises ParameterError.

    >>> check_injected(["", "year: int = 2024", "# Parameters\\nyear = 2023\\n", "check_injected(In)"])
    >>> check_injected(["", "year: int = 2024", "# Parameters\\nyaer = 2023\\n", "check_injected(In)"])
    Traceback (most recent call last):
    budgetkit.notebooks.parameters.ParameterError: unknown parameter 'yaer' (did you mean 'year'?); the notebook takes
    year: int = 2024
    """
    *_, declaring, injected, _ = ["", "", *cells]
    if not injected.startswith(INJECTED):
        return
    given = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.parse(injected).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    check_parameters(parse_parameters(declaring), given)


def notebook_cells(path: Path) -> list[dict[str, Any]]:
    """The cells of a notebook file as stored; NotebookError when it cannot be read as format 4."""
    return list(_stored(path)["cells"])


def language_of(metadata: Mapping[str, Any]) -> str:
    """The language that the metadata of a notebook names, in small letters, empty where they name none."""
    named = metadata.get("kernelspec", {}).get("language") or metadata.get("language_info", {}).get("name")
    return str(named or "").lower()


def refuse_other_languages(path: Path) -> None:
    """Raise NotebookError for a notebook that is written for another language than Python."""
    metadata = _stored(path).get("metadata", {})
    language, kernel = language_of(metadata), metadata.get("kernelspec", {}).get("name", "")
    if language != "python" and (language or "py" not in (kernel.lower() or "python")):
        named = " ".join(word for word in (language, kernel and f"(kernel '{kernel}')") if word)
        raise NotebookError(f"{path} is a notebook for {named}; only Python notebooks are executed")


def _stored(path: Path) -> dict[str, Any]:
    try:
        # Editors of Windows begin a file with a byte order mark.
        stored = json.loads(path.read_text(encoding="utf-8-sig"))
        stored["cells"]
    except OSError as error:
        raise NotebookError(f"cannot read the notebook {path}: {error.strerror or error}") from None
    except (ValueError, KeyError, TypeError):
        raise NotebookError(f"{path} is not a Jupyter notebook of format 4") from None
    return dict(stored)


def cell_source(cell: Mapping[str, Any]) -> str:
    """The text of a stored cell, which a file holds as one string or as a list of lines."""
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def _parameter(node: ast.stmt, comment: str, where: str) -> Parameter:
    match node:
        case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=value):
            written = ast.unparse(annotation).strip("'\"")
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            written = ""
        case _:
            raise NotebookError(
                f"{where}: line {node.lineno} of the parameters cell is no 'name: type = default': {ast.unparse(node)}"
            )
    required = value is None or (isinstance(value, ast.Constant) and value.value is Ellipsis)
    default = None if required or value is None else _literal(name, value, where)
    kind = _type(name, written, default, where)
    if not required and not kind.holds(default):
        raise NotebookError(f"{where}: the default of '{name}', {default!r}, is not {kind}")
    spelled = written or (f"list[{kind.kind}]" if kind.several else kind.kind)
    return Parameter(name, kind, spelled, default, required, comment)


def _literal(name: str, value: ast.expr, where: str) -> Any:
    try:
        return ast.literal_eval(value)
    except ValueError:
        raise NotebookError(f"{where}: the default of '{name}' is computed; write a plain value") from None


def _type(name: str, written: str, default: object, where: str) -> ParameterType:
    try:
        return parse_type(written) if written else infer_type(default)
    except ValueError:
        has = f"has the type {written}" if written else "has no type"
        raise NotebookError(
            f"{where}: '{name}' {has}; a parameter is str, int, float, bool, "
            "list[…] of these, Literal[…], Language or Optional[…]"
        ) from None
