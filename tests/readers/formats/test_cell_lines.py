"""Laws of text with one cell a line: rows come back where the cells go row by row, and nowhere else."""

from hypothesis import given, settings
from hypothesis import strategies as st

from budgetkit.readers.formats.cell_lines import rows_of_cells
from budgetkit.readers.formats.page import Line, Page

ROW = st.tuples(
    st.sampled_from(["201", "20113", "2011301", "201 13", "208 05 05"]),
    st.sampled_from(["商贸事务", "行政运行", "事业运行"]),
    st.lists(st.sampled_from(["12.29", "1,021.60", "0.00", "-3.10"]), min_size=1, max_size=6),
)


def page(*lines: str) -> Page:
    """A page of lines."""
    return Page(1, tuple(Line(text, 1) for text in lines))


@settings(deadline=None)
@given(st.lists(ROW, min_size=8, max_size=20))
def test_rows_come_back_whole(rows: list[tuple[str, str, list[str]]]) -> None:
    """Parts of a code, name and figures written a line each are the row they were."""
    cells = [cell for code, name, figures in rows for cell in (*code.split(), name, *figures)]
    (joined,) = rows_of_cells([page(*cells)])
    assert [line.text for line in joined.lines] == [" ".join((c, n, *f)) for c, n, f in rows]


@settings(deadline=None)
@given(st.lists(ROW, min_size=8, max_size=20))
def test_columns_written_one_after_another_stay(rows: list[tuple[str, str, list[str]]]) -> None:
    """All codes, then all names, then all figures: no line is joined, since nothing tells the rows."""
    columns = [*(r[0] for r in rows), *(r[1] for r in rows), *(f for r in rows for f in r[2])]
    before = page(*(c.replace(" ", "") for c in columns))
    assert len([f for r in rows for f in r[2]]) <= 12 or rows_of_cells([before]) == (before,)


def test_lines_that_are_rows_stay() -> None:
    """Where figures share their line with names, lines are rows already."""
    before = page(*["201 13 商贸事务 21.60 12.29 9.31"] * 9, *["1.00"] * 9)
    assert rows_of_cells([before]) == (before,)
