"""Amounts read from the text that other programs make of a PDF, beside those of the PDF itself.

    python benchmarks/flattened.py FILE.pdf… [--only pdfium,raw]

For every file and every extractor that is installed it prints how many amounts stand in their cells, how many stand in
others (there should be none), and the processor time of one reading. The truth is what the ruled tables of the same PDF
give. pypdfium2 comes with budgetkit; pypdf, pdfminer.six and pymupdf are used where they are installed, pdftotext
(poppler) where it is on the path.
"""

import argparse
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from statistics import median

import pypdfium2

import budgetkit
from budgetkit.model.disclosure import Disclosure
from budgetkit.present.records import facts

Key = tuple[str, ...]


def with_pdfium(path: Path) -> str:
    """Return the text of a PDF as pdfium gives it, pages parted by form feeds."""
    with pypdfium2.PdfDocument(path) as pdf:
        return "\f".join(page.get_textpage().get_text_bounded() for page in pdf)


def with_pypdf(path: Path) -> str:
    """Return the text of a PDF as pypdf gives it."""
    return "\f".join(page.extract_text() for page in import_module("pypdf").PdfReader(path).pages)


def with_pymupdf(path: Path) -> str:
    """Return the text of a PDF as PyMuPDF gives it."""
    return "\f".join(page.get_text() for page in import_module("pymupdf").open(path))


def with_pdfminer(path: Path) -> str:
    """Return the text of a PDF as pdfminer.six gives it."""
    return str(import_module("pdfminer.high_level").extract_text(str(path)))


def with_poppler(*options: str) -> Callable[[Path], str]:
    """Return what reads a PDF with pdftotext."""

    def run(path: Path) -> str:
        done = subprocess.run(
            ["pdftotext", *options, str(path), "-"], capture_output=True, text=True, check=True
        )
        return done.stdout

    return run


EXTRACTORS: dict[str, Callable[[Path], str]] = {
    "pdfium": with_pdfium,
    "pypdf": with_pypdf,
    "pymupdf": with_pymupdf,
    "raw": with_poppler("-raw"),
    "layout": with_poppler("-layout"),
    "plain": with_poppler(),
    "pdfminer": with_pdfminer,
}
NEEDS = {"pypdf": "pypdf", "pymupdf": "pymupdf", "pdfminer": "pdfminer"}


def amounts(disclosure: Disclosure) -> Counter[Key]:
    """Count the amounts of a disclosure under table, half, row, column and value."""
    found: Counter[Key] = Counter()
    for row in facts(disclosure):
        # The one row of 三公 stands under stacked heads in one rendition and as a list in another.
        name = "" if row["code"] or row["table"] == "three_public" else "".join(str(row["name"]).split())
        table, half, code, column, value = (str(row[k]) for k in ("table", "half", "code", "column", "value"))
        found[table, half, code, name, column, value] += 1
    return found


def is_here(name: str) -> bool:
    """Tell whether an extractor is installed."""
    if name in ("raw", "layout", "plain"):
        return shutil.which("pdftotext") is not None
    try:
        import_module(NEEDS.get(name, "pypdfium2"))
    except ImportError:
        return False
    return True


def main() -> None:
    """Print a line a file and extractor, and one for each extractor over all files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--only", default=",".join(EXTRACTORS))
    asked = parser.parse_args()
    names = [n for n in asked.only.split(",") if is_here(n)]
    totals: dict[str, list[tuple[int, int, int, float]]] = {n: [] for n in names}
    for path in asked.files:
        truth = amounts(budgetkit.read(path))
        for name in names:
            placed, false, seconds = read_with(name, path, truth)
            totals[name].append((placed, false, truth.total(), seconds))
            print(
                f"{path.stem:44} {name:9} {placed:5}/{truth.total():5} wrong {false:3} {seconds:6.1f} s",
                flush=True,
            )
    for name, runs in totals.items():
        right, wrong, count = (sum(run[k] for run in runs) for k in range(3))
        times = [run[3] for run in runs]
        print(
            f"{name:9} {100 * right / max(1, count):5.1f} % of {count}, {wrong} wrong, "
            f"median {median(times):.1f} s, at most {max(times):.1f} s"
        )


def read_with(name: str, path: Path, truth: Counter[Key]) -> tuple[int, int, float]:
    """Return the amounts right and wrong of a PDF's text by an extractor, and the processor seconds of reading it."""
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / f"{path.stem}.txt"
        text.write_text(EXTRACTORS[name](path), encoding="utf-8")
        start = time.process_time()
        found = amounts(budgetkit.read(text))
        seconds = time.process_time() - start
    return (found & truth).total(), (found - truth).total(), seconds


if __name__ == "__main__":
    main()
