"""Pages of PDF into ruled cells and lines."""

import csv
import re
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pdfplumber
import pypdfium2
import pypdfium2.raw as raw
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_files import Sheet, box, drawn, line, pdf, write
from synthesize import synthesize, write_pdf
from tilings import tilings
from where import TESTS

from budgetkit.model.disclosure import Disclosure
from budgetkit.readers.formats.page import Grid, Page
from budgetkit.readers.formats.pdf import pdfium as native
from budgetkit.readers.formats.pdf.pages import pdf_pages
from budgetkit.readers.formats.tiling import Tile, grid_of
from budgetkit.readers.read import read as read_document

WAYS = ["stroke", "box", "pieces", "dots"]
TRUTHS = sorted((TESTS / "documents").glob("*-p[0-9][0-9]*.csv"))
TWO_BY_TWO = [Tile(r, c, 1, 1, f"{'ab'[r]}{c}", 1) for r in range(2) for c in range(2)]


def read(*sheets: Sheet) -> list[Page]:
    """Read a PDF of these pages."""
    return list(pdf_pages(pdf(*sheets), "made.pdf"))


def cells(grid: Grid) -> list[tuple[int, int, int, int, str]]:
    """Return place, span and text of a grid's cells, spaces aside."""
    return [(c.row, c.column, c.rows, c.columns, "".join(c.text.split())) for c in grid.cells]


def texts(page: Page) -> list[str]:
    """Return the lines of a page."""
    return [row.text for row in page.lines]


@given(tilings(), st.sampled_from(WAYS), st.sampled_from([0, 90, 180, 270]))
def test_what_is_ruled_is_read_back(tiles: list[Tile], how: str, turn: int) -> None:
    """Cells, spans and texts of any table come back, however its rules are drawn and the page is turned."""
    (page,) = read(
        Sheet(_turned(drawn(tiles, how), turn), *((400, 300) if turn % 180 == 0 else (300, 400)), turn)
    )
    assert [cells(grid) for grid in page.grids] == [cells(grid_of(tiles, 1))]
    assert (page.width, page.height, page.lines) == (400, 300, ())


def _turned(content: str, turn: int) -> str:
    """Draw so that the page must be turned clockwise to be read."""
    matrix = {0: "1 0 0 1 0 0", 90: "0 1 -1 0 300 0", 180: "-1 0 0 -1 400 300", 270: "0 -1 1 0 0 400"}[turn]
    return f"q {matrix} cm {content} Q"


def test_boxes_are_displayed_points_from_the_top_left() -> None:
    """Boxes of cells and lines stand where a reader sees them, from the top-left corner of the crop box."""
    sheet = Sheet(drawn(TWO_BY_TWO, "stroke") + write(30, 250, "Title"), crop=(10, 10, 390, 290))
    (page,) = read(sheet)
    assert (page.width, page.height) == (380, 280)
    assert page.grids[0].cells[0].box == pytest.approx((20, 238, 70, 254), abs=0.01)
    assert page.lines[0].box is not None and page.lines[0].box[:2] == pytest.approx((20, 33.12), abs=0.5)


def test_white_fills_are_no_rules() -> None:
    """White cell fills, thin white boxes and light areas make no rows, columns or tables."""
    fills = "".join(f"1 1 1 rg {box(30 + 10 * n, 20, 35 + 10 * n, 52)}" for n in range(10))
    thin = f"1 1 1 rg {box(30, 27, 130, 28)} 1 1 1 RG {line(35, 20, 35, 52)} 0.8 0.9 1 rg {box(30, 36, 130, 52)} 0 g 0 G "
    (page,) = read(Sheet(fills + thin + drawn(TWO_BY_TWO, "box")))
    assert [cells(grid) for grid in page.grids] == [cells(grid_of(TWO_BY_TWO, 1))]


def test_tables_side_by_side_stay_two() -> None:
    """Two tables on one height are two grids, each with its own rows, left before right."""
    left, right = drawn(TWO_BY_TWO, "box"), drawn(TWO_BY_TWO[:2], "stroke", left=200)
    (page,) = read(Sheet(left + right))
    assert [(grid.rows, grid.columns) for grid in page.grids] == [(2, 2), (1, 2)]


def test_a_frame_is_no_table() -> None:
    """A lone box, as around a chart, leaves its text to the lines."""
    (page,) = read(Sheet(box(30, 20, 130, 80, "S") + write(40, 50, "inside")))
    assert (page.grids, texts(page)) == ((), ["inside"])


def test_an_inner_table_keeps_its_own_text() -> None:
    """A table inside a cell of another is a grid of its own; its text is read once, in the inner cells."""
    outer = "".join(line(20, y, 380, y) for y in (10, 200)) + "".join(
        line(x, 10, x, 200) for x in (20, 200, 380)
    )
    (page,) = read(Sheet(outer + write(30, 180, "outer") + drawn(TWO_BY_TWO, "box", left=220)))
    assert [[c.text for c in grid.cells if c.text] for grid in page.grids] == [
        ["outer"],
        ["a0", "a1", "b0", "b1"],
    ]


