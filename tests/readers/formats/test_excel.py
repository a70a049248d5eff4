"""readers/excel*.py: sheets of .xlsx files."""

from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_files import saved, xlsx_table, zipped
from tilings import tilings

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.excel import workbook as excel
from budgetkit.readers.formats.excel.number_format import displayed, displayed_date
from budgetkit.readers.formats.excel.workbook import sheet_pages
from budgetkit.readers.formats.page import Line, Page
from budgetkit.readers.formats.tiling import Tile, grid_of

TWO = [Tile(r, c, 1, 1, f"{'ab'[r]}{c}", 1) for r in range(2) for c in range(2)]
ACCOUNTS = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '


def shown(page: Page) -> list[str | list[str]]:
    """Return the blocks of a page: a line as its text, a grid as the list of its texts."""
    return [b.text if isinstance(b, Line) else [c.text for c in b.cells] for b in page.blocks]


def read(book: openpyxl.Workbook) -> list[list[str | list[str]]]:
    """Return what the sheets of a workbook show."""
    return [shown(page) for page in sheet_pages(saved(book), "made.xlsx")]


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


def unzipped(data: bytes) -> dict[str, str]:
    """Return the parts of a zip."""
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


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
