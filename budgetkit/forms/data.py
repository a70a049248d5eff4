"""Reads reference data (TOML) into frozen dataclasses, which refuse what has no place in them.

The message names the file, the entry and the nearest right word. What was read is kept between processes, for reading
takes longer than most commands: in the user's cache folder (``BUDGETKIT_CACHE``, or ``XDG_CACHE_HOME``/budgetkit), named
by a digest of the data and of the code that reads it. A cache that cannot be read or written changes nothing but the time.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, TypeVar, get_args, get_origin

from budgetkit.files import write_bytes
from budgetkit.model.errors import BudgetkitError

T = TypeVar("T")


class DataError(BudgetkitError):
    """Reference data that cannot be used: the message names the file, the entry and the nearest right word."""


def parse(text: str, source: str) -> dict[str, Any]:
    """Return the contents of a TOML text; ``source`` names it in messages.

    Raises:
        DataError: it is no TOML.

    >>> parse("id = 'a'", "a.toml")
    {'id': 'a'}
    """
    # Not needed where everything is in the cache.
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{source}: no valid TOML: {error}") from None


def structure(data: Mapping[str, Any], shape: type[T], source: str) -> T:
    """Return data as a dataclass; ``source`` names it in messages.

    Raises:
        DataError: an unknown key, one that is missing, or a value of another type, with the entry it stands in.

    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Head:
    ...     names: tuple[str, ...]
    >>> structure({"names": ["合计"]}, Head, "a.toml")
    Head(names=('合计',))
    >>> structure({"nmaes": ["合计"]}, Head, "a.toml")
    Traceback (most recent call last):
    budgetkit.forms.data.DataError: a.toml: key 'names' is missing; unknown key 'nmaes'; did you mean 'names'?
    """
    # Takes as long to import as everything else together, so only where something is to be read.
    from cattrs import BaseValidationError, Converter

    converter = Converter(forbid_extra_keys=True)
    # cattrs turns anything into text and numbers; data with another type in it is wrong.
    for kind in (str, int, bool):
        converter.register_structure_hook(kind, _only(kind))
    converter.register_structure_hook_func(lambda shape: str(get_origin(shape)) == "typing.Literal", _one_of)
    converter.register_structure_hook_factory(
        lambda shape: is_dataclass(shape) and hasattr(shape, "SHORT"), _short(converter)
    )
    try:
        return converter.structure(data, shape)
    except BaseValidationError as error:
        raise DataError(f"{source}: {'; '.join(dict.fromkeys(_messages(error, data, '')))}") from None


def bundled(source: str, shape: type[T]) -> T:
    """Return a file of the library's reference data as a dataclass.

    Raises:
        DataError: what ``parse`` and ``structure`` raise.
    """
    return structure(parse((files("budgetkit") / source).read_text(encoding="utf-8"), source), shape, source)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the end of a message about an unknown word: the nearest known one, or all there are.

    >>> nearest("tabel", ["table", "row"]), nearest("x", ["table", "row"])
    ("did you mean 'table'?", 'there are row, table')
    """
    words = sorted(set(known))
    close = get_close_matches(word, words, 1)
    return f"did you mean {close[0]!r}?" if close else f"there are {', '.join(words)}"


def _only(kind: type) -> Any:
    def check(value: object, _: object) -> object:
        if type(value) is not kind:
            raise TypeError(f"{value!r} is no {_NAMES[kind]}")
        return value

    return check


def _one_of(value: object, shape: Any) -> object:
    known = get_args(shape)
    if value not in known:
        raise ValueError(f"{value!r} is none of them; {nearest(str(value), known)}")
    return value


def _short(converter: Any) -> Any:
    """Return what makes hooks for entries that may be written as their first field alone: "total" for { id = "total" }."""
    from cattrs.gen import make_dict_structure_fn

    def factory(shape: Any) -> Any:
        whole = make_dict_structure_fn(shape, converter, _cattrs_forbid_extra_keys=True)
        return lambda value, _: shape(value) if isinstance(value, str) else whole(value, shape)

    return factory


