"""Paragraphs and tables of .docx files."""

import pytest
from hypothesis import given
from made_files import docx, html_table, paragraph, unzipped, word_table, zipped
from tilings import tilings

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.open import format_of
from budgetkit.readers.formats.page import Line, Page
from budgetkit.readers.formats.tiling import Tile, grid_of
from budgetkit.readers.formats.word.document import word_pages
from budgetkit.readers.formats.word.numbering import written

BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
RENDERED = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>{}</w:t></w:r></w:p>"
TWO = [Tile(0, 0, 1, 1, "a", 1), Tile(0, 1, 1, 1, "b", 1)]


def shown(pages: tuple[Page, ...]) -> list[list[str | list[str]]]:
    """Return the blocks of each page: a line as its text, a grid as the list of its texts."""
    return [
        [b.text if isinstance(b, Line) else [c.text for c in b.cells] for b in page.blocks] for page in pages
    ]


def read(body: str, **parts: str) -> list[list[str | list[str]]]:
    """Return what a body shows."""
    return shown(word_pages(docx(body, **parts), "made.docx"))


@given(tilings())
def test_merged_cells_come_back(tiles: list[Tile]) -> None:
    """Any table of merged cells comes back with its places, spans and texts."""
    (page,) = word_pages(docx(word_table(tiles)), "made.docx")
    assert page.grids == (grid_of(tiles, 1),)


def test_blocks_stand_in_the_order_of_the_body() -> None:
    """Lines and tables follow one another as in the body; empty paragraphs and empty tables show nothing."""
    empty = word_table([tile._replace(text="") for tile in TWO])
    assert read(paragraph("one") + word_table(TWO) + paragraph(" ") + empty + paragraph("two")) == [
        ["one", ["a", "b"], "two"]
    ]


def test_pages_follow_stated_and_noted_breaks() -> None:
    """A break counts once, however often Word notes it: by hand, when laid out, before a paragraph, by section."""
    before = paragraph("four", "<w:pageBreakBefore/>")
    section = paragraph("five", "<w:sectPr/>")
    body = paragraph("one") + BREAK + RENDERED.format("two") + RENDERED.format("three") + before + section
    assert read(body + paragraph("six") + BREAK) == [["one"], ["two"], ["three"], ["four", "five"], ["six"]]


def test_a_continuous_section_stays_on_its_page() -> None:
    """A section that continues on the page begins none."""
    last = '<w:sectPr><w:type w:val="continuous"/></w:sectPr>'
    assert read(paragraph("one", "<w:sectPr/>") + paragraph("two") + last) == [["one", "two"]]


def test_rows_know_their_page() -> None:
    """A table that Word broke over pages is one grid; its cells name the pages they stand on."""
    table = word_table(
        [
            Tile(0, 0, 1, 1, "a", 1),
            Tile(0, 1, 1, 1, "b", 1),
            Tile(1, 0, 1, 1, "c", 1),
            Tile(1, 1, 1, 1, "d", 1),
        ]
    )
    first, second = word_pages(
        docx(
            table.replace("<w:t xml:space='preserve'>c", "<w:lastRenderedPageBreak/><w:t>c")
            + paragraph("end")
        ),
        "",
    )
    assert [cell.page for cell in first.grids[0].cells] == [1, 1, 2, 2]
    assert [row.text for row in second.lines] == ["end"]


def test_deletions_hidden_text_and_codes_are_not_printed() -> None:
    """Tracked deletions and moves away, hidden runs, field codes and phonetic guides are left out; insertions stay."""
    runs = (
        "<w:r><w:t>12</w:t></w:r><w:del><w:r><w:delText>34</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>56</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>78</w:t></w:r></w:moveFrom>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>9</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:ruby><w:rt><w:r><w:t>wan</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>万</w:t></w:r></w:rubyBase></w:ruby>"
    )
    assert read(f"<w:p>{runs}</w:p>") == [["12569万"]]


def test_deleted_rows_are_gone() -> None:
    """A row deleted with changes tracked is no row."""
    deleted = "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:tc></w:tr>"
    assert read(word_table(TWO).replace("</w:tbl>", f"{deleted}</w:tbl>")) == [[["a", "b"]]]


def test_breaks_tabs_and_symbols() -> None:
    """A line break ends a line, a tab is a space, symbols of symbol fonts show nothing."""
    signs = '<w:sym w:char="F0A7"/><w:sym w:char="4E07"/><w:noBreakHyphen/>'
    run = f"<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t>{signs}</w:r>"
    assert read(f"<w:p>{run}</w:p>") == [["a b", "c万-"]]


