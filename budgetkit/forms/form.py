"""The forms that are known: those of the library, and those of a user's own.

A form says how a place lays a disclosure out. It is data (``reference/forms/<id>.toml``, or a file of one's own);
``reference/forms/README.md`` explains how one is written.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

from budgetkit.forms.data import DataError, compiled, nearest, parse
from budgetkit.forms.definition import ColumnForm as ColumnForm
from budgetkit.forms.definition import Form as Form
from budgetkit.forms.definition import RowForm as RowForm
from budgetkit.forms.definition import SectionForm as SectionForm
from budgetkit.forms.definition import SubjectForm as SubjectForm
from budgetkit.forms.definition import TableForm as TableForm
from budgetkit.forms.label import Label as Label
from budgetkit.forms.label import classes
from budgetkit.forms.label import plain as plain

OWN: Final = "BUDGETKIT_FORMS"
"""Environment variable with the files of forms of one's own, separated like search paths; child processes see it too."""


def form_ids() -> tuple[str, ...]:
    """Return the ids of every known form, sorted: those of the library and those that were registered.

    >>> "shanghai-budget" in form_ids()
    True
    """
    return tuple(sorted({*_bundled(), *_own(os.environ.get(OWN, ""))}))


def register(path: str | os.PathLike[str]) -> str:
    """Make a form of one's own known to this process and those it starts, and return its id.

    Raises:
        DataError: the file is no form; the message names the entry and the nearest right word.
        OSError: the file cannot be read.
    """
    file = str(Path(path).resolve())
    found = _load(file, ())
    if found.id in _bundled():
        raise DataError(f"{file}: id {found.id!r} is that of a form of the library; give it one of its own")
    listed = [f for f in os.environ.get(OWN, "").split(os.pathsep) if f and f != file]
    os.environ[OWN] = os.pathsep.join([*listed, file])
    _own.cache_clear()
    return found.id


def form(form_id: str) -> Form:
    """Return a form by id; the name of a TOML file registers it first.

    Raises:
        KeyError: no such form; the message lists those there are.
        DataError: the file of a form of one's own says something unknown.

    >>> form("xinjiang-budget").table("expenditure").title.zh
    '部门支出总体情况表'
    """
    name = register(form_id) if form_id.endswith(".toml") else form_id
    if name in _bundled():
        return _form(name)
    own = _own(os.environ.get(OWN, ""))
    if name in own:
        return own[name]
    raise KeyError(
        f"no form {form_id!r}; known are {', '.join(form_ids())} (reference/forms/*.toml); "
        "one of your own is given as a file: --form FILE.toml"
    )


def form_classes(half: str) -> tuple[RowForm, ...]:
    """Return a row for each functional class, as two-sided tables list them on a half.

    >>> form_classes("expenditure")[0].label.zh
    '一般公共服务支出'
    """
    return tuple(RowForm("", Label(c.zh, c.en), c.names, half, c.code, 1) for c in classes())


@cache
def _bundled() -> tuple[str, ...]:
    names = (f.name for f in (files("budgetkit") / "reference" / "forms").iterdir())
    return tuple(sorted(n.removesuffix(".toml") for n in names if n.endswith(".toml")))


@cache
def _form(form_id: str) -> Form:
    return compiled(f"form-{form_id}", lambda: _load(form_id, ()))


@cache
def _own(listed: str) -> Mapping[str, Form]:
    """Return the registered forms by id."""
    found = (_load(file, ()) for file in listed.split(os.pathsep) if file)
    return {f.id: f for f in found}


def _load(name: str, below: tuple[str, ...]) -> Form:
    # Not needed where everything is in the cache.
    from budgetkit.forms.overlay import build, merge

    data, source = _read(name, None)
    lineage = [str(data.get("id", ""))]
    parent, place = data.get("extends"), Path(name).parent
    while parent:
        if parent in lineage:
            raise DataError(f"{source}: extends itself by way of {', '.join(lineage)}")
        try:
            base, _ = _read(str(parent), place)
        except (DataError, OSError) as error:
            raise DataError(f"{source}: extends {parent!r}: {error}") from None
        lineage.append(str(base.get("id", parent)))
        data, parent = merge(base, data), base.get("extends")
    return build(data, source, (*lineage[1:], *below))


def _read(name: str, beside: Path | None) -> tuple[dict[str, Any], str]:
    """Return the contents of a form of the library, or of a file, and what messages call it."""
    if not name.endswith(".toml"):
        if name not in _bundled():
            raise DataError(f"unknown form {name!r}; {nearest(name, _bundled())}")
        source = f"reference/forms/{name}.toml"
        return parse((files("budgetkit") / source).read_text(encoding="utf-8"), source), source
    path = beside / name if beside else Path(name)
    try:
        return parse(path.read_text(encoding="utf-8"), path.name), path.name
    except UnicodeDecodeError:
        raise DataError(f"{path.name}: no text in UTF-8") from None


@cache
def national() -> Mapping[str, Any]:
    """Return the words and patterns of the narrative (narrative.toml), and the words of frames, each as a Label.

    ``heads`` are those of columns (heads.csv), ``values`` those of cells that hold a word of ours (values.csv).
    """
    return compiled("narrative", _read_narrative)


def _read_narrative() -> Mapping[str, Any]:
    folder = files("budgetkit") / "reference" / "national"
    source = "reference/national/narrative.toml"
    words = parse((folder / "narrative.toml").read_text(encoding="utf-8"), source)
    return {**words, "heads": _labels(folder / "heads.csv"), "values": _labels(folder / "values.csv")}


def _labels(path: Traversable) -> dict[str, Label]:
    rows = csv.reader(path.read_text(encoding="utf-8").splitlines()[1:])
    return {name: Label(zh, en) for name, zh, en in rows}
