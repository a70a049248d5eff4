"""Laws of reading flattened text on what was not seen before: placed rightly or left over, never silently elsewhere."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from flatten import Style, flatten
from synthesize import synthesize

from budgetkit.forms.form import form
from budgetkit.model.disclosure import Disclosure, Table, Unplaced
from budgetkit.readers.flat.reader import read_text_tables
from budgetkit.readers.flat.tables import find_tables
from budgetkit.readers.formats.flattened import text_pages
from budgetkit.readers.formats.page import Paper
from budgetkit.readers.narrative.claims import read_claims

XINJIANG = "xinjiang-budget"
EFFORT = 5_000
"""Patterns looked at in one search, where a test asks what is placed wrongly and not how much."""
FUNDS, CAPITAL = "政府性基金预算支出情况表", "国有资本经营预算支出情况表"
Found = tuple[dict[str, Table], tuple[Unplaced, ...]]


def read_text(text: str, said: bool = True, effort: int = 30_000) -> Found:
    """Read the tables of a text, with what its own narrative says or without."""
    paper = Paper("text", text_pages(text))
    layout = form(XINJIANG)
    return read_text_tables(paper, layout, read_claims(paper, layout, {})[0] if said else (), effort)


def printed(tables: dict[str, Table]) -> dict[tuple[str, ...], Decimal]:
    """Every amount under table, half, row and column; a row by its code and project, item or name."""
    found = {}
    for table in tables.values():
        for row, column, cell in table.cells():
            key = (
                table.id,
                row.half,
                row.code,
                row.item,
                row.project or ("" if row.code or row.item else row.name),
            )
            assert cell.amount is not None
            found[(*key, column)] = cell.amount.value
    return found


def reference_text(documents: Path) -> str:
    """Return the flattened reference as it stands."""
    return next((documents / "reference").glob("*.txt")).read_text(encoding="utf-8")


def misprinted(text: str, title: str, old: str, new: str) -> str:
    """Put another figure for the first one of its kind after a table's title."""
    at = text.index(old, text.index(title, text.index("第二部分")))
    return text[:at] + new + text[at + len(old) :]


def test_without_the_narrative_only_the_projects_are_open(documents: Path, reference: Disclosure) -> None:
    """The tables alone place all amounts but those of the projects, which are listed one by one.

    Nothing but the narrative tells apart the columns of a list that has no total.
    """
    tables, unplaced = read_text(reference_text(documents), said=False)
    truth, found = printed(dict(reference.tables)), printed(tables)
    assert found.items() <= truth.items()
    missed = [k for k in truth if k not in found]
    assert {k[0] for k in missed} == {"projects"}
    assert sorted(Decimal(u.text) for u in unplaced) == sorted(truth[k] for k in missed)


@pytest.mark.slow
def test_other_figures_are_placed_alike(documents: Path, reference: Disclosure) -> None:
    """Every decimal three times as large: the same cells or none, though rounding and the narrative no longer agree."""
    threefold = re.sub(r"\d+\.\d\d", lambda m: str(3 * Decimal(m[0])), reference_text(documents))
    tables, unplaced = read_text(threefold, effort=EFFORT)
    found = printed(tables)
    truth = {k: 3 * v for k, v in printed(dict(reference.tables)).items()}
    assert found.items() <= truth.items()
    assert len(found) + len(unplaced) == len(truth)


