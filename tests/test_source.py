"""Laws of where figures come from."""

from pathlib import Path

import pytest

from budgetkit.model.errors import UnreadableDocument
from budgetkit.package import save
from budgetkit.source import REFERENCE, bundled, bundled_disclosures, one_source, open_source, reference


def test_nothing_named_is_the_reference() -> None:
    """Without a source the bundled reference is meant."""
    assert open_source(None) == open_source(bundled("data") / REFERENCE) == reference()


def test_what_ships_goes_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of a bundled disclosure is a source anywhere; a path of that name in the working folder comes first."""
    monkeypatch.chdir(tmp_path)
    for name in bundled_disclosures():
        assert open_source(name) == open_source(bundled("data") / name)
        with one_source([Path(name)]) as one:
            assert one == bundled("data") / name
    (tmp_path / REFERENCE).mkdir()
    with pytest.raises(UnreadableDocument, match="no saved disclosure"):
        open_source(REFERENCE)


def test_a_name_that_is_not_there_names_what_ships(tmp_path: Path) -> None:
    """A word that is no file and no bundled disclosure is refused with those there are."""
    with pytest.raises(UnreadableDocument, match=rf"does not exist; what ships is {REFERENCE}"):
        open_source(tmp_path / "fictitious-shangai")


def test_a_folder_and_its_descriptor_are_the_same(tmp_path: Path) -> None:
    """A saved disclosure opens by its folder and by its datapackage.json."""
    folder = save(reference(), tmp_path / "saved")
    assert open_source(folder) == open_source(folder / "datapackage.json") == reference()


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    """A missing file, and a folder that is no disclosure, give one sentence that names them."""
    with pytest.raises(UnreadableDocument, match=r"nowhere\.pdf does not exist"):
        open_source(tmp_path / "nowhere.pdf")
    with pytest.raises(UnreadableDocument, match="no saved disclosure"):
        open_source(tmp_path)


def test_what_is_bundled_is_found() -> None:
    """Notebooks and data lie beside the package; anything else is a broken installation."""
    assert list(bundled("notebooks").glob("*.ipynb"))
    with pytest.raises(FileNotFoundError, match="install it again"):
        bundled("treasure")


@pytest.mark.parametrize("source", [None, bundled("data") / REFERENCE, "nowhere.pdf"])
def test_a_form_that_is_not_there_is_refused(source: Path | None) -> None:
    """Whatever the source, a form that nobody knows is named with those there are."""
    with pytest.raises(KeyError, match=r"no form 'nosuch'; known are .*xinjiang-budget"):
        open_source(source, "nosuch")


@pytest.mark.parametrize("source", [None, bundled("data") / REFERENCE])
def test_a_saved_disclosure_keeps_its_form(source: Path | None) -> None:
    """Its own form may be named; another one cannot be forced on figures already read."""
    assert open_source(source, reference().form) == reference()
    with pytest.raises(UnreadableDocument, match=r"saved in form 'xinjiang-budget' and keeps it"):
        open_source(source, "shanghai-budget")


def test_several_files_are_one_source_for_a_while(tmp_path: Path) -> None:
    """No source and one are themselves; several, or a folder of them, are read and saved together."""
    pages = {
        "a.html": "<p>某市教育局2024年部门预算</p><p>支出预算总计3万元。</p>",
        "b.html": "<p>编制单位：某市教育局 单位：万元</p><p>2024年支出预算总表</p>"
        "<table><tr><td>合计</td><td>基本支出</td></tr><tr><td>3.00</td><td>3.00</td></tr></table>",
    }
    for name, body in pages.items():
        (tmp_path / name).write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    with one_source([]) as none, one_source([tmp_path / "a.html"]) as alone:
        assert none is None and alone == tmp_path / "a.html"
    for sources in ([tmp_path / "a.html", tmp_path / "b.html"], [tmp_path]):
        with one_source(sources) as joined:
            assert joined is not None
            saved = open_source(joined)
        assert saved["expenditure"]["total", "basic"] and len(saved.sources) == 2
