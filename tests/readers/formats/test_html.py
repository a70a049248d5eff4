"""Pages of HTML: tables and lines as a browser shows them."""

import pytest
from hypothesis import given
from made_files import html_table
from tilings import tilings

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.html import html_pages
from budgetkit.readers.formats.page import Line
from budgetkit.readers.formats.tiling import Tile, grid_of


def read(body: str, head: str = "") -> list[str | list[str]]:
    """Return the blocks of a page: a line as its text, a grid as the list of its texts."""
    (page,) = html_pages(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "made.html")
    return [b.text if isinstance(b, Line) else [c.text for c in b.cells] for b in page.blocks]


@given(tilings())
def test_spans_come_back(tiles: list[Tile]) -> None:
    """Any table of merged cells comes back with its places, spans and texts."""
    (page,) = html_pages(html_table(tiles).encode(), "made.html")
    assert page.grids == (grid_of(tiles, 1),)


@pytest.mark.parametrize("named", ["gb2312", "GBK", "gb18030", "utf-8", "unheard-of", ""])
def test_charsets(named: str) -> None:
    """The charset that a page names is used, GB 2312 read as the larger GB 18030; else UTF-8, else GB 18030."""
    encoding = "utf-8" if named in ("utf-8", "unheard-of") else "gb18030"
    page = f'<meta http-equiv="Content-Type" content="text/html; charset={named}"><p>镕基：１２％</p>'
    (found,) = html_pages(page.encode(encoding), "made.html")
    assert [row.text for row in found.lines] == ["镕基：１２％"]


def test_byte_order_marks_tell_the_encoding() -> None:
    """A byte order mark outweighs the charset that the page names."""
    (found,) = html_pages('<meta charset="gb2312"><p>合计</p>'.encode("utf-16"), "made.html")
    assert [row.text for row in found.lines] == ["合计"]


def test_prose_is_lines_by_block() -> None:
    """A block is a line, a break ends one, inline marks and source line ends do not; prose and tables alternate."""
    table = "<table><tr><td>1</td><td>2</td></tr></table>"
    body = f"head<p>a<b>b</b>\n c<br>d</p><div>e<div>f</div>g</div>{table}h<ul><li>i</li><li>j</li></ul><pre>k\nl</pre>"
    assert read(body) == ["head", "ab c", "d", "e", "f", "g", ["1", "2"], "h", "i", "j", "k", "l"]


def test_what_is_not_displayed_is_left_out() -> None:
    """Scripts, styles, comments, titles and hidden elements show nothing; what follows them stays."""
    hidden = "<script>s</script><style>s</style><!-- c --><p style='Display : none'>n</p><p hidden>n</p>"
    table = "<table><tr><td>1<span style='display:none'>9</span>.5</td><td>2</td></tr></table>"
    assert read(f"a{hidden}b{table}", "<title>t</title>") == ["ab", ["1.5", "2"]]


def test_layout_tables_do_not_swallow() -> None:
    """A table that holds others, or one cell only, is layout: its text is lines, its inner tables grids."""
    inner = "<table><caption>T</caption><tr><td>1</td><td>2</td></tr></table>"
    outer = f"<table><tr><td>left</td><td><p>above</p>{inner}below</td></tr><tr><td>foot</td></tr></table>"
    assert read(outer) == ["left", "above", "T", ["1", "2"], "below", "foot"]
    assert read("<table><tr><td>alone</td></tr></table>") == ["alone"]


def test_heads_and_feet_stand_where_displayed() -> None:
    """The foot of a table comes last and the head first, wherever they are written."""
    foot, head = (
        "<tfoot><tr><td>f</td><td>g</td></tr></tfoot>",
        "<thead><tr><th>h</th><th>i</th></tr></thead>",
    )
    body = f"<table>{foot}<tr><td>b</td><td>c</td></tr>{head}</table>"
    assert read(body) == [["h", "i", "b", "c", "f", "g"]]


def test_careless_spans_are_bounded() -> None:
    """Spans that are no numbers, zero, huge or overlapping end at the table, and every place has one cell."""
    rows = "<tr><td rowspan=0>a</td><td colspan=x>b</td></tr><tr><td colspan=99999 rowspan=9>c</td></tr>"
    (page,) = html_pages(f"<table>{rows}</table>".encode(), "made.html")
    (grid,) = page.grids
    assert [(c.row, c.column, c.rows, c.columns, c.text) for c in grid.cells if c.text] == [
        (0, 0, 2, 1, "a"),
        (0, 1, 1, 1, "b"),
        (1, 1, 1, 1, "c"),
    ]


