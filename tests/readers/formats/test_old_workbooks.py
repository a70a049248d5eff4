"""Old and other workbooks: BIFF, OpenDocument and XML spreadsheets give what the same .xlsx gives."""

import io
from collections.abc import Callable
from pathlib import Path
from struct import pack

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from made_files import unzipped, zipped
from PIL import Image
from tilings import tilings

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.excel.biff import biff_pages
from budgetkit.readers.formats.excel.ods import flat_ods_pages, ods_pages
from budgetkit.readers.formats.excel.xml2003 import xml2003_pages
from budgetkit.readers.formats.kinds import format_of
from budgetkit.readers.formats.open import open_paper
from budgetkit.readers.formats.page import Line, Page
from budgetkit.readers.formats.tiling import Tile, grid_of

Pages = tuple[Page, ...]


def shown(page: Page) -> list[str | list[str]]:
    """Return the blocks of a page: a line as its text, a grid as the list of its texts."""
    return [b.text if isinstance(b, Line) else [c.text for c in b.cells] for b in page.blocks]


def biff(
    tiles: list[Tile], change: Callable[[xlwt.Workbook, xlwt.Worksheet], object] = lambda *_: None
) -> bytes:
    """Return an .xls with a bordered table from the second row and column on."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("S1")
    style = xlwt.easyxf("borders: left thin, right thin, top thin, bottom thin")
    for row, column, height, width, text, _ in tiles:
        sheet.write_merge(row + 1, row + height, column + 1, column + width, text or None, style)
    change(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


NAMES = {
    "office": "office:1.0",
    "table": "table:1.0",
    "text": "text:1.0",
    "style": "style:1.0",
    "fo": "xsl-fo-compatible:1.0",
}
ODS_STYLES = (
    "<style:style style:name='ruled' style:family='table-cell'>"
    "<style:table-cell-properties fo:border='0.5pt solid #000000'/></style:style>"
    "<style:style style:name='white' style:parent-style-name='ruled'>"
    "<style:text-properties fo:color='#FFFFFF'/></style:style>"
    "<style:style style:name='up'><style:text-properties style:text-position='super 58%'/></style:style>"
    "<style:style style:name='pale'><style:text-properties fo:color='#ffffff'/></style:style>"
    "<style:style style:name='almost' style:parent-style-name='ruled'>"
    "<style:text-properties fo:color='#fdfdfd'/></style:style>"
    "<style:style style:name='tiny' style:parent-style-name='ruled'>"
    "<style:text-properties fo:font-size='1pt'/></style:style>"
    "<style:style style:name='gone'><style:text-properties text:display='none'/></style:style>"
    "<style:style style:name='flat'><style:table-row-properties style:row-height='0.01cm'/></style:style>"
    "<style:style style:name='away' style:family='table'><style:table-properties table:display='false'/></style:style>"
)


def flat_ods(tables: str) -> bytes:
    """Return a flat OpenDocument spreadsheet with these tables."""
    spaces = " ".join(f"xmlns:{n}='urn:oasis:names:tc:opendocument:xmlns:{uri}'" for n, uri in NAMES.items())
    kind = "office:mimetype='application/vnd.oasis.opendocument.spreadsheet'"
    styles = f"<office:automatic-styles>{ODS_STYLES}</office:automatic-styles>"
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    return f"<?xml version='1.0'?><office:document {spaces} {kind}>{styles}{body}</office:document>".encode()


def ods_cell(text: str, more: str = "", style: str = "ruled") -> str:
    """Return a cell of an OpenDocument table."""
    inner = f"<text:p>{text}</text:p>" if text else ""
    return f"<table:table-cell table:style-name='{style}' {more}>{inner}</table:table-cell>"


def ods_table(rows: list[str], name: str = "S1", more: str = "", columns: str = "") -> str:
    """Return an OpenDocument table of rows of cells."""
    inner = "".join(
        row if row.startswith("<table:table-row") else f"<table:table-row>{row}</table:table-row>"
        for row in rows
    )
    return f"<table:table table:name='{name}' {more}>{columns}{inner}</table:table>"


def ods_tiles(tiles: list[Tile]) -> bytes:
    """Return a bordered table as a flat OpenDocument spreadsheet."""
    starts = {(t.row, t.column): t for t in tiles}
    height, width = max(t.row + t.rows for t in tiles), max(t.column + t.columns for t in tiles)
    rows = []
    for row in range(height):
        cells = []
        for column in range(width):
            tile = starts.get((row, column))
            if tile is None:
                cells.append("<table:covered-table-cell/>")
            else:
                spans = (
                    f"table:number-rows-spanned='{tile.rows}' table:number-columns-spanned='{tile.columns}'"
                )
                cells.append(ods_cell(tile.text, spans))
        rows.append("".join(cells))
    return flat_ods(ods_table(rows))


XML_STYLES = (
    "<Style ss:ID='r'><Borders><Border ss:Position='Left' ss:LineStyle='Continuous'/></Borders></Style>"
    "<Style ss:ID='m' ss:Parent='r'><NumberFormat ss:Format='Standard'/></Style>"
    "<Style ss:ID='n' ss:Parent='r'><NumberFormat ss:Format='0.00;[Red]0.00'/></Style>"
    "<Style ss:ID='w' ss:Parent='r'><Font ss:Color='#FFFFFF'/></Style>"
    "<Style ss:ID='u' ss:Parent='r'><Font ss:VerticalAlign='Superscript'/></Style>"
)


def xml2003(sheets: str) -> bytes:
    """Return an XML spreadsheet with these worksheets."""
    spaces = (
        "xmlns='urn:schemas-microsoft-com:office:spreadsheet' xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet' "
        "xmlns:x='urn:schemas-microsoft-com:office:excel' xmlns:html='http://www.w3.org/TR/REC-html40'"
    )
    head = "<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?>"
    return f"{head}<Workbook {spaces}><Styles>{XML_STYLES}</Styles>{sheets}</Workbook>".encode()


def xml_sheet(rows: str, more: str = "") -> str:
    """Return a worksheet of rows."""
    return f"<Worksheet ss:Name='S1'><Table>{rows}</Table>{more}</Worksheet>"


def xml_cell(text: str, style: str = "r", kind: str = "String", more: str = "") -> str:
    """Return a cell of an XML spreadsheet."""
    data = f"<Data ss:Type='{kind}'>{text}</Data>" if text else ""
    return f"<Cell ss:StyleID='{style}' {more}>{data}</Cell>"


def xml_tiles(tiles: list[Tile]) -> bytes:
    """Return a bordered table as an XML spreadsheet."""
    rows = []
    for row in range(max(t.row + t.rows for t in tiles)):
        cells = [
            xml_cell(
                t.text,
                more=f"ss:Index='{t.column + 1}' ss:MergeAcross='{t.columns - 1}' ss:MergeDown='{t.rows - 1}'",
            )
            for t in tiles
            if t.row == row
        ]
        rows.append(f"<Row>{''.join(cells)}</Row>")
    return xml2003(xml_sheet("".join(rows)))


WAYS: dict[str, tuple[Callable[[list[Tile]], bytes], Callable[[bytes, str], Pages]]] = {
    "xls": (biff, biff_pages),
    "fods": (ods_tiles, flat_ods_pages),
    "xml2003": (xml_tiles, xml2003_pages),
}


@pytest.mark.parametrize("way", WAYS)
@given(tiles=tilings())
@settings(max_examples=30)
def test_merged_cells_come_back(way: str, tiles: list[Tile]) -> None:
    """Any bordered table of merged cells comes back with its places, spans and texts, told by its content."""
    write, read = WAYS[way]
    data = write(tiles)
    assert format_of(data, "made.xls") == way
    (page,) = read(data, "made.xls")
    assert page.grids == (grid_of(tiles, 1),)


FORMATS = [
    (637.5, "0.00", "637.50"),
    (-637.5, "0.00;[Red]0.00", "-637.50"),
    (1234567.5, "#,##0.00", "1,234,567.50"),
    (0, '0.00;-0.00;"-"', "-"),
    (0.1764, "0.00%", "17.64%"),
]
CELLS = [Tile(0, n, 1, 1, "x", 1) for n in range(3)]


@pytest.mark.parametrize(("value", "form", "text"), FORMATS)
def test_biff_numbers_come_as_displayed(value: float, form: str, text: str) -> None:
    """Numbers of old workbooks show their format's places and signs."""

    def write(_: xlwt.Workbook, sheet: xlwt.Worksheet) -> None:
        sheet.write(5, 1, value, xlwt.easyxf("borders: left thin, right thin", num_format_str=form))
        sheet.write(5, 2, "y", xlwt.easyxf("borders: left thin, right thin"))

    assert shown(biff_pages(biff(CELLS, write), "made.xls")[0])[-1] == [text, "y"]


