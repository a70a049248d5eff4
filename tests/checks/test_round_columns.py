"""Figures that were rounded further than they are printed: noughts at the end of a whole column."""

from decimal import Decimal

import pytest

from budgetkit.checks.verdicts import check
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Disclosure, Row, Table


def verdict(total: str, *parts: str) -> str:
    """The verdict on total = sum of classes in a column of whole yuan."""
    codes = [f"2{n:02}" for n in range(1, len(parts) + 1)]
    rows = [Row("合计", {"total": Cell(Amount(Decimal(total), "元"))}, item="total")]
    rows += [Row("", {"total": Cell(Amount(Decimal(v), "元"))}, c) for c, v in zip(codes, parts, strict=True)]
    table = Table("某表", "某表", "元", ("total",), tuple(rows))
    of = Disclosure("虚构", 2025, "budget", "", {"某表": table})
    (found,) = [f.verdict for f in check(of) if f.identity == "structure.rollup"]
    return found


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (("6673800", "1000100", "2000200", "3000300", "673100"), "unstated"),
        (("6673800", "1000100", "2000200", "3000300", "672300"), "broken"),
        (("6673800", "1000100", "2000200", "3000301", "673100"), "broken"),
        (("3000300", "1000100", "2000100"), "broken"),
        (("6673700", "1000100", "2000200", "3000300", "673100"), "exact"),
    ],
)
def test_noughts_are_no_precision(figures: tuple[str, ...], expected: str) -> None:
    """A sum is left alone only where all of enough figures end in noughts and it misses by no more than they hide."""
    assert verdict(*figures) == expected
