"""Laws of the published layout: merged heads, levels, sides of one length."""

from budgetkit.model.disclosure import Disclosure
from budgetkit.present.layout import sides


def test_every_column_keeps_its_own_head_below_its_group(reference: Disclosure) -> None:
    """The carry-over table has three levels of heads; none repeats what stands above it."""
    (side,) = sides(reference, "brought_forward")
    paths = [[label.zh for label in path] for path in side.heads()]
    assert ["财政拨款", "基本支出", "人员经费"] in paths
    assert ["非财政拨款", "项目支出"] in paths
    assert all(len(set(path)) == len(path) for path in paths)


def test_seven_columns_stand_under_the_appropriations(reference: Disclosure) -> None:
    """In the revenue table the subtotal and its six parts have one head above them, in both languages."""
    (side,) = sides(reference, "revenue")
    above = [path[0] for path in side.heads() if len(path) > 1]
    assert len(above) == 7
    assert {(label.zh, label.en) for label in above} == {("财政拨款（补助）", "Appropriations")}


def test_sides_have_one_length_and_end_with_their_totals(reference: Disclosure) -> None:
    """Both halves have as many lines, the last one is the total of each."""
    for table in ("summary", "appropriations"):
        found = sides(reference, table)
        assert len({len(side.rows) for side in found}) == 1
        for side in found:
            last = side.rows[-1]
            assert last is not None and last.item == "total"


def test_rows_are_set_in_as_deep_as_their_codes(reference: Disclosure) -> None:
    """类 stands at the margin, 款 one step in, 项 two; the total at the margin."""
    (side,) = sides(reference, "expenditure")
    levels = {r.code: side.level(r) for r in side.rows if r is not None}
    assert (levels[""], levels["201"], levels["20104"], levels["2010450"]) == (0, 0, 1, 2)


def test_a_table_without_rows_has_its_heads(reference: Disclosure) -> None:
    """An empty table still shows which columns it has."""
    (side,) = sides(reference, "government_funds")
    assert [path[-1].zh for path in side.heads()] == [
        "科目编码",
        "项目",
        "合计",
        "人员经费",
        "公用经费",
        "项目支出",
    ]