def test_biff_hides_and_raises() -> None:
    """Hidden rows, columns and sheets, white cells and raised runs of old workbooks are what they are in new ones."""

    def write(book: xlwt.Workbook, sheet: xlwt.Worksheet) -> None:
        line = "borders: left thin, right thin; "
        for row in range(2, 5):
            for column in range(1, 4):
                sheet.write(row, column, f"{row}{column}", xlwt.easyxf(line))
        sheet.row(3).hidden = True
        sheet.col(2).hidden = True
        sheet.write(5, 1, "77", xlwt.easyxf(f"{line}font: colour white"))
        up = xlwt.easyfont("escapement superscript")
        sheet.write_rich_text(5, 3, ["637.50", ("1", up)], xlwt.easyxf(line))
        book.add_sheet("底稿").visibility = 1

    page, other = biff_pages(biff(CELLS, write), "made.xls")
    assert shown(page) == [["x", "x", "21", "23", "41", "43", "", "637.50¹"]]
    assert [said.split(" are")[0] for said in page.hidden[:2]] == [
        "rows 4 of sheet S1",
        "columns C of sheet S1",
    ]
    assert page.hidden[2].startswith("1 cells of sheet S1")
    assert other.refused.startswith("sheet 底稿 is hidden")


def test_open_document_sheets_come_as_displayed() -> None:
    """Printed texts, signs told by colour, raised and white runs, repeats, hidden rows, columns and sheets."""
    number = "office:value-type='float' office:value='-637.5'"
    white = "<text:span text:style-name='pale'>77</text:span>"
    up = "<text:span text:style-name='up'>1</text:span>"
    nines = ods_cell("9", "table:number-columns-repeated='4'")
    rows = [
        ods_cell("a", "table:number-columns-repeated='2'") + ods_cell("c") + ods_cell("d"),
        f"<table:table-row table:visibility='collapse'>{nines}</table:table-row>",
        ods_cell("637.50", number)
        + ods_cell(f"{white}12{up}")
        + ods_cell("8")
        + ods_cell("5", style="white"),
        f"<table:table-row table:number-rows-repeated='1048000'>{ods_cell('', style='')}</table:table-row>",
    ]
    columns = "<table:table-column table:number-columns-repeated='2'/><table:table-column table:visibility='collapse'/>"
    data = flat_ods(
        ods_table(rows, columns=columns) + ods_table([ods_cell("x")], "底稿", "table:style-name='away'")
    )
    page, other = flat_ods_pages(data, "made.fods")
    assert shown(page) == [["a", "a", "d", "-637.50", "12¹", ""]]
    assert [said.split(" of")[0] for said in page.hidden] == ["rows 2", "columns C", "1 cells"]
    assert other.refused.startswith("sheet 底稿 is hidden")


