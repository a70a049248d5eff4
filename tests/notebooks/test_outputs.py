"""What the main job writes beside the notebooks."""

from __future__ import annotations

from pathlib import Path

import pytest

from budgetkit.figures import FIGURES
from budgetkit.notebooks import outputs
from budgetkit.package import save
from budgetkit.source import reference


def test_figures_and_tables_stand_whole_in_their_folders(tmp_path: Path) -> None:
    """Every figure is there as PNG and SVG, every table as CSV, nothing beside them; what was there stays."""
    saved = str(save(reference(), tmp_path / "saved"))
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "mine.txt").touch()
    outputs.write_figures(saved, str(tmp_path / "figures"), "zh")
    outputs.write_tables(saved, str(tmp_path / "tables"))
    drawn = {f"{name}.{kind}" for name in FIGURES for kind in ("png", "svg")}
    assert {path.name for path in (tmp_path / "figures").iterdir()} == drawn | {"mine.txt"}
    assert len(list((tmp_path / "tables").glob("*.csv"))) == len(reference().tables)
    assert {path.name for path in tmp_path.iterdir()} == {"saved", "figures", "tables"}


def test_what_fails_leaves_the_folder_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure that cannot be drawn takes none of the others into the folder."""
    saved = str(save(reference(), tmp_path / "saved"))

    def broken(*_: object) -> None:
        (outputs.scratch_of(tmp_path / "figures") / "flow.png").touch()
        raise ValueError("no figure")

    monkeypatch.setattr("budgetkit.figures.save_figures", broken)
    with pytest.raises(ValueError, match="no figure"):
        outputs.write_figures(saved, str(tmp_path / "figures"), "zh")
    assert not (tmp_path / "figures").exists()
