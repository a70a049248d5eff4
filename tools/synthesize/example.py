"""The second disclosure that ships: a fictitious department of another form, with three errors for learners to find.

``python -m synthesize.example FOLDER`` makes it anew; ``truth.csv`` in the folder names the errors that were put in.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Final

from budgetkit.package import save
from synthesize.years import Synthetic, synthesize

TRUTH: Final = "truth.csv"
_ERRORS: Final = ("total not updated", "growth of wrong sign", "digits transposed")
_HEAD: Final = ("kind", "figure", "right", "printed", "unit")


def example() -> Synthetic:
    """Return the disclosure, the errors put into it, and the exact amounts behind it."""
    return synthesize("shanghai-budget", 2025, 5, errors=_ERRORS)


def write(folder: Path) -> Path:
    """Save the disclosure in a folder, with the truth about its errors beside it."""
    made = example()
    save(made.disclosure, folder)
    with (folder / TRUTH).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_HEAD)
        for e in made.truth:
            writer.writerow([e.kind, e.figure, f"{e.right.value:f}", f"{e.printed.value:f}", e.printed.unit])
    return folder


if __name__ == "__main__":
    write(Path(sys.argv[1]))
