"""Laws of finding documents: by suffix in a folder, by name alone where named, a saved disclosure as one."""

from pathlib import Path

import pytest

from budgetkit.documents import documents_under, strangers_under


def put(root: Path, *names: str) -> Path:
    """Make empty files."""
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return root


def test_a_folder_gives_its_documents(tmp_path: Path) -> None:
    """At any depth, by suffix in any case, sorted; hidden files and folders are passed over."""
    put(tmp_path, "b.PDF", "a/x.docx", ".hidden.pdf", ".git/y.pdf", "letter.zip", "README.md")
    assert documents_under([tmp_path]) == [tmp_path / "a" / "x.docx", tmp_path / "b.PDF"]


def test_a_saved_disclosure_is_one_document(tmp_path: Path) -> None:
    """Its folder, its descriptor and any of its files stand for it, once."""
    put(tmp_path, "saved/datapackage.json", "saved/claims.csv", "saved/tables/basic.csv", "saved/old.pdf")
    named = ["saved", "saved/datapackage.json", "saved/claims.csv", "saved/tables/basic.csv"]
    for paths in (["."], *([name] for name in named), named):
        assert documents_under([tmp_path / path for path in paths]) == [tmp_path / "saved"]


def test_what_is_named_is_taken_as_it_is(tmp_path: Path) -> None:
    """A file that is named is meant, whatever its suffix; one that is not there is named."""
    put(tmp_path, "budget.bin")
    assert documents_under([tmp_path / "budget.bin"]) == [tmp_path / "budget.bin"]
    with pytest.raises(FileNotFoundError, match="nowhere"):
        documents_under([tmp_path / "nowhere"])


def test_strangers_are_named(tmp_path: Path) -> None:
    """What no suffix tells for a document is listed, but for a README.md and what belongs to a saved disclosure."""
    put(tmp_path, "a.pdf", "letter.zip", "deep/b.ofd", "README.md", "saved/datapackage.json", "saved/x.csv")
    assert strangers_under(tmp_path) == [tmp_path / "deep" / "b.ofd", tmp_path / "letter.zip"]