def test_text_boxes_are_read_once() -> None:
    """A text box comes after its paragraph; of a drawing and its older form only one is read."""
    inside = f"<w:txbxContent>{paragraph('boxed')}{word_table(TWO)}</w:txbxContent>"
    old = f"<mc:Fallback><w:pict>{inside}</w:pict></mc:Fallback>"
    both = f"<mc:Choice><w:drawing>{inside}</w:drawing></mc:Choice>{old}"
    drawing = f"<mc:AlternateContent>{both}</mc:AlternateContent>"
    assert read(f"<w:p><w:r>{drawing}<w:t>text</w:t></w:r></w:p>") == [["text", "boxed", ["a", "b"]]]


def test_nested_and_framing_tables() -> None:
    """A table in a cell is a grid of its own after the outer one; a table of one cell is only a frame."""
    outer = word_table([Tile(0, 0, 1, 1, "out", 1), Tile(0, 1, 1, 1, "side", 1)])
    assert read(outer.replace("</w:tc>", f"{word_table(TWO)}<w:p/></w:tc>", 1)) == [
        [["out", "side"], ["a", "b"]]
    ]
    frame = f"<w:tbl><w:tr><w:tc>{paragraph('framed')}{word_table(TWO)}<w:p/></w:tc></w:tr></w:tbl>"
    assert read(frame) == [["framed", ["a", "b"]]]


def test_controls_are_looked_through() -> None:
    """Paragraphs, tables, rows and cells inside content controls count like any other."""
    table = (
        word_table(TWO)
        .replace("<w:tr>", "<w:sdt><w:sdtContent><w:tr>")
        .replace("</w:tr>", "</w:tr></w:sdtContent></w:sdt>")
    )
    assert read(f"<w:sdt><w:sdtContent>{paragraph('one')}{table}</w:sdtContent></w:sdt>") == [
        ["one", ["a", "b"]]
    ]


def test_skipped_columns_are_empty_cells() -> None:
    """A row that begins late leaves empty cells before it."""
    late = "<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr><w:tc><w:p><w:r><w:t>c</w:t></w:r></w:p></w:tc></w:tr>"
    assert read(word_table(TWO).replace("</w:tbl>", f"{late}</w:tbl>")) == [[["a", "b", "", "c"]]]


