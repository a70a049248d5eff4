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


def test_the_nearest_form_is_said_in_the_language_asked_for(reference: Disclosure) -> None:
    """No English in Chinese nor Chinese in English, and no count of columns where there are none to count."""
    for columns, counted in (("0 of 0", False), ("3 of 8", True)):
        near = {"nearest_form": f"shanghai-budget: 6 of its 9 tables, {columns} columns"}
        unknown = dataclasses.replace(reference, form="", sources=(near,))
        zh, en = (next(x for x in summary(unknown, y) if "shanghai-budget" in x) for y in ("zh", "en"))
        assert "tables" not in zh and "其 9 张表见到 6 张" in zh and "6 of its 9 tables" in en
        assert ("8 栏" in zh, "columns" in en, "0 of 0" in en) == (counted, counted, False)


def test_numbers_and_places_not_placed_are_told_apart(reference: Disclosure) -> None:
    """A picture that was not read is a place in the list and no number: the two counts say what each counts."""
    reason = "page 12 holds a picture that is not read (第 12 页有 1 幅图片未读取); run x"
    numbers = {"numbers": "31 printed = 31 fact + 0 unplaced"}
    changed = dataclasses.replace(reference, unplaced=(Unplaced("", reason, Place(12)),), sources=(numbers,))
    text = "\n".join(summary(changed, "en"))
    assert "numbers not placed 0" in text and "not read or not placed" in text
    assert "is not read; run x" in text and "第 12 页" not in text
