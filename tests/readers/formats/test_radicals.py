"""Radicals in text layers become the characters they stand for."""

from unicodedata import name, normalize

from hypothesis import given
from hypothesis import strategies as st

from budgetkit.readers.formats.characters import RADICALS


def test_both_blocks_are_covered() -> None:
    """Every Kangxi radical and every supplementary radical but the sign of repetition has its character."""
    assigned = {code for code in (*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6)) if name(chr(code), "")}
    assert assigned - set(RADICALS) == {0x2E80}


def test_each_stands_for_one_character_that_is_no_radical() -> None:
    """Replacing gives one character outside both blocks, so that replacing twice changes nothing."""
    assert all(len(sign) == 1 and ord(sign) not in RADICALS for sign in RADICALS.values())


def test_unicode_agrees_where_it_folds() -> None:
    """Where Unicode itself folds a radical, the character is the same, save the simplified 户."""
    folded = {code: normalize("NFKC", chr(code)) for code in RADICALS}
    differing = {code for code, sign in folded.items() if sign != chr(code) and sign != RADICALS[code]}
    assert differing == {ord("⼾")}


@given(st.text())
def test_nothing_else_is_touched(text: str) -> None:
    """Text without radicals, full-width punctuation included, stays as printed."""
    plain = "".join(c for c in text if ord(c) not in RADICALS) + "（％）：，１"
    assert plain.translate(RADICALS) == plain
