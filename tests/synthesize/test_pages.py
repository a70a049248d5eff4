"""Sheets and pages of fictitious documents: cells tile their table, rows are neither lost nor repeated."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthesize import Layout, synthesize
from synthesize.document import document
from synthesize.drawn_tables import DrawnTable
from synthesize.page_rows import measured, paged, wrapped
from synthesize.printing import ordinal

from budgetkit.forms.form import form_ids


def measure(text: str, size: float) -> float:
    """Every character is as wide as it is high."""
    return len(text) * size


def sheets(form_id: str, seed: int) -> list[DrawnTable]:
    """Return the tables of a fictitious document."""
    made = document(synthesize(form_id, 2025, seed).disclosure, Layout.of(seed))
    return [block for block in made.blocks if isinstance(block, DrawnTable)]


@pytest.mark.parametrize("form_id", form_ids())
def test_cells_tile_their_table(form_id: str) -> None:
    """Every place of a table is covered by exactly one cell, heads and merged cells included."""
    for seed in range(12):
        for sheet in sheets(form_id, seed):
            covered = Counter(
                (r, c)
                for s in sheet.spots
                for r in range(s.row, s.row + s.rows)
                for c in range(s.column, s.column + s.columns)
            )
            assert set(covered.values()) == {1}
            assert set(covered) == {(r, c) for r in range(sheet.rows) for c in range(sheet.columns)}


@pytest.mark.parametrize("repeat", [True, False])
def test_every_row_is_on_one_page(repeat: bool) -> None:
    """Rows of the body are on exactly one page, in order; heads are on every page or on the first only."""
    for seed in range(6):
        for sheet in sheets("xinjiang-budget", seed):
            table = measured(sheet, 500.0, 9.0, 0.0, measure)
            pages = list(paged(table, 300.0, 300.0, repeat))
            body = [row for page in pages for row in page if row >= sheet.heads]
            assert body == list(range(sheet.heads, sheet.rows))
            heads = [row for page in pages for row in page if row < sheet.heads]
            assert len(heads) == sheet.heads * (len(pages) if repeat else 1)


def test_no_number_is_wider_than_its_column() -> None:
    """Columns are as wide as their numbers, down to a smaller font where there are too many."""
    for seed in range(6):
        for sheet in sheets("shanghai-budget", seed):
            table = measured(sheet, 500.0, 10.5, 0.0, lambda text, size: len(text) * size / 2)
            for spot in sheet.spots:
                if spot.text.replace(",", "").replace(".", "").isdigit() and spot.columns == 1:
                    room = table.edges[spot.column + 1] - table.edges[spot.column]
                    assert len(spot.text) * table.size / 2 <= room
            assert table.edges[-1] == pytest.approx(500.0)


@given(st.text(alphabet="一二三四五六七八九（）", min_size=1, max_size=60), st.integers(1, 12))
def test_wrapping_loses_nothing(text: str, room: int) -> None:
    """The lines of a wrapped text are the text again, each no wider than the room, one character at least."""
    lines = list(wrapped(text, float(room), 1.0, measure))
    assert "".join(lines) == text and all(1 <= len(line) <= room for line in lines)


def test_layouts_differ_and_bad_ones_are_refused() -> None:
    """Over many seeds every way of ruling and both ways of printing codes are drawn; another one is refused."""
    drawn = [Layout.of(seed) for seed in range(60)]
    assert {x.rules for x in drawn} == {"lines", "boxes", "pieces"} and {x.codes for x in drawn} == {1, 3}
    with pytest.raises(ValueError, match="1 or 3"):
        Layout(codes=2)


def test_chinese_ordinals() -> None:
    """Ordinals from 1 to 99 are all different and written as usual."""
    words = [ordinal(n) for n in range(1, 100)]
    assert len(set(words)) == 99 and (words[9], words[10], words[19]) == ("十", "十一", "二十")
