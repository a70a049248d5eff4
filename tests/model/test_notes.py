"""Marks of notes beside printed text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetkit.model.codes import normalise
from budgetkit.model.notes import fold, raised, split_notes

MARKS = st.sampled_from("①⑫⑳㉟❸⑴⒈⓵㈠㊀¹²³⁴₁")


@given(st.text(st.characters(blacklist_categories=["Cs"])), MARKS)
def test_folding_never_makes_a_digit_of_a_mark(text: str, mark: str) -> None:
    """Marks survive folding as they are; everything else becomes plain."""
    assert fold(mark) == mark
    assert mark in fold(f"a{mark}{text}")


@given(st.text("abc元年度基本支出 0123456789.,", min_size=1).filter(str.strip), MARKS, MARKS)
def test_marks_at_the_ends_are_split_off(words: str, before: str, behind: str) -> None:
    """Text between marks comes back stripped and else unchanged, the marks in order."""
    assert split_notes(f"{before}{words}{behind}") == (words.strip(), before + behind)


@given(st.text("①²*[1]注 ,、x9", max_size=8), st.integers(1, 20_000))
def test_long_runs_of_marks_end(part: str, times: int) -> None:
    """However long a text of marks and what looks like them is, it is split without a hang, nothing lost of its words."""
    words, marks = split_notes(f"{part * times}x")
    assert len(words) + len(marks) <= len(part) * times + 1
    assert words.endswith("x")


@given(st.text("0123456789", min_size=1, max_size=3))
def test_raised_digits_are_no_digits(digits: str) -> None:
    """A raised number becomes marks that no parser folds back to digits."""
    up = raised(digits)
    assert unicodedata.normalize("NFKC", up) == digits
    assert fold(up) == up and split_notes(f"12.5{up}") == ("12.5", up)


@pytest.mark.parametrize("text", ["208①", "②208", "208*", "208¹", "（208类）[1]"])
def test_a_code_with_a_note_is_its_code(text: str) -> None:
    """Marks beside a code are no part of it."""
    assert normalise([text]) == "208"
