"""Files and folders that appear complete or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4


def write_bytes(target: Path, content: bytes) -> None:
    """Write a file beside its place and put it there in one step.

    Raises:
        OSError: it cannot be written; what was there stays.
    """
    # A name of its own: two processes may be writing the same file.
    part = target.with_name(f".{target.name}.{uuid4().hex}")
    try:
        part.write_bytes(content)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def write_text(target: Path, text: str) -> None:
    """Write a text as UTF-8, lines ending in a single newline, as :func:`write_bytes` does."""
    write_bytes(target, text.encode("utf-8"))


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Give an empty folder beside a place, and put it there once all is written; what was there is replaced.

    With an exception nothing is left of it, and what was there stays.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield scratch
        scratch.chmod(0o755)
        if target.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent)) / "was"
            target.replace(old)
            scratch.replace(target)
            shutil.rmtree(old.parent)
        else:
            scratch.replace(target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