def test_an_underline_parts_no_cell() -> None:
    """A rule that leads nowhere, even one that touches a side, neither parts a cell nor adds a row."""
    (page,) = read(Sheet(drawn(TWO_BY_TWO, "stroke") + line(30, 42, 60, 42) + line(85, 25, 100, 25)))
    assert [cells(grid) for grid in page.grids] == [cells(grid_of(TWO_BY_TWO, 1))]


def test_open_sides_close() -> None:
    """A table whose outer sides are not ruled ends where its level rules end."""
    (page,) = read(
        Sheet(
            "".join(line(30, y, 180, y) for y in (20, 36, 52))
            + line(80, 20, 80, 52)
            + line(130, 20, 130, 52)
            + write(40, 25, "x")
        )
    )
    assert (page.grids[0].rows, page.grids[0].columns, page.grids[0].cells[3].text) == (2, 3, "x")


def test_a_path_of_many_parts_is_many_rules() -> None:
    """Rules drawn as one path, stroked as lines or filled as thin boxes, count one by one."""
    stroked = (
        "".join(f"30 {y} m 130 {y} l " for y in (20, 36, 52))
        + "".join(f"{x} 20 m {x} 52 l " for x in (30, 80, 130))
        + "S "
    )
    filled = (
        "".join(f"30 {y} 100 0.5 re " for y in (120, 136))
        + "".join(f"{x} 120 0.5 16.5 re " for x in (30, 80, 130))
        + "f "
    )
    (page,) = read(Sheet(stroked + filled + write(35, 25, "s") + write(35, 125, "f")))
    assert [(grid.rows, grid.columns) for grid in page.grids] == [(1, 2), (2, 2)]


def test_what_a_clip_hides_is_not_read() -> None:
    """Of a tall cell printed on two pages, each page gives the lines it shows; a halved line is read once."""
    content = "".join(write(30, 30 + 10 * n, f"row{n}") for n in range(6))
    shown = [Sheet(f"q 0 {low} 400 {high} re W n {content} Q") for low, high in ((0, 57.5), (57.5, 300))]
    assert [texts(page) for page in read(*shown)] == [["row2", "row1", "row0"], ["row5", "row4", "row3"]]


def test_rules_end_at_their_clip() -> None:
    """A rule that a clip hides is not there."""
    hidden = f"q 0 0 400 40 re W n {line(30, 44, 130, 44)} Q"
    (page,) = read(Sheet(drawn(TWO_BY_TWO, "stroke") + hidden))
    assert page.grids[0].rows == 2


def test_text_nobody_sees_is_dropped() -> None:
    """Text outside the page, unpainted text and wholly transparent text are left out."""
    outside = write(30, -20, "below") + write(420, 50, "right")
    (page,) = read(Sheet(f"{outside} 3 Tr {write(30, 90, 'ghost')} 0 Tr {write(30, 50, 'seen')}"))
    assert texts(page) == ["seen"]


def test_forms_are_unfolded() -> None:
    """Rules and text inside forms, and forms inside forms, stand where their matrices and clips put them."""
    inner = ("0.5 0 0 0.5 0 0", drawn(TWO_BY_TWO, "stroke", left=60, bottom=40, wide=100, high=32))
    outer = ("1 0 0 1 100 100", "q 1 0 0 1 5 5 cm /In Do Q")
    hidden = ("1 0 0 1 0 0", write(0, 0, "hidden"))
    (page,) = read(
        Sheet(
            "/Out Do q 0 0 10 10 re W n 1 0 0 1 200 20 cm /No Do Q",
            forms={"Out": outer, "In": inner, "No": hidden},
        )
    )
    assert [cells(grid) for grid in page.grids] == [cells(grid_of(TWO_BY_TWO, 1))]
    assert page.grids[0].box == pytest.approx((135, 143, 235, 175), abs=0.6)
    assert page.lines == ()


def test_one_line_is_one_baseline() -> None:
    """Pieces on one baseline are one line from left to right, with a space at a clear gap and nowhere else."""
    pieces = (
        write(200, 100, "right")
        + write(30, 100, "left")
        + "BT /H 8 Tf 2.4 Tc 30 80 Td (wide) Tj 0 Tc ET "
        + write(30, 60, "a  b")
    )
    (page,) = read(Sheet(pieces + write(30, 50, "note", 5) + write(42, 52, "2", 4)))
    assert texts(page) == ["left right", "wide", "a b", "note²"]


def test_bold_by_printing_twice_is_read_once() -> None:
    """A text printed twice with a small shift, a poor man's bold, is read once; doubled letters stay."""
    (page,) = read(Sheet(write(30, 50, "coffee") + write(30.3, 50, "coffee")))
    assert texts(page) == ["coffee"]


