"""Tables whose rules are incomplete, white or overrun by numbers."""

import itertools

import pytest
from made_files import Sheet, box, drawn, line, pdf, write

from budgetkit.readers.formats.page import Page
from budgetkit.readers.formats.pdf.pages import pdf_pages
from budgetkit.readers.formats.tiling import Tile

ROWS = [
    ["Item", "2024", "2025"],
    ["Basic", "10.25", "12.00"],
    ["Project", "3.50", ""],
    ["Total", "13.75", "12.00"],
]
XS, YS = (30, 100, 150, 200), (84, 68, 52, 36, 20)


def read(content: str) -> Page:
    """Read a PDF of one page."""
    (page,) = pdf_pages(pdf(Sheet(content)), "made.pdf")
    return page


def table(page: Page) -> list[list[str]]:
    """Return the texts of the rows of the only table of a page."""
    (grid,) = page.grids
    return [[cell.text for cell in grid.cells if cell.row == row] for row in range(grid.rows)]


def words() -> str:
    """Return the drawing of the texts: names from the left, numbers up to the right of their column."""
    return "".join(
        write(
            XS[c] + 3 if c == 0 else XS[c + 1] - 3 - 4.45 * (len(text) - 0.5 * text.count(".")),
            YS[r] - 11,
            text,
        )
        for r, row in enumerate(ROWS)
        for c, text in enumerate(row)
    )


def level(pieces: bool, ys: tuple[float, ...] = YS) -> str:
    """Return the drawing of the level rules, whole or cell by cell."""
    ends = XS if pieces else (XS[0], XS[-1])
    return "".join(line(a, y, b, y) for y in ys for a, b in itertools.pairwise(ends))


@pytest.mark.parametrize("pieces", [False, True])
@pytest.mark.parametrize("title", ["", write(60, 100, "Table 1")])
def test_level_rules_alone_make_a_table(pieces: bool, title: str) -> None:
    """Where no upright rule is drawn, columns part where the rules' pieces end, or where no row has text."""
    page = read(title + level(pieces) + words())
    assert table(page) == ROWS and len(page.lines) == bool(title)


def test_heads_over_several_columns_keep_their_width() -> None:
    """Of level rules drawn cell by cell, a head over two columns and one of two rows are one cell each."""
    heads = (
        line(30, 100, 100, 100) + line(100, 100, 200, 100) + line(100, 84, 150, 84) + line(150, 84, 200, 84)
    )
    body = (
        level(True, YS[1:]) + words().replace("(Item)", "()") + write(33, 80, "Item") + write(140, 89, "Both")
    )
    (grid,) = read(heads + body).grids
    assert [(c.rows, c.columns, c.text) for c in grid.cells[:4]] == [
        (2, 1, "Item"),
        (1, 2, "Both"),
        (1, 1, "2024"),
        (1, 1, "2025"),
    ]


def test_any_row_of_the_head_may_tell_the_columns() -> None:
    """Where the row of a head with most words has two over one column, the row with one over each tells them."""
    ys = tuple(range(20, 149, 16))[::-1]
    rows = [["Item", "2024", "2025"], ["", "1", "2"], *ROWS[1:], *ROWS[1:]]
    texts = "".join(
        write(XS[c] + 3 if c == 0 else XS[c] + 12, ys[r] - 11, text)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if text
    )
    page = read(level(False, ys) + texts + write(33, ys[1] - 11, "a") + write(55, ys[1] - 11, "b"))
    assert table(page)[2:] == [*ROWS[1:], *ROWS[1:]] and page.lines == ()


@pytest.mark.parametrize("ys", [(68, 84), (20, 36, 52)])
def test_heads_that_cannot_be_told_apart_make_no_table(ys: tuple[float, ...]) -> None:
    """Too few level rules, or a head whose words do not stand one over each column, leave the text to the lines."""
    assert read(level(False, ys) + words().replace("(2024)", "(2024 2025 2026)")).grids == ()