@pytest.mark.parametrize(("narrow", "columns"), [("1", 2), ("39", 2), ("400", 3)])
def test_edges_that_miss_each_other_by_a_hair_are_one(narrow: str, columns: int) -> None:
    """A column too narrow to show anything is none: cells that end at either of its sides end together."""
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in ("900", narrow, "900"))

    def row(*cells: tuple[str, int, str]) -> str:
        made = (
            f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{merge}</w:tcPr>{paragraph(text)}</w:tc>'
            for text, span, merge in cells
        )
        return f"<w:tr>{''.join(made)}</w:tr>"

    over, under = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = row(("a", 1, over), ("b", 2, "")) + row(("", 2, under), ("c", 1, ""))
    (page,) = word_pages(docx(f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"), "made.docx")
    (table,) = page.grids
    assert table.columns == columns
    if columns == 2:
        assert [(c.row, c.column, c.rows, c.text) for c in table.cells] == [
            (0, 0, 2, "a"),
            (0, 1, 1, "b"),
            (1, 1, 1, "c"),
        ]


def test_a_narrow_column_with_text_is_one() -> None:
    """Lengths that cannot be right, since text stands in the column, are not believed."""
    grid = '<w:tblGrid><w:gridCol w:w="900"/><w:gridCol w:w="900"/><w:gridCol w:w="9"/></w:tblGrid>'
    three = [Tile(0, column, 1, 1, text, 1) for column, text in enumerate("abc")]
    (page,) = word_pages(docx(word_table(three).replace("<w:tbl>", f"<w:tbl>{grid}")), "made.docx")
    assert page.grids == (grid_of(three, 1),)


def test_numbers_that_word_prints_itself() -> None:
    """Numbered paragraphs show their numbers, counted on by level, from the list or from the style."""

    def level(depth: int, how: str, text: str) -> str:
        kind = f'<w:start w:val="1"/><w:numFmt w:val="{how}"/><w:suff w:val="nothing"/><w:lvlText w:val="{text}"/>'
        return f'<w:lvl w:ilvl="{depth}">{kind}</w:lvl>'

    levels = level(0, "chineseCounting", "%1、") + level(1, "decimal", "（%2）")
    kind = f'<w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
    numbering = f'{kind}<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    base = '<w:style w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>'
    styles = f'{base}<w:style w:styleId="Head"><w:basedOn w:val="Base"/></w:style>'

    def numbered(text: str, depth: int) -> str:
        return paragraph(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="3"/></w:numPr>')

    body = (
        paragraph("a", '<w:pStyle w:val="Head"/>')
        + numbered("b", 1)
        + numbered("c", 1)
        + numbered("d", 0)
        + numbered("e", 1)
    )
    off = paragraph("f", '<w:pStyle w:val="Head"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert read(body + off, numbering=numbering, styles=styles) == [
        ["一、a", "（1）b", "（2）c", "二、d", "（1）e", "f"]
    ]


@pytest.mark.parametrize(
    ("number", "how", "text"),
    [
        (10, "chineseCounting", "十"),
        (20, "japaneseCounting", "二十"),
        (99, "chineseCountingThousand", "九十九"),
        (27, "lowerLetter", "aa"),
        (1994, "upperRoman", "MCMXCIV"),
        (3, "decimalEnclosedCircle", "③"),
        (7, "decimalZero", "07"),
        (5, "bullet", ""),
        (5, "unheardOf", "5"),
    ],
)
def test_written_numbers(number: int, how: str, text: str) -> None:
    """Each of Word's formats writes a number its way; one that is not known writes digits."""
    assert written(number, how) == text


@pytest.mark.parametrize(
    "data",
    [
        docx(paragraph("x"))[:-30],
        zipped({"word/document.xml": "<w:document"}),
        zipped({"word/document.xml": "<other/>"}),
        docx("<w:p>" * 400 + "</w:p>" * 400),
        zipped({"word/document.xml": "<!DOCTYPE x [<!ENTITY a 'aa'>]><x>&a;</x>"}),
        zipped({"word/document.xml": "a" * 3_000_000}),
    ],
    ids=["cut", "broken", "foreign", "deep", "entities", "bomb"],
)
def test_damaged_files_are_refused(data: bytes) -> None:
    """Cut, broken, foreign, too deep, entity-defining and swelling files raise one plain sentence."""
    with pytest.raises(UnreadableDocument, match=r"^bad\.docx [^\n]+$"):
        word_pages(data, "bad.docx")


def run(text: str, properties: str = "") -> str:
    """Return a Word run."""
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def in_cell(runs: str, cell: str = "", paragraph: str = "") -> str:
    """Return a table of two cells, the second with these runs and properties."""
    second = f"<w:tc><w:tcPr>{cell}</w:tcPr><w:p><w:pPr>{paragraph}</w:pPr>{runs}</w:p></w:tc>"
    return f"<w:tbl><w:tr><w:tc>{paragraph_of('a')}</w:tc>{second}</w:tr></w:tbl>"


def paragraph_of(text: str) -> str:
    """Return a Word paragraph of one run."""
    return f"<w:p>{run(text)}</w:p>"


def cell_of(text: str) -> str:
    """Return a Word cell of one run."""
    return f"<w:tc>{paragraph_of(text)}</w:tc>"


KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relations(kind: str, target: str) -> str:
    """Return the part that names one other part."""
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    item = f"<Relationship Id='r1' Type='{KINDS}/{kind}' Target='{target}'/>"
    return f"<Relationships xmlns='{namespace}'>{item}</Relationships>"


W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
STYLES = (
    "<w:style w:type='character' w:styleId='Note'><w:rPr><w:vertAlign w:val='superscript'/></w:rPr></w:style>"
    "<w:style w:type='character' w:styleId='NoteToo'><w:basedOn w:val='Note'/></w:style>"
    "<w:style w:type='character' w:styleId='Gone'><w:rPr><w:vanish/></w:rPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='Away'><w:rPr><w:vanish/></w:rPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='White'><w:rPr><w:color w:val='ffffff'/></w:rPr></w:style>"
    "<w:style w:type='table' w:styleId='Dark'><w:tblStylePr w:type='firstRow'>"
    "<w:tcPr><w:shd w:fill='003366'/></w:tcPr></w:tblStylePr></w:style>"
)


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ("<w:vertAlign w:val='superscript'/>", "637.50¹"),
        ("<w:vertAlign w:val='subscript'/>", "637.50¹"),
        ("<w:position w:val='8'/>", "637.50¹"),
        ("<w:rStyle w:val='Note'/>", "637.50¹"),
        ("<w:rStyle w:val='NoteToo'/>", "637.50¹"),
        ("<w:rStyle w:val='Note'/><w:vertAlign w:val='baseline'/>", "637.501"),
        ("<w:strike/>", "637.50 1"),
        ("", "637.501"),
        ("<w:vanish/>", "637.50"),
        ("<w:vanish w:val='0'/>", "637.501"),
        ("<w:rStyle w:val='Gone'/>", "637.50"),
        ("<w:color w:val='FFFFFF'/>", "637.50"),
        ("<w:color w:val='FFFFFF'/><w:shd w:fill='000000'/>", "637.501"),
        ("<w:color w:val='FFFFFF'/><w:highlight w:val='black'/>", "637.501"),
        ("<w:sz w:val='2'/>", "637.50"),
        ("<w:color w:val='FF0000'/>", "637.501"),
        ("<w:color w:val='FDFDFD'/>", "637.50"),
        ("<w:color w:val='000000'/><w:highlight w:val='black'/>", "637.50"),
        ("<w:color w:val='FFFFFF'/><w:highlight w:val='none'/>", "637.50"),
        ("<w:w w:val='1'/>", "637.50"),
        ("<w:w w:val='80'/>", "637.501"),
        ("<w14:textFill><w14:noFill/></w14:textFill>", "637.50"),
        ("<w14:textFill><w14:noFill/></w14:textFill><w14:textOutline w14:w='9'/>", "637.501"),
        (
            "<w14:textFill><w14:solidFill><w14:alpha w14:val='100000'/></w14:solidFill></w14:textFill>",
            "637.50",
        ),
        (
            "<w14:textFill><w14:solidFill><w14:alpha w14:val='20000'/></w14:solidFill></w14:textFill>",
            "637.501",
        ),
    ],
)
def test_what_a_run_looks_like(properties: str, text: str) -> None:
    """Raised runs are marks of notes, struck ones stand apart, hidden, white, tiny and clear ones are not printed."""
    for name in ("textFill", "textOutline"):
        properties = properties.replace(f"<w14:{name}", f"<w14:{name} xmlns:w14='{W14}'")
    body = in_cell(run("637.50") + run("1", properties))
    assert read(body, styles=STYLES) == [[["a", text]]]


@pytest.mark.parametrize(
    ("cell", "paragraph", "seen"),
    [
        ("", "<w:pStyle w:val='Away'/>", False),
        ("", "<w:pStyle w:val='White'/>", False),
        ("<w:shd w:fill='003366'/>", "<w:pStyle w:val='White'/>", True),
        ("", "<w:pStyle w:val='White'/><w:shd w:fill='003366'/>", True),
        ("<w:shd w:fill='FFFFFF'/>", "<w:pStyle w:val='White'/>", False),
    ],
)
def test_styles_and_grounds_hide(cell: str, paragraph: str, seen: bool) -> None:
    """A style hides too; white text is seen on a dark cell or paragraph; a cell that hides all its text is said."""
    (page,) = word_pages(docx(in_cell(run("77"), cell, paragraph), styles=STYLES), "made.docx")
    assert [c.text for c in page.grids[0].cells] == ["a", "77" if seen else ""]
    assert bool(page.hidden) is not seen


def test_a_hidden_paragraph_is_said() -> None:
    """Prose that is hidden whole is listed; a paragraph that is deleted, and one that shows something, are not."""
    gone, deleted = run("77", "<w:vanish/>"), "<w:del><w:r><w:delText>8</w:delText></w:r></w:del>"
    (page,) = word_pages(
        docx(f"<w:p>{gone}</w:p><w:p>{gone}{run('5')}</w:p><w:p>{deleted}</w:p>"), "made.docx"
    )
    assert [line.text for line in page.lines] == ["5"]
    assert [note.split(" are")[0] for note in page.notes] == ["1 paragraphs on page 1"]


def test_white_text_on_a_coloured_table_style_is_seen() -> None:
    """Where a table style may colour the ground, white text is taken for seen."""
    body = in_cell(run("77", "<w:color w:val='FFFFFF'/>")).replace(
        "<w:tbl>", "<w:tbl><w:tblPr><w:tblStyle w:val='Dark'/></w:tblPr>"
    )
    assert read(body, styles=STYLES) == [[["a", "77"]]]


@pytest.mark.parametrize(
    ("sign", "text"),
    [
        ("<w:sym w:font='Symbol' w:char='F02D'/>", "−637.50"),
        ("<w:sym w:font='Symbol' w:char='002D'/>", "−637.50"),
        ("<w:sym w:font='Wingdings' w:char='F081'/>", "①637.50"),
        ("<w:sym w:font='Wingdings' w:char='F0E0'/>", "□637.50"),
        ("<w:sym w:font='Symbol' w:char='zz'/>", "□637.50"),
        ("<w:noBreakHyphen/>", "-637.50"),
        ("<w:t>\u00ad</w:t>", "-637.50"),
        ("<w:t>\uf02d</w:t>", "□637.50"),
    ],
)
def test_signs_before_a_figure(sign: str, text: str) -> None:
    """A minus of a symbol font is a minus; an unknown sign before a figure shows, so that it is no plain figure."""
    assert read(in_cell(f"<w:r>{sign}<w:t>637.50</w:t></w:r>")) == [[["a", text]]]
    assert read(f"<w:p><w:r>{sign}<w:t>x</w:t></w:r></w:p>") != [[f"□{'x'}"]]


def test_deleted_cells_and_hidden_rows_are_not_printed() -> None:
    """Cells of a tracked deletion, hidden rows and rows of no height are left out; the rows are said."""
    deleted = in_cell(run("1"), "<w:cellDel w:id='1'/>")
    assert read(deleted + paragraph_of("x") + in_cell(run("1"), "<w:cellIns w:id='1'/>")) == [
        ["a", "x", ["a", "1"]]
    ]
    for hidden in ("<w:hidden/>", "<w:trHeight w:val='0' w:hRule='exact'/>"):
        body = in_cell(run("1")).replace(
            "</w:tr>", f"</w:tr><w:tr><w:trPr>{hidden}</w:trPr><w:tc>{paragraph_of('b')}</w:tc></w:tr>"
        )
        (page,) = word_pages(docx(body), "made.docx")
        assert shown((page,))[0] == [["a", "1"]] and "1 rows" in page.hidden[0]


def test_a_picture_alone_in_a_cell_is_no_blank() -> None:
    """A picture or an object in place of a figure shows as a box, which is no number; beside text it shows nothing."""
    spaces = "xmlns:v='urn:schemas-microsoft-com:vml'"
    picture = f"<w:r><w:pict><v:shape {spaces}><v:imagedata/></v:shape></w:pict></w:r>"
    assert read(in_cell(picture) + paragraph_of("x") + in_cell(picture + run("12"))) == [
        [["a", "□"], "x", ["a", "12"]]
    ]


def test_layout_tables_are_opened() -> None:
    """A table that stands alone in a cell of another is a table of its own; the other's texts are lines."""
    inner = f"<w:tc>{word_table(TWO)}<w:p/></w:tc>"
    outer = f"<w:tbl><w:tr><w:tc>{paragraph_of('title')}</w:tc></w:tr><w:tr>{inner}</w:tr></w:tbl>"
    assert read(outer) == [["title", ["a", "b"]]]
    wide = f"<w:tbl><w:tr>{cell_of('x')}{cell_of('y')}</w:tr><w:tr>{inner}{inner}</w:tr></w:tbl>"
    assert read(wide) == [["x", "y", ["a", "b"], ["a", "b"]]]


def test_a_unit_in_the_page_head_reaches_the_tables() -> None:
    """A unit that only the head of the pages says stands above every table without one of its own."""
    table = word_table([Tile(0, 0, 1, 1, "a", 1), Tile(0, 1, 1, 1, "b", 1)])
    body = table + paragraph_of("单位：元") + table
    parts = unzipped(docx(body))
    rels = relations("header", "header1.xml")
    head = parts["word/document.xml"].replace("w:document", "w:hdr").replace(body, paragraph_of("单位：万元"))
    head = head.replace("<w:body>", "").replace("</w:body>", "")
    data = zipped(parts | {"word/_rels/document.xml.rels": rels, "word/header1.xml": head})
    (page,) = word_pages(data, "made.docx")
    assert shown((page,))[0] == ["单位：万元", ["a", "b"], "单位：元", ["a", "b"]]


@pytest.mark.parametrize("own", ["", "收入总表"])
def test_a_title_in_the_page_head_reaches_the_tables_of_its_section(own: str) -> None:
    """A title that only the head of a section's pages says stands before its tables; one of their own counts more."""
    table = word_table([Tile(0, 0, 1, 1, "a", 1), Tile(0, 1, 1, 1, "b", 1)])
    ends = [
        f'<w:sectPr><w:headerReference xmlns:r="{KINDS}" r:id="r{n}" w:type="default"/></w:sectPr>'
        for n in (1, 2)
    ]
    body = table + f"<w:p><w:pPr>{ends[0]}</w:pPr></w:p>" + paragraph_of(own) + table + ends[1]
    parts = unzipped(docx(body))
    one, two = (relations("header", f"header{n}.xml").replace("'r1'", f"'r{n}'") for n in (1, 2))
    rels = one.replace("</Relationships>", two[two.index("<Relationship ") :])
    heads = {
        f"word/header{n}.xml": parts["word/document.xml"]
        .replace("w:document", "w:hdr")
        .replace(f"<w:body>{body}</w:body>", paragraph_of(title))
        for n, title in ((1, "支出总表"), (2, "一般公共预算支出表"))
    }
    pages = word_pages(zipped(parts | {"word/_rels/document.xml.rels": rels} | heads), "made.docx")
    assert shown(pages) == [["支出总表", ["a", "b"]], [own or "一般公共预算支出表", ["a", "b"]]]


@pytest.mark.parametrize("kind", ["html", "docx", "txt"])
def test_documents_inside_a_document_are_read(kind: str) -> None:
    """The part that an altChunk names is read in its place; a missing one is refused plainly."""
    inner = {"html": html_table(TWO).encode(), "docx": docx(word_table(TWO)), "txt": b"text line"}[kind]
    rels = relations("aFChunk", f"chunk.{kind}")
    body = f"{paragraph_of('x')}<w:altChunk xmlns:r='{KINDS}' r:id='r1'/>{paragraph_of('y')}"
    parts: dict[str, str | bytes] = {**unzipped(docx(body)), "word/_rels/document.xml.rels": rels}
    (page,) = word_pages(zipped(parts | {f"word/chunk.{kind}": inner}), "made.docx")
    assert shown((page,))[0] == ["x", "text line" if kind == "txt" else ["a", "b"], "y"]
    with pytest.raises(UnreadableDocument, match="holds a part that is not read"):
        word_pages(zipped(parts), "made.docx")


def test_strict_and_renamed_documents_are_read() -> None:
    """Strict Open XML and a main part of another name give the same page as the usual file."""
    parts = unzipped(docx(word_table(TWO)))
    usual = word_pages(zipped(parts), "made.docx")
    strict = {
        n: t.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/",
            "http://purl.oclc.org/ooxml/wordprocessingml/",
        )
        for n, t in parts.items()
    }
    rels = relations("officeDocument", "/word/document2.xml")
    renamed = {n.replace("document.xml", "document2.xml"): t for n, t in parts.items()} | {
        "_rels/.rels": rels
    }
    for other in (strict, renamed):
        assert format_of(zipped(other), "made") == "docx"
        assert word_pages(zipped(other), "made.docx") == usual


