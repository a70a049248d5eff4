"""The form of a paper: the one that titles and heads fit best, or none."""

import pytest
from drawn import grid, paper

from budgetkit.forms.form import form, form_ids
from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.page import Grid, Paper
from budgetkit.readers.read import read_paper
from budgetkit.readers.tables.cover import department_of
from budgetkit.readers.tables.recognise import fits, nearest, recognise, title_lines
from budgetkit.readers.tables.tables import read_tables


def _form(of: Paper) -> str:
    """Return the id of the form that a paper fits, empty for none."""
    fit = recognise(fits(of))
    return fit.form.id if fit else ""


@pytest.mark.parametrize("form_id", form_ids())
def test_the_titles_of_a_form_are_enough(form_id: str) -> None:
    """A paper that has the tables of a form, with their heads, is of that form, also without a cover."""
    layout = form(form_id)
    pages: list[tuple[str | Grid, ...]] = [(t.title.zh,) for t in layout.tables if not t.optional]
    for number, table in enumerate(t for t in layout.tables if not t.optional):
        if table.layout == "codes" and not any(c.group for c in table.columns):
            heads = "|".join(min(c.heads, key=lambda h: h.count("/")) for c in table.columns)
            figures = "|".join("1" * len(table.columns))
            pages[number] = (table.title.zh, grid(f"科目编码|科目名称|{heads}\n201|教育支出|{figures}"))
    if layout.organs:
        pages.insert(0, ("某某大学2023年度部门预算",))
    assert _form(paper(*pages)) == form_id


@pytest.mark.parametrize("form_id", ["shanghai-budget", "shanghai-final-accounts", "xinjiang-budget"])
def test_a_table_of_contents_is_enough(form_id: str) -> None:
    """Titles with leaders and page numbers count, as lines or in a grid of one column."""
    entries = [f"{n}．2024年{t.title.zh} ………………… {n + 8}" for n, t in enumerate(form(form_id).tables, 1)]
    assert _form(paper(("目录", *entries))) == form_id
    assert _form(paper((grid("\n".join(entries)),))) == form_id


def test_units_and_older_names_are_known() -> None:
    """A unit's tables (预算单位…) are the same form as a department's."""
    names = (
        "财务收支预算总表",
        "收入预算总表",
        "支出预算总表",
        "财政拨款收支预算总表",
        "一般公共预算支出功能分类预算表",
    )
    assert _form(paper(tuple(f"2023年预算单位{n}" for n in names))) == "shanghai-budget"


def test_heads_count_beside_titles() -> None:
    """A paper with the titles of a form over other heads is not of that form; what it lacks is said."""
    tables = [t for t in form("shanghai-budget").tables if not t.optional]
    body = grid("科目编码|科目名称|甲类|乙类|丙类\n201|一般公共服务支出|3|2|1")
    other = fits(paper(*((t.title.zh, body) for t in tables)))
    assert recognise(other) is None
    assert nearest(other).startswith("shanghai-budget: 9 of its 9 tables, 0 of ")


@pytest.mark.parametrize("form_id", form_ids())
def test_flattened_text_is_compared_as_a_whole_too(form_id: str) -> None:
    """Titles alone are not enough: a text of a form holds the words of its heads too."""
    layout = form(form_id)
    cover = ("某某大学2023年度部门预算",) if layout.organs else ("某局",)
    titles = tuple(t.title.zh for t in layout.tables if not t.optional)
    heads = tuple(c.heads[0].rpartition("/")[2] for t in layout.tables if not t.optional for c in t.columns)
    assert _form(paper((*cover, *titles, " ".join(heads)), format="text")) == form_id
    bare = fits(paper((*cover, *titles), format="text"))
    assert recognise(bare) is None
    said = [f.lacks for f in bare if f.form.id == form_id]
    assert said[0].startswith(f"{form_id}: {layout_tables(form_id)} of its {layout_tables(form_id)} tables, ")


def layout_tables(form_id: str) -> int:
    """Return how many tables every document of a form has."""
    return sum(not t.optional for t in form(form_id).tables)


def test_a_paper_without_tables_and_narrative_is_refused() -> None:
    """Nothing that is ruled and nothing that speaks of money: refused in one sentence that names what was found."""
    with pytest.raises(UnreadableDocument, match="no title of a table") as refusal:
        read_paper(paper(("某局简介", "我局地处城东。")))
    assert "\n" not in str(refusal.value)
    with pytest.raises(UnreadableDocument):
        read_paper(paper(()))


def test_budget_and_final_accounts_are_told_apart() -> None:
    """Titles of one kind never count for the other."""
    accounts = paper(tuple(t.title.zh for t in form("shanghai-final-accounts").tables))
    scores = {f.form.id: f for f in fits(accounts)}
    assert not scores["shanghai-budget"].enough and not scores["xinjiang-budget"].enough
    assert len(scores["shanghai-final-accounts"].tables) == 9


def test_title_lines_are_short_and_end_in_table() -> None:
    """Sentences and heads are no titles; sheet names are."""
    found = list(
        title_lines(
            paper(
                ("部门收入总表    单位：万元", "详见部门收入总表。", grid("项目|预算数", title="1支出总表"))
            )
        )
    )
    assert found == ["部门收入总表", "1支出总表"]


def test_endless_lines_cost_nothing() -> None:
    """A line of a hundred thousand dots, digits or characters is passed over, not searched for every ending."""
    hostile = ("." * 100_000 + "x", "1" * 100_000 + "表", "一" * 100_000, "单位：" * 30_000, "（" * 100_000)
    titles = tuple(f"2024年{t.title.zh}" for t in form("shanghai-budget").tables)
    body = grid("项目|预算数\n合计|1\n" + "未安排支出预算" * 10_000)
    long = paper((*hostile, *titles, body, *hostile, body))
    assert _form(long) == "shanghai-budget"
    department_of(long)
    read_tables(long, form("shanghai-budget"))
