"""What the main job writes beside the notebooks, from a saved disclosure: its tables as CSV, its figures as files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from budgetkit.package import load


def scratch_of(output: str | Path) -> Path:
    """Return the folder beside an output folder in which its files are made before each is put in its place."""
    return Path(output).with_name(f".{Path(output).name}.part")


def write_tables(saved: str, output: str) -> None:
    """Write every table as published with heads in both languages; UTF-8 with BOM for Excel."""
    from budgetkit.present.frames import published

    disclosure = load(Path(saved))

    def make(folder: Path) -> None:
        for number, table in enumerate(disclosure.tables.values(), 1):
            path, frame = folder / f"{number:02d}-{table.id}.csv", published(disclosure, table.id)
            frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")

    _put(make, Path(output))


def write_figures(saved: str, output: str, language: str) -> None:
    """Draw every figure and write each as PNG and SVG."""
    from budgetkit.figures import save_figures

    disclosure = load(Path(saved))
    _put(lambda folder: save_figures(disclosure, folder, language), Path(output))


def _put(make: Callable[[Path], object], output: Path) -> None:
    """Make files beside a folder and put them into it one by one, each of them whole."""
    part = scratch_of(output)
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    make(part)
    output.mkdir(exist_ok=True)
    for path in sorted(part.iterdir()):
        path.replace(output / path.name)
    part.rmdir()
