"""Sheets of .xlsx files."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_files import saved, unzipped, xlsx_table, zipped
from openpyxl.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Border, Color, Font, PatternFill, Side
from tilings import tilings

from budgetkit.model.amount import parse_amount
from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.excel import workbook as excel
from budgetkit.readers.formats.excel.number_format import displayed, displayed_date
from budgetkit.readers.formats.excel.workbook import sheet_pages
from budgetkit.readers.formats.open import format_of
from budgetkit.readers.formats.page import Line, Page
from budgetkit.readers.formats.tiling import Tile, grid_of

TWO = [Tile(r, c, 1, 1, f"{'ab'[r]}{c}", 1) for r in range(2) for c in range(2)]
ACCOUNTS = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '


def shown(page: Page) -> list[str | list[str]]:
    """Return the blocks of a page: a line as its text, a grid as the list of its texts."""
    return [b.text if isinstance(b, Line) else [c.text for c in b.cells] for b in page.blocks]


def read(book: openpyxl.Workbook) -> list[list[str | list[str]]]:
    """Return what the sheets of a workbook show."""
    return [shown(page) for page in sheet_pages(saved(book), "made.xlsx") if not page.refused]


@given(tilings())
def test_merged_cells_come_back(tiles: list[Tile]) -> None:
    """Any bordered table of merged cells comes back with its places, spans and texts, wherever it stands."""
    book = openpyxl.Workbook()
    xlsx_table(book.active, tiles, top=3, left=2)
    (page,) = sheet_pages(saved(book), "made.xlsx")
    assert page.grids == (grid_of(tiles, 1),)


def test_around_a_ruled_table_stand_lines() -> None:
    """Titles, units and notes without borders are lines in their order, cells of one row one line."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"], sheet["B2"], sheet["A5"] = "Title", "Body", "Unit", "Note one\nNote two"
    sheet.merge_cells("A1:B1")
    xlsx_table(sheet, TWO, top=3)
    assert read(book) == [["Title", "Body Unit", ["a0", "a1", "b0", "b1"], "Note one", "Note two"]]


def test_several_ruled_tables_on_a_sheet() -> None:
    """Tables that do not touch are grids of their own: below one another and side by side."""
    book = openpyxl.Workbook()
    for top, left in ((1, 1), (1, 5), (5, 1)):
        xlsx_table(book.active, TWO, top=top, left=left)
    assert read(book) == [[["a0", "a1", "b0", "b1"]] * 3]


def test_words_over_tables_side_by_side_stand_with_their_own() -> None:
    """Of tables in the same rows each has the title over its own columns; what stands over all of them comes first."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"], sheet["E2"], sheet["E3"], sheet["A6"] = "All", "One", "Two", "Unit", "Note"
    sheet.merge_cells("A1:F1")
    for left in (1, 5):
        xlsx_table(sheet, TWO, top=4, left=left)
    grid = ["a0", "a1", "b0", "b1"]
    assert read(book) == [["All", "One", grid, "Note", "Two", "Unit", grid]]


def test_tables_without_borders() -> None:
    """Without borders a table begins at the first row that fills half its columns; around it stand lines."""
    book = openpyxl.Workbook()
    rows = [
        ["Title"],
        ["Body", None, None, None, "Unit"],
        ["h1", "h2", "h3", "h4", "h5"],
        ["a", 1, 2, 3, 4],
        [None, "sum", 3],
    ]
    for row in [*rows, ["Note"], [], ["Second"], ["x", "y"], [1, 2]]:
        book.active.append(row)
    assert read(book) == [
        [
            *("Title", "Body Unit"),
            ["h1", "h2", "h3", "h4", "h5", "a", "1", "2", "3", "4", "", "sum", "3", "", ""],
            *("Note", "Second", ["x", "y", "1", "2"]),
        ]
    ]


def test_only_what_is_displayed() -> None:
    """Hidden sheets, rows and columns are left out, and zeros where the sheet shows none."""
    book = openpyxl.Workbook()
    sheet = book.active
    xlsx_table(sheet, [Tile(r, c, 1, 1, f"{'abc'[r]}{c}", 1) for r in range(3) for c in range(3)])
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet["C3"] = 0
    sheet.sheet_view.showZeros = False
    book.create_sheet("hidden").sheet_state = "hidden"
    assert read(book) == [[["a0", "a2", "c0", ""]]]


def test_values_come_as_displayed() -> None:
    """Figures show their format's places and separators, dates their form, switches their words, text itself."""
    book = openpyxl.Workbook()
    values = [
        (1234.5, "#,##0.00"),
        (0, ACCOUNTS),
        (date(2024, 2, 3), 'yyyy"年"m"月"'),
        (True, "General"),
        ("0012.50", "@"),
    ]
    xlsx_table(book.active, [Tile(0, n, 1, 1, "x", 1) for n in range(5)])
    for cell, (value, form) in zip(book.active[1], values, strict=True):
        cell.value, cell.number_format = value, form
    assert read(book) == [[["1,234.50", "-", "2024年2月", "TRUE", "0012.50"]]]


