"""Text files that appear whole or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from budgetkit.files import write_text


def test_a_text_is_there_as_it_was_given(tmp_path: Path) -> None:
    """What is written is the text in UTF-8, line ends as given, and nothing stands beside it."""
    write_text(tmp_path / "表.md", "预算\n二\n")
    assert (tmp_path / "表.md").read_bytes() == "预算\n二\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["表.md"]


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    """A text that has no encoding raises, and the file before it stays as it was."""
    write_text(tmp_path / "a.txt", "kept")
    with pytest.raises(UnicodeEncodeError):
        write_text(tmp_path / "a.txt", "\ud800")
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "kept"


def test_writers_of_one_file_do_not_meet(tmp_path: Path) -> None:
    """Threads that write the same file at the same moment leave one of their texts whole, and nothing beside it."""
    texts = [f"{n}" * 200_000 for n in range(8)]
    with ThreadPoolExecutor(len(texts)) as pool:
        list(pool.map(lambda text: write_text(tmp_path / "a.txt", text), texts * 5))
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") in texts
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
