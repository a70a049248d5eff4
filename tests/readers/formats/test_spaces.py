"""Lines as every reader hands them on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetkit.readers.formats.characters import HIDDEN, tidy, tidy_lines


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from(" 　\t\n\u200b⻓⼀"))))
def test_tidying_twice_changes_nothing(text: str) -> None:
    """A tidied line stays as it is, holds no hidden sign, no double space and none at its ends."""
    line = tidy(text)
    assert tidy(line) == line == line.strip() and "  " not in line and not HIDDEN & set(line)
    assert tidy_lines("\n".join(tidy_lines(text))) == tidy_lines(text)


@pytest.mark.parametrize("hyphen", ["\u00ad", "\x1e", "\x1f"])
def test_a_hyphen_before_a_figure_is_its_minus(hyphen: str) -> None:
    """Soft and non-breaking hyphens before a figure are a minus, inside a word nothing."""
    assert (tidy_lines(f"{hyphen}637.50"), tidy(f" {hyphen}¥12")) == (["-637.50"], "-¥12")
    assert tidy("预\u00ad算12\u00ad34") == "预算1234"


def test_signs_are_kept() -> None:
    """What is printed stays: figures, full-width signs, characters and their order."""
    assert tidy("　合　计\u3000（⻓期）\xa0１２．５％ ") == "合 计 （长期） １２．５％"