def test_a_cell_that_shows_a_part_and_hides_digits_is_said() -> None:
    """A hidden run with digits beside one that is seen is no part of the cell's text, and is said; deleted text is not."""
    cell = "<w:tbl><w:tr><w:tc><w:p>{}</w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    parts = {"77": True, "无": False}
    for text, said in parts.items():
        (page,) = word_pages(docx(cell.format(run("30.50") + run(text, "<w:vanish/>"))), "made.docx")
        assert [c.text for c in page.grids[0].cells] == ["30.50", "b"] and bool(page.hidden) == said


def test_notes_and_charts_with_figures_are_said() -> None:
    """Footnotes, comments and charts state figures that are none of the body: they are counted, not passed over."""
    chart = "<w:p><w:r><w:drawing><c:chart xmlns:c='c'/></w:drawing></w:r></w:p>"
    body = paragraph("one") + chart
    kinds = ("footnotes", "comments")
    relations = "".join(f"<Relationship Id='r{kind}' Type='t/{kind}' Target='{kind}.xml'/>" for kind in kinds)
    notes = {
        "footnotes": f"<w:footnote>{paragraph('含结转5.00万元')}</w:footnote><w:footnote>{paragraph('略')}</w:footnote>",
        "comments": f"<w:comment>{paragraph('应为6')}</w:comment>",
    }
    parts = unzipped(docx(body, **notes))
    parts["word/_rels/document.xml.rels"] = f"<Relationships xmlns='r'>{relations}</Relationships>"
    (page,) = word_pages(zipped(parts), "made.docx")
    assert [said.split(" (")[0] for said in page.notes] == [
        "page 1 holds a chart, whose figures are not read",
        "2 footnotes or comments state figures and are not read",
    ]
