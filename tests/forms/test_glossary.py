"""The glossary explains each word once, in both languages, and refuses data that would not."""

import re

import pytest

from budgetkit.forms.data import DataError
from budgetkit.forms.glossary import glossary, read_glossary

ENTRY = """[term.{id}]
zh = "{zh}"
en = "{en}"
meaning_zh = "意思"
meaning_en = "meaning"
"""
CHINESE = re.compile("[\u4e00-\u9fff]")


def test_every_meaning_is_in_its_own_language() -> None:
    """A Chinese meaning is Chinese; an English one has Chinese only in brackets, where it gives the original word."""
    for term in glossary().values():
        assert CHINESE.search(term.zh) and CHINESE.search(term.meaning_zh), term.id
        assert not CHINESE.search(term.en), term.id
        assert not CHINESE.search(re.sub(r"\([^)]*\)", "", term.meaning_en)), term.id


def test_the_longest_spelling_comes_first() -> None:
    """Who links the first spelling found in a text never links a part of a longer one of the same word."""
    for term in glossary().values():
        lengths = [len(word) for word in term.spellings]
        assert lengths == sorted(lengths, reverse=True)


@pytest.mark.parametrize(
    ("second", "message"),
    [
        ({"id": "a", "zh": "乙", "en": "b"}, "no valid TOML: .*twice"),
        ({"id": "b", "zh": "甲", "en": "b"}, "'甲' means both 'a' and 'b'"),
        ({"id": "b", "zh": "乙", "en": "A"}, "'A' means both"),
    ],
)
def test_a_word_is_explained_once(second: dict[str, str], message: str) -> None:
    """No id and no spelling stands twice, whatever its case."""
    text = ENTRY.format(id="a", zh="甲", en="a") + ENTRY.format(**second)
    with pytest.raises(DataError, match=message):
        read_glossary(text, "a.toml")
