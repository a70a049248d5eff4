"""Ruled tables from the rules of a page."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from budgetkit.readers.formats import lattice as module
from budgetkit.readers.formats.lattice import REACH, Rule, joined, lattices


def table(left: float, top: float, columns: int, rows: int) -> tuple[list[Rule], list[Rule]]:
    """Return the rules of a plain table of cells 40 by 15 points."""
    across = [(top + 15 * row, left, left + 40 * columns) for row in range(rows + 1)]
    down = [(left + 40 * column, top, top + 15 * rows) for column in range(columns + 1)]
    return across, down


@given(st.lists(st.floats(0, 200), min_size=1, max_size=20), st.floats(0, REACH))
def test_pieces_that_touch_are_one_rule(cuts: list[float], gap: float) -> None:
    """However a rule is cut, with gaps up to the reach, it is joined whole."""
    ends = [0.0, *sorted(cuts), 200.0]
    pieces = [(50.0, a, max(a, b - gap)) for a, b in pairwise(ends)]
    ((where, begin, end),) = joined([*pieces, (50.0, 200.0 - gap, 210.0)])
    assert (where, begin, end) == (50.0, 0.0, 210.0)


@given(st.integers(1, 4), st.integers(1, 4), st.floats(-1, 1), st.floats(-1, 1))
def test_rules_may_miss_one_another_a_little(columns: int, rows: int, short: float, aside: float) -> None:
    """Rules that stop short, overrun or lie beside one another by a point make the same table."""
    across, down = table(30, 30, columns, rows)
    moved = [(y + (aside if n % 2 else 0), x0 + short, x1 - short) for n, (y, x0, x1) in enumerate(across)]
    found = lattices((moved, down))
    assert [(len(t.xs) - 1, len(t.ys) - 1) for t in found] == (
        [(columns, rows)] if columns * rows > 1 else []
    )


@given(st.permutations(range(14)))
def test_tables_apart_stay_apart(order: list[int]) -> None:
    """Tables that do not touch are found each for itself, in whatever order their rules were drawn."""
    (a1, d1), (a2, d2) = table(30, 30, 2, 2), table(130, 35, 2, 3)
    across, down = a1 + a2, d1 + d2
    shuffled = [across[n] for n in order if n < len(across)], down[::-1]
    assert [t.box for t in lattices(shuffled)] == [(30, 30, 110, 60), (130, 35, 210, 80)]


def test_a_rule_across_several_groups_joins_them() -> None:
    """One rule that meets the rules of two tables makes them one."""
    (a1, d1), (a2, d2) = table(30, 30, 2, 1), table(150, 30, 2, 1)
    (found,) = lattices((a1 + a2 + [(30, 30, 230)], d1 + d2))
    assert found.box == (30, 30, 230, 45)


def test_drawings_of_endless_rules_have_no_tables() -> None:
    """A page with more rules than any table has is a drawing."""
    many = [(10.0 * n, 0.0, 100.0) for n in range(module.RULE_LIMIT + 1)]
    assert lattices((many, [(0.0, 0.0, 1e5), (100.0, 0.0, 1e5)])) == []