HIDING_ROWS = (
    "<table:table-row table:visibility='filter'>{}</table:table-row>",
    "<table:table-row table:style-name='flat'>{}</table:table-row>",
    "<table:table-row-group table:display='false'><table:table-row>{}</table:table-row></table:table-row-group>",
    "<table:table-row-group table:display='false'><table:table-row-group>"
    "<table:table-row>{}</table:table-row></table:table-row-group></table:table-row-group>",
)


@pytest.mark.parametrize("row", HIDING_ROWS)
def test_every_way_of_hiding_a_row(row: str) -> None:
    """Rows that are filtered out, without height, or folded away with a group above them are not shown, and said."""
    nines = row.format(ods_cell("9", "table:number-columns-repeated='2'"))
    rows = "".join(
        f"<table:table-row>{ods_cell(a)}{ods_cell(b)}</table:table-row>{more}"
        for a, b, more in (("a", "b", nines), ("1", "2", ""))
    )
    (page,) = flat_ods_pages(flat_ods(f"<table:table table:name='S1'>{rows}</table:table>"), "made.fods")
    assert shown(page) == [["a", "b", "1", "2"]]
    assert [said.split(" of")[0] for said in page.hidden] == ["rows 2"]


@pytest.mark.parametrize("style", ["almost", "tiny"])
def test_what_cannot_be_seen_of_an_ods_is_said(style: str) -> None:
    """Text almost white or of no size is blank and said; runs that are not displayed are no part of a text."""
    gone = "<text:span text:style-name='gone'>77</text:span>"
    row = ods_cell("a") + ods_cell(f"{gone}5") + ods_cell("9", style=style)
    (page,) = flat_ods_pages(flat_ods(ods_table([row, row.replace(">a<", ">b<")])), "made.fods")
    assert shown(page) == [["a", "5", "", "b", "5", ""]]
    assert page.hidden[0].startswith("2 cells of sheet S1")


