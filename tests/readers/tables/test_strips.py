"""Strips: items in the heads over one row of values, and the same items down the page."""

from decimal import Decimal

import pytest
from drawn import grid, paper

from budgetkit.forms.form import form
from budgetkit.model.disclosure import Table
from budgetkit.readers.tables.columns import Slot
from budgetkit.readers.tables.strips import _name
from budgetkit.readers.tables.tables import read_tables

ACROSS = """
2024年“三公”经费预算数|<|<|<|<|<|2024年机关运行经\\n费预算数
合计|因公出国(境)费|公务接待费|公务用车购置及运行费|<|<|^
^|^|^|小计|购置费|运行费|^
47.91|0|1.35|46.56|25|21.56|443.18
"""
DOWN = """
项目|预算数
合计|47.91
1.因公出国（境）费|0
2.公务接待费|1.35
3.公务用车购置及运行费|46.56
其中：购置费|25
运行费|21.56
机关运行经费|443.18
"""
TWICE = """
财政拨款“三公”经费|<|<|<|<|<|<|<|<|<|<|<
合计|<|因公出国（境）费|<|公务用车购置及运行维护费|<|<|<|<|<|公务接待费|<
^|^|^|^|小计|<|公务用车购置费|<|公务用车运行维护费|<|^|^
预算数|决算数|预算数|决算数|预算数|决算数|预算数|决算数|预算数|决算数|预算数|决算数
21.00|16.95|0.00|0.00|20.50|16.95|0.00||20.50|16.95|0.50|
"""


def _read(drawing: str, layout: str) -> Table:
    title = form(layout).table("three_public").title.zh
    tables, unplaced, _ = read_tables(paper((title, "单位：万元", grid(drawing))), form(layout))
    assert not unplaced
    return tables["three_public"]


@pytest.mark.parametrize("drawing", [ACROSS, DOWN])
def test_a_strip_and_a_list_say_the_same(drawing: str) -> None:
    """Items across the heads or down the page give the same rows, agency running costs among them."""
    table = _read(drawing, "shanghai-budget")
    values = {r.item: str(a.value) for r in table.rows if (a := r.amount("total"))}
    assert values == {
        **{"total": "47.91", "overseas_trips": "0", "receptions": "1.35", "vehicles": "46.56"},
        **{"vehicle_purchase": "25", "vehicle_running": "21.56", "agency_running": "443.18"},
    }
    assert table.columns == ("total",)


def test_items_and_columns_cross() -> None:
    """Budget and actual under each item become two columns; blanks stay blank."""
    table = _read(TWICE, "shanghai-final-accounts")
    assert table.columns == ("budget", "actual")
    assert table["vehicles", "actual"].value == Decimal("16.95")  # type: ignore[union-attr]
    assert table["vehicle_purchase", "budget"].value == 0  # type: ignore[union-attr]
    assert table["vehicle_purchase", "actual"] is None and table["receptions", "actual"] is None
    assert [r.name for r in table.rows][-1] == "公务接待费"


def test_lines_of_several_units_give_the_total_and_report_the_rest() -> None:
    """A strip with a line for each unit is read at its total; the other lines are reported, not added."""
    drawing = """
单位名称|合计|因公出国（境）费|公务接待费|公务用车购置费|公务用车运行费
某局|1.00||1.00||
某中心|2.00||||2.00
合计|3.00||1.00||2.00
"""
    title = form("xinjiang-budget").table("three_public").title.zh
    tables, unplaced, _ = read_tables(paper((title, "单位：万元", grid(drawing))), form("xinjiang-budget"))
    assert tables["three_public"]["total", "total"].value == Decimal("3.00")  # type: ignore[union-attr]
    assert sorted(u.text for u in unplaced) == ["1.00", "1.00", "2.00", "2.00"]


def test_an_unknown_item_of_a_strip_is_a_row_under_its_printed_head() -> None:
    """A head that the form does not know keeps its figure, in the value column, under its printed words."""
    strip = "“三公”经费|<|<|节庆费\n合计|因公出国（境）费|公务接待费|^\n3|1|2|7"
    tables, unplaced, _ = read_tables(
        paper(("“三公”经费和机关运行经费预算表", "单位：万元", grid(strip))), form("shanghai-budget")
    )
    rows = tables["three_public"].rows
    assert [(r.item, r.label, str(r.amount("total"))) for r in rows][-1] == ("", "节庆费", "7 万元")
    assert len(rows) == 4 and not unplaced


def test_a_column_with_heads_of_nothing_has_no_name() -> None:
    """A column whose heads are empty names its item by nothing."""
    assert _name(Slot("value", words=()), ()) == ""