@pytest.mark.parametrize("effort", [0, 500, 1_500])
def test_less_effort_places_fewer_figures_and_none_elsewhere(
    documents: Path, reference: Disclosure, effort: int
) -> None:
    """Whenever the solver is stopped, what is placed is right, and what is not is listed."""
    tables, unplaced = read_text(reference_text(documents), effort=effort)
    found, truth = printed(tables), printed(dict(reference.tables))
    assert found.items() <= truth.items()
    assert len(found) + len(unplaced) == len(truth)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("title", "old", "new"),
    [
        ("部门支出总体情况表", "13.32", "13.23"),
        ("部门收支总体情况表", "19.98", "19.89"),
        ("一般公共预算基本支出情况表", "25.89", "28.59"),
    ],
)
def test_a_misprint_never_moves_other_figures(
    documents: Path, reference: Disclosure, title: str, old: str, new: str
) -> None:
    """With one figure misprinted every amount placed is the right one, but for the misprint itself where it stands."""
    tables, unplaced = read_text(misprinted(reference_text(documents), title, old, new), effort=EFFORT)
    truth, found = printed(dict(reference.tables)), printed(tables)
    wrong = {k: v for k, v in found.items() if truth.get(k) != v}
    assert len(wrong) <= 1
    assert all((str(truth[k]), str(v)) == (old, new) for k, v in wrong.items())
    assert len(found) + len(unplaced) == len(truth)
    assert found


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("said", [True, False])
def test_rows_in_turn_are_read(seed: int, said: bool) -> None:
    """Fictitious tables written row by row: four amounts of five placed, none wrongly, the rest listed."""
    made = synthesize(XINJIANG, 2025, seed).disclosure
    text = flatten(made, seed, Style(in_turn=True))
    paper = Paper("text", text_pages(text))
    tables, unplaced = read_text_tables(paper, form(XINJIANG), made.claims if said else ())
    truth, found = printed(dict(made.tables)), printed(tables)
    assert found.items() <= truth.items()
    assert 5 * len(found) > 4 * len(truth)
    assert len(unplaced) >= len(truth) - len(found)


@pytest.mark.parametrize("kind", ["digits transposed", "total not updated", "neighbours exchanged"])
def test_errors_of_a_document_do_not_lead_astray(kind: str) -> None:
    """A fictitious document with one real error is read as printed: the identities are asked, not believed."""
    made = synthesize(XINJIANG, 2025, 4, errors=[kind]).disclosure
    paper = Paper("text", text_pages(flatten(made, 4, Style(in_turn=True))))
    found = printed(read_text_tables(paper, form(XINJIANG), made.claims)[0])
    assert found.items() <= printed(dict(made.tables)).items()


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "rows"), [(1, 2), (3, 2), (5, 2), (22, 1), (25, 1)])
def test_blocks_of_columns_are_placed_or_listed(seed: int, rows: int) -> None:
    """Fictitious tables written in blocks, cut wildly: what is placed is right, what is not is listed."""
    made = synthesize(XINJIANG, 2025, seed, rows=rows).disclosure
    paper = Paper("text", text_pages(flatten(made, seed, Style(cut=0.03))))
    tables, unplaced = read_text_tables(paper, form(XINJIANG), made.claims, EFFORT)
    found, truth = printed(tables), printed(dict(made.tables))
    assert found.items() <= truth.items()
    assert unplaced or found.keys() == truth.keys()


@pytest.mark.parametrize(("last", "kept"), [("03", True), ("7", True), ("-7-", False), ("第 7 页", False)])
def test_a_bare_number_at_the_edge_of_a_page_may_be_a_code(last: str, kept: bool) -> None:
    """The last part of a code stays in its table; what is marked as the number of a page does not."""
    text = f"表 8\n政府性基金预算支出情况表\n单位：万元\n总计 1.00\n{last}\f第三部分 说明"
    (table,) = find_tables(Paper("text", text_pages(text)), form(XINJIANG))
    assert (table.lines[-1].text == last) is kept


def test_numbers_that_run_with_the_pages_are_no_codes() -> None:
    """Bare numbers that grow by one from page to page number them."""
    pages = (f"表 {n}\n{title}\n单位：万元\n总计 1.00\n{n + 4}" for n, title in ((8, FUNDS), (9, CAPITAL)))
    found = find_tables(Paper("text", text_pages("\f".join((*pages, "第三部分 说明")))), form(XINJIANG))
    assert [table.lines[-1].text for table in found] == ["总计 1.00", "总计 1.00"]


@pytest.mark.parametrize("where", ["above", "below"])
def test_the_unit_of_a_table_is_found_wherever_its_page_prints_it(where: str) -> None:
    """Text that goes down the columns may print the unit before the title or after the labels, the page before it never."""
    title, unit = "部门收入总体情况表", "单位：元"
    body = [title, *["类", "款", "项", "201", "201", "208", "05", "总计", "一般公共服务支出", "5.00", "5.00"]]
    lines = [unit, *body] if where == "above" else [*body, unit]

    def unit_in(*pages: str) -> str:
        (table,) = find_tables(Paper("text", text_pages("\f".join(pages))), form(XINJIANG))
        return table.unit

    assert unit_in("\n".join(lines), "尾页") == "元"
    assert unit_in(unit, "\n".join(body)) != "元"