def test_lines_in_a_cell() -> None:
    """Breaks and blocks inside a cell part its lines, hard spaces are spaces."""
    assert read("<table><tr><td><p>机关</p><p>运行<br>经费</p></td><td>1&nbsp;&nbsp;2</td></tr></table>") == [
        ["机关\n运行\n经费", "1 2"]
    ]


def in_cell(inner: str, cell: str = "") -> str:
    """Return a table of two cells, the second with this content and attributes."""
    return f"<table><tr><td>a</td><td {cell}>{inner}</td></tr></table>"


HIDING = [
    "style='display:none'",
    "style='DISPLAY: None !important'",
    "style='visibility:hidden'",
    "style='mso-hide:all'",
    "style='font-size:0'",
    "style='font-size:0.0pt'",
    "style='font-size:1px'",
    "style='color:#fff'",
    "style='color:rgb(255, 255, 255)'",
    "style='color:white'",
    "style='color:rgba(0,0,0,0)'",
    "style='background:#003366;color:#003366'",
    "style='opacity:0'",
    "style='position:absolute;left:-9999px'",
    "style='text-indent:-9999px'",
    "style='width:0;height:0;overflow:hidden'",
    "hidden",
    "class='gone'",
    "class='x pale'",
    "id='away'",
    "style='color:#FDFDFD'",
    "style='color:hsl(0,0%,99%)'",
    "style='opacity:.01'",
    "style='max-height:0;overflow:hidden'",
    "style='clip:rect(0 0 0 0);position:absolute'",
    "style='clip-path:inset(50%)'",
    "style='transform:scale(0)'",
    "data-x='out'",
    "class='deep'",
    "class='xl65Deep'",
    "style='color:#ffffffff'",
    "style='color:#0000'",
]
SHEET = (
    "<style><!-- .gone, b.no {display:none} span.pale{color:#FFFFFF} #away{visibility:hidden} "
    "table td > .deep, [data-x=out], td .xl65Deep {display:none} "
    ".other .deep, td:hover, td::before, a:b:c{{ {display:none} "
    "@media x{p{color:red}} --></style>"
)


@pytest.mark.parametrize("how", HIDING)
def test_every_way_of_hiding_a_run(how: str) -> None:
    """Text beside a figure that is not to be seen, whatever hides it, is no part of it."""
    assert read(in_cell(f"<span {how}>77</span>637.50"), SHEET) == [["a", "637.50"]]


@pytest.mark.parametrize(
    "element", ["<details><summary>x</summary><p>77</p></details>", "<dialog>77</dialog>"]
)
def test_what_is_folded_away_is_not_read(element: str) -> None:
    """Closed details show their summary only, a closed dialog nothing; open ones show all."""
    assert "77" not in "".join(map(str, read(element)))
    opened = element.replace("<details", "<details open").replace("<dialog", "<dialog open")
    assert "77" in read(opened)


@pytest.mark.parametrize(
    "inner",
    [
        "<div style='font-size:0'><span style='font-size:14px'>637.50</span></div>",
        "<span style='color:#fff;background:#003366'>637.50</span>",
        "<font color='white' style='background-color:black'>637.50</font>",
        "<span style='visibility:hidden'><b style='visibility:visible'>637.50</b></span>",
        "<span style='color:#ff0000'>637.50</span>",
        "<span style='color:#000;background:#00000000'>637.50</span>",
        "<span style='color:#000000ff'>637.50</span>",
        "<span style='color:#fff;background:#000f'>637.50</span>",
        "<input value='637.50'>",
        "<select><option>1<option selected>637.50</select>",
    ],
)
def test_what_is_seen_is_read(inner: str) -> None:
    """Text that shows again inside something hidden, white text on a dark ground and fields of forms are read."""
    assert read(in_cell(inner), SHEET) == [["a", "637.50"]]


@pytest.mark.parametrize("cell", ["style='display:none'", "hidden", "class='gone'"])
def test_hidden_cells_take_no_place(cell: str) -> None:
    """A cell that is not displayed shifts those behind it to its place, and is said."""
    body = f"<table><tr><td>a</td><td {cell}>999.99</td><td>637.50</td></tr></table>"
    (page,) = html_pages(f"{SHEET}{body}".encode(), "made.html")
    assert [c.text for c in page.grids[0].cells] == ["a", "637.50"] and len(page.hidden) == 1


