"""What an output folder was made from and what lies in it: the reason not to make it again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from budgetkit.notebooks.cache import Surroundings, digest_of
from budgetkit.files import write_text

_STAMP: Final = ".made-from.json"


def key_of_run(source: Path, notebooks: Path, words: Mapping[str, str]) -> str:
    """Return the digest of all that decides what the main job makes: source, notebooks, options, library, environment.

    Raises:
        OSError: the source or the notebooks cannot be read.
    """
    around = Surroundings.now()
    parts = (
        digest_of(source),
        digest_of(notebooks),
        around.library,
        around.environment,
        json.dumps(words, sort_keys=True),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def put_stamp(folder: Path, key: str) -> None:
    """Note the key and the digest of every file that was made; hidden ones are not outputs."""
    files = {path.relative_to(folder).as_posix(): digest_of(path) for path in _outputs(folder)}
    write_text(folder / _STAMP, json.dumps({"key": key, "files": files}, indent=1))


def is_current(folder: Path, key: str) -> bool:
    """Tell whether the folder was made from the very same and nothing in it has changed since."""
    try:
        stamp = json.loads((folder / _STAMP).read_text(encoding="utf-8"))
        files = {path.relative_to(folder).as_posix(): digest_of(path) for path in _outputs(folder)}
        return bool(stamp["key"] == key and stamp["files"] == files)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _outputs(folder: Path) -> Iterable[Path]:
    inside = (path for path in folder.rglob("*") if path.is_file())
    return [
        path for path in inside if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]
