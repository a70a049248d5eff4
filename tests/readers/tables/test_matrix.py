"""A raw grid laid out: spans, ordinals, labels."""

from drawn import grid
from hypothesis import given
from hypothesis import strategies as st

from budgetkit.readers.tables.matrix import (
    Matrix,
    has_digit,
    head_key,
    is_number,
    is_ordinal,
    is_year,
    label_key,
    unwrap,
)


def test_a_merged_cell_covers_all_its_places() -> None:
    """What a merged cell says stands at each place it covers, and is listed once a row."""
    matrix = Matrix.of(grid("收入|<|支出\n项目|预算数|^"))
    assert [matrix.text(0, c) for c in range(3)] == ["收入", "收入", "支出"]
    assert matrix.text(1, 2) == "支出"
    assert matrix.texts(0) == ("收入", "支出")
    assert matrix.texts(1) == ("项目", "预算数", "支出")


def test_edges_come_from_cells_of_one_column() -> None:
    """A column's edges are those of the cells that cover it alone; without boxes there are none."""
    drawing = "合计|<\n1|2"
    assert Matrix.of(grid(drawing)).edges(1) == (50.0, 100.0)
    assert Matrix.of(grid(drawing, ruled=False)).edges(1) is None


def test_ordinals_are_no_amounts() -> None:
    """Rows that number the columns are told from data by their markers and steps."""
    assert is_ordinal(("※", "※", "1", "2", "3")) and is_ordinal(("栏次", "1", "2", "3"))
    assert is_ordinal(("栏次", "1", "栏次", "2")) and is_ordinal(("1", "2=3+4", "3"))
    assert not is_ordinal(("201", "05", "07")) and not is_ordinal(("0", "0"))
    assert not is_ordinal(("合计", "1", "2")) and not is_ordinal(("5", "4"))
    assert not is_ordinal(())


@given(st.lists(st.sampled_from(["12.50", "0", "1,234", "合计", "301", ""]), min_size=1, max_size=6))
def test_a_row_with_a_printed_amount_is_never_ordinal(texts: list[str]) -> None:
    """Whatever else a row says, an amount with decimals or separators makes it data."""
    assert not is_ordinal([*texts, "12.50"]) and not is_ordinal([*texts, "1,234"])


def test_words_are_compared_without_layout() -> None:
    """Line breaks, letter-spacing, numbering, years and units do not matter to heads and labels."""
    assert unwrap("因 公 出 国 （ 境 ） 费\n用") == "因公出国（境）费用"
    assert unwrap("ab 12\n项目") == "ab 12项目"
    assert head_key("2025年“三公”经费预算数") == head_key("“三公”经费\n预算数（万元）")
    assert label_key("八、社会保障和就业支出") == label_key("208 社会保障和就业支出")
    assert label_key("2080505 机关") != label_key("机关")


def test_numbers_years_and_digits() -> None:
    """A number is the whole cell; a year is no amount; a text with digits is noticed."""
    assert is_number("1,234.50") and is_number("-3") and not is_number("12 34x") and not is_number("-")
    assert is_year("2024年") and is_year("2024") and not is_year("1999.00")
    assert has_digit("１２台") and not has_digit("合计")
