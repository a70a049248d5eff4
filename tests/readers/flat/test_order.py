"""Laws of the total column: it is found whatever stands between its figures, and only where its sums hold."""

import pytest

from budgetkit.readers.flat.order import Family, Figure, column_values

TOTALS = (60, 30, 10, 20, 30, 14, 16)
"""The total, two classes, and two groups of each."""
FAMILIES = [Family(0, (1, 4)), Family(1, (2, 3)), Family(4, (5, 6))]


def read(values: list[int], said: dict[int, set[int]] | None = None) -> list[set[int]] | None:
    """Read the column from a stream of values, each of which any row may have."""
    figures = [Figure(v, 0, frozenset(range(len(TOTALS))), n) for n, v in enumerate(values)]
    found = column_values(figures, len(TOTALS), FAMILIES, {0}, said)
    return None if found is None else [set(x) for x in found]


@pytest.mark.parametrize(
    "values",
    [
        [*TOTALS, 25, 35, 9, 1, 16, 4],
        [25, 35, *TOTALS[1:], 60],
        [v for t in TOTALS for v in (t, t - 1, 1)],
        [60, 60, 30, 10, 30, 10, 20, 20, 30, 14, 16, 30, 14, 16],
    ],
)
def test_column_is_found_among_the_other_figures(values: list[int]) -> None:
    """In a block, after other figures, row by row and in pieces, every row has its own total among its candidates."""
    found = read(values)
    assert found is not None and all(t in f for t, f in zip(TOTALS, found, strict=True))


def test_figures_that_make_no_sums_are_no_column() -> None:
    """Where a class is not there, nothing is said of any row."""
    assert read([60, 30, 10, 20]) is None


def test_what_the_narrative_states_goes_first() -> None:
    """Of two readings alike in order and sums the one is taken whose values are stated."""
    values = [60, 30, 12, 18, 10, 20, 30, 14, 16]
    found = read(values, {2: {12}, 3: {18}})
    assert found is not None and found[2:4] == [{12}, {18}]
    other = read(values, {2: {10}, 3: {20}})
    assert other is not None and other[2:4] == [{10}, {20}]
