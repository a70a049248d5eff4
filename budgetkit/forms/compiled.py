"""Keeps what was read from reference data between processes: parsing and checking it takes longer than most commands.

What is kept lies in the user's cache folder (``BUDGETKIT_CACHE``, or ``XDG_CACHE_HOME``/budgetkit), named by a digest
of the data and of the code that reads it. A cache that cannot be read or written changes nothing but the time.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Final, TypeVar

T = TypeVar("T")
FOLDER: Final = "BUDGETKIT_CACHE"
"""Environment variable with the cache folder; empty for none."""


def compiled(name: str, make: Callable[[], T]) -> T:
    """Return what ``make`` returns, or what it returned in an earlier process from the same data and code."""
    folder = _folder()
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


def _write(path: Path, name: str, content: bytes) -> None:
    """Write a file in one step, and remove what other versions of the data left under the same name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}")
    part.write_bytes(content)
    part.replace(path)
    for old in path.parent.glob(f"{name}-*.pickle"):
        if old != path:
            old.unlink(missing_ok=True)


def _folder() -> Path | None:
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
    folders = [root / "forms", root / "reference" / "forms", root / "reference" / "national"]
    for file in sorted((f for folder in folders for f in folder.iterdir()), key=lambda f: f.name):
        if file.name.endswith((".py", ".toml", ".csv")):
            content = file.read_bytes()
            found.update(b"%s %d " % (file.name.encode(), len(content)) + content)
    return found.hexdigest()[:16]
