"""readers/html*.py: pages of HTML."""

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


@pytest.mark.parametrize("data", [b"<!-- -->", b"<div>" * 5000 + b"x"], ids=["void", "deep"])
def test_void_and_endless_pages_are_refused(data: bytes) -> None:
    """A page of nothing and one nested without end raise one plain sentence."""
    with pytest.raises(UnreadableDocument, match=r"^bad\.html [^\n]+$"):
        html_pages(data, "bad.html")
