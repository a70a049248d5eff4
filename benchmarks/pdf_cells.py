"""Cells of ruled tables: the own reader beside pdfplumber, on the same pages, in one run.

    python benchmarks/pdf_cells.py [--repeat 5] [--pages 1000]

For pages whose cells were written down from pictures (tests/documents/*-pNN.csv) it prints the cells that
either reader gets right (row, column, span and text, spaces aside). For every page with a table it prints the
median time of both, document by document in turn, documents open and fonts warm. Last come the peak memory and the
time of reading one document of 1,000 pages made of the real ones, in a process of its own. Times are processor
times, as timeit takes them: what else the machine does counts little, and no reader pays for the other's garbage.
Needs the published documents in ../shared/documents.
"""

import argparse
import csv
import gc
import logging
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import mean, median
from typing import Any

import pdfplumber
import pypdfium2

from budgetkit.readers.formats.open import open_paper
from budgetkit.readers.formats.page import Page
from budgetkit.readers.formats.pdf import pdfium as pdf_native
from budgetkit.readers.formats.pdf.pages import pdf_page

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = ROOT.parent / "shared" / "documents"
Cells = set[tuple[int, int, int, int, str]]


def truth() -> dict[tuple[str, int], list[Cells]]:
    """Return the cells seen in pictures: for each document and page its grids in order."""
    found: dict[tuple[str, int], list[Cells]] = {}
    for file in sorted((ROOT / "tests" / "documents").glob("*-p[0-9][0-9]*.csv")):
        match = re.fullmatch(r"(.+)-p(\d\d)[a-z]?", file.stem)
        assert match, file
        with file.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))[1:]
        cells = {(int(r), int(c), int(h), int(w), text) for r, c, h, w, text in rows}
        found.setdefault((match[1], int(match[2])), []).append(cells)
    return found


def own_cells(page: Page) -> list[Cells]:
    return [
        {(c.row, c.column, c.rows, c.columns, "".join(c.text.split())) for c in grid.cells}
        for grid in page.grids
    ]


def plumber_cells(page: Any) -> list[Cells]:
    """Number pdfplumber's cells by the edges of each of its tables; tables without text are passed over."""
    return [cells for cells in map(_table_cells, page.find_tables()) if any(cell[4] for cell in cells)]


def _table_cells(table: Any) -> Cells:
    texts = {cell: text or "" for row, line in zip(table.rows, table.extract(), strict=True)
             for cell, text in zip(row.cells, line, strict=True) if cell}  # fmt: skip
    xs = sorted({x for cell in texts for x in cell[::2]})
    ys = sorted({y for cell in texts for y in cell[1::2]})
    return {
        (
            ys.index(y0),
            xs.index(x0),
            ys.index(y1) - ys.index(y0),
            xs.index(x1) - xs.index(x0),
            "".join(text.split()),
        )
        for (x0, y0, x1, y1), text in texts.items()
    }


def timed(work: Callable[[int], Any], numbers: list[int]) -> list[float]:
    """Return the milliseconds that some work took for each page; garbage is collected before, not within."""
    took = []
    gc.collect()
    gc.disable()
    for number in numbers:
        start = time.process_time()
        work(number)
        took.append((time.process_time() - start) * 1000)
    gc.enable()
    return took


class Document:
    """One document held open by both libraries."""

    def __init__(self, file: Path, stack: ExitStack) -> None:
        """Open a file with both."""
        self.name = file.stem
        self._handle = stack.enter_context(pdf_native.document(file.read_bytes(), file.name))
        self._plumber = stack.enter_context(pdfplumber.open(file))
        self.count = len(self._plumber.pages)

    def own(self, number: int) -> list[Cells]:
        """Return the cells of a page as the own reader gives them."""
        return own_cells(pdf_page(self._handle, number - 1))

    def plumb(self, number: int, cells: bool = True) -> Any:
        """Return the cells of a page as pdfplumber gives them, or only let it extract them."""
        page = self._plumber.pages[number - 1]
        found = plumber_cells(page) if cells else page.extract_tables()
        page.close()
        return found

    def times(self, numbers: list[int], repeat: int) -> list[tuple[float, float]]:
        """Return the median milliseconds of both for every page: the document by one, by the other, in turn."""
        own, plumb = [], []
        for _ in range(repeat):
            own.append(timed(lambda number: pdf_page(self._handle, number - 1), numbers))
            plumb.append(timed(lambda number: self.plumb(number, False), numbers))
        return list(
            zip(map(median, zip(*own, strict=True)), map(median, zip(*plumb, strict=True)), strict=True)
        )


def compare(documents: list[Document], repeat: int) -> None:
    wanted = truth()
    by_name = {document.name: document for document in documents}
    print(
        f"{len(wanted)} pages written down from pictures, {sum(len(g) for w in wanted.values() for g in w)} cells"
    )
    for reader in ("own", "plumb"):
        found = {key: getattr(by_name[key[0]], reader)(key[1]) for key in wanted}
        right = sum(len(a & b) for key in wanted for a, b in zip(found[key], wanted[key], strict=False))
        perfect = sum(found[key] == wanted[key] for key in wanted)
        print(f"  {reader:6} {right} cells right, {perfect} pages perfect")
    times: list[tuple[float, float]] = []
    for document in documents:
        tables = [number for number in range(1, document.count + 1) if document.own(number)]
        times += document.times(tables, repeat)
    own, plumb = zip(*times, strict=True)
    print(f"{len(times)} pages with tables, each {repeat} times in turn, processor milliseconds a page")
    print(f"  own    median {median(own):6.2f}  mean {mean(own):6.2f}")
    print(f"  plumb  median {median(plumb):6.2f}  mean {mean(plumb):6.2f}")
    print(f"  ratio of medians {median(plumb) / median(own):.1f}, of means {mean(plumb) / mean(own):.1f}")


def concatenated(pages: int, folder: str) -> Path:
    """Write one document of so many pages, made of the real ones over and over."""
    sources = [pypdfium2.PdfDocument(file) for file in sorted(DOCUMENTS.glob("*/*.pdf"))]
    target = pypdfium2.PdfDocument.new()
    while len(target) < pages:
        for source in sources:
            if missing := list(range(min(len(source), pages - len(target)))):
                target.import_pages(source, missing)
    path = Path(folder) / "long.pdf"
    target.save(path)
    return path


def memory(path: str) -> None:
    """Read a document and print the peak memory of this process before and after."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.process_time()
    paper = open_paper(path)
    took = time.process_time() - start
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = Path(path).stat().st_size / 2**20
    print(
        f"{len(paper.pages)} pages, {size:.0f} MB, {took:.1f} s: peak {after:.0f} MB, "
        f"of which {before:.0f} MB before the document was opened"
    )


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--repeat", type=int, default=5)
    options.add_argument("--pages", type=int, default=1000)
    options.add_argument("--memory", metavar="PDF", help="only read this document and print the peak memory")
    chosen = options.parse_args()
    if chosen.memory:
        memory(chosen.memory)
        return
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    with ExitStack() as stack:
        compare([Document(file, stack) for file in sorted(DOCUMENTS.glob("*/*.pdf"))], chosen.repeat)
    with tempfile.TemporaryDirectory() as folder:
        path = concatenated(chosen.pages, folder)
        subprocess.run([sys.executable, __file__, "--memory", str(path)], check=True)


if __name__ == "__main__":
    main()