def test_tables_apart_stay_apart() -> None:
    """Of two tables with level rules on one page, the title between them is a line and no row."""
    upper = f"q 1 0 0 1 0 150 cm {level(True) + words()} Q "
    page = read(upper + write(60, 120, "Table 2") + level(True) + words())
    assert [grid.rows for grid in page.grids] == [4, 4] and [row.text for row in page.lines] == ["Table 2"]


@pytest.mark.parametrize("missing", ["top", "bottom", "left", "right"])
def test_an_edge_that_is_not_ruled_is_there(missing: str) -> None:
    """Up to where the rules of the other direction go on, a table goes on: nothing is lost on a page it continues on."""
    ys = {"top": YS[1:], "bottom": YS[:-1]}.get(missing, YS)
    xs = {"left": XS[1:], "right": XS[:-1]}.get(missing, XS)
    rules = "".join(line(30, y, 200, y) for y in ys) + "".join(line(x, 20, x, 84) for x in xs)
    assert table(read(rules + words())) == ROWS


@pytest.mark.parametrize("how", ["stroke", "box", "outline"])
@pytest.mark.parametrize("colour", ["0.85 0.9 1", "0.2 0.3 0.6", "0.9"])
def test_white_rules_upon_coloured_cells_are_rules(how: str, colour: str) -> None:
    """White is seen upon colour: as strokes, as thin boxes, as the outline of coloured cells."""
    operator = "g" if len(colour.split()) == 1 else "rg"
    if how == "outline":
        cells = "".join(
            box(a, b, c, d, "B") for a, c in itertools.pairwise(XS) for d, b in itertools.pairwise(YS)
        )
        drawing = f"{colour} {operator} 1 G {cells} 0 g 0 G "
    else:
        lines = "".join(
            line(*ends)
            if how == "stroke"
            else box(ends[0] - 0.3, ends[1] - 0.3, ends[2] + 0.3, ends[3] + 0.3)
            for ends in [(30, y, 200, y) for y in YS] + [(x, 20, x, 84) for x in XS]
        )
        drawing = f"{colour} {operator} {box(30, 20, 200, 84)} 1 g 1 G {lines} 0 g 0 G "
    assert table(read(drawing + words())) == ROWS


CELLS = [Tile(r, c, 1, 1, "" if (r, c) != (1, 0) else "x", 1) for r in range(2) for c in range(3)]


@pytest.mark.parametrize(
    ("start", "number", "row"),
    [
        (76, "16.60", ["", "16.60", ""]),
        (100, "1234567.89", ["", "1234567.89", ""]),
        (112, "-1,234.50", ["", "-1,234.50", ""]),
        (26, "123.45", ["123.45", "", ""]),
        (160, "4,123,456", ["", "", "4,123,456"]),
    ],
)
@pytest.mark.parametrize("single", [False, True])
def test_a_number_over_a_rule_is_one_number(start: float, number: str, row: list[str], single: bool) -> None:
    """A number that runs over a rule on either side, also the table's own, is whole in the cell that has most of it."""
    widths = {".": 2.22, ",": 2.22, "-": 2.66}
    text, x = "", start
    for sign in number if single else ():
        text += write(round(x, 2), 40, sign)
        x += widths.get(sign, 4.45)
    page = read(drawn(CELLS, "stroke") + (text or write(start, 40, number)))
    assert [cell.text for cell in page.grids[0].cells[:3]] == row and page.lines == ()


def test_two_numbers_side_by_side_stay_two() -> None:
    """Numbers that touch a rule from both sides are each in their own cell."""
    page = read(drawn(CELLS, "stroke") + write(62.2, 40, "12.00") + write(80.2, 40, "15.00"))
    assert [cell.text for cell in page.grids[0].cells[:3]] == ["12.00", "15.00", ""]


def test_a_number_behind_a_word_that_ends_in_the_table_stays_outside() -> None:
    """A text that leaves the table between its last word and its number is no number of a cell, and does no harm."""
    page = read(drawn(CELLS, "stroke") + write(175, 40, "b12.00"))
    assert [row.text for row in page.lines] == ["12.00"]
    assert "b" in "".join(cell.text for cell in page.grids[0].cells)
