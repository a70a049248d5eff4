"""A digit that the mark of a note may have become is no part of an amount; a true third place is."""

from decimal import Decimal

import pytest

from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Row, Table
from budgetkit.readers.tables.added_digits import without_added_digits


def table(*values: str, unit: str = "万元", name: str = "expenditure") -> Table:
    """Return a table of one column with these amounts."""
    rows = (Row(f"行{n}", {"total": Cell(Amount(Decimal(v), unit))}) for n, v in enumerate(values))
    return Table(name, "", unit, ("total",), tuple(rows))


@pytest.mark.parametrize(
    ("values", "doubted"),
    [
        (["637.501", "637.50", "3.00"], ["637.501"]),
        (["-12.502", "-12.50", "3.00"], ["-12.502"]),
        (["637.501", "12.342", "637.50", "12.34", "1.00", "2.00"], ["637.501", "12.342"]),
        (["637.501", "637.51", "3.00"], []),
        (["637.501", "637.501", "637.50", "3.00"], []),
        (["637.501", "637.50"], []),
        (["637.501", "0.125", "637.50"], []),
        (["637.501", "637.50", "3.00", "0.1234"], []),
        (["6375", "637.5", "637"], []),
    ],
)
def test_only_a_lone_third_place_of_a_number_printed_without_it_is_doubted(
    values: list[str], doubted: list[str]
) -> None:
    """Not one that stands alone in the document, nor one twice, nor among many or among longer ones."""
    found, listed = without_added_digits({"expenditure": table(*values)})
    assert [u.text for u in listed] == doubted
    cells = [row.cells["total"] for row in found["expenditure"].rows]
    assert [c.text for c in cells if c.amount is None] == doubted
    assert len(cells) == len(values)


def test_the_number_may_be_printed_without_it_in_another_table_of_the_unit() -> None:
    """637.50 元 says nothing of 637.501 万元."""
    one = table("637.501", "1.00", "2.00")
    for unit, doubted in (("万元", 1), ("元", 0)):
        _, listed = without_added_digits({"one": one, "other": table("637.50", unit=unit)})
        assert len(listed) == doubted