@pytest.mark.parametrize("row", ["style='display:none'", "hidden", "style='visibility:collapse'", "height=0"])
def test_hidden_rows_and_columns_are_said(row: str) -> None:
    """Rows and columns that are not displayed are left out or blank, and said."""
    for body in (
        f"<table><tr><td>a</td><td>b</td></tr><tr {row}><td>1</td><td>2</td></tr></table>",
        "<table><col><col><col style='display:none'><tr><td>a</td><td>b</td><td>9</td></tr></table>",
    ):
        (page,) = html_pages(body.encode(), "made.html")
        assert [c.text for c in page.grids[0].cells if c.text] == ["a", "b"] and len(page.hidden) == 1


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("637.50<sup>1</sup>", "637.50¹"),
        ("<sup>(2)</sup>637.50", "⁽²⁾637.50"),
        ("637.50<sup><a href='#n'>[1]</a></sup>", "637.50[1]"),
        ("637.50<span style='vertical-align:super'>1</span>", "637.50¹"),
        ("637.50<font class='up'>注1</font>", "637.50[注1]"),
        ("<s>600.00</s>637.50", "600.00 637.50"),
        ("637.50<sub>2</sub>", "637.50₂"),
        ("<img src='x.png'>", "□"),
        ("<img src='x.gif' width=1 height=1>", ""),
        ("637.50\u00ad", "637.50"),
    ],
)
def test_raised_struck_and_pictured(inner: str, text: str) -> None:
    """Raised text is a mark of a note, struck text stands apart, a picture in place of a figure shows as a box."""
    head = "<style>.up{vertical-align:super}</style>"
    shown = read(in_cell(inner), head)[0]
    assert shown == ["a", text.replace("₂", "²")]


def test_data_tables_with_a_table_in_a_cell_stay_tables() -> None:
    """A table whose rows have texts side by side is no layout though a cell holds a table."""
    rows = "<tr><td>h</td><td>i</td></tr><tr><td>b</td><td>c<table><tr><td>x</td></tr></table></td></tr>"
    assert read(f"<table>{rows}</table>") == [["h", "i", "b", "c\nx"]]


def test_saved_workbooks_are_sheets() -> None:
    """Each table of a saved workbook is a sheet: a page of lines and of what is ruled, its tab the title."""
    line = "style='border:1px solid #000000'"
    first = "<table><tr><td>某局2025年预算</td></tr><tr><td>一、概况</td></tr></table>"
    second = (
        "<table><tr><td>单位：万元</td><td></td></tr>"
        f"<tr><td {line}>项目</td><td {line}>合计</td></tr><tr><td {line}>a</td><td {line}>1</td></tr></table>"
    )
    heads = [f"<a name=t><h1>Sheet {n}: <em>{tab}</em></h1></a>" for n, tab in ((1, "说明"), (2, "收入总表"))]
    mark = "<style>a.comment-indicator { background:red }</style>"
    page = f"<meta name='generator' content='LibreOffice 7'>{mark}{heads[0]}{first}{heads[1]}{second}"
    pages = html_pages(page.encode(), "made.html")
    assert [
        [b.text if isinstance(b, Line) else [c.text for c in b.cells] for b in p.blocks] for p in pages
    ] == [
        ["某局2025年预算", "一、概况"],
        ["单位：万元", "收入总表", ["项目", "合计", "a", "1"]],
    ]
    assert len(html_pages(page.replace(mark, "").encode(), "made.html")) == 1


@pytest.mark.parametrize(
    "line",
    [
        "border:1px solid",
        "border-style:solid",
        "border-left-style:solid",
        "border-top:1px dotted;border-bottom:1px dotted",
    ],
)
def test_rows_without_lines_around_ruled_ones_stand_outside(line: str) -> None:
    """Of a table of which some rows are ruled these are the table, the others its title, its unit and its notes."""
    rows = [
        ("", "收入总表", ""),
        ("", "单位：万元", ""),
        ("r", "项目", "合计"),
        ("r", "a", "1"),
        ("", "注：虚构", ""),
    ]
    made = "".join(f"<tr><td class='c{r}'>{a}</td><td class='c{r}'>{b}</td></tr>" for r, a, b in rows)
    page = f"<style>.cr {{ {line} }} .c {{ border:none }}</style><p>前</p><table>{made}</table>"
    assert read(page) == ["前", "收入总表", "单位：万元", ["项目", "合计", "a", "1"], "注：虚构"]