def test_an_ods_is_a_flat_one_in_parts() -> None:
    """The zipped form gives the same pages as the flat one, and is told by its type."""
    flat = ods_tiles([*CELLS])
    parts = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": flat.decode()}
    assert format_of(zipped(parts), "x") == "ods"
    assert ods_pages(zipped(parts), "x") == flat_ods_pages(flat, "x")
    with pytest.raises(UnreadableDocument, match="encrypted"):
        ods_pages(zipped(parts | {"META-INF/manifest.xml": "<manifest:encryption-data/>"}), "x")


def test_xml_spreadsheets_come_as_displayed() -> None:
    """Formats by name and by code, white and raised cells, raised runs, hidden rows, columns and sheets, skipped places."""
    rich = "<Data ss:Type='String'>637.50<html:Sup>1</html:Sup></Data>"
    rows = (
        "<Column/><Column ss:Index='4' ss:Hidden='1'/>"
        f"<Row>{xml_cell('a')}{xml_cell('b')}{xml_cell('c')}{xml_cell('d')}</Row>"
        f"<Row>{xml_cell('1234.5', 'm', 'Number')}{xml_cell('-637.5', 'n', 'Number')}{xml_cell('7', 'w')}</Row>"
        f"<Row ss:Hidden='1'>{xml_cell('9')}</Row>"
        f"<Row ss:Index='4'><Cell ss:StyleID='r'>{rich}</Cell>{xml_cell('3', 'u')}{xml_cell('#REF!', 'r', 'Error')}</Row>"
    )
    hidden = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    page, other = xml2003_pages(xml2003(xml_sheet(rows) + xml_sheet("", hidden)), "made.xls")
    assert shown(page) == [["a", "b", "c", "1,234.50", "-637.50", "", "637.50¹", "³", "#REF!"]]
    assert [said.split(" of")[0] for said in page.hidden] == ["rows 3", "columns D", "1 cells"]
    assert other.refused.startswith("sheet S1 is hidden")


