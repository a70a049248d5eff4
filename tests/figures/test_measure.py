"""Measuring and breaking text: nothing is lost, no line is too wide, the same on every machine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetkit.figures.measure import MISSING, balanced, drawable, width, wrap

TEXTS = st.text(
    alphabet="一般公共服务支出，。；：、（）“”％0123456789.% abcdefghij ,;:-", min_size=1, max_size=60
)
LIMITS = st.floats(min_value=25, max_value=300)


@given(TEXTS, LIMITS)
def test_breaking_loses_nothing(text: str, limit: float) -> None:
    """The lines hold every character of the text in order, spaces at breaks apart."""
    assert "".join("".join(wrap(text, 10, limit)).split()) == "".join(text.split())
    assert "".join("".join(balanced(text, 10, limit, 0)).split()) == "".join(text.split())


@given(TEXTS, LIMITS, st.integers(min_value=0, max_value=3))
def test_no_line_is_too_wide(text: str, limit: float, lines: int) -> None:
    """Every line fits, and there are no more of them than allowed."""
    found = wrap(text, 10, limit, lines)
    assert all(width(line, 10) <= limit for line in found)
    assert not lines or len(found) <= lines


@given(TEXTS, LIMITS)
def test_a_closing_mark_never_opens_a_line(text: str, limit: float) -> None:
    """A line begins with a closing mark only where the text gave it nothing to stand behind, or a word was cut."""
    words = text.split()
    for line in wrap(text, 10, limit)[1:]:
        if line[:1] in set("，。；：、）”"):
            alone = any(word.startswith(line[0]) for word in words)
            cut = any(width(word, 10) > limit for word in words)
            assert alone or cut


def test_chinese_is_square_and_english_is_not() -> None:
    """A Chinese character is one em wide; letters have their own widths."""
    assert width("三公经费", 10) == 40
    assert width("i", 10) < width("m", 10) < 10


@pytest.mark.parametrize(
    ("text", "shown"), [("𠮷林", f"{MISSING}林"), ("昌吉", "昌吉"), ("ภ", MISSING), ("a\nb", "a\nb")]
)
def test_what_cannot_be_drawn_is_a_mark(text: str, shown: str) -> None:
    """Each character the font lacks is one 〓; the others stay."""
    assert drawable(text) == shown


def test_a_number_keeps_its_unit() -> None:
    """万元 is not broken."""
    assert all(
        not line.endswith("万") for limit in range(30, 90) for line in wrap("共计 1,234.56 万元整", 10, limit)
    )
