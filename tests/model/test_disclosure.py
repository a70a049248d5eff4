"""Laws of looking things up in a disclosure."""

import dataclasses
from decimal import Decimal

import pytest

import budgetkit as bk
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Claim, Disclosure, Row, Table


def test_a_cell_is_found_by_code_item_and_name(reference: Disclosure) -> None:
    """Rows answer to their code, their item and their printed name alike."""
    table = reference["expenditure"]
    assert table["2010450", "total"] == Amount(Decimal("175.92"))
    assert table["事业运行", "total"] == table["2010450", "total"]
    assert table["total", "project"] == Amount(Decimal("180.00"))


def test_blank_zero_and_absent_are_three_things(reference: Disclosure) -> None:
    """A blank cell gives None, a printed zero an amount, an absent row or table raises."""
    assert reference["expenditure"]["2080505", "project"] is None
    zero = next(c for c in reference.claims if c.amount is not None and str(c.amount.value) == "0.00")
    assert zero.amount is not None and not zero.amount.value
    with pytest.raises(KeyError, match="has no row '9999999'"):
        reference["expenditure"]["9999999", "total"]
    with pytest.raises(KeyError, match="no table 'nothing'"):
        reference["nothing"]


def test_errors_say_what_was_asked_what_there_is_and_where(reference: Disclosure) -> None:
    """The message names the column asked for, the columns there are and the file that says so."""
    with pytest.raises(KeyError) as error:
        reference["expenditure"]["total", "sum"]
    message = str(error.value)
    assert "'sum'" in message
    assert "total, basic, project" in message
    assert "reference/forms/xinjiang-budget.toml" in message


def test_a_row_in_both_halves_must_be_named_with_its_half(reference: Disclosure) -> None:
    """The totals of a two-sided table stand on both sides; the half decides."""
    with pytest.raises(KeyError, match="two halves"):
        reference["summary"]["total", "budget"]
    assert reference["summary"]["revenue", "total", "budget"] == Amount(Decimal("313.82"))


def test_everything_is_frozen(reference: Disclosure) -> None:
    """Nothing of a disclosure can be changed after it was read."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        reference.year = 1999  # type: ignore[misc]
    with pytest.raises(TypeError):
        reference.tables["more"] = reference["summary"]  # type: ignore[index]


def test_only_money_with_a_rate_or_change_is_quantified() -> None:
    """Eight people, one more, is a fact of the profile; a growth of money is a statement to judge."""
    people = Claim("1", "在职", Amount(Decimal(8), "人"), change=Amount(Decimal(1), "人"))
    money = Claim("1", "支出", Amount(Decimal("8.00")), growth=Amount(Decimal("1.00"), "%"))
    assert not people.is_quantified
    assert money.is_quantified
    assert not Claim("1", "支出", Amount(Decimal("8.00"))).is_quantified


def test_cells_come_in_published_order_without_blanks() -> None:
    """Iterating a table gives its printed amounts row by row."""
    one, two = Cell(Amount(Decimal(1))), Cell(Amount(Decimal(2)))
    rows = (Row("甲", {"a": one, "b": Cell(None)}), Row("乙", {"a": Cell(None, text="—"), "b": two}))
    table = Table("t", "表", "元", ("a", "b"), rows)
    assert [(row.name, column) for row, column, _ in table.cells()] == [("甲", "a"), ("乙", "b")]


@pytest.mark.parametrize("key", ["2010450", "to", ("total",), ("a", "b", "c", "d"), ("2010450", 1), 3])
def test_a_cell_is_asked_for_by_row_and_column(reference: Disclosure, key: object) -> None:
    """A lone string is no key of a cell, nor is anything but two or three strings; the message says what is."""
    with pytest.raises(TypeError, match=r"table 'expenditure' is asked for by row and column"):
        reference["expenditure"][key]  # type: ignore[index]


def test_two_halves_are_told_apart_as_the_message_says(reference: Disclosure) -> None:
    """The keys that the message gives are keys that work, and so is ``half.row``, which findings and claims print."""
    table = reference["summary"]
    with pytest.raises(KeyError) as error:
        table["total", "budget"]
    assert "['revenue', 'total', 'budget'] or ['expenditure', 'total', 'budget']" in str(error.value.args[0])
    assert table["revenue.total", "budget"] == table["revenue", "total", "budget"]
    assert table["expenditure.201", "budget"] == table["expenditure", "201", "budget"] is not None
    with pytest.raises(KeyError, match=r"no row 'revenue\.nothing'"):
        table["revenue.nothing", "budget"]


@pytest.mark.parametrize("given", ["x", None, 3])
@pytest.mark.parametrize("asker", ["check", "facts", "claims", "prior_year"])
def test_what_is_no_disclosure_is_refused_at_the_door(asker: str, given: object) -> None:
    """A bad call names the function, what it needs, how to get one and what it got."""
    said = f"{asker} needs a Disclosure .*bk.read, bk.load, bk.reference.* got {type(given).__name__}"
    with pytest.raises(TypeError, match=said):
        getattr(bk, asker)(given)


def test_a_frame_is_of_a_table(reference: Disclosure) -> None:
    """The frame of a whole disclosure is no frame; the message says where a table comes from."""
    with pytest.raises(TypeError, match=r"frame needs a Table .*d\[\"expenditure\"\].* got Disclosure"):
        bk.frame(reference)  # type: ignore[arg-type]


def test_labels_are_in_languages_there_are(reference: Disclosure) -> None:
    """A language without labels is refused with those there are, not taken for both."""
    for call in (bk.view_table, bk.published):
        with pytest.raises(ValueError, match=r"'fr'; there are zh, en, both"):
            call(reference, "summary", "fr")
