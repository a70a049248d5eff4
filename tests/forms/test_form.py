"""Forms: every file loads, names things in both languages, and tells its tables apart by their titles."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetkit.forms.form import Form, form, form_ids, plain
from budgetkit.model.codes import classification
from budgetkit.readers.tables.titles import match_title, title_key

FORMS = [form(f) for f in form_ids()]
CANONICAL = {"summary", "revenue", "expenditure", "appropriations", "general_public", "basic", "projects"}
CANONICAL |= {"government_funds", "state_capital", "three_public", "brought_forward"}


@pytest.fixture(params=FORMS, ids=lambda f: f.id)
def layout(request: pytest.FixtureRequest) -> Form:
    """Each known form in turn."""
    chosen: Form = request.param
    return chosen


def test_the_five_forms_are_known() -> None:
    """The forms the project promises are there."""
    wanted = {"xinjiang-budget", "shanghai-budget", "shanghai-final-accounts"}
    assert wanted | {"central-university-budget", "central-university-final-accounts"} <= set(form_ids())


def test_every_label_is_bilingual(layout: Form) -> None:
    """Tables, columns and rows have a Chinese label with Chinese in it and an English one without."""
    for table in layout.tables:
        for label in (table.title, *(c.label for c in table.columns), *(r.label for r in table.rows)):
            assert any("一" <= c <= "鿿" for c in label.zh), (table.id, label)
            assert label.en and not any("一" <= c <= "鿿" for c in label.en), (table.id, label)


def test_tables_of_a_form_have_titles_of_their_own(layout: Form) -> None:
    """No title or alias of one table is a title of another, and each is recognised as its own table."""
    for table in layout.tables:
        for title in table.titles:
            found = match_title(title, layout.tables)
            assert found is not None and found.id == table.id, (title, found and found.id)


def test_columns_and_rows_are_consistent(layout: Form) -> None:
    """Halves name columns that exist, ids are unique, class rows have codes, items are unique in a half."""
    for table in layout.tables:
        ids = [c.id for c in table.columns]
        assert len(ids) == len(set(ids)), table.id
        assert {c for half in table.halves.values() for c in half} == set(ids), table.id
        items = [(r.half, r.item) for r in table.rows if r.item]
        assert len(items) == len(set(items)), table.id
        assert all(r.item or classification(r.code) == "functional" for r in table.rows), table.id


def test_shared_meanings_have_canonical_ids() -> None:
    """Every table that two forms share has one of the canonical ids, or is the universities' own."""
    for layout in FORMS:
        own = {t.id for t in layout.tables} - CANONICAL
        assert own <= {"appropriations_expenditure"}, (layout.id, own)


def test_reference_form_has_the_published_columns() -> None:
    """The Xinjiang form gives the tables of the contract with their value columns in published order."""
    tables = {t.id: tuple(c.id for c in t.columns) for t in form("xinjiang-budget").tables}
    assert tables["brought_forward"] == (
        *("total", "fiscal_total", "fiscal_personnel", "fiscal_operating", "fiscal_project"),
        *("nonfiscal_total", "nonfiscal_personnel", "nonfiscal_operating", "nonfiscal_project"),
    )
    assert tables["expenditure"] == ("total", "basic", "project")
    assert [c.id for c in form("shanghai-budget").table("revenue").columns][:2] == ["total", "appropriations"]


def test_unknown_names_are_refused_with_what_there_is() -> None:
    """A wrong form, table or column raises KeyError that lists the right ones and the file."""
    with pytest.raises(KeyError, match="xinjiang-budget"):
        form("atlantis-budget")
    with pytest.raises(KeyError, match=r"reference/forms/xinjiang-budget\.toml"):
        form("xinjiang-budget").table("wages")
    with pytest.raises(KeyError, match="total, basic, project"):
        form("xinjiang-budget").table("expenditure").column("sum")


@given(st.text(alphabet="一二三、（）():： 0123456789项目支出.合计其中“”", max_size=30))
def test_plain_is_idempotent_and_blind_to_spaces(text: str) -> None:
    """Spaces never matter to a label."""
    assert plain(" ".join(text)) == plain(text)


EXPECTED = {
    "收入支出决算总表": "summary",
    "收支决算总表": "summary",
    "收入决算表": "revenue",
    "支出决算表": "expenditure",
    "财政拨款收入支出决算总表": "appropriations",
    "一般公共预算财政拨款支出决算表": "general_public",
    "一般公共预算财政拨款基本支出决算表": "basic",
    "一般公共预算财政拨款基本支出决算明细表": "basic",
    "财政拨款三公经费支出决算表": "three_public",
    "一般公共预算财政拨款三公经费支出决算表": "three_public",
    "政府性基金预算财政拨款收入支出决算表": "government_funds",
    "国有资本经营预算财政拨款收入支出决算表": "state_capital",
    "国有资本经营预算财政拨款支出决算表": "state_capital",
}


def test_titles_of_other_places_find_their_table_or_none(documents: Path) -> None:
    """Of the final accounts of fourteen provinces, the uniform titles are found, with number and prefix or without."""
    bodies = json.loads((documents / "templates_toc.json").read_text(encoding="utf-8"))
    tables = form("shanghai-final-accounts").tables
    checked = 0
    for title in (t for body in bodies if body["kind"] == "决算" for t in body["tables"]):
        key = title_key(title).split(":")[-1]
        if key in EXPECTED:
            found = match_title(title, tables)
            assert found is not None and found.id == EXPECTED[key], title
            checked += 1
    assert checked > 100


def test_budget_titles_of_other_places_with_typos(documents: Path) -> None:
    """Typos of the printed titles («固有资本», «预算预算支出表», «“三公“») do not hide a table."""
    tables = form("xinjiang-budget").tables
    printed = {
        "国有资本经营预算预算支出表": "state_capital",
        "固有资本经营预算支出表(公开表5)": "state_capital",
        "财政拨款收支预算总表(公开表2)": "appropriations",
        "部门收支总表(公开表1)": "summary",
        "一般公共预算基本支出情况表": "basic",
    }
    bodies = json.loads((documents / "templates_toc.json").read_text(encoding="utf-8"))
    there = {t for body in bodies for t in body["tables"]}
    for title, table in printed.items():
        assert title in there
        found = match_title(title, tables)
        assert found is not None and found.id == table, title
