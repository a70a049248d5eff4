"""Every example in a docstring runs, and every public name of the front door says what it means."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import budgetkit

MODULES = sorted(
    m.name
    for m in pkgutil.walk_packages(budgetkit.__path__, "budgetkit.")
    if not m.name.endswith(("__main__", "zygote"))
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    """Every example in the docstrings of a module gives what it shows."""
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


@pytest.mark.parametrize("name", budgetkit.__all__)
def test_public_names_are_explained(name: str) -> None:
    """Every public name exists, and every public class and function has a docstring."""
    public = getattr(budgetkit, name)
    if inspect.isclass(public) or inspect.isfunction(public):
        assert inspect.getdoc(public)


def test_an_unknown_name_lists_the_known() -> None:
    """Asking for a name that is not there says which are."""
    with pytest.raises(AttributeError, match="open_source"):
        budgetkit.treasure  # noqa: B018
