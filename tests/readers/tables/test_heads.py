"""Heads: what each physical column is, by the words above it."""

from dataclasses import replace

from drawn import grid

from budgetkit.forms.form import form
from budgetkit.readers.tables.cut_heads import carry_head
from budgetkit.readers.tables.heads import read_head
from budgetkit.readers.tables.matrix import Matrix

XINJIANG = form("xinjiang-budget")
ACCOUNTS = form("shanghai-final-accounts")
THREE_ROWS = """
科目|<|<|<|支出预算|<|<
功能分类科目编码|<|<|功能分类科目名称|合计|基本支出|项目支出
类|款|项|^|^|^|^
※|※|※|※|1|2|3
201|04|50|事业运行|3|2|1
"""


def _columns(drawing: str, table: str, layout: str = "xinjiang-budget", ruled: bool = True) -> list[str]:
    head = read_head(Matrix.of(grid(drawing, ruled=ruled)), form(layout).table(table))
    return [s.column or s.role for s in head.slots]


def test_columns_are_known_by_their_words_not_by_their_order() -> None:
    """The same heads in another order are the same columns."""
    assert _columns(THREE_ROWS, "expenditure") == [
        "code",
        "code",
        "code",
        "name",
        "total",
        "basic",
        "project",
    ]
    swapped = "功能分类科目编码|科目名称|项目支出|合计|基本支出\n201|一般公共服务支出|1|3|2"
    assert _columns(swapped, "expenditure") == ["code", "name", "project", "total", "basic"]


def test_ordinals_and_markers_belong_to_the_head() -> None:
    """Rows of ※ and 1 2 3, and of 栏次, are passed over."""
    table = XINJIANG.table("expenditure")
    assert read_head(Matrix.of(grid(THREE_ROWS)), table).rows == 4


def test_a_path_tells_equal_words_apart() -> None:
    """人员经费 under 财政拨款 is another column than under 非财政拨款."""
    drawing = """
项目名称|总计|财政拨款|<|<|<|非财政拨款|<|<|<
^|^|合计|基本支出|<|项目支出|合计|基本支出|<|项目支出
^|^|^|人员经费|公用经费|^|^|人员经费|公用经费|^
总计|8|||||8|||8
"""
    assert _columns(drawing, "brought_forward")[1:] == [
        c.id for c in XINJIANG.table("brought_forward").columns
    ]


def test_the_nearer_head_decides() -> None:
    """Of two columns of a form whose words all stand over a number, the one whose words stand nearer is meant."""
    drawing = """
科目编码|科目名称|财政拨款支出|<|<|<|<
^|^|支出合计|基本支出|<|项目支出|<
^|^|^|小计|人员经费|小计|基本建设资金支出
205|教育支出|10|6|4|4|1
"""
    found = _columns(drawing, "appropriations_expenditure", "central-university-budget")
    assert found == ["code", "name", "total", "basic", "personnel", "project", "capital_construction"]


def test_two_columns_with_one_head_get_neither() -> None:
    """Where two columns have an equal claim, nothing is decided by place: both keep their printed head."""
    drawing = "功能分类科目编码|科目名称|合计|基本支出|基本支出\n201|一般公共服务支出|3|2|1"
    assert _columns(drawing, "expenditure") == ["code", "name", "total", "基本支出", "基本支出#2"]


def test_halves_are_told_by_their_words() -> None:
    """收入 and 支出 over the sides decide; line numbers (行次) are no values."""
    drawing = """
收入|<|<|支出|<|<
项目|行次|决算数|项目|行次|决算数
栏次|<|1|栏次|<|2
一、上级补助收入|1|3.00|一、外交支出|32|2.00
"""
    head = read_head(Matrix.of(grid(drawing)), ACCOUNTS.table("summary"))
    assert [(s.half[:3], s.column or s.role) for s in head.slots] == [
        *(("rev", "name"), ("rev", "skip"), ("rev", "actual")),
        *(("exp", "name"), ("exp", "skip"), ("exp", "actual")),
    ]
    assert head.rows == 3


def test_side_by_side_blocks_repeat_their_columns() -> None:
    """Codes after values begin another block with the same columns."""
    drawing = "科目编码|科目名称|决算数|科目编码|科目名称|决算数\n301|工资福利支出|5|302|商品和服务支出|2"
    head = read_head(Matrix.of(grid(drawing)), ACCOUNTS.table("basic"))
    assert [(s.block, s.column or s.role) for s in head.slots] == [
        *((0, "code"), (0, "name"), (0, "actual"), (1, "code"), (1, "name"), (1, "actual")),
    ]