def test_formulas_without_results_refuse_their_sheet() -> None:
    """A sheet whose formulas nobody computed says so; other sheets are read; an empty text is a result."""
    book = openpyxl.Workbook()
    xlsx_table(book.active, TWO)
    book.create_sheet("第二")["A1"] = "=1+1"
    first, second = sheet_pages(saved(book), "made.xlsx")
    assert not first.refused
    assert second.refused.startswith("sheet 第二 holds formulas without results")
    parts = unzipped(saved(book))
    text = parts["xl/worksheets/sheet2.xml"]
    computed = text.replace('<c r="A1">', '<c r="A1" t="str">')
    valued = text.replace("<v></v>", "<v>2</v>").replace("<v />", "<v>2</v>").replace("<v/>", "<v>2</v>")
    for changed, texts in ((computed, []), (valued, ["2"])):
        page = sheet_pages(zipped(parts | {"xl/worksheets/sheet2.xml": changed}), "made.xlsx")[1]
        assert (page.refused, [row.text for row in page.lines]) == ("", texts)


def test_a_cell_in_the_last_corner_costs_nothing() -> None:
    """A stray cell in the last row and column of a sheet does not make it endless."""
    book = openpyxl.Workbook()
    xlsx_table(book.active, TWO)
    book.active.cell(1_048_576, 16_384).value = "far"
    assert read(book) == [[["a0", "a1", "b0", "b1"], "far"]]


