"""Draw small papers for tests: a grid is written line by line, ``|`` between cells, ``<`` and ``^`` for merged ones."""

from __future__ import annotations

from budgetkit.checks.verdicts import check
from budgetkit.model.disclosure import Disclosure, Table
from budgetkit.readers.formats.page import Grid, GridCell, Line, Page, Paper
from budgetkit.readers.read import read_paper


def grid(drawing: str, page: int = 1, ruled: bool = True, title: str = "") -> Grid:
    """Return the grid of a drawing; ``<`` continues the cell on its left, ``^`` the cell above it."""
    rows = [[cell.strip() for cell in line.split("|")] for line in drawing.strip().splitlines()]
    width = max(map(len, rows))
    rows = [row + [""] * (width - len(row)) for row in rows]
    cells = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text in ("<", "^"):
                continue
            right, down = c + 1, r + 1
            while right < width and row[right] == "<":
                right += 1
            while down < len(rows) and rows[down][c] == "^":
                down += 1
            box = (c * 50.0, r * 20.0, right * 50.0, down * 20.0) if ruled else None
            cells.append(GridCell(r, c, down - r, right - c, text.replace("\\n", "\n"), page, box))
    return Grid(page, len(rows), width, tuple(cells), (0.0, 0.0, width * 50.0, len(rows) * 20.0), title)


def paper(*pages: tuple[str | Grid, ...], format: str = "pdf") -> Paper:
    """Return a paper whose pages hold these lines and grids in this order."""
    done = []
    for number, blocks in enumerate(pages, 1):
        placed = (Line(b, number) if isinstance(b, str) else b for b in blocks)
        done.append(Page(number, tuple(placed)))
    return Paper(format, tuple(done), name="drawn")


COVER = "虚构市某局2024年部门预算"


def read(
    *tables: tuple[str, str], cover: str = COVER, above: str = "部门：虚构市某局  单位：万元"
) -> Disclosure:
    """Return the disclosure that these titles with their drawings make, a page each."""
    pages: list[tuple[str | Grid, ...]] = [(cover,)]
    pages += [(title, above, grid(drawing, n)) for n, (title, drawing) in enumerate(tables, 2)]
    return read_paper(paper(*pages))


def amounts(table: Table) -> dict[tuple[str, str, str], str]:
    """Return the amounts of a table by half, row and column, as printed with their unit."""
    return {(r.half, r.key, c): str(k.amount) for r, c, k in table.cells()}


def broken(disclosure: Disclosure) -> list[str]:
    """Return what does not hold."""
    return [f.message for f in check(disclosure) if f.verdict == "broken"]
