"""Text files that appear whole or not at all."""

from __future__ import annotations

from pathlib import Path


def write_whole(target: Path, text: str) -> None:
    """Write a text as UTF-8 beside its place and put it there in one step.

    Raises:
        OSError: it cannot be written; what was there stays.
    """
    part = target.with_name(f".{target.name}.part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(target)