@pytest.mark.parametrize(
    ("end", "cut"), [("", True), ("</table>", False), ("</body>", False), ("</TABLE><p>x", False)]
)
def test_a_page_that_ends_inside_a_table_is_said(end: str, cut: bool) -> None:
    """A page cut short in a table is read as far as it goes; its tables may lack rows, which is said."""
    (found,) = html_pages(f"<body><table><tr><td>a<td>b<tr><td>c<td>d{end}".encode(), "made.html")
    assert [len(grid.cells) for grid in found.grids] == [4] and bool(found.hidden) == cut


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5"])
@pytest.mark.parametrize("declared", ["", "utf-8", "gb2312", "big5"])
def test_encodings_with_and_without_declaration(encoding: str, declared: str) -> None:
    """Whatever a page says of its encoding, or nothing, it is read as what it is."""
    words = "收入預算總表單位元年度合計" if encoding == "big5" else "部门收入预算总表单位万元合计"
    if (encoding, declared) in (("gb18030", "big5"), ("big5", "gb2312")):
        pytest.skip("bytes that another encoding reads too, declared as that one")
    page = (
        f"<html><meta charset='{declared}'><p>{words * 3}</p></html>"
        if declared
        else f"<html><p>{words * 3}</p></html>"
    )
    (found,) = html_pages(page.encode(encoding), "made.html")
    assert [row.text for row in found.lines] == [words * 3]


@pytest.mark.parametrize("data", [b"<!-- -->", b"<div>" * 5000 + b"x"], ids=["void", "deep"])
def test_void_and_endless_pages_are_refused(data: bytes) -> None:
    """A page of nothing and one nested without end raise one plain sentence."""
    with pytest.raises(UnreadableDocument, match=r"^bad\.html [^\n]+$"):
        html_pages(data, "bad.html")


DATA = [["h", "i"], ["a", "1"], ["b", "2"]]
ROWS = ["".join(f"<td>{text}</td>" for text in row) for row in DATA]


@pytest.mark.parametrize(
    ("table", "before"),
    [
        ("<table><form action=x><tr>{}</tr><tr>{}</tr><tr>{}</tr></form></table>", []),
        ("<table><tr>{}</tr><div><tr>{}</tr></div><tr><form>{}</form></tr></table>", []),
        ("<table>{}<tr>{}</tr>{}</table>", []),
        ("<table><tbody><tr>{}</tr>{}</tbody><tr>{}</tr></table>", []),
        ("<table>单位：万元<tr>{}</tr><tr>{}</tr><tr>{}</tr></table>", ["单位：万元"]),
        ("<table><tr>{}</tr>注<p>单位：万元</p><tr>{}</tr><tr>{}</tr></table>", ["单位：万元", "注"]),
        ("<table><tr>\x01单位{}</tr><tr>{}</tr><tr>{}</tr></table>", ["单位"]),
        (
            "<table><form>\x01单<b>位</b>\x01<tr>{}</tr>\x01<tr>{}</tr></form>：元<tr>{}</tr></table>",
            ["单 ：元", "位"],
        ),
    ],
)
def test_tables_in_disorder_are_read_as_browsers_show_them(table: str, before: list[str]) -> None:
    """Rows in a form, cells in no row and words between cells: browsers show rows, and the words before the table."""
    assert read(table.format(*ROWS)) == [*before, [text for row in DATA for text in row]]


def test_no_cell_reaches_beyond_its_section() -> None:
    """A head cell that claims more rows than its head has ends with it, and the first row below keeps its places."""
    head = "<thead><tr><th rowspan=3>h</th><th>i</th></tr><tr><th>j</th></tr></thead>"
    table = f"<table>{head}<tbody><tr><td>a</td><td>1</td></tr><tr><td>b</td><td>2</td></tr></tbody></table>"
    (page,) = html_pages(table.encode(), "made.html")
    cells = [(c.row, c.column, c.rows, c.text) for grid in page.grids for c in grid.cells]
    assert cells == [
        *[(0, 0, 2, "h"), (0, 1, 1, "i"), (1, 1, 1, "j")],
        *[(2, 0, 1, "a"), (2, 1, 1, "1"), (3, 0, 1, "b"), (3, 1, 1, "2")],
    ]


