"""Laws of the summary of a reading."""

import dataclasses

from budgetkit.model.disclosure import Disclosure, Place, Unplaced
from budgetkit.present.summary import summary


def test_it_says_what_was_found_and_what_not(reference: Disclosure) -> None:
    """Tables found and missing, amounts, inferred ones, statements, indicators, and everything not placed."""
    tables = {k: t for k, t in reference.tables.items() if k != "basic"}
    lost = Unplaced("12.34", "两栏皆可 / two columns are possible", Place(3))
    text = "\n".join(summary(dataclasses.replace(reference, tables=tables, unplaced=(lost,))))
    assert "一般公共预算基本支出情况表" in text
    assert "187" in text and "27" in text and "19" in text
    assert "p.3 '12.34'" in text and "two columns are possible" in text