def test_a_head_row_may_hold_the_first_data() -> None:
    """类 款 项 beside the total, and 合计 基本支出 项目支出 beside its amounts, are heads and data at once."""
    beside = """
项目|<|<|<|本年收入合计|财政拨款收入|其他收入
功能分类科目编码|<|<|科目名称|决算数|决算数|决算数
类|款|项|合计|4.00|3.00|1.00
"""
    assert _columns(beside, "revenue", "shanghai-final-accounts")[4:] == ["total", "appropriations", "other"]
    funds = """
项目|<|年初结转和\\n结余|本年收入|本年支出|<|<|年末结转和\\n结余
功能分类科目编码|科目名称|^|^|^|<|<|^
合计|<|0|2002.80|合计|基本支出|项目支出|0
207|文化支出|0|2.80|2.80||2.80|0
"""
    head = read_head(Matrix.of(grid(funds)), ACCOUNTS.table("government_funds"))
    assert head.found == tuple(c.id for c in ACCOUNTS.table("government_funds").columns)
    assert head.rows == 2


def test_an_empty_table_has_a_head_too() -> None:
    """A table without a single number still knows its columns and where its head ends."""
    empty = "功能分类科目编码|<|<|功能分类科目名称|合计|基本支出|项目支出\n类|款|项|^|^|^|^\n无||||||\n合计|<|<|<|||"
    head = read_head(Matrix.of(grid(empty)), XINJIANG.table("expenditure"))
    assert (head.rows, head.found) == (2, ("total", "basic", "project"))


def _carried(page: str, ruled: bool = True, table: str = "expenditure") -> list[str] | None:
    first = Matrix.of(grid(THREE_ROWS, ruled=ruled))
    form_table = XINJIANG.table(table)
    head = carry_head(first, read_head(first, form_table), Matrix.of(grid(page, 2, ruled=ruled)), form_table)
    return [s.column or s.role for s in head.slots] if head else None


def test_heads_carry_over_to_the_next_page() -> None:
    """With the head repeated, without it, with fewer physical columns, with boxes and without."""
    columns = ["code", "code", "code", "name", "total", "basic", "project"]
    assert _carried("201|04|99|其他|3|2|1") == columns
    assert _carried("\n".join(THREE_ROWS.strip().splitlines()[:4]) + "\n201|04|99|其他|3|2|1") == columns
    assert _carried("合计|<|<|<|3|2|1")[-3:] == columns[-3:]  # type: ignore[index]
    assert _carried("合计|3|2|1", ruled=False) == ["name", "total", "basic", "project"]
    assert _carried("其他|9", ruled=False) is None
    assert _carried("|||其他|9|3", ruled=False) == columns[:6]


def test_a_column_cut_in_two_by_a_stray_rule_is_one() -> None:
    """Where one head stands over two physical columns, the filled one is the column and the other is nothing."""
    drawing = "科目编码|科目名称|合计|<|基本支出\n201|一般公共服务支出||3|2\n205|教育支出||1|1"
    assert _columns(drawing, "expenditure") == ["code", "name", "skip", "total", "basic"]
    merged = "科目编码|科目名称|合计|<|基本支出\n201|一般公共服务支出|3|<|2"
    assert _columns(merged, "expenditure") == ["code", "name", "total", "skip", "basic"]
    both = "科目编码|科目名称|合计|<|基本支出\n201|一般公共服务支出|3|4|2"
    assert _columns(both, "expenditure") == ["code", "name", "合计", "合计#2", "basic"]


def test_a_page_ruled_otherwise_keeps_its_columns() -> None:
    """A stray rule on the next page, or a page that is wider, moves no amount into another column."""
    table = XINJIANG.table("expenditure")
    first = Matrix.of(grid(THREE_ROWS))
    head = read_head(first, table)
    cut = grid("201|04|99|其他|3|2||1", 2)
    moved = {7: (300.0, 325.0), 6: (250.0 + 50, 300.0)}
    cells = tuple(
        replace(c, box=(c.box[0] - 50 * (c.column > 5), c.box[1], c.box[2] - 50 * (c.column > 5), c.box[3]))
        if c.box
        else c
        for c in cut.cells
        if moved
    )
    carried = carry_head(first, head, Matrix.of(replace(cut, cells=cells)), table)
    assert carried is not None
    assert [s.column or s.role for s in carried.slots][4:] == ["total", "basic", "skip", "project"]
    wide = tuple(
        replace(c, box=(c.box[0] * 2, c.box[1], c.box[2] * 2, c.box[3])) if c.box else c
        for c in grid("201|04|99|其他|3|2|1", 2).cells
    )
    page = Matrix.of(replace(grid("201|04|99|其他|3|2|1", 2), cells=wide))
    assert (carried := carry_head(first, head, page, table)) is not None
    assert [s.column for s in carried.slots][4:] == ["total", "basic", "project"]