@pytest.mark.parametrize("way", WAYS)
@given(data=st.data())
@settings(max_examples=60)
def test_damaged_workbooks_give_pages_or_one_sentence(way: str, data: st.DataObject) -> None:
    """Whatever bytes are changed, cut or left out, the outcome is pages or one plain sentence."""
    write, read = WAYS[way]
    whole = bytearray(write(CELLS))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        read(bytes(whole[: data.draw(st.integers(len(whole) // 2, len(whole)))]), "bad.xls")
    except UnreadableDocument as error:
        assert str(error).startswith(("bad.xls ", "a ")) and "\n" not in str(error)


def test_a_real_old_workbook_is_its_new_twin(documents: Path) -> None:
    """The official blank workbook gives the same tables as .xls as the one of its kind that is an .xlsx."""
    old, new = (
        open_paper(documents / "shanghai" / name)
        for name in ("budget-2026-template.xls", "unit-budget-2026-template.xlsx")
    )
    assert (old.format, new.format) == ("xls", "xlsx")
    assert [[(g.rows, g.columns) for g in p.grids] for p in old.pages] == [
        [(g.rows, g.columns) for g in p.grids] for p in new.pages
    ]


def test_parts_of_an_xlsx_are_no_zip_of_documents() -> None:
    """A workbook whose main part is gone is a bundle of parts, none of which is a document of its own."""
    assert format_of(zipped({"mimetype": "x", "content.xml": "y"}), "x") == "zip"
    assert unzipped(zipped({"a": "b"})) == {"a": "b"}


def _with_formulas(*formulas: str) -> Callable[[xlwt.Workbook, xlwt.Worksheet], None]:
    def write(_: xlwt.Workbook, sheet: xlwt.Worksheet) -> None:
        for column, formula in enumerate(formulas):
            sheet.write(5, column, xlwt.Formula(formula))

    return write


UNSAVED = {
    "xls": lambda: biff(CELLS, _with_formulas("SUM(A1:A2)", "1+1")),
    "fods": lambda: flat_ods(ods_table([ods_cell("a") + "<table:table-cell table:formula='of:=1+1'/>"])),
    "xml2003": lambda: xml2003(xml_sheet("<Row><Cell ss:Formula='=1+1'/></Row>")),
}


@pytest.mark.parametrize("way", UNSAVED)
def test_formulas_without_results_refuse_their_sheet(way: str) -> None:
    """A sheet whose formulas a program wrote and none worked out says so: a total that is missing is not nothing."""
    (page,) = WAYS[way][1](UNSAVED[way](), "made.xls")
    assert page.refused.startswith("sheet S1 holds formulas without results")


def test_one_formula_that_gives_nothing_is_a_result() -> None:
    """A workbook of which some formula has a result was worked out: an empty text is what the others give."""
    data = biff(CELLS, _with_formulas("SUM(A1:A2)", "1+1"))
    unset = b"\x03\x00\x00\x00\x00\x00\xff\xff"
    assert data.count(unset) == 2
    (page,) = biff_pages(data.replace(unset, pack("<d", 637.5), 1), "made.xls")
    assert not page.refused and [row.text for row in page.lines] == ["637.5"]


def test_what_floats_over_sheets_is_said() -> None:
    """A picture on an old workbook's sheet and a chart on an open document's are not read, and said."""

    def write(_: xlwt.Workbook, sheet: xlwt.Worksheet) -> None:
        out = io.BytesIO()
        Image.new("RGB", (8, 8)).save(out, "BMP")
        sheet.insert_bitmap_data(out.getvalue(), 5, 5)

    (page,) = biff_pages(biff(CELLS, write), "made.xls")
    assert [note.split(" (")[0] for note in page.notes] == [
        "over the sheets float 1 pictures, which are not read"
    ]
    assert not biff_pages(biff(CELLS), "made.xls")[0].notes
    space = "xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0'"
    frame = f"<table:table-cell><draw:frame {space}><draw:object/></draw:frame></table:table-cell>"
    (page,) = flat_ods_pages(flat_ods(ods_table([ods_cell("a") + frame])), "made.fods")
    assert page.notes[0].startswith("page 1 holds a chart")


def test_a_value_without_printed_text_is_read() -> None:
    """Programs other than LibreOffice write the value alone; a printed text that is empty is what the format shows."""
    value = "<table:table-cell office:value-type='float' office:value='30.5'>{}</table:table-cell>"
    (page,) = flat_ods_pages(flat_ods(ods_table([value.format(""), value.format("<text:p/>")])), "made.fods")
    assert [row.text for row in page.lines] == ["30.5"]
