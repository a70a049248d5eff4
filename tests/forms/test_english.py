"""What forms and readings say in both languages."""

from budgetkit.forms.english import account_in_both
from budgetkit.readers.accounting import Balance, Entry, Fate, balance_line


def test_every_account_of_numbers_has_words() -> None:
    """Whatever becomes of numbers, said too often or not at all included, the account is told in both languages."""
    entries = [Entry(f"{n}.00", fate) for n, fate in enumerate(Fate, 1)]
    for printed in ("1.00 2.00 3.00 4.00", "1.00", "1.00 2.00 3.00 4.00 5.00 6.00 77.00"):
        said = account_in_both(balance_line(Balance.of([printed], entries)))
        assert said.zh.startswith("印出的数字 ") and said.en.startswith("numbers printed ")
    assert "more often than printed" in account_in_both(balance_line(Balance.of([""], entries))).en
