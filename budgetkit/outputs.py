"""What the main job writes beside the notebooks, from a saved disclosure: its tables as CSV, its figures as files."""

from __future__ import annotations

from pathlib import Path

from budgetkit.package import load


def write_tables(saved: str, output: str) -> None:
    """Write every table as published with heads in both languages; UTF-8 with BOM for Excel."""
    from budgetkit.tables import published

    disclosure, folder = load(Path(saved)), Path(output)
    folder.mkdir(exist_ok=True)
    for number, table in enumerate(disclosure.tables.values(), 1):
        frame = published(disclosure, table.id)
        frame.to_csv(
            folder / f"{number:02d}-{table.id}.csv", index=False, encoding="utf-8-sig", lineterminator="\n"
        )


def write_figures(saved: str, output: str, language: str) -> None:
    """Draw every figure and write each as PNG and SVG."""
    from budgetkit.figures import save_figures

    save_figures(load(Path(saved)), output, language)