def test_sizes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook of more cells than the limit is refused."""
    monkeypatch.setattr(excel, "CELL_LIMIT", 3)
    book = openpyxl.Workbook()
    xlsx_table(book.active, TWO)
    with pytest.raises(UnreadableDocument, match=r"^big\.xlsx has more than 3 cells"):
        sheet_pages(saved(book), "big.xlsx")


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"]
)
@pytest.mark.parametrize("text", ["", "<broken", "<!DOCTYPE x><x/>", "<x/>"])
def test_broken_parts_are_refused(part: str, text: str) -> None:
    """Whatever part is broken, the outcome is pages or one plain sentence, never another error."""
    book = openpyxl.Workbook()
    xlsx_table(book.active, TWO)
    try:
        sheet_pages(zipped(unzipped(saved(book)) | {part: text}), "bad.xlsx")
    except UnreadableDocument as error:
        assert str(error).startswith("bad.xlsx ") and "\n" not in str(error)


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (87267272.44, "General", "87267272.44"),
        (0.1 + 0.2, "General", "0.3"),
        (10 / 3, "General", "3.333333333"),
        (156211123, "#,##0", "156,211,123"),
        (1.005, "0.00", "1.01"),
        (-0.5, "0", "-1"),
        (-1234.5, ACCOUNTS, "-1,234.50"),
        (-5, "0.00_);[Red](0.00)", "(5.00)"),
        (5, "0.00;;", "5.00"),
        (-5, "0.00;;", ""),
        (0.1764, "0.00%", "17.64%"),
        (123456789, '0!.0,"万"', "12345.7万"),
        (1234567, "#,##0.00,", "1,234.57"),
        (3.5, '0.0"万元"', "3.5万元"),
        (7, "[>=100]0.0;[<10]0.00;0", "7.00"),
        (5, "000", "005"),
        (2.5, "0.##", "2.5"),
        (5, "@", "5"),
    ],
)
def test_number_formats(value: float, form: str, text: str) -> None:
    """Each number is displayed as Excel displays it in a column wide enough."""
    assert displayed(value, form) == text


@given(st.decimals(-(10**9), 10**9, places=2), st.integers(0, 4))
def test_fixed_places_round_half_away_from_zero(value: Decimal, places: int) -> None:
    """A format of fixed places shows so many, and the figure shown is the nearest of them to the value."""
    text = displayed(value, "0." + "0" * places if places else "0")
    assert len(text.partition(".")[2]) == places
    assert abs(Decimal(text) - value) * 2 <= Decimal(1).scaleb(-places)


@given(st.decimals(0, 10**12, places=2))
def test_grouping_only_adds_commas(value: Decimal) -> None:
    """Thousands separators stand every three digits and change nothing else."""
    plain, grouped = displayed(value, "0.00"), displayed(value, "#,##0.00")
    assert grouped.replace(",", "") == plain
    assert all(len(part) == 3 for part in grouped.partition(".")[0].split(",")[1:])


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("yyyy/m/d h:mm", "2024/2/3 4:05"),
        ("yy-mm-dd", "24-02-03"),
        ('[$-804]yyyy"年"m"月"d"日"', "2024年2月3日"),
    ],
)
def test_date_formats(form: str, text: str) -> None:
    """Months and minutes are told apart by the hours before them."""
    assert displayed_date(datetime(2024, 2, 3, 4, 5), form) == text


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (-637.5, "0.00;[Red]0.00", "-637.50"),
        (-637.5, "[Red][<0]0.00;0.00", "-637.50"),
        (-637.5, "#,##0;[Color10]#,##0", "-638"),
        (-637.5, '0.00;"负"0.00', "负637.50"),
        (-637.5, "0.00;▲0.00", "▲637.50"),
        (-637.5, "0 000.00", "-0637.50"),
        (1234567.5, "# ##0.00", "1234567.50"),
        (637.5, 'General"元"', "637.5元"),
        (637.5, "[DBNum2]General", "637.5"),
        (637.5, "G/通用格式", "637.5"),
        (-637.5, '"¥"#,##0.00', "-¥637.50"),
        (637.5, "[$¥-804]#,##0.00", "¥637.50"),
        (0.5, "#.00", ".50"),
        (5, "0.##", "5."),
        (123456.78, '0"."0000', "12.3457"),
        (-0.001, "0.00;[Red]0.00", "0.00"),
        (637.5, "0.00E+00", "6.38E+2"),
        (637.5, ";;;", ""),
    ],
)
def test_every_sign_and_precision_is_displayed(value: float, form: str, text: str) -> None:
    """A colour that means minus becomes one; currency, points and literal text between digits are shown."""
    assert displayed(value, form) == text


@given(
    st.decimals(-(10**6), -1, places=2),
    st.sampled_from(["0.00;[Red]0.00", "[<0]0.00;0.00", "¥0.00", "0.00;(0.00)"]),
)
def test_a_negative_number_is_read_back_negative(value: Decimal, form: str) -> None:
    """Whatever format displays a negative number, the amount read is that number."""
    amount = parse_amount(displayed(value, form), "元")
    assert amount is not None and amount.value == value


def test_raised_signs_in_a_cell_are_marks() -> None:
    """Raised runs and raised cells are marks of notes, not digits; a struck figure does not join another."""
    up, struck = InlineFont(vertAlign="superscript"), InlineFont(strike=True)
    book = openpyxl.Workbook()
    xlsx_table(book.active, [Tile(0, n, 1, 1, "x", 1) for n in range(4)])
    book.active["A1"] = CellRichText("637.50", TextBlock(up, "1"))
    book.active["B1"] = CellRichText(TextBlock(up, "注2"), "12")
    book.active["C1"] = CellRichText(TextBlock(struck, "600.00"), "637.50")
    book.active["D1"], book.active["D1"].font = "3", Font(vertAlign="superscript")
    texts = read(book)[0][0]
    assert texts == ["637.50¹", "[注2]12", "600.00 637.50", "³"]
    assert [str(a and a.value) for a in (parse_amount(t, "元") for t in texts)] == [
        "637.50",
        "12",
        "None",
        "None",
    ]


WHITE = Font(color="FFFFFFFF")


def on_fill(cell: Cell, color: str) -> None:
    """Write a cell in white on a fill."""
    cell.font, cell.fill = WHITE, PatternFill("solid", fgColor=color)


@pytest.mark.parametrize(
    ("how", "lost"),
    [
        (lambda cell: setattr(cell, "number_format", ";;;"), True),
        (lambda cell: setattr(cell, "font", WHITE), True),
        (lambda cell: setattr(cell, "font", Font(color=Color(theme=0))), True),
        (lambda cell: setattr(cell, "font", Font(color=Color(indexed=9))), True),
        (lambda cell: setattr(cell, "font", Font(color="FFFDFDFE")), True),
        (lambda cell: setattr(cell, "font", Font(sz=1)), True),
        (lambda cell: setattr(cell, "font", Font(color="FFBFBFBF", sz=5)), False),
        (
            lambda cell: (
                setattr(cell, "font", WHITE),
                setattr(cell, "fill", PatternFill("solid", fgColor="FFFFFFFF")),
            ),
            True,
        ),
        (
            lambda cell: (
                setattr(cell, "font", WHITE),
                setattr(cell, "fill", PatternFill("solid", fgColor="FF003366")),
            ),
            False,
        ),
        (lambda cell: setattr(cell, "font", Font(color="FFFF0000")), False),
    ],
)
def test_what_colour_or_format_hides_is_not_printed(how: Callable[[Cell], object], lost: bool) -> None:
    """A cell whose text is not to be seen is blank and said; white text on a dark fill is seen."""
    book = openpyxl.Workbook()
    xlsx_table(book.active, TWO)
    book.active["B2"] = 77
    how(book.active["B2"])
    (page,) = sheet_pages(saved(book), "made.xlsx")
    assert shown(page) == [["a0", "a1", "b0", "" if lost else "77"]]
    assert bool(page.hidden) is lost and all("1 cells of sheet Sheet" in said for said in page.hidden)


def test_white_runs_are_not_printed() -> None:
    """A run in white beside a figure is no part of it."""
    book = openpyxl.Workbook()
    xlsx_table(book.active, TWO)
    book.active["B2"] = CellRichText(TextBlock(InlineFont(color="FFFFFFFF"), "77"), "637.50")
    assert read(book) == [[["a0", "a1", "b0", "637.50"]]]


@pytest.mark.parametrize(
    ("operator", "bounds", "lost"),
    [
        ("equal", ["0"], [True, False]),
        ("notEqual", ["0"], [False, True]),
        ("lessThan", ["5"], [True, False]),
        ("between", ["9", "5"], [False, True]),
        ("notBetween", ["5", "9"], [True, False]),
        ("equal", ["$A$1"], [False, False]),
    ],
)
def test_what_a_condition_turns_white_is_not_printed(
    operator: str, bounds: list[str], lost: list[bool]
) -> None:
    """What a conditional format writes in the colour of its paper is blank; conditions on cells are not worked out."""
    book = openpyxl.Workbook()
    xlsx_table(book.active, TWO)
    book.active["A2"], book.active["B2"] = 0, 7
    rule = CellIsRule(operator=operator, formula=bounds, font=WHITE)
    book.active.conditional_formatting.add("A1:B2", rule)
    (page,) = sheet_pages(saved(book), "made.xlsx")
    # A zero in white is nothing that a sum would miss.
    assert bool(page.hidden) == lost[1]
    assert shown(page) == [
        ["a0", "a1", *("" if gone else text for gone, text in zip(lost, "07", strict=True))]
    ]


def test_runs_in_black_are_printed_in_a_white_cell() -> None:
    """What a run says of its colour counts before what its cell says."""
    book = openpyxl.Workbook()
    xlsx_table(book.active, TWO)
    book.active["B2"] = CellRichText("77", TextBlock(InlineFont(color="FF000000"), "637.50"))
    book.active["B2"].font = WHITE
    assert read(book) == [[["a0", "a1", "b0", "637.50"]]]


def test_what_is_hidden_is_said() -> None:
    """Hidden rows, rows of no height, hidden columns and sheets are named; blank ones are not."""
    book = openpyxl.Workbook()
    xlsx_table(book.active, [Tile(r, c, 1, 1, f"{r}{c}", 1) for r in range(5) for c in range(3)])
    book.active.row_dimensions[2].hidden = book.active.row_dimensions[9].hidden = True
    book.active.row_dimensions[4].height = 0.75
    book.active.column_dimensions["C"].hidden = True
    book.create_sheet("底稿").sheet_state = "veryHidden"
    page, other = sheet_pages(saved(book), "made.xlsx")
    assert [said.split(" are")[0] for said in page.hidden] == [
        "rows 2, 4 of sheet Sheet",
        "columns C of sheet Sheet",
    ]
    assert other.refused.startswith("sheet 底稿 is hidden")


@pytest.mark.parametrize("framed", [["B4"], ["A3", "B3", "C3"], ["A6", "B6", "C6"], ["A4", "B4"], []])
def test_borders_that_do_not_bound_the_table(framed: list[str]) -> None:
    """Where only a cell, the head or the last row is framed, the table is the run of filled rows all the same."""
    book = openpyxl.Workbook()
    rows = [["某表"], ["单位：万元"], ["项目", "合计", "基本"], ["a", 1, 2], ["b", 3, 4], ["c", 5, 6]]
    for row in rows:
        book.active.append(row)
    for place in framed:
        book.active[place].border = Border(*[Side(style="thin")] * 4)
    assert read(book) == [
        ["某表", "单位：万元", ["项目", "合计", "基本", "a", "1", "2", "b", "3", "4", "c", "5", "6"]]
    ]


def test_a_tab_is_the_title_where_no_other_is() -> None:
    """The name on a tab stands above the first table of a sheet that names none itself, and else is left out."""
    book = openpyxl.Workbook()
    book.active.title = "表3 部门支出总表"
    xlsx_table(book.active, TWO)
    xlsx_table(book.create_sheet("表4 别的表"), TWO, top=2)
    book["表4 别的表"]["A1"] = "部门收入总表"
    xlsx_table(book.create_sheet("Sheet5"), TWO)
    table = ["a0", "a1", "b0", "b1"]
    assert read(book) == [["表3 部门支出总表", table], ["部门收入总表", table], [table]]


def test_strict_and_renamed_parts_are_read() -> None:
    """Strict Open XML and a workbook part of another name give the same cells as the usual file."""
    book = openpyxl.Workbook()
    xlsx_table(book.active, TWO)
    parts = unzipped(saved(book))
    usual = sheet_pages(zipped(parts), "made.xlsx")
    strict = {
        n: t.replace(
            "schemas.openxmlformats.org/spreadsheetml/2006", "purl.oclc.org/ooxml/spreadsheetml"
        ).replace("schemas.openxmlformats.org/officeDocument/2006", "purl.oclc.org/ooxml/officeDocument")
        for n, t in parts.items()
    }
    renamed = {
        n.replace("xl/workbook.xml", "xl/workbook2.xml").replace(
            "workbook.xml.rels", "workbook2.xml.rels"
        ): t.replace("xl/workbook.xml", "xl/workbook2.xml")
        for n, t in parts.items()
    }
    for other in (strict, renamed):
        assert format_of(zipped(other), "made") == "xlsx"
        assert sheet_pages(zipped(other), "made.xlsx") == usual


def test_a_chart_on_a_sheet_is_said() -> None:
    """What a chart shows is not read, and said."""
    book = openpyxl.Workbook()
    xlsx_table(book.active, TWO)
    book.active.add_chart(BarChart(), "D2")
    (page,) = sheet_pages(saved(book), "made.xlsx")
    assert page.notes[0].startswith("page 1 holds a chart")
