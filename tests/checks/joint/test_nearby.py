"""Figures near the printed ones that agree: exact, within their intervals, and found where only rounding is in the way."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from budgetkit.checks.joint.decide import System
from budgetkit.checks.joint.nearby import Nearby
from budgetkit.checks.joint.programme import programme
from budgetkit.checks.statement import Figure, Statement, Term
from budgetkit.forms.form import Label
from budgetkit.model.amount import Amount


def cross_table(hidden: list[list[int]], places: int) -> list[Statement]:
    """Return the sums of the rows and columns of a table whose unrounded cells are given in cents, all printed rounded."""

    def printed(name: str, cents: int) -> Figure:
        return Figure(name, Amount(Decimal(cents).scaleb(-2).quantize(Decimal(1).scaleb(-places)), "元"))

    cells = [[printed(f"{r}/{c}", x) for c, x in enumerate(row)] for r, row in enumerate(hidden)]
    rows = [(printed(f"row {r}", sum(row)), cells[r]) for r, row in enumerate(hidden)]
    columns = [
        (printed(f"column {c}", sum(row[c] for row in hidden)), [row[c] for row in cells])
        for c in range(len(hidden[0]))
    ]
    total = printed("total", sum(map(sum, hidden)))
    sums = [*rows, *columns, (total, [x for x, _ in rows]), (total, [x for x, _ in columns])]
    return [
        Statement("x", "sum", Label("", ""), str(n), (Term(whole),), tuple(map(Term, parts)))
        for n, (whole, parts) in enumerate(sums)
    ]


def tables(most: int) -> st.SearchStrategy[list[list[int]]]:
    """Draw cents of a table of up to so many rows and columns."""
    return st.tuples(st.integers(1, most), st.integers(1, most)).flatmap(
        lambda size: st.lists(
            st.lists(st.integers(0, 100_000), min_size=size[1], max_size=size[1]),
            min_size=size[0],
            max_size=size[0],
        )
    )


@settings(max_examples=60, deadline=None)
@given(tables(6), st.integers(0, 2))
def test_what_is_found_obeys_every_row_and_every_interval(hidden: list[list[int]], places: int) -> None:
    """A point that the search calls found lies in all intervals and on all rows, in exact arithmetic."""
    for component in System(programme(cross_table(hidden, places))).components:
        search = Nearby(component)
        if search.found():
            assert all(
                box.low <= search.point[n] <= box.high
                for n, box in component.boxes.items()
                if box.low is not None and box.high is not None
            )
            assert not any(sum(c * search.point[n] for n, c in row.terms) for row in component.rows)


def test_rounding_needs_no_solver() -> None:
    """A table whose sums miss by their rounding alone is found to hold, by moving a few figures."""
    hidden = [[1_049, 2_049, 3_049], [1_049, 2_049, 3_049], [5_049, 149, 2_249]]
    (component,) = System(programme(cross_table(hidden, 0))).components
    search = Nearby(component)
    assert search.broken
    assert search.found()
