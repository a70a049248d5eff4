"""A head at the foot of a page is put on top of the table that begins on the next."""

from drawn import grid, paper

from budgetkit.forms.form import form
from budgetkit.readers.formats.page import Grid
from budgetkit.readers.tables.cut_heads import with_cut_head
from budgetkit.readers.tables.tables import read_tables

ACCOUNTS = form("shanghai-final-accounts")
APPROPRIATIONS, GENERAL = ACCOUNTS.table("appropriations"), ACCOUNTS.table("general_public")
TOP = "收入|<|支出|<|<|<|<\n项目|决算数|项目|合计|一般公共|政府性基|国有资本"
BELOW = (
    "||||预算财政\\n拨款|金预算财\\n政拨款|经营预算\\n财政拨款\n"
    "一、一般公共预算财政拨款|9.50|五、教育支出|9.50|9.50||\n本年收入合计|9.50|本年支出合计|9.50|9.50||"
)


def read(form_id: str, title: str, *grids: Grid) -> dict[tuple[str, str], str]:
    """Return the amounts of the one table in these grids, a page each, by row and column."""
    pages = [(title, "单位：万元", grids[0]), *((g,) for g in grids[1:])]
    tables, unplaced, unclaimed = read_tables(paper(*pages), form(form_id))
    assert not unplaced and not unclaimed
    (table,) = tables.values()
    return {
        (r.code or r.item, c): f"{a.value}" for r in table.rows for c in table.columns if (a := r.amount(c))
    }


def test_words_cut_in_the_midst_are_heads_again() -> None:
    """Heads whose words go on over the page tell their columns, and every amount finds its place."""
    found = read("shanghai-final-accounts", "财政拨款收入支出决算总表", grid(TOP, 1), grid(BELOW, 2))
    assert found["205", "total"] == found["205", "general_public"] == "9.50"
    assert found["general_public", "actual"] == "9.50"


def test_only_the_first_row_of_a_head_may_stand_on_the_page_before() -> None:
    """收入 and 支出 alone at the foot of a page do not part the table from its title."""
    top, rest = (grid(TOP, 1), grid(BELOW, 2))
    whole = TOP.replace(
        "一般公共|政府性基|国有资本", "一般公共预算财政拨款|政府性基金预算财政拨款|国有资本经营预算财政拨款"
    )
    first, second = whole.splitlines()
    body = "\n".join(BELOW.splitlines()[1:])
    apart = read(
        "shanghai-final-accounts", "财政拨款收入支出决算总表", grid(first, 1), grid(f"{second}\n{body}", 2)
    )
    assert apart == read("shanghai-final-accounts", "财政拨款收入支出决算总表", top, rest)


def test_the_lower_row_of_a_head_may_stand_on_the_next_page() -> None:
    """A row of heads under merged ones is a row of its own, also where the first page has fewer columns."""
    top = grid("项目|<|合计|基本支出|项目支出", 1)
    below = grid("功能分类\\n科目编码|科目名称|||\n205|教育支出|9.50|9.50|\n合计|<|9.50|9.50|", 2)
    found = read("shanghai-final-accounts", "一般公共预算财政拨款支出决算表", top, below)
    assert found == {
        ("205", "total"): "9.50",
        ("205", "basic"): "9.50",
        ("total", "total"): "9.50",
        ("total", "basic"): "9.50",
    }


def test_a_table_with_data_or_another_width_takes_no_grid_in() -> None:
    """A head that has its rows, a grid of another width and one that adds no column are left alone."""
    data = grid(TOP + "\n一、一般公共预算财政拨款|9.50|五、教育支出|9.50|9.50||", 1)
    assert with_cut_head(data, grid(BELOW, 2), APPROPRIATIONS) is None
    assert with_cut_head(grid(TOP, 1), grid("序号|事项|数量\n1|甲|3", 2), APPROPRIATIONS) is None
    assert with_cut_head(grid(TOP, 1), grid("序号|事项|数量|甲|乙|丙|丁\n1|甲|3", 2), APPROPRIATIONS) is None
    assert with_cut_head(grid(TOP, 1), grid(BELOW, 3), APPROPRIATIONS) is None
    head = "功能分类科目编码|科目名称|合计|基本支出|项目支出"
    assert with_cut_head(grid(head, 1), grid("甲|乙|丙|丁|戊\n1|x|3|4|5", 2), GENERAL) is None
