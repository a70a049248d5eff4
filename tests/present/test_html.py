"""Laws of published tables as HTML: heads merge to a full grid, totals bold, levels set in."""

import re

import pytest

from budgetkit.model.disclosure import Disclosure
from budgetkit.present.html import markup


def _span(cell: str, side: str) -> int:
    found = re.search(rf"{side}span='(\d+)'", cell)
    return int(found[1]) if found else 1


def _grid(heads: str) -> list[set[int]]:
    """Return the columns that each row of heads fills, heads that reach down included."""
    rows = re.findall(r"<tr>(.*?)</tr>", heads)
    filled: list[set[int]] = [set() for _ in rows]
    for number, row in enumerate(rows):
        for cell in re.findall(r"<t[hd][^>]*>", row):
            wide, down = (_span(cell, side) for side in ("col", "row"))
            start = next(n for n in range(999) if n not in filled[number])
            for level in range(number, number + down):
                filled[level] |= set(range(start, start + wide))
    return filled


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_merged_heads_fill_the_grid(language: str, reference: Disclosure) -> None:
    """Every row of heads covers every column once, and there are as many as a line has cells."""
    for table in reference.tables:
        shown = markup(reference, table, language)
        grid = _grid(shown.heads)
        assert all(row == grid[0] for row in grid), table
        for line in re.findall(r"<tr>(.*?)</tr>", shown.rows):
            assert set(range(len(re.findall("<td", line)))) == grid[0], table


def test_totals_are_bold_and_levels_set_in(reference: Disclosure) -> None:
    """The total is bold, an item of the third level is set in further than its group."""
    rows = re.findall(r"<tr>(.*?)</tr>", markup(reference, "expenditure", "zh").rows)
    of = {code: next(r for r in rows if f">{code}<" in r) for code in ("201", "20104", "2010450")}
    inset = [re.search(r"padding-left:([\d.]+)em", row) for row in of.values()]
    steps = [float(found[1]) if found else 0.0 for found in inset]
    assert steps == sorted(steps) and len(set(steps)) == 3
    assert "font-weight:bold" in rows[0] and "font-weight:bold" not in of["201"]


def test_halves_have_a_gutter_between_them(reference: Disclosure) -> None:
    """Two sides are told apart by an empty column in every line; one side has none."""
    rows = re.findall(r"<tr>(.*?)</tr>", markup(reference, "summary").rows)
    assert all(row.count("class='gutter'") == 1 for row in rows)
    assert "gutter" not in markup(reference, "expenditure").rows


def test_one_language_has_no_marks_of_the_other(reference: Disclosure) -> None:
    """Asked for one language, a table carries the other nowhere, hidden or shown."""
    assert not re.search("[a-z]{3}", re.sub("<[^>]*>", "", markup(reference, "summary", "zh").rows))
    assert "class='zh'" not in markup(reference, "summary", "en").rows
