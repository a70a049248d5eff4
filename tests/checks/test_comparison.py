"""Laws of putting two disclosures side by side."""

import dataclasses
from decimal import Decimal

from budgetkit.checks.comparison import compare
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Claim, Disclosure, Row, Table


def disclosure(year: int, rows: dict[str, tuple[str, str]], claims: tuple[Claim, ...] = ()) -> Disclosure:
    """A disclosure with one table: code → (name, total)."""
    lines = tuple(
        Row(n, {"total": Cell(Amount(Decimal(v)) if v else None)}, code=c) for c, (n, v) in rows.items()
    )
    table = Table("expenditure", "支出", "万元", ("total",), lines, form="xinjiang-budget")
    return Disclosure("虚构", year, "budget", "xinjiang-budget", {"expenditure": table}, claims)


def test_every_cell_gets_its_status() -> None:
    """Lines appear, vanish, change, stay, and are renamed."""
    earlier = disclosure(
        2024, {"201": ("甲", "1.00"), "202": ("乙", "2.00"), "203": ("丙", "3.00"), "204": ("丁", "4.00")}
    )
    later = disclosure(
        2025, {"201": ("甲", "1.50"), "202": ("乙", "2.00"), "203": ("丙新", "3.00"), "205": ("戊", "5.00")}
    )
    status = {c.row: c.status for c in compare(later, earlier)}
    assert status == {"201": "changed", "202": "same", "203": "renamed", "205": "appeared", "204": "vanished"}
    changes = {c.row: c for c in compare(later, earlier)}
    assert (changes["201"].change, changes["201"].growth) == (Decimal("5000.00"), Decimal("50.00"))
    assert changes["203"].earlier_name == "丙"
    assert changes["204"].change == Decimal("-40000.00")


def test_comparing_with_itself_changes_nothing(reference: Disclosure) -> None:
    """A disclosure beside itself: every cell the same, every amount once."""
    cells = compare(reference, reference)
    assert {c.status for c in cells} == {"same"}
    assert len(cells) == 230


def test_a_stated_change_is_compared_with_the_actual_one() -> None:
    """A change said to be from the budget is compared; one from an outturn is another figure and is not."""
    earlier = disclosure(2024, {"201": ("甲", "1.00")})
    claim = Claim(
        "1",
        "甲",
        Amount(Decimal("1.50")),
        change=Amount(Decimal("0.50")),
        about="expenditure/201/total",
        base="2024年预算",
    )
    right = disclosure(2025, {"201": ("甲", "1.50")}, (claim,))
    assert compare(right, earlier)[0].agrees is True
    wrong = dataclasses.replace(claim, change=Amount(Decimal("0.60")))
    assert compare(dataclasses.replace(right, claims=(wrong,)), earlier)[0].agrees is False
    outturn = dataclasses.replace(wrong, base="2024年预算执行数")
    assert compare(dataclasses.replace(right, claims=(outturn,)), earlier)[0].agrees is None
