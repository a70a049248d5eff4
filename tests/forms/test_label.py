"""Laws of labels: two languages, and nothing that could be gone through without end."""

from collections.abc import Iterable
from typing import Any

import pytest

from budgetkit.forms.label import Label


def test_a_label_is_looked_up_and_not_gone_through() -> None:
    """It gives its wording in a language; a loop over it, unpacking it or looking for a word in it is refused."""
    label: Any = Label("款", "item")
    assert (Label("款", "item")["zh"], Label("款", "item")["en"]) == ("款", "item")
    assert not isinstance(label, Iterable)
    for go in (iter, list, lambda one: "item" in one):
        with pytest.raises(TypeError, match="not iterable"):
            go(label)
