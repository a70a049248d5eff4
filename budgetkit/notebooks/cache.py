"""What was made from what, so that nothing is made again whose code, parameters, data and surroundings are the same.

Executed notebooks are kept under a digest of all that decides what executing gives: the cells of the notebook and its
name, the parameters given, the content of every file or folder that a parameter names (of the bundled reference when
none does), the sources of this package, and the versions of Python and of all that is installed. An entry holds its key
and a digest of its content, and is put in place in one step: that a file exists never counts for anything. A notebook
that also writes files beside itself is not for the cache. An output folder is stamped with the key of the whole run.
"""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from budgetkit.files import write_text
from budgetkit.notebooks.parameters import cell_source, notebook_cells, read_parameters

_PASSED_OVER: Final = frozenset({"__pycache__", ".ipynb_checkpoints"})
_STAMP: Final = ".made-from.json"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every execution of one moment shares: digests of the library and of the environment."""

    library: str
    environment: str

    @classmethod
    def now(cls) -> Surroundings:
        """Those of this process's Python and of this package as it lies on disk."""
        places = [Path(place) for place in sys.path if place and Path(place).is_dir()]
        found = {f.name for p in places for f in p.iterdir() if f.suffix in (".dist-info", ".egg-info")}
        environment = [sys.version, platform.system(), platform.machine(), *sorted(found)]
        return cls(digest_of(Path(__file__).parents[1]), _digest(environment))


@dataclass(frozen=True, slots=True)
class Cache:
    """Executed notebooks in a folder, one entry for each notebook, target name and parameters: the latest.

    ``bundled`` is the data that notebooks read when no parameter names any.
    """

    folder: Path
    bundled: Path

    def restore(self, key: str, slot: str) -> str | None:
        """The text of the executed notebook kept for this key, or None when there is none that is whole."""
        try:
            head, _, text = self._entry(slot).read_text(encoding="utf-8").partition("\n")
        except (OSError, UnicodeDecodeError):
            return None
        return text if head == f"{key} {_digest(text)}" else None

    def keep(self, key: str, slot: str, text: str) -> None:
        """Keep the text of an executed notebook under its key, in place of an earlier one."""
        entry = self._entry(slot)
        entry.parent.mkdir(parents=True, exist_ok=True)
        write_text(entry, f"{key} {_digest(text)}\n{text}")

    def _entry(self, slot: str) -> Path:
        return self.folder / slot[:2] / slot[2:]


def slot_of(source: Path, target: Path, parameters: Mapping[str, Any]) -> str:
    """The place of an execution in a cache: its notebook, the names of its target and that one's folder, its parameters."""
    return _digest([source.name, target.parent.name, target.name, parameters])


def key_of(
    source: Path, parameters: Mapping[str, Any], cwd: Path, bundled: Path, around: Surroundings
) -> str:
    """The digest of all that decides what executing a notebook gives; the content of data is read anew each time.

    ``cwd`` is where the kernel starts, ``bundled`` the data it reads when no parameter names any.
    """
    values = {parameter.name: parameter.default for parameter in read_parameters(source)} | dict(parameters)
    named = sorted(_paths(values.values(), cwd))
    data = {name: digest_of(path) for name, path in named} or {"": digest_of(bundled)}
    code = [
        (cell.get("cell_type"), cell_source(cell), cell.get("metadata", {}).get("tags"))
        for cell in notebook_cells(source)
    ]
    return _digest([source.name, code, parameters, data, around.library, around.environment])


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's content, or of a folder's: the names and contents of all files in it.

    Compiled code and checkpoints of notebooks do not count. Raises OSError.
    """
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    inside = sorted((file.relative_to(path), file) for file in path.rglob("*") if file.is_file())
    return _digest(
        [(name.as_posix(), digest_of(file)) for name, file in inside if not _PASSED_OVER & {*name.parts}]
    )


def _paths(values: Iterable[object], cwd: Path) -> Iterable[tuple[str, Path]]:
    """Every text among the values, or in a list of them, that names a file or folder."""
    for value in values:
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and text and "\0" not in text:
                # A text too long for a path is none.
                with suppress(OSError):
                    if (path := cwd / text).exists():
                        yield text, path


def _digest(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def key_of_run(source: Path, notebooks: Path, words: Mapping[str, str]) -> str:
    """Return the digest of all that decides what the main job makes: source, notebooks, options, library, environment.

    Part of the environment is what can be read here: OCR, LibreOffice and bsdtar open what is refused without them.

    Raises:
        OSError: the source or the notebooks cannot be read.
    """
    # Not at the top: parsers of files take a while to load.
    from budgetkit.readers.formats.kinds import KINDS

    around, options = Surroundings.now(), json.dumps(words, sort_keys=True)
    readable = " ".join(kind.id for kind in KINDS if kind.is_read)
    parts = (digest_of(source), digest_of(notebooks), around.library, around.environment, options, readable)
    return _digest("\n".join(parts))


def put_stamp(folder: Path, key: str) -> None:
    """Note the key and the digest of every file that was made; hidden ones are not outputs."""
    write_text(folder / _STAMP, json.dumps({"key": key, "files": _outputs(folder)}, indent=1))


def is_current(folder: Path, key: str) -> bool:
    """Tell whether the folder was made from the very same and nothing in it has changed since."""
    try:
        stamp = json.loads((folder / _STAMP).read_text(encoding="utf-8"))
        return bool(stamp["key"] == key and stamp["files"] == _outputs(folder))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _outputs(folder: Path) -> dict[str, str]:
    files = ((path.relative_to(folder), path) for path in folder.rglob("*") if path.is_file())
    shown = ((name, path) for name, path in files if not any(part.startswith(".") for part in name.parts))
    return {name.as_posix(): digest_of(path) for name, path in shown}
