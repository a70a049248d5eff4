"""Text files and folders that appear whole or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from budgetkit.files import new_folder, write_text


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


def test_a_folder_replaces_what_was_there(tmp_path: Path) -> None:
    """What is written stands where it should, nothing of what was there is left, and nothing stands beside it."""
    for name in ("a", "b"):
        with new_folder(tmp_path / "out") as folder:
            (folder / name).write_text(name)
        assert [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*"))] == [
            "out",
            f"out/{name}",
        ]


def test_a_folder_that_is_not_finished_leaves_what_was_there(tmp_path: Path) -> None:
    """With an exception what was there stays, and nothing stands beside it."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "kept").touch()
    with pytest.raises(ZeroDivisionError), new_folder(tmp_path / "out") as folder:
        (folder / "half").touch()
        raise ZeroDivisionError
    assert [path.name for path in sorted(tmp_path.rglob("*"))] == ["out", "kept"]


def test_a_folder_that_cannot_be_moved_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the system refuses the last step, what was there is put back."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "kept").touch()
    replace = Path.replace

    def refusing(self: Path, target: Path) -> Path:
        if (self / "new").exists():
            raise PermissionError
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refusing)
    with pytest.raises(PermissionError), new_folder(tmp_path / "out") as folder:
        (folder / "new").touch()
    assert [path.name for path in sorted(tmp_path.rglob("*"))] == ["out", "kept"]
