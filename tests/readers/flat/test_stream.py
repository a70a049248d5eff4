"""Laws of text that goes row by row: where lines break tells nothing, what is placed is right."""

import pytest
from flatten import Style, flatten
from synthesize import synthesize

from budgetkit.forms.form import form
from budgetkit.model.disclosure import Disclosure, Table
from budgetkit.readers.flat.lines import tokens_of
from budgetkit.readers.flat.reader import read_text_tables
from budgetkit.readers.flat.stream import figures_in_turn, stream_codes
from budgetkit.readers.formats.flattened import text_pages
from budgetkit.readers.formats.page import Line, Paper

XINJIANG = "xinjiang-budget"


def amounts(tables: dict[str, Table]) -> dict[tuple[str, ...], str]:
    """Every amount under table, half, row and column."""
    return {
        (t.id, row.half, row.code, row.item, row.project, column): str(cell.amount)
        for t in tables.values()
        for row, column, cell in t.cells()
    }


def rebroken(text: str, kind: str) -> str:
    """Break the rows of figures of a text anew: every word on a line of its own, or many rows on one line."""
    done: list[str] = []
    for line in text.splitlines():
        row = any(c.isdigit() for c in line) and not line.startswith(" ") and "：" not in line
        if row and kind == "cells":
            done += line.split()
        elif row and kind == "rows" and done and done[-1][-1:].isdigit():
            done[-1] += " " + line
        elif line.strip():
            done.append(line)
    return "\n".join(done)


def read(text: str, made: Disclosure) -> dict[tuple[str, ...], str]:
    """Read the tables of a text."""
    paper = Paper("text", text_pages(text))
    return amounts(read_text_tables(paper, form(XINJIANG), made.claims)[0])


@pytest.mark.parametrize("kind", ["lines", "cells", "rows"])
@pytest.mark.parametrize("seed", [1, 2, 6, 9])
def test_line_breaks_tell_nothing(seed: int, kind: str) -> None:
    """A row a line, a cell a line or many rows a line: nothing placed wrongly, four amounts of five placed."""
    made = synthesize(XINJIANG, 2025, seed).disclosure
    truth = amounts(dict(made.tables))
    found = read(rebroken(flatten(made, seed, Style(in_turn=True)), kind), made)
    assert found.items() <= truth.items()
    assert 5 * len(found) >= 4 * len(truth)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("201 13 01 行政运行 9.39 9.39 201 13 50 事业运行 2.90", ["2011301", "2011350"]),
        ("201 20113 2011301 行政运行 9.39", ["2011301"]),
        ("205 教育支出 205 205 0 208 05 养老 3.10", ["205", "20805"]),
        ("208 05 99 养老 0 2.10 0 20807 就业 1.00", ["2080599", "20807"]),
    ],
)
def test_codes_are_told_from_figures_by_what_follows(text: str, codes: list[str]) -> None:
    """Parts of a code go on while they spell one; a whole number after figures is a figure unless a name follows."""
    rows = stream_codes(tokens_of([Line(text, 1)], 2), "functional")
    assert rows is not None and [row.code for row in rows] == codes


def test_parts_without_a_class_are_no_rows() -> None:
    """Columns of codes one after the other are not read row by row."""
    text = "201 201 201 04 04 04 50 行政运行 1.00"
    assert stream_codes(tokens_of([Line(part, 1) for part in text.split()], 2), "functional") is None


def test_more_figures_than_cells_is_no_row() -> None:
    """A label followed by more figures than its row has columns shows that the text goes down the columns."""
    assert figures_in_turn({0: 0, 1: 1}, [2, 3, 4], {0: 2, 1: 2}) is None
    assert figures_in_turn({0: 1}, [0, 2], {0: 2}) is None


def test_whole_codes_one_below_another_are_rows_of_their_own() -> None:
    """208, 20805, 2080505 are three rows where a code of an item also stands alone, and one row where none does."""
    alone = "208 20805 2080505 2080506 社会保障和就业支出"
    tokens = tokens_of([Line(text, 1) for text in alone.split()], 2)
    assert [r.code for r in stream_codes(tokens, "functional") or ()] == alone.split()[:-1]
    spelled = tokens_of([Line("208 20805 2080505 机关事业单位基本养老保险缴费支出 1.00", 1)], 2)
    assert [r.code for r in stream_codes(spelled, "functional") or ()] == ["2080505"]


def test_numbers_of_columns_are_no_amounts() -> None:
    """An empty table whose columns are numbered among its heads has no amounts."""
    heads = ("项目", "※", "※", "合计", "1", "基本支出", "项目支出", "2", "3")
    text = "\n".join(("政府性基金预算支出情况表", "单位：万元", *heads))
    tables, _ = read_text_tables(Paper("text", text_pages(text)), form(XINJIANG))
    assert not [cell for table in tables.values() for _, _, cell in table.cells() if cell.amount]