def test_a_table_of_data_in_a_cell_is_a_table_of_its_own() -> None:
    """Two rows of two texts inside a cell do not run into its text; they follow as a table, as in Word files."""
    inner = "<table><tr><td>x</td><td>y</td></tr><tr><td>z</td><td>7.77</td></tr></table>"
    rows = f"<tr><td>h</td><td>i</td></tr><tr><td>合计{inner}</td><td>30.50</td></tr>"
    assert read(f"<table>{rows}</table>") == [["h", "i", "合计", "30.50"], ["x", "y", "z", "7.77"]]


def test_a_page_that_names_excel_and_has_prose_is_no_workbook() -> None:
    """Word writes Excel's namespace into its pages too: their prose is read, also that around the tables."""
    page = "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><p>部门：某局</p><table><tr>{}</tr><tr>{}</tr></table>"
    (found,) = html_pages(page.format(*ROWS).encode(), "made.html")
    assert [b.text if isinstance(b, Line) else len(b.cells) for b in found.blocks] == ["部门：某局", 4]


@pytest.mark.parametrize(
    ("style", "classes", "seen"),
    [
        (".h{display:none}.s{display:table-row}", "s h", True),
        (".s{display:table-row}.h{display:none}", "h s", False),
        ("table tr.s{display:table-row}.h{display:none}", "h s", True),
        ("#n{display:table-row}.h{display:none!important}", "h", False),
        ("@media screen{.h{display:none}}", "h", False),
        ("@media only screen, print {.h{display:none}}", "h", False),
        ("@media print{.h{display:none}}", "h", True),
        ("@media screen and (max-width:600px){.h{display:none}}", "h", True),
    ],
)
def test_which_of_several_rules_counts(style: str, classes: str, seen: bool) -> None:
    """The closer selector counts, of equally close ones the later, an important one before all; media as on a screen."""
    table = f"<table><tr>{ROWS[1]}</tr><tr class='{classes}' id=n>{ROWS[2]}</tr></table>"
    assert read(table, f"<style>{style}</style>") == [["a", "1", *(["b", "2"] if seen else [])]]


def test_a_table_that_is_hidden_whole_is_said() -> None:
    """Rows with figures in an element that is not shown, and amounts in hidden words, are counted and not read."""
    hidden = "<div style='display:none'>{}</div>"
    table = f"<table><tr>{ROWS[0]}</tr><tr>{ROWS[1]}</tr><tr>{ROWS[2]}</tr></table>"
    prose = "<p style='color:white'>共5.00万元</p><p style='color:white'>无</p>" + hidden.format("增加3万元")
    (page,) = html_pages(f"{hidden.format(table)}{prose}<p>正文</p>".encode(), "made.html")
    assert [line.text for line in page.blocks if isinstance(line, Line)] == ["正文"] and len(page.blocks) == 1
    assert page.hidden[0].startswith("2 rows") and page.notes[0].startswith("2 texts with amounts")


@pytest.mark.parametrize(
    ("cell", "hidden"),
    [
        ("30.50<font color=white>77.77</font>", True),
        ("合计<span style='font-size:0'>1</span>", True),
        ("30.50<sup>①</sup>", False),
        ("合计<font color=white>无</font>", False),
        ("30.50<script>var a = 5</script>", False),
    ],
)
def test_a_cell_that_shows_a_part_and_hides_digits_is_said(cell: str, hidden: bool) -> None:
    """Digits beside others that are seen are no part of the cell's text, and are said; marks of notes are seen."""
    (page,) = html_pages(in_cell(cell).encode(), "made.html")
    assert bool(page.hidden) == hidden


@pytest.mark.parametrize("declared", ["", "<meta charset=utf-8>", "<meta charset=gb2312>"])
def test_one_broken_character_makes_no_other_encoding(declared: str) -> None:
    """UTF-8 with a character cut in two, as where pages are put together from parts, stays UTF-8."""
    page = f"{declared}<p>{'部门收入预算总表' * 9}</p><p>部门预算X</p>".encode().replace(b"X", b"\xe5\x8f")
    (found,) = html_pages(page, "made.html")
    assert [row.text for row in found.lines] == ["部门收入预算总表" * 9, "部门预算\ufffd"]
