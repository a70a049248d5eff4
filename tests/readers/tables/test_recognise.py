"""The form of a paper: by its titles and marks; unknown ones are refused with what was found."""

import pytest
from drawn import grid, paper

from budgetkit.forms.form import form, form_ids
from budgetkit.model.errors import UnknownForm
from budgetkit.readers.tables.cover import department_of
from budgetkit.readers.tables.recognise import recognise, score_forms, title_lines
from budgetkit.readers.tables.tables import read_tables


@pytest.mark.parametrize("form_id", form_ids())
def test_the_titles_of_a_form_are_enough(form_id: str) -> None:
    """A paper that has the tables of a form is of that form, also without a cover."""
    layout = form(form_id)
    pages = [(t.title.zh, grid("项目|预算数\n合计|1")) for t in layout.tables if not t.optional]
    if layout.raw.get("organs"):
        pages.insert(0, ("某某大学2023年度部门预算",))
    assert recognise(paper(*pages)).id == form_id


@pytest.mark.parametrize("form_id", ["shanghai-budget", "shanghai-final-accounts", "xinjiang-budget"])
def test_a_table_of_contents_is_enough(form_id: str) -> None:
    """Titles with leaders and page numbers count, as lines or in a grid of one column."""
    entries = [f"{n}．2024年{t.title.zh} ………………… {n + 8}" for n, t in enumerate(form(form_id).tables, 1)]
    assert recognise(paper(("目录", *entries))).id == form_id
    assert recognise(paper((grid("\n".join(entries)),))).id == form_id


def test_units_and_older_names_are_known() -> None:
    """A unit's tables (预算单位…) are the same form as a department's."""
    names = (
        "财务收支预算总表",
        "收入预算总表",
        "支出预算总表",
        "财政拨款收支预算总表",
        "一般公共预算支出功能分类预算表",
    )
    assert recognise(paper(tuple(f"2023年预算单位{n}" for n in names))).id == "shanghai-budget"


def test_a_paper_of_no_known_form_is_refused_by_name() -> None:
    """The refusal names titles that were found and the forms that --form can force."""
    other = paper(
        ("某县某局2025年部门收支总表", "某县某局2025年部门收入总表", "某县某局2025年项目支出绩效目标表")
    )
    with pytest.raises(UnknownForm) as refusal:
        recognise(other)
    said = str(refusal.value)
    assert "部门收支总表" in said and "--form" in said and all(f in said for f in form_ids())
    assert "\n" not in said


def test_a_paper_without_tables_is_refused() -> None:
    """Prose and an empty paper are of no form."""
    for empty in (paper(("某局2024年部门预算", "收支总预算313.82万元。")), paper(())):
        with pytest.raises(UnknownForm, match="no title of a table"):
            recognise(empty)


def test_budget_and_final_accounts_are_told_apart() -> None:
    """Titles of one kind never count for the other."""
    accounts = paper(tuple(t.title.zh for t in form("shanghai-final-accounts").tables))
    scores = {s.form: s for s in score_forms(accounts)}
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
    assert recognise(long).id == "shanghai-budget"
    department_of(long)
    read_tables(long, form("shanghai-budget"))