_NAMES: Mapping[type, str] = {str: "text", int: "whole number", bool: "true or false"}


def _messages(error: BaseException, data: object, entry: str) -> Iterator[str]:
    """Yield what is wrong, one by one, each with the entry it stands in."""
    from cattrs import AttributeValidationNote, ForbiddenExtraKeysError, IterableValidationNote

    if not isinstance(error, BaseExceptionGroup):
        at = f"{entry}: " if entry else ""
        if isinstance(error, ForbiddenExtraKeysError):
            known = [f.name for f in fields(error.cl)]
            for key in sorted(error.extra_fields):
                yield f"{at}unknown key {key!r}; {nearest(key, known)}"
        elif isinstance(error, KeyError):
            yield f"{at}key {error.args[0]!r} is missing"
        else:
            yield f"{at}{error}"
        return
    for inner in error.exceptions:
        step: object = None
        for note in getattr(inner, "__notes__", ()):
            if isinstance(note, AttributeValidationNote):
                step = note.name
            elif isinstance(note, IterableValidationNote):
                step = note.index
        if isinstance(inner, KeyError):
            yield from _messages(inner, data, entry)
        else:
            part = _part(data, step)
            yield from _messages(inner, part, _entry(entry, step, part))


def _part(data: object, step: object) -> object:
    if isinstance(data, Mapping):
        return data.get(step)
    return data[step] if isinstance(data, (list, tuple)) and isinstance(step, int) else None


def _entry(entry: str, step: object, part: object) -> str:
    """Return the path to a part: entries of a list by their id where they have one, else counted from 1."""
    if step is None:
        return entry
    name = step + 1 if isinstance(step, int) else step
    if isinstance(part, Mapping) and isinstance(step, int):
        name = next((repr(part[k]) for k in ("id", "item", "code", "zh") if k in part), name)
    return f"{entry} {name}".strip()


FOLDER: Final = "BUDGETKIT_CACHE"
"""Environment variable with the cache folder; empty for none."""


def compiled(name: str, make: Callable[[], T]) -> T:
    """Return what ``make`` returns, or what it returned in an earlier process from the same data and code."""
    folder = cache_folder()
    if folder is None:
        return make()
    path = folder / f"{name}-{_digest()}.pickle"
    with suppress(Exception):  # Whatever is wrong with a file of a cache, the data itself is there.
        found: T = pickle.loads(path.read_bytes())
        return found
    value = make()
    with suppress(OSError):
        _write(path, name, pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
    return value


@cache
def reference(name: str) -> Mapping[str, Any]:
    """Return the contents of ``reference/<name>.toml``, data that is used as it is written."""
    source = f"reference/{name}.toml"
    return compiled(
        name.replace("/", "-"),
        lambda: parse((files("budgetkit") / source).read_text(encoding="utf-8"), source),
    )


def _write(path: Path, name: str, content: bytes) -> None:
    """Write a file in one step, and remove what other versions of the data left under the same name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(path, content)
    for old in path.parent.glob(f"{name}-*.pickle"):
        if old != path:
            old.unlink(missing_ok=True)


def cache_folder() -> Path | None:
    """Return the folder for what is kept between processes, ``None`` where nothing is to be kept."""
    given = os.environ.get(FOLDER)
    if given is not None:
        return Path(given) if given else None
    with suppress(RuntimeError):  # Nobody's home.
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "budgetkit"
    return None


@cache
def _digest() -> str:
    """Return a digest of the reference data and of the code that reads it."""
    found = sha256(repr(sys.version_info).encode())
    root = files("budgetkit")
    data = root / "reference"
    folders = [root / "forms", data, data / "forms", data / "national"]
    for file in sorted((f for folder in folders for f in folder.iterdir()), key=lambda f: f.name):
        if file.name.endswith((".py", ".toml", ".csv")):
            content = file.read_bytes()
            found.update(b"%s %d " % (file.name.encode(), len(content)) + content)
    return found.hexdigest()[:16]
