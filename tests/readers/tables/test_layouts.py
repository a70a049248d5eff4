"""Documents as provinces lay them out, made up, with what every figure is written beside them before they were read.

``layouts/*.txt``: a table begins with ``@`` and its title, then the words above it, its drawing (``drawn``), and behind
``=`` blocks of truth: the table with its half and the columns, then a row a line, ``-`` where nothing is printed.
Columns and rows are ids or codes, or the end of what is printed. Figures without % are in 万元.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from drawn import COVER, broken, grid, paper

from budgetkit.model.disclosure import Disclosure
from budgetkit.readers.formats.page import Grid
from budgetkit.readers.read import read_paper

FIGURE = re.compile(r"\d\.\d\d")
LAYOUTS = sorted((Path(__file__).parent / "layouts").glob("*.txt"))
Figure = tuple[str, str, str, str]
"""Table with its half, row, column, and the number as printed."""


def tables_of(path: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield title, words above, drawing and truth of every table of a file."""
    for part in path.read_text(encoding="utf-8").split("@ ")[1:]:
        shown, _, truth = part.partition("\n=\n")
        title, above, drawing = shown.split("\n", 2)
        yield title, above, drawing, truth


def truth_of(text: str) -> Iterator[Figure]:
    """Yield the figures that blocks of truth name."""
    for block in filter(None, text.strip().split("\n\n")):
        (table, *columns), *rows = (line.split() for line in block.splitlines())
        for row, *figures in rows:
            yield from ((table, row, c, f) for c, f in zip(columns, figures, strict=True) if f != "-")


def disclosure_of(path: Path, again: str = "") -> Disclosure:
    """Return what is read of tables, a page each, or two: the second prints nothing, the heads or the title again."""
    pages: list[tuple[str | Grid, ...]] = [(COVER,)]
    for title, above, drawing, _ in tables_of(path):
        lines = drawing.strip().splitlines()
        body = next((n for n, line in enumerate(lines) if FIGURE.search(line)), len(lines))
        cut = (body + len(lines) + 1) // 2 if again and len(lines) - body > 3 else len(lines)
        pages.append((title, above, grid("\n".join(lines[:cut]), len(pages) + 1)))
        if cut < len(lines):
            heads = lines[:body] if again != "nothing" else []
            words = (f"{title}（续）", above) if again == "title" else ()
            pages.append((*words, grid("\n".join([*heads, *lines[cut:]]), len(pages) + 1)))
    return read_paper(paper(*pages))


def read_of(disclosure: Disclosure) -> Iterator[tuple[str, set[str], set[str], str]]:
    """Yield every figure that was read: table and half, what its row and its column are called, the number."""
    for table in disclosure.tables.values():
        for row, column, cell in table.cells():
            if cell.amount is not None:
                label = set(row.label.split("/"))
                rows = {row.code, row.item, "".join(row.name.split()), *label}
                # Of a strip with several bodies the heads are part of the label.
                columns = {column, cell.head, *label} | {cell.head.split("/", n)[-1] for n in range(1, 4)}
                named = f"{table.id}/{row.half}".removesuffix("/")
                yield named, rows, columns, str(cell.amount)


@pytest.mark.parametrize("again", ["", "nothing", "heads", "title"])
@pytest.mark.parametrize("path", LAYOUTS, ids=[path.stem for path in LAYOUTS])
def test_every_figure_of_a_layout_is_read_as_what_it_is(path: Path, again: str) -> None:
    """All that is printed is read, under the right table, row and column; nothing else is, and nothing is accused.

    That holds whole and with every table broken over two pages, whatever the second prints again.
    """
    disclosure = disclosure_of(path, again)
    left = list(read_of(disclosure))
    for *_, truth in tables_of(path):
        for table, row, column, number in truth_of(truth):
            amount = number if number.endswith("%") else f"{number} 万元"
            fits = [f for f in left if f[0] == table and row in f[1] and column in f[2] and f[3] == amount]
            assert fits, (table, row, column, number)
            left.remove(fits[0])
    assert not left
    assert not disclosure.unplaced and not broken(disclosure)
