"""Laws of finding documents: by suffix in a folder, by name alone where named, a saved disclosure as one."""

import json
import os
from pathlib import Path

import pytest
from synthesize import synthesize_years

from budgetkit.documents import documents_under, strangers_under
from budgetkit.package import save


def put(root: Path, *names: str) -> Path:
    """Make empty files."""
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return root


def test_a_folder_gives_its_documents(tmp_path: Path) -> None:
    """At any depth, by suffix in any case, sorted; hidden files and folders are passed over."""
    put(tmp_path, "b.PDF", "a/x.docx", ".hidden.pdf", ".git/y.pdf", "letter.eml", "README.md")
    assert documents_under([tmp_path]) == [tmp_path / "a" / "x.docx", tmp_path / "b.PDF"]


def test_a_saved_disclosure_is_one_document(tmp_path: Path) -> None:
    """Its folder and every file that is written with it stand for it, once, and nothing in it is found besides."""
    (made,) = synthesize_years("shanghai-budget", (2024,), 5, rows=1)
    saved = save(made.disclosure, tmp_path / "saved")
    files = sorted(path for path in saved.rglob("*") if path.is_file())
    assert {path.parent.name for path in files} == {"saved", "tables"}
    put(saved, "old.pdf")
    for paths in ([tmp_path], [saved], *([file] for file in files), [saved, *files]):
        assert documents_under(paths) == [saved]


def test_a_part_is_one_from_wherever_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named from inside or outside its disclosure, a part stands for the same folder."""
    (made,) = synthesize_years("shanghai-budget", (2024,), 5, rows=1)
    saved = save(made.disclosure, tmp_path / "saved")
    table = next((saved / "tables").iterdir())
    for place in (tmp_path, saved, saved / "tables"):
        monkeypatch.chdir(place)
        for file in (saved / "datapackage.json", saved / "claims.csv", table):
            for path in (file, Path(os.path.relpath(file))):
                (found,) = documents_under([path])
                assert found.samefile(saved)


FOREIGN = {"name": "somebody's", "resources": [{"path": "pdf/budget.pdf"}, {"path": "budget.pdf"}]}


@pytest.mark.parametrize(
    "descriptor",
    [
        *("", "[]", "{", '"budgetkit"', "[" * 100_000, json.dumps(FOREIGN)),
        *(json.dumps({"budgetkit": {}, "resources": r}) for r in (None, [], [1], [{"path": ["budget.pdf"]}])),
        json.dumps({"budgetkit": {}, "resources": [{"path": "claims.csv"}]}),
    ],
    ids=lambda text: text[:40],
)
def test_a_neighbour_stands_for_nothing_but_its_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, descriptor: str
) -> None:
    """A document below or beside somebody's package, or one that does not list it, is the document that was named."""
    put(tmp_path, "proj/pdf/budget.pdf", "proj/budget.pdf")
    (tmp_path / "proj" / "datapackage.json").write_text(descriptor, encoding="utf-8")
    for name in ("proj/pdf/budget.pdf", "proj/budget.pdf"):
        path = tmp_path / name
        assert documents_under([path]) == [path]
        monkeypatch.chdir(path.parent)
        assert documents_under([Path("budget.pdf")]) == [Path("budget.pdf")]
    named = tmp_path / "proj" / "datapackage.json"
    assert documents_under([named]) == [tmp_path / "proj"], "a descriptor that is named is meant"


def test_what_is_named_is_taken_as_it_is(tmp_path: Path) -> None:
    """A file that is named is meant, whatever its suffix; one that is not there is named."""
    put(tmp_path, "budget.bin")
    assert documents_under([tmp_path / "budget.bin"]) == [tmp_path / "budget.bin"]
    with pytest.raises(FileNotFoundError, match="nowhere"):
        documents_under([tmp_path / "nowhere"])


def test_files_that_are_no_documents_are_named(tmp_path: Path) -> None:
    """What no suffix tells for a document is listed, but for a README.md and what belongs to a saved disclosure."""
    put(
        tmp_path,
        "a.pdf",
        "b.ofd",
        "letter.eml",
        "deep/b.jar",
        "README.md",
        "saved/datapackage.json",
        "saved/x.csv",
    )
    assert strangers_under(tmp_path) == [tmp_path / "deep" / "b.jar", tmp_path / "letter.eml"]
