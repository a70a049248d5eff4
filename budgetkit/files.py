"""Files that appear complete or not at all."""

from __future__ import annotations

from pathlib import Path


def write_bytes(target: Path, content: bytes) -> None:
    """Write a file beside its place and put it there in one step.

    Raises:
        OSError: it cannot be written; what was there stays.
    """
    part = target.with_name(f".{target.name}.part")
    part.write_bytes(content)
    part.replace(target)


def write_text(target: Path, text: str) -> None:
    """Write a text as UTF-8, lines ending in a single newline, as :func:`write_bytes` does."""
    write_bytes(target, text.encode("utf-8"))