def test_a_sideways_page_without_rotate_is_turned() -> None:
    """A page whose text runs upward is turned until the text stands upright."""
    (page,) = read(Sheet(_turned(drawn(TWO_BY_TWO, "box"), 90), 300, 400, 0))
    assert [cells(grid) for grid in page.grids] == [cells(grid_of(TWO_BY_TWO, 1))]
    assert (page.width, page.height) == (400, 300)


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda file: file.stem)
def test_cells_as_seen_in_pictures(truth: Path, documents: Path) -> None:
    """Every cell written down from the picture of a published page is read: place, span and text, none more."""
    name, page, letter = re.fullmatch(r"(.+)-p(\d\d)([a-z]?)", truth.stem).groups()  # type: ignore[union-attr]
    data = next(documents.glob(f"*/{name}.pdf")).read_bytes()
    grids = next(p for p in pdf_pages(data, name) if p.number == int(page)).grids
    with truth.open(encoding="utf-8", newline="") as stream:
        wanted = [(*map(int, row[:4]), row[4]) for row in list(csv.reader(stream))[1:]]
    assert cells(grids["abcd".index(letter or "a")]) == wanted


def test_the_halved_line_of_a_clipped_sheet_is_read_once(documents: Path) -> None:
    """Item (8) of a list that a spreadsheet cut between two pages stands on the second page only."""
    pages = list(pdf_pages((documents / "shanghai/justice-bureau-2026-budget.pdf").read_bytes(), ""))
    assert [sum("（八）" in text for text in texts(page)) for page in pages[3:5]] == [0, 1]


@pytest.mark.slow
def test_an_independent_reader_finds_the_same_cells(documents: Path) -> None:
    """pdfplumber gives the same cell texts on every page of the Shanghai documents that has a table."""
    compared = 0
    for file in sorted(documents.glob("shanghai/*2025-budget.pdf")):
        with pdfplumber.open(file) as other:
            for page, theirs in zip(pdf_pages(file.read_bytes(), ""), other.pages, strict=True):
                mine = sorted("".join(c.text.split()) for grid in page.grids for c in grid.cells)
                cells = [
                    t for table in theirs.extract_tables() for row in table for t in row if t is not None
                ]
                if page.grids:
                    compared += 1
                    assert mine == sorted("".join(text.split()) for text in cells), (
                        f"{file.stem} page {page.number}"
                    )
                theirs.close()
    assert compared > 30


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["jiangsu", "swu"])
def test_no_figure_is_lost_or_added(folder: str, documents: Path) -> None:
    """Every page gives exactly the figures that pdfplumber finds among the page's characters, one by one."""
    for file in sorted(documents.glob(f"{folder}/*.pdf")):
        with pdfplumber.open(file) as other:
            for page, theirs in zip(pdf_pages(file.read_bytes(), ""), other.pages, strict=True):
                mine = Counter(
                    figure
                    for block in page.blocks
                    for text in ([c.text for c in block.cells] if isinstance(block, Grid) else [block.text])
                    for figure in text
                    if figure in "0123456789"
                )
                wanted = Counter(
                    c["text"]
                    for c in theirs.chars
                    if c["text"] in list("0123456789") and c["x1"] > 0 and c["x0"] < theirs.width
                    if c["bottom"] > 0 and c["top"] < theirs.height
                )
                assert mine == wanted, f"{file.stem} page {page.number}"
                theirs.close()


def test_pages_are_closed_as_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader is an iterator: a page is opened when it is asked for and closed before it is handed on."""
    calls: list[str] = []
    for name in ("load_page", "close_page"):
        monkeypatch.setattr(native, name, partial(_noted, calls, name, getattr(native, name)))
    pages = pdf_pages(pdf(*[Sheet(write(30, 50, "one"))] * 3), "")
    assert [texts(next(pages)), calls] == [["one"], ["load_page", "close_page"]]
    assert len(list(pages)) == 2 and calls == ["load_page", "close_page"] * 3


def _noted(calls: list[str], name: str, function: Callable[..., object], *arguments: object) -> object:
    calls.append(name)
    return function(*arguments)


def test_two_leaves_on_one_sheet_are_read_one_after_the_other(tmp_path: Path) -> None:
    """Pages printed two on a sheet, beside or above each other, say what they say alone."""
    alone = tmp_path / "alone.pdf"
    write_pdf(synthesize("shanghai-budget", 2025, 4).disclosure, alone)
    said = read_document(alone)
    with pypdfium2.PdfDocument(alone) as document:
        sizes = [page.get_size() for page in document]
        wide, high = max(w for w, _ in sizes), max(h for _, h in sizes)
        for across, down in ((2, 1), (1, 2)):
            sheet = tmp_path / f"{across}.pdf"
            handle = raw.FPDF_ImportNPagesToOne(document.raw, across * wide, down * high, across, down)
            with pypdfium2.PdfDocument(handle) as sheets:
                sheets.save(sheet)
            found = read_document(sheet)
            assert amounts_of(found) == amounts_of(said)
            assert len(found.claims) == len(said.claims)


def amounts_of(disclosure: Disclosure) -> dict[tuple[str, ...], str]:
    """Return every amount of a disclosure by table, half, row and column."""
    each = ((name, *cell) for name, table in disclosure.tables.items() for cell in table.cells())
    return {(name, row.half, row.key, column): str(cell.amount) for name, row, column, cell in each}
