"""Laws of where figures come from."""

from pathlib import Path

import pytest

from budgetkit.model.errors import UnreadableDocument
from budgetkit.package import save
from budgetkit.source import REFERENCE, bundled, open_source, reference


def test_nothing_named_is_the_reference() -> None:
    """Without a source the bundled reference is meant."""
    assert open_source(None) == open_source(bundled("data") / REFERENCE) == reference()


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
