"""Files and folders that appear complete or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
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
    with TemporaryDirectory(
        prefix=f".{target.name}-", dir=target.parent, ignore_cleanup_errors=True
    ) as folder:
        new, old = Path(folder, "new"), Path(folder, "old")
        new.mkdir()
        yield new
        if target.exists():
            target.replace(old)
        try:
            new.replace(target)
        except OSError:
            if old.exists():
                old.replace(target)
            raise
